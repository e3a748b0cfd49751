//! An expression of the policy language, evaluated for one document of a tree: for who writes a policy.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::facts::{Document, Index, is_markdown, is_yaml};
use crate::rules::Subject;
use crate::rules::expression::{Machine, Mistake, Place, Tables, Value};
use crate::text::{Decoded, SourceFile, Span, decode};
use crate::workspace::{Listing, Tree};

use super::firm::Firm;
use super::understand::Understanding;
use super::{Error, Prepared};

/// What an expression gives.
#[derive(Debug)]
pub struct Evaluation {
    /// The value, or each item of a list; nothing for an empty list.
    pub values: Vec<Shown>,
    /// Whether it is a list.
    pub is_list: bool,
}

/// One value as a reader would write it, and where it comes from.
#[derive(Debug)]
pub struct Shown {
    /// The value; what is not there, or can't be used, is said in words.
    pub text: String,
    /// Places in files, the most telling first.
    pub places: Vec<(Arc<SourceFile>, Span)>,
}

/// Why there is no value.
#[derive(Debug)]
pub enum Unevaluated {
    /// The file is of no kind that soplint knows.
    NoDocument,
    /// The expression has mistakes, each with bytes of its text.
    Mistakes(Vec<Mistake>),
    /// It took more steps than it may.
    Exhausted,
}

/// Evaluates `expression` for the document at `path`, with the terms and limits of a pack.
///
/// # Errors
/// When the tree can't be read.
pub fn evaluate(
    tree: &dyn Tree,
    listing: &Listing,
    prepared: &Prepared,
    path: &Utf8Path,
    pack: &str,
    as_of: jiff::civil::Date,
    expression: &str,
) -> Result<Result<Evaluation, Unevaluated>, Error> {
    let set = &prepared.set;
    let understanding = Understanding {
        kinds: &set.kinds,
        vocabulary: &set.vocabulary,
        globs: &prepared.settings.globs,
        private: &prepared.private,
    };
    let mut documents: Vec<Arc<Document>> = Vec::new();
    let own = (!listing.paths.iter().any(|known| known == path)).then(|| path.to_owned());
    for path in listing.paths.iter().chain(&own).filter(|path| is_markdown(path) || is_yaml(path)) {
        if let Ok(Decoded::Text(text) | Decoded::Repaired { text, .. }) = tree.read(path).map(decode) {
            documents.extend(understanding.document(path, text).map(Arc::new));
        }
    }
    let mut paths: Vec<Utf8PathBuf> = listing.paths.clone();
    paths.sort();
    let index = Index::new(documents, paths.into(), &set.kinds);
    let Some(document) = index.documents().iter().find(|document| document.path() == path) else {
        return Ok(Err(Unevaluated::NoDocument));
    };
    let code = match set.code(expression, pack, document.kind) {
        Ok(code) => code,
        Err(mistakes) => return Ok(Err(Unevaluated::Mistakes(mistakes))),
    };
    let parameters = prepared.settings.parameters.iter();
    let parameters = parameters.map(|(name, parameter)| (name.clone(), parameter.value.clone())).collect();
    let register = Firm::new(set, prepared.profile.as_ref().map(|file| file.text()));
    let subject = Subject {
        document,
        index: &index,
        tables: &Tables::default(),
        kinds: &set.kinds,
        vocabulary: &set.vocabulary,
        parameters: &parameters,
        as_of,
        zone: &prepared.zone,
        register: &register,
        explain: false,
    };
    let mut machine = Machine::new(subject);
    let value = machine.eval(&code);
    if machine.is_exhausted() {
        return Ok(Err(Unevaluated::Exhausted));
    }
    let shown = |value: &Value<'_>| Shown {
        text: value.in_words(&subject),
        places: value.places().filter_map(|place| source(&index, place)).collect(),
    };
    let items = value.items(&set.kinds);
    let is_list = items.is_some();
    let values = items.map_or_else(|| vec![shown(&value)], |items| items.iter().map(shown).collect());
    Ok(Ok(Evaluation { values, is_list }))
}

fn source(index: &Index, place: Place) -> Option<(Arc<SourceFile>, Span)> {
    let document = index.documents().iter().find(|document| document.number == place.file)?;
    Some((Arc::clone(&document.source), place.span))
}
