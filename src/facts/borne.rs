//! Whether the text under a heading is about what the heading's words hint at.

use crate::syntax::markdown::Heading;

use super::passage::Passage;
use super::reading::{Part, Reading};
use super::vocabulary::{Hit, InHeading, Owner};

/// A heading, and what the document says.
pub(crate) struct Borne<'a> {
    pub(crate) reading: &'a Reading<'a>,
    /// Of all the document, by place.
    pub(crate) passages: &'a [Passage],
    pub(crate) heading: &'a Heading,
}

impl Borne<'_> {
    /// It is, or there is too little text to say.
    pub(crate) fn out(&self, concept: usize) -> bool {
        const SHORT: usize = 80;
        let parts = self.reading.markdown.section(self.heading);
        let words =
            parts.map(|(block, range)| self.reading.text(&Part { block, range }).split_whitespace().count());
        words.sum::<usize>() < SHORT || self.out_in_full(concept)
    }

    /// It is.
    pub(crate) fn out_in_full(&self, concept: usize) -> bool {
        self.inside().any(|passage| passage.owner == Owner::Concept(concept))
    }

    /// It is, near its beginning or in a good part of its sentences.
    pub(crate) fn out_mostly(&self, concept: usize) -> bool {
        const FIRST: usize = 3;
        const ONE_IN: usize = 4;
        let Some(first) = self.own(concept).next() else { return false };
        let sentences = self.sentences();
        let mut places: Vec<u32> = self.own(concept).map(|passage| passage.span.start).collect();
        places.dedup();
        sentences.get(FIRST).is_none_or(|fourth| first.span.start < *fourth)
            || places.len() * ONE_IN >= sentences.len()
    }

    /// It is, all in all, at least every other of its sentences; and half of what the document says of it stands here.
    pub(crate) fn out_wholly(&self, concept: usize) -> bool {
        const ONE_IN: usize = 2;
        let all = self.passages.iter().filter(|passage| is_about(passage, concept)).count();
        if self.own(concept).count() * ONE_IN < all {
            return false;
        }
        let mut places: Vec<u32> = self.own(concept).map(|passage| passage.span.start).collect();
        places.dedup();
        !places.is_empty() && places.len() * ONE_IN >= self.sentences().len()
    }

    /// The passages inside that are about a concept.
    fn own(&self, concept: usize) -> impl Iterator<Item = &Passage> {
        self.inside().filter(move |passage| is_about(passage, concept))
    }

    /// Where the sentences inside begin.
    fn sentences(&self) -> Vec<u32> {
        let parts = self.reading.markdown.section(self.heading);
        let sentences = parts.flat_map(|(block, range)| self.reading.sentences(&Part { block, range }));
        sentences.map(|sentence| self.reading.span(&sentence).start).collect()
    }

    fn inside(&self) -> impl Iterator<Item = &Passage> {
        let extent = self.reading.markdown.extent(self.heading);
        let from = self.passages.partition_point(|passage| passage.span.start < extent.start);
        self.passages[from..].iter().take_while(move |passage| passage.span.start < extent.end)
    }
}

fn is_about(passage: &Passage, concept: usize) -> bool {
    passage.owner == Owner::Concept(concept) && passage.is_done()
}

/// The concepts of whose families of words a heading has one, and none that speaks against it; with the words.
pub(crate) fn by_families<'k>(
    reading: &Reading<'_>,
    heading: &Heading,
    keys: &'k [String],
) -> Vec<(usize, &'k str)> {
    let mut found = keys.first().map_or_else(Vec::new, |key| reading.vocabulary.families.found(key));
    if !found.is_empty() {
        let title = Part { block: heading.block, range: heading.title.clone() };
        let uses = reading.hits(&title).flat_map(|hit| reading.vocabulary.in_heading(hit));
        let rejected: Vec<usize> =
            uses.filter(|(_, does)| *does == InHeading::Rejects).map(|(concept, _)| concept).collect();
        found.retain(|(concept, _)| !rejected.contains(concept));
    }
    found
}

/// The concepts for which a phrase of a heading does what is wanted, and none speaks against it; with the phrase.
pub(crate) fn by_words(reading: &Reading<'_>, heading: &Heading, wanted: InHeading) -> Vec<(usize, String)> {
    let title = Part { block: heading.block, range: heading.title.clone() };
    let (mut found, mut rejected): (Vec<(usize, Hit)>, Vec<usize>) = (Vec::new(), Vec::new());
    for hit in reading.hits(&title) {
        for (concept, does) in reading.vocabulary.in_heading(hit) {
            if does == wanted && found.iter().all(|(other, _)| *other != concept) {
                found.push((concept, hit));
            } else if does == InHeading::Rejects {
                rejected.push(concept);
            }
        }
    }
    found.retain(|(concept, _)| !rejected.contains(concept));
    found.sort_unstable_by_key(|(concept, _)| *concept);
    let words = |hit: Hit| reading.text(&Part { block: heading.block, range: hit.start..hit.end }).to_owned();
    found.into_iter().map(|(concept, hit)| (concept, words(hit))).collect()
}
