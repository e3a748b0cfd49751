//! A report of mistakes in policies and settings: nothing else is in it, since nothing was judged.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;

use crate::diagnostic::{Diagnostic, Label, Outcome, Report, Severity};
use crate::policy::Mistake;
use crate::text::{Location, SourceId, Sources};

use super::PROFILE;
use super::prints::fingerprint;

/// Adds the mistakes to a report of something else; the run as a whole then failed.
pub(super) fn add(report: &mut Report, mistakes: Vec<Mistake>) {
    let told = diagnostics(mistakes, &mut report.sources);
    report.diagnostics.extend(told);
    report.sort();
    report.incomplete = true;
}

/// All mistakes, by file and place.
pub(super) fn report(mistakes: Vec<Mistake>, tree: &str, as_of: &str) -> Report {
    let mut sources = Sources::default();
    let diagnostics = diagnostics(mistakes, &mut sources);
    let mut report = Report {
        sources,
        as_of: as_of.to_owned(),
        tree: tree.to_owned(),
        packs: Vec::new(),
        time_zones: None,
        unconfigured: false,
        documents: Vec::new(),
        diagnostics,
        waived: Vec::new(),
        policies: Vec::new(),
        concepts: Vec::new(),
        incomplete: true,
        diff: None,
    };
    report.sort();
    report
}

fn diagnostics(mistakes: Vec<Mistake>, sources: &mut Sources) -> Vec<Diagnostic> {
    let mut ids: BTreeMap<Utf8PathBuf, SourceId> = BTreeMap::new();
    let told = mistakes.into_iter().map(|mistake| {
        let path = mistake.file.path().to_owned();
        let source = *ids.entry(path.clone()).or_insert_with(|| sources.add(Arc::clone(&mistake.file)));
        let policy = if path == PROFILE { "soplint/settings" } else { "soplint/policy" };
        Diagnostic {
            policy: policy.into(),
            severity: Severity::Error,
            outcome: Outcome::NotFound,
            fingerprint: fingerprint(policy, &path, &mistake.message, mistake.span.start as usize),
            message: mistake.message,
            primary: Label { at: Location { source, span: mistake.span }, text: String::new() },
            related: Vec::new(),
            help: mistake.help,
            why: None,
            authority: Vec::new(),
            subjects: Vec::new(),
            fix: None,
            cause: None,
            operands: Vec::new(),
        }
    });
    told.collect()
}
