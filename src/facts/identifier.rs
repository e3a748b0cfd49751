//! What a scalar names and what names it, as a kind's schema says.

use serde_json::Value as Json;

/// What a scalar names: the annotations `x-id`, `x-unique`, `x-ref`, `x-path` and `x-id-pattern` of a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// It is the id of something, among the ids of this name space.
    pub declares: Option<String>,
    /// Within what no second one may have the same id.
    pub unique: Option<Within>,
    /// It means something that has its id in one of these name spaces.
    pub means: Vec<String>,
    /// It is the path of a file or folder.
    pub is_path: bool,
    /// It says what ids of documents look like that are kept elsewhere.
    pub is_pattern: bool,
}

/// Within what an id is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// The document.
    Document,
    /// The documents of its engagement.
    Engagement,
    /// The repository.
    Repository,
}

impl Naming {
    pub(super) fn new(schema: &Json) -> Self {
        let text = |key: &str| schema.get(key).and_then(Json::as_str);
        let means = match schema.get("x-ref") {
            Some(Json::String(one)) => vec![one.clone()],
            Some(Json::Array(several)) => {
                several.iter().filter_map(Json::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        let is_true = |key: &str| schema.get(key).and_then(Json::as_bool).unwrap_or(false);
        Self {
            declares: text("x-id").map(str::to_owned),
            unique: match text("x-unique") {
                Some("document") => Some(Within::Document),
                Some("engagement") => Some(Within::Engagement),
                Some("repository") => Some(Within::Repository),
                _ => None,
            },
            means,
            is_path: is_true("x-path"),
            is_pattern: is_true("x-id-pattern"),
        }
    }

    /// Whether it names nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
