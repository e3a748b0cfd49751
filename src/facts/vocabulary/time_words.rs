//! The words for units of time, numbers and frequencies.

use std::collections::BTreeMap;

use crate::facts::Unit;

use super::lexicon::{Group, Hit, Lexicon};

/// Which groups of the lexicon speak of time, and what number words are worth.
#[derive(Debug)]
pub(crate) struct TimeWords {
    pub(crate) units: Vec<(Group, Unit)>,
    /// "same day", "within the hour".
    pub(crate) day_words: Group,
    /// "by", "no later than": a time of day that stands behind is a deadline.
    pub(crate) due_by: Group,
    /// "at once": a time, but none that can be measured.
    pub(crate) immediate: Group,
    /// "daily", "every Friday".
    pub(crate) cadences: Group,
    /// "business" (true), "calendar" (false).
    pub(crate) clocks: BTreeMap<String, bool>,
    pub(crate) numbers: BTreeMap<String, f64>,
}

impl TimeWords {
    /// The unit that a phrase stands for.
    pub(crate) fn unit(&self, hit: Hit, lexicon: &Lexicon) -> Option<Unit> {
        self.units.iter().find(|(group, _)| lexicon.has(hit, *group)).map(|(_, unit)| *unit)
    }

    /// The worth of digits or of a number word.
    pub(crate) fn number(&self, word: &str) -> Option<f64> {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return word.replace(',', "").parse().ok();
        }
        self.numbers.get(word).copied()
    }
}
