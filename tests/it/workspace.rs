//! The trees, held against git's own answers.
#![cfg(unix)] // links, pipes and `sh`
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![allow(clippy::disallowed_methods, reason = "tests make files and ask git about them")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use camino::Utf8Path;
use soplint::workspace::{Error, How, Listing, MAX_FILE, MemoryTree, Opened, Tree, Why, open};
use tempfile::TempDir;

/// Deaf to the developer's own git settings and to a hook around the test.
pub(crate) fn quiet(program: &str, dir: &Path) -> Command {
    let mut command = Command::new(program);
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"] {
        command.env_remove(name);
    }
    command.current_dir(dir).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    command
}

#[track_caller]
pub(crate) fn run(command: &mut Command) -> Vec<u8> {
    let out = command.output().unwrap();
    assert!(out.status.success(), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

#[track_caller]
pub(crate) fn git(dir: &Path, args: &[&str]) -> Vec<u8> {
    run(quiet("git", dir).args(args))
}

/// Runs `fixtures/repos/worktree.sh` in a new folder with a space and an accent in its name.
fn story(object_format: &str) -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("Año fiscal 1");
    fs::create_dir(&dir).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/repos/worktree.sh");
    run(quiet("sh", &dir).arg(script).env("OBJECT_FORMAT", object_format));
    (home, fs::canonicalize(dir).unwrap().join("repo"))
}

pub(crate) fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub(crate) fn paths(listing: &Listing) -> Vec<&str> {
    listing.paths.iter().map(|path| path.as_str()).collect()
}

pub(crate) fn skipped(listing: &Listing) -> Vec<(&str, Why)> {
    listing.skipped.iter().map(|skipped| (skipped.path.as_str(), skipped.why.clone())).collect()
}

pub(crate) fn list(opened: &Opened) -> Listing {
    opened.tree.list().unwrap()
}

pub(crate) fn read(opened: &Opened, path: &str) -> Result<String, Error> {
    opened.tree.read(Utf8Path::new(path)).map(|bytes| String::from_utf8(bytes).unwrap())
}

fn from_git(dir: &Path, args: &[&str]) -> BTreeSet<String> {
    let out = String::from_utf8(git(dir, &[&["ls-files", "-z"], args].concat())).unwrap();
    out.split_terminator('\0').map(|path| path.trim_end_matches('/').to_owned()).collect()
}

#[test]
fn a_working_tree_lists_what_git_lists() {
    for (format, one_case) in [("sha1", "false"), ("sha256", "false"), ("sha1", "true")] {
        let (_home, repo) = story(format);
        git(&repo, &["config", "core.ignoreCase", one_case]);
        let opened = open(&repo).unwrap();
        assert_eq!((opened.how, &opened.root, opened.tree.name()), (How::Repository, &repo, "worktree"));
        let listing = list(&opened);
        let links =
            ["alias.md", "loop.md", "moved", "moved/secret.md", "out.md"].map(|path| (path, Why::Link));
        let mut left_out = links.to_vec();
        left_out.extend([("inner", Why::Repository), ("sub", Why::Repository), ("pipe.md", Why::Special)]);
        left_out.push(("sops/up", Why::Link));
        left_out.sort();
        assert_eq!(skipped(&listing), left_out);

        let deleted = from_git(&repo, &["--deleted"]);
        let expected: Vec<String> = from_git(&repo, &["--cached", "--others", "--exclude-standard"])
            .into_iter()
            .filter(|path| !deleted.contains(path) && !left_out.iter().any(|(skipped, _)| skipped == path))
            .collect();
        assert_eq!(paths(&listing), expected);
        // Lest both be wrong together:
        let has = |path: &str| expected.iter().any(|listed| listed == path);
        for path in ["keep.tmp", "build/kept.md", "vendor/forms/nda.md", "vendor/new.md", "named.md"] {
            assert!(has(path), "{path}");
        }
        for path in ["new/deep/untracked.md", "sops/año nuevo.md", "sops/conflict.md"] {
            assert!(has(path), "{path}");
        }
        for path in ["note.tmp", "build/out.md", "sops/gone.md", "inner/other.md", "sub/other.md"] {
            assert!(!has(path), "{path}");
        }
        for path in listing.paths {
            opened.tree.read(&path).unwrap();
        }
    }
}

#[test]
fn a_profile_in_a_folder_of_the_repository_makes_it_the_root() {
    let (_home, repo) = story("sha1");
    for start in ["firm", "firm/sops", "firm/sops/docketing.md"] {
        let opened = open(&repo.join(start)).unwrap();
        assert_eq!((opened.how, opened.root.as_path()), (How::Profile, repo.join("firm").as_path()));
        let listing = list(&opened);
        assert_eq!(paths(&listing), ["soplint.yaml", "sops/docketing.md", "untracked.md"]);
        assert_eq!(skipped(&listing), []);
        assert_eq!(read(&opened, "sops/docketing.md").unwrap(), "# Docketing\n");
        assert!(matches!(read(&opened, "../sops/intake.md"), Err(Error::Outside { .. })));
    }
    let opened = open(&repo.join("sops")).unwrap();
    assert_eq!((opened.how, &opened.root), (How::Repository, &repo));
    // What lies above the repository is none of its business.
    write(repo.parent().unwrap(), "soplint.yaml", "");
    assert_eq!(open(&repo.join("sops")).unwrap().root, repo);
    // The repository that `start` is in counts, not the one around it.
    assert_eq!(open(&repo.join("sub")).unwrap().root, repo.join("sub"));
    assert_eq!(open(&repo.join(".git/hooks")).unwrap().root, repo);
}

#[test]
fn nothing_is_read_from_outside_the_root() {
    let (_home, repo) = story("sha1");
    let opened = open(&repo).unwrap();
    let secret = repo.parent().unwrap().join("elsewhere/secret.md");
    assert!(secret.exists());
    for path in [
        secret.to_str().unwrap(),
        "../elsewhere/secret.md",
        "sops/../../elsewhere/secret.md",
        "out.md",
        "alias.md",
        "loop.md",
        "moved/secret.md",
        "sops/up/sops/intake.md",
        ".git/config",
        "",
    ] {
        assert!(matches!(read(&opened, path), Err(Error::Outside { .. })), "{path}");
    }
    assert!(matches!(read(&opened, "sops/none.md"), Err(Error::NotFound { .. })));
    assert!(matches!(read(&opened, "sops/intake.md/x"), Err(Error::NotFound { .. })));
    assert!(matches!(read(&opened, "sops"), Err(Error::Unreadable { .. })));
    assert!(matches!(read(&opened, "pipe.md"), Err(Error::Unreadable { .. })));
    assert_eq!(read(&opened, "sops//./intake.md").unwrap(), "# Intake\n");
    let error = read(&opened, "out\u{1b}.md").unwrap_err().to_string();
    assert_eq!(error, "`out\\u{1b}.md` was not found. It may have been moved, renamed or deleted.");
}

#[test]
fn a_folder_that_becomes_a_link_is_noticed_by_the_next_listing() {
    let (_home, repo) = story("sha1");
    let opened = open(&repo).unwrap();
    assert!(read(&opened, "firm/sops/docketing.md").is_ok());
    fs::rename(repo.join("firm"), repo.join("../firm")).unwrap();
    std::os::unix::fs::symlink("../firm", repo.join("firm")).unwrap();
    let listing = list(&opened);
    assert!(!paths(&listing).iter().any(|path| path.starts_with("firm/")));
    assert!(skipped(&listing).contains(&("firm/sops/docketing.md", Why::Link)));
    assert!(matches!(read(&opened, "firm/sops/docketing.md"), Err(Error::Outside { .. })));
}

#[test]
fn a_file_of_the_largest_size_is_read_and_one_byte_more_is_not() {
    let home = tempfile::tempdir().unwrap();
    let opened = open(home.path()).unwrap();
    let file = fs::File::create(home.path().join("a.md")).unwrap();
    file.set_len(MAX_FILE).unwrap();
    assert_eq!(read(&opened, "a.md").unwrap().len() as u64, MAX_FILE);
    file.set_len(MAX_FILE + 1).unwrap();
    let error = read(&opened, "a.md").unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }));
    assert!(error.to_string().contains("16 MiB"), "{error}");
}

#[test]
fn a_repository_without_commits_and_a_linked_worktree_are_listed() {
    let home = tempfile::tempdir().unwrap();
    git(home.path(), &["init", "-q", "new"]);
    let new = home.path().join("new");
    write(&new, "a.md", "x");
    write(&new, "b.tmp", "x");
    write(&new, ".gitignore", "*.tmp\n");
    assert_eq!(paths(&list(&open(&new).unwrap())), [".gitignore", "a.md"]);

    let (_home, repo) = story("sha1");
    let linked = repo.parent().unwrap().join("linked");
    git(&repo, &["worktree", "add", "-q", "--detach", linked.to_str().unwrap()]);
    write(&linked, "only here.md", "x");
    write(&linked, "note.tmp", "ignored");
    let opened = open(&linked.join("sops")).unwrap();
    assert_eq!((opened.how, &opened.root), (How::Repository, &linked));
    let listing = list(&opened);
    let expected = from_git(&linked, &["--cached", "--others", "--exclude-standard"]);
    let expected: Vec<_> =
        expected.iter().filter(|path| !["alias.md", "sub"].contains(&path.as_str())).collect();
    assert_eq!(paths(&listing), expected);
    assert!(paths(&listing).contains(&"only here.md"));
}

#[test]
fn a_plain_folder_lists_every_file() {
    let home = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(home.path()).unwrap();
    write(&root, "b/c.md", "# C");
    write(&root, "b-a.md", "sorts before b/");
    write(&root, ".gitignore", "*.tmp");
    write(&root, "note.tmp", "no repository, no ignore rules");
    write(&root, "vendor/x.yaml", "");
    fs::create_dir(root.join(".git")).unwrap();
    write(&root, ".git/config", "an empty shell is no repository");
    std::os::unix::fs::symlink("..", root.join("b/up")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", root.join("passwd.md")).unwrap();
    std::os::unix::fs::symlink("self.md", root.join("self.md")).unwrap();
    run(Command::new("mkfifo").arg("pipe").current_dir(&root));

    let opened = open(&root).unwrap();
    assert_eq!((opened.how, &opened.root, opened.tree.name()), (How::Given, &root, "worktree"));
    let listing = list(&opened);
    assert_eq!(paths(&listing), [".gitignore", "b-a.md", "b/c.md", "note.tmp", "vendor/x.yaml"]);
    let links = ["b/up", "passwd.md"].map(|path| (path, Why::Link));
    assert_eq!(skipped(&listing), [&links[..], &[("pipe", Why::Special), ("self.md", Why::Link)]].concat());
    assert_eq!(read(&opened, "b/c.md").unwrap(), "# C");
    for path in ["passwd.md", "self.md", "b/up/b/c.md", ".git/config", "/etc/passwd"] {
        assert!(matches!(read(&opened, path), Err(Error::Outside { .. })), "{path}");
    }

    write(&root, "soplint.yaml", "kind: firm-profile");
    let opened = open(&root.join("b")).unwrap();
    assert_eq!((opened.how, &opened.root), (How::Profile, &root));
    assert!(list(&opened).paths.contains(&"b/c.md".into()));
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_outside_utf8_is_skipped_by_name() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let home = tempfile::tempdir().unwrap();
    let name = OsStr::from_bytes(b"caf\xe9\n.md");
    let expected = [("caf\\xe9\\u{a}.md", Why::NotUtf8)];
    fs::write(home.path().join(name), "x").unwrap();
    assert_eq!(skipped(&list(&open(home.path()).unwrap())), expected);
    git(home.path(), &["init", "-q", "."]);
    let opened = open(home.path()).unwrap();
    assert_eq!(skipped(&list(&opened)), expected);
    git(home.path(), &["add", "-A"]);
    assert_eq!(skipped(&list(&opened)), expected);
    fs::remove_file(home.path().join(name)).unwrap();
    assert_eq!(list(&opened), Listing::default());
}

#[test]
fn folders_without_end_are_skipped() {
    let home = tempfile::tempdir().unwrap();
    git(home.path(), &["init", "-q", "."]);
    write(home.path(), &format!("{}a.md", "d/".repeat(1000)), "x");
    write(home.path(), "b.md", "x");
    let listing = list(&open(home.path()).unwrap());
    assert_eq!(paths(&listing), ["b.md"]);
    assert_eq!(listing.skipped.len(), 1);
    assert_eq!(listing.skipped[0].why, Why::TooDeep);
}

#[test]
fn what_cannot_be_opened_says_what_to_do() {
    let (_home, repo) = story("sha1");
    let home = repo.parent().unwrap();
    let error = open(&home.join("none")).unwrap_err();
    assert!(matches!(error, Error::NoFolder { .. }), "{error}");

    git(home, &["clone", "-q", "--bare", "repo", "bare.git"]);
    let error = open(&home.join("bare.git/refs")).unwrap_err();
    assert!(matches!(error, Error::Bare { .. }), "{error}");
    assert!(error.to_string().contains("bare.git`"), "{error}");

    fs::write(repo.join(".git/index"), "not an index").unwrap();
    let error = open(&repo).unwrap().tree.list().unwrap_err();
    assert!(matches!(error, Error::Repository { .. }), "{error}");

    // A linked worktree whose repository was moved away is no plain folder.
    write(home, "lost/.git", "gitdir: /nowhere/at/all\n");
    write(home, "lost/sops/a.md", "x");
    let error = open(&home.join("lost/sops")).unwrap_err();
    assert!(matches!(error, Error::Repository { .. }), "{error}");
    assert!(error.to_string().contains("lost`"), "{error}");
}

#[test]
fn memory_lies_over_another_tree() {
    let (_home, repo) = story("sha1");
    let disk: Arc<dyn Tree> = Arc::from(open(&repo.join("firm")).unwrap().tree);
    let mut tree = MemoryTree::over(disk);
    tree.insert("sops/docketing.md", "# Changed").unwrap();
    tree.insert("sops-new.md", "# New").unwrap();
    let text = |path: &str| tree.read(Utf8Path::new(path)).map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(
        paths(&tree.list().unwrap()),
        ["soplint.yaml", "sops-new.md", "sops/docketing.md", "untracked.md"]
    );
    assert_eq!(text("sops/docketing.md").unwrap(), "# Changed");
    assert_eq!(text("sops/./docketing.md").unwrap(), "# Changed");
    assert_eq!(text("sops-new.md").unwrap(), "# New");
    assert_eq!(text("soplint.yaml").unwrap(), "kind: firm-profile\n");
    assert!(matches!(text("none.md"), Err(Error::NotFound { .. })));
    assert!(matches!(text("../sops/intake.md"), Err(Error::Outside { .. })));

    let mut alone = MemoryTree::default();
    alone.insert("a/b.md", "x").unwrap();
    assert!(matches!(alone.insert("../a.md", "x"), Err(Error::Outside { .. })));
    assert_eq!((paths(&alone.list().unwrap()), alone.name()), (vec!["a/b.md"], "memory"));
    assert!(matches!(alone.read(Utf8Path::new("a.md")), Err(Error::NotFound { .. })));
}

/// The environment of a hook counts for its own repository, and for no other. It can't be changed
/// in this process, so this test starts the next one with it.
#[test]
fn the_environment_of_a_hook_counts_for_its_own_repository() {
    let (_home, repo) = story("sha1");
    let home = repo.parent().unwrap();
    git(home, &["init", "-q", "other"]);
    write(home, "other/.gitignore", "*.tmp\n");
    write(home, "other/keep.tmp", "tracked, if one believes the other index");
    fs::copy(repo.join(".git/index"), home.join("index.lock")).unwrap();
    git(&repo, &["rm", "-q", "--cached", "keep.tmp"]); // tracked in the copy alone
    let seen = |start: &Path| {
        let out = run(quiet(std::env::current_exe().unwrap().to_str().unwrap(), &repo)
            .args(["--exact", "workspace::hook_side", "--ignored", "--nocapture"])
            .env("GIT_DIR", repo.join(".git"))
            .env("GIT_INDEX_FILE", home.join("index.lock"))
            .env("SOPLINT_TEST_START", start));
        let out = String::from_utf8(out).unwrap();
        out.lines().find_map(|line| line.split_once("listed:")).unwrap().1.to_owned()
    };
    assert!(!list(&open(&repo).unwrap()).paths.contains(&"keep.tmp".into()));
    assert!(seen(&repo.join("sops")).contains("|keep.tmp|"));
    assert_eq!(seen(&home.join("other")), "|.gitignore|");
}

#[test]
#[ignore = "the other half of the test above"]
fn hook_side() {
    let Some(start) = std::env::var_os("SOPLINT_TEST_START") else { return };
    println!("listed:|{}|", paths(&list(&open(Path::new(&start)).unwrap())).join("|"));
}
