//! What a firm sets: the `lint:` map of `soplint.yaml`, over the defaults of the packs.
//!
//! Everything else in `soplint.yaml` is facts about the firm and is judged like any other document.
//! Nothing is read from the user's home: the same repository gives the same verdict everywhere.

mod read;
mod settings;

use std::collections::BTreeMap;

use crate::diagnostic::Severity;
use crate::facts::Globs;
use crate::facts::vocabulary::Extension;
use crate::rules::Parameter;
use crate::syntax::yaml::Node;
use crate::text::Span;

pub use read::{decisive, read};
pub use settings::resolve;

/// A name, and where it is written.
pub(crate) type Named = (String, Span);

/// `lint:` as written, before anything is known of the policies that it speaks of.
#[derive(Debug, Default)]
pub struct Written {
    pub(crate) packs: Option<Vec<Named>>,
    /// By kind.
    pub(crate) globs: Vec<(String, Span, Vec<Named>)>,
    pub(crate) severities: Vec<(String, Span, Severity)>,
    pub(crate) off: Vec<Named>,
    pub(crate) parameters: Vec<(String, Span, Node)>,
    /// Folders laid out like the firm's, whose policies and `lint:` hold here too.
    pub(crate) extends: Vec<Named>,
    /// Words that the firm adds to concepts, with their place.
    pub(crate) vocabulary: Vec<(Extension, Span)>,
}

/// What is set for a run.
#[derive(Debug, Default)]
pub struct Settings {
    /// Names of the packs that judge; `None` for all.
    pub packs: Option<Vec<String>>,
    /// The firm's globs, by the kind that they settle.
    pub globs: Vec<(usize, Globs)>,
    /// By policy.
    pub severities: BTreeMap<String, Severity>,
    /// Policies that are switched off.
    pub off: Vec<String>,
    /// By name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Parameters that no policy reads: where, and the name that may have been meant.
    pub unread: Vec<(String, Span, Option<String>)>,
}

impl Written {
    /// The words that the firm adds.
    #[must_use]
    pub fn words(&self) -> Vec<Extension> {
        self.vocabulary.iter().map(|(extension, _)| extension.clone()).collect()
    }
}
