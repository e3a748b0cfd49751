//! Tables that are drawn with dashes: what was found of one, and how it becomes blocks.

use crate::text::Span;

use super::builder::{Builder, Origin};
use super::excerpt::Excerpt;
use super::plain;
use super::{BlockKind, Comment};

#[derive(Debug)]
pub(super) struct DrawnTable {
    pub(super) span: Span,
    pub(super) rows: Vec<DrawnRow>,
}

#[derive(Debug, Default)]
pub(super) struct DrawnRow {
    pub(super) header: bool,
    pub(super) cells: Vec<DrawnCell>,
}

#[derive(Debug)]
pub(super) struct DrawnCell {
    pub(super) column: u32,
    /// Its part of each line, without blanks around it; may be empty.
    pub(super) lines: Vec<Span>,
}

impl DrawnTable {
    /// Adds the table, its rows and cells.
    pub(super) fn build(self, builder: &mut Builder<'_>, comments: &mut Vec<Comment>) {
        builder.start_span(BlockKind::Table, self.span, Origin::Markdown, None);
        for mut row in self.rows {
            row.cells.sort_by_key(|cell| cell.column);
            let spans = row.cells.iter().map(DrawnCell::span);
            let Some(span) = spans.reduce(Span::cover) else { continue };
            builder.start_span(BlockKind::Row { header: row.header }, span, Origin::Markdown, None);
            for cell in row.cells {
                let view = Excerpt::joined(builder.source, &cell.lines, "\n");
                let text = plain::text(&view, comments);
                builder.add_text(BlockKind::Cell { column: cell.column }, cell.span(), text);
            }
            builder.close();
        }
        builder.close();
    }
}

impl DrawnCell {
    fn span(&self) -> Span {
        let filled = self.lines.iter().copied().filter(|line| !line.is_empty());
        let first = || self.lines.first().map_or(Span::default(), |line| Span::at(line.start as usize));
        filled.reduce(Span::cover).unwrap_or_else(first)
    }
}

/// How many columns of a terminal a character takes, as pandoc counts them.
pub(super) fn width(c: char) -> usize {
    match c {
        ' '..='~' => 1,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' => 2,
        '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}
