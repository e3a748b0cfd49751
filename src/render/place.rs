//! Where findings stand and in which order they are told, for the formats that other programs show:
//! lines and columns from 1, paths as URIs, the most severe first.

use std::cmp::Reverse;

use camino::Utf8Path;

use crate::diagnostic::{Diagnostic, Report};
use crate::text::{Encoding, SourceFile, Span};

/// A half-open range of lines and columns, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) start: Point,
    pub(super) end: Point,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Region {
    /// Of a span without the line breaks at its end, so that it ends on the last line that it shows
    /// something of. A byte order mark takes no column: programs that show the file drop it.
    pub(super) fn new(file: &SourceFile, span: Span, unit: Encoding) -> Self {
        let words = span.of(file.text());
        let cut = words.len() - words.trim_end_matches(['\n', '\r']).len();
        let point = |offset| {
            let at = file.position(offset, unit);
            let mark = if at.line == 0 && file.text().starts_with('\u{feff}') { mark(unit) } else { 0 };
            Point { line: at.line + 1, column: at.column.saturating_sub(mark) + 1 }
        };
        Self { start: point(span.start), end: point(span.end - cut as u32) }
    }
}

/// Columns of a byte order mark.
fn mark(unit: Encoding) -> usize {
    match unit {
        Encoding::Utf8 => '\u{feff}'.len_utf8(),
        Encoding::Utf16 | Encoding::CodePoints => 1,
    }
}

/// A path of a report as seen from the top of the repository.
pub(super) fn from_top(below: &Utf8Path, path: &Utf8Path) -> String {
    let (mut below, mut path) = (below, path.as_str());
    while let Some(rest) = path.strip_prefix("../") {
        (below, path) = (below.parent().unwrap_or(Utf8Path::new("")), rest);
    }
    if below.as_str().is_empty() { path.to_owned() } else { format!("{below}/{path}") }
}

/// A path, percent-encoded.
pub(super) fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into())
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}

/// The findings, the most severe first. Of those that weigh the same, those that follow from another
/// one come last; else the order of the report stays.
pub(super) fn by_weight(report: &Report) -> Vec<&Diagnostic> {
    let mut findings: Vec<&Diagnostic> = report.diagnostics.iter().collect();
    findings.sort_by_key(|finding| (Reverse(finding.severity), finding.cause.is_some()));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_end_where_there_is_something_to_see() {
        let text = "\u{feff}# 😀 a\r\nb\r\n\r\n";
        let file = SourceFile::new("a.md", text);
        let region = |start, end| {
            let Region { start, end } = Region::new(&file, Span::new(start, end), Encoding::Utf16);
            (start.line, start.column, end.line, end.column)
        };
        assert_eq!(region(0, 3), (1, 1, 1, 1));
        assert_eq!(region(10, 11), (1, 6, 1, 7));
        assert_eq!(region(3, text.len()), (1, 1, 2, 2));
        assert_eq!(region(16, 18), (3, 1, 3, 1));
    }
}
