//! The kind `clause`: a clause about a topic is there, in the right section; or words that must not be there are not.

use crate::diagnostic::Outcome;
use crate::facts::{Clause, Polarity};
use crate::text::Span;

use super::subject::Bound;
use super::template::Template;
use super::{Finding, Judged, Plan, Subject};

/// What a `clause` policy asks.
#[derive(Debug)]
pub struct ClauseRule {
    /// What to look for.
    pub topics: Topics,
    /// The concept in whose section it must stand.
    pub within: Option<usize>,
    /// Whether it must not be there.
    pub absent: bool,
    /// What must hold for the clause.
    pub plan: Plan,
    /// What was not found, or was found and should not be.
    pub message: Template,
    /// The line in the policy's file.
    pub asked: Span,
}

/// What a `clause` policy looks for.
#[derive(Debug)]
pub enum Topics {
    /// Any of these topics, as the vocabulary numbers them.
    Of(Vec<usize>),
    /// Text that stands where a procedure should.
    Placeholders,
}

impl ClauseRule {
    pub(super) fn judge(&self, subject: &Subject<'_>) -> Judged {
        let Some(prose) = &subject.facts.prose else { return Judged::silent(Outcome::CannotCheck) };
        match self.plan.applies(&Bound { subject, section: None, clause: None }) {
            Ok(true) => {}
            Ok(false) => return Judged::silent(Outcome::NotApplicable),
            Err(outcome) => return Judged::silent(outcome),
        }
        let placeholders;
        let (mut here, mut outside) = (Vec::new(), Vec::new());
        match &self.topics {
            Topics::Of(topics) => {
                for clause in prose.clauses.iter().filter(|clause| topics.contains(&clause.topic)) {
                    match self.within {
                        Some(concept) if !clause.sections.contains(&concept) => outside.push(clause),
                        _ => here.push(clause),
                    }
                }
            }
            Topics::Placeholders => {
                placeholders = prose.placeholders.iter().map(as_clause).collect::<Vec<_>>();
                here.extend(&placeholders);
            }
        }
        if self.absent {
            return Judged::of(here.into_iter().map(|clause| self.unwanted(subject, clause)).collect());
        }
        let present: Vec<_> = here.iter().filter(|clause| clause.polarity == Polarity::Present).collect();
        let mut best: Option<Vec<Finding>> = None;
        for clause in &present {
            let findings =
                self.plan.run(&Bound { subject, section: None, clause: Some(clause) }, &self.message);
            if best.as_ref().is_none_or(|best| findings.len() < best.len()) {
                best = Some(findings);
            }
        }
        match best {
            Some(findings) => Judged::of(findings),
            None => Judged::of(vec![self.not_there(subject, &here, &outside)]),
        }
    }

    fn unwanted(&self, subject: &Subject<'_>, clause: &Clause) -> Finding {
        Finding {
            outcome: Outcome::NotFound,
            message: self.message.fill(&Bound { subject, section: None, clause: Some(clause) }, &[]),
            at: clause.span,
            label: String::new(),
            related: Vec::new(),
            asked: self.asked,
            key: clause.text.clone(),
        }
    }

    fn not_there(&self, subject: &Subject<'_>, negated: &[&Clause], outside: &[&Clause]) -> Finding {
        let message = self.message.fill(&Bound { subject, section: None, clause: None }, &[]);
        let elsewhere = outside.iter().find(|clause| clause.polarity == Polarity::Present);
        let (outcome, at, label) = match (elsewhere, negated.first()) {
            (Some(clause), _) => (Outcome::Misplaced, clause.span, "found here, in another section"),
            (None, Some(clause)) => (Outcome::NotFound, clause.span, "this says that nobody is obliged"),
            (None, None) => (Outcome::NotFound, self.place(subject), "looked for it here and below"),
        };
        Finding {
            outcome,
            message,
            at,
            label: label.into(),
            related: Vec::new(),
            asked: self.asked,
            key: "clause".into(),
        }
    }

    /// The heading of the section in which it should stand, or the title.
    fn place(&self, subject: &Subject<'_>) -> Span {
        let prose = subject.facts.prose.as_ref();
        let section = self.within.and_then(|concept| prose?.sections.get(concept)?.headings.first());
        section.map_or(subject.facts.title, |heading| heading.span)
    }
}

fn as_clause(placeholder: &crate::facts::Placeholder) -> Clause {
    Clause {
        topic: usize::MAX,
        span: placeholder.span,
        text: placeholder.text.clone(),
        polarity: Polarity::Present,
        quantity: None,
        rank: 0,
        sections: Vec::new(),
    }
}
