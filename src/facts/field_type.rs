//! What a kind's schema says a field holds, looked up once so that each read of a field is a step in a table.
//!
//! A scalar gets its type here and nowhere else: `2026-07-01` is a date where the schema says so, and
//! text anywhere else.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::identifier::Naming;
use super::schema::resolve;

/// A place in [`FieldTypes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(u16);

/// What a scalar is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScalarType {
    /// Whatever it looks like.
    #[default]
    Any,
    /// `true` or `false`.
    Truth,
    /// Whole or not.
    Number,
    /// Text.
    Text,
    /// A day: `2026-07-01`.
    Date,
    /// A moment with its offset from UTC: `2026-07-01T16:05-04:00`.
    Moment,
    /// A time of day: `16:05`.
    Time,
    /// A month or a quarter: `2026-07`, `2026-Q3`.
    Period,
}

/// What may stand in one place: a scalar, a list, a map, or one of several of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldType {
    /// What a scalar there is; `None` where the schema has no place for one.
    pub scalar: Option<ScalarType>,
    /// The only values that it may have; empty where the schema leaves it open.
    pub choices: Vec<String>,
    /// What the items of a list are; `None` where the schema has no place for a list.
    pub items: Option<TypeId>,
    /// The fields of a map, by name; `None` where the schema has no place for a map.
    pub fields: Option<Vec<(String, TypeId)>>,
    /// What any other field of the map is.
    pub rest: Option<TypeId>,
    /// What the scalar names, or is named by.
    pub naming: Naming,
    /// Fields of the map that say nothing by not being there (`x-asked-by`), each with the policy that asks for it,
    /// if one does.
    pub asked: Vec<(String, Option<String>)>,
    /// Whether the scalar is a date that says that something has happened: `x-evidence`.
    pub is_evidence: bool,
}

/// All types of one kind.
#[derive(Debug)]
pub struct FieldTypes {
    types: Vec<FieldType>,
    /// By type: the first bytes of the names of its fields.
    heads: Vec<Box<[u64]>>,
    /// Whether something names something else in what has a type.
    naming: Leading,
    /// Whether a field is asked for in what has a type.
    asking: Leading,
    /// Whether something says in what has a type that something has happened.
    evidence: Leading,
}

/// What leads to types of which something holds.
#[derive(Debug)]
struct Leading {
    /// By type: whether it does.
    types: Vec<bool>,
    /// By type: the first bytes of the names of fields that do; `None` where any field may.
    heads: Vec<Option<Box<[u64]>>>,
}

/// A schema may refer to itself; what lies deeper than this is open.
const DEEPEST: usize = 24;

impl FieldTypes {
    /// The type of the document as a whole.
    pub const ROOT: TypeId = TypeId(0);
    /// Anything.
    pub const ANY: TypeId = TypeId(1);

    /// Reads a schema.
    #[must_use]
    pub(super) fn new(schema: &Json) -> Self {
        let open = FieldType {
            scalar: Some(ScalarType::Any),
            items: Some(Self::ANY),
            fields: Some(Vec::new()),
            rest: Some(Self::ANY),
            ..FieldType::default()
        };
        let mut reader =
            Reader { root: schema, types: vec![FieldType::default(), open], known: HashMap::new() };
        let mut root = FieldType::default();
        reader.fill(schema, &mut root, 0);
        reader.types[0] = root;
        let types = reader.types;
        let heads = |of: &FieldType| of.fields.iter().flatten().map(|(name, _)| head(name)).collect();
        Self {
            heads: types.iter().map(heads).collect(),
            naming: Leading::new(&types, |of| !of.naming.is_empty()),
            evidence: Leading::new(&types, |of| of.is_evidence),
            asking: Leading::new(&types, |of| !of.asked.is_empty()),
            types,
        }
    }

    /// One type.
    #[must_use]
    pub fn get(&self, id: TypeId) -> &FieldType {
        &self.types[id.0 as usize]
    }

    /// What a field of a map is; `None` where the schema has no place for it.
    #[must_use]
    pub fn field(&self, id: TypeId, name: &str) -> Option<TypeId> {
        let FieldType { fields, rest, .. } = self.get(id);
        let fields = fields.as_ref()?;
        let (heads, wanted) = (&self.heads[usize::from(id.0)], head(name));
        let first = heads.partition_point(|head| *head < wanted);
        let alike = heads[first..].iter().take_while(|head| **head == wanted);
        let own = fields[first..].iter().zip(alike).find(|((known, _), _)| known == name);
        own.map(|((_, of), _)| *of).or(*rest)
    }

    /// Whether a scalar in what has a type names something, or is named by something.
    #[must_use]
    pub fn names(&self, id: TypeId) -> bool {
        self.naming.types[usize::from(id.0)]
    }

    /// Whether a field is asked for somewhere in what has a type.
    #[must_use]
    pub fn asks(&self, id: TypeId) -> bool {
        self.asking.types[usize::from(id.0)]
    }

    /// Whether a scalar in what has a type says that something has happened.
    #[must_use]
    pub fn has_evidence(&self, id: TypeId) -> bool {
        self.evidence.types[usize::from(id.0)]
    }

    /// What a field of a map is, where something in it names something, or is named by something.
    #[must_use]
    pub fn naming_field(&self, id: TypeId, name: &str) -> Option<TypeId> {
        self.leading_field(&self.naming, id, name)
    }

    /// What a field of a map is, where something in it says that something has happened.
    #[must_use]
    pub fn evidence_field(&self, id: TypeId, name: &str) -> Option<TypeId> {
        self.leading_field(&self.evidence, id, name)
    }

    /// Most fields lead nowhere, and few bytes tell.
    fn leading_field(&self, leading: &Leading, id: TypeId, name: &str) -> Option<TypeId> {
        let heads = &leading.heads[usize::from(id.0)];
        if heads.as_ref().is_some_and(|heads| !heads.contains(&head(name))) {
            return None;
        }
        self.field(id, name).filter(|of| leading.types[usize::from(of.0)])
    }

    /// What the items of a list are.
    #[must_use]
    pub fn items(&self, id: TypeId) -> Option<TypeId> {
        self.get(id).items
    }
}

/// The first bytes of a name, as a number: in the order of the names, and mostly enough to tell them apart.
fn head(name: &str) -> u64 {
    let bytes = name.as_bytes();
    u64::from_be_bytes(bytes.first_chunk().copied().unwrap_or_else(|| {
        let mut first = [0; 8];
        first[..bytes.len()].copy_from_slice(bytes);
        first
    }))
}

impl Leading {
    fn new(types: &[FieldType], holds: impl Fn(&FieldType) -> bool) -> Self {
        let leading = leading(types, holds);
        let leads = |id: &TypeId| leading[usize::from(id.0)];
        let heads = |of: &FieldType| {
            let fields = of.fields.iter().flatten().filter(|(_, id)| leads(id));
            (!of.rest.as_ref().is_some_and(leads)).then(|| fields.map(|(name, _)| head(name)).collect())
        };
        Self { heads: types.iter().map(heads).collect(), types: leading }
    }
}

/// By type, whether it leads to a scalar of which something holds. Types may lead to themselves.
fn leading(types: &[FieldType], holds: impl Fn(&FieldType) -> bool) -> Vec<bool> {
    let mut leading: Vec<bool> = types.iter().map(holds).collect();
    loop {
        let leads = |of: &FieldType| {
            let fields = of.fields.iter().flatten().map(|(_, id)| id);
            fields.chain(&of.items).chain(&of.rest).any(|id| leading[usize::from(id.0)])
        };
        let more: Vec<usize> = (0..types.len()).filter(|at| !leading[*at] && leads(&types[*at])).collect();
        if more.is_empty() {
            return leading;
        }
        more.into_iter().for_each(|at| leading[at] = true);
    }
}

struct Reader<'a> {
    root: &'a Json,
    types: Vec<FieldType>,
    /// By the address of the schema.
    known: HashMap<*const Json, TypeId>,
}

impl Reader<'_> {
    fn id(&mut self, schema: &Json, depth: usize) -> TypeId {
        let target = resolve(self.root, schema).unwrap_or(schema);
        if depth > DEEPEST || self.types.len() >= usize::from(u16::MAX) {
            return FieldTypes::ANY;
        }
        if let Some(id) = self.known.get(&std::ptr::from_ref(target)) {
            return *id;
        }
        let id = TypeId(self.types.len() as u16);
        self.known.insert(std::ptr::from_ref(target), id);
        self.types.push(FieldType::default());
        let mut found = FieldType::default();
        self.fill(target, &mut found, depth + 1);
        self.types[id.0 as usize] = found;
        id
    }

    fn fill(&mut self, schema: &Json, found: &mut FieldType, depth: usize) {
        let naming = Naming::new(schema);
        if !naming.is_empty() {
            found.naming = naming;
        }
        let asked = schema.get("x-asked-by").and_then(Json::as_object).into_iter().flatten();
        found.asked.extend(asked.map(|(name, by)| (name.clone(), by.as_str().map(str::to_owned))));
        found.is_evidence |= schema.get("x-evidence").and_then(Json::as_bool) == Some(true);
        let branches = ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(*key)?.as_array()).flatten();
        for branch in branches {
            let target = resolve(self.root, branch).unwrap_or(branch);
            if depth < DEEPEST {
                self.fill(target, found, depth + 1);
            }
        }
        let names: Vec<&str> = match schema.get("type") {
            Some(Json::String(name)) => vec![name.as_str()],
            Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
            _ if schema.get("properties").is_some() => vec!["object"],
            _ if found.scalar.is_some() || found.items.is_some() || found.fields.is_some() => return,
            _ => match (schema.get("const"), schema.get("enum")) {
                (Some(Json::String(_)), _) => vec!["string"],
                (_, Some(Json::Array(options))) if options.iter().all(Json::is_string) => vec!["string"],
                (None, None) => {
                    found.clone_from(&self.types[1]);
                    return;
                }
                _ => {
                    found.scalar = Some(ScalarType::Any);
                    return;
                }
            },
        };
        let scalars: Vec<ScalarType> = names.iter().filter_map(|name| scalar(name, schema)).collect();
        found.scalar = match scalars.as_slice() {
            [] => found.scalar,
            [one] if found.scalar.is_none_or(|other| other == *one) => Some(*one),
            _ => Some(ScalarType::Any),
        };
        let options =
            schema.get("enum").and_then(Json::as_array).into_iter().flatten().chain(schema.get("const"));
        let options: Vec<_> = options.filter(|option| !option.is_null()).map(Json::as_str).collect();
        if options.iter().all(Option::is_some) {
            found.choices.extend(options.into_iter().flatten().map(str::to_owned));
        }
        if names.contains(&"array") {
            let items = schema.get("items").map_or(FieldTypes::ANY, |items| self.id(items, depth));
            found.items.get_or_insert(items);
        }
        if names.contains(&"object") {
            let properties = schema.get("properties").and_then(Json::as_object).into_iter().flatten();
            let mut fields: Vec<_> =
                properties.map(|(name, schema)| (name.clone(), self.id(schema, depth))).collect();
            fields.extend(found.fields.take().into_iter().flatten());
            fields.sort();
            fields.dedup_by(|a, b| a.0 == b.0);
            found.fields = Some(fields);
            found.rest = match schema.get("additionalProperties") {
                Some(Json::Bool(false)) => found.rest,
                Some(rest @ Json::Object(_)) => Some(self.id(rest, depth)),
                _ => Some(FieldTypes::ANY),
            };
        }
    }
}

fn scalar(name: &str, schema: &Json) -> Option<ScalarType> {
    match name {
        "boolean" => Some(ScalarType::Truth),
        "integer" | "number" => Some(ScalarType::Number),
        "string" => Some(match schema.get("format").and_then(Json::as_str) {
            Some("date") => ScalarType::Date,
            Some("date-time") => ScalarType::Moment,
            Some("time") => ScalarType::Time,
            Some("period") => ScalarType::Period,
            _ => ScalarType::Text,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_says_what_each_field_is() {
        let schema = serde_json::json!({
            "type": "object",
            "properties": {
                "start": {"type": ["string", "null"], "format": "date", "x-evidence": true},
                "started_at": {"type": "string"},
                "started_at_last": {"type": "integer"},
                "tools": {"type": ["string", "array"], "items": {"$ref": "#/$defs/tool"}},
                "status": {"enum": ["draft", "active"]},
                "free": {"type": "object", "additionalProperties": {"type": "integer"}}
            },
            "additionalProperties": false,
            "$defs": {"tool": {"type": "object", "properties": {"of": {"$ref": "#/$defs/tool"}}}}
        });
        let types = FieldTypes::new(&schema);
        let field = |name: &str| types.field(FieldTypes::ROOT, name).map(|id| types.get(id));
        assert_eq!(field("start").and_then(|t| t.scalar), Some(ScalarType::Date));
        assert_eq!(field("status").map(|t| t.choices.len()), Some(2));
        assert_eq!(field("strat"), None);
        assert_eq!(field("started_at").and_then(|t| t.scalar), Some(ScalarType::Text));
        assert_eq!(field("started_at_last").and_then(|t| t.scalar), Some(ScalarType::Number));
        assert_eq!(field("started_at_"), None);
        assert_eq!(field("start").map(|t| t.is_evidence), Some(true));
        assert_eq!(field("status").map(|t| t.is_evidence), Some(false));
        let free = types.field(FieldTypes::ROOT, "free").and_then(|id| types.field(id, "x"));
        assert_eq!(free.and_then(|id| types.get(id).scalar), Some(ScalarType::Number));
        let tools = types.field(FieldTypes::ROOT, "tools").expect("is a field");
        assert_eq!(types.get(tools).scalar, Some(ScalarType::Text));
        let tool = types.items(tools).expect("may be a list");
        assert_eq!(types.field(tool, "of"), Some(tool), "a schema may refer to itself");
    }
}
