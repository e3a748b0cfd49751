//! The words for units of time, numbers and frequencies.

use std::collections::BTreeMap;

use crate::facts::Unit;

use super::lexicon::{Group, Hit, Lexicon};

/// Which groups of the lexicon speak of time, and what number words are worth.
#[derive(Debug)]
pub(crate) struct TimeWords {
    pub(crate) units: Vec<Measure>,
    /// "same day", "within the hour".
    pub(crate) day_words: Group,
    /// "by", "no later than": a time of day that stands behind is a deadline.
    pub(crate) due_by: Group,
    /// "at once": a time, but none that can be measured.
    pub(crate) immediate: Group,
    /// "daily", "every Friday".
    pub(crate) cadences: Group,
    /// About how many hours lie between two times of a frequency.
    pub(crate) cadence_hours: BTreeMap<String, f64>,
    /// "every": makes a frequency of a length of time.
    pub(crate) each: Vec<String>,
    /// " and a half", as it stands behind a unit.
    pub(crate) and_a_half: Vec<String>,
    /// "business" (true), "calendar" (false).
    pub(crate) clocks: BTreeMap<String, bool>,
    pub(crate) numbers: BTreeMap<String, f64>,
}

/// Words that measure time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measure {
    pub(crate) words: Group,
    pub(crate) unit: Unit,
    /// How many units one of it is: a fortnight is two weeks.
    pub(crate) times: f64,
    /// Counted in the firm's working time whatever stands beside it.
    pub(crate) business: bool,
}

impl TimeWords {
    /// What a phrase measures in.
    pub(crate) fn measure(&self, hit: Hit, lexicon: &Lexicon) -> Option<Measure> {
        self.units.iter().find(|measure| lexicon.has(hit, measure.words)).copied()
    }

    /// About how many hours lie between two times of a frequency; many, where nobody can say.
    pub(crate) fn cadence_hours(&self, folded: &str) -> f64 {
        self.cadence_hours.get(folded).copied().unwrap_or(f64::MAX)
    }

    /// The worth of digits or of a number word.
    pub(crate) fn number(&self, word: &str) -> Option<f64> {
        for (sign, part) in [('½', 0.5), ('¼', 0.25), ('¾', 0.75)] {
            if let Some(whole) = word.strip_suffix(sign) {
                return whole
                    .parse::<f64>()
                    .ok()
                    .or(whole.is_empty().then_some(0.0))
                    .map(|whole| whole + part);
            }
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return word.replace(',', "").parse().ok();
        }
        self.numbers.get(word).copied()
    }
}
