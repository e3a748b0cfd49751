//! One line for each finding, for `grep`, editors and narrow logs. The summary and the closing line
//! follow, each on a line of its own.

use std::io;

use crate::diagnostic::{Diagnostic, Report, Waived};
use crate::text::Encoding;

use super::Style;
use super::closing::{closing, summary};
use super::terminal::clean_line;

pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    if !style.summary_only {
        for diagnostic in &report.diagnostics {
            writeln!(out, "{}", line(report, diagnostic, diagnostic.severity.name()))?;
        }
        for Waived { finding, expires, .. } in &report.waived {
            writeln!(out, "{} (until {expires})", line(report, finding, "waived"))?;
        }
    }
    if !style.quiet {
        writeln!(out, "{}\n{}", summary(report), closing(report, usize::MAX))?;
    }
    Ok(())
}

fn line(report: &Report, finding: &Diagnostic, weight: &str) -> String {
    let file = report.sources.get(finding.primary.at.source);
    let at = file.position(finding.primary.at.span.start, Encoding::CodePoints);
    format!(
        "{}:{}:{}: {weight}[{}] {}",
        clean_line(file.path().as_str()),
        at.line + 1,
        at.column + 1,
        clean_line(&finding.policy),
        clean_line(&finding.message)
    )
}
