//! Who judges what, in which order and by which limits: what follows from the settings and policies alone, so
//! that it is found out once, however many documents or edits there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::Severity;
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
        let asked =
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
            order: Arc::new(Order::new(prepared, &policies, by_kind.len())),
            policies: policies.into(),
            asked,
            by_kind: by_kind.into(),
            parameters: Arc::new(parameters),
            people: Arc::new(prepared.profile.as_ref().map(|file| people(file.text())).unwrap_or_default()),
        }
    }
}
