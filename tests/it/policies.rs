//! What every policy that comes with soplint has: tests, few lines, plain words, a source.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the policies")]

use std::fs;
use std::path::Path;

use regex::Regex;
use serde_json::Value as Json;
use soplint::check::{Options, check};
use soplint::diagnostic::{Outcome, Severity};
use soplint::policy::{Additions, Policy, PolicySet};
use soplint::workspace::MemoryTree;

use crate::run::AS_OF;

/// The most lines that a policy of middle length may have, without its tests.
const LINES: usize = 25;

/// RULES of wording: what soplint does not say in its own voice, in lower case.
const NOT_SAID: [&str; 23] = [
    "violat",
    "missing",
    "absent",
    "compliant",
    "complies",
    "comply",
    "you must",
    "you should terminate",
    "you should disclose",
    "you should settle",
    "legal limit",
    "illegal",
    "unlawful",
    "unethical",
    "required by the aba",
    "the aba requires",
    "bad work",
    "back-dated",
    "backdated",
    "falsif",
    "negligen",
    "score",
    "ethics check",
];

fn set() -> PolicySet {
    PolicySet::load(&Additions::default()).expect("what comes with soplint loads")
}

/// The policy as it is written.
fn written(policy: &Policy) -> Json {
    serde_yaml::from_str(policy.file.text()).unwrap()
}

/// The words that readers see: title, message, help, and those of the checks; `{...}` taken out.
fn said(policy: &Policy) -> Vec<String> {
    fn collect(value: &Json, found: &mut Vec<String>) {
        match value {
            Json::Object(entries) => {
                for (key, value) in entries.iter().filter(|(key, _)| *key != "tests") {
                    match value {
                        Json::String(text)
                            if ["title", "message", "missing", "help", "label"].contains(&key.as_str()) =>
                        {
                            found.push(text.clone());
                        }
                        value => collect(value, found),
                    }
                }
            }
            Json::Array(items) => items.iter().for_each(|item| collect(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(&written(policy), &mut found);
    let named = Regex::new(r"\{[^}]*\}").unwrap();
    found.iter().map(|text| named.replace_all(text, "…").into_owned()).collect()
}

/// Whether a text says what soplint does not say; `quoted` words are the document's, and may.
pub(crate) fn says_what_is_not_said(text: &str) -> Option<&'static str> {
    let quotes = Regex::new("'[^']*'").unwrap();
    let own = quotes.replace_all(text, "''").to_lowercase();
    NOT_SAID.into_iter().find(|not| own.contains(not))
}

#[test]
fn every_policy_has_a_test_for_each_way_it_can_end() {
    for policy in &set().policies {
        let expected = policy.tests().iter().flat_map(|test| test.expect.iter().map(|(_, expect)| expect));
        let has = |outcome| expected.clone().any(|expect| expect.outcome == outcome);
        let written = written(policy);
        let rule = &written[policy.rule.kind()];
        let may_not_apply = written.get("when").is_some()
            || rule.get("when").is_some()
            || rule["if-missing"] == "not-applicable";
        // What only git's history could show is never found by a test.
        let git_alone = &*policy.id == "sop/approval-current" && has(Outcome::CannotCheck);
        assert!(has(Outcome::Found) || git_alone, "{}: no test is found", policy.id);
        let finds = has(Outcome::NotFound) || has(Outcome::Conflict);
        assert!(finds, "{}: no test is not-found", policy.id);
        assert!(!may_not_apply || has(Outcome::NotApplicable), "{}: no test is not-applicable", policy.id);
        let labelled = expected.clone().any(|expect| expect.at.is_some() || expect.says.is_some());
        assert!(labelled, "{}: no test says what the reader is shown", policy.id);
    }
}

#[test]
fn policies_are_short() {
    let mut lengths: Vec<usize> = Vec::new();
    for policy in &set().policies {
        let (rule, tests) = policy.file.text().split_once("\ntests:").expect("tests come last");
        assert!(
            tests.lines().skip(1).all(|line| line.is_empty() || line.starts_with(' ')),
            "{}: tests come last",
            policy.id
        );
        lengths.push(rule.lines().count());
    }
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] <= LINES, "{lengths:?}");
}

#[test]
fn policies_speak_plainly() {
    // A key that the reader is to write stands in quotes, such as 'ai_tools'.
    let quoted = Regex::new("'[a-z_]+'").unwrap();
    let field =
        Regex::new(r"\b[a-z]+_[a-z_]+\b|\b(doc|section|clause|params)\.[a-z]|\w\[\d*\]|=>|&&|\|\|").unwrap();
    for policy in &set().policies {
        let said = said(policy);
        assert!(
            policy.help.as_ref().is_some_and(|help| help.ends_with('.')),
            "{}: help is a sentence",
            policy.id
        );
        for text in said.iter().chain(&policy.why) {
            assert_eq!(says_what_is_not_said(text), None, "{}: {text}", policy.id);
        }
        for text in &said {
            let text = quoted.replace_all(text, "it");
            assert!(!field.is_match(&text), "{}: a field's path is no word for a reader: {text}", policy.id);
        }
    }
}

#[test]
fn every_policy_rests_on_sources_that_are_listed() {
    let set = set();
    for policy in &set.policies {
        assert!(!policy.authority.is_empty(), "{}", policy.id);
        for id in &policy.authority {
            let authority = set.authorities.iter().find(|authority| *authority.id == **id);
            let authority = authority.unwrap_or_else(|| panic!("{}: {id}", policy.id));
            assert!(!authority.cite.is_empty() && !authority.says.is_empty(), "{id}");
            assert!(
                ["V", "VS", "R"].contains(&authority.certainty.as_str()),
                "{id}: {}",
                authority.certainty
            );
        }
        // A policy that rests on practice alone may not be dressed up as law.
        let forces = policy
            .authority
            .iter()
            .filter_map(|id| set.authorities.iter().find(|a| *a.id == **id))
            .map(|a| a.force.as_str());
        let law = ["statute", "regulation", "rule", "comment"];
        if ["rule", "statute"].contains(&policy.basis.as_str()) {
            assert!(
                forces.clone().any(|force| law.contains(&force)),
                "{}: {:?}",
                policy.id,
                forces.collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn every_schema_compiles_and_its_first_example_fits() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/schemas");
    let kinds = set().kinds;
    let mut seen = 0;
    for (path, bytes) in crate::run::files(&folder) {
        let schema: Json = serde_json::from_slice(&bytes).unwrap();
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = schema["x-kind"].as_str().unwrap();
        assert_eq!(path.file_stem().unwrap(), name);
        let kind = kinds.get(kinds.find(name).unwrap());
        let yaml =
            serde_yaml::to_string(kind.example().unwrap_or_else(|| panic!("{name} has no example"))).unwrap();
        assert!(yaml.contains(&format!("kind: {name}\n")), "{name}: the example says what it is");
        let mut tree = MemoryTree::default();
        let (path, text) = match (name, kind.is_markdown()) {
            ("firm-profile", _) => ("soplint.yaml", yaml),
            (_, true) => ("records/e/example.md", format!("---\n{yaml}---\n\n# Example\n")),
            (_, false) => ("records/e/example.yaml", yaml),
        };
        tree.insert(path, text.clone()).unwrap();
        let report = check(&tree, &Options { as_of: AS_OF.into(), ..Options::default() }).unwrap();
        let wrong = report.diagnostics.iter().filter(|d| d.severity > Severity::Note);
        // What an example refers to is not there: it stands alone.
        let wrong = wrong.filter(|d| d.policy.starts_with("records/") || d.policy.starts_with("soplint/"));
        let wrong = wrong.filter(|d| &*d.policy != "records/missing-file");
        let wrong: Vec<_> = wrong.map(|d| format!("{}: {}", d.policy, d.message)).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}\n{text}");
        assert_eq!(report.documents.len(), 1, "{name}");
        seen += 1;
    }
    assert_eq!(seen, kinds.iter().count());
}

/// Titles and descriptions of fields are what an editor shows.
#[test]
fn schemas_speak_plainly() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/schemas");
    for (path, bytes) in crate::run::files(&folder) {
        let mut stack = vec![serde_json::from_slice::<Json>(&bytes).unwrap()];
        while let Some(value) = stack.pop() {
            for key in ["title", "description"] {
                let text = value.get(key).and_then(Json::as_str).unwrap_or("");
                assert_eq!(says_what_is_not_said(text), None, "{}: {text}", path.display());
            }
            match value {
                Json::Object(entries) => stack.extend(entries.into_iter().map(|(_, value)| value)),
                Json::Array(items) => stack.extend(items),
                _ => {}
            }
        }
    }
}

#[test]
fn the_policies_of_a_fresh_clone_are_those_of_the_binary() {
    // build.rs embeds them: a file that it forgets would be there and never judge.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let set = set();
    for pack in ["sop", "clauses", "records"] {
        for entry in fs::read_dir(folder.join(pack)).unwrap() {
            let stem = entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
            assert!(stem == "pack" || set.find(&format!("{pack}/{stem}")).is_some(), "{pack}/{stem}");
        }
    }
}

/// Rules that the language was made for: each in a page's fifth, and nearly all with labels that nobody placed.
const HARD: [&str; 12] = [
    "aba/conflict-screen",
    "aba/eight-point-checklist",
    "data/nda-before-work",
    "metrics/monthly-meeting",
    "metrics/recompute",
    "sop/turnaround-measurable",
    "sop/workflow-map",
    "supervision/contemporaneous",
    "supervision/high-same-day",
    "supervision/medium-periodic",
    "supervision/mode-for-tier",
    "supervision/time-zone-feasibility",
];

#[test]
fn the_hardest_rules_are_short_and_every_failing_test_of_theirs_names_the_words_under_the_label() {
    let set = PolicySet::load(&Additions::default()).unwrap();
    let mut placed = Vec::new();
    for id in HARD {
        let policy = set.find(id).unwrap();
        for test in policy.tests() {
            let failing = test.expect.iter().filter(|(_, expected)| expected.outcome == Outcome::NotFound);
            assert!(failing.clone().all(|(_, expected)| expected.at.is_some()), "{id}: {}", test.name);
        }
        let text = policy.file.text();
        let asked: Vec<&str> = text.lines().take_while(|line| *line != "tests:").collect();
        assert!(asked.len() <= 25, "{id} takes {} lines", asked.len());
        if asked.iter().any(|line| line.trim_start().starts_with("at:") || line.contains("{at:")) {
            placed.push(id);
        }
    }
    assert_eq!(placed, ["metrics/monthly-meeting", "supervision/time-zone-feasibility"]);
}
