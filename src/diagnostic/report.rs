//! All findings of one run.

use std::sync::Arc;

use camino::Utf8PathBuf;

use crate::text::{SourceFile, Sources};

use super::{Diagnostic, Fingerprint, Outcome, Severity, Waived};

/// What a reader should know of a policy, whatever it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyInfo {
    /// What it asks, in a line.
    pub title: String,
    /// After the firm's settings.
    pub severity: Severity,
    /// rule, opinion, statute, practice or integrity.
    pub basis: String,
    /// Ids of authorities.
    pub authority: Vec<Arc<str>>,
    /// The authorities, each with its force and certainty.
    pub why: Option<String>,
    /// One next step.
    pub help: Option<String>,
    /// Whether what it finds may never be shown.
    pub sensitive: bool,
    /// Whether it comes with soplint, so that its file is not one of the repository.
    pub builtin: bool,
}

/// How often each outcome occurred for one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTally {
    /// The policy.
    pub id: Arc<str>,
    /// What it asks, and why.
    pub info: Arc<PolicyInfo>,
    /// Documents (or parts of documents) that it looked at, not-applicable ones included.
    pub subjects: usize,
    /// Indexed by [`Outcome`] as a number.
    counts: [usize; 7],
}

impl PolicyTally {
    /// No subject yet.
    #[must_use]
    pub fn new(id: Arc<str>, info: Arc<PolicyInfo>) -> Self {
        Self { id, info, subjects: 0, counts: [0; 7] }
    }

    /// Counts one subject.
    pub fn add(&mut self, outcome: Outcome) {
        self.subjects += 1;
        self.counts[outcome as usize] += 1;
    }

    /// Counts a subject that ended so as waived.
    pub fn waive(&mut self, outcome: Outcome) {
        self.counts[outcome as usize] = self.counts[outcome as usize].saturating_sub(1);
        self.counts[Outcome::Waived as usize] += 1;
    }

    /// How many subjects ended so.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.counts[outcome as usize]
    }
}

/// For the triage of a folder without configuration: one required concept over all SOPs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConceptTally {
    /// As a reader would name it: "Scope".
    pub title: String,
    /// SOPs with a section of that name.
    pub found: usize,
    /// SOPs that deal with it elsewhere.
    pub misplaced: usize,
    /// SOPs in which it was not found.
    pub not_found: usize,
}

/// How many findings of each weight there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were judged.
    pub documents: usize,
    /// Findings of severity error, cannot-check aside.
    pub errors: usize,
    /// Findings of severity warning, cannot-check aside.
    pub warnings: usize,
    /// Findings of severity note, cannot-check aside.
    pub notes: usize,
    /// Findings with the outcome cannot-check, whatever their severity.
    pub cannot_check: usize,
    /// Findings that were accepted for a time.
    pub waived: usize,
}

/// How a report that compares two trees came about: [`Report::diagnostics`] then holds what is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The full hash of the commit that was compared with; `None` before the first commit.
    pub base: Option<String>,
    /// Documents that differ: changed, added, renamed or deleted.
    pub changed: usize,
    /// Findings that the base had too, at least as severe.
    pub kept: Vec<Diagnostic>,
    /// Findings of the base that are gone.
    pub fixed: Vec<Fixed>,
}

/// A finding of the base that is gone. Its place was in files that are not part of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// `pack/name`.
    pub policy: Arc<str>,
    /// In the base.
    pub path: Utf8PathBuf,
    /// What was not found then.
    pub message: String,
    /// As it was in the base.
    pub fingerprint: Fingerprint,
}

/// The result of a run, sorted by path, span and policy.
#[derive(Clone, Debug)]
pub struct Report {
    /// The files that the findings point into.
    pub sources: Sources,
    /// The date as of which everything was judged, ISO 8601.
    pub as_of: String,
    /// What was judged: `worktree`, or the name of another tree.
    pub tree: String,
    /// The packs and their dates, for the closing line: `sop 2026-10`.
    pub packs: Vec<String>,
    /// The version of the time-zone data, for the closing line: `2026b`; where it is known.
    pub time_zones: Option<String>,
    /// Whether the repository has no `soplint.yaml`.
    pub unconfigured: bool,
    /// Paths of the documents that were judged.
    pub documents: Vec<Utf8PathBuf>,
    /// The findings, save those that are accepted for a time.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that are accepted for a time.
    pub waived: Vec<Waived>,
    /// One entry for each policy, by id.
    pub policies: Vec<PolicyTally>,
    /// Filled for Markdown SOPs.
    pub concepts: Vec<ConceptTally>,
    /// Whether something could not be read or done, so that the run as a whole failed (exit code 2).
    pub incomplete: bool,
    /// What the tree was compared with, if it was.
    pub diff: Option<Diff>,
}

impl Report {
    /// Counts the findings.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary =
            Summary { documents: self.documents.len(), waived: self.waived.len(), ..Summary::default() };
        for diagnostic in &self.diagnostics {
            match (diagnostic.outcome, diagnostic.severity) {
                (Outcome::CannotCheck, _) => summary.cannot_check += 1,
                (_, Severity::Error) => summary.errors += 1,
                (_, Severity::Warning) => summary.warnings += 1,
                (_, Severity::Note) => summary.notes += 1,
            }
        }
        summary
    }

    /// Puts the findings in their order: by path, place, policy and name.
    pub fn sort(&mut self) {
        let Self { diagnostics, waived, sources, .. } = self;
        // Findings are many to a file, and paths take long to compare part by part.
        let by_parts = |file: &SourceFile| file.path().as_str().replace('/', "\0");
        let mut paths: Vec<_> = sources.iter().map(|(id, file)| (by_parts(file), id)).collect();
        paths.sort_unstable();
        let mut ranks = vec![0; paths.len()];
        for (rank, same) in paths.chunk_by(|(a, _), (b, _)| a == b).enumerate() {
            same.iter().for_each(|(_, id)| ranks[id.index()] = rank);
        }
        let order = |d: &Diagnostic| {
            let path = ranks[d.primary.at.source.index()];
            (path, d.primary.at.span, Arc::clone(&d.policy), d.fingerprint.clone())
        };
        diagnostics.sort_by_cached_key(order);
        waived.sort_by_cached_key(|waived| order(&waived.finding));
    }

    /// The heaviest finding.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.severity).max()
    }
}
