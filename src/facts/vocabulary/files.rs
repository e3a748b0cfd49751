//! The vocabulary as it is written: the shapes of the files under `policies/vocabulary/`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Telling;
use super::lexicon::bare;

/// Phrases by language.
pub(super) type Phrases = BTreeMap<String, Vec<String>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConceptFile {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) question: String,
    #[serde(default)]
    pub(super) kinds: Vec<String>,
    pub(super) labels: Phrases,
    /// Headings that name it where the text under them bears it out.
    #[serde(default, rename = "weak-labels")]
    pub(super) weak_labels: Phrases,
    /// Labels that name only a part of it where they open an item of a list.
    #[serde(default)]
    pub(super) aspects: Phrases,
    #[serde(default)]
    pub(super) words: Phrases,
    /// Words in a heading that may name it, where nothing else does and most of the text under it is about it.
    #[serde(default)]
    pub(super) hints: Phrases,
    /// Families of words in a heading that may name it, where nothing else does and nearly all of the text under it
    /// is about it.
    #[serde(default)]
    pub(super) families: Phrases,
    #[serde(default)]
    pub(super) reject: Phrases,
    #[serde(default)]
    pub(super) evidence: Vec<EvidenceFile>,
    #[serde(default)]
    pub(super) columns: Phrases,
    /// Heads of columns that name it where a cell says a length of time.
    #[serde(default, rename = "columns-of-times")]
    pub(super) columns_of_times: Phrases,
    /// The same, but not in a section of another name: "When" over the checks of the work says when these take place.
    #[serde(default, rename = "columns-of-moments")]
    pub(super) columns_of_moments: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicFile {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) question: String,
    #[serde(default)]
    pub(super) sections: Vec<String>,
    #[serde(default)]
    pub(super) quantity: Option<Telling>,
    pub(super) evidence: Vec<EvidenceFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceFile {
    pub(super) name: String,
    /// What somebody does; the passage's force is read around it.
    #[serde(default)]
    pub(super) act: Vec<String>,
    /// What it is done to: in the passage, its lead-in or the heading over it.
    #[serde(default)]
    pub(super) about: Vec<String>,
    #[serde(default)]
    pub(super) all: Vec<Vec<String>>,
    #[serde(default)]
    pub(super) not: Vec<String>,
    /// What may not stand right by the act: the "this policy" of "this policy is reviewed".
    #[serde(default, rename = "not-near")]
    pub(super) not_near: Vec<String>,
    /// Whether it counts only in the first paragraphs of a document.
    #[serde(default)]
    pub(super) opening: bool,
    /// Phrases inside which none of the words above counts.
    #[serde(default)]
    pub(super) mask: Vec<String>,
    /// Whether what the act is about may be said over the passage instead.
    #[serde(default = "yes")]
    pub(super) context: bool,
    /// How many words may stand between the act and each of the others; without an act, between a phrase of the first
    /// list and one of the second behind it.
    #[serde(default)]
    pub(super) near: Option<u32>,
    /// Whether it counts only where words oblige or order: "must tell", "tell us". So the act may be a wide class.
    #[serde(default)]
    pub(super) bound: bool,
    /// Whether leave to do it counts as well: who "may report to the hotline" knows whom to tell.
    #[serde(default)]
    pub(super) allowed: bool,
    /// What "must not" before the act makes of it.
    #[serde(default)]
    pub(super) prohibition: Prohibition,
}

impl EvidenceFile {
    /// A passage that has a phrase of each group.
    pub(super) fn phrases(all: Vec<Vec<String>>) -> Self {
        Self {
            name: "phrases".into(),
            act: Vec::new(),
            about: Vec::new(),
            all,
            not: Vec::new(),
            not_near: Vec::new(),
            opening: false,
            mask: Vec::new(),
            context: true,
            near: None,
            bound: false,
            allowed: false,
            prohibition: Prohibition::Duty,
        }
    }
}

/// What "must not" before an act makes of it: not to share is a duty, not to encrypt is none.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Prohibition {
    #[default]
    Duty,
    Denial,
    /// The act counts only where it is forbidden, or allowed within limits: "not to disclose".
    Required,
}

/// How a sentence obliges, beside the words that are lists of their own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ForceFile {
    pub(super) id: String,
    pub(super) breaks: Vec<String>,
    pub(super) only: Vec<String>,
    pub(super) asked: Vec<String>,
    pub(super) subordinating: Vec<String>,
    pub(super) turns: Vec<String>,
    pub(super) conditional_ends: Vec<String>,
    pub(super) pointers: Vec<String>,
    pub(super) unbinding: Vec<String>,
    pub(super) fillers: Vec<String>,
    pub(super) be: Vec<String>,
    pub(super) defines: Vec<String>,
    pub(super) purpose: Vec<String>,
    pub(super) glossaries: Vec<String>,
    pub(super) finite: Vec<String>,
    pub(super) no_subject: Vec<String>,
    pub(super) no_object: Vec<String>,
    pub(super) orders: Vec<String>,
    pub(super) ambiguous_orders: Vec<String>,
    pub(super) light_orders: Vec<String>,
    pub(super) joins: Vec<String>,
    pub(super) determiners: Vec<String>,
    pub(super) participles: Vec<String>,
    pub(super) unless: Vec<String>,
    pub(super) past: Vec<String>,
    pub(super) future_endings: Vec<String>,
    pub(super) hostile: Vec<String>,
    pub(super) promises: Vec<String>,
    pub(super) demands: Vec<String>,
    pub(super) demanded: Vec<String>,
    pub(super) refers: Vec<String>,
    pub(super) refers_back: Vec<String>,
    pub(super) looks: Vec<String>,
    pub(super) describing: Vec<String>,
    pub(super) carried_out: Vec<String>,
    pub(super) texts: Vec<String>,
    pub(super) holds: Vec<String>,
    pub(super) defining: Vec<String>,
    pub(super) law: Vec<String>,
    pub(super) asks: Vec<String>,
    pub(super) ours: Vec<String>,
    pub(super) disclaims: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordsFile {
    pub(super) id: String,
    pub(super) phrases: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StagesFile {
    pub(super) id: String,
    pub(super) stages: Vec<StageFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StageFile {
    pub(super) name: String,
    pub(super) label: BTreeMap<String, String>,
    pub(super) words: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeFile {
    #[serde(rename = "id")]
    pub(super) _id: String,
    pub(super) units: Vec<UnitWords>,
    pub(super) clocks: Vec<NamedWords>,
    pub(super) numbers: BTreeMap<String, BTreeMap<String, f64>>,
    pub(super) cadences: Vec<CadenceWords>,
    #[serde(rename = "ambiguous-cadences")]
    pub(super) ambiguous_cadences: Phrases,
    #[serde(rename = "day-words")]
    pub(super) day_words: Vec<NamedWords>,
    #[serde(rename = "due-by")]
    pub(super) due_by: Phrases,
    pub(super) immediate: Phrases,
    pub(super) each: Phrases,
    #[serde(rename = "and-a-half")]
    pub(super) and_a_half: Phrases,
}

/// A unit; or what is so many of them, such as a fortnight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitWords {
    pub(super) name: String,
    #[serde(default)]
    pub(super) times: Option<f64>,
    /// Whether it is the firm's working time by itself: "weekdays".
    #[serde(default)]
    pub(super) business: bool,
    pub(super) words: Phrases,
}

/// A frequency, and about how many hours lie between two times.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CadenceWords {
    #[serde(rename = "name")]
    pub(super) _name: String,
    pub(super) hours: f64,
    pub(super) words: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedWords {
    pub(super) name: String,
    pub(super) words: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct MetadataFile {
    pub(super) id: String,
    pub(super) version_columns: Phrases,
    pub(super) version_headings: Phrases,
    pub(super) keys: Vec<MetadataKey>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetadataKey {
    pub(super) key: String,
    pub(super) labels: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PlaceholdersFile {
    pub(super) id: String,
    pub(super) phrases: Phrases,
    pub(super) case_sensitive: Vec<String>,
    pub(super) brackets: Phrases,
    pub(super) whole_section: Phrases,
}

/// Words as they are and as they are typed without accents.
pub(super) fn spelled<'a>(words: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = String> {
    words.into_iter().flat_map(|word| bare(word).into_iter().chain([word.to_owned()]))
}

/// All phrases, whatever the language.
pub(super) fn every(phrases: &Phrases) -> impl Iterator<Item = &str> {
    phrases.values().flatten().map(String::as_str)
}

fn yes() -> bool {
    true
}
