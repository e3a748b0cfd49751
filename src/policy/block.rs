//! Blocks of a policy: whom it asks about, what must hold, and in which words.

use crate::rules::expression::{Code, Type};
use crate::rules::{Block, Find, IfMissing, IfNone, Step};
use crate::syntax::yaml::{Entry, Node, Value};
use crate::text::Span;

use super::mistake::Map;
use super::rule::{Compiler, SEVERITIES};

/// The keys that bring names; their order in the file is that in which they are read.
const NAMING: [&str; 4] = ["let", "for-each", "for-any", "find"];

impl Block {
    fn take(&mut self, step: Step, written: &Node) {
        self.steps.push(step);
        self.sources.push(written.text().unwrap_or_default().to_owned());
    }
}

impl Compiler<'_, '_> {
    /// The block of a rule kind.
    pub(super) fn kind_block(&mut self, map: &mut Map<'_>, asked: Span) -> Block {
        self.block(map, "", asked, IfMissing::default())
    }

    fn block(&mut self, map: &mut Map<'_>, name: &str, asked: Span, inherited: IfMissing) -> Block {
        let (depth, subjects) = (self.expressions.depth(), self.subjects);
        let if_missing = map.choice("if-missing", &IfMissing::ALL, self.mistakes).unwrap_or(inherited);
        let mut block = Block { name: name.to_owned(), asked, if_missing, ..Block::default() };
        self.steps(map, &mut block);
        self.conditions(map, &mut block);
        self.words_of(map, &mut block);
        if let Some(node) = map.get("checks") {
            self.checks(node, map.place, &mut block);
        }
        self.expressions.unbind(depth);
        self.subjects = subjects;
        block
    }

    fn checks(&mut self, node: &Node, place: Span, block: &mut Block) {
        if !matches!(node.value, Value::Map(_)) {
            self.mistake(place, "'checks' takes a group of named checks.");
        }
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            let Some(mut inner) = Map::new(&self.source.file, value, key.span, self.mistakes) else {
                continue;
            };
            let check = self.block(&mut inner, name, key.span, block.if_missing);
            let says = check.require.is_some() || !check.checks.is_empty() || check.if_none.is_some();
            if !says && value.get("require").is_none() && value.get("checks").is_none() {
                self.mistake(key.span, "'require' is not given here.");
            }
            inner.finish(self.mistakes);
            block.checks.push(check);
        }
    }

    /// Subjects, in the order of the file; `when` is asked of each, before anything is looked for.
    fn steps(&mut self, map: &mut Map<'_>, block: &mut Block) {
        let naming: Vec<&Entry> = match &map.node.value {
            Value::Map(entries) => entries
                .iter()
                .filter(|entry| NAMING.contains(&entry.key.text().unwrap_or_default()))
                .collect(),
            _ => Vec::new(),
        };
        let (if_none, when) = (map.get("if-none"), map.get("when"));
        let depth = self.expressions.depth();
        let last = naming.iter().rposition(|entry| entry.key.text() != Some("let"));
        let mut asked_when = when.is_none();
        for (index, entry) in naming.iter().enumerate() {
            let key = entry.key.text().unwrap_or_default();
            let is_last = last == Some(index);
            match key {
                "let" => {
                    let _ = map.get("let");
                    for (name, slot_of) in self.named(&entry.value, entry.key.span) {
                        if let Some((code, of)) = self.expression(slot_of, &Type::Any) {
                            let slot = self.variable(&name, of);
                            block.take(Step::Let(slot, code), slot_of);
                        }
                    }
                }
                "for-each" | "for-any" => {
                    let _ = map.get(if key == "for-each" { "for-each" } else { "for-any" });
                    let all = self.named(&entry.value, entry.key.span);
                    let count = all.len();
                    for (at, (name, node)) in all.into_iter().enumerate() {
                        let compiled = self.expression(node, &Type::Any);
                        if is_last && at + 1 == count {
                            self.if_none(if_none, block);
                        }
                        let Some((code, of)) = compiled else {
                            self.variable(&name, Type::Any);
                            continue;
                        };
                        let item = self.expressions.item(&of).unwrap_or_else(|| {
                            self.mistake(
                                node.span,
                                format!("This gives {}; a list is needed here.", of.name()),
                            );
                            Type::Any
                        });
                        let slot = self.variable(&name, item);
                        self.subjects.get_or_insert(slot);
                        let each = key == "for-each";
                        let step = if each { Step::Each(slot, code) } else { Step::Any(slot, code) };
                        block.take(step, node);
                    }
                    if key == "for-any" && is_last && if_none.is_none() {
                        self.mistake(
                            entry.key.span,
                            "'if-none' is not given: what is said where there is none?",
                        );
                    }
                }
                _ => {
                    let _ = map.get("find");
                    if let Some(node) = when.filter(|_| !std::mem::replace(&mut asked_when, true)) {
                        self.when_of(node, depth, block);
                    }
                    if if_none.is_none() {
                        self.mistake(
                            entry.key.span,
                            "'if-none' is not given: what is said where there is none?",
                        );
                    }
                    self.if_none(if_none, block);
                    if let Some(find) = self.find(entry) {
                        block.take(Step::Find(Box::new(find)), entry.value.get("in").unwrap_or(&entry.value));
                    }
                }
            }
        }
        if last.is_none()
            && let Some(node) = if_none
        {
            self.mistake(node.span, "'if-none' goes with 'for-each', 'for-any' or 'find'.");
        }
        if let Some(node) = when.filter(|_| !asked_when) {
            self.when_of(node, depth, block);
        }
    }

    /// A condition that is not about the block's own names is asked before they are looked for.
    fn when_of(&mut self, node: &Node, depth: usize, block: &mut Block) {
        let Some(code) = self.condition(node) else { return };
        if code.uses(depth..self.expressions.depth()) {
            block.take(Step::When(code), node);
        } else {
            block.steps.insert(0, Step::When(code));
            block.sources.insert(0, node.text().unwrap_or_default().to_owned());
            block.none_at += 1;
        }
    }

    /// The names of a `let` or the like, each with its expression.
    fn named<'n>(&mut self, node: &'n Node, place: Span) -> Vec<(String, &'n Node)> {
        if !matches!(node.value, Value::Map(_)) {
            self.mistake(place, "Write `name: expression` here.");
        }
        let mut found = Vec::new();
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !plain || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                self.mistake(key.span, "A name is made of letters, digits and '_'.");
            } else if value.is_null() {
                // `{a: f(x, y)}`: YAML cuts an unquoted text at its commas.
                self.mistake(key.span, "There is no expression here; one with a comma must stand in quotes.");
            } else {
                found.push((name.to_owned(), value));
            }
        }
        found
    }

    fn variable(&mut self, name: &str, of: Type) -> usize {
        self.expressions.bind(name, of)
    }

    fn if_none(&mut self, node: Option<&Node>, block: &mut Block) {
        let Some(node) = node else { return };
        block.none_at = block.steps.len();
        block.if_none = match (node.text(), &node.value) {
            (Some("not-applicable"), _) => Some(IfNone::NotApplicable),
            (Some("cannot-check"), _) => Some(IfNone::CannotCheck(None)),
            (Some(_), _) => self.template(node).map(|words| IfNone::Say(words, None)),
            _ => {
                let map = Map::new(&self.source.file, node, node.span, self.mistakes);
                map.and_then(|mut map| {
                    if let Some(node) = map.get("cannot-check") {
                        let words = self.template(node);
                        map.finish(self.mistakes);
                        return Some(IfNone::CannotCheck(words));
                    }
                    map.required("message", self.mistakes);
                    let words = map.get("message").and_then(|node| self.template(node));
                    let at = map.get("at").and_then(|node| self.expression(node, &Type::Any));
                    map.finish(self.mistakes);
                    Some(IfNone::Say(words?, at.map(|(code, _)| code)))
                })
            }
        };
    }

    fn find(&mut self, entry: &Entry) -> Option<Find> {
        let file = &self.source.file;
        let mut map = Map::new(file, &entry.value, entry.key.span, self.mistakes)?;
        map.required("in", self.mistakes);
        map.required("as", self.mistakes);
        let outer = self.expressions.depth();
        let within = map.get("in").and_then(|node| Some((self.expression(node, &Type::Any)?, node.span)));
        let item = within.as_ref().and_then(|((_, of), span)| {
            let item = self.expressions.item(of);
            if item.is_none() {
                self.mistake(*span, format!("This gives {}; a list is needed here.", of.name()));
            }
            item
        });
        let mut lefts = Vec::new();
        if let Some(on) = map.get("on") {
            for (left, right) in on.entries() {
                lefts.push((self.expression(left, &Type::Any), right));
            }
        }
        let name = map.text("as", self.mistakes).map(|(text, _)| text).unwrap_or_default();
        let slot = self.variable(&name, item.unwrap_or_default());
        let mut on = Vec::new();
        for (left, right) in lefts {
            if let (Some((left, _)), Some((right, _))) = (left, self.expression(right, &Type::Any)) {
                on.push((left, right));
            }
        }
        let refine = map.get("where").and_then(|node| self.condition(node));
        map.finish(self.mistakes);
        let ((within, _), _) = within?;
        // Names of subjects come after those that are the same for all of them.
        let shared = self.subjects.is_none_or(|first| !within.uses(first..outer));
        self.subjects.get_or_insert(slot);
        Some(Find { within, shared, slot, on, refine })
    }

    fn conditions(&mut self, map: &mut Map<'_>, block: &mut Block) {
        if let Some(node) = map.get("require") {
            block.require = self.condition(node);
            block.condition = node.text().unwrap_or_default().to_owned();
            block.asked = node.span;
        }
        block.at = map.get("at").and_then(|node| self.code(node));
        if let Some(related) = map.get("related") {
            for (key, value) in related.entries() {
                if let Some(code) = self.code(key) {
                    block.related.push((code, value.text().unwrap_or_default().to_owned()));
                }
            }
        }
    }

    fn words_of(&mut self, map: &mut Map<'_>, block: &mut Block) {
        block.message = map.get("message").and_then(|node| self.template(node));
        block.missing = map.get("missing").and_then(|node| self.template(node));
        block.label =
            map.text("label", self.mistakes).map_or_else(|| block.name.replace('-', " "), |(text, _)| text);
        if !block.name.is_empty() {
            block.severity = map.choice("severity", &SEVERITIES, self.mistakes);
            block.help = map.text("help", self.mistakes).map(|(text, _)| text);
            let follows = map.text("follows", self.mistakes).map(|(id, node)| (id, node.span));
            block.follows = follows.as_ref().map(|(id, _)| id.clone());
            self.follows.extend(follows);
        }
    }

    pub(super) fn code(&mut self, node: &Node) -> Option<Code> {
        self.expression(node, &Type::Any).map(|(code, _)| code)
    }
}
