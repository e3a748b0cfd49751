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
        let own = |passage: &&Passage| passage.owner == Owner::Concept(concept) && passage.is_done();
        let Some(first) = self.inside().find(own) else { return false };
        let sentences: Vec<u32> = self
            .reading
            .markdown
            .section(self.heading)
            .flat_map(|(block, range)| self.reading.sentences(&Part { block, range }))
            .map(|sentence| self.reading.span(&sentence).start)
            .collect();
        let mut places: Vec<u32> = self.inside().filter(own).map(|passage| passage.span.start).collect();
        places.dedup();
        sentences.get(FIRST).is_none_or(|fourth| first.span.start < *fourth)
            || places.len() * ONE_IN >= sentences.len()
    }

    fn inside(&self) -> impl Iterator<Item = &Passage> {
        let extent = self.reading.markdown.extent(self.heading);
        let from = self.passages.partition_point(|passage| passage.span.start < extent.start);
        self.passages[from..].iter().take_while(move |passage| passage.span.start < extent.end)
    }
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
