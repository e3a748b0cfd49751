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
use crate::rules::expression::Place;
use crate::rules::{Finding, Judged};
use crate::text::{SourceFile, Span};

use super::document::Judge;
use super::remark::{Because, By, Judgement, Remark};

/// The files of the documents of an index.
pub(super) fn sources(index: &Index) -> impl Iterator<Item = (u32, Arc<SourceFile>)> {
    index.documents().iter().map(|document| (document.number, Arc::clone(&document.source)))
}

/// What needed policies said: by policy and document, the findings.
type Said = HashMap<(usize, u32), Vec<(Span, String)>>;

/// What a policy said of a document, and what each finding hangs on.
type Joined = (usize, Judged, Vec<Option<Because>>);

impl Judge<'_> {
    /// Judges by the policies that read other documents, and adds what they say.
    pub(super) fn join<'j>(
        &self,
        paths: &[Utf8PathBuf],
        judgements: impl Iterator<Item = &'j mut Judgement>,
    ) -> Index {
        if !self.joins.any() {
            return Index::default();
        }
        let mut kept: Vec<(Arc<Document>, &mut Judgement)> = judgements
            .filter_map(|judgement| Some((Arc::clone(judgement.document.as_ref()?), judgement)))
            .collect();
        let mut paths = paths.to_vec();
        paths.sort();
        let documents = kept.iter().map(|(document, _)| Arc::clone(document)).collect();
        let index = Index::new(documents, paths.into(), &self.prepared.set.kinds);
        let needed: Vec<usize> = self.joins.needs.iter().flatten().copied().collect();
        let mut said = Said::new();
        for level in 0..=self.joins.levels.iter().copied().max().unwrap_or(0) {
            if level > 0 {
                let work: Vec<(usize, Vec<usize>)> = kept
                    .iter()
                    .enumerate()
                    .map(|(at, (document, _))| {
                        let own = self.of_kind(document.kind).iter().copied();
                        (at, own.filter(|place| self.joins.level(*place) == level).collect())
                    })
                    .filter(|(_, places): &(usize, Vec<usize>)| !places.is_empty())
                    .collect();
                let documents: Vec<&Arc<Document>> = kept.iter().map(|(document, _)| document).collect();
                let judged: Vec<(usize, Vec<Joined>)> = work
                    .into_par_iter()
                    .map(|(at, places)| {
                        let of = |place| {
                            let (judged, because) = self.joined(place, documents[at], &index, &said);
                            (place, judged, because)
                        };
                        (at, places.into_iter().map(of).collect())
                    })
                    .collect();
                for (at, results) in judged {
                    let (document, judgement) = &mut kept[at];
                    for (place, judged, because) in results {
                        let first = judgement.remarks.len();
                        judgement.hear(place, judged, document);
                        for (remark, because) in judgement.remarks[first..].iter_mut().zip(because) {
                            remark.because = because.or(remark.because.take());
                        }
                    }
                }
            }
            for (document, judgement) in &kept {
                self.note(level, &needed, document, judgement, &mut said);
            }
        }
        index
    }

    /// Remembers what policies of a level said that others need.
    fn note(
        &self,
        level: usize,
        needed: &[usize],
        document: &Document,
        judgement: &Judgement,
        said: &mut Said,
    ) {
        for Remark { by, finding, .. } in &judgement.remarks {
            let By::Policy(place) = *by else { continue };
            if self.joins.level(place) == level && needed.contains(&place) {
                let found = said.entry((place, document.number)).or_default();
                found.push((finding.at, finding.key.clone()));
            }
        }
    }

    /// Judges one document by one policy; with what each finding hangs on.
    fn joined(
        &self,
        place: usize,
        document: &Document,
        index: &Index,
        said: &Said,
    ) -> (Judged, Vec<Option<Because>>) {
        let subject = self.subject(document, index);
        let judged = self.judge(place, &subject);
        if judged.outcome == Outcome::NotApplicable {
            return (judged, Vec::new());
        }
        let blocked = self.blocked(place, document, index, said);
        if blocked.is_empty() {
            return (judged, Vec::new());
        }
        let policy = self.policy(place);
        let mut findings = Vec::new();
        let mut because = Vec::new();
        for (need, number, at, key) in blocked.into_iter().take(MOST_CAUSES) {
            let title = &self.policy(need).title;
            let message = format!("This could not be checked before this is settled: {title}.");
            let here = number == document.number;
            let mut finding = Finding::plain(
                Outcome::CannotCheck,
                if here { at } else { document.facts.title },
                message,
                policy.declared,
            );
            finding.key = format!("needs {} {key}", self.policy(need).id);
            if !here {
                finding.related.push((Place { file: number, span: at }, "settle this first".into()));
            }
            findings.push(finding);
            because.push(Some(Because::Said { document: number, policy: need, key }));
        }
        let steps = judged.steps;
        (Judged { outcome: Outcome::CannotCheck, findings, steps, exhausted: false }, because)
    }

    /// What stands in the way: findings of needed policies about this document, or about documents of the
    /// same engagement where they judge another kind.
    fn blocked(
        &self,
        place: usize,
        document: &Document,
        index: &Index,
        said: &Said,
    ) -> Vec<(usize, u32, Span, String)> {
        let mut found = Vec::new();
        for &need in &self.joins.needs[place] {
            let mut add = |number: u32| {
                for (at, key) in said.get(&(need, number)).into_iter().flatten() {
                    found.push((need, number, *at, key.clone()));
                }
            };
            let kinds = &self.policy(need).applies_to;
            if kinds.contains(&document.kind) {
                add(document.number);
            } else if let Some(owner) = index.owner(document) {
                for kind in kinds {
                    index.of_owner(*kind, owner).for_each(|other| add(other.number));
                }
            }
        }
        found
    }
}

/// How many findings of needed policies one policy names for one document.
const MOST_CAUSES: usize = 5;
