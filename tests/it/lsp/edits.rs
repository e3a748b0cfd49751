//! However a text came to be, its findings are those of `check` on the same bytes.

use proptest::collection::SizeRange;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_assert, prop_oneof, proptest};
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use soplint::check::{Options, check};
use soplint::text::Encoding;
use soplint::workspace::{MemoryTree, open};

use super::client::{AS_OF, Client, Firm, capabilities, facts, line_starts};

const FILES: [&str; 3] = [
    "sops/phone-intake.md",
    "engagements/ENG-2026-014-davao-intake-and-review.yaml",
    "records/ENG-2026-014/supervision-log/2026-08.yaml",
];

const SNIPPETS: [&str; 16] = [
    "x",
    "TBD",
    "\n",
    "\r\n",
    "\r",
    "\n## Escalation\n",
    "\u{1f600}",
    "é",
    "---\n",
    "\tkey: [",
    "# ",
    "",
    "",
    "  ",
    "within 24 hours",
    "\u{feff}",
];

/// One edit: the file, the two ends as shares of its length, what is written there, how it is sent, and whether
/// the editor then asks for the findings of some file.
#[derive(Clone, Copy, Debug)]
struct Edit {
    file: usize,
    at: u16,
    length: u16,
    snippet: usize,
    sent: Sent,
    asks: Option<usize>,
}

/// What the editor sends.
#[derive(Clone, Copy, Debug)]
enum Sent {
    Range,
    Whole,
    /// The text as it was in the beginning: somebody undid everything.
    Undone,
}

fn edits(count: impl Into<SizeRange>) -> impl Strategy<Value = Vec<Edit>> {
    let sent = prop_oneof![85 => Just(Sent::Range), 5 => Just(Sent::Whole), 10 => Just(Sent::Undone)];
    let length = 0..400_u16; // mostly short, so that the text does not vanish
    let asks = prop::option::weighted(0.3, 0..FILES.len());
    let edit = (0..FILES.len(), 0..=u16::MAX, length, 0..SNIPPETS.len(), sent, asks);
    let edit = edit.prop_map(|(file, at, length, snippet, sent, asks)| Edit {
        file,
        at,
        length,
        snippet,
        sent,
        asks,
    });
    prop::collection::vec(edit, count)
}

/// Applies an edit, and gives the change as a client in `unit` says it.
fn apply(text: &mut String, edit: Edit, first: &str, unit: Encoding) -> Value {
    let Edit { at, length, snippet, sent, .. } = edit;
    if let Sent::Undone = sent {
        first.clone_into(text);
        return json!([{ "text": text }]);
    }
    let place = |share: u16| boundary(text, usize::from(share) * text.len() / usize::from(u16::MAX));
    let start = place(at);
    let end = boundary(text, start + usize::from(length % 40) * usize::from(length < 300)).max(start);
    let range = json!({ "start": point(text, start, unit), "end": point(text, end, unit) });
    text.replace_range(start..end, SNIPPETS[snippet]);
    match sent {
        Sent::Range => json!([{ "range": range, "text": SNIPPETS[snippet] }]),
        Sent::Whole | Sent::Undone => json!([{ "text": text }]),
    }
}

/// A place between characters and not inside a line break, which has no column.
fn boundary(text: &str, at: usize) -> usize {
    let fits = |at: &usize| {
        text.is_char_boundary(*at) && !(text[..*at].ends_with('\r') && text[*at..].starts_with('\n'))
    };
    (0..=at.min(text.len())).rev().find(fits).unwrap_or(0)
}

fn point(text: &str, at: usize, unit: Encoding) -> Value {
    let starts = line_starts(text);
    let line = starts.iter().rposition(|start| *start <= at).unwrap();
    let before = &text[starts[line]..at];
    let column = if unit == Encoding::Utf8 { before.len() } else { before.encode_utf16().count() };
    json!({ "line": line, "character": column })
}

/// Makes the edits in one session, and gives how many findings were compared with those of `check`: those of all
/// files after every so many edits, and at the end.
fn run(edits: &[Edit], every: usize, unit: Encoding) -> usize {
    let firm = Firm::new();
    let name = if unit == Encoding::Utf8 { "utf-8" } else { "utf-16" };
    let mut client = Client::new(&capabilities(&[name], false, false));
    let first: Vec<String> = FILES.iter().map(|path| firm.read(path)).collect();
    let mut texts = first.clone();
    for (path, text) in FILES.iter().zip(&texts) {
        client.open(&firm.uri(path), if path.ends_with("md") { "markdown" } else { "yaml" }, text);
    }
    let asked = |file: usize| json!({ "textDocument": { "uri": firm.uri(FILES[file]) } });
    let mut compared = 0;
    for (number, edit) in edits.iter().enumerate() {
        let change = apply(&mut texts[edit.file], *edit, &first[edit.file], unit);
        client.change(&firm.uri(FILES[edit.file]), number as i32 + 2, change);
        if let Some(file) = edit.asks {
            client.ask("textDocument/diagnostic", asked(file));
        }
        if (number + 1) % every != 0 && number + 1 != edits.len() {
            continue;
        }
        let due = checked(&firm, &texts);
        for (file, due) in due.into_iter().enumerate() {
            let given = client.ask("textDocument/diagnostic", asked(file));
            let given = facts(given["items"].as_array().unwrap(), &texts[file], unit);
            compared += due.len();
            assert_eq!(given, due, "{} after {} edits\n{:?}", FILES[file], number + 1, texts[file]);
        }
    }
    assert_eq!(client.leave(), 0);
    compared
}

/// What `check` says of each of the files with these texts.
fn checked(firm: &Firm, texts: &[String]) -> Vec<Vec<(String, String, usize, usize)>> {
    let mut tree = MemoryTree::over(open(&firm.root()).unwrap().tree.into());
    for (path, text) in FILES.iter().zip(texts) {
        tree.insert(path, text.as_str()).unwrap();
    }
    let report = check(&tree, &Options { as_of: AS_OF.to_owned(), ..Options::default() }).unwrap();
    let of = |path: &str| {
        let own =
            report.diagnostics.iter().filter(|d| report.sources.get(d.primary.at.source).path() == path);
        own.map(|d| {
            let help = d.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
            let span = d.primary.at.span;
            (d.policy.to_string(), format!("{}{help}", d.message), span.start as usize, span.end as usize)
        })
        .collect()
    };
    FILES.iter().map(|path| of(path)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_random_edits_the_findings_are_those_of_check(edits in edits(30..90), utf8 in prop::bool::ANY) {
        let unit = if utf8 { Encoding::Utf8 } else { Encoding::Utf16 };
        prop_assert!(run(&edits, usize::MAX, unit) > 0);
    }
}

/// `SOPLINT_EDITS=5` runs a thousand edits with each of the seeds from 0 to 4; without it, none.
#[test]
fn a_thousand_random_edits_in_one_session() {
    let seeds = std::env::var("SOPLINT_EDITS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(0_u8);
    for seed in 0..seeds {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
        let edits = edits(1000).new_tree(&mut runner).unwrap().current();
        let unit = if seed % 2 == 0 { Encoding::Utf16 } else { Encoding::Utf8 };
        let compared = run(&edits, 50, unit);
        println!(
            "seed {seed}: {} edits, {compared} findings compared with those of check, none different",
            edits.len()
        );
        assert!(compared > 0);
    }
}
