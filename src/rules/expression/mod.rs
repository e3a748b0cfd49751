//! Expressions: a subset of CEL over values that know where they stand.
//!
//! Text is read once ([`parse`]), held against the names and types that a policy may use ([`check`]),
//! and evaluated for each subject ([`Expr::judge`]). A value that a file does not have is *unknown*,
//! never an error, and `&&`, `||` and `!` follow Kleene's three-valued logic, so that nothing is
//! ever taken for granted. A `require` that fails says which places decided it.
//!
//! What there is so far: literals, `.`, lists, `in`, `== != < <= > >=`, `&& || !`, `present(...)`,
//! `has(...)` and `size(...)`.

mod check;
mod eval;
mod lex;
mod parse;

pub use crate::facts::{Data, Value};
pub use check::{Mistake, Names, Type, check};
pub use eval::{Judgement, Scope, Truth};
pub use parse::parse;

use crate::text::Span;

/// An expression; every part knows its bytes in the text that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Bytes in the expression's own text.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `12`, `'text'`, `true`.
    Literal(Data),
    /// `['a', 'b']`.
    List(Vec<Expr>),
    /// `section.words`: a name and the fields after it.
    Path(Vec<(String, Span)>),
    /// `!x`.
    Not(Box<Expr>),
    /// `a && b`.
    And(Box<Expr>, Box<Expr>),
    /// `a || b`.
    Or(Box<Expr>, Box<Expr>),
    /// `a < b` and its like.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `size(x)`, `present(a, b)`, `has(x)`.
    Call(Function, Vec<Expr>),
}

/// `==` and its like, and `in`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `in`
    In,
}

/// The functions that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Characters of a text, entries of a list.
    Size,
    /// Whether every argument has a value that is not null and not empty text.
    Present,
    /// Whether the argument has a value that is not null.
    Has,
}

impl Function {
    /// Every function with its name.
    pub const ALL: [(&'static str, Function); 3] =
        [("size", Function::Size), ("present", Function::Present), ("has", Function::Has)];
}
