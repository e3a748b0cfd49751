//! The report for editors: for each file with findings a line of JSON, the parameters of
//! `textDocument/publishDiagnostics`. Lines and columns from 0, columns in UTF-16 units.

use std::collections::BTreeMap;
use std::io;

use camino::Utf8Path;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Label, Report, Severity, Waived};
use crate::text::{Encoding, Location, SourceFile, Sources, Span};

use super::place::encoded;

pub(super) fn write(report: &Report, root: Option<&Utf8Path>, out: &mut dyn io::Write) -> io::Result<()> {
    let sources = &report.sources;
    let place = |path: &Utf8Path| Some(uri(path, root));
    let mut files: BTreeMap<&Utf8Path, Vec<EditorFinding<'_>>> = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        let finding = EditorFinding::new(diagnostic, sources, Encoding::Utf16, &place);
        files.entry(sources.get(diagnostic.primary.at.source).path()).or_default().push(finding);
    }
    for waived in &report.waived {
        let finding = EditorFinding::waived(waived, sources, Encoding::Utf16, &place);
        files.entry(sources.get(waived.finding.primary.at.source).path()).or_default().push(finding);
    }
    for (path, diagnostics) in files {
        serde_json::to_writer(&mut *out, &Publish { uri: uri(path, root), diagnostics })?;
        writeln!(out)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Publish<'a> {
    uri: String,
    diagnostics: Vec<EditorFinding<'a>>,
}

/// A finding as the language server protocol has it: `Diagnostic`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EditorFinding<'a> {
    range: EditorRange,
    severity: u8,
    code: &'a str,
    source: &'static str,
    message: String,
    related_information: Vec<Related<'a>>,
}

/// Lines and columns from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct EditorRange {
    start: Point,
    end: Point,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Point {
    line: usize,
    character: usize,
}

#[derive(Debug, Serialize)]
struct Related<'a> {
    location: Place,
    message: &'a str,
}

#[derive(Debug, Serialize)]
struct Place {
    uri: String,
    range: EditorRange,
}

impl<'a> EditorFinding<'a> {
    /// The help joins the message: an editor shows nothing else. Columns are counted in `unit`; a
    /// related place in a file for which `uri` has no answer is left out.
    #[must_use]
    pub fn new(
        diagnostic: &'a Diagnostic,
        sources: &Sources,
        unit: Encoding,
        uri: &dyn Fn(&Utf8Path) -> Option<String>,
    ) -> Self {
        let Location { source, span } = diagnostic.primary.at;
        let mut message = diagnostic.message.clone();
        if let Some(help) = &diagnostic.help {
            message.push('\n');
            message.push_str(help);
        }
        Self {
            range: EditorRange::new(sources.get(source), span, unit),
            severity: match diagnostic.severity {
                Severity::Error => 1,
                Severity::Warning => 2,
                Severity::Note => 3,
            },
            code: &diagnostic.policy,
            source: "soplint",
            message,
            related_information: diagnostic
                .related
                .iter()
                .filter_map(|l| Related::new(l, sources, unit, uri))
                .collect(),
        }
    }
}

impl<'a> EditorFinding<'a> {
    /// A finding that is accepted for a time: a hint that says until when, and by whom.
    #[must_use]
    pub fn waived(
        waived: &'a Waived,
        sources: &Sources,
        unit: Encoding,
        uri: &dyn Fn(&Utf8Path) -> Option<String>,
    ) -> Self {
        let Waived { finding, reason, approved_by, expires, .. } = waived;
        let message = format!("Accepted until {expires} by {approved_by}: {reason}\n{}", finding.message);
        Self { severity: 4, message, ..Self::new(finding, sources, unit, uri) }
    }
}

impl<'a> Related<'a> {
    fn new(
        label: &'a Label,
        sources: &Sources,
        unit: Encoding,
        uri: &dyn Fn(&Utf8Path) -> Option<String>,
    ) -> Option<Self> {
        let file = sources.get(label.at.source);
        let location = Place { uri: uri(file.path())?, range: EditorRange::new(file, label.at.span, unit) };
        Some(Self { location, message: &label.text })
    }
}

impl EditorRange {
    /// Of a span, with columns in `unit`.
    #[must_use]
    pub fn new(file: &SourceFile, span: Span, unit: Encoding) -> Self {
        let point = |offset| {
            let at = file.position(offset, unit);
            Point { line: at.line, character: at.column }
        };
        Self { start: point(span.start), end: point(span.end) }
    }
}

/// `file:///...` where the root is known, else the path itself; both percent-encoded.
#[must_use]
pub fn uri(path: &Utf8Path, root: Option<&Utf8Path>) -> String {
    let Some(root) = root else { return encoded(path.as_str()) };
    let root = if cfg!(windows) { root.as_str().replace('\\', "/") } else { root.to_string() };
    let root = root.trim_matches('/');
    let slash = if root.is_empty() { "" } else { "/" };
    format!("file:///{}{slash}{}", encoded(root), encoded(path.as_str()))
}
