//! What is kept of a document, once it is judged by itself, for the policies that join documents.
//!
//! What texts say takes most of the memory, and few policies join it: the rest of it goes at once.

use std::collections::BTreeSet;

use crate::facts::{Document, Wording};
use crate::policy::Policy;
use crate::rules::Rule;

/// What is kept of the documents of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// The fields; without them nothing is.
    fields: bool,
    /// What the texts say: clauses, and the sections about some concepts.
    prose: bool,
    concepts: BTreeSet<usize>,
    /// The sections about all concepts, and what is still to be written.
    all_concepts: bool,
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
        self.fields = true;
        self.prose |= policy.reads_prose();
        self.concepts.extend(&policy.reads.concepts);
        // It shows where a clause should stand, in any section.
        self.all_concepts |= matches!(policy.rule, Rule::Clause(_));
        // It shows a heading that is nearly the one that it looks for.
        self.outline |= matches!(policy.rule, Rule::Section(_));
    }

    /// A document without what nobody reads again; nothing where nobody reads anything of it.
    pub(super) fn of(&self, mut document: Document) -> Option<Document> {
        if !self.fields {
            return None;
        }
        if let Some(prose) = document.facts.prose.as_mut().filter(|_| !self.all_concepts) {
            prose.forget_sections(|concept| !self.concepts.contains(&concept));
            prose.placeholders = Vec::new();
        }
        if let Some(prose) = document.facts.prose.as_mut().filter(|_| !self.outline) {
            prose.outline = Vec::new();
        }
        document.facts.wording.weighed = Vec::new();
        if !self.prose {
            (document.facts.prose, document.facts.wording) = (None, Wording::default());
        }
        Some(document)
    }
}
