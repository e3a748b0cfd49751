//! Fields of a document of which nothing can be made: what stands there is not as the schema says, or nothing
//! stands where only something says anything.

use crate::syntax::yaml::{self, Node};
use crate::text::Span;

use super::{FieldTypes, Fields, ShapeIssue, TypeId};

/// A field of which nothing can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The map in the kind's schema.
    pub of: TypeId,
    /// The name of the field.
    pub name: String,
    /// The value, or the nearest parent of what is not there.
    pub at: Span,
    /// Whether something stands there, which is not as the schema says.
    pub malformed: bool,
    /// The policy that asks for it.
    pub asked_by: Option<String>,
}

impl Lack {
    /// All of a document, by place; `issues` are what in it is not as the schema says.
    pub(super) fn all(fields: &Fields, issues: &[ShapeIssue], types: &FieldTypes) -> Vec<Lack> {
        let look = Look { types, fields, issues };
        let mut found = Vec::new();
        let mut waiting = vec![(fields.root(), FieldTypes::ROOT, fields.parent())];
        while let Some((node, of, at)) = waiting.pop() {
            look.at(node, of, at, &mut found, &mut waiting);
        }
        found.sort_by_key(|lack| lack.at);
        found
    }
}

struct Look<'a> {
    types: &'a FieldTypes,
    fields: &'a Fields,
    issues: &'a [ShapeIssue],
}

impl<'a> Look<'a> {
    /// Looks at one list or map, and remembers those within. `at` is where that is shown which it has not.
    fn at(
        &self,
        node: &'a Node,
        of: TypeId,
        at: Span,
        found: &mut Vec<Lack>,
        waiting: &mut Vec<(&'a Node, TypeId, Span)>,
    ) {
        let spoiled = self.fields.has_malformed();
        match &node.value {
            yaml::Value::Seq(items) => {
                let of = self.types.items(of).filter(|of| spoiled || self.types.asks(*of));
                let within = |of| items.iter().map(move |item| (item, of, item.first_words()));
                waiting.extend(of.into_iter().flat_map(within));
            }
            yaml::Value::Map(entries) => {
                for (name, asked_by) in &self.types.get(of).asked {
                    let entry = node.entry(name);
                    if entry.is_none_or(|entry| says_nothing(&entry.value)) {
                        let at = entry.map_or(at, |entry| entry.key.span);
                        let (name, asked_by) = (name.clone(), asked_by.clone());
                        found.push(Lack { of, name, at, malformed: false, asked_by });
                    }
                }
                for entry in entries {
                    let Some(name) = entry.key.text() else { continue };
                    let Some(inner) = self.types.field(of, name) else { continue };
                    if spoiled && let Some(at) = self.malformed(&entry.value) {
                        let name = name.to_owned();
                        found.push(Lack { of, name, at, malformed: true, asked_by: None });
                    } else if spoiled || self.types.asks(inner) {
                        waiting.push((&entry.value, inner, entry.key.span));
                    }
                }
            }
            yaml::Value::Scalar(_) => {}
        }
    }

    /// Where a value or an item of it is told not to be as the schema says.
    fn malformed(&self, value: &Node) -> Option<Span> {
        let of_item = value.items().into_iter().flatten();
        let span =
            std::iter::once(value).chain(of_item).find(|node| self.fields.is_malformed(node.span))?.span;
        let issue = self.issues.iter().find(|issue| issue.spoils == Some(span));
        Some(issue.map_or(span, |issue| issue.span))
    }
}

/// Whether nothing is written, or only a form without anything in it.
fn says_nothing(value: &Node) -> bool {
    match &value.value {
        yaml::Value::Seq(items) => items.is_empty(),
        yaml::Value::Map(entries) => entries.is_empty(),
        yaml::Value::Scalar(_) => value.is_null() || value.text().is_some_and(|text| text.trim().is_empty()),
    }
}
