//! Evaluation: three-valued, total, and with the places that decided.

use std::cmp::Ordering;

use crate::text::Span;

use super::{Comparison, Data, Expr, ExprKind, Function, Value};

/// What names mean for one subject.
pub trait Scope {
    /// The value of a path such as `section.words`; a missing one has the place of its nearest existing parent.
    fn value(&self, path: &[&str]) -> Value;
}

/// The result of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// A value that it needs is not there.
    Unknown,
    /// A value that it needs is there and cannot be read.
    Malformed,
}

impl Truth {
    fn of(condition: bool) -> Self {
        if condition { Truth::True } else { Truth::False }
    }
}

/// A condition's result, and the places that decided it, the most telling first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The result.
    pub truth: Truth,
    /// Places in the document.
    pub places: Vec<Span>,
}

impl Expr {
    /// Evaluates a condition. An expression that is no condition is unknown; [`super::check`] keeps
    /// such expressions out of policies.
    #[must_use]
    pub fn judge(&self, scope: &dyn Scope) -> Judgement {
        match &self.kind {
            ExprKind::And(left, right) => {
                let (left, right) = (left.judge(scope), right.judge(scope));
                combine(left, right, Truth::False)
            }
            ExprKind::Or(left, right) => {
                let (left, right) = (left.judge(scope), right.judge(scope));
                combine(left, right, Truth::True)
            }
            ExprKind::Not(inner) => {
                let inner = inner.judge(scope);
                let truth = match inner.truth {
                    Truth::True => Truth::False,
                    Truth::False => Truth::True,
                    other => other,
                };
                Judgement { truth, places: inner.places }
            }
            ExprKind::Compare(comparison, left, right) => {
                compare(*comparison, &left.value(scope), &right.value(scope))
            }
            ExprKind::Call(Function::Present, arguments) => {
                let values: Vec<_> = arguments.iter().map(|argument| argument.value(scope)).collect();
                let absent = values.iter().find(|value| !is_present(value));
                let places = absent.map_or_else(
                    || values.iter().filter_map(|v| v.at).collect(),
                    |v| v.at.into_iter().collect(),
                );
                Judgement { truth: Truth::of(absent.is_none()), places }
            }
            ExprKind::Call(Function::Has, arguments) => {
                let values: Vec<_> = arguments.iter().map(|argument| argument.value(scope)).collect();
                let truth = Truth::of(values.iter().all(|value| value.data != Data::Missing));
                Judgement { truth, places: values.iter().filter_map(|value| value.at).collect() }
            }
            _ => {
                let value = self.value(scope);
                let truth = match value.data {
                    Data::Bool(value) => Truth::of(value),
                    Data::Missing => Truth::Unknown,
                    _ => Truth::Malformed,
                };
                Judgement { truth, places: value.at.into_iter().collect() }
            }
        }
    }

    /// Evaluates an expression to a value.
    #[must_use]
    pub fn value(&self, scope: &dyn Scope) -> Value {
        match &self.kind {
            ExprKind::Literal(data) => Value::loose(data.clone()),
            ExprKind::List(items) => {
                Value::loose(Data::List(items.iter().map(|item| item.value(scope)).collect()))
            }
            ExprKind::Path(path) => {
                let names: Vec<&str> = path.iter().map(|(name, _)| name.as_str()).collect();
                scope.value(&names)
            }
            ExprKind::Call(Function::Size, arguments) => {
                let Some(argument) = arguments.first().map(|argument| argument.value(scope)) else {
                    return Value::loose(Data::Malformed);
                };
                let size = match &argument.data {
                    Data::Text(text) => Data::Int(text.chars().count() as i64),
                    Data::List(items) => Data::Int(items.len() as i64),
                    Data::Map(entries) => Data::Int(entries.len() as i64),
                    Data::Missing => Data::Missing,
                    _ => Data::Malformed,
                };
                Value { data: size, at: argument.at }
            }
            _ => {
                let judgement = self.judge(scope);
                let data = match judgement.truth {
                    Truth::True => Data::Bool(true),
                    Truth::False => Data::Bool(false),
                    Truth::Unknown => Data::Missing,
                    Truth::Malformed => Data::Malformed,
                };
                Value { data, at: judgement.places.first().copied() }
            }
        }
    }
}

fn is_present(value: &Value) -> bool {
    match &value.data {
        Data::Missing => false,
        Data::Text(text) => !text.trim().is_empty(),
        Data::List(items) => !items.is_empty(),
        _ => true,
    }
}

/// Kleene's `&&` (where `decisive` is false) and `||` (where it is true). The side that decides gives the places.
fn combine(left: Judgement, right: Judgement, decisive: Truth) -> Judgement {
    let decided = |side: &Judgement| side.truth == decisive;
    match (decided(&left), decided(&right)) {
        (true, _) => left,
        (_, true) => right,
        _ => {
            let both = [left.truth, right.truth];
            let truth = if both.contains(&Truth::Malformed) {
                Truth::Malformed
            } else if both.contains(&Truth::Unknown) {
                Truth::Unknown
            } else {
                left.truth
            };
            let mut places = left.places;
            places.extend(right.places);
            Judgement { truth, places }
        }
    }
}

fn compare(comparison: Comparison, left: &Value, right: &Value) -> Judgement {
    let places: Vec<_> = left.at.into_iter().chain(right.at).collect();
    let truth = match (&left.data, &right.data) {
        (Data::Malformed, _) | (_, Data::Malformed) => Truth::Malformed,
        (Data::Missing, _) | (_, Data::Missing) => Truth::Unknown,
        (item, Data::List(items)) if comparison == Comparison::In => {
            let any_unknown = items.iter().any(|other| other.data == Data::Missing);
            match items.iter().any(|other| equal(item, &other.data)) {
                true => Truth::True,
                false if any_unknown => Truth::Unknown,
                false => Truth::False,
            }
        }
        (left, right) => match comparison {
            Comparison::Equal => Truth::of(equal(left, right)),
            Comparison::NotEqual => Truth::of(!equal(left, right)),
            _ => match (order(left, right), comparison) {
                (Some(order), Comparison::Less) => Truth::of(order == Ordering::Less),
                (Some(order), Comparison::AtMost) => Truth::of(order != Ordering::Greater),
                (Some(order), Comparison::More) => Truth::of(order == Ordering::Greater),
                (Some(order), Comparison::AtLeast) => Truth::of(order != Ordering::Less),
                _ => Truth::Malformed,
            },
        },
    };
    Judgement { truth, places }
}

fn equal(left: &Data, right: &Data) -> bool {
    match (left, right) {
        (Data::List(left), Data::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| equal(&l.data, &r.data))
        }
        _ => order(left, right).map_or(left == right, |order| order == Ordering::Equal),
    }
}

/// `None` where the two have no order.
fn order(left: &Data, right: &Data) -> Option<Ordering> {
    match (left, right) {
        (Data::Int(left), Data::Int(right)) => Some(left.cmp(right)),
        (Data::Float(left), Data::Float(right)) => left.partial_cmp(right),
        (Data::Int(left), Data::Float(right)) => (*left as f64).partial_cmp(right),
        (Data::Float(left), Data::Int(right)) => left.partial_cmp(&(*right as f64)),
        (Data::Text(left), Data::Text(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    struct Sample;
    impl Scope for Sample {
        fn value(&self, path: &[&str]) -> Value {
            let list = |items: &[&str]| {
                let text = |t: &&str| Value::at(Data::Text((*t).into()), Span::new(50, 51));
                Data::List(items.iter().map(text).collect())
            };
            match path {
                ["five"] => Value::at(Data::Int(5), Span::new(10, 11)),
                ["word"] => Value::at(Data::Text("high".into()), Span::new(20, 24)),
                ["list"] => Value::at(list(&["a", "b"]), Span::new(30, 36)),
                ["empty"] => Value::at(list(&[]), Span::new(40, 42)),
                ["bad"] => Value::at(Data::Malformed, Span::new(60, 63)),
                _ => Value::at(Data::Missing, Span::new(0, 3)),
            }
        }
    }

    #[track_caller]
    fn holds(text: &str) -> Truth {
        parse(text).expect("is sound").judge(&Sample).truth
    }

    #[test]
    fn logic_is_three_valued() {
        use Truth::{False, Malformed, True, Unknown};
        for (text, truth) in [
            ("five >= 5 && word == 'high'", True),
            ("five > 5", False),
            ("gone == 1", Unknown),
            ("gone == 1 || true", True),
            ("gone == 1 && false", False),
            ("gone == 1 && true", Unknown),
            ("!(gone == 1)", Unknown),
            ("bad == 1 || five == 5", True),
            ("bad == 1 || gone == 1", Malformed),
            ("'a' in list", True),
            ("'c' in list", False),
            ("word in ['low', 'high']", True),
            ("size(list) == 2 && size(empty) == 0 && size(word) == 4", True),
            ("size(gone) > 0", Unknown),
            ("present(five, word)", True),
            ("present(five, gone)", False),
            ("present(empty)", False),
            ("has(empty) && !has(gone)", True),
            ("1 < 1.5", True),
            ("word < 5", Malformed),
        ] {
            assert_eq!(holds(text), truth, "{text}");
        }
    }

    #[test]
    fn the_operand_that_decided_is_named_first() {
        let places = |text: &str| parse(text).expect("is sound").judge(&Sample).places;
        assert_eq!(places("five < 3"), [Span::new(10, 11)]);
        assert_eq!(places("five == 5 && word == 'low'"), [Span::new(20, 24)]);
        assert_eq!(places("present(five, gone)"), [Span::new(0, 3)]);
        assert_eq!(places("size(empty) > 0"), [Span::new(40, 42)]);
    }
}
