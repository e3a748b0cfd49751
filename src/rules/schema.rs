//! The kind `schema`: the document has the fields that its kind has, with values that can be used.

use crate::diagnostic::Outcome;
use crate::facts::IssueClass;
use crate::text::Span;

use super::expression::Place;
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
        let facts = &subject.document.facts;
        let told = facts.issues.iter().filter(|issue| self.report.contains(&issue.class));
        let under = |key| (Place::new(subject.document, key), "the field stands under this".to_owned());
        let findings = told.map(|issue| Finding {
            related: issue.within.map(under).into_iter().collect(),
            ..Finding::plain(Outcome::NotFound, issue.span, issue.message.clone(), self.asked)
        });
        let findings: Vec<_> = findings.collect();
        if findings.is_empty() && facts.fields.is_none() {
            return Judged::silent(Outcome::NotApplicable);
        }
        Judged::of(findings)
    }
}
