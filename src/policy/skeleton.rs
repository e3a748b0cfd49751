//! A document to begin with: the fields of its kind's schema that somebody asks for, the sections and
//! clauses that policies look for, and a placeholder wherever something is to be filled in.
//!
//! Nothing in it can be taken for evidence: until a placeholder is gone, `records/placeholder` and its
//! like tell it, and what policies say of the same place hangs on that.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::facts::{FieldTypes, Kind, TypeId, schema_field, schema_item, schema_properties};
use crate::rules::{Rule, Topics};

use super::{Language, Policy, PolicySet, kind_page};

/// What stands where something is to be filled in.
const OPEN: &str = "TODO";

/// The version of a form, which has no meaning yet.
const VERSION: &str = "schema";

/// How deep fields may lie in each other; a schema may refer to itself.
const DEEPEST: usize = 8;

/// A policy of a kind to begin with: the first one that the kind's page shows, under another id.
#[must_use]
pub fn policy_skeleton(kind: &str, id: &str) -> Option<String> {
    let (_, shown) = kind_page(kind)?.split_once("```yaml\n# ")?;
    let (_, shown) = shown.split_once('\n')?;
    let (_, rest) = shown.split("```").next()?.split_once('\n')?;
    Some(format!("id: {id}\n{rest}"))
}

impl PolicySet {
    /// A document of a kind in which everything is still to be filled in that its schema requires, or that
    /// the policies look for that judge it. `judging` are those that are in force where it will lie, `asking`
    /// those that said something of it without its text; without them, it has no text.
    #[must_use]
    pub fn skeleton(
        &self,
        kind: usize,
        judging: &[&Policy],
        asking: Option<&BTreeSet<&str>>,
        language: Language,
    ) -> String {
        let of = self.kinds.get(kind);
        let own: Vec<&Policy> =
            judging.iter().copied().filter(|policy| policy.applies_to.contains(&kind)).collect();
        let named = judging.iter().flat_map(|policy| &policy.reads.named);
        let read = named.filter(|(other, ..)| *other == kind).map(|(_, map, name)| (*map, name.as_str()));
        let fields = Fields { kind: of, read: read.collect() };
        let root = At { schema: &of.schema, example: of.example(), of: FieldTypes::ROOT, depth: 0 };
        let mut text = fields.map(root);
        if of.is_markdown() {
            // Where nobody tells a placeholder, it would pass for content; a heading alone does not.
            let tells = own.iter().any(|policy| policy.tells_placeholders());
            text = format!("---\n{text}---\n\n# {}\n", if tells { OPEN } else { &of.title });
            for (title, policies) in asking.map_or_else(Vec::new, |asking| self.sections(kind, &own, asking))
            {
                text.push_str(&format!("\n## {title}\n\n"));
                let helps: BTreeSet<&str> =
                    policies.iter().filter_map(|policy| policy.help(language)).collect();
                for help in helps {
                    text.push_str(&format!("<!-- {} -->\n", help.replace("--", "-")));
                }
                if tells {
                    let ids: Vec<&str> = policies.iter().map(|policy| &*policy.id).collect();
                    text.push_str(&format!("\n{OPEN} ({})\n", ids.join(", ")));
                }
            }
        }
        text
    }

    /// The sections and clauses that are looked for, each with the policies that do.
    fn sections<'p>(
        &'p self,
        kind: usize,
        own: &[&'p Policy],
        asking: &BTreeSet<&str>,
    ) -> Vec<(&'p str, Vec<&'p Policy>)> {
        let mut concepts: BTreeMap<usize, Vec<&'p Policy>> = BTreeMap::new();
        let mut rest: Vec<&'p Policy> = Vec::new();
        for policy in own {
            let policy: &'p Policy = policy;
            let wanted = policy.reads.concepts.iter().filter(|concept| {
                self.vocabulary.concepts()[**concept].is_asked_of(Some(&self.kinds.get(kind).name))
            });
            let mut found = false;
            for concept in wanted {
                concepts.entry(*concept).or_default().push(policy);
                found = true;
            }
            let asks_for_clause = match &policy.rule {
                Rule::Clause(rule) => !rule.absent && matches!(rule.topics, Topics::Of(_)),
                // Of other kinds, only the answer tells whether they look for a clause or do not want one.
                _ => !policy.reads.topics.is_empty() && asking.contains(&*policy.id),
            };
            if asks_for_clause && !found {
                rest.push(policy);
            }
        }
        // In the order in which the practice guidance comes to speak of it.
        let place = |policy: &&Policy| {
            self.statements
                .iter()
                .position(|statement| statement.policies.iter().any(|id| **id == *policy.id))
        };
        let mut concepts: Vec<(usize, Vec<&'p Policy>)> = concepts.into_iter().collect();
        concepts.sort_by_key(|(_, policies)| policies.iter().filter_map(place).min().unwrap_or(usize::MAX));
        let titled = concepts
            .into_iter()
            .map(|(concept, policies)| (self.vocabulary.concepts()[concept].title.as_str(), policies));
        titled.chain(rest.into_iter().map(|policy| (policy.title.as_str(), vec![policy]))).collect()
    }
}

/// The fields of one kind that a document should begin with.
struct Fields<'a> {
    kind: &'a Kind,
    /// Those that policies read, by the map in the schema.
    read: BTreeSet<(TypeId, &'a str)>,
}

/// A place in a kind's schema: what may stand there, and what stands there in the kind's example.
#[derive(Clone, Copy)]
struct At<'a> {
    schema: &'a Json,
    example: Option<&'a Json>,
    of: TypeId,
    depth: usize,
}

impl<'a> Fields<'a> {
    /// The fields of a map, each on lines of its own.
    fn map(&self, at: At<'a>) -> String {
        let mut text = String::new();
        for name in self.wanted(at) {
            let Some(schema) = schema_field(&self.kind.schema, at.schema, name) else { continue };
            let of = self.kind.types.field(at.of, name).unwrap_or(FieldTypes::ANY);
            let example = at.example.and_then(|example| example.get(name));
            let value = self.value(At { schema, example, of, ..at });
            text.push_str(&format!("{}{name}:{value}\n", "  ".repeat(at.depth)));
        }
        text
    }

    /// The fields that are required, that the example has, that some policy reads or by which others are
    /// named; all, where it is none.
    fn wanted(&self, at: At<'a>) -> Vec<&'a str> {
        let names = schema_properties(at.schema).into_iter().filter(|name| *name != VERSION);
        let required = at.schema.get("required").and_then(Json::as_array);
        let is_wanted = |name: &&str| {
            let naming = self.kind.types.field(at.of, name).map(|of| &self.kind.types.get(of).naming);
            required.is_some_and(|names| names.iter().any(|required| required == name))
                || at.example.is_some_and(|example| example.get(name).is_some())
                || self.read.contains(&(at.of, name))
                || naming.is_some_and(|naming| naming.is_pattern || naming.declares.is_some())
        };
        let wanted: Vec<&str> = names.clone().filter(is_wanted).collect();
        if wanted.is_empty() { names.collect() } else { wanted }
    }

    /// What stands behind the colon of a field.
    fn value(&self, at: At<'a>) -> String {
        let of = self.kind.types.get(at.of);
        if let Some(fixed) = at.schema.get("const").and_then(Json::as_str) {
            return format!(" {fixed}");
        }
        let says = at.schema.get("description").and_then(Json::as_str);
        let above = says.map_or(String::new(), |says| format!(" # {says}"));
        if let (Some(item), None) = (of.items, of.scalar) {
            let schema = schema_item(&self.kind.schema, at.schema);
            let example = at.example.and_then(|example| example.get(0));
            let depth = at.depth + 2;
            let of = self.kind.types.get(item);
            if let (Some(schema), true, None) = (schema, depth < DEEPEST && of.fields.is_some(), of.scalar) {
                let fields = self.map(At { schema, example, of: item, depth });
                let (indent, dash) = ("  ".repeat(depth), "  ".repeat(depth - 1));
                if let Some(fields) = fields.strip_prefix(&indent) {
                    return format!("{above}\n{dash}- {}", fields.trim_end());
                }
            }
            return format!(
                " {OPEN}{}",
                comment(
                    Some(says.map_or("A list.".to_owned(), |says| format!("{says} A list.")).as_str()),
                    schema
                )
            );
        }
        let depth = at.depth + 1;
        if of.fields.is_some() && of.scalar.is_none() && depth < DEEPEST {
            let fields = self.map(At { depth, ..at });
            if !fields.is_empty() {
                return format!("{above}\n{}", fields.trim_end());
            }
        }
        format!(" {OPEN}{}", comment(says, Some(at.schema)))
    }
}

/// What to write in place of the placeholder, as far as the schema says it.
fn comment(says: Option<&str>, schema: Option<&Json>) -> String {
    let form = schema.and_then(|schema| {
        let choices = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
        let choices: Vec<&str> = choices.filter_map(Json::as_str).collect();
        if !choices.is_empty() {
            return Some(choices.join(" | "));
        }
        let format = schema.get("format").and_then(Json::as_str);
        let reference = schema.get("x-ref").and_then(Json::as_str);
        let form = match (format, reference) {
            (Some("date"), _) => "a date, as in 2026-07-01".to_owned(),
            (Some("date-time"), _) => "a time, as in 2026-07-01T16:05-04:00".to_owned(),
            (Some("time"), _) => "a time of day, as in \"16:05\"".to_owned(),
            (Some("period"), _) => "a month or quarter, as in 2026-07 or 2026-Q3".to_owned(),
            (Some("country"), _) => "a country, as in US".to_owned(),
            (Some("us-state"), _) => "a state, as in NC".to_owned(),
            (Some("zone"), _) if says.is_none() => "a zone, as in America/New_York".to_owned(),
            (_, Some(of)) => format!("{of} id"),
            _ if schema.get("x-path").is_some() => "a path in this repository".to_owned(),
            _ => match schema.get("type").and_then(Json::as_str) {
                Some("boolean") => "true | false".to_owned(),
                Some("number" | "integer") => "a number".to_owned(),
                _ => return None,
            },
        };
        Some(form)
    });
    let parts: Vec<&str> = [says, form.as_deref()].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(" # {}", parts.join(" ")) }
}
