//! Where the root is, and which kind of tree stands on it.

use std::fs;
use std::path::{Path, PathBuf};

use camino::Utf8PathBuf;

use super::git::Place;
use super::{Error, Folder, Tree, Worktree, names};

/// The file that marks a root: the firm's profile and settings.
pub(super) const PROFILE: &str = "soplint.yaml";

/// The folders of a firm's records, by convention.
const RECORDS: [&str; 4] = ["sops", "engagements", "records", "agreements"];

/// A tree, and where it was found.
#[derive(Debug)]
pub struct Opened {
    /// Absolute, links resolved. The paths of the tree start here.
    pub root: PathBuf,
    /// The working tree below the root, or a plain folder outside any repository.
    pub tree: Box<dyn Tree>,
    /// Why this folder is the root.
    pub how: How,
}

/// What made a folder the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is the nearest folder, from the start upwards, with a `soplint.yaml`.
    Profile,
    /// No `soplint.yaml` was found; it is the top of the git repository.
    Repository,
    /// Neither; it is the folder that was given, or the one above `sops` or `records` around it.
    Given,
}

/// From the top of the git repository around a root to that root; empty where they are one, and outside
/// any repository.
#[must_use]
pub fn below_top(root: &Path) -> Utf8PathBuf {
    let place = existing_folder(root).and_then(|root| Place::around(&root));
    place.ok().flatten().map(|place| place.below.into()).unwrap_or_default()
}

/// Finds the root for `start` (a folder, or a file in it) and opens the tree there.
///
/// The search for a `soplint.yaml` ends at the top of the git repository, if there is one. Git is
/// found as git itself would find it, so that a hook sees what git shows it (`GIT_DIR`,
/// `GIT_INDEX_FILE`), but a `GIT_DIR` that is about some other folder does not count.
///
/// # Errors
/// When `start` is not there, and when git's files are, but can't be used.
pub fn open(start: &Path) -> Result<Opened, Error> {
    worktree(&existing_folder(start)?, None)
}

/// [`open`], with the root at a folder of the repository (seen from its top) where one is given.
pub(super) fn worktree(start: &Path, folder: Option<&str>) -> Result<Opened, Error> {
    let Some(place) = Place::around(start)? else {
        let (root, how) = match nearest_profile(start, None) {
            Some(root) => (root.to_owned(), How::Profile),
            None => (above_records(start).unwrap_or_else(|| start.to_owned()), How::Given),
        };
        return Ok(Opened { tree: Box::new(Folder::new(&root)), root, how });
    };
    if place.bare {
        return Err(Error::Bare { path: names::shown_path(&place.home) });
    }
    let fixed = folder.map(|folder| place.folder(folder));
    let Place { repository, home: top, .. } = place;
    let (root, how) = match (fixed, nearest_profile(start, Some(&top))) {
        (Some(root), _) => (root, How::Profile),
        (None, Some(root)) => (root.to_owned(), How::Profile),
        (None, None) => (top.clone(), How::Repository),
    };
    let below = root.strip_prefix(&top).expect("the search does not go above the top");
    let worktree = Worktree::new(repository, root.clone(), names::bytes(below));
    Ok(Opened { tree: Box::new(worktree), root, how })
}

/// Opens the tree that a file belongs to, and gives the file's path there. Neither the file nor its
/// folder needs to be on disk yet.
///
/// # Errors
/// As for [`open`], and [`Error::Outside`] where the path can't be one of the tree.
pub fn locate(file: &Path) -> Result<(Opened, Utf8PathBuf), Error> {
    let outside = |why| Error::Outside { path: names::shown_path(file), why };
    let exists = |folder: &&Path| fs::metadata(folder).is_ok_and(|meta| meta.is_dir());
    let folder =
        file.ancestors().skip(1).find(exists).ok_or_else(|| outside("no part of its path is there"))?;
    let opened = open(folder)?;
    let rest = file.strip_prefix(folder).expect("is one of its ancestors");
    let full = fs::canonicalize(folder).map(|folder| folder.join(rest));
    let full = full.map_err(|cause| Error::NoFolder { path: names::shown_path(folder), cause })?;
    let path = names::inside(full.strip_prefix(&opened.root).expect("the root is above the folder"));
    let path = String::from_utf8(names::bytes(&path.map_err(outside)?));
    Ok((opened, path.map_err(|_| outside("its name is not valid UTF-8 text"))?.into()))
}

/// Where nothing marks a root, a file in `sops/` still lies in `sops/`: the root is the folder above.
fn above_records(start: &Path) -> Option<PathBuf> {
    let folder = start.ancestors().find(|folder| {
        folder.file_name().and_then(|name| name.to_str()).is_some_and(|name| RECORDS.contains(&name))
    });
    Some(folder?.parent()?.to_owned())
}

/// The folder that `start` is, or lies in; absolute, links resolved.
pub(super) fn existing_folder(start: &Path) -> Result<PathBuf, Error> {
    let mut found =
        fs::canonicalize(start).map_err(|cause| Error::NoFolder { path: names::shown_path(start), cause })?;
    if !found.is_dir() {
        found.pop();
    }
    Ok(found)
}

/// Anything of that name counts, even a link that will not be read: to pass over it in silence
/// would be to judge by some other profile.
fn nearest_profile<'a>(start: &'a Path, top: Option<&Path>) -> Option<&'a Path> {
    start
        .ancestors()
        .take_while(|folder| top.is_none_or(|top| folder.starts_with(top)))
        .find(|folder| fs::symlink_metadata(folder.join(PROFILE)).is_ok_and(|meta| !meta.is_dir()))
}
