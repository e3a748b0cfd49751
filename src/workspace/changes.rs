//! What differs between two trees.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use sha1::{Digest, Sha1};

use super::renames::{Alone, renames};
use super::{Error, Listing, Tree, Why, names};

/// What happened to files from one tree to another. Each list is sorted by bytes, and each path is
/// in one of them at most. Files that are equal are in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// In both, with other content; or read in one and left out in the other (as a link, say).
    pub changed: Vec<Utf8PathBuf>,
    /// In the second only.
    pub added: Vec<Utf8PathBuf>,
    /// In the first only.
    pub deleted: Vec<Utf8PathBuf>,
    /// Old and new path, in the order of the new ones, of files with at least half of their text
    /// in common, as `git diff -M50%` decides it. The user's git settings have no say.
    pub renamed: Vec<(Utf8PathBuf, Utf8PathBuf)>,
}

impl Changes {
    /// Compares two trees with the same root. Files whose ids the trees know are not read, save
    /// those that may have been renamed. Line endings alone are no change where one of the files
    /// lies on disk, since git may have changed them on the way there.
    ///
    /// # Errors
    /// When a tree can't be listed. A file that can't be read counts as changed.
    pub fn between(before: &dyn Tree, after: &dyn Tree) -> Result<Self, Error> {
        let (old, new) = (Side::new(before)?, Side::new(after)?);
        let mut changes = Self::default();
        let (mut gone, mut fresh) = (Vec::new(), Vec::new());
        for path in &old.listing.paths {
            if new.paths.contains(path.as_str()) {
                if !same(&old, &new, path) {
                    changes.changed.push(path.clone());
                }
            } else if new.leaves_out(path) {
                changes.changed.push(path.clone());
            } else {
                gone.push(path);
            }
        }
        for path in new.listing.paths.iter().filter(|path| !old.paths.contains(path.as_str())) {
            if old.leaves_out(path) {
                changes.changed.push(path.clone());
            } else {
                fresh.push(path);
            }
        }
        changes.changed.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
        changes.moved(&old, &new, &gone, &fresh);
        Ok(changes)
    }

    fn moved(&mut self, old: &Side<'_>, new: &Side<'_>, gone: &[&Utf8PathBuf], fresh: &[&Utf8PathBuf]) {
        let mut pairs = Vec::new();
        if !gone.is_empty() && !fresh.is_empty() {
            let like = gone.iter().find_map(|path| old.tree.id(path)).unwrap_or_default();
            let ids = |side: &Side<'_>, paths: &[&Utf8PathBuf]| -> Vec<Option<String>> {
                paths.iter().map(|path| side.id(path, &like)).collect()
            };
            let (old_ids, new_ids) = (ids(old, gone), ids(new, fresh));
            let read_old = |path: &str| old.tree.read(path.into()).ok();
            let read_new = |path: &str| new.tree.read(path.into()).ok();
            pairs = renames(&alone(gone, &old_ids, &read_old), &alone(fresh, &new_ids, &read_new));
        }
        let left: BTreeSet<usize> = pairs.iter().map(|(old, _)| *old).collect();
        let arrived: BTreeSet<usize> = pairs.iter().map(|(_, new)| *new).collect();
        self.renamed = pairs.into_iter().map(|(old, new)| (gone[old].clone(), fresh[new].clone())).collect();
        self.deleted = without(gone, &left);
        self.added = without(fresh, &arrived);
    }
}

/// git's id of a file with these bytes, in hex, by the hash that the id `like` is written in
/// (SHA-1 when that is no id). For files that lie on disk, of which [`Tree::id`] knows nothing.
#[must_use]
pub fn content_id(bytes: &[u8], like: &str) -> String {
    let kind = gix::hash::Kind::from_hex_len(like.len()).unwrap_or(gix::hash::Kind::Sha1);
    let id = gix::objs::compute_hash(kind, gix::objs::Kind::Blob, bytes);
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// Whether git stores these bytes under an id.
///
/// The library's SHA-1 looks for made collisions as well, which takes four times as long. Git did that when it took
/// the blob in, and does it with whatever it writes to disk or is given to store: of two contents made to share an
/// id it has neither. So here the plain function will do.
pub(super) fn is_blob(bytes: &[u8], id: &gix::oid) -> bool {
    if id.kind() == gix::hash::Kind::Sha1 {
        let header = format!("blob {}\0", bytes.len());
        return Sha1::new().chain_update(header).chain_update(bytes).finalize()[..] == *id.as_bytes();
    }
    gix::objs::compute_hash(id.kind(), gix::objs::Kind::Blob, bytes).is_ok_and(|own| *own == *id)
}

struct Side<'a> {
    tree: &'a dyn Tree,
    listing: Listing,
    paths: BTreeSet<String>,
    skipped: BTreeMap<String, Why>,
}

impl<'a> Side<'a> {
    fn new(tree: &'a dyn Tree) -> Result<Self, Error> {
        let listing = tree.list()?;
        let paths = listing.paths.iter().map(ToString::to_string).collect();
        let skipped =
            listing.skipped.iter().map(|skipped| (skipped.path.clone(), skipped.why.clone())).collect();
        Ok(Self { tree, listing, paths, skipped })
    }

    /// Whether a path is there, and not as a file one could read. What is not staged is not there.
    fn leaves_out(&self, path: &Utf8Path) -> bool {
        let why = self.skipped.get(&names::shown(path.as_str().as_bytes()));
        why.is_some_and(|why| *why != Why::NotStaged)
    }

    fn id(&self, path: &Utf8Path, like: &str) -> Option<String> {
        self.tree.id(path).or_else(|| Some(content_id(&self.tree.read(path).ok()?, like)))
    }
}

fn same(old: &Side<'_>, new: &Side<'_>, path: &Utf8Path) -> bool {
    let disk_against = |disk: &Side<'_>, id: &str| {
        let Ok(bytes) = disk.tree.read(path) else { return false };
        if content_id(&bytes, id) == id {
            return true;
        }
        let text = bytes.windows(2).any(|pair| pair == b"\r\n").then(|| unix_lines(&bytes));
        text.is_some_and(|text| content_id(&text, id) == id)
    };
    match (old.tree.id(path), new.tree.id(path)) {
        (Some(old), Some(new)) => old == new,
        (Some(id), None) => disk_against(new, &id),
        (None, Some(id)) => disk_against(old, &id),
        (None, None) => match (old.tree.read(path), new.tree.read(path)) {
            (Ok(old), Ok(new)) => old == new,
            _ => false,
        },
    }
}

/// As git stores a text that it wrote to disk with the line endings of Windows.
fn unix_lines(bytes: &[u8]) -> Vec<u8> {
    let next = bytes.iter().skip(1).map(Some).chain([None]);
    let kept = bytes.iter().zip(next).filter(|(byte, next)| (**byte, *next) != (b'\r', Some(&b'\n')));
    kept.map(|(byte, _)| *byte).collect()
}

fn alone<'a>(
    paths: &[&'a Utf8PathBuf],
    ids: &'a [Option<String>],
    read: &'a dyn Fn(&str) -> Option<Vec<u8>>,
) -> Vec<Alone<'a>> {
    let files = paths.iter().zip(ids);
    files.map(|(path, id)| Alone { path: path.as_str(), id: id.as_deref(), read }).collect()
}

fn without(paths: &[&Utf8PathBuf], taken: &BTreeSet<usize>) -> Vec<Utf8PathBuf> {
    let rest = paths.iter().enumerate().filter(|(at, _)| !taken.contains(at));
    rest.map(|(_, path)| (*path).clone()).collect()
}
