//! A field that an expression names, with what the schemas say of it, looked up when it is compiled.

use crate::facts::{FieldTypes, Kinds, TypeId};

use super::types::Type;

/// A field by its name, with what it is in each kind of map that may have it.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: Box<str>,
    /// By kind of document and map.
    of: Box<[(usize, TypeId, TypeId)]>,
}

impl Field {
    /// A field of what has a type.
    pub(super) fn new(name: &str, of: &Type, kinds: &Kinds) -> Self {
        let maps: Vec<(usize, TypeId)> = match of {
            Type::Document(kinds) => kinds.iter().map(|kind| (*kind, FieldTypes::ROOT)).collect(),
            Type::Field(maps) => maps.to_vec(),
            _ => Vec::new(),
        };
        let typed = maps.into_iter().filter_map(|(kind, map)| {
            let of = kinds.get(kind).types.field(map, name)?;
            Some((kind, map, of))
        });
        Self { name: name.into(), of: typed.collect() }
    }

    /// What it is in a map of a document of a kind.
    pub(super) fn type_in(&self, kind: usize, map: TypeId, kinds: &Kinds) -> TypeId {
        let known = self.of.iter().find(|(in_kind, of, _)| (*in_kind, *of) == (kind, map));
        let looked_up = || kinds.get(kind).types.field(map, &self.name);
        known.map(|(.., of)| *of).or_else(looked_up).unwrap_or(FieldTypes::ANY)
    }
}
