//! The steps of `action.yml`, run as the runner runs them, in checkouts such as actions/checkout makes.
#![cfg(unix)] // the steps are for bash
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests make files and start programs")]

/// What runs the steps, and what it obeys.
mod runner;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;

use crate::run::{PROFILE, Place, another_sop, complete_sop};
use runner::{Runner, says};

/// A pull request that makes a change, merged as GitHub merges it, and a clone of the merge commit.
struct Request {
    _origin: Place,
    home: TempDir,
    base: String,
    head: String,
}

impl Request {
    fn new(change: impl FnOnce(&Place)) -> Self {
        let origin = Place::repository()
            .with("soplint.yaml", format!("{PROFILE}lint: {{packs: [sop]}}\n"))
            .with("sops/summaries.md", complete_sop())
            .with("sops/old.md", b"---\nkind: sop\n---\n# Old, and not in order\n")
            .commit();
        let top = origin.path("");
        let who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        origin.git(&["switch", "--quiet", "--create", "fork/change"]);
        change(&origin);
        origin.git(&["add", "--all"]);
        origin.git(&[&who[..], &["commit", "--quiet", "-m", "change"]].concat());
        let head = says(&top, &["rev-parse", "HEAD"]);
        // `main` goes on meanwhile.
        origin.git(&["switch", "--quiet", "main"]);
        origin.write("sops/newer.md", b"---\nkind: sop\n---\n# Newer, and somebody else's\n");
        origin.git(&["add", "--all"]);
        origin.git(&[&who[..], &["commit", "--quiet", "-m", "main goes on"]].concat());
        let base = says(&top, &["rev-parse", "HEAD"]);
        origin.git(&["switch", "--quiet", "--detach"]);
        origin.git(&[&who[..], &["merge", "--quiet", "--no-ff", "-m", "merge", "fork/change"]].concat());
        origin.git(&["update-ref", "refs/pull/7/merge", "HEAD"]);
        origin.git(&["update-ref", "refs/pull/7/head", &head]);
        Self { _origin: origin, home: tempfile::tempdir().unwrap(), base, head }
    }

    /// As actions/checkout does it.
    fn checkout(&self, reference: &str, depth: u32) -> Runner {
        let checkout = self.home.path().join("work");
        fs::create_dir(&checkout).unwrap();
        let url = format!("file://{}", self._origin.path("").display());
        says(&checkout, &["init", "--quiet"]);
        says(&checkout, &["fetch", "--quiet", "--no-tags", "--depth", &depth.to_string(), &url, reference]);
        says(&checkout, &["checkout", "--quiet", "FETCH_HEAD"]);
        Runner::new(checkout).of_pull_request(&self.base, &self.head)
    }
}

fn without_turnaround() -> String {
    worse(complete_sop())
}

fn worse(sop: Vec<u8>) -> String {
    String::from_utf8(sop).unwrap().replace("24 business hours", "soon")
}

#[test]
fn a_pull_request_from_a_fork_is_told_what_it_causes() {
    let request = Request::new(|place| {
        place.write("sops/summaries.md", without_turnaround());
        // What would hide it counts only once it is taken over.
        let off = "lint: {packs: [sop], off: {sop/turnaround-measurable: \"We do not look at this.\"}}\n";
        place.write("soplint.yaml", format!("{PROFILE}{off}"));
    });
    let runner = request.checkout("refs/pull/7/merge", 2);
    let ran = runner.run();
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert_eq!(ran.outputs["result"], "findings");
    let errors = ran.annotations("error");
    assert!(!errors.is_empty() && errors.iter().all(|error| error.properties["file"] == "sops/summaries.md"));
    assert_eq!(ran.annotations("warning")[0].properties["title"], "soplint/settings-changed");
    assert!(
        ran.summary.starts_with("## soplint\n") && ran.summary.contains("sop/turnaround"),
        "{}",
        ran.summary
    );
    let results = ran.sarif()["runs"][0]["results"].as_array().unwrap().clone();
    let of = |state: &str| results.iter().filter(|result| result["baselineState"] == state).count();
    assert_eq!(of("new"), errors.len() + 1);
    assert!(of("unchanged") > 0, "code scanning takes what is left out for mended");
}

#[test]
fn a_pull_request_that_mends_is_green() {
    let request = Request::new(|place| place.write("sops/old.md", another_sop()));
    let ran = request.checkout("refs/pull/7/merge", 2).run();
    assert_eq!((ran.code, ran.outputs["result"].as_str()), (0, "clean"), "{}", ran.log);
    assert!(ran.annotations("error").is_empty());
}

#[test]
fn a_clone_that_is_too_shallow_is_no_pass() {
    let request = Request::new(|place| place.write("sops/summaries.md", without_turnaround()));
    let ran = request.checkout("refs/pull/7/merge", 1).run();
    assert_eq!((ran.code, ran.outputs["result"].as_str()), (2, "failed"), "{}", ran.log);
    let errors = ran.annotations("error");
    assert!(errors.len() == 1 && errors[0].data.contains("fetch-depth: 2"), "{errors:?}");
}

/// The parents of a commit that is no merge by GitHub are the contributor's to choose.
#[test]
fn a_head_that_is_a_merge_chooses_no_base() {
    let request = Request::new(|place| {
        place.write("sops/summaries.md", without_turnaround());
        place.git(&["add", "--all"]);
        let who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        place.git(&[&who[..], &["commit", "--quiet", "-m", "worse"]].concat());
        place.git(&["branch", "side", "HEAD"]);
        place.git(&["switch", "--quiet", "side"]);
        place.git(&[&who[..], &["commit", "--quiet", "--allow-empty", "-m", "side"]].concat());
        place.git(&["switch", "--quiet", "fork/change"]);
        place.git(&[&who[..], &["merge", "--quiet", "--no-ff", "-m", "merge", "side"]].concat());
        place.write("notes.txt", "more");
    });
    let ran = request.checkout("refs/pull/7/head", 1000).run();
    // The base of the pull request lies beside it and was not fetched.
    assert_eq!(ran.code, 2, "{}", ran.log);
    let mut with_base = request_with_all(&request);
    assert_eq!(with_base.run().code, 1);
    with_base.input("base", "HEAD");
    assert_eq!(with_base.run().code, 0, "an input wins");
    with_base.input("base", "nowhere");
    assert_eq!(with_base.run().code, 2);
}

/// `fetch-depth: 0`, at the head of the pull request.
fn request_with_all(request: &Request) -> Runner {
    let checkout = request.home.path().join("work");
    let url = format!("file://{}", request._origin.path("").display());
    says(&checkout, &["fetch", "--quiet", &url, "+refs/heads/*:refs/remotes/origin/*"]);
    Runner::new(checkout).of_pull_request(&request.base, &request.head)
}

#[test]
fn names_of_files_are_no_orders_to_the_runner() {
    let name = "sops/a\n::add-mask::e ##[add-path]x,y:z%.md";
    let request = Request::new(|place| {
        place.write(name, format!("---\nkind: sop\n---\n# ::stop-commands::x\n\n{}", "##[error]Scope\r\n"));
    });
    let ran = request.checkout("refs/pull/7/merge", 2).run();
    assert_eq!(ran.code, 1, "{}", ran.log);
    let obeyed = ran.commands();
    let ours = ["endgroup", "error", "group", "notice", "warning"];
    assert!(obeyed.iter().all(|command| ours.contains(&command.name.as_str())), "{obeyed:?}");
    assert!(ran.annotations("error").iter().all(|error| error.properties["file"] == name));
    assert!(!ran.summary.contains("\n::"));
}

#[test]
fn three_hundred_findings_are_counted_and_all_are_in_the_files() {
    let request = Request::new(|place| {
        for number in 0..300 {
            place.write(format!("sops/{number:03}.md"), without_turnaround());
        }
    });
    let runner = request.checkout("refs/pull/7/merge", 2);
    let ran = runner.run();
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert_eq!(ran.annotations("error").len(), 10);
    let notices = ran.annotations("notice");
    assert!(notices.last().unwrap().data.contains("more findings are not shown here"), "{notices:?}");
    let results = ran.sarif()["runs"][0]["results"].as_array().unwrap().clone();
    assert!(results.iter().filter(|result| result["baselineState"] == "new").count() >= 300);
    assert!(ran.summary.contains("sops/299.md") && ran.summary.len() < 1 << 20);
}

#[test]
fn other_events_check_everything() {
    let request = Request::new(|place| place.write("notes.txt", "nothing to do with it"));
    let mut runner = request.checkout("refs/pull/7/merge", 1);
    runner.event.clear();
    let ran = runner.run();
    assert_eq!(ran.code, 1, "{}", ran.log);
    // What stands in the firm since long is told as well; of annotations there are only ten.
    let of_old = |result: &&serde_json::Value| result.to_string().contains("\"uri\":\"sops/old.md\"");
    let results = ran.sarif()["runs"][0]["results"].as_array().unwrap().clone();
    let errors = results.iter().filter(of_old).filter(|result| result["level"] == "error").count();
    assert!(errors > 0, "{results:?}");
    assert_eq!(ran.annotations("error").len(), 10);
    // A merge group names its base itself.
    runner.event.insert("github.event.merge_group.base_sha".into(), request.base.clone());
    assert_eq!(runner.run().code, 2, "it is not in this clone");
    says(
        &runner.checkout,
        &[
            "fetch",
            "--quiet",
            "--depth",
            "2",
            &format!("file://{}", request._origin.path("").display()),
            "refs/pull/7/merge",
        ],
    );
    assert_eq!(runner.run().code, 0);
}

#[test]
fn a_folder_of_the_repository_can_be_the_firm() {
    let request = Request::new(|place| {
        place.write("firm/soplint.yaml", format!("{PROFILE}lint: {{packs: [sop]}}\n"));
        place.write("firm/sops/summaries.md", worse(another_sop()));
    });
    let mut runner = request.checkout("refs/pull/7/merge", 2);
    runner.input("working-directory", "firm");
    // The base has its settings at the top, and these are trusted.
    let ran = runner.run();
    assert_eq!(ran.code, 1, "{}", ran.log);
    let errors = ran.annotations("error");
    assert!(!errors.is_empty());
    assert!(errors.iter().all(|error| error.properties["file"] == "firm/sops/summaries.md"), "{errors:?}");
    runner.input("working-directory", "nowhere");
    assert_eq!(runner.run().code, 2);
}

/// A program on the PATH that stands in for a real one.
fn stand_in(folder: &Path, name: &str, script: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(name), format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn soplint_is_installed_by_its_checksum_or_built() {
    let place = Place::firm().with("sops/summaries.md", complete_sop());
    let mut runner = Runner::new(place.path(""));
    let tools = runner.temp.path().join("tools");
    runner.path.push(tools.clone());

    runner.input("soplint", "");
    let me = env!("CARGO_BIN_EXE_soplint");
    stand_in(
        &tools,
        "cargo",
        &format!(
            "mkdir -p \"$RUNNER_TEMP/soplint-built/bin\" && ln -s '{me}' \"$RUNNER_TEMP/soplint-built/bin/soplint\""
        ),
    );
    let built = runner.run();
    assert!(built.log.contains("soplint 0.") && built.outputs["result"] == "clean", "{}", built.log);

    let folder = Path::new(me).parent().unwrap().display();
    stand_in(
        &tools,
        "curl",
        &format!(
            "while [ \"$1\" != --output ]; do shift; done; tar -czf \"$2\" -C '{folder}' soplint; case \"$4\" in https://github.com/owner/soplint/releases/download/v1.2.3/soplint-*.tar.gz) ;; *) exit 22 ;; esac"
        ),
    );
    runner.input("version", "1.2.3");
    assert!(runner.run().log.contains("where the action is used by its name"));
    runner.event.insert("github.action_repository".into(), "owner/soplint".into());
    let unknown = runner.run();
    assert!(
        unknown.code == 2 && unknown.log.contains("checksum of soplint 1.2.3 is not known"),
        "{}",
        unknown.log
    );
    runner.input("sha256", &"0".repeat(64));
    let other = runner.run();
    assert!(other.code == 2 && other.log.contains("its checksum differs"), "{}", other.log);
    runner.input("version", "1.2.3; touch /tmp/x");
    assert!(runner.run().log.contains("is a number such as"));
    runner.input("version", "");
    runner.input("soplint", "no-such-program");
    assert_eq!(runner.run().code, 2);
}
