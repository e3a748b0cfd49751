//! The blocks while they grow: a flat list, and the stack of those that are still open.

use crate::text::{Prose, Span};

use super::leaf::Leaf;
use super::shown::Text;
use super::{Block, BlockId, BlockKind};

/// Who opened a block, and so what closes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A Markdown block, closed by its end event.
    Markdown,
    /// The text of a tight list item, closed by whatever block comes next.
    Loose,
    /// An HTML tag, closed by its end tag or by the end of the block around it.
    Html,
}

#[derive(Debug)]
pub(super) struct Open {
    pub(super) id: BlockId,
    pub(super) origin: Origin,
    /// It has text: the leaf on top of the leaves, if nothing above it has one.
    pub(super) leaf: bool,
    /// Where its content ends so far.
    pub(super) end: u32,
    /// Of a row: the column of the next cell.
    pub(super) column: u32,
    /// Of a row: its cells are head cells so far. Of a table: inside `<thead>`.
    pub(super) head: bool,
}

impl Block {
    fn take(&mut self, text: Text) {
        let Text { prose, strong, italic, links } = text;
        (self.prose, self.strong, self.italic, self.links) = (prose, strong, italic, links);
    }
}

#[derive(Debug)]
pub(super) struct Builder<'s> {
    pub(super) source: &'s str,
    pub(super) blocks: Vec<Block>,
    open: Vec<Open>,
    leaves: Vec<Leaf>,
    /// The last run of white space that was trimmed: nested blocks often end at the same place.
    blank: Span,
}

impl<'s> Builder<'s> {
    /// For about so many bytes of a source.
    pub(super) fn new(source: &'s str, bytes: usize) -> Self {
        let blocks = Vec::with_capacity(bytes / 32);
        Self { source, blocks, open: Vec::new(), leaves: Vec::new(), blank: Span::default() }
    }

    /// Opens a block at a byte; with a leaf, it takes text.
    pub(super) fn start(
        &mut self,
        kind: BlockKind,
        at: u32,
        origin: Origin,
        leaf: Option<Leaf>,
    ) -> &mut Open {
        let id = BlockId(self.blocks.len() as u32);
        self.blocks.push(Block {
            kind,
            span: Span { start: at, end: at },
            parent: self.open.last().map(|open| open.id),
            end: BlockId(id.0 + 1),
            prose: Prose::default(),
            strong: Vec::new(),
            italic: false,
            links: Vec::new(),
            contents: false,
        });
        let open = Open { id, origin, leaf: leaf.is_some(), end: at, column: 0, head: false };
        self.leaves.extend(leaf);
        self.open.push(open);
        self.open.last_mut().expect("was just pushed")
    }

    /// Opens a block that is known to end at a byte, blanks before it aside.
    pub(super) fn start_span(&mut self, kind: BlockKind, span: Span, origin: Origin, leaf: Option<Leaf>) {
        let end = self.trimmed(span);
        self.start(kind, span.start, origin, leaf).end = end;
    }

    /// Adds a block without text or children.
    pub(super) fn add(&mut self, kind: BlockKind, span: Span) {
        self.start_span(kind, span, Origin::Markdown, None);
        self.close();
    }

    /// Adds a block whose text is complete.
    pub(super) fn add_text(&mut self, kind: BlockKind, span: Span, text: Text) {
        self.add(kind, span);
        let block = self.blocks.last_mut().expect("was just added");
        block.take(text);
    }

    /// Takes back the innermost block, which has no children: it turned out to be something else.
    pub(super) fn drop_top(&mut self) {
        if self.open.pop().is_some() {
            self.blocks.pop();
        }
    }

    pub(super) fn top(&mut self) -> Option<&mut Open> {
        self.open.last_mut()
    }

    pub(super) fn top_kind(&self) -> Option<(BlockKind, Origin)> {
        self.open.last().map(|open| (self.blocks[open.id.0 as usize].kind, open.origin))
    }

    /// The item that is open, or whose paragraph is.
    pub(super) fn item(&mut self) -> Option<&mut Block> {
        let mut nearest = self.open.iter().rev().take(2).map(|open| open.id.0 as usize);
        let item = nearest.find(|id| matches!(self.blocks[*id].kind, BlockKind::Item { .. }))?;
        self.blocks.get_mut(item)
    }

    /// The innermost block's text, if it is one that has text.
    pub(super) fn leaf(&mut self) -> Option<&mut Leaf> {
        if self.open.last()?.leaf { self.leaves.last_mut() } else { None }
    }

    /// Says that the innermost block's content reaches to a byte.
    pub(super) fn touch(&mut self, end: u32) {
        if let Some(open) = self.open.last_mut() {
            open.end = open.end.max(end);
        }
    }

    /// Closes the innermost block.
    pub(super) fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let next = BlockId(self.blocks.len() as u32);
        let block = &mut self.blocks[open.id.0 as usize];
        block.end = next;
        block.span.end = open.end;
        if let BlockKind::Row { header } = &mut block.kind {
            *header |= open.head;
        }
        if open.leaf {
            let text = self.leaves.pop().expect("every leaf block has one").finish();
            block.take(text);
            let nothing = open.origin != Origin::Markdown && block.kind == BlockKind::Paragraph;
            if nothing && block.prose.text().is_empty() {
                // A tag or a comment had opened it, and no text came.
                self.blocks.pop();
            }
        }
        if self.blocks.get(open.id.0 as usize).is_some_and(|block| block.kind == BlockKind::Table) {
            self.find_header(open.id);
        }
        self.touch(open.end);
    }

    /// Word's tables have no header row, only a first row in bold.
    fn find_header(&mut self, table: BlockId) {
        let end = self.blocks.len();
        let mut row = table.0 as usize + 1;
        // The parser gives an empty header row to a table that has none.
        for _ in 0..2 {
            let Some(Block { kind: BlockKind::Row { header }, end: next, .. }) = self.blocks.get(row) else {
                return;
            };
            let (header, next) = (*header, next.0 as usize);
            let first = Some(row + 1).filter(|cell| *cell < next);
            let after = |cell: &usize| Some(self.blocks[*cell].end.0 as usize).filter(|cell| *cell < next);
            let cells = || {
                let all = std::iter::successors(first, after).map(|cell| &self.blocks[cell]);
                all.filter(|block| !block.prose.text().is_empty())
            };
            let has_words = cells().next().is_some();
            if has_words && !header && next < end && cells().nth(1).is_some() && cells().all(is_bold) {
                self.blocks[row].kind = BlockKind::Row { header: true };
            }
            if has_words {
                return;
            }
            row = next;
        }
    }

    /// Closes what a Markdown block ends by coming next: loose text, and paragraphs and headings of HTML.
    pub(super) fn close_loose(&mut self) {
        while let Some((kind, origin)) = self.top_kind() {
            match (origin, kind) {
                (Origin::Loose, _) | (Origin::Html, BlockKind::Paragraph | BlockKind::Heading { .. }) => {
                    self.close()
                }
                _ => break,
            }
        }
    }

    /// Closes all that is not Markdown's own.
    pub(super) fn close_foreign(&mut self) {
        while self.top_kind().is_some_and(|(_, origin)| origin != Origin::Markdown) {
            self.close();
        }
    }

    /// Closes the innermost Markdown block, and what is open in it.
    pub(super) fn close_markdown(&mut self) {
        self.close_foreign();
        self.close();
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        while !self.open.is_empty() {
            self.close();
        }
        self.blocks
    }

    /// Where a span ends without the white space at its end.
    fn trimmed(&mut self, span: Span) -> u32 {
        if self.blank.start < span.end && span.end <= self.blank.end {
            return self.blank.start.max(span.start);
        }
        let end = span.start + span.of(self.source).trim_ascii_end().len() as u32;
        self.blank = Span { start: end, end: span.end };
        end
    }
}

/// Whether all words of a block are bold.
fn is_bold(block: &Block) -> bool {
    let text = block.prose.text();
    let mut from = 0;
    for part in &block.strong {
        if text[from..part.start as usize].contains(char::is_alphanumeric) {
            return false;
        }
        from = part.end as usize;
    }
    !block.italic && !text[from..].contains(char::is_alphanumeric)
}
