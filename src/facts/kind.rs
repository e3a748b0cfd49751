//! Document kinds, which are data: one JSON Schema each, with a few annotations of soplint's own.
//!
//! `x-kind` is the name, `x-form` says whether it is Markdown or YAML, `x-folders` where such files
//! conventionally lie. A firm adds a kind by adding a schema.

use std::sync::OnceLock;

use camino::Utf8Path;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use serde_json::Value as Json;

use super::FieldTypes;
use super::instance::Tree;
use super::schema;

/// One kind of document.
#[derive(Debug)]
pub struct Kind {
    /// As written after `kind:`.
    pub name: String,
    /// As a reader would name it.
    pub title: String,
    /// The schema.
    pub schema: Json,
    /// What it says that each field holds.
    pub types: FieldTypes,
    markdown: bool,
    yaml: bool,
    folders: Globs,
    validator: OnceLock<jsonschema::Validator<Tree>>,
}

/// How the kind of a file was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// The file says so: `kind: sop`.
    Declared,
    /// A glob of the firm's settings.
    Glob(String),
    /// The conventional folder.
    Folder(String),
    /// The command line.
    Flag,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A document of this kind (index in [`Kinds`]).
    Kind(usize, How),
    /// It names a kind that no schema has, in one of our folders.
    Unknown(String),
    /// It lies in one of our folders, and nothing says what it is.
    Open,
    /// None of our business.
    Foreign,
}

/// The kind of document to which records belong, and the field in which a record names it.
pub(super) const OWNER: &str = "engagement";

/// Folders whose files are expected to be documents.
const OURS: [&str; 6] =
    ["sops/**", "engagements/**", "records/**", "agreements/**", "soplint.yaml", "waivers.yaml"];

/// All kinds, by name.
#[derive(Debug)]
pub struct Kinds {
    kinds: Vec<Kind>,
    ours: GlobSet,
}

/// Globs that know which of them matched.
#[derive(Debug, Default)]
pub struct Globs {
    patterns: Vec<String>,
    set: GlobSet,
}

impl Globs {
    /// Compiles globs over paths with `/`; `*` does not cross a folder.
    ///
    /// # Errors
    /// The first pattern that is no glob (by index), and why.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, (usize, String)> {
        let mut globs = Self::default();
        let mut set = GlobSetBuilder::new();
        for (index, pattern) in patterns.into_iter().enumerate() {
            set.add(glob(pattern).map_err(|error| (index, error.kind().to_string()))?);
            globs.patterns.push(pattern.to_owned());
        }
        globs.set = set.build().map_err(|error| (0, error.kind().to_string()))?;
        Ok(globs)
    }

    /// The first pattern that matches.
    #[must_use]
    pub fn find(&self, path: &Utf8Path) -> Option<&str> {
        self.set.matches(path).first().map(|index| self.patterns[*index].as_str())
    }
}

fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

impl Kinds {
    /// Reads schemas, each as its path and text.
    ///
    /// # Errors
    /// The path of the first schema that can't be used, and why.
    pub fn new<'a>(schemas: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, (String, String)> {
        let mut kinds = Vec::new();
        for (path, text) in schemas {
            kinds.push(read(text).map_err(|why| (path.to_owned(), why))?);
        }
        kinds.sort_by(|a: &Kind, b| a.name.cmp(&b.name));
        let ours = OURS.iter().fold(GlobSetBuilder::new(), |mut set, pattern| {
            set.add(glob(pattern).expect("a fixed glob"));
            set
        });
        Ok(Self { kinds, ours: ours.build().expect("fixed globs") })
    }

    /// By index.
    #[must_use]
    pub fn get(&self, index: usize) -> &Kind {
        &self.kinds[index]
    }

    /// By name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.kinds.binary_search_by(|kind| kind.name.as_str().cmp(name)).ok()
    }

    /// Whether documents of a kind belong to an engagement: whether they are one, or can name one.
    #[must_use]
    pub fn is_owned(&self, kind: usize) -> bool {
        let Kind { name, types, .. } = self.get(kind);
        let fields = types.get(FieldTypes::ROOT).fields.as_ref();
        name == OWNER || fields.is_some_and(|fields| fields.iter().any(|(field, _)| field == OWNER))
    }

    /// All, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter()
    }

    /// What a file is: by its own word, the firm's globs, or its folder, in this order.
    #[must_use]
    pub fn decide(&self, path: &Utf8Path, declared: Option<&str>, globs: &[(usize, Globs)]) -> Decision {
        let markdown = is_markdown(path);
        let ours = self.ours.is_match(path);
        if let Some(name) = declared {
            return match self.find(name) {
                Some(index) => Decision::Kind(index, How::Declared),
                None if ours => Decision::Unknown(name.to_owned()),
                None => Decision::Foreign,
            };
        }
        for (index, globs) in globs {
            if let Some(pattern) = globs.find(path) {
                return Decision::Kind(*index, How::Glob(pattern.to_owned()));
            }
        }
        let fits = |kind: &&Kind| if markdown { kind.markdown } else { kind.yaml };
        let by_folder =
            self.kinds.iter().filter(fits).find_map(|kind| Some((kind, kind.folders.find(path)?)));
        match by_folder {
            Some((kind, pattern)) => {
                let index = self.find(&kind.name).expect("is one of ours");
                Decision::Kind(index, How::Folder(pattern.to_owned()))
            }
            None if ours => Decision::Open,
            None => Decision::Foreign,
        }
    }
}

impl Kind {
    /// Whether such a document may be Markdown.
    #[must_use]
    pub fn is_markdown(&self) -> bool {
        self.markdown
    }

    /// The conventional folders, as globs.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.patterns.iter().map(String::as_str)
    }

    /// Whether such a document is written like this file.
    #[must_use]
    pub fn fits(&self, path: &Utf8Path) -> bool {
        if is_markdown(path) { self.markdown } else { self.yaml }
    }

    pub(super) fn validator(&self) -> &jsonschema::Validator<Tree> {
        self.validator
            .get_or_init(|| schema::validator(&self.schema).expect("was built once when it was read"))
    }

    /// The field that holds the rows of a log.
    #[must_use]
    pub fn rows(&self) -> Option<&str> {
        self.schema.get("x-rows").and_then(Json::as_str)
    }

    /// The smallest document that has what one of this kind normally has; the schema's first example.
    #[must_use]
    pub fn example(&self) -> Option<&Json> {
        self.schema.get("examples")?.get(0)
    }
}

/// Whether a path has a name that Markdown files have.
#[must_use]
pub fn is_markdown(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("md" | "markdown" | "MD" | "Md" | "mdown"))
}

/// Whether a path has a name that YAML files have.
#[must_use]
pub fn is_yaml(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("yaml" | "yml" | "YAML" | "YML"))
}

fn read(text: &str) -> Result<Kind, String> {
    let schema: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let list = |key: &str| -> Vec<String> {
        let items = schema.get(key).and_then(Json::as_array).into_iter().flatten();
        items.filter_map(Json::as_str).map(str::to_owned).collect()
    };
    let name = schema.get("x-kind").and_then(Json::as_str).ok_or("it has no `x-kind`")?.to_owned();
    let title = schema.get("title").and_then(Json::as_str).unwrap_or(&name).to_owned();
    let (form, folders) = (list("x-form"), list("x-folders"));
    let folders = Globs::new(folders.iter().map(String::as_str)).map_err(|(_, why)| why)?;
    let has = |wanted: &str| form.iter().any(|form| form == wanted);
    Ok(Kind {
        name,
        title,
        markdown: has("markdown"),
        yaml: has("yaml"),
        folders,
        types: FieldTypes::new(&schema),
        schema,
        validator: OnceLock::new(),
    })
}
