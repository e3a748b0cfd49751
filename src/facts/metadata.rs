//! What a document without front matter says about itself in a leading table or in bold lines.
//!
//! Documents that came out of Word keep id, owner and version in a two-column table or in lines such
//! as `**Owner:** J. Doe`. They become fields like those of front matter, each with its place.

use std::ops::Range;

use crate::syntax::markdown::{BlockId, BlockKind, HeadingStyle, Markdown};
use crate::syntax::yaml::{Entry, Node, Scalar, Style, Value};
use crate::text::{Prose, Span};

use super::quantity;
use super::title;
use super::unit::Unit;
use super::vocabulary::{Vocabulary, fold};

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
        let rest = heading.rest.start as usize..heading.rest.end as usize;
        if let Some(value) = value(key, prose, rest, vocabulary) {
            enter(key, heading.span, Entry { key: scalar(key, heading.span), value });
        }
    }
    if entries.len() < 2 { None } else { map(entries) }
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
            (value(key, &content.prose, 0..content.prose.text().len(), vocabulary), label.prose.span())
        {
            enter(key, at, Entry { key: scalar(key, at), value });
        }
    }
}

/// The value of a key: text, a list where the key takes one, or times by type of task.
fn value(key: &str, prose: &Prose, range: Range<usize>, vocabulary: &Vocabulary) -> Option<Node> {
    let quoted = |range: Range<usize>| scalar(&prose.text()[range.clone()], prose.source(range));
    match key {
        "task_types" => {
            let items: Vec<Node> = pieces(prose.text(), range, &[',', ';', '\n']).map(quoted).collect();
            let span = items.iter().map(|item| item.span).reduce(Span::cover)?;
            Some(node(span, Value::Seq(items)))
        }
        "turnaround" => {
            let pieces = pieces(prose.text(), range, &[';', '\n']);
            map(pieces.filter_map(|piece| time_allowed(prose, piece, vocabulary)).collect())
        }
        _ => pieces(prose.text(), range, &[]).next().map(quoted),
    }
}

/// The parts of a text between separators, without what sets the text off from its label.
fn pieces<'a>(
    text: &'a str,
    range: Range<usize>,
    separators: &'a [char],
) -> impl Iterator<Item = Range<usize>> + use<'a> {
    let mut at = range.start;
    text.get(range).unwrap_or_default().split(|c| separators.contains(&c)).filter_map(move |piece| {
        let end = at + piece.len();
        let from = end - piece.trim_start_matches([':', ' ', '\u{a0}', '–', '—']).len();
        at = end + 1;
        let end = from + text[from..end].trim_end().len();
        (from < end).then_some(from..end)
    })
}

/// `document_review: 24 business hours from assignment`, as front matter has it. A time in other units than hours
/// depends on the firm's working day, and is left to a reader.
fn time_allowed(prose: &Prose, range: Range<usize>, vocabulary: &Vocabulary) -> Option<Entry> {
    let text = &prose.text()[range.clone()];
    let colon = text.find(':')?;
    let folded = fold(&text[colon + 1..]);
    let from = range.start + colon + 1;
    let at = |part: Range<usize>| prose.source(from + part.start..from + part.end);
    let stated = quantity::stated(&folded, vocabulary);
    let time = stated.iter().find(|time| time.unit == Some(Unit::Hour))?;
    let (start, end) = (time.start as usize, time.end as usize);
    let hours =
        node(at(start..end), Value::Scalar(Scalar::new(time.amount?.to_string().into(), Style::Plain)));
    let clock = scalar(if time.business { "business" } else { "calendar" }, at(start..end));
    let mut fields = vec![("hours", hours), ("clock", clock)];
    // "from assignment": the event is the last word.
    let event = folded[end..].trim_end_matches(|c: char| !c.is_alphanumeric());
    if let Some(word) = event.split_whitespace().next_back() {
        let to = end + event.len();
        fields.push(("starts", scalar(word, at(to - word.len()..to))));
    }
    let fields = fields.into_iter().map(|(key, value)| Entry { key: scalar(key, value.span), value });
    let label = text[..colon].trim();
    let key = scalar(label, prose.source(range.start..range.start + label.len()));
    Some(Entry { key, value: map(fields.collect())? })
}

fn map(entries: Vec<Entry>) -> Option<Node> {
    let span = entries.iter().map(|entry| entry.key.span.cover(entry.value.span)).reduce(Span::cover)?;
    Some(node(span, Value::Map(entries)))
}

fn scalar(text: &str, span: Span) -> Node {
    node(span, Value::Scalar(Scalar::new(text.into(), Style::DoubleQuoted)))
}

fn node(span: Span, value: Value) -> Node {
    Node::new(span, value)
}
