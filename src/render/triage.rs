//! The first look at a folder without configuration: one screen in the place of a flood of findings.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use crate::diagnostic::{ConceptTally, Diagnostic, Report, Severity, Summary};
use crate::text::Encoding;

use super::Style;
use super::closing::{closing, count};
use super::terminal::{Paint, clean_line, clean_text, table, wrap};

/// Sections in the table.
const SECTIONS: usize = 5;
/// Next steps.
const STEPS: usize = 3;
/// Lines that a step may take.
const STEP_LINES: usize = 2;
/// Packs that the closing line names.
const PACKS: usize = 2;

/// At most 24 lines where there are 80 columns or more.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let paint = Paint { colour: style.colour };
    let columns = style.width.max(40);
    for line in wrap(&title(report), columns, columns) {
        writeln!(out, "{}", paint.bold(line))?;
    }
    let rows: Vec<(String, Vec<usize>)> = report
        .concepts
        .iter()
        .filter(|concept| concept.found + concept.misplaced + concept.not_found > 0)
        .take(SECTIONS)
        .map(|concept| {
            (clean_line(&concept.title), vec![concept.found, concept.misplaced, concept.not_found])
        })
        .collect();
    if !rows.is_empty() {
        writeln!(out)?;
        for line in
            table("section of a procedure", &["found", "elsewhere in the text", "not found"], &rows, paint)
        {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out)?;
    for (index, step) in steps(report).into_iter().take(STEPS).enumerate() {
        let mut lines = wrap(&clean_text(&step), columns - 5, columns - 5);
        if lines.len() > STEP_LINES {
            lines.truncate(STEP_LINES);
            lines[STEP_LINES - 1].push('…');
        }
        for (number, line) in lines.into_iter().enumerate() {
            let lead = if number == 0 { format!("{}.", index + 1) } else { String::new() };
            writeln!(out, "  {lead:<2} {line}")?;
        }
    }
    writeln!(out)?;
    for (command, what) in [
        ("soplint check --verbose", "shows every finding"),
        ("soplint inspect FILE", "shows what was understood in a file"),
        ("soplint.yaml", "a firm profile of this name ends this view"),
    ] {
        writeln!(out, "  {} {what}", paint.cyan(format!("{command:<24}")))?;
    }
    writeln!(out)?;
    for line in wrap(&closing(report, PACKS), columns, columns) {
        writeln!(out, "{}", paint.dim(line))?;
    }
    Ok(())
}

fn title(report: &Report) -> String {
    let Summary { documents, errors, warnings, .. } = report.summary();
    match documents {
        0 => "A first look: no documents were found, so nothing was checked.".to_owned(),
        _ => format!(
            "A first look at {}: {}, {}.",
            count(documents, "document"),
            count(errors, "error"),
            count(warnings, "warning")
        ),
    }
}

/// What to do next, the most useful first.
fn steps(report: &Report) -> Vec<String> {
    if report.documents.is_empty() {
        return vec![
            "Put procedures into `sops/` and engagements into `engagements/`, or give each file a `kind:`."
                .into(),
            "`soplint inspect FILE` shows what was understood of a file, and why it is none.".into(),
        ];
    }
    let mut not_found: Vec<&ConceptTally> = report.concepts.iter().filter(|c| c.not_found > 0).collect();
    not_found.sort_by_key(|concept| Reverse(concept.not_found));
    let mut write = not_found.into_iter().map(|concept| {
        let all = count(concept.found + concept.misplaced + concept.not_found, "procedure");
        format!("Write a section “{}”: not found in {} of {all}.", concept.title, concept.not_found)
    });
    let mut misplaced: Vec<&ConceptTally> = report.concepts.iter().filter(|c| c.misplaced > 0).collect();
    misplaced.sort_by_key(|concept| Reverse(concept.misplaced));
    let rename = misplaced.first().map(|concept| {
        let them = if concept.misplaced == 1 { "has" } else { "have" };
        let who = count(concept.misplaced, "procedure");
        format!("Give “{}” a heading of its own: {who} {them} it elsewhere.", concept.title)
    });
    let mut steps: Vec<String> =
        unreadable(report).into_iter().chain(write.next()).chain(rename).chain(write).collect();
    if steps.len() < STEPS {
        steps.extend(frequent(report));
    }
    steps
}

/// Files whose YAML, front matter or encoding is broken: everything else hangs on these.
fn unreadable(report: &Report) -> Option<String> {
    let broken =
        |finding: &&Diagnostic| finding.policy.starts_with("soplint/") && finding.severity == Severity::Error;
    let mut paths: BTreeMap<&str, &Diagnostic> = BTreeMap::new();
    for finding in report.diagnostics.iter().filter(broken) {
        paths.entry(report.sources.get(finding.primary.at.source).path().as_str()).or_insert(finding);
    }
    let (path, first) = paths.first_key_value()?;
    let line = report
        .sources
        .get(first.primary.at.source)
        .position(first.primary.at.span.start, Encoding::Utf8)
        .line;
    let number = paths.len();
    let them = if number == 1 { "1 file that" } else { &format!("{number} files that") };
    Some(format!("Repair {them} could not be read in full; start with {path}, line {}.", line + 1))
}

/// The policies with the most errors.
fn frequent(report: &Report) -> Vec<String> {
    let mut policies: BTreeMap<&str, usize> = BTreeMap::new();
    let counts = |finding: &&Diagnostic| {
        finding.severity == Severity::Error && !finding.policy.starts_with("soplint/")
    };
    for finding in report.diagnostics.iter().filter(counts) {
        *policies.entry(&finding.policy).or_default() += 1;
    }
    let mut policies: Vec<(&str, usize)> = policies.into_iter().collect();
    policies.sort_by_key(|(_, number)| Reverse(*number));
    let step = |(policy, number)| format!("See `soplint check --only {policy}`: {}.", count(number, "error"));
    policies.into_iter().take(STEPS).map(step).collect()
}
