//! From the parser's events to blocks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::text::Span;

use super::builder::{Builder, Origin};
use super::excerpt::{Excerpt, trimmed};
use super::leaf::Leaf;
use super::plain::{OPTIONS, text};
use super::{Block, BlockKind, Comment, HeadingStyle, dashed_table, grid_table, html};

/// All blocks and comments of a text.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) blocks: Vec<Block>,
    pub(super) comments: Vec<Comment>,
    /// Tables that are drawn with dashes were looked for.
    pub(super) drawn: bool,
}

/// The blocks and comments of a source from byte `body` on.
pub(super) fn read(source: &str, body: usize) -> Read {
    read_plain(source, body..source.len()).unwrap_or_else(|| {
        let (body, text) = without_mark(source, body..source.len());
        let tables = dashed_table::find(text);
        let view = Excerpt::whole(dashed_table::masked(text, &tables), body);
        read_view(source, &view, Some(tables)).expect("the tables are known")
    })
}

/// The same of a part of it; nothing if a table that is drawn with dashes may be there.
pub(super) fn read_plain(source: &str, part: Range<usize>) -> Option<Read> {
    let (from, text) = without_mark(source, part);
    read_view(source, &Excerpt::whole(text, from), None)
}

/// A part of a source, without a byte order mark: the parser would take it for a word, and miss a heading behind it.
fn without_mark(source: &str, part: Range<usize>) -> (usize, &str) {
    let (from, text) = source.get(part.clone()).map_or((source.len(), ""), |text| (part.start, text));
    text.strip_prefix('\u{feff}').map_or((from, text), |rest| (from + 3, rest))
}

/// Nothing if a table that is drawn with dashes may be there, and `tables` are not known yet.
fn read_view(source: &str, view: &Excerpt<'_>, tables: Option<Vec<dashed_table::Found>>) -> Option<Read> {
    let known = tables.is_some();
    let mut reader = Reader {
        view,
        tables: tables.unwrap_or_default().into_iter().peekable(),
        builder: Builder::new(source, view.text().len()),
        comments: Vec::new(),
        taking: Taking::Events,
    };
    for (event, at) in Parser::new_ext(view.text(), OPTIONS).into_offset_iter() {
        // Such a table's line of dashes reads as a rule.
        if !known && matches!(event, Event::Rule) && view.text()[at.clone()].contains("-- --") {
            return None;
        }
        reader.event(event, at);
    }
    Some(Read { blocks: reader.builder.finish(), comments: reader.comments, drawn: known })
}

struct Reader<'v, 's> {
    view: &'v Excerpt<'s>,
    /// Tables that were found and masked before parsing, those still to come.
    tables: std::iter::Peekable<std::vec::IntoIter<dashed_table::Found>>,
    builder: Builder<'s>,
    comments: Vec<Comment>,
    taking: Taking,
}

/// What is done with the events.
enum Taking {
    Events,
    /// Nothing, to the end of a paragraph that turned out to be a table.
    Nothing,
    /// The lines of an indented code block; nothing of a fenced one.
    Code(Option<Vec<Range<usize>>>),
    /// The lines of an HTML block.
    Html(Vec<Range<usize>>),
}

impl Reader<'_, '_> {
    fn event(&mut self, event: Event<'_>, at: Range<usize>) {
        match &mut self.taking {
            Taking::Events => self.plain(event, at),
            Taking::Nothing if event == Event::End(TagEnd::Paragraph) => self.taking = Taking::Events,
            Taking::Nothing => {}
            Taking::Code(lines) => match event {
                Event::Text(_) => {
                    if let Some(lines) = lines {
                        join(self.view.text(), lines, at);
                    }
                }
                Event::End(_) => {
                    let lines = lines.take().unwrap_or_default();
                    self.taking = Taking::Events;
                    self.code(&lines);
                }
                _ => {}
            },
            Taking::Html(lines) => match event {
                Event::End(_) => {
                    let lines = std::mem::take(lines);
                    self.taking = Taking::Events;
                    let lines: Vec<Span> = lines.into_iter().map(|line| self.view.span(line)).collect();
                    let view = Excerpt::joined(self.builder.source, &lines, "");
                    html::block(&mut self.builder, &view, &mut self.comments);
                    self.builder.close_loose();
                    let spans = lines.iter().rev().map(|line| trimmed(self.builder.source, *line));
                    let last = spans.into_iter().find(|line| !line.is_empty()).unwrap_or_default();
                    self.builder.touch(last.end);
                }
                _ => join(self.view.text(), lines, at),
            },
        }
    }

    fn plain(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(end) if is_inline(end) => self.inline(Event::End(end), at),
            Event::End(_) => self.builder.close_markdown(),
            Event::Rule => {
                self.builder.close_loose();
                self.builder.add(BlockKind::Rule, self.view.span(at));
            }
            Event::TaskListMarker(done) => {
                if let Some(Block { kind: BlockKind::Item { task }, .. }) = self.builder.item() {
                    *task = Some(done);
                }
            }
            other => self.inline(other, at),
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: Range<usize>) {
        let span = self.view.span(at.clone());
        let (kind, leaf) = match tag {
            Tag::Heading { level, .. } => {
                // No heading is ever lost to a tag that someone forgot to close.
                self.builder.close_foreign();
                let kind =
                    BlockKind::Heading { level: level as u8, style: style(span.of(self.builder.source)) };
                return self.builder.start_span(
                    kind,
                    span,
                    Origin::Markdown,
                    Some(Leaf::new(span.len(), true)),
                );
            }
            Tag::Paragraph => {
                self.builder.close_loose();
                return self.paragraph(at, span);
            }
            Tag::CodeBlock(kind) => {
                self.builder.close_loose();
                self.builder.start_span(BlockKind::Code, span, Origin::Markdown, None);
                let indented = (kind == CodeBlockKind::Indented).then(Vec::new);
                self.taking = Taking::Code(indented);
                return;
            }
            Tag::HtmlBlock => {
                if let Some((_, Origin::Loose)) = self.builder.top_kind() {
                    self.builder.close();
                }
                self.taking = Taking::Html(Vec::new());
                return;
            }
            Tag::List(first) => (BlockKind::List { ordered: first.is_some() }, None),
            Tag::Item => (BlockKind::Item { task: None }, None),
            Tag::BlockQuote(_) => (BlockKind::Quote, None),
            Tag::FootnoteDefinition(_) => (BlockKind::Footnote, None),
            Tag::Table(_) => (BlockKind::Table, None),
            Tag::TableHead => (BlockKind::Row { header: true }, None),
            Tag::TableRow => (BlockKind::Row { header: false }, None),
            Tag::TableCell => {
                let column = self.builder.top().map_or(0, |row| {
                    row.column += 1;
                    row.column - 1
                });
                // A cell that the row lacks is said to lie behind the row.
                let limit = self.builder.top().map_or(span.end, |row| row.end);
                let span = trimmed(
                    self.builder.source,
                    Span { start: span.start.min(limit), end: span.end.min(limit) },
                );
                let kind = BlockKind::Cell { column };
                return self.builder.start_span(
                    kind,
                    span,
                    Origin::Markdown,
                    Some(Leaf::new(span.len(), false)),
                );
            }
            inline => return self.inline(Event::Start(inline), at),
        };
        self.builder.close_loose();
        let container = matches!(kind, BlockKind::List { .. } | BlockKind::Item { .. } | BlockKind::Quote);
        if container {
            // These reach to their last child: the parser's range may run on over blank lines.
            let digits =
                span.of(self.builder.source).bytes().take_while(u8::is_ascii_digit).take(9).count() as u32;
            self.builder.start(kind, span.start, Origin::Markdown, leaf);
            self.builder.touch((span.start + digits + 1).min(span.end));
        } else {
            self.builder.start_span(kind, span, Origin::Markdown, leaf);
        }
    }

    fn paragraph(&mut self, at: Range<usize>, span: Span) {
        while self.tables.next_if(|table| table.range.start < at.start).is_some() {}
        let source = self.builder.source;
        let table = if let Some(found) = self.tables.next_if(|table| table.range.start == at.start) {
            Some(dashed_table::read(source, span.start as usize - at.start, &found))
        } else {
            grid_table::read(source, span)
        };
        if let Some(table) = table {
            self.taking = Taking::Nothing;
            return table.build(&mut self.builder, &mut self.comments);
        }
        self.builder.start_span(
            BlockKind::Paragraph,
            span,
            Origin::Markdown,
            Some(Leaf::new(span.len(), false)),
        );
    }

    fn code(&mut self, parts: &[Range<usize>]) {
        let lines: Vec<Range<usize>> = parts.iter().flat_map(|part| lines(self.view.text(), part)).collect();
        if lines.first().is_some_and(|line| is_numbered(&self.view.text()[line.clone()])) {
            // Sub-paragraphs that an author indented under a lettered one: `a. ...`, blank line, `    i. ...`.
            self.builder.drop_top();
            for part in lines.split(|line| self.view.text()[line.clone()].trim().is_empty()) {
                self.indented(part);
            }
        } else {
            self.builder.close();
        }
    }

    fn indented(&mut self, lines: &[Range<usize>]) {
        let source = self.builder.source;
        let spans: Vec<Span> =
            lines.iter().map(|line| trimmed(source, self.view.span(line.clone()))).collect();
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return };
        let span = first.cover(*last);
        let view = Excerpt::joined(source, &spans, "\n");
        let text = text(&view, &mut self.comments);
        self.builder.add_text(BlockKind::Paragraph, span, text);
    }

    fn inline(&mut self, event: Event<'_>, at: Range<usize>) {
        let span = self.view.span(at.clone());
        if let Event::InlineHtml(tag) = &event
            && self.builder.leaf().is_none()
            && tag.starts_with("<!--")
        {
            html::comment(tag, span, &mut self.comments);
            return self.builder.touch(span.end);
        }
        if self.builder.leaf().is_none() {
            if matches!(event, Event::SoftBreak | Event::HardBreak) {
                return;
            }
            self.builder.start(
                BlockKind::Paragraph,
                span.start,
                Origin::Loose,
                Some(Leaf::new(span.len(), false)),
            );
        }
        let loose = matches!(self.builder.top_kind(), Some((_, Origin::Loose)));
        let Some(leaf) = self.builder.leaf() else { return };
        if let Event::InlineHtml(tag) = event {
            html::inline(leaf, &tag, span, &mut self.comments);
        } else {
            leaf.event(self.view, event, at);
        }
        if loose {
            let words = trimmed(self.builder.source, span);
            if !words.is_empty() {
                self.builder.touch(words.end);
            }
        }
    }
}

/// Adds a range to others; one that goes on where the last one ended, a carriage return aside, joins it.
fn join(text: &str, ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if matches!(text.get(last.end..range.start), Some("" | "\r")) => last.end = range.end,
        _ => ranges.push(range),
    }
}

/// The lines of a range, with their ends.
fn lines<'t>(text: &'t str, range: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'t> {
    text[range.clone()].split_inclusive('\n').scan(range.start, |from, line| {
        *from += line.len();
        Some(*from - line.len()..*from)
    })
}

fn is_inline(end: TagEnd) -> bool {
    use TagEnd as E;
    matches!(
        end,
        E::Emphasis | E::Strong | E::Strikethrough | E::Superscript | E::Subscript | E::Link | E::Image
    )
}

/// `#` and a blank begin an ATX heading; anything else that is a heading is underlined.
fn style(source: &str) -> HeadingStyle {
    let rest = source.trim_start_matches('#');
    let atx = rest.len() < source.len() && rest.chars().next().is_none_or(|c| c.is_ascii_whitespace());
    if atx { HeadingStyle::Atx } else { HeadingStyle::Setext }
}

/// `i. All data`, `(2) The vendor`: a number or letter, then a word with a capital.
fn is_numbered(line: &str) -> bool {
    let Some((number, words)) = line.trim().split_once(' ') else { return false };
    let inner = number.trim_start_matches('(').trim_end_matches(['.', ')']);
    inner.len() < number.len()
        && (1..=5).contains(&inner.len())
        && inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
        && words.trim_start().starts_with(|c: char| c.is_uppercase())
}
