//! What a scalar means: YAML 1.2's core schema, and where YAML 1.1 would disagree.

/// The meaning of a scalar. `yes`, `NO`, `18:00`, `2026-02-30` are text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plain<'a> {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that fits.
    Int(i64),
    /// Any other number; digits past the 15th or so are lost, the node's text has them.
    Float(f64),
    /// Everything else, and everything in quotes.
    Text(&'a str),
}

const CORE: &str = "tag:yaml.org,2002:";

/// The meaning of a scalar's text; `quoted` is whether it stands in quotes or is a block. A tag decides before the
/// style: `!!str 7` is text, `!!int "7"` is a number.
pub(super) fn typed<'a>(text: &'a str, quoted: bool, tag: Option<&str>) -> Plain<'a> {
    match (tag.and_then(|tag| tag.strip_prefix(CORE)), tag) {
        (Some("str"), _) | (_, Some("!")) => Plain::Text(text),
        (Some("float"), _) => match core_schema(text) {
            Plain::Int(whole) => Plain::Float(whole as f64),
            other => other,
        },
        (Some("int" | "bool" | "null"), _) => core_schema(text),
        _ if quoted => Plain::Text(text),
        _ => core_schema(text),
    }
}

/// Whether it says nothing.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn core_schema(text: &str) -> Plain<'_> {
    match text {
        _ if is_null(text) => Plain::Null,
        "true" | "True" | "TRUE" => Plain::Bool(true),
        "false" | "False" | "FALSE" => Plain::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Plain::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Plain::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Plain::Float(f64::NAN),
        _ => number(text).unwrap_or(Plain::Text(text)),
    }
}

fn number(text: &str) -> Option<Plain<'static>> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        return None;
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let whole = digits.bytes().all(|b| b.is_ascii_hexdigit());
            return whole.then(|| i64::from_str_radix(digits, radix).ok().map(Plain::Int))?;
        }
    }
    if let Ok(whole) = text.parse() {
        return Some(Plain::Int(whole));
    }
    // Rust would also read `inf` and `infinity`.
    let number_like = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    text.parse().ok().filter(|_| number_like).map(Plain::Float)
}

/// What a YAML 1.1 reader would make of an unquoted text without a tag, where that differs from [`typed`].
pub(super) fn ambiguity(text: &str) -> Option<&'static str> {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    const TRUTHS: [&str; 6] = ["yes", "no", "on", "off", "y", "n"];
    if text.len() <= 3 && TRUTHS.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        Some("a truth value")
    } else if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        None
    } else if base_60(unsigned) {
        Some("a number in base 60")
    } else if unsigned.len() > 1 && unsigned.starts_with('0') && digits(unsigned) {
        Some("a number in base 8")
    } else {
        None
    }
}

/// `18:00` is 1080 to a YAML 1.1 reader: `[1-9][0-9]*(:[0-5]?[0-9])+`, `0` at the front being lenient.
fn base_60(text: &str) -> bool {
    let mut parts = text.split(':');
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    parts.next().is_some_and(digits)
        && text.contains(':')
        && parts.all(|part| digits(part) && part.len() <= 2 && part.parse().is_ok_and(|n: u8| n < 60))
}
