//! What differs between two trees is what `git diff` says, renames as well.

use std::fs;

use camino::Utf8Path;
use soplint::workspace::{
    Against, Base, Changes, Error, How, MemoryTree, compare, content_id, open_index, open_revision,
};

use super::{compared, git_changes, holds_revision, says, story};
use crate::workspace::{git, list, paths, quiet, read, run};

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

/// The index notes which folders are as a commit has them: then the base is not read from git's own folders.
#[test]
fn what_is_staged_unchanged_is_the_same_in_the_base() {
    for format in ["sha1", "sha256"] {
        let (_home, repo) = story(format);
        git(&repo, &["reset", "-q", "--hard"]);
        git(&repo, &["checkout", "-q", "--detach", "main"]); // the notes are complete
        for change in ["", "sops/docket.md", "records/new/first.md"] {
            if !change.is_empty() {
                fs::create_dir_all(repo.join(change).parent().unwrap()).unwrap();
                fs::write(repo.join(change), "# Changed\n").unwrap();
                git(&repo, &["add", change]);
            }
            for base in ["HEAD", "HEAD~1", "topic"] {
                let found = compared(&repo, base, Base::Exact, Against::Index);
                holds_revision(&repo, &found.before, base);
                assert_eq!(found.changes, git_changes(&repo, &["--cached", base]), "{change} {base}");
            }
        }
        git(&repo, &["reset", "-q", "--hard", "topic"]);
        git(&repo, &["read-tree", "HEAD"]); // writes the notes anew
        let below = compared(&repo.join("firm"), "topic~1", Base::Exact, Against::Index);
        assert_eq!(below.after.root, repo.join("firm"));
        assert_eq!(paths(&list(&below.before)), ["sops/billing.md", "sops/collections.md"]);
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
