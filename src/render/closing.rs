//! How a run for human eyes ends: the counts, and the line that says what soplint does not decide.

use crate::diagnostic::{Diff, Report, Summary};

use super::terminal::clean_line;

/// The counts in a sentence. Says when there is nothing, and claims nothing from it.
pub(super) fn summary(report: &Report) -> String {
    let Summary { documents, errors, warnings, notes, cannot_check, waived } = report.summary();
    let tree = match report.tree.as_str() {
        "worktree" => String::new(),
        other => format!(" ({})", clean_line(other)),
    };
    let place = match documents {
        // Documents are judged by all policies or by none.
        0 if report.incomplete && errors > 0 => {
            return format!(
                "Nothing was checked{tree}: the policies or settings have {}.",
                count(errors, "mistake")
            );
        }
        0 if report.diff.is_none() => {
            return format!("No documents were found{tree}, so nothing was checked.");
        }
        _ => format!("in {}{tree}", count(documents, "document")),
    };
    let place = report.diff.as_ref().map_or(place, |diff| since(diff, documents));
    let found: Vec<String> = [(errors, "error"), (warnings, "warning"), (notes, "note")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| count(number, word))
        .collect();
    let unmade = format!("{} could not be made", count(cannot_check, "check"));
    let none = if report.diff.is_some() { "Nothing new" } else { "No findings" };
    let mut text = match (found.is_empty(), cannot_check) {
        (true, 0) => format!("{none} {place}"),
        (true, _) => format!("{unmade} {place}"),
        (false, 0) => format!("{} {place}", found.join(", ")),
        (false, _) => format!("{} {place}; {unmade}", found.join(", ")),
    };
    if waived > 0 {
        text += &format!("; {waived} accepted by waiver");
    }
    text.push('.');
    if report.incomplete {
        text += " This run is not complete: something could not be read or done.";
    }
    text
}

/// What a comparison was made with, and what it does not show.
fn since(diff: &Diff, documents: usize) -> String {
    let base = match &diff.base {
        Some(hash) => format!("since {}", hash.get(..12).unwrap_or(hash)),
        None => "in the first commit".to_owned(),
    };
    let changed = format!("{} changed, {}", count(diff.changed, "file"), count(documents, "document"));
    let rest = match (diff.kept.len(), diff.fixed.len()) {
        (0, 0) => String::new(),
        (kept, 0) => format!("; {} kept", count(kept, "earlier finding")),
        (0, gone) => format!("; {} gone", count(gone, "earlier finding")),
        (kept, gone) => format!("; {} kept, {gone} gone", count(kept, "earlier finding")),
    };
    format!("{base} ({changed}){rest}")
}

/// The last line. At most `packs` packs are named, the others are counted.
pub(super) fn closing(report: &Report, packs: usize) -> String {
    let mut text = format!(
        "soplint checks that records exist and agree with each other. It does not give legal advice and does \
         not decide whether an arrangement complies with any rule. As of {}",
        report.as_of
    );
    if !report.packs.is_empty() {
        text += &format!("; packs {}", grouped(&report.packs[..report.packs.len().min(packs)]));
        if report.packs.len() > packs {
            text += &format!(" and {} more", report.packs.len() - packs);
        }
    }
    if let Some(version) = &report.time_zones {
        text += &format!("; time-zone data {version}");
    }
    clean_line(&text) + "."
}

/// `aba, sop 0.1.0 (2026-10-15), house 2 (2026-11-01)`: a version that packs share is said once.
fn grouped(packs: &[String]) -> String {
    let split = |pack: &String| pack.split_once(' ').map(|(name, rest)| (name.to_owned(), rest.to_owned()));
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    for (name, version) in packs.iter().filter_map(split) {
        match groups.iter_mut().find(|(_, known)| *known == version) {
            Some((names, _)) => names.push(name),
            None => groups.push((vec![name], version)),
        }
    }
    let groups = groups.into_iter().map(|(names, version)| format!("{} {version}", names.join(", ")));
    groups.collect::<Vec<_>>().join(", ")
}

/// A number with its noun.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
