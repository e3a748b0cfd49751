//! One finding.

use std::fmt;
use std::sync::Arc;

use crate::text::Location;

use super::Fix;

/// How much a finding weighs. Ordered: a threshold is a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Should be looked at; fails a run only with `--fail-level warning`.
    Warning,
    /// Fails a run.
    Error,
}

impl Severity {
    /// As written in policies and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Severity::Note, Severity::Warning, Severity::Error].into_iter().find(|s| s.name() == name)
    }

    /// One step milder, and never below warning: what a misplaced section weighs. A note stays a note.
    #[must_use]
    pub fn milder(self) -> Self {
        self.min(Severity::Warning)
    }
}

/// How one policy ended for one subject (LANGUAGE section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// What was asked for is there.
    Found,
    /// It is there, but not in a section of its own.
    Misplaced,
    /// It was not found in this repository.
    NotFound,
    /// Two places contradict each other.
    Conflict,
    /// It depends on something that could not be read.
    CannotCheck,
    /// The policy does not concern this subject.
    NotApplicable,
    /// Accepted by somebody, for a time.
    Waived,
}

impl Outcome {
    /// As written in policy tests and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Found => "found",
            Outcome::Misplaced => "misplaced",
            Outcome::NotFound => "not-found",
            Outcome::Conflict => "conflict",
            Outcome::CannotCheck => "cannot-check",
            Outcome::NotApplicable => "not-applicable",
            Outcome::Waived => "waived",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        use Outcome::{CannotCheck, Conflict, Found, Misplaced, NotApplicable, NotFound, Waived};
        [Found, Misplaced, NotFound, Conflict, CannotCheck, NotApplicable, Waived]
            .into_iter()
            .find(|o| o.name() == name)
    }
}

/// A place with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub at: Location,
    /// What stands there; may be empty for a primary label.
    pub text: String,
}

/// Names a finding across runs: the same after edits elsewhere in the file and after line moves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub Arc<str>);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One finding: what was not found, where, what to do, and why it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// `pack/name`; `soplint/...` for what is wrong with a file as such.
    pub policy: Arc<str>,
    /// After the firm's settings and the caps for misplaced and cannot-check.
    pub severity: Severity,
    /// Never found, not-applicable or waived.
    pub outcome: Outcome,
    /// What was not found, in the document's own words.
    pub message: String,
    /// The words that the message speaks of, or the nearest existing parent of what is not there.
    pub primary: Label,
    /// Other places, the line of the policy that asked last.
    pub related: Vec<Label>,
    /// One next step.
    pub help: Option<String>,
    /// The authorities, each with its force and certainty.
    pub why: Option<String>,
    /// Ids of authorities.
    pub authority: Vec<Arc<str>>,
    /// Ids of what it is about, beside the document: a member, a matter, a task.
    pub subjects: Vec<Arc<str>>,
    /// An offered change.
    pub fix: Option<Fix>,
    /// Names the finding across runs.
    pub fingerprint: Fingerprint,
    /// The finding that this one hangs on.
    pub cause: Option<Fingerprint>,
    /// What its condition was made of, where that was asked for.
    pub operands: Vec<Operand>,
}

/// A part of a condition that did not hold, and what it gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operand {
    /// As the policy writes it.
    pub expression: String,
    /// As a reader would write it.
    pub value: String,
    /// Where it stands, if it stands in a file.
    pub at: Option<Location>,
}

/// A finding that somebody accepted for a time. It is shown apart from the others and fails no run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// As it was found.
    pub finding: Diagnostic,
    /// Why it was accepted.
    pub reason: String,
    /// The id of a partner of the firm.
    pub approved_by: String,
    /// When, ISO 8601.
    pub approved: String,
    /// The last day on which it is accepted, ISO 8601.
    pub expires: String,
    /// Where the exception is written.
    pub at: Location,
}
