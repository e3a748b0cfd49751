//! `soplint init --hook`: a git hook that checks what is staged.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use camino::Utf8Path;

use crate::render::Printed;
use crate::workspace::{hooks, open};

use super::args;
use super::exit::Outcome;
use super::files::{self, Taken};
use super::output::Terminal;

/// By this line we know our own hook again.
const OURS: &str =
    "# Written by `soplint init --hook`: run that again to renew it, delete this file to be rid of it.";

/// What the hook runs.
const CHECK: &str = "check --staged --diff HEAD";

pub(super) fn run(command: &args::Init, terminal: &Terminal) -> anyhow::Result<Outcome> {
    debug_assert!(command.hook, "the one thing that there is to set up");
    let here = std::env::current_dir().context("The current folder can't be read")?;
    let found = hooks(&open(&here)?.root)?;
    let line = line(&found.below);
    if let Some(elsewhere) = &found.elsewhere {
        bail!(
            "git takes the hooks of this repository from '{elsewhere}' (core.hooksPath), which soplint does not touch. Add this line to 'pre-commit' there:\n\n    {line}"
        );
    }
    let hook = found.folder.join("pre-commit");
    let me = std::env::current_exe().ok();
    let ours = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').any(|line| line == OURS.as_bytes());
    match files::write_program(&hook, &script(me.as_deref(), &line), ours) {
        Err(error) if error.is::<Taken>() => Err(anyhow!(
            "'{}' is there already, and not from soplint, so it stays as it is. Add this line to it:\n\n    {line}\n\nWhere pre-commit (<https://pre-commit.com>) wrote it, add soplint to .pre-commit-config.yaml instead.",
            hook.display()
        )),
        other => {
            other?;
            terminal.write(Printed::Text, |out| {
                let hook = hook.display();
                writeln!(out, "Wrote {hook}. Each commit is now checked for what it causes.")?;
                writeln!(out, "`git commit --no-verify` passes it by; delete the file to be rid of it.")
            })?;
            Ok(Outcome::Clean)
        }
    }
}

/// What a hook of the user's own would run.
fn line(below: &Utf8Path) -> String {
    // A hook starts at the top, and the settings of a firm may lie further down.
    let folder =
        if below.as_str().is_empty() { String::new() } else { format!(" -- {}", quoted(below.as_str())) };
    format!("soplint {CHECK}{folder}")
}

fn script(me: Option<&Path>, line: &str) -> String {
    let known = me.and_then(Path::to_str).map_or("soplint".to_owned(), quoted);
    let rest = line.strip_prefix("soplint ").expect("begins with the program");
    format!(
        "#!/bin/sh
{OURS}
# Checks what is staged, and reports only what this commit causes.
# `git commit --no-verify` passes it by; what must hold is checked again on the pull request.
soplint=$(command -v soplint) || soplint={known}
if ! command -v \"$soplint\" >/dev/null; then
  echo 'soplint was not found, so nothing was checked. Install it, or delete .git/hooks/pre-commit.' >&2
  exit 1
fi
exec \"$soplint\" {rest}
"
    )
}

/// A word for the shell, whatever stands in it.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
