//! Small changes of a policy, to see whether its tests notice them.
//!
//! A number grows by one, a comparison turns or takes its edge in, a name becomes another one that the
//! policy uses, a phrase is left out. Only what still loads counts: what the loader refuses, nobody
//! needs to test. The idea is that of mutation testing (DeMillo, Lipton and Sayward, 1978).

use std::collections::BTreeSet;

use crate::facts::Reader;
use crate::rules::expression::{self, Comparison, Expr, ExprKind, Literal, Macro, Patterns};
use crate::syntax::yaml::{Node, Scalar, Value};
use crate::text::Span;

use super::opening::Openings;
use super::{Policy, PolicySet, Read, Source, compile, names, rule};

/// A policy with one small change.
#[derive(Debug)]
pub struct Mutant {
    /// The changed policy.
    pub policy: Policy,
    /// The words of the repository with the changed phrases, where a phrase was changed.
    pub vocabulary: Option<Reader>,
    /// Where the change is, in bytes of the policy's file; in its template, where one made it.
    pub place: Span,
    /// What stood there: the whole expression or phrase.
    pub before: String,
    /// What stands there now; empty for a phrase that was left out.
    pub after: String,
}

/// The policies of a set as they are written, to be changed.
pub struct Written<'a> {
    set: &'a PolicySet,
    read: Read,
}

impl<'a> Written<'a> {
    /// Reads the files of a set again: it keeps what they mean, not how they say it.
    #[must_use]
    pub fn new(set: &'a PolicySet) -> Self {
        Self { set, read: Read::of(&set.additions, &mut Vec::new()) }
    }

    /// All small changes of one policy that still load, in the order of its file.
    #[must_use]
    pub fn mutants(&self, id: &str) -> Vec<Mutant> {
        let pack = id.split('/').next().unwrap_or_default();
        let (set, patterns) = (self.set, Patterns::default());
        let used = std::iter::once(pack);
        let names = names::AllNames::new(&set.packs, used, &set.kinds, &set.vocabulary, &patterns);
        mutants(set, &self.read, &names, id)
    }
}

fn mutants(set: &PolicySet, read: &Read, names: &names::AllNames<'_>, id: &str) -> Vec<Mutant> {
    let Some(index) = read.sources.iter().position(|source| source.id == id) else { return Vec::new() };
    let expressions = expressions(&read.sources[index].node);
    let fields: BTreeSet<String> = expressions.iter().flat_map(|found| fields(&found.text)).collect();
    let mut all = Vec::new();
    for found in &expressions {
        let changes = expression::parse(&found.text).map_or(Vec::new(), |expr| changes(&expr, &found.text));
        let renamed = expression::parse(&found.text).map_or(Vec::new(), |expr| renamings(&expr, &fields));
        let alone = changes.into_iter().map(|change| vec![change]);
        for choices in alone.chain(renamed) {
            // Of several names that could stand there, the first that loads will do.
            let made = choices.into_iter().find_map(|(span, words)| {
                let range = span.range();
                let after = format!("{}{words}{}", &found.text[..range.start], &found.text[range.end..]);
                let policy = recompiled(set, read, names, index, |node| set_text(node, &found.path, &after))?;
                Some((after, policy))
            });
            if let Some((after, policy)) = made {
                let before = found.text.clone();
                all.push(Mutant { policy, vocabulary: None, place: found.span, before, after });
            }
        }
    }
    for (path, place, before) in phrases(&read.sources[index].node) {
        let Some(policy) = recompiled(set, read, names, index, |node| remove(node, &path)) else { continue };
        let mut node = read.sources[index].node.clone();
        remove(&mut node, &path);
        let vocabulary = Some(Reader::new(read.vocabulary(&set.additions, Some((index, &node)))));
        all.push(Mutant { policy, vocabulary, place, before, after: String::new() });
    }
    all.sort_by_key(|mutant| mutant.place);
    all
}

/// The policy after a change; `None` where it does not load.
fn recompiled(
    set: &PolicySet,
    read: &Read,
    names: &names::AllNames<'_>,
    index: usize,
    change: impl FnOnce(&mut Node),
) -> Option<Policy> {
    let original = &read.sources[index];
    let mut node = original.node.clone();
    change(&mut node);
    let (file, id, builtin) = (original.file.clone(), original.id.clone(), original.builtin);
    let source = Source { file, node, id, builtin, made: None };
    let context = rule::Context {
        kinds: &set.kinds,
        vocabulary: &set.vocabulary,
        names,
        authorities: &set.authorities,
        clauses: &set.additions.clauses,
        openings: &Openings::default(),
    };
    let mut mistakes = Vec::new();
    compile::policy(&source, &context, &mut mistakes).filter(|_| mistakes.is_empty())
}

/// A way down a YAML tree.
type Path = Vec<usize>;

/// An expression of a policy.
struct Found {
    path: Path,
    span: Span,
    text: String,
}

/// Every expression, but not those that only choose a place or words.
fn expressions(root: &Node) -> Vec<Found> {
    let mut found = Vec::new();
    let mut stack: Vec<(&Node, Path, Reading)> = vec![(root, Vec::new(), Reading::Block)];
    while let Some((node, path, reading)) = stack.pop() {
        if let (Reading::Expression, Some(text)) = (reading, node.text()) {
            found.push(Found { path, span: node.span, text: text.to_owned() });
            continue;
        }
        let Value::Map(entries) = &node.value else { continue };
        for (index, entry) in entries.iter().enumerate() {
            let key = entry.key.text().unwrap_or_default();
            let next = match reading {
                Reading::Expressions => Some(Reading::Expression),
                Reading::Blocks => Some(Reading::Block),
                _ => match key {
                    "require" | "when" | "in" | "where" | "rows" => Some(Reading::Expression),
                    "let" | "for-each" | "for-any" | "on" => Some(Reading::Expressions),
                    "checks" => Some(Reading::Blocks),
                    "value" | "section" | "clause" | "history" | "outcome" | "find" => Some(Reading::Block),
                    _ => None,
                },
            };
            if let Some(next) = next {
                let mut below = path.clone();
                below.push(index);
                stack.push((&entry.value, below, next));
            }
        }
    }
    found.sort_by_key(|found| found.span);
    found
}

/// What the values of a map are.
#[derive(Clone, Copy)]
enum Reading {
    Block,
    Blocks,
    Expressions,
    Expression,
}

/// Phrases of a clause policy that are not the only one of their list.
fn phrases(root: &Node) -> Vec<(Path, Span, String)> {
    let mut found = Vec::new();
    let position = |node: &Node, key: &str| node.entries().iter().position(|(k, _)| k.text() == Some(key));
    let Some(clause) = position(root, "clause") else { return found };
    let Some(node) = root.get("clause") else { return found };
    let (Some(at), Some(lists)) = (position(node, "phrases"), node.get("phrases")) else { return found };
    for (index, (_, list)) in lists.entries().iter().enumerate() {
        let items = list.items().unwrap_or_default();
        for (item, phrase) in items.iter().enumerate().filter(|_| items.len() > 1) {
            let words = phrase.text().unwrap_or_default().to_owned();
            found.push((vec![clause, at, index, item], phrase.span, words));
        }
    }
    found
}

fn below<'a>(node: &'a mut Node, path: &[usize]) -> Option<&'a mut Node> {
    path.iter().try_fold(node, |node, index| match &mut node.value {
        Value::Map(entries) => entries.get_mut(*index).map(|entry| &mut entry.value),
        Value::Seq(items) => items.get_mut(*index),
        Value::Scalar(_) => None,
    })
}

fn set_text(node: &mut Node, path: &[usize], text: &str) {
    if let Some(Node { value: Value::Scalar(scalar), .. }) = below(node, path) {
        *scalar = Scalar::new(text.into(), scalar.style());
    }
}

fn remove(node: &mut Node, path: &[usize]) {
    let Some((last, above)) = path.split_last() else { return };
    if let Some(Node { value: Value::Seq(items), .. }) = below(node, above) {
        items.remove(*last);
    }
}

/// One replacement: bytes of the expression's text, and what stands there then.
type Change = (Span, String);

/// Numbers, comparisons, connectives, texts and macros, each changed once.
fn changes(expr: &Expr, text: &str) -> Vec<Change> {
    let mut found = Vec::new();
    walk(expr, &mut |expr| match &expr.kind {
        ExprKind::Literal(Literal::Int(n)) => found.push((expr.span, n.saturating_add(1).to_string())),
        ExprKind::Literal(Literal::Float(n)) => found.push((expr.span, format!("{:?}", n + 1.0))),
        ExprKind::Literal(Literal::Bool(value)) => found.push((expr.span, (!value).to_string())),
        ExprKind::Literal(Literal::Text(_)) => found.push((expr.span, "'something else'".into())),
        ExprKind::Compare(Comparison::In, ..) => {
            found.push((expr.span, format!("!({})", expr.span.of(text))));
        }
        ExprKind::Compare(comparison, left, right) => {
            let (sign, other) = turned(*comparison);
            found.extend(between(left, right, text, sign).map(|span| (span, other.to_owned())));
        }
        ExprKind::And(left, right) => {
            found.extend(between(left, right, text, "&&").map(|span| (span, "||".to_owned())));
        }
        ExprKind::Or(left, right) => {
            found.extend(between(left, right, text, "||").map(|span| (span, "&&".to_owned())));
        }
        ExprKind::Macro(kind, _, name, _) => {
            let other = match kind {
                Macro::All => "exists",
                Macro::Exists | Macro::ExistsOne => "all",
                Macro::Filter | Macro::Map => return,
            };
            found.push((name.span, other.to_owned()));
        }
        _ => {}
    });
    found
}

/// The sign of a comparison, and the nearest one that says something else.
fn turned(comparison: Comparison) -> (&'static str, &'static str) {
    match comparison {
        Comparison::Equal => ("==", "!="),
        Comparison::NotEqual => ("!=", "=="),
        Comparison::Less => ("<", "<="),
        Comparison::AtMost => ("<=", "<"),
        Comparison::More => (">", ">="),
        Comparison::AtLeast => (">=", ">"),
        Comparison::In => ("in", "in"),
    }
}

/// The sign between two operands; brackets may stand between as well.
fn between(left: &Expr, right: &Expr, text: &str, sign: &str) -> Option<Span> {
    let (start, end) = (left.span.end as usize, right.span.start as usize);
    let at = start + text.get(start..end)?.find(sign)?;
    Some(Span::new(at, at + sign.len()))
}

/// For each field that is read, the other fields that the policy reads.
fn renamings(expr: &Expr, fields: &BTreeSet<String>) -> Vec<Vec<Change>> {
    let mut found = Vec::new();
    walk(expr, &mut |expr| {
        if let ExprKind::Field(_, name, span) = &expr.kind {
            found.push(
                fields.iter().filter(|other| *other != name).map(|other| (*span, other.clone())).collect(),
            );
        }
    });
    found
}

fn fields(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(expr) = expression::parse(text) {
        walk(&expr, &mut |expr| {
            if let ExprKind::Field(_, name, _) = &expr.kind {
                found.push(name.clone());
            }
        });
    }
    found
}

fn walk(expr: &Expr, see: &mut dyn FnMut(&Expr)) {
    let mut stack = vec![expr];
    while let Some(expr) = stack.pop() {
        see(expr);
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Name(_) => {}
            ExprKind::Field(inner, ..) | ExprKind::Not(inner) | ExprKind::Negative(inner) => {
                stack.push(inner)
            }
            ExprKind::Index(a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::Arithmetic(_, a, b)
            | ExprKind::Otherwise(a, b)
            | ExprKind::Macro(_, a, _, b) => stack.extend([&**a, &**b]),
            ExprKind::Conditional(all) => stack.extend(all.iter()),
            ExprKind::List(items) | ExprKind::Call(_, items) => stack.extend(items),
            ExprKind::Map(entries) => stack.extend(entries.iter().map(|(_, value)| value)),
        }
    }
}
