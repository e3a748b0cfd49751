//! A text put together from pieces of the source, so that a parser can read it as one.
//!
//! A grid table's cell is a column of text that other columns interrupt; HTML in a quotation has
//! `> ` between its lines. An excerpt joins the pieces and knows where each byte came from.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::Span;

#[derive(Debug)]
pub(super) struct Excerpt<'s> {
    text: Cow<'s, str>,
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where the piece begins in the text.
    at: usize,
    /// Where it begins in the source.
    source: usize,
}

impl<'s> Excerpt<'s> {
    /// A text that stands in the source from one offset on.
    pub(super) fn whole(text: impl Into<Cow<'s, str>>, source: usize) -> Self {
        Self { text: text.into(), pieces: vec![Piece { at: 0, source }] }
    }

    /// Pieces of the source, one after the other. `glue` goes between them and belongs to no byte.
    pub(super) fn joined(source: &'s str, spans: &[Span], glue: &str) -> Self {
        if let [only] = spans {
            return Self::whole(only.of(source), only.start as usize);
        }
        let (mut text, mut pieces) = (String::new(), Vec::with_capacity(spans.len()));
        for (index, span) in spans.iter().enumerate() {
            if index > 0 {
                text.push_str(glue);
            }
            pieces.push(Piece { at: text.len(), source: span.start as usize });
            text.push_str(span.of(source));
        }
        Self { text: text.into(), pieces }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The source behind a range of the text; over several pieces, all from the first to the last.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        if let [only] = self.pieces[..] {
            return Span::new(only.source + range.start - only.at, only.source + range.end - only.at);
        }
        let start = self.source(range.start);
        if range.is_empty() {
            return Span::at(start);
        }
        // From the last byte, since the end itself may be the next piece's beginning.
        Span::new(start, (self.source(range.end - 1) + 1).max(start))
    }

    /// Whether a range lies in one piece, so that its bytes are the source's bytes.
    pub(super) fn is_whole(&self, range: &Range<usize>) -> bool {
        self.pieces.len() == 1 || range.is_empty() || self.piece(range.start) == self.piece(range.end - 1)
    }

    /// A range of the text, cut where its pieces meet.
    pub(super) fn parts(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.piece(range.start);
        let starts = self.pieces[first..].iter().map(move |piece| piece.at.max(range.start));
        let ends = self.pieces[first + 1..].iter().map(|piece| piece.at).chain([usize::MAX]);
        let parts = starts.zip(ends).map(move |(start, end)| start..end.min(range.end));
        parts.take_while(|part| !part.is_empty())
    }

    fn source(&self, at: usize) -> usize {
        let index = self.piece(at);
        let Some(piece) = self.pieces.get(index) else { return 0 };
        let offset = piece.source + (at - piece.at);
        // Glue after a piece counts as the byte after it; pieces end before the next one begins.
        self.pieces.get(index + 1).map_or(offset, |next| offset.min(next.source))
    }

    fn piece(&self, at: usize) -> usize {
        self.pieces.partition_point(|piece| piece.at <= at).saturating_sub(1)
    }
}

/// A span without white space around it. A no-break space is a character like any other, as in CommonMark.
pub(super) fn trimmed(source: &str, span: Span) -> Span {
    let text = span.of(source);
    let start = span.start + (text.len() - text.trim_ascii_start().len()) as u32;
    let end = span.start + text.trim_ascii_end().len() as u32;
    Span { start: start.min(end), end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_joined_text_leads_back_to_its_pieces() {
        let source = "| one | x |\n| two | y |";
        let spans = [Span::new(2, 5), Span::new(14, 17)];
        let excerpt = Excerpt::joined(source, &spans, "\n");
        assert_eq!(excerpt.text(), "one\ntwo");
        assert_eq!(excerpt.span(4..7).of(source), "two");
        assert_eq!(excerpt.span(1..6).of(source), "ne | x |\n| tw");
        assert!(excerpt.is_whole(&(4..7)) && !excerpt.is_whole(&(1..6)));
    }
}
