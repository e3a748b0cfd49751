//! Regular expressions that policies write out, each made once however many expressions use it: a definition
//! is put in place wherever its name stands, and its patterns with it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

/// The size of a compiled pattern, in bytes.
const PATTERN: usize = 1 << 18;

/// A pattern, made when it is first held against a text.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    made: OnceLock<Option<Regex>>,
}

/// The patterns met so far, by their text.
#[derive(Debug, Default)]
pub struct Patterns(RefCell<BTreeMap<String, Arc<Pattern>>>);

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), made: OnceLock::new() }
    }

    /// `None` where it can't be used.
    pub(super) fn regex(&self) -> Option<&Regex> {
        self.made.get_or_init(|| build(&self.text).ok()).as_ref()
    }
}

impl Patterns {
    /// The pattern of a text that need not be checked.
    pub(super) fn trusted(&self, text: &str) -> Arc<Pattern> {
        let mut known = self.0.borrow_mut();
        if let Some(known) = known.get(text) {
            return Arc::clone(known);
        }
        let new = Arc::new(Pattern::new(text));
        known.insert(text.to_owned(), Arc::clone(&new));
        new
    }

    /// The pattern of a text.
    ///
    /// # Errors
    /// In a few words, why it can't be used: it is no pattern, or takes too much memory (`PATTERN` bytes).
    pub(super) fn checked(&self, text: &str) -> Result<Arc<Pattern>, String> {
        let pattern = self.trusted(text);
        match pattern.regex() {
            Some(_) => Ok(pattern),
            None => Err(build(text).err().as_ref().map(why).unwrap_or_default()),
        }
    }
}

fn build(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).size_limit(PATTERN).build()
}

fn why(error: &regex::Error) -> String {
    if let regex::Error::CompiledTooBig(_) = error {
        return "it is too large".to_owned();
    }
    let error = error.to_string();
    error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}
