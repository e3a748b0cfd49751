//! One document: read, decided upon, understood, and held against every policy for its kind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use camino::Utf8Path;

use crate::diagnostic::{Outcome, Severity};
use crate::facts::{Decision, Facts, Head, How, IssueClass, Kind, facts, is_markdown, is_yaml};
use crate::policy::Policy;
use crate::rules::waiver::{Defect, Waiver};
use crate::rules::{Finding, Judged, Rule, SchemaRule, Subject};
use crate::syntax::{Problem, ProblemKind};
use crate::text::{Decoded, SourceFile, Span, decode};
use crate::workspace::{self, Tree};

use super::firm::Firm;
use super::{Error, Options, Prepared, kind, known};

/// What asks that exceptions are approved and end.
const WAIVER: &str = "records/waiver";

/// Holds documents against the policies.
pub(super) struct Judge<'a> {
    pub(super) prepared: &'a Prepared,
    /// Policies that judge in this run, with their severity here.
    pub(super) policies: Vec<(usize, Severity)>,
    /// For each kind the places in `policies` of those that apply to it.
    by_kind: Vec<Vec<usize>>,
    pub(super) options: &'a Options,
    forced: Option<usize>,
    firm: Firm<'a>,
}

/// What is said of one file.
#[derive(Clone, Default)]
pub(super) struct Judgement {
    /// Kept where something is said of it.
    pub(super) source: Option<Arc<SourceFile>>,
    pub(super) is_document: bool,
    /// It could not be read, or soplint failed on it.
    pub(super) failed: bool,
    pub(super) remarks: Vec<Remark>,
    /// How each policy ended, by its place in [`Judge::policies`].
    pub(super) outcomes: Vec<(usize, Outcome)>,
    /// Where the content of each concept stands, for SOPs.
    pub(super) placements: Vec<crate::facts::Placement>,
}

/// One thing that is said of a file.
#[derive(Clone)]
pub(super) struct Remark {
    pub(super) by: By,
    pub(super) finding: Finding,
    /// Where it is not that of the policy.
    pub(super) severity: Option<Severity>,
    /// Where it is not that of the policy.
    pub(super) help: Option<String>,
    /// It hangs on the file's problem with this number among those that are told.
    pub(super) because: Option<usize>,
}

/// Who says it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// A policy, by its place in [`Judge::policies`].
    Policy(usize),
    /// soplint itself, of the file as such.
    Soplint(&'static str, Severity),
}

impl<'a> Judge<'a> {
    /// As the options ask for.
    ///
    /// # Errors
    /// A kind or a policy that there is not.
    pub(super) fn asked(prepared: &'a Prepared, options: &'a Options) -> Result<Self, Error> {
        let forced = options.kind.as_deref().map(|name| kind(name, &prepared.set)).transpose()?;
        known(&options.only, &prepared.set)?;
        Ok(Self::new(prepared, options, forced))
    }

    pub(super) fn new(prepared: &'a Prepared, options: &'a Options, forced: Option<usize>) -> Self {
        let all = prepared.set.policies.iter().enumerate().filter(|(_, policy)| options.wants(&policy.id));
        let policies: Vec<_> =
            all.filter_map(|(index, policy)| Some((index, prepared.settings.severity(policy)?))).collect();
        let mut by_kind = vec![Vec::new(); prepared.set.kinds.iter().count()];
        for (place, (index, _)) in policies.iter().enumerate() {
            for kind in &prepared.set.policies[*index].applies_to {
                by_kind[*kind].push(place);
            }
        }
        Self { prepared, policies, by_kind, options, forced, firm: Firm::new(prepared) }
    }

    /// Everything about one file. A panic, should there be one, is a remark of its own, and the run goes on.
    pub(super) fn file(&self, tree: &dyn Tree, path: &Utf8Path) -> Judgement {
        self.bytes(path, tree.read(path))
    }

    /// The same, of what a tree answered.
    pub(super) fn bytes(&self, path: &Utf8Path, read: Result<Vec<u8>, workspace::Error>) -> Judgement {
        catch_unwind(AssertUnwindSafe(|| self.read(path, read))).unwrap_or_else(|_| {
            let message = "soplint failed on this file; this is a mistake in soplint. Please report it.";
            unreadable(path, String::new(), "soplint/internal", message.into())
        })
    }

    fn read(&self, path: &Utf8Path, read: Result<Vec<u8>, workspace::Error>) -> Judgement {
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(error) => return unreadable(path, String::new(), "soplint/unreadable", error.to_string()),
        };
        let mut remarks = Vec::new();
        let text = match decode(bytes) {
            Decoded::Text(text) => text,
            Decoded::Repaired { text, first, count } => {
                remarks.push(encoding(first, count));
                text
            }
            Decoded::Unreadable { what } => {
                if self.decide(path, None).is_none() {
                    return Judgement::default();
                }
                let message =
                    format!("This file is {what}, so nothing in it was checked. Save it as UTF-8 text.");
                return unreadable(path, String::new(), "soplint/encoding", message);
            }
        };
        self.text(path, text, remarks)
    }

    /// The kind of a document, by its number; `None` where the file is none, or its kind stays open.
    pub(super) fn kind(&self, path: &Utf8Path, declared: Option<&str>) -> Option<usize> {
        if !(is_markdown(path) || is_yaml(path)) {
            return None;
        }
        match self.decide(path, declared) {
            Some(Decision::Kind(index, _)) => Some(index),
            _ => None,
        }
    }

    /// The kind of a file, or `None` where it is none of ours. `Some(None)` is one of ours whose kind stays open.
    fn decide(&self, path: &Utf8Path, declared: Option<&str>) -> Option<Decision> {
        if let Some(kind) = self.forced
            && self.prepared.set.kinds.get(kind).is_markdown() == is_markdown(path)
        {
            return Some(Decision::Kind(kind, How::Flag));
        }
        match self.prepared.set.kinds.decide(path, declared, &self.prepared.settings.globs) {
            Decision::Foreign => None,
            decision => Some(decision),
        }
    }

    fn text(&self, path: &Utf8Path, text: String, mut remarks: Vec<Remark>) -> Judgement {
        let markdown = is_markdown(path);
        // Most YAML in a repository is somebody else's: where nothing could make it ours, it is not parsed.
        if !markdown && !text.contains("kind") && self.decide(path, None).is_none() {
            return Judgement::default();
        }
        let head = Head::read(&text, markdown);
        let Some(decision) = self.decide(path, head.kind()) else { return Judgement::default() };
        let mut judgement = Judgement { is_document: true, ..Judgement::default() };
        match decision {
            Decision::Kind(index, _) => {
                let kind = self.prepared.set.kinds.get(index);
                let facts = facts(&text, head, Some(kind), &self.prepared.set.vocabulary);
                tell_problems(&facts, &mut remarks);
                if !kind.fits(path) {
                    remarks.push(other_form(kind, path, &facts));
                }
                self.judge(index, kind, &facts, &mut remarks, &mut judgement);
                self.tell_waivers(kind, &facts, &mut remarks);
            }
            Decision::Unknown(_) => self.unknown(&head, &mut remarks, &mut judgement),
            Decision::Open | Decision::Foreign => {
                self.open(&text, &mut remarks, &mut judgement);
                judgement.is_document = false;
            }
        }
        remarks.sort_by_key(|remark| remark.finding.at);
        judgement.source = (!remarks.is_empty()).then(|| Arc::new(SourceFile::new(path, text)));
        judgement.remarks = remarks;
        judgement
    }

    fn judge(
        &self,
        index: usize,
        kind: &Kind,
        facts: &Facts,
        remarks: &mut Vec<Remark>,
        judgement: &mut Judgement,
    ) {
        let subject = Subject {
            facts,
            kind: &kind.name,
            vocabulary: &self.prepared.set.vocabulary,
            parameters: &self.prepared.settings.parameters,
            as_of: &self.options.as_of,
        };
        for &place in &self.by_kind[index] {
            let policy = &self.prepared.set.policies[self.policies[place].0];
            let mut judged = policy.rule.judge(&subject);
            if let Some(problem) = facts.unread
                && policy.rule.reads_fields()
            {
                judged = read_in_part(&facts.problems[problem], judged, policy);
            }
            judgement.outcomes.push((place, judged.outcome));
            for finding in judged.findings {
                let because = facts.unread.filter(|_| finding.outcome == Outcome::CannotCheck);
                remarks.push(Remark { because, ..Remark::new(By::Policy(place), finding) });
            }
        }
        if let Some(prose) = &facts.prose {
            judgement.placements = prose.sections.iter().map(|section| section.placement).collect();
        }
    }

    /// Exceptions in this document that do not count.
    fn tell_waivers(&self, kind: &Kind, facts: &Facts, remarks: &mut Vec<Remark>) {
        let Some(fields) = facts.fields.as_ref().filter(|_| self.options.wants(WAIVER)) else { return };
        for waiver in self.firm.waivers(fields.root(), &kind.name, &self.options.as_of) {
            let Err(Defect { key, message, places }) = waiver else { continue };
            let mut places = places.into_iter();
            let Some((at, label)) = places.next() else { continue };
            let related = places.collect();
            let finding =
                Finding { label, related, key, ..finding(Outcome::NotFound, at, message, Span::default()) };
            let help = "Write what it lacks, or take it out; until then its policy holds.".to_owned();
            let by = By::Soplint(WAIVER, Severity::Error);
            remarks.push(Remark { help: Some(help), ..Remark::new(by, finding) });
        }
    }

    /// The exceptions in a file that count.
    pub(super) fn waivers(&self, path: &Utf8Path, text: &str) -> Vec<Waiver> {
        let head = Head::read(text, false);
        let kind = self.kind(path, head.kind()).map(|kind| self.prepared.set.kinds.get(kind));
        let (Some(kind), Some(root)) = (kind, head.root()) else { return Vec::new() };
        self.firm.waivers(root, &kind.name, &self.options.as_of).into_iter().flatten().collect()
    }

    /// A file in one of our folders whose `kind` no schema has.
    fn unknown(&self, head: &Head, remarks: &mut Vec<Remark>, judgement: &mut Judgement) {
        let Some(issue) = head.unknown_kind(&self.prepared.set.kinds) else { return };
        for (place, rule) in self.asks_for_kind() {
            let finding = finding(Outcome::NotFound, issue.span, issue.message.clone(), rule.asked);
            judgement.outcomes.push((place, Outcome::NotFound));
            remarks.push(Remark::new(By::Policy(place), finding));
        }
    }

    /// A file in one of our folders, of which nothing says what it is.
    fn open(&self, text: &str, remarks: &mut Vec<Remark>, judgement: &mut Judgement) {
        let length = text.lines().next().map_or(0, str::len);
        let message = "Nothing says what kind of record this file is, so no policy was applied to it.";
        let help = "Write `kind:` and the kind of record at its top, or move it to the folder of its kind.";
        for (place, rule) in self.asks_for_kind() {
            let finding = finding(Outcome::CannotCheck, Span::new(0, length), message.into(), rule.asked);
            judgement.outcomes.push((place, Outcome::CannotCheck));
            let note = Remark {
                severity: Some(Severity::Note),
                help: Some(help.into()),
                ..Remark::new(By::Policy(place), finding)
            };
            remarks.push(note);
        }
    }

    /// The policies that ask of every document that its kind is known.
    fn asks_for_kind(&self) -> impl Iterator<Item = (usize, &SchemaRule)> {
        self.policies.iter().enumerate().filter_map(|(place, (index, _))| {
            match &self.prepared.set.policies[*index].rule {
                Rule::Schema(rule) if rule.report.contains(&IssueClass::Kind) => Some((place, rule)),
                _ => None,
            }
        })
    }
}

impl Remark {
    fn new(by: By, finding: Finding) -> Self {
        Self { by, finding, severity: None, help: None, because: None }
    }
}

/// What is wrong with the file as such.
fn tell_problems(facts: &Facts, remarks: &mut Vec<Remark>) {
    for problem in &facts.problems {
        let severity =
            if problem.kind == ProblemKind::AmbiguousScalar { Severity::Note } else { Severity::Error };
        let mut finding = finding(Outcome::NotFound, problem.span, problem.message.clone(), Span::default());
        finding.related = problem.related.iter().cloned().collect();
        if problem.kind == ProblemKind::AmbiguousScalar {
            finding.outcome = Outcome::Conflict;
        }
        let by = By::Soplint(problem.kind.id(), severity);
        remarks.push(Remark { help: problem.help.clone(), ..Remark::new(by, finding) });
    }
}

/// A policy that reads fields of a file that was read in part. What does not fit the schema stands;
/// what is not there may be in the part that was not read.
fn read_in_part(problem: &Problem, judged: Judged, policy: &Policy) -> Judged {
    if judged.outcome == Outcome::NotApplicable {
        return judged;
    }
    let message = "This could not be checked, because a part of the file could not be read.";
    let unread = finding(Outcome::CannotCheck, problem.span, message.into(), policy.declared);
    let stands = if matches!(policy.rule, Rule::Schema(_)) { judged.findings } else { Vec::new() };
    Judged::of(stands.into_iter().chain([unread]).collect())
}

/// A kind that is written in Markdown, declared by a YAML file, or the other way round.
fn other_form(kind: &Kind, path: &Utf8Path, facts: &Facts) -> Remark {
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

fn encoding(first: Span, count: usize) -> Remark {
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

fn finding(outcome: Outcome, at: Span, message: String, asked: Span) -> Finding {
    Finding { outcome, key: message.clone(), message, at, label: String::new(), related: Vec::new(), asked }
}
