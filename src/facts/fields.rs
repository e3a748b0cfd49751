//! The fields of a document: what stands in its YAML or front matter, typed by its kind's schema.

use crate::syntax::yaml::{self, Node, Plain};
use crate::text::Span;

use super::{Data, ShapeIssue, Value};

/// The fields of one document.
#[derive(Debug)]
pub struct Fields {
    root: Node,
    /// Spans of values that are not what the schema asks for.
    malformed: Vec<Span>,
    /// Where something is shown that the root should have and has not.
    parent: Span,
}

impl Fields {
    pub(super) fn new(root: Node, issues: &[ShapeIssue], parent: Span) -> Self {
        let mut malformed: Vec<_> = issues.iter().filter_map(|issue| issue.spoils).collect();
        malformed.sort_unstable();
        Self { root, malformed, parent }
    }

    /// The tree.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Where something is shown that the root should have and has not.
    #[must_use]
    pub fn parent(&self) -> Span {
        self.parent
    }

    /// Whether any value is not what the schema asks for.
    #[must_use]
    pub fn has_malformed(&self) -> bool {
        !self.malformed.is_empty()
    }

    /// Whether what stands there is not what the schema asks for.
    #[must_use]
    pub fn is_malformed(&self, span: Span) -> bool {
        self.malformed.binary_search(&span).is_ok()
    }

    /// The value at a path of keys. A missing one has the place of the nearest key above it.
    #[must_use]
    pub fn value(&self, path: &[&str]) -> Value {
        let (mut node, mut parent) = (&self.root, self.parent);
        for name in path {
            let Some(entry) = node.entry(name) else { return Value::at(Data::Missing, parent) };
            (node, parent) = (&entry.value, entry.key.span);
        }
        if node.is_null() {
            return Value::at(Data::Missing, parent);
        }
        self.read(node)
    }

    fn read(&self, node: &Node) -> Value {
        if self.malformed.binary_search(&node.span).is_ok() {
            return Value::at(Data::Malformed, node.span);
        }
        let data = match &node.value {
            yaml::Value::Seq(items) => Data::List(items.iter().map(|item| self.read(item)).collect()),
            yaml::Value::Map(_) => {
                let entries = node.entries().into_iter();
                Data::Map(
                    entries
                        .filter_map(|(key, value)| Some((key.text()?.to_owned(), self.read(value))))
                        .collect(),
                )
            }
            yaml::Value::Scalar(_) => match node.typed() {
                None | Some(Plain::Null) => Data::Missing,
                Some(Plain::Bool(value)) => Data::Bool(value),
                Some(Plain::Int(value)) => Data::Int(value),
                Some(Plain::Float(value)) => Data::Float(value),
                Some(Plain::Text(value)) => Data::Text(value.to_owned()),
            },
        };
        Value::at(data, node.span)
    }
}
