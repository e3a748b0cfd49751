//! The rule kinds of policies, and how each judges one document.
//!
//! `section` and `clause` choose what their checks look at, `value` looks at the document's fields,
//! `schema` at what does not fit its kind's schema. All checks run on one evaluator. A rule says what
//! happened and where; how serious it is, and how it is shown, is for others to decide.

mod clause;
pub mod expression;
pub mod functions;
mod plan;
mod schema;
mod section;
mod subject;
mod template;
mod value;
pub mod waiver;

pub use clause::{ClauseRule, Topics};
pub use plan::{Check, IfMissing, Plan};
pub use schema::SchemaRule;
pub use section::SectionRule;
pub use subject::{Parameter, Subject};
pub use template::Template;
pub use value::ValueRule;

use crate::diagnostic::Outcome;
use crate::text::Span;

/// What a policy asks, compiled.
#[derive(Debug)]
pub enum Rule {
    /// A concept's section is there, with substance.
    Section(SectionRule),
    /// A topic's clause is there, or is not.
    Clause(ClauseRule),
    /// Conditions over the document's fields.
    Value(ValueRule),
    /// The document fits its kind's schema.
    Schema(SchemaRule),
}

/// The kinds, as policies name them, and what each asks.
pub const KINDS: [(&str, &str); 4] = [
    ("section", "a section about a concept is there, and says enough"),
    ("clause", "a clause about a topic is there, or is not"),
    ("value", "conditions over the document's fields hold"),
    ("schema", "the document has the fields that its kind has, with usable values"),
];

/// One thing that was not found as asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Never found or not-applicable.
    pub outcome: Outcome,
    /// In the policy's words.
    pub message: String,
    /// The words at fault, or the nearest parent of what is not there.
    pub at: Span,
    /// A few words beside it; may be empty.
    pub label: String,
    /// Other places in the same document.
    pub related: Vec<(Span, String)>,
    /// What asked for it, in bytes of the policy's file.
    pub asked: Span,
    /// Tells this finding from others of the same policy on the same document.
    pub key: String,
}

/// How a policy ended for one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The worst of its findings; found or not-applicable without any.
    pub outcome: Outcome,
    /// By place.
    pub findings: Vec<Finding>,
}

impl Judged {
    /// Nothing to say.
    #[must_use]
    pub fn silent(outcome: Outcome) -> Self {
        Self { outcome, findings: Vec::new() }
    }

    /// The worst of the outcomes of findings; found where there is none.
    pub fn worst(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
        // From the worst on.
        const ORDER: [Outcome; 4] =
            [Outcome::NotFound, Outcome::Conflict, Outcome::CannotCheck, Outcome::Misplaced];
        let weight = |outcome: &Outcome| ORDER.iter().position(|other| other == outcome);
        let findings = outcomes.into_iter().filter(|outcome| weight(outcome).is_some());
        findings.min_by_key(weight).unwrap_or(Outcome::Found)
    }

    /// The outcome that follows from findings.
    #[must_use]
    pub fn of(mut findings: Vec<Finding>) -> Self {
        let outcome = Self::worst(findings.iter().map(|finding| finding.outcome));
        findings.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.key.cmp(&b.key)));
        Self { outcome, findings }
    }
}

impl Rule {
    /// Judges one document.
    #[must_use]
    pub fn judge(&self, subject: &Subject<'_>) -> Judged {
        match self {
            Rule::Section(rule) => rule.judge(subject),
            Rule::Clause(rule) => rule.judge(subject),
            Rule::Value(rule) => rule.judge(subject),
            Rule::Schema(rule) => rule.judge(subject),
        }
    }

    /// Whether it reads the document's fields, so that it can say nothing where they could not be read.
    #[must_use]
    pub fn reads_fields(&self) -> bool {
        match self {
            Rule::Section(rule) => rule.plan.reads_fields(),
            Rule::Clause(rule) => rule.plan.reads_fields(),
            Rule::Value(_) | Rule::Schema(_) => true,
        }
    }

    /// The key by which a policy names the kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Rule::Section(_) => "section",
            Rule::Clause(_) => "clause",
            Rule::Value(_) => "value",
            Rule::Schema(_) => "schema",
        }
    }
}
