//! Messages with slots: `The scope says only '{section.gist}'`.

use crate::text::Span;

use super::expression::{self, Code, Compiler, Machine, Mistake, Type};

/// A message, read once.
#[derive(Clone, Debug, Default)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Slot(Code),
    /// `{missing}`: the labels of the checks that failed.
    Missing,
}

impl Template {
    /// Reads a message; `{{` stands for a brace.
    ///
    /// # Errors
    /// Every mistake in a slot, in bytes of `text`.
    pub fn parse(text: &str, compiler: &mut Compiler<'_>) -> Result<Self, Vec<Mistake>> {
        let (mut parts, mut mistakes) = (Vec::new(), Vec::new());
        let mut plain = String::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            if let Some(after) = rest.strip_prefix("{{").or_else(|| rest.strip_prefix("}}")) {
                plain.push_str(&rest[..1]);
                at = text.len() - after.len();
                continue;
            }
            if !rest.starts_with('{') {
                // A lone closing brace is text.
                let next = rest
                    .char_indices()
                    .skip(1)
                    .find(|(_, c)| matches!(c, '{' | '}'))
                    .map_or(rest.len(), |(next, _)| next);
                plain.push_str(&rest[..next]);
                at += next;
                continue;
            }
            let Some(length) = closing(rest) else {
                mistakes.push(Mistake::new(Span::new(at, text.len()), "This slot has no closing brace."));
                break;
            };
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            let inner = &rest[1..length];
            let shift = |mistake: Mistake| Mistake { span: mistake.span.shifted(at + 1), ..mistake };
            match expression::parse(inner) {
                Ok(_) if inner.trim() == "missing" => parts.push(Part::Missing),
                Ok(expr) => match compiler.compile(&expr, &Type::Any) {
                    Ok((code, _)) => parts.push(Part::Slot(code)),
                    Err(more) => mistakes.extend(more.into_iter().map(shift)),
                },
                Err(mistake) => mistakes.push(shift(mistake)),
            }
            at += length + 1;
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        if mistakes.is_empty() { Ok(Self { parts }) } else { Err(mistakes) }
    }

    /// A message without slots.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self { parts: vec![Part::Text(text.to_owned())] }
    }

    /// Fills the slots.
    #[must_use]
    pub fn fill<'a>(&'a self, machine: &mut Machine<'a>, missing: &[&str]) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Slot(code) => {
                    let value = machine.eval(code);
                    text.push_str(&clip(&value.show(&machine.subject)));
                }
                Part::Missing => text.push_str(&enumerate(missing)),
            }
        }
        text
    }
}

/// The brace that closes the first one; braces in quotes and pairs of braces aside.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0, None);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some(_), '\\') => drop(chars.next()),
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') if depth == 1 => return Some(at),
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// A quotation in a message is short; what follows is in the label.
pub(super) fn clip(text: &str) -> String {
    const LONGEST: usize = 160;
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", one_line[..at].trim_end()),
        None => one_line,
    }
}

/// `a, b or c`.
fn enumerate(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
