//! Keys that a map has twice.

use std::collections::HashMap;

use super::lines::{clip, line_rest};
use super::node::FEW;
use super::{Entry, Node};
use crate::syntax::{Problem, ProblemKind};
use crate::text::Span;

/// Adds a problem for every key that equals an earlier one of the same map; linear in the keys.
pub(super) fn find(source: &str, entries: &[Entry], problems: &mut Vec<Problem>) {
    let mut tell = |key: &Node, text: &str, first: Span| {
        let message = match text {
            "" => "The empty key is given twice.".to_owned(),
            text => format!("`{}` is given twice.", clip(text)),
        };
        let span = if key.span.is_empty() { line_rest(source, key.span.start as usize) } else { key.span };
        let problem = Problem::new(ProblemKind::DuplicateKey, span, message);
        let help = "Keep one of the two. Only the first is read.";
        problems.push(problem.help(help).related(first, "given here first"));
    };
    let keys = entries.iter().filter(|entry| !entry.is_merge()).map(|entry| &entry.key);
    let named = keys.filter_map(|key| Some((key.text()?, key)));
    if entries.len() <= FEW {
        for (index, (text, key)) in named.clone().enumerate() {
            if let Some((_, first)) = named.clone().take(index).find(|(other, _)| *other == text) {
                tell(key, text, first.span);
            }
        }
        return;
    }
    let mut first = HashMap::with_capacity(entries.len());
    for (text, key) in named {
        let before = *first.entry(text).or_insert(key.span);
        if before != key.span {
            tell(key, text, before);
        }
    }
}
