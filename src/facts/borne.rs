//! Whether the text under a heading is about what the heading's words hint at.

use crate::syntax::markdown::Heading;

use super::passage::Passage;
use super::reading::{Part, Reading};
use super::vocabulary::{Concept, Group, Owner};

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
pub(crate) fn by_families(reading: &Reading<'_>, heading: &Heading, keys: &[String]) -> Vec<(usize, String)> {
    let concepts = reading.vocabulary.concepts().iter().enumerate();
    let found = concepts.filter_map(|(index, concept)| {
        let words = keys.first().and_then(|key| concept.families.found(key))?;
        (!is_rejected(reading, heading, concept)).then_some((index, words))
    });
    found.collect()
}

fn is_rejected(reading: &Reading<'_>, heading: &Heading, concept: &Concept) -> bool {
    let part = Part { block: heading.block, range: heading.title.clone() };
    reading.hits(&part).any(|hit| reading.vocabulary.lexicon.groups(hit).contains(&concept.reject))
}

/// The concepts of whose words a heading has one, and none that speaks against it; with the word.
pub(crate) fn by_words(
    reading: &Reading<'_>,
    heading: &Heading,
    wanted: impl Fn(&Concept) -> Group,
) -> Vec<(usize, String)> {
    let part = Part { block: heading.block, range: heading.title.clone() };
    let groups: Vec<_> =
        reading.hits(&part).map(|hit| (hit, reading.vocabulary.lexicon.groups(hit))).collect();
    let concepts = reading.vocabulary.concepts().iter().enumerate();
    let named = concepts.filter_map(|(index, concept)| {
        let words = wanted(concept);
        let (hit, _) = groups.iter().find(|(_, groups)| groups.contains(&words))?;
        let rejected = groups.iter().any(|(_, groups)| groups.contains(&concept.reject));
        let words = Part { block: heading.block, range: hit.start..hit.end };
        (!rejected).then(|| (index, reading.text(&words).to_owned()))
    });
    named.collect()
}
