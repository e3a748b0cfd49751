//! `soplint explain`: one policy in words, one kind of policy, or the functions of its expressions.

use anyhow::{Context, bail};

use crate::check::known;
use crate::facts::nearest;
use crate::policy::kind_page;
use crate::render::{Explanation, Printed, clean_page, explain, functions_table};
use crate::rules::KINDS;

use super::args;
use super::exit::Outcome;
use super::output::Terminal;
use super::policies::Here;

pub(super) fn run(command: &args::Explain, terminal: &Terminal) -> anyhow::Result<Outcome> {
    if command.functions {
        terminal.write(Printed::Text, |out| functions_table(out))?;
        return Ok(Outcome::Clean);
    }
    if let Some(kind) = &command.kind {
        let page = kind_page(kind).with_context(|| no_kind(kind))?;
        terminal.write(Printed::Text, |out| out.write_all(clean_page(page).as_bytes()))?;
        return Ok(Outcome::Clean);
    }
    let Some(id) = &command.policy else {
        bail!("Name a policy, as in `soplint explain sop/scope`; `soplint list` shows them all.")
    };
    let here = Here::open()?;
    let set = &here.prepared.set;
    known(std::slice::from_ref(id), set)?;
    let Some(policy) = set.find(id) else {
        bail!("'{id}' is a pack; `soplint list {id}` shows its policies.")
    };
    let settings = &here.prepared.settings;
    let severity = settings.severity(policy);
    let explanation = Explanation { policy, set, severity, limits: &settings.parameters };
    terminal.write(Printed::Text, |out| explain(&explanation, &terminal.style(None), out))?;
    Ok(Outcome::Clean)
}

fn no_kind(name: &str) -> String {
    let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("There is no kind of policy '{name}'. Did you mean '{near}'?"),
        None => format!("There is no kind of policy '{name}'; there are {}.", names.join(", ")),
    }
}
