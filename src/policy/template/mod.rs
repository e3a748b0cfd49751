//! Templates: one shape of policy, written once, for policies that differ in a name or a condition.
//!
//! A template is `policies/templates/<name>.yaml`: what a policy has save its `id`, and `with:`, which says
//! what a policy gives it. A policy says `template: <name>` and `with: {...}`, and any key of its own instead of
//! the template's. `$name` in any text of the template becomes the text that is given; a text that is nothing
//! but `$name` becomes what is given, also a list or a map; `$$` is a dollar sign. All this is done on the YAML
//! before anything is compiled, so that the result is a policy like any other.
//!
//! What comes from the template has the place of the template's name in the policy: there its mistakes are told,
//! with the template's line, and there a finding's "asked for here" leads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::syntax::yaml::{Entry, Node, Scalar, Value};
use crate::text::{Encoding, SourceFile, Span};

use super::mistake::Map;
use super::{Mistake, Source, builtin, document};

/// How much text a policy may become.
const MOST: usize = 1 << 20;

/// By name.
pub(super) type Templates = BTreeMap<String, Template>;

/// One template.
#[derive(Debug)]
pub(super) struct Template {
    file: Arc<SourceFile>,
    /// What a policy gives it, with what holds where it does not.
    with: BTreeMap<String, Option<Node>>,
    body: Vec<Entry>,
}

/// Where the words of a policy come from that a template made.
pub(super) struct Made {
    name: String,
    /// The name of the template, in the policy.
    place: Span,
    /// The same policy with the places that the template's words have in the template.
    mirror: Source,
}

/// Templates that come with soplint.
pub(super) fn builtins(mistakes: &mut Vec<Mistake>) -> Templates {
    let mut templates = Templates::new();
    for (path, text) in builtin::folder("templates") {
        add(&Arc::new(SourceFile::new(format!("policies/templates/{path}"), text)), &mut templates, mistakes);
    }
    templates
}

/// Adds the templates among a firm's policy files.
pub(super) fn add_all(files: &[Arc<SourceFile>], templates: &mut Templates, mistakes: &mut Vec<Mistake>) {
    for file in files {
        add(file, templates, mistakes);
    }
}

fn add(file: &Arc<SourceFile>, templates: &mut Templates, mistakes: &mut Vec<Mistake>) {
    let inner = super::filing::inner(file.path()).and_then(|inner| inner.strip_prefix("templates/"));
    let name = inner.and_then(|name| name.strip_suffix(".yaml"));
    let Some(name) = name.filter(|name| !name.contains('/')) else { return };
    match templates.get(name) {
        // A repository may keep a copy of what comes with soplint, as soplint's own does.
        Some(known) if known.file.text() == file.text() => {}
        Some(_) => {
            let mut mistake =
                Mistake::new(file, Span::default(), format!("There is another template '{name}'."));
            mistake.help = Some("Give this template another name.".into());
            mistakes.push(mistake);
        }
        None => {
            let template = document(file, mistakes).and_then(|node| read(file, &node, mistakes));
            templates.extend(template.map(|template| (name.to_owned(), template)));
        }
    }
}

fn read(file: &Arc<SourceFile>, node: &Node, mistakes: &mut Vec<Mistake>) -> Option<Template> {
    let before = mistakes.len();
    let mut map = Map::new(file, node, node.span, mistakes)?;
    map.required("says", mistakes);
    let mut with = BTreeMap::new();
    for (key, value) in map.get("with").map(Node::entries).unwrap_or_default() {
        let Some(mut spec) = Map::new(file, value, key.span, mistakes) else { continue };
        spec.required("says", mistakes);
        let default = spec.get("default").cloned();
        spec.finish(mistakes);
        match key.text().filter(|name| is_name(name)) {
            Some(name) => drop(with.insert(name.to_owned(), default)),
            None => mistakes.push(Mistake::new(file, key.span, "A name has small letters, digits and _.")),
        }
    }
    for key in ["id", "template", "tests"] {
        if let Some(entry) = node.entry(key) {
            let message = format!("A template has no '{key}'; the policies that use it have.");
            mistakes.push(Mistake::new(file, entry.key.span, message));
        }
    }
    let body: Vec<Entry> = node
        .entries()
        .into_iter()
        .filter(|(key, _)| !matches!(key.text(), Some("says" | "with")))
        .map(|(key, value)| Entry { key: key.clone(), value: value.clone() })
        .collect();
    let mut used = BTreeSet::new();
    for entry in &body {
        names(file, &entry.value, &with, &mut used, mistakes);
    }
    for (name, span) in node.get("with").map(Node::entries).unwrap_or_default().into_iter().filter_map(named)
    {
        if !used.contains(name) {
            mistakes.push(Mistake::new(file, span, format!("Nothing in this template uses '${name}'.")));
        }
    }
    (mistakes.len() == before).then(|| Template { file: Arc::clone(file), with, body })
}

fn named<'a>((key, _): (&'a Node, &'a Node)) -> Option<(&'a str, Span)> {
    Some((key.text()?, key.span))
}

fn is_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(inner)
}

/// Gathers the names that a template's texts use; one that `with` does not have is a mistake.
fn names(
    file: &Arc<SourceFile>,
    node: &Node,
    with: &BTreeMap<String, Option<Node>>,
    used: &mut BTreeSet<String>,
    mistakes: &mut Vec<Mistake>,
) {
    match &node.value {
        Value::Scalar(scalar) => {
            for name in pieces(scalar.text()).filter_map(|piece| piece.err()) {
                if with.contains_key(name) {
                    used.insert(name.to_owned());
                } else {
                    let known = with.keys().map(String::as_str);
                    let mut mistake = Mistake::unknown(file, node.span, name, known);
                    mistake.help = Some("Name it under 'with', or write $$ for a dollar sign.".into());
                    mistakes.push(mistake);
                }
            }
        }
        Value::Seq(items) => items.iter().for_each(|item| names(file, item, with, used, mistakes)),
        Value::Map(entries) => entries.iter().for_each(|entry| {
            names(file, &entry.key, with, used, mistakes);
            names(file, &entry.value, with, used, mistakes);
        }),
    }
}

/// A text cut at its names: `Ok` is text as it is, `Err` the name after a `$`.
fn pieces(text: &str) -> impl Iterator<Item = Result<&str, &str>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let after = rest.strip_prefix('$');
        if let Some(after) = after.filter(|after| after.starts_with('$')) {
            rest = &after[1..];
            return Some(Ok("$"));
        }
        if let Some(after) = after.filter(|after| after.starts_with(|c: char| c.is_ascii_lowercase())) {
            let part_of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            let end = after.find(|c| !part_of_name(c)).unwrap_or(after.len());
            rest = &after[end..];
            return Some(Err(&after[..end]));
        }
        let skip = usize::from(after.is_some());
        let end = rest[skip..].find('$').map_or(rest.len(), |at| at + skip);
        let piece = &rest[..end];
        rest = &rest[end..];
        (!piece.is_empty()).then_some(Ok(piece))
    })
}

/// Makes a policy of a template, if it asks for one. `false` after mistakes.
pub(super) fn expand(source: &mut Source, templates: &Templates, mistakes: &mut Vec<Mistake>) -> bool {
    let Some(entry) = source.node.entry("template") else { return true };
    let (file, place) = (&source.file, entry.value.span);
    let Some(name) = entry.value.text().filter(|name| !name.is_empty()) else {
        mistakes.push(Mistake::new(file, entry.key.span, "'template' takes the name of a template."));
        return false;
    };
    let Some(template) = templates.get(name) else {
        mistakes.push(Mistake::unknown(file, place, name, templates.keys().map(String::as_str)));
        return false;
    };
    let before = mistakes.len();
    let Some(given) = given(file, &source.node, name, place, template, mistakes) else { return false };
    let own: Vec<Entry> = source
        .node
        .entries()
        .into_iter()
        .filter(|(key, _)| !matches!(key.text(), Some("template" | "with")))
        .map(|(key, value)| Entry { key: key.clone(), value: value.clone() })
        .collect();
    let is_own = |key: &Node| own.iter().any(|entry| entry.key.text() == key.text());
    let mut in_policy = Maker { given: &given, place: Some(place), room: MOST, wrong: BTreeSet::new() };
    let mut in_template = Maker { given: &given, place: None, room: MOST, wrong: BTreeSet::new() };
    let (mut policy, mut mirror) = (own.clone(), Vec::new());
    mirror.extend(own.iter().map(|entry| placed_entry(entry, Span::default())));
    for entry in template.body.iter().filter(|entry| !is_own(&entry.key)) {
        policy.push(in_policy.entry(entry));
        mirror.push(in_template.entry(entry));
    }
    for name in &in_policy.wrong {
        let span = given.get(name.as_str()).map_or(place, |given| given.in_policy.span);
        mistakes.push(Mistake::new(
            file,
            span,
            format!("'{name}' stands inside a text of the template, so it takes text."),
        ));
    }
    if in_policy.room == 0 {
        mistakes.push(Mistake::new(file, place, "What this template makes here is larger than 1 MB."));
    }
    if mistakes.len() > before {
        return false;
    }
    let map = |entries, span| Node::new(span, Value::Map(entries));
    let mirror = Source {
        file: Arc::clone(&template.file),
        node: map(mirror, Span::default()),
        id: source.id.clone(),
        builtin: source.builtin,
        made: None,
    };
    source.made = Some(Box::new(Made { name: name.to_owned(), place, mirror }));
    source.node = map(policy, source.node.span);
    true
}

impl Made {
    /// Says of mistakes at the template's name where in the template they are. `again` compiles a source and gives
    /// its mistakes, which are the same, one by one, wherever the words stand.
    pub(super) fn locate(&self, mistakes: &mut [Mistake], again: impl FnOnce(&Source) -> Vec<Mistake>) {
        if mistakes.iter().all(|mistake| mistake.span != self.place) {
            return;
        }
        let mirrored = again(&self.mirror);
        for (mistake, mirrored) in mistakes.iter_mut().zip(mirrored) {
            if mistake.span == self.place {
                let line = self.mirror.file.position(mirrored.span.start, Encoding::CodePoints).line + 1;
                mistake.message =
                    format!("In the template '{}', line {line}: {}", self.name, mistake.message);
            }
        }
    }
}

/// What stands for a name.
struct Given {
    in_policy: Node,
    /// With its places in the template: where it is a default.
    in_template: Node,
}

/// What the policy gives, and the defaults of the rest.
fn given<'a>(
    file: &Arc<SourceFile>,
    policy: &Node,
    name: &str,
    place: Span,
    template: &'a Template,
    mistakes: &mut Vec<Mistake>,
) -> Option<BTreeMap<&'a str, Given>> {
    let before = mistakes.len();
    let mut given = BTreeMap::new();
    if let Some(with) = policy.entry("with").filter(|entry| !entry.value.is_null()) {
        Map::new(file, &with.value, with.key.span, mistakes)?;
        for (key, value) in with.value.entries() {
            let text = key.text().unwrap_or_default();
            match template.with.get_key_value(text) {
                Some((text, _)) => {
                    let in_template = placed(value, Span::default());
                    given.insert(text.as_str(), Given { in_policy: value.clone(), in_template });
                }
                None => {
                    let known = template.with.keys().map(String::as_str);
                    mistakes.push(Mistake::unknown(file, key.span, text, known));
                }
            }
        }
    }
    for (wanted, default) in &template.with {
        match default {
            _ if given.contains_key(wanted.as_str()) => {}
            Some(default) => {
                let in_policy = placed(default, place);
                given.insert(wanted, Given { in_policy, in_template: default.clone() });
            }
            None => mistakes.push(Mistake::new(
                file,
                place,
                format!("The template '{name}' needs '{wanted}', which 'with' does not give."),
            )),
        }
    }
    (mistakes.len() == before).then_some(given)
}

/// Copies a template with everything that is given in it.
struct Maker<'a> {
    given: &'a BTreeMap<&'a str, Given>,
    /// The place of all that comes from the template; `None` leaves it where it is.
    place: Option<Span>,
    /// For how many more bytes of text; 0 once it was not enough.
    room: usize,
    /// Names of what would have to be text.
    wrong: BTreeSet<String>,
}

impl Maker<'_> {
    fn entry(&mut self, entry: &Entry) -> Entry {
        Entry { key: self.node(&entry.key), value: self.node(&entry.value) }
    }

    fn node(&mut self, node: &Node) -> Node {
        let value = match &node.value {
            Value::Scalar(scalar) => {
                let mut parts = pieces(scalar.text());
                if let (Some(Err(name)), None) = (parts.next(), parts.next())
                    && let Some(given) = self.given.get(name)
                {
                    let node = if self.place.is_some() { &given.in_policy } else { &given.in_template };
                    if self.takes(weight(node)) {
                        return node.clone();
                    }
                }
                Value::Scalar(Scalar::new(self.text(scalar.text()).into(), scalar.style()))
            }
            Value::Seq(items) => Value::Seq(items.iter().map(|item| self.node(item)).collect()),
            Value::Map(entries) => Value::Map(entries.iter().map(|entry| self.entry(entry)).collect()),
        };
        let span = self.place.unwrap_or(node.written());
        Node::new(span, value).tagged(node.tag().map(Box::from))
    }

    fn text(&mut self, text: &str) -> String {
        let mut made = String::with_capacity(text.len());
        for piece in pieces(text) {
            let piece = match piece {
                Ok(text) => text,
                Err(name) => match self.given.get(name).and_then(|given| given.in_policy.text()) {
                    Some(text) => text,
                    None => {
                        self.wrong.insert(name.to_owned());
                        continue;
                    }
                },
            };
            if self.takes(piece.len()) {
                made.push_str(piece);
            }
        }
        made
    }

    fn takes(&mut self, bytes: usize) -> bool {
        self.room = self.room.saturating_sub(bytes + 1);
        self.room > 0
    }
}

/// Bytes of text, and one for each node.
fn weight(node: &Node) -> usize {
    match &node.value {
        Value::Scalar(scalar) => scalar.text().len() + 1,
        Value::Seq(items) => items.iter().map(weight).sum::<usize>() + 1,
        Value::Map(entries) => {
            entries.iter().map(|entry| weight(&entry.key) + weight(&entry.value)).sum::<usize>() + 1
        }
    }
}

/// The same at one place, with all that is below it.
fn placed(node: &Node, span: Span) -> Node {
    let value = match &node.value {
        Value::Scalar(scalar) => Value::Scalar(scalar.clone()),
        Value::Seq(items) => Value::Seq(items.iter().map(|item| placed(item, span)).collect()),
        Value::Map(entries) => Value::Map(entries.iter().map(|entry| placed_entry(entry, span)).collect()),
    };
    Node::new(span, value).tagged(node.tag().map(Box::from))
}

pub(super) fn placed_entry(entry: &Entry, span: Span) -> Entry {
    Entry { key: placed(&entry.key, span), value: placed(&entry.value, span) }
}

#[cfg(test)]
mod tests;
