//! A session says of each document what a check of the tree says of it, also after edits elsewhere.
#![allow(clippy::disallowed_methods, reason = "tests read the fixtures")]

use std::fs;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use soplint::check::{Options, Session, check};
use soplint::diagnostic::{Diagnostic, Report};
use soplint::text::Location;
use soplint::workspace::{MemoryTree, Tree};

const AS_OF: &str = "2026-10-15";

fn tree(folder: &str) -> MemoryTree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/firms").join(folder);
    let mut tree = MemoryTree::default();
    let mut open = vec![root.clone()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("is a folder").map(|entry| entry.expect("is there").path()) {
            if entry.is_dir() {
                open.push(entry);
            } else if let Ok(text) = fs::read_to_string(&entry) {
                let path =
                    entry.strip_prefix(&root).expect("lies below").to_str().expect("is plain").to_owned();
                tree.insert(path, text).expect("the path is plain");
            }
        }
    }
    tree
}

/// Everything about a finding, with places in place of file numbers.
fn told(report: &Report, found: &Diagnostic) -> String {
    let place = |at: Location| format!("{}:{:?}", report.sources.get(at.source).path(), at.span);
    let related: Vec<_> = found.related.iter().map(|label| (place(label.at), &label.text)).collect();
    format!(
        "{} {:?} {:?} {} {} {related:?} {:?} {:?} {:?}",
        found.policy,
        found.severity,
        found.outcome,
        found.message,
        place(found.primary.at),
        found.help,
        found.fingerprint,
        found.cause
    )
}

fn of(report: &Report, path: &Utf8Path) -> Vec<String> {
    let here = report.diagnostics.iter().filter(|d| report.sources.get(d.primary.at.source).path() == path);
    // Of settings and waivers as a whole a session says nothing.
    let here = here.filter(|d| d.policy.as_ref() != "soplint/unused-waiver");
    here.map(|found| told(report, found)).collect()
}

fn agree(tree: &MemoryTree, session: &Session, folder: &str) {
    let options = Options { as_of: AS_OF.to_owned(), ..Options::default() };
    let whole = check(tree, &options).expect("can be read");
    let paths: Vec<Utf8PathBuf> = tree.list().expect("is in memory").paths;
    for path in paths.iter().filter(|path| !path.starts_with("policies")) {
        let alone = session.judge(tree, path, AS_OF);
        assert_eq!(of(&alone, path), of(&whole, path), "{folder}: {path}");
    }
}

#[test]
fn a_session_says_what_a_check_says() {
    for folder in ["passing", "failing"] {
        let mut tree = tree(folder);
        let listing = tree.list().expect("is in memory");
        let session = Session::new(&tree, &listing);
        agree(&tree, &session, folder);
        // One log more or less changes what is said of other documents.
        let log =
            listing.paths.iter().find(|path| path.as_str().contains("task-log")).expect("has a log").clone();
        let text = String::from_utf8(tree.read(&log).expect("is there")).expect("is text");
        tree.insert(&log, text.replace("substantive_revision: false", "substantive_revision: true"))
            .expect("the path is plain");
        session.touch(&log);
        agree(&tree, &session, folder);
        tree.remove(&log);
        session.touch(&log);
        agree(&tree, &session, folder);
    }
}
