#!/usr/bin/env bash
# .pre-commit-hooks.yaml with the real pre-commit: every kind of commit, red or green as it should be.
# Needs python3 and the network, for pre-commit itself. `soplint` is the debug build of this checkout.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
cargo build --quiet --locked --manifest-path "$top/Cargo.toml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pre-commit
export PATH="$work/venv/bin:${CARGO_TARGET_DIR:-$top/target}/debug:$PATH" PRE_COMMIT_HOME="$work/home"
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$work/gitconfig"
git config --global user.name Test
git config --global user.email test@example.com
git config --global init.defaultBranch main
pre-commit --version
pre-commit validate-manifest "$top/.pre-commit-hooks.yaml" && echo 'manifest: ok'

# The manifest as pre-commit gets it: a repository of its own, at a commit.
git init --quiet "$work/hooks"
cp "$top/.pre-commit-hooks.yaml" "$work/hooks/"
git -C "$work/hooks" add --all && git -C "$work/hooks" commit --quiet -m hooks
rev=$(git -C "$work/hooks" rev-parse HEAD)

firm="$work/firm" && git init --quiet "$firm" && cd "$firm"
sop="$top/fixtures/sops/complete.md"
printf 'kind: firm-profile\nschema: 1\nfirm: Castellane Brandt LLP\noffices: [{city: Raleigh, country: US, timezone: America/New_York}]\njurisdictions: [NC]\npeople: [{id: rcastellane, name: Rosa Castellane, role: attorney}]\nlint: {packs: [sop]}\n' > soplint.yaml
printf 'repos:\n- repo: %s\n  rev: %s\n  hooks: [{id: soplint-system}]\n' "$work/hooks" "$rev" > .pre-commit-config.yaml
mkdir -p sops manual
cp "$sop" sops/summaries.md
pre-commit install >/dev/null

failed=0
# expect red|green NAME COMMAND...: the commit goes through or not; a red one names a finding.
expect() {
  local want=$1 name=$2 got said; shift 2
  if said=$("$@" 2>&1); then got=green; else got=red; fi
  if [ "$got" = red ] && ! grep -E "error\[" <<<"$said" | grep -qv "soplint/settings"; then got="red without a finding"; fi
  if [ "$got" = "$want" ]; then echo "$want: $name"; else
    failed=1; echo "$name should be $want and is $got"; echo "$said"
  fi
}
worse() { sed 's/24 business hours/soon/' "$sop" > "$1"; }
c() { git commit --quiet -m x "$@"; }

git add --all
expect green 'first commit' c
worse sops/summaries.md; git add --all; cp "$sop" sops/summaries.md
expect red 'a file staged in part: what is staged is worse than what is on disk' c
git diff --quiet -- sops/summaries.md && { failed=1; echo 'the file on disk was changed'; }
git add --all; worse sops/summaries.md
expect green 'a file staged in part: what is on disk is worse than what is staged' c --allow-empty
expect red 'git commit -a' c -a
cp "$sop" sops/letters.md; git add sops/letters.md
expect red 'git commit PATH, the worse one' c sops/summaries.md
git checkout --quiet -- sops/summaries.md 2>/dev/null || git reset --quiet -- sops/summaries.md
expect green 'git commit PATH, the good one' c sops/letters.md
git reset --quiet --hard
sed '/^\*\*Escalation/,/^\*\*Turnaround/{/^\*\*Turnaround/!d}' "$sop" > sops/summaries.md; git add --all
expect red 'deletion of a section' c
git reset --quiet --hard
git mv sops/letters.md sops/all-letters.md
expect green 'rename' c
git rm --quiet sops/all-letters.md
expect green 'a deletion and nothing else' c
cp "$sop" manual/summaries.md; git add --all
expect green 'a document outside the folders' c
sed -i '/^kind: sop/d' manual/summaries.md
expect red 'its kind is taken out' c -a
git reset --quiet --hard
# What the joined policies look at: a file that others refer to.
cp -r "$top"/fixtures/firms/passing/{engagements,sops,records,agreements} . 2>/dev/null || true
git add --all; SKIP=soplint-system c
git rm --quiet "$(git ls-files 'sops/SOP-DOC-010*')"
expect red 'deletion of a file that an engagement refers to' c
git reset --quiet --hard
git worktree add --quiet ../linked && cd ../linked
worse sops/summaries.md
expect red 'linked worktree' c -a
cd "$firm"
git checkout --quiet -- . && worse sops/old.md && git add --all && SKIP=soplint-system c
expect green 'pre-commit run --all-files: nothing is staged, so nothing is new' pre-commit run --all-files
exit $failed
