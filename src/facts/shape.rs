//! What in a document is not as its kind's schema says: unknown fields, wrong types, unusable dates.
//!
//! `jsonschema` decides; this module finds the words that it speaks of, and says it in plain ones.

use std::collections::HashSet;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use serde_json::Value as Json;

use crate::syntax::yaml::{self, Node, Plain};
use crate::text::Span;

use super::instance::Instance;
use super::schema::{field, properties, resolve};
use super::vocabulary::Placeholders;
use super::{Kind, dates, nearest, places};

/// What sort of thing is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueClass {
    /// A key that the schema does not have.
    UnknownField,
    /// A number where text belongs, and the like.
    Type,
    /// A value that is not one of the possible ones.
    Choice,
    /// A `kind` that no schema has.
    Kind,
    /// A date or time that can't be used.
    Date,
    /// A zone, country or state that can't be used.
    Place,
    /// Client information that does not belong in the repository.
    Private,
    /// An exception from a policy that does not count.
    Waiver,
    /// A value that can't be used, of which the policy speaks that the schema names (`x-judged-by`).
    Judged,
    /// An id or a path that leads nowhere.
    Reference,
    /// An id that something else has already.
    Duplicate,
    /// A word that stands where a value is to be filled in.
    Placeholder,
}

impl IssueClass {
    /// Every class with its name in policies.
    pub const ALL: [(&'static str, IssueClass); 11] = [
        ("unknown-field", IssueClass::UnknownField),
        ("type", IssueClass::Type),
        ("choice", IssueClass::Choice),
        ("kind", IssueClass::Kind),
        ("date", IssueClass::Date),
        ("place", IssueClass::Place),
        ("private", IssueClass::Private),
        ("waiver", IssueClass::Waiver),
        ("reference", IssueClass::Reference),
        ("duplicate", IssueClass::Duplicate),
        ("placeholder", IssueClass::Placeholder),
    ];
}

/// One thing that is not as the schema says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeIssue {
    /// What sort of thing.
    pub class: IssueClass,
    /// The key or the value.
    pub span: Span,
    /// One sentence.
    pub message: String,
    /// The key of the group in which a field has no place.
    pub within: Option<Span>,
    /// All of the value, where it can't be used in any condition; of a list or a map more than `span`.
    pub spoils: Option<Span>,
}

/// Everything in a tree that is not as its kind's schema says, by place.
#[must_use]
pub(super) fn issues(kind: &Kind, root: &Node) -> Vec<ShapeIssue> {
    let validator = kind.validator();
    if validator.is_valid(Instance(root)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for error in validator.iter_errors(Instance(root)) {
        describe(&error, kind, root, &mut found);
    }
    found.sort_by_key(|issue| issue.span);
    found.dedup();
    found
}

/// Scalars that are to be filled in yet. What else does not fit of such a one is not worth a word.
pub(super) fn unfilled(root: &Node, words: &Placeholders, issues: &mut Vec<ShapeIssue>) {
    if !has_unfilled(root, words) {
        return;
    }
    let (mut waiting, mut found) = (vec![root], Vec::new());
    while let Some(node) = waiting.pop() {
        waiting.extend(node.items().into_iter().flatten());
        waiting.extend(node.entries().into_iter().map(|(_, value)| value));
        let Some(text) = node.text().filter(|text| words.is_whole_value(text)) else { continue };
        let message = format!("'{text}' stands where something is to be filled in.");
        let class = IssueClass::Placeholder;
        found.push(ShapeIssue { class, span: node.span, message, within: None, spoils: Some(node.span) });
    }
    if !found.is_empty() {
        issues.retain(|issue| found.iter().all(|unfilled| unfilled.span != issue.span));
        issues.extend(found);
        issues.sort_by_key(|issue| issue.span);
    }
}

/// Whether there is any, be it in what does not count: mostly there is none.
fn has_unfilled(root: &Node, words: &Placeholders) -> bool {
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        match &node.value {
            yaml::Value::Scalar(scalar) if words.is_whole_value(scalar.text()) => return true,
            yaml::Value::Scalar(_) => {}
            yaml::Value::Seq(items) => waiting.extend(items),
            yaml::Value::Map(entries) => waiting.extend(entries.iter().map(|entry| &entry.value)),
        }
    }
    false
}

/// A `kind` that no schema has.
pub(super) fn unknown_kind<'a>(root: &Node, known: impl IntoIterator<Item = &'a str>) -> Option<ShapeIssue> {
    let value = root.get("kind")?;
    let name = value.text()?;
    let near = nearest(name, known).map_or(String::new(), |near| format!(" Did you mean '{near}'?"));
    let message = format!("'{name}' is not a kind of document that soplint knows.{near}");
    let span = value.span;
    Some(ShapeIssue { class: IssueClass::Kind, span, message, within: None, spoils: Some(span) })
}

/// A record in which nothing is recorded.
pub(super) fn empty(kind: &Kind) -> ShapeIssue {
    let message = format!(
        "This file is empty; {} {} is expected here.",
        article(&kind.title),
        kind.title.to_lowercase()
    );
    let span = Span::default();
    ShapeIssue { class: IssueClass::Type, span, message, within: None, spoils: Some(span) }
}

fn describe(error: &ValidationError<'_>, kind: &Kind, root: &Node, found: &mut Vec<ShapeIssue>) {
    if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } =
        error.kind()
    {
        // The branch that was meant is the one whose type fits; its mistakes are the ones to tell.
        let meant = context.iter().find(|branch| {
            let own = |inner: &ValidationError<'_>| {
                inner.instance_path().iter().count() == 0 || inner.instance_path() == error.instance_path()
            };
            !branch.iter().any(|inner| own(inner) && matches!(inner.kind(), ValidationErrorKind::Type { .. }))
        });
        if let Some(branch) = meant {
            for inner in branch {
                describe(inner, kind, root, found);
            }
            return;
        }
    }
    let mut at = At { node: root, name: None, key: None, schema: Some(&kind.schema) };
    for segment in error.instance_path().iter() {
        at = match segment {
            LocationSegment::Property(name) => at.field(&kind.schema, &name),
            LocationSegment::Index(index) => at.item(&kind.schema, index),
        };
    }
    if at.node.is_null() {
        return; // the same as a field that is not there: the policy that needs it says so
    }
    let within = match at.name {
        Some(name) => name.to_owned(),
        None => format!("{} {}", article(&kind.title), kind.title.to_lowercase()),
    };
    let text = at.node.text().unwrap_or("");
    let format = at.schema.and_then(|schema| schema.get("format")).and_then(Json::as_str);
    let judged = at.schema.is_some_and(|schema| schema.get("x-judged-by").is_some());
    let issue = |class, span, message| {
        let class = if judged { IssueClass::Judged } else { class };
        ShapeIssue { class, span, message, within: None, spoils: Some(at.node.span) }
    };
    match error.kind() {
        ValidationErrorKind::Required { .. } => {} // said by the policy that needs it
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known: Vec<&str> = at.schema.map(|schema| properties(schema)).unwrap_or_default();
            let unexpected: HashSet<&str> = unexpected.iter().map(String::as_str).collect();
            for (key, _) in at.node.entries() {
                let span = key.span;
                let Some(key) = key.text().filter(|key| unexpected.contains(key)) else { continue };
                let near = match nearest(key, known.iter().copied()) {
                    Some(near) => format!(" Did you mean '{near}'?"),
                    None if known.len() <= 8 && !known.is_empty() => {
                        format!(" The fields there are {}.", known.join(", "))
                    }
                    None => String::new(),
                };
                let message = format!("'{key}' is not a field of {within}.{near}");
                found.push(ShapeIssue {
                    class: IssueClass::UnknownField,
                    span,
                    message,
                    within: at.key,
                    spoils: None,
                });
            }
        }
        ValidationErrorKind::Format { format } => {
            let (class, message) = match format.as_str() {
                "date" => {
                    (IssueClass::Date, format!("'{text}' is not a usable date{}.", dates::why_no_date(text)))
                }
                "date-time" => (
                    IssueClass::Date,
                    format!("'{text}' is not a usable time{}.", dates::why_no_timestamp(text)),
                ),
                "time" => (IssueClass::Date, format!("'{text}' is not a usable time of day.")),
                place => {
                    let name = if place == "us-state" { "state" } else { place };
                    let why = places::why_not(place, text);
                    (IssueClass::Place, format!("'{text}' is not a usable {name}{why}."))
                }
            };
            found.push(issue(class, at.node.span, message));
        }
        ValidationErrorKind::Type { .. } if matches!(format, Some("date" | "date-time" | "time")) => {
            let message =
                format!("'{text}' is not a usable {}.", if format == Some("date") { "date" } else { "time" });
            found.push(issue(IssueClass::Date, at.node.span, message));
        }
        ValidationErrorKind::Type { kind: wanted } => {
            let message = match (&at.node.value, name_of(at.node)) {
                (yaml::Value::Scalar(_), what) => {
                    format!("'{text}' is {what}; {} is expected here.", expected(wanted))
                }
                (_, what) => format!("Under {within} stands {what}; {} is expected.", expected(wanted)),
            };
            let span = if text.is_empty() { head(at.node) } else { at.node.span };
            found.push(issue(IssueClass::Type, span, message));
        }
        // That it is no text is told already.
        ValidationErrorKind::Enum { .. } | ValidationErrorKind::Constant { .. }
            if !matches!(at.node.value, yaml::Value::Scalar(_))
                && at.schema.is_some_and(|schema| schema.get("type").is_some()) => {}
        ValidationErrorKind::Enum { options } => {
            let options: Vec<&str> =
                options.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
            let near = nearest(text, options.iter().copied())
                .map_or(String::new(), |near| format!(" Did you mean '{near}'?"));
            let message = format!("'{text}' is not one of {}.{near}", options.join(", "));
            found.push(issue(IssueClass::Choice, at.node.span, message));
        }
        ValidationErrorKind::Constant { expected_value } => {
            let message =
                format!("'{text}' is not {}.", expected_value.as_str().unwrap_or("what is expected here"));
            found.push(issue(IssueClass::Choice, at.node.span, message));
        }
        _ if text.is_empty() => {
            found.push(issue(
                IssueClass::Choice,
                head(at.node),
                format!("What stands under {within} is not in a form that soplint reads."),
            ));
        }
        _ => found.push(issue(
            IssueClass::Choice,
            at.node.span,
            format!("'{text}' is not in a form that soplint reads under {within}."),
        )),
    }
}

/// A place in the tree, and the part of the schema that speaks of it.
#[derive(Clone, Copy)]
struct At<'a> {
    node: &'a Node,
    /// The nearest key above.
    name: Option<&'a str>,
    key: Option<Span>,
    schema: Option<&'a Json>,
}

impl<'a> At<'a> {
    fn field(self, root: &'a Json, name: &str) -> Self {
        let Some(entry) = self.node.entry(name) else { return self };
        let schema = self.schema.and_then(|schema| field(root, schema, name));
        At { node: &entry.value, name: entry.key.text(), key: Some(entry.key.span), schema }
    }

    fn item(self, root: &'a Json, index: usize) -> Self {
        let Some(node) = self.node.items().and_then(|items| items.get(index)) else { return self };
        let schema =
            self.schema.and_then(|schema| resolve(root, schema)).and_then(|schema| schema.get("items"));
        At { node, name: self.name, key: self.key, schema: schema.and_then(|schema| resolve(root, schema)) }
    }
}

/// For a list or map: the words that it begins with, so that a label is never the whole block.
fn head(node: &Node) -> Span {
    match &node.value {
        yaml::Value::Scalar(_) => node.span,
        yaml::Value::Seq(items) => items.first().map_or(node.span, head),
        yaml::Value::Map(entries) => entries.first().map_or(node.span, |entry| entry.key.span),
    }
}

fn name_of(node: &Node) -> &'static str {
    match (&node.value, node.typed()) {
        (yaml::Value::Seq(_), _) => "a list",
        (yaml::Value::Map(_), _) => "a group of fields",
        (_, Some(Plain::Bool(_))) => "a truth value",
        (_, Some(Plain::Int(_) | Plain::Float(_))) => "a number",
        (_, Some(Plain::Text(_))) => "text",
        _ => "nothing",
    }
}

fn expected(kind: &TypeKind) -> String {
    let name = |json_type: jsonschema::JsonType| match json_type {
        jsonschema::JsonType::String => "text (write it in quotes)",
        jsonschema::JsonType::Integer => "a whole number",
        jsonschema::JsonType::Number => "a number",
        jsonschema::JsonType::Boolean => "true or false",
        jsonschema::JsonType::Array => "a list",
        jsonschema::JsonType::Object => "a group of fields",
        jsonschema::JsonType::Null => "nothing",
    };
    match kind {
        TypeKind::Single(one) => name(*one).to_owned(),
        TypeKind::Multiple(several) => {
            let names: Vec<_> =
                several.iter().filter(|t| *t != jsonschema::JsonType::Null).map(name).collect();
            names.join(" or ")
        }
    }
}

fn article(title: &str) -> &'static str {
    if title.starts_with(|c: char| "AEIOUS".contains(c)) && !title.starts_with("Sup") { "an" } else { "a" }
}
