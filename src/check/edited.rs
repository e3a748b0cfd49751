//! What policies said of a document before an edit of its text that left its fields as they were, as far as it still
//! holds: for an editor, in which most edits are such.

use crate::diagnostic::Outcome;
use crate::facts::Document;
use crate::text::common_start;

use super::document::Judge;
use super::remark::{By, Judgement, Remark};

/// What policies that join documents said before an edit. Since then nothing changed elsewhere that they see.
#[derive(Debug)]
pub(super) struct Before {
    judgement: Judgement,
    /// Up to this byte the text is as it was: what is shown there has not moved.
    same_to: u32,
}

impl Before {
    /// Nothing where the fields, or the place of the title, are not as they were.
    pub(super) fn new(judgement: Judgement, old: &Document, new: &Document) -> Option<Self> {
        let same_to = common_start(old.source.text(), new.source.text()) as u32;
        // What is not there is shown at the title.
        let same = old.facts.title == new.facts.title && old.has_the_fields_of(new);
        same.then_some(Self { judgement, same_to })
    }

    pub(super) fn judgement(&self) -> &Judgement {
        &self.judgement
    }

    /// Whether a policy's condition alone decided.
    pub(super) fn has_unasked(&self, place: usize) -> bool {
        self.judgement.unasked.contains(&place)
    }

    /// How a policy ended, if it came to an end.
    fn ended(&self, place: usize) -> Option<Outcome> {
        let (_, outcome) = self.judgement.outcomes.iter().find(|(by, _)| *by == place)?;
        let says = || self.judgement.remarks.iter().any(|remark| remark.by == By::Policy(place));
        (*outcome != Outcome::CannotCheck || says()).then_some(*outcome)
    }

    /// How a policy ended and what it said, if all that it showed stands where it stood.
    fn said(&self, place: usize) -> Option<(Outcome, Vec<Remark>)> {
        let outcome = self.ended(place)?;
        let own = self.judgement.remarks.iter().filter(|remark| remark.by == By::Policy(place));
        let own: Vec<Remark> = own.cloned().collect();
        let number = self.judgement.document.as_ref().map(|document| document.number);
        let stays = |remark: &Remark| {
            let finding = &remark.finding;
            finding.at.end <= self.same_to
                && finding.related.iter().all(|(place, _)| Some(place.file) != number)
        };
        own.iter().all(stays).then_some((outcome, own))
    }
}

impl Judge<'_> {
    /// What a policy said before an edit and says again, because nothing that decided it can have changed: it reads
    /// no words of documents, or its condition reads none and alone decided, and no other policy has a say in it.
    pub(super) fn still_said(&self, place: usize, before: &Before) -> Option<(Outcome, Vec<Remark>)> {
        let policy = self.policy(place);
        let unasked = before.has_unasked(place) && !policy.when_reads_prose;
        let apart = self.joins.needs(place).is_empty() && (unasked || !policy.reads_prose());
        if apart { before.said(place) } else { None }
    }

    /// Whether a policy concerned a document before an edit and does so still, because its condition reads no words of
    /// documents.
    pub(super) fn still_concerns(&self, place: usize, before: &Before) -> bool {
        !self.policy(place).when_reads_prose && before.ended(place).is_some() && !before.has_unasked(place)
    }
}
