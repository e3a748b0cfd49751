//! The rule kinds of policies, and how each judges one document.
//!
//! `section` and `clause` choose what their checks look at, `value` looks at the document's fields,
//! `schema` at what does not fit its kind's schema, `history` at what git shows of rows, and `outcome`
//! at how other policies ended. All checks run on one evaluator. A rule says what
//! happened and where; how serious it is, and how it is shown, is for others to decide.

mod clause;
pub mod expression;
mod finding;
pub mod functions;
mod history;
mod outcome;
mod kept;
mod plan;
mod reason;
mod reference;
mod run;
mod schema;
mod section;
mod template;
mod value;
mod verdict;
pub mod waiver;
mod words;

pub use clause::{ClauseRule, Topics};
pub use expression::{Parameter, Parameters, Subject};
pub use finding::{Finding, Judged, Mend, Unchecked};
pub use history::HistoryRule;
pub use outcome::{Ended, Group, OutcomeRule, covers};
pub use plan::{Block, Find, IfMissing, IfNone, Step};
pub use schema::SchemaRule;
pub use section::SectionRule;
pub use template::Template;
pub use value::ValueRule;

use crate::diagnostic::Outcome;
use crate::text::Span;

use expression::{Code, Machine, Truth};

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
    /// What git shows of the rows of a list.
    History(HistoryRule),
    /// How other policies ended.
    Outcome(OutcomeRule),
}

/// The kinds, as policies name them, and what each asks.
pub const KINDS: [(&str, &str); 6] = [
    ("section", "a section about a concept is there, and says enough"),
    ("clause", "a clause about a topic is there, or is not"),
    ("value", "conditions over the document's fields hold"),
    ("schema", "the document has the fields that its kind has, with usable values"),
    ("history", "what git shows of the rows of a list"),
    ("outcome", "how other policies ended"),
];

/// Whether a policy concerns a document; where that can't be told, what there is to say.
///
/// # Errors
/// What is said, where it can't be told.
pub fn applies(when: &Code, subject: &Subject<'_>, asked: Span) -> Result<bool, Box<Judged>> {
    let mut machine = Machine::new(*subject);
    let value = machine.told(when, |truth| !truth.is_known());
    match value.truth() {
        Truth::True => Ok(true),
        Truth::False => Ok(false),
        _ => {
            let here = |place: &expression::Place| place.file == subject.document.number;
            let at = value.places().find(here).map_or(subject.document.facts.title, |place| place.span);
            let why = reason::reason(subject, &value);
            let finding = Finding::unchecked(Unchecked::Because, at, why, asked);
            let finding = Finding { key: "when".into(), ..finding };
            let (steps, exhausted) = (machine.steps(), machine.is_exhausted());
            Err(Box::new(Judged { steps, exhausted, ..Judged::of(vec![finding]) }))
        }
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
            Rule::History(rule) => rule.judge(subject),
            // It hangs on what others say; until then nothing is open.
            Rule::Outcome(_) => Judged::silent(Outcome::CannotCheck),
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
            Rule::History(_) => "history",
            Rule::Outcome(_) => "outcome",
        }
    }
}
