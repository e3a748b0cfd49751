set shell := ["bash", "-euo", "pipefail", "-c"]

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

# The SARIF output against the official schema and validator; needs npm, python3 and the network.
sarif *FILES:
    .ci/sarif.sh {{FILES}}

# Every kind of commit with the real pre-commit; needs python3 and the network.
pre-commit:
    .ci/pre-commit.sh

# The language server in a real Neovim, set up as EDITORS.md says; needs python3 and the network.
editor:
    .ci/editor.sh

# action.yml and the workflows against schemas and linters (zizmor, actionlint); needs npm, python3 and the network.
action:
    .ci/action.sh

# Licences, bans and sources of the dependencies, without the network; does nothing where cargo-deny is not installed.
deny:
    @if command -v cargo-deny >/dev/null; then cargo deny --offline check bans licenses sources; else echo 'cargo-deny is not installed; skipped'; fi

# A generated repository of COUNT documents with seeded defects, checked, and compared with what was seeded. COUNT in hundreds; FOLDER must not exist.
bench FOLDER COUNT='12000':
    cargo build --release --locked
    python3 benches/generate.py {{FOLDER}} --documents {{COUNT}} --seed 1 --git --manifest {{FOLDER}}.manifest.jsonl
    -cd {{FOLDER}} && time {{justfile_directory()}}/target/release/soplint check --output json --as-of 2026-10-15 > {{FOLDER}}.json
    python3 benches/compare.py {{FOLDER}}.manifest.jsonl {{FOLDER}}.json --packs soplint,records,sop,clauses

# Spoiled policies and expressions without sense, for as many seconds each.
fuzz SECONDS='600':
    SOPLINT_FUZZ={{SECONDS}} cargo test --release --config profile.release.lto=false --config profile.release.codegen-units=16 --locked --test it fuzz -- --nocapture --test-threads 1

# Every small change of the built-in policies that no test of theirs notices.
mutants *ONLY:
    -cargo run --locked -- test --mutants {{ONLY}}

# Damages every field that a policy reads, in every way; takes minutes.
silence:
    SOPLINT_SILENCE=1 cargo test --locked --test it silence -- --nocapture

# CPU time of a check of FOLDER as a ratio to that of SOL, a program that only reads and parses the same files.
bench-ratio SOL FOLDER:
    cargo build --release --locked
    python3 benches/ratio.py {{FOLDER}} '{{SOL}} all .' '{{justfile_directory()}}/target/release/soplint check --threads 1 --output json --as-of 2026-10-15'

# What an expression, a joined row and a byte of prose cost, in nanoseconds on this machine.
bench-costs:
    cargo bench --locked --bench costs

# How many pairs of a policy and a document the editor judges again after an edit of one word in the firm in FOLDER.
edit-share FOLDER:
    SOPLINT_TREE={{absolute_path(FOLDER)}} cargo test --locked --test it an_edit -- --nocapture

# A thousand random edits over three open files in one session of the language server, with as many SEEDS; at the end and on the way its findings are those of `check`.
edits SEEDS='5':
    SOPLINT_EDITS={{SEEDS}} cargo test --locked --test it a_thousand_random_edits -- --nocapture

# How well sections are understood, held against labels whose paths start in FOLDER; SCORE is the script that compares.
accuracy SCORE LABELS FOLDER:
    cargo build --release --locked
    cd {{FOLDER}} && sed -n 's/^- document: //p' {{absolute_path(LABELS)}} | tr '\n' '\0' | xargs -0 {{justfile_directory()}}/target/release/soplint inspect --kind sop --output json > {{justfile_directory()}}/target/inspect.json
    python3 {{SCORE}} {{LABELS}} target/inspect.json --sections-only
