//! From the nodes of a document to values: fields, items, and scalars by the type that the schema gives them.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use jiff::civil;

use crate::facts::{self, Document, FieldTypes, Kinds, ScalarType, TypeId};
use crate::syntax::yaml::{self, Node, Plain};
use crate::text::Span;

use super::field::Field;
use super::names::HISTORY;
use super::value::{Amount, List, Moment, NodeRef, Period, amount};
use super::{Data, Place, Value};

/// The items of a list, or the keys of a map.
pub(super) enum Items<'a> {
    Nodes(NodeRef<'a>, &'a [Node], TypeId),
    Keys(NodeRef<'a>, Vec<&'a Node>),
    Made(Arc<List<'a>>),
    Names(Arc<[(Cow<'a, str>, Value<'a>)]>),
}

/// A value, or one that lies elsewhere.
pub(super) enum Held<'h, 'a> {
    Own(Value<'a>),
    Lent(&'h Value<'a>),
}

impl<'a> Deref for Held<'_, 'a> {
    type Target = Value<'a>;

    fn deref(&self) -> &Value<'a> {
        match self {
            Held::Own(value) => value,
            Held::Lent(value) => value,
        }
    }
}

impl NodeRef<'_> {
    /// Whether it has no item and no field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.node.value {
            yaml::Value::Seq(items) => items.is_empty(),
            yaml::Value::Map(entries) => entries.is_empty(),
            yaml::Value::Scalar(_) => true,
        }
    }
}

impl<'a> Value<'a> {
    /// The items of a list, or the entries of a map under their keys; `None` for anything else.
    #[must_use]
    pub fn items(&self, kinds: &'a Kinds) -> Option<Vec<Value<'a>>> {
        let items = Items::of(&self.data, kinds)?;
        Some((0..items.len()).map(|index| items.get(index, kinds)).collect())
    }
}

impl<'a> Items<'a> {
    /// `None` for what is neither list nor map.
    pub(super) fn of(data: &Data<'a>, kinds: &'a Kinds) -> Option<Self> {
        Some(match data {
            Data::Node(at) => match at.node.items() {
                Some(nodes) => {
                    let types = &kinds.get(at.document.kind).types;
                    Items::Nodes(*at, nodes, types.items(at.of).unwrap_or(FieldTypes::ANY))
                }
                None => Items::Keys(*at, at.node.entries().into_iter().map(|(key, _)| key).collect()),
            },
            Data::List(list) => Items::Made(list.clone()),
            Data::Map(entries) => Items::Names(entries.clone()),
            _ => return None,
        })
    }

    /// How many steps it takes to go through the items; nothing for what is neither list nor map.
    pub(super) fn steps(data: &Data<'a>) -> usize {
        match data {
            Data::Node(at) => match &at.node.value {
                yaml::Value::Seq(items) => items.len(),
                yaml::Value::Map(entries) => entries.len(),
                yaml::Value::Scalar(_) => 0,
            },
            Data::List(list) => list.items.len(),
            Data::Map(entries) => entries.len(),
            _ => 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Items::Nodes(_, nodes, _) => nodes.len(),
            Items::Keys(_, keys) => keys.len(),
            Items::Made(list) => list.items.len(),
            Items::Names(entries) => entries.len(),
        }
    }

    pub(super) fn get(&self, index: usize, kinds: &'a Kinds) -> Value<'a> {
        match self {
            Items::Nodes(at, nodes, of) => read(at.document, &nodes[index], *of, None, kinds),
            Items::Keys(at, keys) => {
                let text = keys[index].text().unwrap_or("");
                Value::at(Data::Text(Cow::Borrowed(text)), Place::new(at.document, keys[index].span))
            }
            Items::Made(list) => list.items[index].clone(),
            Items::Names(entries) => Value::loose(Data::Text(entries[index].0.clone())),
        }
    }

    /// The same, without a copy of what lies in a list that was made.
    pub(super) fn look(&self, index: usize, kinds: &'a Kinds) -> Held<'_, 'a> {
        match self {
            Items::Made(list) => Held::Lent(&list.items[index]),
            _ => Held::Own(self.get(index, kinds)),
        }
    }

    /// Whether it is plain that a field of an item is another text than this: most that are looked through are, and
    /// need not be read.
    pub(super) fn says_other(&self, index: usize, name: &str, wanted: &Data<'_>) -> bool {
        match (self, wanted) {
            (Items::Nodes(_, nodes, _), Data::Text(wanted)) => {
                nodes[index].get(name).and_then(Node::text).is_some_and(|text| text != wanted)
            }
            _ => false,
        }
    }

    /// What may be in the list, too.
    pub(super) fn doubts(&self) -> &[Value<'a>] {
        if let Items::Made(list) = self { &list.doubts } else { &[] }
    }
}

/// A field of a value.
pub(super) fn field<'a>(value: &Value<'a>, name: &str, kinds: &'a Kinds) -> Value<'a> {
    let type_in = |kind: usize, map| kinds.get(kind).types.field(map, name).unwrap_or(FieldTypes::ANY);
    field_as(value, name, type_in, kinds)
}

/// The same, where it is known what it may be.
pub(super) fn known_field<'a>(value: &Value<'a>, field: &Field, kinds: &'a Kinds) -> Value<'a> {
    field_as(value, &field.name, |kind, map| field.type_in(kind, map, kinds), kinds)
}

/// The same, of a document.
pub(super) fn known_field_of<'a>(document: &'a Document, field: &Field, kinds: &'a Kinds) -> Value<'a> {
    if HISTORY.contains(&&*field.name) {
        return Value { data: Data::Unrecorded, ..self::document(document) };
    }
    of_document(document, &field.name, |kind, map| field.type_in(kind, map, kinds), kinds)
}

fn field_as<'a>(
    value: &Value<'a>,
    name: &str,
    type_in: impl Fn(usize, TypeId) -> TypeId,
    kinds: &'a Kinds,
) -> Value<'a> {
    let made = |data: Data<'a>| Value { data, at: value.at, more: value.more.clone() };
    match &value.data {
        Data::Missing | Data::Malformed | Data::Unrecorded => value.clone(),
        Data::Node(at) => match at.node.entry(name) {
            Some(entry) => {
                let of = type_in(at.document.kind, at.of);
                let found = read(at.document, &entry.value, of, Some(entry.key.span), kinds);
                Value { more: value.more.clone(), ..found }
            }
            None if name == "parent" => document(at.document),
            None if HISTORY.contains(&name) => made(Data::Unrecorded),
            None => made(Data::Missing),
        },
        Data::Document(_) if HISTORY.contains(&name) => made(Data::Unrecorded),
        Data::Document(of) => Value { more: value.more.clone(), ..of_document(of, name, type_in, kinds) },
        Data::Section(section, document) => match section.list(name) {
            Some(facts) => {
                let at = section.gist_at().unwrap_or(document.facts.title);
                of_list(facts, Place::new(document, at), document)
            }
            None => match section.words(name) {
                Some((data, at)) => of_words(data, at, document),
                None => of_fact(&section.value(name), document),
            },
        },
        Data::Clause(clause, document) if name == "quantity" => match &clause.quantity {
            Some(quantity) => Value::at(Data::Stated(&quantity.stated), Place::new(document, quantity.span)),
            None => Value::at(Data::Missing, Place::new(document, clause.span)),
        },
        Data::Clause(clause, document) if name == "text" => {
            Value::at(Data::Text(Cow::Borrowed(&clause.text)), Place::new(document, clause.span))
        }
        Data::Clause(clause, document) => of_fact(&clause.value(name), document),
        Data::Map(entries) => match entries.iter().find(|(key, _)| key == name) {
            Some((_, found)) => found.clone(),
            None => made(Data::Missing),
        },
        Data::Period(period) => match name {
            "start" => made(Data::Date(period.start)),
            "end" => made(Data::Date(period.end)),
            "name" => made(Data::Text(period.to_string().into())),
            _ => made(Data::Missing),
        },
        Data::Stated(stated) => match name {
            "text" => made(Data::Text(Cow::Borrowed(&stated.text))),
            "within" => made(Data::Text(Cow::Borrowed(&stated.within))),
            "clause" => made(Data::Text(Cow::Borrowed(&stated.clause))),
            _ => made(amount(stated).map_or(Data::Missing, |amount| of_amount(&amount, name))),
        },
        Data::Amount(amount) => made(of_amount(amount, name)),
        Data::List(list) if name == "size" => match list.doubts.first() {
            Some(doubt) => doubt.clone(),
            None => made(Data::Int(list.items.len() as i64)),
        },
        Data::Text(text) if name == "text" => made(Data::Text(text.clone())),
        _ => made(Data::Missing),
    }
}

fn of_amount<'a>(amount: &Amount, name: &str) -> Data<'a> {
    let whole = |number: f64| {
        if number.fract() == 0.0 { Data::Int(number as i64) } else { Data::Float(number) }
    };
    match name {
        "minutes" => whole(amount.hours() * 60.0),
        "hours" => whole(amount.hours()),
        "days" => whole(amount.days()),
        "business" => Data::Bool(amount.business),
        _ => Data::Missing,
    }
}

/// A document as a value; its place is its title.
pub(super) fn document(document: &Document) -> Value<'_> {
    Value::at(Data::Document(document), Place::new(document, document.facts.title))
}

fn of_document<'a>(
    document: &'a Document,
    name: &str,
    type_in: impl Fn(usize, TypeId) -> TypeId,
    kinds: &'a Kinds,
) -> Value<'a> {
    let title = Place::new(document, document.facts.title);
    match name {
        "kind" => {
            let written = document.fields().and_then(|fields| fields.root().entry("kind"));
            let at = written.map_or(title, |entry| Place::new(document, entry.value.span));
            return Value::at(Data::Text(Cow::Borrowed(&kinds.get(document.kind).name)), at);
        }
        "path" => return Value::at(Data::Text(Cow::Borrowed(document.path().as_str())), title),
        _ => {}
    }
    let Some(fields) = document.fields() else { return Value::at(Data::Missing, title) };
    let parent = Place::new(document, fields.parent());
    let Some(entry) = fields.root().entry(name) else { return Value::at(Data::Missing, parent) };
    let of = type_in(document.kind, FieldTypes::ROOT);
    read(document, &entry.value, of, Some(entry.key.span), kinds)
}

/// What a node says. `key` is that of a field; an item of a list is shown by its first words.
pub(super) fn read<'a>(
    document: &'a Document,
    node: &'a Node,
    of: TypeId,
    key: Option<Span>,
    kinds: &'a Kinds,
) -> Value<'a> {
    let at = |span| Place::new(document, span);
    if document.fields().is_some_and(|fields| fields.is_malformed(node.span)) {
        return Value::at(Data::Malformed, at(node.span));
    }
    match &node.value {
        yaml::Value::Scalar(scalar) => {
            let types = &kinds.get(document.kind).types;
            let text = scalar.text();
            if node.is_null() {
                return Value::at(Data::Missing, at(key.unwrap_or(node.span)));
            }
            let data = match types.get(of).scalar.unwrap_or_default() {
                ScalarType::Any | ScalarType::Number | ScalarType::Truth => match node.typed() {
                    None | Some(Plain::Null) => Data::Missing,
                    Some(Plain::Bool(value)) => Data::Bool(value),
                    Some(Plain::Int(value)) => Data::Int(value),
                    Some(Plain::Float(value)) => Data::Float(value),
                    Some(Plain::Text(text)) => Data::Text(Cow::Borrowed(text)),
                },
                ScalarType::Text => Data::Text(Cow::Borrowed(text)),
                ScalarType::Date => text.parse::<civil::Date>().map_or(Data::Malformed, Data::Date),
                ScalarType::Moment => Moment::parse(text).map_or(Data::Malformed, Data::Moment),
                ScalarType::Time => text.parse::<civil::Time>().map_or(Data::Malformed, Data::Time),
                ScalarType::Period => Period::parse(text).map_or(Data::Malformed, Data::Period),
            };
            Value::at(data, at(node.span))
        }
        _ => {
            let span = key.unwrap_or_else(|| node.first_words());
            Value::at(Data::Node(NodeRef { document, node, of }), at(span))
        }
    }
}

/// Words of a section.
fn of_words<'a>(data: &'a facts::Data, at: Option<Span>, document: &'a Document) -> Value<'a> {
    let data = match data {
        facts::Data::Text(text) => Data::Text(Cow::Borrowed(text)),
        _ => Data::Missing,
    };
    Value::at(data, Place::new(document, at.unwrap_or(document.facts.title)))
}

/// A fact of a section or clause that is no list.
fn of_fact<'a>(fact: &facts::Value, document: &'a Document) -> Value<'a> {
    let data = match &fact.data {
        facts::Data::Bool(value) => Data::Bool(*value),
        facts::Data::Int(value) => Data::Int(*value),
        facts::Data::Float(value) => Data::Float(*value),
        facts::Data::Text(text) => Data::Text(Cow::Owned(text.clone())),
        facts::Data::Malformed => Data::Malformed,
        _ => Data::Missing,
    };
    let at = fact.at.unwrap_or(document.facts.title);
    Value::at(data, Place::new(document, at))
}

/// A fact of a section that is a list.
fn of_list<'a>(facts: &'a [facts::Value], at: Place, document: &'a Document) -> Value<'a> {
    let item = |fact: &'a facts::Value| {
        let data = match &fact.data {
            facts::Data::Text(text) => Data::Text(Cow::Borrowed(text)),
            facts::Data::Duration(stated) => Data::Stated(stated),
            _ => return of_fact(fact, document),
        };
        Value::at(data, fact.at.map_or(at, |span| Place::new(document, span)))
    };
    let items = facts.iter().map(item).collect();
    Value::at(Data::List(Arc::new(List { items, ..List::default() })), at)
}
