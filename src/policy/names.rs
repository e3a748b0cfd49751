//! The names that a policy's expressions may use, and their types, from the schemas of its kinds.

use serde_json::Value as Json;

use crate::facts::{CLAUSE_FIELDS, Kind, SECTION_FIELDS, schema_field, schema_properties};
use crate::rules::expression::{Names, Type};

use super::pack::Pack;

/// What stands before the dot besides `doc` and `params`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    Section,
    Clause,
    Nothing,
}

/// The names of one policy.
pub(super) struct PolicyNames<'a> {
    pub(super) focus: Focus,
    pub(super) kinds: Vec<&'a Kind>,
    pub(super) pack: Option<&'a Pack>,
}

impl Names for PolicyNames<'_> {
    fn type_of(&self, path: &[&str]) -> Result<Type, (usize, Vec<String>)> {
        let names = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect::<Vec<_>>();
        match path {
            ["as_of"] => Ok(Type::Text),
            ["section", rest @ ..] if self.focus == Focus::Section => {
                let known = || names(&mut SECTION_FIELDS.iter().map(|(name, ..)| *name));
                let [field] = rest else { return Err((rest.len().min(2), known())) };
                let found =
                    SECTION_FIELDS.iter().find(|(name, ..)| name == field).ok_or_else(|| (1, known()))?;
                Ok(match found {
                    ("words", ..) => Type::Number,
                    (_, true, _) => Type::List(Box::new(Type::Text)),
                    _ => Type::Text,
                })
            }
            ["clause", rest @ ..] if self.focus == Focus::Clause => {
                let known = || names(&mut CLAUSE_FIELDS.iter().map(|(name, _)| *name));
                let [field] = rest else { return Err((rest.len().min(2), known())) };
                CLAUSE_FIELDS
                    .iter()
                    .any(|(name, _)| name == field)
                    .then_some(Type::Text)
                    .ok_or_else(|| (1, known()))
            }
            ["params", rest @ ..] => {
                let known = || self.pack.map_or(Vec::new(), |pack| pack.parameters.keys().cloned().collect());
                let [name] = rest else { return Err((rest.len().min(2), known())) };
                let spec =
                    self.pack.and_then(|pack| pack.parameters.get(*name)).ok_or_else(|| (1, known()))?;
                Ok(spec.kind.clone())
            }
            ["doc"] => Ok(Type::Map),
            ["doc", "kind"] => Ok(Type::Text),
            ["doc", rest @ ..] => self.field(rest),
            _ => {
                let mut known = vec!["doc", "params", "as_of"];
                match self.focus {
                    Focus::Section => known.push("section"),
                    Focus::Clause => known.push("clause"),
                    Focus::Nothing => {}
                }
                Err((0, names(&mut known.into_iter())))
            }
        }
    }
}

impl PolicyNames<'_> {
    /// The type of a field that at least one of the policy's kinds has.
    fn field(&self, path: &[&str]) -> Result<Type, (usize, Vec<String>)> {
        let mut deepest: (usize, Vec<String>) = (1, Vec::new());
        for kind in &self.kinds {
            let mut schema = &kind.schema;
            let mut depth = 0;
            for name in path {
                let Some(inner) = schema_field(&kind.schema, schema, name) else { break };
                schema = inner;
                depth += 1;
            }
            if depth == path.len() {
                return Ok(type_of(schema));
            }
            let known = schema_properties(schema).into_iter().map(str::to_owned);
            if depth + 1 > deepest.0 {
                deepest = (depth + 1, known.collect());
            } else if depth + 1 == deepest.0 {
                deepest.1.extend(known);
            }
        }
        Err(deepest)
    }
}

fn type_of(schema: &Json) -> Type {
    match schema.get("type").and_then(Json::as_str) {
        Some("string") => Type::Text,
        Some("integer" | "number") => Type::Number,
        Some("boolean") => Type::Bool,
        Some("object") => Type::Map,
        Some("array") => Type::List(Box::new(schema.get("items").map_or(Type::Any, type_of))),
        _ => Type::Any,
    }
}
