//! One document: read, decided upon, understood, and held against every policy for its kind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use camino::Utf8Path;
use jiff::civil::Date;

use crate::diagnostic::{Outcome, Severity};
use crate::facts::{
    Concealed, Decision, Document, Draft, Head, How, IssueClass, Kind, conceal, facts, facts_of_draft,
    is_markdown, is_yaml,
};
use crate::policy::{Opened, Policy};
use crate::rules::waiver::{Waiver, waivers};
use crate::rules::{Judged, Parameters, Rule, SchemaRule, Subject};
use crate::syntax::yaml::Node;
use crate::text::{Decoded, SourceFile, Span, decode};
use crate::workspace::{self, Tree};

use super::firm::Firm;
use super::joins::Joins;
use super::lacking::lacking;
use super::library::Library;
use super::plan::{Plan, Said};
use super::remark::{
    By, Judgement, Remark, encoding, finding, other_form, read_in_part, tell_problems, unreadable,
};
use super::{Error, Options, Prepared, kind, known, shown};

/// Holds documents against the policies.
pub(super) struct Judge<'a> {
    pub(super) prepared: &'a Prepared,
    /// Policies that judge in this run, with their severity here.
    pub(super) policies: Arc<[(usize, Severity)]>,
    /// For each of them whether it was asked for; the others are judged for its sake.
    asked: Arc<[bool]>,
    /// For each kind the places in `policies` of those that apply to it.
    by_kind: Arc<[Vec<usize>]>,
    pub(super) options: &'a Options,
    forced: Option<usize>,
    firm: Firm<'a>,
    /// Which policies wait for other documents, and what they cost.
    pub(super) joins: Joins,
    parameters: Arc<Parameters>,
    pub(super) said: Arc<Said>,
    as_of: Date,
    /// What policies see that read no other document.
    alone: Library,
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
        Self::by(prepared, options, forced, Plan::new(prepared, options))
    }

    /// The same, by a plan that was made of the same before.
    pub(super) fn by(
        prepared: &'a Prepared,
        options: &'a Options,
        forced: Option<usize>,
        plan: Plan,
    ) -> Self {
        Self {
            prepared,
            options,
            forced,
            as_of: options.as_of.parse().unwrap_or_default(),
            alone: Library::default(),
            firm: Firm::of(&prepared.set, plan.people),
            joins: Joins::new(plan.order, plan.policies.len()),
            policies: plan.policies,
            asked: plan.asked,
            by_kind: plan.by_kind,
            parameters: plan.parameters,
            said: plan.said,
        }
    }

    /// A document among others.
    pub(super) fn subject<'s>(&'s self, document: &'s Document, library: &'s Library) -> Subject<'s> {
        Subject {
            document,
            index: &library.index,
            tables: &library.tables,
            kinds: &self.prepared.set.kinds,
            vocabulary: &self.prepared.set.vocabulary,
            parameters: &self.parameters,
            as_of: self.as_of,
            zone: &self.prepared.zone,
            register: &self.firm,
            explain: self.options.explain,
        }
    }

    /// Whether a policy was asked for.
    pub(super) fn is_asked(&self, place: usize) -> bool {
        self.asked[place]
    }

    /// Whether what a policy says is shown.
    pub(super) fn is_shown(&self, place: usize) -> bool {
        self.asked[place] && !self.joins.is_exhausted(place)
    }

    /// The policies that judge documents of a kind.
    pub(super) fn of_kind(&self, kind: usize) -> &[usize] {
        &self.by_kind[kind]
    }

    pub(super) fn policy(&self, place: usize) -> &'a Policy {
        &self.prepared.set.policies[self.policies[place].0]
    }

    /// Everything about one file. A panic, should there be one, is a remark of its own, and the run goes on.
    pub(super) fn file(&self, tree: &dyn Tree, path: &Utf8Path) -> Judgement {
        self.bytes(path, tree.read(path))
    }

    /// The same, of what a tree answered.
    pub(super) fn bytes(&self, path: &Utf8Path, read: Result<Vec<u8>, workspace::Error>) -> Judgement {
        self.again(path, read, None)
    }

    /// The same of a file that is being edited, with what was kept of it.
    pub(super) fn again(
        &self,
        path: &Utf8Path,
        read: Result<Vec<u8>, workspace::Error>,
        draft: Option<&mut Draft>,
    ) -> Judgement {
        let judged = catch_unwind(AssertUnwindSafe(|| self.read(path, read, draft))).unwrap_or_else(|_| {
            let message = "soplint failed on this file; this is a mistake in soplint. Please report it.";
            unreadable(path, String::new(), "soplint/internal", message.into())
        });
        Judgement { hidden: !shown(path, self.options), ..judged }
    }

    fn read(
        &self,
        path: &Utf8Path,
        read: Result<Vec<u8>, workspace::Error>,
        draft: Option<&mut Draft>,
    ) -> Judgement {
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
            Decoded::Unreadable { what, gist } => {
                if self.decide(path, Head::read(&gist, is_markdown(path)).kind()).is_none() {
                    return Judgement::default();
                }
                let message =
                    format!("This file is {what}, so nothing in it was checked. Save it as UTF-8 text.");
                return unreadable(path, String::new(), "soplint/encoding", message);
            }
        };
        self.text(path, text, remarks, draft)
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
            && shown(path, self.options)
            && self.prepared.set.kinds.get(kind).is_markdown() == is_markdown(path)
        {
            return Some(Decision::Kind(kind, How::Flag));
        }
        match self.prepared.set.kinds.decide(path, declared, &self.prepared.settings.globs) {
            Decision::Foreign => None,
            decision => Some(decision),
        }
    }

    fn text(
        &self,
        path: &Utf8Path,
        text: String,
        mut remarks: Vec<Remark>,
        mut draft: Option<&mut Draft>,
    ) -> Judgement {
        let markdown = is_markdown(path);
        // Most YAML in a repository is somebody else's: where nothing could make it ours, it is not parsed.
        if !markdown && !text.contains("kind") && self.decide(path, None).is_none() {
            return Judgement::default();
        }
        let Concealed { text, found } = conceal(text, &self.prepared.private);
        let head = match &mut draft {
            Some(draft) if markdown => draft.head(&text),
            _ => Head::read(&text, markdown),
        };
        let Some(decision) = self.decide(path, head.kind()) else { return Judgement::default() };
        let mut judgement = Judgement { is_document: true, ..Judgement::default() };
        match decision {
            Decision::Kind(index, _) => {
                let kind = self.prepared.set.kinds.get(index);
                let reader = &self.prepared.set.vocabulary;
                let asked = Some(self.prepared.set.asked_of(index));
                let mut facts = match draft {
                    Some(draft) => facts_of_draft(&text, head, Some(kind), reader, asked, draft),
                    None => facts(&text, head, Some(kind), reader, asked),
                };
                facts.keep_private(&found);
                let hidden = found.iter().map(|private| private.span).collect();
                let file = Arc::new(SourceFile::covered(path, text, hidden));
                let document = Document::new(index, facts, file);
                tell_problems(&document, &mut remarks);
                if !kind.fits(path) {
                    remarks.push(other_form(kind, path, &document.facts));
                }
                judgement.remarks = remarks;
                self.alone(&document, &mut judgement);
                judgement.source = (!judgement.remarks.is_empty()).then(|| Arc::clone(&document.source));
                judgement.document = self.joins.keeps(index).of(document).map(Arc::new);
                return judgement;
            }
            Decision::Unknown(_) => self.unknown(&head, &mut remarks, &mut judgement),
            Decision::Open | Decision::Foreign => {
                self.open(&text, &mut remarks, &mut judgement);
                judgement.is_document = false;
            }
        }
        let hidden = found.iter().map(|private| private.span).collect();
        judgement.source = (!remarks.is_empty()).then(|| Arc::new(SourceFile::covered(path, text, hidden)));
        judgement.remarks = remarks;
        judgement
    }

    /// Judges by the policies that need no other document.
    fn alone(&self, document: &Document, judgement: &mut Judgement) {
        let subject = self.subject(document, &self.alone);
        let mut opened = Opened::default();
        judgement.outcomes.reserve_exact(self.of_kind(document.kind).len());
        for &place in self.of_kind(document.kind).iter().filter(|place| self.joins.level(**place) == 0) {
            let judged = self.judge(place, &subject, &mut opened);
            judgement.hear(place, judged, document);
        }
        if let Some(prose) = &document.facts.prose {
            judgement.placements = prose.sections().map(|section| section.placement).collect();
        }
    }

    /// Judges one document by one policy.
    pub(super) fn judge(&self, place: usize, subject: &Subject<'_>, opened: &mut Opened<'a>) -> Judged {
        let policy = self.policy(place);
        let facts = &subject.document.facts;
        if self.joins.is_exhausted(place) {
            return Judged::silent(Outcome::CannotCheck);
        }
        let judged = policy.judge(subject, opened);
        self.joins.spend(place, &judged);
        match facts.unread {
            Some(problem) if policy.reads_fields(facts.prose.is_some()) => {
                read_in_part(&facts.problems[problem], judged, policy)
            }
            _ => lacking(policy, subject, judged),
        }
    }

    /// The exceptions in a file that count.
    pub(super) fn waivers(&self, path: &Utf8Path, text: &str) -> Vec<Waiver> {
        let head = Head::read(text, false);
        let kind = self.kind(path, head.kind()).map(|kind| self.prepared.set.kinds.get(kind));
        let (Some(kind), Some(root)) = (kind, head.root()) else { return Vec::new() };
        self.waivers_in(root, kind)
    }

    /// The same, of a document that was read.
    pub(super) fn waivers_of(&self, document: &Document) -> Vec<Waiver> {
        let kind = self.prepared.set.kinds.get(document.kind);
        document.fields().map_or(Vec::new(), |fields| self.waivers_in(fields.root(), kind))
    }

    fn waivers_in(&self, root: &Node, kind: &Kind) -> Vec<Waiver> {
        waivers(root, &kind.name, &self.firm, self.as_of).into_iter().flatten().collect()
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
