//! Families of words, looked for in headings alone: they are so common that in prose they would say nothing.

use std::collections::BTreeMap;

use crate::facts::title;

use super::files::{Phrases, every};
use super::trie::Trie;

/// Phrases of a few words by their beginnings, so that a heading is read once however many concepts have such
/// families.
#[derive(Debug)]
pub(crate) struct Families {
    starts: Trie,
    /// For each start the phrases that are written so.
    by_start: Vec<Vec<Family>>,
}

#[derive(Clone, Copy, Debug)]
struct Family {
    concept: usize,
    /// The place among the phrases of its concept.
    place: usize,
    /// Whether the last word may go on.
    open: bool,
}

/// Collects the families of concepts.
#[derive(Debug, Default)]
pub(super) struct Builder(BTreeMap<String, Vec<Family>>);

impl Builder {
    /// Adds those of a concept.
    pub(super) fn add(&mut self, concept: usize, phrases: &Phrases) {
        for (place, phrase) in every(phrases).enumerate() {
            // In their plain form.
            let Some(key) = title::keys(phrase.trim_end_matches('*')).into_iter().next() else { continue };
            let family = Family { concept, place, open: phrase.ends_with('*') };
            self.0.entry(key).or_default().push(family);
        }
    }

    pub(super) fn build(self) -> Families {
        Families {
            starts: Trie::new(self.0.keys().map(String::as_str)),
            by_start: self.0.into_values().collect(),
        }
    }
}

impl Families {
    /// The concepts of whose families words stand in a heading, with the first of these words, in their plain form.
    pub(crate) fn found<'k>(&self, key: &'k str) -> Vec<(usize, &'k str)> {
        let mut found: Vec<(usize, usize, usize, &str)> = Vec::new();
        let words = std::iter::once(0).chain(key.match_indices(' ').map(|(at, _)| at + 1));
        for at in words {
            let rest = &key[at..];
            self.starts.prefixes(rest.as_bytes(), |start, length| {
                let end = rest[length..].find(' ').unwrap_or(rest.len() - length);
                let families = self.by_start[start].iter().filter(|family| family.open || end == 0);
                let told = &rest[..length + end];
                found.extend(families.map(|family| (family.concept, at, family.place, told)));
            });
        }
        found.sort_unstable();
        found.dedup_by_key(|(concept, ..)| *concept);
        found.into_iter().map(|(concept, _, _, words)| (concept, words)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::vocabulary::files::Phrases;

    #[test]
    fn a_heading_has_words_of_a_family() {
        let phrases = |words: &[&str]| -> Phrases {
            Phrases::from([("en".to_owned(), words.iter().map(|word| (*word).to_owned()).collect())])
        };
        let mut builder = Builder::default();
        builder.add(0, &phrases(&["when*", "how long", "time"]));
        builder.add(2, &phrases(&["time", "timel*", "long"]));
        let families = builder.build();
        for (key, found) in [
            ("how long it take", vec![(0, "how long"), (2, "long")]),
            ("whenever there is time", vec![(0, "whenever"), (2, "time")]),
            ("timely work", vec![(2, "timely")]),
            ("longer way", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(families.found(key), found, "{key}");
        }
    }
}
