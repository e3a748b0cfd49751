//! What a rule says of one document.

use crate::diagnostic::{Outcome, Severity};
use crate::text::Span;

use super::expression::{Operand, Place};

/// The key of what hangs on git's history, which is said once.
pub(super) const HISTORY: &str = "history";

/// One thing that was not found as asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Never found or not-applicable.
    pub outcome: Outcome,
    /// In the policy's words; of what could not be checked the reason alone.
    pub message: String,
    /// What is said of the policy before that reason.
    pub unchecked: Option<Unchecked>,
    /// The words at fault, or the nearest parent of what is not there; in the document that is judged.
    pub at: Span,
    /// A few words beside it; may be empty.
    pub label: String,
    /// Other places, in this document and others.
    pub related: Vec<(Place, String)>,
    /// What asked for it, in bytes of the policy's file.
    pub asked: Span,
    /// Tells this finding from others of the same policy on the same document.
    pub key: String,
    /// Ids of what it is about beside the document, each in every form that it may be named in.
    pub subjects: Vec<String>,
    /// Where a check weighs less than its policy.
    pub severity: Option<Severity>,
    /// The next step, where it is not the policy's.
    pub help: Option<String>,
    /// What would mend it, for a reader to decide on.
    pub mend: Option<Mend>,
    /// What its condition was made of, where that is asked for.
    pub operands: Vec<Operand>,
    /// What is to be settled first: a document by its number, and the policy that asks for what is lacking there.
    pub awaits: Option<(u32, String)>,
}

/// How much of a policy could not be checked, and how the reason follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unchecked {
    /// All of it, because of something.
    Because,
    /// Some of it, because of something.
    InPart,
    /// All of it, before something else is settled.
    Before,
}

/// Words to put into the document that is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// What it does, as an order.
    pub title: String,
    /// What is replaced; an empty span inserts.
    pub at: Span,
    /// By what.
    pub replacement: String,
}

/// How a policy ended for one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The worst of its findings; found or not-applicable without any.
    pub outcome: Outcome,
    /// By place.
    pub findings: Vec<Finding>,
    /// How many steps it took.
    pub steps: u64,
    /// Whether that were more than it may take; then nothing else here counts.
    pub exhausted: bool,
    /// Whether there was nobody to ask about somewhere, which was no finding.
    pub nobody: bool,
    /// Whether the condition alone decided, and nothing else was asked.
    pub unasked: bool,
}

impl Judged {
    /// Nothing to say.
    #[must_use]
    pub fn silent(outcome: Outcome) -> Self {
        Self { outcome, findings: Vec::new(), steps: 0, exhausted: false, nobody: false, unasked: false }
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
        findings.dedup();
        Self { outcome, findings, steps: 0, exhausted: false, nobody: false, unasked: false }
    }
}

impl Unchecked {
    /// A sentence about a policy of this title. `reason` ends with a full stop.
    #[must_use]
    pub fn words(self, title: &str, reason: &str) -> String {
        let follows = match self {
            Self::Because => ", because",
            Self::InPart => " in full, because",
            Self::Before => " before this is settled:",
        };
        format!("{title}: this could not be checked{follows} {reason}")
    }
}

impl Finding {
    /// What it says of a policy of this title.
    #[must_use]
    pub fn words(&self, title: &str) -> String {
        match self.unchecked {
            Some(unchecked) => unchecked.words(title, &self.message),
            None => self.message.clone(),
        }
    }

    /// Whether it says only that git's history would have to be read.
    #[must_use]
    pub fn awaits_history(&self) -> bool {
        self.outcome == Outcome::CannotCheck && self.key == HISTORY
    }

    /// A finding that has nothing but words and a place.
    #[must_use]
    pub fn plain(outcome: Outcome, at: Span, message: String, asked: Span) -> Self {
        Self {
            outcome,
            key: message.clone(),
            message,
            unchecked: None,
            at,
            label: String::new(),
            related: Vec::new(),
            asked,
            subjects: Vec::new(),
            severity: None,
            help: None,
            mend: None,
            operands: Vec::new(),
            awaits: None,
        }
    }

    /// A finding that has nothing but the reason why something could not be checked, and a place.
    #[must_use]
    pub fn unchecked(unchecked: Unchecked, at: Span, reason: String, asked: Span) -> Self {
        Self { unchecked: Some(unchecked), ..Self::plain(Outcome::CannotCheck, at, reason, asked) }
    }
}
