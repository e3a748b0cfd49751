//! What one document says, typed by its kind's schema and read with the vocabulary; each fact with its place.
//!
//! [`facts`] is pure: the same text, kind and vocabulary give the same facts, whatever the repository
//! around it. That is what allows a document to be judged alone, again and again, in an editor.

mod borne;
mod acts;
mod asked;
mod boilerplate;
mod choices;
mod clause;
mod context;
mod dates;
mod draft;
mod drift;
mod document;
mod evidence;
mod field_type;
mod fields;
mod forbidden;
mod force;
mod governors;
mod hearsay;
mod identifier;
mod identity;
mod ids;
mod index;
mod instance;
mod kind;
mod lead;
mod lack;
mod marks;
mod metadata;
mod naming;
mod near;
mod paperwork;
mod passage;
mod placeholder;
mod places;
mod private;
mod prose;
mod quantity;
mod reader;
mod reading;
mod schema;
mod row;
mod section;
mod section_facts;
mod shape;
mod statement;
/// Lists of stages.
mod steps;
mod substance;
mod title;
mod traces;
mod unit;
mod value;
mod verdict;
pub mod vocabulary;
mod weigh;
mod word_count;
mod wording;

pub use asked::Asked;
pub use clause::{CLAUSE_FIELDS, Clause, Polarity, Stance};
pub use document::Document;
pub use draft::Draft;
pub use drift::{Canonical, Change, Drift};
pub use evidence::evidence;
pub use field_type::{FieldType, FieldTypes, ScalarType, TypeId};
pub use fields::Fields;
pub use identifier::{Naming, Within};
pub use identity::{luhn, social_security_numbers};
pub use ids::{Declared, Ids, Places, each as each_name};
pub use index::Index;
pub use kind::{Decision, Globs, How, Kind, Kinds, is_markdown, is_yaml};
pub use lack::Lack;
pub use naming::Because;
pub(crate) use near::{alike, nearest};
pub use placeholder::Placeholder;
pub use private::{Concealed, MASK, Private, PrivateTerms, conceal, is_whole, masked};
pub use prose::{OutlineEntry, ProseFacts};
pub use quantity::Duration;
pub use reader::Reader;
pub use schema::{field as schema_field, item as schema_item, properties as schema_properties};
pub use section::{FoundPassage, NamedHeading, Placement, Section};
pub use section_facts::{SECTION_FIELDS, SectionFacts};
pub use shape::{IssueClass, ShapeIssue};
pub use unit::Unit;
pub use value::{Data, StatedDuration, Value};
pub use vocabulary::{Vocabulary, alternatives};
pub use wording::Wording;

use crate::syntax::markdown::{self, Markdown};
use crate::syntax::yaml::{self, Node};
use crate::syntax::{Problem, ProblemKind, split};
use crate::text::Span;

pub use vocabulary::Owner;

/// The part of a file that says what it is: front matter, or the YAML document itself.
#[derive(Clone, Debug)]
pub struct Head {
    root: Option<Node>,
    problems: Vec<Problem>,
    /// Where the body begins, for Markdown.
    body: Option<usize>,
    /// Whether the fields are written as YAML.
    written: bool,
}

/// What one document says.
#[derive(Debug)]
pub struct Facts {
    /// The fields, if it has any.
    pub fields: Option<Fields>,
    /// What is not as the kind's schema says.
    pub issues: Vec<ShapeIssue>,
    /// What is wrong with the file as such.
    pub problems: Vec<Problem>,
    /// Where the absence of something from the whole document is shown: its title.
    pub title: Span,
    /// What its sections say, for Markdown.
    pub prose: Option<ProseFacts>,
    /// What its texts say, also those of fields.
    pub wording: Wording,
    /// The problem because of which nothing can be said about fields that are not there.
    pub unread: Option<usize>,
}

/// A passage that a rule of evidence holds for, and what was made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The concept or topic that it speaks for.
    pub owner: Owner,
    /// The rule, for [`Vocabulary::rule`].
    pub rule: u32,
    /// The sentence or row.
    pub span: Span,
    /// Whether somebody does it or has to, need not, or is only said to.
    pub polarity: Polarity,
}

impl Head {
    /// Reads the head of a text.
    #[must_use]
    pub fn read(text: &str, is_markdown: bool) -> Self {
        if is_markdown {
            let (front, body) = split(text);
            let written = front.is_some();
            let (root, problems) = front.map_or((None, Vec::new()), |front| (front.root, front.problems));
            return Self { root, problems, body: Some(body), written };
        }
        let stream = yaml::parse(text, yaml::Limits::default());
        let mut problems = stream.problems;
        let mut documents = stream.documents.into_iter();
        let root = documents.next();
        if let Some(second) = documents.next() {
            let message = "This file holds more than one YAML document; only the first is read.";
            let span = first_words(&second, text);
            let help = "Put each record into a file of its own.";
            problems.push(Problem::new(ProblemKind::YamlSyntax, span, message).help(help));
        }
        Self { root, problems, body: None, written: true }
    }

    /// The word after `kind:`, if the file has one.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.field("kind")
    }

    /// The fields as written, if the file has any.
    #[must_use]
    pub fn root(&self) -> Option<&Node> {
        self.root.as_ref()
    }

    /// The text of a field at the top, if the file has one.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.root.as_ref()?.get(name)?.text().filter(|text| !text.is_empty())
    }

    /// Where that word stands.
    #[must_use]
    pub fn kind_span(&self) -> Option<Span> {
        self.kind()?;
        Some(self.root.as_ref()?.get("kind")?.span)
    }

    /// A `kind` that no schema has, as an issue of the file's shape.
    #[must_use]
    pub fn unknown_kind(&self, kinds: &Kinds) -> Option<ShapeIssue> {
        shape::unknown_kind(self.root.as_ref()?, kinds.iter().map(|kind| kind.name.as_str()))
    }
}

/// All facts of one document; `head` was read from the same text. Without a kind, nothing is typed.
/// `asked` says which clauses and facts of sections are wanted; `None`: all of them.
#[must_use]
pub fn facts(text: &str, head: Head, kind: Option<&Kind>, reader: &Reader, asked: Option<&Asked>) -> Facts {
    let body = head.body.map(|start| markdown::parse(text, start));
    of_body(text, head, body.as_ref(), kind, reader, asked)
}

/// The same facts of a document that is being edited; `draft` is what was kept when it was last read, and is kept for
/// the next time.
#[must_use]
pub fn facts_of_draft(
    text: &str,
    head: Head,
    kind: Option<&Kind>,
    reader: &Reader,
    asked: Option<&Asked>,
    draft: &mut Draft,
) -> Facts {
    let body = head.body.map(|start| draft.read(text, start));
    let facts = of_body(text, head, body.as_ref(), kind, reader, asked);
    draft.keep(text, body);
    facts
}

fn of_body(
    text: &str,
    head: Head,
    body: Option<&Markdown>,
    kind: Option<&Kind>,
    reader: &Reader,
    asked: Option<&Asked>,
) -> Facts {
    let vocabulary: &Vocabulary = reader;
    let Head { root, mut problems, written, .. } = head;
    let title = title_span(text, root.as_ref(), body);
    let root =
        root.or_else(|| body.filter(|_| !written).and_then(|body| metadata::metadata(body, vocabulary)));
    let mut issues = match (&root, kind) {
        (Some(root), Some(kind)) if written && !root.is_null() => shape::issues(kind, root),
        (_, Some(kind)) if body.is_none() && problems.is_empty() => vec![shape::empty(kind)],
        _ => Vec::new(),
    };
    if let Some(root) = root.as_ref().filter(|_| written) {
        ambiguous(root, &mut problems);
        shape::unfilled(root, &vocabulary.placeholders, &mut issues);
    }
    let unread = problems.iter().position(|problem| problem.partial);
    let kind = kind.map(|kind| kind.name.as_str());
    let (prose, wording) = match (body, &root) {
        (Some(body), _) => {
            let (prose, wording) = prose::prose(text, body, reader, kind, asked);
            (Some(prose), wording)
        }
        (None, Some(root)) => (None, Wording::of_fields(text, root, reader, kind, asked)),
        (None, None) => (None, Wording::default()),
    };
    let fields = root.map(|root| Fields::new(root, &issues, title));
    Facts { fields, issues, problems, title, prose, wording, unread }
}

impl Facts {
    /// Remembers what was masked in the text, save in the list that says what must be.
    pub fn keep_private(&mut self, found: &[Private]) {
        let listed =
            self.fields.as_ref().and_then(|fields| Some(fields.root().get("client_name_terms")?.span));
        let told = found.iter().filter(|private| listed.is_none_or(|list| !list.contains(private.span)));
        self.issues.extend(told.map(|private| ShapeIssue {
            class: IssueClass::Private,
            span: private.span,
            message: format!("This looks like client information: {}.", private.what),
            within: None,
            spoils: None,
        }));
        self.issues.sort_by_key(|issue| issue.span);
    }
}

/// The first line of a node, so that a label is not a whole document.
fn first_words(node: &Node, text: &str) -> Span {
    let length = node.span.of(text).lines().next().map_or(0, str::len);
    Span { start: node.span.start, end: node.span.start + length as u32 }
}

/// The first heading of level 1; else the `title:`, else any heading, else the first words or key.
fn title_span(source: &str, root: Option<&Node>, body: Option<&Markdown>) -> Span {
    let heading = |most: u8| {
        let fits = move |heading: &&markdown::Heading| {
            heading.style.stands_alone() && heading.level <= most && !heading.span.is_empty()
        };
        body.and_then(|body| body.headings.iter().find(fits).map(|heading| heading.span))
    };
    let first_key = || match root.map(|root| &root.value) {
        Some(yaml::Value::Map(entries)) => entries.first().map(|entry| entry.key.span),
        _ => None,
    };
    let named = || {
        root.and_then(|root| root.get("title"))
            .filter(|title| title.text().is_some_and(|text| !text.is_empty()))
    };
    let first_words =
        || body.and_then(|body| body.leaves().find_map(|(_, block)| first_line(block.prose.span()?, block)));
    heading(1)
        .or_else(|| named().map(|title| title.span))
        .or_else(|| heading(6))
        .or_else(first_words)
        .or_else(first_key)
        .or(root.map(|root| root.span))
        .map_or(Span::default(), |span| opening(source, span))
}

/// The first line of a place that goes on: a label names a document, it does not lie over all of it.
fn opening(source: &str, span: Span) -> Span {
    let words = span.of(source);
    let lead = words.len() - words.trim_start().len();
    let line = words.trim_start().lines().next().unwrap_or_default().trim_end();
    if lead + line.len() == words.trim_end().len() {
        return span;
    }
    Span::new(span.start as usize + lead, span.start as usize + lead + line.len())
}

fn first_line(span: Span, block: &markdown::Block) -> Option<Span> {
    let text = block.prose.text();
    let end = text.find(['.', '\n']).unwrap_or(text.len()).min(80);
    let end = (0..=end).rev().find(|end| text.is_char_boundary(*end))?;
    Some(if end == 0 { span } else { block.prose.source(0..end) })
}

/// Plain scalars that other readers of YAML take for something else.
fn ambiguous(root: &Node, problems: &mut Vec<Problem>) {
    let mut stack = vec![root];
    while let Some(node) = stack.pop() {
        match &node.value {
            yaml::Value::Seq(items) => stack.extend(items),
            yaml::Value::Map(entries) => stack.extend(entries.iter().map(|entry| &entry.value)),
            yaml::Value::Scalar(scalar) => {
                if let Some(reading) = node.ambiguity() {
                    let message = format!("Some programs read '{}' as {reading}.", scalar.text());
                    let help = "Write it in quotes, so that every program reads the same.";
                    problems.push(Problem::new(ProblemKind::AmbiguousScalar, node.span, message).help(help));
                }
            }
        }
    }
    problems.sort_by_key(|problem| problem.span);
}
