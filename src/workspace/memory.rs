//! Files in memory, alone or over another tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8Path;

use super::{Error, Listing, MAX_FILE, Tree, names};

/// For tests, and for editors: what is typed and not saved yet lies over the files on disk.
#[derive(Clone, Debug, Default)]
pub struct MemoryTree {
    /// By path with `/`; a `String` sorts by bytes.
    files: BTreeMap<String, Vec<u8>>,
    under: Option<Arc<dyn Tree>>,
}

impl MemoryTree {
    /// No files, over those of another tree.
    #[must_use]
    pub fn over(under: Arc<dyn Tree>) -> Self {
        Self { files: BTreeMap::new(), under: Some(under) }
    }

    /// Adds a file, or replaces one here or in the tree below. A file that the tree below skips
    /// or ignores is listed from now on.
    ///
    /// # Errors
    /// [`Error::Outside`] when `path` is not relative to the root.
    pub fn insert(&mut self, path: impl AsRef<Utf8Path>, bytes: impl Into<Vec<u8>>) -> Result<(), Error> {
        let key = names::key(path.as_ref()).map_err(|why| Error::outside(path.as_ref(), why))?;
        self.files.insert(key, bytes.into());
        Ok(())
    }

    /// Takes a file away again, so that the tree below shows through.
    pub fn remove(&mut self, path: &Utf8Path) {
        self.files.remove(path.as_str());
    }

    /// The files that lie here, and not those of the tree below.
    pub fn own(&self) -> impl Iterator<Item = &Utf8Path> {
        self.files.keys().map(Utf8Path::new)
    }
}

impl Tree for MemoryTree {
    fn name(&self) -> &str {
        "memory"
    }

    fn list(&self) -> Result<Listing, Error> {
        let mut listing = self.under.as_ref().map_or_else(|| Ok(Listing::default()), |under| under.list())?;
        listing.skipped.retain(|skipped| !self.files.contains_key(&skipped.path));
        listing.paths.extend(self.files.keys().map(Into::into));
        Ok(listing.sorted())
    }

    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, Error> {
        let key = names::key(path).map_err(|why| Error::outside(path, why))?;
        match (self.files.get(&key), &self.under) {
            (Some(bytes), _) if bytes.len() as u64 > MAX_FILE => {
                Err(Error::TooLarge { path: names::shown(key.as_bytes()) })
            }
            (Some(bytes), _) => Ok(bytes.clone()),
            (None, Some(under)) => under.read(path),
            (None, None) => Err(Error::NotFound { path: names::shown(key.as_bytes()) }),
        }
    }

    fn id(&self, path: &Utf8Path) -> Option<String> {
        let key = names::key(path).ok()?;
        if self.files.contains_key(&key) { None } else { self.under.as_ref()?.id(path) }
    }
}
