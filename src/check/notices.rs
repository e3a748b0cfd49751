//! What a report says of settings and policies themselves, and not of a document.

use std::sync::Arc;

use camino::Utf8Path;

use crate::diagnostic::{Diagnostic, Label, Outcome, Severity};
use crate::text::Location;

use super::PROFILE;
use super::assemble::Assembly;
use super::prints::fingerprint;

impl Assembly<'_> {
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
                operands: Vec::new(),
            });
        }
    }

    /// A policy that took more steps than it may has judged nothing; the mistake is in the policy.
    pub(super) fn exhausted(&mut self) {
        for (place, (index, _)) in self.judge.policies.iter().enumerate() {
            if !self.judge.joins.is_exhausted(place) || !self.judge.is_asked(place) {
                continue;
            }
            self.incomplete = true;
            let policy = &self.prepared.set.policies[*index];
            let source = self.sources.add(Arc::clone(&policy.file));
            self.diagnostics.push(Diagnostic {
                policy: Arc::clone(&policy.id),
                severity: Severity::Warning,
                outcome: Outcome::CannotCheck,
                message: "This policy takes too many steps, so nothing was checked by it.".into(),
                primary: Label { at: Location { source, span: policy.declared }, text: String::new() },
                related: Vec::new(),
                help: Some(
                    "Ask for less at once: join with 'find' and 'on' instead of going through all pairs."
                        .into(),
                ),
                why: policy.why.clone(),
                authority: policy.authority.clone(),
                subjects: Vec::new(),
                fix: None,
                fingerprint: fingerprint(&policy.id, policy.file.path(), "steps", 0),
                cause: None,
                operands: Vec::new(),
            });
        }
    }
}
