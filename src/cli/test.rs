//! `soplint test`: the tests inside policies, built in and the firm's own.

use std::collections::BTreeSet;

use anyhow::Context;

use crate::check::Options;
use crate::check::{
    MutantResult, Prepared, TestResult, Unprepared, check, known, prepare, run_mutants, run_tests,
};
use crate::render::{Format, Printed, clean_line, render};
use crate::workspace::open;

use super::args;
use super::exit::Outcome;
use super::output::Terminal;

/// Policy tests name their own dates; what they leave open is judged as of this day, always.
const AS_OF: &str = "2026-10-15";

pub(super) fn run(command: &args::Test, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let here = std::env::current_dir().context("The current folder can't be read")?;
    let opened = open(&here)?;
    let listing = opened.tree.list()?;
    let prepared = match prepare(&*opened.tree, &listing) {
        Ok(prepared) => prepared,
        Err(Unprepared::Tree(error)) => return Err(error.into()),
        Err(Unprepared::Mistakes(_)) => {
            // The same report that a check would give.
            let report = check(&*opened.tree, &Options { as_of: AS_OF.into(), ..Options::default() })?;
            terminal
                .write(Printed::Text, |out| render(Format::Human, &report, &terminal.style(None), out))?;
            return Ok(Outcome::Failed);
        }
    };
    known(&command.only, &prepared.set)?;
    if command.mutants {
        return mutants(command, &prepared, terminal);
    }
    let results = run_tests(&prepared.set, &prepared.settings.parameters, &command.only, AS_OF);
    let failed = results.iter().filter(|result| result.failure.is_some()).count();
    let policies: BTreeSet<&str> = results.iter().map(|result| result.policy.as_str()).collect();
    terminal.write(Printed::Text, |out| {
        for result in &results {
            match &result.failure {
                Some(why) => writeln!(out, "FAILED  {}: {}", named(result), clean_line(why))?,
                None if terminal.verbose => writeln!(out, "passed  {}", named(result))?,
                None => {}
            }
        }
        if terminal.quiet {
            return Ok(());
        }
        let tests = format!("{} test{}", results.len(), if results.len() == 1 { "" } else { "s" });
        let of =
            if policies.len() == 1 { "1 policy".to_owned() } else { format!("{} policies", policies.len()) };
        writeln!(out, "{tests} of {of}: {} passed, {failed} failed.", results.len() - failed)
    })?;
    if results.is_empty() {
        anyhow::bail!("There is no test to run: no policy or pack of that name has any.");
    }
    Ok(if failed == 0 { Outcome::Clean } else { Outcome::Findings })
}

fn named(result: &TestResult) -> String {
    format!("{} ({})", result.policy, clean_line(&result.name))
}

/// Lists the changes that no test noticed; the exit code is 1 if there are any.
fn mutants(command: &args::Test, prepared: &Prepared, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let results = run_mutants(&prepared.set, &prepared.settings.parameters, &command.only, AS_OF);
    let missed = results.iter().filter(|result| result.noticed_by.is_none()).count();
    terminal.write(Printed::Text, |out| {
        for result in &results {
            match &result.noticed_by {
                None => writeln!(out, "not noticed  {}", changed(result))?,
                Some(test) if terminal.verbose => {
                    writeln!(out, "noticed      {} ({})", changed(result), clean_line(test))?;
                }
                Some(_) => {}
            }
        }
        if terminal.quiet {
            return Ok(());
        }
        let noticed = results.len() - missed;
        writeln!(out, "{} changes: {noticed} noticed by a test, {missed} not.", results.len())
    })?;
    Ok(if missed == 0 { Outcome::Clean } else { Outcome::Findings })
}

fn changed(result: &MutantResult) -> String {
    let before = clean_line(&result.before);
    let change = match result.after.as_str() {
        "" => format!("without '{before}'"),
        after => format!("{before}  ->  {}", clean_line(after)),
    };
    format!("{}, line {}: {change}", result.policy, result.line)
}
