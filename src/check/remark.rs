//! What is said of one file, by policies and by soplint itself.

use std::sync::Arc;

use camino::Utf8Path;

use crate::diagnostic::{Outcome, Severity};
use crate::facts::{Document, Facts, Kind, is_markdown};
use crate::policy::Policy;
use crate::rules::expression::Place;
use crate::rules::{Finding, Judged, Rule, Unchecked};
use crate::syntax::{Problem, ProblemKind};
use crate::text::{SourceFile, Span};

/// What is said of one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Judgement {
    /// Kept where something is said of it.
    pub(super) source: Option<Arc<SourceFile>>,
    /// Kept where policies of this or of other documents join it.
    pub(super) document: Option<Arc<Document>>,
    /// It was not asked for, and is read for the sake of others.
    pub(super) hidden: bool,
    pub(super) is_document: bool,
    /// It could not be read, or soplint failed on it.
    pub(super) failed: bool,
    pub(super) remarks: Vec<Remark>,
    /// How each policy ended, by its place in [`Judge::policies`].
    pub(super) outcomes: Vec<(usize, Outcome)>,
    /// Of the policies that join documents, those whose condition alone decided; known in an editor.
    pub(super) unasked: Vec<usize>,
    /// Where the content of each concept stands, for SOPs.
    pub(super) placements: Vec<crate::facts::Placement>,
}

/// One thing that is said of a file.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    pub(super) by: By,
    pub(super) finding: Finding,
    /// Where it is not that of the policy.
    pub(super) severity: Option<Severity>,
    /// Where it is not that of the policy.
    pub(super) help: Option<String>,
    /// What it hangs on.
    pub(super) because: Option<Because>,
}

/// What a remark hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Because {
    /// The file's problem with this number among those that are told.
    Problem(usize),
    /// What another policy, by its place in [`Judge::policies`], says of a document under a key.
    Said { document: u32, policy: usize, key: String },
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// A policy, by its place in [`Judge::policies`].
    Policy(usize),
    /// soplint itself, of the file as such.
    Soplint(&'static str, Severity),
}

impl Judgement {
    /// Takes up what a policy said of a document.
    pub(super) fn hear(&mut self, place: usize, judged: Judged, document: &Document) {
        self.outcomes.push((place, judged.outcome));
        for finding in judged.findings {
            let unread = document.facts.unread.filter(|_| finding.outcome == Outcome::CannotCheck);
            let because = unread.map(Because::Problem);
            self.remarks.push(Remark { because, ..Remark::new(By::Policy(place), finding) });
        }
        if !self.remarks.is_empty() {
            self.source = Some(Arc::clone(&document.source));
        }
    }
}

impl Judgement {
    /// Takes up what a policy said of a document in another tree, too.
    pub(super) fn repeat(
        &mut self,
        place: usize,
        outcome: Outcome,
        remarks: Vec<Remark>,
        document: &Document,
    ) {
        self.outcomes.push((place, outcome));
        self.remarks.extend(remarks);
        if !self.remarks.is_empty() {
            self.source = Some(Arc::clone(&document.source));
        }
    }
}

impl Judgement {
    /// How each policy ended as far as documents can say: one that waits for git's history alone found
    /// everything else, in each of two trees that are compared.
    pub(super) fn ended(&self) -> Vec<(usize, Outcome)> {
        let found = |place: usize| {
            let mut own = self.remarks.iter().filter(|remark| remark.by == By::Policy(place));
            own.all(|remark| remark.finding.awaits_history())
        };
        let outcomes = self.outcomes.iter().copied();
        outcomes
            .map(|(place, outcome)| match outcome {
                Outcome::CannotCheck if found(place) => (place, Outcome::Found),
                outcome => (place, outcome),
            })
            .collect()
    }
}

impl Remark {
    pub(super) fn new(by: By, finding: Finding) -> Self {
        Self { by, finding, severity: None, help: None, because: None }
    }
}

/// What is wrong with the file as such.
pub(super) fn tell_problems(document: &Document, remarks: &mut Vec<Remark>) {
    for problem in &document.facts.problems {
        let severity =
            if problem.kind == ProblemKind::AmbiguousScalar { Severity::Note } else { Severity::Error };
        let mut finding = finding(Outcome::NotFound, problem.span, problem.message.clone(), Span::default());
        let related = problem.related.iter().cloned();
        finding.related = related.map(|(span, words)| (Place::new(document, span), words)).collect();
        if problem.kind == ProblemKind::AmbiguousScalar {
            finding.outcome = Outcome::Conflict;
        }
        let by = By::Soplint(problem.kind.id(), severity);
        remarks.push(Remark { help: problem.help.clone(), ..Remark::new(by, finding) });
    }
}

/// A policy that reads fields of a file that was read in part. What does not fit the schema stands;
/// what is not there may be in the part that was not read.
pub(super) fn read_in_part(problem: &Problem, judged: Judged, policy: &Policy) -> Judged {
    if judged.outcome == Outcome::NotApplicable {
        return judged;
    }
    let why = "a part of the file could not be read.".to_owned();
    let unread = Finding::unchecked(Unchecked::Because, problem.span, why, policy.declared);
    // A name that findings have outlives their words.
    let key = "This could not be checked, because a part of the file could not be read.".to_owned();
    let unread = Finding { key, ..unread };
    let stands = if matches!(policy.rule, Rule::Schema(_)) { judged.findings } else { Vec::new() };
    Judged::of(stands.into_iter().chain([unread]).collect())
}

/// A kind that is written in Markdown, declared by a YAML file, or the other way round.
pub(super) fn other_form(kind: &Kind, path: &Utf8Path, facts: &Facts) -> Remark {
    let (form, is) = if is_markdown(path) { ("YAML", "Markdown") } else { ("Markdown", "YAML") };
    let message = format!(
        "'{}' is a kind of {form} document, and this file is {is}; not all of it could be checked.",
        kind.name
    );
    let at =
        facts.fields.as_ref().and_then(|fields| Some(fields.root().get("kind")?.span)).unwrap_or(facts.title);
    let finding = finding(Outcome::CannotCheck, at, message, Span::default());
    let help = format!("Write it as {form}, or correct the kind.");
    Remark {
        by: By::Soplint("soplint/unknown-kind", Severity::Warning),
        finding,
        help: Some(help),
        because: None,
        severity: None,
    }
}

pub(super) fn encoding(first: Span, count: usize) -> Remark {
    let what = if count == 1 { "One character".to_owned() } else { format!("{count} characters") };
    let message = format!("{what} in this file could not be read as UTF-8; the first is here.");
    let finding = finding(Outcome::NotFound, first, message, Span::default());
    let help = Some("Save the file as UTF-8 text.".to_owned());
    Remark { help, ..Remark::new(By::Soplint("soplint/encoding", Severity::Error), finding) }
}

/// A file of which nothing could be checked.
pub(super) fn unreadable(path: &Utf8Path, text: String, id: &'static str, message: String) -> Judgement {
    let finding = finding(Outcome::CannotCheck, Span::default(), message, Span::default());
    Judgement {
        source: Some(Arc::new(SourceFile::new(path, text))),
        is_document: false,
        failed: true,
        remarks: vec![Remark::new(By::Soplint(id, Severity::Warning), finding)],
        ..Judgement::default()
    }
}

pub(super) fn finding(outcome: Outcome, at: Span, message: String, asked: Span) -> Finding {
    Finding::plain(outcome, at, message, asked)
}
