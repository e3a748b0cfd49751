//! Text as a reader sees it, with the way back to the bytes it came from.

use std::ops::Range;

use super::Span;

/// Text put together from pieces of a source. A piece is either copied from the source byte for
/// byte, or stands for a whole range of it (an entity, a line break, a soft hyphen, an escape).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    text: String,
    /// Most texts are one piece of their source: only those of several take memory for their runs.
    first: Option<Run>,
    others: Vec<Run>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// Where the run begins in the text.
    at: u32,
    source: Span,
    /// Copied byte for byte, so that offsets inside it can be carried over.
    exact: bool,
}

impl Prose {
    /// An empty text with room for about this many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), ..Self::default() }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds text that equals the source at `source`, byte for byte.
    pub fn push_exact(&mut self, source: Span, text: &str) {
        debug_assert_eq!(source.len(), text.len());
        if let Some(last) = self.last()
            && last.exact
            && last.source.end == source.start
        {
            last.source.end = source.end;
            self.text.push_str(text);
        } else {
            self.push(source, text, true);
        }
    }

    /// Adds text that stands for all of the source at `source`.
    pub fn push_for(&mut self, source: Span, text: &str) {
        self.push(source, text, false);
    }

    fn push(&mut self, source: Span, text: &str, exact: bool) {
        if !text.is_empty() {
            let run = Run { at: self.text.len() as u32, source, exact };
            if self.first.is_none() {
                self.first = Some(run);
            } else {
                self.others.push(run);
            }
            self.text.push_str(text);
        }
    }

    fn last(&mut self) -> Option<&mut Run> {
        self.others.last_mut().or(self.first.as_mut())
    }

    /// The source bytes behind a range of the text. An empty range gives the empty span at its place.
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Span {
        let Some(first) = self.run(range.start) else { return Span::default() };
        let into = |run: &Run, at: usize| run.source.start + (at - run.at as usize) as u32;
        let start =
            if first.exact { into(first, range.start).min(first.source.end) } else { first.source.start };
        if range.is_empty() {
            return Span { start, end: start };
        }
        let last = self.run(range.end - 1).expect("the first run was found");
        let end = if last.exact { into(last, range.end).min(last.source.end) } else { last.source.end };
        Span { start, end: end.max(start) }
    }

    fn run(&self, at: usize) -> Option<&Run> {
        let next = self.others.partition_point(|run| run.at as usize <= at);
        next.checked_sub(1).map_or(self.first.as_ref(), |last| self.others.get(last))
    }

    /// All the source that the text came from.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let first = self.first?;
        Some(first.source.cover(self.others.last().unwrap_or(&first).source))
    }

    /// The same text without some ranges of it, which are sorted and apart.
    #[must_use]
    pub fn without(&self, cuts: &[Range<usize>]) -> Self {
        let mut kept = Self::default();
        let ends = self.others.iter().map(|run| run.at as usize).chain([self.text.len()]);
        let mut cuts = cuts.iter().peekable();
        for (run, end) in self.first.iter().chain(&self.others).zip(ends) {
            let mut at = run.at as usize;
            while at < end {
                while cuts.peek().is_some_and(|cut| cut.end <= at) {
                    cuts.next();
                }
                let cut = cuts.peek().map_or(end..end, |cut| cut.start.clamp(at, end)..cut.end.min(end));
                let part = at..cut.start;
                kept.push(self.source(part.clone()), &self.text[part], run.exact);
                at = cut.end.max(cut.start);
            }
        }
        kept
    }

    /// The same text, where its source is the text of another prose: with that one's own source.
    #[must_use]
    pub fn through(&self, outer: &Self) -> Self {
        let mut through = Self::with_capacity(self.text.len());
        let ends = self.others.iter().map(|run| run.at as usize).chain([self.text.len()]);
        for (run, end) in self.first.iter().chain(&self.others).zip(ends) {
            let text = &self.text[run.at as usize..end];
            let (from, to) = (run.source.start as usize, run.source.end as usize);
            if !run.exact {
                through.push_for(outer.source(from..to), text);
                continue;
            }
            let mut at = from;
            while let Some(below) = outer.run(at).filter(|_| at < to) {
                let next = outer.others.get(outer.others.partition_point(|next| next.at as usize <= at));
                let stop = next.map_or(to, |next| (next.at as usize).min(to));
                through.push(outer.source(at..stop), &text[at - from..stop - from], below.exact);
                at = stop;
            }
        }
        through
    }

    /// Follows its source to where that now stands, so many bytes later or earlier.
    pub fn shift(&mut self, by: i64) {
        for run in self.first.iter_mut().chain(&mut self.others) {
            run.source = run.source.moved(by);
        }
    }

    /// The same text with one character in place of another; both are ASCII.
    #[must_use]
    pub fn replacing(mut self, old: char, new: char) -> Self {
        debug_assert!(old.is_ascii() && new.is_ascii());
        self.text = self.text.replace(old, new.encode_utf8(&mut [0; 4]));
        self
    }

    /// Cuts white space at the end of the text.
    pub fn trim_end(&mut self) {
        let length = self.text.trim_end().len();
        if length < self.text.len() {
            self.text.truncate(length);
            self.others.truncate(self.others.partition_point(|run| (run.at as usize) < length));
            if length == 0 {
                self.first = None;
            }
            if let Some(last) = self.last()
                && last.exact
            {
                last.source.end = last.source.start + (length as u32 - last.at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_leads_back_to_its_bytes() {
        let source = "a &amp; b\n  c ";
        let mut prose = Prose::default();
        prose.push_exact(Span::new(0, 2), "a ");
        prose.push_for(Span::new(2, 7), "&");
        prose.push_exact(Span::new(7, 9), " b");
        prose.push_for(Span::new(9, 12), " ");
        prose.push_exact(Span::new(12, 14), "c ");
        prose.trim_end();
        assert_eq!(prose.text(), "a & b c");
        for (text, bytes) in
            [("&", "&amp;"), ("& b", "&amp; b"), ("b c", "b\n  c"), ("a & b c", "a &amp; b\n  c")]
        {
            let at = prose.text().find(text).expect("is in the text");
            assert_eq!(prose.source(at..at + text.len()).of(source), bytes);
        }
        assert_eq!(prose.span().map(|span| span.of(source)), Some("a &amp; b\n  c"));
        let mut inner = Prose::default();
        inner.push_exact(Span::new(0, 3), "a &");
        inner.push_for(Span::new(3, 6), "+");
        inner.push_exact(Span::new(6, 7), "c");
        let through = inner.through(&prose);
        assert_eq!(through.text(), "a &+c");
        for (at, bytes) in [(0..1, "a"), (0..3, "a &amp;"), (3..4, " b\n  "), (2..5, "&amp; b\n  c")] {
            assert_eq!(through.source(at).of(source), bytes);
        }
        assert_eq!(prose.clone().replacing('b', '_').text(), "a & _ c");
        let rest = prose.without(&[1..3, 5..6]);
        assert_eq!(rest.text(), "a bc");
        assert_eq!(rest.source(1..4).of(source), " b\n  c");
    }
}
