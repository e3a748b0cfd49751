//! From a scalar's text back to the bytes that it was written as.

use super::{Node, Style, Value};
use crate::text::{Prose, Span};

/// The text of a scalar with its way back to the source; for an alias, to where the text is written.
///
/// The text is the scalar's own, exactly. Empty for lists and maps. `source` is the text that the node
/// was read from.
#[must_use]
pub fn prose(source: &str, node: &Node) -> Prose {
    let Value::Scalar(scalar) = &node.value else { return Prose::default() };
    let span = node.written();
    let written = span.of(source);
    let mut weave = Weave { source, text: &scalar.text, at: 0, prose: Prose::default() };
    let woven = if written == weave.text {
        weave.copy(span.start as usize, span.end as usize)
    } else {
        match scalar.style {
            Style::Plain => weave.folded(span.start as usize, span.end as usize, None),
            Style::SingleQuoted | Style::DoubleQuoted if span.len() >= 2 => {
                weave.folded(span.start as usize + 1, span.end as usize - 1, written.bytes().next())
            }
            Style::Literal | Style::Folded => weave.block(span.start as usize, span.end as usize),
            Style::SingleQuoted | Style::DoubleQuoted => None,
        }
    };
    if woven.is_some() && weave.at == weave.text.len() {
        return weave.prose;
    }
    let mut whole = Prose::default();
    whole.push_for(span, &scalar.text);
    whole
}

/// Walks source and text side by side. Every step fails where the two do not agree.
struct Weave<'a> {
    source: &'a str,
    text: &'a str,
    /// How much of the text has its source.
    at: usize,
    prose: Prose,
}

impl<'a> Weave<'a> {
    fn copy(&mut self, start: usize, end: usize) -> Option<()> {
        let piece = self.source.get(start..end)?;
        if !self.text[self.at..].starts_with(piece) {
            return None;
        }
        self.prose.push_exact(Span::new(start, end), piece);
        self.at += piece.len();
        Some(())
    }

    /// The next `length` bytes of the text stand for a range of the source.
    fn stand(&mut self, start: usize, end: usize, length: usize) -> Option<()> {
        let piece = self.text.get(self.at..self.at + length)?;
        self.prose.push_for(Span::new(start, end), piece);
        self.at += length;
        Some(())
    }

    /// The text that is not yet accounted for.
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Plain and quoted text, without its quotes: escapes, and line breaks that became blanks.
    fn folded(&mut self, start: usize, end: usize, quote: Option<u8>) -> Option<()> {
        let bytes = self.source.as_bytes();
        let (mut at, mut copied) = (start, start);
        while at < end {
            let next = match bytes[at] {
                b'\\' if quote == Some(b'"') => {
                    self.copy(std::mem::replace(&mut copied, at), at)?;
                    self.escape_length(at, end)?
                }
                b'\'' if quote == Some(b'\'') => 2,
                b' ' | b'\t' | b'\r' | b'\n' => {
                    let run = blanks(&self.source[at..end]);
                    if !self.source[at..at + run].contains(['\r', '\n']) {
                        at += run;
                        continue;
                    }
                    run
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            self.copy(copied, at)?;
            let breaks = breaks(self.source.get(at..at + next)?);
            let length = match breaks {
                0 => self.rest().chars().next()?.len_utf8(),
                1 if bytes[at] != b'\\' => 1,
                more => more - 1, // the first break is swallowed
            };
            self.stand(at, at + next, length)?;
            at += next;
            copied = at;
        }
        self.copy(copied, end)
    }

    /// Bytes of the escape at a backslash: one character, or a line break with the blanks after it.
    fn escape_length(&self, at: usize, end: usize) -> Option<usize> {
        Some(match *self.source.as_bytes().get(at + 1)? {
            b'x' => 4,
            b'U' => 10,
            b'u' if self.rest().chars().next()? > '\u{ffff}' => 12, // a surrogate pair
            b'u' => 6,
            b'\r' | b'\n' => 1 + blanks(&self.source[at + 1..end]),
            _ => 2,
        })
    }

    /// `|` and `>`: line by line, each after its indentation.
    fn block(&mut self, start: usize, end: usize) -> Option<()> {
        let line = self.source[..start].rfind(['\n', '\r']).map_or(0, |found| found + 1);
        let indent = start - line;
        let blank = self.rest().bytes().take_while(|b| *b == b'\n').count();
        self.stand(start, start, blank)?;
        let mut at = start;
        let mut gap = start;
        while at < end {
            let stop = self.source[at..end].find(['\n', '\r']).map_or(end, |found| at + found);
            if at < stop {
                let length = match self.rest().bytes().take_while(|b| *b == b'\n').count() {
                    0 if gap < at && self.rest().starts_with(' ') => 1,
                    breaks => breaks,
                };
                self.stand(gap, at, length)?;
                self.copy(at, stop)?;
                gap = stop;
            }
            at = stop + usize::from(stop < end) + usize::from(self.source[stop..end].starts_with("\r\n"));
            at += self.source[at..end].bytes().take(indent).take_while(|b| *b == b' ').count();
        }
        self.stand(end, end, self.rest().len())
    }
}

/// Bytes of white space at the start.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len()
}

fn breaks(text: &str) -> usize {
    text.bytes().filter(|b| matches!(b, b'\n' | b'\r')).count() - text.matches("\r\n").count()
}
