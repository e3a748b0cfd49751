//! HTML in Markdown: blocks of it become blocks, tags in text vanish or mark it up.
//!
//! A small reader of tags that takes anything: what is no tag is text, what is never closed ends
//! with the block around it.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use crate::text::Span;

use super::builder::{Builder, Origin};
use super::excerpt::Excerpt;
use super::leaf::Leaf;
use super::{BlockKind, Comment, HeadingStyle};

/// A piece of HTML, by its bytes.
enum Token<'t> {
    Text(Range<usize>),
    Tag(Tag<'t>, Range<usize>),
    Comment(Range<usize>),
    /// The inside of `<script>` and the like.
    Hidden,
    /// `<pre>` and all that is in it.
    Code(Range<usize>),
}

#[derive(Clone, Copy)]
struct Tag<'t> {
    name: &'t str,
    closes: bool,
    /// What follows the name.
    rest: &'t str,
}

impl<'t> Tag<'t> {
    /// From `<name ...>`.
    fn read(text: &'t str) -> Option<Self> {
        let inner = text.strip_prefix('<')?.trim_end_matches('>').trim_end_matches('/');
        let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
        let (name, rest) = inner.split_at(end);
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(Self { name, closes, rest })
    }

    fn is(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }

    /// 1 to 6 for `h1` to `h6`.
    fn heading(&self) -> Option<u8> {
        match self.name.as_bytes() {
            [b'h' | b'H', digit @ b'1'..=b'6'] => Some(digit - b'0'),
            _ => None,
        }
    }

    /// The value of an attribute.
    fn value(&self, key: &str) -> Option<&'t str> {
        let mut rest = self.rest;
        loop {
            let (before, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let (value, next) = match after.as_bytes().first()? {
                quote @ (b'"' | b'\'') => after[1..].split_once(*quote as char)?,
                _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            if before
                .trim()
                .rsplit(char::is_whitespace)
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(key))
            {
                return Some(value);
            }
            rest = next;
        }
    }
}

struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// From here on there is no `>` that would end a tag.
    no_tags_from: usize,
    /// Quotes were found that do not match: they are ignored from then on.
    broken: bool,
}

impl<'t> Tokens<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, no_tags_from: usize::MAX, broken: false }
    }

    /// One past the `>` of the tag that begins at a byte; quoted values may hold one.
    fn tag_end(&mut self, from: usize) -> Option<usize> {
        if from >= self.no_tags_from {
            return None;
        }
        let bytes = if self.broken { &[] } else { self.text.as_bytes() };
        let mut quote = None;
        for (at, byte) in bytes.iter().enumerate().skip(from) {
            match (quote, byte) {
                (None, b'>') => return Some(at + 1),
                (None, b'"' | b'\'') if bytes[..at].trim_ascii_end().ends_with(b"=") => quote = Some(*byte),
                (Some(open), byte) if open == *byte => quote = None,
                _ => {}
            }
        }
        self.broken = true;
        let plain = self.text[from..].find('>').map(|length| from + length + 1);
        if plain.is_none() {
            self.no_tags_from = from;
        }
        plain
    }

    /// Goes past `</name`, and gives the place where it began, or the end of the text.
    fn skip_to_end_tag(&mut self, name: &str) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let is_end =
            |window: &[u8]| window.starts_with(b"</") && window[2..].eq_ignore_ascii_case(name.as_bytes());
        let found = rest.windows(name.len() + 2).position(is_end);
        let start = found.map_or(self.text.len(), |length| self.at + length);
        self.at = start;
        if found.is_some() {
            self.at = self.tag_end(start).unwrap_or(self.text.len());
        }
        start
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let from = self.at;
        let text = self.text;
        let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
        if let Some(comment) = rest.strip_prefix("<!--") {
            self.at = comment.find("-->").map_or(text.len(), |end| from + 4 + end + 3);
            return Some(Token::Comment(from..self.at));
        }
        if rest.starts_with("<![CDATA[") || rest.starts_with("<?") || rest.starts_with("<!") {
            if let Some(end) = self.tag_end(from) {
                self.at = end;
                return Some(Token::Hidden);
            }
        }
        if rest.starts_with('<')
            && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
            && let Some(end) = self.tag_end(from)
            && let Some(tag) = Tag::read(&text[from..end])
        {
            self.at = end;
            if !tag.closes && tag.is(&["script", "style", "title", "template", "textarea", "noscript"]) {
                self.skip_to_end_tag(tag.name);
                return Some(Token::Hidden);
            }
            if !tag.closes && tag.is(&["pre"]) {
                self.skip_to_end_tag(tag.name);
                return Some(Token::Code(from..self.at));
            }
            return Some(Token::Tag(tag, from..end));
        }
        let more = rest.bytes().skip(1).position(|byte| byte == b'<').map_or(rest.len(), |length| length + 1);
        self.at = from + more;
        Some(Token::Text(from..self.at))
    }
}

/// Reads an HTML block into blocks. Tables and cells may stay open: Markdown can go on inside them.
pub(super) fn block(builder: &mut Builder<'_>, view: &Excerpt<'_>, comments: &mut Vec<Comment>) {
    for token in Tokens::new(view.text()) {
        match token {
            Token::Comment(at) => comment(&view.text()[at.clone()], view.span(at), comments),
            Token::Hidden => {}
            Token::Code(at) => {
                builder.close_loose();
                builder.add(BlockKind::Code, view.span(at));
            }
            Token::Text(at) => {
                let blank = view.text()[at.clone()].trim().is_empty();
                if !blank {
                    paragraph(builder, view, &at);
                }
                if let Some(leaf) = builder.leaf() {
                    words(leaf, view, at.clone());
                    if !blank {
                        builder.touch(view.span(at.start..at.start + view.text()[at].trim_end().len()).end);
                    }
                }
            }
            Token::Tag(tag, at) => block_tag(builder, view, tag, at),
        }
    }
}

/// Adds a line of HTML to a text, tags and all blocks aside.
pub(super) fn flat(leaf: &mut Leaf, view: &Excerpt<'_>, at: Range<usize>, comments: &mut Vec<Comment>) {
    let shift = at.start;
    for token in Tokens::new(&view.text()[at]) {
        match token {
            Token::Text(at) => words(leaf, view, at.start + shift..at.end + shift),
            Token::Tag(tag, at) => mark_up(leaf, tag, view.span(at.start + shift..at.end + shift)),
            Token::Comment(at) => {
                let at = at.start + shift..at.end + shift;
                comment(&view.text()[at.clone()], view.span(at), comments);
            }
            Token::Hidden | Token::Code(_) => {}
        }
    }
}

/// Takes in one tag or comment that stands in Markdown text.
pub(super) fn inline(leaf: &mut Leaf, tag: &str, span: Span, comments: &mut Vec<Comment>) {
    if tag.starts_with("<!--") {
        comment(tag, span, comments);
    } else if let Some(tag) = Tag::read(tag) {
        mark_up(leaf, tag, span);
    }
}

/// Keeps a comment.
pub(super) fn comment(text: &str, span: Span, comments: &mut Vec<Comment>) {
    let inner = text.strip_prefix("<!--").unwrap_or(text);
    let inner = inner.strip_suffix("-->").unwrap_or(inner);
    // What follows a comment's end on its line is no part of it.
    comments.push(Comment { span, text: inner.trim().to_owned() });
}

fn block_tag(builder: &mut Builder<'_>, view: &Excerpt<'_>, tag: Tag<'_>, at: Range<usize>) {
    let span = view.span(at.clone());
    if let Some(level) = tag.heading() {
        builder.close_loose();
        if !tag.closes {
            let kind = BlockKind::Heading { level, style: HeadingStyle::Html };
            builder.start(kind, span.start, Origin::Html, Some(Leaf::new(0, true)));
        }
        builder.touch(span.end);
    } else if tag.is(&["table"]) {
        builder.close_loose();
        if !tag.closes {
            builder.start(BlockKind::Table, span.start, Origin::Html, None);
        } else if close_to_table(builder) {
            builder.touch(span.end);
            builder.close();
        }
    } else if tag.is(&["thead", "tbody", "tfoot"]) {
        if close_to_table(builder)
            && let Some(table) = builder.top()
        {
            table.head = !tag.closes && tag.is(&["thead"]);
        }
    } else if tag.is(&["tr"]) {
        if close_to_table(builder) && !tag.closes {
            row(builder, span);
        }
    } else if tag.is(&["td", "th"]) {
        cell(builder, tag, span);
    } else if tag.is(&["summary", "dt", "legend", "caption", "figcaption"]) {
        breaks(builder, span);
        if !tag.closes {
            paragraph(builder, view, &at);
        }
        if let Some(leaf) = builder.leaf().filter(|_| !tag.closes) {
            leaf.start_bold();
        }
    } else if is_block(&tag) {
        breaks(builder, span);
    } else if opens_text(&tag) {
        paragraph(builder, view, &at);
        if let Some(leaf) = builder.leaf() {
            mark_up(leaf, tag, span);
        }
        if tag.is(&["img", "code"]) {
            builder.touch(span.end);
        }
    } else if let Some(leaf) = builder.leaf() {
        mark_up(leaf, tag, span);
    }
}

/// Closes blocks of HTML down to the innermost open table. False if there is none.
fn close_to_table(builder: &mut Builder<'_>) -> bool {
    while let Some((kind, Origin::Html)) = builder.top_kind() {
        match kind {
            BlockKind::Table => return true,
            _ => builder.close(),
        }
    }
    false
}

fn row(builder: &mut Builder<'_>, span: Span) {
    let head = builder.top().is_some_and(|table| table.head);
    builder.start(BlockKind::Row { header: head }, span.start, Origin::Html, None).head = true;
}

fn cell(builder: &mut Builder<'_>, tag: Tag<'_>, span: Span) {
    builder.close_loose();
    if let Some((BlockKind::Cell { .. }, Origin::Html)) = builder.top_kind() {
        builder.close();
    }
    if tag.closes {
        return builder.touch(span.end);
    }
    if let Some((BlockKind::Table, Origin::Html)) = builder.top_kind() {
        row(builder, span);
    }
    if !matches!(builder.top_kind(), Some((BlockKind::Row { .. }, Origin::Html))) {
        return breaks(builder, span);
    }
    let Some(row) = builder.top() else { return };
    let column = row.column;
    let wide = tag
        .value("colspan")
        .and_then(|wide| wide.trim().parse().ok())
        .map_or(1, |wide: u32| wide.clamp(1, 1000));
    row.column = column.saturating_add(wide);
    row.head &= tag.is(&["th"]);
    builder.start(BlockKind::Cell { column }, span.end, Origin::Html, Some(Leaf::new(0, false)));
}

/// Ends a paragraph; in a cell or a heading, which are one text, it is a blank.
fn breaks(builder: &mut Builder<'_>, span: Span) {
    if let Some((BlockKind::Paragraph, Origin::Html)) = builder.top_kind() {
        builder.close();
    } else if let Some(leaf) = builder.leaf() {
        leaf.blank(span);
    }
}

/// Makes sure that text has somewhere to go.
fn paragraph(builder: &mut Builder<'_>, view: &Excerpt<'_>, at: &Range<usize>) {
    if builder.leaf().is_none() {
        let text = &view.text()[at.clone()];
        let start = at.start + (text.len() - text.trim_start().len());
        let start = view.span(start..start.max(at.end)).start;
        builder.start(BlockKind::Paragraph, start, Origin::Html, Some(Leaf::new(0, false)));
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    const BLOCK: [&str; 24] = [
        "p",
        "li",
        "div",
        "ul",
        "ol",
        "dl",
        "dd",
        "blockquote",
        "section",
        "article",
        "details",
        "hr",
        "center",
        "address",
        "aside",
        "footer",
        "header",
        "main",
        "nav",
        "figure",
        "form",
        "fieldset",
        "body",
        "html",
    ];
    tag.is(&BLOCK)
}

fn opens_text(tag: &Tag<'_>) -> bool {
    const INLINE: [&str; 13] =
        ["b", "strong", "u", "ins", "i", "em", "s", "del", "strike", "code", "img", "span", "a"];
    !tag.closes && tag.is(&INLINE)
}

/// What a tag in a text does to it.
fn mark_up(leaf: &mut Leaf, tag: Tag<'_>, span: Span) {
    match (tag.closes, tag.name.to_ascii_lowercase().as_str()) {
        (false, "b" | "strong" | "u") => leaf.start_bold(),
        (true, "b" | "strong" | "u") => leaf.end_bold(),
        (false, "i" | "em") => leaf.start_italic(),
        (true, "i" | "em") => leaf.end_italic(),
        (false, "s" | "del" | "strike") => leaf.hide(),
        (true, "s" | "del" | "strike" | "code") => leaf.show(),
        (false, "code") => {
            leaf.object(span);
            leaf.hide();
        }
        (false, "img") => leaf.object(span),
        (false, "span") => leaf.start_span(tag.value("class").is_some_and(|class| class.contains("header"))),
        (true, "span") => leaf.end_span(),
        (false, "a") => leaf.start_link(tag.value("href")),
        (true, "a") => leaf.end_link(),
        (_, "br") => leaf.line(span),
        (_, "td" | "th" | "tr" | "table") => leaf.blank(span),
        _ if is_block(&tag) => leaf.blank(span),
        _ => {}
    }
}

/// Adds text with entities.
fn words(leaf: &mut Leaf, view: &Excerpt<'_>, at: Range<usize>) {
    for at in view.parts(at) {
        let text = &view.text()[at.clone()];
        let (mut from, mut search) = (0, 0);
        while let Some(found) = text[search..].find('&') {
            let start = search + found;
            search = start + 1;
            let Some((shown, length)) = entity(&text[start..]) else { continue };
            leaf.shown(view, &text[from..start], at.start + from..at.start + start);
            leaf.shown(view, &shown, at.start + start..at.start + start + length);
            from = start + length;
            search = from;
        }
        leaf.shown(view, &text[from..], at.start + from..at.end);
    }
}

/// The character that an entity at the beginning of a text stands for, and the entity's length.
fn entity(text: &str) -> Option<(String, usize)> {
    // The longest name has 33 bytes with `&` and `;`.
    let length = text.bytes().take(34).position(|byte| byte == b';')? + 1;
    let shown = match &text[..length] {
        "&nbsp;" => "\u{a0}".to_owned(),
        "&amp;" => "&".to_owned(),
        // The parser knows them all, and has no other way to ask.
        other => Parser::new(other).find_map(|event| match event {
            Event::Text(shown) if *shown != *other && shown.chars().count() <= 2 => Some(shown.into_string()),
            _ => None,
        })?,
    };
    Some((shown, length))
}
