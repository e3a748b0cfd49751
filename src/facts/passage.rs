//! Evidence in prose: sentences, list items and table rows that answer a concept's or a topic's question.
//!
//! A rule of evidence holds for a passage if every one of its lists has a phrase there. A passage is a
//! sentence; in a table it is a row, read together with the heads of its columns.

use crate::syntax::markdown::{BlockId, BlockKind};
use crate::text::Span;

use super::reading::{Part, Reading};
use super::vocabulary::{Group, Owner};

/// A passage that a rule of evidence holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passage {
    pub(crate) owner: Owner,
    /// The rule's name, for those who want to know why.
    pub(crate) rule: u32,
    /// Where it begins: the sentence, or the first telling cell of a row.
    pub(crate) part: Part,
    pub(crate) span: Span,
}

/// A row with more words than this holds whole clauses; its cells are then read by the sentence, as are
/// cells that hold blocks of their own.
const LONG_ROW: usize = 80;

/// Every passage of a document, by place.
pub(crate) fn passages(reading: &Reading<'_>) -> Vec<Passage> {
    let mut marks = Marks::new(reading.vocabulary.evidence_by_group.len());
    let mut found = Vec::new();
    for (id, block) in reading.markdown.leaves() {
        if block.contents || matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Cell { .. }) {
            continue;
        }
        if reading.holder(id, |kind| matches!(kind, BlockKind::Cell { .. })).is_some() {
            continue; // read with its row
        }
        in_block(reading, id, &mut marks, &mut found);
    }
    for (index, block) in reading.markdown.blocks.iter().enumerate() {
        if block.kind == (BlockKind::Row { header: false }) && !block.contents {
            in_row(reading, BlockId(index as u32), &mut marks, &mut found);
        }
    }
    found.sort_by_key(|passage| (passage.span.start, passage.owner, passage.rule));
    found
}

fn in_block(reading: &Reading<'_>, id: BlockId, marks: &mut Marks, found: &mut Vec<Passage>) {
    let whole = reading.whole(id);
    // Most blocks have nothing that any rule wants: look at the whole before looking at its sentences.
    marks.clear();
    marks.add(reading, &whole);
    if marks.rules(reading).next().is_none() {
        return;
    }
    for sentence in reading.sentences(&whole) {
        marks.clear();
        marks.add(reading, &sentence);
        let span = reading.span(&sentence);
        for rule in marks.rules(reading) {
            let owner = reading.vocabulary.evidence[rule as usize].owner;
            found.push(Passage { owner, rule, part: sentence.clone(), span });
        }
    }
}

fn in_row(reading: &Reading<'_>, row: BlockId, marks: &mut Marks, found: &mut Vec<Passage>) {
    let end = reading.markdown.block(row).end;
    let cells: Vec<BlockId> = reading.markdown.leaves_in(row.0..end.0).map(|(id, _)| id).collect();
    let words = |cell: &BlockId| reading.folded(&reading.whole(*cell)).split(' ').count();
    let words: usize = cells.iter().map(words).sum();
    let whole_cells =
        cells.iter().all(|cell| matches!(reading.markdown.block(*cell).kind, BlockKind::Cell { .. }));
    if words > LONG_ROW || !whole_cells {
        for cell in cells {
            in_block(reading, cell, marks, found);
        }
        return;
    }
    marks.clear();
    for cell in &cells {
        marks.add(reading, &reading.whole(*cell));
    }
    if marks.is_empty() {
        return;
    }
    let header = reading.markdown.block(row).parent.and_then(|table| {
        reading
            .markdown
            .children(table)
            .find(|row| reading.markdown.block(*row).kind == BlockKind::Row { header: true })
    });
    if let Some(header) = header {
        let end = reading.markdown.block(header).end;
        for (cell, _) in reading.markdown.leaves_in(header.0..end.0) {
            marks.add(reading, &reading.whole(cell));
        }
    }
    let Some((part, span)) = row_label(reading, &cells) else { return };
    for rule in marks.rules(reading) {
        let owner = reading.vocabulary.evidence[rule as usize].owner;
        found.push(Passage { owner, rule, part: part.clone(), span });
    }
}

/// What stands for a row: all of it where it is one line, else the first line of it that says something.
fn row_label(reading: &Reading<'_>, cells: &[BlockId]) -> Option<(Part, Span)> {
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

/// Which groups of phrases occur in the passage at hand.
struct Marks {
    seen: Vec<bool>,
    list: Vec<Group>,
}

impl Marks {
    fn new(groups: usize) -> Self {
        Self { seen: vec![false; groups], list: Vec::new() }
    }

    fn clear(&mut self) {
        for group in self.list.drain(..) {
            self.seen[group as usize] = false;
        }
    }

    fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn mark(&mut self, group: Group) {
        if !self.seen[group as usize] {
            self.seen[group as usize] = true;
            self.list.push(group);
        }
    }

    fn add(&mut self, reading: &Reading<'_>, part: &Part) {
        let lists = &reading.vocabulary.lists;
        for hit in reading.hits(part) {
            for group in reading.vocabulary.lexicon.groups(hit) {
                self.mark(*group);
                if *group == reading.vocabulary.time.cadences {
                    self.mark(lists.cadence);
                } else if *group == reading.vocabulary.time.immediate {
                    self.mark(lists.duration);
                }
            }
        }
        if reading.durations(part).next().is_some() {
            self.mark(lists.duration);
        }
    }

    /// The rules that hold, each once.
    fn rules<'r>(&'r self, reading: &'r Reading<'_>) -> impl Iterator<Item = u32> + 'r {
        let vocabulary = reading.vocabulary;
        let any = |groups: &[Group]| groups.iter().any(|group| self.seen[*group as usize]);
        let mut candidates: Vec<u32> = self
            .list
            .iter()
            .flat_map(|group| &vocabulary.evidence_by_group[*group as usize])
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.retain(|rule| {
            let rule = &vocabulary.evidence[*rule as usize];
            rule.all.iter().all(|groups| any(groups)) && !any(&rule.not)
        });
        candidates.into_iter()
    }
}
