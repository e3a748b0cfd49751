#!/usr/bin/env bash
# Holds the SARIF output to the official schema and to the validator that GitHub's own rules are part
# of. Needs npm, python3 and the network, and takes minutes, so it is no part of `cargo test`.
#
#   .ci/sarif.sh [FILE.sarif ...]
#
# Without files: the sample report and both firms of the fixtures, a run that is not complete, and one
# over names that a URI must escape.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/npm" @microsoft/sarif-multitool-linux@5.7.0
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet check-jsonschema==0.39.0
tool="$work/npm/node_modules/@microsoft/sarif-multitool-linux"
chmod u+x "$tool/Sarif.Multitool"

if [ $# -eq 0 ]; then
  cargo build --quiet
  soplint="$PWD/target/debug/soplint"
  for name in sample nothing; do
    sed 1,3d "fixtures/render/$name.sarif.snap" > "$work/$name.sarif"
  done
  for firm in passing failing; do
    cp -r "fixtures/firms/$firm" "$work/$firm"
  done
  cp -r fixtures/firms/failing "$work/broken"
  mkdir -p "$work/broken/policies/firm"
  printf 'id: firm/x\nseverity: [see](1)\n' > "$work/broken/policies/firm/x.yaml"
  cp -r fixtures/firms/failing "$work/names"
  printf '\xef\xbb\xbf# \xf0\x9f\x98\x80 Intake\r\n' > "$work/names/sops/a b%41,:ü#?[x]\"".md
  mkfifo "$work/names/sops/pipe.md"
  for run in passing failing broken names; do
    (cd "$work/$run" && "$soplint" check --quiet --as-of 2026-10-15 --output "sarif=$work/$run.sarif") || true
  done
  set -- "$work"/*.sarif
fi

for file in "$@"; do
  "$work/venv/bin/check-jsonschema" --quiet --schemafile "$tool/sarif-2.1.0.json" "$file"
  "$tool/Sarif.Multitool" validate "$file" --rule-kind "Sarif;Ghas" --level "Error;Warning" \
    --log ForceOverwrite -o "$work/report" > /dev/null
  # The exit code of the validator is 0 whatever it finds. SARIF2005 asks for the address of a home page.
  python3 - "$work/report" "$file" <<'PYTHON'
import json, sys
log = json.load(open(sys.argv[1]))
found = [r for r in log["runs"][0].get("results", []) if r["ruleId"] != "SARIF2005"]
for result in found:
    print(sys.argv[2], result["ruleId"], result["message"])
print(f"{sys.argv[2].rsplit('/', 1)[-1]}: {len(found)} errors and warnings")
sys.exit(bool(found))
PYTHON
done
