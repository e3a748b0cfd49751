//! Packs: a folder of policies with a `pack.yaml` that says what they are and which limits a firm may set.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::facts::Data;
use crate::rules::Parameter;
use crate::rules::expression::Type;
use crate::syntax::yaml::{self, Node, Plain};
use crate::text::SourceFile;

use super::Mistake;
use super::mistake::Map;

/// A pack of policies.
#[derive(Debug)]
pub struct Pack {
    /// The folder's name.
    pub name: String,
    /// What it is, in a line.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The date up to which its sources were looked at.
    pub as_of: String,
    /// The limits that a firm may set, by name.
    pub parameters: BTreeMap<String, ParameterSpec>,
}

/// A limit that a firm may set.
#[derive(Clone, Debug)]
pub struct ParameterSpec {
    /// What kind of value it takes.
    pub kind: Type,
    /// What it counts; may be empty.
    pub unit: String,
    /// Where the firm says nothing.
    pub default: Parameter,
    /// What it is, in a line.
    pub says: String,
}

/// Reads a `pack.yaml`.
pub(super) fn read(
    name: &str,
    file: &Arc<SourceFile>,
    node: &Node,
    mistakes: &mut Vec<Mistake>,
) -> Option<Pack> {
    let mut map = Map::new(file, node, node.span, mistakes)?;
    let title = map.required("title", mistakes).map(|(text, _)| text).unwrap_or_default();
    let version = map.required("version", mistakes).map(|(text, _)| text).unwrap_or_default();
    let as_of = map.required("as-of", mistakes).map(|(text, _)| text).unwrap_or_default();
    let mut parameters = BTreeMap::new();
    if let Some(params) = map.get("params") {
        for (key, value) in params.entries() {
            let spec = Map::new(file, value, key.span, mistakes).and_then(|map| spec(map, mistakes));
            if let (Some(key), Some(spec)) = (key.text(), spec) {
                parameters.insert(key.to_owned(), spec);
            }
        }
    }
    map.finish(mistakes);
    Some(Pack { name: name.to_owned(), title, version, as_of, parameters })
}

fn spec(mut map: Map<'_>, mistakes: &mut Vec<Mistake>) -> Option<ParameterSpec> {
    let kinds = [("number", 0), ("text", 1), ("truth", 2)];
    let kind = match map.choice("type", &kinds, mistakes) {
        Some(1) => Type::Text,
        Some(2) => Type::Bool,
        _ => Type::Number,
    };
    let unit = map.text("unit", mistakes).map(|(text, _)| text).unwrap_or_default();
    let says = map.required("says", mistakes).map(|(text, _)| text).unwrap_or_default();
    map.choice("stricter", &[("lower", ()), ("higher", ())], mistakes);
    let Some(default) = map.get("default") else {
        mistakes.push(Mistake::new(map.file, map.place, "'default' is not given here."));
        return None;
    };
    let parameter = parameter(default, &kind);
    if parameter.is_none() {
        mistakes.push(Mistake::new(
            map.file,
            default.span,
            "This default is not of the type that 'type' says.",
        ));
    }
    map.finish(mistakes);
    Some(ParameterSpec { kind, unit, default: parameter?, says })
}

/// A value of a parameter's type.
pub(crate) fn parameter(node: &Node, kind: &Type) -> Option<Parameter> {
    let data = match (node.typed()?, kind) {
        (Plain::Int(value), Type::Number) => Data::Int(value),
        (Plain::Float(value), Type::Number) => Data::Float(value),
        (Plain::Bool(value), Type::Bool) => Data::Bool(value),
        (_, Type::Text) => Data::Text(node.text()?.to_owned()),
        _ => return None,
    };
    Some(Parameter { data })
}

/// Reads a file of policies or settings as YAML; its problems are mistakes.
pub(crate) fn document(file: &Arc<SourceFile>, mistakes: &mut Vec<Mistake>) -> Option<Node> {
    let stream = yaml::parse(file.text(), yaml::Limits::default());
    mistakes.extend(stream.problems.iter().map(|problem| Mistake::of_problem(file, problem)));
    stream.documents.into_iter().next()
}
