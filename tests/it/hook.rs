//! `soplint init --hook`, and commits that git makes with the hook in place.
#![cfg(unix)] // hooks are shell scripts
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests make files and ask git about them")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{PROFILE, Place, another_sop, complete_sop};

fn hook(place: &Place) -> PathBuf {
    place.path(".git/hooks/pre-commit")
}

/// A repository without commits, with a complete SOP that is staged, and the hook.
fn firm() -> Place {
    let place = Place::repository().with("soplint.yaml", PROFILE).with("sops/summaries.md", complete_sop());
    place.git(&["add", "--all"]);
    let ran = place.soplint(&["init", "--hook"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("Wrote "), "{}", ran.out);
    place
}

/// `git commit` in a folder of the repository; whether it went through, and what the hook said.
fn commit(folder: &Path, args: &[&str]) -> (bool, String) {
    let mut command = Command::new("git");
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    command.current_dir(folder).args(who).args(["commit", "--quiet", "-m", "x"]).args(args);
    let out = command.output().unwrap();
    let said = String::from_utf8([out.stdout, out.stderr].concat()).unwrap();
    (out.status.success(), said)
}

#[track_caller]
fn green(folder: &Path, args: &[&str]) {
    let (through, said) = commit(folder, args);
    assert!(through, "{said}");
}

#[track_caller]
fn red(folder: &Path, args: &[&str], says: &str) {
    let (through, said) = commit(folder, args);
    assert!(!through && said.contains(says), "{through}: {said}");
}

fn without_turnaround() -> String {
    String::from_utf8(complete_sop()).unwrap().replace("24 business hours", "soon")
}

#[test]
fn commits_are_checked_for_what_they_cause() {
    let place = firm();
    let top = place.path("");
    // The first commit.
    green(&top, &[]);

    // A file that is staged in part: the staged text is judged, the rest stays as it is.
    place.write("sops/summaries.md", without_turnaround());
    place.git(&["add", "--all"]);
    place.write("sops/summaries.md", complete_sop());
    red(&top, &[], "sop/turnaround");
    assert_eq!(fs::read(place.path("sops/summaries.md")).unwrap(), complete_sop());
    place.git(&["add", "--all"]);
    place.write("sops/summaries.md", without_turnaround());
    green(&top, &["--allow-empty"]);

    // All that is tracked; one path, while something worse is staged for later; from a folder inside.
    red(&top, &["-a"], "sop/turnaround");
    place.git(&["add", "--all"]);
    place.write("sops/letters.md", another_sop());
    place.git(&["add", "--intent-to-add", "sops/letters.md"]);
    green(&place.path("sops"), &["letters.md"]);
    red(&place.path("sops"), &["summaries.md"], "sop/turnaround");
    place.git(&["reset", "--quiet", "--hard"]);

    // A rename, a deletion and nothing else.
    place.git(&["mv", "sops/letters.md", "sops/all-letters.md"]);
    green(&top, &[]);
    place.git(&["rm", "--quiet", "sops/all-letters.md"]);
    green(&top, &[]);

    // A commit that only deletes what made a file a document.
    place.write("manual.md", another_sop());
    place.git(&["add", "--all"]);
    green(&top, &[]);
    place.write(
        "manual.md",
        String::from_utf8(without_turnaround().into()).unwrap().replace("kind: sop\n", ""),
    );
    red(&top, &["-a"], "soplint/no-longer-judged");
    green(&top, &["-a", "--no-verify"]);

    // What stood there before does not stop anybody.
    place.write("sops/old.md", without_turnaround());
    place.git(&["add", "--all"]);
    green(&top, &["--no-verify"]);
    place.write("notes.txt", "nothing to do with it");
    place.git(&["add", "--all"]);
    green(&top, &[]);
}

#[test]
fn a_linked_worktree_is_checked_too() {
    let place = firm();
    green(&place.path(""), &[]);
    place.git(&["worktree", "add", "--quiet", "../linked"]);
    let linked = place.path("../linked");
    fs::write(linked.join("sops/summaries.md"), without_turnaround()).unwrap();
    red(&linked, &["-a"], "sop/turnaround");
    red(&linked.join("sops"), &["summaries.md"], "sop/turnaround");
    fs::write(linked.join("sops/more.md"), another_sop()).unwrap();
    assert!(
        Command::new("git").args(["add", "sops/more.md"]).current_dir(&linked).status().unwrap().success()
    );
    green(&linked, &["sops/more.md"]);
}

#[test]
fn a_firm_in_a_folder_is_checked_from_there() {
    let place = Place::repository()
        .with("the firm's/soplint.yaml", format!("{PROFILE}lint: {{packs: [sop]}}\n"))
        .with("the firm's/sops/summaries.md", complete_sop())
        .with("sops/elsewhere.md", "---\nkind: sop\n---\n# Not the firm's\n");
    place.git(&["add", "--all"]);
    assert_eq!(place.soplint_in("the firm's/sops", &["init", "--hook"], &[]).code, 0);
    let text = fs::read_to_string(hook(&place)).unwrap();
    let last = text.lines().last().unwrap();
    assert_eq!(last, r#"exec "$soplint" check --staged --diff HEAD -- 'the firm'\''s'"#);
    green(&place.path(""), &[]);
    place.write("the firm's/sops/summaries.md", without_turnaround());
    red(&place.path(""), &["-a"], "sop/turnaround");
}

#[test]
fn a_hook_that_is_not_ours_stays() {
    let place = Place::repository();
    fs::create_dir_all(place.path(".git/hooks")).unwrap();
    fs::write(hook(&place), "#!/bin/sh\nexit 0\n").unwrap();
    let ran = place.soplint(&["init", "--hook"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("soplint check --staged --diff HEAD"), "{}", ran.err);
    assert_eq!(fs::read_to_string(hook(&place)).unwrap(), "#!/bin/sh\nexit 0\n");
    // Nor is a link followed.
    fs::remove_file(hook(&place)).unwrap();
    std::os::unix::fs::symlink("../../precious", hook(&place)).unwrap();
    assert_eq!(place.soplint(&["init", "--hook"]).code, 2);
    assert!(!place.path("precious").exists());
    // Ours is renewed.
    fs::remove_file(hook(&place)).unwrap();
    assert_eq!(place.soplint(&["init", "--hook"]).code, 0);
    let text = fs::read_to_string(hook(&place)).unwrap();
    fs::write(hook(&place), format!("{text}# an older one\n")).unwrap();
    assert_eq!(place.soplint(&["init", "--hook"]).code, 0);
    assert_eq!(fs::read_to_string(hook(&place)).unwrap(), text);
    assert_eq!(fs::metadata(hook(&place)).unwrap().permissions().mode() & 0o777, 0o755);
    let left = fs::read_dir(place.path(".git/hooks"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(".tmp"));
    assert_eq!(left.count(), 0);
}

#[test]
fn hooks_that_git_takes_from_elsewhere_are_left_alone() {
    let place = Place::repository();
    place.git(&["config", "core.hooksPath", ".husky/_"]);
    let ran = place.soplint(&["init", "--hook"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains(".husky/_") && ran.err.contains("soplint check --staged --diff HEAD"),
        "{}",
        ran.err
    );
    assert!(!place.path(".husky").exists() && !hook(&place).exists());
    assert_eq!(Place::folder().soplint(&["init", "--hook"]).code, 2);
    assert_eq!(place.soplint(&["init"]).code, 2);
}
