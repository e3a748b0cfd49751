//! Where in `soplint.yaml` a change stands.

use std::sync::Arc;

use camino::Utf8Path;

use crate::syntax::yaml;
use crate::text::{SourceFile, Span};
use crate::workspace::Tree;

use super::fields::changed_in;
use super::{PROFILE, Sides, text};

/// `soplint.yaml`, and the `lint` in it; the place of the first line where there is none.
pub(super) fn settings(tree: &dyn Tree) -> (Arc<SourceFile>, Span) {
    let (file, root) = profile(tree);
    let span = lint(&file, root.as_ref());
    (file, span)
}

/// The key of `lint`, or the first line.
fn lint(file: &SourceFile, root: Option<&yaml::Node>) -> Span {
    let entry = root.and_then(|root| root.entry("lint"));
    entry.map_or_else(|| first_line(file.text()), |entry| entry.key.span)
}

/// `soplint.yaml` as a file and as a tree.
pub(super) fn profile(tree: &dyn Tree) -> (Arc<SourceFile>, Option<yaml::Node>) {
    let text = text(tree, Utf8Path::new(PROFILE)).unwrap_or_default();
    let root = yaml::parse(&text, yaml::Limits::default()).documents.into_iter().next();
    (Arc::new(SourceFile::new(PROFILE, text)), root)
}

/// The first fact of the firm that the change touches.
pub(super) fn fact(sides: &Sides<'_>) -> Option<(Arc<SourceFile>, Span)> {
    let (file, now) = profile(sides.after());
    let (_, before) = profile(sides.base_tree());
    let changes = changed_in(before.as_ref(), now.as_ref(), first_line(file.text()));
    let span = changes.iter().find(|change| !change.path.starts_with("lint"))?.span;
    Some((file, span))
}

/// The deepest key of a path in `soplint.yaml` that is there.
pub(super) fn place(sides: &Sides<'_>, path: &[&str]) -> (Arc<SourceFile>, Span) {
    let (file, root) = profile(sides.after());
    let mut node = root.as_ref();
    let mut span = lint(&file, node);
    for name in path {
        let Some(entry) = node.and_then(|node| node.entry(name)) else { break };
        (node, span) = (Some(&entry.value), entry.key.span);
    }
    (file, span)
}

/// The words of the first line.
pub(super) fn first_line(text: &str) -> Span {
    Span::new(0, text.lines().next().map_or(0, str::len))
}
