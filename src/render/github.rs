//! Annotations on GitHub: workflow commands, one line each, and nothing else that the runner could
//! take for a command.
//!
//! The runner reads every line that a step prints. A line that starts with `::name ...::`, and `##[name]`
//! anywhere in a line, is an order to it: to hide words in the log, to stop listening, to annotate some
//! other file. So whatever comes from a document goes through [`property`], [`data`] or [`neutral`].

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;

use camino::Utf8Path;

use crate::diagnostic::{Diagnostic, Outcome, Report, Severity};
use crate::text::Encoding;

use super::Style;
use super::closing::{closing, count, summary};
use super::guard::neutral;
use super::place::{Region, by_weight, from_top};
use super::terminal::{clean, clean_line, clean_text};

/// GitHub shows as many of each level for a step, and drops the others without a word.
const EACH: usize = 10;
/// UTF-16 units of a message; the runner cuts at 4,096.
const LONGEST: usize = 4_000;
/// Files that the last notice names.
const FILES: usize = 3;

pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    if !style.summary_only {
        let (shown, left) = chosen(by_weight(report), usize::from(!report.waived.is_empty()));
        for finding in shown {
            annotation(report, finding, &style.below, out)?;
        }
        if !left.is_empty() {
            writeln!(out, "::notice title=soplint::{}", data(&more(report, &left)))?;
        }
        if !report.waived.is_empty() {
            writeln!(out, "::notice title=soplint::{}", data(&waived(report)))?;
        }
    }
    if !style.quiet {
        for line in [summary(report), closing(report, usize::MAX)] {
            writeln!(out, "{}", neutral(&line))?;
        }
    }
    Ok(())
}

/// Those that are shown and those that are left over. What tells of these is a notice itself, and takes
/// the place of one, as the `others` do that there will be.
fn chosen(findings: Vec<&Diagnostic>, others: usize) -> (Vec<&Diagnostic>, Vec<&Diagnostic>) {
    let number = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let room = |severity| if severity == Severity::Note { EACH - others } else { EACH };
    let over = [Severity::Error, Severity::Warning, Severity::Note].into_iter().any(|s| number(s) > room(s));
    let mut taken = BTreeMap::new();
    findings.into_iter().partition(|finding| {
        let notice = usize::from(over && finding.severity == Severity::Note);
        let room = room(finding.severity) - notice;
        let taken: &mut usize = taken.entry(finding.severity).or_default();
        *taken += 1;
        *taken <= room
    })
}

fn annotation(
    report: &Report,
    finding: &Diagnostic,
    below: &Utf8Path,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let file = report.sources.get(finding.primary.at.source);
    let Region { start, end } = Region::new(file, finding.primary.at.span, Encoding::CodePoints);
    let path = property(&name(&from_top(below, file.path())));
    write!(out, "::{level} file={path},line={},endLine={}", start.line, end.line)?;
    // The runner throws columns away where the lines differ.
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.column, end.column)?;
    }
    let outcome = match finding.outcome {
        Outcome::NotFound => "",
        Outcome::CannotCheck => " (cannot check)",
        other => &format!(" ({})", other.name()),
    };
    let title = neutral(&clean_line(&finding.policy)) + outcome;
    writeln!(out, ",title={}::{}", property(&title), data(&words(finding)))
}

/// What an annotation says.
fn words(finding: &Diagnostic) -> String {
    let mut words = finding.message.clone();
    for (lead, text) in [("Next step", &finding.help), ("Why", &finding.why)] {
        if let Some(text) = text {
            words += &format!("\n{lead}: {text}");
        }
    }
    words
}

/// How many are left over, and where.
fn more(report: &Report, left: &[&Diagnostic]) -> String {
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in left {
        *files.entry(report.sources.get(finding.primary.at.source).path().as_str()).or_default() += 1;
    }
    let mut files: Vec<(&str, usize)> = files.into_iter().collect();
    files.sort_by_key(|(_, number)| Reverse(*number));
    let named = files.iter().take(FILES).map(|(path, number)| format!("{number} in {}", clean_line(path)));
    let mut places = named.collect::<Vec<_>>().join(", ");
    if files.len() > FILES {
        let others: usize = files[FILES..].iter().map(|(_, number)| number).sum();
        places += &format!(", {others} in {}", count(files.len() - FILES, "other file"));
    }
    let (are, them) = if left.len() == 1 { ("is", "it") } else { ("are", "them") };
    let number = count(left.len(), "more finding");
    format!("{number} {are} not shown here: {places}. The job summary and `soplint check` show {them}.")
}

/// What is accepted for a time.
fn waived(report: &Report) -> String {
    let findings = report.waived.iter().map(|waived| &waived.finding);
    let named = findings.zip(&report.waived).take(FILES).map(|(finding, waived)| {
        let path = clean_line(report.sources.get(finding.primary.at.source).path().as_str());
        format!("{} in {path} until {}", clean_line(&finding.policy), waived.expires)
    });
    let named = named.collect::<Vec<_>>().join(", ");
    let more = report.waived.len().saturating_sub(FILES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{} accepted by waiver: {named}{more}.", count(report.waived.len(), "finding"))
}

/// A file's name, true to the byte unless it holds what steers a terminal: these annotations are read
/// there too.
fn name(path: &str) -> String {
    path.chars().map(|c| if matches!(c, '\n' | '\r') { c } else { clean(c) }).collect()
}

/// The value of a property.
fn property(value: &str) -> String {
    escaped(value).replace(':', "%3A").replace(',', "%2C")
}

/// What stands after the second `::`, cut to what the runner takes. Its lines go to the log, so each is
/// made harmless by itself.
fn data(text: &str) -> String {
    let lines: Vec<String> = clean_text(text).lines().map(neutral).collect();
    let text = lines.join("\n");
    let mut units = 0;
    let cut = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST
    });
    match cut {
        Some((at, _)) => escaped(&text[..at]) + "…",
        None => escaped(&text),
    }
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
