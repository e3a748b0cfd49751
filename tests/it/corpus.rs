//! Real documents, and documents of any bytes: nothing panics, and every label says what it claims.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read the documents and print figures"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use camino::Utf8Path;
use proptest::prelude::*;
use regex::Regex;
use soplint::check::{Options, check, inspect, prepare};
use soplint::diagnostic::{Diagnostic, Label, Report};
use soplint::text::{Decoded, SourceFile, decode};
use soplint::workspace::{MemoryTree, Tree};

use crate::run::{AS_OF, PROFILE, Place, complete_sop, files, fixtures, memory, shared};

/// Every Markdown and YAML file of the corpus, each as a document of a firm.
fn documents() -> Option<Vec<(PathBuf, Vec<u8>)>> {
    let all = files(&shared("corpus")?).into_iter().filter(|(path, bytes)| {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        ["md", "markdown", "yaml", "yml"].contains(&extension) && bytes.len() < 1 << 20
    });
    Some(all.collect())
}

fn as_sops(documents: &[(PathBuf, Vec<u8>)]) -> MemoryTree {
    let mut tree = MemoryTree::default();
    tree.insert("soplint.yaml", PROFILE).unwrap();
    for (path, bytes) in documents {
        tree.insert(path.to_str().unwrap(), bytes.clone()).unwrap();
    }
    tree
}

fn judge(tree: &MemoryTree, kind: Option<&str>) -> Report {
    let options = Options { as_of: AS_OF.into(), kind: kind.map(str::to_owned), ..Options::default() };
    check(tree, &options).unwrap()
}

fn labels(d: &Diagnostic) -> impl Iterator<Item = &Label> {
    std::iter::once(&d.primary).chain(&d.related)
}

/// Every label lies in its file, between characters.
#[track_caller]
fn in_bounds(report: &Report) {
    for d in &report.diagnostics {
        assert_ne!(&*d.policy, "soplint/internal", "{}", d.message);
        for label in labels(d) {
            let (file, span) = (report.sources.get(label.at.source), label.at.span);
            assert!(span.start <= span.end, "{}: {}: {span:?}", file.path(), d.policy);
            let inside = file.text().get(span.range()).is_some();
            assert!(inside, "{}: {}: {span:?} of {} bytes", file.path(), d.policy, file.text().len());
        }
    }
}

/// The words of a text: letters and figures alone, without marks, quotes, spaces and case.
fn bare(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The same without tags, addresses of links and entities, which a reader of the page does not see.
fn seen(text: &str) -> String {
    let hidden = Regex::new(r"<[^>@:]*>|\]\([^)]*\)|&[a-z]+;|&#\d+;").unwrap();
    bare(&hidden.replace_all(text, " "))
}

/// What a message quotes from the document; what it only suggests or lists is left out.
fn quotes(message: &str) -> Vec<String> {
    let said = message.split(" Did you mean ").next().unwrap();
    // An apostrophe inside a word opens and closes nothing.
    let quoted = Regex::new(r"(?:^|[\s(\[])'((?:[^']|\b'\b)*)'").unwrap();
    quoted.captures_iter(said).map(|found| found[1].to_owned()).collect()
}

#[test]
fn quotes_are_found_between_marks_and_not_in_words() {
    assert_eq!(quotes("'a' is not a field of 'b'. Did you mean 'c'?"), ["a", "b"]);
    assert_eq!(quotes("The firm's limit ('don't ask') is the vendor's."), ["don't ask"]);
}

/// A quotation that can't be found where the labels are; `None` if all can. A message that names its subject, as
/// policies over records do, and one that names a type of task by its id, may do so with words that stand elsewhere
/// in a labelled file; the tier of a type may come from the policies.
fn not_there<'a>(report: &Report, d: &Diagnostic, quotes: &'a [String]) -> Option<&'a String> {
    let of_prose = ["sop/", "clauses/"].iter().any(|pack| d.policy.starts_with(pack));
    let tier = |quote: &str| ["low", "medium", "high"].contains(&quote);
    let files: Vec<String> =
        labels(d).map(|label| bare(report.sources.get(label.at.source).text())).collect();
    let named = |quote: &String, part: &str| {
        let is_id = !quote.contains(' ');
        (is_id || !of_prose) && (tier(quote) || files.iter().any(|file| file.contains(part)))
    };
    let words = labels(d).map(|label| label.at.span.of(report.sources.get(label.at.source).text()));
    // As it is written, for code that looks like a tag; and as it is seen.
    let shown: Vec<String> = words.flat_map(|words| [bare(words), seen(words)]).collect();
    quotes.iter().find(|quote| {
        // A long quotation is cut in its middle or at its end; of what is masked only the words around it are there.
        let mut parts = quote.split(['…', '•']).map(bare).filter(|part| !part.is_empty());
        !parts.all(|part| shown.iter().any(|shown| shown.contains(&part)) || named(quote, &part))
    })
}

/// The block around a place: a heading, a paragraph, an item, a row; for YAML a line or a value.
fn wider_than_its_block(report: &Report, d: &Diagnostic) -> Option<String> {
    let (file, span) = (report.sources.get(d.primary.at.source), d.primary.at.span);
    let words = span.of(file.text());
    if !file.path().as_str().ends_with(".md") {
        return (words.lines().count() > 3).then(|| words.to_owned());
    }
    let body = soplint::syntax::split(file.text()).1;
    if (span.start as usize) < body {
        return (words.lines().count() > 3).then(|| words.to_owned());
    }
    // Blocks are divided by blank lines; an item or a row is a line that begins with its mark.
    let blank = Regex::new(r"\n[ \t>]*\r?\n[ \t>]*\S").unwrap();
    // A cell of an HTML table is one block, with blank lines and a list in it.
    let blocks = if words.contains("<li>") { 0 } else { blank.find_iter(words).count() };
    let item = Regex::new(r"\n[ \t>]*(?:[-*+]|\d+[.)])[ \t]+\S").unwrap();
    let row = words.lines().filter(|line| line.trim_start().starts_with('|')).count() > 1;
    (blocks > 0 || item.is_match(words) || row).then(|| words.to_owned())
}

#[test]
fn real_documents_are_judged_and_every_label_says_what_it_claims() {
    let Some(documents) = documents() else { return };
    let tree = as_sops(&documents);
    let mut figures: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut absent, mut wide) = (Vec::new(), Vec::new());
    for kind in ["sop", "data-security-sop", "engagement"] {
        let report = judge(&tree, Some(kind));
        assert!(!report.incomplete, "{kind}");
        in_bounds(&report);
        for d in &report.diagnostics {
            let path = report.sources.get(d.primary.at.source).path();
            *figures.entry("diagnostics").or_default() += 1;
            let quotes = quotes(&d.message);
            *figures.entry("messages that quote").or_default() += usize::from(!quotes.is_empty());
            if let Some(quote) = not_there(&report, d, &quotes) {
                let shown = d.primary.at.span.of(report.sources.get(d.primary.at.source).text());
                absent.push(format!("{path}: {}: '{quote}' is not in '{shown}': {}", d.policy, d.message));
            }
            if let Some(words) = wider_than_its_block(&report, d) {
                wide.push(format!("{path}: {}: {words:?}", d.policy));
            }
        }
    }
    let (all, quoting) = (figures["diagnostics"], figures["messages that quote"]);
    let share = 100 * quoting / all;
    eprintln!("{} files, {all} diagnostics, {quoting} messages quote ({share} %)", documents.len());
    assert!(all > 500, "{all}");
    assert!(
        absent.is_empty(),
        "{} of {quoting} quotations are not under a label\n{}",
        absent.len(),
        absent.join("\n")
    );
    assert!(
        wide.is_empty(),
        "{} of {all} labels are wider than their block\n{}",
        wide.len(),
        wide.join("\n")
    );
}

#[test]
fn what_is_understood_of_real_documents_lies_in_them() {
    let Some(documents) = documents() else { return };
    let tree = as_sops(&[]);
    let prepared = prepare(&tree, &tree.list().unwrap()).unwrap();
    let kind = prepared.set.kinds.find("sop");
    let mut places = 0;
    for (path, bytes) in documents {
        let (Decoded::Text(text) | Decoded::Repaired { text, .. }) = decode(bytes) else { continue };
        let path = Utf8Path::from_path(&path).unwrap().to_owned();
        let source = Arc::new(SourceFile::new(&path, text));
        let kind = kind.filter(|_| path.extension() == Some("md"));
        let inspection = inspect(&prepared, &source, &path, kind);
        let sections =
            inspection.sections.iter().flat_map(|section| section.places.iter().map(|(span, _)| *span));
        let clauses = inspection.clauses.iter().flat_map(|clause| clause.places.iter().copied());
        let headings = inspection.outline.iter().map(|heading| heading.span);
        for span in sections.chain(clauses).chain(headings) {
            assert!(
                source.text().get(span.range()).is_some_and(|words| !words.trim().is_empty()),
                "{path}: {span:?}"
            );
            places += 1;
        }
    }
    eprintln!("{places} places");
    assert!(places > 1_000, "{places}");
}

#[test]
fn the_command_takes_every_real_document() {
    let Some(corpus) = shared("corpus") else { return };
    let place = Place::folder();
    for (path, bytes) in documents().unwrap() {
        place.write(PathBuf::from("corpus").join(path), bytes);
    }
    let check = place.check(&["--kind", "sop", "-o", "json", "corpus"]);
    assert!(check.code <= 1 && check.err.is_empty(), "{}: {}", check.code, check.err);
    let names: Vec<String> =
        files(&place.path("")).iter().map(|(path, _)| path.to_str().unwrap().to_owned()).collect();
    let arguments =
        ["inspect", "--kind", "sop", "-o", "json"].into_iter().chain(names.iter().map(String::as_str));
    let inspect = place.soplint(&arguments.collect::<Vec<_>>());
    assert!(inspect.code == 0 && inspect.err.is_empty(), "{}: {}", inspect.code, inspect.err);
    serde_json::from_str::<serde_json::Value>(&inspect.out).unwrap();
    // Where it lies, too: there it is nobody's firm.
    let name = corpus.to_str().unwrap();
    assert!(place.check(&["-o", "concise", name]).code <= 1);
}

/// The fixtures are held to the same as real documents, also where there are none.
#[test]
fn every_label_of_the_fixtures_says_what_it_claims() {
    let mut absent = Vec::new();
    for folder in ["firms/passing", "firms/failing", "dresses/vague", "dresses/one-gone", "dresses/complete"]
    {
        let report = judge(&memory(&fixtures().join(folder)), None);
        in_bounds(&report);
        for d in &report.diagnostics {
            let quotes = quotes(&d.message);
            if let Some(quote) = not_there(&report, d, &quotes) {
                absent.push(format!("{folder}: {}: '{quote}': {}", d.policy, d.message));
            }
            assert_eq!(wider_than_its_block(&report, d), None, "{folder}: {}", d.policy);
        }
    }
    assert!(absent.is_empty(), "{}", absent.join("\n"));
}

/// What is said of files of any bytes, wherever in a firm they lie.
fn judge_all(files: &[Vec<u8>], kind: Option<&str>) -> Report {
    let mut tree = MemoryTree::default();
    tree.insert("soplint.yaml", PROFILE).unwrap();
    for (number, bytes) in files.iter().enumerate() {
        for place in ["sops/{}.md", "records/e/task-log/{}.yaml", "records/e/meetings/{}.md"] {
            tree.insert(place.replace("{}", &number.to_string()), bytes.clone()).unwrap();
        }
    }
    judge(&tree, kind)
}

/// Bytes around what readers of documents look for.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: [&str; 48] = [
        "---\n",
        "kind: sop\n",
        "kind: task-log\n",
        "# Scope\n",
        "## Escalation\n",
        "\r\n",
        "\n\n",
        "- ",
        "1. ",
        "| a | b |\n|---|---|\n",
        "| Review | x |\n",
        "**Turnaround**\n",
        "```\n",
        "<h2>",
        "</h2>",
        "<!-- soplint: section=escalation -->\n",
        "<!--",
        "-->",
        "TBD",
        "[insert date]",
        "entries:\n",
        "  - id: 1\n",
        "&a ",
        "*a",
        "<<: *a\n",
        "'",
        "\"",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "? ",
        "| \n",
        "> ",
        "\u{feff}",
        "\t",
        "\u{a0}",
        "é",
        "👩\u{200d}⚖\u{fe0f}",
        "“smart”",
        "\u{2028}",
        "within 2 hours",
        "2026-02-30",
        "effective: 2026-13-01\n",
        "ask the attorney when ",
        "must not be encrypted. ",
        "\u{202e}",
    ];
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        2 => prop::collection::vec(any::<u8>(), 0..4),
        1 => "\\PC{0,6}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_judged(files in prop::collection::vec(any_bytes(), 1..12)) {
        in_bounds(&judge_all(&files, None));
        in_bounds(&judge_all(&files, Some("data-security-sop")));
    }

    #[test]
    fn a_document_cut_or_spoilt_anywhere_can_be_judged(
        wounds in prop::collection::vec((0.0..1.0, any_bytes(), 0_usize..40), 1..12)
    ) {
        let spoilt = |whole: &[u8], (at, with, drop): &(f64, Vec<u8>, usize)| {
            let from = (at * whole.len() as f64) as usize;
            [&whole[..from], with, &whole[(from + drop).min(whole.len())..]].concat()
        };
        let files: Vec<_> = wounds.iter().flat_map(|wound| [complete_sop(), engagement()].map(|whole| spoilt(&whole, wound))).collect();
        in_bounds(&judge_all(&files, None));
    }

    #[test]
    fn any_settings_and_policies_can_be_read(bytes in any_bytes(), lint in any_bytes()) {
        let mut tree = MemoryTree::default();
        tree.insert("soplint.yaml", [PROFILE.as_bytes(), b"lint:\n  ", &lint].concat()).unwrap();
        tree.insert("policies/firm/x.yaml", [b"id: firm/x\ntitle: ", &bytes[..]].concat()).unwrap();
        tree.insert("sops/x.md", bytes).unwrap();
        in_bounds(&judge(&tree, None));
    }
}

fn engagement() -> Vec<u8> {
    let folder = fixtures().join("firms/passing/engagements");
    fs::read(fs::read_dir(folder).unwrap().next().unwrap().unwrap().path()).unwrap()
}
