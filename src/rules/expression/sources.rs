//! Other documents and their rows, as lists.

use std::sync::Arc;

use crate::facts::Document;

use super::code::{Owner, Source};
use super::eval::Machine;
use super::read::{self, Items, document};
use super::subject::Subject;
use super::truth::unknown;
use super::value::{List, Place};
use super::{Data, Value};

impl<'a> Machine<'a> {
    pub(super) fn source(&mut self, source: &'a Source) -> Value<'a> {
        let Subject { index, document: own, .. } = self.subject;
        let all = self.is_of_all(source);
        let owner = match &source.of {
            Owner::Given(which) => {
                let which = self.eval(which);
                let Data::Text(owner) = &which.data else {
                    return Value { data: unknown(which.truth()), ..which };
                };
                return self.list(source, index.of_owner(source.kind, owner));
            }
            _ if all => "",
            _ => match index.owner(own) {
                Some(owner) => owner,
                None => {
                    let parent = own.fields().map_or(own.facts.title, |fields| fields.parent());
                    return Value::at(Data::Missing, Place::new(own, parent));
                }
            },
        };
        let key = (source.kind, source.rows.is_some(), all);
        if let Some((_, value)) = self.sources.iter().find(|(known, _)| *known == key) {
            return value.clone();
        }
        let value = if all {
            self.list(source, index.of_kind(source.kind))
        } else {
            self.list(source, index.of_owner(source.kind, owner))
        };
        self.sources.push((key, value.clone()));
        value
    }

    /// Whether a source is that of all documents of its kind, whichever document is judged.
    pub(super) fn is_of_all(&self, source: &Source) -> bool {
        let Subject { document, kinds, .. } = self.subject;
        match source.of {
            Owner::All => true,
            Owner::Own => !(kinds.is_owned(document.kind) && kinds.is_owned(source.kind)),
            Owner::Given(_) => false,
        }
    }

    /// Documents as a source lists them, or their rows.
    fn list(&mut self, source: &Source, documents: impl Iterator<Item = &'a Document>) -> Value<'a> {
        self.list_some(source, documents.map(|document| (document, true)))
    }

    /// The same; of documents that are not asked it has only what could not be read.
    pub(super) fn list_some(
        &mut self,
        source: &Source,
        documents: impl Iterator<Item = (&'a Document, bool)>,
    ) -> Value<'a> {
        let kinds = self.subject.kinds;
        let mut list = List::default();
        for (found, is_asked) in documents {
            // What could not be read may be the very thing that is looked for.
            if let Some(problem) = found.facts.unread {
                let at = Place::new(found, found.facts.problems[problem].span);
                list.doubts.push(Value::at(Data::Malformed, at));
            }
            let Some(rows) = &source.rows else {
                list.items.extend(is_asked.then(|| document(found)));
                continue;
            };
            let rows = read::field(&document(found), rows, kinds);
            match Items::of(&rows.data, kinds) {
                Some(_) if !is_asked => {}
                Some(items) => list.items.extend((0..items.len()).map(|at| items.get(at, kinds))),
                None if matches!(rows.data, Data::Missing) => {}
                None => list.doubts.push(Value { data: Data::Malformed, ..rows }),
            }
        }
        self.spend(list.items.len());
        Value::loose(Data::List(Arc::new(list)))
    }
}
