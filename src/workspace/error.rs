//! What can go wrong at the door, in words for the person at the keyboard.

use std::io;
use std::path::Path;

use camino::Utf8Path;

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
        "`{path}` is a bare git repository: it keeps the history, but no folder with the files. Clone it and run soplint in the clone, or name a commit with `--rev`."
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
    /// What was asked for needs git's records.
    #[error(
        "`{path}` is not in a git repository, so there is no commit and nothing staged to check. Run soplint in the folder of the repository, or without `--staged`, `--rev` and `--diff`."
    )]
    NoRepository {
        /// Absolute.
        path: String,
    },
    /// `HEAD` before the first commit.
    #[error(
        "The git repository at `{path}` has no commits yet. Make the first one, or check the files as they are, without `--rev` and `--diff`."
    )]
    NoCommits {
        /// Absolute.
        path: String,
    },
    /// There are commits, and no index.
    #[error(
        "git's list of staged files, `{path}`, was not found. Run `git reset` to make it again from the last commit, then try again."
    )]
    NoIndex {
        /// Absolute.
        path: String,
    },
    /// Nothing here goes by this name, or something that is no commit.
    #[error("`{revision}` does not name a commit here: {cause}.{hint}")]
    Revision {
        /// As it was given, escaped.
        revision: String,
        /// Why not; no full stop.
        cause: String,
        /// What to try: empty, or sentences after a space.
        hint: String,
    },
    /// Two commits without a common one before them, as far as this clone goes.
    #[error(
        "No commit was found from which both `{base}` and `{tip}` come, so what this branch changes is not known. {hint}"
    )]
    NoMergeBase {
        /// As it was given, escaped.
        base: String,
        /// The other one.
        tip: String,
        /// What to try; it differs for a shallow clone.
        hint: &'static str,
    },
    /// The branches are kept in a way that can't be read yet.
    #[error(
        "The git repository at `{path}` keeps its branches in the `reftable` format, which soplint can't read. Run `git refs migrate --ref-format=files`, or check the files as they are."
    )]
    Reftable {
        /// Absolute.
        path: String,
    },
    /// In git's records, but its bytes are not.
    #[error(
        "git knows of `{path}`, but its content is not in this copy of the repository, `{home}`: it is a partial clone, or damaged. Run `git fetch --refetch --no-filter` there, then try again."
    )]
    NotFetched {
        /// Relative to the root; or a commit's hash and `^{tree}`, for all of its files.
        path: String,
        /// Absolute.
        home: String,
    },
    /// In the tree, and left out of its listing.
    #[error("`{path}` was not read: {why}.")]
    LeftOut {
        /// Relative to the root.
        path: String,
        /// As in the listing.
        why: super::Why,
    },
    /// More names than a tree of documents can have.
    #[error("The git repository at `{path}` holds more than a million files, which soplint does not read.")]
    TooMany {
        /// Absolute.
        path: String,
    },
}

impl Error {
    pub(super) fn outside(path: &Utf8Path, why: &'static str) -> Self {
        Self::Outside { path: names::shown(path.as_str().as_bytes()), why }
    }

    pub(super) fn repository(at: &Path, cause: &gix::Error) -> Self {
        // Its own text is a tree over several lines; the innermost cause is what helps.
        let cause = names::shown(cause.probable_cause().to_string().trim_end_matches('.').as_bytes());
        Self::Repository { path: names::shown_path(at), cause }
    }
}
