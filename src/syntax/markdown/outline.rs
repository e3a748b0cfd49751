//! Heading candidates: all that real authors use as headings, and what lies under each.

use std::ops::Range;

use super::lead_in::{Opening, number_length, opening, words};
use super::sections::Sections;
use super::{Block, BlockId, BlockKind, Heading, HeadingId, HeadingStyle, Place};

/// The longest title of a list item or a row, in words.
const ITEM_WORDS: usize = 10;
const CELL_WORDS: usize = 12;

#[derive(Debug)]
pub(super) struct Outline {
    pub(super) headings: Vec<Heading>,
    /// For each block: the innermost real or bold heading over it.
    pub(super) enclosing: Vec<Option<HeadingId>>,
}

/// Reads the outline of a document.
pub(super) fn read(source: &str, blocks: &[Block]) -> Outline {
    let mut reader = Reader {
        source,
        blocks,
        headings: Vec::new(),
        enclosing: Vec::with_capacity(blocks.len()),
        places: places(blocks),
        sections: Sections::default(),
    };
    for (index, block) in blocks.iter().enumerate() {
        reader.block(index as u32, block);
    }
    let Reader { mut headings, enclosing, sections, .. } = reader;
    sections.finish(blocks.len() as u32, &mut headings);
    find_parents(&mut headings);
    Outline { headings, enclosing }
}

struct Reader<'b> {
    source: &'b str,
    blocks: &'b [Block],
    headings: Vec<Heading>,
    enclosing: Vec<Option<HeadingId>>,
    places: Vec<Place>,
    sections: Sections,
}

/// What belongs to a candidate.
struct Reach {
    rest: Range<usize>,
    body: Range<u32>,
}

impl Reader<'_> {
    fn block(&mut self, id: u32, block: &Block) {
        self.sections.reach(id, &mut self.headings);
        match block.kind {
            BlockKind::Heading { level, style } => {
                self.section(id, 0..block.prose.text().len(), style, Some(level))
            }
            BlockKind::Paragraph if !block.contents => self.paragraph(id, block),
            BlockKind::Row { header } if !block.contents => self.row(id, block, header),
            _ => {}
        }
        // A heading's own section has begun by now, but it does not hold the heading.
        let own = |heading: &HeadingId| self.headings[heading.0 as usize].block.0 == id;
        let enclosing = self.sections.enclosing();
        let enclosing = match enclosing {
            Some(heading) if own(&heading) => self.sections.around(),
            other => other,
        };
        self.enclosing.push(enclosing);
    }

    fn paragraph(&mut self, id: u32, block: &Block) {
        let parent = block.parent.map(|parent| (parent.0, self.blocks[parent.0 as usize].kind));
        match parent {
            Some((item, BlockKind::Item { .. })) if item + 1 == id => self.first_of_item(id, block, item),
            Some((_, BlockKind::Cell { .. } | BlockKind::Row { .. } | BlockKind::Footnote)) => {}
            _ => match opening(self.source, block) {
                Some(Opening::Whole(title)) => self.section(id, title, HeadingStyle::Bold, None),
                Some(Opening::LeadIn { title, rest, plain }) => {
                    let body = self.led_in(id, block, &rest);
                    let reach = Reach { rest, body };
                    self.add(id, title, HeadingStyle::RunIn, reach).plain = plain;
                }
                None => {}
            },
        }
    }

    /// The blocks that go with a paragraph that ends in a colon.
    fn led_in(&self, id: u32, block: &Block, rest: &Range<usize>) -> Range<u32> {
        let next = block.end.0;
        let nothing = next..next;
        let Some(follows) = self.blocks.get(next as usize).filter(|next| next.parent == block.parent) else {
            return nothing;
        };
        let announces = rest.is_empty() || block.prose.text().ends_with(':');
        match follows.kind {
            BlockKind::List { .. } | BlockKind::Table if announces => id + 1..follows.end.0,
            BlockKind::Paragraph | BlockKind::Quote if rest.is_empty() => id + 1..follows.end.0,
            _ => nothing,
        }
    }

    fn first_of_item(&mut self, id: u32, block: &Block, item: u32) {
        let below = id + 1..self.blocks[item as usize].end.0;
        match opening(self.source, block) {
            Some(Opening::LeadIn { title, rest, plain }) => {
                let reach = Reach { rest, body: below };
                self.add(id, title, HeadingStyle::RunIn, reach).plain = plain;
            }
            Some(Opening::Whole(title)) if below.is_empty() && self.opens_section(item) => {
                self.section(id, title, HeadingStyle::Bold, None);
            }
            _ if !below.is_empty() && words(block.prose.text(), ITEM_WORDS) <= ITEM_WORDS => {
                let end = block.prose.text().len();
                let reach = Reach { rest: end..end, body: below };
                self.add(id, 0..end, HeadingStyle::ListTitle, reach);
            }
            _ => {}
        }
    }

    /// `2. **Scope**` with its text below, outside the list: the only item, and something follows the list.
    fn opens_section(&self, item: u32) -> bool {
        let only = self.blocks[item as usize].parent.is_some_and(|list| list.0 + 1 == item);
        let item = &self.blocks[item as usize];
        let Some(list) = item.parent.map(|list| &self.blocks[list.0 as usize]) else { return false };
        let follows = self.blocks.get(list.end.0 as usize).filter(|next| next.parent == list.parent);
        only && item.end == list.end
            && follows.is_some_and(|next| !matches!(next.kind, BlockKind::Heading { .. }))
    }

    /// The block whose children a heading's section is made of.
    fn container(&self, id: u32) -> Option<u32> {
        let parent = self.blocks[id as usize].parent?;
        let alone = self.blocks[parent.0 as usize].end.0 == id + 1;
        let is_item = matches!(self.blocks[parent.0 as usize].kind, BlockKind::Item { .. });
        if is_item && alone && self.opens_section(parent.0) {
            let list = self.blocks[parent.0 as usize].parent?;
            return self.blocks[list.0 as usize].parent.map(|parent| parent.0);
        }
        Some(parent.0)
    }

    /// Adds a heading whose section runs to the next one. `level` is none for a bold heading.
    fn section(&mut self, id: u32, title: Range<usize>, style: HeadingStyle, level: Option<u8>) {
        let container = self.container(id);
        // A real heading in a list that heads what comes after the list stays below the headings around it.
        let hard = level.filter(|_| container == self.blocks[id as usize].parent.map(|parent| parent.0));
        self.sections.end(id, container, hard, &mut self.headings);
        let end = self.blocks[id as usize].prose.text().len();
        let heading = HeadingId(self.headings.len() as u32);
        let reach = Reach { rest: end..end, body: id + 1..id + 1 };
        self.add(id, title, style, reach).level = level.unwrap_or(0);
        self.sections.begin(heading, container, hard, self.blocks);
    }

    fn row(&mut self, id: u32, row: &Block, header: bool) {
        let Some(table) = row.parent.map(|table| &self.blocks[table.0 as usize]) else { return };
        if !header && self.continues(id, row) {
            return;
        }
        let mut cell = id + 1;
        while cell < row.end.0 {
            let block = &self.blocks[cell as usize];
            let (BlockKind::Cell { column }, next) = (block.kind, block.end.0) else { break };
            let title = self.words_of(cell..next);
            if let Some(title) = title.filter(|title| self.is_cell_title(*title)) {
                let text = 0..self.blocks[title as usize].prose.text().len();
                let end = text.end;
                if header {
                    let reach = Reach { rest: end..end, body: row.end.0..table.end.0 };
                    self.add(title, text, HeadingStyle::ColumnHead, reach).column = Some(column);
                } else {
                    // The first cell with words: a number may stand before it.
                    let reach = Reach { rest: end..end, body: next..row.end.0 };
                    if next < row.end.0 {
                        self.add(title, text, HeadingStyle::RowHead, reach);
                    }
                    break;
                }
            } else if !header && title.is_some_and(|title| !self.is_number(title)) {
                break;
            }
            cell = next;
        }
    }

    /// A row whose first cell is empty goes on with the row above: it belongs to the same head.
    fn continues(&mut self, id: u32, row: &Block) -> bool {
        let first = id + 1;
        if first >= row.end.0 || self.words_of(first..self.blocks[first as usize].end.0).is_some() {
            return false;
        }
        let above = self
            .headings
            .last_mut()
            .filter(|heading| heading.style == HeadingStyle::RowHead && heading.body.end == id);
        let Some(above) = above else { return false };
        above.body.end = row.end.0;
        true
    }

    /// The first of a cell's blocks that has text. It is near, or the cell has no title.
    fn words_of(&self, cell: Range<u32>) -> Option<u32> {
        cell.take(8).find(|id| !self.blocks[*id as usize].prose.text().is_empty())
    }

    fn is_cell_title(&self, id: u32) -> bool {
        let text = self.blocks[id as usize].prose.text();
        !self.is_number(id) && words(text, CELL_WORDS) <= CELL_WORDS
    }

    fn is_number(&self, id: u32) -> bool {
        let text = self.blocks[id as usize].prose.text();
        // No number is longer than the few bytes that are looked at.
        let short = text.len() <= 8 || !text.is_char_boundary(8);
        !text.contains(char::is_alphabetic)
            || short && number_length(&format!("{} ", text.get(..8).unwrap_or(text))) > text.len()
    }

    fn add(&mut self, id: u32, title: Range<usize>, style: HeadingStyle, reach: Reach) -> &mut Heading {
        let block = &self.blocks[id as usize];
        self.headings.push(Heading {
            block: BlockId(id),
            style,
            level: 0,
            span: if title.is_empty() { block.span } else { block.prose.source(title.clone()) },
            title: title.start as u32..title.end as u32,
            place: self.places[id as usize],
            parent: None,
            rest: reach.rest.start as u32..reach.rest.end as u32,
            body: reach.body,
            column: None,
            plain: false,
        });
        self.headings.last_mut().expect("was just added")
    }
}

/// What each block stands in.
fn places(blocks: &[Block]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let parent = block.parent.map(|parent| parent.0 as usize);
        places.push(parent.map_or(Place::Top, |parent| match blocks[parent].kind {
            BlockKind::Item { .. } => Place::InList,
            BlockKind::Quote => Place::InQuote,
            _ => places[parent],
        }));
    }
    places
}

/// Gives each candidate the innermost one around it, and the made-up ones a level.
fn find_parents(headings: &mut [Heading]) {
    let mut open: Vec<usize> = Vec::new();
    for index in 0..headings.len() {
        let at = headings[index].block.0;
        while open.last().is_some_and(|last| headings[*last].body.end <= at) {
            open.pop();
        }
        let parent = open.last().copied().filter(|last| headings[*last].body.start <= at);
        headings[index].parent = parent.map(|parent| HeadingId(parent as u32));
        if !headings[index].style.is_markup() {
            headings[index].level = parent.map_or(1, |parent| (headings[parent].level + 1).min(7));
        }
        if !matches!(headings[index].style, HeadingStyle::RowHead | HeadingStyle::ColumnHead) {
            open.push(index);
        }
    }
}
