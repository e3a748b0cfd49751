//! Markdown that stands inside another document: its blocks become part of a larger one, with places in the
//! document that holds them.

use std::ops::Range;

use super::{Block, BlockId, BlockKind, Heading, HeadingId, Markdown};
use crate::text::{Prose, Span};

impl Markdown {
    /// Opens a block; what is added until [`Markdown::close`] lies in it.
    pub fn open(&mut self, kind: BlockKind, span: Span, parent: Option<BlockId>, prose: Prose) -> BlockId {
        let id = BlockId(self.blocks.len() as u32);
        self.blocks.push(Block {
            kind,
            span,
            parent,
            end: BlockId(id.0 + 1),
            prose,
            strong: Vec::new(),
            italic: false,
            links: Vec::new(),
            contents: false,
        });
        self.enclosing.push(None);
        id
    }

    /// Ends a block after the last that was added.
    pub fn close(&mut self, id: BlockId) {
        self.blocks[id.0 as usize].end = BlockId(self.blocks.len() as u32);
    }

    /// Adds a document that was read from a text of this one, below a block of this one. `text` leads from the
    /// bytes of that text to those of this document.
    pub fn graft(&mut self, parent: BlockId, other: Markdown, text: &Prose) {
        let (block, heading) = (self.blocks.len() as u32, self.headings.len() as u32);
        let into = |span: Span| text.source(span.start as usize..span.end as usize);
        let moved = |id: BlockId| BlockId(id.0 + block);
        let headed = |id: HeadingId| HeadingId(id.0 + heading);
        let range = |range: Range<u32>| range.start + block..range.end + block;
        self.blocks.extend(other.blocks.into_iter().map(|own| Block {
            span: into(own.span),
            parent: own.parent.map_or(Some(parent), |above| Some(moved(above))),
            end: moved(own.end),
            prose: own.prose.through(text),
            ..own
        }));
        self.headings.extend(other.headings.into_iter().map(|own| Heading {
            block: moved(own.block),
            span: into(own.span),
            parent: own.parent.map(headed),
            body: range(own.body.clone()),
            ..own
        }));
        self.enclosing.extend(other.enclosing.into_iter().map(|own| own.map(headed)));
    }
}
