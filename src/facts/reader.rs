//! Somebody who knows a vocabulary, and remembers sentences.

use std::ops::Deref;
use std::sync::{Mutex, PoisonError};

use super::boilerplate::{Boilerplate, ROOM};
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

/// The collections of one vocabulary: as many as documents were read at the same time.
#[derive(Debug, Default)]
struct Shelf(Mutex<Collections>);

#[derive(Debug, Default)]
struct Collections {
    idle: Vec<Boilerplate>,
    made: usize,
}

impl Shelf {
    /// Reads with a collection that nobody else reads with meanwhile. After a panic it is not used again.
    fn with<T>(&self, read: impl FnOnce(&mut Boilerplate) -> T) -> T {
        let collections = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (idle, made) = {
            let mut collections = collections();
            let idle = collections.idle.pop();
            collections.made += usize::from(idle.is_none());
            (idle, collections.made)
        };
        let mut boilerplate = idle.unwrap_or_default();
        boilerplate.make_room(ROOM / made);
        let read = read(&mut boilerplate);
        collections().idle.push(boilerplate);
        read
    }
}
