//! Two whole firms: what is said of them, that it is always the same bytes, and what one change does.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the fixtures")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_yaml::Value as Yaml;
use soplint::check::{Options, check};
use soplint::diagnostic::{Outcome, Report, Severity};
use soplint::policy::{Additions, PolicySet};
use soplint::workspace::MemoryTree;

use crate::mutations::put;
use crate::policies::says_what_is_not_said;
use crate::run::{AS_OF, Place, files, fixtures, memory, same_as, shared};

const FIRMS: [(&str, i32); 6] = [
    ("custom", 1),
    ("passing", 0),
    ("failing", 1),
    ("small", 1),
    ("many-states", 0),
    ("many-states-open", 1),
];

#[test]
fn what_is_said_of_a_firm_is_known_and_the_same_with_and_without_git() {
    for (firm, code) in FIRMS {
        let folder = fixtures().join("firms").join(firm);
        let plain = Place::folder().copy(&folder).check(&["-o", "concise"]);
        let committed = Place::repository().copy(&folder).commit().check(&["-o", "concise"]);
        let untracked = Place::repository().copy(&folder).check(&["-o", "concise"]);
        assert_eq!((plain.code, plain.err.as_str()), (code, ""), "{firm}");
        assert_eq!(plain, committed, "{firm}");
        assert_eq!(plain, untracked, "{firm}");
        // The last line holds versions.
        let (told, closing) = plain.out.trim_end().rsplit_once('\n').unwrap();
        assert!(closing.starts_with("soplint checks that records exist"), "{closing}");
        same_as(&folder.join("expected.txt"), &format!("{told}\n"));
    }
}

#[test]
fn two_runs_and_any_number_of_threads_give_the_same_bytes() {
    for firm in ["passing", "failing"] {
        let place = Place::folder().copy(&fixtures().join("firms").join(firm));
        for format in ["json", "lsp", "human"] {
            let first = place.check(&["-o", format, "--threads", "1"]);
            assert!(format == "lsp" || first.out.len() > 200, "{first:?}");
            for threads in ["1", "2", "8"] {
                assert_eq!(
                    place.check(&["-o", format, "--threads", threads]),
                    first,
                    "{firm}: {format}, {threads} threads"
                );
            }
        }
    }
}

/// What needs the history in git, which a folder of fixtures does not have.
const NEVER_FOUND: [&str; 2] = ["sop/approval-current", "supervision/contemporaneous"];

#[test]
fn every_policy_speaks_of_some_firm_and_is_satisfied_by_some() {
    let (mut told, mut found, mut all) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (firm, _) in FIRMS {
        for tally in judge(&memory(&fixtures().join("firms").join(firm))).policies {
            let id = tally.id.to_string();
            let outcomes = [Outcome::NotFound, Outcome::Misplaced, Outcome::Conflict];
            if outcomes.into_iter().any(|outcome| tally.count(outcome) > 0) {
                told.insert(id.clone());
            }
            if tally.count(Outcome::Found) > 0 {
                found.insert(id.clone());
            }
            all.insert(id);
        }
    }
    let silent: Vec<_> = all.difference(&told).collect();
    assert!(silent.is_empty(), "of no firm: {silent:?}");
    let never: Vec<_> = all.difference(&found).filter(|id| !NEVER_FOUND.contains(&id.as_str())).collect();
    assert!(never.is_empty(), "satisfied by no firm: {never:?}");
}

#[test]
fn soplint_speaks_plainly_of_a_firm() {
    for (firm, _) in FIRMS {
        let report = judge(&memory(&fixtures().join("firms").join(firm)));
        for d in &report.diagnostics {
            for text in [Some(&d.message), d.help.as_ref(), d.why.as_ref()].into_iter().flatten() {
                assert_eq!(says_what_is_not_said(text), None, "{}: {text}", d.policy);
            }
        }
    }
}

fn judge(tree: &MemoryTree) -> Report {
    check(tree, &Options { as_of: AS_OF.into(), ..Options::default() }).unwrap()
}

/// Policy and file of each finding that is no note, and of each check that could not be made.
type Pairs = BTreeSet<(String, String)>;

fn pairs(report: &Report) -> (Pairs, Pairs) {
    let pair = |d: &&soplint::diagnostic::Diagnostic| {
        (d.policy.to_string(), report.sources.get(d.primary.at.source).path().to_string())
    };
    let policies = || report.diagnostics.iter().filter(|d| !d.policy.starts_with("soplint/"));
    let fired = policies().filter(|d| d.severity > Severity::Note && d.outcome != Outcome::CannotCheck);
    let cannot = policies().filter(|d| d.outcome == Outcome::CannotCheck);
    (fired.map(|d| pair(&d)).collect(), cannot.map(|d| pair(&d)).collect())
}

/// The catalogue's ids, to those of the policies that exist.
fn catalogue(domain: &Path) -> BTreeMap<String, String> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        slug: String,
    }
    let set = PolicySet::load(&Additions::default()).unwrap();
    let rows = ["rules-1", "rules-2", "rules-3"].iter().flat_map(|name| {
        let text = fs::read_to_string(domain.join("data").join(name).with_extension("yaml")).unwrap();
        serde_yaml::from_str::<Vec<Row>>(&text).unwrap()
    });
    rows.filter(|row| set.find(&row.slug).is_some()).map(|row| (row.id, row.slug)).collect()
}

#[test]
fn the_shared_firms_get_what_was_written_down_for_them() {
    #[derive(Deserialize)]
    struct Finding {
        rule: String,
        file: String,
    }
    #[derive(Deserialize)]
    struct Expected {
        findings: Vec<Finding>,
    }
    let Some(domain) = shared("domain") else { return };
    let slugs = catalogue(&domain);
    assert!(slugs.len() >= 14, "{slugs:?}");
    let examples = domain.join("examples");
    let text = fs::read_to_string(examples.join("failing-firm/expected-findings.yaml")).unwrap();
    let expected: Expected = serde_yaml::from_str(&text).unwrap();
    let set = PolicySet::load(&Additions::default()).unwrap();
    let expected = expected.findings.into_iter().filter_map(|f| Some((slugs.get(&f.rule)?.clone(), f.file)));
    // Notes are left out on both sides.
    let expected = expected.filter(|(slug, _)| set.find(slug).unwrap().severity > Severity::Note);
    // Where an absence shows: one good assessment is enough, so none of them is at fault alone.
    let expected: Pairs = expected
        .map(|(slug, file)| match slug.as_str() {
            "ny/rigorous-supervision" => {
                (slug, "engagements/ENG-2026-011-cebu-intake-and-review.yaml".to_owned())
            }
            // What a record does not show is asked of the record.
            "aba/consent-content" => (slug, "records/ENG-2026-011/consents/M-26-0322.yaml".to_owned()),
            _ => (slug, file),
        })
        .collect();
    let known: BTreeSet<&String> = slugs.values().collect();
    let fired = |firm: &str| -> Pairs {
        let fired = pairs(&judge(&memory(&examples.join(firm)))).0;
        fired.into_iter().filter(|(policy, _)| known.contains(policy)).collect()
    };
    assert_eq!(fired("failing-firm"), expected);
    assert_eq!(fired("passing-firm"), Pairs::new());
}

#[derive(Debug, Deserialize)]
struct Mutation {
    id: String,
    file: String,
    op: String,
    path: Option<String>,
    value: Option<Yaml>,
    expect: Vec<String>,
    #[serde(default)]
    cannot_check: Vec<String>,
}

#[test]
fn one_change_to_the_shared_passing_firm_gets_what_was_written_down_for_it() {
    #[derive(Deserialize)]
    struct Mutations {
        mutations: Vec<Mutation>,
    }
    let Some(domain) = shared("domain") else { return };
    let slugs = catalogue(&domain);
    let firm = domain.join("examples/passing-firm");
    let text = fs::read_to_string(domain.join("examples/mutations.yaml")).unwrap();
    let all: Mutations = serde_yaml::from_str(&text).unwrap();
    assert_eq!(all.mutations.len(), 40);
    let known: BTreeSet<&str> = slugs.values().map(String::as_str).collect();
    let mut wrong = Vec::new();
    for mutation in &all.mutations {
        let (fired, cannot) = pairs(&judge(&mutated(&firm, mutation)));
        let limited = |pairs: &Pairs| -> BTreeSet<String> {
            pairs
                .iter()
                .map(|(policy, _)| policy.clone())
                .filter(|policy| known.contains(&**policy))
                .collect()
        };
        let named = |ids: &[String]| -> BTreeSet<String> {
            ids.iter().filter_map(|id| slugs.get(id).cloned()).collect()
        };
        if limited(&fired) != named(&mutation.expect)
            || !limited(&cannot).is_superset(&named(&mutation.cannot_check))
        {
            let expected = named(&mutation.expect);
            wrong.push(format!(
                "{}: expected {expected:?}, fired {fired:?}, cannot check {cannot:?}",
                mutation.id
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_section_under_another_heading_is_misplaced_and_a_warning() {
    let mut tree = memory(&fixtures().join("firms/passing"));
    let path = "sops/SOP-DOC-010-discovery-review.md";
    let text = fs::read_to_string(fixtures().join("firms/passing").join(path)).unwrap();
    let renamed = text.replace("## Escalation", "## Other matters");
    let heading = renamed.lines().find(|line| line.starts_with("## Other matters")).unwrap();
    tree.insert(path, renamed.replace(heading, "## Other matters")).unwrap();
    let before = pairs(&judge(&memory(&fixtures().join("firms/passing")))).0;
    let report = judge(&tree);
    let new: Vec<_> = report.diagnostics.iter().filter(|d| *d.policy == *"sop/escalation").collect();
    assert_eq!(
        new.iter().map(|d| (d.outcome, d.severity)).collect::<Vec<_>>(),
        [(Outcome::Misplaced, Severity::Warning)]
    );
    let label = new[0].primary.at.span.of(report.sources.get(new[0].primary.at.source).text());
    assert!(label.starts_with("Leave the document uncoded"), "{label}");
    let after = pairs(&report).0;
    assert_eq!(
        after.difference(&before).map(|(policy, _)| policy.as_str()).collect::<Vec<_>>(),
        ["sop/escalation"]
    );
}

/// The firm with one change made to it.
fn mutated(firm: &Path, mutation: &Mutation) -> MemoryTree {
    let mut tree = MemoryTree::default();
    let mut changed = false;
    for (path, bytes) in files(firm) {
        let path = path.to_str().unwrap();
        if path != mutation.file {
            tree.insert(path, bytes).unwrap();
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        let at = mutation.path.as_deref().unwrap_or("");
        let new = match mutation.op.as_str() {
            "remove_file" => None,
            "replace" => Some(text.replace(at, mutation.value.as_ref().unwrap().as_str().unwrap())),
            op => {
                let mut document: Yaml = serde_yaml::from_str(&text).unwrap();
                put(&mut document, at, if op == "set" { mutation.value.clone() } else { None });
                Some(serde_yaml::to_string(&document).unwrap())
            }
        };
        changed = new.as_ref() != Some(&text);
        if let Some(new) = new {
            tree.insert(path, new).unwrap();
        }
    }
    assert!(changed, "{}: nothing was changed", mutation.id);
    tree
}

#[test]
fn a_file_of_expectations_is_no_document() {
    let report = judge(&memory(&fixtures().join("firms/passing")));
    assert!(
        report.documents.iter().all(|path| !path.as_str().contains("expected")),
        "{:?}",
        report.documents
    );
}
