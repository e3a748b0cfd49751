//! Whatever a firm's own files say, no command prints what steers a terminal or the GitHub runner, and no summary
//! holds HTML of theirs.
#![cfg(unix)] // names of files with line breaks
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests know what is there, and read it")]

use crate::render::github::command;
use crate::run::Place;

/// As a text in YAML's double quotes, and as an argument.
const HOSTILE: &str = "\u{202e}\u{2066}\u{200b}\u{1b}[31m\u{9b}2J\u{1b}]0;x\u{7} ::add-mask::e ##[add-mask]e <img src=x> [a](javascript:x) `q`\
    \n::add-mask::e\n##[stop-commands]x\r::error::x";

fn quoted() -> String {
    let json = serde_json::to_string(HOSTILE).unwrap();
    json.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", c as u32) }).collect()
}

/// A policy that says so wherever it can.
fn policy(name: &str) -> String {
    let text = quoted();
    format!(
        "id: own/{name}\ntitle: {text}\nseverity: error\nbasis: practice\nauthority: [article]\napplies-to: engagement\n\
         value:\n  checks:\n    a: {{require: present(doc.start_date), label: {text}, message: {text}}}\n\
         message: \"{{doc.title}} {{params.limit}}\"\nhelp: {{en: {text}, es: {text}}}\n\
         tests:\n- {{name: {text}, given: {{status: active, start_date: 2026-01-01}}, expect: not-found, says: {text}}}\n"
    )
}

fn firm() -> Place {
    let text = quoted();
    let waiver = |reason: &str, subject: &str| {
        format!(
            "  - {{policy: own/waived, subject: {subject}, reason: {reason}, approved_by: hp, approved: 2026-10-01, expires: 2026-12-31}}\n"
        )
    };
    Place::folder()
        .with(
            "soplint.yaml",
            format!(
                "kind: firm-profile\nfirm: {text}\npeople: [{{id: hp, name: {text}, role: partner}}]\nlint:\n  packs: [own, sop]\n  \
                 parameters: {{limit: {text}, {text}: 1}}\n  off: {{own/off: {text}}}\n"
            ),
        )
        .with(
            "policies/own/pack.yaml",
            format!(
                "title: {text}\nversion: {text}\nas-of: 2026-10-01\nparams:\n  \
                 limit: {{type: text, default: {text}, says: {text}, unit: {text}}}\n"
            ),
        )
        .with("policies/own/title.yaml", policy("title"))
        .with("policies/own/waived.yaml", policy("waived"))
        .with("policies/own/off.yaml", policy("off"))
        .with(
            "engagements/e.yaml",
            format!("kind: engagement\nid: ENG-1\ntitle: {text}\nstatus: active\n{text}: 1\nvendor: {{id: {text}}}\n"),
        )
        .with("waivers.yaml", format!("kind: waivers\nwaivers:\n{}{}", waiver(&text, "ENG-1"), waiver(&text, &text)))
        .with(
            "sops/a\n::add-mask::e ##[add-path]x\u{202e}\u{1b}[31m.md",
            format!("---\nkind: sop\nid: {text}\ntitle: {text}\n---\n# {HOSTILE}\n\n## {HOSTILE}\n\nTBD {HOSTILE}\n"),
        )
        .with("sops/b.md", format!("---\nkind: {text}\n---\n# x\n"))
        .with("sops/c.md", format!("---\nkind: sop\nid: [\n{HOSTILE}\n---\n"))
}

/// What a terminal would do something about, or a reader would not see.
fn steers(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

/// Runs a command under the runner's eyes; `own` are the commands to the runner that it may print.
#[track_caller]
fn harmless(place: &Place, args: &[&str], own: &[&str]) -> String {
    let ran = place.soplint_in("", args, &[("GITHUB_ACTIONS", "true")]);
    for text in [&ran.out, &ran.err] {
        let steering: Vec<char> = text.chars().filter(|c| steers(*c)).collect();
        assert!(steering.is_empty(), "{args:?}: {steering:?} in\n{text}");
        let obeyed = text.split(['\n', '\r']).filter_map(command).map(|command| command.name);
        let foreign: Vec<String> = obeyed.filter(|name| !own.contains(&name.as_str())).collect();
        assert!(foreign.is_empty(), "{args:?}: {foreign:?} in\n{text}");
    }
    assert!(!ran.out.is_empty() || !ran.err.is_empty(), "{args:?} says nothing");
    ran.out
}

#[test]
fn no_output_of_a_check_does() {
    let firm = firm();
    for format in ["human", "concise", "json", "lsp", "sarif", "markdown", "github"] {
        let own: &[&str] = if format == "github" { &["error", "warning", "notice"] } else { &[] };
        for more in [&["--verbose"][..], &["--summary"], &["--lang", "es", "--only", "own"]] {
            let out =
                harmless(&firm, &[&["check", "--as-of", "2026-10-15", "-o", format], more].concat(), own);
            assert!(format != "markdown" || !out.contains("<img") && !out.contains("[a]("), "{out}");
            if matches!(format, "json" | "lsp" | "sarif") {
                let values = serde_json::Deserializer::from_str(&out).into_iter::<serde_json::Value>();
                assert!(values.map(Result::unwrap).count() > 0);
            }
        }
    }
}

#[test]
fn no_other_command_does() {
    let firm = firm();
    for args in [
        &["explain", "own/title"][..],
        &["explain", "own/off"],
        &["list"],
        &["list", "own"],
        &["list", "--by", "authority"],
        &["list", "-o", "json"],
        &["eval", "doc.title", "engagements/e.yaml"],
        &["eval", "params.limit", "engagements/e.yaml"],
        &["inspect", "sops", "engagements"],
        &["inspect", "--explain", "sops/a\n::add-mask::e ##[add-path]x\u{202e}\u{1b}[31m.md"],
        &["inspect", "-o", "json", "sops/b.md", "engagements/e.yaml"],
        &["test"],
        &["test", "own", "--verbose"],
        &["schema", "engagement"],
        &["schema", "policy"],
        &["new", "engagement", "engagements/\u{202e}::add-mask::.yaml"],
        &["new", "sop", "sops/new.md"],
    ] {
        harmless(&firm, args, &[]);
    }
    let begun = std::fs::read_to_string(firm.path("sops/new.md"));
    assert!(begun.is_ok_and(|text| !text.chars().any(steers)));
}

#[test]
fn no_refusal_does() {
    let firm = firm();
    for args in [
        &["check", HOSTILE][..],
        &["check", "--only", HOSTILE],
        &["check", "--kind", HOSTILE],
        &["check", "--rev", HOSTILE],
        &["check", "--as-of", HOSTILE],
        &["check", "-o", HOSTILE],
        &["explain", HOSTILE],
        &["explain", "--kind", HOSTILE],
        &["list", HOSTILE],
        &["eval", HOSTILE, "engagements/e.yaml"],
        &["eval", "doc", HOSTILE],
        &["inspect", HOSTILE],
        &["test", HOSTILE],
        &["schema", HOSTILE],
        &["new", HOSTILE],
        &["new", "policy", HOSTILE],
    ] {
        assert_eq!(harmless(&firm, args, &[]), "", "{args:?}");
    }
}
