//! Where the root is, and which kind of tree stands on it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use camino::Utf8PathBuf;
use gix::ThreadSafeRepository;
use gix::discover::upwards;

use super::{Error, Folder, Tree, Worktree, names};

/// The file that marks a root: the firm's profile and settings.
const PROFILE: &str = "soplint.yaml";

/// A tree, and where it was found.
#[derive(Debug)]
pub struct Opened {
    /// Absolute, links resolved. The paths of the tree start here.
    pub root: PathBuf,
    /// The working tree below the root, or a plain folder outside any repository.
    pub tree: Box<dyn Tree>,
    /// Why this folder is the root.
    pub how: How,
}

/// What made a folder the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is the nearest folder, from the start upwards, with a `soplint.yaml`.
    Profile,
    /// No `soplint.yaml` was found; it is the top of the git repository.
    Repository,
    /// Neither; it is the folder that was given.
    Given,
}

/// Finds the root for `start` (a folder, or a file in it) and opens the tree there.
///
/// The search for a `soplint.yaml` ends at the top of the git repository, if there is one. Git is
/// found as git itself would find it, so that a hook sees what git shows it (`GIT_DIR`,
/// `GIT_INDEX_FILE`), but a `GIT_DIR` that is about some other folder does not count.
///
/// # Errors
/// When `start` is not there, and when git's files are, but can't be used.
pub fn open(start: &Path) -> Result<Opened, Error> {
    let start =
        existing_folder(start).map_err(|cause| Error::NoFolder { path: names::shown_path(start), cause })?;
    let Some((repository, top)) = repository_around(&start)? else {
        let (root, how) = match nearest_profile(&start, None) {
            Some(root) => (root.to_owned(), How::Profile),
            None => (start, How::Given),
        };
        return Ok(Opened { tree: Box::new(Folder::new(&root)), root, how });
    };
    let (root, how) = match nearest_profile(&start, Some(&top)) {
        Some(root) => (root.to_owned(), How::Profile),
        None => (top.clone(), How::Repository),
    };
    let below = root.strip_prefix(&top).expect("the search does not go above the top");
    let worktree = Worktree::new(repository, root.clone(), names::bytes(below));
    Ok(Opened { tree: Box::new(worktree), root, how })
}

/// Opens the tree that a file belongs to, and gives the file's path there. Neither the file nor its
/// folder needs to be on disk yet.
///
/// # Errors
/// As for [`open`], and [`Error::Outside`] where the path can't be one of the tree.
pub fn locate(file: &Path) -> Result<(Opened, Utf8PathBuf), Error> {
    let outside = |why| Error::Outside { path: names::shown_path(file), why };
    let exists = |folder: &&Path| fs::metadata(folder).is_ok_and(|meta| meta.is_dir());
    let folder = file.ancestors().skip(1).find(exists).ok_or_else(|| outside("no part of its path is there"))?;
    let opened = open(folder)?;
    let rest = file.strip_prefix(folder).expect("is one of its ancestors");
    let full = fs::canonicalize(folder).map(|folder| folder.join(rest));
    let full = full.map_err(|cause| Error::NoFolder { path: names::shown_path(folder), cause })?;
    let path = names::inside(full.strip_prefix(&opened.root).expect("the root is above the folder"));
    let path = String::from_utf8(names::bytes(&path.map_err(outside)?));
    Ok((opened, path.map_err(|_| outside("its name is not valid UTF-8 text"))?.into()))
}

fn existing_folder(start: &Path) -> io::Result<PathBuf> {
    let mut start = fs::canonicalize(start)?;
    if !start.is_dir() {
        start.pop();
    }
    Ok(start)
}

/// Anything of that name counts, even a link that will not be read: to pass over it in silence
/// would be to judge by some other profile.
fn nearest_profile<'a>(start: &'a Path, top: Option<&Path>) -> Option<&'a Path> {
    start
        .ancestors()
        .take_while(|folder| top.is_none_or(|top| folder.starts_with(top)))
        .find(|folder| fs::symlink_metadata(folder.join(PROFILE)).is_ok_and(|meta| !meta.is_dir()))
}

/// The repository that `start` lies in, and the top of its working tree.
fn repository_around(start: &Path) -> Result<Option<(ThreadSafeRepository, PathBuf)>, Error> {
    // A ceiling that is somewhere else is no reason to find nothing.
    let options = || upwards::Options { match_ceiling_dir_or_error: false, ..Default::default() };
    let by_environment =
        ThreadSafeRepository::discover_with_environment_overrides_opts(start, options(), Default::default());
    let repository = match by_environment {
        Ok(repository) if top_above(&repository, start).is_some() => repository,
        // Its own environment would again point to the other repository's files.
        Ok(_) => match ThreadSafeRepository::discover_opts(start, options(), isolated()) {
            Ok(repository) => repository,
            Err(error) => return nothing_found(start, &error),
        },
        Err(error) => return nothing_found(start, &error),
    };
    if repository.work_dir().is_none() {
        return Err(Error::Bare { path: names::shown_path(repository.path()) });
    }
    let top = top_above(&repository, start).ok_or_else(|| Error::Repository {
        path: names::shown_path(start),
        cause: "its working tree is in another place (`core.worktree`)".into(),
    })?;
    Ok(Some((repository, top)))
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
fn nothing_found<T>(start: &Path, error: &gix::Error) -> Result<Option<T>, Error> {
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
