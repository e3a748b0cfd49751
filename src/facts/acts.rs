//! Where a rule's act stands in a sentence or row, with near it what the rule asks to be near.

use std::ops::Range;

use super::marks::Marks;
use super::quantity::Duration;
use super::reading::{Part, Reading};
use super::vocabulary::{Evidence, Group, Hit};

/// How many words may stand between an act and what speaks against it by standing there.
const CLOSE: usize = 4;

/// What an act is looked for in: a sentence; or the sentences of a row, and the heads of its columns.
#[derive(Clone, Copy)]
pub(super) struct Within<'a> {
    pub(super) sentences: &'a [Part],
    pub(super) heads: &'a [Part],
}

/// The acts of a rule in some sentences that have near what the rule asks to be near; nothing where there
/// is none. Rules without an act have none, and hold all the same where their words stand as they ask.
pub(super) fn acts(
    reading: &Reading<'_>,
    evidence: &Evidence,
    within: Within<'_>,
    marks: &Marks,
) -> Option<Vec<(Part, Part)>> {
    if !evidence.act {
        return stand_together(reading, evidence, within).then(Vec::new);
    }
    let is_row = within.sentences.len() > 1;
    let mut found = Vec::new();
    for sentence in within.sentences {
        for words in unmasked(reading, evidence, sentence, &evidence.all[0]) {
            let distance = |other: &Range<u32>| {
                let from = words.end.min(other.end);
                let between =
                    Part { block: sentence.block, range: from..words.start.max(other.start).max(from) };
                reading.folded(&between).split_whitespace().count()
            };
            let against = |hit: &Hit| evidence.not_near.iter().any(|group| reading.is_of(*hit, *group));
            if !evidence.not_near.is_empty()
                && reading.hits(sentence).any(|hit| against(&hit) && distance(&(hit.start..hit.end)) <= CLOSE)
            {
                continue;
            }
            let near = |groups: &Vec<Group>| {
                let most = evidence.near.unwrap_or(usize::MAX);
                let here = |part: &Part| unmasked(reading, evidence, part, groups);
                groups.iter().any(|group| marks.is_over(*group))
                    || here(sentence).iter().any(|range| distance(range) <= most)
                    || times(reading, sentence, groups).any(|range| distance(&range) <= most)
                    || is_row
                        && within.sentences.iter().chain(within.heads).any(|part| {
                            part.block != sentence.block
                                && (!here(part).is_empty() || times(reading, part, groups).next().is_some())
                        })
            };
            if evidence.all[1..].iter().all(near) {
                found.push((sentence.clone(), Part { block: sentence.block, range: words.clone() }));
            }
        }
    }
    // In a row the act may be the head of a column: then it is done to all of the row.
    let heads_act = || {
        let is_head = |head: &Part| !unmasked(reading, evidence, head, &evidence.all[0]).is_empty();
        is_row && !evidence.forbidden && within.heads.iter().any(is_head)
    };
    (!found.is_empty() || heads_act()).then_some(found)
}

/// Whether in a rule without an act the second list has a phrase close behind one of the first, and the others have
/// one behind that, where the rule asks for it: "all staff must", but not "staff must return all documents".
fn stand_together(reading: &Reading<'_>, evidence: &Evidence, within: Within<'_>) -> bool {
    let (Some(most), [first, second, others @ ..]) = (evidence.near, &evidence.all[..]) else { return true };
    within.sentences.iter().any(|sentence| {
        let found = |groups: &Vec<Group>| {
            let mut found = unmasked(reading, evidence, sentence, groups);
            found.extend(times(reading, sentence, groups));
            found
        };
        let mut seconds = found(second);
        for groups in others {
            let last = found(groups).into_iter().map(|range| range.start).max();
            seconds.retain(|range| last.is_some_and(|last| last >= range.end));
        }
        found(first).iter().any(|one| {
            seconds.iter().filter(|other| other.start >= one.end).any(|other| {
                let between = Part { block: sentence.block, range: one.end..other.start };
                reading.folded(&between).split_whitespace().count() <= most
            })
        })
    })
}

/// Where phrases of some groups stand in a part, save those inside what the rule masks.
fn unmasked(reading: &Reading<'_>, evidence: &Evidence, part: &Part, groups: &[Group]) -> Vec<Range<u32>> {
    let of = |groups: &[Group], hit: Hit| groups.iter().any(|group| reading.is_of(hit, *group));
    let masks: Vec<Hit> = match evidence.mask.is_empty() {
        true => Vec::new(),
        false => reading.hits(part).filter(|hit| of(&evidence.mask, *hit)).collect(),
    };
    let counts = |hit: &Hit| !masks.iter().any(|mask| mask.start <= hit.start && hit.end <= mask.end);
    let hits = reading.hits(part).filter(|hit| of(groups, *hit)).filter(counts);
    hits.map(|hit| hit.start..hit.end).collect()
}

/// The lengths of time in a part that count for some groups.
fn times<'r>(
    reading: &'r Reading<'_>,
    part: &'r Part,
    groups: &[Group],
) -> impl Iterator<Item = Range<u32>> + use<'r> {
    let lists = &reading.vocabulary.lists;
    let (timed, again) = (groups.contains(&lists.duration), groups.contains(&lists.cadence));
    let counts = move |d: &&Duration| timed || again && reading.each_before(part, d).is_some();
    reading.durations(part).filter(counts).map(|d| d.start..d.end)
}
