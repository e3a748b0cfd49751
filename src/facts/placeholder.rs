//! Text that stands where a procedure should: "TBD", `[insert name]`, a section that only says "see above".

use crate::syntax::markdown::BlockKind;
use crate::text::Span;

use super::reading::{Part, Reading};
use super::vocabulary::FirstGroups;

/// A placeholder: its words and their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The words.
    pub text: String,
    /// Their bytes.
    pub span: Span,
}

/// Every placeholder, by place, without those inside another. `empty` are headings of required
/// sections that have nothing under them.
pub(crate) fn placeholders(reading: &Reading<'_>, empty: &[(Span, String)]) -> Vec<Placeholder> {
    let words = &reading.vocabulary.placeholders;
    let mut found: Vec<Placeholder> =
        empty.iter().map(|(span, text)| Placeholder { text: text.clone(), span: *span }).collect();
    let phrases = FirstGroups::some_of([words.phrases, words.exact]);
    let has_brackets = reading.has('[');
    for (id, block) in reading.markdown.leaves() {
        if block.contents || !has_brackets && !reading.words(id).may_have(phrases) {
            continue;
        }
        let whole = reading.whole(id);
        let mut parts = reading.places(&whole, words.phrases);
        parts.extend(
            reading
                .places(&whole, words.exact)
                .into_iter()
                .filter(|part| words.exact_words.contains(reading.text(part))),
        );
        parts.extend(brackets(reading, &whole));
        found.extend(parts.iter().map(|part| placeholder(reading, part)));
    }
    found.extend(whole_sections(reading));
    found.sort_by_key(|placeholder| (placeholder.span.start, std::cmp::Reverse(placeholder.span.end)));
    let mut end = 0;
    found.retain(|placeholder| {
        let keep = placeholder.span.start >= end;
        end = end.max(placeholder.span.end);
        keep
    });
    found
}

fn placeholder(reading: &Reading<'_>, part: &Part) -> Placeholder {
    Placeholder { text: reading.text(part).trim().to_owned(), span: reading.span(part) }
}

/// `[insert date]`: brackets that open with one of the vocabulary's words.
fn brackets(reading: &Reading<'_>, whole: &Part) -> Vec<Part> {
    const LONGEST: usize = 60;
    let folded = reading.folded(whole);
    let mut parts = Vec::new();
    for (open, _) in folded.match_indices('[') {
        let Some(length) = folded[open..].find(']') else { break };
        let inner = folded[open + 1..open + length].trim();
        if reading.vocabulary.placeholders.opens(inner) && length <= LONGEST {
            parts.push(Part { block: whole.block, range: open as u32..(open + length + 1) as u32 });
        }
    }
    parts
}

/// Sections whose whole body is "see above" or the like.
fn whole_sections(reading: &Reading<'_>) -> Vec<Placeholder> {
    let markdown = reading.markdown;
    let bodies =
        markdown.headings.iter().filter(|heading| heading.style.stands_alone()).filter_map(|heading| {
            let mut parts = markdown.section(heading);
            let (block, range) = parts.next()?;
            let only =
                parts.next().is_none() && !matches!(markdown.block(block).kind, BlockKind::Heading { .. });
            only.then_some(Part { block, range })
        });
    let whole = bodies.filter(|part| {
        let text = reading.folded(part).trim().trim_end_matches(['.', ':', '!']).trim();
        reading.vocabulary.placeholders.whole.contains(text)
    });
    whole.map(|part| placeholder(reading, &part)).collect()
}
