//! The kind `section`: a section about a concept is there, under a heading that names it, and says enough.

use crate::diagnostic::Outcome;
use crate::facts::{Placement, Section, alike};
use crate::text::Span;

use super::subject::Bound;
use super::template::Template;
use super::{Finding, IfMissing, Judged, Plan, Subject};

/// What a `section` policy asks.
#[derive(Debug)]
pub struct SectionRule {
    /// The concept, as the vocabulary numbers it.
    pub concept: usize,
    /// Concepts in whose sections the content may stand as well.
    pub accept_in: Vec<usize>,
    /// What must hold for the section; `if_missing` says what it means that there is none.
    pub plan: Plan,
    /// What was not found.
    pub message: Template,
    /// The line in the policy's file.
    pub asked: Span,
}

impl SectionRule {
    pub(super) fn judge(&self, subject: &Subject<'_>) -> Judged {
        let Some(prose) = &subject.facts.prose else { return Judged::silent(Outcome::CannotCheck) };
        let section = &prose.sections[self.concept];
        let scope = Bound { subject, section: Some(section), clause: None };
        if section.placement == Placement::Absent {
            return match self.plan.if_missing {
                IfMissing::NotFound => Judged::of(vec![self.absent(subject, &scope)]),
                IfMissing::CannotCheck => Judged::silent(Outcome::CannotCheck),
                IfMissing::NotApplicable => Judged::silent(Outcome::NotApplicable),
            };
        }
        match self.plan.applies(&scope) {
            Ok(true) => {}
            Ok(false) => return Judged::silent(Outcome::NotApplicable),
            Err(outcome) => return Judged::silent(outcome),
        }
        let findings = self.plan.run(&scope, &self.message);
        let asks_for_section = self.plan.if_missing == IfMissing::NotFound;
        if !asks_for_section || section.placement == Placement::Section || self.accepted(section) {
            return Judged::of(findings);
        }
        // Text under another heading that says too little is no section that says too little.
        let finding =
            if findings.is_empty() { self.misplaced(subject, section) } else { self.absent(subject, &scope) };
        Judged::of(vec![finding])
    }

    /// Whether the content stands in a section where it is welcome, too.
    fn accepted(&self, section: &Section) -> bool {
        section
            .passages
            .iter()
            .any(|passage| passage.sections.iter().any(|concept| self.accept_in.contains(concept)))
    }

    fn absent(&self, subject: &Subject<'_>, scope: &Bound<'_>) -> Finding {
        let section = scope.section.map_or(&[][..], |section| &section.passages);
        let close =
            section.iter().take(2).map(|passage| (passage.span, "this comes closest to it".to_owned()));
        let near = near_miss(subject, self.concept)
            .map(|span| (span, "the heading that looks most like it".to_owned()));
        Finding {
            outcome: Outcome::NotFound,
            message: self.message.fill(scope, &[]),
            at: subject.facts.title,
            label: "looked for it in all of this document".into(),
            related: close.chain(near).collect(),
            asked: self.asked,
            key: "section".into(),
        }
    }

    fn misplaced(&self, subject: &Subject<'_>, section: &Section) -> Finding {
        let title = subject.vocabulary.concepts()[self.concept].title.to_lowercase();
        let best = section.passages.first().map_or(subject.facts.title, |passage| passage.span);
        let mut related: Vec<_> = section
            .passages
            .iter()
            .skip(1)
            .take(2)
            .map(|passage| (passage.span, "and this".to_owned()))
            .collect();
        let under =
            section.under.as_ref().map(|(span, _)| (*span, "it stands under this heading".to_owned()));
        related.extend(under);
        Finding {
            outcome: Outcome::Misplaced,
            message: format!("Text about {title} was found, but not in a section of that name."),
            at: best,
            label: "found here".into(),
            related,
            asked: self.asked,
            key: "section".into(),
        }
    }
}

/// The heading that looks most like one of the concept's labels, and was not taken for it:
/// most of its letters are the same.
fn near_miss(subject: &Subject<'_>, concept: usize) -> Option<Span> {
    const ALIKE: f64 = 0.7;
    let prose = subject.facts.prose.as_ref()?;
    let labels: Vec<String> =
        subject.vocabulary.concepts()[concept].labels.iter().map(|label| label.to_lowercase()).collect();
    let candidates =
        prose.outline.iter().filter(|entry| entry.concepts.is_empty() && entry.span != subject.facts.title);
    let scored = candidates.filter_map(|entry| {
        let heading = entry.title.to_lowercase();
        let score = labels.iter().filter_map(|label| alike(&heading, label, ALIKE)).max_by(f64::total_cmp)?;
        Some((score, entry.span))
    });
    scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, span)| span)
}
