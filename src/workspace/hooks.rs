//! Where git looks for its hooks.

use std::path::{Path, PathBuf};

use camino::Utf8PathBuf;

use super::discover::existing_folder;
use super::git::Place;
use super::{Error, names};

/// The hooks of a repository, and where in it a root lies.
#[derive(Debug)]
pub struct Hooks {
    /// Of the repository's own, which all of its worktrees share. It need not exist.
    pub folder: PathBuf,
    /// Where git is told to look instead (`core.hooksPath`), as it is written.
    pub elsewhere: Option<String>,
    /// From the top of the working tree to the root; empty where they are one.
    pub below: Utf8PathBuf,
}

/// Finds the hooks of the repository around a root.
///
/// # Errors
/// [`Error::NoFolder`], [`Error::NoRepository`], [`Error::Repository`]; [`Error::Bare`], since nobody
/// commits in a bare repository.
pub fn hooks(root: &Path) -> Result<Hooks, Error> {
    let place = Place::required(&existing_folder(root)?)?;
    if place.bare {
        return Err(Error::Bare { path: names::shown_path(&place.home) });
    }
    let repository = place.repository.to_thread_local();
    let elsewhere = repository.config_snapshot().string("core.hooksPath").map(|path| path.to_string());
    let folder = repository.common_dir().join("hooks");
    Ok(Hooks { folder, elsewhere, below: place.below.into() })
}
