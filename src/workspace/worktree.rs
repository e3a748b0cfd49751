//! The working tree of a git repository, or a folder in it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{PoisonError, RwLock};

use camino::{Utf8Path, Utf8PathBuf};
use gix::bstr::{BStr, BString, ByteSlice};
use gix::dir::entry::{Kind, Status};
use gix::dir::walk::{Action, Delegate, ForDeletionMode};
use gix::dir::{Entry, EntryRef};
use gix::index::entry::Flags;

use super::disk::{Disk, Found};
use super::snapshot::{Entries, Snapshot};
use super::{Error, Listing, Tree, Why, git, names};

/// How many folders deep untracked files are looked for. The walk calls itself for each folder,
/// and a tree that was made to be deep must not use up the stack.
const MAX_DEPTH: usize = 200;

/// Tracked files that exist on disk, and untracked ones that no ignore rule names, below a root:
/// what `git ls-files --cached --others --exclude-standard` says, without deleted files.
///
/// A tracked file counts although a rule ignores it. One that a sparse checkout leaves out counts as it is staged: for
/// git, too, it is not deleted. Submodules and other repositories are skipped.
pub struct Worktree {
    repository: gix::ThreadSafeRepository,
    /// What a sparse checkout leaves out, as of the last listing.
    unwritten: RwLock<Option<Snapshot>>,
    /// The root as seen from the top of the repository, with `/` at the end; or empty.
    prefix: BString,
    disk: Disk,
}

impl Worktree {
    /// `root` is the top of the repository's working tree joined with `below`, links resolved.
    pub(super) fn new(repository: gix::ThreadSafeRepository, root: PathBuf, below: Vec<u8>) -> Self {
        let mut prefix = BString::from(below);
        if !prefix.is_empty() {
            prefix.push(b'/');
        }
        Self { repository, unwritten: RwLock::default(), prefix, disk: Disk::new(root) }
    }

    /// Tracked files that the walk did not see: deleted ones, mostly. But a file can also be
    /// behind a link, or in a folder that a sparse checkout leaves out and someone made again. Gives those that it
    /// leaves out and that are not there.
    fn unseen(
        &self,
        repository: &gix::Repository,
        index: &gix::index::State,
        seen: &[Entry],
        listing: &mut Listing,
    ) -> Result<Entries, Error> {
        let mut unwritten = Entries::default();
        let too_many = |_| Error::TooMany { path: names::shown_path(self.disk.root()) };
        for entry in index.entries() {
            let full = entry.path(index);
            if entry.mode.is_sparse() {
                let folder = full.trim_end_with(|char| char == '/');
                unwritten.add_folder(repository, folder, entry.id, None).map_err(too_many)?;
                continue;
            }
            if !full.starts_with(&self.prefix)
                || seen.binary_search_by(|seen| seen.rela_path.as_bstr().cmp(full)).is_ok()
            {
                continue;
            }
            let path = &full[self.prefix.len()..];
            let Some(on_disk) =
                gix::path::from_byte_slice(path).ok().and_then(|path| names::inside(path).ok())
            else {
                continue; // git checks out no such name
            };
            match self.disk.look(&on_disk) {
                Ok(Found::File { .. }) => listing.file(path),
                Ok(Found::Link) => listing.skip(path, Why::Link),
                Ok(Found::Special) => listing.skip(path, Why::Special),
                Ok(Found::Folder) if entry.mode.is_submodule() => listing.skip(path, Why::Repository),
                Ok(Found::Nothing) if entry.flags.contains(Flags::SKIP_WORKTREE) => {
                    if let Some(mode) = entry.mode.to_tree_entry_mode() {
                        unwritten.add(full, mode.kind(), entry.id);
                    }
                }
                Ok(Found::Nothing | Found::Folder) => {} // deleted, or a folder took its place
                Err(error) => listing.skip(path, Why::Unreadable(error.to_string())),
            }
        }
        Ok(unwritten.below(self.prefix.to_str_lossy().trim_end_matches('/')))
    }
}

impl Tree for Worktree {
    fn name(&self) -> &str {
        "worktree"
    }

    fn list(&self) -> Result<Listing, Error> {
        self.disk.forget();
        let failed = |error| Error::repository(self.disk.root(), &error);
        let repository = self.repository.to_thread_local();
        let index = git::index(&repository).map_err(failed)?.unwrap_or_else(|| git::no_index(&repository));
        // Where `A.md` and `a.md` are one file, the index alone knows how git writes its name.
        let one_case = repository.filesystem_options().map_err(failed)?.ignore_case;
        let options = repository.dirwalk_options().map_err(failed)?.emit_tracked(!one_case);
        let mut walk = Walk { prefix: self.prefix.as_bstr(), seen: Vec::new() };
        repository
            .dirwalk(&index, None::<&BStr>, &AtomicBool::default(), options, &mut walk)
            .map_err(failed)?;
        let mut seen = walk.seen;
        seen.sort_unstable_by(|a, b| a.rela_path.cmp(&b.rela_path));

        let mut listing = Listing::default();
        for entry in &seen {
            let path = &entry.rela_path[self.prefix.len()..];
            match entry.disk_kind {
                Some(Kind::File) => listing.file(path),
                Some(Kind::Symlink) => listing.skip(path, Why::Link),
                Some(Kind::Repository) => listing.skip(path, Why::Repository),
                Some(Kind::Directory) => listing.skip(path, Why::TooDeep), // the only folders not entered
                Some(Kind::Untrackable) | None => listing.skip(path, Why::Special),
            }
        }
        let unwritten = self.unseen(&repository, &index, &seen, &mut listing)?;
        let unwritten = Snapshot::new(String::new(), unwritten, self.disk.root(), self.repository.clone());
        let left_out = unwritten.list()?;
        if !left_out.paths.is_empty() {
            // Somebody may have made such a folder again; what lies there is what was seen.
            let on_disk: BTreeSet<Utf8PathBuf> = listing.paths.iter().cloned().collect();
            listing.paths.extend(left_out.paths.into_iter().filter(|path| !on_disk.contains(path)));
        }
        listing.skipped.extend(left_out.skipped);
        *self.unwritten.write().unwrap_or_else(PoisonError::into_inner) = Some(unwritten);
        Ok(listing.sorted())
    }

    fn read(&self, path: &Utf8Path) -> Result<Vec<u8>, Error> {
        match self.disk.read(path) {
            Err(Error::NotFound { path: shown }) => {
                let unwritten = self.unwritten.read().unwrap_or_else(PoisonError::into_inner);
                let missing = || Error::NotFound { path: shown };
                unwritten.as_ref().filter(|files| files.id(path).is_some()).ok_or_else(missing)?.read(path)
            }
            read => read,
        }
    }
}

impl std::fmt::Debug for Worktree {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Worktree").field("root", &self.disk.root()).finish_non_exhaustive()
    }
}

/// Keeps git's walk below the root, and what it finds there.
struct Walk<'a> {
    prefix: &'a BStr,
    seen: Vec<Entry>,
}

impl Delegate for Walk<'_> {
    fn emit(&mut self, entry: EntryRef<'_>, _: Option<Status>) -> Action {
        if entry.rela_path.starts_with(self.prefix) && entry.rela_path.len() > self.prefix.len() {
            self.seen.push(entry.into_owned());
        }
        ControlFlow::Continue(())
    }

    fn can_recurse(
        &mut self,
        entry: EntryRef<'_>,
        for_deletion: Option<ForDeletionMode>,
        top_is_repository: bool,
    ) -> bool {
        let path = entry.rela_path.as_bstr();
        let towards = path.is_empty()
            || path.starts_with(self.prefix)
            || self.prefix.strip_prefix(path.as_bytes()).is_some_and(|rest| rest.starts_with(b"/"));
        towards
            && path.find_iter("/").count() < MAX_DEPTH
            && entry.status.can_recurse(
                entry.disk_kind,
                entry.pathspec_match,
                for_deletion,
                top_is_repository,
            )
    }
}
