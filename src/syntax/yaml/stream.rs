//! What reading gives, and how much is read.

use super::Node;
use crate::syntax::Problem;
use crate::text::Span;

/// How much is read.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Size of the text.
    pub bytes: usize,
    /// Maps and lists in each other.
    pub depth: usize,
    /// Values in the text, those that aliases copy included: what stops a "billion laughs".
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 4 << 20, depth: 64, nodes: 500_000 }
    }
}

/// A text as read.
#[derive(Debug, Default)]
pub struct Stream {
    /// One root each; none in an empty text.
    pub documents: Vec<Node>,
    /// In order; each with its `#`, without its line break.
    pub comments: Vec<Span>,
    /// In order; at most one of them ended the reading.
    pub problems: Vec<Problem>,
}
