//! The only door to disk and git: a [`Tree`] lists files and reads their bytes.
//!
//! Everything above takes a tree and does not ask where its files come from. What lies behind the
//! door is not trusted: a tree opens no file outside its root and none through a link, and it says
//! which names it left out, so that "not found" never means "not looked at".
#![allow(clippy::disallowed_methods, reason = "the IO boundary")]

mod changes;
mod compare;
mod discover;
mod disk;
mod error;
mod folder;
mod git;
mod hooks;
mod ignored;
mod index;
mod memory;
mod names;
mod renames;
mod revision;
mod snapshot;
mod staged;
mod worktree;

use camino::{Utf8Path, Utf8PathBuf};

use changes::is_blob;
pub use changes::{Changes, content_id};
pub use compare::{Against, Base, Comparison, compare};
pub use discover::{How, Opened, below_top, locate, open};
pub use error::Error;
pub use folder::Folder;
pub use hooks::{Hooks, hooks};
pub use ignored::{IgnoredBy, ignored_by};
pub use index::open_index;
pub use memory::MemoryTree;
pub use revision::{open_revision, settings_at};
pub use snapshot::Snapshot;
pub use worktree::Worktree;

/// The largest file that is read, in bytes (16 MiB). A record is a few pages of text.
pub const MAX_FILE: u64 = 16 << 20;

/// A set of files below one root. Paths are relative to the root, with `/`.
pub trait Tree: std::fmt::Debug + Send + Sync {
    /// What the files are: `worktree` (on disk, in a repository or in a plain folder), `index` (as
    /// staged), `rev:` and a commit's full hash, or `memory`.
    ///
    /// A reader of a report wants to know whether files were judged as they lie on disk; whether
    /// git is there as well is a different question, and [`Opened::how`] does not hide the answer.
    fn name(&self) -> &str;

    /// Every file, whatever its kind, with the names that were left out.
    ///
    /// # Errors
    /// When the root or the git repository can't be read. A single bad entry is never an error:
    /// it is in [`Listing::skipped`].
    fn list(&self) -> Result<Listing, Error>;

    /// The bytes of one file, at most [`MAX_FILE`]. The file need not be in the listing.
    ///
    /// # Errors
    /// [`Error::Outside`] for an absolute path, `..`, `.git`, and whatever lies behind a link;
    /// [`Error::NotFound`], [`Error::TooLarge`] and [`Error::Unreadable`] as their names say.
    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, Error>;

    /// git's id of what [`Tree::read`] gives for a file, in hex, where the tree knows it without
    /// reading. Two files with one id hold the same bytes: read and parse one of them.
    fn id(&self, path: &Utf8Path) -> Option<String> {
        let _ = path;
        None
    }
}

/// What a tree holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Sorted by bytes, each once.
    pub paths: Vec<Utf8PathBuf>,
    /// What is there and was not listed, sorted by path.
    pub skipped: Vec<Skipped>,
}

impl Listing {
    /// Files a raw name, as git or the disk gave it, under its path or under what was skipped.
    fn file(&mut self, name: &[u8]) {
        match std::str::from_utf8(name) {
            Ok(path) => self.paths.push(path.into()),
            Err(_) => self.skip(name, Why::NotUtf8),
        }
    }

    fn skip(&mut self, name: &[u8], why: Why) {
        self.skipped.push(Skipped { path: names::shown(name), why });
    }

    /// `Utf8Path` compares by component, which is another order than git's.
    fn sorted(mut self) -> Self {
        self.paths.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
        self.paths.dedup();
        self.skipped.sort_unstable();
        self.skipped.dedup();
        self
    }
}

/// A name that is in the tree and was not listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// For people: bytes outside UTF-8 and control characters are escaped, so it opens nothing.
    pub path: String,
    /// What kept it out.
    pub why: Why,
}

/// Why a name was not listed. It displays as the end of the sentence "`x` was not read: ...".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Why {
    /// The name can't be written in a report.
    #[error("its name is not valid UTF-8 text; rename it")]
    NotUtf8,
    /// A symbolic link, or a tracked file behind one. Where it leads does not matter.
    #[error("it is a link, and links are not followed; put the file itself here")]
    Link,
    /// A pipe, socket or device.
    #[error("it is not an ordinary file")]
    Special,
    /// A submodule, or a repository inside this one.
    #[error("it is another git repository; check it on its own")]
    Repository,
    /// Folders inside folders beyond any use.
    #[error("it lies too many folders deep")]
    TooDeep,
    /// Two versions of it wait for a decision in the index.
    #[error("it is in conflict; settle that, and stage it with `git add`")]
    Conflict,
    /// `git add -N`. A commit would not hold it.
    #[error("only its name is staged (`git add -N`); stage its content with `git add`")]
    NotStaged,
    /// git has its name, and not its content: a partial clone, or a damaged one.
    #[error("its content is not in this copy of the repository; get it with `git fetch --refetch`")]
    NotFetched,
    /// A name in git's records that git itself writes to no disk: `.git`, `..`.
    #[error("git keeps this name for itself; rename it")]
    Reserved,
    /// The system's reason.
    #[error("it could not be opened: {0}")]
    Unreadable(String),
}
