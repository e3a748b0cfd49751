//! Dates that say that something has happened: the fields that a schema marks with `x-evidence`.

use serde_json::Value as Json;

use crate::syntax::yaml::{Node, Value};
use crate::text::Span;

use super::schema::{field, resolve};
use super::{Kind, dates};

/// A day on which something is said to have happened, ISO 8601, with its place; of a moment the day in its
/// own offset. Dates that can't be used are left out: they are told as such.
#[must_use]
pub fn evidence<'n>(kind: &Kind, root: &'n Node) -> Vec<(Span, &'n str)> {
    let mut found = Vec::new();
    let mut open: Vec<(&Node, &Json)> = vec![(root, &kind.schema)];
    while let Some((node, schema)) = open.pop() {
        match &node.value {
            Value::Map(entries) => open.extend(entries.iter().filter_map(|entry| {
                let schema = field(&kind.schema, schema, entry.key.text()?)?;
                Some((&entry.value, schema))
            })),
            Value::Seq(items) => {
                if let Some(schema) = schema.get("items").and_then(|items| resolve(&kind.schema, items)) {
                    open.extend(items.iter().map(|item| (item, schema)));
                }
            }
            Value::Scalar(_) => {
                let marked = schema.get("x-evidence").and_then(Json::as_bool) == Some(true);
                if let Some(text) = node.text().filter(|_| marked)
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
