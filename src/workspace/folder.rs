//! A plain folder on disk, outside any repository.

use std::path::PathBuf;

use camino::Utf8Path;

use super::disk::Disk;
use super::{Error, Listing, Tree, Why, names};

/// Every file below a folder. Nothing is ignored but what belongs to git: without a repository
/// around it there are no ignore rules. The files of a repository further down count as well.
#[derive(Debug)]
pub struct Folder {
    disk: Disk,
}

impl Folder {
    /// `root` is absolute, with its own links resolved (as [`open`](super::open) gives it).
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { disk: Disk::new(root.into()) }
    }
}

impl Tree for Folder {
    fn name(&self) -> &str {
        "worktree"
    }

    fn list(&self) -> Result<Listing, Error> {
        self.disk.forget();
        let root = self.disk.root();
        let mut listing = Listing::default();
        // Links are not followed, so that none leads out and none comes round in a circle.
        let mut walk = walkdir::WalkDir::new(root).follow_links(false).follow_root_links(false).into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.depth() == 0 => {
                    return Err(Error::NoFolder { path: names::shown_path(root), cause: error.into() });
                }
                Err(error) => {
                    let path = error.path().and_then(|path| path.strip_prefix(root).ok()).map(names::bytes);
                    let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    listing.skip(&path.unwrap_or_default(), Why::Unreadable(cause));
                    continue;
                }
            };
            let kind = entry.file_type();
            if entry.file_name().eq_ignore_ascii_case(".git") {
                if kind.is_dir() {
                    walk.skip_current_dir();
                }
                continue;
            }
            if kind.is_dir() {
                continue;
            }
            let path = names::bytes(entry.path().strip_prefix(root).expect("the walk stays below its root"));
            if kind.is_file() {
                listing.file(&path);
            } else if kind.is_symlink() {
                listing.skip(&path, Why::Link);
            } else {
                listing.skip(&path, Why::Special);
            }
        }
        Ok(listing.sorted())
    }

    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, Error> {
        self.disk.read(path)
    }
}
