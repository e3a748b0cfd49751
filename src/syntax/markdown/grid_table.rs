//! Grid tables (`+-----+-----+`), as pandoc writes them for a Word table whose cells hold more than a line.
//!
//! The parser takes one for a paragraph. Cells run over several lines; a missing `|` joins columns,
//! a separator with a gap joins rows.

use crate::text::Span;

use super::drawn_table::{DrawnCell, DrawnRow, DrawnTable, width};
use super::excerpt::trimmed;

/// Reads a paragraph as a grid table, if that is what it is.
pub(super) fn read(source: &str, paragraph: Span) -> Option<DrawnTable> {
    let text = paragraph.of(source);
    if !matches!(text.as_bytes(), [b'+', b'-' | b'=' | b':', ..]) {
        return None;
    }
    let lines = lines(source, paragraph)?;
    if lines.len() < 3 || !is_rule(lines[0].of(source)) {
        return None;
    }
    let mut grid = Grid::new(source, &lines);
    for (index, line) in lines.iter().enumerate().skip(1) {
        grid.line(*line, index + 1 == lines.len());
    }
    grid.close_all();
    let rows = grid.rows.into_iter().filter(|row| !row.cells.is_empty()).collect();
    Some(DrawnTable { span: trimmed(source, paragraph), rows })
}

/// The lines without quote markers and indentation; none if one of them is no line of a grid.
fn lines(source: &str, paragraph: Span) -> Option<Vec<Span>> {
    let mut at = paragraph.start as usize;
    let parts = paragraph.of(source).split_inclusive(['\n', '\r']);
    let spans = parts.map(|part| {
        let start = at + (part.len() - part.trim_start_matches([' ', '\t', '>']).len());
        at += part.len();
        trimmed(source, Span::new(start, at))
    });
    let spans: Vec<Span> = spans.filter(|span| !span.is_empty()).collect();
    spans.iter().all(|span| span.of(source).starts_with(['+', '|'])).then_some(spans)
}

fn is_rule(line: &str) -> bool {
    line.len() > 2
        && line.ends_with('+')
        && line.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'=' | b':'))
}

struct Grid<'s> {
    source: &'s str,
    /// For each place in a line, in columns of a terminal: the number of the boundary that stands there.
    boundaries: Vec<Option<u32>>,
    count: u32,
    rows: Vec<DrawnRow>,
    /// The open cell of each column, and the row in which it began.
    open: Vec<Option<(usize, DrawnCell)>>,
    /// The columns with an open cell.
    active: Vec<u32>,
    headed: bool,
}

impl<'s> Grid<'s> {
    fn new(source: &'s str, lines: &[Span]) -> Self {
        let mut boundaries = vec![None; lines[0].len() + 1];
        for line in lines.iter().filter(|line| is_rule(line.of(source))) {
            for (place, _) in line.of(source).bytes().enumerate().filter(|(_, byte)| *byte == b'+') {
                if let Some(boundary) = boundaries.get_mut(place) {
                    *boundary = Some(0);
                }
            }
        }
        let mut count = 0;
        for boundary in boundaries.iter_mut().flatten() {
            *boundary = count;
            count += 1;
        }
        let open = (0..count).map(|_| None).collect();
        let rows = vec![DrawnRow::default()];
        Self { source, boundaries, count, rows, open, active: Vec::new(), headed: false }
    }

    fn line(&mut self, line: Span, last: bool) {
        let text = line.of(self.source);
        if is_rule(text) {
            self.close_all();
            if text.contains('=') && !self.headed && !last {
                self.headed = true;
                self.rows.iter_mut().for_each(|row| row.header = true);
            }
            return self.rows.push(DrawnRow::default());
        }
        let mut closed = false;
        for (column, part) in self.parts(line) {
            let text = part.of(self.source);
            let rule = text.len() > 1 && text.bytes().all(|byte| matches!(byte, b'-' | b'=' | b':'));
            if rule {
                self.close(column);
                closed = true;
            } else {
                self.add(column, trimmed(self.source, part));
            }
        }
        if closed {
            self.active.retain(|column| self.open[*column as usize].is_some());
            self.rows.push(DrawnRow::default());
        }
    }

    /// The parts of a line between the bars that stand on boundaries, each with its column.
    fn parts(&self, line: Span) -> Vec<(u32, Span)> {
        let text = line.of(self.source);
        let full = self.boundaries.len() - 1;
        let wide = text.chars().count() != full;
        let measure = |c: char| if wide { width(c) } else { 1 };
        let fits = text.chars().map(measure).sum::<usize>() == full;
        // A line that someone edited without moving its bars: count them instead.
        let bars = text.bytes().filter(|byte| *byte == b'|').count();
        let counted = !fits && bars == self.count as usize;
        let (mut parts, mut from, mut place, mut number) = (Vec::new(), None, 0, 0);
        for (at, c) in text.char_indices() {
            let bar = c == '|' || (c == '+' && !counted);
            let boundary = if counted { Some(number) } else { self.boundaries.get(place).copied().flatten() };
            if let Some(boundary) = boundary.filter(|_| bar) {
                let here = line.start as usize + at;
                if let Some((column, start)) = from {
                    parts.push((column, Span::new(start, here)));
                }
                from = Some((boundary, here + 1));
                number += 1;
            }
            place += measure(c);
        }
        // Text after the last bar that was recognised, as in a line whose end was moved.
        if let Some((column, start)) = from
            && column + 1 < self.count
        {
            let end = line.end as usize - usize::from(text.ends_with('|') && line.end as usize > start);
            parts.push((column, Span::new(start, end)));
        }
        parts
    }

    fn add(&mut self, column: u32, part: Span) {
        let row = self.rows.len() - 1;
        let Some(open) = self.open.get_mut(column as usize) else { return };
        if open.is_none() {
            self.active.push(column);
        }
        let (_, cell) = open.get_or_insert_with(|| (row, DrawnCell { column, lines: Vec::new() }));
        cell.lines.push(part);
    }

    fn close(&mut self, column: u32) {
        if let Some((row, cell)) = self.open.get_mut(column as usize).and_then(Option::take) {
            self.rows[row].cells.push(cell);
        }
    }

    fn close_all(&mut self) {
        for column in std::mem::take(&mut self.active) {
            self.close(column);
        }
    }
}
