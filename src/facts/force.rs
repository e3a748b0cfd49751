//! What a passage makes of its act: a duty, a denial that there is one, or a mere mention.
//!
//! The words that govern an act stand before it in its clause ("must", "is not required to", "may"), or
//! right behind it ("encryption is optional"). Where none do, the form decides: an order ("Encrypt every
//! disk"), a statement ("backups are encrypted"), or a bare name under a lead-in that obliges ("The vendor
//! must have:"). An act under a condition ("if data is deleted") is no duty. Which words govern is data:
//! `policies/vocabulary/words/`.

use std::ops::Range;

use crate::syntax::markdown::BlockId;

use super::forbidden::{hangs_on, of_nobody, only_at, turns, unless};
use super::governors::{Governor, NEAR, REACH, clause, governors};
use super::hearsay::{happened, is_hearsay, is_of_law};
use super::lead::inline_lead;
use super::reading::{Part, Reading};
use super::statement::{Act, demanded, looked_into, names, only, opens, ordered, orders_it, stated};
use super::verdict::{Force, Lead};
use super::vocabulary::Role;

/// What its passage makes of an act; with the words that decided, if words did.
pub(crate) fn force(reading: &Reading<'_>, act: &Act<'_>) -> (Force, Option<Part>) {
    let sentence = reading.folded(act.part).trim_end();
    if sentence.ends_with('?')
        || defines(reading, sentence)
        || is_purpose(reading, act, sentence)
        || is_hearsay(reading, act)
    {
        return (Force::Mention, None);
    }
    let lead_in = act.lead.or_else(|| inline_lead(reading, act));
    let act = &Act { part: act.part, words: act.words.clone(), lead: lead_in, ..*act };
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
        // "Have committed to secrecy": the act's own words are no aim. "Let us know if you": nor is what ends behind it.
        .filter(|(governor, range)| {
            range.start < act.words.start || *governor != Governor::Aim && range.end <= act.words.end
        })
        .find(|(_, range)| words(range.end.min(act.words.start)..act.words.start) <= REACH);
    let behind_it = governors.iter().find(|(governor, range)| {
        let distance = if *governor == Governor::Negation { 0 } else { NEAR };
        range.start >= act.words.end
            && (words(act.words.end..range.start) <= distance || says_of(reading, act, *governor, range))
    });

    if let Some(condition) = condition {
        let open = condition.end >= act.words.start;
        let governed = ahead.is_some_and(|(governor, range)| {
            range.start > condition.start
                && matches!(governor, Governor::Obligation)
                && !comma_behind(reading, act, condition.start)
                && !needs(reading, &condition, act.part.block, range)
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
    // "We hope that all partners will be covered"
    if let Some((_, range)) = governors.iter().find(|found| hopes(reading, act, found)) {
        return (Force::Mention, place(range));
    }
    if let Some((_, range)) = ahead.filter(|(_, range)| hangs_on(reading, act, &governors, range)) {
        return (Force::Duty, place(range));
    }
    match ahead {
        Some((Governor::Obligation, range)) if disclaims(reading, sentence) => {
            return (Force::Denial, place(range));
        }
        Some((Governor::NoDuty, range)) => return (Force::Denial, place(range)),
        Some((Governor::Aim, range)) => return (Force::Mention, place(range)),
        Some((Governor::Permission, range)) => {
            // "No part may be delegated", "may look only at"
            let limited = || of_nobody(reading, act, &governors, range) || only_at(reading, clause.end, act);
            let duty = act.allowed || only(reading, &before) || !act.positive && limited();
            return (if duty { Force::Duty } else { Force::Mention }, place(range));
        }
        Some((Governor::Obligation, range)) if is_of_law(reading, act, range) => {
            return (Force::Mention, place(range));
        }
        Some((Governor::Obligation, range)) if must_hold(reading, act, range) => {
            return (Force::Mention, place(range));
        }
        Some((Governor::Obligation, range)) if act.bound && !asks_for_it(reading, act, range) => {
            return (Force::Mention, place(range));
        }
        Some((Governor::Obligation, range)) => {
            let turned = act.positive
                && turns(reading, act, range)
                && words(range.end.min(act.words.start)..act.words.start) <= NEAR
                && !unless(reading, range.end, act);
            return (if turned { Force::Denial } else { Force::Duty }, place(range));
        }
        Some((Governor::Negation, range)) if act.positive => {
            let count = governors
                .iter()
                .filter(|(governor, other)| {
                    other.start < act.words.start
                        && (*governor == Governor::Negation
                            || *governor == Governor::Obligation && turns(reading, act, other))
                })
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
    if act.lead.is_none() && happened(reading, &before) || looked_into(reading, act, &before) {
        return (Force::Mention, None);
    }
    let is_ordered = match act.bound {
        true => orders_it(reading, act),
        false => ordered(reading, act, &before, &behind),
    };
    if matches!(act.lead, None | Some(Lead::Duty)) && is_ordered {
        return (Force::Duty, None);
    }
    // "NDA required": the act's own word may ask for what stands before it.
    let lone = words(act.words.clone()) == 1;
    let from_act = Part { block: act.part.block, range: act.words.start..clause.end };
    if demanded(reading, &behind) || lone && demanded(reading, &from_act) {
        return (Force::Duty, None);
    }
    match behind_it {
        Some((Governor::Obligation, range)) => return (Force::Duty, place(range)),
        // "Only TLS 1.2 or later may be used"
        Some((Governor::Permission, range)) if act.allowed || only(reading, &before) => {
            return (Force::Duty, place(range));
        }
        Some((Governor::Permission | Governor::Aim, range)) => return (Force::Mention, place(range)),
        _ => {}
    }
    let force = match act.lead {
        Some(Lead::Mention) => Force::Mention,
        Some(Lead::Denial) => Force::Denial,
        Some(Lead::Prohibition) if act.positive => Force::Denial,
        Some(Lead::Duty | Lead::Prohibition) if act.bound && !opens_item(reading, act) => Force::Mention,
        Some(Lead::Duty | Lead::Prohibition) => Force::Duty,
        None if is_ordered
            || !act.bound && (act.cell && names(reading, act) || stated(reading, act, &before, &behind)) =>
        {
            Force::Duty
        }
        None => Force::Mention,
    };
    (force, None)
}

/// Whether what governs an act asks for the act itself: "must promptly tell", "must, within a day, tell". "Must read
/// the handbook, which tells of incidents" does not, and neither does "must keep a report".
fn asks_for_it(reading: &Reading<'_>, act: &Act<'_>, governor: &Range<u32>) -> bool {
    /// How many words, such as "be promptly", may stand between.
    const ADVERBS: usize = 3;
    let from = governor.end.min(act.words.start);
    let force = &reading.vocabulary.force;
    let between = reading.folded(&Part { block: act.part.block, range: from..act.words.start });
    let mut words = between.split_whitespace().rev().peekable();
    let Some(last) = words.peek().copied() else { return true };
    let plain = last.trim_matches(|c: char| !c.is_alphanumeric());
    let joined = force.is(plain, Role::JOINS) || last.ends_with([',', ':']);
    // "Must give the client written notice of"
    let light = between.split_whitespace().next().is_some_and(|word| force.is(word, Role::LIGHT_ORDER))
        && between.split_whitespace().count() <= 2 * ADVERBS;
    let noun =
        force.is(plain, Role::DETERMINER) && !force.is(plain, Role::JOINS) || plain == "of" || plain == "for";
    light || !noun && (joined || words.count() <= ADVERBS)
}

/// "Training must cover reporting": what a text or a course must hold, it does not lay down itself. "Controls must
/// include" does.
fn must_hold(reading: &Reading<'_>, act: &Act<'_>, governor: &Range<u32>) -> bool {
    let force = &reading.vocabulary.force;
    let words = |range: Range<u32>| {
        let text = reading.folded(&Part { block: act.part.block, range });
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
    };
    let holds = words(governor.end..act.words.start.max(governor.end))
        .next()
        .is_some_and(|word| force.is(word, Role::HOLDS));
    holds && words(act.part.range.start..governor.start).any(|word| force.is(word, Role::TEXT))
}

/// Whether an item says the act at once: "promptly tell the client", under "staff must:".
fn opens_item(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    let before = Part { block: act.part.block, range: act.part.range.start..act.words.start };
    let words = reading.folded(&before);
    let mut words = words.rsplit("; ").next().unwrap_or(words).split_whitespace();
    let adverb = |word: &str| word.ends_with("ly") || reading.vocabulary.force.is(word, Role::FILLER);
    words.all(adverb) || orders_it(reading, act)
}

/// "Encryption of data at rest is mandatory": what is said of an act, with what belongs to it in between.
fn says_of(reading: &Reading<'_>, act: &Act<'_>, governor: Governor, range: &Range<u32>) -> bool {
    /// "Of all data that is at rest".
    const BELONGS: usize = 8;
    let force = &reading.vocabulary.force;
    let folded = |range: Range<u32>| reading.folded(&Part { block: act.part.block, range });
    let between = folded(act.words.end..range.start.max(act.words.end));
    let words = || between.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    matches!(governor, Governor::Obligation | Governor::NoDuty)
        && folded(range.clone()).split_whitespace().any(|word| force.is(word, Role::DEMANDED | Role::BE))
        && words().next().is_some_and(|word| force.is(word, Role::NO_OBJECT))
        && words().count() <= BELONGS
        && !between.contains(',')
        && !words().any(|word| force.is(word, Role::VERB | Role::SUBORDINATING))
}

/// Whether an aim before an act governs a whole sentence: "we hope that", "there are many scanners that will".
fn hopes(reading: &Reading<'_>, act: &Act<'_>, (governor, range): &(Governor, Range<u32>)) -> bool {
    let words = || reading.folded(&Part { block: act.part.block, range: range.clone() });
    let governs = || words().ends_with(" that") || words().starts_with("there ");
    *governor == Governor::Aim && range.end <= act.words.start && governs()
}

/// "Nothing in this agreement obliges the vendor to encrypt".
fn disclaims(reading: &Reading<'_>, sentence: &str) -> bool {
    reading.vocabulary.force.disclaims.iter().any(|words| sentence.starts_with(words.as_str()))
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
    // "Submeter-se a" is none either.
    let hangs = |place: &Part| {
        let head = Part { block: place.block, range: before.range.start..place.range.start };
        reading.text(&head).ends_with('-')
    };
    let marker = places.into_iter().rfind(|place| !within(place) && !hangs(place));
    // "Should an employee need to": the other way to say "if".
    let inverted = || {
        let opens = reading.folded(before).starts_with("should ");
        let end = before.range.start + "should".len() as u32;
        opens.then_some(Part { block: before.block, range: before.range.start..end })
    };
    let marker = marker.or_else(inverted)?;
    let ahead = Part { block: before.block, range: before.range.start..marker.range.start };
    if only(reading, &ahead) {
        return None;
    }
    let behind = Part { block: before.block, range: marker.range.end..before.range.end };
    let end = end_of_condition(reading.folded(&behind));
    let end = end.map_or(before.range.end, |at| behind.range.start + at as u32);
    Some(marker.range.start..end)
}

/// "When you need to restrict access", "if you do not have access": what looks like an obligation is the condition itself.
fn needs(reading: &Reading<'_>, condition: &Range<u32>, block: BlockId, obligation: &Range<u32>) -> bool {
    /// The marker of the condition, and who needs it.
    const SUBJECT: usize = 4;
    let folded = |range: Range<u32>| reading.folded(&Part { block, range });
    let subject = || folded(condition.start..obligation.start).split_whitespace();
    match folded(obligation.clone()).split_whitespace().next() {
        Some("need" | "needs" | "have" | "has") => subject().count() <= SUBJECT,
        Some("do" | "don't") => matches!(subject().last(), Some("you" | "they" | "we" | "i" | "users")),
        _ => false,
    }
}

/// The comma that ends a condition: not one of an enumeration ("to access, change, or delete data, write").
fn end_of_condition(text: &str) -> Option<usize> {
    const LISTED: usize = 4;
    // "(to protect clients, partners, etc)" ends nothing.
    let comma = |from: usize| {
        let mut depth = 0_u32;
        let found = text[from..].char_indices().find(|(_, c)| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            *c == ',' && depth == 0
        });
        found.map(|(at, _)| from + at)
    };
    let mut end = comma(0)?;
    while let Some(next) = comma(end + 1) {
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
    reading.vocabulary.force.defines(&sentence[..end])
}

/// "To protect the data": a purpose, unless a comma ends it before the act.
fn is_purpose(reading: &Reading<'_>, act: &Act<'_>, sentence: &str) -> bool {
    let before = &sentence[..((act.words.start - act.part.range.start) as usize).min(sentence.len())];
    reading.vocabulary.force.purpose.iter().any(|word| before.starts_with(word.as_str()))
        && !before.contains(',')
}
