//! How a block ended for the subjects that it asked about.

use crate::diagnostic::Outcome;
use crate::text::Span;

use super::expression::{Operand, Place};
use super::finding::Finding;

/// How a block ended.
#[derive(Default)]
pub(super) struct Verdict {
    /// Whether anybody was asked about.
    pub(super) asked: bool,
    /// Whether there was nobody to ask about, which was no finding.
    pub(super) nobody: bool,
    pub(super) findings: Vec<Finding>,
    /// Failures without words of their own.
    pub(super) gathered: Vec<Failure>,
}

/// A failed check that has no words of its own.
pub(super) struct Failure {
    pub(super) outcome: Outcome,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) at: Span,
    pub(super) related: Vec<(Place, String)>,
    pub(super) asked: Span,
    pub(super) operands: Vec<Operand>,
}

impl Verdict {
    pub(super) fn add(&mut self, other: Verdict) {
        self.asked |= other.asked;
        self.nobody |= other.nobody;
        self.findings.extend(other.findings);
        self.gathered.extend(other.gathered);
    }

    /// How much is wrong.
    pub(super) fn weight(&self) -> (usize, usize) {
        let worst = |outcome: Outcome| usize::from(outcome == Outcome::NotFound);
        let hard = self.findings.iter().map(|finding| worst(finding.outcome)).sum::<usize>()
            + self.gathered.iter().map(|failure| worst(failure.outcome)).sum::<usize>();
        (self.findings.len() + self.gathered.len(), hard)
    }

    pub(super) fn is_clean(&self) -> bool {
        self.asked && self.findings.is_empty() && self.gathered.is_empty()
    }
}
