//! `soplint new`: what it writes asks to be filled in, and for nothing else.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read and write files")]

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value as Json;
use serde_yaml::Value as Yaml;
use soplint::check::{Options, begin, check, prepare};
use soplint::facts::Kind;
use soplint::policy::Language;
use soplint::render::{Format, Style, render};
use soplint::rules::KINDS;
use soplint::workspace::{MemoryTree, Tree};

use crate::run::{AS_OF, Place, files, fixtures, memory};

/// What stands where something is to be filled in.
const OPEN: &str = "TODO";

/// A new document of each kind: the kind, a file in which it may lie, and the text.
fn begun() -> Vec<(String, String, String)> {
    let tree = MemoryTree::default();
    let prepared = prepare(&tree, &tree.list().unwrap()).unwrap();
    let place = |kind: &Kind| match (kind.name.as_str(), kind.is_markdown()) {
        ("firm-profile", _) => "soplint.yaml".to_owned(),
        ("waivers", _) => "waivers.yaml".to_owned(),
        (name, true) => format!("begun/{name}.md"),
        (name, false) => format!("begun/{name}.yaml"),
    };
    let kinds = prepared.set.kinds.iter().enumerate();
    let begun = kinds.map(|(number, kind)| {
        let path = place(kind);
        let text = begin(&prepared, number, path.as_str().into(), Language::English);
        (kind.name.clone(), path, text)
    });
    begun.collect()
}

/// The report on some files, as JSON.
fn report(tree: &MemoryTree) -> Json {
    let report = check(tree, &Options { as_of: AS_OF.into(), ..Options::default() }).unwrap();
    let mut out = Vec::new();
    render(Format::Json, &report, &Style::default(), &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// What is said of its own account: by policy, with the words that are labelled.
fn said(report: &Json) -> Vec<(String, String)> {
    let findings = report["diagnostics"].as_array().unwrap().iter();
    let own = findings.filter(|finding| finding.get("cause").is_none_or(Json::is_null));
    own.map(|finding| (finding["policy"].as_str().unwrap().to_owned(), finding["message"].to_string()))
        .collect()
}

#[test]
fn of_a_new_document_only_what_is_to_be_filled_in_is_told() {
    for (kind, path, text) in begun() {
        let mut tree = MemoryTree::default();
        tree.insert(&path, text.clone().into_bytes()).unwrap();
        let report = report(&tree);
        assert_eq!(report["summary"]["documents"].as_u64(), Some(1), "{kind}");
        let said = said(&report);
        assert!(said.len() >= text.matches(OPEN).count(), "{kind}: {} {text}", said.len());
        for (policy, message) in said {
            // Of minutes, what stands under no heading is told by the policy on their agenda.
            let told = matches!(policy.as_str(), "records/placeholder" | "sop/placeholder");
            let agenda = kind == "compliance-meeting" && policy == "metrics/meeting-agenda";
            assert!(told || agenda, "{kind}: {policy}: {message}");
        }
    }
}

/// A document with the fields that the skeleton has, and nothing else.
fn filled(skeleton: &Yaml, whole: &Yaml) -> Yaml {
    match (skeleton, whole) {
        (Yaml::Mapping(fields), Yaml::Mapping(values)) => {
            let kept =
                values.iter().filter_map(|(key, value)| Some((key.clone(), filled(fields.get(key)?, value))));
            Yaml::Mapping(kept.collect())
        }
        (Yaml::Sequence(items), Yaml::Sequence(values)) => {
            values.iter().map(|value| filled(&items[0], value)).collect()
        }
        _ => whole.clone(),
    }
}

/// The fields of a file, and the text below them.
fn parts(path: &str, text: &str) -> (Yaml, String) {
    if !path.ends_with(".md") {
        return (serde_yaml::from_str(text).unwrap(), String::new());
    }
    let mut parts = text.splitn(3, "---\n").skip(1);
    (serde_yaml::from_str(parts.next().unwrap()).unwrap(), parts.next().unwrap().to_owned())
}

#[test]
fn a_document_filled_in_has_all_that_policies_look_for() {
    let folder = fixtures().join("firms/passing");
    let mut tree = memory(&folder);
    let before = report(&tree);
    let needs_git = ["sop/approval-current", "supervision/contemporaneous"];
    assert!(said(&before).iter().all(|(policy, _)| needs_git.contains(&policy.as_str())), "{before:#}");
    let mut seen = BTreeSet::new();
    for (kind, path, text) in begun() {
        let (skeleton, _) = parts(&path, &text);
        for (file, bytes) in files(&folder) {
            let (file, text) = (file.to_str().unwrap(), String::from_utf8(bytes).unwrap());
            if !(file.ends_with(".yaml") || text.starts_with("---\n")) {
                continue;
            }
            let (fields, body) = parts(file, &text);
            if fields["kind"].as_str() != Some(&kind) {
                continue;
            }
            seen.insert(kind.clone());
            let fields = serde_yaml::to_string(&filled(&skeleton, &fields)).unwrap();
            let text = if file.ends_with(".md") { format!("---\n{fields}---\n{body}") } else { fields };
            tree.insert(file, text.into_bytes()).unwrap();
        }
    }
    let after = report(&tree);
    // The library that writes YAML has quotes of its own.
    let written = |said: Vec<(String, String)>| -> Vec<_> {
        said.into_iter().filter(|(policy, _)| policy != "soplint/ambiguous-scalar").collect()
    };
    assert_eq!(written(said(&before)), written(said(&after)));
    assert_eq!(seen.len(), 17, "{seen:?}");
}

#[test]
fn a_new_policy_loads_and_its_tests_pass() {
    for (kind, _) in KINDS {
        let place = Place::folder();
        let ran = place.soplint(&["new", "policy", "house/first", "--kind", kind]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{kind}");
        let ran = place.soplint(&["test", "house/first"]);
        assert!(ran.code == 0 && ran.out.contains(" passed, 0 failed."), "{kind}: {ran:?}");
    }
}

#[test]
fn the_command_writes_the_same_and_says_where() {
    let (_, _, text) = begun().into_iter().find(|(kind, ..)| kind == "sop").unwrap();
    let place = Place::folder();
    let ran = place.soplint(&["new", "sop", "sops/intake/calls.md"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("Wrote sops/intake/calls.md.\n"), "{ran:?}");
    assert_eq!(fs::read_to_string(place.path("sops/intake/calls.md")).unwrap(), text);
    let ran = place.soplint(&["new", "sop", "--lang", "es"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(fs::read_to_string(place.path("sops/sop.md")).unwrap().contains("<!-- Agregue"));
}

#[test]
fn nothing_is_written_over_or_outside() {
    let place = Place::folder().with("sops/sop.md", "mine");
    let refused = [
        (vec!["new", "sop"], "'sops/sop.md' is there already"),
        (vec!["new", "sop", "../sop.md"], "is no file inside"),
        (vec!["new", "sop", "sops/new/../../../sop.md"], "is no file inside"),
        (vec!["new", "sop", "sops/sop.yaml"], "written in Markdown"),
        (vec!["new", "spo"], "Did you mean 'sop'?"),
        (vec!["new", "task-log"], "Name the file, as in"),
        (vec!["new", "policy"], "Name the policy"),
        (vec!["new", "policy", "../../x"], "is no id of a policy"),
        (vec!["new", "policy", "sop/scope"], "There is a policy 'sop/scope' already"),
        (vec!["new", "policy", "house/first", "--kind", "calue"], "There is no kind of policy 'calue'"),
    ];
    for (arguments, says) in refused {
        let ran = place.soplint(&arguments);
        assert!(ran.code == 2 && ran.err.contains(says), "{arguments:?}: {ran:?}");
    }
    let left: Vec<_> = files(&place.path("")).into_iter().map(|(path, bytes)| (path, bytes.len())).collect();
    assert_eq!(left, [("sops/sop.md".into(), 4)]);
}

#[cfg(unix)]
#[test]
fn a_link_leads_nowhere() {
    let outside = tempfile::tempdir().unwrap();
    let place = Place::folder().with("soplint.yaml", "kind: firm-profile\n");
    std::os::unix::fs::symlink(outside.path(), place.path("sops")).unwrap();
    let ran = place.soplint(&["new", "sop", "sops/new.md"]);
    assert!(ran.code == 2 && ran.err.contains("is no file inside"), "{ran:?}");
    let ran = place.soplint(&["new", "sop"]);
    assert!(ran.code == 2, "{ran:?}");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}
