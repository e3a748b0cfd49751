//! Messages with slots: `The scope says only '{section.gist}'`.

use crate::text::Span;

use super::expression::{self, Expr, Mistake, Names, Scope, Type};

/// A message, read once.
#[derive(Clone, Debug, Default)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Slot(Expr),
    /// `{missing}`: the labels of the checks that failed.
    Missing,
}

impl Template {
    /// Reads a message; `{{` stands for a brace.
    ///
    /// # Errors
    /// Every mistake in a slot, in bytes of `text`.
    pub fn parse(text: &str, names: &dyn Names) -> Result<Self, Vec<Mistake>> {
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
            let Some(length) = rest.find('}') else {
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
                Ok(expr) => {
                    mistakes.extend(expression::check(&expr, names, &Type::Any).into_iter().map(shift));
                    parts.push(Part::Slot(expr));
                }
                Err(mistake) => mistakes.push(shift(mistake)),
            }
            at += length + 1;
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        if mistakes.is_empty() { Ok(Self { parts }) } else { Err(mistakes) }
    }

    /// Fills the slots.
    #[must_use]
    pub fn fill(&self, scope: &dyn Scope, missing: &[&str]) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Slot(expr) => text.push_str(&clip(&expr.value(scope).show())),
                Part::Missing => text.push_str(&enumerate(missing)),
            }
        }
        text
    }
}

/// A quotation in a message is short; what follows is in the label.
fn clip(text: &str) -> String {
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
