//! Why something could not be checked, in words that say where to look.

use super::Subject;
use super::expression::{Place, Truth, Value};
use super::template::clip;

/// What kept a condition from being decided, with a full stop: what is not there, or what can't be used, with its
/// place.
pub(super) fn reason(subject: &Subject<'_>, value: &Value<'_>) -> String {
    format!("{}.", undecided(subject, value))
}

fn undecided(subject: &Subject<'_>, value: &Value<'_>) -> String {
    let place = value.places().next();
    if value.truth() == Truth::Unknown
        && let Some(named) = place.and_then(|place| unrecorded(subject, place))
    {
        return named;
    }
    let words = place.and_then(|place| words_at(subject, place));
    match (value.truth() == Truth::Unknown, words) {
        (true, Some((words, file))) => format!("something that it needs was not found under '{words}'{file}"),
        (true, None) => "something that it needs was not found in this document".to_owned(),
        (false, Some((words, file))) => format!("'{words}'{file} can't be used"),
        (false, None) => "something that it needs can't be used".to_owned(),
    }
}

/// What of the fields that are asked for is not recorded at a place, if it is one or two.
fn unrecorded(subject: &Subject<'_>, place: Place) -> Option<String> {
    let own = place.file == subject.document.number;
    let other = || subject.index.numbered(place.file).map(|document| &**document);
    let document = if own { subject.document } else { other()? };
    let lacks = document.lacks(subject.kinds).iter();
    let names: Vec<String> = lacks
        .filter(|lack| lack.at == place.span && !lack.malformed)
        .map(|lack| format!("'{}'", lack.name))
        .collect();
    let file = if own { String::new() } else { format!(" in {}", document.path()) };
    (1..=3).contains(&names.len()).then(|| format!("nothing is recorded under {}{file}", names.join(" or ")))
}

/// Why there was nothing to ask about, with a full stop.
pub(super) fn nothing(subject: &Subject<'_>, at: Option<Place>) -> String {
    match at.and_then(|place| words_at(subject, place)) {
        Some((words, file)) => format!("nothing to check was found under '{words}'{file}."),
        None => "nothing to check was found in this document.".to_owned(),
    }
}

/// The words at a place, and the file where it is another one. Of the title of a document there is nothing to say.
fn words_at(subject: &Subject<'_>, place: Place) -> Option<(String, String)> {
    let own = place.file == subject.document.number;
    let other = || subject.index.numbered(place.file).map(|document| &**document);
    let document = if own { subject.document } else { other()? };
    let file = if own { String::new() } else { format!(" in {}", document.path()) };
    let line = place.span.of(document.source.text()).lines().next().unwrap_or_default();
    let words = clip(line.trim().trim_matches(['"', '\'', ':']));
    (place.span != document.facts.title && !words.is_empty()).then_some((words, file))
}
