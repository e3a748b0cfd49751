//! What reading a Markdown document gives: blocks, headings and comments, and the ways between them.

use std::ops::Range;

use crate::text::{Prose, Span};

/// A block, by its place in [`Markdown::blocks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub u32);

/// A heading candidate, by its place in [`Markdown::headings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeadingId(pub u32);

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown {
    /// In document order, parents before children.
    pub blocks: Vec<Block>,
    /// In document order; those of a table's row come before any inside its cells.
    pub headings: Vec<Heading>,
    /// HTML comments anywhere in the document, in order.
    pub comments: Vec<Comment>,
    /// For every block: the innermost real or bold heading in whose section it lies.
    pub(super) enclosing: Vec<Option<HeadingId>>,
    /// Where it begins in its source.
    pub(super) body: usize,
    /// It took a look at all of the text to find tables that are drawn with dashes.
    pub(super) drawn: bool,
}

/// One element of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// All of it, without blank lines after it. The cells of a grid table overlap where a cell runs
    /// over several lines.
    pub span: Span,
    /// The block that holds it.
    pub parent: Option<BlockId>,
    /// One past its last descendant.
    pub end: BlockId,
    /// What a reader sees. Only headings, paragraphs and cells have any.
    pub prose: Prose,
    /// Bold or underlined parts of the prose text, and an italic part that opens it. Sorted, apart.
    pub strong: Vec<Range<u32>>,
    /// The first of `strong` is italic and not bold.
    pub italic: bool,
    /// Links in the prose, in order.
    pub links: Vec<Link>,
    /// Part of a table of contents: it repeats headings, and is none.
    pub contents: bool,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// `# x`, `x` underlined, or `<h1>`.
    Heading {
        /// 1 to 6.
        level: u8,
        /// [`HeadingStyle::Atx`], [`HeadingStyle::Setext`] or [`HeadingStyle::Html`].
        style: HeadingStyle,
    },
    /// Also the text of a tight list item, of an HTML `<p>` or `<li>`, and loose text in HTML.
    Paragraph,
    /// A Markdown list.
    List {
        /// `1.` rather than `-`.
        ordered: bool,
    },
    /// An item of a Markdown list.
    Item {
        /// `- [x]` (true), `- [ ]` (false), or no box.
        task: Option<bool>,
    },
    /// `> x`.
    Quote,
    /// A pipe table, an HTML table, or one of the tables that pandoc draws with dashes.
    Table,
    /// A row of a table.
    Row {
        /// It names the columns.
        header: bool,
    },
    /// A cell of a row. A cell in HTML that holds Markdown blocks has them as children.
    Cell {
        /// From 0; a cell that spans columns counts as its first.
        column: u32,
    },
    /// Code; no prose.
    Code,
    /// The text of a footnote.
    Footnote,
    /// `---`.
    Rule,
}

/// A link in a block's prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its words, bytes of the prose text.
    pub text: Range<u32>,
    /// Where it leads, as Markdown reads it.
    pub target: String,
}

/// An HTML comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From `<!--` to `-->`.
    pub span: Span,
    /// What stands between, without blanks around it.
    pub text: String,
}

/// A heading, or what may serve as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The block whose prose holds the title.
    pub block: BlockId,
    /// How it is written.
    pub style: HeadingStyle,
    /// 1 to 6 for real headings; for all others one more than the heading around it, 7 at most.
    pub level: u8,
    /// The title, bytes of the block's prose text: numbers and punctuation are left in.
    pub title: Range<u32>,
    /// The source of the title's words.
    pub span: Span,
    /// What it stands in.
    pub place: Place,
    /// The innermost heading whose section it lies in.
    pub parent: Option<HeadingId>,
    /// The rest of the title's own block that belongs to its section (run-in headings), bytes of the prose text.
    pub rest: Range<u32>,
    /// The blocks of its section, without the title's own.
    pub body: Range<u32>,
    /// Of a column head: its column. The section is then this column in `body`.
    pub column: Option<u32>,
    /// A run-in title that is not set off by bold or italics (`Scope: this covers`).
    pub plain: bool,
}

/// How a heading is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeadingStyle {
    /// `## Scope`.
    Atx,
    /// `Scope` over `-----`.
    Setext,
    /// `<h2>Scope</h2>`.
    Html,
    /// A paragraph that is all bold, underlined or upper case.
    Bold,
    /// The words that open a paragraph: `**Scope.** This covers`.
    RunIn,
    /// The short first line of a list item that goes on below.
    ListTitle,
    /// The first cell of a table's row.
    RowHead,
    /// A cell of a table's header row.
    ColumnHead,
}

impl HeadingStyle {
    /// Whether Markdown or HTML says that it is a heading.
    #[must_use]
    pub fn is_markup(self) -> bool {
        matches!(self, Self::Atx | Self::Setext | Self::Html)
    }

    /// Whether it stands on a line of its own, with all that is under it below.
    #[must_use]
    pub fn stands_alone(self) -> bool {
        self.is_markup() || self == Self::Bold
    }
}

/// What a heading stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The document itself, or a table in it.
    Top,
    /// A list.
    InList,
    /// A quotation.
    InQuote,
}

impl Markdown {
    /// A block of this document.
    #[must_use]
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    /// A heading of this document.
    #[must_use]
    pub fn heading(&self, id: HeadingId) -> &Heading {
        &self.headings[id.0 as usize]
    }

    /// The words of a heading.
    #[must_use]
    pub fn title(&self, heading: &Heading) -> &str {
        &self.block(heading.block).prose.text()[heading.title.start as usize..heading.title.end as usize]
    }

    /// All blocks that have prose, in document order, those of a table of contents included.
    pub fn leaves(&self) -> impl Iterator<Item = (BlockId, &Block)> {
        self.leaves_in(0..self.blocks.len() as u32)
    }

    /// The blocks with prose among a range of blocks (a section's `body`, a table).
    pub fn leaves_in(&self, range: Range<u32>) -> impl Iterator<Item = (BlockId, &Block)> {
        let blocks = &self.blocks[range.start as usize..range.end as usize];
        let numbered = (range.start..).map(BlockId).zip(blocks);
        numbered.filter(|(_, block)| !block.prose.text().is_empty())
    }

    /// The children of a block, in order.
    pub fn children(&self, id: BlockId) -> impl Iterator<Item = BlockId> {
        let end = self.block(id).end;
        let within = move |child: &BlockId| *child < end;
        let first = Some(BlockId(id.0 + 1)).filter(within);
        std::iter::successors(first, move |child| Some(self.block(*child).end).filter(within))
    }

    /// The innermost real or bold heading whose section holds a block; a heading is not in its own section.
    #[must_use]
    pub fn enclosing_heading(&self, block: BlockId) -> Option<HeadingId> {
        self.enclosing[block.0 as usize]
    }

    /// From a heading's first word to the end of its section.
    #[must_use]
    pub fn extent(&self, heading: &Heading) -> Span {
        let last = self.section(heading).last().map_or(heading.span, |(block, _)| self.block(block).span);
        heading.span.cover(last)
    }

    /// The text of a heading's section: each block with prose, and the part of its text that belongs
    /// to the section. Starts with the rest of the title's own block where there is any.
    pub fn section(&self, heading: &Heading) -> impl Iterator<Item = (BlockId, Range<u32>)> {
        let column = heading.column;
        let rest = (!heading.rest.is_empty()).then(|| (heading.block, heading.rest.clone()));
        let all = if column.is_none() { heading.body.clone() } else { 0..0 };
        let leaves = self.leaves_in(all).map(|(id, _)| id);
        let rows = if column.is_some() { heading.body.clone() } else { 0..0 };
        let cells = column.into_iter().flat_map(move |column| self.column(rows.clone(), column));
        rest.into_iter()
            .chain(leaves.chain(cells).map(|id| (id, 0..self.block(id).prose.text().len() as u32)))
    }

    /// The leaves of one column in a run of rows.
    fn column(&self, rows: Range<u32>, column: u32) -> impl Iterator<Item = BlockId> {
        let first = (rows.start < rows.end).then_some(BlockId(rows.start));
        let rows = std::iter::successors(first, move |row| {
            Some(self.block(*row).end).filter(|next| next.0 < rows.end)
        });
        rows.filter_map(move |row| self.cell(row, column))
            .flat_map(|cell| self.leaves_in(cell.0..self.block(cell).end.0).map(|(id, _)| id))
    }

    /// The cell of a row that stands in a column (from 0). Nothing for a block that is no row.
    #[must_use]
    pub fn cell(&self, row: BlockId, column: u32) -> Option<BlockId> {
        let is_it = |id: BlockId| {
            self.blocks
                .get(id.0 as usize)
                .is_some_and(|block| block.parent == Some(row) && block.kind == BlockKind::Cell { column })
        };
        // Cells rarely have children or span columns, so the place follows from the column.
        let direct = BlockId(row.0.saturating_add(column).saturating_add(1));
        if is_it(direct) { Some(direct) } else { self.children(row).find(|id| is_it(*id)) }
    }
}

#[cfg(test)]
mod tests {
    use super::BlockId;
    use crate::syntax::markdown::parse;

    #[test]
    fn children_end_where_the_document_ends() {
        let markdown = parse("<table>\n<tr><td>Low</td><td>No impact</td></tr>\n</table>", 0);
        let table = BlockId(0);
        let row = markdown.children(table).next().expect("is there");
        assert_eq!(markdown.children(table).count(), 1);
        assert_eq!(
            markdown.children(row).map(|cell| markdown.children(cell).count()).collect::<Vec<_>>(),
            [0, 0]
        );
        assert_eq!(markdown.children(row).find(|_| false), None);
    }
}
