//! The first look at a folder without configuration: one screen in the place of a flood of findings.

use std::collections::BTreeMap;
use std::io;

use crate::diagnostic::{ConceptTally, Diagnostic, Report, Severity};
use crate::text::Encoding;

use super::Style;
use super::closing::{closing, count, summary};
use super::terminal::{Paint, clean_line, clean_text, table, wrap};

/// Sections in the table.
const SECTIONS: usize = 5;
/// Next steps.
const STEPS: usize = 3;
/// Lines that a step may take.
const STEP_LINES: usize = 2;
/// Packs that the closing line names.
const PACKS: usize = 3;

/// At most 24 lines where there are 80 columns or more.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let paint = Paint { colour: style.colour };
    let columns = style.width.max(40);
    for line in wrap(&format!("A first look: {}", summary(report)), columns, columns) {
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
        for line in table("section of a procedure", &["found", "elsewhere in the text", "not found"], &rows, paint) {
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
        ("soplint init", "writes soplint.yaml, which ends this view"),
    ] {
        writeln!(out, "  {} {what}", paint.cyan(format!("{command:<24}")))?;
    }
    writeln!(out)?;
    for line in wrap(&closing(report, PACKS), columns, columns) {
        writeln!(out, "{}", paint.dim(line))?;
    }
    Ok(())
}

/// What to do next, the most useful first.
fn steps(report: &Report) -> Vec<String> {
    if report.documents.is_empty() {
        return vec![
            "Put procedures into `sops/` and engagements into `engagements/`, or give each file a `kind:`.".into(),
            "`soplint adopt DIR` proposes what each file of a folder is.".into(),
        ];
    }
    let mut steps: Vec<String> = unreadable(report).into_iter().collect();
    let most = |number: fn(&ConceptTally) -> usize| {
        // The first of equals: `max_by_key` alone would take the last.
        report.concepts.iter().rev().max_by_key(|concept| number(concept)).filter(|concept| number(concept) > 0)
    };
    if let Some(concept) = most(|concept| concept.not_found) {
        let all = concept.found + concept.misplaced + concept.not_found;
        steps.push(format!(
            "Write the section “{}”: it was not found in {} of {}.",
            concept.title,
            concept.not_found,
            count(all, "procedure")
        ));
    }
    if let Some(concept) = most(|concept| concept.misplaced) {
        let them = if concept.misplaced == 1 { "deals" } else { "deal" };
        steps.push(format!(
            "Give “{}” a heading of its own: {} {them} with it in another place.",
            concept.title,
            count(concept.misplaced, "procedure")
        ));
    }
    steps.extend(frequent(report));
    steps
}

/// Files whose YAML, front matter or encoding is broken: everything else hangs on these.
fn unreadable(report: &Report) -> Option<String> {
    let broken = |finding: &&Diagnostic| finding.policy.starts_with("soplint/") && finding.severity == Severity::Error;
    let mut paths: BTreeMap<&str, &Diagnostic> = BTreeMap::new();
    for finding in report.diagnostics.iter().filter(broken) {
        paths.entry(report.sources.get(finding.primary.at.source).path().as_str()).or_insert(finding);
    }
    let (path, first) = paths.first_key_value()?;
    let line = report.sources.get(first.primary.at.source).position(first.primary.at.span.start, Encoding::Utf8).line;
    let number = paths.len();
    let them = if number == 1 { "1 file that" } else { &format!("{number} files that") };
    Some(format!("Repair {them} could not be read in full; start with {path}, line {}.", line + 1))
}

/// The policies with the most errors.
fn frequent(report: &Report) -> Vec<String> {
    let mut policies: BTreeMap<&str, usize> = BTreeMap::new();
    let counts = |finding: &&Diagnostic| finding.severity == Severity::Error && !finding.policy.starts_with("soplint/");
    for finding in report.diagnostics.iter().filter(counts) {
        *policies.entry(&finding.policy).or_default() += 1;
    }
    let mut policies: Vec<(&str, usize)> = policies.into_iter().collect();
    policies.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    let step = |(policy, number)| format!("Read `soplint explain {policy}`: it has {}.", count(number, "error"));
    policies.into_iter().take(STEPS).map(step).collect()
}
