//! The straight reader against the parser: whatever it reads, the parser reads the same.
#![allow(clippy::disallowed_methods, reason = "real documents are read from disk")]

use proptest::prelude::*;

use super::{Limits, build, straight};
use crate::text::Span;

/// Whether the straight reader reads a text. Where it does, everything equals what the parser gives.
#[track_caller]
fn reads(source: &str, region: Span) -> bool {
    let limits = Limits::default();
    let Some(straight) = straight::read(source, region, limits) else { return false };
    let (parsed, unquoted) = build::build(source, region, None, limits);
    let shown = region.of(source);
    assert_eq!(straight.documents, parsed.documents, "{shown}");
    assert_eq!(straight.comments, parsed.comments, "{shown}");
    assert_eq!(straight.problems, parsed.problems, "{shown}");
    assert_eq!(unquoted, None, "{shown}");
    true
}

fn whole(source: &str) -> bool {
    reads(source, Span::new(0, source.len()))
}

#[test]
fn everyday_yaml_is_read_straight() {
    for source in [
        "a: 1",
        "a:\nb: \n",
        "# x\n\nkind: sop   # why\n  # more\nlist:\n- a\n-  b: c\n   d:\n    - e\nend: x\n",
        "a: [x, 'y, z', \"é: #\", [], {}, -1, http://a.b/c]  # c\nb: {c: d e, f: [g]}\n",
        "- a: b: c"[..4].into(),
        "- a\n- b:\n  - c\n  - d\n",
        "a: b#c -d, [e] {f}\nb: 'x' \n c: 1"[..27].into(),
        "a: 1\na: 2\nb: {c: 1, c: 2}\n",
        "a:\n      b: 1\n\n\n      c: 2",
        "a: [b,\n c]",
        "a: [\n    b, c,\n  {d: e,\n   f: [g\n   ]} ]\nh: i",
        "a:\n- [b, \n  c]\n- d\ne: f",
    ] {
        assert!(whole(source), "{source}");
    }
}

#[test]
fn anything_else_is_left_to_the_parser() {
    for source in [
        "",
        "# a",
        "a",
        "- - a",
        "-",
        "a: b\n  c",
        "a: |\n  b",
        "a: >-\n  b",
        "a: &b c",
        "a: *b",
        "a: !b c",
        "a: \"b\\n\"",
        "a: 'b''c'",
        "a: 'b\n  c'",
        "? a",
        "a: [b\n c]",
        "a: [b,\nc]",
        "a: [b,\n]",
        "a: [b, # x\n c]",
        "a: [b,\n\n c]",
        "a:\n  - [b,\n  c]",
        "a: {b:\n c}",
        "a: [b: c]",
        "a: [b,]",
        "a: {b}",
        "a: {b: }",
        "a: b: c",
        "a: b:",
        " a: b",
        "a: b\n c: d",
        "a: \tb",
        "a: b\r\n",
        "---\na: b",
        "a: b\n---",
        "a: b\n...",
        "\u{feff}a: b",
        "a:b",
        "<<: a",
        "\"a\": b",
        "a: # b",
        "a : b",
        "a: - b",
        "a: @b",
        "a: [b] c",
        "a: [b]: c",
        "- a\nb: c",
        "a: b\n- c",
        "a: \u{85}b",
        "a: \u{a0}b",
        "a: [b #c]",
    ] {
        assert!(!whole(source), "{source:?}");
    }
}

/// Texts with the parts of YAML in them, mostly in their places.
fn everyday(depth: u32) -> BoxedStrategy<Vec<String>> {
    let word = prop::sample::select(vec![
        "a",
        "bc",
        "name",
        "x-y",
        "1",
        "-2",
        "2026-01-02",
        "08:30",
        "null",
        "~",
        "true",
        "é",
        "two words",
        "a/b.md",
        "http://c.d",
        "'q'",
        "\"r s\"",
        "'it, is'",
        "\"#: \"",
        "[]",
        "{}",
        "[a, b]",
        "{a: b, c: [d]}",
        "[{a: 1}, 'b']",
        "[a, \n                                        b]",
        "{a: b,\n                                        c: [\n                                        d ]}",
        "a#b",
        "a, b",
        "x:y",
    ]);
    let key = prop::sample::select(vec!["a", "b", "kind", "x_y", "two words", "k-1", "f.g"]);
    let end = prop::sample::select(vec!["", "", "", "", " ", "  # c", " #"]);
    let scalar = (word, end.clone()).prop_map(|(word, end)| format!("{word}{end}"));
    let leaf = prop::collection::vec((key.clone(), scalar.clone()), 1..4)
        .prop_map(|fields| fields.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>());
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = everyday(depth - 1);
    let indented = |lines: &[String], by: usize| -> Vec<String> {
        lines.iter().map(|line| format!("{:by$}{line}", "")).collect()
    };
    let nested =
        (key, end, inner.clone(), 0_usize..5, inner.clone()).prop_map(move |(key, end, lines, by, more)| {
            let is_list = lines.iter().all(|line| line.starts_with(['-', ' ']));
            let mut all = vec![format!("{key}:{end}")];
            all.extend(indented(&lines, if is_list { by } else { by + 1 }));
            all.extend(more);
            all
        });
    let list = prop::collection::vec((inner, 1_usize..4), 1..4).prop_map(move |items| {
        items
            .iter()
            .flat_map(|(lines, by)| {
                let mut lines = indented(lines, by + 1);
                lines[0].replace_range(0..1, "-");
                lines
            })
            .collect()
    });
    let plain_list = prop::collection::vec(scalar, 1..4)
        .prop_map(|items| items.iter().map(|item| format!("- {item}")).collect::<Vec<_>>());
    prop_oneof![leaf, nested, list, plain_list].boxed()
}

/// What may go wrong with a text, or be put into it.
const PIECES: [&str; 44] = [
    "a", " ", "  ", "\n", "\n\n", ":", ": ", "-", "- ", "[", "]", "{", "}", ",", ", ", "#", " #", "'", "\"",
    "''", "\\", "|", ">", "&a ", "*a", "!b ", "?", "? ", "%", "@", "`", "~", "---", "---\n", "...\n", "\t",
    "\r\n", "\u{feff}", "\u{85}", "\u{a0}", "é", "<<", "=", "\n  ",
];

fn edited(mut text: String, edits: &[(prop::sample::Index, prop::sample::Index, u8)]) -> String {
    for (at, piece, cut) in edits {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let from = at.index(places.len());
        let to = (from + usize::from(*cut)).min(places.len() - 1);
        let piece = if *cut % 2 == 0 { PIECES[piece.index(PIECES.len())] } else { "" };
        text.replace_range(places[from]..places[to], piece);
    }
    text
}

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, prop::sample::Index, u8)>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_u8..4), 0..4)
}

proptest! {
    #[test]
    fn generated_texts_are_read_alike(lines in everyday(3), edits in edits(), crop in 0_usize..3) {
        let text = edited(lines.join("\n"), &edits);
        whole(&text);
        // Also as a part of a file, which starts and ends anywhere.
        let file = format!("---\n{text}{}", &"\n---\nx: y"[..crop]);
        reads(&file, Span::new(4, 4 + text.len()));
    }

    #[test]
    fn soups_of_pieces_are_read_alike(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24)) {
        whole(&pieces.concat());
        whole(&format!("a: {}", pieces.concat()));
        whole(&format!("a:\n  - b: [{}]", pieces.concat()));
    }
}

/// Every YAML text of soplint's own, and of the folder with real documents where one is given: as it is, and with
/// some of its lines cut, doubled, indented and without a blank.
#[test]
fn real_texts_are_read_alike() {
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting = vec![own.join("policies"), own.join("fixtures")];
    waiting.extend(std::env::var_os("SOPLINT_SHARED").map(std::path::PathBuf::from));
    let (mut texts, mut straight, mut edited) = (0, 0, 0);
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                std::fs::read_dir(path).expect("is a folder").map(|entry| entry.expect("is there").path()),
            );
            continue;
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let region = match extension {
            Some("yaml" | "yml") => Span::new(0, text.len()),
            Some("md") => match text.strip_prefix("---\n").and_then(|rest| rest.split_once("---\n")) {
                Some((front, _)) => Span::new(4, 4 + front.len()),
                None => continue,
            },
            _ => continue,
        };
        texts += 1;
        straight += usize::from(reads(&text, region));
        let text = region.of(&text);
        let lines: Vec<&str> = text.split_inclusive('\n').take(200).collect();
        for at in (0..lines.len()).step_by(1 + lines.len() / 12) {
            let (before, line, after) = (lines[..at].concat(), lines[at], lines[at + 1..].concat());
            for changed in [
                "".to_owned(),
                line.repeat(2),
                format!(" {line}"),
                line.replacen(": ", ":", 1),
                line.replacen(' ', "", 1),
            ] {
                edited += usize::from(whole(&format!("{before}{changed}{after}")));
            }
        }
    }
    println!("{straight} of {texts} texts are read straight, and {edited} edits of them");
    assert!(straight > 20 && edited > 1000, "{straight}, {edited}");
}
