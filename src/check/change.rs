//! What a change to one document means for what is said of others: which policies read what changed, and
//! of which documents.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use crate::diagnostic::Outcome;
use crate::facts::{Document, Index, Kinds, each_name};
use crate::rules::expression::Place;

use super::document::Judge;
use super::joins::LAST;
use super::remark::{By, Judgement, Remark};

/// One document as it was, or as it is, where the two differ.
#[derive(Clone, Debug)]
pub struct Change {
    /// The document's own number.
    number: u32,
    kind: usize,
    /// The engagement to which it belongs.
    owner: Option<String>,
    /// Whether it is found, or what it names can be found, in another way than before.
    names: bool,
    /// Whether it is felt in whatever is said.
    everywhere: bool,
}

impl Change {
    /// What may not be shown is not what it was.
    pub(super) fn of_words() -> Self {
        Self { everywhere: true, ..Self::of_paths() }
    }

    pub(super) fn is_everywhere(&self) -> bool {
        self.everywhere
    }

    /// Whether it is this document that changed.
    pub(super) fn is_of(&self, document: &Document) -> bool {
        self.number == document.number
    }

    /// Files came or went that may be named.
    pub(super) fn of_paths() -> Self {
        Self { number: Place::SETTINGS, kind: usize::MAX, owner: None, names: true, everywhere: false }
    }

    /// The document as it was and as it is, each as far as there is one. `index` is of either tree.
    pub(super) fn of(
        old: Option<&Document>,
        new: Option<&Document>,
        index: &Index,
        kinds: &Kinds,
    ) -> Vec<Self> {
        let names = match (old, new) {
            (Some(old), Some(new)) if old.is_named_as(new) => false,
            (Some(old), Some(new)) => names(old, kinds) != names(new, kinds),
            _ => true,
        };
        let one = |document: &Document| Self {
            number: document.number,
            kind: document.kind,
            owner: index.owner(document).map(str::to_owned),
            names,
            everywhere: false,
        };
        old.into_iter().chain(new).map(one).collect()
    }
}

/// Everything by which others find a document or something in it.
fn names<'d>(document: &'d Document, kinds: &Kinds) -> Vec<(&'d str, String)> {
    let mut names = vec![
        ("path", document.path().to_string()),
        ("kind", document.kind.to_string()),
        ("id", document.text("id").unwrap_or_default().to_owned()),
        ("engagement", document.text("engagement").unwrap_or_default().to_owned()),
    ];
    each_name(document, kinds, &mut |node, naming| {
        if let Some(text) = node.text().filter(|_| naming.declares.is_some() || naming.is_pattern) {
            names.push((text, format!("{:?} {}", naming.declares, naming.is_pattern)));
        }
    });
    names
}

impl Judge<'_> {
    /// Whether what a policy says of a document that belongs to an engagement, or to none, may change. Those that
    /// sum up others are not meant.
    pub(super) fn is_affected(&self, place: usize, owner: Option<&str>, changes: &[Change]) -> bool {
        let reads = &self.policy(place).reads;
        let near = |change: &Change| owner.is_some() && change.owner.as_deref() == owner;
        let reaches = |change: &Change| {
            reads.far.contains(&change.kind)
                || reads.names && change.names
                || near(change) && reads.kinds.contains(&change.kind)
        };
        changes.iter().any(reaches)
            || self.joins.needs(place).iter().any(|need| {
                let judges = &self.policy(*need).applies_to;
                changes.iter().any(|change| near(change) && judges.contains(&change.kind))
                    || self.is_affected(*need, owner, changes)
            })
    }

    /// Whether anything that policies say of a document in view of others may change, those aside that sum up.
    pub(super) fn may_change(&self, judgement: &Judgement, index: &Index, changes: &[Change]) -> bool {
        let Some(document) = &judgement.document else { return false };
        let owner = index.owner(document);
        let own = self.of_kind(document.kind).iter();
        let mut joined = own.filter(|place| (1..LAST).contains(&self.joins.level(**place)));
        points_into(&judgement.remarks, changes)
            || joined.any(|place| self.is_affected(*place, owner, changes))
    }

    /// For each of these whether the same is said of it in two trees that have it alike, and otherwise differ by
    /// these changes.
    pub(super) fn settled(&self, judgements: &[&Judgement], index: &Index, changes: &[Change]) -> Vec<bool> {
        let mut settled: Vec<bool> =
            judgements.par_iter().map(|judgement| !self.may_change(judgement, index, changes)).collect();
        let document = |at: usize| judgements[at].document.as_deref();
        let of_changed = changes.iter().filter_map(|change| change.owner.as_deref());
        let open = (0..judgements.len()).filter(|at| !settled[*at]);
        let of_open = open.filter_map(|at| index.owner(document(at)?));
        let moved: HashSet<&str> = of_changed.chain(of_open).collect();
        // What sums up others hangs on all that belongs to its engagement.
        for (at, settled) in settled.iter_mut().enumerate() {
            let Some(document) = document(at).filter(|document| self.sums_up(document.kind)) else {
                continue;
            };
            let owner = index.owner(document);
            let mut last =
                self.of_kind(document.kind).iter().filter(|place| self.joins.level(**place) == LAST);
            *settled &= owner.is_none_or(|owner| !moved.contains(owner))
                && !last.any(|place| self.is_affected(*place, owner, changes));
        }
        settled
    }
}

/// What was said of the documents of one tree, for another that differs from it in a few.
pub(super) struct Earlier<'e> {
    /// By the document's number: what was said there of documents that are judged again.
    pub(super) judgements: HashMap<u32, &'e Judgement>,
    /// Of the others: the same is said of them here, so they are not judged again.
    pub(super) settled: Vec<&'e Judgement>,
    /// How the two trees differ.
    pub(super) changes: Vec<Change>,
}

impl Earlier<'_> {
    /// What a policy said of a document, where it says the same now.
    pub(super) fn said(
        &self,
        judge: &Judge<'_>,
        place: usize,
        document: &Document,
        owner: Option<&str>,
    ) -> Option<(Outcome, Vec<Remark>)> {
        let judgement = self.judgements.get(&document.number)?;
        if judge.is_affected(place, owner, &self.changes) {
            return None;
        }
        let (_, outcome) = judgement.outcomes.iter().find(|(by, _)| *by == place)?;
        let own = judgement.remarks.iter().filter(|remark| remark.by == By::Policy(place));
        let own: Vec<Remark> = own.cloned().collect();
        (!points_into(&own, &self.changes)).then_some((*outcome, own))
    }
}

/// Whether a finding shows words of a document that changed: they may have moved.
pub(super) fn points_into(remarks: &[Remark], changes: &[Change]) -> bool {
    let mut places = remarks.iter().flat_map(|remark| &remark.finding.related);
    places.any(|(place, _)| changes.iter().any(|change| change.number == place.file))
}
