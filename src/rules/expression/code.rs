//! A compiled expression: names are looked up, definitions are put in place, functions are found.

use std::ops::Range;
use std::sync::Arc;

use crate::text::Span;

use super::field::Field;
use super::functions::Function;
use super::syntax::{Comparison, Macro, Operation};
use super::{List, Pattern, Value};

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
    Field(Box<Code>, Field),
    Index(Box<Code>, Box<Code>),
    Not(Box<Code>),
    Negative(Box<Code>),
    And(Box<Code>, Box<Code>),
    Or(Box<Code>, Box<Code>),
    Compare(Comparison, Box<Code>, Box<Code>),
    Arithmetic(Operation, Box<Code>, Box<Code>),
    Otherwise(Box<Code>, Box<Code>),
    Conditional(Box<[Code; 3]>),
    /// With the list itself, where it hangs on nothing.
    List(Vec<Code>, Option<Arc<List<'static>>>),
    Map(Vec<(String, Code)>),
    Call(&'static Function, Vec<Code>),
    /// A pattern that is written out.
    Matches(Box<Code>, Arc<Pattern>),
    /// What is done with each item, which is bound to a local.
    Each(Macro, Box<Code>, usize, Box<Code>),
    /// The same, over all documents of a kind, of which a guard leaves out those for which it is plain that
    /// the condition does not hold.
    Guarded(Arc<Guard>, Box<Code>),
    /// How many items of a source say what is looked for: a call that counts what such a guard lets through.
    Counted(Arc<Guard>, Box<Code>),
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

impl Code {
    /// Both conditions, this one first.
    #[must_use]
    pub fn and(self, other: Code) -> Code {
        Code { span: self.span, op: Op::And(Box::new(self), Box::new(other)) }
    }

    /// The first of the conditions that `&&` joins; itself, where there is no other.
    #[must_use]
    pub fn first(&self) -> &Code {
        let mut first = self;
        while let Op::And(left, _) = &first.op {
            first = left;
        }
        first
    }
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

/// Which items of a source a condition may hold for, or be unknown for.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) source: Source,
    pub(super) holds: Holds,
    /// All that the judged document has a part in, where it is the same for the rest of the condition whichever
    /// is judged; else nothing.
    pub(super) sought: Vec<Arc<Fact>>,
    /// The kinds of documents that the condition hangs on beside the judged one; `None` where it may be any.
    pub(super) kinds: Option<Vec<usize>>,
}

/// What must hold, or be unknown.
#[derive(Debug)]
pub(super) enum Holds {
    /// What an item says, by itself or against what is looked for.
    Fact(Arc<Fact>),
    /// Each of these; one is enough to leave an item out.
    Both(Box<[Holds; 2]>),
    /// One of these.
    Either(Box<[Holds; 2]>),
}

/// What an item says, by a path into its lists.
#[derive(Debug)]
pub(super) struct Fact {
    /// The local of the item.
    pub(super) slot: usize,
    /// Lists in lists, each with the local of its items: the fact is one of some item of the last.
    pub(super) within: Vec<(Code, usize)>,
    /// What it says there.
    pub(super) says: Says,
}

#[derive(Debug)]
pub(super) enum Says {
    /// A value, which is the same as what is looked for.
    Same(Code, Code),
    /// A value, which stands in the list that is looked for.
    OneOf(Code, Code),
    /// A list, in which stands what is looked for.
    Has(Code, Code),
    /// A condition that the judged document has no part in.
    Condition(Code),
}

impl Code {
    /// Whether it uses one of these locals.
    #[must_use]
    pub fn uses(&self, slots: Range<usize>) -> bool {
        self.any(&mut |op| matches!(op, Op::Local(slot) if slots.contains(slot)))
    }

    /// Whether something holds for it or for one of its parts.
    pub(super) fn any(&self, holds: &mut dyn FnMut(&Op) -> bool) -> bool {
        let mut stack = vec![self];
        while let Some(code) = stack.pop() {
            if holds(&code.op) {
                return true;
            }
            match &code.op {
                Op::Local(_) | Op::Constant(_) | Op::Document | Op::AsOf | Op::Parameter(_) => {}
                Op::Field(a, _) | Op::Not(a) | Op::Negative(a) | Op::Matches(a, _) => stack.push(a),
                Op::Lookup(_, a)
                | Op::Concept(_, a)
                | Op::Clauses(_, a)
                | Op::Guarded(_, a)
                | Op::Counted(_, a) => stack.push(a),
                Op::Index(a, b)
                | Op::And(a, b)
                | Op::Or(a, b)
                | Op::Compare(_, a, b)
                | Op::Arithmetic(_, a, b)
                | Op::Otherwise(a, b)
                | Op::Each(_, a, _, b) => stack.extend([&**a, &**b]),
                Op::Conditional(parts) => stack.extend(parts.iter()),
                Op::List(items, _) | Op::Call(_, items) => stack.extend(items),
                Op::Map(entries) => stack.extend(entries.iter().map(|(_, code)| code)),
                Op::Bound(_, arguments, body) => {
                    stack.extend(arguments);
                    stack.push(body);
                }
                Op::Source(source) => {
                    if let Owner::Given(code) = &source.of {
                        stack.push(code);
                    }
                }
            }
        }
        false
    }
}

impl Fact {
    /// What an item says is held against this; nothing of a condition.
    pub(super) fn given(&self) -> Option<&Code> {
        match &self.says {
            Says::Same(_, given) | Says::OneOf(_, given) | Says::Has(_, given) => Some(given),
            Says::Condition(_) => None,
        }
    }

    /// The kinds of documents that it hangs on, `own` among them; `None` where it may be any.
    pub(super) fn kinds(&self, own: usize) -> Option<Vec<usize>> {
        let says = match &self.says {
            Says::Same(own, _) | Says::OneOf(own, _) | Says::Has(own, _) | Says::Condition(own) => own,
        };
        kinds_of(self.within.iter().map(|(list, _)| list).chain([says]), own)
    }
}

/// The kinds of documents that expressions read, `own` among them; `None` where it may be any.
pub(super) fn kinds_of<'c>(codes: impl IntoIterator<Item = &'c Code>, own: usize) -> Option<Vec<usize>> {
    let (mut kinds, mut any) = (vec![own], false);
    for code in codes {
        code.any(&mut |op| {
            match op {
                Op::Source(source) => kinds.push(source.kind),
                Op::Lookup(of, _) if of.is_empty() => any = true,
                Op::Lookup(of, _) => kinds.extend(of),
                _ => {}
            }
            false
        });
    }
    (!any).then_some(kinds)
}
