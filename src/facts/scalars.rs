//! Clauses in the texts of a YAML document: in strings, items of lists, and blocks of text. Each is read as
//! Markdown, by the same rules as a document, and every place leads back to the bytes in the file,
//! whatever the quotes, escapes and folding. Keys and comments are no text.

use crate::syntax::markdown;
use crate::syntax::yaml::{self, Node, Value};

use super::clause::{self, Clause};
use super::passage;
use super::reading::Reading;
use super::vocabulary::{Owner, Vocabulary};

/// The clauses of the topics that are asked of; `None`: of all.
pub(super) fn clauses(
    source: &str,
    root: &Node,
    vocabulary: &Vocabulary,
    topics: Option<&[bool]>,
) -> Vec<Clause> {
    let asked = |owner: Owner| match owner {
        Owner::Topic(topic) => topics.is_none_or(|topics| topics[topic]),
        Owner::Concept(_) => false,
    };
    let mut found = Vec::new();
    if topics.is_some_and(|topics| !topics.contains(&true)) {
        return found;
    }
    for node in texts(root) {
        let text = node.text().unwrap_or_default();
        let mut body = markdown::parse(text, 0);
        let written = yaml::prose(source, node);
        for block in &mut body.blocks {
            block.prose = block.prose.through(&written);
        }
        let reading = Reading::new(source, &body, vocabulary);
        let mut passages = passage::passages(&reading, asked);
        passages.sort_by_key(|passage| (passage.span.start, passage.owner, passage.rule));
        found.extend(clause::clauses(&reading, &passages, |_| Vec::new()));
    }
    found.sort_by_key(|clause| (clause.topic, clause.span));
    found
}

/// Every text of more than a word, in the order of the file. What an alias repeats is read where it is written.
fn texts(root: &Node) -> Vec<&Node> {
    let (mut found, mut open) = (Vec::new(), vec![root]);
    while let Some(node) = open.pop() {
        if node.definition.is_some() {
            continue;
        }
        match &node.value {
            Value::Scalar(scalar) if scalar.text.trim().contains([' ', '\n']) => found.push(node),
            Value::Scalar(_) => {}
            Value::Seq(items) => open.extend(items.iter().rev()),
            Value::Map(entries) => open.extend(entries.iter().rev().map(|entry| &entry.value)),
        }
    }
    found
}
