//! Evaluation: three-valued, total, bounded, and with the places that decided.
//!
//! A value that is not there is *unknown*; `&&`, `||` and `!` follow Kleene, and what is made of a list
//! of which something is unknown is unknown itself, so that nothing drops out in silence.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::code::{Code, Op};
use super::compare::compare;
use super::patterns::Pattern;
use super::read::{self, Items, document};
use super::subject::Subject;
use super::truth::{Truth, unknown, worse};
use super::value::{List, NodeRef, Place};
use super::{Data, Value, arithmetic};

/// Steps that judging one document by one policy may take.
pub const STEPS: u64 = 5_000_000;

/// Hardly any policy has more locals.
const LOCALS: usize = 8;

/// Evaluates the expressions of one policy for one document.
#[derive(Debug)]
pub struct Machine<'a> {
    /// What it looks at.
    pub subject: Subject<'a>,
    /// By slot.
    locals: Vec<Value<'a>>,
    steps: u64,
    /// Steps that went into tables for all documents, which this one happened to need first.
    pub(super) shared: u64,
    pub(super) limit: u64,
    /// Whether it also says what came close; only what is shown needs that.
    pub explain: bool,
    /// Whether nothing is shown of what it gives, so that places need not be gathered.
    pub(super) quiet: bool,
    /// Arguments of the calls that are under way.
    pub(super) arguments: Vec<Value<'a>>,
    /// Lists of other documents and their rows, each made once; a few.
    pub(super) sources: Vec<((usize, bool, bool), Value<'a>)>,
    pub(super) patterns: HashMap<String, Arc<Pattern>>,
}

impl<'a> Machine<'a> {
    /// Without locals.
    #[must_use]
    pub fn new(subject: Subject<'a>) -> Self {
        Self {
            subject,
            locals: Vec::new(),
            steps: 0,
            shared: 0,
            limit: STEPS,
            explain: false,
            quiet: false,
            arguments: Vec::new(),
            sources: Vec::new(),
            patterns: HashMap::new(),
        }
    }

    /// Sets a local; those before it are set already.
    pub fn set(&mut self, slot: usize, value: Value<'a>) {
        if slot < self.locals.len() {
            self.locals[slot] = value;
        } else {
            if self.locals.capacity() == 0 {
                self.locals.reserve(LOCALS);
            }
            self.locals.resize(slot, Value::loose(Data::Missing));
            self.locals.push(value);
        }
    }

    /// A local.
    #[must_use]
    pub fn local(&self, slot: usize) -> Value<'a> {
        self.locals.get(slot).cloned().unwrap_or_else(|| Value::loose(Data::Missing))
    }

    /// Steps taken so far, those that others need not take again among them.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps + self.shared
    }

    /// Whether it took more steps than it may; then nothing that it gave counts.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        self.steps > self.limit
    }

    /// Counts steps that were taken elsewhere.
    pub fn spend(&mut self, steps: usize) {
        self.steps = self.steps.saturating_add(steps as u64);
    }

    /// Whether a condition holds, for those who show nothing of it. Places are most of what a condition costs.
    pub fn truth(&mut self, code: &'a Code) -> Truth {
        let before = std::mem::replace(&mut self.quiet, true);
        let truth = self.eval(code).truth();
        self.quiet = before;
        truth
    }

    /// Evaluates a condition; with its places only where the result is one that is `telling`. What is evaluated twice
    /// for that counts once.
    pub fn told(&mut self, code: &'a Code, telling: impl Fn(Truth) -> bool) -> Value<'a> {
        if self.quiet {
            return self.eval(code);
        }
        let before = self.steps;
        let truth = self.truth(code);
        if telling(truth) {
            self.steps = before;
            return self.eval(code);
        }
        Value::loose(match truth {
            Truth::True => Data::Bool(true),
            Truth::False => Data::Bool(false),
            other => unknown(other),
        })
    }

    /// Evaluates an expression. Past the limit of steps everything is malformed.
    pub fn eval(&mut self, code: &'a Code) -> Value<'a> {
        self.steps += 1;
        if self.is_exhausted() {
            return Value::loose(Data::Malformed);
        }
        match &code.op {
            Op::Constant(value) => value.lent(),
            Op::Local(slot) => self.local(*slot),
            Op::Document => document(self.subject.document),
            Op::AsOf => Value::loose(Data::Date(self.subject.as_of)),
            Op::Parameter(name) => {
                let value = self.subject.parameters.get(name);
                value.map_or_else(|| Value::loose(Data::Missing), Value::lent)
            }
            Op::Field(inner, field) => {
                let kinds = self.subject.kinds;
                // Most fields are asked of what lies there already.
                match &inner.op {
                    Op::Document => {
                        self.steps += 1;
                        read::known_field_of(self.subject.document, field, kinds)
                    }
                    Op::Local(slot) if *slot < self.locals.len() => {
                        read::known_field(&self.locals[*slot], field, kinds)
                    }
                    _ => read::known_field(&self.eval(inner), field, kinds),
                }
            }
            Op::Index(inner, index) => {
                let (inner, index) = (self.eval(inner), self.eval(index));
                self.index(&inner, &index)
            }
            Op::Not(inner) => {
                let inner = self.eval(inner);
                let data = match inner.truth() {
                    Truth::True => Data::Bool(false),
                    Truth::False => Data::Bool(true),
                    other => unknown(other),
                };
                Value { data, ..inner }
            }
            Op::Negative(inner) => arithmetic::negative(self.eval(inner)),
            Op::And(left, right) => self.both(left, right, Truth::False),
            Op::Or(left, right) => self.both(left, right, Truth::True),
            Op::Compare(comparison, left, right) => {
                let left = self.eval(left);
                let (value, steps) = match &right.op {
                    Op::Constant(right) => {
                        self.steps += 1;
                        compare(*comparison, &left, right, &self.subject, !self.quiet)
                    }
                    _ => compare(*comparison, &left, &self.eval(right), &self.subject, !self.quiet),
                };
                self.spend(steps);
                value
            }
            Op::Arithmetic(operation, left, right) => {
                let (left, right) = (self.eval(left), self.eval(right));
                let (value, steps) = arithmetic::apply(*operation, &left, &right, &self.subject);
                self.spend(steps);
                value
            }
            Op::Otherwise(left, right) => {
                let left = self.eval(left);
                if matches!(left.data, Data::Missing) { self.eval(right) } else { left }
            }
            Op::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                let condition = self.eval(condition);
                match condition.truth() {
                    Truth::True => self.eval(yes),
                    Truth::False => self.eval(no),
                    other => Value { data: unknown(other), ..condition },
                }
            }
            Op::List(_, Some(fixed)) => {
                self.spend(fixed.items.len());
                let list: Arc<List<'a>> = Arc::clone(fixed);
                Value::loose(Data::List(list))
            }
            Op::List(items, None) => {
                let items: Vec<_> = items.iter().map(|item| self.eval(item)).collect();
                Value::loose(Data::List(Arc::new(List { items, ..List::default() })))
            }
            Op::Map(entries) => {
                let entries =
                    entries.iter().map(|(key, value)| (Cow::Borrowed(key.as_str()), self.eval(value)));
                Value::loose(Data::Map(entries.collect()))
            }
            Op::Call(function, arguments) => {
                let first = self.arguments.len();
                for argument in arguments {
                    let argument = self.eval(argument);
                    self.arguments.push(argument);
                }
                let value = self.call(function, first);
                self.arguments.truncate(first);
                value
            }
            Op::Matches(text, pattern) => {
                let text = self.eval(text);
                match pattern.regex() {
                    Some(regex) => self.matches(&text, regex),
                    None => Value { data: Data::Malformed, ..text },
                }
            }
            Op::Each(each, range, slot, body) => self.each(*each, range, *slot, body),
            Op::Guarded(guard, each) => self.guarded(guard, each),
            Op::Counted(guard, call) => match self.counted(guard) {
                Some(count) => Value::loose(Data::Int(count)),
                None => self.eval(call),
            },
            Op::Bound(first, arguments, body) => {
                // Each may use the locals of the others, so all are evaluated before the first is set.
                for argument in arguments {
                    let argument = self.eval(argument);
                    self.arguments.push(argument);
                }
                for slot in (*first..first + arguments.len()).rev() {
                    let argument = self.arguments.pop().expect("was pushed");
                    self.set(slot, argument);
                }
                self.eval(body)
            }
            Op::Source(source) => self.source(source),
            Op::Lookup(kinds, which) => {
                let which = self.eval(which);
                let Data::Text(name) = &which.data else {
                    return Value { data: unknown(which.truth()), ..which };
                };
                match self.subject.index.find(kinds, name) {
                    Some(found) => {
                        let mut found = document(found);
                        if !self.quiet {
                            found.cite(&which);
                        }
                        found
                    }
                    None => Value { data: Data::Missing, ..which },
                }
            }
            Op::Concept(concept, of) => {
                let of = self.eval(of);
                let Data::Document(document) = of.data else {
                    return Value { data: unknown(of.truth()), ..of };
                };
                let title = Place::new(document, document.facts.title);
                let Some(prose) = &document.facts.prose else { return Value::at(Data::Missing, title) };
                let section = prose.section(*concept);
                let at = section.gist_at().map_or(title, |span| Place::new(document, span));
                Value::at(Data::Section(section, document), at)
            }
            Op::Clauses(topic, of) => {
                let of = self.eval(of);
                let Data::Document(document) = of.data else {
                    return Value { data: unknown(of.truth()), ..of };
                };
                let own = document.facts.wording.clauses.iter().filter(|clause| clause.topic == *topic);
                let items = own
                    .map(|clause| {
                        Value::at(Data::Clause(clause, document), Place::new(document, clause.span))
                    })
                    .collect();
                Value { data: Data::List(Arc::new(List { items, ..List::default() })), ..of }
            }
        }
    }

    /// `&&` (where `decisive` is false) and `||` (where it is true). The side that decides gives the places.
    fn both(&mut self, left: &'a Code, right: &'a Code, decisive: Truth) -> Value<'a> {
        let left = self.eval(left);
        if left.truth() == decisive {
            return left;
        }
        let mut right = self.eval(right);
        if right.truth() == decisive {
            return right;
        }
        let worst = worse(left.truth(), right.truth());
        let data = if worst == left.truth() && !left.is_known() {
            unknown(worst)
        } else if right.is_known() {
            right.data.clone()
        } else {
            unknown(worst)
        };
        if self.quiet {
            return Value::loose(data);
        }
        // What is known says nothing about why the whole is not.
        if left.is_known() && !right.is_known() {
            right.cite(&left);
            return Value { data, ..right };
        }
        let mut whole = Value { data, ..left };
        whole.cite(&right);
        whole
    }

    fn index(&self, inner: &Value<'a>, index: &Value<'a>) -> Value<'a> {
        let kinds = self.subject.kinds;
        if !inner.is_known() {
            return inner.clone();
        }
        if !index.is_known() {
            return Value { data: unknown(index.truth()), ..index.clone() };
        }
        let missing = || Value { data: Data::Missing, at: inner.at, more: inner.more.clone() };
        match (&inner.data, &index.data) {
            (Data::List(list), Data::Int(at)) => {
                let item = usize::try_from(*at).ok().and_then(|at| list.items.get(at));
                match (item, list.doubts.first()) {
                    (_, Some(doubt)) => doubt.clone(),
                    (Some(item), None) => item.clone(),
                    (None, None) => missing(),
                }
            }
            (Data::Node(NodeRef { node, .. }), Data::Int(at)) if node.items().is_some() => {
                let items = Items::of(&inner.data, kinds).expect("is a list");
                match usize::try_from(*at).ok().filter(|at| *at < items.len()) {
                    Some(at) => items.get(at, kinds),
                    None => missing(),
                }
            }
            (Data::Node(_) | Data::Map(_) | Data::Document(_), Data::Text(name)) => {
                read::field(inner, name, kinds)
            }
            (Data::Node(_) | Data::Map(_), Data::Int(number)) => {
                read::field(inner, &number.to_string(), kinds)
            }
            (Data::List(_) | Data::Node(_) | Data::Map(_) | Data::Document(_), _) => {
                Value { data: Data::Malformed, ..index.clone() }
            }
            _ => missing(),
        }
    }
}

impl<'a> Machine<'a> {
    /// Whether two expressions give the same scalar, or one gives a list in which the other's stands.
    pub fn same(&mut self, left: &'a Code, right: &'a Code) -> Truth {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let (left, right) = (self.eval(left), self.eval(right));
        self.quiet = quiet;
        let kinds = self.subject.kinds;
        let comparison = match (Items::of(&left.data, kinds), Items::of(&right.data, kinds)) {
            (Some(_), None) => {
                let (value, steps) = compare(super::Comparison::In, &right, &left, &self.subject, false);
                self.spend(steps);
                return value.truth();
            }
            (None, Some(_)) => super::Comparison::In,
            _ => super::Comparison::Equal,
        };
        let (value, steps) = compare(comparison, &left, &right, &self.subject, false);
        self.spend(steps);
        value.truth()
    }

    /// The places of a value: of a list that was made those of its items.
    #[must_use]
    pub fn places_of(&self, value: &Value<'a>) -> Vec<Place> {
        match &value.data {
            Data::List(list) => list.items.iter().filter_map(|item| item.at).collect(),
            _ => value.places().collect(),
        }
    }
}
