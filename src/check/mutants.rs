//! Whether the tests of a policy notice small changes of it: see [`crate::policy::mutants`].

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::policy::{Policy, PolicySet, PolicyTest, Written};
use crate::rules::Parameter;
use crate::text::Encoding;

use super::selftest::{Scene, play};

/// One small change, and whether a test noticed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MutantResult {
    /// The policy.
    pub policy: String,
    /// The line of its file, from 1.
    pub line: usize,
    /// The expression or phrase as it is.
    pub before: String,
    /// After the change; empty for a phrase that was left out.
    pub after: String,
    /// The first test that fails because of it.
    pub noticed_by: Option<String>,
}

/// Changes each number, comparison, name and phrase of the policies in turn. Those without a mistake
/// in their tests are asked alone: a test that fails anyway notices nothing.
#[must_use]
pub fn run_mutants(
    set: &PolicySet,
    parameters: &BTreeMap<String, Parameter>,
    only: &[String],
    as_of: &str,
) -> Vec<MutantResult> {
    let wanted = |policy: &&Policy| {
        let pack = policy.id.split('/').next().unwrap_or_default();
        only.is_empty() || only.iter().any(|only| **only == *policy.id || only == pack)
    };
    let policies: Vec<&Policy> = set.policies.iter().filter(wanted).collect();
    let written = Written::new(set);
    policies.into_par_iter().flat_map_iter(|policy| of(set, &written, parameters, as_of, policy)).collect()
}

fn of(
    set: &PolicySet,
    written: &Written<'_>,
    parameters: &BTreeMap<String, Parameter>,
    as_of: &str,
    policy: &Policy,
) -> Vec<MutantResult> {
    let scenes: Vec<(&PolicyTest, Scene)> = policy
        .tests()
        .iter()
        .filter_map(|test| {
            let scene = Scene::new(set, &set.vocabulary, policy, test).ok()?;
            play(set, &set.vocabulary, parameters, as_of, policy, test, &scene).ok()?;
            Some((test, scene))
        })
        .collect();
    let all = written.mutants(&policy.id).into_iter().map(|mutant| {
        let fails = |(test, scene): &&(&PolicyTest, Scene)| match &mutant.vocabulary {
            None => play(set, &set.vocabulary, parameters, as_of, &mutant.policy, test, scene).is_err(),
            Some(words) => Scene::new(set, words, policy, test)
                .and_then(|scene| play(set, words, parameters, as_of, &mutant.policy, test, &scene))
                .is_err(),
        };
        let noticed_by = scenes.iter().find(fails).map(|(test, _)| test.name.clone());
        MutantResult {
            policy: policy.id.to_string(),
            line: policy.file.position(mutant.place.start, Encoding::CodePoints).line + 1,
            before: mutant.before,
            after: mutant.after,
            noticed_by,
        }
    });
    all.collect()
}
