//! The kind `value`: conditions over the document's fields hold.

use crate::diagnostic::Outcome;

use super::subject::Bound;
use super::template::Template;
use super::{Judged, Plan, Subject};

/// What a `value` policy asks.
#[derive(Debug)]
pub struct ValueRule {
    /// What must hold.
    pub plan: Plan,
    /// What was not found, for checks without words of their own.
    pub message: Template,
}

impl ValueRule {
    pub(super) fn judge(&self, subject: &Subject<'_>) -> Judged {
        let scope = Bound { subject, section: None, clause: None };
        match self.plan.applies(&scope) {
            Ok(true) => Judged::of(self.plan.run(&scope, &self.message)),
            Ok(false) => Judged::silent(Outcome::NotApplicable),
            Err(outcome) => Judged::silent(outcome),
        }
    }
}
