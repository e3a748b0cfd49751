//! Folders of a commit that are staged as they are, so that git's own folders need not be read.
//!
//! The index notes for a folder which stored folder its entries make up, as long as none of them changes
//! (gitformat-index, "Cache tree"). `git commit` stores that folder without another look, so a note that were
//! wrong would be as wrong in the commit.

use gix::ObjectId;
use gix::bstr::{BString, ByteSlice};
use gix::index::entry::{Flags, Stage};
use gix::index::extension::Tree as Note;
use gix::objs::tree::EntryKind;

use super::names;

/// What is staged below a folder of the repository.
pub(super) struct Staged {
    index: gix::index::File,
    /// From the top of the repository, with `/`; empty for the top itself.
    below: String,
}

/// A file: its path, seen from the folder that was asked for, what it is, and its content.
pub(super) type Stored = (Vec<u8>, EntryKind, ObjectId);

impl Staged {
    pub(super) fn new(index: gix::index::File, below: &str) -> Self {
        Self { index, below: below.to_owned() }
    }

    /// All files below `folder` (empty: all), where they are exactly those of the stored folder `id`, and none of
    /// them has a path that is left out.
    pub(super) fn files(&self, folder: &[u8], id: ObjectId) -> Option<Vec<Stored>> {
        let full = [self.below.as_bytes(), folder].into_iter().filter(|part| !part.is_empty());
        let full = BString::from(full.collect::<Vec<_>>().join(&b'/'));
        let note = self.note(&full)?;
        let count = note.num_entries.filter(|_| note.id == id)?;
        let prefix = if full.is_empty() { full } else { BString::from([full.as_slice(), b"/"].concat()) };
        let entries = self.index.prefixed_entries(prefix.as_bstr())?;
        if entries.len() != count as usize {
            return None;
        }
        let from = self.below.len() + usize::from(!self.below.is_empty());
        let file = |entry: &gix::index::Entry| -> Option<Stored> {
            let path = &entry.path(&self.index)[from..];
            let plain = entry.stage() == Stage::Unconflicted
                && !entry.flags.contains(Flags::INTENT_TO_ADD)
                && !entry.mode.is_sparse()
                && std::str::from_utf8(path).is_ok_and(|path| names::inside(path.as_ref()).is_ok());
            let kind = entry.mode.to_tree_entry_mode().filter(|_| plain)?.kind();
            Some((path.to_vec(), kind, entry.id))
        };
        entries.iter().map(file).collect()
    }

    fn note(&self, folder: &[u8]) -> Option<&Note> {
        let names = folder.split(|byte| *byte == b'/').filter(|name| !name.is_empty());
        names.fold(self.index.tree(), |note, name| {
            note?.children.iter().find(|child| child.name.as_slice() == name)
        })
    }
}
