//! Whether there is something: the functions that see what is missing and what is malformed.

use super::{Data, Function, Give, Run, Subject, Value, Want};

pub(super) static ALL: &[Function] = &[
    Function {
        name: "present",
        takes: &[("x", Want::Any)],
        optional: 0,
        many: true,
        gives: Give::Truth,
        says: "every one is there and not empty, whether or not it can be used",
        example: ("present('a', '')", "false"),
        run: Run::Own(present, "not there: false; not usable: true"),
    },
    Function {
        name: "has",
        takes: &[("x", Want::Any)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "it is there",
        example: ("has('')", "true"),
        run: Run::Own(has, "not there: false; not usable: true"),
    },
    Function {
        name: "usable",
        takes: &[("x", Want::Any)],
        optional: 0,
        many: true,
        gives: Give::Truth,
        says: "every one is there and is what its schema asks for",
        example: ("usable(null)", "false"),
        run: Run::Own(usable, "not there: false; not usable: false"),
    },
    Function {
        name: "in_repository",
        takes: &[("path", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "a file or folder lies there",
        example: ("in_repository('nowhere.md')", "false"),
        run: Run::Known(|subject, arguments| {
            let path = super::as_text(&arguments[0].data)?;
            Some(Value::made(Data::Bool(subject.index.has_path(path)), arguments))
        }),
    },
];

fn all_of<'a>(arguments: &[Value<'a>], holds: impl Fn(&Value<'a>) -> bool) -> Value<'a> {
    match arguments.iter().find(|value| !holds(value)) {
        Some(absent) => Value { data: Data::Bool(false), at: absent.at, more: absent.more.clone() },
        None => Value::made(Data::Bool(true), arguments),
    }
}

fn present<'a>(_: &Subject<'a>, arguments: &[Value<'a>]) -> Value<'a> {
    all_of(arguments, Value::is_present)
}

fn has<'a>(_: &Subject<'a>, arguments: &[Value<'a>]) -> Value<'a> {
    all_of(arguments, |value| !matches!(value.data, Data::Missing | Data::Unrecorded))
}

fn usable<'a>(_: &Subject<'a>, arguments: &[Value<'a>]) -> Value<'a> {
    all_of(arguments, |value| value.is_known() && value.is_present())
}
