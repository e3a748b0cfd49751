//! A commit to compare with, and what differs from it.

use std::path::Path;

use super::discover::existing_folder;
use super::git::Place;
use super::snapshot::{Entries, Snapshot};
use super::{Changes, Error, Opened, Tree, index, names, open, revision};

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
    /// As [`open`], [`open_index`](super::open_index) or [`open_revision`](super::open_revision) gives it.
    pub after: Opened,
    /// From `before` to `after`. What moved into or out of the root is added or deleted.
    pub changes: Changes,
}

/// Compares what is in the repository around `start` with a base.
///
/// The root is that of `after`; in the base it may have no `soplint.yaml`, or not exist. Before
/// the first commit, `HEAD` as the base is an empty tree, so that a hook can check that commit.
///
/// # Errors
/// Those of opening either tree; [`Error::NoRepository`], [`Error::NoMergeBase`].
pub fn compare(start: &Path, base: &str, which: Base, against: Against<'_>) -> Result<Comparison, Error> {
    let start = existing_folder(start)?;
    let place = Place::required(&start)?;
    let after = match against {
        Against::Worktree => open(&start)?,
        Against::Index => index::open_index(&start)?,
        Against::Revision(revision) => revision::open_revision(&start, revision)?,
    };
    let below = after.root.strip_prefix(&place.home).map(names::bytes).unwrap_or_default();
    let below = String::from_utf8(below).unwrap_or_default();

    let tip = match against {
        Against::Worktree | Against::Index => "HEAD",
        Against::Revision(revision) => revision,
    };
    let found = match commit(&place, base, which, tip) {
        Ok(commit) => Some(commit),
        Err(Error::NoCommits { .. }) if base == tip => None,
        Err(error) => return Err(error),
    };
    let before = match found {
        Some(commit) => revision::at(&place, commit, &below)?,
        None => Snapshot::new("none".into(), Entries::default(), &place.home, place.repository.clone()),
    };
    let changes = Changes::between(&before, &*after.tree)?;
    let tree: Box<dyn Tree> = Box::new(before);
    let before = Opened { root: after.root.clone(), tree, how: after.how };
    Ok(Comparison { base: found.map(|commit| commit.to_string()), before, after, changes })
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
