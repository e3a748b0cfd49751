//! What the policies stand for: `soplint list --by`, the data behind it, and `policies/README.md`.
#![allow(clippy::unwrap_used, reason = "tests read the policies")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use regex::Regex;
use serde_json::Value as Json;
use soplint::policy::{Additions, By, Language, PolicySet};

use crate::run::{Place, same_as};

fn set() -> PolicySet {
    PolicySet::load(&Additions::default()).expect("what comes with soplint loads")
}

/// The ids of the policies in the JSON of `list --by`, by group.
fn listed(place: &Place, args: &[&str]) -> Vec<(String, Vec<String>)> {
    let ran = place.soplint(&[&["list", "-o", "json"], args].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let json: Json = serde_json::from_str(&ran.out).unwrap();
    let ids = |group: &Json| {
        group["policies"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap().to_owned()).collect()
    };
    let groups = json["groups"].as_array().unwrap();
    groups.iter().map(|group| (group["id"].as_str().unwrap().to_owned(), ids(group))).collect()
}

#[test]
fn a_list_is_arranged_by_what_policies_stand_for() {
    let place = Place::firm();
    let all: BTreeSet<String> = set().policies.iter().map(|policy| policy.id.to_string()).collect();
    let plain = listed(&place, &[]);
    assert_eq!(plain.len(), 1);
    assert_eq!(plain[0].1.iter().cloned().collect::<BTreeSet<_>>(), all);
    for (name, _) in By::ALL {
        let groups = listed(&place, &["--by", name]);
        let listed: BTreeSet<String> = groups.iter().flat_map(|(_, ids)| ids.iter().cloned()).collect();
        assert!(listed.is_subset(&all) && groups.len() >= 3, "{name}: {groups:?}");
        if ["pack", "kind"].contains(&name) {
            assert_eq!(listed, all, "{name}");
        }
    }
    let by_statement = listed(&place, &["--by", "statement"]);
    let of = |id: &str| by_statement.iter().find(|(group, _)| group == id).unwrap().1.clone();
    assert!(of("L78").contains(&"sop/scope".to_owned()), "{:?}", of("L78"));
    // Of one pack, only what it stands for is shown.
    let narrow = listed(&place, &["--by", "statement", "sop"]);
    assert!(narrow.iter().all(|(_, ids)| !ids.is_empty() && ids.iter().all(|id| id.starts_with("sop/"))));
}

#[test]
fn a_policy_that_the_firm_switched_off_is_listed_as_off() {
    let place = Place::firm();
    let profile = format!("{}lint:\n  off: {{sop/scope: in the manual}}\n", crate::run::PROFILE);
    let place = place.with("soplint.yaml", profile);
    let human = place.soplint(&["list", "--by", "statement"]).out;
    let line = human.lines().find(|line| line.trim_start().starts_with("sop/scope ")).unwrap();
    assert!(Regex::new(r"sop/scope +off +").unwrap().is_match(line), "{line}");
}

#[test]
fn a_table_for_a_page_has_a_row_for_each_group() {
    let ran = Place::firm().soplint(&["list", "--by", "checklist", "-o", "markdown"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 2 + 8), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.starts_with('|') && line.ends_with('|')), "{}", ran.out);
}

#[test]
fn what_to_arrange_by_is_one_of_a_list() {
    let ran = Place::firm().soplint(&["list", "--by", "colour"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("pack, authority, kind, statement, checklist"), "{}", ran.err);
}

#[test]
fn each_statement_has_a_policy_and_each_policy_a_statement() {
    let set = set();
    let ids: BTreeSet<&str> = set.statements.iter().map(|statement| statement.id.as_str()).collect();
    assert_eq!((ids.len(), set.statements.len()), (127, 127));
    assert_eq!(set.checklist.len(), 8);
    for item in &set.checklist {
        assert!(ids.contains(item.statement.as_str()), "{}: {}", item.id, item.statement);
    }
    let named = set.statements.iter().map(|statement| &statement.policies);
    let named: BTreeSet<&str> =
        named.chain(set.checklist.iter().map(|item| &item.policies)).flatten().map(String::as_str).collect();
    for id in &named {
        assert!(set.find(id).is_some(), "there is no policy {id}");
    }
    // Clauses of a data-security SOP are soplint's own finer look; all else is asked by some statement.
    for policy in set.policies.iter().filter(|policy| !policy.id.starts_with("clauses/")) {
        assert!(named.contains(&*policy.id), "no statement asks for {}", policy.id);
    }
    for statement in &set.statements {
        assert!(["must", "should", "consider", "fact"].contains(&&*statement.strength), "{statement:?}");
        let asked = statement.policies.iter().any(|id| set.find(id).is_some());
        assert!(asked, "no policy asks for {}", statement.id);
    }
}

#[test]
fn next_steps_of_the_pack_sop_are_told_in_spanish_and_portuguese() {
    for policy in set().policies.iter().filter(|policy| policy.id.starts_with("sop/")) {
        let english = policy.help(Language::English).unwrap();
        for language in [Language::Spanish, Language::Portuguese] {
            let other = policy.help(language).unwrap();
            assert!(other != english && other.ends_with('.'), "{}: {other}", policy.id);
        }
    }
}

#[test]
fn the_language_of_next_steps_can_be_chosen() {
    let place = Place::firm().with("sops/a.md", "---\nkind: sop\nid: SOP-1\n---\n\n# Resúmenes\n");
    let help = |args: &[&str]| -> String {
        let (_, json) = place.report(args);
        let found = json["diagnostics"].as_array().unwrap().iter().find(|d| d["policy"] == "sop/scope");
        found.unwrap()["help"].as_str().unwrap().to_owned()
    };
    assert!(help(&[]).starts_with("Add a 'Scope' section"));
    assert!(help(&["--lang", "es"]).starts_with("Agregue una sección 'Alcance'"));
    assert!(help(&["--lang", "pt"]).starts_with("Acrescente uma seção 'Escopo'"));
    let ran = place.check(&["--lang", "fr"]);
    assert!(ran.code == 2 && ran.err.contains("en, es, pt"), "{}", ran.err);
}

#[test]
fn a_firm_writes_next_steps_in_its_own_languages() {
    let policy = |help: &str| {
        format!(
            "id: firm/logo\ntitle: A logo\nseverity: note\nbasis: practice\nauthority: [article]\n\
             applies-to: sop\nvalue:\n  require: present(doc.owner)\nmessage: No logo.\nhelp: {help}\n\
             tests:\n  - {{name: a, expect: not-found}}\n"
        )
    };
    let sop = "---\nkind: sop\nid: SOP-1\n---\n\n# Resúmenes\n";
    let place =
        |help: &str| Place::firm().with("policies/firm/logo.yaml", policy(help)).with("sops/a.md", sop);
    let told = |help: &str, language: &str| -> String {
        let (_, json) = place(help).report(&["--only", "firm", "--lang", language]);
        json["diagnostics"][0]["help"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(told("{en: Add it., es: Agréguelo.}", "es"), "Agréguelo.");
    // What has not been written is told in English.
    assert_eq!(told("{en: Add it., es: Agréguelo.}", "pt"), "Add it.");
    assert_eq!(told("Add it.", "es"), "Add it.");
    for (help, says) in
        [("{es: Agréguelo.}", "'en' is not given here."), ("{en: Add it., fr: Ajoutez.}", "'fr'")]
    {
        let ran = place(help).check(&[]);
        assert!(ran.code == 2 && ran.out.contains(says), "{help}: {}", ran.out);
    }
}

const HEAD: &str = "# Policies

Everything that soplint judges by, as data. It is built into the program; a firm adds its own in its repository's `policies/`.
This page is written by a test (`SOPLINT_UPDATE=1 cargo test --test it coverage`), from what `soplint list` says.

| Folder or file | What |
|---|---|
| `<pack>/<name>.yaml` | one policy, with its tests |
| `<pack>/pack.yaml` | what the pack is, its version, the limits that a firm may set, and the terms that its policies use |
| `templates/` | shapes that policies of several states share |
| `kinds/` | what `soplint explain --kind` says of each kind of policy |
| `schemas/` | the kinds of documents, one JSON Schema each |
| `vocabulary/concepts/` | what sections are called, in English, Spanish and Portuguese, and what their content looks like |
| `vocabulary/clauses/` | what clauses look like |
| `vocabulary/words/` and the files beside it | roles, channels, times, stages of the work, placeholders |
| `authorities.yaml` | the rules, opinions and statutes that policies rest on, with their force |
| `statements.yaml`, `checklist.yaml` | what the practice guidance asks, and the policies that ask it |

A severity is what holds where the firm sets nothing else.
";

#[test]
fn the_index_of_policies_is_what_soplint_lists() {
    let set = set();
    let mut page = HEAD.to_owned();
    for group in set.arranged(By::Pack) {
        let kinds: BTreeSet<usize> =
            group.policies.iter().flat_map(|policy| policy.applies_to.clone()).collect();
        let all = kinds.len() == set.kinds.iter().count();
        let names: Vec<_> = kinds.iter().map(|kind| format!("`{}`", set.kinds.get(*kind).name)).collect();
        let asked = if all { "every document".to_owned() } else { names.join(", ") };
        writeln!(page, "\n## {}: {}\n\nAsked of {asked}.\n", group.id, group.title).unwrap();
        page += "| Policy | Severity | Asks for |\n|---|---|---|\n";
        for policy in &group.policies {
            let (id, severity) = (&policy.id, policy.severity.name());
            writeln!(page, "| [`{id}`]({id}.yaml) | {severity} | {} |", policy.title).unwrap();
        }
    }
    let place = Place::firm();
    for (by, title) in [
        ("checklist", "The eight-point checklist"),
        ("statement", "What the practice guidance asks, line by line"),
        ("authority", "Authorities"),
    ] {
        let table = place.soplint(&["list", "--by", by, "-o", "markdown"]).out;
        write!(page, "\n## {title}\n\n{table}").unwrap();
    }
    same_as(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/README.md"), &page);
}
