//! What sections and clauses are called and how they are worded: the data under `policies/vocabulary/`.
//!
//! A *concept* is what a section is about (scope, escalation); a *topic* is what a clause is about
//! (encryption, notice of an incident). Both are known by phrases. All phrases go into one
//! `Lexicon`, so that a document is read once however many there are.

mod files;
mod lexicon;
mod load;
mod time_words;
mod trie;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use lexicon::{Builder, FirstGroups, Group, Hit, Lexicon, fold, fold_into};
pub use load::{Extension, Phrasing};
pub(crate) use time_words::TimeWords;

/// What a section is about.
#[derive(Debug)]
pub struct Concept {
    /// As policies name it.
    pub id: String,
    /// As messages name it.
    pub title: String,
    /// The question that such a section answers.
    pub question: String,
    /// The kinds of documents that it is asked of; none: any document.
    pub kinds: Vec<String>,
    /// Headings that name it, as written.
    pub labels: Vec<String>,
    pub(crate) words: Group,
    pub(crate) reject: Group,
}

impl Concept {
    /// Whether a document of this kind, or of none, may have such a section: "Quality" is one thing in
    /// an SOP and another in minutes.
    #[must_use]
    pub fn is_asked_of(&self, kind: Option<&str>) -> bool {
        self.kinds.is_empty() || kind.is_some_and(|kind| self.kinds.iter().any(|own| own == kind))
    }
}

/// What a clause is about.
#[derive(Debug)]
pub struct Topic {
    /// As policies name it.
    pub id: String,
    /// As messages name it.
    pub title: String,
    /// The question that such a clause answers.
    pub question: String,
    /// Concepts of the sections in which it usually stands.
    pub sections: Vec<String>,
}

/// A stage of the work.
#[derive(Debug)]
pub struct Stage {
    /// As policies name it.
    pub name: String,
    /// As messages name it.
    pub label: String,
    pub(crate) words: Group,
}

/// Whom a rule of evidence speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// Index in [`Vocabulary::concepts`].
    Concept(usize),
    /// Index in [`Vocabulary::topics`].
    Topic(usize),
}

/// A passage is evidence if it has a phrase of one group from each list, and none of `not`.
#[derive(Debug)]
pub(crate) struct Evidence {
    pub(crate) owner: Owner,
    pub(crate) name: String,
    pub(crate) all: Vec<Vec<Group>>,
    pub(crate) not: Vec<Group>,
}

/// What makes text a placeholder.
#[derive(Debug)]
pub(crate) struct Placeholders {
    pub(crate) phrases: Group,
    pub(crate) exact: Group,
    pub(crate) exact_words: BTreeSet<String>,
    pub(crate) brackets: Vec<String>,
    pub(crate) whole: BTreeSet<String>,
}

/// Groups that facts are made of.
#[derive(Debug)]
pub(crate) struct Lists {
    pub(crate) roles: Group,
    pub(crate) channels: Group,
    pub(crate) vague_triggers: Group,
    pub(crate) trigger_words: Group,
    pub(crate) no_duty: Group,
    /// Stands for "there is a length of time here".
    pub(crate) duration: Group,
    /// Stands for "there is a frequency here".
    pub(crate) cadence: Group,
}

/// Everything that is known about words.
#[derive(Debug)]
pub struct Vocabulary {
    concepts: Vec<Concept>,
    topics: Vec<Topic>,
    stages: Vec<Stage>,
    /// Comparable heading to the concepts that it names.
    labels: BTreeMap<String, Vec<usize>>,
    columns: BTreeMap<String, Vec<usize>>,
    metadata: BTreeMap<String, String>,
    pub(crate) evidence: Vec<Evidence>,
    /// For each group, the rules of evidence whose first list it is in.
    pub(crate) evidence_by_group: Vec<Vec<u32>>,
    pub(crate) lists: Lists,
    pub(crate) time: TimeWords,
    pub(crate) placeholders: Placeholders,
    pub(crate) lexicon: Lexicon,
}

impl Vocabulary {
    /// All concepts, by id.
    #[must_use]
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// All topics of clauses, by id.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The stages of the work, in their order.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// A concept by id.
    #[must_use]
    pub fn concept(&self, id: &str) -> Option<usize> {
        self.concepts.binary_search_by(|concept| concept.id.as_str().cmp(id)).ok()
    }

    /// A topic by id.
    #[must_use]
    pub fn topic(&self, id: &str) -> Option<usize> {
        self.topics.binary_search_by(|topic| topic.id.as_str().cmp(id)).ok()
    }

    /// The concepts that a heading names outright.
    pub(crate) fn labelled(&self, keys: &[String]) -> &[usize] {
        keys.iter().find_map(|key| self.labels.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The concepts that a column of a table may stand for.
    pub(crate) fn column(&self, keys: &[String]) -> &[usize] {
        keys.iter().find_map(|key| self.columns.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The front-matter key that a label in a leading table stands for.
    pub(crate) fn metadata_key(&self, keys: &[String]) -> Option<&str> {
        keys.iter().find_map(|key| self.metadata.get(key)).map(String::as_str)
    }
}
