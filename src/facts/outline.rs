//! The headings of a document, as a near miss and `inspect` need them.

use crate::syntax::markdown::{HeadingStyle, Markdown};
use crate::text::Span;

use super::naming::{Because, Naming};

/// A heading of the document's outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineEntry {
    /// 1 to 6.
    pub level: u8,
    /// Its words.
    pub title: String,
    /// Their bytes.
    pub span: Span,
    /// How it is written.
    pub style: HeadingStyle,
    /// The concepts that it was taken for, as the vocabulary numbers them, and why.
    pub concepts: Vec<(usize, Because)>,
}

/// Every real heading, and every other that names something.
pub(super) fn outline(body: &Markdown, namings: &[Naming]) -> Vec<OutlineEntry> {
    let entries = body.headings.iter().enumerate().filter_map(|(index, heading)| {
        let first = namings.partition_point(|naming| (naming.heading.0 as usize) < index);
        let own = namings[first..].iter().take_while(|naming| naming.heading.0 as usize == index);
        let concepts: Vec<_> = own.map(|naming| (naming.concept, naming.because.clone())).collect();
        let real = matches!(
            heading.style,
            HeadingStyle::Atx | HeadingStyle::Setext | HeadingStyle::Html | HeadingStyle::Bold
        );
        (real || !concepts.is_empty()).then(|| OutlineEntry {
            level: heading.level,
            title: body.title(heading).trim().to_owned(),
            span: heading.span,
            style: heading.style,
            concepts,
        })
    });
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|entry| entry.span);
    entries
}
