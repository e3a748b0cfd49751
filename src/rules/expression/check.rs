//! Names and types, held against what a policy may use, when it is loaded.

use crate::facts::nearest;
use crate::text::Span;

use super::{Comparison, Data, Expr, ExprKind, Function};

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
}

/// What is known of an expression's value before there is a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Nothing: the schema leaves it open.
    Any,
    /// `true` or `false`.
    Bool,
    /// Whole or not.
    Number,
    /// Text, also dates.
    Text,
    /// A list of one type.
    List(Box<Type>),
    /// A map; its keys are names of their own.
    Map,
}

impl Type {
    fn name(&self) -> &'static str {
        match self {
            Type::Any => "anything",
            Type::Bool => "a truth value",
            Type::Number => "a number",
            Type::Text => "text",
            Type::List(_) => "a list",
            Type::Map => "a map",
        }
    }

    fn fits(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Any, _) | (_, Type::Any) => true,
            (Type::List(a), Type::List(b)) => a.fits(b),
            (a, b) => a == b,
        }
    }
}

/// The names that a policy may use.
pub trait Names {
    /// The type of a path, or which of its names is unknown (by index) and the names that would be known there.
    ///
    /// # Errors
    /// The index in `path` of the unknown name, and the known ones in its place.
    fn type_of(&self, path: &[&str]) -> Result<Type, (usize, Vec<String>)>;
}

/// All mistakes of an expression; `wanted` is the type that its place asks for.
#[must_use]
pub fn check(expr: &Expr, names: &dyn Names, wanted: &Type) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let found = type_of(expr, names, &mut mistakes);
    if !found.fits(wanted) {
        let message = format!("This gives {}; {} is needed here.", found.name(), wanted.name());
        mistakes.push(Mistake::new(expr.span, message));
    }
    mistakes
}

fn type_of(expr: &Expr, names: &dyn Names, mistakes: &mut Vec<Mistake>) -> Type {
    match &expr.kind {
        ExprKind::Literal(data) => match data {
            Data::Bool(_) => Type::Bool,
            Data::Int(_) | Data::Float(_) => Type::Number,
            Data::Text(_) => Type::Text,
            _ => Type::Any,
        },
        ExprKind::List(items) => {
            let types: Vec<_> = items.iter().map(|item| type_of(item, names, mistakes)).collect();
            Type::List(Box::new(types.into_iter().next().unwrap_or(Type::Any)))
        }
        ExprKind::Path(path) => {
            let parts: Vec<&str> = path.iter().map(|(name, _)| name.as_str()).collect();
            names.type_of(&parts).unwrap_or_else(|(index, known)| {
                let (name, span) = &path[index.min(path.len() - 1)];
                mistakes.push(Mistake::new(*span, unknown(name, &known)));
                Type::Any
            })
        }
        ExprKind::Not(inner) => {
            mistakes.extend(check(inner, names, &Type::Bool));
            Type::Bool
        }
        ExprKind::And(left, right) | ExprKind::Or(left, right) => {
            mistakes.extend(check(left, names, &Type::Bool));
            mistakes.extend(check(right, names, &Type::Bool));
            Type::Bool
        }
        ExprKind::Compare(comparison, left, right) => {
            let (a, b) = (type_of(left, names, mistakes), type_of(right, names, mistakes));
            let fits = match comparison {
                Comparison::In => match &b {
                    Type::List(entry) => a.fits(entry),
                    other => *other == Type::Any,
                },
                _ => a.fits(&b),
            };
            if !fits {
                let message = format!("This compares {} with {}.", a.name(), b.name());
                mistakes.push(Mistake::new(expr.span, message));
            }
            Type::Bool
        }
        ExprKind::Call(function, arguments) => {
            let types: Vec<_> = arguments.iter().map(|argument| type_of(argument, names, mistakes)).collect();
            let sizeable = |t: &Type| matches!(t, Type::Any | Type::Text | Type::List(_) | Type::Map);
            let wrong = match function {
                Function::Size => types.len() != 1 || !types.iter().all(sizeable),
                Function::Has => types.len() != 1,
                Function::Present => types.is_empty(),
            };
            if wrong {
                let wants = match function {
                    Function::Size => "`size` takes one list or text.",
                    Function::Has => "`has` takes one value.",
                    Function::Present => "`present` takes one value or several.",
                };
                mistakes.push(Mistake::new(expr.span, wants));
            }
            if *function == Function::Size { Type::Number } else { Type::Bool }
        }
    }
}

fn unknown(name: &str, known: &[String]) -> String {
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("'{name}' is not known here. Did you mean '{near}'?"),
        None => format!("'{name}' is not known here."),
    }
}
