//! The tests inside policies, run: for a policy's author, and for `cargo test`.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use jiff::tz::TimeZone;
use serde_json::Value as Json;

use crate::diagnostic::Outcome;
use crate::facts::{Document, Index, Kind, PrivateTerms, Reader};
use crate::policy::{Expectation, Opened, Policy, PolicySet, PolicyTest, parameter};
use crate::rules::expression::{Place, Tables};
use crate::rules::{Ended, Judged, OutcomeRule, Parameter, Parameters, Rule, Subject};
use crate::syntax::yaml::{self, Node, Plain};

use super::PROFILE;
use super::firm::Firm;
use super::understand::Understanding;

/// How one test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// The policy.
    pub policy: String,
    /// The test.
    pub name: String,
    /// Why it failed.
    pub failure: Option<String>,
}

/// Runs the tests of all policies whose id or pack is named; of all, if none is.
#[must_use]
pub fn run_tests(
    set: &PolicySet,
    parameters: &BTreeMap<String, Parameter>,
    only: &[String],
    as_of: &str,
) -> Vec<TestResult> {
    let wanted = |policy: &&Policy| {
        let pack = policy.id.split('/').next().unwrap_or_default();
        only.is_empty() || only.iter().any(|only| **only == *policy.id || only == pack)
    };
    let run = |policy: &Policy, test: &PolicyTest| TestResult {
        policy: policy.id.to_string(),
        name: test.name.clone(),
        failure: one(set, parameters, as_of, policy, test).err(),
    };
    set.policies
        .iter()
        .filter(wanted)
        .flat_map(|policy| policy.tests().iter().map(move |test| run(policy, test)))
        .collect()
}

fn one(
    set: &PolicySet,
    parameters: &BTreeMap<String, Parameter>,
    as_of: &str,
    policy: &Policy,
    test: &PolicyTest,
) -> Result<(), String> {
    let scene = Scene::new(set, &set.vocabulary, policy, test)?;
    play(set, &set.vocabulary, parameters, as_of, policy, test, &scene)
}

/// What a policy says of the files of a test, held against what the test expects.
pub(super) fn play(
    set: &PolicySet,
    vocabulary: &Reader,
    parameters: &BTreeMap<String, Parameter>,
    as_of: &str,
    policy: &Policy,
    test: &PolicyTest,
    scene: &Scene,
) -> Result<(), String> {
    let mut values: Parameters =
        parameters.iter().map(|(name, parameter)| (name.clone(), parameter.value.clone())).collect();
    for (name, node) in &test.parameters {
        let spec = set.packs.iter().find_map(|pack| pack.parameters.get(name));
        let value = spec.and_then(|spec| parameter(node, &spec.kind));
        let value = value.ok_or_else(|| format!("there is no parameter '{name}' that takes this value"))?;
        values.insert(name.clone(), value.value);
    }
    let as_of = test.as_of.as_deref().unwrap_or(as_of);
    let as_of = as_of.parse().map_err(|_| format!("'{as_of}' is no date"))?;
    let profile = scene.index.documents().iter().find(|document| document.path() == PROFILE);
    let register = Firm::new(set, profile.map(|document| document.source.text()));
    let tables = Tables::default();
    for (path, expect) in &test.expect {
        let path = path.as_deref().unwrap_or(&scene.given);
        let found = scene.index.documents().iter().find(|document| document.path() == path);
        let document = found.ok_or_else(|| format!("no document of a known kind lies at '{path}'"))?;
        if !policy.applies_to.contains(&document.kind) {
            return Err(format!("the policy does not judge the document at '{path}'"));
        }
        let subject = Subject {
            document,
            index: &scene.index,
            tables: &tables,
            kinds: &set.kinds,
            vocabulary,
            parameters: &values,
            as_of,
            zone: &scene.zone,
            register: &register,
            explain: false,
        };
        let judged = match &policy.rule {
            Rule::Outcome(rule) => policy.judge_by(&subject, &ended(set, rule, &subject)),
            _ => policy.judge(&subject, &mut Opened::default()),
        };
        compare(&judged, expect, document, &scene.index)?;
    }
    Ok(())
}

/// How the policies that another sums up end in a test's files.
fn ended(set: &PolicySet, rule: &OutcomeRule, of: &Subject<'_>) -> Vec<Ended> {
    let mut all = vec![Ended::default(); rule.groups.len()];
    for (group, ended) in rule.groups.iter().zip(&mut all) {
        for policy in set.policies.iter().filter(|policy| group.has(&policy.id)) {
            let judged = of.index.documents().iter().filter(|other| policy.applies_to.contains(&other.kind));
            for document in judged {
                let judged = policy.judge(&Subject { document, ..*of }, &mut Opened::default());
                for finding in judged.findings {
                    let at = Place { file: document.number, span: finding.at };
                    if finding.outcome == Outcome::CannotCheck {
                        ended.unchecked.push(at);
                    } else if finding.severity.unwrap_or(policy.severity) >= rule.floor {
                        ended.open.push(at);
                    }
                }
            }
        }
    }
    all
}

/// The files of a test.
pub(super) struct Scene {
    index: Index,
    /// Where the given document lies.
    given: Utf8PathBuf,
    zone: TimeZone,
}

impl Scene {
    pub(super) fn new(
        set: &PolicySet,
        vocabulary: &Reader,
        policy: &Policy,
        test: &PolicyTest,
    ) -> Result<Self, String> {
        let kind = match &test.kind {
            Some(name) => set.kinds.find(name).ok_or_else(|| format!("there is no kind '{name}'"))?,
            None => *policy.applies_to.first().ok_or("the policy judges no kind")?,
        };
        let kind = set.kinds.get(kind);
        let given = Utf8PathBuf::from(if kind.is_markdown() { "given.md" } else { "given.yaml" });
        let mut files: Vec<(Utf8PathBuf, String)> = Vec::new();
        if test.given.is_some() || test.body.is_some() || test.expect.iter().any(|(path, _)| path.is_none()) {
            files.push((given.clone(), text(kind, test.given.as_ref(), test.body.as_deref())?));
        }
        if let Some(firm) = &test.firm {
            let profile = set.kinds.find("firm-profile").ok_or("there is no kind for the firm profile")?;
            files.push((Utf8PathBuf::from(PROFILE), text(set.kinds.get(profile), Some(firm), None)?));
        }
        for (path, node) in &test.files {
            let whole = match (node.text(), node.get("kind").and_then(Node::text)) {
                (Some(whole), _) => whole.to_owned(),
                (None, Some(name)) => {
                    let kind = set.kinds.find(name).ok_or_else(|| format!("there is no kind '{name}'"))?;
                    text(set.kinds.get(kind), Some(node), None)?
                }
                (None, None) => return Err(format!("'{path}' does not say its kind")),
            };
            files.push((path.clone(), whole));
        }
        let private = PrivateTerms::default();
        let understanding = Understanding { kinds: &set.kinds, vocabulary, globs: &[], private: &private };
        let mut documents = Vec::new();
        let mut zone = TimeZone::UTC;
        for (path, text) in &files {
            if path == PROFILE {
                zone = super::today::office(text).unwrap_or(zone);
            }
            documents.extend(understanding.document(path, text.clone()).map(Arc::new));
        }
        let mut paths: Vec<Utf8PathBuf> = files.into_iter().map(|(path, _)| path).collect();
        paths.sort();
        Ok(Self { index: Index::new(documents, paths.into(), &set.kinds), given, zone })
    }
}

fn compare(judged: &Judged, expect: &Expectation, document: &Document, index: &Index) -> Result<(), String> {
    let text = document.source.text();
    let words = |place: &Place| {
        let file = index.documents().iter().find(|document| document.number == place.file);
        file.map_or("", |file| place.span.of(file.source.text())).trim_matches(['\'', '"'])
    };
    let said: Vec<_> = judged
        .findings
        .iter()
        .map(|f| {
            let related: Vec<_> = f.related.iter().map(|(place, _)| format!("'{}'", words(place))).collect();
            let related =
                if related.is_empty() { String::new() } else { format!(" (and {})", related.join(", ")) };
            format!("{} at '{}'{related}: {}", f.outcome.name(), f.at.of(text), f.words("This"))
        })
        .collect();
    let said = if said.is_empty() { String::new() } else { format!("; it said {}", said.join("; ")) };
    if judged.exhausted {
        return Err("it took too many steps".to_owned());
    }
    if judged.outcome != expect.outcome {
        return Err(format!(
            "expected {}, and it was {}{said}",
            expect.outcome.name(),
            judged.outcome.name()
        ));
    }
    // What could not be checked beside it is not what the test is about.
    let first = judged.findings.iter().find(|finding| finding.outcome == expect.outcome);
    if let Some(at) = &expect.at
        && first.is_none_or(|finding| finding.at.of(text).trim_matches(['\'', '"']) != at)
    {
        return Err(format!("expected the label on '{at}'{said}"));
    }
    if let Some(says) = &expect.says
        && first.is_none_or(|finding| !finding.words("This").contains(says.as_str()))
    {
        return Err(format!("expected a message with '{says}'{said}"));
    }
    for wanted in &expect.related {
        if first.is_none_or(|finding| !finding.related.iter().any(|(place, _)| words(place) == wanted)) {
            return Err(format!("expected a related label on '{wanted}'{said}"));
        }
    }
    Ok(())
}

/// The smallest document of the kind, with what the test gives laid over it.
fn text(kind: &Kind, given: Option<&Node>, body: Option<&str>) -> Result<String, String> {
    let mut fields = kind.example().cloned().unwrap_or_else(|| Json::Object(serde_json::Map::new()));
    if let Some(given) = given {
        lay_over(&mut fields, given);
    }
    let yaml = serde_yaml::to_string(&fields).map_err(|error| error.to_string())?;
    if !kind.is_markdown() {
        return Ok(yaml);
    }
    Ok(format!("---\n{yaml}---\n\n{}", body.unwrap_or("")))
}

fn lay_over(base: &mut Json, given: &Node) {
    match (&given.value, base) {
        (yaml::Value::Map(_), Json::Object(fields)) => {
            for (key, value) in given.entries() {
                let Some(key) = key.text() else { continue };
                lay_over(fields.entry(key).or_insert(Json::Null), value);
            }
        }
        (_, base) => *base = json(given),
    }
}

fn json(node: &Node) -> Json {
    match &node.value {
        yaml::Value::Seq(items) => items.iter().map(json).collect(),
        yaml::Value::Map(_) => {
            let entries = node.entries().into_iter();
            entries
                .filter_map(|(key, value)| Some((key.text()?.to_owned(), json(value))))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        yaml::Value::Scalar(_) => match node.typed() {
            Some(Plain::Bool(value)) => value.into(),
            Some(Plain::Int(value)) => value.into(),
            Some(Plain::Float(value)) => value.into(),
            Some(Plain::Text(value)) => value.into(),
            _ => Json::Null,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Additions;

    #[test]
    fn every_policy_says_what_its_tests_expect() {
        let set = PolicySet::load(&Additions::default()).expect("held by a test of its own");
        let results = run_tests(&set, &set.defaults(), &[], "2026-10-15");
        let failed: Vec<_> = results
            .iter()
            .filter_map(|result| {
                Some(format!("{} ({}): {}", result.policy, result.name, result.failure.as_ref()?))
            })
            .collect();
        assert!(failed.is_empty(), "{} of {} failed\n{}", failed.len(), results.len(), failed.join("\n"));
        for policy in &set.policies {
            let outcomes: Vec<_> = policy
                .tests()
                .iter()
                .flat_map(|test| test.expect.iter().map(|(_, expect)| expect.outcome.name()))
                .collect();
            // What only git's history could show is never found by a test.
            let found = if &*policy.id == "sop/approval-current" { "cannot-check" } else { "found" };
            assert!(
                outcomes.contains(&found)
                    && (outcomes.contains(&"not-found") || outcomes.contains(&"conflict")),
                "{}: {outcomes:?}",
                policy.id
            );
        }
    }
}
