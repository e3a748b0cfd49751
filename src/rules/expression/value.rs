//! What an expression can give: data, and the places in files that it came from.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use crate::facts::{Clause, Document, Section, StatedDuration, TypeId, Unit};
use crate::rules::functions::period;
use crate::syntax::yaml::Node;
use crate::text::Span;

/// How many places a value names, besides the most telling one.
pub(super) const MOST: usize = 8;

/// A place in some file of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The number of the document that stands in it.
    pub file: u32,
    /// Where in it.
    pub span: Span,
}

/// Places besides the most telling one; a few. Mostly there are none, and then they take no room.
#[derive(Clone, Debug, Default)]
pub struct Others(Option<Box<Several>>);

#[derive(Clone, Debug, Default)]
struct Several {
    places: Vec<Place>,
}

impl Others {
    /// No place.
    pub const NONE: Self = Self(None);

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Place> {
        self.0.iter().flat_map(|several| &several.places).copied()
    }

    /// Adds one, if it is not among them and they are not too many.
    fn add(&mut self, place: Place) {
        let places = &mut self.0.get_or_insert_default().places;
        if places.len() < MOST && !places.contains(&place) {
            places.push(place);
        }
    }
}

/// Data with the places that it came from.
#[derive(Clone, Debug)]
pub struct Value<'a> {
    /// What it is.
    pub data: Data<'a>,
    /// The most telling place; of what is not there, that of its nearest existing parent. `None` for
    /// literals and limits.
    pub at: Option<Place>,
    /// Other places, of a computed value; a few.
    pub more: Others,
}

/// What a value is, without its places.
#[derive(Clone, Debug)]
pub enum Data<'a> {
    /// There is no such thing, or nothing is written there.
    Missing,
    /// There is something, but not what its schema asks for: nothing can be said with it.
    Malformed,
    /// It is in git's history, which was not read.
    Unrecorded,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// A day.
    Date(Date),
    /// A moment, with the offset from UTC with which it is written.
    Moment(Moment),
    /// A time of day.
    Time(Time),
    /// A length of time.
    Amount(Amount),
    /// A run of days, such as a month.
    Period(Period),
    /// A length of time that a text states.
    Stated(&'a StatedDuration),
    /// A list or a map of a document.
    Node(NodeRef<'a>),
    /// A document.
    Document(&'a Document),
    /// What a document says about a concept.
    Section(&'a Section, &'a Document),
    /// A passage about a topic.
    Clause(&'a Clause, &'a Document),
    /// A list that was made.
    List(Arc<List<'a>>),
    /// A map that was made.
    Map(Arc<[(Cow<'a, str>, Value<'a>)]>),
}

/// A list or map where it stands.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef<'a> {
    /// Its document.
    pub document: &'a Document,
    /// The list or map itself.
    pub node: &'a Node,
    /// What the schema says of it.
    pub of: TypeId,
}

/// A list that was made.
#[derive(Clone, Debug, Default)]
pub struct List<'a> {
    /// What is in it.
    pub items: Vec<Value<'a>>,
    /// What may be in it: missing or malformed values on which it hangs.
    pub doubts: Vec<Value<'a>>,
    /// Places of what came close to being in it.
    pub near: Vec<Place>,
}

/// A moment, with the offset from UTC with which it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// As written.
    pub offset: Offset,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Calendar months; kept apart since they have no fixed length.
    pub months: i64,
    /// Seconds; of business time, where 8 hours are a day.
    pub seconds: i64,
    /// Whether it counts working time only.
    pub business: bool,
}

/// A run of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
}

impl<'a> Value<'a> {
    /// A value that stands in a document.
    #[must_use]
    pub fn at(data: Data<'a>, at: Place) -> Self {
        Self { data, at: Some(at), more: Others::NONE }
    }

    /// A value that stands nowhere.
    #[must_use]
    pub fn loose(data: Data<'a>) -> Self {
        Self { data, at: None, more: Others::NONE }
    }

    /// The same, without a copy of its text.
    #[must_use]
    pub(super) fn lent(&self) -> Value<'_> {
        match &self.data {
            Data::Text(text) => {
                Value { data: Data::Text(Cow::Borrowed(text)), at: self.at, more: self.more.clone() }
            }
            _ => self.clone(),
        }
    }

    /// Data made from other values, with their places.
    #[must_use]
    pub fn made<'v>(data: Data<'a>, from: impl IntoIterator<Item = &'v Value<'a>>) -> Self
    where
        'a: 'v,
    {
        let mut value = Self::loose(data);
        for source in from {
            value.cite(source);
        }
        value
    }

    /// Adds the places of another value.
    pub fn cite(&mut self, source: &Value<'_>) {
        for place in source.at.into_iter().chain(source.more.iter()) {
            self.mention(place);
        }
    }

    /// Adds a place.
    pub fn mention(&mut self, place: Place) {
        if self.at.is_none() {
            self.at = Some(place);
        } else if self.at != Some(place) {
            self.more.add(place);
        }
    }

    /// All places, the most telling first.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.at.into_iter().chain(self.more.iter())
    }

    /// Whether there is a value that can be used.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self.data, Data::Missing | Data::Malformed | Data::Unrecorded)
    }

    /// Whether there is something that is not empty.
    #[must_use]
    pub fn is_present(&self) -> bool {
        match &self.data {
            Data::Missing | Data::Unrecorded => false,
            Data::Text(text) => !text.trim().is_empty(),
            Data::List(list) => !list.items.is_empty(),
            Data::Map(entries) => !entries.is_empty(),
            Data::Node(node) => !node.is_empty(),
            Data::Section(section, _) => section.placement != crate::facts::Placement::Absent,
            _ => true,
        }
    }
}

impl Place {
    /// Stands for the file with the firm's settings, where limits are set.
    pub const SETTINGS: u32 = 0;

    /// A place in a document.
    #[must_use]
    pub fn new(document: &Document, span: Span) -> Self {
        Self { file: document.number, span }
    }
}

impl Period {
    /// `2026-07` or `2026-Q3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let period = period::Period::parse(text)?;
        (!matches!(period, period::Period::Year(_)))
            .then(|| Self { start: period.start(), end: period.end() })
    }

    /// The month or quarter of a day.
    #[must_use]
    pub fn around(day: Date, months: i8) -> Option<Self> {
        let first = (day.month() - 1) / months * months + 1;
        let start = Date::new(day.year(), first, 1).ok()?;
        let end = start.checked_add(i64::from(months).months()).ok()?.yesterday().ok()?;
        Some(Self { start, end })
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.start <= day && day <= self.end
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.start.year(), self.start.month());
        let full = |months| Period::around(self.start, months) == Some(*self);
        if full(1) {
            write!(f, "{year:04}-{month:02}")
        } else if full(3) {
            write!(f, "{year:04}-Q{}", (month + 2) / 3)
        } else {
            write!(f, "{} to {}", self.start, self.end)
        }
    }
}

impl Moment {
    /// `2026-07-01T16:05-04:00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let pieces = jiff::fmt::temporal::Pieces::parse(text).ok()?;
        let offset = match pieces.offset()? {
            jiff::fmt::temporal::PiecesOffset::Zulu => Offset::UTC,
            jiff::fmt::temporal::PiecesOffset::Numeric(numeric) => numeric.offset(),
            _ => return None,
        };
        let at = offset.to_timestamp(pieces.date().to_datetime(pieces.time()?)).ok()?;
        Some(Self { at, offset })
    }

    /// The day on the clock with which it is written.
    #[must_use]
    pub fn date(&self) -> Date {
        self.offset.to_datetime(self.at).date()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.offset.to_datetime(self.at);
        write!(f, "{}T{:02}:{:02}", local.date(), local.hour(), local.minute())?;
        if local.second() != 0 {
            write!(f, ":{:02}", local.second())?;
        }
        match self.offset.seconds() {
            0 => write!(f, "Z"),
            seconds => {
                let sign = if seconds < 0 { '-' } else { '+' };
                let minutes = seconds.abs() / 60;
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const BUSINESS_DAY: i64 = 8 * HOUR;

impl Amount {
    /// A number of units; `None` past what can be counted.
    #[must_use]
    pub fn of(count: f64, unit: Unit, business: bool) -> Option<Self> {
        let day = if business { BUSINESS_DAY } else { DAY };
        let (months, seconds) = match unit {
            Unit::Minute => (0.0, count * MINUTE as f64),
            Unit::Hour => (0.0, count * HOUR as f64),
            Unit::Day => (0.0, count * day as f64),
            Unit::Week => (0.0, count * (if business { 5 } else { 7 } * day) as f64),
            Unit::Month => (count, 0.0),
            Unit::Quarter => (count * 3.0, 0.0),
            Unit::Year => (count * 12.0, 0.0),
        };
        const MOST: f64 = 1e12;
        let fits = months.abs() < MOST && seconds.abs() < MOST && months.fract() == 0.0;
        fits.then_some(Self { months: months as i64, seconds: seconds as i64, business })
    }

    /// For an order among amounts a month is 30 days; business time has none with calendar time.
    #[must_use]
    pub fn order(&self, other: &Amount) -> Option<std::cmp::Ordering> {
        let length = |amount: &Amount| amount.months * 30 * DAY + amount.seconds;
        (self.business == other.business || length(self) == 0 || length(other) == 0)
            .then(|| length(self).cmp(&length(other)))
    }

    /// In hours.
    #[must_use]
    pub fn hours(&self) -> f64 {
        (self.months * 30 * DAY + self.seconds) as f64 / HOUR as f64
    }

    /// In days, of 8 hours where it is business time.
    #[must_use]
    pub fn days(&self) -> f64 {
        self.hours() / if self.business { 8.0 } else { 24.0 }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = if self.business { BUSINESS_DAY } else { DAY };
        let business = if self.business { "business " } else { "" };
        let unit = |f: &mut fmt::Formatter<'_>, count: i64, name: &str| {
            write!(f, "{count} {business}{name}{}", if count == 1 { "" } else { "s" })
        };
        match (self.months, self.seconds) {
            (months, 0) if months != 0 => unit(f, months, "month"),
            (0, seconds) if seconds % day == 0 && seconds.abs() > day => unit(f, seconds / day, "day"),
            (0, seconds) if seconds % HOUR == 0 => unit(f, seconds / HOUR, "hour"),
            (0, seconds) => unit(f, seconds / MINUTE, "minute"),
            (months, seconds) => write!(f, "{months} months and {} {business}hours", seconds / HOUR),
        }
    }
}

/// A stated length of time as an amount; `None` for "same day" and times of day.
pub(super) fn amount(stated: &StatedDuration) -> Option<Amount> {
    Amount::of(stated.amount?, stated.unit?, stated.business)
}
