//! Files as git has stored them: those of a commit, or those that are staged.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use camino::Utf8Path;
use gix::bstr::BString;
use gix::objs::tree::EntryKind;
use gix::{ObjectId, Repository};

use super::disk::Disk;
use super::staged::Staged;
use super::{Error, Listing, MAX_FILE, Skipped, Tree, Why, is_blob, names};

/// How many files and folders a tree may name. A few small objects can name the same folder again
/// and again, and unfold into more names than any disk can hold.
const MAX_ENTRIES: usize = 1_000_000;

/// The longest path in bytes. No system writes out a longer one, and it ends every nesting.
const MAX_PATH: usize = 4096;

/// Blob ids by path. Taken once: what is staged or fetched later does not show.
pub struct Snapshot {
    name: String,
    /// Relative to the root.
    files: BTreeMap<String, ObjectId>,
    skipped: Vec<Skipped>,
    repository: gix::ThreadSafeRepository,
    /// Each knows the packs it has opened and what it unpacked last; a new one would not.
    idle: Mutex<Vec<Repository>>,
    /// Where the repository is, for messages.
    home: String,
    /// Where the same files lie, mostly.
    checkout: Option<Disk>,
}

impl Snapshot {
    /// `home` is where the repository is, for messages.
    pub(super) fn new(
        name: String,
        entries: Entries,
        home: &Path,
        repository: gix::ThreadSafeRepository,
    ) -> Self {
        let home = names::shown_path(home);
        let Listing { skipped, .. } = Listing { skipped: entries.skipped, ..Listing::default() }.sorted();
        Self { name, files: entries.files, skipped, repository, idle: Mutex::default(), home, checkout: None }
    }

    /// The same files, some of which may lie in a folder as well: on disk, a file is read without unpacking
    /// it. Only a file with the very bytes of the blob is taken from there, by git's own id of them. So it
    /// makes no difference to what is read, whatever filters, line endings or the clock did to the checkout. Where
    /// `git replace` put blobs in the place of others, all are read as git has them.
    pub(super) fn checked_out(self, root: PathBuf) -> Self {
        let replaced = self.repository.objects.replacements().next().is_some();
        Self { checkout: (!replaced).then(|| Disk::new(root)), ..self }
    }

    fn checkout_has(&self, path: &Utf8Path, id: &ObjectId) -> Option<Vec<u8>> {
        let bytes = self.checkout.as_ref()?.read(path).ok()?;
        is_blob(&bytes, id).then_some(bytes)
    }

    /// The bytes of a blob as git stores them: without the changes of a filter or of line endings.
    fn blob(&self, repository: &Repository, path: &str, id: ObjectId) -> Result<Vec<u8>, Error> {
        let shown = || names::shown(path.as_bytes());
        let failed = |error: gix::Error| Error::Unreadable {
            path: shown(),
            cause: io::Error::other(error.probable_cause().to_string()),
        };
        let Some(header) = repository.try_find_header(id).map_err(failed)? else {
            return Err(Error::NotFetched { path: shown(), home: self.home.clone() });
        };
        if header.size() > MAX_FILE {
            return Err(Error::TooLarge { path: shown() });
        }
        Ok(repository.find_blob(id).map_err(failed)?.take_data())
    }

    /// Why a path without a blob has none.
    fn nothing(&self, key: &str) -> Error {
        let path = names::shown(key.as_bytes());
        let left_out = |path: &str| self.skipped.iter().find(|skipped| skipped.path == path);
        let above = path.match_indices('/').find_map(|(at, _)| left_out(&path[..at]));
        match above.or_else(|| left_out(&path)) {
            Some(Skipped { why: Why::Link, .. }) => {
                return Error::Outside { path, why: names::THROUGH_A_LINK };
            }
            Some(Skipped { why, .. }) => return Error::LeftOut { path, why: why.clone() },
            None => {}
        }
        let folder = format!("{key}/");
        let inside = self.files.range(folder.clone()..).next();
        if inside.is_some_and(|(file, _)| file.starts_with(&folder)) {
            return Error::Unreadable { path, cause: io::ErrorKind::IsADirectory.into() };
        }
        Error::NotFound { path }
    }
}

impl Tree for Snapshot {
    fn name(&self) -> &str {
        &self.name
    }

    fn list(&self) -> Result<Listing, Error> {
        Ok(Listing { paths: self.files.keys().map(Into::into).collect(), skipped: self.skipped.clone() })
    }

    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, Error> {
        let key = names::key(path).map_err(|why| Error::outside(path, why))?;
        let Some(id) = self.files.get(&key) else { return Err(self.nothing(&key)) };
        if let Some(bytes) = self.checkout_has(Utf8Path::new(&key), id) {
            return Ok(bytes);
        }
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = idle().pop();
        let repository = waiting.unwrap_or_else(|| self.repository.to_thread_local());
        let read = self.blob(&repository, &key, *id);
        idle().push(repository);
        read
    }

    fn id(&self, path: &Utf8Path) -> Option<String> {
        let key = names::key(path).ok()?;
        Some(self.files.get(&key)?.to_string())
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Snapshot")
            .field("name", &self.name)
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

/// What a [`Snapshot`] is made of, while it is collected. Paths are relative to its root.
#[derive(Default)]
pub(super) struct Entries {
    files: BTreeMap<String, ObjectId>,
    skipped: Vec<Skipped>,
    count: usize,
}

impl Entries {
    /// Takes in one entry that is no folder.
    pub(super) fn add(&mut self, path: &[u8], kind: EntryKind, id: ObjectId) {
        let why = match kind {
            EntryKind::Link => Why::Link,
            EntryKind::Commit => Why::Repository,
            EntryKind::Blob | EntryKind::BlobExecutable | EntryKind::Tree => {
                match std::str::from_utf8(path) {
                    Err(_) => Why::NotUtf8,
                    Ok(path) if names::inside(path.as_ref()).is_err() => Why::Reserved,
                    Ok(path) => {
                        self.files.insert(path.to_owned(), id);
                        return;
                    }
                }
            }
        };
        self.skip(path, why);
    }

    pub(super) fn skip(&mut self, path: &[u8], why: Why) {
        self.skipped.push(Skipped { path: names::shown(path), why });
    }

    /// Whether something of this name was taken in or skipped.
    pub(super) fn has(&self, path: &str) -> bool {
        let shown = names::shown(path.as_bytes());
        self.files.contains_key(path) || self.skipped.iter().any(|skipped| skipped.path == shown)
    }

    /// What lies below a folder (empty: everything), as seen from there.
    pub(super) fn below(self, folder: &str) -> Self {
        if folder.is_empty() {
            return self;
        }
        let prefix = format!("{folder}/");
        let shown = names::shown(prefix.as_bytes());
        let files = self.files.into_iter();
        let skipped = self.skipped.into_iter();
        Self {
            files: files
                .filter_map(|(path, id)| Some((path.strip_prefix(&prefix)?.to_owned(), id)))
                .collect(),
            skipped: skipped
                .filter_map(|Skipped { path, why }| {
                    Some(Skipped { path: path.strip_prefix(&shown)?.to_owned(), why })
                })
                .collect(),
            count: self.count,
        }
    }

    /// Takes in all that lies below a folder of git's, which stands at `path` (empty: the root). What is
    /// `staged` the same is not read from there.
    ///
    /// # Errors
    /// [`TooMany`]. A folder that is not in this copy of the repository is skipped.
    pub(super) fn add_folder(
        &mut self,
        repository: &Repository,
        path: &[u8],
        id: ObjectId,
        staged: Option<&Staged>,
    ) -> Result<(), TooMany> {
        let mut open = vec![(BString::from(path), id)];
        while let Some((path, id)) = open.pop() {
            let known = staged.and_then(|staged| staged.files(&path, id));
            let known = known.filter(|known| known.iter().all(|(path, ..)| path.len() <= MAX_PATH));
            if let Some(known) = known {
                self.count += known.len();
                if self.count > MAX_ENTRIES {
                    return Err(TooMany);
                }
                known.iter().for_each(|(path, kind, id)| self.add(path, *kind, *id));
                continue;
            }
            let tree = match repository.try_find_object(id) {
                Ok(Some(tree)) if tree.kind == gix::objs::Kind::Tree => tree.into_tree(),
                Ok(Some(_)) => {
                    self.skip(&path, Why::Unreadable("git has something else stored for this folder".into()));
                    continue;
                }
                Ok(None) => {
                    self.skip(&path, Why::NotFetched);
                    continue;
                }
                Err(error) => {
                    self.skip(&path, Why::Unreadable(error.probable_cause().to_string()));
                    continue;
                }
            };
            for entry in tree.iter() {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        self.skip(&path, Why::Unreadable(error.probable_cause().to_string()));
                        break;
                    }
                };
                self.count += 1;
                if self.count > MAX_ENTRIES {
                    return Err(TooMany);
                }
                let mut inner = path.clone();
                if !inner.is_empty() {
                    inner.push(b'/');
                }
                inner.extend_from_slice(entry.filename());
                match entry.mode().kind() {
                    _ if inner.len() > MAX_PATH => self.skip(&path, Why::TooDeep),
                    EntryKind::Tree if forbidden(entry.filename()) => self.skip(&inner, Why::Reserved),
                    EntryKind::Tree => open.push((inner, entry.object_id())),
                    kind => self.add(&inner, kind, entry.object_id()),
                }
            }
        }
        Ok(())
    }
}

/// More than [`MAX_ENTRIES`].
#[derive(Debug)]
pub(super) struct TooMany;

/// A folder that git would not check out; nothing in it needs to be looked at.
fn forbidden(name: &[u8]) -> bool {
    gix::path::from_byte_slice(name).is_ok_and(|name| names::inside(name).is_err())
}
