//! Places in a text that are worth pointing at: lines, rests of lines, single characters.

use crate::text::Span;

/// White space of YAML; others, such as a no-break space, are text.
pub(super) const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// The beginning of a text, for use in a sentence.
pub(super) fn clip(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    match line.char_indices().nth(50) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    }
}

/// The line around a byte offset, without the blanks at both ends.
pub(super) fn line_of(source: &str, at: usize) -> Span {
    let at = floor(source, at);
    let start = source[..at].rfind(['\n', '\r']).map_or(0, |found| found + 1);
    let end = source[at..].find(['\n', '\r']).map_or(source.len(), |found| at + found);
    trimmed(source, start, end)
}

/// The last line before a line that is not blank.
pub(super) fn line_above(source: &str, line: Span) -> Option<Span> {
    let before = source[..line.start as usize].trim_end_matches(BLANK);
    let last = before.chars().next_back()?;
    Some(line_of(source, before.len() - last.len_utf8()))
}

/// From a byte offset to the end of its line; where nothing is left there, the last words before.
pub(super) fn line_rest(source: &str, at: usize) -> Span {
    let at = floor(source, at);
    let end = source[at..].find(['\n', '\r']).map_or(source.len(), |found| at + found);
    let rest = trimmed(source, at, end);
    if !rest.is_empty() {
        return rest;
    }
    let before = source[..at].trim_end_matches(BLANK).len();
    if before > 0 { line_of(source, floor(source, before - 1)) } else { line_after(source, at) }
}

/// For a text that starts with blank lines: the first line that is not.
fn line_after(source: &str, at: usize) -> Span {
    let start = at + source[at..].len() - source[at..].trim_start_matches(BLANK).len();
    let end = source[start..].find(['\n', '\r']).map_or(source.len(), |found| start + found);
    trimmed(source, start, end)
}

fn trimmed(source: &str, start: usize, end: usize) -> Span {
    let text = &source[start..end];
    let from = start + text.len() - text.trim_start_matches(BLANK).len();
    Span::new(from.min(end), (start + text.trim_end_matches(BLANK).len()).max(from.min(end)))
}

fn floor(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The character at a byte offset; empty at the end.
pub(super) fn char_at(source: &str, at: usize) -> Span {
    let at = floor(source, at);
    Span::new(at, at + source[at..].chars().next().map_or(0, char::len_utf8))
}
