//! The kind `clause`: a clause about a topic is there, in the right section; or words that must not be there are not.

use std::cmp::Reverse;

use crate::diagnostic::Outcome;
use crate::facts::{Clause, Drift, Polarity};
use crate::text::Span;

use super::expression::{Data, Place, Value};
use super::kept;
use super::run::Run;
use super::template::Template;
use super::{Block, Finding, Judged, Subject};

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
    pub block: Block,
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
    /// A wording that the firm keeps, as the vocabulary numbers it.
    Kept(usize),
}

impl ClauseRule {
    pub(super) fn judge(&self, subject: &Subject<'_>) -> Judged {
        let facts = &subject.document.facts;
        let of_sections = self.within.is_some() || matches!(self.topics, Topics::Placeholders);
        if of_sections && facts.prose.is_none() {
            return Judged::silent(Outcome::CannotCheck);
        }
        if let Topics::Kept(kept) = self.topics {
            return self.judge_kept(subject, kept, facts.wording.drifts.get(kept).and_then(Option::as_ref));
        }
        let placeholders;
        let (mut here, mut outside) = (Vec::new(), Vec::new());
        match &self.topics {
            Topics::Of(topics) => {
                for clause in facts.wording.clauses.iter().filter(|clause| topics.contains(&clause.topic)) {
                    match self.within {
                        Some(concept) if !clause.sections.contains(&concept) => outside.push(clause),
                        _ => here.push(clause),
                    }
                }
            }
            Topics::Kept(_) => {}
            Topics::Placeholders => {
                let prose = facts.prose.iter();
                placeholders = prose.flat_map(|prose| &prose.placeholders).map(as_clause).collect::<Vec<_>>();
                here.extend(&placeholders);
            }
        }
        if self.absent {
            return Judged::of(here.into_iter().map(|clause| self.unwanted(subject, clause)).collect());
        }
        let present: Vec<_> = here.iter().filter(|clause| clause.polarity == Polarity::Present).collect();
        let mut best: Option<Vec<Finding>> = None;
        let (mut steps, mut exhausted) = (0, false);
        for clause in &present {
            let mut run = self.run(subject, Some(clause));
            let (_, findings) = run.findings(&self.block, &self.message);
            steps += run.machine.steps();
            exhausted |= run.machine.is_exhausted();
            if best.as_ref().is_none_or(|best| findings.len() < best.len()) {
                best = Some(findings);
            }
        }
        let findings = best.unwrap_or_else(|| vec![self.not_there(subject, &here, &outside)]);
        Judged { steps, exhausted, ..Judged::of(findings) }
    }

    fn judge_kept(&self, subject: &Subject<'_>, kept: usize, drift: Option<&Drift>) -> Judged {
        match drift {
            Some(drift) => kept::judge(subject, subject.vocabulary.kept_file(kept), drift, self.asked),
            None => Judged::of(vec![self.not_there(subject, &[], &[])]),
        }
    }

    /// What is asked of a clause; `clause` is the first local.
    fn run<'a>(&self, subject: &Subject<'a>, clause: Option<&'a Clause>) -> Run<'a> {
        let mut run = Run::new(*subject);
        let document = subject.document;
        let value = match clause {
            Some(clause) => Value::at(Data::Clause(clause, document), Place::new(document, clause.span)),
            None => Value::at(Data::Missing, Place::new(document, document.facts.title)),
        };
        run.machine.set(0, value);
        run
    }

    fn unwanted(&self, subject: &Subject<'_>, clause: &Clause) -> Finding {
        let message = self.message.fill(&mut self.run(subject, Some(clause)).machine, &[]);
        let plain = Finding::plain(Outcome::NotFound, clause.span, message, self.asked);
        Finding { key: clause.text.clone(), ..plain }
    }

    fn not_there(&self, subject: &Subject<'_>, here: &[&Clause], outside: &[&Clause]) -> Finding {
        let message = self.message.fill(&mut self.run(subject, None).machine, &[]);
        let elsewhere = outside.iter().find(|clause| clause.polarity == Polarity::Present);
        // A denial is closer to it than a mention.
        let closest = here.iter().min_by_key(|clause| (clause.polarity, Reverse(clause.rank)));
        let (outcome, at, label) = match (elsewhere, closest) {
            (Some(clause), _) => (Outcome::Misplaced, clause.span, "found here, in another section"),
            (None, Some(clause)) if clause.polarity == Polarity::Negated => {
                (Outcome::NotFound, clause.span, "this says that nobody is obliged")
            }
            (None, Some(clause)) => (Outcome::NotFound, clause.span, "this names it and obliges nobody"),
            (None, None) => (Outcome::NotFound, self.place(subject), "looked for it here and below"),
        };
        let plain = Finding::plain(outcome, at, message, self.asked);
        Finding { label: label.into(), key: "clause".into(), ..plain }
    }

    /// The heading of the section in which it should stand, or the title.
    fn place(&self, subject: &Subject<'_>) -> Span {
        let facts = &subject.document.facts;
        let prose = facts.prose.as_ref();
        let section = self.within.and_then(|concept| prose?.section(concept).headings.first());
        section.map_or(facts.title, |heading| heading.span)
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
