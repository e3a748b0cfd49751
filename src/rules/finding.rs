//! What a rule says of one document.

use crate::diagnostic::{Outcome, Severity};
use crate::text::Span;

use super::expression::Place;

/// One thing that was not found as asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Never found or not-applicable.
    pub outcome: Outcome,
    /// In the policy's words.
    pub message: String,
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
    /// Where a check weighs less than its policy.
    pub severity: Option<Severity>,
    /// The next step, where it is not the policy's.
    pub help: Option<String>,
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
}

impl Judged {
    /// Nothing to say.
    #[must_use]
    pub fn silent(outcome: Outcome) -> Self {
        Self { outcome, findings: Vec::new(), steps: 0, exhausted: false }
    }

    /// The outcome that follows from findings.
    #[must_use]
    pub fn of(mut findings: Vec<Finding>) -> Self {
        // From the worst on.
        const ORDER: [Outcome; 4] =
            [Outcome::NotFound, Outcome::Conflict, Outcome::CannotCheck, Outcome::Misplaced];
        let occurs = |outcome: &Outcome| findings.iter().any(|finding| finding.outcome == *outcome);
        let outcome = ORDER.into_iter().find(occurs).unwrap_or(Outcome::Found);
        findings.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.key.cmp(&b.key)));
        findings.dedup();
        Self { outcome, findings, steps: 0, exhausted: false }
    }
}

impl Finding {
    /// A finding that has nothing but words and a place.
    #[must_use]
    pub fn plain(outcome: Outcome, at: Span, message: String, asked: Span) -> Self {
        Self {
            outcome,
            key: message.clone(),
            message,
            at,
            label: String::new(),
            related: Vec::new(),
            asked,
            severity: None,
            help: None,
        }
    }
}
