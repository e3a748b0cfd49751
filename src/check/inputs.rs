//! Settings and policies as they were read, to find out whether a byte of them changed.

use camino::{Utf8Path, Utf8PathBuf};

use crate::config;
use crate::workspace::{Listing, Tree};

use super::{PROFILE, is_setting, waivers};

/// A file with settings or policies, and its bytes.
pub(super) type Input = (Utf8PathBuf, Option<Vec<u8>>);

/// Whether all documents are judged by what stands in this file.
pub(super) fn rests_on(path: &Utf8Path) -> bool {
    path == waivers::FILE || is_setting(path)
}

/// Whether policies and `lint` are as they were, byte for byte, and at the same place.
pub(super) fn same_settings(before: &[Input], now: &[Input]) -> bool {
    // Findings point at what is set, so it must stand where it stood.
    let lint = |bytes: &Option<Vec<u8>>| {
        let text = bytes.as_ref().and_then(|bytes| std::str::from_utf8(bytes).ok())?;
        let found = config::decisive(text).into_iter().map(|(at, words)| (at, words.to_owned()));
        Some(found.collect::<Vec<_>>())
    };
    before.len() == now.len()
        && before.iter().zip(now).all(|(old, new)| {
            old == new
                || (old.0 == new.0
                    && old.0 == PROFILE
                    && lint(&old.1).is_some_and(|before| lint(&new.1) == Some(before)))
        })
}

/// What a tree holds of them.
pub(super) fn inputs(tree: &dyn Tree, listing: &Listing) -> Vec<Input> {
    let left_out =
        listing.skipped.iter().map(|skipped| Utf8Path::new(&skipped.path)).filter(|path| *path == PROFILE);
    let paths = listing.paths.iter().map(Utf8PathBuf::as_path).filter(|path| rests_on(path));
    paths.chain(left_out).map(|path| (path.to_owned(), tree.read(path).ok())).collect()
}
