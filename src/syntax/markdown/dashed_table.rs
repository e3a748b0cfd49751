//! Tables that pandoc underlines with dashes (`------ ------`), with one line or several for a row.
//!
//! The parser sees paragraphs, rules, and in the last row of some a heading. So where it saw such a
//! rule, the tables are found in the text, and the parser gets it again with one long word in place
//! of each; offsets stay what they are.

use std::ops::Range;

use crate::text::Span;

use super::drawn_table::{DrawnCell, DrawnRow, DrawnTable, width};
use super::excerpt::trimmed;

/// A table in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// From its first visible character to the end of its last line.
    pub(super) range: Range<usize>,
    /// The line of dashes that gives the columns.
    columns: Range<usize>,
    /// Rows have blank lines between them.
    several_lines: bool,
}

/// Finds the tables of a text, in order.
pub(super) fn find(text: &str) -> Vec<Found> {
    let (mut found, mut from): (Vec<Found>, usize) = (Vec::new(), 0);
    while from < text.len() {
        let rest = &text.as_bytes()[from..];
        let indent = rest.iter().take(4).take_while(|byte| **byte == b' ').count();
        let line = if rest[indent..].starts_with(b"--") { line_at(text, from) } else { from..from };
        if is_columns(&text[line.clone()]) {
            let floor = found.last().map_or(0, |last| last.range.end).min(line.start);
            let (table, to) = read_around(text, line, floor);
            found.extend(table);
            from = line_at(text, to.max(from)).end;
        }
        from = text[from..].find('\n').map_or(text.len(), |length| from + length + 1);
    }
    found
}

/// The text with a word in place of each table.
pub(super) fn masked(text: &str, tables: &[Found]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for table in tables {
        out.push_str(&text[from..table.range.start]);
        out.extend(std::iter::repeat_n('\u{1}', table.range.len()));
        from = table.range.end;
    }
    out.push_str(&text[from..]);
    out
}

/// Reads a table that was found in the text that begins at `offset` of the source.
pub(super) fn read(source: &str, offset: usize, found: &Found) -> DrawnTable {
    let span = Span::from(found.range.start + offset..found.range.end + offset);
    let text = &source[offset..];
    let dashes = &text[found.columns.clone()];
    let starts: Vec<usize> = (0..dashes.len())
        .filter(|at| dashes[*at..].starts_with('-') && !dashes[..*at].ends_with('-'))
        .collect();
    let mut rows = vec![DrawnRow { header: true, cells: Vec::new() }];
    let mut at = line_at(text, found.range.start).start;
    while at < found.range.end {
        let line = line_at(text, at);
        at = after(text, line.end);
        let words = &text[line.clone()];
        if line.start == found.columns.start || words.trim().is_empty() {
            rows.push(DrawnRow::default());
        } else if !words.trim().bytes().all(|byte| matches!(byte, b'-' | b' ')) {
            let row = rows.last_mut().expect("starts with one");
            add(source, row, &starts, line.start + offset, words);
            if !found.several_lines && line.start > found.columns.start {
                rows.push(DrawnRow::default());
            }
        }
    }
    rows.retain(|row| !row.cells.is_empty());
    DrawnTable { span, rows }
}

/// Cuts a line at the columns' starts.
fn add(source: &str, row: &mut DrawnRow, starts: &[usize], at: usize, line: &str) {
    if row.cells.is_empty() {
        row.cells
            .extend((0..starts.len()).map(|column| DrawnCell { column: column as u32, lines: Vec::new() }));
    }
    let (mut place, mut from, mut column) = (0, 0, 0);
    for (byte, c) in line.char_indices() {
        while column + 1 < starts.len() && place >= starts[column + 1] {
            row.cells[column].lines.push(trimmed(source, Span::new(at + from, at + byte)));
            from = byte;
            column += 1;
        }
        place += width(c);
    }
    for cell in &mut row.cells[column..] {
        cell.lines.push(trimmed(source, Span::new(at + from, at + line.len())));
        from = line.len();
    }
}

/// The table around a line of dashes, and how far the text was looked at.
fn read_around(text: &str, columns: Range<usize>, floor: usize) -> (Option<Found>, usize) {
    let Some((top, ruled, headed)) = header(text, &columns, floor) else { return (None, columns.end) };
    let dashes = text[columns.clone()].trim();
    let (mut at, mut end, mut blanks, mut rows) = (after(text, columns.end), None, false, 0);
    while at < text.len() {
        let line = line_at(text, at);
        let words = text[line.clone()].trim();
        let next = after(text, line.end);
        if words.is_empty() {
            if headed && !ruled {
                break;
            }
            let after_it = line_at(text, next);
            if next >= text.len() || text[after_it].trim().is_empty() {
                break;
            }
            blanks = true;
        } else if is_foreign(words) {
            return (None, line.end);
        } else if (ruled && is_rule(words)) || words == dashes {
            end = Some(line.end);
            at = next;
            break;
        } else {
            rows += 1;
            if headed && !ruled {
                end = Some(line.end);
            }
        }
        at = next;
    }
    let closed = at >= text.len() || text[line_at(text, at)].trim().is_empty();
    let looked_at = at.min(text.len());
    let Some(end) = end.filter(|_| closed && rows > 0) else { return (None, looked_at) };
    let start = top + (text[top..].len() - text[top..].trim_start_matches(' ').len());
    let end = start + text[start..end].trim_end().len();
    (Some(Found { range: start..end, columns, several_lines: ruled || blanks }), looked_at)
}

/// Where a table begins above its line of dashes, whether a rule opens it, and whether it has a header.
fn header(text: &str, columns: &Range<usize>, floor: usize) -> Option<(usize, bool, bool)> {
    /// More lines than any header has.
    const LINES: usize = 12;
    let mut top = columns.start;
    for count in 0..LINES {
        let above = (top > floor).then(|| line_before(text, top)).filter(|above| above.start >= floor);
        let words = above.clone().map_or("", |above| text[above].trim());
        let above = match above {
            Some(above) if !words.is_empty() => above,
            // A header of several lines has a rule above it.
            _ => return (count <= 1).then_some((top, false, count == 1)),
        };
        if is_foreign(words) {
            return None;
        }
        if is_rule(words) {
            let before = (above.start > floor).then(|| line_before(text, above.start));
            let open = before.is_none_or(|before| text[before].trim().is_empty());
            return (open && count > 0).then_some((above.start, true, true));
        }
        top = above.start;
    }
    None
}

/// Dashes in two or more groups, indented by less than a code block.
fn is_columns(line: &str) -> bool {
    let groups = line.trim();
    groups.contains("- -")
        && line.len() - line.trim_start_matches(' ').len() < 4
        && groups.bytes().all(|byte| matches!(byte, b'-' | b' '))
        && groups.split(' ').filter(|group| !group.is_empty()).all(|group| group.len() > 1)
}

fn is_rule(words: &str) -> bool {
    words.len() > 4 && words.bytes().all(|byte| byte == b'-')
}

/// A line that no such table has.
fn is_foreign(words: &str) -> bool {
    words.starts_with(['|', '>', '<', '#'])
        || words.starts_with("```")
        || words.starts_with("~~~")
        || words.contains("-->")
}

/// The line that a byte stands in, without its end.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
    start..end
}

/// The line before the one that starts at a byte.
fn line_before(text: &str, start: usize) -> Range<usize> {
    let end =
        text[..start].strip_suffix('\n').map_or(start, |rest| rest.strip_suffix('\r').unwrap_or(rest).len());
    let end = if end == start { text[..start].strip_suffix('\r').map_or(start, str::len) } else { end };
    line_at(text, end)
}

/// The start of the line after one that ends at a byte.
fn after(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    end + if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) }
}
