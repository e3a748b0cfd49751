//! What policy authors work with: the pages of `explain`, `eval`, the JSON Schemas, and changes that no test notices.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the policies")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value as Json, json};
use soplint::check::{run_mutants, run_tests};
use soplint::policy::{Additions, PolicySet, kind_page};
use soplint::rules::KINDS;
use soplint::text::SourceFile;

use crate::run::{AS_OF, Place, fixtures};

/// Of a hundred small changes of the policies, how many some test notices.
const NOTICED: usize = 91;

fn set() -> PolicySet {
    PolicySet::load(&Additions::default()).expect("what comes with soplint loads")
}

fn with(path: &str, text: &str) -> Result<PolicySet, Vec<String>> {
    let files = vec![Arc::new(SourceFile::new(path, text))];
    PolicySet::load(&Additions { files, ..Additions::default() })
        .map_err(|mistakes| mistakes.into_iter().map(|mistake| mistake.message).collect())
}

/// The policies that a page shows, with their paths.
fn examples(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("```yaml\n# ").skip(1);
    blocks
        .map(|block| {
            let (path, rest) = block.split_once('\n').unwrap();
            (path.to_owned(), rest.split("```").next().unwrap().to_owned())
        })
        .collect()
}

#[test]
fn every_kind_has_a_page_whose_examples_pass_their_tests() {
    for (kind, _) in KINDS {
        let page = kind_page(kind).unwrap_or_else(|| panic!("'{kind}' has no page"));
        assert!(page.starts_with(&format!("# {kind}: ")), "{kind}");
        let found = examples(page);
        assert!(!found.is_empty(), "{kind} shows no policy");
        for (path, text) in found {
            let set = with(&path, &text).unwrap_or_else(|mistakes| panic!("{path}: {mistakes:?}"));
            let id = path.trim_start_matches("policies/").trim_end_matches(".yaml").to_owned();
            let results = run_tests(&set, &set.defaults(), &[id], AS_OF);
            let failed: Vec<_> = results.iter().filter_map(|result| result.failure.as_ref()).collect();
            assert!(!results.is_empty() && failed.is_empty(), "{path}: {failed:#?}");
        }
    }
}

#[test]
fn the_schema_of_policies_takes_every_policy_and_knows_the_same_keys_as_the_loader() {
    let set = set();
    let schema = set.json_schema("policy").unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for policy in &set.policies {
        let written: Json = serde_yaml::from_str(policy.file.text()).unwrap();
        let errors: Vec<_> = validator.iter_errors(&written).map(|error| format!("{error}")).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", policy.id);
    }
    // Each key of each place, in every place: known to both, or to neither.
    let defs = schema["$defs"].as_object().unwrap();
    let keys = |schema: &Json| -> Vec<String> {
        schema["properties"].as_object().unwrap().keys().cloned().collect()
    };
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::from([("", keys(&schema))]);
    for (name, schema) in defs.iter().filter(|(_, schema)| schema.get("properties").is_some()) {
        places.insert(name, keys(schema));
    }
    let every: BTreeSet<String> = places.values().flatten().cloned().collect();
    let mut asked = Vec::new();
    for (place, known) in places.iter().filter(|(place, _)| is_read(place)) {
        for key in &every {
            // A policy may be of one kind alone, and a template is a policy of another form.
            let is_kind = place.is_empty() && kind_page(key).is_some();
            if !is_kind && !["template", "with"].contains(&key.as_str()) {
                asked.push((*place, key, known.contains(key)));
            }
        }
    }
    // All in one load, each key in a file of its own.
    let path = |number: usize| format!("policies/house/key{number}.yaml");
    let file = |(number, (place, key, _)): (usize, &(&str, &String, bool))| {
        Arc::new(SourceFile::new(path(number), policy_with(place, key)))
    };
    let files = asked.iter().enumerate().map(file).collect();
    let mistakes = PolicySet::load(&Additions { files, ..Additions::default() }).unwrap_err();
    for (number, (place, key, known)) in asked.iter().enumerate() {
        let told = mistakes.iter().filter(|mistake| mistake.file.path() == path(number).as_str());
        let told: Vec<_> = told.map(|mistake| mistake.message.as_str()).collect();
        let unknown = told.iter().any(|message| message.starts_with(&format!("'{key}' is not known here")));
        assert_eq!(!unknown, *known, "'{key}' in '{place}': {told:?}");
    }
}

/// Whether the loader reads such a place.
fn is_read(place: &str) -> bool {
    ["", "check", "test"].contains(&place) || KINDS.iter().any(|(kind, _)| *kind == place)
}

/// A policy with a key at a place; whatever else is wrong with it, the loader says whether it knows the key.
fn policy_with(place: &str, key: &str) -> String {
    let value = json!({key: {"x": "y"}});
    let mut policy = json!({"id": "house/key", "title": "t", "severity": "note", "basis": "practice", "applies-to": "sop"});
    let at = policy.as_object_mut().unwrap();
    match place {
        "" => drop(at.insert(key.to_owned(), json!({"x": "y"}))),
        "check" => drop(at.insert("value".into(), json!({"checks": {"c": value}}))),
        "test" => {
            at.insert("value".into(), json!({"require": "true"}));
            let mut test = json!({"name": "n", "expect": "found"});
            test[key] = json!("x");
            at.insert("tests".into(), json!([test]));
        }
        kind => drop(at.insert(kind.to_owned(), value)),
    }
    if !at.contains_key("value") && place.is_empty() {
        at.insert("value".into(), json!({"require": "true"}));
    }
    serde_yaml::to_string(&policy).unwrap()
}

#[test]
fn the_schema_of_settings_takes_both_firms_and_no_unknown_policy() {
    let set = set();
    let validator = jsonschema::validator_for(&set.json_schema("lint").unwrap()).unwrap();
    for firm in ["passing", "failing"] {
        let path = format!("{}/fixtures/firms/{firm}/soplint.yaml", env!("CARGO_MANIFEST_DIR"));
        let profile: Json = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let errors: Vec<_> = validator.iter_errors(&profile["lint"]).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{firm}: {errors:#?}");
    }
    assert!(!validator.is_valid(&json!({"off": {"sop/scop": "there is no such policy"}})));
    assert!(!validator.is_valid(&json!({"offf": {}})));
}

#[test]
fn a_change_that_no_test_notices_is_named() {
    let tests = |limit: usize| {
        format!(
            "id: house/words\ntitle: Long enough\nseverity: note\nbasis: practice\napplies-to: sop\n\
             message: Too short.\nsection:\n  concept: scope\n  require: section.words >= 3\n  \
             message: It has {{section.words}} words.\n\
             tests:\n  - {{name: long, body: \"# A\\n## Scope\\n{}\", expect: found}}\n  \
             - {{name: short, body: \"# A\\n## Scope\\none two\", expect: not-found}}\n",
            vec!["word"; limit].join(" ")
        )
    };
    let missed = |text: &str| -> Vec<(String, String)> {
        let set = with("policies/house/words.yaml", text).unwrap();
        let all = run_mutants(&set, &set.defaults(), &["house/words".to_owned()], AS_OF);
        assert_eq!(all.len(), 2, "{all:#?}");
        let missed = all.into_iter().filter(|result| result.noticed_by.is_none());
        missed.map(|result| (result.before, result.after)).collect()
    };
    assert_eq!(missed(&tests(3)), []);
    let whole = "section.words >= 3".to_owned();
    let changed = ["section.words > 3", "section.words >= 4"].map(|after| (whole.clone(), after.to_owned()));
    let mut found = missed(&tests(9));
    found.sort();
    assert_eq!(found, changed);
}

#[test]
fn the_tests_of_the_policies_notice_changes() {
    let set = set();
    let all = run_mutants(&set, &set.defaults(), &[], AS_OF);
    let missed: Vec<_> = all
        .iter()
        .filter(|result| result.noticed_by.is_none())
        .map(|result| {
            format!("{}, line {}: {} -> {}", result.policy, result.line, result.before, result.after)
        })
        .collect();
    println!("{} of {} changes noticed", all.len() - missed.len(), all.len());
    assert!(
        (all.len() - missed.len()) * 100 >= all.len() * NOTICED,
        "{} of {} missed\n{}",
        missed.len(),
        all.len(),
        missed.join("\n")
    );
}

fn passing() -> Place {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/firms/passing");
    Place::folder().copy(&path)
}

/// What the command wrote, errors last, and its exit code.
fn run(place: &Place, arguments: &[&str]) -> (String, i32) {
    let ran = place.soplint(arguments);
    (ran.out + &ran.err, ran.code)
}

#[test]
fn eval_gives_values_with_their_places_and_mistakes_with_a_caret() {
    let firm = passing();
    let path = "engagements/ENG-2026-003-heredia-discovery-support.yaml";
    let (out, code) = run(&firm, &["eval", "doc.tasks.filter(t, t.tier == 'high').map(t, t.type)", path]);
    assert_eq!((out.lines().next(), code), (Some("a list of 1:"), 0), "{out}");
    assert!(out.contains("'document_review'") && out.contains(&format!("{path}:")), "{out}");
    let (out, code) = run(&firm, &["eval", "doc.tasks[0].nothing", path]);
    assert_eq!(code, 2);
    assert!(out.contains("doc.tasks[0].nothing\n             ^^^^^^^\n"), "{out}");
}

#[test]
fn a_finding_can_be_asked_what_its_condition_was_made_of() {
    let place = Place::folder().copy(&fixtures().join("firms/failing"));
    let of = ["--only", "vendor/insurance-professional"];
    let ran = place.check(&[&of[..], &["--explain"]].concat());
    let file = "engagements/ENG-2026-014-davao-intake-and-review.yaml";
    for line in [
        format!("  with: c.limit_usd = 300000 ({file}:129:75)\n"),
        "  with: params.min_pl_usd = 1000000\n".to_owned(),
        format!("  with: c.verified = (not there) ({file}:129:6)\n"),
        "  with: as_of = 2026-10-15\n".to_owned(),
    ] {
        assert!(ran.out.contains(&line), "{line}: {}", ran.out);
    }
    let (_, report) = place.report(&[&of[..], &["--explain"]].concat());
    let findings = report["diagnostics"].as_array().unwrap();
    assert!(findings.iter().all(|finding| !finding["operands"].as_array().unwrap().is_empty()));
    let (_, report) = place.report(&of);
    assert!(
        report["diagnostics"].as_array().unwrap().iter().all(|finding| finding.get("operands").is_none())
    );
    assert_eq!(place.check(&["--explain"]).code, 2, "of all policies it would be a flood");
}

#[test]
fn what_may_not_be_shown_is_in_no_operand() {
    let policy = "id: house/secret\ntitle: No secret\nseverity: error\nbasis: practice\nauthority: [article]\n\
        applies-to: engagement\nsensitive: true\nvalue:\n  require: doc.title == 'Nothing'\n  message: It is one.\n\
        tests:\n  - {name: a, given: {title: Nothing}, expect: found}\n  - {name: b, given: {title: Much}, expect: not-found}\n";
    let place = Place::folder()
        .with("policies/house/secret.yaml", policy)
        .with("engagements/e.yaml", "kind: engagement\nid: ENG-1\ntitle: Quite confidential\n");
    let ran = place.check(&["--only", "house/secret", "--explain", "-o", "json"]);
    assert!(ran.out.contains("It is one.") && !ran.out.contains("Quite"), "{}", ran.out);
    assert!(!ran.out.contains("operands"), "{}", ran.out);
}

#[test]
fn explain_shows_the_limits_and_who_set_them() {
    let place = Place::folder()
        .with(
            "soplint.yaml",
            "kind: firm-profile\nlint:\n  extends: base\n  parameters:\n    min_pl_usd: 5000000\n",
        )
        .with("base/soplint.yaml", "lint:\n  parameters:\n    min_cyber_usd: 3000000\n    min_pl_usd: 2\n");
    let (out, code) = run(&place, &["explain", "vendor/insurance-professional"]);
    assert!(
        code == 0 && out.contains("min_pl_usd = 5000000 USD, set in soplint.yaml:5; more is stricter."),
        "{out}"
    );
    let (out, _) = run(&place, &["explain", "vendor/insurance-cyber"]);
    assert!(
        out.contains("min_cyber_usd = 3000000 USD, set in base/soplint.yaml:3; more is stricter."),
        "{out}"
    );
    let (out, _) = run(&place, &["explain", "sop/scope"]);
    assert!(
        out.contains("min_section_words = 12 words, the default of the pack sop; more is stricter."),
        "{out}"
    );
}

#[test]
fn every_function_has_a_row_in_the_table() {
    let (out, code) = run(&Place::folder(), &["explain", "--functions"]);
    assert_eq!(code, 0);
    for function in soplint::rules::expression::functions::all() {
        let row = out.lines().find(|line| line.starts_with(&format!("| `{}` |", function.signature())));
        let row = row.unwrap_or_else(|| panic!("{} has no row", function.name));
        let (text, gives) = function.example;
        for cell in [function.says, function.in_doubt(), &format!("`{text}` is `{gives}`")] {
            assert!(row.replace("\\|", "|").contains(cell), "{row}: {cell}");
        }
    }
}

#[test]
fn explain_shows_one_policy_and_refuses_what_is_none() {
    let firm = passing();
    let (out, code) = run(&firm, &["explain", "sop/scope"]);
    assert_eq!(code, 0);
    for part in
        ["sop/scope  error", "Asked of    sop", "policies/sop/scope.yaml (comes with soplint)", "Its tests"]
    {
        assert!(out.contains(part), "{part}: {out}");
    }
    let (out, code) = run(&firm, &["explain", "sop/scpe"]);
    assert!(code == 2 && out.contains("Did you mean 'sop/scope'?"), "{out}");
    let (out, code) = run(&firm, &["explain", "--kind", "value"]);
    assert!(code == 0 && out.starts_with("# value: "), "{out}");
}

#[test]
fn a_firm_s_own_ten_policies_are_tested_and_noticed_when_changed() {
    let place = Place::folder().copy(&fixtures().join("firms/custom"));
    let ran = place.soplint(&["test", "house"]);
    assert!(ran.code == 0 && ran.out.contains("of 10 policies"), "{ran:?}");
    let (_, report) = place.report(&[]);
    let said: std::collections::BTreeSet<&str> =
        report["diagnostics"].as_array().unwrap().iter().map(|d| d["policy"].as_str().unwrap()).collect();
    assert_eq!(said.len(), 10, "{said:?}");
}
