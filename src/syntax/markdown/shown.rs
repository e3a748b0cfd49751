//! What a reader sees of one block.

use std::ops::Range;

use crate::text::Prose;

use super::Link;

/// A finished leaf.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) prose: Prose,
    pub(super) strong: Vec<Range<u32>>,
    /// The first of `strong` is italic only.
    pub(super) italic: bool,
    pub(super) links: Vec<Link>,
}
