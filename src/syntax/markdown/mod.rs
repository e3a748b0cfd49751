//! Markdown to blocks, an outline, and prose that leads back to its bytes.
//!
//! [`parse`] reads a body once. The blocks lie flat in document order (parents before children), so
//! whatever belongs to a block or a section is a range of [`BlockId`]s. The outline holds *candidates*:
//! everything that real authors use as a heading, from `##` to a bold lead-in or a table's first column.
//! Which of them counts is decided by whoever knows the vocabulary.

mod again;
mod attributes;
mod blocks;
mod builder;
mod contents;
mod dashed_table;
mod drawn_table;
mod excerpt;
mod graft;
mod grid_table;
mod html;
mod lead_in;
mod leaf;
mod outline;
mod plain;
mod sections;
mod shown;
mod sentences;
mod tags;
mod types;

#[cfg(test)]
mod tests;

pub use again::parse_again;
use blocks::Read;
pub use sentences::sentences;
pub use types::{
    Block, BlockId, BlockKind, Comment, Heading, HeadingId, HeadingStyle, Link, Markdown, Place,
};

/// Reads the Markdown of `source` from byte `body` on (where the front matter ends). All spans are
/// offsets in the whole of `source`. A `body` that is not on a character boundary counts as the end.
#[must_use]
pub fn parse(source: &str, body: usize) -> Markdown {
    finish(source, body, blocks::read(source, body))
}

/// What follows from all blocks together.
fn finish(source: &str, body: usize, read: Read) -> Markdown {
    let Read { mut blocks, comments, drawn } = read;
    contents::mark(source, &mut blocks);
    let outline::Outline { headings, enclosing } = outline::read(source, &blocks);
    Markdown { blocks, headings, comments, enclosing, body, drawn }
}
