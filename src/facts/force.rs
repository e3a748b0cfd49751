//! What a passage makes of its act: a duty, a denial that there is one, or a mere mention.
//!
//! The words that govern an act stand before it in its clause ("must", "is not required to", "may"), or
//! right behind it ("encryption is optional"). Where none do, the form decides: an order ("Encrypt every
//! disk"), a statement ("backups are encrypted"), or a bare name under a lead-in that obliges ("The vendor
//! must have:"). An act under a condition ("if data is deleted") is no duty. Which words govern is data:
//! `policies/vocabulary/words/`.

use std::ops::Range;

use super::reading::{Part, Reading};
use super::statement::{Act, Lead, begins_with_order, only, opens, ordered, stated};
use super::vocabulary::{Group, Hit};

/// What a passage makes of its act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Force {
    /// It names the act, and obliges nobody.
    Mention,
    /// It says that nobody has to.
    Denial,
    /// Somebody has to, or it is stated as the practice.
    Duty,
}

/// Words that say what holds for what stands behind or before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Governor {
    NoDuty,
    Obligation,
    Permission,
    Aim,
    Negation,
}

/// How many words may stand between a governor and its act.
const REACH: usize = 20;
/// The same for a governor behind it, and for a plain "not".
const NEAR: usize = 4;

/// What its passage makes of an act; with the words that decided, if words did.
pub(crate) fn force(reading: &Reading<'_>, act: &Act<'_>) -> (Force, Option<Part>) {
    let sentence = reading.folded(act.part).trim_end();
    if sentence.ends_with('?') || defines(reading, sentence) || is_purpose(reading, act, sentence) {
        return (Force::Mention, None);
    }
    let clause = clause(reading, act);
    let before = Part { block: act.part.block, range: clause.start..act.words.start };
    let behind = Part { block: act.part.block, range: act.words.end..clause.end };
    let mut governors = governors(reading, &Part { block: act.part.block, range: clause.clone() });
    let condition = condition(reading, &before, &governors);
    // "Since reports may be late, access is reviewed": what stands in the condition governs nothing else.
    if let Some(condition) = condition.as_ref().filter(|condition| condition.end < act.words.start) {
        governors.retain(|(_, range)| !(condition.start < range.start && range.end <= condition.end));
    }
    let words =
        |range: Range<u32>| reading.folded(&Part { block: act.part.block, range }).split_whitespace().count();
    let place = |range: &Range<u32>| Some(Part { block: act.part.block, range: range.clone() });
    let ahead = governors
        .iter()
        .rev()
        .filter(|(_, range)| range.start < act.words.end)
        .find(|(_, range)| words(range.end.min(act.words.start)..act.words.start) <= REACH);
    let behind_it = governors.iter().find(|(governor, range)| {
        let distance = if *governor == Governor::Negation { 0 } else { NEAR };
        range.start >= act.words.end && words(act.words.end..range.start) <= distance
    });

    if let Some(condition) = condition {
        let open = condition.end >= act.words.start;
        let governed = ahead.is_some_and(|(governor, range)| {
            range.start > condition.start
                && matches!(governor, Governor::Obligation)
                && !comma_behind(reading, act, condition.start)
        });
        let asked = reading.folded(&before).trim_end().ends_with("please");
        if open && !governed && !asked {
            return (Force::Mention, place(&condition));
        }
    }
    if ahead.is_none() && opens(reading, &before, act)
        || reading.folded(&before).trim_end().ends_with("please")
    {
        return (Force::Duty, None);
    }
    // "Encryption is optional": what stands right behind the act is said of it.
    if let Some((Governor::NoDuty, range)) = behind_it
        && ahead.is_none_or(|(_, other)| {
            words(act.words.end..range.start) <= words(other.end.min(act.words.start)..act.words.start)
        })
    {
        return (Force::Denial, place(range));
    }
    match ahead {
        Some((Governor::NoDuty, range)) => return (Force::Denial, place(range)),
        Some((Governor::Aim, range)) => return (Force::Mention, place(range)),
        Some((Governor::Permission, range)) if !only(reading, &before) => {
            return (Force::Mention, place(range));
        }
        Some((Governor::Permission, range)) => return (Force::Duty, place(range)),
        Some((Governor::Obligation, range)) => {
            let turned = act.positive
                && reading
                    .vocabulary
                    .force
                    .turns(reading.folded(&Part { block: act.part.block, range: range.clone() }))
                && words(range.end.min(act.words.start)..act.words.start) <= NEAR
                && !reading.folded(&before).contains("without");
            return (if turned { Force::Denial } else { Force::Duty }, place(range));
        }
        Some((Governor::Negation, range)) if act.positive => {
            let count = governors
                .iter()
                .filter(|(governor, other)| *governor == Governor::Negation && other.start < act.words.start)
                .count();
            let close = words(range.end.min(act.words.start)..act.words.start) <= NEAR;
            if close && count % 2 == 1 {
                return (Force::Denial, place(range));
            }
            if count % 2 == 0 {
                return (Force::Duty, place(range)); // "no access without a signed agreement"
            }
        }
        _ => {}
    }
    if matches!(act.lead, None | Some(Lead::Duty)) && ordered(reading, act, &before, &behind) {
        return (Force::Duty, None);
    }
    match behind_it {
        Some((Governor::Obligation, range)) => return (Force::Duty, place(range)),
        Some((Governor::Permission | Governor::Aim, range)) => return (Force::Mention, place(range)),
        _ => {}
    }
    let force = match act.lead {
        Some(Lead::Mention) => Force::Mention,
        Some(Lead::Denial) => Force::Denial,
        Some(Lead::Prohibition) if act.positive => Force::Denial,
        Some(Lead::Duty | Lead::Prohibition) => Force::Duty,
        None if act.cell
            || ordered(reading, act, &before, &behind)
            || stated(reading, act, &before, &behind) =>
        {
            Force::Duty
        }
        None => Force::Mention,
    };
    (force, None)
}

/// What a lead-in makes of the items below it, if it says.
pub(crate) fn lead(reading: &Reading<'_>, part: &Part) -> Option<Lead> {
    let text = reading.folded(part).trim_end_matches(|c: char| !c.is_alphanumeric());
    let last_sentence = reading.sentences(part).last()?;
    let force = &reading.vocabulary.force;
    if force.conditional_ends.iter().any(|end| text.ends_with(end.as_str()) || text == end.trim_start()) {
        return Some(Lead::Mention);
    }
    let governors = governors(reading, &last_sentence);
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
        None => (!reading.of_fields && begins_with_order(reading, &last_sentence)).then_some(Lead::Duty),
    }
}

/// What a heading makes of what stands below it: "Prohibited uses".
pub(crate) fn lead_of_heading(reading: &Reading<'_>, heading: &Part) -> Option<Lead> {
    let governors = governors(reading, heading);
    let (_, range) = governors.iter().find(|(governor, _)| *governor == Governor::Obligation)?;
    let words = reading.folded(&Part { block: heading.block, range: range.clone() });
    reading.vocabulary.force.turns(words).then_some(Lead::Prohibition)
}

/// The part of the sentence that an act stands in: to the next semicolon or word that turns the thought.
fn clause(reading: &Reading<'_>, act: &Act<'_>) -> Range<u32> {
    let text = reading.folded(act.part);
    let (start, end) = (act.words.start - act.part.range.start, act.words.end - act.part.range.start);
    let breaks = &reading.vocabulary.force.breaks;
    let from = breaks
        .iter()
        .filter_map(|word| text[..start as usize].rfind(word.as_str()).map(|at| at + word.len()));
    let to = breaks.iter().filter_map(|word| text[end as usize..].find(word.as_str()));
    let from = from.max().unwrap_or(0) as u32;
    let to = to.min().map_or(text.len() as u32, |to| end + to as u32);
    act.part.range.start + from..act.part.range.start + to
}

/// The governors of a part, by place; of those that overlap the longest.
fn governors(reading: &Reading<'_>, part: &Part) -> Vec<(Governor, Range<u32>)> {
    let lists = &reading.vocabulary.lists;
    let kinds: [(Group, Governor); 5] = [
        (lists.no_duty, Governor::NoDuty),
        (lists.obligations, Governor::Obligation),
        (lists.permissions, Governor::Permission),
        (lists.aims, Governor::Aim),
        (lists.negations, Governor::Negation),
    ];
    let mut found: Vec<(Governor, Range<u32>)> = Vec::new();
    for hit in reading.hits(part) {
        let kind = kinds.iter().find(|(group, _)| reading.vocabulary.lexicon.has(hit, *group));
        let Some((_, governor)) = kind else { continue };
        let range = hit.start..hit.end;
        // The "no" of "acceso no autorizado" denies nothing, and the "need to" of "who need to know" asks for nothing.
        let within = |other: &Hit| {
            let longer = other.end - other.start > range.end - range.start;
            let opens = *governor == Governor::Obligation && other.start == range.start;
            other.start <= range.start && range.end <= other.end && longer && !opens
        };
        let bound = matches!(governor, Governor::Negation | Governor::Obligation);
        let governs =
            |other: &Hit| kinds.iter().any(|(group, _)| reading.vocabulary.lexicon.has(*other, *group));
        if bound && reading.hits(part).any(|other| within(&other) && !governs(&other)) {
            continue;
        }
        let inside = |other: &Range<u32>| other.start <= range.start && range.end <= other.end;
        if found.iter().rev().take(4).any(|(_, other)| inside(other) && *other != range) {
            continue;
        }
        found.retain(|(_, other)| !(range.start <= other.start && other.end <= range.end));
        found.push((*governor, range));
    }
    denied(reading, part, found)
}

/// "No certificate is required", "no tendrá que avisar": where a duty is denied, nobody has one. Words that
/// forbid stay what they are: "must not", "no debe".
fn denied(
    reading: &Reading<'_>,
    part: &Part,
    governors: Vec<(Governor, Range<u32>)>,
) -> Vec<(Governor, Range<u32>)> {
    let force = &reading.vocabulary.force;
    let folded = |range: Range<u32>| reading.folded(&Part { block: part.block, range });
    let denies = |negation: &Range<u32>, obligation: &Range<u32>| {
        let between = folded(negation.end..obligation.start.max(negation.end));
        let before = folded(part.range.start..negation.start).split_whitespace().next_back();
        let most = if before.is_some_and(|word| force.subordinating.contains(word)) { 1 } else { NEAR };
        !between.contains(',') && between.split_whitespace().count() <= most
    };
    let mut found: Vec<(Governor, Range<u32>)> = Vec::with_capacity(governors.len());
    for (governor, range) in governors {
        let asked = || force.asked.iter().any(|word| folded(range.clone()).contains(word.as_str()));
        match found.last().cloned() {
            // "no está obligado" and "está obligado a": the longer thought holds.
            Some((Governor::NoDuty, last)) if range.start < last.end => {
                found.pop();
                found.push((Governor::NoDuty, last.start..last.end.max(range.end)));
            }
            // "Never" forbids where it stands alone, and denies what is asked behind it.
            Some((last_governor, last))
                if governor == Governor::Obligation
                    && (last_governor == Governor::Negation
                        || force.turns.contains(folded(last.clone())))
                    && asked()
                    && denies(&last, &range) =>
            {
                found.pop();
                found.push((Governor::NoDuty, last.start..range.end));
            }
            _ => found.push((governor, range)),
        }
    }
    found
}

/// Whether a part says that nobody has to do something.
pub(super) fn denies(reading: &Reading<'_>, part: &Part) -> bool {
    governors(reading, part).iter().any(|(governor, _)| *governor == Governor::NoDuty)
}

/// The condition that reaches furthest into a part's end, unless it is one that a duty hangs on ("only if").
fn condition(
    reading: &Reading<'_>,
    before: &Part,
    governors: &[(Governor, Range<u32>)],
) -> Option<Range<u32>> {
    // "obriga-se a" is no "se a".
    let within = |place: &Part| {
        let inside = |range: &Range<u32>| range.start <= place.range.start && place.range.end <= range.end;
        governors.iter().any(|(_, range)| inside(range))
    };
    let places = reading.places(before, reading.vocabulary.lists.conditions);
    let marker = places.into_iter().rfind(|place| !within(place))?;
    let ahead = Part { block: before.block, range: before.range.start..marker.range.start };
    if only(reading, &ahead) {
        return None;
    }
    let behind = Part { block: before.block, range: marker.range.end..before.range.end };
    let end = end_of_condition(reading.folded(&behind));
    let end = end.map_or(before.range.end, |at| behind.range.start + at as u32);
    Some(marker.range.start..end)
}

/// The comma that ends a condition: not one of an enumeration ("to access, change, or delete data, write").
fn end_of_condition(text: &str) -> Option<usize> {
    const LISTED: usize = 4;
    let mut end = text.find(',')?;
    while let Some(next) = text[end + 1..].find(',').map(|at| end + 1 + at) {
        let between = text[end + 1..next].trim();
        let listed = between.split_whitespace().count() <= LISTED || between.starts_with("or ");
        if !listed {
            break;
        }
        end = next;
    }
    Some(end)
}

/// Whether a comma ends the condition that the act stands in.
fn comma_behind(reading: &Reading<'_>, act: &Act<'_>, from: u32) -> bool {
    let part = Part { block: act.part.block, range: from.max(act.part.range.start)..act.part.range.end };
    let text = reading.folded(&part);
    let behind = (act.words.end - part.range.start) as usize;
    text.get(behind..).is_some_and(|rest| rest.contains(','))
}

/// Whether a sentence says what a word means.
fn defines(reading: &Reading<'_>, sentence: &str) -> bool {
    const HEAD: usize = 70;
    let end = (0..=HEAD.min(sentence.len())).rev().find(|end| sentence.is_char_boundary(*end)).unwrap_or(0);
    reading.vocabulary.force.defines.iter().any(|word| sentence[..end].contains(word.as_str()))
}

/// "To protect the data": a purpose, unless a comma ends it before the act.
fn is_purpose(reading: &Reading<'_>, act: &Act<'_>, sentence: &str) -> bool {
    let before = &sentence[..((act.words.start - act.part.range.start) as usize).min(sentence.len())];
    reading.vocabulary.force.purpose.iter().any(|word| before.starts_with(word.as_str()))
        && !before.contains(',')
}
