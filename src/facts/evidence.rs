//! Dates that say that something has happened: the fields that a schema marks with `x-evidence`.

use crate::syntax::yaml::{Node, Value};
use crate::text::Span;

use super::{FieldTypes, Kind, TypeId, dates};

/// A day on which something is said to have happened, ISO 8601, with its place; of a moment the day in its
/// own offset. Dates that can't be used are left out: they are told as such.
#[must_use]
pub fn evidence<'n>(kind: &Kind, root: &'n Node) -> Vec<(Span, &'n str)> {
    let types = &kind.types;
    let tells = |of: &TypeId| types.has_evidence(*of);
    let mut found = Vec::new();
    let mut open: Vec<(&Node, TypeId)> = vec![(root, FieldTypes::ROOT)];
    while let Some((node, of)) = open.pop() {
        match &node.value {
            Value::Map(entries) => {
                open.extend(entries.iter().filter_map(|entry| {
                    Some((&entry.value, types.field(of, entry.key.text()?).filter(tells)?))
                }))
            }
            Value::Seq(items) => {
                let of = types.items(of).filter(tells);
                open.extend(of.into_iter().flat_map(|of| items.iter().map(move |item| (item, of))));
            }
            Value::Scalar(scalar) if types.get(of).is_evidence => {
                if let Some(day) = scalar.text.get(..10).filter(|day| dates::is_date(day)) {
                    found.push((node.span, day));
                }
            }
            Value::Scalar(_) => {}
        }
    }
    found.sort_unstable_by_key(|(span, _)| *span);
    found
}
