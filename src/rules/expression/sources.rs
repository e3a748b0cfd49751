//! Other documents and their rows, as lists.

use std::sync::Arc;

use super::code::{Owner, Source};
use super::eval::Machine;
use super::read::{self, Items, document};
use super::subject::Subject;
use super::truth::unknown;
use super::value::{List, Place};
use super::{Data, Value};

impl<'a> Machine<'a> {
    pub(super) fn source(&mut self, source: &Source) -> Value<'a> {
        let Subject { index, document: own, kinds, .. } = self.subject;
        let (owner, all) = match &source.of {
            Owner::Own if index.is_owned(own.kind, kinds) && index.is_owned(source.kind, kinds) => {
                match index.owner(own) {
                    Some(owner) => (owner.to_owned(), false),
                    None => {
                        let parent = own.fields().map_or(own.facts.title, |fields| fields.parent());
                        return Value::at(Data::Missing, Place::new(own, parent));
                    }
                }
            }
            Owner::Own | Owner::All => (String::new(), true),
            Owner::Given(which) => {
                let which = self.eval(which);
                let Data::Text(owner) = &which.data else {
                    return Value { data: unknown(which.truth()), ..which };
                };
                let list = self.list(source, Some(owner));
                return Value::loose(Data::List(Arc::new(list)));
            }
        };
        let key = (source.kind, source.rows.is_some(), all);
        if let Some(known) = self.sources.get(&key) {
            return known.clone();
        }
        let list = self.list(source, (!all).then_some(owner.as_str()));
        let value = Value::loose(Data::List(Arc::new(list)));
        self.sources.insert(key, value.clone());
        value
    }

    fn list(&mut self, source: &Source, owner: Option<&str>) -> List<'a> {
        let Subject { index, kinds, .. } = self.subject;
        let documents: Vec<_> = match owner {
            Some(owner) => index.of_owner(source.kind, owner).collect(),
            None => index.of_kind(source.kind).collect(),
        };
        let mut list = List::default();
        for found in documents {
            // What could not be read may be the very thing that is looked for.
            if let Some(problem) = found.facts.unread {
                let at = Place::new(found, found.facts.problems[problem].span);
                list.doubts.push(Value::at(Data::Malformed, at));
            }
            let Some(rows) = &source.rows else {
                list.items.push(document(found));
                continue;
            };
            let rows = read::field(&document(found), rows, kinds);
            match Items::of(&rows.data, kinds) {
                Some(items) => list.items.extend((0..items.len()).map(|at| items.get(at, kinds))),
                None if matches!(rows.data, Data::Missing) => {}
                None => list.doubts.push(Value { data: Data::Malformed, ..rows }),
            }
        }
        self.spend(list.items.len());
        list
    }
}
