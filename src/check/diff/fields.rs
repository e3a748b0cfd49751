//! Which fields of a document differ, and whether a policy speaks of them.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::syntax::yaml::{Node, Value};
use crate::text::Span;

/// A field that is not as it was.
pub(super) struct Change {
    /// As a reader names it: `vendor.country`.
    pub(super) path: String,
    /// Its last name.
    pub(super) key: String,
    /// Where it stands, or would stand.
    pub(super) span: Span,
    /// What stands there now.
    pub(super) now: Option<String>,
}

/// Values that differ, in the order of the new document; then those that are gone.
pub(super) fn changed(old: &Facts, new: &Facts) -> Vec<Change> {
    let [old_root, new_root] = [old, new].map(|facts| facts.fields.as_ref().map(|fields| fields.root()));
    changed_in(old_root, new_root, new.title)
}

/// The same of two trees; what is gone has the place `title`.
pub(super) fn changed_in(old: Option<&Node>, new: Option<&Node>, title: Span) -> Vec<Change> {
    let (before, after) = (old.map(leaves).unwrap_or_default(), new.map(leaves).unwrap_or_default());
    let texts = |leaves: &[Leaf]| -> BTreeMap<String, String> {
        leaves.iter().map(|leaf| (leaf.path.clone(), leaf.text.clone())).collect()
    };
    let (had, has) = (texts(&before), texts(&after));
    let differs = after.into_iter().filter(|leaf| had.get(&leaf.path) != Some(&leaf.text));
    let mut all: Vec<Change> = differs
        .map(|leaf| Change { path: leaf.path, key: leaf.key, span: leaf.span, now: Some(leaf.text) })
        .collect();
    let gone = before.into_iter().filter(|leaf| !has.contains_key(&leaf.path));
    all.extend(gone.map(|leaf| Change { path: leaf.path, key: leaf.key, span: title, now: None }));
    all
}

struct Leaf {
    path: String,
    key: String,
    text: String,
    span: Span,
}

/// Characters of a value that a message repeats.
const VALUE: usize = 40;

fn leaves(root: &Node) -> Vec<Leaf> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), String::new(), root)];
    while let Some((path, key, node)) = open.pop() {
        match &node.value {
            Value::Scalar(scalar) => {
                let text = scalar.text().chars().take(VALUE).collect();
                found.push(Leaf { path, key, text, span: node.span });
            }
            Value::Seq(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(index, item)| (format!("{path}[{index}]"), key.clone(), item)));
            }
            Value::Map(_) => open.extend(node.entries().into_iter().filter_map(|(name, value)| {
                let name = name.text()?;
                let inner = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                Some((inner, name.to_owned(), value))
            })),
        }
    }
    found.sort_by_key(|leaf| leaf.span);
    found
}

/// Whether a policy speaks of a field: its name stands there as a word.
pub(super) fn mentions(policy: &str, key: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    !key.is_empty()
        && policy
            .match_indices(key)
            .any(|(at, _)| !policy[..at].ends_with(word) && !policy[at + key.len()..].starts_with(word))
}
