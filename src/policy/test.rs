//! The tests inside a policy: what is given, and what the policy must say of it.

use std::sync::Arc;

use camino::Utf8PathBuf;

use crate::diagnostic::Outcome;
use crate::syntax::yaml::{Node, Value};
use crate::text::{SourceFile, Span};

use super::mistake::Map;
use super::{Mistake, document};

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
    /// Fields laid over a minimal firm profile.
    pub firm: Option<Node>,
    /// Other files: fields laid over a minimal document of the kind that they name, or a whole text.
    pub files: Vec<(Utf8PathBuf, Node)>,
    /// Limits that the firm sets.
    pub parameters: Vec<(String, Node)>,
    /// The date as of which everything is judged.
    pub as_of: Option<String>,
    /// What the policy must say: of the given document, or of files by their paths.
    pub expect: Vec<(Option<Utf8PathBuf>, Expectation)>,
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
    /// Words under related labels; each must be there.
    pub related: Vec<String>,
}

/// The text of a policy before its tests, where they come last.
pub(super) fn before(text: &str) -> &str {
    text.find("\ntests:").map_or(text, |end| &text[..=end])
}

/// The tests in a file that comes with soplint.
pub(super) fn builtin(file: &Arc<SourceFile>) -> Vec<PolicyTest> {
    let mut mistakes = Vec::new();
    let node = document(file, &mut mistakes);
    let tests = node.as_ref().and_then(|node| node.get("tests"));
    let read = tests.map_or(Vec::new(), |tests| read(file, tests, &mut mistakes));
    debug_assert!(mistakes.is_empty(), "{}: {mistakes:?}", file.path());
    read
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
    let firm = map.get("firm").cloned();
    let files = entries(map.get("files")).map(|(path, node)| (Utf8PathBuf::from(path), node)).collect();
    let parameters = entries(map.get("params")).collect();
    let as_of = map.text("as-of", mistakes).map(|(text, _)| text);
    let expect = match map.get("expect") {
        Some(node) if matches!(node.value, Value::Map(_)) => {
            let each = node.entries().into_iter();
            each.filter_map(|(path, node)| {
                let path = Utf8PathBuf::from(path.text()?);
                let expected = if matches!(node.value, Value::Map(_)) {
                    let mut inner = Map::new(file, node, path_span(node), mistakes)?;
                    let expected = expectation(&mut inner, "outcome", mistakes);
                    inner.finish(mistakes);
                    expected
                } else {
                    let outcome = outcome(file, node, mistakes)?;
                    Some(Expectation { outcome, at: None, says: None, related: Vec::new() })
                };
                Some((Some(path), expected?))
            })
            .collect()
        }
        _ => {
            let expected = expectation(&mut map, "expect", mistakes);
            vec![(None, expected?)]
        }
    };
    map.finish(mistakes);
    let (name, name_node) = name?;
    let span = name_node.span;
    Some(PolicyTest { name, kind, given, body, firm, files, parameters, as_of, expect, span })
}

fn path_span(node: &Node) -> Span {
    Span::at(node.span.start as usize)
}

fn entries(node: Option<&Node>) -> impl Iterator<Item = (String, Node)> {
    let all = node.map(Node::entries).unwrap_or_default().into_iter();
    all.filter_map(|(key, value)| Some((key.text()?.to_owned(), value.clone())))
}

fn expectation(map: &mut Map<'_>, key: &'static str, mistakes: &mut Vec<Mistake>) -> Option<Expectation> {
    let found = map.required(key, mistakes);
    let at = map.text("at", mistakes).map(|(text, _)| text);
    let says = map.text("says", mistakes).map(|(text, _)| text);
    let related = map.texts("related", mistakes).into_iter().map(|(text, _)| text).collect();
    let outcome = outcome(map.file, found?.1, mistakes)?;
    Some(Expectation { outcome, at, says, related })
}

fn outcome(file: &Arc<SourceFile>, node: &Node, mistakes: &mut Vec<Mistake>) -> Option<Outcome> {
    let name = node.text().unwrap_or_default();
    let found = Outcome::from_name(name);
    if found.is_none() {
        const NAMES: [&str; 6] =
            ["found", "misplaced", "not-found", "conflict", "cannot-check", "not-applicable"];
        mistakes.push(Mistake::unknown(file, node.span, name, NAMES));
    }
    found
}
