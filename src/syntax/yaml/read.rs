//! The tree as typed data, with errors that have a place and plain words.

use std::fmt;

use serde::de::{self, Deserialize, IntoDeserializer, Unexpected, Visitor};

use super::{Node, Plain, Value};
use crate::text::Span;

/// Why a value does not fit.
///
/// The first level that knows a span sets it: a wrong value is at the value, an unknown field at its
/// key, a missing field at the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Where; set in every error that [`from_node`] returns.
    pub span: Option<Span>,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Reads a value of any type that serde knows.
///
/// Enums are written as serde does in YAML: `name`, or `{name: data}`.
///
/// # Errors
///
/// The first thing that does not fit. For all of them at once, read a map by hand and its values with this.
pub fn from_node<'de, T: Deserialize<'de>>(node: &'de Node) -> Result<T, ReadError> {
    T::deserialize(node).map_err(|error| error.at(node.span))
}

/// A value with the place it was written at, as a field of any struct that [`from_node`] reads.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename = "$spanned")]
pub struct Spanned<T> {
    start: u32,
    end: u32,
    /// The value.
    pub value: T,
}

impl<T> Spanned<T> {
    /// The bytes of the value.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }
}

impl ReadError {
    fn new(message: impl Into<String>) -> Self {
        Self { span: None, message: message.into(), help: None }
    }

    fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let expected = expected.to_string();
        let expected = in_words(&expected);
        let error = Self::new(format!("Expected {expected}, found {}.", what(found)));
        let scalar = matches!(found, Unexpected::Bool(_) | Unexpected::Signed(_) | Unexpected::Float(_));
        if scalar && expected == "text" { error.help("Put the value in quotes.") } else { error }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("Expected {}, found {}.", in_words(&expected.to_string()), what(found)))
    }

    fn invalid_length(length: usize, expected: &dyn de::Expected) -> Self {
        Self::new(format!("Expected {}, found {length} entries.", in_words(&expected.to_string())))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("`{variant}` is not known here.")).help(one_of(expected))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("There is no field `{field}` here.")).help(one_of(expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(format!("The field `{field}` was not found."))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(format!("The field `{field}` is given twice."))
    }
}

fn one_of(names: &[&str]) -> String {
    match names {
        [] => "Nothing can stand here.".to_owned(),
        [only] => format!("Only `{only}` can stand here."),
        [most @ .., last] => format!("Use one of `{}` or `{last}`.", most.join("`, `")),
    }
}

/// serde's names for what it expects, where they are a programmer's.
fn in_words(expected: &str) -> &str {
    match expected {
        "a string" | "a borrowed string" | "string" => "text",
        "a sequence" | "sequence" => "a list",
        "a map" | "map" => "a map of keys and values",
        "a boolean" => "`true` or `false`",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not below zero",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "unit" => "nothing",
        other => other.strip_prefix("struct ").map_or(other, |_| "a map of keys and values"),
    }
}

fn what(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("the truth value `{value}`"),
        Unexpected::Signed(value) => format!("the number {value}"),
        Unexpected::Unsigned(value) => format!("the number {value}"),
        Unexpected::Float(value) => format!("the number {value}"),
        Unexpected::Str(value) => format!("the text `{}`", super::lines::clip(value)),
        Unexpected::Unit => "nothing".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a map of keys and values".to_owned(),
        other => other.to_string(),
    }
}

impl<'de> de::Deserializer<'de> for &'de Node {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let result = match (&self.value, self.typed()) {
            (_, Some(Plain::Bool(value))) => visitor.visit_bool(value),
            (_, Some(Plain::Int(value))) => visitor.visit_i64(value),
            (_, Some(Plain::Float(value))) => visitor.visit_f64(value),
            (_, Some(Plain::Text(value))) => visitor.visit_borrowed_str(value),
            (_, Some(Plain::Null)) => visitor.visit_unit(),
            (Value::Seq(items), None) => {
                visitor.visit_seq(de::value::SeqDeserializer::new(items.iter().map(ByRef)))
            }
            (_, None) => visitor.visit_map(Fields { entries: self.entries().into_iter(), value: None }),
        };
        result.map_err(|error| error.at(self.span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self).map_err(|error| error.at(self.span))
    }

    /// `name` for a variant without data, `{name: data}` for one with.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let result = match (self.text(), self.entries().as_slice()) {
            (Some(name), _) => visitor.visit_enum(IntoDeserializer::<ReadError>::into_deserializer(name)),
            (None, &[entry]) => {
                let fields = Fields { entries: vec![entry].into_iter(), value: None };
                visitor.visit_enum(de::value::MapAccessDeserializer::new(fields))
            }
            _ => Err(ReadError::new("Expected one name, or a map with one key.").help(one_of(names))),
        };
        result.map_err(|error| error.at(self.span))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if name == "$spanned" {
            return visitor.visit_map(SpannedFields { node: self, next: 0 });
        }
        if self.items().is_some() {
            // serde would take a list for the fields in their order.
            let error: ReadError = de::Error::invalid_type(Unexpected::Seq, &"a map");
            return Err(error.at(self.span));
        }
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// Lets serde's ready-made access to lists take nodes.
struct ByRef<'de>(&'de Node);

impl<'de> IntoDeserializer<'de, ReadError> for ByRef<'de> {
    type Deserializer = &'de Node;

    fn into_deserializer(self) -> &'de Node {
        self.0
    }
}

struct Fields<'de> {
    entries: std::vec::IntoIter<(&'de Node, &'de Node)>,
    value: Option<&'de Node>,
}

impl<'de> de::MapAccess<'de> for Fields<'de> {
    type Error = ReadError;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        // An unknown field is told here, so it has the key's span.
        seed.deserialize(key).map(Some).map_err(|error| error.at(key.span))
    }

    fn next_value_seed<S: de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, ReadError> {
        let value = self.value.take().ok_or_else(|| ReadError::new("a value before its key"))?;
        seed.deserialize(value).map_err(|error| error.at(value.span))
    }
}

struct SpannedFields<'de> {
    node: &'de Node,
    next: usize,
}

impl<'de> de::MapAccess<'de> for SpannedFields<'de> {
    type Error = ReadError;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        let Some(name) = ["start", "end", "value"].get(self.next) else { return Ok(None) };
        self.next += 1;
        seed.deserialize(IntoDeserializer::<ReadError>::into_deserializer(*name)).map(Some)
    }

    fn next_value_seed<S: de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, ReadError> {
        match self.next {
            1 => seed.deserialize(self.node.span.start.into_deserializer()),
            2 => seed.deserialize(self.node.span.end.into_deserializer()),
            _ => seed.deserialize(self.node),
        }
    }
}
