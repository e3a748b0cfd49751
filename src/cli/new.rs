//! `soplint new`: a document or a policy to begin with.

use anyhow::{Context, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};

use crate::check::begin;
use crate::facts::{Kind, nearest};
use crate::policy::policy_skeleton;
use crate::render::{Printed, clean_line};
use crate::rules::KINDS;

use super::args;
use super::exit::Outcome;
use super::files::{self, Taken};
use super::output::Terminal;
use super::policies::Here;

/// What is no kind of document, and can be begun too.
const POLICY: &str = "policy";

pub(super) fn run(command: &args::New, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let here = Here::open()?;
    let begun = if command.what == POLICY { policy(command, &here) } else { document(command, &here) };
    let (path, text, next) = begun?;
    files::write_new(here.opened.root.join(&path).as_path(), &text).map_err(|error| {
        if error.is::<Taken>() {
            anyhow!("'{path}' is there already, so it stays as it is. Name another file.")
        } else {
            error
        }
    })?;
    terminal.write(Printed::Text, |out| writeln!(out, "Wrote {}.\n{next}", clean_line(path.as_str())))?;
    Ok(Outcome::Clean)
}

/// Where it goes, what it says, and what comes next.
type Begun = (Utf8PathBuf, String, String);

fn document(command: &args::New, here: &Here) -> anyhow::Result<Begun> {
    let set = &here.prepared.set;
    let Some(number) = set.kinds.find(&command.what) else {
        let names: Vec<&str> = set.kinds.iter().map(|kind| kind.name.as_str()).chain([POLICY]).collect();
        match nearest(&command.what, names.iter().copied()) {
            Some(near) => bail!("There is no kind of document '{}'. Did you mean '{near}'?", command.what),
            None => bail!("There is no kind of document '{}'; there are {}.", command.what, names.join(", ")),
        }
    };
    let kind = set.kinds.get(number);
    let path = match &command.name {
        Some(name) => here.inside(name)?,
        None => here.inside(here.opened.root.join(usual_place(kind)?).as_path())?,
    };
    if !kind.fits(&path) {
        let form = if kind.is_markdown() {
            "Markdown; let its name end in .md"
        } else {
            "YAML; let its name end in .yaml"
        };
        bail!("'{path}' can't be of the kind {}: that is written in {form}.", kind.name);
    }
    let text = begin(&here.prepared, number, &path, command.lang);
    let next = format!(
        "Put words in place of each TODO, take out what does not apply, and run `soplint check {}`.",
        clean_line(path.as_str())
    );
    Ok((path, text, next))
}

/// Where such a document would lie, if nothing else is said.
fn usual_place(kind: &Kind) -> anyhow::Result<Utf8PathBuf> {
    let ending = if kind.is_markdown() { "md" } else { "yaml" };
    let name = format!("{}.{ending}", kind.name);
    let folder = match kind.folders().next() {
        Some(whole) if !whole.contains('*') => return Ok(whole.into()),
        Some(pattern) => pattern.trim_end_matches("/**"),
        None => "sops",
    };
    if folder.contains('*') {
        let example = folder.replace('*', "ENG-2026-001");
        bail!("Name the file, as in `soplint new {} {example}/first.{ending}`.", kind.name);
    }
    Ok(Utf8Path::new(folder).join(name))
}

fn policy(command: &args::New, here: &Here) -> anyhow::Result<Begun> {
    let id = command.name.as_deref().and_then(|name| name.to_str());
    let id = id.context("Name the policy, as in `soplint new policy house/first`.")?;
    let is_name = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let named = id.split_once('/').filter(|(pack, name)| is_name(pack) && is_name(name) && *name != "pack");
    if named.is_none() {
        bail!(
            "'{}' is no id of a policy: write pack/name in small letters, as in house/first.",
            clean_line(id)
        );
    }
    if let Some(known) = here.prepared.set.find(id) {
        bail!("There is a policy '{id}' already: {}.", known.title);
    }
    let text = policy_skeleton(&command.kind, id).with_context(|| {
        let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
        format!("There is no kind of policy '{}'; there are {}.", command.kind, names.join(", "))
    })?;
    let next = format!(
        "Change what it asks and its tests, and run `soplint test {id}`. `soplint explain --kind {}` says what it can ask; `soplint schema policy` is for your editor.",
        command.kind
    );
    let path = here.inside(&here.opened.root.join(format!("policies/{id}.yaml")))?;
    Ok((path, text, next))
}
