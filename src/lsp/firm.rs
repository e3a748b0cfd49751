//! One root with open documents: its files, with what is typed over them, and what it is judged by.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::check::{Said, Session};
use crate::policy::Language;
use crate::render::uri;
use crate::workspace::{self, How, Listing, MemoryTree, Opened, Tree, settings_at};

/// A firm's folder.
#[derive(Debug)]
pub(super) struct Firm {
    /// Absolute; `None` for documents that lie in no folder.
    root: Option<Utf8PathBuf>,
    tree: MemoryTree,
    /// Listed for settings and policies; `None` where there are none to find.
    disk: Option<Arc<dyn Tree>>,
    /// What is on disk, as of the last look.
    listing: Listing,
    session: Session,
    /// Whether its settings or policies may have changed, and where.
    pub(super) stale: Stale,
    /// The date of the last judgement.
    pub(super) as_of: String,
}

/// How its owner wants documents judged.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes {
    /// The date; today, if not given.
    pub(super) as_of: Option<String>,
    /// The commit that settings, policies and exceptions come from; the files themselves, if not given.
    pub(super) config_from: Option<String>,
    /// That of next steps.
    pub(super) language: Language,
}

/// Files that are looked at before the next message is heard: a fraction of a second's work.
const PIECE: usize = 256;

/// Where a change was seen. Listing a large repository takes time, so typing does not cause it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stale {
    No,
    Buffers,
    Disk,
}

impl Firm {
    /// Reads what the firm is judged by: its own settings and policies, or those of a commit.
    ///
    /// # Errors
    /// When there is no such commit.
    pub(super) fn new(opened: Opened, wishes: &Wishes) -> Result<Self, workspace::Error> {
        let trusted =
            wishes.config_from.as_deref().map(|revision| settings_at(&opened.root, &opened.root, revision));
        let trusted = trusted.transpose()?.map(|opened| opened.tree);
        let disk: Arc<dyn Tree> = opened.tree.into();
        let tree = MemoryTree::over(Arc::clone(&disk));
        // A note in somebody's home folder is no reason to list all of it.
        let disk = (opened.how != How::Given).then_some(disk);
        Ok(Self::with(Utf8PathBuf::from_path_buf(opened.root).ok(), tree, disk, trusted, wishes.language))
    }

    /// For documents that lie in no folder: the policies that come with soplint.
    pub(super) fn nowhere(wishes: &Wishes) -> Self {
        Self::with(None, MemoryTree::default(), None, None, wishes.language)
    }

    fn with(
        root: Option<Utf8PathBuf>,
        tree: MemoryTree,
        disk: Option<Arc<dyn Tree>>,
        trusted: Option<Box<dyn Tree>>,
        language: Language,
    ) -> Self {
        let listing = disk.as_ref().and_then(|disk| disk.list().ok()).unwrap_or_default();
        let session = match trusted {
            Some(trusted) => Session::by(trusted, language),
            None => Session::new(&tree, &listing, language),
        };
        let mut firm = Self { root, tree, disk, listing, session, stale: Stale::No, as_of: String::new() };
        firm.expect();
        firm
    }

    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    /// The path of a file on disk, if it lies in the firm.
    pub(super) fn path_of(&self, file: &Path) -> Option<Utf8PathBuf> {
        let relative: PathBuf = file.strip_prefix(self.root.as_ref()?).ok()?.into();
        Utf8PathBuf::from_path_buf(relative).ok()
    }

    /// Lays a text over the file on disk.
    pub(super) fn lay(&mut self, path: &Utf8Path, text: &str) {
        let _ = self.tree.insert(path, text); // `locate` gave the path, so it lies inside
        self.touched(path, Stale::Buffers);
    }

    /// Lets the file on disk show through again.
    pub(super) fn lift(&mut self, path: &Utf8Path) {
        self.tree.remove(path);
        self.touched(path, Stale::Buffers);
        self.session.touched(path);
    }

    /// Notes that a file may have changed.
    pub(super) fn touched(&mut self, path: &Utf8Path, whence: Stale) {
        if Session::rests_on(path) {
            self.stale = self.stale.max(whence);
        }
        let listed = self.listing.paths.binary_search_by(|listed| listed.as_str().cmp(path.as_str())).is_ok();
        match whence {
            // What is typed is looked at when its document is judged.
            Stale::Disk if !listed => self.stale = Stale::Disk, // it came, or was never ours
            Stale::Disk => self.session.touched(path),
            Stale::Buffers | Stale::No => {}
        }
    }

    /// Reads settings and policies again where they may have changed, and says whether they did.
    pub(super) fn refresh(&mut self) -> bool {
        let stale = std::mem::replace(&mut self.stale, Stale::No);
        if stale == Stale::Disk
            && let Some(disk) = &self.disk
        {
            match disk.list() {
                Ok(listing) => self.listing = listing,
                Err(_) => return false, // git is at work on its index, or the folder is gone; what was read stands
            }
            self.expect();
        }
        stale > Stale::No && self.session.refresh(&self.tree, &self.whole())
    }

    /// Says which files there are. In a folder that nothing marks as a firm's, none but those that are
    /// open are looked at, and so no policy that joins documents is asked: "not found" would mean
    /// "not looked for".
    fn expect(&mut self) {
        if self.disk.is_some() {
            let own = self.tree.own().map(Utf8Path::to_owned);
            let mut paths: Vec<Utf8PathBuf> = self.listing.paths.iter().cloned().chain(own).collect();
            paths.sort();
            paths.dedup();
            self.session.expect(paths);
        }
    }

    /// Whether files wait to be looked at.
    pub(super) fn is_learning(&self) -> bool {
        self.disk.is_some() && !self.as_of.is_empty() && self.session.waiting() > 0
    }

    /// Whether so few wait that an answer can wait for them.
    pub(super) fn is_nearly_known(&self) -> bool {
        self.is_learning() && self.session.waiting() <= PIECE
    }

    /// Looks at some of them, and says whether open documents may now be judged otherwise.
    pub(super) fn learn(&mut self) -> bool {
        self.session.learn(&self.tree, &self.as_of, PIECE)
    }

    /// Judges one document as of the firm's date.
    pub(super) fn judge(&mut self, path: &Utf8Path) -> Said {
        self.session.judge(&self.tree, path, &self.as_of)
    }

    /// The URI of a file, if an editor can open it: policies that come with soplint are in no folder.
    pub(super) fn uri_of(&self, path: &Utf8Path) -> Option<String> {
        let root = self.root.as_deref()?;
        let listed = self.listing.paths.binary_search_by(|listed| listed.as_str().cmp(path.as_str())).is_ok();
        (listed || self.tree.own().any(|own| own == path)).then(|| uri(path, Some(root)))
    }

    /// What is on disk, and open policies that are not there yet.
    fn whole(&self) -> Listing {
        let mut listing = self.listing.clone();
        let own: Vec<_> =
            self.tree.own().filter(|path| Session::rests_on(path)).map(Utf8Path::to_owned).collect();
        listing.skipped.retain(|skipped| !own.iter().any(|path| path == Utf8Path::new(&skipped.path)));
        listing.paths.retain(|path| Session::rests_on(path) && !own.contains(path));
        listing.paths.extend(own);
        listing.paths.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
        listing
    }
}
