//! What a sentence passes on and does not say itself: the words of a link, a rule that is quoted, what
//! happened once, what an attacker does. None of it obliges anybody.

use std::ops::Range;

use super::reading::{Part, Reading};
use super::statement::Act;
use super::vocabulary::Role;

/// Whether the sentence only names the act: it is nothing but a link, the act stands in a rule that is
/// quoted, or it is done by somebody who should not.
pub(super) fn is_hearsay(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    is_link(reading, act.part)
        || is_quoted(reading, act)
        || is_hostile(reading, act)
        || is_named(reading, act)
        || is_referred_to(reading, act)
}

/// Whether words just before an act tell that it happened: "backups were encrypted".
pub(super) fn happened(reading: &Reading<'_>, before: &Part) -> bool {
    /// How many words may stand between "were" and its participle.
    const NEAR: usize = 2;
    let force = &reading.vocabulary.force;
    reading.folded(before).split_whitespace().rev().take(NEAR).any(|word| force.is(word, Role::PAST))
}

/// "[Report an incident](incidents.md)", alone in its item.
pub(super) fn is_link(reading: &Reading<'_>, part: &Part) -> bool {
    let covers = |link: &crate::syntax::markdown::Link| {
        link.text.start <= part.range.start && part.range.end <= link.text.end
    };
    reading.markdown.block(part.block).links.iter().any(covers)
}

/// Whether the act stands in quotation marks with most of a sentence, and others introduce it.
fn is_quoted(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    /// Fewer words in quotation marks are a name.
    const SENTENCE: usize = 4;
    /// As many words say whose words follow.
    const INTRODUCTION: usize = 2;
    let text = reading.text(act.part);
    let at = (act.words.start - act.part.range.start) as usize;
    let opening = |c: char| matches!(c, '"' | '“' | '«');
    let Some(open) = text[..at].rfind(opening) else { return false };
    let marks = |c: &char| *c == '"';
    if text[open..].starts_with('"') && text[..=open].chars().filter(marks).count() % 2 == 0 {
        return false; // it closes
    }
    let inside = &text[open..].trim_start_matches(opening);
    // A quotation of several sentences closes in another one.
    let quoted = inside.find(['"', '”', '»']).map_or(*inside, |end| &inside[..end]);
    let reaches =
        text.len() - inside.len() + quoted.len() > at && quoted.split_whitespace().count() >= SENTENCE;
    // Nothing else stands in the item or cell: it is an example.
    let alone = open == 0 && text.trim_end().ends_with(['"', '”', '»']);
    reaches && (alone || text[..open].split_whitespace().count() >= INTRODUCTION)
}

/// "#announce-incidents", "[Phone]", "retain_logs": the act's word is part of a name, or is still to be filled in.
fn is_named(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    let text = reading.folded(act.part);
    let own = |at: u32| (at - act.part.range.start) as usize;
    let (before, behind) = (&text[..own(act.words.start)], &text[own(act.words.end)..]);
    before.ends_with(['#', '_', '@'])
        || behind.starts_with('_')
        || before.ends_with('[') && behind.starts_with(']')
}

/// "The Privacy Act requires a controller to notify": what a law asks of those it speaks to, no one here owes yet. "The
/// Act requires us to notify" takes it on.
pub(super) fn is_of_law(reading: &Reading<'_>, act: &Act<'_>, governor: &Range<u32>) -> bool {
    /// How many words may stand between the law and what it asks: "the rule also specifically requires".
    const NEAR: usize = 3;
    let force = &reading.vocabulary.force;
    let folded = |range: Range<u32>| reading.folded(&Part { block: act.part.block, range });
    let is = |word: &str, role| force.is(word.trim_matches(|c: char| !c.is_alphanumeric()), role);
    let asks = |word: &str| is(word, Role::ASKS);
    let before = folded(act.part.range.start..governor.start).split_whitespace().rev().take(NEAR);
    let subject = || before.clone().take_while(|word| !word.ends_with(','));
    let between = || folded(governor.end..act.words.start.max(governor.end));
    folded(governor.clone()).split_whitespace().any(asks)
        && subject().any(|word| is(word, Role::LAW))
        && !subject().any(|word| is(word, Role::OURS | Role::REFERS_BACK))
        && !between().split_whitespace().any(|word| is(word, Role::OURS))
}

/// "Attackers encrypt the disk".
fn is_hostile(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    /// How many words may stand between who does it and the act.
    const NEAR: usize = 4;
    words_before(reading, act, NEAR).any(|word| {
        reading.vocabulary.force.is(word.trim_matches(|c: char| !c.is_alphanumeric()), Role::HOSTILE)
    })
}

/// "Consult the vendor's documentation on encryption", "this memo explains": the sentence sends its reader
/// elsewhere. "Reviewers see the matters of their role only" does not.
fn is_referred_to(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    /// How many words may stand between the verb and what is looked up.
    const NEAR: usize = 7;
    let force = &reading.vocabulary.force;
    let mut words = words_before(reading, act, NEAR + 1).peekable();
    while let Some(word) = words.next() {
        let verb = word.trim_matches(|c: char| !c.is_alphanumeric());
        // "See that the disk is encrypted" asks for it.
        if force.is(verb, Role::SUBORDINATING) {
            return false;
        }
        if force.is(verb, Role::REFERS) {
            let ordered = words
                .peek()
                .is_none_or(|before| before.ends_with([',', ':', ';', '.', '-']) || *before == "please");
            return ordered || verb.ends_with('s');
        }
    }
    false
}

/// The last words before an act, the nearest first.
fn words_before<'r>(reading: &'r Reading<'_>, act: &Act<'_>, most: usize) -> impl Iterator<Item = &'r str> {
    let before = Part { block: act.part.block, range: act.part.range.start..act.words.start };
    reading.folded(&before).split_whitespace().rev().take(most)
}
