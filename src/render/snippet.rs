//! A message over the lines it speaks of, drawn with `miette`. Nothing else names that crate.
//!
//! `miette` is given a copy of the few lines that are shown, clipped and made harmless. Left to
//! itself it would scan the file from its start for each label, write the escape sequences of a
//! document to the terminal, and panic on a label far to the right in a line.

use std::fmt;
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
};
use miette::{SourceSpan, SpanContents, ThemeStyles};

use crate::diagnostic::Severity;
use crate::text::{Encoding, LineIndex, SourceFile, Span};

use super::Style;
use super::terminal::{clean, clean_line, clean_text, columns, width, wrap};

/// A label over more lines is cut to its first one.
const LABEL_LINES: usize = 4;
/// Columns to the left of a line's text, with room for the marks of labels over several lines.
const GUTTER: usize = 5;
/// The least room for the words of a label.
const LABEL_ROOM: usize = 16;

/// What stands above the lines.
pub(super) struct Heading<'a> {
    /// Comes first, in the colour of the severity.
    pub(super) tag: &'a str,
    pub(super) severity: Severity,
    pub(super) message: &'a str,
}

/// A place in the file, with words that may be empty.
pub(super) struct Mark<'a> {
    pub(super) span: Span,
    pub(super) text: &'a str,
    /// Takes the colour of the severity.
    pub(super) primary: bool,
}

/// Draws the heading and each mark, with up to `context` lines above and below it. Ends in a line break.
///
/// # Errors
/// None are known; `miette` answers with one.
pub(super) fn draw(
    heading: &Heading<'_>,
    file: &SourceFile,
    marks: &[Mark<'_>],
    context: usize,
    style: &Style,
) -> Result<String, fmt::Error> {
    let total = style.width.max(40);
    let tag = clean_line(heading.tag);
    let drawing = Drawing {
        message: wrap(&clean_text(heading.message), total.saturating_sub(width(&tag) + 3), total - 4)
            .join("\n"),
        severity: match heading.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        },
        view: View::new(file, marks, context, total),
    };
    let mut theme = GraphicalTheme::unicode_nocolor();
    if style.colour {
        let styles = ThemeStyles::ansi();
        let severity = match heading.severity {
            Severity::Error => styles.error,
            Severity::Warning => styles.warning,
            Severity::Note => styles.advice,
        };
        let other = styles.help;
        let highlights =
            drawing.view.labels.iter().map(|label| if label.primary() { severity } else { other });
        theme.styles = ThemeStyles { highlights: highlights.collect(), ..styles };
    }
    theme.characters.error.clone_from(&tag);
    theme.characters.warning.clone_from(&tag);
    theme.characters.advice = tag;
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(total)
        .with_wrap_lines(false) // the message comes in lines
        .with_context_lines(context.max(1)) // how View::read_span tells a block from its heading
        .without_primary_span_start(); // the name of a block ends in the true line and column
    let mut drawn = String::new();
    handler.render_report(&mut drawn, &drawing)?;
    Ok(drawn.lines().flat_map(|line| [line.trim_end(), "\n"]).collect())
}

#[derive(Debug)]
struct Drawing {
    message: String,
    severity: miette::Severity,
    view: View,
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawing {}

impl miette::Diagnostic for Drawing {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.view)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.view.labels.iter().cloned()))
    }
}

/// The lines that are shown.
#[derive(Debug)]
struct View {
    text: String,
    rows: Vec<Row>,
    /// In the order of the text.
    labels: Vec<LabeledSpan>,
    /// For each label `path:line:column` in the file.
    names: Vec<String>,
}

/// A line in the view.
#[derive(Debug)]
struct Row {
    /// In the file, from 0.
    line: usize,
    /// Where it starts in the view.
    at: usize,
    /// Where its first shown character is in the view; something may be left out before it.
    shown_at: usize,
    /// What is shown of the file.
    shown: Range<usize>,
}

/// A mark, cut to what is shown of it.
struct Cut<'a> {
    span: Range<usize>,
    lines: Range<usize>,
    text: String,
    mark: &'a Mark<'a>,
}

impl View {
    fn new(file: &SourceFile, marks: &[Mark<'_>], context: usize, total: usize) -> Self {
        let (source, lines) = (file.text(), file.lines());
        let mut cuts: Vec<Cut<'_>> = marks.iter().map(|mark| Cut::new(source, lines, mark)).collect();
        cuts.sort_by_key(|cut| cut.span.start);

        let mut numbers = Vec::new();
        for cut in &cuts {
            numbers.extend(cut.lines.clone());
            let above = cut.lines.start.saturating_sub(context)..cut.lines.start;
            let below = cut.lines.end..(cut.lines.end + context).min(lines.lines());
            numbers.extend(
                above.chain(below).filter(|line| !lines.line(source, *line).of(source).trim().is_empty()),
            );
        }
        numbers.sort_unstable();
        numbers.dedup();
        let digits = numbers.last().map_or(1, |line| (line + 1).to_string().len());
        let room = total - GUTTER - digits;

        let mut view = Self { text: String::new(), rows: Vec::new(), labels: Vec::new(), names: Vec::new() };
        for line in numbers {
            let first = cuts.iter().find(|cut| cut.lines.start == line);
            view.push(file, line, lines.line(source, line).range(), first, room);
        }
        for cut in cuts {
            let (start, end) = (view.place(file, cut.lines.start, cut.span.start), cut.lines.end - 1);
            let end = view.place(file, end, cut.span.end).max(start);
            let text = view.label_text(&cut, start..end, room);
            view.labels.push(if cut.mark.primary {
                LabeledSpan::new_primary_with_span(text, (start, end - start))
            } else {
                LabeledSpan::new_with_span(text, (start, end - start))
            });
            let at = file.position(cut.mark.span.start, Encoding::CodePoints);
            view.names.push(format!(
                "{}:{}:{}",
                clean_line(file.path().as_str()),
                at.line + 1,
                at.column + 1
            ));
        }
        view
    }

    /// Adds a line. What does not fit is left out, on the left where a label needs it.
    fn push(
        &mut self,
        file: &SourceFile,
        line: usize,
        bytes: Range<usize>,
        first: Option<&Cut<'_>>,
        room: usize,
    ) {
        let source = file.text();
        let at = self.text.len();
        let mut from = bytes.start;
        if let Some(cut) = first {
            let before = &source[bytes.start..cut.span.start.min(bytes.end)];
            let words = width(&cut.text).min(LABEL_ROOM) + 4;
            let fits = clip(&source[bytes.clone()], room).1 && clip(before, room.saturating_sub(words)).1;
            let mut left = room / 3;
            let near = before.char_indices().rev().take_while(|(_, c)| {
                let taken = columns(*c);
                let fits = taken <= left;
                left = left.saturating_sub(taken);
                fits
            });
            let near = near.last().map_or(before.len(), |(at, _)| at);
            if near > 0 && !fits {
                from += near;
                self.text.push('…');
            }
        }
        let shown_at = self.text.len();
        let (length, whole) = clip(&source[from..bytes.end], room - 1);
        let whole = whole || clip(&source[from..bytes.end], room).1 && from == bytes.start;
        let shown = if whole { from..bytes.end } else { from..from + length };
        self.text.extend(harmless(file, &shown));
        self.text.push_str(if whole { "\n" } else { "…\n" });
        self.rows.push(Row { line, at, shown_at, shown });
    }

    /// Where a byte of the file is in the view, or the nearest shown place in that line.
    fn place(&self, file: &SourceFile, line: usize, offset: usize) -> usize {
        let row = &self.rows[self.rows.partition_point(|row| row.line < line)];
        let before = row.shown.start..offset.clamp(row.shown.start, row.shown.end);
        row.shown_at + harmless(file, &before).map(char::len_utf8).sum::<usize>()
    }

    /// The words of a label in lines that fit to the right of its mark.
    fn label_text(&self, cut: &Cut<'_>, span: Range<usize>, room: usize) -> Option<String> {
        if cut.text.is_empty() {
            return None;
        }
        let used = if cut.lines.len() > 1 {
            4
        } else {
            let row = self.text[..span.start].rfind('\n').map_or(0, |end| end + 1);
            (width(&self.text[row..span.start]) + width(&self.text[row..span.end])) / 2 + 4
        };
        let room = room.saturating_sub(used).max(LABEL_ROOM);
        Some(wrap(&clean_text(&cut.text), room, room).join("\n"))
    }
}

impl<'a> Cut<'a> {
    fn new(source: &str, lines: &LineIndex, mark: &'a Mark<'a>) -> Self {
        let start = floor(source, mark.span.start);
        let end = floor(source, mark.span.end).max(start);
        let end = start + source[start..end].trim_end_matches(['\r', '\n']).len();
        let (first, last) = (lines.line_of(start as u32), lines.line_of(end as u32));
        if last - first < LABEL_LINES {
            return Self { span: start..end, lines: first..last + 1, text: mark.text.to_owned(), mark };
        }
        let extent = format!("the first of {} lines", last - first + 1);
        let text = if mark.text.is_empty() { extent } else { format!("{} ({extent})", mark.text) };
        let end = lines.line(source, first).range().end.max(start);
        Self { span: start..end, lines: first..first + 1, text, mark }
    }
}

/// The characters of some bytes as they may be shown, one for each.
fn harmless(file: &SourceFile, bytes: &Range<usize>) -> impl Iterator<Item = char> {
    let start = bytes.start;
    let characters = file.text()[bytes.clone()].char_indices();
    characters.map(move |(at, c)| if file.hides(start + at) && c != '\n' { '•' } else { clean(c) })
}

/// The length in bytes of what fits into some columns, and whether that is everything.
fn clip(text: &str, room: usize) -> (usize, bool) {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += columns(c);
        if used > room {
            return (at, false);
        }
    }
    (text.len(), true)
}

/// The start of the character at an offset, which may lie past the end.
fn floor(text: &str, offset: u32) -> usize {
    let mut offset = (offset as usize).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

impl SourceCode for View {
    /// `miette` asks for the block around a label, and once more without context for its heading.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        if end > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let row = |offset| self.rows.partition_point(|row| row.at <= offset).saturating_sub(1);
        let (mut first, mut last) = (row(span.offset()), row(end));
        let next_to = |a: usize, b: usize| self.rows[a].line + 1 == self.rows[b].line;
        for _ in 0..before {
            first -= usize::from(first > 0 && next_to(first - 1, first));
        }
        for _ in 0..after {
            last += usize::from(last + 1 < self.rows.len() && next_to(last, last + 1));
        }
        let label = self.labels.iter().position(|label| label.offset() == span.offset());
        let (from, column) = match before {
            0 => (span.offset(), span.offset() - self.rows[first].at),
            _ => (self.rows[first].at, 0),
        };
        let to = self.rows.get(last + 1).map_or(self.text.len(), |row| row.at);
        Ok(Box::new(MietteSpanContents::new_named(
            label.map_or_else(String::new, |label| self.names[label].clone()),
            &self.text.as_bytes()[from..to],
            (from, to - from).into(),
            self.rows[first].line,
            column,
            last - first,
        )))
    }
}
