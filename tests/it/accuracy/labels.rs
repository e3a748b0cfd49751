//! What a careful reader found in each document: the form of `benches/accuracy/*/labels.yaml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// The reading of one document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labelled {
    /// Relative to the folder of documents.
    pub(super) document: String,
    /// By concept.
    pub(super) sections: BTreeMap<String, Label>,
    /// By topic; one that is left out is absent.
    #[serde(default)]
    pub(super) clauses: BTreeMap<String, Label>,
    #[serde(default, rename = "note")]
    _note: String,
}

/// `absent`, or the strongest of what follows with the lines where it is so.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Label {
    Lines(BTreeMap<String, serde_yaml::Value>),
    Word(serde::de::IgnoredAny),
}

/// What is said of a concept or a topic: by a reader, by soplint, or by what it is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Empty for absent.
    pub(super) says: String,
    pub(super) lines: Vec<usize>,
    pub(super) quantities: Vec<String>,
}

impl Verdict {
    pub(super) fn is(&self, word: &str) -> bool {
        self.says == word
    }

    pub(super) fn is_absent(&self) -> bool {
        self.says.is_empty() || self.says == "absent"
    }

    /// Whether some line is at most one line from one of the other's.
    pub(super) fn is_near(&self, other: &Verdict) -> bool {
        self.lines.iter().any(|a| other.lines.iter().any(|b| a.abs_diff(*b) <= 1))
    }
}

impl Label {
    /// The strongest verdict, in the order given.
    pub(super) fn verdict(&self, order: &[&str]) -> Verdict {
        let Label::Lines(found) = self else { return Verdict::default() };
        let quantities = found.get("quantity").and_then(serde_yaml::Value::as_str).map(quantities);
        let strongest = order.iter().find_map(|says| Some((says, found.get(*says)?)));
        strongest.map_or_else(Verdict::default, |(says, lines)| {
            let number = |value: &serde_yaml::Value| value.as_u64().map(|line| line as usize);
            let several = || lines.as_sequence().into_iter().flatten().filter_map(number).collect();
            let lines = number(lines).map_or_else(several, |line| vec![line]);
            Verdict { says: (*says).to_owned(), lines, quantities: quantities.unwrap_or_default() }
        })
    }
}

/// Several amounts are set apart by semicolons; blanks and case do not matter.
pub(super) fn quantities(text: &str) -> Vec<String> {
    let plain = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    text.split(';').map(plain).filter(|part| !part.is_empty()).collect()
}

pub(super) fn read(path: &Path) -> Vec<Labelled> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
