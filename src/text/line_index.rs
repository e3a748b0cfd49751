//! From byte offsets to lines and columns.

use super::Span;

/// The unit in which a column is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// 16-bit code units: the language server protocol and SARIF.
    Utf16,
    /// Unicode scalar values: what people count, and soplint's own JSON.
    CodePoints,
}

/// A line and a column, both from 0. A renderer that counts from 1 adds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 0.
    pub line: usize,
    /// From 0, in the unit that was asked for.
    pub column: usize,
}

/// Where each line of a text starts. `\n`, `\r\n` and a lone `\r` end a line, as in CommonMark.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads the text once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let after_break = |at: usize| match bytes[at] {
            b'\n' => Some(at as u32 + 1),
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at as u32 + 1),
            _ => None,
        };
        let (chunks, rest) = bytes.as_chunks();
        for (number, chunk) in chunks.iter().enumerate() {
            if has_break(*chunk) {
                starts.extend((8 * number..8 * number + 8).filter_map(after_break));
            }
        }
        starts.extend((bytes.len() - rest.len()..bytes.len()).filter_map(after_break));
        Self { starts }
    }

    /// Number of lines; a text that ends in a line break has an empty last one.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The line of a byte offset, from 0. An offset past the end is on the last line.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// The bytes of a line (from 0) without its line break.
    #[must_use]
    pub fn line(&self, text: &str, line: usize) -> Span {
        let start = self.starts.get(line).map_or(text.len(), |start| *start as usize);
        let end = self.starts.get(line.saturating_add(1)).map_or(text.len(), |next| *next as usize);
        Span::new(start, start + text[start..end].trim_end_matches(['\n', '\r']).len())
    }

    /// Line and column of a byte offset. An offset inside a character counts as its start.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32, unit: Encoding) -> Position {
        let mut end = (offset as usize).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let line = self.line_of(end as u32);
        let before = &text[self.starts[line] as usize..end];
        let column = match unit {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
            Encoding::CodePoints => before.chars().count(),
        };
        Position { line, column }
    }

    /// The byte offset of a line and column, the inverse of [`LineIndex::position`]. A column past the
    /// line's end means its end, before the line break; one inside a character means its start; a line
    /// past the last one means the end of the text.
    #[must_use]
    pub fn offset(&self, text: &str, at: Position, unit: Encoding) -> u32 {
        let line = self.line(text, at.line);
        let mut column = 0;
        let length = |c: char| match unit {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::CodePoints => 1,
        };
        let next = line.of(text).char_indices().find(|(_, c)| {
            column += length(*c);
            column > at.column
        });
        next.map_or(line.end, |(offset, _)| line.start + offset as u32)
    }
}

/// Whether a line may end among these bytes: most of eight have no end of a line, and are told at once.
fn has_break(bytes: [u8; 8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_ne_bytes(bytes);
    // A byte is zero just where it borrows from its highest bit without having had it.
    let has_zero = |word: u64| word.wrapping_sub(ONES) & !word & (ONES << 7) != 0;
    [b'\n', b'\r'].iter().any(|byte| has_zero(word ^ (ONES * u64::from(*byte))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_in_every_unit() {
        let text = "a\r\n\u{1f600}é x\rlast";
        let index = LineIndex::new(text);
        assert_eq!(index.lines(), 3);
        let at = text.find('x').expect("is there") as u32;
        let column = |unit| index.position(text, at, unit);
        assert_eq!(column(Encoding::Utf8), Position { line: 1, column: 7 });
        assert_eq!(column(Encoding::Utf16), Position { line: 1, column: 4 });
        assert_eq!(column(Encoding::CodePoints), Position { line: 1, column: 3 });
        assert_eq!(index.line(text, 0).of(text), "a");
        assert_eq!(index.line(text, 1).of(text), "\u{1f600}é x");
        assert_eq!(index.line(text, 2).of(text), "last");
        for unit in [Encoding::Utf8, Encoding::Utf16, Encoding::CodePoints] {
            for (offset, c) in text.char_indices().filter(|(_, c)| *c != '\n') {
                let position = index.position(text, offset as u32, unit);
                assert_eq!(index.offset(text, position, unit), offset as u32, "{c:?} {unit:?}");
            }
        }
    }

    #[test]
    fn a_column_that_is_not_there_has_an_offset() {
        let text = "\u{1f600}a\r\nb";
        let index = LineIndex::new(text);
        let offset = |line, column, unit| index.offset(text, Position { line, column }, unit);
        assert_eq!(offset(0, 1, Encoding::Utf16), 0, "between surrogates");
        assert_eq!(offset(0, 3, Encoding::Utf8), 0, "inside a character");
        assert_eq!(offset(0, 99, Encoding::Utf16), 5, "before the line break");
        assert_eq!(offset(1, 99, Encoding::Utf16), 8);
        assert_eq!(offset(usize::MAX, usize::MAX, Encoding::Utf16), 8);
    }

    #[test]
    fn an_offset_inside_a_character_or_past_the_end_has_a_place() {
        let index = LineIndex::new("é\n");
        assert_eq!(index.position("é\n", 1, Encoding::CodePoints), Position { line: 0, column: 0 });
        assert_eq!(index.position("é\n", 99, Encoding::CodePoints), Position { line: 1, column: 0 });
    }
}
