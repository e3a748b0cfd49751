//! What a `clause` policy with `canonical` says: where a document's wording of a clause differs from the firm's own.

use crate::diagnostic::Outcome;
use crate::facts::{Change, Drift};
use crate::text::Span;

use super::expression::Place;
use super::{Finding, Judged, Subject};

/// How many changes a message tells; the labels show the others.
const TOLD: usize = 3;
/// How many changes have a label of their own.
const SHOWN: usize = 8;

/// One finding for all words that differ, at the first of them; nothing where only the dress does.
pub(super) fn judge(subject: &Subject<'_>, file: &str, drift: &Drift, asked: Span) -> Judged {
    let Some((first, others)) = drift.changes.split_first() else { return Judged::silent(Outcome::Found) };
    let mut told: Vec<String> = drift.changes.iter().take(TOLD).map(in_words).collect();
    if drift.changes.len() > TOLD {
        told.push(format!("and {} more", drift.changes.len() - TOLD));
    }
    let message = format!("The wording differs from {file}: {}.", told.join("; "));
    let others = others.iter().take(SHOWN);
    let related = others.map(|change| (Place::new(subject.document, change.at), beside(change)));
    Judged::of(vec![Finding {
        label: beside(first),
        related: related.collect(),
        key: "wording".into(),
        ..Finding::plain(Outcome::NotFound, first.at, message, asked)
    }])
}

fn in_words(change: &Change) -> String {
    let (was, now) = (shortened(&change.was), shortened(&change.now));
    match (was.is_empty(), now.is_empty()) {
        (true, _) => format!("'{now}' was added"),
        (_, true) => format!("'{was}' was left out"),
        _ => format!("'{was}' became '{now}'"),
    }
}

/// What the clause says at a place, with the words around it.
fn beside(change: &Change) -> String {
    format!("the clause says '{}'", shortened(&change.clause))
}

/// The beginning and the end of words that are too many to quote.
fn shortened(words: &str) -> String {
    const MOST: usize = 14;
    let all: Vec<&str> = words.split(' ').collect();
    if all.len() <= MOST {
        return words.to_owned();
    }
    format!("{} … {}", all[..MOST / 2].join(" "), all[all.len() - MOST / 2..].join(" "))
}
