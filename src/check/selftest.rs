//! The tests inside policies, run: for a policy's author, and for `cargo test`.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::facts::{Concealed, Head, Kind, PrivateTerms, conceal, facts};
use crate::policy::{Policy, PolicySet, PolicyTest};
use crate::rules::{Judged, Parameter, Subject};
use crate::syntax::yaml::{self, Node, Plain};

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
        .flat_map(|policy| policy.tests.iter().map(move |test| run(policy, test)))
        .collect()
}

fn one(
    set: &PolicySet,
    parameters: &BTreeMap<String, Parameter>,
    as_of: &str,
    policy: &Policy,
    test: &PolicyTest,
) -> Result<(), String> {
    let kind = match &test.kind {
        Some(name) => set.kinds.find(name).ok_or_else(|| format!("there is no kind '{name}'"))?,
        None => *policy.applies_to.first().ok_or("the policy judges no kind")?,
    };
    let kind = set.kinds.get(kind);
    let markdown = kind.is_markdown();
    let text = document(kind, test)?;
    let Concealed { text, found } = conceal(text, &PrivateTerms::default());
    let mut facts = facts(&text, Head::read(&text, markdown), Some(kind), &set.vocabulary);
    facts.keep_private(&found);
    let subject = Subject { facts: &facts, kind: &kind.name, vocabulary: &set.vocabulary, parameters, as_of };
    compare(&policy.rule.judge(&subject), test, &text)
}

fn compare(judged: &Judged, test: &PolicyTest, text: &str) -> Result<(), String> {
    let said: Vec<_> = judged
        .findings
        .iter()
        .map(|f| format!("{} at '{}': {}", f.outcome.name(), f.at.of(text), f.message))
        .collect();
    let said = if said.is_empty() { String::new() } else { format!("; it said {}", said.join("; ")) };
    if judged.outcome != test.expect.outcome {
        return Err(format!(
            "expected {}, and it was {}{said}",
            test.expect.outcome.name(),
            judged.outcome.name()
        ));
    }
    let first = judged.findings.first();
    if let Some(at) = &test.expect.at
        && first.is_none_or(|finding| finding.at.of(text).trim_matches(['\'', '"']) != at)
    {
        return Err(format!("expected the label on '{at}'{said}"));
    }
    if let Some(says) = &test.expect.says
        && first.is_none_or(|finding| !finding.message.contains(says.as_str()))
    {
        return Err(format!("expected a message with '{says}'{said}"));
    }
    Ok(())
}

/// The smallest document of the kind, with what the test gives laid over it.
fn document(kind: &Kind, test: &PolicyTest) -> Result<String, String> {
    let mut fields = kind.example().cloned().unwrap_or_else(|| Json::Object(serde_json::Map::new()));
    if let Some(given) = &test.given {
        lay_over(&mut fields, given);
    }
    let yaml = serde_yaml::to_string(&fields).map_err(|error| error.to_string())?;
    if !kind.is_markdown() {
        return Ok(yaml);
    }
    Ok(format!("---\n{yaml}---\n\n{}", test.body.as_deref().unwrap_or("")))
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
            let outcomes: Vec<_> = policy.tests.iter().map(|test| test.expect.outcome.name()).collect();
            assert!(
                outcomes.contains(&"found") && outcomes.contains(&"not-found"),
                "{}: {outcomes:?}",
                policy.id
            );
        }
    }
}
