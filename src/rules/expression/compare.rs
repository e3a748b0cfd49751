//! Comparisons, and the places that a reader needs to see of them.

use std::cmp::Ordering;

use super::read::Items;
use super::subject::Subject;
use super::syntax::Comparison;
use super::truth::{open, undecided, unknown};
use super::value::{Moment, amount};
use super::{Data, Value};

/// The result, with the places of both sides where they are `told`, and how many steps it took.
pub(super) fn compare<'a>(
    comparison: Comparison,
    left: &Value<'a>,
    right: &Value<'a>,
    subject: &Subject<'a>,
    told: bool,
) -> (Value<'a>, usize) {
    let both_known = left.is_known() && right.is_known();
    if !told && !both_known {
        return (Value::loose(unknown(open(left, right))), 0);
    }
    if let Some(undecided) = undecided(left, right) {
        return (undecided, 0);
    }
    let mut steps = 0;
    if comparison == Comparison::In {
        return (contains(left, right, subject, told, &mut steps), steps);
    }
    let data = match comparison {
        Comparison::Equal | Comparison::NotEqual => match equal(&left.data, &right.data, subject, &mut steps)
        {
            Some(equal) => Data::Bool(equal == (comparison == Comparison::Equal)),
            None => Data::Missing,
        },
        _ => match order(&left.data, &right.data) {
            Some(order) => Data::Bool(match comparison {
                Comparison::Less => order == Ordering::Less,
                Comparison::AtMost => order != Ordering::Greater,
                Comparison::More => order == Ordering::Greater,
                _ => order != Ordering::Less,
            }),
            None => Data::Malformed,
        },
    };
    if !told {
        return (Value::loose(data), steps);
    }
    (Value::made(data, [left, right]), steps)
}

fn contains<'a>(
    item: &Value<'a>,
    list: &Value<'a>,
    subject: &Subject<'a>,
    told: bool,
    steps: &mut usize,
) -> Value<'a> {
    let made = |data: Data<'a>, of: [&Value<'a>; 2]| {
        if told { Value::made(data, of) } else { Value::loose(data) }
    };
    let holds = |holds: bool| made(Data::Bool(holds), [item, list]);
    match &list.data {
        Data::Period(period) => match &item.data {
            Data::Date(day) => holds(period.contains(*day)),
            Data::Moment(Moment { at, .. }) => {
                holds(period.contains(at.to_zoned(subject.zone.clone()).date()))
            }
            _ => made(Data::Malformed, [item, list]),
        },
        data => {
            let Some(items) = Items::of(data, subject.kinds) else {
                // `matters: '*'` where a list may stand as well.
                return made(Data::Missing, [item, list]);
            };
            let mut open = items.doubts().first().cloned();
            for at in 0..items.len() {
                *steps += 1;
                let other = items.look(at, subject.kinds);
                if !other.is_known() {
                    open.get_or_insert_with(|| other.clone());
                } else if equal(&item.data, &other.data, subject, steps) == Some(true) {
                    return made(Data::Bool(true), [item, &*other]);
                }
            }
            match open {
                Some(open) => Value { data: unknown(open.truth()), ..made(Data::Missing, [&open, item]) },
                None => holds(false),
            }
        }
    }
}

/// Whether two are the same; `None` where that hangs on something that is not known.
pub(super) fn equal<'a>(
    left: &Data<'a>,
    right: &Data<'a>,
    subject: &Subject<'a>,
    steps: &mut usize,
) -> Option<bool> {
    if let Some(order) = order(left, right) {
        return Some(order == Ordering::Equal);
    }
    match (left, right) {
        (Data::Bool(left), Data::Bool(right)) => Some(left == right),
        (Data::Document(left), Data::Document(right)) => Some(left.number == right.number),
        (Data::Amount(left), Data::Amount(right)) => Some(left == right),
        _ => {
            let list = |data: &Data<'a>| match data {
                Data::Node(at) => at.node.items().is_some(),
                data => matches!(data, Data::List(_)),
            };
            let (a, b) = (Items::of(left, subject.kinds), Items::of(right, subject.kinds));
            let (Some(a), Some(b)) = (a, b) else { return Some(false) };
            if !list(left) || !list(right) {
                return Some(false);
            }
            if !a.doubts().is_empty() || !b.doubts().is_empty() {
                return None;
            }
            if a.len() != b.len() {
                return Some(false);
            }
            let mut all = Some(true);
            for at in 0..a.len() {
                *steps += 1;
                let (a, b) = (a.look(at, subject.kinds), b.look(at, subject.kinds));
                if !a.is_known() || !b.is_known() {
                    all = None;
                    continue;
                }
                match equal(&a.data, &b.data, subject, steps) {
                    Some(true) => {}
                    Some(false) => return Some(false),
                    None => all = None,
                }
            }
            all
        }
    }
}

/// `None` where the two have no order.
pub(super) fn order(left: &Data<'_>, right: &Data<'_>) -> Option<Ordering> {
    match (left, right) {
        (Data::Int(left), Data::Int(right)) => Some(left.cmp(right)),
        (Data::Float(left), Data::Float(right)) => left.partial_cmp(right),
        (Data::Int(left), Data::Float(right)) => (*left as f64).partial_cmp(right),
        (Data::Float(left), Data::Int(right)) => left.partial_cmp(&(*right as f64)),
        (Data::Text(left), Data::Text(right)) => Some(left.cmp(right)),
        (Data::Date(left), Data::Date(right)) => Some(left.cmp(right)),
        (Data::Time(left), Data::Time(right)) => Some(left.cmp(right)),
        (Data::Moment(left), Data::Moment(right)) => Some(left.at.cmp(&right.at)),
        // "Not later than the day": what counts is the day on the clock of who wrote it.
        (Data::Date(left), Data::Moment(right)) => Some(left.cmp(&right.date())),
        (Data::Moment(left), Data::Date(right)) => Some(left.date().cmp(right)),
        (Data::Period(left), Data::Period(right)) => Some(left.cmp(right)),
        (Data::Amount(left), Data::Amount(right)) => left.order(right),
        (Data::Stated(left), other) => order(&Data::Amount(amount(left)?), other),
        (other, Data::Stated(right)) => order(other, &Data::Amount(amount(right)?)),
        _ => None,
    }
}
