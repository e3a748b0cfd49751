//! Files that nobody would wish for: each is told, all others are judged, and nothing of theirs reaches the terminal.
#![cfg(unix)] // links, and names with control characters
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests make files")]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

use camino::Utf8Path;
use serde_json::Value as Json;
use soplint::check::{Options, check};
use soplint::diagnostic::Outcome;
use soplint::workspace::{Error, Listing, MemoryTree, Tree};

use crate::run::{AS_OF, PROFILE, Place, complete_sop};
use crate::settings::{outcomes, said_of};

/// A firm with one good and one empty SOP, so that one can see whether the others were judged.
fn firm() -> Place {
    Place::firm_without_history().with("sops/good.md", complete_sop()).with("sops/vague.md", "# Vague\n")
}

/// What is said of `sops/vague.md`, wherever it stands among bad neighbours.
fn others_are_judged(report: &Json) {
    let vague = said_of(report, "sops/vague.md");
    assert!(vague.contains(&"No task scope was found in this SOP."), "{vague:?}");
    assert_eq!(said_of(report, "sops/good.md"), [""; 0]);
}

/// Of one file only this is said, with the outcome cannot-check, and the exit code is 2.
#[track_caller]
fn told(place: &Place, path: &str, policy: &str, words: &str) {
    let (code, report) = place.report(&[]);
    let of: Vec<_> = outcomes(&report).into_iter().filter(|(at, ..)| at == path).collect();
    assert_eq!(of, [(path.to_owned(), policy.to_owned(), "cannot-check".to_owned())]);
    let said = said_of(&report, path);
    assert!(said[0].contains(words), "{said:?}");
    assert_eq!(code, 2);
    others_are_judged(&report);
    for format in ["human", "concise", "lsp"] {
        let ran = place.check(&["-o", format]);
        assert_eq!((ran.code, ran.err.as_str()), (2, ""), "{format}");
    }
    assert!(place.check(&[]).out.contains("This run is not complete"));
}

#[test]
fn a_file_that_can_not_be_read_is_told_and_the_others_are_judged() {
    let place = firm();
    symlink("a.md", place.path("sops/a.md")).unwrap();
    told(&place, "sops/a.md", "soplint/unreadable", "it is a link");
    assert!(!said_of(&place.report(&[]).1, "sops/a.md")[0].contains("it it"));
    let outside = Place::folder().with("secret.md", "# Secret\n");
    let place = firm();
    symlink(outside.path("secret.md"), place.path("sops/b.md")).unwrap();
    told(&place, "sops/b.md", "soplint/unreadable", "it is a link");
    // A firm that shares its policies or wordings by a link would be judged without them.
    for folder in ["policies", "policies/house", "clauses"] {
        let place = firm().with("policies/own/notes.txt", "x");
        if folder == "policies" {
            std::fs::remove_dir_all(place.path("policies")).unwrap();
        }
        symlink(outside.path(""), place.path(folder)).unwrap();
        told(&place, folder, "soplint/unreadable", "it is a link");
    }
    told(&firm().with("sops/u.md", b"\xff\xfe#\0 \0X\0"), "sops/u.md", "soplint/encoding", "UTF-16");
    told(&firm().with("sops/b.md", b"# X\n\0\x01\x02"), "sops/b.md", "soplint/encoding", "binary data");
    told(
        &firm().with("sops/h.md", vec![b'a'; 17 << 20]),
        "sops/h.md",
        "soplint/unreadable",
        "larger than 16 MiB",
    );
}

#[test]
fn a_narrowed_report_does_not_speak_of_other_files_that_could_not_be_read() {
    let place = firm();
    symlink("a.md", place.path("sops/a.md")).unwrap();
    let (code, report) = place.report(&["sops/good.md"]);
    assert_eq!((code, outcomes(&report).len()), (0, 0), "{report}");
    assert_eq!(place.report(&["sops"]).0, 2);
}

/// Every file of a tree in memory, but for one that the disk does not give.
#[derive(Debug)]
struct Failing(MemoryTree, &'static str);

impl Tree for Failing {
    fn name(&self) -> &str {
        "memory"
    }

    fn list(&self) -> Result<Listing, Error> {
        self.0.list()
    }

    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, Error> {
        if path == self.1 {
            let cause = std::io::Error::other("the disk says no");
            return Err(Error::Unreadable { path: path.to_string(), cause });
        }
        self.0.read(path)
    }
}

fn tree() -> MemoryTree {
    let mut tree = MemoryTree::default();
    tree.insert("soplint.yaml", PROFILE).unwrap();
    tree.insert("sops/good.md", complete_sop()).unwrap();
    tree.insert("sops/vague.md", "# Vague\n").unwrap();
    tree
}

fn options() -> Options {
    Options { as_of: AS_OF.into(), ..Options::default() }
}

#[test]
fn a_disk_that_fails_is_told_and_the_others_are_judged() {
    let report = check(&Failing(tree(), "sops/good.md"), &options()).unwrap();
    let of = |path: &str| -> Vec<_> {
        let all =
            report.diagnostics.iter().filter(|d| report.sources.get(d.primary.at.source).path() == path);
        all.map(|d| (d.policy.to_string(), d.outcome, d.message.clone())).collect()
    };
    let [(policy, outcome, message)] = of("sops/good.md").try_into().unwrap();
    assert_eq!((policy.as_str(), outcome), ("soplint/unreadable", Outcome::CannotCheck));
    assert!(message.contains("the disk says no"), "{message}");
    assert!(of("sops/vague.md").len() >= 5);
    assert!(report.incomplete);
    // Without its settings nothing can be judged: another firm's limits would be used.
    let error = check(&Failing(tree(), "soplint.yaml"), &options()).unwrap_err();
    assert!(error.to_string().contains("the disk says no"), "{error}");
}

#[test]
fn bytes_that_are_no_utf8_are_told_and_the_rest_of_the_file_is_judged() {
    let place = firm().with("sops/x.md", b"# Caf\xe9\n\n## Scope\n\nToo short.\n");
    let (code, report) = place.report(&[]);
    let said = said_of(&report, "sops/x.md");
    assert!(said.iter().any(|said| said.contains("could not be read as UTF-8")), "{said:?}");
    assert!(said.iter().any(|said| said.contains("The scope says only 'Too short.'")), "{said:?}");
    assert_eq!(code, 1);
    others_are_judged(&report);
}

#[test]
fn an_empty_record_is_not_passed_over() {
    for text in ["", "\n", "# nothing yet\n", "---\n", "\u{feff}", "null\n"] {
        let place = firm()
            .with("records/e/task-log/2026.yaml", text)
            .with("sops/empty.md", text.replace("# nothing yet", ""));
        let (code, report) = place.report(&[]);
        let record = said_of(&report, "records/e/task-log/2026.yaml");
        assert!(!record.is_empty(), "nothing is said of a record that holds {text:?}");
        assert!(said_of(&report, "sops/empty.md").contains(&"No task scope was found in this SOP."));
        assert_eq!(code, 1, "{text:?}");
    }
}

#[test]
fn nothing_from_a_file_or_its_name_can_steer_the_terminal() {
    let bad = "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\u{202e}gnp\u{2066}x\u{7f}\u{8}\r";
    let body = format!(
        "---\nkind: sop\nid: \"{}\"\n---\n# {bad}\n\n## Scope\n\n{bad} TBD\n\n## Escalation\n\n{bad}\n",
        "\\e[31m"
    );
    let place = firm().with("sops/body.md", body);
    let name = OsStr::from_bytes("sops/a\nb\u{1b}[31m\u{202e}c.md".as_bytes());
    place.write(Path::new(name), "# X\n\n## Scope\n\nTBD\n");
    let latin = OsStr::from_bytes(b"sops/caf\xe9\x1b[31m.md");
    place.write(Path::new(latin), "# X\n");
    place.write(
        "records/e/task-log/x.yaml",
        format!("kind: task-log\n\"{}\": 1\nentries: \"\\e[31m\\u202e\"\n", "\\e[2J"),
    );
    place.write("soplint.yaml", format!("{PROFILE}lint:\n  parameters: {{\"x\\e[31m\\u202e\": 1}}\n"));
    let harmless = |what: &str, text: &str| {
        let found = text.char_indices().find(|(_, c)| {
            let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            (c.is_control() && *c != '\n' && *c != '\t') || turns
        });
        let near = found.map(|(at, c)| (c, text[at..].chars().take(40).collect::<String>()));
        assert_eq!(near, None, "{what}");
    };
    for args in [
        &["-o", "human"][..],
        &["-o", "human", "--verbose"],
        &["-o", "human", "--summary"],
        &["-o", "concise"],
        &["-o", "json"],
        &["-o", "lsp"],
        &["--color", "never", "--only", "sop"],
    ] {
        let ran = place.check(args);
        assert!(ran.out.len() > 100, "{ran:?}");
        // JSON escapes the controls; what turns text around is a character like any other in it.
        let text = if args.contains(&"json") || args.contains(&"lsp") {
            ran.out.chars().filter(|c| !matches!(c, '\u{9b}' | '\u{7f}' | '\u{202e}' | '\u{2066}')).collect()
        } else {
            ran.out
        };
        harmless(&format!("{args:?}"), &text);
        harmless(&format!("{args:?}"), &ran.err);
    }
    let inspected = place.soplint(&["inspect", "sops/body.md", "records/e/task-log/x.yaml"]);
    assert_eq!(inspected.code, 0, "{inspected:?}");
    harmless("inspect", &inspected.out);
    let missing = place.soplint(&["check", "no\u{1b}[31mwhere\u{202e}.md"]);
    assert_eq!(missing.code, 2);
    harmless("an argument", &missing.err);
    let kind = place.soplint(&["check", "--kind", "no\u{1b}[31mkind\u{202e}"]);
    assert_eq!(kind.code, 2);
    harmless("a kind", &kind.err);
    let flag = place.soplint(&["check", "--no\u{1b}[31mflag\u{202e}"]);
    assert_eq!(flag.code, 2);
    harmless("a flag", &flag.err);
    let format = place.soplint(&["check", "--output", "no\u{1b}[31m\u{202e}"]);
    assert_eq!(format.code, 2);
    harmless("a format", &format.err);
}

/// A policy that is passed over looks like one that finds nothing.
#[test]
fn settings_and_policies_that_are_no_text_are_mistakes() {
    for path in ["soplint.yaml", "policies/firm/a.yaml"] {
        let (code, report) = firm().with(path, b"\xff\xfei\0d\0").report(&[]);
        assert_eq!(
            (code, said_of(&report, path)),
            (2, vec!["This file is UTF-16 text. Save it as UTF-8 text."])
        );
        assert_eq!(said_of(&report, "sops/vague.md"), [""; 0], "nothing else is judged");
    }
}

/// Names that are no names at all must not hide a file that is one of ours.
#[test]
fn a_name_that_is_no_utf8_is_told() {
    let place = firm();
    place.write(Path::new(OsStr::from_bytes(b"sops/caf\xe9.md")), "# X\n");
    let (code, report) = place.report(&[]);
    let told = outcomes(&report).into_iter().find(|(_, policy, _)| policy == "soplint/unreadable");
    assert!(code == 2 && told.is_some(), "{report}");
    others_are_judged(&report);
}

#[test]
fn yaml_that_grows_without_end_is_cut_short_and_told() {
    let mut laughs = String::from("kind: task-log\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        laughs += &format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", "));
    }
    let deep = format!("kind: task-log\nx: {}\n", "[".repeat(200_000));
    let keys = format!("kind: task-log\n{}", "? ".repeat(50_000));
    let lines: String = (0..3_000).map(|depth| format!("{}x:\n", " ".repeat(depth))).collect();
    let own_tail = "kind: task-log\na: &a [*a, *a]\nb: &b {<<: *b}\n".to_owned();
    for (name, text) in
        [("laughs", laughs), ("deep", deep), ("keys", keys), ("lines", lines), ("own-tail", own_tail)]
    {
        let place = firm().with(&format!("records/e/task-log/{name}.yaml"), &text);
        let (code, report) = place.report(&[]);
        let said = said_of(&report, &format!("records/e/task-log/{name}.yaml"));
        assert!(code == 1 && !said.is_empty(), "{name}: {said:?}");
        others_are_judged(&report);
        // The same at the head of an SOP, and as settings.
        let place = firm().with("sops/x.md", format!("---\n{text}---\n\n# X\n"));
        let (code, report) = place.report(&[]);
        assert_eq!(code, 1, "{name}");
        others_are_judged(&report);
        assert_eq!(firm().with("soplint.yaml", &text).report(&[]).0, 2, "{name}");
    }
}

#[test]
fn markdown_made_to_be_slow_or_deep_is_read_all_the_same() {
    let texts = [
        ("quotes", ">".repeat(100_000)),
        ("lists", "- ".repeat(50_000)),
        ("brackets", "[".repeat(100_000)),
        ("stars", "*a **a ".repeat(30_000)),
        ("ticks", (1..600).map(|n| format!("{} ", "`".repeat(n))).collect()),
        ("tags", "<div>".repeat(50_000)),
        ("comment", format!("<!--{}", "-".repeat(200_000))),
        ("table", format!("|{}\n|{}\n{}", "a|".repeat(3_000), "-|".repeat(3_000), "|b".repeat(3_000))),
        ("links", "[a](".repeat(30_000)),
        ("headings", "# \n".repeat(30_000)),
        ("front", "---\n".repeat(30_000)),
        ("one line", "word ".repeat(400_000)),
        ("nested", (0..400).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect()),
        ("entities", "&amp;".repeat(50_000)),
        ("refs", (0..5_000).map(|n| format!("[a{n}]: x\n")).collect()),
    ];
    let mut tree = tree();
    for (name, text) in &texts {
        tree.insert(format!("sops/{name}.md"), text.as_str()).unwrap();
    }
    let report = check(&tree, &options()).unwrap();
    assert!(!report.incomplete);
    for (name, _) in &texts {
        let path = format!("sops/{name}.md");
        let said = report
            .diagnostics
            .iter()
            .filter(|d| report.sources.get(d.primary.at.source).path() == path.as_str());
        assert!(said.count() >= 5, "{name}");
    }
}
