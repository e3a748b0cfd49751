//! The kind `schema`: the document has the fields that its kind has, with values that can be used.

use crate::diagnostic::Outcome;
use crate::facts::{IssueClass, evidence};
use crate::text::Span;

use super::expression::Place;
use super::reference::names;
use super::waiver::{Defect, waivers};
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
        let mut findings: Vec<_> = findings.collect();
        findings.extend(self.premature(subject));
        if self.report.contains(&IssueClass::Waiver)
            && let Some(fields) = &facts.fields
        {
            let kind = &subject.kinds.get(subject.document.kind).name;
            let waivers = waivers(fields.root(), kind, subject.register, subject.as_of).into_iter();
            findings.extend(waivers.filter_map(Result::err).map(|defect| self.defect(subject, defect)));
        }
        findings.extend(names(subject, &self.report, self.asked));
        if findings.is_empty() && facts.fields.is_none() {
            return Judged::silent(Outcome::NotApplicable);
        }
        Judged::of(findings)
    }

    /// What is said to have happened after the day as of which the document is judged.
    fn premature(&self, subject: &Subject<'_>) -> Vec<Finding> {
        let Some(fields) =
            subject.document.facts.fields.as_ref().filter(|_| self.report.contains(&IssueClass::Date))
        else {
            return Vec::new();
        };
        let kind = subject.kinds.get(subject.document.kind);
        let as_of = subject.as_of.to_string();
        let later = evidence(kind, fields.root()).into_iter().filter(|(_, day)| *day > as_of.as_str());
        later
            .map(|(span, day)| {
                let message =
                    format!("'{day}' is in the future, so it can't say that something has happened.");
                Finding {
                    key: format!("future {day}"),
                    ..Finding::plain(Outcome::NotFound, span, message, self.asked)
                }
            })
            .collect()
    }

    fn defect(&self, subject: &Subject<'_>, defect: Defect) -> Finding {
        let mut places = defect.places.into_iter();
        let (at, label) = places.next().unwrap_or((subject.document.facts.title, String::new()));
        let related = places.map(|(span, words)| (Place::new(subject.document, span), words)).collect();
        let plain = Finding::plain(Outcome::NotFound, at, defect.message, self.asked);
        Finding { label, related, key: defect.key, ..plain }
    }
}
