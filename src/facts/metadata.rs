//! What a document without front matter says about itself in a leading table or in bold lines.
//!
//! Documents that came out of Word keep id, owner and version in a two-column table or in lines such
//! as `**Owner:** J. Doe`. They become fields like those of front matter, each with its place.

use crate::syntax::markdown::{BlockId, BlockKind, HeadingStyle, Markdown};
use crate::syntax::yaml::{Entry, Node, Scalar, Style, Value};
use crate::text::{Prose, Span};

use super::title;
use super::vocabulary::Vocabulary;

/// How far into a document its own data may stand, in blocks.
const LEADING: usize = 80;

/// The fields that a document's own words give; `None` where it has none.
pub(crate) fn metadata(markdown: &Markdown, vocabulary: &Vocabulary) -> Option<Node> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut enter = |key: &str, label: Span, value: Entry| {
        if entries.iter().all(|entry| entry.key.text() != Some(key)) {
            entries.push(Entry { key: scalar(key, label), value: value.value });
        }
    };
    for (index, block) in markdown.blocks.iter().enumerate().take(LEADING) {
        if matches!(block.kind, BlockKind::Row { .. }) {
            in_row(markdown, BlockId(index as u32), vocabulary, &mut enter);
        }
    }
    let run_in = |style| matches!(style, HeadingStyle::RunIn);
    for heading in markdown
        .headings
        .iter()
        .filter(|heading| run_in(heading.style) && (heading.block.0 as usize) < LEADING)
    {
        let Some(key) = vocabulary.metadata_key(&title::keys(markdown.title(heading))) else { continue };
        let prose = &markdown.block(heading.block).prose;
        if let Some(value) = value(key, prose, heading.rest.start as usize, heading.rest.end as usize) {
            enter(key, heading.span, Entry { key: scalar(key, heading.span), value });
        }
    }
    let span = entries.iter().map(|entry| entry.key.span.cover(entry.value.span)).reduce(Span::cover)?;
    (entries.len() >= 2).then_some(Node { span, tag: None, definition: None, value: Value::Map(entries) })
}

/// `| Owner | J. Doe |`, also two pairs in one row.
fn in_row(
    markdown: &Markdown,
    row: BlockId,
    vocabulary: &Vocabulary,
    enter: &mut impl FnMut(&str, Span, Entry),
) {
    let end = markdown.block(row).end;
    let cells: Vec<_> = markdown.leaves_in(row.0..end.0).collect();
    if cells.len() != 2 && cells.len() != 4 {
        return;
    }
    for pair in cells.chunks(2) {
        let [(_, label), (_, content)] = pair else { continue };
        let Some(key) = vocabulary.metadata_key(&title::keys(label.prose.text())) else { continue };
        if let (Some(value), Some(at)) =
            (value(key, &content.prose, 0, content.prose.text().len()), label.prose.span())
        {
            enter(key, at, Entry { key: scalar(key, at), value });
        }
    }
}

/// The value of a key: text, or a list where the key takes one.
fn value(key: &str, prose: &Prose, start: usize, end: usize) -> Option<Node> {
    let text = prose.text().get(start..end)?;
    let piece = |from: usize, to: usize| {
        let raw = prose.text()[from..to].trim_start_matches([':', ' ', '\u{a0}', '–', '—']);
        let from = to - raw.len();
        let raw = raw.trim();
        (!raw.is_empty()).then(|| scalar(raw, prose.source(from..from + raw.len())))
    };
    if key != "task_types" {
        return piece(start, end);
    }
    let mut items = Vec::new();
    let mut from = start;
    for (at, separator) in text.match_indices([',', ';', '\n']).chain(std::iter::once((text.len(), ""))) {
        items.extend(piece(from, start + at));
        from = start + at + separator.len();
    }
    let span = items.iter().map(|item: &Node| item.span).reduce(Span::cover)?;
    Some(Node { span, tag: None, definition: None, value: Value::Seq(items) })
}

fn scalar(text: &str, span: Span) -> Node {
    let value = Value::Scalar(Scalar { text: text.into(), style: Style::DoubleQuoted });
    Node { span, tag: None, definition: None, value }
}
