//! JSON Schemas of the kinds: compiled, and looked up by the name of a field.

use jsonschema::{PatternOptions, Validator};
use serde_json::Value as Json;

use super::instance::Tree;
use super::{dates, places};

/// Compiles a schema, with soplint's formats and a regex engine that takes linear time.
///
/// # Errors
/// Why it is no schema.
pub(super) fn validator(schema: &Json) -> Result<Validator<Tree>, String> {
    jsonschema::options_for::<Tree>()
        .with_pattern_options(PatternOptions::regex())
        .should_validate_formats(true)
        .with_format("date", dates::is_date)
        .with_format("date-time", dates::is_timestamp)
        .with_format("time", dates::is_time)
        .with_format("country", places::is_country)
        .with_format("us-state", places::is_state)
        .with_format("zone", places::is_zone)
        .build(schema)
        .map_err(|error| error.to_string())
}

/// The schema of a field, where the schema of its map names it.
pub fn field<'a>(root: &'a Json, schema: &'a Json, name: &str) -> Option<&'a Json> {
    let schema = resolve(root, schema)?;
    let own = schema.get("properties").and_then(|properties| properties.get(name));
    let free = || schema.get("additionalProperties").filter(|free| free.is_object());
    let alternatives = || {
        let branches = ["oneOf", "anyOf"].into_iter().filter_map(|key| schema.get(key)?.as_array());
        branches.flatten().find_map(|branch| field(root, branch, name))
    };
    own.or_else(free).and_then(|schema| resolve(root, schema)).or_else(alternatives)
}

/// The schema of the items of a list.
pub fn item<'a>(root: &'a Json, schema: &'a Json) -> Option<&'a Json> {
    resolve(root, resolve(root, schema)?.get("items")?)
}

/// Follows `$ref` inside the file, a few times at most.
pub(super) fn resolve<'a>(root: &'a Json, schema: &'a Json) -> Option<&'a Json> {
    let mut schema = schema;
    for _ in 0..8 {
        let Some(target) = schema.get("$ref").and_then(Json::as_str) else { return Some(schema) };
        schema = root.pointer(target.strip_prefix('#')?)?;
    }
    None
}

/// The names of a map's fields.
pub fn properties(schema: &Json) -> Vec<&str> {
    schema
        .get("properties")
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect()
}
