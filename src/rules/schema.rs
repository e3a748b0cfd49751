//! The kind `schema`: the document has the fields that its kind has, with values that can be used.

use crate::diagnostic::Outcome;
use crate::facts::IssueClass;
use crate::text::Span;

use super::{Finding, Judged, Subject};

/// What a `schema` policy asks.
#[derive(Debug)]
pub struct SchemaRule {
    /// The classes of issues that it tells.
    pub report: Vec<IssueClass>,
    /// The line in the policy's file.
    pub asked: Span,
}

impl SchemaRule {
    pub(super) fn judge(&self, subject: &Subject<'_>) -> Judged {
        let told = subject.facts.issues.iter().filter(|issue| self.report.contains(&issue.class));
        let findings = told.map(|issue| Finding {
            outcome: Outcome::NotFound,
            message: issue.message.clone(),
            at: issue.span,
            label: String::new(),
            related: issue
                .within
                .map(|key| (key, "the field stands under this".to_owned()))
                .into_iter()
                .collect(),
            asked: self.asked,
            key: issue.message.clone(),
        });
        let findings: Vec<_> = findings.collect();
        if findings.is_empty() && subject.facts.fields.is_none() {
            return Judged::silent(Outcome::NotApplicable);
        }
        Judged::of(findings)
    }
}
