//! What `soplint list` shows: the policies that judge here, plain or arranged by what they stand for.

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::policy::{By, Group, Policy};

use super::terminal::clean_line;

/// Policies to list, with what holds here.
pub struct Listing<'a> {
    /// What they are arranged by; one group without a name, if by nothing.
    pub by: Option<By>,
    /// The groups.
    pub groups: Vec<Group<'a>>,
    /// The severity of a policy under the firm's settings; `None` where it does not judge.
    pub severity: &'a dyn Fn(&Policy) -> Option<Severity>,
    /// The names of the document kinds, as [`Policy::applies_to`] numbers them.
    pub kinds: Vec<&'a str>,
}

impl Listing<'_> {
    fn severity(&self, policy: &Policy) -> &'static str {
        (self.severity)(policy).map_or("off", Severity::name)
    }
}

/// For reading.
///
/// # Errors
/// What the writer says.
pub fn listing_human(listing: &Listing<'_>, out: &mut dyn Write) -> io::Result<()> {
    let row = |out: &mut dyn Write, indent: &str, policy: &Policy| {
        let (severity, title) = (listing.severity(policy), clean_line(&policy.title));
        writeln!(out, "{indent}{:<34} {severity:<8} {title}", policy.id)
    };
    for (index, group) in listing.groups.iter().enumerate() {
        if listing.by.is_none() {
            group.policies.iter().try_for_each(|policy| row(out, "", policy))?;
            continue;
        }
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}: {}", group.id, clean_line(&group.title))?;
        group.policies.iter().try_for_each(|policy| row(out, "  ", policy))?;
        if group.policies.is_empty() {
            writeln!(out, "  no policy")?;
        }
    }
    Ok(())
}

/// For a page: a table for each group of policies, or one table where the groups are many and short.
///
/// # Errors
/// What the writer says.
pub fn listing_markdown(listing: &Listing<'_>, out: &mut dyn Write) -> io::Result<()> {
    let cell = |text: &str| clean_line(text).replace('|', "\\|");
    match listing.by {
        None | Some(By::Pack | By::Kind) => {
            for (index, group) in listing.groups.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                if listing.by.is_some() {
                    writeln!(out, "### {}: {}\n", group.id, clean_line(&group.title))?;
                }
                writeln!(out, "| Policy | Severity | Asks for |\n|---|---|---|")?;
                for policy in &group.policies {
                    let (severity, title) = (listing.severity(policy), cell(&policy.title));
                    writeln!(out, "| `{}` | {severity} | {title} |", policy.id)?;
                }
            }
        }
        Some(by) => {
            let head = match by {
                By::Authority => "Authority",
                By::Statement => "Statement",
                _ => "Item",
            };
            writeln!(out, "| {head} | What it says | Policies |\n|---|---|---|")?;
            for group in &listing.groups {
                let ids: Vec<_> = group.policies.iter().map(|policy| format!("`{}`", policy.id)).collect();
                let ids = if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
                writeln!(out, "| {} | {} | {ids} |", group.id, cell(&group.title))?;
            }
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct ListDto<'a> {
    version: u8,
    by: Option<&'static str>,
    groups: Vec<GroupDto<'a>>,
}

#[derive(Serialize)]
struct GroupDto<'a> {
    id: &'a str,
    title: &'a str,
    policies: Vec<PolicyDto<'a>>,
}

#[derive(Serialize)]
struct PolicyDto<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    basis: &'a str,
    authority: Vec<&'a str>,
    kinds: Vec<&'a str>,
    rule: &'static str,
    builtin: bool,
}

/// For programs.
///
/// # Errors
/// What the writer says.
pub fn listing_json(listing: &Listing<'_>, out: &mut dyn Write) -> io::Result<()> {
    let groups = listing.groups.iter().map(|group| GroupDto {
        id: group.id,
        title: &group.title,
        policies: group.policies.iter().map(|policy| one(listing, policy)).collect(),
    });
    let list = ListDto { version: 1, by: listing.by.map(By::name), groups: groups.collect() };
    serde_json::to_writer_pretty(&mut *out, &list)?;
    writeln!(out)
}

fn one<'a>(listing: &'a Listing<'_>, policy: &'a Policy) -> PolicyDto<'a> {
    PolicyDto {
        id: &policy.id,
        title: &policy.title,
        severity: listing.severity(policy),
        basis: &policy.basis,
        authority: policy.authority.iter().map(|id| &**id).collect(),
        kinds: policy.applies_to.iter().map(|kind| listing.kinds[*kind]).collect(),
        rule: policy.rule.kind(),
        builtin: policy.builtin,
    }
}
