//! The words of a sentence that say what holds for its acts: "must", "need not", "may", "aims to", "no".
//! They are data, `policies/vocabulary/words/`; of those that overlap the longest counts.

use std::ops::Range;

use super::reading::{Part, Reading};
use super::statement::Act;
use super::vocabulary::{Group, Hit, Role};

/// How many words may stand between a governor and its act.
pub(super) const REACH: usize = 28;
/// The same for a governor behind it, for a plain "not", and between a negation and the obligation that it denies.
pub(super) const NEAR: usize = 4;

/// Words that say what holds for what stands behind or before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Governor {
    NoDuty,
    Obligation,
    Permission,
    Aim,
    Negation,
}

/// The governors of a part, by place; of those that overlap the longest.
pub(super) fn governors(reading: &Reading<'_>, part: &Part) -> Vec<(Governor, Range<u32>)> {
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

/// The part of the sentence that an act stands in: to the next semicolon or word that turns the thought.
pub(super) fn clause(reading: &Reading<'_>, act: &Act<'_>) -> Range<u32> {
    let text = reading.folded(act.part);
    let own = |at: u32| (at - act.part.range.start) as usize;
    let (from, to) = reading.vocabulary.force.clause(text, own(act.words.start), own(act.words.end));
    act.part.range.start + from as u32..act.part.range.start + to as u32
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
        // "From a place other than the office has to" leaves the duty as it is.
        if force.unless.iter().any(|word| word.trim() == folded(negation.clone())) {
            return false;
        }
        let between = folded(negation.end..obligation.start.max(negation.end));
        let before = folded(part.range.start..negation.start).split_whitespace().next_back();
        let most = if before.is_some_and(|word| force.is(word, Role::SUBORDINATING)) { 1 } else { NEAR };
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
                        || force.is(folded(last.clone()), Role::TURNS))
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
