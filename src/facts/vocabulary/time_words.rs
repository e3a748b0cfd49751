//! The words for units of time, numbers and frequencies.

use std::collections::BTreeMap;

use crate::facts::Unit;

use super::lexicon::Group;

/// Which groups of the lexicon speak of time, and what number words are worth.
#[derive(Debug)]
pub(crate) struct TimeWords {
    /// The unit of each group that stands for one.
    pub(crate) units: Vec<Option<Unit>>,
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
    pub(crate) fn unit(&self, groups: &[Group]) -> Option<Unit> {
        groups.iter().find_map(|group| *self.units.get(*group as usize)?)
    }

    /// The worth of digits or of a number word.
    pub(crate) fn number(&self, word: &str) -> Option<f64> {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return word.replace(',', "").parse().ok();
        }
        self.numbers.get(word).copied()
    }
}

/// Units by the numbers of their groups.
pub(crate) fn by_group(units: impl IntoIterator<Item = (Group, Unit)>) -> Vec<Option<Unit>> {
    let mut all = Vec::new();
    for (group, unit) in units {
        all.resize(all.len().max(group as usize + 1), None);
        all[group as usize] = Some(unit);
    }
    all
}
