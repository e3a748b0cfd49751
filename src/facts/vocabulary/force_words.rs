//! The words around a duty, from `policies/vocabulary/force.yaml`.

use std::collections::BTreeSet;

use crate::facts::title;

use super::files::{ForceFile, spelled};
use super::lexicon::fold;

/// How a sentence obliges: what is looked for around the words that govern an act.
#[derive(Debug)]
pub(crate) struct ForceWords {
    pub(crate) breaks: Vec<String>,
    pub(crate) only: BTreeSet<String>,
    pub(crate) asked: Vec<String>,
    /// Words that open a clause within the sentence; a negation behind one says little of what follows the clause.
    pub(crate) subordinating: BTreeSet<String>,
    pub(crate) turns: BTreeSet<String>,
    pub(crate) conditional_ends: Vec<String>,
    pointers: Vec<String>,
    unbinding: BTreeSet<String>,
    pub(crate) fillers: BTreeSet<String>,
    pub(crate) be: BTreeSet<String>,
    /// What a definition has near its beginning.
    pub(crate) defines: Vec<String>,
    /// What a purpose begins with.
    pub(crate) purpose: Vec<String>,
    /// Headings over definitions, as they are compared.
    pub(crate) glossaries: BTreeSet<String>,
    pub(crate) finite: BTreeSet<String>,
    pub(crate) no_subject: BTreeSet<String>,
    pub(crate) no_object: BTreeSet<String>,
    pub(crate) orders: BTreeSet<String>,
    pub(crate) ambiguous_orders: BTreeSet<String>,
    pub(crate) light_orders: BTreeSet<String>,
    pub(crate) joins: BTreeSet<String>,
    pub(crate) determiners: BTreeSet<String>,
    pub(crate) participles: BTreeSet<String>,
    /// What makes a condition of the act behind a prohibition, each between blanks: "no access without".
    pub(crate) unless: Vec<String>,
    /// What tells that something happened.
    pub(crate) past: BTreeSet<String>,
    /// How a verb ends that lays down what will be done: "notificará".
    pub(crate) future_endings: Vec<String>,
    /// Who does what nobody should.
    pub(crate) hostile: BTreeSet<String>,
    /// Verbs of a lead-in that lays down what follows.
    pub(crate) promises: BTreeSet<String>,
    /// Words of a heading that lays down what stands below.
    pub(crate) demands: BTreeSet<String>,
}

impl ForceWords {
    /// From its file.
    pub(super) fn read(file: ForceFile) -> Self {
        debug_assert_eq!(file.id, "force");
        let set = |words: Vec<String>| words.into_iter().collect();
        Self {
            breaks: file.breaks,
            only: set(file.only),
            asked: spelled(file.asked.iter().map(String::as_str)).collect(),
            subordinating: set(file.subordinating),
            turns: set(file.turns),
            conditional_ends: file.conditional_ends,
            pointers: file.pointers,
            unbinding: set(file.unbinding),
            fillers: set(file.fillers),
            be: set(file.be),
            defines: file.defines,
            purpose: file.purpose,
            glossaries: file.glossaries.iter().flat_map(|heading| title::keys(heading)).collect(),
            finite: set(file.finite),
            no_subject: set(file.no_subject),
            no_object: set(file.no_object),
            orders: set(file.orders),
            ambiguous_orders: set(file.ambiguous_orders),
            light_orders: set(file.light_orders),
            joins: set(file.joins),
            determiners: set(file.determiners),
            participles: set(file.participles),
            unless: file.unless.iter().map(|word| format!(" {} ", fold(word))).collect(),
            past: set(file.past),
            future_endings: file.future_endings,
            hostile: set(file.hostile),
            promises: set(file.promises),
            demands: set(file.demands),
        }
    }

    /// Whether a verb is a noun as well: "reviews".
    pub(crate) fn is_ambiguous(&self, word: &str) -> bool {
        let known = |word: &str| self.ambiguous_orders.contains(word);
        known(word) || word.strip_suffix('s').is_some_and(known) || word.strip_suffix("es").is_some_and(known)
    }

    /// Whether a word is a verb in the future tense, with which Spanish and Portuguese contracts oblige.
    pub(crate) fn is_future(&self, word: &str) -> bool {
        const SHORTEST: usize = 6;
        word.len() > SHORTEST && self.future_endings.iter().any(|ending| word.ends_with(ending.as_str()))
    }

    /// Whether a word is a form of a known verb.
    pub(crate) fn is_verb(&self, word: &str) -> bool {
        let known = |word: &str| self.orders.contains(word) || self.finite.contains(word);
        let stem = |ending: &str, instead: &str| {
            word.strip_suffix(ending).is_some_and(|stem| known(&format!("{stem}{instead}")))
        };
        known(word) || stem("s", "") || stem("es", "") || stem("ies", "y")
    }

    /// Whether a text announces what stands below it.
    pub(crate) fn points_down(&self, folded: &str) -> bool {
        self.pointers.iter().any(|pointer| folded.contains(pointer.as_str()))
    }

    /// Whether the key of a field says that what stands below it binds nobody.
    pub(crate) fn unbinds(&self, folded: &str) -> bool {
        folded.split(|c: char| !c.is_alphanumeric()).any(|word| self.unbinding.contains(word))
    }

    /// Whether an obligation is a prohibition.
    pub(crate) fn turns(&self, obligation: &str) -> bool {
        obligation.split_whitespace().any(|word| self.turns.contains(word))
    }
}
