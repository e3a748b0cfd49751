//! A section under another heading comes with a change that makes it one: applied, the finding is gone, and nothing
//! else in the file is touched.
#![allow(clippy::unwrap_used, reason = "tests read the fixtures")]

use std::sync::LazyLock;

use soplint::check::{Options, Prepared, check_prepared, prepare};
use soplint::diagnostic::{Diagnostic, Outcome, Report};
use soplint::workspace::{MemoryTree, Tree};

use crate::run::{AS_OF, PROFILE, files, fixtures};

static PREPARED: LazyLock<Prepared> = LazyLock::new(|| {
    let mut tree = MemoryTree::default();
    tree.insert("soplint.yaml", PROFILE).unwrap();
    prepare(&tree, &tree.list().unwrap()).unwrap()
});

fn judged(text: &str) -> Report {
    let mut tree = MemoryTree::default();
    tree.insert("soplint.yaml", PROFILE).unwrap();
    tree.insert("sops/a.md", text).unwrap();
    let options = Options { as_of: AS_OF.into(), only: vec!["sop".into()], ..Options::default() };
    check_prepared(&tree, &PREPARED, &options).unwrap()
}

fn misplaced(report: &Report) -> Vec<&Diagnostic> {
    report.diagnostics.iter().filter(|d| d.outcome == Outcome::Misplaced).collect()
}

/// Every SOP of the fixtures, with each of its headings in turn called something that says nothing; as it is, and
/// with line ends of Windows.
fn renamed() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["firms/passing/sops", "languages/sops", "dresses/complete/sops"] {
        for (_, bytes) in files(&fixtures().join(folder)) {
            let text = String::from_utf8(bytes).unwrap();
            let headings = text.match_indices("\n## ").map(|(at, mark)| at + mark.len());
            for at in headings {
                let end = at + text[at..].find('\n').unwrap();
                let changed = format!("{}Odds and ends{}", &text[..at], &text[end..]);
                found.push(changed.replace('\n', "\r\n"));
                found.push(changed);
            }
        }
    }
    found
}

#[test]
fn a_fix_makes_its_finding_go_away_and_touches_nothing_else() {
    let mut applied = 0;
    for text in renamed() {
        let report = judged(&text);
        for diagnostic in misplaced(&report) {
            let Some(fix) = &diagnostic.fix else { continue };
            let mut mended = text.clone();
            for edit in fix.edits.iter().rev() {
                assert_eq!(edit.at.source, diagnostic.primary.at.source);
                assert!(edit.at.span.is_empty(), "{:?} is no insertion", edit.at.span);
                mended.insert_str(edit.at.span.start as usize, &edit.replacement);
            }
            let again = judged(&mended);
            let still = misplaced(&again).iter().any(|d| d.policy == diagnostic.policy);
            assert!(!still, "{}: {}\n{mended}", diagnostic.policy, fix.title);
            // All that was written stands there as before.
            let added: String = fix.edits.iter().map(|edit| edit.replacement.as_str()).collect();
            assert_eq!(mended.replacen(&added, "", 1), text);
            assert_eq!(added.contains('\r'), text.contains('\r'));
            // No other section is lost by it.
            let others = |report: &Report| -> Vec<String> {
                let of_others = report.diagnostics.iter().filter(|d| {
                    d.policy != diagnostic.policy
                        && matches!(d.outcome, Outcome::Misplaced | Outcome::NotFound)
                });
                of_others.map(|d| format!("{}: {}", d.policy, d.message)).collect()
            };
            let before = others(&report);
            let new: Vec<String> = others(&again).into_iter().filter(|said| !before.contains(said)).collect();
            assert_eq!(new, Vec::<String>::new(), "{}\n{mended}", fix.title);
            applied += 1;
        }
    }
    assert!(applied >= 20, "{applied}");
}
