//! Files below one folder on disk, reached without ever passing through a link.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use camino::Utf8Path;

use super::{Error, MAX_FILE, names};

/// A folder, and which folders below it are known to be real ones.
#[derive(Debug)]
pub(super) struct Disk {
    root: PathBuf,
    /// Relative. Saves looking at `sops/` once for each file in it.
    real: RwLock<HashSet<PathBuf>>,
}

/// What is at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    File {
        bytes: u64,
    },
    Folder,
    /// A link, or something behind one.
    Link,
    Special,
}

impl Disk {
    /// `root` is absolute, with its own links resolved.
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root, real: RwLock::default() }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// A new listing is a new look: a folder may have become a link since.
    pub(super) fn forget(&self) {
        self.real.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What is at a relative path that [`names::inside`] accepts. One `lstat`, and one for each
    /// folder above it that was not looked at before.
    pub(super) fn look(&self, path: &Path) -> io::Result<Found> {
        let parent = path.parent().unwrap_or(Path::new(""));
        if !self.is_real(parent) {
            let mut folder = PathBuf::new();
            for name in parent.components() {
                folder.push(name);
                if self.is_real(&folder) {
                    continue;
                }
                match self.stat(&folder)? {
                    Found::Folder => {
                        self.real.write().unwrap_or_else(PoisonError::into_inner).insert(folder.clone());
                    }
                    Found::Link => return Ok(Found::Link),
                    Found::Nothing | Found::File { .. } | Found::Special => return Ok(Found::Nothing),
                }
            }
        }
        self.stat(path)
    }

    /// See [`Tree::read`](super::Tree::read).
    pub(super) fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, Error> {
        let shown = || names::shown(path.as_str().as_bytes());
        let unreadable = |cause| Error::Unreadable { path: shown(), cause };
        let inside = names::inside(path.as_std_path()).map_err(|why| Error::outside(path, why))?;
        // Looking first also keeps us from opening a pipe, which would wait forever.
        let bytes = match self.look(&inside).map_err(unreadable)? {
            Found::File { bytes } => bytes,
            Found::Nothing => return Err(Error::NotFound { path: shown() }),
            Found::Link => return Err(Error::Outside { path: shown(), why: names::THROUGH_A_LINK }),
            Found::Folder => return Err(unreadable(io::ErrorKind::IsADirectory.into())),
            Found::Special => return Err(unreadable(io::Error::other("it is not an ordinary file"))),
        };
        if bytes > MAX_FILE {
            return Err(Error::TooLarge { path: shown() });
        }
        let file = fs::File::open(self.root.join(&inside)).map_err(unreadable)?;
        let mut content = Vec::with_capacity(usize::try_from(bytes).expect("at most MAX_FILE") + 1);
        // It may have grown since.
        file.take(MAX_FILE + 1).read_to_end(&mut content).map_err(unreadable)?;
        if content.len() as u64 > MAX_FILE {
            return Err(Error::TooLarge { path: shown() });
        }
        Ok(content)
    }

    fn is_real(&self, folder: &Path) -> bool {
        folder.as_os_str().is_empty()
            || self.real.read().unwrap_or_else(PoisonError::into_inner).contains(folder)
    }

    fn stat(&self, path: &Path) -> io::Result<Found> {
        use io::ErrorKind::{NotADirectory, NotFound};
        match fs::symlink_metadata(self.root.join(path)) {
            Ok(meta) if meta.is_file() => Ok(Found::File { bytes: meta.len() }),
            Ok(meta) if meta.is_dir() => Ok(Found::Folder),
            Ok(meta) if meta.is_symlink() => Ok(Found::Link),
            Ok(_) => Ok(Found::Special),
            Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(Found::Nothing),
            Err(error) => Err(error),
        }
    }
}
