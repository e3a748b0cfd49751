//! Mistakes in policies and settings, each with its place, and maps read so that all of them are told at once.

use std::sync::Arc;

use crate::rules::expression;
use crate::syntax::yaml::{self, Node, Plain, Value};
use crate::text::{SourceFile, Span};

/// A mistake in a file that tells soplint what to do.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The words at fault.
    pub span: Span,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A map of a policy, pack or settings file. Every key that is asked for counts as known.
pub(crate) struct Map<'a> {
    pub(crate) file: &'a Arc<SourceFile>,
    pub(crate) node: &'a Node,
    /// Where it is missing something: its key, or its first words.
    pub(crate) place: Span,
    known: Vec<&'static str>,
}

impl<'a> Map<'a> {
    /// `None`, and a mistake, if the node is no map.
    pub(crate) fn new(
        file: &'a Arc<SourceFile>,
        node: &'a Node,
        place: Span,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Self> {
        if matches!(node.value, Value::Map(_)) {
            return Some(Self { file, node, place, known: Vec::new() });
        }
        let span = if node.span.is_empty() { place } else { node.span };
        mistakes.push(Mistake::new(file, span, "A group of `key: value` lines is expected here."));
        None
    }

    pub(crate) fn get(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        self.node.get(key).filter(|node| !node.is_null())
    }

    pub(crate) fn text(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<(String, &'a Node)> {
        let node = self.get(key)?;
        match node.text() {
            Some(text) => Some((text.to_owned(), node)),
            None => {
                mistakes.push(Mistake::new(self.file, node.span, format!("'{key}' takes text.")));
                None
            }
        }
    }

    pub(crate) fn required(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<(String, &'a Node)> {
        let found = self.text(key, mistakes);
        if found.is_none() && self.node.get(key).is_none_or(Node::is_null) {
            mistakes.push(Mistake::new(self.file, self.place, format!("'{key}' is not given here.")));
        }
        found
    }

    /// A list of texts; one text counts as a list of one.
    pub(crate) fn texts(&mut self, key: &'static str, mistakes: &mut Vec<Mistake>) -> Vec<(String, Span)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let items = node.items().unwrap_or(std::slice::from_ref(node));
        let mut found = Vec::new();
        for item in items {
            match item.text() {
                Some(text) => found.push((text.to_owned(), item.span)),
                None => mistakes.push(Mistake::new(
                    self.file,
                    item.span,
                    format!("'{key}' takes text or a list of texts."),
                )),
            }
        }
        found
    }

    pub(crate) fn truth(&mut self, key: &'static str, mistakes: &mut Vec<Mistake>) -> Option<bool> {
        let node = self.get(key)?;
        match node.typed() {
            Some(Plain::Bool(value)) => Some(value),
            _ => {
                mistakes.push(Mistake::new(self.file, node.span, format!("'{key}' takes true or false.")));
                None
            }
        }
    }

    /// One of a list of names.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        names: &[(&'static str, T)],
        mistakes: &mut Vec<Mistake>,
    ) -> Option<T> {
        let (text, node) = self.text(key, mistakes)?;
        let found = names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            mistakes.push(Mistake::unknown(self.file, node.span, &text, names.iter().map(|(name, _)| *name)));
        }
        found
    }

    /// Tells every key that nobody asked for.
    pub(crate) fn finish(self, mistakes: &mut Vec<Mistake>) {
        for (key, value) in self.node.entries() {
            let name = key.text().unwrap_or("");
            if self.known.contains(&name) {
                continue;
            }
            let mut known = self.known.clone();
            known.sort_unstable();
            known.dedup();
            let mut mistake = Mistake::unknown(self.file, key.span, name, known);
            if value.span.is_empty() && name.contains([' ', '(', ')', '=']) {
                // `{require: present(a, b)}`: YAML cuts an unquoted text at its commas.
                mistake.help = Some("Text with a comma or a colon inside { } must stand in quotes.".into());
            }
            mistakes.push(mistake);
        }
    }
}

impl Mistake {
    pub(crate) fn new(file: &Arc<SourceFile>, span: Span, message: impl Into<String>) -> Self {
        Self { file: Arc::clone(file), span, message: message.into(), help: None }
    }

    /// A name that is not one of the known ones.
    pub(crate) fn unknown<'k>(
        file: &Arc<SourceFile>,
        span: Span,
        name: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Self {
        Self::new(file, span, expression::Mistake::unknown(span, name, known).message)
    }

    /// A mistake inside an expression or a message, which stands in a scalar.
    pub(crate) fn inside(file: &Arc<SourceFile>, node: &Node, mistake: &expression::Mistake) -> Self {
        let prose = yaml::prose(file.text(), node);
        let range = mistake.span.range();
        let end = range.end.min(prose.text().len());
        let start = range.start.min(end);
        let span = prose.source(start..end);
        Self::new(file, if span == Span::default() { node.span } else { span }, mistake.message.clone())
    }

    /// What is wrong with a file as such.
    pub(crate) fn of_problem(file: &Arc<SourceFile>, problem: &crate::syntax::Problem) -> Self {
        Self { help: problem.help.clone(), ..Self::new(file, problem.span, problem.message.clone()) }
    }
}
