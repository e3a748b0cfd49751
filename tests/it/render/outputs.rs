//! Several outputs in one run of the program, and what a GitHub runner makes of those on the screen.
#![allow(clippy::disallowed_methods, reason = "the program is run as a shell runs it")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const HOSTILE: &str = "# Intake\n\n##[add-mask]e and TODO, ##[stop-commands]x\n";

fn soplint(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_soplint"))
        .current_dir(folder)
        .args(["check", "--as-of", "2026-10-15", "--verbose"])
        .args(arguments)
        .env("GITHUB_ACTIONS", "true")
        .output()
        .expect("starts")
}

fn firm() -> tempfile::TempDir {
    let firm = tempfile::tempdir().expect("there is room");
    fs::create_dir(firm.path().join("sops")).expect("there is room");
    fs::write(firm.path().join("sops/intake.md"), HOSTILE).expect("there is room");
    firm
}

fn words(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("is UTF-8")
}

#[test]
fn one_run_writes_all_that_was_asked_for() {
    let firm = firm();
    let ran = soplint(firm.path(), &["-o", "sarif=out.sarif", "-o", "concise", "--output=markdown=out.md"]);
    assert_eq!(ran.status.code(), Some(1), "{ran:?}");
    assert!(words(&ran.stdout).contains("sops/intake.md:3:"));
    let read = |name: &str| fs::read_to_string(firm.path().join(name)).expect("was written");
    let sarif: serde_json::Value = serde_json::from_str(&read("out.sarif")).expect("is JSON");
    assert!(sarif["runs"][0]["results"].as_array().is_some_and(|results| !results.is_empty()));
    assert!(read("out.md").starts_with("## soplint\n"));
    let alone = soplint(firm.path(), &["-o", "json=out.json"]);
    assert_eq!((words(&alone.stdout), words(&alone.stderr)), ("", ""));
    // Asked for on the screen, it is the same, but for what the runner would obey.
    let printed = soplint(firm.path(), &["-o", "json"]);
    assert_eq!(words(&printed.stdout).replace("#\\u0023[", "##["), read("out.json"));
}

#[test]
fn the_runner_is_not_steered_by_what_is_shown() {
    let firm = firm();
    // Of annotations there are ten of a level, so the placeholder is asked for alone.
    let only = ["--only", "sop/placeholder"];
    for format in ["human", "concise", "json", "lsp", "sarif", "github", "markdown"] {
        let ran = soplint(firm.path(), &[&["-o", format], &only[..]].concat());
        assert!(words(&ran.stdout).contains("add-mask"), "{format}: {}", words(&ran.stdout));
        assert!(!words(&ran.stdout).contains("##["), "{format}: {}", words(&ran.stdout));
    }
    let refused = soplint(firm.path(), &["-o", "json=x\n::add-mask::e##[add-mask]e/a.json"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = words(&refused.stderr);
    assert!(said.contains("\\::add-mask") && !said.contains("\n::") && !said.contains("##["), "{said}");
}

#[test]
fn an_output_that_cannot_be_written_is_said_and_the_others_are_made() {
    let firm = firm();
    fs::create_dir(firm.path().join("taken")).expect("there is room");
    for (outputs, says) in [
        (["json=taken", "json=b.json"], "'taken' is a folder"),
        (["json=no/a.json", "json=b.json"], "there is no folder 'no'"),
        (["json=a.json", "sarif=./a.json"], "Two outputs go to './a.json'"),
        (["json", "sarif"], "Only one output can go to the screen"),
    ] {
        let ran = soplint(firm.path(), &["-o", outputs[0], "-o", outputs[1]]);
        assert_eq!(ran.status.code(), Some(2), "{outputs:?}");
        assert!(words(&ran.stderr).contains(says), "{}", words(&ran.stderr));
    }
    let names: Vec<_> =
        fs::read_dir(firm.path()).expect("is there").map(|e| e.expect("is there").file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}
