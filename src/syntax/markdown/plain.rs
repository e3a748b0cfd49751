//! Markdown where no blocks are looked for: all of it is one text.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::excerpt::Excerpt;
use super::leaf::Leaf;
use super::shown::Text;
use super::{Comment, html};

/// What is read as Markdown, here and everywhere.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_FOOTNOTES);

/// The text of an excerpt, all blocks run together. For places where Markdown does not look for any.
pub(super) fn text(view: &Excerpt<'_>, comments: &mut Vec<Comment>) -> Text {
    let mut leaf = Leaf::new(view.text().len(), false);
    let mut in_code = false;
    for (event, at) in Parser::new_ext(view.text(), OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if in_code => {}
            Event::Start(Tag::Paragraph | Tag::Item | Tag::Heading { .. } | Tag::TableCell) => {
                let first = view.text()[at.clone()].chars().next().map_or(0, char::len_utf8);
                leaf.blank(view.span(at.start..at.start + first));
            }
            Event::InlineHtml(tag) => html::inline(&mut leaf, &tag, view.span(at), comments),
            Event::Html(_) => html::flat(&mut leaf, view, at, comments),
            other => leaf.event(view, other, at),
        }
    }
    leaf.finish()
}
