//! What is forbidden, to all or within limits: "must not share", "may only be shared with", "no part may be
//! delegated"; and what is forbidden as long as an act is not done, which asks for the act: "no access unless the
//! form is signed".

use std::ops::Range;

use super::governors::{Governor, NEAR, REACH, clause, governors};
use super::reading::{Part, Reading};
use super::statement::{Act, only};
use super::verdict::Lead;
use super::vocabulary::Role;

/// Whether the act is forbidden, or allowed within limits ("may only be shared with").
pub(super) fn forbidden(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    /// How many words may stand between an act and what forbids it behind it: "to share client data is prohibited".
    const BEHIND: usize = 8;
    if matches!(act.lead, Some(Lead::Prohibition | Lead::Denial)) {
        return true;
    }
    let clause = clause(reading, act);
    let part = |range: Range<u32>| Part { block: act.part.block, range };
    let words = |range: Range<u32>| reading.folded(&part(range)).split_whitespace().count();
    let limits = |range: &Range<u32>| turns(reading, act, range) || only(reading, &part(range.clone()));
    let governors = governors(reading, &part(clause.clone()));
    let ahead = governors.iter().rev().find(|(_, range)| range.start < act.words.end);
    let governed = ahead.is_some_and(|(governor, range)| {
        let distance = words(range.end.min(act.words.start)..act.words.start);
        match governor {
            // "No user is to be given": what is laid down for nobody is forbidden.
            Governor::Obligation => {
                distance <= REACH && (limits(range) || of_nobody(reading, act, &governors, range))
            }
            // "Without disclosing" forbids nothing.
            Governor::Negation => {
                distance <= NEAR && !unless(reading, range.start, act) && !has(reading, act, range)
            }
            Governor::Permission => of_nobody(reading, act, &governors, range),
            Governor::NoDuty | Governor::Aim => false,
        }
    });
    let free = ahead.is_none_or(|(governor, _)| *governor == Governor::Permission);
    governed
        || free && only(reading, &part(clause.start..act.words.start))
        || only_at(reading, clause.end, act)
        || governors.iter().any(|(governor, range)| {
            *governor == Governor::Obligation
                && range.start >= act.words.end
                && words(act.words.end..range.start) <= BEHIND
                && limits(range)
        })
}

/// "May share only with the client", "look only at": the limit is in the act's words or just behind them.
pub(super) fn only_at(reading: &Reading<'_>, end: u32, act: &Act<'_>) -> bool {
    /// As many words behind an act may stand before its limit: "share list information only with".
    const BEHIND: usize = 6;
    let words = |range: Range<u32>| reading.folded(&Part { block: act.part.block, range });
    let most = words(act.words.clone()).split_whitespace().count() + BEHIND;
    let mut from_act = words(act.words.start..end.max(act.words.end)).split(|c: char| !c.is_alphanumeric());
    from_act
        .by_ref()
        .filter(|word| !word.is_empty())
        .take(most)
        .any(|word| reading.vocabulary.force.is(word, Role::ONLY))
}

/// Whether what governs an act has nobody for its subject: "no part may be delegated".
pub(super) fn of_nobody(
    reading: &Reading<'_>,
    act: &Act<'_>,
    governors: &[(Governor, Range<u32>)],
    governor: &Range<u32>,
) -> bool {
    /// How many words a subject has at most.
    const SUBJECT: usize = 8;
    let words =
        |range: Range<u32>| reading.folded(&Part { block: act.part.block, range }).split_whitespace().count();
    governors.iter().any(|(other, range)| {
        *other == Governor::Negation
            && range.end <= governor.start
            && words(range.end..governor.start) <= SUBJECT
            && !unless(reading, range.start, act)
    })
}

/// Whether a "not" that stands alone is right before the act, and nothing else says how it is meant.
pub(super) fn refused(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    let before = Part { block: act.part.block, range: clause(reading, act).start..act.words.start };
    let governors = governors(reading, &before);
    let text = reading.folded(act.part).trim_end();
    // "The client did not mention" refuses nothing.
    let past = |range: &Range<u32>| {
        let words = reading.folded(&Part { block: act.part.block, range: range.clone() });
        has(reading, act, range)
            || words
                .split_whitespace()
                .next()
                .is_some_and(|word| reading.vocabulary.force.is(word, Role::PAST))
    };
    act.lead.is_none()
        && !governors.iter().any(|(_, range)| past(range))
        && !text.ends_with('?')
        && matches!(governors.as_slice(), [(Governor::Negation, range)]
            if reading.folded(&Part { block: act.part.block, range: range.end..act.words.start }).trim().is_empty())
}

/// "Who has not shared yet": what was not done so far, nobody forbids.
fn has(reading: &Reading<'_>, act: &Act<'_>, negation: &Range<u32>) -> bool {
    let ahead = reading.folded(&Part { block: act.part.block, range: act.part.range.start..negation.start });
    matches!(ahead.split_whitespace().next_back(), Some("has" | "have"))
}

/// Whether an obligation's words forbid.
pub(super) fn turns(reading: &Reading<'_>, act: &Act<'_>, range: &Range<u32>) -> bool {
    let words = reading.folded(&Part { block: act.part.block, range: range.clone() });
    reading.vocabulary.force.turns(words)
}

/// "No volume may be mounted unless it is encrypted", "nobody gets a login until the form is signed", "no form, no
/// badge": what is forbidden or denied until the act is done asks for the act.
pub(super) fn hangs_on(
    reading: &Reading<'_>,
    act: &Act<'_>,
    governors: &[(Governor, Range<u32>)],
    governor: &Range<u32>,
) -> bool {
    let forbids = |(kind, range): &(Governor, Range<u32>)| {
        range.end <= governor.end.min(act.words.start)
            && match kind {
                Governor::Negation => true,
                Governor::Obligation => turns(reading, act, range),
                _ => false,
            }
    };
    let denies_both = || {
        let text = reading.folded(act.part);
        let behind = (act.words.end - act.part.range.start) as usize;
        text.starts_with("no ") && text.get(behind..).is_some_and(|rest| rest.contains(", no "))
    };
    act.positive
        && (governors.iter().any(|found| forbids(found) && unless(reading, found.1.end, act))
            || denies_both())
}

/// Whether a prohibition that ends here holds only as long as the act is not done: "prohibited unless encrypted".
pub(super) fn unless(reading: &Reading<'_>, from: u32, act: &Act<'_>) -> bool {
    let between = reading.folded(&Part { block: act.part.block, range: from..act.words.start.max(from) });
    let between = format!(" {} ", between.trim());
    reading.vocabulary.force.unless.iter().any(|word| between.contains(word.as_str()))
}
