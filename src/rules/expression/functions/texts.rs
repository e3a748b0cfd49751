//! Text: parts, letters, words.

use super::{Data, Function, Give, Run, Subject, Value, Want, as_text, number, unknown};

pub(super) static ALL: &[Function] = &[
    Function {
        name: "contains",
        takes: &[("text", Want::Text), ("part", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "the part stands in the text",
        example: ("'abc'.contains('b')", "true"),
        run: Run::Known(|_, arguments| part(arguments, |text, part| text.contains(part))),
    },
    Function {
        name: "startsWith",
        takes: &[("text", Want::Text), ("part", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "the text begins with the part",
        example: ("'abc'.startsWith('b')", "false"),
        run: Run::Known(|_, arguments| part(arguments, |text, part| text.starts_with(part))),
    },
    Function {
        name: "endsWith",
        takes: &[("text", Want::Text), ("part", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "the text ends with the part",
        example: ("'abc'.endsWith('c')", "true"),
        run: Run::Known(|_, arguments| part(arguments, |text, part| text.ends_with(part))),
    },
    Function {
        name: "matches",
        takes: &[("text", Want::Text), ("pattern", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "a regular expression, which takes linear time, matches somewhere in the text",
        example: ("'A-12'.matches('^[A-Z]-[0-9]+$')", "true"),
        // The machine keeps compiled patterns; it does not come here.
        run: Run::Known(|_, _| None),
    },
    Function {
        name: "mentions",
        takes: &[("text", Want::Text), ("id", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "the words of an id such as document_review stand in the text, in any case",
        example: ("mentions('Document review: 24 hours', 'document_review')", "true"),
        run: Run::Known(|_, arguments| part(arguments, mentions)),
    },
    Function {
        name: "lower",
        takes: &[("text", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Text,
        says: "in small letters",
        example: ("lower('TLS')", "tls"),
        run: Run::Known(|_, arguments| changed(arguments, str::to_lowercase)),
    },
    Function {
        name: "upper",
        takes: &[("text", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Text,
        says: "in capital letters",
        example: ("upper('nc')", "NC"),
        run: Run::Known(|_, arguments| changed(arguments, str::to_uppercase)),
    },
    Function {
        name: "trim",
        takes: &[("text", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Text,
        says: "without blanks around it",
        example: ("trim(' a ')", "a"),
        run: Run::Known(|_, arguments| changed(arguments, |text| text.trim().to_owned())),
    },
    Function {
        name: "words",
        takes: &[("text", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Number,
        says: "how many words",
        example: ("words('two words')", "2"),
        run: Run::Known(|_, arguments| {
            let count = as_text(&arguments[0].data)?.split_whitespace().count();
            Some(Value::made(Data::Int(count as i64), arguments))
        }),
    },
    Function {
        name: "number",
        takes: &[("text", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Number,
        says: "the first number in the text; unknown where there is none",
        example: ("number('TLS 1.2+')", "1.2"),
        run: Run::Own(first_number, "not there, or without a number: unknown; not usable: cannot check"),
    },
    Function {
        name: "split",
        takes: &[("text", Want::Text), ("separator", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Texts,
        says: "the parts between separators",
        example: ("'a/b'.split('/')[1]", "b"),
        run: Run::Known(|_, arguments| {
            let (text, separator) = (as_text(&arguments[0].data)?, as_text(&arguments[1].data)?);
            let part =
                |part: &str| Value { data: Data::Text(part.to_owned().into()), ..arguments[0].clone() };
            let parts = if separator.is_empty() {
                vec![part(text)]
            } else {
                text.split(separator).map(part).collect()
            };
            Some(super::list(parts, &arguments[0]))
        }),
    },
    Function {
        name: "text",
        takes: &[("x", Want::Any)],
        optional: 0,
        many: false,
        gives: Give::Text,
        says: "as a message shows it",
        example: ("text(12) + '!'", "12!"),
        run: Run::Known(|subject, arguments| {
            Some(Value::made(Data::Text(arguments[0].show(subject).into()), arguments))
        }),
    },
];

fn first_number<'a>(_: &Subject<'a>, arguments: &[Value<'a>]) -> Value<'a> {
    let Some(text) = as_text(&arguments[0].data) else {
        return Value { data: unknown(arguments[0].truth()), ..arguments[0].clone() };
    };
    let from = text.find(|c: char| c.is_ascii_digit());
    let digits = from.map(|from| {
        let rest = &text[from..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        rest[..end].trim_end_matches('.')
    });
    match digits.and_then(|digits| digits.parse().ok()) {
        Some(found) => Value::made(number(found), arguments),
        None => Value::made(Data::Missing, arguments),
    }
}

fn part<'a>(arguments: &[Value<'a>], holds: impl Fn(&str, &str) -> bool) -> Option<Value<'a>> {
    let (text, part) = (as_text(&arguments[0].data)?, as_text(&arguments[1].data)?);
    Some(Value::made(Data::Bool(holds(text, part)), arguments))
}

fn changed<'a>(arguments: &[Value<'a>], change: impl Fn(&str) -> String) -> Option<Value<'a>> {
    let text = as_text(&arguments[0].data)?;
    Some(Value::made(Data::Text(change(text).into()), arguments))
}

/// Word by word, so that `cite_check` does not stand in "recite checks".
fn mentions(text: &str, id: &str) -> bool {
    let plain = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(|word| word.to_lowercase().trim_end_matches('s').to_owned()).collect()
    };
    let (text, id) = (plain(text), plain(id));
    !id.is_empty() && text.windows(id.len()).any(|words| words == id)
}
