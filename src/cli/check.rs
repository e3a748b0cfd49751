//! `soplint check`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::CommandFactory;

use crate::check::{Options, checked, compared, today, zone};
use crate::diagnostic::Report;
use crate::facts::nearest;
use crate::render::{Format, Style, render};
use crate::workspace::{
    self, Against, Base, Comparison, How, Opened, below_top, compare, open, open_index, open_revision,
    settings_at,
};

use super::args::{self, Output};
use super::exit::Outcome;
use super::files;
use super::output::Terminal;

pub(super) fn run(command: &args::Check, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let here = std::env::current_dir().context("The current folder can't be read")?;
    let start = command.paths.first().map_or_else(|| here.clone(), |path| here.join(path));
    let subject = Subject::open(command, &start).map_err(|error| meant(command, error))?;
    let opened = subject.opened();
    let trusted = command.config_from.as_deref().map(|rev| trusted(&start, opened, rev)).transpose()?;
    let mut paths = Vec::new();
    for path in &command.paths {
        paths.push(inside(opened, &here.join(path))?);
    }
    let screen = [Output::default()];
    let outputs = if command.output.is_empty() { &screen } else { command.output.as_slice() };
    files::check(outputs)?;
    let options = Options {
        as_of: command.as_of.clone().unwrap_or_else(|| today(&zone(&*opened.tree), jiff::Timestamp::now())),
        paths,
        kind: command.kind.clone(),
        only: command.only.clone(),
        language: command.lang,
        explain: command.explain,
    };
    let by = trusted.as_ref().map(|trusted| &*trusted.tree);
    let checked = match &subject {
        Subject::Comparison(both) => compared(both, by, &options)?,
        Subject::Tree(opened) => checked(&*opened.tree, by, &options)?,
    };
    let report = &checked.report;
    let root = Utf8PathBuf::from_path_buf(opened.root.clone()).ok();
    let triage = report.diff.is_none()
        && report.unconfigured
        && command.paths.is_empty()
        && command.only.is_empty()
        && command.kind.is_none();
    let named_from_top = |output: &Output| matches!(output.format, Format::Github | Format::Sarif);
    let from_top = outputs.iter().any(named_from_top);
    let below = if from_top { below_top(&opened.root) } else { Utf8PathBuf::new() };
    let style = Style { summary_only: command.summary, triage, below, ..terminal.style(root) };
    let on_paper = Style { colour: false, width: Style::default().width, ..style.clone() };
    // The screen shows what was found even where a file can't be written.
    let mut failed = Ok(());
    for Output { format, file } in outputs {
        let done = match file {
            Some(file) => files::write(file, |out| render(*format, report, &on_paper, out)),
            None => terminal.write(format.printed(), |out| render(*format, report, &style, out)),
        };
        failed = failed.and(done);
    }
    let outcome = outcome(report, command);
    checked.leave();
    failed.map(|()| outcome)
}

/// What is judged.
enum Subject {
    Tree(Opened),
    Comparison(Box<Comparison>),
}

impl Subject {
    fn open(command: &args::Check, start: &Path) -> Result<Self, workspace::Error> {
        let Some(base) = &command.diff else {
            return Ok(Self::Tree(match &command.rev {
                Some(rev) => open_revision(start, rev)?,
                None if command.staged => open_index(start)?,
                None => open(start)?,
            }));
        };
        let against = match &command.rev {
            Some(rev) => Against::Revision(rev),
            None if command.staged => Against::Index,
            None => Against::Worktree,
        };
        let which = if command.no_merge_base { Base::Exact } else { Base::Fork };
        Ok(Self::Comparison(Box::new(compare(start, base, which, against)?)))
    }

    fn opened(&self) -> &Opened {
        match self {
            Self::Tree(opened) => opened,
            Self::Comparison(compared) => &compared.after,
        }
    }
}

/// The commit that settings and policies come from. Its root is the one that is checked: elsewhere it
/// would not speak of the same files.
fn trusted(start: &Path, opened: &Opened, rev: &str) -> anyhow::Result<Opened> {
    let own = open_revision(start, rev)?;
    if own.how == How::Profile && own.root != opened.root {
        bail!(
            "`{rev}` has its soplint.yaml in '{}', and what is checked has it in '{}'. Put it back where it was, or start soplint in another folder.",
            own.root.display(),
            opened.root.display()
        );
    }
    Ok(settings_at(start, &opened.root, rev)?)
}

/// `soplint chekc` reads like a folder that is not there; a command was meant.
fn meant(command: &args::Check, error: workspace::Error) -> anyhow::Error {
    let word = command.paths.first().and_then(|path| path.to_str()).unwrap_or_default();
    let near = args::Arguments::command()
        .get_subcommands()
        .map(|known| known.get_name().to_owned())
        .collect::<Vec<_>>();
    match nearest(word, near.iter().map(String::as_str)) {
        Some(near) => anyhow::anyhow!("{error} Did you mean the command '{near}'?"),
        None => error.into(),
    }
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
