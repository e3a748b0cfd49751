//! The tests inside a policy: what is given, and what the policy must say of it.

use std::sync::Arc;

use crate::diagnostic::Outcome;
use crate::syntax::yaml::Node;
use crate::text::{SourceFile, Span};

use super::Mistake;
use super::mistake::Map;

/// One example of what a policy says.
#[derive(Debug)]
pub struct PolicyTest {
    /// What it shows, in a line.
    pub name: String,
    /// The kind of the document, where the policy judges several.
    pub kind: Option<String>,
    /// Fields laid over a minimal document of the kind.
    pub given: Option<Node>,
    /// The body of a Markdown document.
    pub body: Option<String>,
    /// What the policy must say.
    pub expect: Expectation,
    /// The name in the policy's file, for the report of a failure.
    pub span: Span,
}

/// What a test expects.
#[derive(Debug)]
pub struct Expectation {
    /// How the policy ends for the document.
    pub outcome: Outcome,
    /// The exact words under the primary label.
    pub at: Option<String>,
    /// A part of the message.
    pub says: Option<String>,
}

/// Reads the tests of a policy.
pub(super) fn read(file: &Arc<SourceFile>, node: &Node, mistakes: &mut Vec<Mistake>) -> Vec<PolicyTest> {
    let Some(items) = node.items() else {
        mistakes.push(Mistake::new(file, node.span, "'tests' takes a list."));
        return Vec::new();
    };
    items.iter().filter_map(|item| one(file, item, mistakes)).collect()
}

fn one(file: &Arc<SourceFile>, node: &Node, mistakes: &mut Vec<Mistake>) -> Option<PolicyTest> {
    let mut map = Map::new(file, node, node.span, mistakes)?;
    let name = map.required("name", mistakes);
    let kind = map.text("kind", mistakes).map(|(text, _)| text);
    let given = map.get("given").cloned();
    let body = map.text("body", mistakes).map(|(text, _)| text);
    let expected = map.required("expect", mistakes);
    let at = map.text("at", mistakes).map(|(text, _)| text);
    let says = map.text("says", mistakes).map(|(text, _)| text);
    map.finish(mistakes);
    let (outcome, outcome_node) = expected?;
    let Some(outcome) = Outcome::from_name(&outcome) else {
        const NAMES: [&str; 6] =
            ["found", "misplaced", "not-found", "conflict", "cannot-check", "not-applicable"];
        mistakes.push(Mistake::unknown(file, outcome_node.span, &outcome, NAMES));
        return None;
    };
    let (name, name_node) = name?;
    let expect = Expectation { outcome, at, says };
    Some(PolicyTest { name, kind, given, body, expect, span: name_node.span })
}
