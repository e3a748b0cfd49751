//! What is kept of a document, once it is judged by itself, for the policies that join documents.
//!
//! What texts say takes most of the memory, and few policies join it: the rest of it goes at once.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Document, SectionFacts, Wording};
use crate::policy::Policy;
use crate::rules::{Rule, Topics};

/// What is kept of the documents of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// The fields; without them nothing is.
    fields: bool,
    /// That it has a text.
    prose: bool,
    /// The sections about some concepts, each with those of its facts that are read.
    concepts: BTreeMap<usize, SectionFacts>,
    /// The clauses about some topics.
    topics: BTreeSet<usize>,
    /// What came of the wordings that the firm keeps.
    drifts: bool,
    /// What is still to be written.
    placeholders: bool,
    /// The headings.
    outline: bool,
}

impl Kept {
    /// Keeps the fields.
    pub(super) fn add_fields(&mut self) {
        self.fields = true;
    }

    /// Keeps what a policy reads.
    pub(super) fn add(&mut self, policy: &Policy) {
        let reads = &policy.reads;
        self.fields = true;
        self.prose |= policy.reads_prose();
        self.topics.extend(&reads.topics);
        let mut concepts = reads.concepts.clone();
        match &policy.rule {
            Rule::Clause(rule) => {
                // It shows where a clause should stand.
                concepts.extend(rule.within);
                self.placeholders |= matches!(rule.topics, Topics::Placeholders);
                self.drifts |= matches!(rule.topics, Topics::Kept(_));
            }
            // It shows a heading that is nearly the one that it looks for.
            Rule::Section(_) => self.outline = true,
            Rule::Value(_) | Rule::Schema(_) | Rule::History(_) | Rule::Outcome(_) => {}
        }
        let facts = SectionFacts::named(&reads.sections);
        for concept in concepts {
            let kept = self.concepts.entry(concept).or_default();
            *kept = kept.or(facts);
        }
    }

    /// A document without what nobody reads again; nothing where nobody reads anything of it.
    pub(super) fn of(&self, mut document: Document) -> Option<Document> {
        if !self.fields {
            return None;
        }
        let facts = &mut document.facts;
        if !self.prose {
            (facts.prose, facts.wording) = (None, Wording::default());
            return Some(document);
        }
        if let Some(prose) = &mut facts.prose {
            prose.forget_sections(|concept| self.concepts.get(&concept).copied());
            if !self.placeholders {
                prose.placeholders = Vec::new();
            }
            if !self.outline {
                prose.outline = Vec::new();
            }
        }
        facts.wording.weighed = Vec::new();
        facts.wording.clauses.retain(|clause| self.topics.contains(&clause.topic));
        facts.wording.clauses.shrink_to_fit();
        if !self.drifts {
            facts.wording.drifts = Vec::new();
        }
        Some(document)
    }
}
