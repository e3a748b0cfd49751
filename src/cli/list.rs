//! `soplint list`: the policies that judge here.

use anyhow::Context;

use crate::check::{Unprepared, known, prepare};
use crate::render::Printed;
use crate::workspace::open;

use super::args;
use super::exit::Outcome;
use super::output::Terminal;

pub(super) fn run(command: &args::List, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let here = std::env::current_dir().context("The current folder can't be read")?;
    let opened = open(&here)?;
    let prepared = match prepare(&*opened.tree, &opened.tree.list()?) {
        Ok(prepared) => prepared,
        Err(Unprepared::Tree(error)) => return Err(error.into()),
        Err(Unprepared::Mistakes(_)) => {
            anyhow::bail!("The policies or settings have mistakes; `soplint check` shows them.")
        }
    };
    known(&command.only, &prepared.set)?;
    let wanted = |id: &str| {
        command.only.is_empty()
            || command.only.iter().any(|only| only == id || id.starts_with(&format!("{only}/")))
    };
    terminal.write(Printed::Text, |out| {
        for policy in prepared.set.policies.iter().filter(|policy| wanted(&policy.id)) {
            let severity = prepared.settings.severity(policy).map_or("off", |severity| severity.name());
            writeln!(out, "{:<32} {severity:<8} {}", policy.id, policy.title)?;
        }
        Ok(())
    })?;
    Ok(Outcome::Clean)
}
