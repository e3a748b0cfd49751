//! A YAML tree as `jsonschema` reads it, so that no copy has to be made of every document.

use std::borrow::Cow;

use jsonschema::json::{Array, Json, NodeIdentity, Object};
use jsonschema::types::JsonType;
use serde_json::{Number, Value};

use crate::syntax::yaml::{self, Node, Plain, Scalar, Style};
use crate::text::Span;

/// The representation.
pub(super) struct Tree;

/// A node of the tree. What JSON cannot say (infinity, and "not a number") counts as nothing.
#[derive(Clone, Copy)]
pub(super) struct Instance<'a>(pub(super) &'a Node);

/// The fields of a map.
pub(super) struct Map<'a>(&'a Node);

/// The items of a list.
pub(super) struct List<'a>(&'a [Node]);

impl Json for Tree {
    type Node<'a> = Instance<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    const KEYS_PER_LOOKUP: usize = 2;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(Instance<'_>) -> T) -> T {
        let value = yaml::Value::Scalar(Scalar::new(string.into(), Style::DoubleQuoted));
        f(Instance(&Node::new(Span::default(), value)))
    }
}

impl Instance<'_> {
    fn plain(&self) -> Option<Plain<'_>> {
        match self.0.typed() {
            Some(Plain::Float(value)) if !value.is_finite() => Some(Plain::Null),
            plain => plain,
        }
    }
}

impl<'a> jsonschema::json::Node<'a, Tree> for Instance<'a> {
    type Object = Map<'a>;
    type Array = List<'a>;
    type Number = Number;

    fn as_object(&self) -> Option<Map<'a>> {
        matches!(self.0.value, yaml::Value::Map(_)).then_some(Map(self.0))
    }

    fn as_array(&self) -> Option<List<'a>> {
        self.0.items().map(List)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self.0.typed() {
            Some(Plain::Text(text)) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<Number> {
        match self.0.typed() {
            Some(Plain::Int(value)) => Some(value.into()),
            Some(Plain::Float(value)) => Number::from_f64(value),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.0.typed() {
            Some(Plain::Bool(value)) => Some(value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        self.plain() == Some(Plain::Null)
    }

    fn json_type(&self) -> JsonType {
        match self.plain() {
            None if self.0.items().is_some() => JsonType::Array,
            None => JsonType::Object,
            Some(Plain::Null) => JsonType::Null,
            Some(Plain::Bool(_)) => JsonType::Boolean,
            Some(Plain::Int(_) | Plain::Float(_)) => JsonType::Number,
            Some(Plain::Text(_)) => JsonType::String,
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(value(*self))
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref(self.0).addr()))
    }
}

impl<'a> Object<'a, Tree> for Map<'a> {
    type Node = Instance<'a>;
    type MemberName = &'a str;
    type MembersIter = std::vec::IntoIter<(&'a str, Instance<'a>)>;

    fn len(&self) -> usize {
        self.members().len()
    }

    fn get(&self, key: &String) -> Option<Instance<'a>> {
        self.0.get(key).map(Instance)
    }

    fn members(&self) -> Self::MembersIter {
        let named =
            self.0.entries().into_iter().filter_map(|(key, value)| Some((key.text()?, Instance(value))));
        named.collect::<Vec<_>>().into_iter()
    }
}

impl<'a> Array<'a, Tree> for List<'a> {
    type Node = Instance<'a>;
    type ElementsIter = std::iter::Map<std::slice::Iter<'a, Node>, fn(&'a Node) -> Instance<'a>>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn elements(&self) -> Self::ElementsIter {
        self.0.iter().map(Instance)
    }
}

/// A copy. Recursion is bounded: a tree is no deeper than the limit under which it was read.
fn value(instance: Instance<'_>) -> Value {
    use jsonschema::json::Node as _;
    if let Some(items) = instance.as_array() {
        return Value::Array(items.elements().map(value).collect());
    }
    if let Some(map) = instance.as_object() {
        return Value::Object(map.members().map(|(name, member)| (name.to_owned(), value(member))).collect());
    }
    match instance.plain() {
        Some(Plain::Bool(value)) => Value::Bool(value),
        Some(Plain::Int(value)) => Value::from(value),
        Some(Plain::Float(value)) => Value::from(value),
        Some(Plain::Text(text)) => Value::from(text),
        Some(Plain::Null) | None => Value::Null,
    }
}
