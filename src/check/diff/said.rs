//! The findings of a comparison itself: about the change, not about one tree.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Fingerprint, Label, Outcome, Report, Severity};
use crate::text::{Location, SourceFile, SourceId, Span};

use super::profile::settings;
use super::{Sides, same_settings, source_of};
use crate::check::prints::fingerprint;

/// What is said of a change.
pub(super) struct Said {
    /// `soplint/...`
    pub(super) policy: &'static str,
    pub(super) severity: Severity,
    pub(super) outcome: Outcome,
    pub(super) file: Arc<SourceFile>,
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: &'static str,
    /// Tells it from others of the same policy on the same file.
    pub(super) key: String,
    pub(super) cause: Option<Fingerprint>,
}

/// Adds it to a report.
pub(super) fn say(report: &mut Report, said: Said) {
    let path = said.file.path().to_owned();
    let source = source(report, &said.file);
    report.diagnostics.push(Diagnostic {
        policy: said.policy.into(),
        severity: said.severity,
        outcome: said.outcome,
        message: said.message,
        primary: Label { at: Location { source, span: said.span }, text: String::new() },
        related: Vec::new(),
        help: Some(said.help.into()),
        why: None,
        authority: Vec::new(),
        subjects: Vec::new(),
        fix: None,
        fingerprint: fingerprint(said.policy, &path, &said.key, 0),
        cause: said.cause,
        operands: Vec::new(),
    });
}

/// A finding by the base's settings and policies that those of the change would hide.
pub(super) fn hidden(report: &mut Report, from: &Report, found: &Diagnostic) {
    let mut found = found.clone();
    let mut place = |at: &mut Location| {
        let file = Arc::clone(from.sources.get(at.source));
        at.source = report.sources.add(file);
    };
    place(&mut found.primary.at);
    found.related.iter_mut().for_each(|label| place(&mut label.at));
    found.operands.iter_mut().filter_map(|operand| operand.at.as_mut()).for_each(place);
    let next = found.help.take().map_or(String::new(), |help| format!("{help} "));
    found.help = Some(format!(
        "{next}The settings or policies changed together with this, and as they were they ask for it; change them on their own first."
    ));
    report.diagnostics.push(found);
}

/// The settings or policies of the change are not those that it was judged by.
pub(super) fn other_settings(sides: &Sides<'_>, report: &mut Report) {
    if same_settings(sides.compared) {
        return;
    }
    let (file, span) = settings(sides.after());
    let message = "The settings or policies are changed here. This run was judged by those that it was told to trust, not by the changed ones.";
    let help = "Read that part of the change with care: once it is taken over, it decides what is checked.";
    told(report, Severity::Warning, file, span, message, help);
}

/// Both sides were judged by the settings of the change.
pub(super) fn base_has_mistakes(sides: &Sides<'_>, report: &mut Report) {
    let (file, span) = settings(sides.after());
    let message = "The settings or policies of the base have mistakes, so both sides were judged by those of this change.";
    told(report, Severity::Warning, file, span, message, "Read the change of the settings with care.");
}

fn told(
    report: &mut Report,
    severity: Severity,
    file: Arc<SourceFile>,
    span: Span,
    message: &str,
    help: &'static str,
) {
    let said = Said {
        policy: "soplint/settings-changed",
        severity,
        outcome: Outcome::NotFound,
        file,
        span,
        message: message.into(),
        help,
        key: message.into(),
        cause: None,
    };
    say(report, said);
}

fn source(report: &mut Report, file: &Arc<SourceFile>) -> SourceId {
    match source_of(report, file.path()) {
        Some(id) if report.sources.get(id).text() == file.text() => id,
        _ => report.sources.add(Arc::clone(file)),
    }
}
