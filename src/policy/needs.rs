//! What policies say of each other: what one needs or sums up is there, and none needs itself in the end.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::{Rule, covers};

use super::{Mistake, Policy, PolicySet};

/// Tells every needed policy that there is not, and every circle.
pub(super) fn check(policies: &[Policy], mistakes: &mut Vec<Mistake>) {
    let by_id: BTreeMap<&str, usize> =
        policies.iter().enumerate().map(|(index, policy)| (&*policy.id, index)).collect();
    let mut edges: Vec<Vec<usize>> = Vec::new();
    for policy in policies {
        let mut own = Vec::new();
        for (id, span) in &policy.needs {
            match by_id.get(id.as_str()) {
                Some(index) => own.push(*index),
                None => mistakes.push(Mistake::unknown(&policy.file, *span, id, by_id.keys().copied())),
            }
        }
        for (id, span) in policy.follows.iter().filter(|(id, _)| !by_id.contains_key(id.as_str())) {
            mistakes.push(Mistake::unknown(&policy.file, *span, id, by_id.keys().copied()));
        }
        edges.push(own);
    }
    summed_up(policies, mistakes);
    for (start, policy) in policies.iter().enumerate() {
        let (mut stack, mut seen) = (edges[start].clone(), vec![false; policies.len()]);
        while let Some(next) = stack.pop() {
            if next == start {
                let span = policy.needs.first().map_or(policy.declared, |(_, span)| *span);
                let message = format!("'{}' needs itself, by way of what it needs.", policy.id);
                mistakes.push(Mistake::new(&policy.file, span, message));
                break;
            }
            if !std::mem::replace(&mut seen[next], true) {
                stack.extend(&edges[next]);
            }
        }
    }
}

/// The policies that an `outcome` policy names. It can't name another such policy, so that there is no circle.
fn summed_up(policies: &[Policy], mistakes: &mut Vec<Mistake>) {
    for policy in policies {
        let Rule::Outcome(rule) = &policy.rule else { continue };
        for (name, span) in rule.groups.iter().flat_map(|group| &group.policies) {
            let mut known = policies.iter().filter(|other| covers(name, &other.id)).peekable();
            if known.peek().is_none() {
                let ids = policies.iter().map(|policy| &*policy.id);
                let packs = policies.iter().filter_map(|policy| policy.id.split('/').next());
                mistakes.push(Mistake::unknown(&policy.file, *span, name, ids.chain(packs)));
            } else if known.any(|other| *other.id == **name && matches!(other.rule, Rule::Outcome(_))) {
                let message = format!("'{name}' sums up other policies itself.");
                mistakes.push(Mistake::new(&policy.file, *span, message));
            }
        }
    }
}

impl PolicySet {
    /// Policies by their ids, with those that they need or sum up, and so on.
    #[must_use]
    pub fn used_by<'s>(&'s self, ids: &BTreeSet<&'s str>) -> BTreeSet<&'s str> {
        let mut used = ids.clone();
        let mut open: Vec<&str> = ids.iter().copied().collect();
        while let Some(id) = open.pop() {
            let Some(policy) = self.find(id) else { continue };
            let needed = policy.needs.iter().map(|(id, _)| id.as_str());
            let all = self.policies.iter().map(|policy| &*policy.id);
            let summed = all.filter(|id| {
                matches!(&policy.rule, Rule::Outcome(rule) if rule.groups.iter().any(|group| group.has(id)))
            });
            for id in needed.chain(summed) {
                if used.insert(id) {
                    open.push(id);
                }
            }
        }
        used
    }
}
