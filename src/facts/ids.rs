//! Ids that documents declare, and the places where they are meant: what the schemas call `x-id` and `x-ref`.

use std::collections::HashMap;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use crate::syntax::yaml::{Node, Value};
use crate::text::Span;

use super::field_type::Naming;
use super::{Document, FieldTypes, Kinds, TypeId};

/// Where an id is declared.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The document.
    pub document: Arc<Document>,
    /// The id in it.
    pub span: Span,
    /// The engagement to which the document belongs.
    pub owner: Option<String>,
}

/// All ids of a tree.
#[derive(Debug, Default)]
pub struct Ids {
    declared: HashMap<(String, String), Vec<Declared>>,
    /// What ids of documents look like that are kept elsewhere.
    elsewhere: Vec<Regex>,
}

/// A firm's own patterns are as large as this at most, compiled.
const PATTERN: usize = 1 << 18;

impl Ids {
    /// The ids of documents, each given with the engagement to which it belongs.
    pub(super) fn new<'d>(
        documents: impl Iterator<Item = (&'d Arc<Document>, Option<&'d str>)>,
        kinds: &Kinds,
    ) -> Self {
        let mut ids = Self::default();
        for (document, owner) in documents {
            each(document, kinds, &mut |node, naming| {
                let Some(text) = node.text().filter(|text| !text.is_empty()) else { return };
                if let Some(space) = &naming.declares {
                    let found = ids.declared.entry((space.clone(), text.to_owned())).or_default();
                    let owner = owner.map(str::to_owned);
                    found.push(Declared { document: Arc::clone(document), span: node.span, owner });
                }
                if naming.is_pattern {
                    ids.elsewhere.extend(RegexBuilder::new(text).size_limit(PATTERN).build());
                }
            });
        }
        ids
    }

    /// Where an id is declared, in the order of the documents.
    #[must_use]
    pub fn of(&self, space: &str, id: &str) -> &[Declared] {
        self.declared.get(&(space.to_owned(), id.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Whether an id looks like one of a document that is kept elsewhere.
    #[must_use]
    pub fn is_elsewhere(&self, id: &str) -> bool {
        self.elsewhere.iter().any(|pattern| pattern.is_match(id))
    }
}

/// Every scalar of a document that declares or means an id or a path.
pub fn each<'d>(document: &'d Document, kinds: &Kinds, visit: &mut dyn FnMut(&'d Node, &Naming)) {
    let types = &kinds.get(document.kind).types;
    let Some(fields) = document.fields() else { return };
    let mut open: Vec<(&Node, TypeId)> = vec![(fields.root(), FieldTypes::ROOT)];
    while let Some((node, of)) = open.pop() {
        match &node.value {
            Value::Scalar(_) => {
                let naming = &types.get(of).naming;
                if !naming.is_empty() && !node.is_null() && !fields.is_malformed(node.span) {
                    visit(node, naming);
                }
            }
            Value::Seq(items) => {
                let of = types.items(of).unwrap_or(FieldTypes::ANY);
                open.extend(items.iter().rev().map(|item| (item, of)));
            }
            Value::Map(_) => {
                let entries = node.entries().into_iter().rev();
                open.extend(entries.filter_map(|(key, value)| Some((value, types.field(of, key.text()?)?))));
            }
        }
    }
}
