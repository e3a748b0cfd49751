//! The policies and settings that hold where a command is run, or where a file lies.

use std::path::{Component, Path};

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use crate::check::{Prepared, Unprepared, prepare};
use crate::workspace::{Opened, open};

/// A repository or folder, with what judges in it.
pub(super) struct Here {
    pub(super) opened: Opened,
    pub(super) prepared: Prepared,
}

impl Here {
    /// Where the command is run.
    pub(super) fn open() -> anyhow::Result<Self> {
        Self::of(&std::env::current_dir().context("The current folder can't be read")?)
    }

    /// Where a file or folder lies.
    pub(super) fn of(path: &Path) -> anyhow::Result<Self> {
        let opened = open(path)?;
        match prepare(&*opened.tree, &opened.tree.list()?) {
            Ok(prepared) => Ok(Self { opened, prepared }),
            Err(Unprepared::Tree(error)) => Err(error.into()),
            Err(Unprepared::Mistakes(_)) => {
                bail!("The policies or settings have mistakes; `soplint check` shows them.")
            }
        }
    }

    /// A file that need not be there yet, as the tree knows it. Links on the way are followed, so that nothing
    /// is written outside.
    pub(super) fn inside(&self, file: &Path) -> anyhow::Result<Utf8PathBuf> {
        let shown = file.display();
        let full = std::env::current_dir().context("The current folder can't be read")?.join(file);
        let there = full.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("/"));
        let rest = full.strip_prefix(there).unwrap_or(Path::new(""));
        let plain = rest.components().all(|part| matches!(part, Component::Normal(_)));
        let there = there.canonicalize().with_context(|| format!("'{shown}' can't be opened"))?;
        let place = if rest.as_os_str().is_empty() { there } else { there.join(rest) };
        let inner =
            place.strip_prefix(&self.opened.root).ok().filter(|_| plain).and_then(Utf8Path::from_path);
        let inner = inner.filter(|inner| !inner.as_str().is_empty());
        let root = self.opened.root.display();
        inner.map(Utf8Path::to_owned).with_context(|| format!("'{shown}' is no file inside '{root}'"))
    }

    /// A file as the tree knows it.
    pub(super) fn relative(&self, file: &Path) -> Option<Utf8PathBuf> {
        let full = file.parent()?.canonicalize().ok()?.join(file.file_name()?);
        Utf8Path::from_path(full.strip_prefix(&self.opened.root).ok()?).map(Utf8Path::to_owned)
    }
}
