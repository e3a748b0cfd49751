//! The kind `outcome`: how other policies ended, for a document and what belongs to its engagement.

use std::sync::Arc;

use crate::diagnostic::{Outcome, Severity};
use crate::text::Span;

use super::expression::{Data, List, Machine, Place, Value};
use super::template::Template;
use super::{Finding, Judged, Subject};

/// What an `outcome` policy asks.
#[derive(Debug)]
pub struct OutcomeRule {
    /// Policies that together bear out one thing, by its name.
    pub groups: Vec<Group>,
    /// The severity from which on a finding counts as open.
    pub floor: Severity,
    /// What was found to be open; the first local is the list of groups.
    pub message: Template,
    /// The line in the policy's file.
    pub asked: Span,
}

/// Policies that together bear out one thing.
#[derive(Debug)]
pub struct Group {
    /// Its name; empty where there is only one.
    pub name: String,
    /// Ids of policies, packs, or `pack/*`; with their places in the policy's file.
    pub policies: Vec<(String, Span)>,
}

/// How the policies of a group ended.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// Where findings stand that are as severe as counts.
    pub open: Vec<Place>,
    /// Where something could not be checked.
    pub unchecked: Vec<Place>,
}

impl Group {
    /// Whether a policy belongs to it.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.policies.iter().any(|(name, _)| covers(name, id))
    }
}

/// Whether a name, `pack/*` or pack stands for a policy.
#[must_use]
pub fn covers(name: &str, id: &str) -> bool {
    let pack = name.strip_suffix("/*").unwrap_or(name);
    name == id || id.split_once('/').is_some_and(|(own, _)| own == pack)
}

/// How many places a finding shows.
const SHOWN: usize = 8;

impl OutcomeRule {
    /// Judges a document by how the policies of each group ended.
    #[must_use]
    pub fn judge(&self, subject: &Subject<'_>, ended: &[Ended]) -> Judged {
        let open: Vec<usize> = (0..ended.len()).filter(|at| !ended[*at].open.is_empty()).collect();
        let unchecked: Vec<usize> = (0..ended.len()).filter(|at| !ended[*at].unchecked.is_empty()).collect();
        let (outcome, at) = match (open.is_empty(), unchecked.is_empty()) {
            (false, _) => (Outcome::NotFound, &open),
            (true, false) => (Outcome::CannotCheck, &unchecked),
            (true, true) => return Judged::silent(Outcome::Found),
        };
        let name = |at: &usize| Value::loose(Data::Text(self.groups[*at].name.clone().into()));
        let names: Vec<Value<'_>> = at.iter().map(name).collect();
        let mut machine = Machine::new(*subject);
        machine.set(0, Value::loose(Data::List(Arc::new(List { items: names, ..List::default() }))));
        let message = match outcome {
            Outcome::NotFound => self.message.fill(&mut machine, &[]),
            _ => {
                let names: Vec<&str> = at.iter().map(|at| self.groups[*at].name.as_str()).collect();
                format!("Some of this could not be checked: {}.", names.join(", ").trim_end_matches(": "))
            }
        };
        let places = at.iter().flat_map(|at| {
            let places = if outcome == Outcome::NotFound { &ended[*at].open } else { &ended[*at].unchecked };
            places.first().map(|place| (*place, self.groups[*at].name.clone()))
        });
        let related = places.take(SHOWN).collect();
        let plain = Finding::plain(outcome, subject.document.facts.title, message, self.asked);
        Judged::of(vec![Finding { related, key: "outcome".into(), ..plain }])
    }
}
