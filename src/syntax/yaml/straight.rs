//! Everyday YAML in one straight line: what nearly all records are made of, read without a parser.
//!
//! Maps and lists by indentation, lists and maps in brackets, plain and quoted texts of
//! one line without escapes, comments. [`read`] gives exactly the tree, spans, comments and problems that
//! [`build`](super::build) makes of the parser's events, or nothing: for whatever is not plainly one of
//! these forms the parser is asked, and it alone says what is a mistake. `straight_tests.rs` holds
//! the two against each other.

use super::characters::{are_ordinary, is_letter};
use super::{Entry, Limits, Node, Scalar, Stream, Style, Value, duplicates};
use crate::syntax::Problem;
use crate::text::Span;

/// Reads a region of a source, if it is everyday YAML.
pub(super) fn read(source: &str, region: Span, limits: Limits) -> Option<Stream> {
    let text = region.of(source);
    // A text has fewer values than bytes.
    if text.len() > limits.nodes || !are_ordinary(text) {
        return None;
    }
    let mut reader = Reader {
        source: source.get(..region.end as usize)?,
        at: region.start as usize,
        indent: None,
        comments: Vec::new(),
        problems: Vec::new(),
        entries: Vec::new(),
        items: Vec::new(),
    };
    reader.next_line();
    // The parser counts levels in its own way; nobody's record comes near the limit in either.
    let root = if reader.indent == Some(0) { reader.block(0, limits.depth / 2)? } else { return None };
    if reader.indent.is_some() {
        return None;
    }
    let Reader { comments, mut problems, .. } = reader;
    problems.sort_by_key(|problem| problem.span);
    Some(Stream { documents: vec![root], comments, problems })
}

struct Reader<'s> {
    /// The file up to the end of what is read, so that offsets are the file's.
    source: &'s str,
    /// The next byte.
    at: usize,
    /// Where a line was begun: the column of its first character; `None` at the end.
    indent: Option<usize>,
    comments: Vec<Span>,
    problems: Vec<Problem>,
    /// What maps that are not closed have so far, the innermost last.
    entries: Vec<Entry>,
    /// The same of lists.
    items: Vec<Node>,
}

/// Every method that reads gives `None` where the parser must be asked.
impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn after(&self, bytes: usize) -> Option<u8> {
        self.source.as_bytes().get(self.at + bytes).copied()
    }

    fn blanks(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// To the first character of the next line that is neither blank nor a comment.
    fn next_line(&mut self) {
        loop {
            let line = self.at;
            self.blanks();
            self.indent = Some(self.at - line);
            match self.peek() {
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.comment(),
                Some(_) => return,
                None => break,
            }
        }
        self.indent = None;
    }

    fn comment(&mut self) {
        let rest = &self.source[self.at..];
        let end = self.at + rest.find('\n').unwrap_or(rest.len());
        self.comments.push(Span::new(self.at, end));
        self.at = end;
    }

    /// Past the end of a line on which nothing more stands than a comment, and to the next one.
    fn end_line(&mut self) -> Option<()> {
        let from = self.at;
        self.blanks();
        match self.peek() {
            None | Some(b'\n') => {}
            Some(b'#') if from < self.at => self.comment(),
            Some(_) => return None,
        }
        self.at += usize::from(self.peek().is_some());
        self.next_line();
        Some(())
    }

    /// Whether an item of a list begins here.
    fn is_item(&self) -> bool {
        self.peek() == Some(b'-') && matches!(self.after(1), Some(b' ' | b'\n') | None)
    }

    /// A map or list whose lines begin in a column. Recursion is bounded by `depth`, the levels left.
    fn block(&mut self, column: usize, depth: usize) -> Option<Node> {
        if self.is_item() {
            return self.list(column, depth);
        }
        let first = self.key()?;
        self.map(first, column, depth)
    }

    /// The first key was read.
    fn map(&mut self, first: Node, column: usize, depth: usize) -> Option<Node> {
        let depth = depth.checked_sub(1)?;
        let value = self.value(column, depth)?;
        let (start, open) = (first.span.start, self.entries.len());
        self.entries.push(Entry { key: first, value });
        while self.indent == Some(column) {
            let key = self.key()?;
            let value = self.value(column, depth)?;
            self.entries.push(Entry { key, value });
        }
        self.closed(column)?;
        let span = Span { start, end: self.entries.last()?.value.span.end };
        Some(self.map_node(open, span))
    }

    fn list(&mut self, column: usize, depth: usize) -> Option<Node> {
        let depth = depth.checked_sub(1)?;
        let (start, open) = (self.at, self.items.len());
        while self.indent == Some(column) && self.is_item() {
            let dash = self.at;
            self.at += 1;
            self.blanks();
            let begin = self.at;
            if let Some(key) = self.key() {
                let item = self.map(key, column + (begin - dash), depth)?;
                self.items.push(item);
            } else {
                self.at = begin;
                let item = self.inline(depth, column, false)?;
                self.items.push(item);
                self.end_line()?;
            }
        }
        self.closed(column)?;
        let span = Span { start: start as u32, end: self.items.last()?.span.end };
        Some(self.list_node(open, span))
    }

    /// A line that is further in than the one before may go on with a text, or be a mistake.
    fn closed(&self, column: usize) -> Option<()> {
        (self.indent <= Some(column)).then_some(())
    }

    /// What stands behind the colon of a key in a column, on its line or on those below.
    fn value(&mut self, column: usize, depth: usize) -> Option<Node> {
        let behind = self.at;
        self.blanks();
        let commented = self.peek() == Some(b'#');
        if !commented && !matches!(self.peek(), None | Some(b'\n')) {
            let value = self.inline(depth, column, false)?;
            self.end_line()?;
            return Some(value);
        }
        self.end_line()?;
        match self.indent {
            Some(inner) if inner > column => self.block(inner, depth),
            Some(same) if same == column && self.is_item() => self.list(column, depth),
            _ if commented => None,
            _ => Some(Node::nothing(Span::at(behind))),
        }
    }

    /// A key of everyday letters with its colon.
    fn key(&mut self) -> Option<Node> {
        // The parser takes keys of up to 1,024 characters.
        const LONGEST: usize = 128;
        let rest = &self.source.as_bytes()[self.at..];
        let length = rest.iter().take(LONGEST).take_while(|byte| **byte == b' ' || is_letter(byte)).count();
        let ends =
            rest.get(length) == Some(&b':') && matches!(rest.get(length + 1), None | Some(b' ' | b'\n'));
        let (first, last) = (*rest.first()?, *rest.get(length.checked_sub(1)?)?);
        if !ends || !(first.is_ascii_alphanumeric() || first == b'_') || last == b' ' {
            return None;
        }
        let key = self.scalar(self.at, self.at + length, Style::Plain);
        self.at += length + 1;
        Some(key)
    }

    /// A value that begins on this line, below a key or in a list of this column; in brackets their commas and
    /// brackets end a plain text.
    fn inline(&mut self, depth: usize, column: usize, in_brackets: bool) -> Option<Node> {
        match self.peek()? {
            b'[' | b'{' => self.brackets(depth, column),
            b'"' => self.quoted(Style::DoubleQuoted),
            b'\'' => self.quoted(Style::SingleQuoted),
            b'-' if !self.after(1)?.is_ascii_alphanumeric() => None,
            first if b"?:,]}#&*!|>%@`\n".contains(&first) => None,
            _ => self.plain(in_brackets),
        }
    }

    fn quoted(&mut self, style: Style) -> Option<Node> {
        let quote = self.peek()?;
        let start = self.at;
        let inside = |byte: &&u8| **byte != quote && !matches!(byte, b'\\' | b'\n');
        let length = self.source.as_bytes()[start + 1..].iter().take_while(inside).count();
        self.at += length + 1;
        if self.peek() != Some(quote) || self.after(1) == Some(quote) {
            return None;
        }
        self.at += 1;
        let mut node = self.scalar(start + 1, start + 1 + length, style);
        node.span = Span::new(start, self.at);
        Some(node)
    }

    fn plain(&mut self, in_brackets: bool) -> Option<Node> {
        let start = self.at;
        let mut end = start;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => break,
                b'#' if end < self.at => break,
                b':' if in_brackets => {
                    self.after(1).filter(|next| next.is_ascii_alphanumeric() || *next == b'/')?;
                }
                b':' if matches!(self.after(1), None | Some(b' ' | b'\n')) => return None,
                b',' | b'[' | b']' | b'{' | b'}' if in_brackets => break,
                _ if is_letter(&byte) => {
                    let rest = &self.source.as_bytes()[self.at..];
                    self.at += rest.iter().take_while(|byte| is_letter(byte)).count();
                    end = self.at;
                    continue;
                }
                _ => {}
            }
            self.at += 1;
            if byte != b' ' {
                end = self.at;
            }
        }
        self.at = end;
        Some(self.scalar(start, end, Style::Plain))
    }

    /// Blanks in brackets. A line may end where a value has not begun, and the next one is further in than the
    /// `column` of what they stand in.
    fn gap(&mut self, column: usize) -> Option<()> {
        self.blanks();
        if self.peek() == Some(b'\n') {
            self.at += 1;
            let line = self.at;
            self.blanks();
            if self.at - line <= column || matches!(self.peek(), None | Some(b'\n' | b'#')) {
                return None;
            }
        }
        Some(())
    }

    /// A list or map in brackets.
    fn brackets(&mut self, depth: usize, column: usize) -> Option<Node> {
        let depth = depth.checked_sub(1)?;
        let start = self.at;
        let is_map = self.peek() == Some(b'{');
        let close = if is_map { b'}' } else { b']' };
        let (first_item, first_entry) = (self.items.len(), self.entries.len());
        self.at += 1;
        self.gap(column)?;
        while self.peek()? != close {
            if is_map {
                let key = self.key()?;
                self.blanks();
                let value = self.inline(depth, column, true)?;
                self.entries.push(Entry { key, value });
            } else {
                let item = self.inline(depth, column, true)?;
                self.items.push(item);
            }
            self.gap(column)?;
            let comma = self.peek()? == b',';
            if comma {
                self.at += 1;
                self.gap(column)?;
            }
            // Either a comma and more, or neither.
            if comma == (self.peek()? == close) {
                return None;
            }
        }
        self.at += 1;
        let span = Span::new(start, self.at);
        Some(if is_map { self.map_node(first_entry, span) } else { self.list_node(first_item, span) })
    }

    /// The map of the entries from one on. Trees are kept until all documents are read, so they take no more room
    /// than they need.
    fn map_node(&mut self, first: usize, span: Span) -> Node {
        let entries: Vec<Entry> = self.entries.drain(first..).collect();
        duplicates::find(self.source, &entries, &mut self.problems);
        Node::new(span, Value::Map(entries))
    }

    /// The list of the items from one on.
    fn list_node(&mut self, first: usize, span: Span) -> Node {
        Node::new(span, Value::Seq(self.items.drain(first..).collect()))
    }

    fn scalar(&self, start: usize, end: usize, style: Style) -> Node {
        let text = self.source[start..end].into();
        Node::new(Span::new(start, end), Value::Scalar(Scalar::new(text, style)))
    }
}
