//! Names of files: which ones stay inside a root, and how any of them is shown.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use camino::Utf8Path;

/// Why a path behind a link is not opened.
pub(super) const THROUGH_A_LINK: &str = "it is reached through a link";

/// The path again, without `//` and inner `.`, when it can only lead to something below a root:
/// plain names, none of them `.git` (git's own files are no documents, and can hold passwords).
pub(super) fn inside(path: &Path) -> Result<PathBuf, &'static str> {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) if name.eq_ignore_ascii_case(".git") => return Err("it belongs to git"),
            Component::Normal(name) => clean.push(name),
            Component::CurDir | Component::ParentDir => return Err("its path contains `.` or `..`"),
            Component::RootDir | Component::Prefix(_) => {
                return Err("its path starts at the top of the disk");
            }
        }
    }
    if clean.as_os_str().is_empty() { Err("its path is empty") } else { Ok(clean) }
}

/// A path that [`inside`] accepts, as trees that are not on disk have it: with single `/`.
pub(super) fn key(path: &Utf8Path) -> Result<String, &'static str> {
    inside(path.as_std_path())?;
    Ok(path.components().map(|name| name.as_str()).collect::<Vec<_>>().join("/"))
}

/// A name in a folder, which may be the top (empty).
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// A relative path with `/`, whatever the system writes, as git has it.
pub(super) fn bytes(path: &Path) -> Vec<u8> {
    let names: Vec<_> = path.components().map(|name| name.as_os_str().as_encoded_bytes()).collect();
    names.join(&b'/')
}

/// A name as one line of text that can't play tricks on a terminal: bytes outside UTF-8 become
/// `\xff`, control characters and those that turn the direction of writing become `\u{202e}`.
pub(super) fn shown(name: &[u8]) -> String {
    let mut out = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        for char in chunk.valid().chars() {
            if char.is_control()
                || matches!(char, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            {
                out.extend(char.escape_unicode());
            } else {
                out.push(char);
            }
        }
        for byte in chunk.invalid() {
            write!(out, "\\x{byte:02x}").expect("a String takes everything");
        }
    }
    out
}

/// [`shown`] for a path of the system.
pub(super) fn shown_path(path: &Path) -> String {
    shown(path.as_os_str().as_encoded_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_stay_inside() {
        for path in ["a.md", "sops/a b.md", "año/…/x", ".gitignore", "..a", "a//b", "a/./b"] {
            assert!(inside(Path::new(path)).is_ok(), "{path}");
        }
        for path in ["", "/etc/passwd", "../a", "a/../../b", "a/..", "./a", ".git/config", "x/.GIT/config"] {
            assert!(inside(Path::new(path)).is_err(), "{path}");
        }
    }

    #[test]
    fn names_are_shown_on_one_harmless_line() {
        assert_eq!(shown("sops/año.md".as_bytes()), "sops/año.md");
        assert_eq!(shown(b"caf\xe9\n\x1b[31m.md"), "caf\\xe9\\u{a}\\u{1b}[31m.md");
        assert_eq!(shown("a\u{202e}dm.b".as_bytes()), "a\\u{202e}dm.b");
    }
}
