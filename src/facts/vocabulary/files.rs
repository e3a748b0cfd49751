//! The vocabulary as it is written: the shapes of the files under `policies/vocabulary/`.

use std::collections::BTreeMap;

use serde::Deserialize;

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
    #[serde(default)]
    pub(super) words: Phrases,
    #[serde(default)]
    pub(super) reject: Phrases,
    #[serde(default)]
    pub(super) evidence: Vec<EvidenceFile>,
    #[serde(default)]
    pub(super) columns: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicFile {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) question: String,
    #[serde(default)]
    pub(super) sections: Vec<String>,
    pub(super) evidence: Vec<EvidenceFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceFile {
    pub(super) name: String,
    pub(super) all: Vec<Vec<String>>,
    #[serde(default)]
    pub(super) not: Vec<String>,
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
pub(super) struct TimeFile {
    pub(super) units: Vec<NamedWords>,
    pub(super) clocks: Vec<NamedWords>,
    pub(super) numbers: BTreeMap<String, BTreeMap<String, f64>>,
    pub(super) cadences: Vec<NamedWords>,
    #[serde(rename = "ambiguous-cadences")]
    pub(super) ambiguous_cadences: Phrases,
    #[serde(rename = "day-words")]
    pub(super) day_words: Vec<NamedWords>,
    #[serde(rename = "due-by")]
    pub(super) due_by: Phrases,
    pub(super) immediate: Phrases,
}

#[derive(Debug, Deserialize)]
pub(super) struct NamedWords {
    pub(super) name: String,
    pub(super) words: Phrases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetadataFile {
    pub(super) id: String,
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
