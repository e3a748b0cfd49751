//! Somebody who knows a vocabulary, and remembers sentences.

use std::ops::Deref;

use super::boilerplate::{Boilerplate, Shelf};
use super::vocabulary::Vocabulary;

/// A vocabulary, and what sentences were found to say by it. What is remembered changes no fact; it saves time.
#[derive(Debug)]
pub struct Reader {
    vocabulary: Vocabulary,
    shelf: Shelf,
}

impl Reader {
    /// Knows a vocabulary, and no sentence yet.
    #[must_use]
    pub fn new(vocabulary: Vocabulary) -> Self {
        Self { vocabulary, shelf: Shelf::default() }
    }

    /// Reads with what is remembered.
    pub(super) fn with<T>(&self, read: impl FnOnce(&mut Boilerplate) -> T) -> T {
        self.shelf.with(read)
    }
}

impl Deref for Reader {
    type Target = Vocabulary;

    fn deref(&self) -> &Vocabulary {
        &self.vocabulary
    }
}
