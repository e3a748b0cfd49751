//! Dates that say that something has happened: the fields that a schema marks with `x-evidence`.

use crate::syntax::yaml::{Node, Value};
use crate::text::Span;

use super::{FieldTypes, Kind, TypeId, dates};

/// A day on which something is said to have happened, ISO 8601, with its place; of a moment the day in its
/// own offset. Dates that can't be used are left out: they are told as such.
#[must_use]
pub fn evidence<'n>(kind: &Kind, root: &'n Node) -> Vec<(Span, &'n str)> {
    let types = &kind.types;
    let mut found = Vec::new();
    let mut open: Vec<(&Node, TypeId)> = vec![(root, FieldTypes::ROOT)];
    while let Some((node, of)) = open.pop() {
        match &node.value {
            // Most of a document says nothing of the kind.
            _ if !types.has_evidence(of) => {}
            Value::Map(entries) => open.extend(
                entries
                    .iter()
                    .filter_map(|entry| Some((&entry.value, types.evidence_field(of, entry.key.text()?)?))),
            ),
            Value::Seq(items) => {
                if let Some(of) = types.items(of) {
                    open.extend(items.iter().map(|item| (item, of)));
                }
            }
            Value::Scalar(_) => {
                if let Some(text) = node.text().filter(|_| types.get(of).is_evidence)
                    && let Some(day) = text.get(..10).filter(|day| dates::is_date(day))
                {
                    found.push((node.span, day));
                }
            }
        }
    }
    found.sort_unstable_by_key(|(span, _)| *span);
    found
}
