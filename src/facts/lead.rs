//! What a lead-in makes of what it leads in: the items of a list, what stands below a heading, or the parts of
//! a sentence behind its colon.

use std::ops::Range;

use super::governors::{Governor, governors};
use super::reading::{Part, Reading};
use super::statement::{Act, begins_with_look, begins_with_order};
use super::verdict::Lead;
use super::vocabulary::Role;

/// The lead-in of a list within its sentence: "Staff must: lock the screen; shred drafts; report a loss".
pub(super) fn inline_lead(reading: &Reading<'_>, act: &Act<'_>) -> Option<Lead> {
    let text = reading.folded(act.part);
    let colon = text[..(act.words.start - act.part.range.start) as usize].find(": ")?;
    if !text[colon..].contains("; ") {
        return None;
    }
    let head =
        Part { block: act.part.block, range: act.part.range.start..act.part.range.start + colon as u32 };
    let force = &reading.vocabulary.force;
    let demands =
        || text[..colon].split(|c: char| !c.is_alphanumeric()).any(|word| force.is(word, Role::DEMANDS));
    lead(reading, &head).or_else(|| demands().then_some(Lead::Duty))
}

/// What a lead-in makes of the items below it, if it says.
pub(crate) fn lead(reading: &Reading<'_>, part: &Part) -> Option<Lead> {
    let text = reading.folded(part).trim_end_matches(|c: char| !c.is_alphanumeric());
    let last_sentence = reading.sentences(part).last()?;
    let force = &reading.vocabulary.force;
    let governors = governors(reading, &last_sentence);
    // "The supplier's obligations include:" ends with words that lead in cases otherwise.
    let ends = |(governor, range): &(Governor, Range<u32>)| {
        *governor == Governor::Obligation && range.end as usize >= text.len() + part.range.start as usize
    };
    if !governors.last().is_some_and(ends)
        && force.conditional_ends.iter().any(|end| text.ends_with(end.as_str()) || text == end.trim_start())
    {
        return Some(Lead::Mention);
    }
    match governors.last() {
        Some((Governor::NoDuty, _)) => Some(Lead::Denial),
        Some((Governor::Negation, range)) => {
            let behind = Part { block: part.block, range: range.end..part.range.end };
            (reading.folded(&behind).split_whitespace().count() <= 2).then_some(Lead::Denial)
        }
        Some((Governor::Obligation, range)) => {
            let words = reading.folded(&Part { block: part.block, range: range.clone() });
            Some(if force.turns(words) { Lead::Prohibition } else { Lead::Duty })
        }
        Some((Governor::Permission | Governor::Aim, _)) => Some(Lead::Mention),
        None if begins_with_look(reading, &last_sentence) => Some(Lead::Mention),
        None => {
            let laid_down = begins_with_order(reading, &last_sentence) || promises(reading, &last_sentence);
            (!reading.of_fields && laid_down).then_some(Lead::Duty)
        }
    }
}

/// "The processor maintains the following measures": a subject and a verb of doing.
fn promises(reading: &Reading<'_>, part: &Part) -> bool {
    let force = &reading.vocabulary.force;
    let mut words =
        reading.folded(part).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let subject = words.next().is_some_and(|word| !force.is(word, Role::PROMISES));
    subject && words.any(|word| force.is(word, Role::PROMISES))
}

/// What a heading makes of what stands below it: "Prohibited uses", "Definitions".
pub(crate) fn lead_of_heading(reading: &Reading<'_>, heading: &Part) -> Option<Lead> {
    let force = &reading.vocabulary.force;
    let words = || reading.folded(heading).split(|c: char| !c.is_alphanumeric());
    if words().any(|word| force.is(word, Role::DEFINES)) {
        return Some(Lead::Mention);
    }
    let governors = governors(reading, heading);
    if let Some((_, range)) = governors.iter().find(|(governor, _)| *governor == Governor::Obligation) {
        let words = reading.folded(&Part { block: heading.block, range: range.clone() });
        return force.turns(words).then_some(Lead::Prohibition);
    }
    let last = words().rfind(|word| !word.is_empty())?;
    (governors.is_empty() && force.is(last, Role::DEMANDS)).then_some(Lead::Duty)
}
