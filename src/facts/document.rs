//! One document of a tree: its facts, and what they were read from.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use camino::Utf8Path;

use crate::text::SourceFile;

use super::{Facts, Fields, Kinds, Lack};

/// A document, kept where policies of other documents read it.
#[derive(Debug)]
pub struct Document {
    /// Names it among all that this program has read; never 0.
    pub number: u32,
    /// Its kind, as [`Kinds`](super::Kinds) numbers them.
    pub kind: usize,
    /// What it says.
    pub facts: Facts,
    /// Its path and text.
    pub source: Arc<SourceFile>,
    /// Found when somebody asks for them.
    lacks: OnceLock<Vec<Lack>>,
}

impl Document {
    /// A document with a number of its own.
    #[must_use]
    pub fn new(kind: usize, facts: Facts, source: Arc<SourceFile>) -> Self {
        // Documents of two trees, or of two moments, are told apart; nothing else is made of the number.
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed).max(1);
        Self { number, kind, facts, source, lacks: OnceLock::new() }
    }

    /// Relative to the root.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        self.source.path()
    }

    /// Whether its fields say the same as those of another, in the same places, as far as can be told.
    #[must_use]
    pub fn has_the_fields_of(&self, other: &Self) -> bool {
        self.is_named_as(other)
            && self.facts.unread == other.facts.unread
            && self.facts.issues == other.facts.issues
            && self.facts.problems == other.facts.problems
    }

    /// Whether its path and its fields are those of another: all by which others find it.
    #[must_use]
    pub fn is_named_as(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.path() == other.path()
            && self.fields().map(Fields::root) == other.fields().map(Fields::root)
    }

    /// Its fields, if it has any.
    #[must_use]
    pub fn fields(&self) -> Option<&Fields> {
        self.facts.fields.as_ref()
    }

    /// Its fields of which nothing can be made, by place.
    #[must_use]
    pub fn lacks(&self, kinds: &Kinds) -> &[Lack] {
        self.lacks.get_or_init(|| {
            let types = &kinds.get(self.kind).types;
            self.fields().map_or_else(Vec::new, |fields| Lack::all(fields, &self.facts.issues, types))
        })
    }

    /// The text of a field at the top.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields()?.root().get(field)?.text().filter(|text| !text.is_empty())
    }
}
