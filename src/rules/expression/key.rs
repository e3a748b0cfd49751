//! Scalars by which values are joined, as keys of a hash table.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::Data;
use super::value::Period;

/// A scalar by which values are joined.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Int(i64),
    /// The bits of any other number.
    Float(u64),
    /// A truth value.
    Bool(bool),
    /// A day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A moment.
    Moment(Timestamp),
    /// A run of days.
    Period(Period),
}

impl<'a> Key<'a> {
    /// `None` for what is no scalar.
    #[must_use]
    pub fn of(data: &Data<'a>) -> Option<Self> {
        Some(match data {
            Data::Text(text) => Key::Text(text.clone()),
            Data::Int(value) => Key::Int(*value),
            Data::Float(value) if value.fract() == 0.0 && value.abs() < 1e15 => Key::Int(*value as i64),
            Data::Float(value) => Key::Float(value.to_bits()),
            Data::Bool(value) => Key::Bool(*value),
            Data::Date(day) => Key::Date(*day),
            Data::Time(time) => Key::Time(*time),
            Data::Moment(moment) => Key::Moment(moment.at),
            Data::Period(period) => Key::Period(*period),
            _ => return None,
        })
    }

    /// The same, for as long as one likes.
    #[must_use]
    pub fn into_owned(self) -> Key<'static> {
        match self {
            Key::Text(text) => Key::Text(Cow::Owned(text.into_owned())),
            Key::Int(value) => Key::Int(value),
            Key::Float(value) => Key::Float(value),
            Key::Bool(value) => Key::Bool(value),
            Key::Date(day) => Key::Date(day),
            Key::Time(time) => Key::Time(time),
            Key::Moment(at) => Key::Moment(at),
            Key::Period(period) => Key::Period(period),
        }
    }
}
