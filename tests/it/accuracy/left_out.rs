//! The vocabulary as it might be if one folder of documents had not been there to learn from.
//!
//! A phrase that stands in documents of that folder and of no other is taken out. This errs on the strict
//! side: many such phrases would have come to mind without the folder.

use std::collections::BTreeMap;

use serde_yaml::Value;
use soplint::facts::{Reader, Vocabulary, alternatives};

/// The files of the vocabulary by path, each as a tree.
pub(super) type Files = BTreeMap<String, Value>;

/// The words of the documents of each folder, ready to be searched.
#[derive(Debug, Default)]
pub(super) struct Folders {
    texts: BTreeMap<String, Vec<String>>,
}

impl Folders {
    pub(super) fn add(&mut self, folder: &str, text: &str) {
        self.texts.entry(folder.to_owned()).or_default().push(plain(text));
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// Whether a phrase stands in a folder and in no other.
    fn is_only_in(&self, phrase: &str, folder: &str) -> bool {
        let plain = plain(phrase);
        let wanted = match phrase.trim_end().ends_with('*') {
            true => plain.trim_end().to_owned(),
            false => plain,
        };
        let stands = |texts: &Vec<String>| texts.iter().any(|text| text.contains(&wanted));
        self.texts.iter().all(|(name, texts)| stands(texts) == (name == folder))
    }
}

/// Lower case, one blank between words and at both ends.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(String::from(" "), |all, word| all + &word.to_lowercase() + " ")
}

/// The vocabulary without what only one folder says, and how many phrases went.
pub(super) fn without(files: &Files, folders: &Folders, folder: &str) -> (Reader, usize) {
    let mut gone = 0;
    let mut kept = files.clone();
    for (path, file) in &mut kept {
        if ["concepts/", "clauses/", "words/"].iter().any(|folder| path.starts_with(folder)) {
            prune(file, folders, folder, &mut gone);
        }
    }
    (vocabulary(&kept), gone)
}

pub(super) fn vocabulary(files: &Files) -> Reader {
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|(path, file)| (path.clone(), serde_yaml::to_string(file).expect("it was read as YAML")))
        .collect();
    let texts = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    Reader::new(Vocabulary::new(texts, &[], &[]).expect("fewer phrases are still a vocabulary"))
}

fn prune(value: &mut Value, folders: &Folders, folder: &str, gone: &mut usize) {
    match value {
        Value::Sequence(items) => {
            let spelled = |item: Value| match item.as_str() {
                Some(phrase) => alternatives(phrase).into_iter().map(Value::String).collect(),
                None => vec![item],
            };
            *items = std::mem::take(items).into_iter().flat_map(spelled).collect();
            let before = items.len();
            items.retain(|item| {
                let phrase = item.as_str().filter(|phrase| !phrase.starts_with(['#', '@']));
                !phrase.is_some_and(|phrase| folders.is_only_in(phrase, folder))
            });
            *gone += before - items.len();
            // A list that asks for nothing would hold for all; one that nobody can find holds for none.
            if items.is_empty() && before > 0 {
                items.push(Value::String("\u{fffd}".into()));
            }
            for item in items {
                prune(item, folders, folder, gone);
            }
        }
        Value::Mapping(entries) => {
            for (key, entry) in entries {
                if !["sections", "id"].contains(&key.as_str().unwrap_or_default()) {
                    prune(entry, folders, folder, gone);
                }
            }
        }
        _ => {}
    }
}
