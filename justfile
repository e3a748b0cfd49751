# All recipes; `just ready` before every push.
default:
    @just --list

# What CI runs, and the dependencies where cargo-deny is installed.
ready: deny
    .ci/run

# All tests.
test *ARGS:
    cargo test --locked {{ARGS}}

# All tests, those over the real documents in FOLDER too.
test-real FOLDER:
    SOPLINT_SHARED={{FOLDER}} cargo test --locked

# Check both firms of fixtures/; the failing one has findings.
demo:
    cargo run --locked -- check fixtures/firms/passing --as-of 2026-10-15
    -cargo run --locked -- check fixtures/firms/failing --as-of 2026-10-15

# Write the snapshots, and the transcripts of the README, as they come out now; then read the diff.
update:
    INSTA_UPDATE=always cargo test --locked --test it

# Licences, bans and sources of the dependencies, without the network; does nothing where cargo-deny is not installed.
deny:
    @if command -v cargo-deny >/dev/null; then cargo deny --offline check bans licenses sources; else echo 'cargo-deny is not installed; skipped'; fi

# A generated repository of COUNT documents with seeded defects, checked, and compared with what was seeded. FOLDER must not exist.
bench FOLDER COUNT='12000':
    cargo build --release --locked
    python3 benches/generate.py {{FOLDER}} --documents {{COUNT}} --seed 1 --git --manifest {{FOLDER}}.manifest.jsonl
    -cd {{FOLDER}} && time {{justfile_directory()}}/target/release/soplint check --output json --as-of 2026-10-15 > {{FOLDER}}.json
    python3 benches/compare.py {{FOLDER}}.manifest.jsonl {{FOLDER}}.json --packs soplint,records,sop,clauses

# How well headings are understood: SCORE is a script that takes labels and the JSON of `soplint inspect`.
accuracy SCORE LABELS +FILES:
    cargo build --release --locked
    target/release/soplint inspect --kind sop --output json {{FILES}} > target/inspect.json
    python3 {{SCORE}} {{LABELS}} target/inspect.json --sections-only
