//! `soplint.yaml` and a firm's own policies: what they do, and what is told when they are broken.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the files that they made")]

use serde_json::Value as Json;

use crate::run::{PROFILE, Place};

/// Path, policy and outcome of each finding of a JSON report.
pub(crate) fn outcomes(report: &Json) -> Vec<(String, String, String)> {
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let all = report["diagnostics"].as_array().unwrap();
    all.iter().map(|d| (text(&d["path"]), text(&d["policy"]), text(&d["outcome"]))).collect()
}

/// The messages about one file.
pub(crate) fn said_of<'a>(report: &'a Json, path: &str) -> Vec<&'a str> {
    let all = report["diagnostics"].as_array().unwrap();
    all.iter().filter(|d| d["path"] == path).map(|d| d["message"].as_str().unwrap()).collect()
}

/// What a broken file is told: nothing else is judged, every mistake has its words under the label.
#[track_caller]
fn broken(place: &Place, expected: &[(&str, &str, &str)]) {
    let (code, report) = place.report(&[]);
    let all = report["diagnostics"].as_array().unwrap();
    let mut told: Vec<(String, String, String)> = all
        .iter()
        .map(|d| {
            let path = d["path"].as_str().unwrap();
            let text = std::fs::read_to_string(place.path(path)).unwrap();
            let at = |key: &str| d["span"][key].as_u64().unwrap() as usize;
            (path.into(), text[at("start")..at("end")].into(), d["message"].as_str().unwrap().into())
        })
        .collect();
    for (path, words, message) in expected {
        let found = told.iter().position(|(p, w, m)| p == path && w == words && m.contains(message));
        let found = found.unwrap_or_else(|| panic!("expected {path}: '{words}': {message}\n{told:#?}"));
        told.remove(found);
    }
    assert!(told.is_empty(), "also told: {told:#?}");
    assert_eq!(
        (code, &report["summary"]["documents"], &report["policies"]),
        (2, &0.into(), &Json::Array(vec![]))
    );
    assert!(all.iter().all(|d| d["severity"] == "error"));
    let human = place.check(&[]);
    assert_eq!(human.code, 2);
    assert!(!human.out.contains("No documents were found"), "{}", human.out);
}

fn with_settings(lint: &str) -> Place {
    Place::folder().with("soplint.yaml", format!("{PROFILE}{lint}")).with("sops/bad.md", "# Nothing\n")
}

#[test]
fn broken_settings_are_told_with_their_place_and_nothing_else_is() {
    broken(&with_settings("lint:\n  off: {sop/scope: 'x\n"), &[("soplint.yaml", "'x", "never closed")]);
    broken(
        &with_settings("lint:\n  severites: {sop/scope: note}\n"),
        &[("soplint.yaml", "severites", "Did you mean 'severities'?")],
    );
    broken(
        &with_settings(
            "lint:\n  severities: {sop/scop: note, sop/escalation: eror}\n  off: {sop/turnaruond: not used here at all}\n",
        ),
        &[
            ("soplint.yaml", "sop/scop", "Did you mean 'sop/scope'?"),
            ("soplint.yaml", "eror", "Did you mean 'error'?"),
            ("soplint.yaml", "sop/turnaruond", "Did you mean 'sop/turnaround'?"),
        ],
    );
    broken(
        &with_settings(
            "lint:\n  off: {records/date: we write dates as we like, sop/scope: no}\n  severities: {records/unknown-field: note}\n",
        ),
        &[
            ("soplint.yaml", "records/date", "can't be switched off"),
            ("soplint.yaml", "sop/scope", "without a reason"),
            ("soplint.yaml", "records/unknown-field", "can't be lowered"),
        ],
    );
    broken(
        &with_settings("lint:\n  globs: {sop: 'docs/[x', spo: 'docs/*'}\n  packs: [sopp]\n"),
        &[
            ("soplint.yaml", "'docs/[x'", "This is no glob"),
            ("soplint.yaml", "spo", "Did you mean 'sop'?"),
            ("soplint.yaml", "sopp", "Did you mean 'sop'?"),
        ],
    );
    broken(
        &with_settings(
            "lint:\n  parameters: {min_section_words: many}\n  vocabulary: {escalatoin: {labels: [Alarm]}}\n",
        ),
        &[
            ("soplint.yaml", "many", "another type of value"),
            ("soplint.yaml", "escalatoin", "Did you mean 'escalation'?"),
        ],
    );
    broken(&with_settings("lint: [sop]\n"), &[("soplint.yaml", "[sop]", "`key: value` lines")]);
    broken(&with_settings("lint:\n  off: {}\n  off: {}\n"), &[("soplint.yaml", "off", "twice")]);
}

#[test]
fn settings_do_what_they_say() {
    let judged = |lint: &str| with_settings(lint).report(&[]).1;
    let policies = |report: &Json| -> Vec<String> {
        outcomes(report).into_iter().map(|(_, policy, _)| policy).collect()
    };
    let all = judged("");
    assert!(policies(&all).contains(&"sop/scope".into()));
    assert!(
        !policies(&judged("lint:\n  off: {sop/scope: this firm keeps it elsewhere}\n"))
            .contains(&"sop/scope".into())
    );
    let records = policies(&judged("lint:\n  packs: [clauses]\n"));
    assert!(records.iter().all(|policy| !policy.starts_with("sop/")), "{records:?}");
    let note = judged("lint:\n  severities: {sop/scope: note}\n");
    let scope = note["diagnostics"].as_array().unwrap().iter().find(|d| d["policy"] == "sop/scope").unwrap();
    assert_eq!(scope["severity"], "note");
    let near = judged("lint:\n  parameters: {min_section_word: 3}\n");
    assert_eq!(
        said_of(&near, "soplint.yaml"),
        ["No policy reads a parameter 'min_section_word'. Did you mean 'min_section_words'?"]
    );
    let words = "lint:\n  vocabulary: {scope: {labels: [Purview]}}\n";
    let body = "# X\n\n## Purview\n\nWe summarise the medical records of our clients, page by page, and nothing else at all.\n";
    let place = with_settings(words).with("sops/bad.md", body);
    assert!(!policies(&place.report(&[]).1).contains(&"sop/scope".into()));
    let place = with_settings("lint:\n  globs: {sop: 'handbook/*.md'}\n").with("handbook/x.md", "# X\n");
    assert!(!said_of(&place.report(&[]).1, "handbook/x.md").is_empty());
}

const BAD_POLICY: &str = r#"id: firm/b
titel: A
title: A
severity: eror
basis: practice
authority: [artcle]
applies-to: [sop, sopp]
section:
  concept: escalatoin
  chekcs: {}
  checks:
    x: {require: "size(section.items) >> 0", label: x}
    y: {require: "section.words > 'a'", label: y}
    z: {require: "section.words > params.min_section_words", label: z}
clause: {topic: placeholdr}
message: "x {section.itmes}"
help: x
"#;

#[test]
fn every_mistake_in_a_firm_s_own_policies_is_told_at_once() {
    let a = "policies/firm/a.yaml";
    let place = Place::firm()
        .with(a, BAD_POLICY)
        .with("policies/sop/scope.yaml", "id: sop/scope\ntitle: Ours\n")
        .with("policies/firm/c.yaml", "id: firm/c\ntitle: [C\n")
        .with("sops/bad.md", "# Nothing\n");
    let (code, report) = place.report(&[]);
    assert_eq!((code, &report["summary"]["documents"]), (2, &0.into()));
    let told: Vec<(String, String, String)> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            let path = d["path"].as_str().unwrap();
            let text = std::fs::read_to_string(place.path(path)).unwrap();
            let at = |key: &str| d["span"][key].as_u64().unwrap() as usize;
            (path.into(), text[at("start")..at("end")].into(), d["message"].as_str().unwrap().into())
        })
        .collect();
    let has = |path: &str, words: &str, message: &str| {
        assert!(
            told.iter().any(|(p, w, m)| p == path && w == words && m.contains(message)),
            "expected {path}: '{words}': {message}\n{told:#?}"
        );
    };
    has(a, "firm/b", "'firm/a'");
    has(a, "titel", "Did you mean 'title'?");
    has(a, "eror", "Did you mean 'error'?");
    has(a, "artcle", "Did you mean 'article'?");
    has(a, "sopp", "Did you mean 'sop'?");
    has(a, "escalatoin", "Did you mean 'escalation'?");
    has(a, "chekcs", "Did you mean 'checks'?");
    has(a, ">", "not expected here");
    has(a, "section.words > 'a'", "a number with text");
    has(a, "min_section_words", "is not known here");
    has(a, "clause", "one kind");
    has(a, "itmes", "Did you mean 'items'?");
    has("policies/sop/scope.yaml", "sop/scope", "comes with soplint");
    assert!(told.iter().any(|(path, ..)| path == "policies/firm/c.yaml"), "{told:#?}");
    // The other commands that need policies refuse as well.
    for command in [&["test"][..], &["list"], &["inspect", "sops/bad.md"]] {
        assert_eq!(place.soplint(command).code, 2, "{command:?}");
    }
}

#[test]
fn one_mistake_at_a_time_has_its_caret_at_the_word() {
    let policy = |rule: &str| {
        Place::firm().with(
            "policies/firm/a.yaml",
            format!("id: firm/a\ntitle: A\nseverity: error\nbasis: practice\nauthority: [article]\napplies-to: sop\n{rule}message: x\nhelp: x\n"),
        )
    };
    let a = "policies/firm/a.yaml";
    broken(&policy("value: {require: \"present(doc.ownr)\"}\n"), &[(a, "ownr", "Did you mean 'owner'?")]);
    broken(&policy("value: {require: \"present(doc.owner\"}\n"), &[(a, "", "")]);
    broken(
        &policy("value: {require: \"doc.version == 3\"}\n"),
        &[(a, "doc.version == 3", "compares text with a number")],
    );
    broken(&policy("value: {require: \"prsent(doc.owner)\"}\n"), &[(a, "prsent", "Did you mean 'present'?")]);
    broken(
        &policy("clause: {topic: encrption-at-rest}\n"),
        &[(a, "encrption-at-rest", "Did you mean 'encryption-at-rest'?")],
    );
    broken(&policy("clause: {phrases: {any: []}}\n"), &[(a, "{any: []}", "no phrase")]);
    broken(&policy("schema: {report: [dates]}\n"), &[(a, "dates", "Did you mean 'date'?")]);
    broken(&policy("tests: []\n"), &[(a, "firm/a", "no kind")]);
}

const OWN_SECTION: &str = r#"id: firm/short-escalation
title: Escalation in few points
severity: warning
basis: practice
authority: [article]
applies-to: sop
section:
  concept: escalation
  if-missing: not-applicable
  checks:
    few: {require: "size(section.triggers) <= 2", label: at most two events}
message: "'{section.gist}' does not stay with {missing}."
help: Take the two that matter most.
tests:
  - name: two
    body: |
      # X
      ## Escalation
      - A page is missing.
      - The client calls.
    expect: found
  - name: three
    body: |
      # X
      ## Escalation
      - A page is missing.
      - The client calls.
      - A deadline is near.
    expect: not-found
    says: at most two events
  - name: none
    body: '# X'
    expect: not-applicable
"#;

const OWN_CLAUSE: &str = r#"id: firm/logo
title: The letterhead is named under communication
severity: note
basis: practice
authority: [article]
applies-to: sop
clause:
  phrases: {all: [letterhead], any: [blue, green]}
  in: section(communication)
message: No letterhead was found in the communication section.
help: Say which letterhead to use.
tests:
  - name: named
    body: |
      # X
      ## Communication
      Use the blue letterhead for each letter.
    expect: found
  - name: no colour
    body: |
      # X
      ## Communication
      Use the letterhead for each letter.
    expect: not-found
  - name: elsewhere
    body: |
      # X
      ## Scope
      Use the green letterhead for each letter.
      ## Communication
      Write letters.
    expect: misplaced
"#;

const OWN_VALUE: &str = r#"id: firm/version
title: The first version is over
severity: error
basis: practice
authority: [article]
applies-to: sop
value:
  require: doc.version != '1.0'
message: "Version {doc.version} was never in force."
help: Count on from the version before.
tests:
  - name: later
    given: {version: "2.1"}
    body: '# X'
    expect: found
  - name: first
    given: {version: "1.0"}
    body: '# X'
    expect: not-found
    at: "1.0"
    says: Version 1.0 was never
"#;

#[test]
fn a_firm_s_own_policies_judge_beside_ours_and_run_their_tests() {
    let body = "---\nkind: sop\nversion: '1.0'\n---\n# X\n\n## Escalation\n\n- A page is gone.\n- The client calls.\n- A day is left.\n\n## Communication\n\nUse plain letterhead.\n";
    let place = Place::firm()
        .with("policies/firm/short-escalation.yaml", OWN_SECTION)
        .with("policies/firm/logo.yaml", OWN_CLAUSE)
        .with("policies/firm/version.yaml", OWN_VALUE)
        .with("sops/x.md", body);
    let tests = place.soplint(&["test", "firm"]);
    assert_eq!(
        (tests.code, tests.out.as_str()),
        (0, "8 tests of 3 policies: 8 passed, 0 failed.\n"),
        "{tests:?}"
    );
    let (code, report) = place.report(&["--only", "firm"]);
    let expected =
        [("firm/version", "not-found"), ("firm/short-escalation", "not-found"), ("firm/logo", "not-found")];
    let mut found: Vec<_> =
        outcomes(&report).into_iter().map(|(_, policy, outcome)| (policy, outcome)).collect();
    found.sort();
    let mut expected = expected.map(|(policy, outcome)| (policy.to_owned(), outcome.to_owned()));
    expected.sort();
    assert_eq!((code, found), (1, expected.to_vec()));
    let version =
        report["diagnostics"].as_array().unwrap().iter().find(|d| d["policy"] == "firm/version").unwrap();
    assert_eq!(version["related"][0]["path"], "policies/firm/version.yaml");
    assert!(place.soplint(&["list", "firm"]).out.contains("firm/logo"));
    // A test that does not hold is a finding, and says what was said instead.
    let place = Place::firm()
        .with("policies/firm/version.yaml", OWN_VALUE.replace("says: Version 1.0", "says: Version 2.0"));
    let tests = place.soplint(&["test", "firm"]);
    assert_eq!(tests.code, 1);
    assert!(
        tests.out.contains("FAILED  firm/version (first)")
            && tests.out.contains("Version 1.0 was never in force."),
        "{tests:?}"
    );
}

const OWN_TABLE: &str = r#"id: firm/court
title: The court is one that the firm knows
severity: warning
basis: practice
authority: [article]
applies-to: engagement
value:
  for-each: {m: doc.matters}
  require: courts[m.practice_area].city == 'Raleigh'
  message: "{m.id}: {courts[m.practice_area].city ?? 'no city'}"
help: Look at the firm's table of courts.
tests:
  - {name: known, given: {matters: [{id: M-1, practice_area: probate}]}, expect: found}
  - {name: elsewhere, given: {matters: [{id: M-1, practice_area: tax}]}, expect: not-found, says: "M-1: Boston"}
  - {name: not in the table, given: {matters: [{id: M-1, practice_area: maritime}]}, expect: not-found, says: "M-1: no city"}
"#;

const OWN_PACK: &str = "title: Ours\nversion: \"1\"\nas-of: 2026-10-01\ntables: {courts: courts.yaml}\n";

#[test]
fn a_firm_keeps_a_table_beside_its_policies() {
    let courts = "probate: {city: Raleigh}\ntax: {city: Boston}\n";
    let place = Place::firm()
        .with("policies/firm/pack.yaml", OWN_PACK)
        .with("policies/firm/court.yaml", OWN_TABLE)
        .with("policies/firm/courts.yaml", courts);
    let ran = place.soplint(&["test", "firm"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("3 tests of 1 policy: 3 passed"), "{}", ran.out);
}

#[test]
fn a_table_that_is_not_there_is_told() {
    let place = |tables: &str| {
        let pack = OWN_PACK.replace("{courts: courts.yaml}", tables);
        Place::firm().with("policies/firm/pack.yaml", pack)
    };
    let pack = "policies/firm/pack.yaml";
    broken(&place("{courts: courts.yaml}"), &[(pack, "courts.yaml", "no file of this name")]);
    broken(&place("{courts: ../../soplint.yaml}"), &[(pack, "../../soplint.yaml", "no file of this name")]);
    broken(&place("{courts: [a]}"), &[(pack, "courts", "Write a table as")]);
    let torn = place("{courts: courts.yaml}").with("policies/firm/courts.yaml", "a: {b\n");
    broken(&torn, &[("policies/firm/courts.yaml", "{", "never closed")]);
}
