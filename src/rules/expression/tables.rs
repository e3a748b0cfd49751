//! Tables of what the documents of a run say, for guards: each made once, when the first document asks.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::key::Key;

/// Tables of what all documents of a kind say, whichever is judged. They hold as long as these documents do.
#[derive(Debug, Default)]
pub struct Tables {
    /// By the address of the fact, which the entry keeps.
    by_fact: Mutex<HashMap<usize, Arc<Entry>>>,
}

/// What a table was made for: a part of a compiled expression.
type Asked = dyn Any + Send + Sync;

#[derive(Debug)]
pub(super) struct Entry {
    /// Held, so that its address stays its own.
    _fact: Arc<Asked>,
    /// The kinds of documents that the table hangs on; `None` where it may be any.
    kinds: Option<Vec<usize>>,
    pub(super) table: OnceLock<Table>,
}

/// Documents of a kind, by number among them, by what they say.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) by_key: HashMap<Key<'static>, Vec<u32>>,
    /// Those of which it is unknown, or no scalar; or, of a condition, not plainly false.
    pub(super) open: Vec<u32>,
    /// It took too many steps.
    pub(super) exhausted: bool,
}

impl Tables {
    /// Drops what hangs on documents of a kind.
    pub fn forget(&mut self, kind: usize) {
        let by_fact = self.by_fact.get_mut().unwrap_or_else(PoisonError::into_inner);
        by_fact.retain(|_, entry| entry.kinds.as_ref().is_some_and(|kinds| !kinds.contains(&kind)));
    }

    /// The table for a part of an expression; `kinds` says of documents of which kinds it is made.
    pub(super) fn entry(&self, fact: Arc<Asked>, kinds: impl FnOnce() -> Option<Vec<usize>>) -> Arc<Entry> {
        let mut by_fact = self.by_fact.lock().unwrap_or_else(PoisonError::into_inner);
        let address = Arc::as_ptr(&fact).cast::<()>() as usize;
        let new = || Arc::new(Entry { _fact: fact, kinds: kinds(), table: OnceLock::new() });
        Arc::clone(by_fact.entry(address).or_insert_with(new))
    }
}

impl Table {
    pub(super) fn of<'s>(&'s self, key: &Key<'s>) -> &'s [u32] {
        let by_key: &'s HashMap<Key<'s>, Vec<u32>> = &self.by_key;
        by_key.get(key).map_or(&[], Vec::as_slice)
    }
}
