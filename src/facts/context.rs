//! What stands over a passage and speaks for it: the lead-ins of its lists, and the heading of its section.

use crate::syntax::markdown::{BlockId, BlockKind, Heading, HeadingId, HeadingStyle};

use super::boilerplate::Boilerplate;
use super::lead::{lead, lead_of_heading};
use super::reading::{Part, Reading};
use super::verdict::Lead;

/// Lists nest; nobody reads a duty off more lead-ins than these.
const LEVELS: usize = 3;

/// What stands over the blocks of one list or table under one heading: all of them have the same over them.
pub(crate) struct Above {
    list: Option<BlockId>,
    heading: Option<HeadingId>,
    /// The lead-ins and the heading.
    pub(crate) parts: Vec<Part>,
    /// What they make of the blocks.
    pub(crate) lead: Option<Lead>,
}

impl Above {
    /// What stands over a block: what stood over the last one, or else found out now.
    pub(crate) fn over<'a>(
        last: &'a mut Option<Self>,
        reading: &Reading<'_>,
        block: BlockId,
        boilerplate: &mut Boilerplate,
    ) -> &'a Self {
        let (list, under) = place(reading, block);
        let found = last.take().filter(|last| (last.list, last.heading) == (list, under));
        last.insert(found.unwrap_or_else(|| {
            let (mut parts, over) = (lead_ins(reading, block), heading(reading, block));
            let lead = led(reading, block, &parts, over.as_ref(), boilerplate);
            parts.extend(over);
            Self { list, heading: under, parts, lead }
        }))
    }
}

/// The lead-ins of the lists or the table that a block stands in, innermost first, and the heading over it.
pub(super) fn parts_over(reading: &Reading<'_>, block: BlockId) -> Vec<Part> {
    let mut parts = lead_ins(reading, block);
    parts.extend(heading(reading, block));
    parts
}

/// The list or table that a block stands in, and the heading over it.
fn place(reading: &Reading<'_>, block: BlockId) -> (Option<BlockId>, Option<HeadingId>) {
    let markdown = reading.markdown;
    let is_list =
        |id: &BlockId| matches!(markdown.block(*id).kind, BlockKind::List { .. } | BlockKind::Table);
    let list = std::iter::successors(Some(block), |id| markdown.block(*id).parent).find(is_list);
    (list, markdown.enclosing_heading(block))
}

/// The paragraphs that introduce the lists or the table that a block stands in, innermost first.
fn lead_ins(reading: &Reading<'_>, block: BlockId) -> Vec<Part> {
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
fn heading(reading: &Reading<'_>, block: BlockId) -> Option<Part> {
    let id = reading.markdown.enclosing_heading(block)?;
    let real = |heading: &&Heading| heading.style.is_markup();
    let heading = reading.markdown.heading(id);
    if reading.markdown.headings.iter().find(real) == Some(heading) {
        return None;
    }
    Some(Part { block: heading.block, range: heading.title.clone() })
}

/// What stands over a block and makes something of it: the innermost lead-in that says, or the heading.
fn led(
    reading: &Reading<'_>,
    block: BlockId,
    lead_ins: &[Part],
    heading: Option<&Part>,
    boilerplate: &mut Boilerplate,
) -> Option<Lead> {
    let mut of_lead_in = |part: &Part| match reading.kept(part) {
        Some(kept) => boilerplate.lead(kept, reading.of_fields, || lead(reading, part)),
        None => lead(reading, part),
    };
    lead_ins
        .iter()
        .find_map(&mut of_lead_in)
        .or_else(|| lead_of_heading(reading, heading?))
        .or_else(|| of_lead_in(&lead_in_of_labels(reading, block)?))
}

/// The lead-in of several lists, each under a label of its own: "It takes these measures:", "**Encryption**".
fn lead_in_of_labels(reading: &Reading<'_>, block: BlockId) -> Option<Part> {
    /// Nobody reads a duty off a lead-in over more blocks than these.
    const BLOCKS: usize = 80;
    let markdown = reading.markdown;
    let of = |id| markdown.enclosing_heading(id).map(|heading| markdown.heading(heading));
    let label = of(block).filter(|heading| heading.style == HeadingStyle::Bold)?;
    let mut at = label.block;
    for _ in 0..BLOCKS {
        at = sibling_before(reading, at)?;
        match markdown.block(at).kind {
            BlockKind::Paragraph => {
                let is_label = markdown.headings.iter().any(|heading| heading.block == at);
                let text = markdown.block(at).prose.text().trim_end();
                if !is_label {
                    return text.ends_with(':').then(|| reading.whole(at));
                }
            }
            BlockKind::List { .. } => {}
            _ => return None,
        }
    }
    None
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
