//! The command as a reader meets it: exit codes, formats, narrowing, nothing written.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests make files and start the command")]

use serde_json::Value as Json;

use crate::run::{AS_OF, PROFILE, Place, Ran, complete_sop, files, fixtures};
use crate::settings::outcomes;

fn failing() -> Place {
    Place::folder().copy(&fixtures().join("firms/failing"))
}

/// A firm with one good SOP, and nothing to say of it.
fn clean() -> Place {
    Place::firm_without_history().with("sops/good.md", complete_sop())
}

#[test]
fn exit_codes_follow_the_worst_finding_and_the_threshold() {
    let clean = clean();
    assert_eq!(clean.check(&[]).code, 0);
    assert_eq!(clean.check(&["--fail-level", "note"]).code, 0);
    let failing = failing();
    assert_eq!(failing.check(&[]).code, 1);
    let only = |policy, level| failing.check(&["--only", policy, "--fail-level", level]).code;
    assert_eq!(
        (only("sop/escalation-actionable", "error"), only("sop/escalation-actionable", "warning")),
        (0, 1)
    );
    let noted = clean.with("records/E/other/x.yaml", "a: 1\n");
    let at = |level| noted.check(&["--fail-level", level]).code;
    assert_eq!((at("warning"), at("note")), (0, 1), "a record of no known kind gets a note");
    for format in ["human", "concise", "json", "lsp"] {
        assert_eq!(failing.check(&["-o", format]).code, 1, "{format}");
        assert_eq!(noted.check(&["-o", format]).code, 0, "{format}");
    }
}

#[test]
fn quiet_leaves_the_findings_alone() {
    let (clean, failing) = (clean(), failing());
    let quiet = clean.check(&["--quiet"]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (0, "", ""));
    let all = failing.check(&["-o", "concise"]).out;
    let quiet = failing.check(&["-o", "concise", "-q"]).out;
    assert!(all.starts_with(&quiet) && quiet.lines().count() + 2 == all.lines().count(), "{all}");
    assert!(!failing.check(&["-q"]).out.contains("It does not give legal advice"));
}

#[test]
fn every_human_run_ends_with_what_soplint_does_not_decide() {
    for place in [clean(), failing(), Place::folder()] {
        let out = place.check(&[]).out;
        let last = out.split_whitespace().collect::<Vec<_>>().join(" ");
        let at = last.find("soplint checks that records exist and agree with each other. It does not give legal advice and does not decide whether an arrangement complies with any rule. As of 2026-10-15");
        assert!(at.is_some_and(|at| !last[at..].contains('\n')) && last.ends_with('.'), "{out}");
    }
}

#[test]
fn what_the_command_line_does_not_know_is_told_with_the_nearest_name() {
    let place = failing();
    let told = |args: &[&str], words: &str| {
        let ran = place.soplint(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {ran:?}");
        assert!(ran.err.contains(words), "{args:?}: expected '{words}' in {}", ran.err);
    };
    told(&["check", "--qiet"], "--quiet");
    told(&["chekc"], "'check'");
    told(&["check", "--output", "jsonn"], "human, concise, json, lsp");
    told(&["check", "--as-of", "yesterday"], "2026-10-15");
    told(&["check", "--as-of", "2026-02-30"], "2026-10-15");
    told(&["check", "--fail-level", "fatal"], "error");
    told(&["check", "--kind", "spo"], "Did you mean 'sop'?");
    told(&["check", "--only", "sop/scop"], "Did you mean 'sop/scope'?");
    told(&["check", "nowhere.md"], "nowhere.md");
    told(&["check", "sops", ".."], "is not inside");
    told(&["inspect"], "FILES");
    told(&["inspect", "nowhere.md"], "nowhere.md");
    told(&["inspect", "soplint.yaml", "--kind", "spo"], "Did you mean 'sop'?");
    told(&["test", "sop/scop"], "Did you mean 'sop/scope'?");
    told(&["list", "sop/scop"], "Did you mean 'sop/scope'?");
    told(&["check", "--quiet", "--verbose"], "--verbose");
    told(&["check", "--threads", "many"], "many");
}

#[test]
fn colour_is_for_terminals_that_want_it() {
    let place = failing();
    let escapes = |args: &[&str], environment: &[(&str, &str)]| {
        place
            .soplint_in("", &[&["check", "--as-of", AS_OF], args].concat(), environment)
            .out
            .contains('\u{1b}')
    };
    assert!(
        !escapes(&[], &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]),
        "standard output is a pipe"
    );
    assert!(!escapes(&[], &[("NO_COLOR", "1"), ("TERM", "xterm")]));
    assert!(!escapes(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(escapes(&["--color", "always"], &[]));
    for format in ["concise", "json", "lsp"] {
        assert!(!escapes(&["--color", "always", "-o", format], &[]), "{format}");
    }
}

#[test]
fn no_line_is_wider_than_the_window() {
    let place = failing();
    for columns in [60, 100] {
        let out =
            place.soplint_in("", &["check", "--as-of", AS_OF], &[("COLUMNS", &columns.to_string())]).out;
        // A path stays whole, so that it can be copied; the lines of a file are shown as they stand.
        let ours = out.lines().filter(|line| !line.contains("─[") && !line.contains(" │ "));
        let wide = ours.into_iter().find(|line| line.chars().count() > columns);
        assert_eq!(wide, None, "{columns} columns");
    }
}

#[test]
fn json_is_what_the_readme_promises() {
    let (code, report) = failing().report(&[]);
    assert_eq!(code, 1);
    assert_eq!(
        (&report["version"], &report["as_of"], &report["tree"]),
        (&1.into(), &AS_OF.into(), &"worktree".into())
    );
    let all = report["diagnostics"].as_array().unwrap();
    let count = |severity: &str| {
        all.iter().filter(|d| d["severity"] == severity && d["outcome"] != "cannot-check").count()
    };
    for (key, severity) in [("errors", "error"), ("warnings", "warning"), ("notes", "note")] {
        assert_eq!(report["summary"][key], count(severity), "{key}");
    }
    for d in all {
        for key in [
            "policy",
            "severity",
            "outcome",
            "path",
            "span",
            "range",
            "message",
            "help",
            "why",
            "authority",
            "related",
            "fix",
            "fingerprint",
            "cause",
        ] {
            assert!(d.get(key).is_some(), "{key}: {d}");
        }
    }
    // A policy's outcomes add up to its subjects.
    for policy in report["policies"].as_array().unwrap() {
        let counts =
            ["found", "misplaced", "not_found", "conflict", "cannot_check", "not_applicable", "waived"];
        let sum: u64 = counts.iter().map(|count| policy[*count].as_u64().unwrap()).sum();
        assert_eq!(policy["subjects"], sum, "{policy}");
    }
    let mut prints: Vec<_> = all.iter().map(|d| d["fingerprint"].as_str().unwrap()).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), all.len(), "each finding has a name of its own");
}

#[test]
fn every_format_tells_the_same_findings() {
    let place = failing();
    let (_, report) = place.report(&[]);
    let number = report["diagnostics"].as_array().unwrap().len();
    let concise = place.check(&["-o", "concise", "-q"]).out;
    assert_eq!(concise.lines().count(), number);
    let lsp = place.check(&["-o", "lsp"]).out;
    let in_lsp: usize = lsp
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).unwrap())
        .inspect(|file| assert!(file["uri"].as_str().unwrap().starts_with("file:///"), "{file}"))
        .map(|file| file["diagnostics"].as_array().unwrap().len())
        .sum();
    assert_eq!(in_lsp, number);
    for (d, line) in report["diagnostics"].as_array().unwrap().iter().zip(concise.lines()) {
        let start = &d["range"]["start"];
        let place = format!("{}:{}:{}: ", d["path"].as_str().unwrap(), start["line"], start["column"]);
        assert!(line.starts_with(&place), "{line}");
    }
}

#[test]
fn the_tests_of_all_built_in_policies_pass_in_the_binary() {
    let ran = Place::folder().soplint(&["test"]);
    assert!(ran.code == 0 && ran.out.ends_with(" 0 failed.\n"), "{ran:?}");
}

#[test]
fn a_marker_settles_a_section() {
    let body = "# X\n\n## Alarm bells\n\n- The client is angry.\n- A record is torn.\n";
    let place = Place::firm().with("sops/x.md", body);
    let policies = |place: &Place| -> Vec<(String, String, String)> {
        outcomes(&place.report(&["--only", "sop/escalation"]).1)
    };
    assert_eq!(policies(&place).len(), 1);
    place.write("sops/x.md", body.replace("## Alarm", "<!-- soplint: section=escalation -->\n## Alarm"));
    assert_eq!(policies(&place), []);
}

#[test]
fn a_kind_can_be_given_on_the_command_line() {
    let place = Place::folder().with("notes/x.md", "# X\n\nNothing of use.\n");
    let (code, report) = place.report(&["notes/x.md"]);
    assert_eq!((code, outcomes(&report).len()), (0, 0), "{report}");
    let (code, report) = place.report(&["--kind", "sop", "notes/x.md"]);
    assert!(code == 1 && outcomes(&report).len() >= 5, "{report}");
}

#[test]
fn paths_narrow_the_report_from_wherever_it_is_asked_for() {
    let place = failing().with("other/keep.txt", "");
    let (_, all) = place.report(&[]);
    let (_, some) = place.report(&["sops"]);
    let of_sops: Vec<_> = outcomes(&all).into_iter().filter(|(path, ..)| path.starts_with("sops/")).collect();
    let narrowed: Vec<_> = outcomes(&some).into_iter().filter(|(path, ..)| path != "soplint.yaml").collect();
    assert_eq!(narrowed, of_sops);
    let sops = files(&fixtures().join("firms/failing/sops")).len();
    assert_eq!(some["summary"]["documents"], sops);
    let (_, file) = place.report(&["sops/phone-intake.md"]);
    assert_eq!(file["summary"]["documents"], 1);
    let here = place.check(&["-o", "concise", "-q"]);
    let in_folder = place.soplint_in("sops", &["check", "--as-of", AS_OF, "-o", "concise", "-q"], &[]);
    assert_eq!(in_folder, here, "a folder inside the firm is still the firm");
    let from_folder =
        place.soplint_in("sops", &["check", "--as-of", AS_OF, "-o", "json", "phone-intake.md"], &[]);
    assert_eq!(serde_json::from_str::<Json>(&from_folder.out).unwrap(), file);
    assert_eq!(
        place.soplint_in("other", &["check", "--as-of", AS_OF, "-o", "concise", "-q", "../sops"], &[]).code,
        1
    );
}

#[test]
fn only_narrows_to_a_policy_or_a_pack() {
    let place = failing();
    let policies = |only: &[&str]| -> Vec<String> {
        let (_, report) = place.report(only);
        let policies = report["policies"].as_array().unwrap();
        policies.iter().map(|policy| policy["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(policies(&["--only", "sop/scope"]), ["sop/scope"]);
    let both = policies(&["--only", "sop/scope", "--only", "records"]);
    let (scope, records): (Vec<_>, Vec<_>) = both.iter().partition(|policy| *policy == "sop/scope");
    assert_eq!(scope.len(), 1);
    assert!(records.len() > 1 && records.iter().all(|policy| policy.starts_with("records/")), "{both:?}");
}

#[test]
fn a_folder_without_settings_gets_one_screen() {
    let place = Place::folder();
    for number in 0..40 {
        place.write(format!("docs/sop-{number}.md"), format!("# SOP {number}\n\n## Scope\n\nWork.\n"));
        place.write(format!("sops/sop-{number}.md"), format!("# SOP {number}\n\n## Scope\n\nWork.\n"));
    }
    let out = place.check(&[]).out;
    assert!(out.lines().count() <= 40, "{} lines", out.lines().count());
    let asked = place.check(&["sops/sop-3.md"]).out;
    assert!(asked.contains("sops/sop-3.md:"), "{asked}");
}

#[test]
fn inspect_works_in_and_outside_a_firm_and_shows_each_path_as_given() {
    let place = clean().with("notes/x.txt.md", "# X\n\n## Escalation\n\nAsk.\n");
    let ran = place.soplint(&["inspect", "-o", "json", "sops/good.md", "./notes/../notes/x.txt.md"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(
        ran.out.contains("\"sops/good.md\"") && ran.out.contains("\"./notes/../notes/x.txt.md\""),
        "{}",
        ran.out
    );
    serde_json::from_str::<Json>(&ran.out).unwrap();
    let outside = Place::folder()
        .with("x.md", "# X\n\n## Escalation\n\nAsk.\n")
        .soplint(&["inspect", "--kind", "sop", "x.md"]);
    assert!(outside.code == 0 && outside.out.contains("Escalation"), "{outside:?}");
}

#[test]
fn nothing_is_written_anywhere() {
    for place in [failing(), Place::repository().copy(&fixtures().join("firms/failing")).commit()] {
        let before = files(&place.path(""));
        for args in [
            &["check"][..],
            &["check", "-o", "json", "--verbose"],
            &["check", "--summary"],
            &["inspect", "sops/phone-intake.md"],
            &["test"],
            &["list"],
            &["check", "--nonsense"],
        ] {
            let Ran { code, .. } = place.soplint(args);
            assert!(code <= 2, "{args:?}");
        }
        assert!(files(&place.path("")) == before, "a run changed the folder");
    }
}

#[test]
fn a_reader_who_stops_early_is_no_error() {
    use std::process::{Command, Stdio};
    let place = failing();
    let mut command = Command::new(env!("CARGO_BIN_EXE_soplint"));
    command
        .env_clear()
        .current_dir(place.path(""))
        .args(["check", "-o", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let out = child.wait_with_output().unwrap();
    assert!(out.status.code() == Some(1) && out.stderr.is_empty(), "{out:?}");
}

#[test]
fn what_is_staged_and_what_was_committed_are_judged_without_a_checkout() {
    let place =
        Place::repository().with("soplint.yaml", PROFILE).with("sops/good.md", complete_sop()).commit();
    place.write("sops/good.md", "# Nothing left\n");
    let found = |args: &[&str]| {
        let mut json: serde_json::Value = serde_json::from_str(&place.check(args).out).unwrap();
        let tree = json["tree"].take();
        (json, tree.as_str().unwrap().to_owned())
    };
    let (committed, rev) = found(&["-o", "json", "--rev", "HEAD"]);
    let (staged, index) = found(&["-o", "json", "--staged"]);
    let (changed, worktree) = found(&["-o", "json"]);
    assert!(rev.starts_with("rev:") && index == "index" && worktree == "worktree");
    assert_eq!(committed["summary"]["errors"], 0);
    assert_eq!(staged, committed, "the change is not staged");
    assert_ne!(changed["summary"]["errors"], 0);
    place.git(&["add", "."]);
    assert_eq!(found(&["-o", "json", "--staged"]).0, changed);
    assert_eq!(found(&["-o", "json", "--rev", "HEAD"]).0, committed);
    let unknown = place.check(&["--rev", "nowhere"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.contains("nowhere"), "{}", unknown.err);
}
