//! What is wrong with a file as such, whatever the policies say. A later layer makes findings of it.

use crate::text::Span;

/// What sort of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// Not YAML from some place on.
    YamlSyntax,
    /// A key that a map already has.
    DuplicateKey,
    /// Front matter that is not closed, or is not YAML.
    FrontMatter,
    /// Text that some readers take for a number or a truth value.
    AmbiguousScalar,
    /// Too large, nested too deeply, or too many values.
    Limit,
    /// A `*name` without a `&name` before it, or inside the very value that it names.
    Alias,
}

impl ProblemKind {
    /// The reserved policy id under which the problem is reported.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::YamlSyntax | Self::Alias => "soplint/yaml-syntax",
            Self::DuplicateKey => "soplint/duplicate-key",
            Self::FrontMatter => "soplint/front-matter",
            Self::AmbiguousScalar => "soplint/ambiguous-scalar",
            Self::Limit => "soplint/limit",
        }
    }
}

/// One thing that is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What sort of thing.
    pub kind: ProblemKind,
    /// The words at fault; empty only where the file has none.
    pub span: Span,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Another place that belongs to it, and what is there.
    pub related: Option<(Span, String)>,
    /// Whether part of the file was not read because of it, so that nothing can be said about what
    /// is not there.
    pub partial: bool,
}

impl Problem {
    /// A problem after which reading went on.
    pub fn new(kind: ProblemKind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, span, message: message.into(), help: None, related: None, partial: false }
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With another place.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }

    /// One after which part of the file was left unread.
    #[must_use]
    pub fn partial(mut self) -> Self {
        self.partial = true;
        self
    }
}
