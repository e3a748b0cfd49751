//! Families of words, looked for in headings alone: they are so common that in prose they would say nothing.

use crate::facts::title;

use super::files::{Phrases, every};

/// Phrases of a few words; of the last one perhaps only the beginning.
#[derive(Debug, Default)]
pub(crate) struct Families {
    phrases: Vec<Family>,
}

#[derive(Debug)]
struct Family {
    /// In their plain form (`title::keys`).
    words: Vec<String>,
    /// Whether the last word may go on.
    open: bool,
}

impl Families {
    pub(super) fn new(phrases: &Phrases) -> Self {
        let family = |phrase: &str| {
            let key = title::keys(phrase.trim_end_matches('*')).into_iter().next()?;
            Some(Family { words: key.split(' ').map(str::to_owned).collect(), open: phrase.ends_with('*') })
        };
        Self { phrases: every(phrases).filter_map(family).collect() }
    }

    /// The first words of a heading, in their plain form, that are of the family.
    pub(crate) fn found(&self, key: &str) -> Option<String> {
        let words: Vec<&str> = key.split(' ').collect();
        (0..words.len()).find_map(|at| {
            let family = self.phrases.iter().find(|family| family.stands_at(&words[at..]))?;
            Some(words[at..at + family.words.len()].join(" "))
        })
    }
}

impl Family {
    fn stands_at(&self, words: &[&str]) -> bool {
        let Some((last, first)) = self.words.split_last() else { return false };
        words.len() >= self.words.len()
            && first.iter().zip(words).all(|(wanted, word)| wanted == word)
            && match self.open {
                true => words[first.len()].starts_with(last.as_str()),
                false => words[first.len()] == last,
            }
    }
}
