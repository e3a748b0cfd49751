//! The documents of a tree, kept between the edits of a session: each is read again only where it may have
//! changed, and understood again only where it did.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::facts::{Index, is_markdown, is_yaml};
use crate::workspace::Tree;

use super::document::Judge;
use super::remark::Judgement;

/// What is known of the files of a tree.
#[derive(Default)]
pub(super) struct Shelf {
    /// As of which day they were judged.
    as_of: String,
    held: BTreeMap<Utf8PathBuf, Held>,
    /// Files that may not be as they were.
    stale: BTreeSet<Utf8PathBuf>,
}

/// One file: what it was, and what is said of it alone.
struct Held {
    bytes: blake3::Hash,
    judgement: Judgement,
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").field("files", &self.held.len()).field("stale", &self.stale).finish()
    }
}

impl Shelf {
    /// Files that may be documents of a tree.
    pub(super) fn of(paths: &[Utf8PathBuf]) -> Self {
        let mut shelf = Self::default();
        paths.iter().for_each(|path| shelf.touch(path));
        shelf
    }

    /// A file may not be as it was.
    pub(super) fn touch(&mut self, path: &Utf8Path) {
        if is_markdown(path) || is_yaml(path) {
            self.stale.insert(path.to_owned());
        }
    }

    /// Every file may not be as it was, and there may be others.
    pub(super) fn look_again(&mut self, paths: &[Utf8PathBuf]) {
        self.stale.extend(self.held.keys().cloned());
        paths.iter().for_each(|path| self.touch(path));
    }

    /// Reads what may have changed.
    pub(super) fn bring_up(&mut self, judge: &Judge<'_>, tree: &dyn Tree, as_of: &str) {
        if self.as_of != as_of {
            as_of.clone_into(&mut self.as_of);
            let all: Vec<Utf8PathBuf> = std::mem::take(&mut self.held).into_keys().collect();
            self.stale.extend(all);
        }
        let stale: Vec<Utf8PathBuf> = std::mem::take(&mut self.stale).into_iter().collect();
        let held = &self.held;
        let read: Vec<(Utf8PathBuf, Option<Held>)> = stale
            .into_par_iter()
            .filter_map(|path| {
                let bytes = tree.read(&path);
                let hash = bytes.as_ref().ok().map(|bytes| blake3::hash(bytes));
                if hash.is_some() && held.get(&path).map(|held| held.bytes) == hash {
                    return None;
                }
                let found = hash.map(|hash| Held { bytes: hash, judgement: judge.bytes(&path, bytes) });
                Some((path, found))
            })
            .collect();
        for (path, found) in read {
            match found {
                Some(found) => drop(self.held.insert(path, found)),
                None => drop(self.held.remove(&path)),
            }
        }
    }

    /// What is said of a file alone.
    pub(super) fn get(&self, path: &Utf8Path) -> Option<&Judgement> {
        self.held.get(path).map(|held| &held.judgement)
    }

    /// The documents that others join.
    pub(super) fn index(&self, judge: &Judge<'_>) -> Index {
        let paths: Vec<Utf8PathBuf> = self.held.keys().cloned().collect();
        judge.index(&paths, self.held.values().map(|held| &held.judgement))
    }

    /// The files that are judged together with one: those of its engagement, or it alone.
    pub(super) fn around(&self, path: &Utf8Path, index: &Index) -> Vec<(Utf8PathBuf, Judgement)> {
        let own = self.get(path).and_then(|judgement| index.owner(judgement.document.as_ref()?));
        let belongs = |judgement: &Judgement| {
            judgement.document.as_ref().is_some_and(|document| own.is_some() && index.owner(document) == own)
        };
        let all = self.held.iter().filter(|(other, held)| *other == path || belongs(&held.judgement));
        all.map(|(path, held)| (path.clone(), held.judgement.clone())).collect()
    }
}
