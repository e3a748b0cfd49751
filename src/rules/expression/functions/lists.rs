//! Lists: how many, the first, the least, put together.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;

use super::super::arithmetic::day;
use super::super::compare::{equal, order};
use super::super::key::Key;
use super::super::read::field;
use super::{Data, Function, Give, Others, Run, Subject, Value, Want, as_text, items, list, number};

pub(super) static ALL: &[Function] = &[
    sized("size", "how many items, keys or characters"),
    sized("count", "how many items"),
    Function {
        name: "sum",
        takes: &[("numbers", Want::List)],
        optional: 0,
        many: false,
        gives: Give::Number,
        says: "all numbers of a list together",
        example: ("sum([1, 2, 3])", "6"),
        run: Run::Known(|subject, arguments| Some(sum(subject, &arguments[0]))),
    },
    Function {
        name: "min",
        takes: &[("x", Want::Ordered)],
        optional: 0,
        many: true,
        gives: Give::Least,
        says: "the least of a list, or of several values",
        example: ("min([3, 1, 2])", "1"),
        run: Run::Known(|subject, arguments| Some(extreme(subject, arguments, Ordering::Less))),
    },
    Function {
        name: "max",
        takes: &[("x", Want::Ordered)],
        optional: 0,
        many: true,
        gives: Give::Least,
        says: "the greatest of a list, or of several values",
        example: ("max(3, 1, 2)", "3"),
        run: Run::Known(|subject, arguments| Some(extreme(subject, arguments, Ordering::Greater))),
    },
    Function {
        name: "first",
        takes: &[("list", Want::List)],
        optional: 0,
        many: false,
        gives: Give::Item(0),
        says: "the first item; missing where there is none",
        example: ("first(['a', 'b'])", "a"),
        run: Run::Known(|subject, arguments| Some(nth(subject, &arguments[0], |all| all.first().cloned()))),
    },
    Function {
        name: "last",
        takes: &[("list", Want::List)],
        optional: 0,
        many: false,
        gives: Give::Item(0),
        says: "the last item; missing where there is none",
        example: ("last(['a', 'b'])", "b"),
        run: Run::Known(|subject, arguments| Some(nth(subject, &arguments[0], |all| all.last().cloned()))),
    },
    Function {
        name: "entry",
        takes: &[("list", Want::List), ("field", Want::Text), ("x", Want::Any)],
        optional: 0,
        many: false,
        gives: Give::Item(0),
        says: "the first item whose field has a value; missing where there is none",
        example: ("entry([{id: 1, of: 'a'}, {id: 2, of: 'b'}], 'id', 2).of", "b"),
        run: Run::Known(entry),
    },
    Function {
        name: "sort",
        takes: &[("list", Want::List)],
        optional: 0,
        many: false,
        gives: Give::Same(0),
        says: "from the least to the greatest",
        example: ("join(sort([3, 1, 2]), ' ')", "1 2 3"),
        run: Run::Known(|subject, arguments| Some(sorted(subject, &arguments[0], |_, item| item.clone()))),
    },
    Function {
        name: "sort_by",
        takes: &[("list", Want::List), ("field", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Same(0),
        says: "from the least to the greatest by a field",
        example: ("sort_by([{n: 2}, {n: 1}], 'n')[0].n", "1"),
        run: Run::Known(|subject, arguments| {
            let name = as_text(&arguments[1].data)?;
            Some(sorted(subject, &arguments[0], |subject, item| field(item, name, subject.kinds)))
        }),
    },
    Function {
        name: "distinct",
        takes: &[("list", Want::List)],
        optional: 0,
        many: false,
        gives: Give::Same(0),
        says: "each once",
        example: ("size(distinct(['a', 'b', 'a']))", "2"),
        run: Run::Known(|subject, arguments| Some(distinct(subject, &arguments[0]))),
    },
    Function {
        name: "flatten",
        takes: &[("lists", Want::List)],
        optional: 0,
        many: false,
        gives: Give::Flat,
        says: "the items of the items",
        example: ("size(flatten([[1, 2], [3]]))", "3"),
        run: Run::Known(|subject, arguments| Some(flatten(subject, &arguments[0]))),
    },
    Function {
        name: "join",
        takes: &[("list", Want::List), ("separator", Want::Text)],
        optional: 1,
        many: false,
        gives: Give::Text,
        says: "the items as one text; with a comma between them unless something else is given",
        example: ("join(['a', 'b'])", "a, b"),
        run: Run::Known(join),
    },
    Function {
        name: "pairs",
        takes: &[("list", Want::List)],
        optional: 0,
        many: false,
        gives: Give::Pairs,
        says: "each item with the next",
        example: ("pairs([1, 2, 3])[1].second", "3"),
        run: Run::Known(|subject, arguments| Some(pairs(subject, &arguments[0]))),
    },
    Function {
        name: "gaps",
        takes: &[("list", Want::List), ("field", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Gaps,
        says: "from each date to the next, by a field of the items, in the order of the dates",
        example: ("size(gaps([], 'at'))", "0"),
        run: Run::Known(gaps),
    },
];

const fn sized(name: &'static str, says: &'static str) -> Function {
    Function {
        name,
        takes: &[("list", Want::Sized)],
        optional: 0,
        many: false,
        gives: Give::Number,
        says,
        example: if name.len() == 4 { ("size('abc')", "3") } else { ("count([1, 2])", "2") },
        run: Run::Known(|subject, arguments| Some(size(subject, &arguments[0]))),
    }
}

fn size<'a>(subject: &Subject<'a>, of: &Value<'a>) -> Value<'a> {
    if let Data::Text(text) = &of.data {
        return Value::made(Data::Int(text.chars().count() as i64), [of]);
    }
    match super::Items::of(&of.data, subject.kinds) {
        Some(items) => match items.doubts().first() {
            Some(doubt) => doubt.clone(),
            None => {
                let mut value = Value::made(Data::Int(items.len() as i64), [of]);
                if let Data::List(list) = &of.data {
                    list.near.iter().for_each(|place| value.mention(*place));
                }
                value
            }
        },
        None => Value::made(Data::Malformed, [of]),
    }
}

fn sum<'a>(subject: &Subject<'a>, of: &Value<'a>) -> Value<'a> {
    let all = match items(subject, of) {
        Ok(all) => all,
        Err(doubt) => return doubt,
    };
    let (mut whole, mut rest) = (Some(0_i64), 0.0);
    for item in &all {
        match &item.data {
            Data::Int(value) => whole = whole.and_then(|sum| sum.checked_add(*value)),
            Data::Float(value) => rest += value,
            Data::Missing => return item.clone(),
            _ => return Value { data: Data::Malformed, at: item.at, more: Others::NONE },
        }
    }
    let fractions = all.iter().any(|item| matches!(item.data, Data::Float(_)));
    let data = match whole {
        Some(whole) if !fractions => Data::Int(whole),
        Some(whole) => number(whole as f64 + rest),
        None => Data::Malformed,
    };
    Value { data, at: of.at, more: Others::NONE }
}

fn extreme<'a>(subject: &Subject<'a>, arguments: &[Value<'a>], wanted: Ordering) -> Value<'a> {
    let several;
    let all = match arguments {
        [only] => match items(subject, only) {
            Ok(all) => {
                several = all;
                several.as_slice()
            }
            Err(doubt) => return doubt,
        },
        several => several,
    };
    let Some((first, rest)) = all.split_first() else {
        return Value { data: Data::Missing, at: arguments[0].at, more: Others::NONE };
    };
    let mut best = first;
    for item in all {
        if !item.is_known() {
            return item.clone();
        }
    }
    for item in rest {
        match order(&item.data, &best.data) {
            Some(order) if order == wanted => best = item,
            Some(_) => {}
            None => return Value::made(Data::Malformed, [item, best]),
        }
    }
    best.clone()
}

fn nth<'a>(
    subject: &Subject<'a>,
    of: &Value<'a>,
    choose: impl FnOnce(&[Value<'a>]) -> Option<Value<'a>>,
) -> Value<'a> {
    match items(subject, of) {
        Ok(all) => choose(&all).unwrap_or(Value { data: Data::Missing, at: of.at, more: Others::NONE }),
        Err(doubt) => doubt,
    }
}

fn entry<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let [of, name, wanted] = arguments else { return None };
    let name = as_text(&name.data)?;
    let all = super::Items::of(&of.data, subject.kinds)?;
    let mut steps = 0;
    for at in (0..all.len()).filter(|at| !all.says_other(*at, name, &wanted.data)) {
        let item = all.get(at, subject.kinds);
        if equal(&field(&item, name, subject.kinds).data, &wanted.data, subject, &mut steps) == Some(true) {
            let mut found = item;
            found.cite(wanted);
            return Some(found);
        }
    }
    let nothing = Value { data: Data::Missing, at: wanted.at.or(of.at), more: Others::NONE };
    Some(all.doubts().first().cloned().unwrap_or(nothing))
}

fn sorted<'a>(
    subject: &Subject<'a>,
    of: &Value<'a>,
    key: impl Fn(&Subject<'a>, &Value<'a>) -> Value<'a>,
) -> Value<'a> {
    let all = match items(subject, of) {
        Ok(all) => all,
        Err(doubt) => return doubt,
    };
    let mut keyed: Vec<_> = all.into_iter().map(|item| (key(subject, &item), item)).collect();
    if let Some((open, _)) = keyed.iter().find(|(key, _)| !key.is_known()) {
        return open.clone();
    }
    let first = keyed.first().map(|(key, _)| key.data.clone());
    if keyed.iter().any(|(key, _)| first.as_ref().is_some_and(|first| order(first, &key.data).is_none())) {
        return Value { data: Data::Malformed, at: of.at, more: Others::NONE };
    }
    keyed.sort_by(|(a, _), (b, _)| order(&a.data, &b.data).unwrap_or(Ordering::Equal));
    list(keyed.into_iter().map(|(_, item)| item).collect(), of)
}

fn distinct<'a>(subject: &Subject<'a>, of: &Value<'a>) -> Value<'a> {
    let all = match items(subject, of) {
        Ok(all) => all,
        Err(doubt) => return doubt,
    };
    let mut seen = HashSet::new();
    let kept =
        all.into_iter().filter(|item| Key::of(&item.data).is_none_or(|key| seen.insert(key.into_owned())));
    list(kept.collect(), of)
}

fn flatten<'a>(subject: &Subject<'a>, of: &Value<'a>) -> Value<'a> {
    let all = match items(subject, of) {
        Ok(all) => all,
        Err(doubt) => return doubt,
    };
    let mut flat = Vec::new();
    for inner in all {
        match items(subject, &inner) {
            Ok(inner) => flat.extend(inner),
            Err(_) if matches!(inner.data, Data::Missing) => {}
            Err(doubt) => return doubt,
        }
    }
    list(flat, of)
}

fn join<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    const LONGEST: usize = 1 << 16;
    let all = match items(subject, &arguments[0]) {
        Ok(all) => all,
        Err(doubt) => return Some(doubt),
    };
    let separator = match arguments.get(1) {
        Some(separator) => as_text(&separator.data)?,
        None => ", ",
    };
    let mut text = String::new();
    for (index, item) in all.iter().enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        text.push_str(&item.show(subject));
        if text.len() > LONGEST {
            return None;
        }
    }
    Some(Value { data: Data::Text(Cow::Owned(text)), at: arguments[0].at, more: Others::NONE })
}

fn pairs<'a>(subject: &Subject<'a>, of: &Value<'a>) -> Value<'a> {
    let all = match items(subject, of) {
        Ok(all) => all,
        Err(doubt) => return doubt,
    };
    let pair = |both: &[Value<'a>]| {
        let mut value = Value::made(Data::Missing, [&both[1], &both[0]]);
        let fields = [("first", both[0].clone()), ("second", both[1].clone())];
        value.data = Data::Map(fields.map(|(name, value)| (Cow::Borrowed(name), value)).into());
        value
    };
    list(all.windows(2).map(pair).collect(), of)
}

fn gaps<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let name = as_text(&arguments[1].data)?;
    let all = match items(subject, &arguments[0]) {
        Ok(all) => all,
        Err(doubt) => return Some(doubt),
    };
    let mut dated = Vec::new();
    for item in all {
        let at = field(&item, name, subject.kinds);
        match day(&at.data) {
            Some(day) => dated.push((day, at)),
            None => return Some(Value { data: super::unknown(at.truth()), ..at }),
        }
    }
    dated.sort_by_key(|(day, _)| *day);
    let gap = |both: &[(jiff::civil::Date, Value<'a>)]| {
        let [(from, a), (to, b)] = both else { return Value::loose(Data::Missing) };
        let date = |day, value: &Value<'a>| Value { data: Data::Date(day), at: value.at, more: Others::NONE };
        let days = (*to - *from).get_days();
        let fields = [
            ("from", date(*from, a)),
            ("to", date(*to, b)),
            ("days", Value::made(Data::Int(i64::from(days)), [b, a])),
        ];
        let mut value = Value::made(Data::Missing, [b, a]);
        value.data = Data::Map(fields.map(|(name, value)| (Cow::Borrowed(name), value)).into());
        value
    };
    Some(list(dated.windows(2).map(gap).collect(), &arguments[0]))
}
