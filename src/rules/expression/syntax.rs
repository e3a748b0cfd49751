//! What an expression is made of, as it is written.

use crate::text::Span;

/// An expression; every part knows its bytes in the text that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Bytes in the expression's own text.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
    /// Levels below it, so that what walks it knows how deep it can go.
    pub(super) depth: u16,
}

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `12`, `'text'`, `true`, `null`.
    Literal(Literal),
    /// `['a', 'b']`
    List(Vec<Expr>),
    /// `{min_days: 15}`
    Map(Vec<(String, Expr)>),
    /// `doc`
    Name(String),
    /// `a.b`
    Field(Box<Expr>, String, Span),
    /// `a[b]`
    Index(Box<Expr>, Box<Expr>),
    /// `!a`
    Not(Box<Expr>),
    /// `-a`
    Negative(Box<Expr>),
    /// `a && b`
    And(Box<Expr>, Box<Expr>),
    /// `a || b`
    Or(Box<Expr>, Box<Expr>),
    /// `a < b` and its like.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a + b` and its like.
    Arithmetic(Operation, Box<Expr>, Box<Expr>),
    /// `a ?? b`
    Otherwise(Box<Expr>, Box<Expr>),
    /// `a ? b : c`
    Conditional(Box<[Expr; 3]>),
    /// `size(x)`, and `x.size()`, where the receiver is the first argument.
    Call(Name, Vec<Expr>),
    /// `xs.filter(x, x > 1)`
    Macro(Macro, Box<Expr>, Name, Box<Expr>),
}

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Its bytes in the expression's own text.
    pub span: Span,
    /// Whether it stands behind a dot.
    pub method: bool,
}

/// A value that is written out.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `12`
    Int(i64),
    /// `1.5`
    Float(f64),
    /// `'text'`
    Text(String),
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

/// `+` and its like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

/// What is done with each item of a list, or each key of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Macro {
    /// It holds for every one.
    All,
    /// It holds for one at least.
    Exists,
    /// It holds for exactly one.
    ExistsOne,
    /// Those for which it holds.
    Filter,
    /// Something of each.
    Map,
}

impl Macro {
    /// Every one with its name.
    pub const ALL: [(&'static str, Macro); 5] = [
        ("all", Macro::All),
        ("exists", Macro::Exists),
        ("exists_one", Macro::ExistsOne),
        ("filter", Macro::Filter),
        ("map", Macro::Map),
    ];
}

impl Operation {
    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Operation::Add => "+",
            Operation::Subtract => "-",
            Operation::Multiply => "*",
            Operation::Divide => "/",
            Operation::Remainder => "%",
        }
    }
}

impl Expr {
    /// An expression, with how deep it is.
    pub(super) fn new(span: Span, kind: ExprKind) -> Self {
        let most = |parts: &[Expr]| parts.iter().map(|part| part.depth).max().unwrap_or(0);
        let below = match &kind {
            ExprKind::Literal(_) | ExprKind::Name(_) => 0,
            ExprKind::Field(inner, ..) | ExprKind::Not(inner) | ExprKind::Negative(inner) => inner.depth,
            ExprKind::Index(a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::Arithmetic(_, a, b)
            | ExprKind::Otherwise(a, b)
            | ExprKind::Macro(_, a, _, b) => a.depth.max(b.depth),
            ExprKind::Conditional(all) => most(&**all),
            ExprKind::List(items) | ExprKind::Call(_, items) => most(items),
            ExprKind::Map(entries) => entries.iter().map(|(_, part)| part.depth).max().unwrap_or(0),
        };
        Self { span, kind, depth: below.saturating_add(1) }
    }
}
