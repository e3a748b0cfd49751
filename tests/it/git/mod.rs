//! The trees that git keeps, and what differs between them, held against git's own answers.
#![cfg(unix)] // links and `sh`
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![allow(clippy::disallowed_methods, reason = "tests make files and ask git about them")]

/// The index and revisions, in every kind of repository.
mod trees;
/// What differs between two trees.
mod changes;
/// Real repositories, commit by commit.
mod histories;
/// What a hook sees.
mod hooks;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use soplint::workspace::{Against, Base, Changes, Comparison, Opened, Why, compare};
use tempfile::TempDir;

use crate::workspace::{git, list, paths, quiet, run, skipped};

/// Runs `fixtures/repos/branches.sh` in a new folder.
fn story(object_format: &str) -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/repos/branches.sh");
    run(quiet("sh", home.path()).arg(script).env("OBJECT_FORMAT", object_format));
    let repo = fs::canonicalize(home.path()).unwrap().join("repo");
    (home, repo)
}

#[track_caller]
fn says(dir: &Path, args: &[&str]) -> String {
    String::from_utf8(git(dir, args)).unwrap().trim_end().to_owned()
}

/// The answer of git to `args`: records that end in a zero byte, each split at its tab.
fn records(dir: &Path, args: &[&str]) -> Vec<(String, String)> {
    let out = String::from_utf8(git(dir, args)).unwrap();
    let split = |record: &str| {
        let (what, path) = record.split_once('\t').unwrap();
        (what.to_owned(), path.to_owned())
    };
    out.split_terminator('\0').map(split).collect()
}

/// What a tree should list and skip: `(mode, id)` by path.
type Expected<'a> = Vec<(&'a str, &'a str, &'a str)>;

/// Files, ids and bytes as expected, links and submodules skipped. Returns how many files.
#[track_caller]
fn holds(dir: &Path, opened: &Opened, expected: &Expected, also_skipped: &[(&str, Why)]) -> usize {
    let listing = list(opened);
    let files: BTreeMap<&str, &str> = expected
        .iter()
        .filter(|(_, mode, _)| mode.starts_with("100"))
        .map(|(path, _, id)| (*path, *id))
        .collect();
    let mut left_out: Vec<(&str, Why)> = expected
        .iter()
        .filter_map(|(path, mode, _)| match *mode {
            "120000" => Some((*path, Why::Link)),
            "160000" => Some((*path, Why::Repository)),
            _ => None,
        })
        .chain(also_skipped.iter().cloned())
        .collect();
    left_out.sort();
    assert_eq!(paths(&listing), files.keys().copied().collect::<Vec<_>>());
    assert_eq!(skipped(&listing), left_out);
    for path in &listing.paths {
        let id = files[path.as_str()];
        assert_eq!(opened.tree.id(path).as_deref(), Some(id), "{path}");
        assert_eq!(opened.tree.read(path).unwrap(), git(dir, &["cat-file", "blob", id]), "{path}");
    }
    files.len()
}

#[track_caller]
fn holds_revision(dir: &Path, opened: &Opened, revision: &str) -> usize {
    let all = records(dir, &["ls-tree", "-r", "-z", "--full-tree", revision]);
    let expected: Expected = all
        .iter()
        .map(|(what, path)| {
            let mut words = what.split(' ');
            (path.as_str(), words.next().unwrap(), words.nth(1).unwrap())
        })
        .collect();
    holds(dir, opened, &expected, &[])
}

/// `git ls-files --stage`: entries without a conflict, and the conflicts.
#[track_caller]
fn holds_index(dir: &Path, opened: &Opened, also_skipped: &[(&str, Why)]) -> usize {
    let all = records(dir, &["ls-files", "-s", "-z"]);
    let mut conflicts = BTreeSet::new();
    let mut expected = Expected::new();
    for (what, path) in &all {
        let words: Vec<_> = what.split(' ').collect();
        if words[2] != "0" {
            conflicts.insert(path.as_str());
        } else if !also_skipped.iter().any(|(skipped, _)| skipped == path) {
            expected.push((path, words[0], words[1]));
        }
    }
    let conflicts = conflicts.into_iter().map(|path| (path, Why::Conflict));
    let also_skipped: Vec<_> = conflicts.chain(also_skipped.iter().cloned()).collect();
    holds(dir, opened, &expected, &also_skipped)
}

/// `git diff` between two commits, or a commit and the index, as [`Changes`].
fn git_changes(dir: &Path, args: &[&str]) -> Changes {
    let all = [
        &[
            "diff",
            "--raw",
            "--abbrev=64",
            "-z",
            "--no-ext-diff",
            "--ignore-submodules=all",
            "-M50%",
            "-l1000",
        ],
        args,
    ]
    .concat();
    let out = String::from_utf8(git(dir, &all)).unwrap();
    let mut words = out.split_terminator('\0');
    let mut changes = Changes::default();
    while let Some(what) = words.next() {
        let fields: Vec<_> = what.trim_start_matches(':').split(' ').collect();
        let is_file = |mode: &str| mode.starts_with("100");
        let path = words.next().unwrap();
        match (&fields[4][..1], is_file(fields[0]), is_file(fields[1])) {
            ("R", ..) => changes.renamed.push((path.into(), words.next().unwrap().into())),
            // A mode is no content.
            ("M" | "T", true, true) if fields[2] == fields[3] => {}
            ("M", true, true) | ("T", true, _) | ("T", _, true) => changes.changed.push(path.into()),
            ("A", _, true) => changes.added.push(path.into()),
            ("D", true, _) => changes.deleted.push(path.into()),
            _ => {}
        }
    }
    changes.renamed.retain(|(old, _)| old != "alias.md");
    changes
}

fn compared(repo: &Path, base: &str, which: Base, against: Against<'_>) -> Comparison {
    compare(repo, base, which, against).unwrap()
}
