//! `soplint eval`: what an expression of the policy language gives for one document, and from where.

use std::io;

use anyhow::{Context, bail};

use crate::check::{Evaluation, Unevaluated, evaluate, today};
use crate::render::{Printed, clean_line};
use crate::rules::expression::Mistake;
use crate::text::Encoding;

use super::args;
use super::exit::Outcome;
use super::output::{Terminal, refuse};
use super::policies::Here;

pub(super) fn run(command: &args::Eval, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let given = command.file.display();
    let full = std::env::current_dir().context("The current folder can't be read")?.join(&command.file);
    let here = Here::of(&full)?;
    let path = here.relative(&full).with_context(|| format!("'{given}' can't be opened"))?;
    let tree = &*here.opened.tree;
    if !here.prepared.set.pack_names().contains(command.pack.as_str()) && command.pack != "base" {
        bail!("There is no pack '{}'; `soplint list --by pack` shows them.", command.pack);
    }
    let as_of = command.as_of.clone().unwrap_or_else(|| today(&here.prepared.zone, jiff::Timestamp::now()));
    let as_of = as_of.parse().context("A date is written as 2026-10-15")?;
    let listing = tree.list()?;
    match evaluate(tree, &listing, &here.prepared, &path, &command.pack, as_of, &command.expression)? {
        Ok(evaluation) => {
            terminal.write(Printed::Text, |out| show(&evaluation, out))?;
            Ok(Outcome::Clean)
        }
        Err(Unevaluated::NoDocument) => bail!("'{given}' is of no kind that soplint knows."),
        Err(Unevaluated::Exhausted) => bail!("The expression takes more steps than a policy may."),
        Err(Unevaluated::Mistakes(mistakes)) => Ok(refuse(&told(&command.expression, &mistakes))),
    }
}

/// Each value, and below it the places that it comes from.
fn show(evaluation: &Evaluation, out: &mut dyn io::Write) -> io::Result<()> {
    if evaluation.is_list {
        let count = evaluation.values.len();
        writeln!(out, "a list of {count}{}", if count == 0 { "" } else { ":" })?;
    }
    for value in &evaluation.values {
        writeln!(out, "{}", clean_line(&value.text))?;
        for (file, span) in &value.places {
            let position = file.position(span.start, Encoding::CodePoints);
            let words = clean_line(span.of(file.text()).lines().next().unwrap_or_default());
            let path = clean_line(file.path().as_str());
            writeln!(out, "    {path}:{}:{}  {words}", position.line + 1, position.column + 1)?;
        }
    }
    Ok(())
}

/// The expression with a caret under each mistake.
fn told(expression: &str, mistakes: &[Mistake]) -> String {
    let mut text = String::new();
    for mistake in mistakes {
        let before: String = expression[..mistake.span.range().start].chars().map(|_| ' ').collect();
        let carets = "^".repeat(mistake.span.of(expression).chars().count().max(1));
        text.push_str(&format!("{}\n{before}{carets}\n{}\n", clean_line(expression), mistake.message));
    }
    text
}
