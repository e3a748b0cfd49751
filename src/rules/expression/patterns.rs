//! Regular expressions that policies write out, each made once however many expressions use it: a definition
//! is put in place wherever its name stands, and its patterns with it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

/// The size of a compiled pattern, in bytes.
pub(super) const PATTERN: usize = 1 << 18;

/// The patterns met so far, by their text; what is wrong with those that can't be used.
#[derive(Debug, Default)]
pub struct Patterns(RefCell<BTreeMap<String, Result<Arc<Regex>, String>>>);

impl Patterns {
    /// The pattern of a text.
    ///
    /// # Errors
    /// In a few words, why it can't be used: it is no pattern, or takes too much memory (`PATTERN` bytes).
    pub(super) fn get(&self, text: &str) -> Result<Arc<Regex>, String> {
        if let Some(known) = self.0.borrow().get(text) {
            return known.clone();
        }
        let made =
            RegexBuilder::new(text).size_limit(PATTERN).build().map(Arc::new).map_err(|error| why(&error));
        self.0.borrow_mut().insert(text.to_owned(), made.clone());
        made
    }
}

fn why(error: &regex::Error) -> String {
    if let regex::Error::CompiledTooBig(_) = error {
        return "it is too large".to_owned();
    }
    let error = error.to_string();
    error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}
