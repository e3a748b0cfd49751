//! The report for programs: one JSON object, version 1, a finding on each line.
//!
//! `span` counts UTF-8 bytes; `range` counts lines and columns from 1, columns in code points; both
//! are half-open. Keys are only ever added within a version.

use std::io;

use serde::Serialize;

use crate::diagnostic::{
    Diagnostic, Fix, Fixed, Operand, Outcome, PolicyTally, Report, Safety, Summary, Waived,
};
use crate::text::{Encoding, Location, SourceFile, Sources, Span};

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{{\n\"version\": 1,\n\"soplint\": \"{}\",", env!("CARGO_PKG_VERSION"))?;
    for (key, value) in [("as_of", &report.as_of), ("tree", &report.tree)] {
        write!(out, "\"{key}\": ")?;
        serde_json::to_writer(&mut *out, value)?;
        writeln!(out, ",")?;
    }
    list(
        out,
        "diagnostics",
        report.diagnostics.iter().map(|diagnostic| Finding::new(diagnostic, &report.sources)),
    )?;
    list(out, "waived", report.waived.iter().map(|waived| Accepted::new(waived, &report.sources)))?;
    if let Some(diff) = &report.diff {
        write!(out, "\"diff\": {{\n\"base\": ")?;
        serde_json::to_writer(&mut *out, &diff.base)?;
        writeln!(out, ",\n\"changed\": {},", diff.changed)?;
        list(out, "kept", diff.kept.iter().map(|kept| Finding::new(kept, &report.sources)))?;
        list(out, "fixed", diff.fixed.iter().map(Gone::new))?;
        writeln!(out, "\"new\": {}\n}},", report.diagnostics.len())?;
    }
    list(out, "policies", report.policies.iter().map(Tally::new))?;
    write!(out, "\"summary\": ")?;
    serde_json::to_writer(&mut *out, &Counts::new(report.summary()))?;
    writeln!(out, "\n}}")
}

/// An item on each line, written one by one.
fn list(out: &mut dyn io::Write, key: &str, items: impl Iterator<Item = impl Serialize>) -> io::Result<()> {
    write!(out, "\"{key}\": [")?;
    let mut line = Vec::new();
    for (index, item) in items.enumerate() {
        line.clear();
        line.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
        serde_json::to_writer(&mut line, &item)?;
        out.write_all(&line)?;
    }
    writeln!(out, "\n],")
}

#[derive(Serialize)]
struct Finding<'a> {
    policy: &'a str,
    severity: &'static str,
    outcome: &'static str,
    #[serde(flatten)]
    at: Place<'a>,
    message: &'a str,
    help: Option<&'a str>,
    why: Option<&'a str>,
    authority: Vec<&'a str>,
    related: Vec<Related<'a>>,
    fix: Option<Change<'a>>,
    fingerprint: &'a str,
    cause: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    operands: Vec<Part<'a>>,
}

/// A part of a condition that did not hold, with what it gave; only after `--explain`.
#[derive(Serialize)]
struct Part<'a> {
    expression: &'a str,
    value: &'a str,
    at: Option<Place<'a>>,
}

/// A finding that is accepted for a time: its outcome is `waived`, and `waiver` says by whom.
#[derive(Serialize)]
struct Accepted<'a> {
    #[serde(flatten)]
    finding: Finding<'a>,
    waiver: Exception<'a>,
}

#[derive(Serialize)]
struct Exception<'a> {
    reason: &'a str,
    approved_by: &'a str,
    approved: &'a str,
    expires: &'a str,
    #[serde(flatten)]
    at: Place<'a>,
}

/// Where something stands.
#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    span: Bytes,
    range: Range,
}

#[derive(Serialize)]
struct Bytes {
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Change<'a> {
    title: &'a str,
    safety: &'static str,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    replacement: &'a str,
}

/// A finding of the base that is gone.
#[derive(Serialize)]
struct Gone<'a> {
    policy: &'a str,
    path: &'a str,
    message: &'a str,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Tally<'a> {
    id: &'a str,
    subjects: usize,
    found: usize,
    misplaced: usize,
    not_found: usize,
    conflict: usize,
    cannot_check: usize,
    not_applicable: usize,
    waived: usize,
}

#[derive(Serialize)]
struct Counts {
    documents: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    cannot_check: usize,
    waived: usize,
}

impl<'a> Finding<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let related = diagnostic.related.iter();
        Self {
            policy: &diagnostic.policy,
            severity: diagnostic.severity.name(),
            outcome: diagnostic.outcome.name(),
            at: Place::new(diagnostic.primary.at, sources),
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            why: diagnostic.why.as_deref(),
            authority: diagnostic.authority.iter().map(AsRef::as_ref).collect(),
            related: related.map(|l| Related { at: Place::new(l.at, sources), message: &l.text }).collect(),
            fix: diagnostic.fix.as_ref().map(|fix| Change::new(fix, sources)),
            fingerprint: &diagnostic.fingerprint.0,
            cause: diagnostic.cause.as_ref().map(|cause| cause.0.as_ref()),
            operands: diagnostic.operands.iter().map(|operand| Part::new(operand, sources)).collect(),
        }
    }
}

impl<'a> Part<'a> {
    fn new(Operand { expression, value, at }: &'a Operand, sources: &'a Sources) -> Self {
        Self { expression, value, at: at.map(|at| Place::new(at, sources)) }
    }
}

impl<'a> Accepted<'a> {
    fn new(waived: &'a Waived, sources: &'a Sources) -> Self {
        let Waived { finding, reason, approved_by, approved, expires, at } = waived;
        let outcome = Outcome::Waived.name();
        let at = Place::new(*at, sources);
        Self {
            finding: Finding { outcome, ..Finding::new(finding, sources) },
            waiver: Exception { reason, approved_by, approved, expires, at },
        }
    }
}

impl<'a> Place<'a> {
    fn new(at: Location, sources: &'a Sources) -> Self {
        let file = sources.get(at.source);
        let Span { start, end } = at.span;
        let range = Range { start: Point::new(file, start), end: Point::new(file, end) };
        Self { path: file.path().as_str(), span: Bytes { start, end }, range }
    }
}

impl Point {
    fn new(file: &SourceFile, offset: u32) -> Self {
        let at = file.position(offset, Encoding::CodePoints);
        Self { line: at.line + 1, column: at.column + 1 }
    }
}

impl<'a> Change<'a> {
    fn new(fix: &'a Fix, sources: &'a Sources) -> Self {
        let edits = fix.edits.iter();
        Self {
            title: &fix.title,
            safety: match fix.safety {
                Safety::Safe => "safe",
                Safety::Unsafe => "unsafe",
            },
            edits: edits
                .map(|edit| Replacement { at: Place::new(edit.at, sources), replacement: &edit.replacement })
                .collect(),
        }
    }
}

impl<'a> Gone<'a> {
    fn new(fixed: &'a Fixed) -> Self {
        let Fixed { policy, path, message, fingerprint } = fixed;
        Self { policy, path: path.as_str(), message, fingerprint: &fingerprint.0 }
    }
}

impl<'a> Tally<'a> {
    fn new(tally: &'a PolicyTally) -> Self {
        Self {
            id: &tally.id,
            subjects: tally.subjects,
            found: tally.count(Outcome::Found),
            misplaced: tally.count(Outcome::Misplaced),
            not_found: tally.count(Outcome::NotFound),
            conflict: tally.count(Outcome::Conflict),
            cannot_check: tally.count(Outcome::CannotCheck),
            not_applicable: tally.count(Outcome::NotApplicable),
            waived: tally.count(Outcome::Waived),
        }
    }
}

impl Counts {
    fn new(summary: Summary) -> Self {
        let Summary { documents, errors, warnings, notes, cannot_check, waived } = summary;
        Self { documents, errors, warnings, notes, cannot_check, waived }
    }
}
