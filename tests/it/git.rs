//! The trees that git keeps, and what differs between them, held against git's own answers.
#![cfg(unix)] // links and `sh`
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![allow(clippy::disallowed_methods, reason = "tests make files and ask git about them")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use soplint::workspace::{
    Against, Base, Changes, Comparison, Error, How, MemoryTree, Opened, Why, compare, content_id, open,
    open_index, open_revision,
};
use tempfile::TempDir;

use crate::workspace::{git, list, paths, quiet, read, run, skipped, write};

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

#[test]
fn a_revision_holds_what_git_holds() {
    for format in ["sha1", "sha256"] {
        let (_home, repo) = story(format);
        let short = says(&repo, &["rev-parse", "--short=8", "main"]);
        let full = says(&repo, &["rev-parse", "main~1"]);
        for revision in ["HEAD", "@", "main", "v1", "v1^{commit}", "main~1", "topic^", &short, &full] {
            let opened = open_revision(&repo, revision).unwrap();
            let commit = says(&repo, &["rev-parse", &format!("{revision}^{{commit}}")]);
            assert_eq!(opened.tree.name(), format!("rev:{commit}"), "{revision}");
            assert_eq!((opened.how, &opened.root), (How::Repository, &repo));
            assert!(holds_revision(&repo, &opened, revision) > 10, "{revision}");
        }
    }
}

#[test]
fn the_index_holds_what_git_holds() {
    for format in ["sha1", "sha256"] {
        let (_home, repo) = story(format);
        let named = [("named.md", Why::NotStaged)];
        let opened = open_index(&repo).unwrap();
        assert_eq!((opened.how, &opened.root, opened.tree.name()), (How::Repository, &repo, "index"));
        assert!(holds_index(&repo, &opened, &named) > 10);
        // Lest both be wrong together:
        let text = read(&opened, "sops/client-intake.md").unwrap();
        assert_eq!(text.lines().count(), 5);
        assert!(skipped(&list(&opened)).contains(&("sops/crlf.md", Why::Conflict)));
        for path in ["engagements/second.yaml", "untracked.md", "records/2023/log.md"] {
            assert!(matches!(read(&opened, path), Err(Error::NotFound { .. })), "{path}");
        }
        // A new index is a new tree; an open one stays as it was.
        git(&repo, &["update-index", "--split-index"]);
        fs::write(repo.join("firm-notes.md"), "changed in the split\n").unwrap();
        git(&repo, &["add", "firm-notes.md"]);
        git(&repo, &["rm", "-q", "--cached", "empty.md"]);
        assert_eq!(read(&opened, "firm-notes.md").unwrap(), "sorts before firm/\n");
        let opened = open_index(&repo).unwrap();
        holds_index(&repo, &opened, &named);
        assert_eq!(read(&opened, "firm-notes.md").unwrap(), "changed in the split\n");
    }
}

#[test]
fn nothing_but_files_can_be_read() {
    let (_home, repo) = story("sha1");
    for opened in [open_index(&repo).unwrap(), open_revision(&repo, "topic").unwrap()] {
        for path in ["alias.md", "alias.md/x", "../x", ".git/config", "", "/etc/passwd"] {
            assert!(matches!(read(&opened, path), Err(Error::Outside { .. })), "{path}");
        }
        assert!(matches!(read(&opened, "sops"), Err(Error::Unreadable { .. })));
        assert!(matches!(read(&opened, "sops/none.md"), Err(Error::NotFound { .. })));
        assert!(matches!(read(&opened, "sub"), Err(Error::LeftOut { .. })));
        assert!(matches!(read(&opened, "sub/other.md"), Err(Error::LeftOut { .. })));
        assert_eq!(read(&opened, "sops//./docket.md").unwrap().lines().count(), 6);
    }
    let error = read(&open_index(&repo).unwrap(), "sops/crlf.md").unwrap_err().to_string();
    assert_eq!(
        error,
        "`sops/crlf.md` was not read: it is in conflict; settle that, and stage it with `git add`."
    );
}

#[test]
fn a_profile_in_the_tree_makes_its_folder_the_root() {
    let (_home, repo) = story("sha1");
    let start = repo.join("firm/sops");
    let opened = open_revision(&start, "v1").unwrap();
    assert_eq!((opened.how, &opened.root), (How::Profile, &repo.join("firm")));
    assert_eq!(paths(&list(&opened)), ["soplint.yaml", "sops/billing.md"]);
    assert_eq!(read(&opened, "sops/billing.md").unwrap().lines().count(), 5);
    assert!(opened.tree.id(Utf8Path::new("sops/billing.md")).is_some());
    // That commit has none, whatever lies on disk.
    let opened = open_revision(&start, "topic~1").unwrap();
    assert_eq!((opened.how, &opened.root), (How::Repository, &repo));
    assert!(read(&opened, "firm/sops/billing.md").is_ok());

    let opened = open_index(&start).unwrap();
    assert_eq!((opened.how, &opened.root), (How::Profile, &repo.join("firm")));
    assert_eq!(paths(&list(&opened)), ["soplint.yaml", "sops/billing.md", "sops/collections.md"]);
    git(&repo, &["rm", "-q", "--cached", "firm/soplint.yaml"]);
    let opened = open_index(&start).unwrap();
    assert_eq!((opened.how, &opened.root), (How::Repository, &repo));
    assert_eq!(open(&start).unwrap().how, How::Profile); // it is still on disk
}

#[test]
fn a_sparse_checkout_hides_nothing_from_the_index() {
    let (_home, repo) = story("sha1");
    let whole = repo.parent().unwrap().join("whole");
    git(&repo, &["clone", "-q", "--no-local", "-b", "topic", ".", whole.to_str().unwrap()]);
    git(&whole, &["sparse-checkout", "set", "--cone", "--sparse-index", "sops"]);
    assert!(says(&whole, &["ls-files", "--sparse"]).contains("firm/\n"));
    let opened = open_index(&whole).unwrap();
    assert!(holds_index(&whole, &opened, &[]) > 10);
    assert!(read(&opened, "firm/sops/billing.md").is_ok());
    fs::create_dir_all(whole.join("firm/sops")).unwrap();
    assert_eq!(open_index(&whole.join("firm/sops")).unwrap().root, whole.join("firm"));
}

#[test]
fn before_the_first_commit_there_is_only_an_index() {
    let home = tempfile::tempdir().unwrap();
    git(home.path(), &["init", "-q", "-b", "main", "."]);
    let root = fs::canonicalize(home.path()).unwrap();
    assert_eq!(paths(&list(&open_index(&root).unwrap())), Vec::<&str>::new());
    write(&root, "a.md", "one\n");
    write(&root, "b.md", "two\n");
    git(&root, &["add", "a.md"]);
    let opened = open_index(&root).unwrap();
    assert_eq!(paths(&list(&opened)), ["a.md"]);
    assert_eq!(read(&opened, "a.md").unwrap(), "one\n");
    for revision in ["HEAD", "@", "HEAD~1"] {
        let error = open_revision(&root, revision).unwrap_err();
        assert!(matches!(error, Error::NoCommits { .. }), "{error}");
    }
    // The hook of the first commit compares with nothing.
    let first = compare(&root, "HEAD", Base::Fork, Against::Index).unwrap();
    assert_eq!((first.base, first.before.tree.list().unwrap().paths.len()), (None, 0));
    assert_eq!(first.changes, Changes { added: vec!["a.md".into()], ..Changes::default() });
    assert!(matches!(
        compare(&root, "main", Base::Fork, Against::Index),
        Err(Error::Revision { .. } | Error::NoCommits { .. })
    ));
}

#[test]
fn bare_shallow_partial_and_linked_repositories() {
    let (_home, repo) = story("sha1");
    let home = repo.parent().unwrap();
    git(&repo, &["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", repo.display());

    git(home, &["clone", "-q", "--bare", &url, "bare.git"]);
    let bare = home.join("bare.git");
    for start in [bare.clone(), bare.join("refs")] {
        let opened = open_revision(&start, "topic").unwrap();
        assert_eq!(opened.root, bare);
        holds_revision(&bare, &opened, "topic");
        assert!(matches!(open_index(&start), Err(Error::Bare { .. })));
        let compared = compare(&start, "main", Base::Fork, Against::Revision("topic")).unwrap();
        assert_eq!(
            compared.changes,
            compare(&repo, "main", Base::Fork, Against::Revision("topic")).unwrap().changes
        );
    }

    git(home, &["clone", "-q", "--depth", "1", "-b", "topic", &url, "shallow"]);
    let shallow = home.join("shallow");
    holds_revision(&shallow, &open_revision(&shallow, "HEAD").unwrap(), "HEAD");
    for revision in ["HEAD~1", "main"] {
        let error = open_revision(&shallow, revision).unwrap_err();
        assert!(matches!(error, Error::Revision { .. }), "{error}");
        assert!(error.to_string().contains("git fetch --unshallow"), "{error}");
    }
    git(&shallow, &["fetch", "-q", "--depth", "1", "origin", "main:main"]);
    let error = compare(&shallow, "main", Base::Fork, Against::Worktree).unwrap_err();
    assert!(matches!(error, Error::NoMergeBase { .. }), "{error}");
    assert!(error.to_string().contains("git fetch --unshallow"), "{error}");
    assert!(compare(&shallow, "main", Base::Exact, Against::Worktree).is_ok());

    git(home, &["clone", "-q", "--no-checkout", "--filter=blob:none", "-b", "topic", &url, "partial"]);
    let partial = home.join("partial");
    let opened = open_revision(&partial, "HEAD").unwrap();
    assert!(list(&opened).paths.len() > 10);
    let error = read(&opened, "sops/docket.md").unwrap_err();
    assert!(matches!(error, Error::NotFetched { .. }), "{error}");
    assert!(matches!(open_index(&partial), Err(Error::NoIndex { .. })));
    git(home, &["clone", "-q", "--no-checkout", "--filter=tree:0", "-b", "topic", &url, "treeless"]);
    let error = open_revision(&home.join("treeless"), "HEAD").unwrap_err();
    assert!(matches!(error, Error::NotFetched { .. }), "{error}");
    // What the message says to do.
    git(&partial, &["fetch", "-q", "--refetch", "--no-filter"]);
    holds_revision(&partial, &open_revision(&partial, "HEAD").unwrap(), "HEAD");

    let linked = home.join("linked");
    git(&repo, &["worktree", "add", "-q", "--detach", linked.to_str().unwrap(), "v1"]);
    write(&linked, "only here.md", "x");
    git(&linked, &["add", "only here.md"]);
    let opened = open_index(&linked.join("sops")).unwrap();
    assert_eq!(opened.root, linked);
    holds_index(&linked, &opened, &[]);
    assert!(read(&opened, "only here.md").is_ok());
    holds_revision(&linked, &open_revision(&linked, "HEAD").unwrap(), "v1");
    // A submodule is a repository of its own.
    let opened = open_revision(&repo.join("sub"), "HEAD").unwrap();
    assert_eq!((opened.root.clone(), paths(&list(&opened))), (repo.join("sub"), vec!["other.md"]));
}

#[test]
fn what_is_no_revision_says_why() {
    let (_home, repo) = story("sha1");
    let message = |revision: &str| open_revision(&repo, revision).unwrap_err().to_string();
    assert_eq!(
        message("mian"),
        "`mian` does not name a commit here: nothing of that name was found. Did you mean `main`?"
    );
    assert_eq!(message("HEAD:sops"), "`HEAD:sops` does not name a commit here: it is a folder.");
    assert_eq!(
        message("HEAD:sops/docket.md"),
        "`HEAD:sops/docket.md` does not name a commit here: it is a file."
    );
    assert!(message("main..topic").contains("it names several"), "{}", message("main..topic"));
    assert!(message("origin/main").contains("Did you mean `main`?"), "{}", message("origin/main"));
    for revision in [
        "",
        " ",
        "-x",
        "HEAD~99",
        "main^5",
        "0123456789012345678901234567890123456789",
        "a\u{1b}[31m",
        "@{9}",
        "^main",
        ":/x",
        "no\0thing",
        "HEAD^{tree}",
        "x".repeat(9999).as_str(),
    ] {
        let error = open_revision(&repo, revision).unwrap_err();
        assert!(matches!(error, Error::Revision { .. }), "{revision}: {error:?}");
        assert!(!error.to_string().contains(char::is_control), "{error}");
    }

    let plain = tempfile::tempdir().unwrap();
    assert!(matches!(open_revision(plain.path(), "HEAD"), Err(Error::NoRepository { .. })));
    assert!(matches!(open_index(plain.path()), Err(Error::NoRepository { .. })));
    git(plain.path(), &["init", "-q", "--ref-format=reftable", "."]);
    write(plain.path(), "a.md", "x");
    git(plain.path(), &["add", "-A"]);
    let error = open_revision(plain.path(), "HEAD").unwrap_err();
    assert!(matches!(error, Error::Reftable { .. }), "{error}");
    assert_eq!(paths(&list(&open_index(plain.path()).unwrap())), ["a.md"]);
}

/// Trees that no `git add` makes, and that a pull request can hold all the same.
#[test]
fn a_tree_made_to_hurt_is_read_up_to_a_limit() {
    let (_home, repo) = story("sha1");
    let make = |name: &str, script: &str| {
        let text = format!("set -eu; {script}; git commit-tree -m x \"$tree\" >.git/made");
        let people = ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"];
        run(quiet("sh", &repo).args(["-c", &text]).envs(people.map(|name| (name, "ana@example.com"))));
        git(&repo, &["tag", name, fs::read_to_string(repo.join(".git/made")).unwrap().trim()]);
        open_revision(&repo, name)
    };
    let names = r#"blob=$(git rev-parse v1:firm-notes.md); sub=$(git rev-parse v1:sops)
        tree=$(printf "100644 blob $blob\t..\000040000 tree $sub\t.GIT\000100644 blob $blob\tcaf\351\n.md\000100644 blob $blob\tok.md\000" | git mktree -z)"#;
    let opened = make("names", names).unwrap();
    assert_eq!(paths(&list(&opened)), ["ok.md"]);
    let expected = [("..", Why::Reserved), (".GIT", Why::Reserved), ("caf\\xe9\\u{a}.md", Why::NotUtf8)];
    assert_eq!(skipped(&list(&opened)), expected);

    let again = r#"tree=$(git rev-parse v1:sops)
        for level in 1 2 3 4 5 6 7; do
            tree=$(for name in 0 1 2 3 4 5 6 7 8 9; do printf "040000 tree $tree\t$name\n"; done | git mktree)
        done"#;
    let error = make("again", again).unwrap_err();
    assert!(matches!(error, Error::TooMany { .. }), "{error}");

    let deep = r#"blob=$(git rev-parse v1:firm-notes.md); path=$(printf 'd/%.0s' $(seq 3000))
        printf "commit refs/deep\ncommitter A <a@example.com> 1 +0000\ndata 0\nM 100644 $blob ${path}a.md\nM 100644 $blob b.md\n\n" | git fast-import --quiet
        tree=$(git rev-parse refs/deep^{tree})"#;
    let opened = make("deep", deep).unwrap();
    assert_eq!(paths(&list(&opened)), ["b.md"]);
    assert_eq!(skipped(&list(&opened)).iter().map(|(_, why)| why).collect::<Vec<_>>(), [&Why::TooDeep]);
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

#[test]
fn changes_are_those_that_git_finds() {
    for format in ["sha1", "sha256"] {
        let (_home, repo) = story(format);
        git(&repo, &["config", "diff.renames", "false"]); // has no say
        let fork = says(&repo, &["merge-base", "main", "topic"]);

        let found = compared(&repo, "main", Base::Fork, Against::Revision("topic"));
        assert_eq!(found.base.as_ref(), Some(&fork));
        assert_eq!(found.before.tree.name(), format!("rev:{fork}"));
        assert_eq!(found.changes, git_changes(&repo, &[&fork, "topic"]));
        // Lest both be wrong together:
        let pair = |old: &str, new: &str| (old.into(), new.into());
        assert_eq!(
            found.changes.renamed,
            [
                pair("sops/año nuevo.md", "policies/new-year.md"),
                pair("sops/conflicts.md", "records/conflicts.md"),
                pair("sops/intake.md", "sops/client-intake.md"),
            ]
        );
        assert_eq!(found.changes.deleted, ["sops/docketing.md"]);
        assert_eq!(found.changes.changed, ["engagements/harbor.yaml", "turns.md"]);

        let found = compared(&repo, "main", Base::Exact, Against::Revision("topic"));
        assert_eq!(found.base, Some(says(&repo, &["rev-parse", "main"])));
        assert_eq!(found.changes, git_changes(&repo, &["main", "topic"]));
        assert!(found.changes.changed.contains(&"engagements/quill.yaml".into()));

        // git calls a conflict unmerged and compares it with nothing.
        let found = compared(&repo, "HEAD", Base::Fork, Against::Index).changes;
        let expected = git_changes(&repo, &["--cached", "HEAD"]);
        assert_eq!(found.changed, ["sops/client-intake.md", "sops/crlf.md"]);
        assert_eq!((&found.renamed, &found.added), (&expected.renamed, &expected.added));
        assert_eq!(found.deleted, expected.deleted);
        assert_eq!(found.renamed, [pair("records/2023/log.md", "records/2024.md")]);

        // Untracked files are there, for a reader of the folder.
        let found = compared(&repo, "HEAD", Base::Fork, Against::Worktree).changes;
        assert_eq!(found.changed, ["sops/client-intake.md"]);
        assert_eq!(found.added, ["named.md", "untracked.md"]);
        assert_eq!(found.deleted, Vec::<&str>::new());
        assert_eq!(found.renamed, [pair("records/2023/log.md", "records/2024.md")]);
    }
}

#[test]
fn a_comparison_has_one_root() {
    let (_home, repo) = story("sha1");
    let found = compared(&repo.join("firm"), "topic~1", Base::Exact, Against::Revision("topic"));
    assert_eq!((found.after.how, &found.after.root), (How::Profile, &repo.join("firm")));
    assert_eq!(found.before.root, found.after.root);
    assert_eq!(paths(&list(&found.before)), ["sops/billing.md", "sops/collections.md"]);
    assert_eq!(found.changes, Changes { added: vec!["soplint.yaml".into()], ..Changes::default() });
}

#[test]
fn branches_without_a_common_commit_say_so() {
    let (_home, repo) = story("sha1");
    let tree = says(&repo, &["rev-parse", "HEAD^{tree}"]);
    let other = String::from_utf8(run(quiet("git", &repo)
        .args(["commit-tree", "-m", "other", &tree])
        .envs([("GIT_AUTHOR_NAME", "Ana"), ("GIT_AUTHOR_EMAIL", "ana@example.com")])
        .envs([("GIT_COMMITTER_NAME", "Ana"), ("GIT_COMMITTER_EMAIL", "ana@example.com")])))
    .unwrap();
    let other = other.trim();
    let error = compare(&repo, other, Base::Fork, Against::Revision("main")).unwrap_err();
    assert!(matches!(error, Error::NoMergeBase { .. }), "{error}");
    assert!(error.to_string().contains("no history in common"), "{error}");
    assert!(compare(&repo, other, Base::Exact, Against::Revision("main")).is_ok());
}

#[test]
fn line_endings_of_a_checkout_are_no_change() {
    let (_home, repo) = story("sha1");
    let clone = repo.parent().unwrap().join("windows");
    git(&repo, &["clone", "-q", "-c", "core.autocrlf=true", "-b", "topic", ".", clone.to_str().unwrap()]);
    assert!(fs::read(clone.join("sops/docket.md")).unwrap().ends_with(b"\r\n"));
    assert_eq!(compared(&clone, "HEAD", Base::Fork, Against::Worktree).changes, Changes::default());
    let staged = open_index(&clone).unwrap();
    assert!(!read(&staged, "sops/docket.md").unwrap().contains('\r'));
}

#[test]
fn an_unsaved_file_is_compared_as_well() {
    let (_home, repo) = story("sha1");
    let below = open_revision(&repo, "main").unwrap();
    let id = below.tree.id(Utf8Path::new("engagements/quill.yaml")).unwrap();
    assert_eq!(content_id(b"status: closed\n", &id), id);
    let before = open_revision(&repo, "main").unwrap();
    let mut after = MemoryTree::over(below.tree.into());
    after.insert("engagements/quill.yaml", "status: closed\n").unwrap();
    after.insert("engagements/harbor.yaml", "status: other\n").unwrap();
    let changes = Changes::between(&*before.tree, &after).unwrap();
    assert_eq!(changes, Changes { changed: vec!["engagements/harbor.yaml".into()], ..Changes::default() });
}

/// Real repositories: 20 commits of each, and what differs from each to the next.
#[test]
fn real_histories_are_read_as_git_reads_them() {
    let Some(shared) = std::env::var_os("SOPLINT_SHARED") else { return };
    let folder = Path::new(&shared).join("corpus/history");
    let mut bundles: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    bundles.retain(|path| path.extension().is_some_and(|extension| extension == "bundle"));
    bundles.sort();
    assert!(!bundles.is_empty());
    for bundle in bundles {
        let home = tempfile::tempdir().unwrap();
        git(home.path(), &["clone", "-q", "--no-checkout", bundle.to_str().unwrap(), "repo"]);
        let repo = fs::canonicalize(home.path()).unwrap().join("repo");
        let all = says(&repo, &["rev-list", "--all", "--topo-order"]);
        let mut all: Vec<&str> = all.lines().collect();
        let commits = all.len();
        let (mut state, mut drawn) = (2026_u64, Vec::new());
        while drawn.len() < 20 && !all.is_empty() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            drawn.push(all.swap_remove((state >> 33) as usize % all.len()));
        }
        let (files, bytes) = drawn.iter().fold((0, 0), |(files, bytes), commit| {
            let (more, large) = equals_git(home.path(), &repo, commit);
            (files + more, bytes + large)
        });
        let (mut differ, mut moved, mut forks) = (0, 0, 0);
        for pair in drawn.windows(2) {
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
            bundle.file_stem().unwrap().display(),
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

/// `git commit` with a real hook, which starts this program again to see what soplint would see.
struct Hook {
    seen: PathBuf,
}

impl Hook {
    fn new(repo: &Path) -> Self {
        let seen = repo.parent().unwrap().join("seen");
        let text = format!(
            "#!/bin/sh\nSOPLINT_TEST_HOOK=1 exec '{}' --exact git::hook_side --ignored --nocapture >'{}'\n",
            std::env::current_exe().unwrap().display(),
            seen.display()
        );
        let common = PathBuf::from(says(repo, &["rev-parse", "--path-format=absolute", "--git-common-dir"]));
        fs::create_dir_all(common.join("hooks")).unwrap();
        let hook = common.join("hooks/pre-commit");
        fs::write(&hook, text).unwrap();
        fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
        Self { seen }
    }

    /// What the hook saw of a commit, and what the commit holds, `path=text` each.
    #[track_caller]
    fn commit(&self, dir: &Path, args: &[&str]) -> (Vec<String>, Vec<String>) {
        let people = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com"];
        git(dir, &[&people[..], &["commit", "-q", "-m", "x"], args].concat());
        let out = String::from_utf8(fs::read(&self.seen).unwrap()).unwrap();
        let lines = out.lines().filter_map(|line| line.split_once("seen:")).map(|(_, line)| line.to_owned());
        let all = records(dir, &["ls-tree", "-r", "-z", "--full-tree", "HEAD"]);
        let files = all.iter().filter(|(what, _)| what.starts_with("100"));
        let text = |path: &str| says(dir, &["show", &format!("HEAD:{path}")]);
        let mut held: Vec<_> = files.map(|(_, path)| format!("{path}={:?}", text(path))).collect();
        held.sort();
        (lines.collect(), held)
    }
}

#[test]
fn a_hook_sees_what_is_committed() {
    let home = tempfile::tempdir().unwrap();
    let home = fs::canonicalize(home.path()).map(|path| (home, path)).unwrap();
    let home = &home.1;
    git(home, &["init", "-q", "-b", "main", "repo"]);
    let repo = home.join("repo");
    let hook = Hook::new(&repo);
    let same = |(seen, held): (Vec<String>, Vec<String>)| {
        assert_eq!(seen, held);
        held
    };

    // The first commit.
    write(&repo, "sops/a.md", "one");
    write(&repo, "sops/b.md", "one");
    git(&repo, &["add", "sops"]);
    write(&repo, "sops/a.md", "not staged");
    assert_eq!(same(hook.commit(&repo, &[])), ["sops/a.md=\"one\"", "sops/b.md=\"one\""]);
    // One path, while another file is staged; from a folder inside.
    write(&repo, "sops/a.md", "two");
    write(&repo, "sops/b.md", "staged, and not part of this commit");
    git(&repo, &["add", "sops/b.md"]);
    assert_eq!(same(hook.commit(&repo.join("sops"), &["a.md"])), ["sops/a.md=\"two\"", "sops/b.md=\"one\""]);
    // All that is tracked.
    write(&repo, "sops/a.md", "three");
    assert!(same(hook.commit(&repo, &["-a"])).contains(&"sops/a.md=\"three\"".to_owned()));
    // A deletion and nothing else; a rename.
    git(&repo, &["rm", "-q", "sops/b.md"]);
    assert_eq!(same(hook.commit(&repo, &[])), ["sops/a.md=\"three\""]);
    git(&repo, &["mv", "sops/a.md", "sops/c.md"]);
    assert_eq!(same(hook.commit(&repo, &[])), ["sops/c.md=\"three\""]);
    // A name without content does not become part of the commit.
    write(&repo, "sops/d.md", "later");
    git(&repo, &["add", "-N", "sops/d.md"]);
    write(&repo, "sops/c.md", "four");
    assert_eq!(same(hook.commit(&repo, &["sops/c.md"])), ["sops/c.md=\"four\""]);
    git(&repo, &["reset", "-q"]);
    // An index in two parts.
    git(&repo, &["update-index", "--split-index"]);
    write(&repo, "sops/c.md", "five");
    assert_eq!(same(hook.commit(&repo, &["-a"])), ["sops/c.md=\"five\""]);
    write(&repo, "sops/c.md", "six");
    assert_eq!(same(hook.commit(&repo, &["sops/c.md"])), ["sops/c.md=\"six\""]);
    // A linked worktree, where git sets `GIT_DIR` as well.
    let linked = home.join("linked");
    git(&repo, &["worktree", "add", "-q", linked.to_str().unwrap()]);
    write(&linked, "sops/e.md", "in the other worktree");
    git(&linked, &["add", "-A"]);
    assert_eq!(same(hook.commit(&linked, &[])).len(), 2);
    write(&linked, "sops/e.md", "again");
    assert!(same(hook.commit(&linked.join("sops"), &["e.md"])).contains(&"sops/e.md=\"again\"".to_owned()));
    assert!(same(hook.commit(&linked, &["--amend", "-a"])).len() == 2);
}

/// git takes a relative path of an index from the top, wherever one stands.
#[test]
fn a_relative_index_file_is_taken_from_the_top() {
    let (_home, repo) = story("sha1");
    git(&repo, &["reset", "-q", "--hard"]);
    fs::copy(repo.join(".git/index"), repo.join("other.index")).unwrap();
    git(&repo, &["rm", "-rq", "--cached", "sops", "records", "engagements"]);
    let me = std::env::current_exe().unwrap();
    for dir in [repo.clone(), repo.join("sops")] {
        let run_with = |program: &str, args: &[&str]| {
            let out = run(quiet(program, &dir)
                .args(args)
                .env("GIT_INDEX_FILE", "other.index")
                .env("SOPLINT_TEST_HOOK", "1"));
            String::from_utf8(out).unwrap()
        };
        let listed = run_with("git", &["ls-files", "--full-name", "--stage", "--", ":/"]);
        let expected = listed.lines().filter(|line| line.starts_with("100")).count();
        let out = run_with(me.to_str().unwrap(), &["--exact", "git::hook_side", "--ignored", "--nocapture"]);
        assert_eq!(out.lines().filter(|line| line.contains("seen:")).count(), expected);
        assert!(out.contains("seen:sops/docket.md="), "{out}");
    }
}

#[test]
#[ignore = "the other half of the tests above"]
fn hook_side() {
    if std::env::var_os("SOPLINT_TEST_HOOK").is_none() {
        return;
    }
    let opened = open_index(Path::new(".")).unwrap();
    for path in list(&opened).paths {
        println!("\nseen:{path}={:?}", read(&opened, path.as_str()).unwrap().trim_end());
    }
}
