//! `+ - * / %`, over numbers, text, lists, and dates with lengths of time.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Span};

use super::read::Items;
use super::subject::Subject;
use super::syntax::Operation;
use super::truth::{undecided, unknown};
use super::value::{Amount, List, Moment};
use super::{Data, Value};

/// The longest text that an expression may make, in bytes.
const LONGEST: usize = 1 << 16;

/// The result, and how many steps it took.
pub(super) fn apply<'a>(
    operation: Operation,
    left: &Value<'a>,
    right: &Value<'a>,
    subject: &Subject<'a>,
) -> (Value<'a>, usize) {
    if let Some(undecided) = undecided(left, right) {
        return (undecided, 0);
    }
    if operation == Operation::Add
        && let (Some(a), Some(b)) =
            (Items::of(&left.data, subject.kinds), Items::of(&right.data, subject.kinds))
    {
        let kinds = subject.kinds;
        let all = (0..a.len()).map(|at| a.get(at, kinds)).chain((0..b.len()).map(|at| b.get(at, kinds)));
        let list = List {
            items: all.collect(),
            doubts: a.doubts().iter().chain(b.doubts()).cloned().collect(),
            ..List::default()
        };
        let steps = list.items.len();
        return (Value::made(Data::List(Arc::new(list)), [left, right]), steps);
    }
    let data = of(operation, &left.data, &right.data).unwrap_or(Data::Malformed);
    let steps = if let Data::Text(text) = &data { text.len() / 64 } else { 0 };
    (Value::made(data, [left, right]), steps)
}

fn of<'a>(operation: Operation, left: &Data<'a>, right: &Data<'a>) -> Option<Data<'a>> {
    use Operation::{Add, Divide, Multiply, Remainder, Subtract};
    Some(match (operation, left, right) {
        (_, Data::Int(a), Data::Int(b)) => Data::Int(match operation {
            Add => a.checked_add(*b)?,
            Subtract => a.checked_sub(*b)?,
            Multiply => a.checked_mul(*b)?,
            Divide => a.checked_div(*b)?,
            Remainder => a.checked_rem(*b)?,
        }),
        (_, Data::Int(a), Data::Float(b)) => of(operation, &Data::Float(*a as f64), &Data::Float(*b))?,
        (_, Data::Float(a), Data::Int(b)) => of(operation, &Data::Float(*a), &Data::Float(*b as f64))?,
        (_, Data::Float(a), Data::Float(b)) => Data::Float(match operation {
            Add => a + b,
            Subtract => a - b,
            Multiply => a * b,
            Divide => a / b,
            Remainder => return None,
        }),
        (Add, Data::Text(a), Data::Text(b)) => {
            if a.len() + b.len() > LONGEST {
                return None;
            }
            Data::Text(format!("{a}{b}").into())
        }
        (Add, Data::Date(day), Data::Amount(amount)) => Data::Date(moved(*day, amount, 1)?),
        (Subtract, Data::Date(day), Data::Amount(amount)) => Data::Date(moved(*day, amount, -1)?),
        (Add, Data::Moment(at), Data::Amount(amount)) => Data::Moment(later(*at, amount, 1)?),
        (Subtract, Data::Moment(at), Data::Amount(amount)) => Data::Moment(later(*at, amount, -1)?),
        (Subtract, Data::Moment(a), Data::Moment(b)) => {
            let seconds = a.at.duration_since(b.at).as_secs();
            Data::Amount(Amount { months: 0, seconds, business: false })
        }
        (Subtract, a, b) if day(a).is_some() && day(b).is_some() => {
            let days = (day(a)? - day(b)?).get_days();
            Data::Amount(Amount { months: 0, seconds: i64::from(days) * 86_400, business: false })
        }
        (Add | Subtract, Data::Amount(a), Data::Amount(b)) if a.business == b.business => {
            let sign = if operation == Add { 1 } else { -1 };
            Data::Amount(Amount {
                months: a.months.checked_add(sign * b.months)?,
                seconds: a.seconds.checked_add(sign * b.seconds)?,
                business: a.business,
            })
        }
        _ => return None,
    })
}

/// The negative of a number.
pub(super) fn negative(value: Value<'_>) -> Value<'_> {
    let data = match &value.data {
        Data::Int(number) => number.checked_neg().map_or(Data::Malformed, Data::Int),
        Data::Float(number) => Data::Float(-number),
        _ => unknown(value.truth()),
    };
    Value { data, ..value }
}

/// A date, or the date of a moment on the clock with which it is written.
pub(super) fn day(data: &Data<'_>) -> Option<Date> {
    match data {
        Data::Date(day) => Some(*day),
        Data::Moment(moment) => Some(moment.date()),
        _ => None,
    }
}

/// A whole number of days or months later; of business time nothing follows without a calendar.
fn moved(day: Date, amount: &Amount, sign: i64) -> Option<Date> {
    if amount.business || amount.seconds % 86_400 != 0 {
        return None;
    }
    let span = Span::new().try_months(sign.checked_mul(amount.months)?).ok()?;
    let days = Span::new().try_days(sign * (amount.seconds / 86_400)).ok()?;
    day.checked_add(span).ok()?.checked_add(days).ok()
}

fn later(moment: Moment, amount: &Amount, sign: i64) -> Option<Moment> {
    if amount.business {
        return None;
    }
    let local = moment.offset.to_datetime(moment.at);
    let date = moved(local.date(), &Amount { seconds: 0, ..*amount }, sign)?;
    let at = moment.offset.to_timestamp(date.to_datetime(local.time())).ok()?;
    let at = at.checked_add(SignedDuration::from_secs(sign * amount.seconds)).ok()?;
    Some(Moment { at, ..moment })
}
