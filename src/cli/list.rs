//! `soplint list`: the policies that judge here, and what they stand for.

use crate::check::known;
use crate::policy::{Group, Policy};
use crate::render::{Listing, Printed, listing_human, listing_json, listing_markdown};

use super::args::{self, ListFormat};
use super::exit::Outcome;
use super::output::Terminal;
use super::policies::Here;

pub(super) fn run(command: &args::List, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let Here { prepared, .. } = Here::open()?;
    let set = &prepared.set;
    known(&command.only, set)?;
    let wanted = |policy: &&Policy| {
        let pack = policy.id.split('/').next().unwrap_or_default();
        command.only.is_empty() || command.only.iter().any(|only| **only == *policy.id || only == pack)
    };
    let mut groups = match command.by {
        Some(by) => set.arranged(by),
        None => vec![Group { id: "", title: String::new(), policies: set.policies.iter().collect() }],
    };
    for group in &mut groups {
        group.policies.retain(wanted);
    }
    // What has no policy is of interest in the whole alone.
    groups.retain(|group| command.only.is_empty() || !group.policies.is_empty());
    let listing = Listing {
        by: command.by,
        groups,
        severity: &|policy| prepared.settings.severity(policy),
        kinds: set.kinds.iter().map(|kind| kind.name.as_str()).collect(),
    };
    let (printed, write): (_, fn(&Listing<'_>, &mut dyn std::io::Write) -> _) = match command.output {
        ListFormat::Human => (Printed::Text, listing_human),
        ListFormat::Json => (Printed::Json, listing_json),
        ListFormat::Markdown => (Printed::Text, listing_markdown),
    };
    terminal.write(printed, |out| write(&listing, out))?;
    Ok(Outcome::Clean)
}
