//! JSON Schemas of the files that say how soplint judges, for YAML editors: a policy file, a `pack.yaml`,
//! and `lint:` in `soplint.yaml`.
//!
//! Names are filled in from what is loaded: kinds, concepts, topics, authorities, policies, packs and
//! limits. What an expression may say is beyond a JSON Schema; the loader tells it.

use serde_json::{Map, Value as Json, json};

use crate::facts::IssueClass;
use crate::rules::IfMissing;

use super::language::Language;
use super::pack::DEFAULTS;
use super::{Pack, ParameterSpec, PolicySet};

/// The names of the schemas, besides those of document kinds.
pub const JSON_SCHEMAS: [&str; 3] = ["policy", "pack", "lint"];

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

impl PolicySet {
    /// The JSON Schema of that name: one of [`JSON_SCHEMAS`], or a document kind.
    #[must_use]
    pub fn json_schema(&self, name: &str) -> Option<Json> {
        match name {
            "policy" => Some(self.policy_schema()),
            "pack" => Some(pack_schema()),
            "lint" => Some(self.lint_schema()),
            kind => self.kinds.find(kind).map(|kind| self.kinds.get(kind).schema.clone()),
        }
    }

    fn policy_schema(&self) -> Json {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.name.as_str()).collect();
        let judged: Vec<&str> = kinds.iter().copied().chain(["any"]).collect();
        let concepts: Vec<&str> =
            self.vocabulary.concepts().iter().map(|concept| concept.id.as_str()).collect();
        // The phrases of other policies are topics as well, but nobody else's to name.
        let topics = self.vocabulary.topics().iter().map(|topic| topic.id.as_str());
        let topics: Vec<&str> = topics.filter(|id| !id.contains('/')).chain(["placeholder"]).collect();
        let authorities: Vec<&str> = self.authorities.iter().map(|authority| authority.id.as_str()).collect();
        let classes: Vec<&str> = IssueClass::ALL.iter().map(|(name, _)| *name).collect();
        let properties = json!({
            "id": {"type": "string", "pattern": "^[^/]+/[^/]+$", "description": "pack/name, as the file lies."},
            "title": text("What it asks, in a line."),
            "severity": severity(),
            "basis": choice(&["rule", "opinion", "statute", "practice", "integrity"], "What a message may claim."),
            "authority": one_or_many(&authorities, "What it rests on."),
            "applies-to": one_or_many(&judged, "The kinds of documents that it judges."),
            "when": expression("Else the policy does not concern the document."),
            "milder": {"type": "object", "required": ["when"], "additionalProperties": false,
                "description": "Where it weighs a warning at most.",
                "properties": {"when": expression("Where it does."), "help": text("The next step then.")}},
            "needs": {"type": "array", "items": {"type": "string"}, "description": "Policies without which this one can't be judged."},
            "message": text("What was not found. {missing} lists the labels of checks without words of their own."),
            "help": {"description": "One next step.", "oneOf": [{"type": "string"}, languages()]},
            "sensitive": truth("What it finds is never shown."),
            "waivable": truth("Whether a firm may lower it, switch it off or waive it."),
            "template": text("A shape in policies/templates/ that this policy fills in."),
            "with": {"type": "object", "description": "What the template is filled with."},
            "value": {"$ref": "#/$defs/value"},
            "section": {"$ref": "#/$defs/section"},
            "clause": {"$ref": "#/$defs/clause"},
            "schema": {"$ref": "#/$defs/schema"},
            "history": {"$ref": "#/$defs/history"},
            "outcome": {"$ref": "#/$defs/outcome"},
            "tests": {"type": "array", "items": {"$ref": "#/$defs/test"}, "description": "Examples of what it says; `soplint test` runs them."},
        });
        let defs = json!({
            "expression": {"type": ["string", "boolean", "number"]},
            "check": block(&[("severity", severity()), ("help", text("Another next step than the policy's.")), ("follows", text("A policy on whose finding about the same document this one hangs."))]),
            "value": block(&[]),
            "section": block(&[
                ("concept", choice(&concepts, "What the section is about.")),
                ("concepts", one_or_many(&concepts, "Several at once, each in a section of its own.")),
                ("accept-in", one_or_many(&concepts, "Sections in which the content may stand as well.")),
                ("stages", json!({"type": "object", "additionalProperties": false, "properties": {
                    "of": {"const": "workflow-stages"}, "in-order": {"type": "boolean"}}})),
                ("out-of-order", text("What is said where '{stage}' stands before '{earlier}'.")),
            ]),
            "clause": block(&[
                ("topic", one_or_many(&topics, "What the clause is about.")),
                ("phrases", json!({"type": "object", "additionalProperties": false, "properties": {
                    "any": strings("One of these phrases."), "all": strings("All of these phrases.")}})),
                ("canonical", text("The file in clauses/ whose wording documents are held against, word by word.")),
                ("in", json!({"type": "string", "pattern": "^section\\(.+\\)$"})),
                ("expect", choice(&["present", "absent"], "Whether it must be there, or must not.")),
            ]),
            "schema": {"type": "object", "required": ["report"], "additionalProperties": false,
                "properties": {"report": one_or_many(&classes, "The issues that it tells.")}},
            "history": block(&[
                ("rows", expression("The entries.")),
                ("key", text("The field that names an entry.")),
            ]),
            "outcome": {"type": "object", "required": ["require"], "additionalProperties": false, "properties": {
                "of": strings("Policies or packs."),
                "groups": {"type": "object", "additionalProperties": strings("Policies or packs.")},
                "require": expression("none_open('error'): nothing of that severity is open."),
                "message": text("The words where something is; {open} lists the groups.")}},
            "test": test_schema(&kinds),
        });
        json!({
            "$schema": DIALECT,
            "title": "A soplint policy: policies/<pack>/<name>.yaml",
            "type": "object",
            "required": ["id"],
            "anyOf": [{"required": ["template"]}, {"required": ["title"]}],
            "additionalProperties": false,
            "properties": properties,
            "$defs": defs,
        })
    }

    fn lint_schema(&self) -> Json {
        let ids: Vec<&str> = self.policies.iter().map(|policy| &*policy.id).collect();
        let packs: Vec<&str> = self.pack_names().into_iter().collect();
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.name.as_str()).collect();
        let concepts: Vec<&str> =
            self.vocabulary.concepts().iter().map(|concept| concept.id.as_str()).collect();
        let limits: Map<String, Json> =
            self.packs.iter().flat_map(|pack: &Pack| &pack.parameters).map(limit).collect();
        let by = |names: &[&str], of: Json, says: &str| json!({"type": "object", "description": says, "propertyNames": {"enum": names}, "additionalProperties": of});
        json!({
            "$schema": DIALECT,
            "title": "The map `lint:` of soplint.yaml",
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "packs": one_or_many(&packs, "Only these packs judge; all of them, if not given."),
                "globs": by(&kinds, strings_or_one(), "What files are, where they do not say it."),
                "severities": by(&ids, severity(), "Another weight for a policy."),
                "off": by(&ids, json!({"type": "string", "minLength": 10}), "Policies that do not judge here, each with the reason."),
                "parameters": {"type": "object", "description": "The firm's own limits.", "properties": limits},
                "vocabulary": by(&concepts, json!({"type": "object", "additionalProperties": false, "properties": {
                    "labels": strings_or_one(), "reject": strings_or_one()}}), "The firm's own words for sections."),
                "extends": strings_or_one(),
            },
        })
    }
}

fn test_schema(kinds: &[&str]) -> Json {
    let outcomes = ["found", "misplaced", "not-found", "conflict", "cannot-check", "not-applicable"];
    json!({
        "type": "object",
        "required": ["name", "expect"],
        "additionalProperties": false,
        "properties": {
            "name": text("What it shows."),
            "kind": choice(kinds, "The kind of the document, where the policy judges several."),
            "given": {"description": "Fields laid over a minimal document of the kind; null takes one away."},
            "body": text("The text of a Markdown document."),
            "firm": {"type": "object", "description": "Fields laid over a minimal firm profile."},
            "files": {"type": "object", "description": "Other files by path: fields, or a whole text."},
            "params": {"type": "object", "description": "Limits that the firm sets."},
            "as-of": {"type": "string", "format": "date"},
            "expect": {"oneOf": [{"enum": outcomes}, {"type": "object", "additionalProperties": {"oneOf": [
                {"enum": outcomes},
                {"type": "object", "required": ["outcome"], "additionalProperties": false, "properties": {
                    "outcome": {"enum": outcomes}, "at": {"type": "string"}, "says": {"type": "string"},
                    "related": strings("Words under related labels.")}}]}}]},
            "at": text("The exact words under the primary label."),
            "says": text("A part of the message."),
            "related": strings("Words under related labels; each must be there."),
        },
    })
}

fn pack_schema() -> Json {
    let defaults: Map<String, Json> = DEFAULTS.iter().map(|key| ((*key).to_owned(), json!(true))).collect();
    json!({
        "$schema": DIALECT,
        "title": "A pack of soplint policies: policies/<pack>/pack.yaml",
        "type": "object",
        "required": ["title", "version", "as-of"],
        "properties": {
            "title": text("What it is, in a line."),
            "version": text("Its version."),
            "as-of": {"type": "string", "format": "date", "description": "Up to when its sources were looked at."},
            "applies-when": {"type": "string", "description": "Where its policies concern a document at all."},
            "defaults": {"type": "object", "additionalProperties": false, "description": "What its policies have where they do not say otherwise.",
                "properties": defaults},
            "params": {"type": "object", "description": "Limits that a firm may set.", "additionalProperties": {
                "type": "object", "required": ["type", "default", "says"], "additionalProperties": false,
                "properties": {
                    "type": choice(&["number", "text", "truth", "date", "list", "map"], "What it takes."),
                    "unit": text("What it counts."),
                    "default": {"description": "Where the firm says nothing."},
                    "stricter": choice(&["lower", "higher"], "Which way it gets stricter."),
                    "says": text("What it is, in a line."),
                }}},
            "define": {"type": "object", "description": "Terms for its expressions: `name(arguments): expression`, or a list or map."},
            "scales": {"type": "object", "description": "Ordered words, lowest first.", "additionalProperties": strings("The words.")},
        },
    })
}

/// The keys that every block takes, and more.
fn block(more: &[(&str, Json)]) -> Json {
    let outcomes: Vec<&str> = IfMissing::ALL.iter().map(|(name, _)| *name).collect();
    let named = json!({"type": "object", "additionalProperties": {"$ref": "#/$defs/expression"}});
    let mut properties = json!({
        "let": named, "for-each": named, "for-any": named,
        "find": {"type": "object", "required": ["in", "as"], "additionalProperties": false, "properties": {
            "in": expression("The documents or rows to look among."), "as": text("What each is called."),
            "on": named, "where": expression("What else must hold for it to count.")}},
        "if-none": {"oneOf": [{"type": "string"},
            {"type": "object", "required": ["message"], "additionalProperties": false,
                "properties": {"message": {"type": "string"}, "at": {"$ref": "#/$defs/expression"}}},
            {"type": "object", "required": ["cannot-check"], "additionalProperties": false,
                "properties": {"cannot-check": text("Why nothing can be said, to follow 'because'.")}}]},
        "when": expression("Else this is left out."),
        "if-missing": choice(&outcomes, "What a value that is not there means."),
        "require": expression("What must hold."),
        "checks": {"type": "object", "additionalProperties": {"$ref": "#/$defs/check"}},
        "message": text("The words where it does not hold."),
        "missing": text("The words where a value that it needs is not there."),
        "label": text("How it is named in a gathered sentence."),
        "at": expression("Where it is shown."),
        "related": {"type": "object", "additionalProperties": {"type": "string"}},
    });
    for (key, schema) in more {
        properties[*key] = schema.clone();
    }
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn limit((name, spec): (&String, &ParameterSpec)) -> (String, Json) {
    (name.clone(), json!({"description": format!("{} {}", spec.says, spec.unit).trim()}))
}

fn text(says: &str) -> Json {
    json!({"type": "string", "description": says})
}

fn truth(says: &str) -> Json {
    json!({"type": "boolean", "description": says})
}

fn choice(names: &[&str], says: &str) -> Json {
    json!({"enum": names, "description": says})
}

fn severity() -> Json {
    choice(&["error", "warning", "note"], "How much it weighs.")
}

fn expression(says: &str) -> Json {
    json!({"$ref": "#/$defs/expression", "description": says})
}

fn one_or_many(names: &[&str], says: &str) -> Json {
    json!({"description": says, "oneOf": [{"enum": names}, {"type": "array", "items": {"enum": names}}]})
}

fn strings(says: &str) -> Json {
    json!({"type": ["array", "string"], "items": {"type": "string"}, "description": says})
}

fn strings_or_one() -> Json {
    json!({"type": ["array", "string"], "items": {"type": "string"}})
}

fn languages() -> Json {
    let each: Map<String, Json> =
        Language::ALL.iter().map(|(name, _)| ((*name).to_owned(), json!({"type": "string"}))).collect();
    json!({"type": "object", "required": ["en"], "properties": each, "additionalProperties": false})
}
