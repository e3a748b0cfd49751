//! The files of a commit, without a checkout.

use std::path::Path;

use gix::ObjectId;

use super::discover::{PROFILE, existing_folder};
use super::git::Place;
use super::snapshot::{Entries, Snapshot};
use super::staged::Staged;
use super::{Error, How, Opened, names};

/// Opens a commit as a tree named `rev:` and its full hash. `revision` is what git takes for one
/// (`main`, `v1.0`, `HEAD~3`, a hash), tags peeled.
///
/// The root is the nearest folder, from `start` up to the top of the repository, that holds a
/// `soplint.yaml` in that commit. `start` is on disk today, and need not exist in the commit. In a
/// bare repository one always stands at the top, and [`Opened::root`] is git's own folder.
///
/// # Errors
/// [`Error::NoFolder`], [`Error::NoRepository`], [`Error::NoCommits`], [`Error::Revision`],
/// [`Error::Reftable`], [`Error::Repository`], [`Error::TooMany`]. A file or folder that a partial
/// clone does not have is no error here: a file is listed and can't be read, a folder is skipped.
pub fn open_revision(start: &Path, revision: &str) -> Result<Opened, Error> {
    self::revision(&existing_folder(start)?, revision, None)
}

/// [`open_revision`], with the root at a folder of the repository (seen from its top) where one is given.
pub(super) fn revision(start: &Path, revision: &str, folder: Option<&str>) -> Result<Opened, Error> {
    let place = Place::required(start)?;
    let repository = place.repository.to_thread_local();
    let commit = commit(&place, &repository, revision)?;
    let profile = match folder {
        Some(folder) => Some(folder),
        None => profile(&place, &repository, commit)?,
    };
    let how = if profile.is_some() { How::Profile } else { How::Repository };
    let folder = profile.unwrap_or_default();
    Ok(Opened { root: place.folder(folder), tree: Box::new(at(&place, commit, folder, None)?), how })
}

/// The files of a commit as seen from `root`, the root of a tree that was opened from `start`: what a
/// run takes its settings and policies from, where it does not trust those of the tree that it judges.
/// `root` need not exist in the commit.
///
/// # Errors
/// As for [`open_revision`].
pub fn settings_at(start: &Path, root: &Path, revision: &str) -> Result<Opened, Error> {
    let start = existing_folder(start)?;
    let place = Place::required(&start)?;
    let below = root.strip_prefix(&place.home).map(names::bytes).unwrap_or_default();
    let below = String::from_utf8(below).unwrap_or_default();
    self::revision(&start, revision, Some(&below))
}

/// The nearest folder with a profile in a commit.
pub(super) fn profile<'a>(
    place: &'a Place,
    repository: &gix::Repository,
    commit: ObjectId,
) -> Result<Option<&'a str>, Error> {
    let top = tree(place, repository, commit)?;
    for folder in place.upwards() {
        let profile = names::join(folder, PROFILE);
        let entry = top.lookup_entry(profile.split('/')).map_err(|error| place.failed(&error))?;
        if entry.is_some_and(|entry| !entry.mode().is_tree()) {
            return Ok(Some(folder));
        }
    }
    Ok(None)
}

/// The files of a commit below a folder, which need not exist in it (empty: the top). `staged` is what is staged
/// below that folder, where many files may be the same.
pub(super) fn at(
    place: &Place,
    commit: ObjectId,
    folder: &str,
    staged: Option<&Staged>,
) -> Result<Snapshot, Error> {
    let repository = place.repository.to_thread_local();
    let mut entries = Entries::default();
    let mut tree = Some(tree(place, &repository, commit)?.id);
    if let (Some(top), false) = (tree, folder.is_empty()) {
        let top = repository.find_tree(top).map_err(|error| place.failed(&error))?;
        let entry = top.lookup_entry(folder.split('/')).map_err(|error| place.failed(&error))?;
        tree = entry.filter(|entry| entry.mode().is_tree()).map(|entry| entry.object_id());
    }
    if let Some(tree) = tree {
        entries
            .add_folder(&repository, b"", tree, staged)
            .map_err(|_| Error::TooMany { path: names::shown_path(&place.home) })?;
    }
    Ok(Snapshot::new(format!("rev:{commit}"), entries, &place.home, place.repository.clone()))
}

fn tree<'a>(
    place: &Place,
    repository: &'a gix::Repository,
    commit: ObjectId,
) -> Result<gix::Tree<'a>, Error> {
    let found = repository.find_commit(commit).map_err(|error| place.failed(&error))?;
    let tree = found.tree_id().map_err(|error| place.failed(&error))?;
    match repository.try_find_object(tree).map_err(|error| place.failed(&error))? {
        Some(tree) => Ok(tree.into_tree()),
        None => Err(Error::NotFetched {
            path: format!("{commit}^{{tree}}"),
            home: names::shown_path(&place.home),
        }),
    }
}

/// The commit that a revision names.
pub(super) fn commit(place: &Place, repository: &gix::Repository, revision: &str) -> Result<ObjectId, Error> {
    let backend = repository.config_snapshot().string("extensions.refStorage");
    if backend.is_some_and(|name| name.eq_ignore_ascii_case(b"reftable")) {
        return Err(Error::Reftable { path: names::shown_path(&place.home) });
    }
    let unknown = |cause: &str, hint: String| Error::Revision {
        revision: names::shown(revision.as_bytes()),
        cause: names::shown(cause.trim_end_matches('.').as_bytes()),
        hint,
    };
    let spec = match parsed(repository, revision) {
        Ok(spec) => spec,
        Err(_) if is_head(revision) && repository.head().is_ok_and(|head| head.is_unborn()) => {
            return Err(Error::NoCommits { path: names::shown_path(&place.home) });
        }
        Err(error) => {
            return Err(unknown(&cause(&error), hint(repository, revision)));
        }
    };
    let Some(id) = spec.single() else {
        return Err(unknown("it names several", " Give one: with `A..B`, take `B`.".into()));
    };
    let missing = || unknown("it is not in this copy of the repository", hint(repository, revision));
    let object = match repository.try_find_object(id) {
        Ok(Some(object)) => object,
        Ok(None) => return Err(missing()),
        Err(error) => return Err(place.failed(&error)),
    };
    let object = object.peel_tags_to_end().map_err(|_| missing())?;
    match object.kind {
        gix::objs::Kind::Commit => Ok(object.id),
        gix::objs::Kind::Tree => Err(unknown("it is a folder", String::new())),
        gix::objs::Kind::Blob | gix::objs::Kind::Tag => Err(unknown("it is a file", String::new())),
    }
}

/// As `git rev-parse` reads it.
fn parsed<'a>(repository: &'a gix::Repository, revision: &str) -> gix::Result<gix::revision::Spec<'a>> {
    repository.rev_parse(revision).or_else(|error| match with_full_hash(repository, revision) {
        Some(revision) => repository.rev_parse(revision.as_str()),
        None => Err(error),
    })
}

/// `gix` looks for every shortened hash among those of SHA-1. For a repository of another kind,
/// this is the revision with the one full hash that it can mean.
fn with_full_hash(repository: &gix::Repository, revision: &str) -> Option<String> {
    let kind = repository.object_hash();
    let rest = revision.trim_start_matches(|char: char| char.is_ascii_hexdigit());
    let digits = &revision[..revision.len() - rest.len()];
    if kind == gix::hash::Kind::Sha1 || !(4..kind.len_in_hex()).contains(&digits.len()) {
        return None;
    }
    let padded = format!("{digits:0<length$}", length = kind.len_in_hex());
    let padded = gix::ObjectId::from_hex(padded.as_bytes()).ok()?;
    let prefix = gix::hash::Prefix::new(&padded, digits.len()).ok()?;
    let found = repository.objects.lookup_prefix(prefix, None).ok()??.ok()?;
    Some(format!("{found}{rest}"))
}

fn is_head(revision: &str) -> bool {
    ["HEAD", "@"].iter().any(|head| {
        revision.strip_prefix(head).is_some_and(|rest| rest.is_empty() || rest.starts_with(['~', '^', '@']))
    })
}

/// The first line of the library's own words, or ours where they would not help.
fn cause(error: &gix::Error) -> String {
    use gix::revision::spec::parse::Error as Parse;
    match error.downcast_any_ref::<Parse>() {
        Some(Parse::AmbiguousPrefix { candidates, .. }) => {
            format!("{} things have a hash that begins so; give more of it", candidates.len())
        }
        Some(Parse::MissingReference { .. }) => "nothing of that name was found".into(),
        _ => error.probable_cause().to_string().lines().next().unwrap_or("it can't be read").to_owned(),
    }
}

/// What the user may have meant, and what this clone may lack.
fn hint(repository: &gix::Repository, revision: &str) -> String {
    let mut hint = String::new();
    let typed = revision.split(['~', '^', ':']).next().unwrap_or(revision);
    if let Some(name) = nearest(typed, &known(repository)) {
        hint = format!(" Did you mean `{}`?", names::shown(name.as_bytes()));
    }
    if repository.is_shallow().unwrap_or(false) {
        hint.push_str(" This clone is shallow, so older commits and other branches may be missing: `git fetch --unshallow` gets them.");
    }
    hint
}

/// Branches, remote branches and tags, as one types them.
fn known(repository: &gix::Repository) -> Vec<String> {
    let Ok(platform) = repository.references() else { return Vec::new() };
    let Ok(all) = platform.all() else { return Vec::new() };
    let names = all.filter_map(Result::ok).filter_map(|reference| {
        let name = reference.name().as_bstr();
        let short = ["refs/heads/", "refs/tags/", "refs/remotes/"]
            .iter()
            .find_map(|kind| name.strip_prefix(kind.as_bytes()))?;
        String::from_utf8(short.to_vec()).ok()
    });
    names.collect()
}

/// `main` for `origin/main` and the other way round, else the least misspelled one.
fn nearest<'a>(typed: &str, known: &'a [String]) -> Option<&'a str> {
    let last = |name: &str| name.rsplit('/').next().map(str::to_owned);
    let same = known.iter().find(|name| last(name) == last(typed) && name.as_str() != typed);
    let distance = |name: &str| strsim::damerau_levenshtein(typed, name);
    let near = || {
        known
            .iter()
            .filter(|name| distance(name) * 3 <= typed.chars().count())
            .min_by_key(|name| distance(name))
    };
    same.or_else(near).map(String::as_str)
}
