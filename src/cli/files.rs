//! Where a report goes: standard output, or files that are written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::Output;

/// Looks at all outputs before any work is done.
///
/// # Errors
/// Two outputs for one place, or a file that [`write`] would refuse.
pub(super) fn check(outputs: &[Output]) -> anyhow::Result<()> {
    let printed = outputs.iter().filter(|output| output.file.is_none()).count();
    if printed > 1 {
        bail!(
            "Only one output can go to the screen. Give the others a file, as in `--output sarif=out.sarif`."
        );
    }
    let mut seen: Vec<PathBuf> = Vec::new();
    for path in outputs.iter().filter_map(|output| output.file.as_deref()) {
        let target = Target::new(path)?;
        let place = target.folder.canonicalize().unwrap_or_else(|_| target.folder.clone());
        let place = place.join(path.file_name().unwrap_or_default());
        if seen.contains(&place) {
            bail!("Two outputs go to '{}'. Give each a file of its own.", path.display());
        }
        seen.push(place);
    }
    Ok(())
}

/// Writes a file: beside it first, and then in its place, so that nobody reads half of it and nothing
/// is lost where the writing fails.
///
/// # Errors
/// Where there is something that is not a regular file, and what the disk answers.
pub(super) fn write(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let shown = path.display();
    let target = Target::new(path)?;
    let (temporary, file) =
        Temporary::new(&target.folder).with_context(|| format!("'{shown}' can't be written"))?;
    let written = (|| {
        if let Some(permissions) = target.permissions {
            file.set_permissions(permissions)?;
        }
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.into_inner()?.sync_data()?;
        temporary.replace(path)
    })();
    written.with_context(|| format!("'{shown}' can't be written"))
}

/// Writes a program where there is nothing yet, or in the place of one that `ours` knows as its own. No
/// other file gives way, even one that comes into being meanwhile.
///
/// # Errors
/// [`Taken`] where something else is there, and what the disk answers.
pub(super) fn write_program(path: &Path, text: &str, ours: impl Fn(&[u8]) -> bool) -> anyhow::Result<()> {
    let shown = path.display();
    let folder = path.parent().unwrap_or(Path::new("."));
    let taken = match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() && fs::read(path).is_ok_and(|bytes| ours(&bytes)) => true,
        Ok(_) => bail!(Taken),
        Err(_) => false,
    };
    let written = (|| {
        fs::create_dir_all(folder)?;
        let (temporary, mut file) = Temporary::new(folder)?;
        executable(&file)?;
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        if taken { temporary.replace(path) } else { fs::hard_link(&temporary.0, path) }
    })();
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => bail!(Taken),
        other => other.with_context(|| format!("'{shown}' can't be written")),
    }
}

/// Writes a file where there is nothing yet, with the folders on the way; whole, or not at all.
///
/// # Errors
/// [`Taken`] where something is there, even what comes into being meanwhile, and what the disk answers.
pub(super) fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    if fs::symlink_metadata(path).is_ok() {
        bail!(Taken);
    }
    let written = (|| {
        fs::create_dir_all(folder)?;
        let (temporary, mut file) = Temporary::new(folder)?;
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        fs::hard_link(&temporary.0, path)
    })();
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => bail!(Taken),
        other => other.with_context(|| format!("'{}' can't be written", path.display())),
    }
}

/// Something that is not ours stands where a file should go.
#[derive(Debug, thiserror::Error)]
#[error("something else is there")]
pub(super) struct Taken;

#[cfg(unix)]
fn executable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn executable(_: &File) -> io::Result<()> {
    Ok(())
}

/// A place for a file, free or taken by one.
struct Target {
    folder: PathBuf,
    /// Of the file that will be replaced.
    permissions: Option<fs::Permissions>,
}

impl Target {
    fn new(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = parent.unwrap_or(Path::new(".")).to_owned();
        if path.file_name().is_none() {
            bail!("'{shown}' is not the name of a file.");
        }
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_file() => Ok(Self { folder, permissions: Some(found.permissions()) }),
            Ok(found) => {
                let what = match found.file_type() {
                    kind if kind.is_dir() => "a folder",
                    kind if kind.is_symlink() => "a link",
                    _ => "a device or a pipe",
                };
                bail!("'{shown}' is {what}. An output goes to a regular file or to the screen.")
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("'{shown}' can't be written"))
            }
            Err(_) if !folder.is_dir() => {
                bail!("'{shown}' can't be written: there is no folder '{}'.", folder.display())
            }
            Err(_) => Ok(Self { folder, permissions: None }),
        }
    }
}

/// A file that is gone when it is dropped, unless it took the place of another.
struct Temporary(PathBuf);

/// Names that are tried: an earlier run may have been stopped before it could clean up.
const NAMES: usize = 64;

impl Temporary {
    fn new(folder: &Path) -> io::Result<(Self, File)> {
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for number in 0..NAMES {
            let path = folder.join(format!(".soplint-{}-{number}.tmp", std::process::id()));
            // Never opens what is there, be it a link.
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((Self(path), file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    fn replace(&self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0); // is gone already where it took its place
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Format;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn put(path: &Path, text: &str) -> anyhow::Result<()> {
        write(path, |out| out.write_all(text.as_bytes()))
    }

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a b.txt");
        put(&path, "one").unwrap();
        put(&path, "two").unwrap();
        let failed = write(&path, |out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(format!("{:#}", failed.unwrap_err()).contains("a b.txt' can't be written: "));
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(names(folder.path()), ["a b.txt"]);
    }

    #[test]
    fn only_a_regular_file_gives_way() {
        let folder = tempfile::tempdir().unwrap();
        let gone = folder.path().join("no/where.txt");
        assert!(put(&gone, "x").unwrap_err().to_string().contains("there is no folder"));
        assert!(put(folder.path(), "x").unwrap_err().to_string().contains("is a folder"));
        assert!(put(Path::new("/"), "x").unwrap_err().to_string().contains("is not the name of a file"));
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_are_refused_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let [precious, link] = ["precious", "link"].map(|name| folder.path().join(name));
        fs::write(&precious, "keep").unwrap();
        symlink(&precious, &link).unwrap();
        assert!(put(&link, "x").unwrap_err().to_string().contains("is a link"));
        fs::remove_file(&precious).unwrap();
        assert!(put(&link, "x").unwrap_err().to_string().contains("is a link"));
        assert!(put(Path::new("/dev/null"), "x").unwrap_err().to_string().contains("a device"));
        assert_eq!(names(folder.path()), ["link"]);
        put(&precious, "x").unwrap();
        fs::set_permissions(&precious, fs::Permissions::from_mode(0o600)).unwrap();
        put(&precious, "y").unwrap();
        assert_eq!(fs::metadata(&precious).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn each_output_has_a_place_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let to = |file: Option<&str>| Output {
            format: Format::Json,
            file: file.map(|file| folder.path().join(file)),
        };
        assert!(check(&[to(None), to(Some("a")), to(Some("b"))]).is_ok());
        assert!(check(&[to(None), to(None)]).unwrap_err().to_string().contains("Only one output"));
        assert!(check(&[to(Some("a")), to(Some("./a"))]).unwrap_err().to_string().contains("Two outputs"));
        assert!(check(&[to(Some("."))]).is_err());
        assert_eq!(names(folder.path()), [""; 0]);
    }
}
