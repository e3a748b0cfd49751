//! However a text came to be, its findings are those of `check` on the same bytes.

use proptest::prelude::{ProptestConfig, Strategy, prop, proptest};
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

/// One edit: the file, the two ends as shares of its length, what is written there, and whether the
/// whole text is sent.
type Edit = (usize, u16, u16, usize, bool);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let length = 0..400_u16; // mostly short, so that the text does not vanish
    prop::collection::vec(
        (0..FILES.len(), 0..=u16::MAX, length, 0..SNIPPETS.len(), prop::bool::weighted(0.05)),
        30..90,
    )
}

/// Applies an edit, and gives the change as a client in `unit` says it.
fn apply(text: &mut String, (_, at, length, snippet, whole): Edit, unit: Encoding) -> Value {
    let place = |share: u16| boundary(text, usize::from(share) * text.len() / usize::from(u16::MAX));
    let start = place(at);
    let end = boundary(text, start + usize::from(length % 40) * usize::from(length < 300)).max(start);
    let range = json!({ "start": point(text, start, unit), "end": point(text, end, unit) });
    text.replace_range(start..end, SNIPPETS[snippet]);
    if whole { json!([{ "text": text }]) } else { json!([{ "range": range, "text": SNIPPETS[snippet] }]) }
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_random_edits_the_findings_are_those_of_check(edits in edits(), utf8 in prop::bool::ANY) {
        let firm = Firm::new();
        let unit = if utf8 { Encoding::Utf8 } else { Encoding::Utf16 };
        let mut client = Client::new(&capabilities(if utf8 { &["utf-8"] } else { &["utf-16"] }, false, false));
        let mut texts: Vec<String> = FILES.iter().map(|path| firm.read(path)).collect();
        for (path, text) in FILES.iter().zip(&texts) {
            client.open(&firm.uri(path), if path.ends_with("md") { "markdown" } else { "yaml" }, text);
        }
        for (edit, version) in edits.iter().zip(2..) {
            let change = apply(&mut texts[edit.0], *edit, unit);
            client.change(&firm.uri(FILES[edit.0]), version, change);
        }
        let mut tree = MemoryTree::over(open(&firm.root()).unwrap().tree.into());
        for (path, text) in FILES.iter().zip(&texts) {
            tree.insert(path, text.as_str()).unwrap();
        }
        let report = check(&tree, &Options { as_of: AS_OF.to_owned(), ..Options::default() }).unwrap();
        let mut compared = 0;
        for (path, text) in FILES.iter().zip(&texts) {
            let given = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": firm.uri(path) } }));
            let given = facts(given["items"].as_array().unwrap(), text, unit);
            let due: Vec<_> = report.diagnostics.iter().filter(|d| report.sources.get(d.primary.at.source).path() == *path).map(|d| {
                let help = d.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
                (d.policy.to_string(), format!("{}{help}", d.message), d.primary.at.span.start as usize, d.primary.at.span.end as usize)
            }).collect();
            compared += due.len();
            assert_eq!(given, due, "{path}\n{text:?}");
        }
        assert!(compared > 0);
        assert_eq!(client.leave(), 0);
    }
}
