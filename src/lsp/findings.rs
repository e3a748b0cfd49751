//! Findings as the protocol has them, and the changes that would mend them.

use std::collections::BTreeMap;
use std::ops::Range;

use camino::Utf8Path;
use gen_lsp_types::CodeActionKind;
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Fix, Report};
use crate::render::{EditorFinding, EditorRange};
use crate::text::Encoding;

use super::firm::Firm;

/// More findings than this in one document help nobody, and an editor would come to a halt.
const MOST: usize = 1000;

/// What was said of one open document.
pub(super) struct Findings<'a> {
    pub(super) firm: &'a Firm,
    pub(super) report: &'a Report,
    /// The document in the firm.
    pub(super) path: &'a Utf8Path,
    /// The same in the client's spelling.
    pub(super) uri: &'a str,
    /// Of the text that was judged.
    pub(super) version: i32,
    pub(super) unit: Encoding,
}

impl Findings<'_> {
    /// All of them, as far as they are shown.
    pub(super) fn diagnostics(&self) -> Value {
        let Self { report, .. } = self;
        let cut = report.diagnostics.get(MOST).map(|first| Diagnostic {
            policy: "soplint/not-shown".into(),
            message: format!("{} findings from here on are not shown.", report.diagnostics.len() - MOST),
            help: Some("Mend some of those above, or run `soplint check`, which shows them all.".to_owned()),
            related: Vec::new(),
            ..first.clone()
        });
        let waived = report.waived.iter().take(MOST);
        let waived = waived.map(|waived| {
            EditorFinding::waived(waived, &report.sources, self.unit, &|path| self.uri_of(path))
        });
        let found = report.diagnostics.iter().take(MOST).chain(&cut).map(|finding| self.shown(finding));
        json!(found.chain(waived).collect::<Vec<_>>())
    }

    /// A change for each finding among these bytes that has one, for the reader to decide on. Where the client can
    /// hold it against a version, it does nothing to any other text (`versioned`).
    pub(super) fn fixes(&self, chosen: Range<usize>, versioned: bool) -> Value {
        let touched = |finding: &&Diagnostic| {
            let own = finding.primary.at.span.range();
            own.start <= chosen.end && chosen.start <= own.end
        };
        let fix = |finding: &Diagnostic| {
            let fix = finding.fix.as_ref()?;
            Some(json!({
                "title": fix.title,
                "kind": CodeActionKind::QuickFix,
                "diagnostics": [self.shown(finding)],
                "edit": self.edit(fix, versioned)?,
            }))
        };
        json!(self.report.diagnostics.iter().filter(touched).filter_map(fix).collect::<Vec<_>>())
    }

    /// `None` where a file is none that an editor could open: all edits are made, or none.
    fn edit(&self, fix: &Fix, versioned: bool) -> Option<Value> {
        let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for edit in &fix.edits {
            let file = self.report.sources.get(edit.at.source);
            let range = EditorRange::new(file, edit.at.span, self.unit);
            let change = json!({ "range": range, "newText": edit.replacement });
            files.entry(self.uri_of(file.path())?).or_default().push(change);
        }
        if !versioned {
            return Some(json!({ "changes": files }));
        }
        let change = |(uri, edits): (String, Vec<Value>)| {
            let version = (uri == self.uri).then_some(self.version);
            json!({ "textDocument": { "uri": uri, "version": version }, "edits": edits })
        };
        Some(json!({ "documentChanges": files.into_iter().map(change).collect::<Vec<_>>() }))
    }

    fn shown<'d>(&self, finding: &'d Diagnostic) -> EditorFinding<'d> {
        EditorFinding::new(finding, &self.report.sources, self.unit, &|path| self.uri_of(path))
    }

    fn uri_of(&self, path: &Utf8Path) -> Option<String> {
        if path == self.path { Some(self.uri.to_owned()) } else { self.firm.uri_of(path) }
    }
}
