//! What is staged: the tree that `git commit` would store.

use std::path::Path;

use gix::bstr::ByteSlice;
use gix::index::entry::{Flags, Stage};

use super::discover::{PROFILE, existing_folder};
use super::git::{self, Place};
use super::snapshot::{Entries, Snapshot};
use super::{Error, How, Opened, Why, names};

/// Opens the index around `start` (a folder, or a file in it) as a tree named `index`, with the
/// bytes that are staged, whatever lies on disk.
///
/// The root is the nearest folder, from `start` up to the top of the repository, for which a
/// `soplint.yaml` is staged. In a hook this is the index that is being committed, also with
/// `git commit PATH` (`GIT_INDEX_FILE`).
///
/// Left out, with the reason: files in conflict, names without content (`git add -N`), links and
/// submodules. Folders that a sparse checkout leaves out are staged all the same, and are listed.
///
/// # Errors
/// [`Error::NoFolder`], [`Error::NoRepository`], [`Error::Bare`], [`Error::Repository`] and
/// [`Error::TooMany`]; [`Error::NoIndex`] when there is no index although there are commits.
pub fn open_index(start: &Path) -> Result<Opened, Error> {
    index(&existing_folder(start)?, None)
}

/// [`open_index`], with the root at a folder of the repository (seen from its top) where one is given.
pub(super) fn index(start: &Path, folder: Option<&str>) -> Result<Opened, Error> {
    let place = Place::required(start)?;
    if place.bare {
        return Err(Error::Bare { path: names::shown_path(&place.home) });
    }
    let repository = place.repository.to_thread_local();
    let index = match git::index(&repository).map_err(|error| place.failed(&error))? {
        Some(index) => index,
        // As `git add` would begin.
        None if repository.head().is_ok_and(|head| head.is_unborn()) => git::no_index(&repository),
        None => return Err(Error::NoIndex { path: names::shown_path(&git::index_path(&repository)) }),
    };
    let mut entries = Entries::default();
    for entry in index.entries() {
        let path = entry.path(&index);
        if entry.stage() != Stage::Unconflicted {
            entries.skip(path, Why::Conflict);
        } else if entry.flags.contains(Flags::INTENT_TO_ADD) {
            entries.skip(path, Why::NotStaged);
        } else if entry.mode.is_sparse() {
            entries
                .add_folder(&repository, path.trim_end_with(|char| char == '/'), entry.id, None)
                .map_err(|_| Error::TooMany { path: names::shown_path(&place.home) })?;
        } else {
            match entry.mode.to_tree_entry_mode() {
                Some(mode) => entries.add(path, mode.kind(), entry.id),
                None => entries.skip(path, Why::Special),
            }
        }
    }
    let nearest = || place.upwards().find(|folder| entries.has(&names::join(folder, PROFILE)));
    let profile = folder.or_else(nearest);
    let how = if profile.is_some() { How::Profile } else { How::Repository };
    let folder = profile.unwrap_or_default();
    let root = place.folder(folder);
    let tree = Snapshot::new("index".into(), entries.below(folder), &place.home, place.repository.clone());
    Ok(Opened { tree: Box::new(tree.checked_out(root.clone())), root, how })
}
