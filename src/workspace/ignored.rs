//! Which line of a `.gitignore` keeps a file out of git.

use std::ops::Range;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use gix::bstr::BStr;
use gix::glob::pattern::Case;
use gix::ignore::Search;
use gix::ignore::search::Ignore;

use super::{Tree, names};

/// The line that names a file, or a folder above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredBy {
    /// The `.gitignore`, relative to the root of the tree.
    pub file: Utf8PathBuf,
    /// Its whole text.
    pub text: String,
    /// The bytes of the line in it.
    pub line: Range<usize>,
}

/// The line of a `.gitignore` in `tree` by which git takes no notice of a file that it does not track
/// yet. The user's own lists (`core.excludesFile`, `info/exclude`) are no part of a tree.
#[must_use]
pub fn ignored_by(tree: &dyn Tree, path: &Utf8Path) -> Option<IgnoredBy> {
    let levels: Vec<&str> = path.as_str().match_indices('/').map(|(at, _)| &path.as_str()[..at]).collect();
    let folders = std::iter::once("").chain(levels.iter().copied());
    let lists: Vec<(String, String)> = folders
        .filter_map(|folder| {
            let file = names::join(folder, ".gitignore");
            let text = String::from_utf8(tree.read(Utf8Path::new(&file)).ok()?).ok()?;
            Some((file, text))
        })
        .collect();
    let searches: Vec<Search> = lists
        .iter()
        .map(|(file, text)| {
            let mut search = Search::default();
            let parse = Ignore::default();
            // Can only fail where a path can't be made relative; these are.
            let _ = search.add_patterns_buffer(text.as_bytes(), file.as_str(), Some(Path::new("")), parse);
            search
        })
        .collect();
    let names = levels.iter().map(|folder| (*folder, true)).chain([(path.as_str(), false)]);
    for (name, is_dir) in names {
        // The nearest list that speaks of a name decides; what lies in an ignored folder is ignored.
        let found = searches.iter().zip(&lists).rev().find_map(|(search, list)| {
            let found =
                search.pattern_matching_relative_path(BStr::new(name), Some(is_dir), Case::Sensitive)?;
            Some((found.pattern.is_negative(), found.sequence_number, list))
        });
        if let Some((false, number, (file, text))) = found {
            let line = line(text, number);
            return Some(IgnoredBy { file: file.into(), text: text.clone(), line });
        }
    }
    None
}

/// The bytes of a line, counted from 1, without its end.
fn line(text: &str, number: usize) -> Range<usize> {
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            return start..start + line.trim_end().len();
        }
        start += line.len();
    }
    start..start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::MemoryTree;

    #[test]
    fn the_line_that_git_would_name() {
        let mut tree = MemoryTree::default();
        tree.insert(".gitignore", "# ours\n/sops/\n!/sops/\n*.tmp.md\r\n").unwrap();
        tree.insert("records/.gitignore", "old\n!kept.tmp.md\n").unwrap();
        let says = |path: &str| {
            let found = ignored_by(&tree, Utf8Path::new(path))?;
            Some(format!("{}: {}", found.file, &found.text[found.line]))
        };
        assert_eq!(says("sops/a.md"), None);
        assert_eq!(says("x/a.tmp.md").as_deref(), Some(".gitignore: *.tmp.md"));
        assert_eq!(says("records/old/2025/a.yaml").as_deref(), Some("records/.gitignore: old"));
        assert_eq!(says("records/kept.tmp.md"), None);
        assert_eq!(says("older/a.yaml"), None);
    }
}
