//! What a change causes: two trees, each judged whole, and the difference between their findings.
//!
//! Files that are equal in both are read and understood once. A finding of a file that nobody touched
//! is new too when a change elsewhere caused it. What the base judged and the change puts out of reach
//! is a finding itself (`lost`), and so is a marker that the text under it does not bear out
//! (`markers`): the judged must not switch off the judge.

mod changed;
mod fields;
mod lost;
mod markers;
mod said;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::config;
use crate::diagnostic::{Diagnostic, Diff, Fingerprint, Fixed, Report, Severity};
use crate::facts::{is_markdown, is_yaml};
use crate::text::{Decoded, SourceId, decode};
use crate::workspace::{Changes, Comparison, Listing, Tree};

use super::assemble::{Assembly, Ledger};
use super::change::Earlier;
use super::document::Judge;
use super::remark::Judgement;
use super::waivers::Waivers;
use super::{
    Error, Options, PROFILE, Prepared, around, conceal, files, is_setting, kind, mistakes, prepared, shown,
    waivers,
};

use said::say;

/// Judges both trees of a comparison as of one day and reports what is new in the second.
///
/// With `by`, its settings and policies judge both, and mistakes in those of the second are told as
/// well. Without, each is judged by its own; where these differ, the second is also judged by those of
/// the first, so that a change does not hide what it breaks by what it allows.
///
/// # Errors
/// When a tree as a whole can't be read. Mistakes in the settings or policies that judge are a report
/// that holds nothing else.
pub fn diff(compared: &Comparison, by: Option<&dyn Tree>, options: &Options) -> Result<Report, Error> {
    changed(compared, by, options).map(conceal::covered)
}

fn changed(compared: &Comparison, by: Option<&dyn Tree>, options: &Options) -> Result<Report, Error> {
    let (old, new) = (&*compared.before.tree, &*compared.after.tree);
    let (old_listing, new_listing) = (old.list()?, new.list()?);
    let own = prepared(new, &new_listing)?;
    let mut mended = false;
    let (head, base, broken) = match (by, own) {
        (Some(by), own) => match prepared(by, &by.list()?)? {
            Ok(trusted) => (trusted, None, own.err()),
            Err(mistakes) => return Ok(mistakes::report(mistakes, by.name(), &options.as_of)),
        },
        (None, Err(mistakes)) => return Ok(mistakes::report(mistakes, new.name(), &options.as_of)),
        (None, Ok(head)) => {
            let base = if same_settings(compared) { None } else { prepared(old, &old_listing)?.ok() };
            mended = base.is_none() && !same_settings(compared);
            (head, base, None)
        }
    };
    let head_judge = Judge::asked(&head, options)?;
    let base_judge = base.as_ref().map(|base| judge_of(base, options));

    let moved: BTreeMap<Utf8PathBuf, Utf8PathBuf> = compared.changes.renamed.iter().cloned().collect();
    let own = waivers::gather(new, &new_listing, &head_judge);
    let others = match by {
        Some(by) => waivers::gather(by, &by.list()?, &head_judge),
        None => {
            let touched = touched(&compared.changes);
            let held: HashSet<&str> = new_listing.paths.iter().map(|path| path.as_str()).collect();
            let same = |path: &Utf8Path| held.contains(path.as_str()) && !touched.contains(path);
            waivers::gather_other(old, &old_listing, &head_judge, &own, same)
        }
    };
    // Nothing excuses itself: an exception counts from the change after the one that adds it.
    let accepted = match (by, &compared.base) {
        (Some(_), _) => others.clone(),
        (None, Some(_)) => waivers::in_both(&own, &others),
        (None, None) => own.clone(),
    };
    let sides = Sides {
        accepted: &accepted,
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
    match by {
        Some(_) => waivers::untrusted(&mut report, &own, &others),
        None => waivers::added(&mut report, &own, &others),
    }
    waivers::apply(&mut report, sides.accepted, false);
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
    Ok(report)
}

/// Two trees, and what judges them.
struct Sides<'a> {
    compared: &'a Comparison,
    /// The exceptions that count on both sides.
    accepted: &'a Waivers,
    old_listing: &'a Listing,
    new_listing: &'a Listing,
    head: &'a Judge<'a>,
    /// Where the base has settings or policies of its own.
    base: Option<&'a Judge<'a>>,
    /// Where renamed files of the base now lie.
    moved: &'a BTreeMap<Utf8PathBuf, Utf8PathBuf>,
    /// Files of the second tree that are not as in the first.
    touched: BTreeSet<&'a Utf8Path>,
}

/// What was found on both sides.
struct Both {
    old: Report,
    new: Report,
    /// The second tree, judged by the settings and policies of the first.
    tried: Option<Report>,
    old_ended: Ledger,
    new_ended: Ledger,
    /// Whether something could not be read that could be in the base.
    failed: bool,
}

/// A file, and what was said of it in the first tree, in the second, and of the second by what judges the first.
type Judged<'a> = (&'a Utf8Path, Option<Judgement>, Option<Judgement>, Option<Judgement>);

/// One file of either tree.
enum File<'a> {
    Unchanged(&'a Utf8Path),
    New(&'a Utf8Path),
    Old(&'a Utf8Path),
}

impl Sides<'_> {
    fn base_tree(&self) -> &dyn Tree {
        &*self.compared.before.tree
    }

    fn after(&self) -> &dyn Tree {
        &*self.compared.after.tree
    }

    /// What judges the base.
    fn before(&self) -> &Judge<'_> {
        self.base.unwrap_or(self.head)
    }

    /// Where a file of the base lies now.
    fn now<'p>(&'p self, path: &'p Utf8Path) -> &'p Utf8Path {
        self.moved.get(path).map_or(path, Utf8PathBuf::as_path)
    }

    /// Whether a policy still looks at a file of the base, or there is no such file any more.
    fn still_judged(&self, ended: &Ledger, path: &Utf8Path, policy: &str) -> bool {
        let now = self.now(path);
        let Some(ended) = ended.get(now.as_str()) else {
            return !self.new_listing.paths.iter().any(|listed| listed == now);
        };
        let ours = |place: usize| *self.head.prepared.set.policies[self.head.policies[place].0].id == *policy;
        policy.starts_with("soplint/")
            || ended.iter().any(|(place, outcome)| ours(*place) && lost::judged(*outcome))
    }

    /// Every file of both trees that may be a document, the unchanged ones once.
    fn files<'a>(&'a self, options: &'a Options) -> Vec<File<'a>> {
        let held: BTreeSet<&str> = self.old_listing.paths.iter().map(|path| path.as_str()).collect();
        let unchanged = |path: &Utf8Path| held.contains(path.as_str()) && !self.touched.contains(path);
        let mut all: Vec<File<'_>> = files(self.new_listing, options, self.head)
            .map(|path| if unchanged(path) { File::Unchanged(path) } else { File::New(path) })
            .collect();
        let changes = &self.compared.changes;
        let gone = changes.renamed.iter().map(|(old, _)| old).chain(&changes.deleted).chain(&changes.changed);
        let gone = gone.filter(|path| held.contains(path.as_str()) && (is_markdown(path) || is_yaml(path)));
        let read = |path: &&Utf8PathBuf| self.before().joins.any() || shown(self.now(path), options);
        all.extend(gone.filter(read).map(|path| File::Old(path)));
        all
    }

    fn judge(&self, options: &Options) -> Both {
        let one = |file: &File<'_>| match *file {
            File::Unchanged(path) => {
                let read = self.after().read(path);
                let again = self.base.map(|base| match &read {
                    Ok(bytes) => base.bytes(path, Ok(bytes.clone())),
                    Err(_) => base.file(self.after(), path),
                });
                let new = self.head.bytes(path, read);
                let old = again.clone().unwrap_or_else(|| new.clone());
                (Some(old), Some(new), again)
            }
            File::New(path) => {
                let tried = self.base.map(|base| base.file(self.after(), path));
                (None, Some(self.head.file(self.after(), path)), tried)
            }
            File::Old(path) => (Some(self.before().file(self.base_tree(), path)), None, None),
        };
        let files = self.files(options);
        for judge in [Some(self.head), self.base].into_iter().flatten() {
            judge.joins.expect(2 * files.len());
        }
        let mut judged: Vec<Judged<'_>> = files
            .par_iter()
            .map(|file| {
                let (File::Unchanged(path) | File::New(path) | File::Old(path)) = *file;
                let (old, new, tried) = one(file);
                (path, old, new, tried)
            })
            .collect();

        let mut old = assembly(self.before(), self.base_tree(), options).compared(self.moved.clone());
        let mut new = assembly(self.head, self.after(), options).compared(BTreeMap::new());
        let mut tried = self.base.map(|base| assembly(base, self.after(), options));
        let hide = |path: &Utf8Path, judgement: &mut Option<Judgement>| {
            if let Some(judgement) = judgement {
                judgement.hidden = !shown(path, options);
            }
        };
        for (path, before, after, under) in &mut judged {
            hide(self.now(path), before);
            hide(path, after);
            hide(path, under);
        }
        let new_library =
            self.head.library(&self.new_listing.paths, judged.iter().filter_map(|one| one.2.as_ref()));
        let all = judged.iter_mut().filter_map(|one| one.2.as_mut());
        self.head.conclude(&new_library, all, self.accepted, None);
        new.know(new_library.sources());
        let old_library =
            self.before().library(&self.old_listing.paths, judged.iter().filter_map(|one| one.1.as_ref()));
        let changes = self.changes(&judged, &new_library.index);
        let (mut all, mut known) = (Vec::new(), HashMap::new());
        for (_, before, after, _) in &mut judged {
            all.extend(before);
            let number = after.as_ref().and_then(|after| Some(after.document.as_ref()?.number));
            known.extend(number.zip(after.as_ref()));
        }
        let earlier = Earlier { judgements: known, changes };
        // Judged by others, nothing that was said of the second tree says anything of the first.
        let earlier = Some(&earlier).filter(|_| self.base.is_none());
        self.before().conclude(&old_library, all.into_iter(), self.accepted, earlier);
        old.know(old_library.sources());
        if let (Some(base), Some(tried)) = (self.base, &mut tried) {
            let library =
                base.library(&self.new_listing.paths, judged.iter().filter_map(|one| one.3.as_ref()));
            let all = judged.iter_mut().filter_map(|one| one.3.as_mut());
            base.conclude(&library, all, self.accepted, None);
            tried.know(library.sources());
        }
        for (path, before, after, under) in judged {
            let additions = [(Some(&mut old), before), (Some(&mut new), after), (tried.as_mut(), under)];
            for (assembly, judgement) in additions {
                if let (Some(assembly), Some(judgement)) = (assembly, judgement) {
                    assembly.add(path, judgement);
                }
            }
        }
        around(&mut old, self.old_listing, options);
        around(&mut new, self.new_listing, options);
        let (old_ended, old_failed) = old.ended();
        let (new_ended, new_failed) = new.ended();
        let old_failed: BTreeSet<&Utf8Path> = old_failed.iter().map(|path| self.now(path)).collect();
        Both {
            failed: new_failed.iter().any(|path| !old_failed.contains(path.as_path())),
            old: old.finish(),
            new: new.finish(),
            tried: tried.map(Assembly::finish),
            old_ended,
            new_ended,
        }
    }
}

fn assembly<'a>(judge: &'a Judge<'a>, tree: &dyn Tree, options: &Options) -> Assembly<'a> {
    Assembly::new(judge.prepared, judge, tree.name(), &options.as_of)
}

/// `--only` may name what the base does not have yet.
fn judge_of<'a>(base: &'a Prepared, options: &'a Options) -> Judge<'a> {
    let forced = options.kind.as_deref().and_then(|name| kind(name, &base.set).ok());
    Judge::new(base, options, forced)
}

/// Files of the second tree that the first does not have so.
fn touched(changes: &Changes) -> BTreeSet<&Utf8Path> {
    let renamed = changes.renamed.iter().map(|(_, new)| new);
    changes.changed.iter().chain(&changes.added).chain(renamed).map(Utf8PathBuf::as_path).collect()
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
    let found = std::mem::take(&mut both.new.diagnostics);
    let (kept, fresh): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| had(&old, found));
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
