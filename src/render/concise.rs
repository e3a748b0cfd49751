//! One line for each finding, for `grep`, editors and narrow logs. The summary and the closing line
//! follow, each on a line of its own.

use std::io;

use crate::diagnostic::Report;
use crate::text::Encoding;

use super::Style;
use super::closing::{closing, summary};
use super::terminal::clean_line;

pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    for diagnostic in report.diagnostics.iter().filter(|_| !style.summary_only) {
        let file = report.sources.get(diagnostic.primary.at.source);
        let at = file.position(diagnostic.primary.at.span.start, Encoding::CodePoints);
        writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            clean_line(file.path().as_str()),
            at.line + 1,
            at.column + 1,
            diagnostic.severity.name(),
            clean_line(&diagnostic.policy),
            clean_line(&diagnostic.message)
        )?;
    }
    if !style.quiet {
        writeln!(out, "{}\n{}", summary(report), closing(report, usize::MAX))?;
    }
    Ok(())
}
