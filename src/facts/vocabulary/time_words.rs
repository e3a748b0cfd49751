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
    /// The place of a cadence in the order from the most to the least frequent.
    pub(crate) cadence_ranks: BTreeMap<String, usize>,
    /// "every": makes a frequency of a length of time.
    pub(crate) each: Vec<String>,
    /// "business" (true), "calendar" (false).
    pub(crate) clocks: BTreeMap<String, bool>,
    pub(crate) numbers: BTreeMap<String, f64>,
}

impl TimeWords {
    /// The unit that a phrase stands for.
    pub(crate) fn unit(&self, hit: Hit, lexicon: &Lexicon) -> Option<Unit> {
        self.units.iter().find(|(group, _)| lexicon.has(hit, *group)).map(|(_, unit)| *unit)
    }

    /// About how many hours lie between two times of a frequency; many, where nobody can say.
    pub(crate) fn cadence_hours(&self, folded: &str) -> f64 {
        const HOURS: [f64; 12] =
            [0.0, 1.0, 12.0, 24.0, 84.0, 168.0, 336.0, 720.0, 2184.0, 4368.0, 8760.0, 8760.0];
        self.cadence_ranks.get(folded).and_then(|rank| HOURS.get(*rank)).copied().unwrap_or(f64::MAX)
    }

    /// The worth of digits or of a number word.
    pub(crate) fn number(&self, word: &str) -> Option<f64> {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return word.replace(',', "").parse().ok();
        }
        self.numbers.get(word).copied()
    }
}
