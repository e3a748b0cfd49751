//! Operators, compiled: which types they take, and what they give.

use crate::text::Span;

use super::compile::Compiler;
use super::syntax::{Comparison, Expr, ExprKind, Literal};
use super::types::{self, Type};

impl Compiler<'_> {
    pub(super) fn comparison(
        &mut self,
        comparison: Comparison,
        left: (&Expr, &Type),
        right: (&Expr, &Type),
        span: Span,
    ) {
        let kinds = self.names.kinds;
        let (a, b) = (left.1, right.1);
        let fits = match comparison {
            Comparison::In => match b {
                Type::Period => matches!(a, Type::Date | Type::Moment | Type::Any),
                Type::Any => true,
                other => match types::item(other, kinds) {
                    Some(item) => types::comparable(a, &item, kinds),
                    None => false,
                },
            },
            Comparison::Equal | Comparison::NotEqual => types::comparable(a, b, kinds),
            _ => {
                let ordered = |of: &Type| match of {
                    Type::Truth | Type::List(_) | Type::Record(_) | Type::Document(_) | Type::Section => {
                        false
                    }
                    Type::Field(_) => types::is_scalar(of, kinds),
                    _ => true,
                };
                types::comparable(a, b, kinds) && ordered(a) && ordered(b)
            }
        };
        if !fits {
            let message = match comparison {
                Comparison::In => format!("{} can't be in {}.", capital(a.name()), b.name()),
                _ => format!("This compares {} with {}.", a.name(), b.name()),
            };
            self.mistake(span, message);
            return;
        }
        self.possible(right.0, a);
        self.possible(left.0, b);
    }

    /// A text that is written out must be one of those that can occur, or the condition never holds.
    fn possible(&mut self, literal: &Expr, of: &Type) {
        let Type::Text(choices) = of else { return };
        if choices.is_empty() {
            return;
        }
        match &literal.kind {
            ExprKind::Literal(Literal::Text(text)) if !choices.contains(text) => {
                self.unknown(literal.span, text, choices.iter().map(String::as_str));
            }
            ExprKind::List(items) => items.iter().for_each(|item| self.possible(item, of)),
            _ => {}
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
