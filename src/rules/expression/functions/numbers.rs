//! Figures: shares, rounding.

use super::{Data, Function, Give, Run, Subject, Value, Want, as_number, number};

pub(super) static ALL: &[Function] = &[
    one("abs", "without its sign", ("abs(-2)", "2"), |_, arguments| apply(arguments, f64::abs)),
    one("floor", "the next whole number below", ("floor(1.5)", "1"), |_, arguments| {
        apply(arguments, f64::floor)
    }),
    one("ceil", "the next whole number above", ("ceil(1.2)", "2"), |_, arguments| {
        apply(arguments, f64::ceil)
    }),
    one("round", "the nearest whole number", ("round(1.5)", "2"), |_, arguments| {
        apply(arguments, f64::round)
    }),
    Function {
        name: "ratio",
        takes: &[("numerator", Want::Number), ("denominator", Want::Number)],
        optional: 0,
        many: false,
        gives: Give::Number,
        says: "one number divided by another, with its fraction; missing where the second is 0",
        example: ("ratio(1, 4)", "0.25"),
        run: Run::Known(|_, arguments| {
            let (a, b) = (as_number(&arguments[0].data)?, as_number(&arguments[1].data)?);
            let data = if b == 0.0 { Data::Missing } else { number(a / b) };
            Some(Value::made(data, arguments))
        }),
    },
    Function {
        name: "percent",
        takes: &[("share", Want::Number)],
        optional: 0,
        many: false,
        gives: Give::Text,
        says: "a share of 1 as percent, to one decimal",
        example: ("percent(0.756)", "75.6%"),
        run: Run::Known(|_, arguments| {
            let share = as_number(&arguments[0].data)? * 1000.0;
            let tenths = share.round() / 10.0;
            Some(Value::made(Data::Text(format!("{tenths}%").into()), arguments))
        }),
    },
];

const fn one(
    name: &'static str,
    says: &'static str,
    example: (&'static str, &'static str),
    run: for<'a, 's> fn(&'s Subject<'a>, &'s [Value<'a>]) -> Option<Value<'a>>,
) -> Function {
    let takes = &[("x", Want::Number)];
    Function {
        name,
        takes,
        optional: 0,
        many: false,
        gives: Give::Number,
        says,
        example,
        run: Run::Known(run),
    }
}

fn apply<'a>(arguments: &[Value<'a>], change: impl Fn(f64) -> f64) -> Option<Value<'a>> {
    let value = as_number(&arguments[0].data)?;
    Some(Value::made(number(change(value)), arguments))
}
