//! A compiled expression: names are looked up, definitions are put in place, functions are found.

use std::sync::Arc;

use regex::Regex;

use crate::text::Span;

use super::functions::Function;
use super::syntax::{Comparison, Macro, Operation};
use super::Value;

/// A compiled expression.
#[derive(Clone, Debug)]
pub struct Code {
    /// Bytes in the expression's own text; of what a definition says, those of its use.
    pub span: Span,
    pub(super) op: Op,
}

#[derive(Clone, Debug)]
pub(super) enum Op {
    Constant(Value<'static>),
    Local(usize),
    /// The document that is judged.
    Document,
    AsOf,
    Parameter(String),
    Field(Box<Code>, Box<str>),
    Index(Box<Code>, Box<Code>),
    Not(Box<Code>),
    Negative(Box<Code>),
    And(Box<Code>, Box<Code>),
    Or(Box<Code>, Box<Code>),
    Compare(Comparison, Box<Code>, Box<Code>),
    Arithmetic(Operation, Box<Code>, Box<Code>),
    Otherwise(Box<Code>, Box<Code>),
    Conditional(Box<[Code; 3]>),
    List(Vec<Code>),
    Map(Vec<(String, Code)>),
    Call(&'static Function, Vec<Code>),
    /// A pattern that is written out.
    Matches(Box<Code>, Arc<Regex>),
    /// What is done with each item, which is bound to a local.
    Each(Macro, Box<Code>, usize, Box<Code>),
    /// A definition: its arguments go to locals, from the first on.
    Bound(usize, Vec<Code>, Box<Code>),
    Source(Source),
    /// The document of one of these kinds (any, if none is given) with an id or path.
    Lookup(Vec<usize>, Box<Code>),
    /// What a document says about a concept.
    Concept(usize, Box<Code>),
    /// The clauses about a topic in a document.
    Clauses(usize, Box<Code>),
}

/// Documents of a kind, or the rows of their lists.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) kind: usize,
    /// The field that holds the rows, for rows.
    pub(super) rows: Option<Box<str>>,
    pub(super) of: Owner,
}

/// Whose documents.
#[derive(Clone, Debug)]
pub(super) enum Owner {
    /// Those of the engagement of the document that is judged.
    Own,
    /// Those of the engagement with this id.
    Given(Box<Code>),
    All,
}

impl Code {
    /// Whether it gives the same for every subject of a document, and for every document of an engagement:
    /// the plain records or rows of a kind.
    pub(crate) fn is_source(&self) -> bool {
        matches!(&self.op, Op::Source(Source { of: Owner::Own | Owner::All, .. }))
    }
}
