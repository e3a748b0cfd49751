//! Whether a sentence orders an act ("Encrypt every disk") or states it as the practice ("backups are
//! encrypted"), where no word such as "must" governs it. A bare name ("annual audits") does neither.

use std::ops::Range;

use super::reading::{Part, Reading};
use super::verdict::Lead;
use super::vocabulary::Role;

/// How many words a form of "to be" may stand before its participle.
const NEAR: usize = 4;

/// An act in a passage.
pub(crate) struct Act<'a> {
    /// The sentence or cell.
    pub(crate) part: &'a Part,
    /// The act's words.
    pub(crate) words: Range<u32>,
    /// Whether "must not" before it takes the duty back, as in "must not encrypt". Otherwise a prohibition
    /// is a duty as well.
    pub(crate) positive: bool,
    /// Whether only words that oblige or order make it a duty, and a statement does not.
    pub(crate) bound: bool,
    /// Whether leave to do it counts as a duty.
    pub(crate) allowed: bool,
    /// What stands over the passage.
    pub(crate) lead: Option<Lead>,
    /// A cell of a table, which states things without verbs.
    pub(crate) cell: bool,
}

/// "only", "nobody", "no one": what may be done is all that may be done.
pub(super) fn only(reading: &Reading<'_>, part: &Part) -> bool {
    let text = reading.folded(part);
    text.split(|c: char| !c.is_alphanumeric()).any(|word| reading.vocabulary.force.is(word, Role::ONLY))
}

/// Whether an order asks for the act: not where the act's word is a noun in an order to do something else
/// ("Treat all reviews as secret").
pub(super) fn ordered(reading: &Reading<'_>, act: &Act<'_>, before: &Part, behind: &Part) -> bool {
    let table = &reading.vocabulary.force;
    let Some(order) = order(reading, act.part) else { return false };
    let words = reading.folded(&Part { block: act.part.block, range: act.words.clone() });
    let first = words.split_whitespace().next().unwrap_or_default();
    let previous = reading.folded(before).split_whitespace().next_back().map(bare);
    let nominal = ["tion", "sal", "ment"].iter().any(|ending| words.ends_with(ending));
    // "Explain your role in protecting data", but "protect data by encrypting disks".
    let about =
        || previous.is_some_and(|word| table.is(word, Role::NO_OBJECT) && word != "by" && word != "and");
    let noun = !words.contains(' ') && (nominal || table.is(words, Role::AMBIGUOUS))
        || first.ends_with("ing") && about();
    if !noun || table.is(order, Role::LIGHT_ORDER) || words == order {
        return true;
    }
    let next = reading.folded(behind).split_whitespace().next().map(bare);
    previous.is_some_and(|word| table.is(word, Role::JOINS))
        && next.is_some_and(|word| !table.is(word, Role::NO_OBJECT))
}

/// Whether an order only asks to find out about the act: "investigate the use of a VPN", but "investigate, and tell
/// the client".
pub(super) fn looked_into(reading: &Reading<'_>, act: &Act<'_>, before: &Part) -> bool {
    let table = &reading.vocabulary.force;
    let words = reading.folded(&Part { block: act.part.block, range: act.words.clone() });
    let first = words.split_whitespace().next().unwrap_or_default();
    let joins = |word: &str| word.ends_with([',', ';', ':', '.']) || table.is(bare(word), Role::JOINS);
    let last = reading.folded(before).split_whitespace().next_back();
    order(reading, act.part).is_some_and(|order| table.is(order, Role::LOOKS) && first != order)
        && !(table.is(first, Role::ORDER) && last.is_none_or(joins))
}

/// Whether the verb of an order is the act's own, or is joined to it: "call support and tell the client".
pub(super) fn orders_it(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    let Some(order) = order(reading, act.part) else { return false };
    let words = reading.folded(&Part { block: act.part.block, range: act.words.clone() });
    let before = Part { block: act.part.block, range: act.part.range.start..act.words.start };
    let previous = reading.folded(&before).split_whitespace().next_back();
    let table = &reading.vocabulary.force;
    // "Contain the incident, notify the client, and keep a record"
    let listed = || {
        let behind = Part { block: act.part.block, range: act.words.end..act.part.range.end };
        let next = reading.folded(&behind).split_whitespace().next();
        previous.is_some_and(|word| word.ends_with(','))
            && next.is_some_and(|word| table.is(word, Role::DETERMINER))
    };
    let joined = previous.is_some_and(|word| table.is(bare(word), Role::JOINS)) || listed();
    let first = words.split_whitespace().next().unwrap_or_default();
    first == order || joined && table.is(first, Role::ORDER)
}

/// Whether a sentence is an order to find something out: "look for these signs".
pub(super) fn begins_with_look(reading: &Reading<'_>, part: &Part) -> bool {
    order(reading, part).is_some_and(|verb| reading.vocabulary.force.is(verb, Role::LOOKS))
}

/// Whether a sentence is an order, or becomes one behind its label ("Laptops: encrypt the disk").
pub(super) fn begins_with_order(reading: &Reading<'_>, part: &Part) -> bool {
    order(reading, part).is_some()
}

/// The verb of an order.
fn order<'a>(reading: &'a Reading<'_>, part: &Part) -> Option<&'a str> {
    const LABEL: usize = 6;
    let text = reading.folded(part);
    let label = text.find(':').filter(|at| text[..*at].split_whitespace().count() <= LABEL);
    let behind = label.map(|at| &text[at + 1..]).filter(|rest| !rest.trim().is_empty());
    let table = &reading.vocabulary.force;
    let verb = |text: &'a str, labelled: bool| {
        let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '\''));
        let filler = |word: &&str| {
            word.is_empty()
                || word.bytes().all(|b| b.is_ascii_digit())
                || table.is(word, Role::FILLER)
                || word.ends_with("ly")
        };
        let first = words.find(|word| !filler(word))?;
        let next = words.find(|word| !word.is_empty())?;
        // "Email and SMS have known flaws": a noun beside another one.
        let third = words.find(|word| !word.is_empty());
        let beside = table.is(first, Role::AMBIGUOUS_ORDER)
            && matches!(next, "and" | "or")
            && third.is_some_and(|word| !table.is(word, Role::VERB));
        let has_object = !beside
            && (!labelled || !table.is(first, Role::AMBIGUOUS_ORDER) || table.is(next, Role::DETERMINER));
        (table.is(first, Role::ORDER) && has_object).then_some(first)
    };
    // "Where possible, authorize by role": the order comes behind what it hangs on.
    let conditional = || {
        let opening = reading.places(part, reading.vocabulary.lists.conditions).into_iter().next()?;
        let before = &text[..(opening.range.start - part.range.start) as usize];
        let rest = text.find(", ").map(|at| &text[at + 2..])?;
        let opens = before.split_whitespace().count() <= 1 && !rest.contains(", ");
        verb(rest, false).filter(|_| opens)
    };
    match behind {
        // "Handle client papers with discretion: no copies"
        Some(rest) => verb(rest, true).or_else(|| verb(text, true)),
        None => verb(text, false).or_else(conditional),
    }
}

/// Whether an order begins with the act: "If the site is down, call support", "You lost it: tell us".
pub(super) fn opens(reading: &Reading<'_>, before: &Part, act: &Act<'_>) -> bool {
    let text = reading.folded(before).trim_end();
    let words = reading.folded(&Part { block: act.part.block, range: act.words.clone() });
    let first = words.split_whitespace().next().unwrap_or("");
    let conditional = || !reading.places(before, reading.vocabulary.lists.conditions).is_empty();
    let anew = text.is_empty() && before.range.start > act.part.range.start;
    reading.vocabulary.force.is(first, Role::ORDER)
        && (anew || text.ends_with([':', '|', '?']) || text.ends_with(',') && conditional())
}

/// Whether the act is stated as what is done: "backups are encrypted", "the vendor encrypts", "encryption
/// is used". A bare name ("disk encryption", "annual audits") states nothing.
pub(super) fn stated(reading: &Reading<'_>, act: &Act<'_>, before: &Part, behind: &Part) -> bool {
    const CLAUSE: usize = 8;
    /// A verb in the future tense obliges for longer.
    const REACH: usize = 16;
    let table = &reading.vocabulary.force;
    let words = reading.folded(&Part { block: act.part.block, range: act.words.clone() });
    let (text, rest) = (reading.folded(before), reading.folded(behind));
    if specifies(reading, act) {
        return true;
    }
    // "Privacy laws protect personal data": no one here does.
    if text.split_whitespace().rev().take(NEAR).any(|word| table.is(bare(word), Role::LAW)) {
        return false;
    }
    let text = text.rfind(':').map_or(text, |at| &text[at + 1..]);
    let mut ahead = text.split_whitespace().rev().map(bare);
    // "Those who notify clients": the clause tells of whom the sentence speaks, and not what they do.
    let joins = |word: &str| table.is(word, Role::SUBORDINATING) && !table.is(word, Role::FINITE);
    if ahead.clone().next().is_some_and(joins) {
        return false;
    }
    // "The programme includes vendor reviews": what something holds, nobody does.
    let verb = ahead.clone().find(|word| table.is(word, Role::VERB | Role::FINITE | Role::BE | Role::HOLDS));
    if verb.is_some_and(|word| table.is(word, Role::HOLDS)) {
        return false;
    }
    let mut ahead_all = ahead.clone();
    let first = words.split_whitespace().next().unwrap_or("");
    let participle = first.ends_with("ed") || table.is(first, Role::PARTICIPLE);
    // "Encryption of disks is used"; but "encrypted drives are sold" says nothing of encryption.
    let subject = if participle { 1 } else { 2 };
    if words.split_whitespace().any(|word| table.is(word, Role::BE))
        || ahead.clone().take(NEAR).any(|word| table.is(word, Role::BE)) && (participle || !is_one(text))
        || rest.split_whitespace().take(subject).any(|word| table.is(bare(word), Role::BE))
        || ahead.clone().take(CLAUSE).any(|word| table.is(word, Role::FINITE | Role::BE))
        || only(reading, before)
        || words.split_whitespace().any(|word| table.is(word, Role::ONLY))
        || words.split_whitespace().chain(ahead.clone().take(REACH)).any(|word| table.is_future(word))
        || rest.split_whitespace().next().is_some_and(|word| table.is(bare(word), Role::ONLY))
        || states_a_verb(reading, text, usize::MAX)
        || !participle && is_carried_out(reading, rest)
    {
        return true;
    }
    // "Access limited to the team": a participle behind its noun, and not before one.
    let object = rest.strip_prefix(' ').and_then(|rest| rest.split_whitespace().next());
    let previous = ahead.next().filter(|word| !word.is_empty() && !table.is(word, Role::NO_SUBJECT));
    let last = words.split_whitespace().next_back().unwrap_or("");
    // "Closed matters: retained for seven years"
    let labelled = text.trim().is_empty();
    let lone = !words.contains(' ') || table.is(last, Role::NO_OBJECT);
    if participle
        && (previous.is_some() || labelled && lone)
        && (words.contains(' ') && table.is(last, Role::NO_OBJECT)
            || object.is_none_or(|word| table.is(bare(word), Role::NO_OBJECT) || word.ends_with("ly")))
    {
        return true;
    }
    // "Documents are not copied nor shared", "no se comparten": the prohibition is in the act's own words.
    if words.contains(' ') && table.turns(first) {
        return true;
    }
    // "samples ten files and reports the result"
    let joined = ahead_all.next().is_some_and(|word| table.is(word, Role::JOINS))
        && table.is(first, Role::VERB)
        && !table.is(first, Role::AMBIGUOUS_ORDER);
    if joined
        && object.is_some_and(|word| !table.is(bare(word), Role::NO_OBJECT) || words.contains(' '))
        && !text.trim_end().ends_with(',')
        && text.split_whitespace().map(bare).any(|word| table.is(word, Role::VERB))
    {
        return true;
    }
    // "The vendor reviews logs", but not "annual reviews", "reviews of logs" or "audits:".
    let has_object = object.is_some_and(|word| !table.is(bare(word), Role::NO_OBJECT));
    let noun = table.is(first, Role::AMBIGUOUS);
    table.is(first, Role::VERB) && previous.is_some() && (has_object || words.contains(' ') || !noun)
}

/// "Security review required before signature": a participle that asks for it stands right behind the act.
pub(super) fn demanded(reading: &Reading<'_>, behind: &Part) -> bool {
    /// As many words may stand between: "approval by the client required".
    const BETWEEN: usize = 3;
    let table = &reading.vocabulary.force;
    let mut words = reading.folded(behind).split_whitespace();
    let asked = words.by_ref().take(BETWEEN).find(|word| {
        table.is(bare(word), Role::DEMANDED | Role::BE | Role::TURNS) || word.ends_with([',', ';', ':'])
    });
    asked.is_some_and(|word| table.is(bare(word), Role::DEMANDED))
        && words.next().is_none_or(|next| {
            table.is(bare(next), Role::NO_OBJECT) || next == "before" || next.starts_with('(')
        })
}

/// A cell that is a name or a value, and no sentence: "AES-256", "Need to know only".
pub(super) fn names(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    /// More words are a sentence, which has a verb.
    const WORDS: usize = 12;
    reading.folded(act.part).split_whitespace().nth(WORDS).is_none()
}

/// "A review of the accounts is carried out": what stands behind the name of an act.
fn is_carried_out(reading: &Reading<'_>, rest: &str) -> bool {
    /// As many words may belong to the act.
    const BELONGS: usize = 10;
    let table = &reading.vocabulary.force;
    let mut words = rest.split_whitespace().take(BELONGS).map(bare).peekable();
    words.peek().is_some_and(|word| matches!(*word, "of" | "for" | "de" | "da" | "do"))
        && words.any(|word| table.is(word, Role::BE))
        && words.next().is_some_and(|word| table.is(word, Role::CARRIED_OUT))
}

/// "Norvan Tunnel is a VPN": what stands behind "is a" says what something is, and not what is done.
fn is_one(before: &str) -> bool {
    before.split_whitespace().rev().take(NEAR).any(|word| matches!(word, "a" | "an"))
}

/// "Encryption in transit: TLS 1.2", "Backup retention: 30 days": a label with a figure lays it down.
fn specifies(reading: &Reading<'_>, act: &Act<'_>) -> bool {
    /// More words are a sentence, which has a verb.
    const WORDS: usize = 8;
    let text = reading.folded(act.part);
    let Some((label, value)) = text.split_once(':') else { return false };
    let short = |text: &str| (1..=WORDS).contains(&text.split_whitespace().count());
    short(label) && short(value) && (value.contains("{{") || value.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Whether a known verb with a subject and an object stands among the last words of a text.
fn states_a_verb(reading: &Reading<'_>, text: &str, most: usize) -> bool {
    let table = &reading.vocabulary.force;
    let words: Vec<&str> = text.split_whitespace().map(bare).collect();
    let from = words.len().saturating_sub(most);
    (from.max(1)..words.len()).any(|at| {
        let (subject, object) = (words[at - 1], words.get(at + 1));
        table.is(words[at], Role::VERB)
            && !subject.is_empty()
            && !table.is(subject, Role::NO_SUBJECT)
            && object.is_some_and(|word| {
                !table.is(word, Role::NO_OBJECT)
                    || table.is(word, Role::ONLY)
                    || !table.is(words[at], Role::AMBIGUOUS)
            })
    })
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}
