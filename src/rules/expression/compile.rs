//! From what is written to what runs: names are looked up and types held against each other, so that a
//! mistake in a policy is told when it is loaded.

use std::sync::Arc;

use crate::text::Span;

use super::code::{Code, Op};
use super::field::Field;
use super::guard;
use super::mistake::Mistake;
use super::names::{Definition, HISTORY, Names, Reads};
use super::syntax::{Expr, ExprKind, Literal, Macro, Name, Operation};
use super::types::{self, Type};
use super::{Data, List, Value};

/// How many parts a compiled expression may have, definitions put in place.
const LARGEST: usize = 20_000;

/// Compiles the expressions of one policy.
#[derive(Debug)]
pub struct Compiler<'a> {
    pub(super) names: &'a Names<'a>,
    /// By slot; those before `visible` belong to the user of a definition.
    variables: Vec<(String, Type)>,
    pub(super) visible: usize,
    /// How many definitions deep.
    pub(super) level: usize,
    size: usize,
    /// Whether what git recorded of a row can be asked for.
    pub history: bool,
    /// Whether they come with soplint: tests hold what need not be checked each time.
    pub trusted: bool,
    /// What they read, together.
    pub reads: Reads,
    pub(super) mistakes: Vec<Mistake>,
}

impl<'a> Compiler<'a> {
    /// Without variables.
    #[must_use]
    pub fn new(names: &'a Names<'a>) -> Self {
        Self {
            names,
            variables: Vec::new(),
            visible: 0,
            level: 0,
            size: 0,
            history: false,
            trusted: false,
            reads: Reads::default(),
            mistakes: Vec::new(),
        }
    }

    /// For what a definition says, which sees no document.
    #[must_use]
    pub fn of_definition(names: &'a Names<'a>) -> Self {
        Self { level: 1, ..Self::new(names) }
    }

    /// Adds a variable; what it is called is its slot from now on.
    pub fn bind(&mut self, name: &str, of: Type) -> usize {
        self.variables.push((name.to_owned(), of));
        self.variables.len() - 1
    }

    /// How many variables there are.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.variables.len()
    }

    /// Forgets the variables past a number of them.
    pub fn unbind(&mut self, depth: usize) {
        self.variables.truncate(depth);
    }

    /// The type of an item of a list; `None` for what is no list.
    #[must_use]
    pub fn item(&self, of: &Type) -> Option<Type> {
        types::item(of, self.names.kinds)
    }

    /// Compiles an expression; `wanted` is the type that its place asks for.
    ///
    /// # Errors
    /// All mistakes, each in bytes of the expression's text.
    pub fn compile(&mut self, expr: &Expr, wanted: &Type) -> Result<(Code, Type), Vec<Mistake>> {
        self.size = 0;
        let (code, found) = self.expr(expr);
        if !types::fits(&found, wanted, self.names.kinds) {
            let message = format!("This gives {}; {} is needed here.", found.name(), wanted.name());
            self.mistakes.push(Mistake::new(expr.span, message));
        }
        let mut mistakes = std::mem::take(&mut self.mistakes);
        mistakes.dedup();
        if mistakes.is_empty() { Ok((code, found)) } else { Err(mistakes) }
    }

    pub(super) fn mistake(&mut self, span: Span, message: impl Into<String>) {
        self.mistakes.push(Mistake::new(span, message));
    }

    pub(super) fn unknown<'k>(&mut self, span: Span, name: &str, known: impl IntoIterator<Item = &'k str>) {
        self.mistakes.push(Mistake::unknown(span, name, known));
    }

    pub(super) fn boxed(&mut self, expr: &Expr) -> (Box<Code>, Type) {
        let (code, of) = self.expr(expr);
        (Box::new(code), of)
    }

    /// A part that must be a truth value.
    fn condition(&mut self, expr: &Expr) -> Box<Code> {
        let (code, of) = self.boxed(expr);
        self.want(&of, &Type::Truth, expr.span);
        code
    }

    pub(super) fn want(&mut self, found: &Type, wanted: &Type, span: Span) {
        if !types::fits(found, wanted, self.names.kinds) {
            self.mistake(span, format!("This gives {}; {} is needed here.", found.name(), wanted.name()));
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> (Code, Type) {
        self.size += 1;
        let span = expr.span;
        let code = |op| Code { span, op };
        if self.size > LARGEST {
            if self.size == LARGEST + 1 {
                self.mistake(span, "With its definitions put in place, this expression is too long.");
            }
            return (code(Op::Constant(Value::loose(Data::Malformed))), Type::Any);
        }
        match &expr.kind {
            ExprKind::Literal(literal) => {
                let (data, of) = constant(literal);
                (code(Op::Constant(Value::loose(data))), of)
            }
            ExprKind::List(items) => {
                let (items, types): (Vec<_>, Vec<_>) = items.iter().map(|item| self.expr(item)).unzip();
                let fixed = items.iter().map(|item| match &item.op {
                    Op::Constant(value) => Some(value.clone()),
                    _ => None,
                });
                let fixed = fixed.collect::<Option<_>>();
                let fixed = fixed.map(|items| Arc::new(List { items, ..List::default() }));
                (code(Op::List(items, fixed)), Type::list(types::unite(&types)))
            }
            ExprKind::Map(entries) => {
                let (mut codes, mut types) = (Vec::new(), Vec::new());
                for (key, value) in entries {
                    let (value, of) = self.expr(value);
                    codes.push((key.clone(), value));
                    types.push((key.clone(), of));
                }
                (code(Op::Map(codes)), Type::Record(types.into()))
            }
            ExprKind::Name(name) => self.name(name, span),
            ExprKind::Field(inner, name, at) => self.field(inner, name, *at, span),
            ExprKind::Index(inner, index) => {
                let (inner_code, of) = self.boxed(inner);
                let (index_code, by) = self.boxed(index);
                let by_name = matches!(of, Type::Record(_));
                let by_number = matches!(of, Type::List(_) | Type::Scale);
                if by_number {
                    self.want(&by, &Type::Number, index.span);
                } else if by_name {
                    self.want(&by, &Type::text(), index.span);
                }
                let entry = match (types::entry(&of, self.names.kinds), &index.kind) {
                    (_, ExprKind::Literal(Literal::Text(name))) if !by_number => {
                        types::field(&of, name, self.names.kinds).unwrap_or(Type::Any)
                    }
                    (Some(entry), _) => entry,
                    (None, _) => {
                        self.mistake(inner.span, format!("This gives {}, which has no entries.", of.name()));
                        Type::Any
                    }
                };
                (code(Op::Index(inner_code, index_code)), entry)
            }
            ExprKind::Not(inner) => (code(Op::Not(self.condition(inner))), Type::Truth),
            ExprKind::Negative(inner) => {
                let (inner_code, of) = self.boxed(inner);
                self.want(&of, &Type::Number, inner.span);
                (code(Op::Negative(inner_code)), Type::Number)
            }
            ExprKind::And(left, right) => {
                (code(Op::And(self.condition(left), self.condition(right))), Type::Truth)
            }
            ExprKind::Or(left, right) => {
                (code(Op::Or(self.condition(left), self.condition(right))), Type::Truth)
            }
            ExprKind::Compare(comparison, left, right) => {
                let ((a, of_a), (b, of_b)) = (self.boxed(left), self.boxed(right));
                self.comparison(*comparison, (left, &of_a), (right, &of_b), span);
                (code(Op::Compare(*comparison, a, b)), Type::Truth)
            }
            ExprKind::Arithmetic(operation, left, right) => {
                let ((a, of_a), (b, of_b)) = (self.boxed(left), self.boxed(right));
                let items = (types::item(&of_a, self.names.kinds), types::item(&of_b, self.names.kinds));
                let both = match (operation, items) {
                    (Operation::Add, (Some(a), Some(b))) => Some(Type::list(types::unite(&[a, b]))),
                    _ => types::arithmetic(*operation, &of_a, &of_b),
                };
                let of = both.unwrap_or_else(|| {
                    let message = format!(
                        "`{}` between {} and {} has no meaning.",
                        operation.sign(),
                        of_a.name(),
                        of_b.name()
                    );
                    self.mistake(span, message);
                    Type::Any
                });
                (code(Op::Arithmetic(*operation, a, b)), of)
            }
            ExprKind::Otherwise(left, right) => {
                let ((a, of_a), (b, of_b)) = (self.boxed(left), self.boxed(right));
                (code(Op::Otherwise(a, b)), self.either(of_a, of_b))
            }
            ExprKind::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                let condition = *self.condition(condition);
                let ((yes, of_a), (no, of_b)) = (self.expr(yes), self.expr(no));
                (code(Op::Conditional(Box::new([condition, yes, no]))), self.either(of_a, of_b))
            }
            ExprKind::Call(name, arguments) => self.call(name, arguments, span),
            ExprKind::Macro(each, range, variable, body) => self.each(*each, range, variable, body, span),
        }
    }

    /// One of two types. An empty list in place of one that is not there says nothing of its items.
    fn either(&mut self, a: Type, b: Type) -> Type {
        let empty = matches!(&b, Type::List(of) if **of == Type::Any);
        if empty && types::item(&a, self.names.kinds).is_some() {
            return a;
        }
        types::unite(&[a, b])
    }

    fn name(&mut self, name: &str, span: Span) -> (Code, Type) {
        let code = |op| Code { span, op };
        let variables = self.variables.iter().enumerate().skip(self.visible);
        if let Some((slot, (_, of))) = variables.rev().find(|(_, (known, _))| known == name) {
            return (code(Op::Local(slot)), of.clone());
        }
        match name {
            "doc" if self.level == 0 => {
                self.reads.fields = true;
                return (code(Op::Document), Type::Document(self.names.judged.as_slice().into()));
            }
            "as_of" => return (code(Op::AsOf), Type::Date),
            _ => {}
        }
        match self.names.definitions.get(name) {
            Some(Definition::Formula { arguments, .. }) if arguments.is_empty() => {
                self.definition(name, &[], span)
            }
            Some(Definition::Formula { arguments, .. }) => {
                self.mistake(span, format!("Write '{name}({})'.", arguments.join(", ")));
                (code(Op::Constant(Value::loose(Data::Malformed))), Type::Any)
            }
            Some(Definition::Table(value, of)) => (code(Op::Constant(value.clone())), of.clone()),
            Some(Definition::Scale(value)) => (code(Op::Constant(value.clone())), Type::Scale),
            None => {
                let names = self.names;
                let own: Vec<String> =
                    self.variables[self.visible..].iter().map(|(name, _)| name.clone()).collect();
                let own = own.iter().map(String::as_str);
                let known = own.chain(["doc", "params", "as_of"]);
                self.unknown(span, name, known.chain(names.definitions.keys().map(String::as_str)));
                (code(Op::Constant(Value::loose(Data::Malformed))), Type::Any)
            }
        }
    }

    fn field(&mut self, inner: &Expr, name: &str, at: Span, span: Span) -> (Code, Type) {
        let code = |op| Code { span, op };
        let nothing = || (Code { span, op: Op::Constant(Value::loose(Data::Malformed)) }, Type::Any);
        let names = self.names;
        if let ExprKind::Name(root) = &inner.kind
            && root == "params"
        {
            return match names.parameters.get(name) {
                Some(of) => {
                    self.reads.limits.insert(name.to_owned());
                    (code(Op::Parameter(name.to_owned())), of.clone())
                }
                None => {
                    self.unknown(at, name, names.parameters.keys().map(String::as_str));
                    nothing()
                }
            };
        }
        // `doc.kind` is known of every document, whether or not its fields could be read.
        let reads_fields = self.reads.fields;
        if let ExprKind::Field(document, sections, _) = &inner.kind
            && sections == "sections"
        {
            let (document_code, of) = self.boxed(document);
            if let Type::Document(kinds) = &of {
                self.reads.fields = reads_fields;
                if !kinds.is_empty() && kinds.iter().all(|kind| !names.kinds.get(*kind).is_markdown()) {
                    self.mistake(inner.span, "Documents of this kind have no text with sections.");
                }
                return match names.vocabulary.concept(name) {
                    Some(concept) => {
                        self.reads.concepts.insert(concept);
                        (code(Op::Concept(concept, document_code)), Type::Section)
                    }
                    None => {
                        self.unknown(at, name, names.vocabulary.concepts().iter().map(|c| c.id.as_str()));
                        nothing()
                    }
                };
            }
        }
        let (inner_code, of) = self.boxed(inner);
        if matches!(inner_code.op, Op::Document) && matches!(name, "kind" | "path") {
            self.reads.fields = reads_fields;
        }
        self.reads.field(&of, name, names.kinds);
        let field = Field::new(name, &of, names.kinds);
        let recorded = HISTORY.contains(&name)
            && self.history
            && matches!(of, Type::Field(_) | Type::Document(_) | Type::Any);
        let found = if recorded { Ok(history()) } else { types::field(&of, name, names.kinds) };
        let of = found.unwrap_or_else(|known| {
            if known.is_empty() {
                self.mistake(at, format!("'{name}' is asked of {}, which has no fields.", of.name()));
            } else {
                self.unknown(at, name, known.iter().map(String::as_str));
            }
            Type::Any
        });
        (code(Op::Field(inner_code, field)), of)
    }

    fn each(&mut self, each: Macro, range: &Expr, variable: &Name, body: &Expr, span: Span) -> (Code, Type) {
        let (range_code, of) = self.boxed(range);
        let item = types::item(&of, self.names.kinds).unwrap_or_else(|| {
            self.mistake(range.span, format!("This gives {}; a list is needed here.", of.name()));
            Type::Any
        });
        let depth = self.depth();
        let slot = self.bind(&variable.text, item.clone());
        let (body, gives) =
            if each == Macro::Map { self.boxed(body) } else { (self.condition(body), Type::Truth) };
        self.unbind(depth);
        let of = match each {
            Macro::Filter => Type::list(item),
            Macro::Map => Type::list(gives),
            _ => Type::Truth,
        };
        let guard = match &range_code.op {
            Op::Source(source) if matches!(each, Macro::Exists | Macro::ExistsOne | Macro::Filter) => {
                guard::read(source, slot, &body, &self.names.judged, self.names.kinds)
            }
            _ => None,
        };
        let code = Code { span, op: Op::Each(each, range_code, slot, body) };
        match guard {
            Some(guard) => (Code { span, op: Op::Guarded(Arc::new(guard), Box::new(code)) }, of),
            None => (code, of),
        }
    }
}

fn history() -> Type {
    Type::Record(
        [("date", Type::Moment), ("author", Type::text())].map(|(name, of)| (name.to_owned(), of)).into(),
    )
}

fn constant(literal: &Literal) -> (Data<'static>, Type) {
    match literal {
        Literal::Null => (Data::Missing, Type::Any),
        Literal::Bool(value) => (Data::Bool(*value), Type::Truth),
        Literal::Int(value) => (Data::Int(*value), Type::Number),
        Literal::Float(value) => (Data::Float(*value), Type::Number),
        Literal::Text(text) => (Data::Text(text.clone().into()), Type::text()),
    }
}
