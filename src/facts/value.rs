//! Values with their places.

use crate::text::Span;

use super::Unit;

/// What a value is, without its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// There is no such key, or it is null.
    Missing,
    /// There is a value, but it is not what its schema asks for: nothing can be said with it.
    Malformed,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text. Dates are text in ISO 8601, which sorts as it should.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A map, by key, in the order of the file.
    Map(Vec<(String, Value)>),
    /// A length of time that a text states.
    Duration(Box<StatedDuration>),
}

/// A length of time as a text states it.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedDuration {
    /// Its words.
    pub text: String,
    /// The item, row or sentence around it.
    pub within: String,
    /// The words around it that no comma or other mark parts from it.
    pub clause: String,
    /// How many units; `None` for "same day" and times of day.
    pub amount: Option<f64>,
    /// `None` where there is no amount.
    pub unit: Option<Unit>,
    /// Counted in the firm's working time.
    pub business: bool,
}

/// A value, and where it stands in the document that is judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// Its bytes; for a missing value those of the nearest existing parent. `None` for literals and parameters.
    pub at: Option<Span>,
}

impl Value {
    /// A value that stands in the document.
    #[must_use]
    pub fn at(data: Data, span: Span) -> Self {
        Self { data, at: Some(span) }
    }

    /// A value that stands nowhere in the document.
    #[must_use]
    pub fn loose(data: Data) -> Self {
        Self { data, at: None }
    }

    /// The value as a reader would write it in a sentence; a list as its entries.
    #[must_use]
    pub fn show(&self) -> String {
        match &self.data {
            Data::Missing | Data::Malformed => String::new(),
            Data::Bool(value) => value.to_string(),
            Data::Int(value) => value.to_string(),
            Data::Float(value) => value.to_string(),
            Data::Text(value) => value.clone(),
            Data::List(items) => items.iter().map(Value::show).collect::<Vec<_>>().join(", "),
            Data::Map(_) => String::new(),
            Data::Duration(duration) => duration.text.clone(),
        }
    }
}
