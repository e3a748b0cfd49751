//! Packs: a folder of policies with a `pack.yaml` that says what they are and which limits a firm may set.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::rules::Parameter;
use crate::rules::expression::{self, Data, Definition, Expr, List, Type, Value};
use crate::syntax::yaml::{self, Entry, Node, Plain};
use crate::text::{SourceFile, Span};

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
    /// The terms that its policies use.
    pub terms: BTreeMap<String, Term>,
    /// Where its policies concern a document at all: a condition that each of them begins with.
    pub(super) applies_when: Option<Expr>,
    /// The same, as it is written.
    pub condition: Option<String>,
    /// Keys that its policies have where they do not say otherwise.
    pub(super) defaults: Vec<Entry>,
    /// The `pack.yaml`.
    pub file: Arc<SourceFile>,
}

/// A term of a pack's policies: an expression, a table, or a scale.
#[derive(Debug)]
pub struct Term {
    /// What it means.
    pub says: Definition,
    /// The name, in the pack's file.
    pub place: Span,
    /// Where what it means is written.
    pub(super) node: Node,
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
    /// Which way it asks more.
    pub stricter: Option<Stricter>,
    /// The name, in the pack's file.
    pub place: Span,
}

/// Which way a limit asks more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stricter {
    /// The less, the stricter.
    Lower,
    /// The more, the stricter.
    Higher,
}

impl Stricter {
    /// All, as packs name them.
    pub const ALL: [(&'static str, Stricter); 2] = [("lower", Stricter::Lower), ("higher", Stricter::Higher)];
}

/// Reads a `pack.yaml`; `beside` gives the other files of its folder, by name.
pub(super) fn read(
    name: &str,
    file: &Arc<SourceFile>,
    node: &Node,
    beside: &dyn Fn(&str) -> Option<Arc<SourceFile>>,
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
    let mut terms = BTreeMap::new();
    if let Some(scales) = map.get("scales") {
        for (key, value) in scales.entries() {
            let Some(name) = key.text() else { continue };
            match value.items().map(|items| items.iter().map(Node::text).collect::<Option<Vec<_>>>()) {
                Some(Some(words)) if !words.is_empty() => {
                    let says = Definition::Scale(table(value).0);
                    terms.insert(name.to_owned(), Term { says, place: key.span, node: value.clone() });
                }
                _ => mistakes.push(Mistake::new(file, key.span, "A scale is a list of words, lowest first.")),
            }
        }
    }
    if let Some(tables) = map.get("tables") {
        for (key, value) in tables.entries() {
            let (Some(name), Some(path)) = (key.text(), value.text()) else {
                mistakes.push(Mistake::new(file, key.span, "Write a table as `name: file.yaml`."));
                continue;
            };
            let Some(found) = beside(path) else {
                mistakes.push(Mistake::new(
                    file,
                    value.span,
                    "There is no file of this name beside the pack's.",
                ));
                continue;
            };
            if let Some(node) = document(&found, mistakes) {
                let (value, of) = table(&node);
                let says = Definition::Table(value, of);
                terms.insert(name.to_owned(), Term { says, place: key.span, node });
            }
        }
    }
    if let Some(define) = map.get("define") {
        for (key, value) in define.entries() {
            let term = key.text().and_then(|key_text| term(file, key_text, key.span, value, mistakes));
            let Some((name, term)) = term else { continue };
            if terms.insert(name.clone(), term).is_some() {
                mistakes.push(Mistake::new(file, key.span, format!("'{name}' is said twice.")));
            }
        }
    }
    let condition = node.get("applies-when").and_then(Node::text).map(str::to_owned);
    let applies_when = map.get("applies-when").and_then(|node| match expression::parse(node.text()?) {
        Ok(condition) => Some(condition),
        Err(mistake) => {
            mistakes.push(Mistake::inside(file, node, &mistake));
            None
        }
    });
    let defaults = map.get("defaults").map_or_else(Vec::new, |node| defaults(file, node, mistakes));
    map.finish(mistakes);
    let (name, file) = (name.to_owned(), Arc::clone(file));
    Some(Pack { name, title, version, as_of, parameters, terms, applies_when, condition, defaults, file })
}

/// What a pack may say for all of its policies.
pub(super) const DEFAULTS: [&str; 5] = ["severity", "basis", "authority", "applies-to", "waivable"];

fn defaults(file: &Arc<SourceFile>, node: &Node, mistakes: &mut Vec<Mistake>) -> Vec<Entry> {
    let yaml::Value::Map(entries) = &node.value else {
        mistakes.push(Mistake::new(file, node.span, "Write `key: value` for each default."));
        return Vec::new();
    };
    for entry in entries {
        let name = entry.key.text().unwrap_or_default();
        if !DEFAULTS.contains(&name) {
            mistakes.push(Mistake::unknown(file, entry.key.span, name, DEFAULTS));
        }
    }
    entries.clone()
}

/// `first_day(e): min(e.start_date, e.first_data_access)`, or a name for a list or map.
fn term(
    file: &Arc<SourceFile>,
    key: &str,
    place: Span,
    value: &Node,
    mistakes: &mut Vec<Mistake>,
) -> Option<(String, Term)> {
    let (name, arguments) = match key.split_once('(') {
        Some((name, rest)) => {
            let inner = rest.trim_end().strip_suffix(')').unwrap_or(rest);
            let names = inner.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
            (name.trim(), names.collect::<Vec<_>>())
        }
        None => (key.trim(), Vec::new()),
    };
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if !is_name(name) || !arguments.iter().all(|name| is_name(name)) {
        mistakes.push(Mistake::new(file, place, "Write a term as `name` or `name(argument, ...)`."));
        return None;
    }
    let says = match value.text() {
        Some(text) => match expression::parse(text) {
            Ok(body) => Definition::Formula { arguments, body },
            Err(mistake) => {
                mistakes.push(Mistake::inside(file, value, &mistake));
                return None;
            }
        },
        None => {
            let (value, of) = table(value);
            Definition::Table(value, of)
        }
    };
    Some((name.to_owned(), Term { says, place, node: value.clone() }))
}

/// A node as data that stands in no document.
pub(crate) fn table(node: &Node) -> (Value<'static>, Type) {
    let (data, of) = match &node.value {
        yaml::Value::Seq(items) => {
            let (items, types): (Vec<_>, Vec<_>) = items.iter().map(table).unzip();
            let same = types.windows(2).all(|two| two[0] == two[1]);
            let item = types.into_iter().next().filter(|_| same).unwrap_or_default();
            (Data::List(Arc::new(List { items, ..List::default() })), Type::list(item))
        }
        yaml::Value::Map(_) => {
            let entries =
                node.entries().into_iter().filter_map(|(key, value)| Some((key.text()?, table(value))));
            let (values, types): (Vec<_>, Vec<_>) = entries
                .map(|(key, (value, of))| ((key.to_owned().into(), value), (key.to_owned(), of)))
                .unzip();
            (Data::Map(values.into()), Type::Record(types.into()))
        }
        yaml::Value::Scalar(_) => match node.typed() {
            None | Some(Plain::Null) => (Data::Missing, Type::Any),
            Some(Plain::Bool(value)) => (Data::Bool(value), Type::Truth),
            Some(Plain::Int(value)) => (Data::Int(value), Type::Number),
            Some(Plain::Float(value)) => (Data::Float(value), Type::Number),
            Some(Plain::Text(text)) => (Data::Text(text.to_owned().into()), Type::text()),
        },
    };
    (Value::loose(data), of)
}

fn spec(mut map: Map<'_>, mistakes: &mut Vec<Mistake>) -> Option<ParameterSpec> {
    const KINDS: [(&str, u8); 6] =
        [("number", 0), ("text", 1), ("truth", 2), ("date", 3), ("list", 4), ("map", 5)];
    let chosen = map.choice("type", &KINDS, mistakes);
    let unit = map.text("unit", mistakes).map(|(text, _)| text).unwrap_or_default();
    let says = map.required("says", mistakes).map(|(text, _)| text).unwrap_or_default();
    let stricter = map.choice("stricter", &Stricter::ALL, mistakes);
    let Some(default) = map.get("default") else {
        mistakes.push(Mistake::new(map.file, map.place, "'default' is not given here."));
        return None;
    };
    let kind = match chosen {
        Some(1) => Type::text(),
        Some(2) => Type::Truth,
        Some(3) => Type::Date,
        // The names in a default are those that it was thought of for; a firm may have others.
        Some(4) => match table(default).1 {
            Type::List(item) => Type::List(item),
            _ => Type::list(Type::Any),
        },
        Some(5) => Type::Record(Arc::from([])),
        _ => Type::Number,
    };
    let parameter = parameter(default, &kind);
    if parameter.is_none() {
        mistakes.push(Mistake::new(
            map.file,
            default.span,
            "This default is not of the type that 'type' says.",
        ));
    }
    let place = map.place;
    map.finish(mistakes);
    let kind = if matches!(kind, Type::Record(_)) { table(default).1 } else { kind };
    Some(ParameterSpec { kind, unit, default: parameter?, says, stricter, place })
}

/// A value of a parameter's type.
pub(crate) fn parameter(node: &Node, kind: &Type) -> Option<Parameter> {
    let data = match (node.typed(), kind) {
        (Some(Plain::Int(value)), Type::Number) => Data::Int(value),
        (Some(Plain::Float(value)), Type::Number) => Data::Float(value),
        (Some(Plain::Bool(value)), Type::Truth) => Data::Bool(value),
        (Some(_), Type::Text(_)) => Data::Text(node.text()?.to_owned().into()),
        (Some(_), Type::Date) => Data::Date(node.text()?.parse().ok()?),
        (None, Type::List(_)) if node.items().is_some() => table(node).0.data,
        (None, Type::Record(_)) if node.items().is_none() => table(node).0.data,
        _ => return None,
    };
    Some(Parameter { value: Value::loose(data), set: None, written: None })
}

/// Reads a file of policies or settings as YAML; its problems are mistakes.
pub(crate) fn document(file: &Arc<SourceFile>, mistakes: &mut Vec<Mistake>) -> Option<Node> {
    part(file, file.text(), mistakes)
}

/// The same, of the first part of its text.
pub(super) fn part(file: &Arc<SourceFile>, text: &str, mistakes: &mut Vec<Mistake>) -> Option<Node> {
    let stream = yaml::parse(text, yaml::Limits::default());
    mistakes.extend(stream.problems.iter().map(|problem| Mistake::of_problem(file, problem)));
    stream.documents.into_iter().next()
}
