//! What a document says of itself: its owner, who approved it, its versions. That is no evidence of how the work is done.

use crate::syntax::markdown::{BlockId, BlockKind, Heading, HeadingId, HeadingStyle, Place};

use super::boilerplate::Boilerplate;
use super::passage::Passage;
use super::reading::Reading;

/// Whether a passage tells of the document, not of the work: it stands under "Revision history", or is the value of
/// a label such as "Approved by".
pub(super) fn is_of_the_document(
    reading: &Reading<'_>,
    passage: &Passage,
    boilerplate: &mut Boilerplate,
) -> bool {
    is_in_history(reading, passage)
        || is_labelled_row(reading, passage, boilerplate)
        || is_labelled_line(reading, passage)
}

/// A name or a date, and no sentence about the work.
fn is_short(value: &str) -> bool {
    const WORDS: usize = 8;
    value.split_whitespace().nth(WORDS).is_none()
}

fn is_in_history(reading: &Reading<'_>, passage: &Passage) -> bool {
    let Some(heading) = reading.markdown.enclosing_heading(passage.part.block) else { return false };
    reading.keys(heading).iter().any(|key| reading.vocabulary.version_headings.contains(key))
}

/// `| Approved by | J. Doe |`, also two pairs in one row.
fn is_labelled_row(reading: &Reading<'_>, passage: &Passage, boilerplate: &mut Boilerplate) -> bool {
    let is_short = |cell: &BlockId| is_short(reading.markdown.block(*cell).prose.text());
    matches!(passage.cells.len(), 2 | 4)
        && passage.cells.iter().all(is_short)
        && passage.cells.iter().step_by(2).all(|cell| is_label(reading, *cell, boilerplate))
        && is_without_heads(reading, passage, boilerplate)
}

/// Whether a cell says what metadata another one holds.
fn is_label(reading: &Reading<'_>, cell: BlockId, boilerplate: &mut Boilerplate) -> bool {
    reading.vocabulary.metadata_key(&reading.keys_of(cell, boilerplate)).is_some()
}

/// Whether no column has a head: in `| Check | By |`, "Approval" is a stage of the work.
fn is_without_heads(reading: &Reading<'_>, passage: &Passage, boilerplate: &mut Boilerplate) -> bool {
    let markdown = reading.markdown;
    let row = passage.cells.first().and_then(|cell| markdown.block(*cell).parent);
    let Some(table) = row.and_then(|row| markdown.block(row).parent) else { return false };
    let header =
        markdown.children(table).find(|row| markdown.block(*row).kind == BlockKind::Row { header: true });
    header.is_none_or(|row| {
        let mut cells = markdown.leaves_in(row.0..markdown.block(row).end.0);
        cells.all(|(cell, _)| is_label(reading, cell, boilerplate))
    })
}

/// `**Approved by:** J. Doe`
fn is_labelled_line(reading: &Reading<'_>, passage: &Passage) -> bool {
    let markdown = reading.markdown;
    let opens = |heading: &Heading| {
        heading.block == passage.part.block
            && heading.style == HeadingStyle::RunIn
            && heading.place == Place::Top
    };
    let found = markdown.headings.iter().position(opens).map(|index| HeadingId(index as u32));
    found.is_some_and(|id| {
        let heading = markdown.heading(id);
        let text = markdown.block(heading.block).prose.text();
        is_short(&text[heading.rest.start as usize..heading.rest.end as usize])
            && reading.vocabulary.metadata_key(reading.keys(id)).is_some()
    })
}
