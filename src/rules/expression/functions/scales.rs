//! Scales: words in an order, lowest first.

use super::{Data, Function, Give, Others, Run, Subject, Value, Want, as_text};

pub(super) static ALL: &[Function] = &[
    Function {
        name: "rank",
        takes: &[("scale", Want::Scale), ("x", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Number,
        says: "the place of a word on a scale, the lowest being 0; malformed where it is not on it",
        example: ("rank(demo, 'low')", "0"),
        run: Run::Known(|subject, arguments| {
            let rank = rank(subject, &arguments[0], &arguments[1])?;
            Some(Value::made(Data::Int(rank as i64), [&arguments[1]]))
        }),
    },
    Function {
        name: "higher",
        takes: &[("scale", Want::Scale), ("a", Want::Text), ("b", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Same(1),
        says: "the one that is higher on a scale; the other where one is not there",
        example: ("higher(demo, 'low', 'high')", "high"),
        run: Run::Own(
            |subject, arguments| choose(subject, arguments, true),
            "not there: the other one; not usable: cannot check",
        ),
    },
    Function {
        name: "lower",
        takes: &[("scale", Want::Scale), ("a", Want::Text), ("b", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Same(1),
        says: "the one that is lower on a scale; the other where one is not there",
        example: ("lower(demo, 'low', 'high')", "low"),
        run: Run::Own(
            |subject, arguments| choose(subject, arguments, false),
            "not there: the other one; not usable: cannot check",
        ),
    },
    Function {
        name: "highest",
        takes: &[("scale", Want::Scale), ("list", Want::List)],
        optional: 0,
        many: false,
        gives: Give::Item(1),
        says: "the item that is highest on a scale",
        example: ("highest(demo, ['low', 'high'])", "high"),
        run: Run::Known(|subject, arguments| {
            let all = match super::items(subject, &arguments[1]) {
                Ok(all) => all,
                Err(doubt) => return Some(doubt),
            };
            let mut best: Option<(usize, Value<'_>)> = None;
            for item in all {
                let rank = rank(subject, &arguments[0], &item)?;
                if best.as_ref().is_none_or(|(known, _)| rank > *known) {
                    best = Some((rank, item));
                }
            }
            let nothing = Value { data: Data::Missing, at: arguments[1].at, more: Others::NONE };
            Some(best.map_or(nothing, |(_, item)| item))
        }),
    },
    Function {
        name: "at_least",
        takes: &[("scale", Want::Scale), ("a", Want::Text), ("b", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "the first is not lower than the second on a scale",
        example: ("at_least(demo, 'low', 'high')", "false"),
        run: Run::Known(|subject, arguments| {
            let (a, b) =
                (rank(subject, &arguments[0], &arguments[1])?, rank(subject, &arguments[0], &arguments[2])?);
            Some(Value::made(Data::Bool(a >= b), &arguments[1..]))
        }),
    },
];

fn rank(_: &Subject<'_>, scale: &Value<'_>, word: &Value<'_>) -> Option<usize> {
    let Data::List(scale) = &scale.data else { return None };
    let word = as_text(&word.data)?;
    scale.items.iter().position(|item| as_text(&item.data) == Some(word))
}

fn choose<'a>(subject: &Subject<'a>, arguments: &[Value<'a>], higher: bool) -> Value<'a> {
    let [scale, a, b] = arguments else { return Value::loose(Data::Malformed) };
    match (&a.data, &b.data) {
        (Data::Missing, _) => return b.clone(),
        (_, Data::Missing) => return a.clone(),
        _ => {}
    }
    match (rank(subject, scale, a), rank(subject, scale, b)) {
        (Some(of_a), Some(of_b)) => {
            if (of_a >= of_b) == higher {
                a.clone()
            } else {
                b.clone()
            }
        }
        (None, _) => Value { data: Data::Malformed, ..a.clone() },
        (_, None) => Value { data: Data::Malformed, ..b.clone() },
    }
}
