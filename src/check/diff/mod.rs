//! What a change causes: two trees, each judged whole, and the difference between their findings.
//!
//! Files that are equal in both are read and understood once. A finding of a file that nobody touched
//! is new too when a change elsewhere caused it. What the base judged and the change puts out of reach
//! is a finding itself (`lost`), and so is a marker that the text under it does not bear out
//! (`markers`): the judged must not switch off the judge.

mod exceptions;
mod fields;
mod lost;
mod markers;
mod naming;
mod profile;
mod said;
mod sides;

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::config;
use crate::diagnostic::{Diagnostic, Diff, Fingerprint, Fixed, Report, Severity};
use crate::facts::{is_markdown, is_yaml};
use crate::text::{Decoded, SourceId, decode};
use crate::workspace::{Comparison, Tree};

use super::document::Judge;
use super::{
    Checked, Error, Options, PROFILE, Prepared, conceal, is_setting, kind, mistakes, prepared, waivers,
};

use exceptions::Exceptions;
use said::say;
use sides::{Both, Sides, touched};

/// Judges both trees of a comparison as of one day and reports what is new in the second.
///
/// With `by`, its settings and policies judge both, and mistakes in those of the second are told as
/// well. Without, each is judged by its own; where these differ, the second is also judged by those of
/// the first, so that a change does not hide what it breaks by what it allows.
///
/// # Errors
/// When a tree as a whole can't be read. Mistakes in the settings or policies that judge are a report
/// that holds nothing else.
pub fn compared(both: &Comparison, by: Option<&dyn Tree>, options: &Options) -> Result<Checked, Error> {
    let checked = changed(both, by, options)?;
    Ok(Checked { report: conceal::covered(checked.report), ..checked })
}

/// The report of a comparison alone.
///
/// # Errors
/// See [`compared`].
pub fn diff(both: &Comparison, by: Option<&dyn Tree>, options: &Options) -> Result<Report, Error> {
    compared(both, by, options).map(|checked| checked.report)
}

fn changed(compared: &Comparison, by: Option<&dyn Tree>, options: &Options) -> Result<Checked, Error> {
    let (old, new) = (&*compared.before.tree, &*compared.after.tree);
    let (old_listing, new_listing) = (old.list()?, new.list()?);
    let own = prepared(new, &new_listing)?;
    let listed = by.map(|by| by.list()).transpose()?;
    let trusted = by.zip(listed.as_ref());
    let mut mended = false;
    let (head, base, broken) = match (trusted, own) {
        (Some((by, listing)), own) => match prepared(by, listing)? {
            Ok(trusted) => (trusted, None, own.err()),
            Err(mistakes) => {
                return Ok(Checked::alone(mistakes::report(mistakes, by.name(), &options.as_of)));
            }
        },
        (None, Err(mistakes)) => {
            return Ok(Checked::alone(mistakes::report(mistakes, new.name(), &options.as_of)));
        }
        (None, Ok(head)) => {
            let base = if same_settings(compared) { None } else { prepared(old, &old_listing)?.ok() };
            mended = base.is_none() && !same_settings(compared);
            (head, base, None)
        }
    };
    let head_judge = Judge::asked(&head, options)?;
    let base_judge = base.as_ref().map(|base| judge_of(base, options));

    let moved: BTreeMap<Utf8PathBuf, Utf8PathBuf> = compared.changes.renamed.iter().cloned().collect();
    let sides = Sides {
        by: trusted,
        compared,
        old_listing: &old_listing,
        new_listing: &new_listing,
        head: &head_judge,
        base: base_judge.as_ref(),
        moved: &moved,
        touched: touched(&compared.changes),
    };
    let mut both = sides.judge(options);
    let mut report = difference(&sides, &mut both);
    let Exceptions { own, others, accepted } = &both.exceptions;
    match by {
        Some(_) => waivers::untrusted(&mut report, own, others),
        None => waivers::added(&mut report, own, others),
    }
    waivers::apply(&mut report, accepted, false);
    lost::tell(&sides, &both, &mut report);
    markers::tell(&sides, &mut report);
    if by.is_some() {
        said::other_settings(&sides, &mut report);
    } else if mended {
        said::base_has_mistakes(&sides, &mut report);
    }
    if let Some(mistakes) = broken {
        mistakes::add(&mut report, mistakes);
    }
    report.sort();
    let libraries = both.libraries;
    Ok(Checked { report, libraries, prepared: std::iter::once(head).chain(base).collect() })
}

/// `--only` may name what the base does not have yet.
fn judge_of<'a>(base: &'a Prepared, options: &'a Options) -> Judge<'a> {
    let forced = options.kind.as_deref().and_then(|name| kind(name, &base.set).ok());
    Judge::new(base, options, forced)
}

/// The findings of the second tree that the first does not have, at least as severe.
fn difference(sides: &Sides<'_>, both: &mut Both) -> Report {
    let weights = |report: &Report| -> BTreeMap<Fingerprint, Severity> {
        report.diagnostics.iter().map(|found| (found.fingerprint.clone(), found.severity)).collect()
    };
    let (old, new) = (weights(&both.old), weights(&both.new));
    let had = |weights: &BTreeMap<Fingerprint, Severity>, found: &Diagnostic| {
        weights.get(&found.fingerprint).is_some_and(|severity| *severity >= found.severity)
    };
    let sources = &both.new.sources;
    let alike: BTreeSet<SourceId> = sources
        .iter()
        .filter(|(_, file)| both.alike.contains(file.path().as_str()))
        .map(|(id, _)| id)
        .collect();
    let found = std::mem::take(&mut both.new.diagnostics);
    let (kept, fresh): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|found| alike.contains(&found.primary.at.source) || had(&old, found));
    let mut report = both.new.clone();
    report.diagnostics = fresh;
    if let Some(tried) = &both.tried {
        let hidden = tried.diagnostics.iter().filter(|found| !had(&old, found) && !had(&new, found));
        hidden.for_each(|found| said::hidden(&mut report, tried, found));
    }
    let gone = both.old.diagnostics.iter().filter(|found| !new.contains_key(&found.fingerprint));
    // What nobody looks at any more is not mended.
    let seen = gone.filter(|found| {
        let path = both.old.sources.get(found.primary.at.source).path();
        sides.still_judged(&both.new_ended, path, &found.policy)
    });
    let fixed = seen.map(|found| Fixed {
        policy: found.policy.clone(),
        path: both.old.sources.get(found.primary.at.source).path().to_owned(),
        message: found.message.clone(),
        fingerprint: found.fingerprint.clone(),
    });
    let changes = &sides.compared.changes;
    let renamed = changes.renamed.iter().map(|(_, new)| new);
    let changed = changes.changed.iter().chain(&changes.added).chain(&changes.deleted).chain(renamed);
    report.diff = Some(Diff {
        base: sides.compared.base.clone(),
        changed: changed.filter(|path| is_markdown(path) || is_yaml(path)).count(),
        kept,
        fixed: fixed.collect(),
    });
    report.incomplete = both.failed;
    report
}

/// Whether nothing changed by which files are judged: no policy, and nothing that is set.
fn same_settings(compared: &Comparison) -> bool {
    let changes = &compared.changes;
    let renamed = changes.renamed.iter().flat_map(|(old, new)| [old, new]);
    let mut all = changes.changed.iter().chain(&changes.added).chain(&changes.deleted).chain(renamed);
    all.all(|path| {
        let policy = path != PROFILE && is_setting(path);
        let profile = path == PROFILE && set(&*compared.before.tree) != set(&*compared.after.tree);
        !policy && !profile
    })
}

/// What a tree's `soplint.yaml` sets, wherever it stands there.
fn set(tree: &dyn Tree) -> Vec<String> {
    let text = text(tree, Utf8Path::new(PROFILE)).unwrap_or_default();
    config::decisive(&text).into_iter().map(|(_, words)| words.to_owned()).collect()
}

/// A file as text, where it can be read as such.
fn text(tree: &dyn Tree, path: &Utf8Path) -> Option<String> {
    match decode(tree.read(path).ok()?) {
        Decoded::Text(text) | Decoded::Repaired { text, .. } => Some(text),
        Decoded::Unreadable { .. } => None,
    }
}

/// The source of a path in a report, if it has one.
fn source_of(report: &Report, path: &Utf8Path) -> Option<SourceId> {
    report.sources.iter().find(|(_, file)| file.path() == path).map(|(id, _)| id)
}
