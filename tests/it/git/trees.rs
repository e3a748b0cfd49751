//! The index and revisions hold what git says they hold, or say why not.

use std::fs;
use std::path::Path;

use camino::Utf8Path;
use soplint::workspace::{Against, Base, Changes, Error, How, Why, compare, open, open_index, open_revision};

use super::{holds_index, holds_revision, says, story};
use crate::workspace::{git, list, paths, quiet, read, run, skipped, write};

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
fn a_sparse_checkout_hides_nothing_from_the_working_tree_either() {
    for index in ["--sparse-index", "--no-sparse-index"] {
        let (_home, repo) = story("sha1");
        let [whole, sparse] = ["whole", "sparse"].map(|name| repo.parent().unwrap().join(name));
        for clone in [&whole, &sparse] {
            git(&repo, &["clone", "-q", "--no-local", "-b", "topic", ".", clone.to_str().unwrap()]);
        }
        git(&sparse, &["sparse-checkout", "set", "--cone", index, "sops"]);
        assert!(!sparse.join("firm").exists());
        let held = |folder: &Path| {
            let opened = open(folder).unwrap();
            let listing = list(&opened);
            let bytes =
                listing.paths.iter().map(|path| opened.tree.read(path).map_err(|error| error.to_string()));
            let bytes: Vec<_> = bytes.collect();
            (listing, bytes)
        };
        assert_eq!(held(&sparse), held(&whole), "{index}");
        // What was deleted is gone; what somebody wrote where the checkout leaves a file out is what counts.
        git(&sparse, &["config", "sparse.expectFilesOutsideOfPatterns", "true"]);
        write(&sparse, "firm/sops/billing.md", "mine\n");
        let opened = open(&sparse).unwrap();
        let listing = list(&opened);
        assert_eq!(listing.paths, held(&whole).0.paths, "{index}");
        assert_eq!(read(&opened, "firm/sops/billing.md").unwrap(), "mine\n");
    }
}

#[test]
fn a_blob_that_is_replaced_is_read_as_git_has_it() {
    let (_home, repo) = story("sha1");
    let path = "firm/sops/billing.md";
    git(&repo, &["reset", "-q", "--hard"]);
    write(&repo, "other.txt", "other\n");
    let [blob, other] = [
        says(&repo, &["rev-parse", &format!("HEAD:{path}")]),
        says(&repo, &["hash-object", "-w", "other.txt"]),
    ];
    assert_ne!(read(&open_index(&repo).unwrap(), path).unwrap(), "other\n");
    git(&repo, &["replace", &blob, &other]);
    for opened in [open_index(&repo).unwrap(), open_revision(&repo, "HEAD").unwrap()] {
        assert_eq!(read(&opened, path).unwrap(), says(&repo, &["cat-file", "blob", &blob]) + "\n");
    }
}

/// A file on disk stands for the staged one only where git's id says that they are the same.
#[test]
fn a_staged_file_is_the_one_that_is_staged_whatever_git_writes_to_disk() {
    let home = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(home.path()).unwrap();
    git(&root, &["init", "-q", "-b", "main", "."]);
    git(&root, &["config", "filter.loud.clean", "tr A-Z a-z"]);
    git(&root, &["config", "filter.loud.smudge", "tr a-z A-Z"]);
    write(
        &root,
        ".gitattributes",
        "windows.md text eol=crlf\nloud.md filter=loud\nwide.md working-tree-encoding=UTF-16LE\n",
    );
    write(&root, "plain.md", "one\n");
    write(&root, "windows.md", "one\r\n");
    write(&root, "loud.md", "ONE\n");
    fs::write(root.join("wide.md"), "o\0n\0e\0\n\0").unwrap();
    git(&root, &["add", "-A"]);
    // Nothing is converted any more, and git's index still takes each file for unchanged.
    for attributes in [true, false] {
        if !attributes {
            fs::remove_file(root.join(".gitattributes")).unwrap();
        }
        let opened = open_index(&root).unwrap();
        for path in ["plain.md", "windows.md", "loud.md", "wide.md"] {
            assert_eq!(read(&opened, path).unwrap(), "one\n", "{path}");
        }
    }
    // Of the same length, at the same moment.
    let written = fs::metadata(root.join("plain.md")).unwrap().modified().unwrap();
    write(&root, "plain.md", "two\n");
    fs::File::options().write(true).open(root.join("plain.md")).unwrap().set_modified(written).unwrap();
    assert_eq!(read(&open_index(&root).unwrap(), "plain.md").unwrap(), "one\n");
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

    // A thousand files, a thousand times, a thousand times.
    let again = r#"blob=$(git rev-parse v1:firm-notes.md)
        tree=$(seq 1000 | while read -r name; do printf "100644 blob $blob\t$name\n"; done | git mktree)
        for level in 1 2; do
            tree=$(seq 1000 | while read -r name; do printf "040000 tree $tree\t$name\n"; done | git mktree)
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
