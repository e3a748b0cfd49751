//! From what is written to what runs: names are looked up and types held against each other, so that a
//! mistake in a policy is told when it is loaded.

use std::sync::Arc;

use regex::RegexBuilder;

use crate::facts::nearest;
use crate::text::Span;

use super::code::{Code, Op, Owner, Source};
use super::functions::{self, Function};
use super::names::{Definition, Mistake, Names, Reads};
use super::syntax::{Comparison, Expr, ExprKind, Literal, Macro, Name, Operation};
use super::types::{self, Type};
use super::{Data, Value};

/// Definitions may use definitions, this many levels down.
const DEEPEST: usize = 8;
/// How many parts a compiled expression may have, definitions put in place.
const LARGEST: usize = 20_000;
/// The size of a compiled pattern, in bytes.
pub(super) const PATTERN: usize = 1 << 18;

/// Compiles the expressions of one policy.
#[derive(Debug)]
pub struct Compiler<'a> {
    names: &'a Names<'a>,
    /// By slot; those before `visible` belong to the user of a definition.
    variables: Vec<(String, Type)>,
    visible: usize,
    level: usize,
    size: usize,
    /// Whether what git recorded of a row can be asked for.
    pub history: bool,
    /// What they read, together.
    pub reads: Reads,
    mistakes: Vec<Mistake>,
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

    fn mistake(&mut self, span: Span, message: impl Into<String>) {
        self.mistakes.push(Mistake::new(span, message));
    }

    fn unknown<'k>(&mut self, span: Span, name: &str, known: impl IntoIterator<Item = &'k str>) {
        let known: Vec<&str> = known.into_iter().collect();
        let message = match nearest(name, known.iter().copied()) {
            Some(near) => format!("'{name}' is not known here. Did you mean '{near}'?"),
            None if known.len() <= 12 && !known.is_empty() => {
                format!("'{name}' is not known here; there are {}.", known.join(", "))
            }
            None => format!("'{name}' is not known here."),
        };
        self.mistake(span, message);
    }

    fn boxed(&mut self, expr: &Expr) -> (Box<Code>, Type) {
        let (code, of) = self.expr(expr);
        (Box::new(code), of)
    }

    /// A part that must be a truth value.
    fn condition(&mut self, expr: &Expr) -> Box<Code> {
        let (code, of) = self.boxed(expr);
        self.want(&of, &Type::Truth, expr.span);
        code
    }

    fn want(&mut self, found: &Type, wanted: &Type, span: Span) {
        if !types::fits(found, wanted, self.names.kinds) {
            self.mistake(span, format!("This gives {}; {} is needed here.", found.name(), wanted.name()));
        }
    }

    fn expr(&mut self, expr: &Expr) -> (Code, Type) {
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
                (code(Op::List(items)), Type::list(types::unite(&types)))
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
                    _ => arithmetic(*operation, &of_a, &of_b),
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

    /// One of two types. A moment or a date can be compared with either.
    fn either(&mut self, a: Type, b: Type) -> Type {
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
                Some(of) => (code(Op::Parameter(name.to_owned())), of.clone()),
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
                    Some(concept) => (code(Op::Concept(concept, document_code)), Type::Section),
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
        let recorded = HISTORY.contains(&name) && self.history && matches!(of, Type::Field(_) | Type::Any);
        let found = if recorded { Ok(history()) } else { types::field(&of, name, names.kinds) };
        let of = found.unwrap_or_else(|known| {
            if known.is_empty() {
                self.mistake(at, format!("'{name}' is asked of {}, which has no fields.", of.name()));
            } else {
                self.unknown(at, name, known.iter().map(String::as_str));
            }
            Type::Any
        });
        (code(Op::Field(inner_code, name.into())), of)
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
        (Code { span, op: Op::Each(each, range_code, slot, body) }, of)
    }

    fn comparison(
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
                let ordered = |of: &Type| {
                    !matches!(
                        of,
                        Type::Truth | Type::List(_) | Type::Record(_) | Type::Document(_) | Type::Section
                    )
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

    fn call(&mut self, name: &Name, arguments: &[Expr], span: Span) -> (Code, Type) {
        if let Some(found) = self.source(name, arguments, span) {
            return found;
        }
        if let Some(Definition::Formula { .. }) = self.names.definitions.get(&name.text) {
            let compiled: Vec<_> = arguments.iter().map(|argument| self.expr(argument)).collect();
            return self.definition(&name.text, &compiled, span);
        }
        let Some(function) = functions::find(&name.text, arguments.len()) else {
            let names = self.names;
            let mut known: Vec<&str> = functions::names().chain(SOURCES).collect();
            known.extend(names.definitions.keys().map(String::as_str));
            let message = match nearest(&name.text, known.iter().copied()) {
                _ if functions::names().any(|known| known == name.text) => {
                    let uses: Vec<_> = functions::signatures(&name.text).collect();
                    format!("'{}' is written {}.", name.text, uses.join(" or "))
                }
                Some(near) => format!("There is no function '{}'. Did you mean '{near}'?", name.text),
                None => format!("There is no function '{}'.", name.text),
            };
            self.mistake(name.span, message);
            return (Code { span, op: Op::Constant(Value::loose(Data::Malformed)) }, Type::Any);
        };
        if function.name == "matches"
            && let ExprKind::Literal(Literal::Text(pattern)) = &arguments[1].kind
        {
            let (text, of) = self.boxed(&arguments[0]);
            self.want(&of, &Type::text(), arguments[0].span);
            return match RegexBuilder::new(pattern).size_limit(PATTERN).build() {
                Ok(regex) => (Code { span, op: Op::Matches(text, Arc::new(regex)) }, Type::Truth),
                Err(error) => {
                    let why = match error {
                        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
                        error => {
                            let error = error.to_string();
                            let last = error.lines().last().unwrap_or_default();
                            last.trim_start_matches("error: ").to_owned()
                        }
                    };
                    self.mistake(arguments[1].span, format!("This pattern can't be used: {why}."));
                    (Code { span, op: Op::Constant(Value::loose(Data::Malformed)) }, Type::Truth)
                }
            };
        }
        let (codes, types): (Vec<_>, Vec<_>) = arguments.iter().map(|argument| self.expr(argument)).unzip();
        for (index, of) in types.iter().enumerate() {
            if let Err(wanted) = function.takes(index, of, self.names.kinds) {
                let message = format!("'{}' takes {wanted} here; this gives {}.", function.name, of.name());
                self.mistake(arguments[index].span, message);
            }
        }
        self.reads.others |= function.reads_others();
        let gives = function.gives(&types, self.names.kinds);
        (Code { span, op: Op::Call(function, codes) }, gives)
    }

    /// Puts a definition in place of its name.
    fn definition(&mut self, name: &str, arguments: &[(Code, Type)], span: Span) -> (Code, Type) {
        let nothing = || (Code { span, op: Op::Constant(Value::loose(Data::Malformed)) }, Type::Any);
        let Some(Definition::Formula { arguments: wanted, body }) = self.names.definitions.get(name) else {
            return nothing();
        };
        if wanted.len() != arguments.len() {
            self.mistake(span, format!("Write '{name}({})'.", wanted.join(", ")));
            return nothing();
        }
        if self.level >= DEEPEST {
            self.mistake(span, format!("'{name}' uses definitions in definitions too deep, or itself."));
            return nothing();
        }
        let (visible, first) = (self.visible, self.depth());
        for (argument, (_, of)) in wanted.iter().zip(arguments) {
            self.bind(argument, of.clone());
        }
        self.visible = first;
        self.level += 1;
        let before = self.mistakes.len();
        let (body, of) = self.expr(body);
        self.level -= 1;
        self.visible = visible;
        self.unbind(first);
        // What is wrong inside is told where it is used: there the types are known.
        if let Some(inner) = self.mistakes.get(before).cloned() {
            self.mistakes.truncate(before);
            let message = if inner.message.starts_with("In '") {
                inner.message
            } else {
                format!("In '{name}': {}", inner.message)
            };
            self.mistake(span, message);
        }
        let codes = arguments.iter().map(|(code, _)| code.clone()).collect();
        (Code { span, op: Op::Bound(first, codes, Box::new(body)) }, of)
    }

    /// Other documents, and what a document says about a topic: calls whose first argument is a name.
    fn source(&mut self, name: &Name, arguments: &[Expr], span: Span) -> Option<(Code, Type)> {
        let code = |op| Code { span, op };
        if !SOURCES.contains(&name.text.as_str()) {
            return None;
        }
        let nothing = || (Code { span, op: Op::Constant(Value::loose(Data::Malformed)) }, Type::Any);
        let uses = |this: &mut Self, how: &str| {
            this.mistake(name.span, format!("Write '{how}'."));
            Some(nothing())
        };
        if name.text == "clauses" {
            let (document, topic) = match arguments {
                [topic] => (None, topic),
                [document, topic] => (Some(document), topic),
                _ => return uses(self, "clauses('topic')"),
            };
            let ExprKind::Literal(Literal::Text(id)) = &topic.kind else {
                return uses(self, "clauses('topic')");
            };
            let document = match document {
                Some(document) => self.expr(document).0,
                None => code(Op::Document),
            };
            return Some(match self.names.vocabulary.topic(id) {
                Some(topic) => (code(Op::Clauses(topic, Box::new(document))), Type::list(Type::Clause)),
                None => {
                    let names = self.names;
                    let known = names.vocabulary.topics().iter().map(|topic| topic.id.as_str());
                    self.unknown(topic.span, id, known.filter(|id| !id.contains('/')));
                    nothing()
                }
            });
        }
        let Some(first) = arguments.first() else { return uses(self, &format!("{}('kind')", name.text)) };
        let written: Vec<(&str, Span)> = match &first.kind {
            ExprKind::Literal(Literal::Text(kind)) => vec![(kind, first.span)],
            ExprKind::List(items) => {
                let text = |item: &Expr| match &item.kind {
                    ExprKind::Literal(Literal::Text(_)) => Some(item.span),
                    _ => None,
                };
                let texts = items.iter().filter_map(|item| Some((item, text(item)?)));
                texts
                    .filter_map(|(item, span)| match &item.kind {
                        ExprKind::Literal(Literal::Text(kind)) => Some((kind.as_str(), span)),
                        _ => None,
                    })
                    .collect()
            }
            _ => return uses(self, &format!("{}('kind')", name.text)),
        };
        let mut found = Vec::new();
        for (kind, at) in written {
            match self.names.kinds.find(kind) {
                Some(kind) => found.push(kind),
                None => {
                    let names = self.names;
                    self.unknown(at, kind, names.kinds.iter().map(|kind| kind.name.as_str()));
                    return Some(nothing());
                }
            }
        }
        self.reads.kinds.extend(&found);
        self.reads.others = true;
        if name.text == "document" {
            let [_, which] = arguments else { return uses(self, "document('kind', id)") };
            let (which_code, of) = self.boxed(which);
            self.want(&of, &Type::text(), which.span);
            let of = Type::Document(found.as_slice().into());
            return Some((code(Op::Lookup(found, which_code)), of));
        }
        let [kind] = found.as_slice() else { return uses(self, &format!("{}('kind')", name.text)) };
        let kind = *kind;
        let of = match (name.text.as_str(), arguments) {
            ("all_records" | "all_rows", [_]) => Owner::All,
            ("records" | "rows", [_]) => {
                self.reads.fields = true;
                Owner::Own
            }
            ("records" | "rows", [_, which]) => {
                let (which_code, of) = self.boxed(which);
                self.want(&of, &Type::text(), which.span);
                Owner::Given(which_code)
            }
            _ => return uses(self, &format!("{}('kind')", name.text)),
        };
        let (rows, item) = if name.text.ends_with("rows") {
            let Some(rows) = self.names.kinds.get(kind).rows() else {
                self.mistake(first.span, "Documents of this kind hold no rows.");
                return Some(nothing());
            };
            let types = &self.names.kinds.get(kind).types;
            let of = types.field(crate::facts::FieldTypes::ROOT, rows).and_then(|id| types.items(id));
            let of = of.map_or(Type::Any, |id| types::of_fields(self.names.kinds, vec![(kind, id)]));
            (Some(rows.into()), of)
        } else {
            (None, Type::Document(Arc::from([kind])))
        };
        Some((code(Op::Source(Source { kind, rows, of })), Type::list(item)))
    }
}

/// Whether a name means something by itself, so that no definition can take it.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    let roots =
        ["doc", "params", "as_of", "section", "clause", "row", "open", "missing", "in", "true", "false"];
    roots.contains(&name) || SOURCES.contains(&name) || functions::names().any(|known| known == name)
}

/// Calls that name kinds of documents or topics.
const SOURCES: [&str; 6] = ["records", "rows", "all_records", "all_rows", "document", "clauses"];

/// What git recorded of a row.
pub(super) const HISTORY: [&str; 2] = ["first_commit", "last_change"];

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

/// What an operation gives; `None` where it has no meaning.
fn arithmetic(operation: Operation, a: &Type, b: &Type) -> Option<Type> {
    use Operation::{Add, Subtract};
    Some(match (operation, a, b) {
        (_, Type::Number, Type::Number) => Type::Number,
        (Add, Type::Text(_), Type::Text(_)) => Type::text(),
        (Add | Subtract, Type::Date | Type::Moment, Type::Amount) => a.clone(),
        (Subtract, Type::Date | Type::Moment, Type::Date | Type::Moment) => Type::Amount,
        (Add | Subtract, Type::Amount, Type::Amount) => Type::Amount,
        (_, Type::Any, _) | (_, _, Type::Any) => Type::Any,
        (_, Type::Field(_), _) | (_, _, Type::Field(_)) => Type::Any,
        _ => return None,
    })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

impl Function {
    /// Whether it looks at the tree.
    fn reads_others(&self) -> bool {
        self.name == "in_repository"
    }
}
