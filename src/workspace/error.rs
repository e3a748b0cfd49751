//! What can go wrong at the door, in words for the person at the keyboard.

use std::io;
use std::path::Path;

use super::{MAX_FILE, names};

/// A tree could not be opened, listed or read. Paths in it are for people: escaped where needed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No file of this name.
    #[error("`{path}` was not found. It may have been moved, renamed or deleted.")]
    NotFound {
        /// Relative to the root.
        path: String,
    },
    /// More than [`MAX_FILE`] bytes.
    #[error("`{path}` is larger than {} MiB, the most that soplint reads. Split it, or move it elsewhere.", MAX_FILE >> 20)]
    TooLarge {
        /// Relative to the root.
        path: String,
    },
    /// It is there, and the system does not give its bytes.
    #[error("`{path}` could not be read: {cause}. Check that you may open it, then try again.")]
    Unreadable {
        /// Relative to the root.
        path: String,
        /// The system's reason.
        cause: io::Error,
    },
    /// Not inside the root, or only through a link.
    #[error("`{path}` was not opened: {why}. soplint reads only files inside the folder that it checks.")]
    Outside {
        /// As it was asked for.
        path: String,
        /// Which of the rules it broke.
        why: &'static str,
    },
    /// The place to start from is not there, or can't be opened.
    #[error("The folder `{path}` could not be opened: {cause}. Check its name, and that you may open it.")]
    NoFolder {
        /// As it was given, or absolute.
        path: String,
        /// The system's reason.
        cause: io::Error,
    },
    /// A repository without a working tree.
    #[error(
        "`{path}` is a bare git repository: it keeps the history, but no folder with the files. Clone it, and run soplint in the clone."
    )]
    Bare {
        /// Absolute.
        path: String,
    },
    /// git's own files are damaged, missing or of an unknown format.
    #[error(
        "The git repository at `{path}` could not be read: {cause}. Run `git status` in that folder: it may say what to mend."
    )]
    Repository {
        /// Absolute.
        path: String,
        /// What the git library or the system says.
        cause: String,
    },
}

impl Error {
    pub(super) fn repository(at: &Path, cause: &gix::Error) -> Self {
        // Its own text is a tree over several lines; the innermost cause is what helps.
        let cause = names::shown(cause.probable_cause().to_string().trim_end_matches('.').as_bytes());
        Self::Repository { path: names::shown_path(at), cause }
    }
}
