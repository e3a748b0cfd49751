//! Real histories, where this machine has them: commits drawn by a fixed seed, held against git itself and
//! against a checkout.

use std::fs;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use soplint::check::{Options, check};
use soplint::render::{Format, Style, render};
use soplint::workspace::{Against, Base, Error, Opened, compare, open, open_revision};
use tempfile::TempDir;

use super::{compared, git_changes, records, says};
use crate::run::{AS_OF, shared};
use crate::workspace::{git, list, paths, quiet, run};

/// A repository, and commits of it.
struct History {
    name: String,
    home: TempDir,
    repo: PathBuf,
    commits: usize,
    drawn: Vec<String>,
}

/// Each bundle, with 20 of its commits.
fn histories() -> impl Iterator<Item = History> {
    let folder = shared("corpus/history").into_iter();
    let mut bundles: Vec<PathBuf> =
        folder.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path()).collect();
    bundles.retain(|path| path.extension().is_some_and(|extension| extension == "bundle"));
    bundles.sort();
    assert!(!bundles.is_empty() || shared("").is_none());
    bundles.into_iter().map(|bundle| {
        let home = tempfile::tempdir().unwrap();
        git(home.path(), &["clone", "-q", "--no-checkout", bundle.to_str().unwrap(), "repo"]);
        let repo = fs::canonicalize(home.path()).unwrap().join("repo");
        let all = says(&repo, &["rev-list", "--all", "--topo-order"]);
        let mut all: Vec<String> = all.lines().map(str::to_owned).collect();
        let commits = all.len();
        let (mut state, mut drawn) = (2026_u64, Vec::new());
        while drawn.len() < 20 && !all.is_empty() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            drawn.push(all.swap_remove((state >> 33) as usize % all.len()));
        }
        let name = bundle.file_stem().unwrap().to_str().unwrap().to_owned();
        History { name, home, repo, commits, drawn }
    })
}

/// What is said of every Markdown file of a tree, each taken for an SOP, without the line that names the
/// tree; and how many findings that are.
fn judged(opened: &Opened) -> (String, usize) {
    let options = Options { as_of: AS_OF.into(), kind: Some("sop".into()), ..Options::default() };
    let report = check(&*opened.tree, &options).unwrap();
    let mut out = Vec::new();
    render(Format::Json, &report, &Style::default(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let line = format!("\"tree\": \"{}\",\n", opened.tree.name());
    assert!(text.contains(&line));
    assert!(!report.diagnostics.iter().any(|found| &*found.policy == "soplint/internal"), "{text}");
    (text.replacen(&line, "", 1), report.diagnostics.len())
}

#[test]
fn a_revision_is_judged_as_its_checkout_is() {
    for History { name, home, repo, drawn, .. } in histories() {
        let (mut findings, mut fewest) = (0, usize::MAX);
        for commit in &drawn {
            let checkout = home.path().join("checkout");
            git(&repo, &["worktree", "add", "-q", "--detach", checkout.to_str().unwrap(), commit]);
            let (on_disk, number) = judged(&open(&checkout).unwrap());
            let (in_git, _) = judged(&open_revision(&repo, commit).unwrap());
            assert!(on_disk == in_git, "{name} {commit}: the two differ");
            git(&repo, &["worktree", "remove", "--force", checkout.to_str().unwrap()]);
            (findings, fewest) = (findings + number, fewest.min(number));
        }
        println!("{name}: {} commits, {findings} findings compared, at least {fewest} at each", drawn.len());
        assert!(fewest > 0, "{name}");
    }
}

/// Real repositories: 20 commits of each, and what differs from each to the next.
#[test]
fn real_histories_are_read_as_git_reads_them() {
    for History { name, home, repo, commits, drawn } in histories() {
        let (files, bytes) = drawn.iter().fold((0, 0), |(files, bytes), commit| {
            let (more, large) = equals_git(home.path(), &repo, commit);
            (files + more, bytes + large)
        });
        let (mut differ, mut moved, mut forks) = (0, 0, 0);
        for pair in drawn.windows(2) {
            let pair = [pair[0].as_str(), pair[1].as_str()];
            let found = compared(&repo, pair[0], Base::Exact, Against::Revision(pair[1])).changes;
            assert_eq!(found, git_changes(&repo, &[pair[0], pair[1]]), "{} {}", pair[0], pair[1]);
            moved += found.renamed.len();
            differ += found.changed.len() + found.added.len() + found.deleted.len();
            let fork = quiet("git", &repo).args(["merge-base", pair[0], pair[1]]).output().unwrap();
            let fork = String::from_utf8(fork.stdout).unwrap();
            match compare(&repo, pair[0], Base::Fork, Against::Revision(pair[1])) {
                Ok(found) => assert_eq!(found.base.as_deref(), Some(fork.trim())),
                Err(error) => {
                    assert!(matches!(error, Error::NoMergeBase { .. }) && fork.is_empty(), "{error}")
                }
            }
            forks += usize::from(!fork.is_empty());
        }
        println!(
            "{}: {} of {commits} commits, {files} files, {bytes} bytes, {differ} changes, {moved} renames, {forks} merge bases",
            name,
            drawn.len()
        );
    }
}

/// A commit's files and bytes, against `git ls-tree` and `git cat-file`. Returns how many.
fn equals_git(home: &Path, repo: &Path, commit: &str) -> (usize, usize) {
    let opened = open_revision(repo, commit).unwrap();
    let listed = records(repo, &["ls-tree", "-r", "-z", "--full-tree", commit]);
    let files = listed.iter().filter(|(what, _)| what.starts_with("100"));
    let blobs: Vec<(&str, &str)> =
        files.map(|(what, path)| (path.as_str(), what.rsplit(' ').next().unwrap())).collect();
    assert_eq!(paths(&list(&opened)), blobs.iter().map(|(path, _)| *path).collect::<Vec<_>>());
    let asked: String = blobs.iter().map(|(_, id)| format!("{id}\n")).collect();
    fs::write(home.join("ids"), asked).unwrap();
    let ids = fs::File::open(home.join("ids")).unwrap();
    let answer = run(quiet("git", repo).args(["cat-file", "--batch"]).stdin(ids));
    let (mut rest, mut bytes) = (&answer[..], 0);
    for (path, id) in &blobs {
        let content = opened.tree.read(Utf8Path::new(path)).unwrap();
        let head = format!("{id} blob {}\n", content.len());
        rest = rest.strip_prefix(head.as_bytes()).unwrap_or_else(|| panic!("{commit}:{path}"));
        rest = rest.strip_prefix(&content[..]).unwrap_or_else(|| panic!("{commit}:{path}"));
        rest = rest.strip_prefix(b"\n").unwrap();
        bytes += content.len();
    }
    assert!(rest.is_empty());
    (blobs.len(), bytes)
}
