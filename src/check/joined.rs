//! The second phase: policies that read other documents, judged over an index of them, never over a text.
//!
//! Policies that only one document concerns were judged when it was read. Here the rest is judged, in
//! the order of what they need of each other, each document on as many threads as there are.

use std::collections::HashMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use rayon::prelude::*;

use crate::diagnostic::Outcome;
use crate::facts::{Document, Index};
use crate::policy::Opened;
use crate::rules::expression::Place;
use crate::rules::{Finding, Judged, Unchecked};
use crate::text::Span;

use super::change::Earlier;
use super::document::Judge;
use super::edited::Before;
use super::joins::LAST;
use super::library::Library;
use super::remark::{Because, By, Judgement, Remark};
use super::waivers::Waivers;

/// What needed policies said: by policy and document, the findings.
type Said = HashMap<(usize, u32), Vec<Told>>;

/// A finding that others may hang on.
#[derive(Clone)]
struct Told {
    at: Span,
    key: String,
    /// Ids of what it is about, beside the document.
    subjects: Vec<String>,
}

impl Told {
    fn of(finding: &Finding) -> Self {
        Self { at: finding.at, key: finding.key.clone(), subjects: finding.subjects.clone() }
    }

    /// Whether it speaks of other members, matters or tasks of the same document than a finding does.
    fn is_apart(&self, finding: &Finding) -> bool {
        let both = !self.subjects.is_empty() && !finding.subjects.is_empty();
        both && self.subjects.iter().all(|subject| !finding.subjects.contains(subject))
    }
}

impl<'a> Judge<'a> {
    /// The documents that policies of others read; none where no policy does.
    pub(super) fn library<'j>(
        &self,
        paths: &[Utf8PathBuf],
        judgements: impl Iterator<Item = &'j Judgement>,
    ) -> Library {
        self.library_of(paths, judgements.filter_map(|judgement| judgement.document.clone()))
    }

    /// The same, of documents.
    pub(super) fn library_of(
        &self,
        paths: &[Utf8PathBuf],
        documents: impl Iterator<Item = Arc<Document>>,
    ) -> Library {
        if !self.joins.any() {
            return Library::default();
        }
        let mut paths = paths.to_vec();
        paths.sort();
        Library::new(Index::new(documents.collect(), paths.into(), &self.prepared.set.kinds))
    }

    /// Everything that is said only once all documents are known. Findings that are `accepted` are not open,
    /// where others are summed up. What was said `earlier` and still holds is not judged again; of documents that
    /// are not among these judgements, all of it.
    pub(super) fn conclude<'j>(
        &self,
        library: &Library,
        judgements: impl Iterator<Item = &'j mut Judgement>,
        accepted: &Waivers,
        earlier: Option<&Earlier<'_>>,
    ) {
        let mut judgements: Vec<&mut Judgement> = judgements.collect();
        self.join(library, judgements.iter_mut().map(|judgement| &mut **judgement), earlier);
        let settled = earlier.map_or(&[][..], |earlier| &earlier.settled);
        self.sum_up(library, judgements.into_iter(), settled, accepted);
    }

    /// Judges documents by the policies that read others, and adds what they say. What documents of an
    /// engagement say of each other is known only where they are judged together.
    fn join<'j>(
        &self,
        library: &Library,
        judgements: impl Iterator<Item = &'j mut Judgement>,
        earlier: Option<&Earlier<'_>>,
    ) {
        if !self.joins.any() {
            return;
        }
        let mut kept: Vec<(Arc<Document>, &mut Judgement)> = judgements
            .filter_map(|judgement| Some((Arc::clone(judgement.document.as_ref()?), judgement)))
            .collect();
        let settled = earlier.map_or(&[][..], |earlier| &earlier.settled);
        let needed: Vec<usize> = self.joins.needed();
        let mut said = Said::new();
        for level in 0..=self.joins.rounds() {
            if level > 0 {
                kept.par_iter_mut().for_each(|(document, judgement)| {
                    let owner = library.index.owner(document);
                    let mut opened = Opened::default();
                    let own = self.of_kind(document.kind).iter().copied();
                    for place in own.filter(|place| self.joins.level(*place) == level) {
                        let known = earlier.and_then(|known| known.said(self, place, document, owner));
                        if let Some((outcome, remarks)) = known {
                            judgement.repeat(place, outcome, remarks, document);
                            continue;
                        }
                        let (judged, because) = self.joined(place, document, library, &said, &mut opened);
                        take_up(judgement, document, place, judged, because);
                    }
                });
            }
            for judgement in kept.iter().map(|(_, judgement)| &**judgement).chain(settled.iter().copied()) {
                self.note(level, &needed, judgement, &mut said);
            }
        }
    }

    /// A judgement without what policies said of the document in view of others.
    pub(super) fn alone_of(&self, judgement: &Judgement) -> Judgement {
        let is_alone = |place: usize| self.joins.level(place) == 0;
        let remarks = judgement.remarks.iter().filter(|remark| match remark.by {
            By::Policy(place) => is_alone(place),
            By::Soplint(..) => true,
        });
        let outcomes = judgement.outcomes.iter().copied().filter(|(place, _)| is_alone(*place));
        Judgement {
            remarks: remarks.cloned().collect(),
            outcomes: outcomes.collect(),
            unasked: Vec::new(),
            source: judgement.source.clone(),
            document: judgement.document.clone(),
            placements: judgement.placements.clone(),
            ..*judgement
        }
    }

    /// Remembers what policies of a level said that others need.
    fn note(&self, level: usize, needed: &[usize], judgement: &Judgement, said: &mut Said) {
        let Some(document) = &judgement.document else { return };
        for Remark { by, finding, .. } in &judgement.remarks {
            let By::Policy(place) = *by else { continue };
            if self.joins.level(place) == level && needed.contains(&place) {
                let found = said.entry((place, document.number)).or_default();
                found.push(Told::of(finding));
            }
        }
    }

    /// Judges one document by one policy; with what each finding hangs on.
    fn joined(
        &self,
        place: usize,
        document: &Document,
        library: &Library,
        said: &Said,
        opened: &mut Opened<'a>,
    ) -> (Judged, Vec<Option<Because>>) {
        let subject = self.subject(document, library);
        let judged = self.judge(place, &subject, opened);
        if judged.outcome == Outcome::NotApplicable {
            return (judged, Vec::new());
        }
        let blocked = self.blocked(place, document, library, said);
        if blocked.is_empty() {
            return (judged, Vec::new());
        }
        let policy = self.policy(place);
        // Of members, matters and tasks of which nothing is to be settled, what was found stands.
        let apart = |finding: &Finding| {
            blocked.iter().all(|(_, number, told)| *number == document.number && told.is_apart(finding))
        };
        let mut findings: Vec<Finding> =
            judged.findings.iter().filter(|finding| apart(finding)).cloned().collect();
        let mut because = vec![None; findings.len()];
        for (need, number, Told { at, key, .. }) in blocked.into_iter().take(MOST_CAUSES) {
            let title = &self.policy(need).title;
            let here = number == document.number;
            let place = if here { at } else { document.facts.title };
            let mut finding =
                Finding::unchecked(Unchecked::Before, place, format!("{title}."), policy.declared);
            finding.key = format!("needs {} {key}", self.policy(need).id);
            if !here {
                finding.related.push((Place { file: number, span: at }, "settle this first".into()));
            }
            findings.push(finding);
            because.push(Some(Because::Said { document: number, policy: need, key }));
        }
        let outcome = Judged::worst(findings.iter().map(|finding| finding.outcome));
        (Judged { outcome, findings, exhausted: false, ..judged }, because)
    }

    /// What stands in the way: findings of needed policies about this document, or about documents of the
    /// same engagement where they judge another kind.
    fn blocked(
        &self,
        place: usize,
        document: &Document,
        library: &Library,
        said: &Said,
    ) -> Vec<(usize, u32, Told)> {
        let mut found = Vec::new();
        for &need in self.joins.needs(place) {
            for Document { number, .. } in self.concerned(need, document, &library.index) {
                let told = said.get(&(need, *number)).into_iter().flatten();
                found.extend(told.map(|told| (need, *number, told.clone())));
            }
        }
        found
    }

    /// The documents of which a needed policy may say something that concerns this one.
    fn concerned<'d>(&self, need: usize, document: &'d Document, index: &'d Index) -> Vec<&'d Document> {
        let kinds = &self.policy(need).applies_to;
        if kinds.contains(&document.kind) {
            return vec![document];
        }
        let Some(owner) = index.owner(document) else { return Vec::new() };
        kinds.iter().flat_map(|kind| index.of_owner(*kind, owner)).collect()
    }

    /// The same as [`Judge::join`] for one document, where those of the index were judged by themselves:
    /// `local` gives what was said then. `before` is what was said of it before an edit that left its fields as they
    /// were, and since when nothing changed elsewhere that it sees. Returns how many pairs of a policy and a
    /// document were judged.
    pub(super) fn join_one<'l>(
        &self,
        judgement: &mut Judgement,
        library: &Library,
        local: &dyn Fn(&Document) -> Option<&'l Judgement>,
        before: Option<&Before>,
    ) -> usize {
        let Some(document) = judgement.document.clone() else { return 0 };
        let mut others = Others { library, local, said: Said::new(), judged: 0 };
        let mut places: Vec<usize> = self
            .of_kind(document.kind)
            .iter()
            .copied()
            .filter(|place| (1..LAST).contains(&self.joins.level(*place)))
            .collect();
        places.sort_by_key(|place| self.joins.level(*place));
        let mut opened = Opened::default();
        for place in places {
            if let Some((outcome, remarks)) = before.and_then(|before| self.still_said(place, before)) {
                judgement.unasked.extend(before.filter(|before| before.has_unasked(place)).map(|_| place));
                judgement.repeat(place, outcome, remarks, &document);
                continue;
            }
            if before.is_some_and(|before| self.still_concerns(place, before)) {
                opened.grant(self.policy(place));
            }
            self.settle(place, &document, &mut others);
            let (judged, because) = self.joined(place, &document, library, &others.said, &mut opened);
            others.judged += 1;
            judgement.unasked.extend(judged.unasked.then_some(place));
            take_up(judgement, &document, place, judged, because);
        }
        others.judged
    }

    /// The same by one policy alone: what it says of a document.
    pub(super) fn join_by<'l>(
        &self,
        place: usize,
        document: &Document,
        library: &Library,
        local: &dyn Fn(&Document) -> Option<&'l Judgement>,
    ) -> Vec<Remark> {
        let mut others = Others { library, local, said: Said::new(), judged: 0 };
        self.settle(place, document, &mut others);
        let (judged, because) = self.joined(place, document, library, &others.said, &mut Opened::default());
        let mut judgement = Judgement::default();
        take_up(&mut judgement, document, place, judged, because);
        judgement.remarks
    }

    /// Finds out what the policies that one needs say of the documents that it looks at.
    fn settle(&self, place: usize, document: &Document, others: &mut Others<'_, '_>) {
        let library = others.library;
        for &need in self.joins.needs(place) {
            for other in self.concerned(need, document, &library.index) {
                if others.said.contains_key(&(need, other.number)) {
                    continue;
                }
                let findings: Vec<Told> = if self.joins.level(need) == 0 {
                    let remarks = (others.local)(other).into_iter().flat_map(|judgement| &judgement.remarks);
                    let ours = remarks.filter(|remark| remark.by == By::Policy(need));
                    ours.map(|remark| Told::of(&remark.finding)).collect()
                } else {
                    self.settle(need, other, others);
                    others.judged += 1;
                    let (judged, _) = self.joined(need, other, library, &others.said, &mut Opened::default());
                    judged.findings.iter().map(Told::of).collect()
                };
                others.said.insert((need, other.number), findings);
            }
        }
    }
}

/// What one document is joined with.
struct Others<'i, 'l> {
    library: &'i Library,
    local: &'i dyn Fn(&Document) -> Option<&'l Judgement>,
    said: Said,
    judged: usize,
}

/// Adds what a policy said, with what each finding hangs on.
fn take_up(
    judgement: &mut Judgement,
    document: &Document,
    place: usize,
    judged: Judged,
    because: Vec<Option<Because>>,
) {
    let first = judgement.remarks.len();
    judgement.hear(place, judged, document);
    for (remark, because) in judgement.remarks[first..].iter_mut().zip(because) {
        remark.because = because.or(remark.because.take());
    }
}

/// How many findings of needed policies one policy names for one document.
const MOST_CAUSES: usize = 5;
