//! Which repository a folder lies in, and where in it.

use std::fs;
use std::path::{Path, PathBuf};

use gix::ThreadSafeRepository;
use gix::discover::upwards;

use super::{Error, names};

/// A repository, and where in it someone stands.
pub(super) struct Place {
    pub(super) repository: ThreadSafeRepository,
    /// The top of the working tree, links resolved; of a bare repository, its own folder.
    pub(super) home: PathBuf,
    /// Without a working tree.
    pub(super) bare: bool,
    /// From the top to where one stands, with `/`, or empty.
    pub(super) below: String,
}

impl Place {
    /// The repository that `start` lies in (absolute, links resolved), found as git would find it:
    /// `GIT_DIR` and the like count, but a `GIT_DIR` that is about some other folder does not.
    ///
    /// # Errors
    /// When git's files are there and can't be used. No repository is `None`.
    pub(super) fn around(start: &Path) -> Result<Option<Self>, Error> {
        // A ceiling that is somewhere else is no reason to find nothing.
        let options = || upwards::Options { match_ceiling_dir_or_error: false, ..Default::default() };
        let by_environment = ThreadSafeRepository::discover_with_environment_overrides_opts(
            start,
            options(),
            Default::default(),
        );
        let repository = match by_environment {
            Ok(repository) if top_above(&repository, start).is_some() => repository,
            // Its own environment would again point to the other repository's files.
            Ok(_) => match ThreadSafeRepository::discover_opts(start, options(), isolated()) {
                Ok(repository) => repository,
                Err(error) => return nothing_found(start, &error),
            },
            Err(error) => return nothing_found(start, &error),
        };
        let bare = repository.work_dir().is_none();
        let home = if bare {
            fs::canonicalize(repository.path()).unwrap_or_else(|_| repository.path().to_owned())
        } else {
            top_above(&repository, start).ok_or_else(|| Error::Repository {
                path: names::shown_path(start),
                cause: "its working tree is in another place (`core.worktree`)".into(),
            })?
        };
        let below = match start.strip_prefix(&home) {
            // No name outside UTF-8 is listed, so nothing below such a folder would be.
            Ok(below) if !bare => String::from_utf8(names::bytes(below)).unwrap_or_default(),
            _ => String::new(),
        };
        Ok(Some(Self { repository, home, bare, below }))
    }

    /// [`Place::around`], where a plain folder will not do.
    ///
    /// # Errors
    /// [`Error::NoRepository`], [`Error::Repository`].
    pub(super) fn required(start: &Path) -> Result<Self, Error> {
        Self::around(start)?.ok_or_else(|| Error::NoRepository { path: names::shown_path(start) })
    }

    /// The folders from where one stands up to the top (which is empty), nearest first.
    pub(super) fn upwards(&self) -> impl Iterator<Item = &str> {
        fn parent(folder: &str) -> Option<&str> {
            match folder.rsplit_once('/') {
                Some((parent, _)) => Some(parent),
                None => (!folder.is_empty()).then_some(""),
            }
        }
        std::iter::successors(Some(self.below.as_str()), |folder| parent(folder))
    }

    /// A folder of [`Place::upwards`] on disk.
    pub(super) fn folder(&self, below: &str) -> PathBuf {
        if below.is_empty() { self.home.clone() } else { self.home.join(below) }
    }

    pub(super) fn failed(&self, cause: &gix::Error) -> Error {
        Error::repository(&self.home, cause)
    }
}

/// Where the index is. git takes a relative `GIT_INDEX_FILE` from the top of the working tree,
/// where its hooks start, `gix` from the folder that this process stands in.
pub(super) fn index_path(repository: &gix::Repository) -> PathBuf {
    let path = repository.index_path();
    let written = repository.config_snapshot().string("gitoxide.core.indexFile");
    let relative = written.and_then(|written| gix::path::from_bstring(written).ok());
    match (relative.filter(|path| path.is_relative()), repository.workdir()) {
        (Some(relative), Some(top)) if path != repository.git_dir().join(&relative) => {
            repository.current_dir().join(top).join(relative)
        }
        _ => path,
    }
}

/// The index as it is now; `None` when there is no such file.
pub(super) fn index(repository: &gix::Repository) -> gix::Result<Option<gix::index::File>> {
    let path = index_path(repository);
    let read = if path == repository.index_path() {
        repository.open_index()
    } else {
        gix::index::File::at(&path, repository.object_hash(), false, Default::default())
    };
    match read {
        Ok(index) => Ok(Some(index)),
        Err(error) => {
            let missing = error
                .downcast_any_ref::<gix::index::file::init::OpenError>()
                .is_some_and(|open| open.path == path && open.source.kind() == std::io::ErrorKind::NotFound);
            if missing { Ok(None) } else { Err(error) }
        }
    }
}

/// The index that `git add` would begin with.
pub(super) fn no_index(repository: &gix::Repository) -> gix::index::File {
    gix::index::File::from_state(gix::index::State::new(repository.object_hash()), index_path(repository))
}

fn top_above(repository: &ThreadSafeRepository, start: &Path) -> Option<PathBuf> {
    let top = fs::canonicalize(repository.work_dir()?).ok()?;
    start.starts_with(&top).then_some(top)
}

/// As always, but deaf to `GIT_INDEX_FILE` and the like.
fn isolated() -> gix::sec::trust::Mapping<gix::open::Options> {
    let mut permissions = gix::open::Permissions::secure();
    permissions.env.git_prefix = gix::sec::Permission::Deny;
    permissions.env.objects = gix::sec::Permission::Deny;
    let gix::sec::trust::Mapping { full, reduced } =
        gix::sec::trust::Mapping::<gix::open::Options>::default();
    gix::sec::trust::Mapping {
        full: full.permissions(permissions),
        reduced: reduced.permissions(permissions),
    }
}

/// No repository is an answer; one that does not open is an error.
fn nothing_found(start: &Path, error: &gix::Error) -> Result<Option<Place>, Error> {
    use upwards::Error::{NoGitRepository, NoGitRepositoryWithinCeiling, NoGitRepositoryWithinFs};
    let none = matches!(
        error.downcast_any_ref(),
        Some(NoGitRepository { .. } | NoGitRepositoryWithinCeiling { .. } | NoGitRepositoryWithinFs { .. })
    );
    if !none {
        return Err(Error::repository(start, error));
    }
    // A linked worktree or submodule has a file here. Taken for a plain folder because the place
    // that the file names is gone, it would lose its ignore rules without a word.
    let lost = |folder: &&Path| fs::symlink_metadata(folder.join(".git")).is_ok_and(|meta| meta.is_file());
    match start.ancestors().find(lost) {
        Some(folder) => Err(Error::Repository {
            path: names::shown_path(folder),
            cause: "its file `.git` names a place where no repository is".into(),
        }),
        None => Ok(None),
    }
}
