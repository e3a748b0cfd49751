#!/usr/bin/env bash
# .pre-commit-hooks.yaml with the real pre-commit, and the hook of `soplint init --hook` with git alone: every kind
# of commit, red or green as it should be.
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

sop="$top/fixtures/sops/complete.md"
# as NUMBER [FILE]: a complete SOP under an id of its own.
as() { sed "s/SOP-MED-102/SOP-MED-$1/" "${2:-$sop}"; }
worse() { as "$1" | sed 's/24 business hours/soon/'; }
c() { git commit --quiet -m x "$@"; }

failed=0
# expect red|green NAME COMMAND...: the commit goes through or not; a red one names a finding.
expect() {
  local want=$1 name=$2 got said; shift 2
  if said=$("$@" 2>&1); then got=green; else got=red; fi
  if [ "$got" = red ] && ! grep -qE "error\[[a-z]+/" <<<"$said"; then got="red without a finding"; fi
  if [ "$got" = "$want" ]; then echo "$want: $name"; else
    failed=1; echo "$name should be $want and is $got"; echo "$said"
  fi
}

# every_commit HOOK: in a firm of its own, with the hook of pre-commit or a plain one of git's.
every_commit() {
  local hook=$1 firm="$work/$1/firm"
  echo "== $hook"
  git init --quiet "$firm" && cd "$firm"
  printf 'kind: firm-profile\nschema: 1\nfirm: Castellane Brandt LLP\noffices: [{city: Raleigh, country: US, timezone: America/New_York}]\njurisdictions: [NC]\npeople: [{id: rcastellane, name: Rosa Castellane, role: attorney}]\nlint: {packs: [sop]}\n' > soplint.yaml
  mkdir -p sops manual
  as 102 > sops/summaries.md
  if [ "$hook" = pre-commit ]; then
    printf 'repos:\n- repo: %s\n  rev: %s\n  hooks: [{id: soplint-system}]\n' "$work/hooks" "$rev" > .pre-commit-config.yaml
    pre-commit install > /dev/null
  else
    soplint init --hook > /dev/null
  fi

  git add --all
  expect green 'first commit' c
  worse 102 > sops/summaries.md; git add --all; as 102 > sops/summaries.md
  expect red 'a file staged in part: what is staged is worse than what is on disk' c
  as 102 | diff -q - sops/summaries.md || { failed=1; echo 'the file on disk was changed'; }
  git add --all; worse 102 > sops/summaries.md
  expect green 'a file staged in part: what is on disk is worse than what is staged' c --allow-empty
  expect red 'git commit -a' c -a
  as 103 > sops/letters.md; git add sops/letters.md
  expect red 'git commit PATH, the worse one' c sops/summaries.md
  expect green 'git commit PATH, the good one, while the other is worse' c sops/letters.md
  git reset --quiet --hard
  sed '/^\*\*Escalation/,/^\*\*Turnaround/{/^\*\*Turnaround/!d}' "$sop" > sops/summaries.md; git add --all
  expect red 'deletion of a section' c
  git reset --quiet --hard
  git mv sops/letters.md sops/all-letters.md
  expect green 'rename' c
  git mv sops/all-letters.md sops/letters.md; worse 103 > sops/letters.md; git add --all
  expect red 'rename that makes it worse' c
  git reset --quiet --hard
  git rm --quiet sops/all-letters.md
  expect green 'a deletion and nothing else' c
  as 104 > manual/summaries.md; git add --all
  expect green 'a document outside the folders' c
  sed -i '/^kind: sop/d' manual/summaries.md
  expect red 'its kind is taken out' c -a
  git reset --quiet --hard
  # A file that others refer to, and nothing but its deletion.
  cp -r "$top"/fixtures/firms/passing/. .; git add --all; c --no-verify
  git rm --quiet sops/SOP-DOC-010-*
  expect red 'deletion of a file that an engagement refers to' c
  git reset --quiet --hard
  git worktree add --quiet ../linked && cd ../linked
  worse 102 > sops/summaries.md
  expect red 'linked worktree' c -a
  git reset --quiet --hard
  expect green 'linked worktree, nothing worse' c --allow-empty
  cd "$firm"
  worse 105 > sops/old.md; git add --all; c --no-verify
  if [ "$hook" = pre-commit ]; then
    expect green 'pre-commit run --all-files: nothing is staged, so nothing is new' pre-commit run --all-files
    worse 106 > sops/older.md; git add --all
    expect red 'pre-commit run --all-files: what is staged is worse' pre-commit run --all-files
  fi
}

every_commit pre-commit
every_commit init
exit $failed
