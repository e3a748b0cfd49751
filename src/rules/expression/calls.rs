//! Calls, compiled: functions, definitions put in place, and what leads to other documents.

use std::sync::Arc;

use crate::facts::{self, nearest};
use crate::text::Span;

use super::code::{Code, Op, Owner, Source};
use super::compile::Compiler;
use super::counted;
use super::functions;
use super::names::Definition;
use super::syntax::{Expr, ExprKind, Literal, Name};
use super::types::{self, Type};
use super::{Data, Value};

/// Definitions may use definitions, this many levels down.
const DEEPEST: usize = 8;

impl Compiler<'_> {
    pub(super) fn call(&mut self, name: &Name, arguments: &[Expr], span: Span) -> (Code, Type) {
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
            let patterns = self.names.patterns;
            let found = if self.trusted { Ok(patterns.trusted(pattern)) } else { patterns.checked(pattern) };
            return match found {
                Ok(pattern) => (Code { span, op: Op::Matches(text, pattern) }, Type::Truth),
                Err(why) => {
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
        let names = function.name == "in_repository";
        (self.reads.others, self.reads.names) = (self.reads.others || names, self.reads.names || names);
        let gives = function.gives(&types, self.names.kinds);
        let counted = counted::read(function, &codes);
        let call = Code { span, op: Op::Call(function, codes) };
        match counted {
            Some(guard) => (Code { span, op: Op::Counted(guard, Box::new(call)) }, gives),
            None => (call, gives),
        }
    }

    /// Puts a definition in place of its name.
    pub(super) fn definition(&mut self, name: &str, arguments: &[(Code, Type)], span: Span) -> (Code, Type) {
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
            let number = self.names.vocabulary.topic(id);
            self.reads.topics.extend(number);
            return Some(match number {
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
            self.reads.far.extend(&found);
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
        let kinds = self.names.kinds;
        let owned = kinds.is_owned(kind) && self.names.judged.iter().all(|judged| kinds.is_owned(*judged));
        if !(matches!(of, Owner::Own) && owned) {
            self.reads.far.insert(kind);
        }
        let (rows, item) = if name.text.ends_with("rows") {
            let Some(rows) = self.names.kinds.get(kind).rows() else {
                self.mistake(first.span, "Documents of this kind hold no rows.");
                return Some(nothing());
            };
            let types = &self.names.kinds.get(kind).types;
            let of = types.field(facts::FieldTypes::ROOT, rows).and_then(|id| types.items(id));
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
