//! What is found out about all documents of a run, for guards: each time once, when the first document asks.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Data;
use super::key::Key;

/// What holds of all documents of a kind, whichever is judged. It holds as long as these documents do.
#[derive(Debug, Default)]
pub struct Tables {
    by_fact: Shelf<OnceLock<Table>>,
    by_guard: Shelf<Telling>,
    counts: Shelf<Counts>,
}

/// Documents of a kind, by number among them, by what they say.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) by_key: HashMap<Key<'static>, Vec<u32>>,
    /// Those of which it is not known, whatever is looked for.
    pub(super) unknown: Vec<u32>,
    /// Those that say what is no key; or, of a condition, those for which it is not plainly false.
    pub(super) open: Vec<u32>,
    /// It took too many steps.
    pub(super) exhausted: bool,
}

/// Counts of what the items of a source say, by the engagement whose items they are.
#[derive(Debug, Default)]
pub(super) struct Counts(Mutex<HashMap<Box<str>, Arc<OnceLock<Count>>>>);

/// How many items say what.
#[derive(Debug, Default)]
pub(super) struct Count {
    /// Nothing, where it can't be told of each.
    pub(super) by_key: Option<HashMap<Key<'static>, i64>>,
    /// It took too many steps.
    pub(super) exhausted: bool,
}

/// Documents that tell why a condition is unknown, by what is known of what is looked for.
#[derive(Debug, Default)]
pub(super) struct Telling {
    /// It is known; these are those that may not say it.
    known: OnceLock<Vec<Candidate>>,
    missing: OnceLock<Vec<Candidate>>,
    malformed: OnceLock<Vec<Candidate>>,
    unrecorded: OnceLock<Vec<Candidate>>,
}

/// A document that a condition over all of its kind looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    /// Its number among those of its kind.
    pub(super) place: u32,
    /// Whether the condition is held against what it says; if not, all that counts is what could not be read.
    pub(super) is_asked: bool,
}

/// What was found out for parts of compiled expressions, by their addresses, which the entries keep.
#[derive(Debug)]
struct Shelf<T>(Mutex<HashMap<usize, Arc<Entry<T>>>>);

#[derive(Debug)]
pub(super) struct Entry<T> {
    /// Held, so that its address stays its own.
    _asked: Arc<dyn Any + Send + Sync>,
    /// The kinds of documents that it hangs on; `None` where it may be any.
    kinds: Option<Vec<usize>>,
    pub(super) found: T,
}

impl Tables {
    /// Drops what hangs on documents of a kind.
    pub fn forget(&mut self, kind: usize) {
        self.by_fact.forget(kind);
        self.by_guard.forget(kind);
        self.counts.forget(kind);
    }

    /// What documents say of a fact; `kinds` says of which kinds they are.
    pub(super) fn of_fact<F: Any + Send + Sync>(
        &self,
        fact: &Arc<F>,
        kinds: impl FnOnce() -> Option<Vec<usize>>,
    ) -> Arc<Entry<OnceLock<Table>>> {
        self.by_fact.entry(fact, kinds)
    }

    /// How many items say what a fact asks of each.
    pub(super) fn counts_of<F: Any + Send + Sync>(
        &self,
        fact: &Arc<F>,
        kinds: impl FnOnce() -> Option<Vec<usize>>,
    ) -> Arc<Entry<Counts>> {
        self.counts.entry(fact, kinds)
    }

    /// Which documents tell why the condition behind a guard is unknown.
    pub(super) fn of_guard<G: Any + Send + Sync>(
        &self,
        guard: &Arc<G>,
        kinds: impl FnOnce() -> Option<Vec<usize>>,
    ) -> Arc<Entry<Telling>> {
        self.by_guard.entry(guard, kinds)
    }
}

impl Table {
    pub(super) fn of<'s>(&'s self, key: &Key<'s>) -> &'s [u32] {
        let by_key: &'s HashMap<Key<'s>, Vec<u32>> = &self.by_key;
        by_key.get(key).map_or(&[], Vec::as_slice)
    }
}

impl Candidate {
    pub(super) fn asked(place: u32) -> Self {
        Self { place, is_asked: true }
    }
}

impl Counts {
    pub(super) fn of(&self, owner: &str) -> Arc<OnceLock<Count>> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get(owner) {
            Some(known) => Arc::clone(known),
            None => Arc::clone(counts.entry(owner.into()).or_default()),
        }
    }
}

impl Telling {
    /// Where this is looked for.
    pub(super) fn of(&self, sought: &Data<'_>) -> &OnceLock<Vec<Candidate>> {
        match sought {
            Data::Missing => &self.missing,
            Data::Malformed => &self.malformed,
            Data::Unrecorded => &self.unrecorded,
            _ => &self.known,
        }
    }
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Default> Shelf<T> {
    fn forget(&mut self, kind: usize) {
        let entries = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|_, entry| entry.kinds.as_ref().is_some_and(|kinds| !kinds.contains(&kind)));
    }

    fn entry<A>(&self, asked: &Arc<A>, kinds: impl FnOnce() -> Option<Vec<usize>>) -> Arc<Entry<T>>
    where
        A: Any + Send + Sync,
    {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let address = Arc::as_ptr(asked).cast::<()>() as usize;
        let new = || {
            let asked: Arc<A> = Arc::clone(asked);
            Arc::new(Entry { _asked: asked, kinds: kinds(), found: T::default() })
        };
        Arc::clone(entries.entry(address).or_insert_with(new))
    }
}
