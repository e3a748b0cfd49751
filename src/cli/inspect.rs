//! `soplint inspect`: what soplint understood of files, in or outside a repository.

use std::sync::Arc;

use anyhow::{Context, bail};
use camino::Utf8Path;

use crate::check::{Inspection, inspect, kind};
use crate::facts::{is_markdown, is_yaml};
use crate::render::{Printed, inspection_human, inspection_json};
use crate::text::{Decoded, SourceFile, decode};

use super::args::{self, InspectFormat};
use super::exit::Outcome;
use super::output::Terminal;
use super::policies::Here;

pub(super) fn run(command: &args::Inspect, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let here = std::env::current_dir().context("The current folder can't be read")?;
    let mut workspace: Option<Here> = None;
    let mut inspections = Vec::new();
    for file in &command.files {
        let given = file.to_string_lossy().into_owned();
        let full = here.join(file);
        let path = match workspace.as_ref().and_then(|workspace| workspace.relative(&full)) {
            Some(path) => path,
            None => {
                let opened = Here::of(&full)?;
                let path = opened.relative(&full).with_context(|| format!("'{given}' can't be opened"))?;
                workspace = Some(opened);
                path
            }
        };
        let workspace = workspace.as_ref().expect("was opened above");
        inspections.push((given, workspace.inspect(&path, command.kind.as_deref())?));
    }
    let printed = match command.output {
        InspectFormat::Json => Printed::Json,
        InspectFormat::Human => Printed::Text,
    };
    terminal.write(printed, |out| match command.output {
        InspectFormat::Json => inspection_json(&inspections, command.explain, out),
        InspectFormat::Human => {
            for (index, (path, inspection)) in inspections.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                inspection_human(path, inspection, command.explain, out)?;
            }
            Ok(())
        }
    })?;
    Ok(Outcome::Clean)
}

impl Here {
    fn inspect(&self, path: &Utf8Path, named: Option<&str>) -> anyhow::Result<Inspection> {
        if !is_markdown(path) && !is_yaml(path) {
            bail!("'{path}' is neither Markdown (.md) nor YAML (.yaml).");
        }
        let text = match decode(self.opened.tree.read(path)?) {
            Decoded::Text(text) | Decoded::Repaired { text, .. } => text,
            Decoded::Unreadable { what, .. } => bail!("'{path}' is {what}. Save it as UTF-8 text."),
        };
        let kind = named.map(|name| kind(name, &self.prepared.set)).transpose()?;
        Ok(inspect(&self.prepared, &Arc::new(SourceFile::new(path, text)), path, kind))
    }
}
