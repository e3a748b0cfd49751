//! The next step that a policy names, in the languages of those who write the documents.
//!
//! `help: text`, or `help: {en: text, es: text, pt: text}`. English is always there, and stands in
//! for a language that is not.

use super::Mistake;
use super::mistake::Map;

/// A language in which a next step may be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// What everything else is said in.
    #[default]
    English,
    /// For nearshore teams.
    Spanish,
    /// For nearshore teams in Brazil.
    Portuguese,
}

impl Language {
    /// All, as policies and the command line write them.
    pub const ALL: [(&'static str, Language); 3] =
        [("en", Language::English), ("es", Language::Spanish), ("pt", Language::Portuguese)];

    /// By its code.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, language)| *language)
    }
}

/// Reads `help`: the English words, and those in other languages.
pub(super) fn help(
    map: &mut Map<'_>,
    mistakes: &mut Vec<Mistake>,
) -> (Option<String>, Vec<(Language, String)>) {
    let node = map.node.get("help").filter(|node| !node.entries().is_empty());
    let Some(node) = node else {
        return (map.text("help", mistakes).map(|(text, _)| text), Vec::new());
    };
    map.get("help"); // known, though read below
    let mut others = Vec::new();
    let Some(mut inner) = Map::new(map.file, node, map.place, mistakes) else { return (None, others) };
    let english = inner.required("en", mistakes).map(|(text, _)| text);
    for (name, language) in Language::ALL.into_iter().skip(1) {
        others.extend(inner.text(name, mistakes).map(|(text, _)| (language, text)));
    }
    inner.finish(mistakes);
    (english, others)
}
