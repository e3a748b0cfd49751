//! Who judges what, in which order and by which limits: what follows from the settings and policies alone, so
//! that it is found out once, however many documents or edits there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{PolicyInfo, Severity};
use crate::policy::Language;
use crate::rules::expression::{Place, Value};
use crate::rules::{Parameter, Parameters};

use super::firm::{People, people};
use super::joins::Order;
use super::{Options, Prepared};

/// What a [`Judge`](super::document::Judge) judges by. A copy costs nothing.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Policies that judge in this run, with their severity here.
    pub(super) policies: Arc<[(usize, Severity)]>,
    /// For each of them whether it was asked for; the others are judged for its sake.
    pub(super) asked: Arc<[bool]>,
    /// For each kind the places in `policies` of those that apply to it.
    pub(super) by_kind: Arc<[Vec<usize>]>,
    pub(super) order: Arc<Order>,
    pub(super) parameters: Arc<Parameters>,
    pub(super) people: Arc<People>,
    pub(super) said: Arc<Said>,
}

/// What every report says of those who judge.
#[derive(Debug)]
pub(super) struct Said {
    /// For each of the policies.
    pub(super) policies: Vec<Arc<PolicyInfo>>,
    /// The packs of those that were asked for, with version and date.
    pub(super) packs: Vec<String>,
}

impl Said {
    fn new(prepared: &Prepared, policies: &[(usize, Severity)], asked: &[bool], language: Language) -> Self {
        let info = |(index, severity): &(usize, Severity)| {
            let policy = &prepared.set.policies[*index];
            Arc::new(PolicyInfo {
                title: policy.title.clone(),
                severity: *severity,
                basis: policy.basis.clone(),
                authority: policy.authority.clone(),
                why: policy.why.clone(),
                help: policy.help(language).map(str::to_owned),
                sensitive: policy.sensitive,
                builtin: policy.builtin,
            })
        };
        let asked = policies.iter().zip(asked).filter(|(_, asked)| **asked);
        let ids = asked.map(|((index, _), _)| &*prepared.set.policies[*index].id);
        let names: BTreeSet<&str> = ids.filter_map(|id| id.split('/').next()).collect();
        let packs = prepared.set.packs.iter().filter(|pack| names.contains(&*pack.name));
        Self {
            policies: policies.iter().map(info).collect(),
            packs: packs.map(|pack| format!("{} {} ({})", pack.name, pack.version, pack.as_of)).collect(),
        }
    }
}

impl Plan {
    pub(super) fn new(prepared: &Prepared, options: &Options) -> Self {
        let asked: BTreeSet<&str> =
            prepared.set.policies.iter().map(|policy| &*policy.id).filter(|id| options.wants(id)).collect();
        let used = prepared.set.used_by(&asked);
        let all = prepared.set.policies.iter().enumerate();
        let policies: Vec<_> = all
            .filter(|(_, policy)| used.contains(&*policy.id))
            .filter_map(|(index, policy)| Some((index, prepared.settings.severity(policy)?)))
            .collect();
        let asked: Arc<[bool]> =
            policies.iter().map(|(index, _)| asked.contains(&*prepared.set.policies[*index].id)).collect();
        let mut by_kind = vec![Vec::new(); prepared.set.kinds.iter().count()];
        for (place, (index, _)) in policies.iter().enumerate() {
            for kind in &prepared.set.policies[*index].applies_to {
                by_kind[*kind].push(place);
            }
        }
        let set = |parameter: &Parameter| {
            let at = parameter.set.map(|span| Place { file: Place::SETTINGS, span });
            Value { at, ..parameter.value.clone() }
        };
        let parameters = prepared.settings.parameters.iter();
        let parameters: Parameters =
            parameters.map(|(name, parameter)| (name.clone(), set(parameter))).collect();
        Self {
            said: Arc::new(Said::new(prepared, &policies, &asked, options.language)),
            order: Arc::new(Order::new(prepared, &policies, by_kind.len())),
            policies: policies.into(),
            asked,
            by_kind: by_kind.into(),
            parameters: Arc::new(parameters),
            people: Arc::new(prepared.profile.as_ref().map(|file| people(file.text())).unwrap_or_default()),
        }
    }
}
