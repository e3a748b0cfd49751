//! A field that a policy reads is deleted, emptied or mistyped: the policy says something of it.
//!
//! False assurance is the worst mistake that soplint can make. Here every field that some policy reads is
//! damaged in the passing firm, everywhere at once, and each policy that reads it must fire or say that it
//! cannot check.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the fixtures")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rayon::prelude::*;
use regex::Regex;
use serde::Deserialize;
use serde_yaml::Value as Yaml;
use soplint::check::{Options, Prepared, check_prepared, prepare};
use soplint::diagnostic::{Outcome, Report};
use soplint::facts::{FieldTypes, Kinds, TypeId};
use soplint::policy::{Additions, PolicySet};
use soplint::workspace::{MemoryTree, Tree as _};

use crate::run::{AS_OF, files, fixtures};

/// A field of a kind: the map in the kind's schema, and its name.
type Field = (usize, TypeId, String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Damage {
    Deleted,
    Emptied,
    Mistyped,
}

/// A file of the firm, in parts.
struct Document {
    path: String,
    kind: Option<usize>,
    fields: Yaml,
    /// What follows the front matter, in Markdown.
    body: Option<String>,
}

fn firm(name: &str, kinds: &Kinds) -> Vec<Document> {
    let read = files(&fixtures().join("firms").join(name));
    read.into_iter()
        .filter_map(|(path, bytes)| {
            let path = path.to_str().unwrap().to_owned();
            let text = String::from_utf8(bytes).unwrap();
            let (yaml, body) = match text.strip_prefix("---\n") {
                Some(rest) => {
                    let (front, body) = rest.split_once("\n---\n").unwrap();
                    (front.to_owned(), Some(body.to_owned()))
                }
                None if path.ends_with(".yaml") => (text, None),
                None => return None,
            };
            let mut fields: Yaml = serde_yaml::from_str(&yaml).unwrap();
            shorten(&mut fields);
            let kind = fields.get("kind").and_then(Yaml::as_str).and_then(|name| kinds.find(name));
            Some(Document { path, kind, fields, body })
        })
        .collect()
}

/// Logs of a quarter take long, again and again; their first rows do as well.
fn shorten(fields: &mut Yaml) {
    for rows in ["tasks", "entries"] {
        if let Some(Yaml::Sequence(rows)) = fields.get_mut(rows) {
            rows.truncate(9);
        }
    }
}

fn write(tree: &mut MemoryTree, document: &Document, fields: &Yaml) {
    let yaml = serde_yaml::to_string(fields).unwrap();
    let text = match &document.body {
        Some(body) => format!("---\n{yaml}---\n{body}"),
        None => yaml,
    };
    tree.insert(document.path.as_str(), text).unwrap();
}

/// Damages a field wherever it stands; says how often that was.
fn damage(value: &mut Yaml, types: &FieldTypes, of: TypeId, field: &Field, how: Damage) -> usize {
    let mut count = 0;
    match value {
        Yaml::Sequence(items) => {
            let Some(of) = types.items(of) else { return 0 };
            count += items.iter_mut().map(|item| damage(item, types, of, field, how)).sum::<usize>();
        }
        Yaml::Mapping(entries) => {
            let names: Vec<String> =
                entries.keys().filter_map(|key| Some(key.as_str()?.to_owned())).collect();
            for name in names {
                let Some(inner) = types.field(of, &name) else { continue };
                if (of, &name) == (field.1, &field.2) {
                    let old = entries.get(&name).unwrap().clone();
                    if old.is_null() {
                        continue;
                    }
                    count += 1;
                    match how {
                        Damage::Deleted => drop(entries.remove(&name)),
                        Damage::Emptied => drop(entries.insert(name.into(), emptied(&old))),
                        Damage::Mistyped => drop(entries.insert(name.into(), mistyped(&old))),
                    }
                } else {
                    count += damage(entries.get_mut(&name).unwrap(), types, inner, field, how);
                }
            }
        }
        _ => {}
    }
    count
}

fn emptied(value: &Yaml) -> Yaml {
    match value {
        Yaml::Sequence(_) => Yaml::Sequence(Vec::new()),
        Yaml::Mapping(_) => Yaml::Mapping(serde_yaml::Mapping::new()),
        Yaml::String(_) => "".into(),
        _ => Yaml::Null,
    }
}

fn mistyped(value: &Yaml) -> Yaml {
    match value {
        Yaml::Sequence(_) | Yaml::Mapping(_) => 7.into(),
        _ => Yaml::Sequence(vec![Yaml::Mapping(serde_yaml::Mapping::new())]),
    }
}

fn judge(tree: &MemoryTree, prepared: &Prepared, policies: &[&str]) -> Report {
    let only = policies.iter().map(|policy| (*policy).to_owned()).collect();
    check_prepared(tree, prepared, &Options { as_of: AS_OF.into(), only, ..Options::default() }).unwrap()
}

/// What is said, by policy; the same finding in an undamaged firm is no news.
fn said(report: &Report) -> BTreeSet<(String, String)> {
    report.diagnostics.iter().map(|d| (d.policy.to_string(), d.fingerprint.to_string())).collect()
}

/// Where each policy finds what it asks for: the first of these firms.
const FIRMS: [&str; 4] = ["passing", "many-states", "small", "failing"];

/// What a policy said of a damaged field.
struct Said {
    policy: String,
    field: String,
    how: Damage,
    spoke: bool,
}

/// Damages each field that one of the policies reads, in one firm; every seventh case only, unless all are asked for.
fn damaged(name: &str, set: &PolicySet, of: &mut BTreeSet<String>, all: bool) -> Vec<Said> {
    let documents = firm(name, &set.kinds);
    let mut whole = MemoryTree::default();
    documents.iter().for_each(|document| write(&mut whole, document, &document.fields));
    let prepared = prepare(&whole, &whole.list().unwrap()).unwrap();
    let report = judge(&whole, &prepared, &[]);
    let before = said(&report);
    let found = report.policies.iter().filter(|tally| tally.count(Outcome::Found) > 0);
    let found: BTreeSet<String> =
        found.map(|tally| tally.id.to_string()).filter(|id| of.contains(id)).collect();
    of.retain(|id| !found.contains(id));
    let mut readers: BTreeMap<Field, Vec<&str>> = BTreeMap::new();
    for policy in set.policies.iter().filter(|policy| found.contains(&*policy.id)) {
        // Without its kind a file is another document.
        for field in policy.reads.named.iter().filter(|field| field.2 != "kind") {
            readers.entry(field.clone()).or_default().push(&policy.id);
        }
    }
    let hows = [Damage::Deleted, Damage::Emptied, Damage::Mistyped];
    let cases = readers.iter().enumerate().flat_map(|(number, case)| {
        let turns = hows.into_iter().enumerate().filter(move |(turn, _)| all || (3 * number + turn) % 7 == 0);
        turns.map(move |(_, how)| (case.0, case.1, how))
    });
    let cases: Vec<(&Field, &Vec<&str>, Damage)> = cases.collect();
    let said = cases.par_iter().flat_map_iter(|(field, policies, how)| {
        let mut tree = MemoryTree::default();
        let mut count = 0;
        for document in &documents {
            let mut fields = document.fields.clone();
            if document.kind == Some(field.0) {
                let types = &set.kinds.get(field.0).types;
                count += damage(&mut fields, types, FieldTypes::ROOT, field, *how);
            }
            write(&mut tree, document, &fields);
        }
        if count == 0 {
            return Vec::new(); // the firm has no such field
        }
        let after = said(&judge(&tree, &prepared, policies));
        let news: BTreeSet<&String> = after.difference(&before).map(|(policy, _)| policy).collect();
        let said = policies.iter().map(|policy| Said {
            policy: (*policy).to_owned(),
            field: self::name(&set.kinds, field),
            how: *how,
            spoke: news.contains(&(*policy).to_owned()),
        });
        said.collect()
    });
    said.collect()
}

/// Damage that may be passed over, and why: `fixtures/firms/silence.yaml`.
#[derive(Deserialize)]
struct Reason {
    why: String,
    /// Regular expressions over "policy: kind path.to.field".
    of: Vec<String>,
    #[serde(default)]
    how: Vec<String>,
}

impl Reason {
    fn explains(&self, said: &Said) -> bool {
        let (how, pair) = (format!("{:?}", said.how), format!("{}: {}", said.policy, said.field));
        let matches = |pattern: &String| Regex::new(&format!("^(?:{pattern})$")).unwrap().is_match(&pair);
        (self.how.is_empty() || self.how.contains(&how)) && self.of.iter().any(matches)
    }
}

/// A part of all cases; `just silence` goes through all, which takes minutes.
#[test]
fn a_field_that_a_policy_reads_is_not_damaged_in_silence() {
    let set = PolicySet::load(&Additions::default()).unwrap();
    let all = std::env::var_os("SOPLINT_SILENCE").is_some();
    let mut left: BTreeSet<String> = set.policies.iter().map(|policy| policy.id.to_string()).collect();
    let said: Vec<Said> = FIRMS.iter().flat_map(|firm| damaged(firm, &set, &mut left, all)).collect();
    assert!(said.len() > 200);
    let text = fs::read_to_string(fixtures().join("firms/silence.yaml")).unwrap();
    let reasons: Vec<Reason> = serde_yaml::from_str(&text).unwrap();
    let silent: Vec<&Said> = said.iter().filter(|said| !said.spoke).collect();
    for reason in reasons.iter().filter(|_| all) {
        assert!(silent.iter().any(|said| reason.explains(said)), "explains nothing: {}", reason.why);
    }
    let mut pairs: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for one in &said {
        let (spoke, of) = pairs.entry((&one.policy, &one.field)).or_default();
        *spoke += usize::from(one.spoke);
        *of += 1;
    }
    let always = pairs.values().filter(|(spoke, of)| spoke == of).count();
    let ever = pairs.values().filter(|(spoke, _)| *spoke > 0).count();
    let unexplained = silent.iter().filter(|said| !reasons.iter().any(|reason| reason.explains(said)));
    let mut unexplained: Vec<String> =
        unexplained.map(|said| format!("{}: {} {:?}", said.policy, said.field, said.how)).collect();
    unexplained.sort();
    eprintln!(
        "{} of {} cases speak; of {} pairs of a policy and a field {always} speak of every damage, {ever} of some",
        said.len() - silent.len(),
        said.len(),
        pairs.len()
    );
    if let Some(path) = std::env::var_os("SOPLINT_SILENCE_OUT") {
        let line = |said: &Said| format!("{}\t{}\t{:?}\t{}", said.policy, said.field, said.how, said.spoke);
        fs::write(path, said.iter().map(line).collect::<Vec<_>>().join("\n")).unwrap();
    }
    assert!(unexplained.is_empty(), "silent without a reason:\n{}", unexplained.join("\n"));
    if all {
        assert!(ever * 100 >= pairs.len() * 95 && always * 100 >= pairs.len() * 88, "{always}, {ever}");
    }
}

/// As a path, for people: `engagement team[].location.country`.
fn name(kinds: &Kinds, field: &Field) -> String {
    let kind = kinds.get(field.0);
    let mut stack = vec![(FieldTypes::ROOT, String::new())];
    let mut seen = BTreeSet::new();
    while let Some((id, path)) = stack.pop() {
        if id == field.1 {
            return format!("{} {path}{}", kind.name, field.2);
        }
        if !seen.insert(id) {
            continue;
        }
        if let Some(items) = kind.types.items(id) {
            stack.push((items, format!("{}[].", path.trim_end_matches('.'))));
        }
        for (inner, of) in kind.types.get(id).fields.iter().flatten() {
            stack.push((*of, format!("{path}{inner}.")));
        }
        if let Some(rest) = kind.types.get(id).rest {
            stack.push((rest, format!("{path}*.")));
        }
    }
    format!("{} {}", kind.name, field.2)
}
