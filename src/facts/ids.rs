//! Ids that documents declare, and the places where they are meant: what the schemas call `x-id` and `x-ref`.

use std::collections::HashMap;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use crate::syntax::yaml::{Entry, Node, Value};
use crate::text::Span;

use super::identifier::Naming;
use super::{Document, FieldTypes, Kinds, TypeId};

/// Where an id is declared.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The document.
    pub document: Arc<Document>,
    /// The id in it.
    pub span: Span,
    /// The engagement to which the document belongs.
    pub owner: Option<Arc<str>>,
}

/// The places where one id is declared; at least one.
#[derive(Debug, Default)]
pub struct Places {
    /// By engagement, those of none before all others; in each by path, and then in the order of the document.
    by_owner: Vec<Declared>,
    /// The place in `by_owner` of the first by path.
    first: usize,
}

/// All ids of a tree.
#[derive(Debug, Default)]
pub struct Ids {
    /// By name space and id.
    declared: HashMap<String, HashMap<String, Places>>,
    /// What ids of documents look like that are kept elsewhere, with the number of the document that says so.
    elsewhere: Vec<(u32, Regex)>,
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
            ids.add(document, owner, kinds, |places, declared| places.by_owner.push(declared));
        }
        ids.declared.values_mut().flat_map(HashMap::values_mut).for_each(Places::sort);
        ids
    }

    /// Puts the ids of a document in the place of those of an older one at its path.
    pub(super) fn replace(
        &mut self,
        old: &Document,
        new: &Arc<Document>,
        owner: Option<&str>,
        kinds: &Kinds,
    ) {
        self.elsewhere.retain(|(number, _)| *number != old.number);
        each(old, kinds, &mut |node, naming| {
            let (Some(text), Some(space)) = (node.text(), &naming.declares) else { return };
            let Some(ids) = self.declared.get_mut(space) else { return };
            let Some(places) = ids.get_mut(text) else { return };
            places.by_owner.retain(|declared| declared.document.number != old.number);
            places.sort();
            if places.by_owner.is_empty() {
                ids.remove(text);
            }
        });
        self.add(new, owner, kinds, |places, declared| {
            places.by_owner.push(declared);
            places.sort();
        });
    }

    fn add(
        &mut self,
        document: &Arc<Document>,
        owner: Option<&str>,
        kinds: &Kinds,
        put: impl Fn(&mut Places, Declared),
    ) {
        let owner: Option<Arc<str>> = owner.map(Arc::from);
        each(document, kinds, &mut |node, naming| {
            let Some(text) = node.text().filter(|text| !text.is_empty()) else { return };
            if let Some(space) = &naming.declares {
                if !self.declared.contains_key(space) {
                    self.declared.insert(space.clone(), HashMap::new());
                }
                let ids = self.declared.get_mut(space).expect("was put there");
                let declared =
                    Declared { document: Arc::clone(document), span: node.span, owner: owner.clone() };
                match ids.get_mut(text) {
                    Some(places) => put(places, declared),
                    None => put(ids.entry(text.to_owned()).or_default(), declared),
                }
            }
            if naming.is_pattern {
                let pattern = RegexBuilder::new(text).size_limit(PATTERN).build();
                self.elsewhere.extend(pattern.map(|pattern| (document.number, pattern)));
            }
        });
    }

    /// Where an id is declared.
    #[must_use]
    pub fn of(&self, space: &str, id: &str) -> Option<&Places> {
        self.declared.get(space)?.get(id)
    }

    /// Whether an id looks like one of a document that is kept elsewhere.
    #[must_use]
    pub fn is_elsewhere(&self, id: &str) -> bool {
        self.elsewhere.iter().any(|(_, pattern)| pattern.is_match(id))
    }
}

impl Places {
    fn sort(&mut self) {
        // Stable: what one document declares stays in its order.
        self.by_owner
            .sort_by(|a, b| a.owner.cmp(&b.owner).then_with(|| a.document.path().cmp(b.document.path())));
        let first =
            self.by_owner.iter().enumerate().min_by_key(|(at, declared)| (declared.document.path(), *at));
        self.first = first.map_or(0, |(at, _)| at);
    }

    /// The first, in the order of the paths.
    #[must_use]
    pub fn first(&self) -> Option<&Declared> {
        self.by_owner.get(self.first)
    }

    /// Those in documents of an engagement, or in documents of none; in the order of the paths.
    #[must_use]
    pub fn of_owner(&self, owner: Option<&str>) -> &[Declared] {
        let before = self.by_owner.partition_point(|declared| declared.owner.as_deref() < owner);
        let behind = self.by_owner.partition_point(|declared| declared.owner.as_deref() <= owner);
        &self.by_owner[before..behind]
    }

    /// The first in a document, which belongs to an engagement or to none.
    #[must_use]
    pub fn of_document(&self, owner: Option<&str>, document: &Document) -> Option<&Declared> {
        let all = self.of_owner(owner);
        let at = all.partition_point(|declared| declared.document.path() < document.path());
        all.get(at).filter(|declared| declared.document.number == document.number)
    }
}

/// Every scalar of a document that declares or means an id or a path.
pub fn each<'d>(document: &'d Document, kinds: &Kinds, visit: &mut dyn FnMut(&'d Node, &Naming)) {
    let types = &kinds.get(document.kind).types;
    let Some(fields) = document.fields().filter(|_| types.names(FieldTypes::ROOT)) else { return };
    let mut open: Vec<(&Node, TypeId)> = vec![(fields.root(), FieldTypes::ROOT)];
    while let Some((node, of)) = open.pop() {
        match &node.value {
            Value::Scalar(_) => {
                let naming = &types.get(of).naming;
                if !naming.is_empty() && !node.is_null() && !fields.is_malformed(node.span) {
                    visit(node, naming);
                }
            }
            // Most of a document names nothing.
            Value::Seq(items) => {
                let of = types.items(of).filter(|of| types.names(*of));
                open.extend(of.into_iter().flat_map(|of| items.iter().rev().map(move |item| (item, of))));
            }
            Value::Map(own) => {
                let named = |key: &Node| types.naming_field(of, key.text()?);
                if own.iter().any(Entry::is_merge) {
                    let entries = node.entries().into_iter().rev();
                    open.extend(entries.filter_map(|(key, value)| Some((value, named(key)?))));
                    continue;
                }
                // Of equal keys the first one counts.
                let counts = |at: usize| own[..at].iter().all(|other| other.key.text() != own[at].key.text());
                let entries = own.iter().enumerate().rev();
                let entries = entries.filter_map(|(at, entry)| Some((at, &entry.value, named(&entry.key)?)));
                open.extend(entries.filter(|(at, ..)| counts(*at)).map(|(_, value, of)| (value, of)));
            }
        }
    }
}
