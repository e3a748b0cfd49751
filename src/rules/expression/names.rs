//! What an expression may name.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{FieldTypes, Kinds, TypeId, Vocabulary};

use super::types::Type;
use super::{Expr, Patterns, Value};

/// What git recorded of a row.
pub(super) const HISTORY: [&str; 2] = ["first_commit", "last_change"];

/// What an expression may name, besides the variables of its place.
#[derive(Debug)]
pub struct Names<'a> {
    /// The document kinds.
    pub kinds: &'a Kinds,
    /// The concepts and topics.
    pub vocabulary: &'a Vocabulary,
    /// The kinds of the document that is judged.
    pub judged: Vec<usize>,
    /// The limits that a firm may set.
    pub parameters: &'a BTreeMap<String, Type>,
    /// The terms of the packs.
    pub definitions: &'a BTreeMap<String, &'a Definition>,
    /// The patterns that expressions have used so far.
    pub patterns: &'a Patterns,
}

/// A term of a pack.
#[derive(Debug)]
pub enum Definition {
    /// An expression over arguments.
    Formula {
        /// Their names.
        arguments: Vec<String>,
        /// What it says.
        body: Expr,
    },
    /// Data.
    Table(Value<'static>, Type),
    /// The entries of a scale, lowest first.
    Scale(Value<'static>),
}

/// What an expression reads besides its own variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Documents of these kinds, besides the one that is judged.
    pub kinds: BTreeSet<usize>,
    /// Of these, those that it reads beyond the engagement of the document that is judged.
    pub far: BTreeSet<usize>,
    /// Any other document, or whether there is a file.
    pub others: bool,
    /// Whether there is something of a name: a file, or an id.
    pub names: bool,
    /// Fields of the document that is judged.
    pub fields: bool,
    /// What documents say about these topics.
    pub topics: BTreeSet<usize>,
    /// What documents say about these concepts.
    pub concepts: BTreeSet<usize>,
    /// Facts of sections, by name.
    pub sections: BTreeSet<String>,
    /// Limits that a firm may set, by name.
    pub limits: BTreeSet<String>,
    /// Fields of any document: its kind, the map in the kind's schema, and the field's name.
    pub named: BTreeSet<(usize, TypeId, String)>,
}

impl Reads {
    /// Whether any of what texts say.
    #[must_use]
    pub fn prose(&self) -> bool {
        !self.concepts.is_empty() || !self.topics.is_empty()
    }

    /// Adds a field of what has a type.
    pub(super) fn field(&mut self, of: &Type, name: &str, kinds: &Kinds) {
        if matches!(of, Type::Section | Type::Any) {
            self.sections.insert(name.to_owned());
        }
        let maps: Vec<(usize, TypeId)> = match of {
            Type::Document(of) => of.iter().map(|kind| (*kind, FieldTypes::ROOT)).collect(),
            Type::Field(of) => of.to_vec(),
            _ => Vec::new(),
        };
        let known = maps.into_iter().filter(|(kind, map)| kinds.get(*kind).types.field(*map, name).is_some());
        self.named.extend(known.map(|(kind, map)| (kind, map, name.to_owned())));
    }

    /// Whether it reads a field of a map of documents of a kind.
    #[must_use]
    pub fn names_field(&self, kind: usize, map: TypeId, name: &str) -> bool {
        let from = self.named.range((kind, map, String::new())..);
        let of_map = from.take_while(|(of, within, _)| (*of, *within) == (kind, map));
        of_map.map(|(.., known)| known).any(|known| known == name)
    }

    /// Adds what another expression reads.
    pub fn add(&mut self, other: &Reads) {
        self.kinds.extend(&other.kinds);
        self.far.extend(&other.far);
        self.others |= other.others;
        self.names |= other.names;
        self.fields |= other.fields;
        self.topics.extend(&other.topics);
        self.concepts.extend(&other.concepts);
        self.sections.extend(other.sections.iter().cloned());
        self.limits.extend(other.limits.iter().cloned());
        self.named.extend(other.named.iter().cloned());
    }
}
