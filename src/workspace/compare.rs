//! A commit to compare with, and what differs from it.

use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};

use super::discover::existing_folder;
use super::git::{self, Place};
use super::snapshot::{Entries, Snapshot};
use super::staged::Staged;
use super::{Changes, Error, IgnoredBy, Opened, Tree, discover, ignored_by, index, names, revision};

/// What is compared with the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against<'a> {
    /// The files on disk, untracked ones as well.
    Worktree,
    /// What is staged.
    Index,
    /// A commit: `HEAD`, say.
    Revision(&'a str),
}

/// Which commit stands for a base that was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The one where the branch began: the merge base of what was named and the commit that is
    /// compared, or `HEAD` for the index and the files on disk.
    Fork,
    /// The very commit that was named.
    Exact,
}

/// Two trees with one root, and what differs.
#[derive(Debug)]
pub struct Comparison {
    /// The full hash of the commit that `before` shows; `None` before the first commit.
    pub base: Option<String>,
    /// The files of the base, seen from the root of `after`. Its tree is named `rev:` and the hash, or
    /// `none` before the first commit.
    pub before: Opened,
    /// As [`open`](super::open), [`open_index`](super::open_index) or [`open_revision`](super::open_revision) gives it.
    pub after: Opened,
    /// From `before` to `after`. What moved into or out of the root is added or deleted.
    pub changes: Changes,
    /// Both trees from the top of the repository, where the root lies below it and files are gone.
    tops: Option<Tops>,
}

#[derive(Debug)]
struct Tops {
    before: Box<dyn Tree>,
    after: Box<dyn Tree>,
    /// From the top to the root, with `/`.
    below: String,
}

impl Comparison {
    /// The line of a `.gitignore`, new in `after`, that names a file of `before` which is gone. Lists
    /// above the root are looked at too; their paths then begin with `../`.
    #[must_use]
    pub fn newly_ignored(&self, path: &Utf8Path) -> Option<IgnoredBy> {
        let Some(tops) = &self.tops else {
            let old = ignored_by(&*self.before.tree, path).is_some();
            return ignored_by(&*self.after.tree, path).filter(|_| !old);
        };
        let full = Utf8PathBuf::from(names::join(&tops.below, path.as_str()));
        if ignored_by(&*tops.before, &full).is_some() {
            return None;
        }
        let mut found = ignored_by(&*tops.after, &full)?;
        found.file = match found.file.strip_prefix(&tops.below) {
            Ok(inner) => inner.to_owned(),
            Err(_) => {
                let folder = found.file.parent().map_or(0, |folder| folder.components().count());
                let up = Utf8Path::new(&tops.below).components().count() - folder;
                Utf8PathBuf::from(format!("{}.gitignore", "../".repeat(up)))
            }
        };
        Some(found)
    }
}

/// Compares what is in the repository around `start` with a base.
///
/// The root is the folder that has the `soplint.yaml` in the base, so that moving that file does not
/// move what is looked at; where the base has none, it is the root of `after`. Before the first
/// commit, `HEAD` as the base is an empty tree, so that a hook can check that commit.
///
/// # Errors
/// Those of opening either tree; [`Error::NoRepository`], [`Error::NoMergeBase`].
pub fn compare(start: &Path, base: &str, which: Base, against: Against<'_>) -> Result<Comparison, Error> {
    let start = existing_folder(start)?;
    let place = Place::required(&start)?;
    let tip = match against {
        Against::Worktree | Against::Index => "HEAD",
        Against::Revision(revision) => revision,
    };
    let found = match commit(&place, base, which, tip) {
        Ok(commit) => Some(commit),
        Err(Error::NoCommits { .. }) if base == tip => None,
        Err(error) => return Err(error),
    };
    let profile = match found {
        Some(commit) => {
            let repository = place.repository.to_thread_local();
            revision::profile(&place, &repository, commit)?.map(str::to_owned)
        }
        None => None,
    };
    let after = after_at(&start, against, profile.as_deref())?;
    let below = after.root.strip_prefix(&place.home).map(names::bytes).unwrap_or_default();
    let below = String::from_utf8(below).unwrap_or_default();
    let before = match found {
        Some(commit) => revision::at(&place, commit, &below, staged(&place, against, &below).as_ref())?,
        None => Snapshot::new("none".into(), Entries::default(), &place.home, place.repository.clone()),
    };
    let changes = Changes::between(&before, &*after.tree)?;
    let tops = match found {
        Some(commit) if !below.is_empty() && !changes.deleted.is_empty() => {
            let after = after_at(&start, against, Some(""))?.tree;
            Some(Tops { before: Box::new(revision::at(&place, commit, "", None)?), after, below })
        }
        _ => None,
    };
    let tree: Box<dyn Tree> = Box::new(before);
    let before = Opened { root: after.root.clone(), tree, how: after.how };
    Ok(Comparison { base: found.map(|commit| commit.to_string()), before, after, changes, tops })
}

fn after_at(start: &Path, against: Against<'_>, folder: Option<&str>) -> Result<Opened, Error> {
    match against {
        Against::Worktree => discover::worktree(start, folder),
        Against::Index => index::index(start, folder),
        Against::Revision(tip) => revision::revision(start, tip, folder),
    }
}

/// What is staged, where that is compared: mostly the same as in the commit. An index that can't be read was told
/// of when it was opened.
fn staged(place: &Place, against: Against<'_>, below: &str) -> Option<Staged> {
    let read = || git::index(&place.repository.to_thread_local()).ok().flatten();
    (against == Against::Index).then(read).flatten().map(|index| Staged::new(index, below))
}

fn commit(place: &Place, base: &str, which: Base, tip: &str) -> Result<gix::ObjectId, Error> {
    let mut repository = place.repository.to_thread_local();
    repository.object_cache_size_if_unset(4 << 20); // the search reads the same commits again and again
    let named = revision::commit(place, &repository, base)?;
    if which == Base::Exact {
        return Ok(named);
    }
    let tip_commit = revision::commit(place, &repository, tip)?;
    match repository.merge_base(named, tip_commit).map_err(|error| place.failed(&error))? {
        Some(fork) => Ok(fork.detach()),
        None => Err(Error::NoMergeBase {
            base: names::shown(base.as_bytes()),
            tip: names::shown(tip.as_bytes()),
            hint: if repository.is_shallow().unwrap_or(false) {
                "This clone is shallow: it does not have the older commits. Get them with `git fetch --unshallow`, or give `--no-merge-base` to compare the two commits as they are."
            } else {
                "They have no history in common. Give `--no-merge-base` to compare the two commits as they are."
            },
        }),
    }
}
