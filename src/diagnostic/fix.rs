//! Changes that soplint offers.

use crate::text::Location;

/// Whether a fix may be applied without a person who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// Changes no meaning.
    Safe,
    /// Needs a reader.
    Unsafe,
}

/// Replaces the bytes at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub at: Location,
    /// By what.
    pub replacement: String,
}

/// Edits that belong together, sorted and disjoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "Rename the heading".
    pub title: String,
    /// Whether it may be applied unread.
    pub safety: Safety,
    /// All or none are applied.
    pub edits: Vec<Edit>,
}
