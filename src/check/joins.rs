//! Which policies wait for other documents, in which order, and how many steps policies took.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::diagnostic::Severity;
use crate::rules::{Judged, Rule};

use super::Prepared;
use super::keep::Kept;

/// Steps that one policy may take over all documents: so many, and so many more for each.
const STEPS: u64 = 20_000_000;
const STEPS_EACH: u64 = 20_000;

/// The level of policies that sum up others.
pub(super) const LAST: usize = usize::MAX;

/// Which policies wait for other documents.
#[derive(Debug)]
pub(super) struct Order {
    /// By place among the policies of a run: 0 for those that are judged when a document is read.
    levels: Vec<usize>,
    /// By kind: what is kept of its documents.
    kept: Vec<Kept>,
    /// By place: the places of what it needs.
    needs: Vec<Vec<usize>>,
}

/// Which policies wait for other documents, and what policies cost.
pub(super) struct Joins {
    order: Arc<Order>,
    /// By place: steps taken.
    spent: Vec<AtomicU64>,
    exhausted: Vec<AtomicBool>,
    /// How many steps are too many.
    most: AtomicU64,
}

impl Order {
    /// Of policies of a run, where there are so many kinds of documents.
    pub(super) fn new(prepared: &Prepared, policies: &[(usize, Severity)], kinds: usize) -> Self {
        let set = &prepared.set;
        let policy = |place: usize| &set.policies[policies[place].0];
        let places: BTreeMap<&str, usize> =
            (0..policies.len()).map(|place| (&*policy(place).id, place)).collect();
        let needs: Vec<Vec<usize>> = (0..policies.len())
            .map(|place| {
                let ids = policy(place).needs.iter();
                ids.filter_map(|(id, _)| places.get(id.as_str()).copied()).collect()
            })
            .collect();
        let mut levels: Vec<usize> =
            (0..policies.len()).map(|place| usize::from(policy(place).is_joined())).collect();
        // No policy needs itself, so this comes to an end.
        for _ in 0..policies.len() {
            let raised: Vec<usize> = (0..policies.len())
                .map(|place| {
                    needs[place].iter().map(|need| levels[*need] + 1).max().unwrap_or(0).max(levels[place])
                })
                .collect();
            if raised == levels {
                break;
            }
            levels = raised;
        }
        let mut kept = vec![Kept::default(); kinds];
        for (place, level) in levels.iter_mut().enumerate() {
            let own = policy(place);
            if let Rule::Outcome(rule) = &own.rule {
                *level = LAST;
                let members = (0..policies.len())
                    .map(policy)
                    .filter(|other| rule.groups.iter().any(|group| group.has(&other.id)));
                members.flat_map(|other| &other.applies_to).for_each(|kind| kept[*kind].add_fields());
            }
            if *level > 0 {
                own.applies_to.iter().chain(&own.reads.kinds).for_each(|kind| kept[*kind].add(own));
            }
        }
        Self { levels, kept, needs }
    }
}

impl Joins {
    /// For so many policies.
    pub(super) fn new(order: Arc<Order>, count: usize) -> Self {
        Self {
            order,
            spent: (0..count).map(|_| AtomicU64::new(0)).collect(),
            exhausted: (0..count).map(|_| AtomicBool::new(false)).collect(),
            most: AtomicU64::new(STEPS),
        }
    }

    /// The places of what a policy needs.
    pub(super) fn needs(&self, place: usize) -> &[usize] {
        &self.order.needs[place]
    }

    /// The places of all policies that others need.
    pub(super) fn needed(&self) -> Vec<usize> {
        self.order.needs.iter().flatten().copied().collect()
    }

    /// Whether any policy reads other documents.
    pub(super) fn any(&self) -> bool {
        self.order.levels.iter().any(|level| *level > 0)
    }

    /// In which round a policy is judged.
    pub(super) fn level(&self, place: usize) -> usize {
        self.order.levels[place]
    }

    /// How many rounds there are, those for the last aside.
    pub(super) fn rounds(&self) -> usize {
        self.order.levels.iter().copied().filter(|level| *level != LAST).max().unwrap_or(0)
    }

    /// What is kept of documents of a kind.
    pub(super) fn keeps(&self, kind: usize) -> &Kept {
        &self.order.kept[kind]
    }

    /// Counts what a policy took for one document. Whether it is too much in the end does not hang on the
    /// order in which documents are judged.
    pub(super) fn spend(&self, place: usize, judged: &Judged) {
        let before = self.spent[place].fetch_add(judged.steps, Ordering::Relaxed);
        if judged.exhausted || before + judged.steps > self.most.load(Ordering::Relaxed) {
            self.exhausted[place].store(true, Ordering::Relaxed);
        }
    }

    /// Says over how many files a run goes, before it begins.
    pub(super) fn expect(&self, files: usize) {
        self.most.store(STEPS + STEPS_EACH * files as u64, Ordering::Relaxed);
    }

    /// Whether a policy took more steps than it may, so that nothing that it said counts.
    pub(super) fn is_exhausted(&self, place: usize) -> bool {
        self.exhausted[place].load(Ordering::Relaxed)
    }
}
