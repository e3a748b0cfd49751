//! The tree.

use std::collections::HashSet;

use super::{Plain, schema};
use crate::text::Span;

/// A value, or a key, with its place.
///
/// What the span covers: a plain scalar its words; a quoted one the quotes as well; a `|` or `>` text
/// its lines, from after the indentation of the first to the last that is not blank, without the
/// header; a map or list in brackets the brackets; any other map its first key to its last value; any
/// other list its first `-` to its last value. Tags and anchors lie outside. Nothing (`key:`, `-`) is
/// an empty span just after the colon or dash. An alias is the `*name` where it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Bytes in the source.
    pub span: Span,
    /// What hardly any node has, so that the others take no room for it.
    rare: Option<Box<Rare>>,
    /// What it holds.
    pub value: Value,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Rare {
    tag: Option<Box<str>>,
    definition: Option<Span>,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// One piece of text, whatever it means.
    Scalar(Scalar),
    /// A list.
    Seq(Vec<Node>),
    /// In the order of the file, with duplicates and `<<`.
    Map(Vec<Entry>),
}

/// A scalar after escapes and folding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// Empty where nothing is written.
    pub(super) text: Box<str>,
    /// How it is written.
    pub(super) style: Style,
    /// Of the text.
    hint: Hint,
}

/// The length and some bytes of a text, kept beside it: two that are the same have the same hint, and most that are
/// not are told apart without a look at either.
type Hint = u32;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'...'`
    SingleQuoted,
    /// `"..."`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// One line of a map, so to speak.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Mostly a scalar, but YAML allows anything.
    pub key: Node,
    /// Nothing, if nothing is written.
    pub value: Node,
}

/// How much a copy would add to a tree.
#[derive(Clone, Copy)]
pub(super) struct Size {
    /// The node itself included.
    pub(super) nodes: usize,
    /// Levels below the node.
    pub(super) height: usize,
}

/// Up to this many keys are compared one by one, which needs no memory and is faster than to hash them.
pub(super) const FEW: usize = 32;

/// Up to this many keys are compared one by one, by their hints.
const SEVERAL: usize = 64;

impl Node {
    /// A value at a place.
    #[must_use]
    pub fn new(span: Span, value: Value) -> Self {
        Self { span, rare: None, value }
    }

    /// The same with a tag.
    #[must_use]
    pub fn tagged(mut self, tag: Option<Box<str>>) -> Self {
        if tag.is_some() || self.rare.is_some() {
            self.rare.get_or_insert_default().tag = tag;
        }
        self
    }

    /// A copy for an alias at a place.
    pub(super) fn alias(&self, span: Span) -> Self {
        let mut alias = Self { span, ..self.clone() };
        alias.rare.get_or_insert_default().definition = Some(self.written());
        alias
    }

    /// As resolved: `tag:yaml.org,2002:str` for `!!str`, `!mine` for `!mine`.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.rare.as_ref()?.tag.as_deref()
    }

    /// For an alias: where the value that it stands for is written. What is below has its spans there.
    #[must_use]
    pub fn definition(&self) -> Option<Span> {
        self.rare.as_ref()?.definition
    }

    /// Where the value is written: for an alias, not where that stands.
    #[must_use]
    pub fn written(&self) -> Span {
        self.definition().unwrap_or(self.span)
    }

    /// Nothing, at a place.
    pub(super) fn nothing(span: Span) -> Self {
        Self::new(span, Value::Scalar(Scalar::new(Box::default(), Style::Plain)))
    }

    /// The text of a scalar, whatever it means.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Value::Scalar(scalar) = &self.value { Some(&scalar.text) } else { None }
    }

    /// What a scalar means in YAML 1.2; `None` for lists and maps.
    #[must_use]
    pub fn typed(&self) -> Option<Plain<'_>> {
        if let Value::Scalar(scalar) = &self.value {
            Some(schema::typed(&scalar.text, scalar.style != Style::Plain, self.tag()))
        } else {
            None
        }
    }

    /// What a YAML 1.1 reader would make of this unquoted text, where that differs from [`Node::typed`].
    #[must_use]
    pub fn ambiguity(&self) -> Option<&'static str> {
        match &self.value {
            Value::Scalar(Scalar { text, style: Style::Plain, .. }) if self.tag().is_none() => {
                schema::ambiguity(text)
            }
            _ => None,
        }
    }

    /// Whether nothing is written, or `null` or `~`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        match &self.value {
            Value::Scalar(Scalar { text, style: Style::Plain, .. }) if self.rare.is_none() => {
                schema::is_null(text)
            }
            Value::Scalar(_) => self.rare.is_some() && self.typed() == Some(Plain::Null),
            Value::Seq(_) | Value::Map(_) => false,
        }
    }

    /// The words by which an item of a list is known: its first field.
    #[must_use]
    pub fn first_words(&self) -> Span {
        match &self.value {
            Value::Map(entries) => entries.first().map_or(self.span, |entry| match &entry.value.value {
                Value::Scalar(_) => entry.key.span.cover(entry.value.span),
                _ => entry.key.span,
            }),
            Value::Seq(items) => items.first().map_or(self.span, |_| Span::at(self.span.start as usize)),
            Value::Scalar(_) => self.span,
        }
    }

    /// The items of a list, `None` for anything else.
    #[must_use]
    pub fn items(&self) -> Option<&[Node]> {
        if let Value::Seq(items) = &self.value { Some(items) } else { None }
    }

    /// The entries that count: the first of equal keys, then what `<<` adds. Empty if this is no map.
    #[must_use]
    pub fn entries(&self) -> Vec<(&Node, &Node)> {
        let Value::Map(own) = &self.value else { return Vec::new() };
        let mut all = Vec::with_capacity(own.len());
        all.extend(own.iter().filter(|e| !e.is_merge()).map(|e| (&e.key, &e.value)));
        if all.len() < own.len() {
            let merged = own.iter().filter(|e| e.is_merge()).flat_map(|e| e.value.mappings());
            all.extend(merged.flat_map(Node::entries));
        }
        if all.len() <= SEVERAL {
            let (mut hints, mut kept) = ([0; SEVERAL], 0);
            for at in 0..all.len() {
                let Node { value: key, .. } = all[at].0;
                let (text, hint) = match key {
                    Value::Scalar(key) => (Some(&*key.text), key.hint),
                    _ => (None, 0),
                };
                let (hints_before, before) = (&hints[..kept], &all[..kept]);
                if text.is_none()
                    || !hints_before.contains(&hint)
                    || before.iter().all(|(key, _)| key.text() != text)
                {
                    all.swap(kept, at);
                    hints[kept] = hint;
                    kept += 1;
                }
            }
            all.truncate(kept);
        } else {
            let mut seen = HashSet::with_capacity(all.len());
            all.retain(|(key, _)| key.text().is_none_or(|text| seen.insert(text)));
        }
        all
    }

    /// The value of a key, or what `<<` gives for it. Takes time in the number of keys.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|entry| &entry.value)
    }

    /// Key and value by the key's text.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        let Value::Map(own) = &self.value else { return None };
        let wanted = hint(name);
        let named = |e: &&Entry| match &e.key.value {
            Value::Scalar(key) => key.hint == wanted && &*key.text == name && !e.is_merge(),
            _ => false,
        };
        own.iter().find(named).or_else(|| {
            let merges = own.iter().filter(|e| e.is_merge());
            merges.flat_map(|e| e.value.mappings()).find_map(|map| map.entry(name))
        })
    }

    /// Recursion is bounded: a tree is no deeper than the limit under which it was read.
    pub(super) fn size(&self) -> Size {
        let mut all = Size { nodes: 1, height: 0 };
        let mut add = |child: &Node| {
            let child = child.size();
            all.nodes += child.nodes;
            all.height = all.height.max(child.height + 1);
        };
        match &self.value {
            Value::Scalar(_) => {}
            Value::Seq(items) => items.iter().for_each(add),
            Value::Map(entries) => entries.iter().for_each(|entry| {
                add(&entry.key);
                add(&entry.value);
            }),
        }
        all
    }

    /// What `<<` can take from this value: the map itself, or the maps of a list.
    fn mappings(&self) -> &[Node] {
        if let Value::Seq(several) = &self.value { several } else { std::slice::from_ref(self) }
    }
}

impl Scalar {
    /// A text, and how it is written.
    #[must_use]
    pub fn new(text: Box<str>, style: Style) -> Self {
        let hint = hint(&text);
        Self { text, style, hint }
    }

    /// Empty where nothing is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How it is written.
    #[must_use]
    pub fn style(&self) -> Style {
        self.style
    }
}

impl Entry {
    /// Whether this is `<<`, which adds the keys of another map.
    #[must_use]
    pub fn is_merge(&self) -> bool {
        matches!(&self.key.value, Value::Scalar(Scalar { text, style: Style::Plain, .. }) if &**text == "<<")
    }
}

fn hint(text: &str) -> Hint {
    let bytes = text.as_bytes();
    let [.., last] = bytes else { return 0 };
    Hint::from_le_bytes([bytes.len() as u8, bytes[0], bytes[bytes.len() / 2], *last])
}
