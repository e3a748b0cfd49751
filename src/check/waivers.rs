//! Findings that somebody accepted for a time: which waivers count in a run, and what they cover.
//!
//! A waiver in the tree that is judged is that tree's own word: whoever may write it may excuse itself. So
//! with settings from a trusted commit the waivers come from there too, and those that stand in the judged
//! tree alone count for nothing; [`gather`] reads those of any tree.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use camino::Utf8Path;
use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Label, Outcome, Report, Severity, Waived};
use crate::facts::{Document, Head, Index, is_markdown, is_yaml};
use crate::rules::Judged;
use crate::rules::waiver::Waiver;
use crate::text::{Location, SourceFile, SourceId, Sources};
use crate::workspace::{Listing, Tree};

use super::document::Judge;
use super::prints::fingerprint;

/// Exceptions for anything, at the root.
pub(super) const FILE: &str = "waivers.yaml";

/// Every waiver that counts, with the file in which it stands.
pub(super) type Waivers = Vec<(Waiver, Arc<SourceFile>)>;

/// The waivers of a tree that count, by path. Engagements among the records and procedures are not looked at;
/// what was `read` already, of whichever tree, is not parsed again.
pub(super) fn gather(tree: &dyn Tree, listing: &Listing, judge: &Judge<'_>, read: &Index) -> Waivers {
    gather_other(tree, listing, judge, read, &Waivers::new(), |_| false)
}

/// The same, where those of files that are the `same` in another tree are `known`.
pub(super) fn gather_other(
    tree: &dyn Tree,
    listing: &Listing,
    judge: &Judge<'_>,
    read: &Index,
    known: &Waivers,
    same: impl Fn(&Utf8Path) -> bool + Sync,
) -> Waivers {
    let files: Vec<_> = listing.paths.iter().filter(|path| may_hold(path)).collect();
    let mut by_path: HashMap<&str, Waivers> = HashMap::new();
    for (waiver, file) in known {
        let own = by_path.entry(file.path().as_str()).or_default();
        own.push((waiver.clone(), Arc::clone(file)));
    }
    let of_path = |path: &Utf8Path| by_path.get(path.as_str()).cloned().unwrap_or_default();
    let found: Vec<Waivers> = files
        .into_par_iter()
        .map(|path| if same(path) { of_path(path) } else { of_file(tree, path, judge, read) })
        .collect();
    found.into_iter().flatten().collect()
}

/// Whether a file is looked at for waivers.
fn may_hold(path: &Utf8Path) -> bool {
    let apart = ["records", "sops", "agreements", "policies"];
    is_yaml(path) && !apart.iter().any(|folder| path.starts_with(folder))
}

/// Those of one file; none where it can't be read, or is not looked at for any.
pub(super) fn of_file(tree: &dyn Tree, path: &Utf8Path, judge: &Judge<'_>, read: &Index) -> Waivers {
    if !may_hold(path) {
        return Waivers::new();
    }
    let text = tree.read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.filter(|text| text.contains("waivers"));
    let Some(text) = text else { return Waivers::new() };
    // Client information is covered in a document, but not here: then the texts differ.
    let known = read.at_path(path).filter(|document| document.source.text() == text);
    let (own, file) = match known {
        Some(document) => (judge.waivers_of(document), Arc::clone(&document.source)),
        None => (judge.waivers(path, &text), Arc::new(SourceFile::new(path, text))),
    };
    own.into_iter().map(|waiver| (waiver, Arc::clone(&file))).collect()
}

/// What a finding is about, by every name that a waiver may give it: the document's path, its id, its engagement.
struct About {
    names: Vec<String>,
    engagement: Option<String>,
}

impl About {
    fn new(file: &SourceFile) -> Self {
        let head = Head::read(file.text(), is_markdown(file.path()));
        let field = |name| head.field(name).map(str::to_owned);
        let id = field("id");
        let engagement = if head.kind() == Some("engagement") { id.clone() } else { field("engagement") };
        let names = [Some(file.path().to_string()), id, engagement.clone()].into_iter().flatten().collect();
        Self { names, engagement }
    }

    fn is_covered<S: AsRef<str>>(&self, policy: &str, subjects: &[S], waiver: &Waiver) -> bool {
        let within = waiver.engagement.is_none() || waiver.engagement == self.engagement;
        let named = |subject: &String| {
            self.names.contains(subject) || subjects.iter().any(|id| id.as_ref() == subject)
        };
        within && waiver.policy == policy && waiver.subject.iter().all(named)
    }
}

/// Whether what a policy says of a document is accepted.
pub(super) fn accept(waivers: &Waivers, policy: &str, document: &Document, subjects: &[String]) -> bool {
    let mut of_policy =
        waivers.iter().map(|(waiver, _)| waiver).filter(|waiver| waiver.policy == policy).peekable();
    of_policy.peek().is_some() && {
        let about = About::new(&document.source);
        of_policy.any(|waiver| about.is_covered(policy, subjects, waiver))
    }
}

/// Takes the findings that are accepted out of the others, and says which waivers cover nothing. `whole` is a run
/// over everything: only then is a waiver without a finding of no use.
pub(super) fn apply(report: &mut Report, waivers: &Waivers, whole: bool) {
    let mut cover = Cover { waivers, used: vec![false; waivers.len()], files: BTreeMap::new() };
    report.diagnostics =
        cover.rest(std::mem::take(&mut report.diagnostics), &mut report.sources, &mut report.waived);
    if let Some(diff) = &mut report.diff {
        diff.kept = cover.rest(std::mem::take(&mut diff.kept), &mut report.sources, &mut report.waived);
    }
    let used = cover.used;
    count(report);
    let unused = waivers.iter().zip(used).filter(|(_, used)| whole && !used);
    tell_unused(report, unused.map(|(waiver, _)| waiver));
}

/// Says of waivers that there is nothing left to accept.
pub(super) fn tell_unused<'w>(
    report: &mut Report,
    waivers: impl Iterator<Item = &'w (Waiver, Arc<SourceFile>)>,
) {
    for (waiver, file) in waivers {
        say(report, waiver, file, unused(waiver));
    }
    report.sort();
}

/// Whether a waiver covers what its policy says in a file, about these subjects.
pub(super) fn covers(waiver: &Waiver, file: &SourceFile, subjects: &[String]) -> bool {
    // What it names stands in the file, or is where it lies: only then is it worth reading.
    let named =
        |name: &String| file.path() == name.as_str() || file.text().contains(name) || subjects.contains(name);
    waiver.subject.iter().all(named) && About::new(file).is_covered(&waiver.policy, subjects, waiver)
}

/// A waiver of one tree as it stands in another.
pub(super) fn same_in<'w>(waivers: &'w Waivers, waiver: &Waiver) -> Option<&'w (Waiver, Arc<SourceFile>)> {
    waivers.iter().find(|(other, _)| Waiver { span: waiver.span, ..other.clone() } == *waiver)
}

struct Cover<'a> {
    waivers: &'a Waivers,
    used: Vec<bool>,
    files: BTreeMap<SourceId, About>,
}

impl Cover<'_> {
    /// The findings that no waiver covers.
    fn rest(
        &mut self,
        findings: Vec<Diagnostic>,
        sources: &mut Sources,
        accepted: &mut Vec<Waived>,
    ) -> Vec<Diagnostic> {
        let mut rest = Vec::with_capacity(findings.len());
        for finding in findings {
            match self.covers(&finding, sources) {
                Some(index) => accepted.push(waived(sources, finding, &self.waivers[index])),
                None => rest.push(finding),
            }
        }
        rest
    }

    /// The first waiver that covers a finding; all that do are of use.
    fn covers(&mut self, finding: &Diagnostic, sources: &Sources) -> Option<usize> {
        if self.waivers.iter().all(|(waiver, _)| *waiver.policy != *finding.policy) {
            return None;
        }
        let source = finding.primary.at.source;
        let about = self.files.entry(source).or_insert_with(|| About::new(sources.get(source)));
        let mut first = None;
        for (index, (waiver, _)) in self.waivers.iter().enumerate() {
            if about.is_covered(&finding.policy, &finding.subjects, waiver) {
                self.used[index] = true;
                first.get_or_insert(index);
            }
        }
        first
    }
}

fn waived(sources: &mut Sources, finding: Diagnostic, (waiver, file): &(Waiver, Arc<SourceFile>)) -> Waived {
    Waived {
        finding,
        reason: waiver.reason.clone(),
        approved_by: waiver.approved_by.clone(),
        approved: waiver.approved.to_string(),
        expires: waiver.expires.to_string(),
        at: Location { source: source(sources, file), span: waiver.span },
    }
}

/// The file among the sources of a report.
fn source(sources: &mut Sources, file: &Arc<SourceFile>) -> SourceId {
    let known = sources.iter().find(|(_, known)| known.path() == file.path() && known.text() == file.text());
    known.map(|(id, _)| id).unwrap_or_else(|| sources.add(Arc::clone(file)))
}

/// Documents of which every finding of a policy is accepted count as waived for that policy.
fn count(report: &mut Report) {
    let open =
        report.diagnostics.iter().map(|finding| (Arc::clone(&finding.policy), finding.primary.at.source));
    let open: BTreeSet<(Arc<str>, SourceId)> = open.collect();
    let mut ended: BTreeMap<(Arc<str>, SourceId), Vec<Outcome>> = BTreeMap::new();
    for Waived { finding, .. } in &report.waived {
        let key = (Arc::clone(&finding.policy), finding.primary.at.source);
        if !open.contains(&key) {
            ended.entry(key).or_default().push(finding.outcome);
        }
    }
    for ((policy, _), outcomes) in ended {
        if let Some(tally) = report.policies.iter_mut().find(|tally| tally.id == policy) {
            tally.waive(Judged::worst(outcomes));
        }
    }
}

/// A waiver to which no finding belongs: what it accepts was mended, or it names something else.
fn unused(waiver: &Waiver) -> Word {
    let about = waiver.subject.join(", ");
    Word {
        id: "soplint/waiver-unused",
        severity: Severity::Warning,
        message: format!(
            "There is nothing left to accept: no finding of '{}' is about '{about}'.",
            waiver.policy
        ),
        help: "Take the exception out, or correct its subject.",
    }
}

/// Waivers of the judged tree that the trusted one does not have: they count for nothing.
pub(super) fn untrusted(report: &mut Report, own: &Waivers, trusted: &Waivers) {
    tell(report, own, trusted, |waiver| Word {
        id: "soplint/waiver-untrusted",
        severity: Severity::Note,
        message: format!(
            "This exception to '{}' does not count here: it is not in the commit from which exceptions are taken.",
            waiver.policy
        ),
        help: "It counts once that commit has it.",
    });
}

/// Waivers that a change adds.
pub(super) fn added(report: &mut Report, new: &Waivers, old: &Waivers) {
    tell(report, new, old, |waiver| Word {
        id: "soplint/new-waiver",
        severity: Severity::Warning,
        message: format!(
            "This exception to '{}' about '{}' is new, and covers nothing yet: it is said to be approved by '{}' and ends on {}.",
            waiver.policy,
            waiver.subject.join(", "),
            waiver.approved_by,
            waiver.expires
        ),
        help: "Ask the one who is said to have approved it. It counts for changes after this one.",
    });
}

/// Those that stand in both of two trees, wherever they stand.
pub(super) fn in_both(these: &Waivers, others: &Waivers) -> Waivers {
    these.iter().filter(|(waiver, _)| has(others, waiver)).cloned().collect()
}

fn has(waivers: &Waivers, waiver: &Waiver) -> bool {
    same_in(waivers, waiver).is_some()
}

/// What is said of a waiver.
struct Word {
    id: &'static str,
    severity: Severity,
    message: String,
    help: &'static str,
}

fn tell(report: &mut Report, these: &Waivers, others: &Waivers, word: impl Fn(&Waiver) -> Word) {
    for (waiver, file) in these.iter().filter(|(waiver, _)| !has(others, waiver)) {
        say(report, waiver, file, word(waiver));
    }
}

fn say(report: &mut Report, waiver: &Waiver, file: &Arc<SourceFile>, word: Word) {
    let Word { id, severity, message, help } = word;
    let source = source(&mut report.sources, file);
    let key = format!("{} {}", waiver.policy, waiver.subject.join(" "));
    report.diagnostics.push(Diagnostic {
        policy: id.into(),
        severity,
        outcome: Outcome::NotFound,
        message,
        primary: Label { at: Location { source, span: waiver.span }, text: String::new() },
        related: Vec::new(),
        help: Some(help.into()),
        why: None,
        authority: Vec::new(),
        subjects: Vec::new(),
        fix: None,
        fingerprint: fingerprint(id, file.path(), &key, 0),
        cause: None,
        operands: Vec::new(),
    });
}
