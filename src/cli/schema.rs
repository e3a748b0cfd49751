//! `soplint schema`: the JSON Schemas that a YAML editor can use.

use anyhow::{Context, bail};

use crate::facts::nearest;
use crate::policy::JSON_SCHEMAS;
use crate::render::Printed;

use super::args;
use super::exit::Outcome;
use super::output::Terminal;
use super::policies::Here;

pub(super) fn run(command: &args::Schema, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let here = Here::open()?;
    let set = &here.prepared.set;
    let Some(schema) = set.json_schema(&command.name) else {
        let known: Vec<&str> = set.kinds.iter().map(|kind| kind.name.as_str()).chain(JSON_SCHEMAS).collect();
        match nearest(&command.name, known.iter().copied()) {
            Some(near) => bail!("There is no schema '{}'. Did you mean '{near}'?", command.name),
            None => bail!("There is no schema '{}'; there are {}.", command.name, known.join(", ")),
        }
    };
    let text = serde_json::to_string_pretty(&schema).context("The schema can't be written")?;
    terminal.write(Printed::Json, |out| writeln!(out, "{text}"))?;
    Ok(Outcome::Clean)
}
