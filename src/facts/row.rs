//! A row of a table as a passage: its cells, the heads of its columns, and what stands for it.

use crate::syntax::markdown::{BlockId, BlockKind};
use crate::text::Span;

use super::boilerplate::Boilerplate;
use super::hearsay::is_link;
use super::reading::{Part, Reading};
use super::verdict::Id;
use super::vocabulary::Role;

/// A row with more words than this, or with so many sentences in one cell, holds whole clauses; its cells are then
/// read by the sentence, as are cells that hold blocks of their own.
const LONG: usize = 80;
const SENTENCES: usize = 3;

/// A row, read together with the heads of its columns.
pub(super) struct Row<'r> {
    reading: &'r Reading<'r>,
    /// The cells that say something.
    pub(super) cells: Vec<BlockId>,
    pub(super) heads: Vec<Part>,
}

impl<'r> Row<'r> {
    pub(super) fn of(reading: &'r Reading<'r>, row: BlockId) -> Self {
        let markdown = reading.markdown;
        let leaves = |row: BlockId| markdown.leaves_in(row.0..markdown.block(row).end.0).map(|(id, _)| id);
        let is_header = |row: &BlockId| markdown.block(*row).kind == BlockKind::Row { header: true };
        let header = markdown.block(row).parent.and_then(|table| markdown.children(table).find(is_header));
        let heads = header.into_iter().flat_map(leaves).map(|cell| reading.whole(cell));
        Self { reading, cells: leaves(row).collect(), heads: heads.collect() }
    }

    /// Whether its cells are read by themselves.
    pub(super) fn holds_clauses(&self) -> bool {
        let reading = self.reading;
        let blanks =
            |cell: &BlockId| reading.folded(&reading.whole(*cell)).bytes().filter(|byte| *byte == b' ');
        let words: usize = self.cells.iter().map(|cell| blanks(cell).count() + 1).sum();
        let whole = |cell: &BlockId| matches!(reading.markdown.block(*cell).kind, BlockKind::Cell { .. });
        let tells = |cell: &BlockId| reading.sentences_of(*cell).nth(SENTENCES - 1).is_some();
        words > LONG || !self.cells.iter().all(whole) || self.cells.iter().any(tells)
    }

    /// Whether there is nothing in it that the vocabulary knows.
    pub(super) fn is_strange(&self) -> bool {
        self.cells.iter().all(|cell| self.reading.words(*cell).are_strange())
    }

    /// Whether a cell is nothing but a link: the other cells then say what is found there.
    fn links(&self) -> bool {
        self.cells.iter().any(|cell| is_link(self.reading, &self.reading.whole(*cell)))
    }

    /// Whether it only describes: what a link leads to, or, by the heads of its columns, figures or frameworks.
    pub(super) fn describes(&self) -> bool {
        let force = &self.reading.vocabulary.force;
        let tells = |head: &Part| {
            let words = self.reading.folded(head).split(|c: char| !c.is_alphanumeric());
            words.into_iter().any(|word| force.is(word, Role::DESCRIBES))
        };
        self.links() || self.heads.iter().any(tells)
    }

    /// What stands for it: all of it where it is one line, else the first line of it that says something.
    pub(super) fn label(&self) -> Option<(Part, Span)> {
        let (reading, cells) = (self.reading, &self.cells);
        let first = reading.whole(*cells.first()?);
        let whole = cells.iter().map(|cell| reading.span(&reading.whole(*cell))).reduce(Span::cover)?;
        if !whole.of(reading.source).contains('\n') {
            return Some((first, whole));
        }
        let lines = cells.iter().flat_map(|cell| reading.sentences(&reading.whole(*cell)));
        let telling = lines.into_iter().find(|line| reading.hits(line).next().is_some()).unwrap_or(first);
        let span = reading.span(&telling);
        Some((telling, span))
    }

    /// The kept texts of what stands over it, of its heads and its cells; nothing where one is not kept, or where more
    /// than its words decides what a cell says.
    pub(super) fn kept(&self, over: &[Part]) -> Option<Box<[Id]>> {
        let reading = self.reading;
        if self.cells.iter().any(|cell| !reading.markdown.block(*cell).links.is_empty()) {
            return None;
        }
        let cells = self.cells.iter().map(|cell| reading.kept(&reading.whole(*cell)));
        over.iter().chain(&self.heads).map(|part| reading.kept(part)).chain(cells).collect()
    }
}

/// Whether a table lists the versions of its document: that says nothing of the work.
pub(super) fn tells_versions(reading: &Reading<'_>, table: BlockId, boilerplate: &mut Boilerplate) -> bool {
    const COLUMNS: usize = 2;
    let markdown = reading.markdown;
    let Some(first) =
        markdown.children(table).find(|id| matches!(markdown.block(*id).kind, BlockKind::Row { .. }))
    else {
        return false;
    };
    let cells = markdown.leaves_in(first.0..markdown.block(first).end.0);
    let known = &reading.vocabulary.version_columns;
    let named =
        cells.filter(|(cell, _)| reading.keys_of(*cell, boilerplate).iter().any(|key| known.contains(key)));
    named.count() >= COLUMNS
}
