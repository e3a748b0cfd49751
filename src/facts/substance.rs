//! What the text of a section says, line by line: times, stages of the work, and events on which to stop and ask.

use crate::syntax::markdown::BlockKind;

use super::reading::{Part, Reading};
use super::vocabulary::{FirstGroups, Stage};
use super::{Data, Duration, StatedDuration, Value};

/// How much text around a duration is kept, to either side, in bytes.
const AROUND: usize = 240;

/// What stands around a place in a text.
fn around(text: &str, at: usize) -> &str {
    let boundary = |at: usize| (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[boundary(at.saturating_sub(AROUND))..boundary(at.saturating_add(AROUND))]
}

/// A duration with the words around it.
pub(super) fn stated(reading: &Reading<'_>, part: &Part, duration: &Duration) -> Value {
    let own = Part { block: part.block, range: duration.start..duration.end };
    let row = reading.holder(part.block, |kind| matches!(kind, BlockKind::Row { .. }));
    let mut within = String::new();
    match row {
        Some(row) => {
            for (cell, _) in reading.markdown.leaves_in(row.0..reading.markdown.block(row).end.0) {
                if within.len() < AROUND {
                    within.push_str(around(reading.text(&reading.whole(cell)), 0));
                    within.push(' ');
                }
            }
        }
        None => {
            let text = reading.text(part);
            within.push_str(around(text, (duration.start - part.range.start) as usize));
        }
    }
    let data = StatedDuration {
        text: reading.quote(&own),
        within,
        clause: clause(
            reading.text(part),
            duration.start - part.range.start,
            duration.end - part.range.start,
        ),
        amount: duration.amount,
        unit: duration.unit,
        business: duration.business,
    };
    Value::at(Data::Duration(Box::new(data)), reading.span(&own))
}

/// The words around others, from mark to mark.
fn clause(text: &str, start: u32, end: u32) -> String {
    const MARKS: [char; 7] = [',', ';', '.', '(', ')', '?', '!'];
    let (start, end) = (start as usize, end as usize);
    let from = text[..start].rfind(MARKS).map_or(0, |at| at + 1);
    let to = text[end..].find(MARKS).map_or(text.len(), |at| end + at);
    text[from..to].trim().to_owned()
}

/// The lines of a cell that holds several: Word tables keep whole lists in one cell, line by line.
pub(super) fn lines(reading: &Reading<'_>, part: &Part) -> Vec<Part> {
    let text = reading.text(part);
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices('\n').chain(std::iter::once((text.len(), ""))) {
        let line = &text[start..at];
        if !line.trim().is_empty() {
            let from = part.range.start + start as u32;
            lines.push(Part { block: part.block, range: from..from + line.len() as u32 });
        }
        start = (at + 1).min(text.len());
    }
    lines
}

/// Stages named at the head of an item, a row, a sentence or a clause, with the words. A word further in names no step.
pub(super) fn stages<'r, 'a>(
    reading: &'r Reading<'a>,
    part: &'r Part,
) -> impl Iterator<Item = (&'a Stage, Part)> + use<'r, 'a> {
    const HEAD_WORDS: usize = 2;
    let vocabulary = reading.vocabulary;
    let known = reading.words(part.block).may_have(vocabulary.of_stages());
    let hits = known.then(|| reading.hits(part)).into_iter().flatten();
    hits.filter(|hit| hit.groups.may_share(vocabulary.of_stages())).filter_map(|hit| {
        let named = |stage: &&Stage| vocabulary.lexicon.has(hit, stage.words);
        let stage = vocabulary.stages().iter().find(named)?;
        let before = &reading.folded(part)[..(hit.start - part.range.start) as usize];
        let clause =
            before.rfind(['.', ',', ';', ':', '(', '–', '—', '\n']).map_or(before, |at| &before[at..]);
        let words = clause.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words_of_it = Part { block: part.block, range: hit.start..hit.end };
        (words.count() <= HEAD_WORDS).then_some((stage, words_of_it))
    })
}

/// Events: an item or row, a clause with "when" or "if", a part of an enumeration after a colon; vague
/// words make none.
pub(super) fn triggers(reading: &Reading<'_>, part: &Part, listed: bool) -> Vec<Value> {
    const TELLING: usize = 7;
    let lists = &reading.vocabulary.lists;
    let vague = |part: &Part| !reading.places(part, lists.vague_triggers).is_empty();
    let more_words = |part: &Part, than: usize| reading.text(part).split_whitespace().nth(than).is_some();
    let value = |part: &Part| Value::at(Data::Text(reading.quote(part)), reading.span(part));
    if listed {
        let telling = more_words(part, 0) && (!vague(part) || more_words(part, TELLING));
        return if telling { vec![value(part)] } else { Vec::new() };
    }
    let mut found = Vec::new();
    let trigger_words = FirstGroups::some_of([lists.trigger_words]);
    if !reading.words(part.block).may_have(trigger_words) && !reading.text(part).contains(':') {
        return found;
    }
    for sentence in reading.sentences(part) {
        let clauses = split(reading, &sentence, &[',', ';', ':']);
        let colon = reading.text(&sentence).find(':').map(|at| sentence.range.start + at as u32);
        for clause in clauses {
            let conditional = !reading.places(&clause, lists.trigger_words).is_empty();
            let enumerated = colon.is_some_and(|at| clause.range.start > at);
            if (conditional || enumerated) && !vague(&clause) && more_words(&clause, 1) {
                found.push(value(&clause));
            }
        }
    }
    found
}

fn split(reading: &Reading<'_>, part: &Part, at: &[char]) -> Vec<Part> {
    let text = reading.text(part);
    let mut start = 0;
    let mut parts = Vec::new();
    for (index, c) in
        text.char_indices().filter(|(_, c)| at.contains(c)).chain(std::iter::once((text.len(), ' ')))
    {
        if index > start {
            let from = part.range.start + start as u32;
            parts.push(Part { block: part.block, range: from..part.range.start + index as u32 });
        }
        start = index + c.len_utf8();
    }
    parts
}
