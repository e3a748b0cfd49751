//! What stands over a passage and speaks for it: the lead-ins of its lists, and the heading of its section.

use crate::syntax::markdown::{BlockId, BlockKind, Heading, HeadingStyle};

use super::force::{lead, lead_of_heading};
use super::reading::{Part, Reading};
use super::statement::Lead;

/// Lists nest; nobody reads a duty off more lead-ins than these.
const LEVELS: usize = 3;

/// The paragraphs that introduce the lists or the table that a block stands in, innermost first.
pub(crate) fn lead_ins(reading: &Reading<'_>, block: BlockId) -> Vec<Part> {
    let markdown = reading.markdown;
    let mut found = Vec::new();
    let mut at = Some(block);
    while let Some(id) = at
        && found.len() < LEVELS
    {
        if matches!(markdown.block(id).kind, BlockKind::List { .. } | BlockKind::Table)
            && let Some(before) = sibling_before(reading, id)
            && introduces(reading, before, id)
        {
            found.push(reading.whole(before));
        }
        at = markdown.block(id).parent;
    }
    found
}

/// The heading of the section that a block stands in. The title of the document says too little of it.
pub(crate) fn heading(reading: &Reading<'_>, block: BlockId) -> Option<Part> {
    let id = reading.markdown.enclosing_heading(block)?;
    let real = |heading: &&Heading| {
        matches!(heading.style, HeadingStyle::Atx | HeadingStyle::Setext | HeadingStyle::Html)
    };
    let heading = reading.markdown.heading(id);
    if reading.markdown.headings.iter().find(real) == Some(heading) {
        return None;
    }
    Some(Part { block: heading.block, range: heading.title.clone() })
}

/// What stands over a block and makes something of it: the innermost lead-in that says, or the heading.
pub(crate) fn led(reading: &Reading<'_>, block: BlockId) -> Option<Lead> {
    lead_ins(reading, block)
        .iter()
        .find_map(|part| lead(reading, part))
        .or_else(|| lead_of_heading(reading, &heading(reading, block)?))
}

/// The block right before another in what holds both.
fn sibling_before(reading: &Reading<'_>, id: BlockId) -> Option<BlockId> {
    let parent = reading.markdown.block(id).parent;
    let mut at = BlockId(id.0.checked_sub(1)?);
    while reading.markdown.block(at).parent != parent {
        at = reading.markdown.block(at).parent.filter(|above| Some(*above) != parent)?;
    }
    Some(at)
}

/// A paragraph that ends with a colon or points down, or the text of the item that a list goes on below.
fn introduces(reading: &Reading<'_>, paragraph: BlockId, list: BlockId) -> bool {
    let block = reading.markdown.block(paragraph);
    if block.kind != BlockKind::Paragraph || block.prose.text().is_empty() {
        return false;
    }
    let in_item = block.parent.is_some_and(|parent| {
        matches!(reading.markdown.block(parent).kind, BlockKind::Item { .. })
            && reading.markdown.block(list).parent == Some(parent)
    });
    let text = block.prose.text().trim_end();
    in_item
        || text.ends_with([':', '：'])
        || reading.vocabulary.force.points_down(reading.folded(&reading.whole(paragraph)))
}
