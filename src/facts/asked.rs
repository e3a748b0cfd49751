//! What policies ask of documents of a kind, so that no text is searched for what nobody reads.

use super::SectionFacts;

/// What is asked of documents of one kind.
#[derive(Clone, Debug)]
pub struct Asked {
    /// By topic, as the vocabulary numbers them: whether clauses about it are read.
    topics: Vec<bool>,
    /// By concept, in the same way: what is read of its section.
    facts: Vec<SectionFacts>,
}

impl Asked {
    /// Nothing, of so many topics and concepts.
    #[must_use]
    pub fn new(topics: usize, concepts: usize) -> Self {
        Self { topics: vec![false; topics], facts: vec![SectionFacts::default(); concepts] }
    }

    /// Asks for clauses about a topic.
    pub fn add_topic(&mut self, topic: usize) {
        self.topics[topic] = true;
    }

    /// Asks for facts of the section about a concept.
    pub fn add_facts(&mut self, concept: usize, facts: SectionFacts) {
        self.facts[concept] = self.facts[concept].or(facts);
    }

    pub(super) fn topic(&self, topic: usize) -> bool {
        self.topics[topic]
    }

    pub(super) fn any_topic(&self) -> bool {
        self.topics.contains(&true)
    }

    pub(super) fn facts(&self, concept: usize) -> SectionFacts {
        self.facts[concept]
    }
}
