//! What is wrong with an expression, in words and at its place.

use crate::facts::nearest;
use crate::text::Span;

/// A mistake in an expression: where, in bytes of the expression's text, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The token.
    pub span: Span,
    /// What is wrong with it, as a sentence.
    pub message: String,
}

impl Mistake {
    /// A mistake at a place.
    #[must_use]
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }

    /// A name that is not one of the known ones: the one that was probably meant, or all where they are few.
    #[must_use]
    pub fn unknown<'k>(span: Span, name: &str, known: impl IntoIterator<Item = &'k str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let message = match nearest(name, known.iter().copied()) {
            Some(near) => format!("'{name}' is not known here. Did you mean '{near}'?"),
            None if known.len() <= 12 && !known.is_empty() => {
                format!("'{name}' is not known here; there are {}.", known.join(", "))
            }
            None => format!("'{name}' is not known here."),
        };
        Self::new(span, message)
    }
}
