//! The functions that expressions can call: names, types, and what each does.
//!
//! A function sees only values that are known: where an argument is not there the result is unknown,
//! where it is malformed the result is malformed. The few that look at just that say so themselves.

mod clocks;
mod codes;
mod days;
mod lists;
mod numbers;
mod presence;
mod scales;
mod texts;

use std::sync::Arc;

use crate::facts::Kinds;

use super::read::Items;
use super::subject::Subject;
use super::truth::{unknown, worse};
use super::types::{self, Type};
use super::{Data, Others, Value};

/// One function.
#[derive(Debug)]
pub struct Function {
    /// As expressions call it.
    pub name: &'static str,
    /// What each argument may be.
    pub takes: &'static [Take],
    /// How many of them can be left out, from the last.
    pub optional: usize,
    /// Whether the last may be repeated.
    pub many: bool,
    /// What it gives.
    gives: Give,
    /// What it is, in a line, with its unit.
    pub says: &'static str,
    /// An expression and what it gives; it runs in a test.
    pub example: (&'static str, &'static str),
    run: Run,
}

/// What an argument may be: its name, and its type.
pub type Take = (&'static str, Want);

/// What an argument may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Anything.
    Any,
    /// A list, or a map, whose keys are its items.
    List,
    /// A list, map or text.
    Sized,
    /// A map, such as `{min_days: 15}`, or a group of fields.
    Map,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A date, or a moment, which stands for its date.
    Day,
    /// A moment.
    Moment,
    /// A length of time.
    Amount,
    /// A scale.
    Scale,
    /// Numbers, dates or the like, which have an order.
    Ordered,
}

/// What a function gives.
#[derive(Clone, Copy, Debug)]
enum Give {
    Truth,
    Number,
    Text,
    Date,
    Amount,
    Period,
    Periods,
    /// What the argument with this number is.
    Same(usize),
    /// An item of the argument with this number.
    Item(usize),
    /// An item of an only argument that is a list, or else what the arguments are.
    Least,
    /// A list of the items of the items.
    Flat,
    /// A list of text.
    Texts,
    /// `{first, second}` of the items.
    Pairs,
    /// `{from, to}`: a field of the items.
    Gaps,
    /// What two people share of their days.
    Overlap,
    /// How much of a day can be reviewed on it.
    SameDay,
    /// How long somebody waits for another.
    Wait,
}

enum Run {
    /// Only where every argument is known.
    Known(for<'a, 's> fn(&'s Subject<'a>, &'s [Value<'a>]) -> Option<Value<'a>>),
    /// Whatever the arguments are; with what comes of one that is not there or can't be used.
    Own(for<'a, 's> fn(&'s Subject<'a>, &'s [Value<'a>]) -> Value<'a>, &'static str),
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Run::Known(_)) { "Known" } else { "Own" })
    }
}

/// All functions, by subject.
pub fn all() -> impl Iterator<Item = &'static Function> {
    [presence::ALL, lists::ALL, texts::ALL, numbers::ALL, codes::ALL, days::ALL, clocks::ALL, scales::ALL]
        .into_iter()
        .flatten()
}

/// The names of all functions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    all().map(|function| function.name)
}

/// How a function is written, in each of its forms.
pub(super) fn signatures(name: &str) -> impl Iterator<Item = String> {
    all().filter(move |function| function.name == name).map(Function::signature)
}

/// The function of this name that takes so many arguments.
pub(super) fn find(name: &str, arguments: usize) -> Option<&'static Function> {
    all().find(|function| {
        let most = function.takes.len();
        function.name == name && arguments >= most - function.optional && (arguments <= most || function.many)
    })
}

impl Function {
    /// What it gives where an argument is not there, or can't be used.
    #[must_use]
    pub fn in_doubt(&self) -> &'static str {
        match &self.run {
            Run::Known(_) => "not there: unknown; not usable: cannot check",
            Run::Own(_, says) => says,
        }
    }

    /// What it gives, by the name of the type.
    #[must_use]
    pub fn gives_what(&self) -> &'static str {
        match self.gives {
            Give::Truth => "true or false",
            Give::Number => "a number",
            Give::Text => "text",
            Give::Date => "a date",
            Give::Amount => "a length of time",
            Give::Period => "a period",
            Give::Periods => "periods",
            Give::Same(_) => "the like of its argument",
            Give::Item(_) => "an item",
            Give::Least => "one of its arguments, or items",
            Give::Flat => "a list",
            Give::Texts => "a list of text",
            Give::Pairs => "a list of `{first, second}`",
            Give::Gaps => "a list of `{from, to, days}`",
            Give::Overlap => "`{min, max, min_on}`, in minutes",
            Give::SameDay => "`{min, max, min_on, cutoff, too_late_on}`",
            Give::Wait => "`{median, ninetieth}`, in minutes",
        }
    }

    /// As it is written: `sum(list)`.
    #[must_use]
    pub fn signature(&self) -> String {
        let required = self.takes.len() - self.optional;
        let names = self.takes.iter().enumerate().map(|(index, (name, _))| {
            if index < required { (*name).to_owned() } else { format!("[{name}]") }
        });
        let more = if self.many { ", ..." } else { "" };
        format!("{}({}{more})", self.name, names.collect::<Vec<_>>().join(", "))
    }

    /// Whether an argument can be of a type.
    ///
    /// # Errors
    /// What it takes instead.
    pub(super) fn takes(&self, index: usize, of: &Type, kinds: &Kinds) -> Result<(), &'static str> {
        let (_, want) = self.takes[index.min(self.takes.len() - 1)];
        let fits = |wanted: &[Type]| wanted.iter().any(|wanted| types::fits(of, wanted, kinds));
        let list = types::item(of, kinds).is_some();
        let (holds, name) = match want {
            Want::Any => (true, "anything"),
            Want::List => (list, "a list"),
            Want::Sized => (list || fits(&[Type::text()]), "a list or text"),
            Want::Map => (matches!(of, Type::Any | Type::Record(_) | Type::Field(_)), "a map"),
            Want::Number => (fits(&[Type::Number]), "a number"),
            Want::Text => (fits(&[Type::text()]), "text"),
            Want::Day => (fits(&[Type::Date, Type::Moment]), "a date"),
            Want::Moment => (fits(&[Type::Moment]), "a moment"),
            Want::Amount => (fits(&[Type::Amount]), "a length of time"),
            Want::Scale => (*of == Type::Scale, "a scale"),
            Want::Ordered => (
                fits(&[
                    Type::Number,
                    Type::Date,
                    Type::Moment,
                    Type::Time,
                    Type::Amount,
                    Type::Period,
                    Type::text(),
                ]) || list,
                "numbers or dates",
            ),
        };
        if holds { Ok(()) } else { Err(name) }
    }

    pub(super) fn gives(&self, arguments: &[Type], kinds: &Kinds) -> Type {
        let item =
            |index: usize| arguments.get(index).and_then(|of| types::item(of, kinds)).unwrap_or_default();
        match self.gives {
            Give::Truth => Type::Truth,
            Give::Number => Type::Number,
            Give::Text => Type::text(),
            Give::Date => Type::Date,
            Give::Amount => Type::Amount,
            Give::Period => Type::Period,
            Give::Periods => Type::list(Type::Period),
            Give::Same(index) => arguments.get(index).cloned().unwrap_or_default(),
            Give::Item(index) => item(index),
            Give::Least => match arguments {
                [only] if types::item(only, kinds).is_some() => item(0),
                several => types::unite(several),
            },
            Give::Flat => Type::list(types::item(&item(0), kinds).unwrap_or_default()),
            Give::Texts => Type::list(Type::text()),
            Give::Pairs => Type::list(record(&[("first", item(0)), ("second", item(0))])),
            Give::Wait => record(&[("median", Type::Number), ("ninetieth", Type::Number)]),
            Give::Overlap => record(&[("min", Type::Number), ("max", Type::Number), ("min_on", Type::Date)]),
            Give::SameDay => record(&[
                ("min", Type::Number),
                ("max", Type::Number),
                ("min_on", Type::Date),
                ("cutoff", Type::text()),
                ("too_late_on", Type::Date),
            ]),
            Give::Gaps => {
                Type::list(record(&[("from", Type::Date), ("to", Type::Date), ("days", Type::Number)]))
            }
        }
    }

    pub(super) fn run<'a>(&self, subject: &Subject<'a>, arguments: &[Value<'a>]) -> Value<'a> {
        match &self.run {
            Run::Own(run, _) => run(subject, arguments),
            Run::Known(run) => match arguments.iter().find(|argument| !argument.is_known()) {
                Some(first) => {
                    let mut open = arguments.iter().filter(|argument| !argument.is_known());
                    let worst = open.clone().map(Value::truth).fold(first.truth(), worse);
                    // Words that can't be used tell more than the place where some are not.
                    let telling = open.find(|argument| argument.truth() == worst).unwrap_or(first);
                    Value { data: unknown(worst), at: telling.at, more: telling.more.clone() }
                }
                None => run(subject, arguments).unwrap_or_else(|| Value::made(Data::Malformed, arguments)),
            },
        }
    }
}

fn record(fields: &[(&str, Type)]) -> Type {
    Type::Record(fields.iter().map(|(name, of)| ((*name).to_owned(), of.clone())).collect())
}

/// The items of a list of which nothing is in doubt.
fn items<'a>(subject: &Subject<'a>, list: &Value<'a>) -> Result<Vec<Value<'a>>, Value<'a>> {
    let Some(items) = Items::of(&list.data, subject.kinds) else {
        return Err(Value { data: Data::Malformed, at: list.at, more: list.more.clone() });
    };
    if let Some(doubt) = items.doubts().first() {
        return Err(doubt.clone());
    }
    Ok((0..items.len()).map(|at| items.get(at, subject.kinds)).collect())
}

/// A made list with the place of another.
fn list<'a>(items: Vec<Value<'a>>, from: &Value<'a>) -> Value<'a> {
    let list = super::value::List { items, ..super::value::List::default() };
    Value { data: Data::List(Arc::new(list)), at: from.at, more: Others::NONE }
}

/// A number that is whole where it can be.
fn number(value: f64) -> Data<'static> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT { Data::Int(value as i64) } else { Data::Float(value) }
}

fn as_number(data: &Data<'_>) -> Option<f64> {
    match data {
        Data::Int(value) => Some(*value as f64),
        Data::Float(value) => Some(*value),
        _ => None,
    }
}

fn as_text<'v>(data: &'v Data<'_>) -> Option<&'v str> {
    if let Data::Text(text) = data { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_its_row() {
        let all: Vec<_> = all().collect();
        for function in &all {
            assert!(!function.says.is_empty() && !function.takes.is_empty(), "{}", function.name);
            assert!(function.optional < function.takes.len(), "{}", function.name);
            let same = all.iter().filter(|other| other.signature() == function.signature()).count();
            assert_eq!(same, 1, "{}", function.name);
        }
    }
}
