//! What a hook sees is what is committed, whatever git puts in its environment.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use soplint::workspace::open_index;

use super::{records, says, story};
use crate::workspace::{git, list, quiet, read, run, write};

/// `git commit` with a real hook, which starts this program again to see what soplint would see.
struct Hook {
    seen: PathBuf,
}

impl Hook {
    fn new(repo: &Path) -> Self {
        let seen = repo.parent().unwrap().join("seen");
        let text = format!(
            "#!/bin/sh\nSOPLINT_TEST_HOOK=1 exec '{}' --exact git::hooks::hook_side --ignored --nocapture >'{}'\n",
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
        let out =
            run_with(me.to_str().unwrap(), &["--exact", "git::hooks::hook_side", "--ignored", "--nocapture"]);
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
