//! The last phase: policies that sum up how others ended, for a document and what belongs to its engagement.

use std::collections::HashMap;

use crate::diagnostic::{Outcome, Severity};
use crate::rules::expression::Place;
use crate::rules::{Ended, OutcomeRule, Rule};

use super::document::Judge;
use super::joins::LAST;
use super::library::Library;
use super::remark::{By, Judgement, Remark};
use super::waivers::{self, Waivers};

impl Judge<'_> {
    /// Judges by the policies that sum up others. A finding that somebody has accepted for a time is not open. What
    /// was `settled` counts, and is not judged.
    pub(super) fn sum_up<'j>(
        &self,
        library: &Library,
        judgements: impl Iterator<Item = &'j mut Judgement>,
        settled: &[&Judgement],
        accepted: &Waivers,
    ) {
        let last: Vec<(usize, &OutcomeRule)> = (0..self.policies.len())
            .filter(|place| self.joins.level(*place) == LAST)
            .filter_map(|place| match &self.policy(place).rule {
                Rule::Outcome(rule) => Some((place, rule)),
                _ => None,
            })
            .collect();
        if last.is_empty() {
            return;
        }
        let mut all: Vec<&mut Judgement> =
            judgements.filter(|judgement| judgement.document.is_some()).collect();
        let own = by_owner(library, all.iter().map(|judgement| &**judgement));
        let known = by_owner(library, settled.iter().copied());
        for at in 0..all.len() {
            let Some(document) = all[at].document.clone() else { continue };
            for (place, rule) in last.iter().filter(|(place, _)| self.of_kind(document.kind).contains(place))
            {
                let alone = [at];
                let owner = library.index.owner(&document);
                let about: &[usize] = owner.and_then(|owner| own.get(owner)).map_or(&alone, Vec::as_slice);
                let others = owner.and_then(|owner| known.get(owner)).into_iter().flatten();
                let mut ended = vec![Ended::default(); rule.groups.len()];
                for other in
                    about.iter().map(|other| &*all[*other]).chain(others.map(|other| settled[*other]))
                {
                    self.gather(rule, other, accepted, &mut ended);
                }
                let policy = self.policy(*place);
                let subject = self.subject(&document, library);
                let judged = policy.judge_by(&subject, &ended);
                all[at].hear(*place, judged, &document);
            }
        }
    }

    /// Whether any policy sums up what is said of documents of a kind.
    pub(super) fn sums_up(&self, kind: usize) -> bool {
        self.of_kind(kind).iter().any(|place| self.joins.level(*place) == LAST)
    }

    fn gather(&self, rule: &OutcomeRule, judgement: &Judgement, accepted: &Waivers, ended: &mut [Ended]) {
        let Some(document) = &judgement.document else { return };
        for remark in &judgement.remarks {
            let By::Policy(place) = remark.by else { continue };
            let id = &self.policy(place).id;
            if waivers::accept(accepted, id, document, &remark.finding.subjects) {
                continue;
            }
            let at = Place { file: document.number, span: remark.finding.at };
            let own = rule.groups.iter().zip(ended.iter_mut()).filter(|(group, _)| group.has(id));
            for (_, ended) in own {
                if remark.finding.outcome == Outcome::CannotCheck {
                    ended.unchecked.push(at);
                } else if self.weight(remark) >= rule.floor {
                    ended.open.push(at);
                }
            }
        }
    }

    /// How much a remark weighs: as its policy and the settings say, less where the check says so, where content
    /// is misplaced, or where nothing could be checked.
    pub(super) fn weight(&self, remark: &Remark) -> Severity {
        let severity = match remark.by {
            By::Soplint(_, severity) => severity,
            By::Policy(place) => {
                let (_, severity) = self.policies[place];
                remark.severity.or(remark.finding.severity.map(|own| own.min(severity))).unwrap_or(severity)
            }
        };
        match remark.finding.outcome {
            Outcome::Misplaced => severity.milder(),
            Outcome::CannotCheck => severity.min(Severity::Warning),
            _ => severity,
        }
    }
}

/// The places of judgements by the engagement to which their documents belong.
fn by_owner<'j>(
    library: &Library,
    judgements: impl Iterator<Item = &'j Judgement>,
) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, judgement) in judgements.enumerate() {
        let owner = judgement.document.as_ref().and_then(|document| library.index.owner(document));
        if let Some(owner) = owner {
            places.entry(owner.to_owned()).or_default().push(at);
        }
    }
    places
}
