//! One change to a firm in which nothing is amiss, and exactly what is said of it.
//!
//! The changes are data, in `fixtures/firms/mutations.yaml`: for each condition of the policies what just
//! meets it and what just does not, and the many ways in which the same may be written down.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the fixtures")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use serde_yaml::Value as Yaml;
use soplint::check::{Options, Prepared, check_prepared, prepare};
use soplint::diagnostic::{Outcome, Report, Severity};
use soplint::workspace::{MemoryTree, Tree as _};

use crate::run::{AS_OF, files, fixtures, memory};

/// A change, and what is said of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Change {
    pub(crate) name: String,
    #[serde(default = "engagement")]
    pub(crate) file: String,
    #[serde(default)]
    pub(crate) set: BTreeMap<String, Yaml>,
    #[serde(default)]
    pub(crate) delete: Vec<String>,
    #[serde(default)]
    pub(crate) replace: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) remove: bool,
    pub(crate) rename: Option<String>,
    pub(crate) expect: BTreeSet<String>,
    #[serde(default)]
    pub(crate) cannot_check: BTreeSet<String>,
}

fn engagement() -> String {
    "engagement".to_owned()
}

#[derive(Deserialize)]
struct Changes {
    files: BTreeMap<String, String>,
    changes: BTreeMap<String, Vec<Change>>,
}

/// The policies with findings that are more than notes, and those that could not be checked.
pub(crate) fn told(report: &Report) -> (BTreeSet<String>, BTreeSet<String>) {
    let (cannot, fired): (Vec<_>, Vec<_>) =
        report.diagnostics.iter().partition(|d| d.outcome == Outcome::CannotCheck);
    let fired = fired.into_iter().filter(|d| d.severity > Severity::Note);
    (
        fired.map(|d| d.policy.to_string()).collect(),
        cannot.into_iter().map(|d| d.policy.to_string()).collect(),
    )
}

/// Judges a firm whose settings and policies were read before.
pub(crate) fn judge(tree: &MemoryTree, prepared: &Prepared) -> Report {
    check_prepared(tree, prepared, &Options { as_of: AS_OF.into(), ..Options::default() }).unwrap()
}

#[test]
fn one_change_is_told_as_what_it_is() {
    let text = fs::read_to_string(fixtures().join("firms/mutations.yaml")).unwrap();
    let all: Changes = serde_yaml::from_str(&text).unwrap();
    let firm = fixtures().join("firms/passing");
    let whole = memory(&firm);
    let prepared = prepare(&whole, &whole.list().unwrap()).unwrap();
    let known: BTreeSet<&str> = prepared.set.policies.iter().map(|policy| &*policy.id).collect();
    let changes: Vec<&Change> = all.changes.values().flatten().collect();
    assert!(changes.len() >= 300);
    let wrong: Vec<String> = changes
        .par_iter()
        .filter_map(|change| {
            for id in change.expect.iter().chain(&change.cannot_check) {
                assert!(known.contains(&**id) || id.starts_with("soplint/"), "{}: {id}", change.name);
            }
            let (fired, cannot) = told(&judge(&changed(&firm, &all.files[&change.file], change), &prepared));
            let right = fired == change.expect && cannot.is_superset(&change.cannot_check);
            let (more, less): (Vec<_>, Vec<_>) =
                (fired.difference(&change.expect).collect(), change.expect.difference(&fired).collect());
            (!right).then(|| format!("{}: also {more:?}, not {less:?}, cannot check {cannot:?}", change.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), changes.len(), wrong.join("\n"));
}

/// The firm with one change made to it.
fn changed(firm: &Path, file: &str, change: &Change) -> MemoryTree {
    let mut tree = MemoryTree::default();
    let mut touched = false;
    for (path, bytes) in files(firm) {
        let path = path.to_str().unwrap();
        if path != file {
            tree.insert(path, bytes).unwrap();
            continue;
        }
        let old = String::from_utf8(bytes).unwrap();
        let new = rewritten(&old, change);
        touched = change.remove || change.rename.is_some() || new != old;
        if !change.remove {
            tree.insert(change.rename.as_deref().unwrap_or(path), new).unwrap();
        }
    }
    assert!(touched, "{}: nothing was changed", change.name);
    tree
}

fn rewritten(text: &str, change: &Change) -> String {
    let mut text = text.to_owned();
    for (old, new) in &change.replace {
        assert!(text.contains(old.as_str()), "{}: {old}", change.name);
        text = text.replace(old.as_str(), new);
    }
    if change.set.is_empty() && change.delete.is_empty() {
        return text;
    }
    let mut document: Yaml = serde_yaml::from_str(&text).unwrap();
    for (path, value) in &change.set {
        put(&mut document, path, Some(value.clone()));
    }
    for path in &change.delete {
        put(&mut document, path, None);
    }
    serde_yaml::to_string(&document).unwrap()
}

/// Sets or, without a value, deletes what lies at `a.0.b`.
pub(crate) fn put(document: &mut Yaml, path: &str, value: Option<Yaml>) {
    let (parents, last) = path.rsplit_once('.').unwrap_or(("", path));
    let mut at = document;
    for part in parents.split('.').filter(|part| !part.is_empty()) {
        at = match part.parse::<usize>() {
            Ok(index) => &mut at[index],
            Err(_) => &mut at[part],
        };
    }
    match (at, value, last.parse::<usize>()) {
        (Yaml::Sequence(items), Some(value), Ok(index)) => items[index] = value,
        (Yaml::Sequence(items), None, Ok(index)) => drop(items.remove(index)),
        (Yaml::Mapping(map), Some(value), _) => drop(map.insert(last.into(), value)),
        (Yaml::Mapping(map), None, _) => drop(map.remove(last).expect("it was there")),
        (other, ..) => panic!("{path}: {other:?}"),
    }
}
