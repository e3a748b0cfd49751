//! HTML in Markdown: blocks of it become blocks, tags in text vanish or mark it up.
//!
//! Nothing is an error: an end tag without a beginning is passed over, and what is never closed ends
//! with the block around it.

use std::ops::Range;

use crate::text::Span;

use super::builder::{Builder, Origin};
use super::excerpt::Excerpt;
use super::leaf::Leaf;
use super::tags::{Tag, Token, Tokens, entity};
use super::{BlockKind, Comment, HeadingStyle};

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

/// Ends a paragraph; in a cell or a heading, which are one text, it ends a line.
fn breaks(builder: &mut Builder<'_>, span: Span) {
    if let Some((BlockKind::Paragraph, Origin::Html)) = builder.top_kind() {
        builder.close();
    } else if let Some(leaf) = builder.leaf() {
        leaf.line(span);
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
        _ if is_block(&tag) => leaf.line(span),
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
