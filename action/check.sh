#!/usr/bin/env bash
# Runs soplint once and shows what it found: annotations, a job summary, a SARIF file.
set -euo pipefail

fail() {
  echo "result=failed" >> "$GITHUB_OUTPUT"
  echo "::error title=soplint::$1"
  exit 2
}

here() { git rev-parse --quiet --verify --end-of-options "$1^{commit}"; }

cd -- "$INPUT_WORKING_DIRECTORY" || fail 'The folder that `working-directory` names was not found.'

arguments=(check --fail-level "$INPUT_FAIL_LEVEL")
[ -z "$INPUT_AS_OF" ] || arguments+=(--as-of "$INPUT_AS_OF")

# What to compare with. actions/checkout merges a pull request into its base: the first parent is the base.
# That is only believed where the second parent is the head of the pull request, which GitHub names:
# in any other checkout the parents are the contributor's to choose.
base='' exact=false
if [ -n "$INPUT_BASE" ]; then
  base=$(here "$INPUT_BASE") || fail 'The commit that `base` names is not in this clone. Get it with `fetch-depth: 0` at actions/checkout.'
elif [ -n "$EVENT_HEAD" ] && [ "$(here 'HEAD^2' || true)" = "$EVENT_HEAD" ]; then
  base=$(here 'HEAD^1') exact=true
elif [ -n "$EVENT_BASE" ]; then
  base=$(here "$EVENT_BASE") || {
    if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
      fail 'This clone is too shallow: the commit that this change started from is not in it, so what the change causes can not be told, and nothing was checked. Set `fetch-depth: 2` (pull requests) or `fetch-depth: 0` (all) at actions/checkout.'
    fi
    fail 'The commit that this change started from is not in this clone, so nothing was checked.'
  }
fi
if [ -n "$base" ]; then
  arguments+=(--diff "$base")
  if $exact; then arguments+=(--no-merge-base); fi
fi

trusted=${INPUT_CONFIG_FROM:-$base}
if [ -n "$trusted" ] && [ "$trusted" != own ]; then
  trusted=$(here "$trusted") || fail 'The commit that `config-from` names is not in this clone. Get it with `fetch-depth: 0` at actions/checkout.'
  arguments+=(--config-from "$trusted")
fi

# Outside the checkout, where a pull request can't have put a link in their place.
folder=$(mktemp -d "$RUNNER_TEMP/soplint.XXXXXX")
outputs=(--output github --output "markdown=$folder/summary.md" --output "human=$folder/all.txt" --output "sarif=$folder/soplint.sarif")

code=0
GITHUB_ACTIONS=true "$SOPLINT" "${arguments[@]}" "${outputs[@]}" || code=$?

# All of it for the log, where no line of a document is taken for an order to the runner.
if [ -s "$folder/all.txt" ]; then
  token=$(od -An -N 16 -t x1 /dev/urandom | tr -d ' \n')
  echo '::group::All that soplint found'
  echo "::stop-commands::$token"
  cat "$folder/all.txt"
  echo
  echo "::$token::"
  echo '::endgroup::'
fi
if [ "$INPUT_SUMMARY" = true ] && [ -s "$folder/summary.md" ]; then
  cat "$folder/summary.md" >> "$GITHUB_STEP_SUMMARY"
fi
[ ! -s "$folder/soplint.sarif" ] || echo "sarif=$folder/soplint.sarif" >> "$GITHUB_OUTPUT"
case $code in
  0) echo 'result=clean' >> "$GITHUB_OUTPUT" ;;
  1) echo 'result=findings' >> "$GITHUB_OUTPUT" ;;
  *) echo 'result=failed' >> "$GITHUB_OUTPUT" ;;
esac
exit "$code"
