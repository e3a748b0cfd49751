//! `soplint check`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};

use crate::check::{Options, check, today, zone};
use crate::diagnostic::Report;
use crate::render::{Format, Style, render};
use crate::workspace::{Opened, open};

use super::args;
use super::exit::Outcome;
use super::output::Terminal;

pub(super) fn run(command: &args::Check, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let here = std::env::current_dir().context("The current folder can't be read")?;
    let start = command.paths.first().map_or_else(|| here.clone(), |path| here.join(path));
    let opened = open(&start)?;
    let mut paths = Vec::new();
    for path in &command.paths {
        paths.push(inside(&opened, &here.join(path))?);
    }
    let options = Options {
        as_of: command.as_of.clone().unwrap_or_else(|| today(&zone(&*opened.tree), jiff::Timestamp::now())),
        paths,
        kind: command.kind.clone(),
        only: command.only.clone(),
    };
    let report = check(&*opened.tree, &options)?;
    let format = command.output.unwrap_or(Format::Human);
    let root = Utf8PathBuf::from_path_buf(opened.root.clone()).ok();
    let triage = report.unconfigured && command.paths.is_empty() && command.only.is_empty() && command.kind.is_none();
    let style = Style { summary_only: command.summary, triage, ..terminal.style(root) };
    terminal.write(|out| render(format, &report, &style, out))?;
    Ok(outcome(&report, command))
}

fn outcome(report: &Report, command: &args::Check) -> Outcome {
    if report.incomplete {
        Outcome::Failed
    } else if report.worst() >= Some(command.fail_level.severity()) {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}

/// A path from the command line, relative to the root.
fn inside(opened: &Opened, path: &Path) -> anyhow::Result<Utf8PathBuf> {
    let shown = path.display();
    let full: PathBuf = path.canonicalize().with_context(|| format!("'{shown}' can't be opened"))?;
    let relative = full.strip_prefix(&opened.root).ok().and_then(Utf8Path::from_path);
    let relative = relative.with_context(|| {
        format!("'{shown}' is not inside '{}', the folder that is checked", opened.root.display())
    })?;
    Ok(relative.to_owned())
}
