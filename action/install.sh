#!/usr/bin/env bash
# Finds, downloads or builds soplint, and tells the next step where it is.
set -euo pipefail

fail() {
  echo "::error title=soplint::$1"
  exit 2
}

# The value must not be taken for a second output.
found() {
  case $1 in *$'\n'*) fail 'The path of soplint has a line break in it.' ;; esac
  echo "soplint=$1" >> "$GITHUB_OUTPUT"
  "$1" --version
}

if [ -n "$INPUT_SOPLINT" ]; then
  path=$(command -v -- "$INPUT_SOPLINT") || fail 'The soplint that the input `soplint` names was not found.'
  found "$path"
elif [ -n "$INPUT_VERSION" ]; then
  [[ $INPUT_VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] ||
    fail 'The input `version` is a number such as 0.1.0.'
  [ -n "$ACTION_REPOSITORY" ] ||
    fail 'A released soplint can only be installed where the action is used by its name, as in `owner/soplint@v0`.'
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) target=x86_64-unknown-linux-musl ;;
    Linux-aarch64) target=aarch64-unknown-linux-musl ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    *) fail 'There is no released soplint for this system. Leave out `version`, and it is built with cargo.' ;;
  esac
  file="soplint-$target.tar.gz"
  sum=$INPUT_SHA256
  if [ -z "$sum" ]; then
    sum=$(awk -v name="v$INPUT_VERSION/$file" '$2 == name { print $1 }' "$GITHUB_ACTION_PATH/action/checksums.txt")
  fi
  [[ $sum =~ ^[0-9a-fA-F]{64}$ ]] ||
    fail "The checksum of soplint $INPUT_VERSION is not known here. Give it as \`sha256\`, or use a newer action."
  folder=$(mktemp -d "$RUNNER_TEMP/soplint.XXXXXX")
  url="https://github.com/$ACTION_REPOSITORY/releases/download/v$INPUT_VERSION/$file"
  curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --output "$folder/$file" -- "$url" ||
    fail "soplint $INPUT_VERSION could not be downloaded."
  if command -v sha256sum >/dev/null; then check=(sha256sum --check --status); else check=(shasum -a 256 --check --status); fi
  (cd "$folder" && printf '%s  %s\n' "$sum" "$file" | "${check[@]}") ||
    fail "What was downloaded is not soplint $INPUT_VERSION: its checksum differs."
  tar -xzf "$folder/$file" -C "$folder" soplint
  found "$folder/soplint"
else
  command -v cargo >/dev/null ||
    fail 'soplint is not here, and cargo, which would build it, is not either. Give `version` or `soplint`.'
  root="$RUNNER_TEMP/soplint-built"
  cargo install --quiet --locked --no-track --force --path "$GITHUB_ACTION_PATH" --root "$root" ||
    fail 'soplint could not be built.'
  found "$root/bin/soplint"
fi
