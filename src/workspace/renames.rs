//! Which new file is an old one under another name, as `git diff -M` decides it.
//!
//! The same steps with the same limits, so that a report and a pull request page agree: equal
//! content first, then equal file names with three quarters in common, then whatever has half in
//! common, the most alike first. What two files have in common is counted in bytes of equal lines
//! (long lines are cut into pieces), wherever the lines stand.
//!
//! git tells lines apart by a short hash and takes some different ones for equal; here they are
//! not. Two files with a little less than half in common can so be a rename for git alone.

use std::cell::OnceCell;
use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hasher};

/// Likeness is counted from 0 to this.
const ALL: u64 = 60_000;
const HALF: u64 = ALL / 2;
/// What two files of the same name must have in common before all others are compared.
const SAME_NAME: u64 = ALL / 4 * 3;
/// Beyond this many pairs only equal content and equal names are looked for.
const MAX_PAIRS: usize = 1000 * 1000;
/// A larger file, in bytes, is found again only when all of it is equal.
const MAX_ALIKE: usize = 1 << 20;
/// The longest piece of a line that is compared, in bytes.
const PIECE: usize = 64;
/// How many old files are kept in mind for a new one.
const CANDIDATES: usize = 4;

/// A file that is in one of two trees only.
pub(super) struct Alone<'a> {
    /// With `/`.
    pub(super) path: &'a str,
    /// Equal for equal content; `None` for what can't be read.
    pub(super) id: Option<&'a str>,
    /// Reads it.
    pub(super) read: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

/// Pairs of (place in `gone`, place in `new`), in the order of `new`. Both are sorted by path;
/// each file is in one pair at most.
pub(super) fn renames(gone: &[Alone<'_>], new: &[Alone<'_>]) -> Vec<(usize, usize)> {
    let mut search = Search {
        gone: gone.iter().map(Candidate::new).collect(),
        new: new.iter().map(Candidate::new).collect(),
        from: vec![None; new.len()],
        taken: vec![false; gone.len()],
    };
    search.equal_content();
    search.equal_names();
    search.most_alike();
    search.from.iter().enumerate().filter_map(|(new, gone)| Some(((*gone)?, new))).collect()
}

struct Candidate<'a> {
    file: &'a Alone<'a>,
    content: OnceCell<Option<Content>>,
}

/// What is compared of a file.
struct Content {
    size: u64,
    /// Hashes of pieces of text, sorted, and how many bytes all equal ones have together.
    pieces: Vec<(u64, u64)>,
}

struct Search<'a> {
    gone: Vec<Candidate<'a>>,
    new: Vec<Candidate<'a>>,
    /// For each new file, the old one.
    from: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Search<'_> {
    fn pair(&mut self, gone: usize, new: usize) {
        self.from[new] = Some(gone);
        self.taken[gone] = true;
    }

    fn equal_content(&mut self) {
        let mut by_id: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
        let mut by_name: BTreeMap<(&str, &str), VecDeque<usize>> = BTreeMap::new();
        for (at, gone) in self.gone.iter().enumerate() {
            if let Some(id) = gone.file.id {
                by_id.entry(id).or_default().push_back(at);
                by_name.entry((id, gone.name())).or_default().push_back(at);
            }
        }
        for at in 0..self.new.len() {
            let (file, name) = (self.new[at].file, self.new[at].name());
            let Some(id) = file.id else { continue };
            let named = by_name.get_mut(&(id, name)).and_then(VecDeque::pop_front);
            let mut any = || by_id.get_mut(id).and_then(VecDeque::pop_front);
            // Whatever is in both lists is taken from the other one when it comes up there.
            let mut gone = named.filter(|gone| !self.taken[*gone]);
            while gone.is_none() {
                match any() {
                    None => break,
                    next => gone = next.filter(|gone| !self.taken[*gone]),
                }
            }
            if let Some(gone) = gone {
                self.pair(gone, at);
            }
        }
    }

    /// Files whose name no other file has that is still alone on its side.
    fn equal_names(&mut self) {
        let gone = unique(self.gone.iter().enumerate().filter(|(at, _)| !self.taken[*at]));
        let new = unique(self.new.iter().enumerate().filter(|(at, _)| self.from[*at].is_none()));
        let both = gone.into_iter().filter_map(|(name, old)| Some((old?, (*new.get(name)?)?)));
        let alike =
            both.filter(|(old, new)| alike(&self.gone[*old], &self.new[*new], SAME_NAME) >= SAME_NAME);
        for (old, new) in alike.collect::<Vec<_>>() {
            self.pair(old, new);
        }
    }

    fn most_alike(&mut self) {
        let gone: Vec<usize> = (0..self.gone.len()).filter(|at| !self.taken[*at]).collect();
        let new: Vec<usize> = (0..self.new.len()).filter(|at| self.from[*at].is_none()).collect();
        if gone.len().saturating_mul(new.len()) > MAX_PAIRS {
            return;
        }
        let mut found = Vec::new();
        for new in new {
            // (how alike, same name), and which: the best few, each in the place it was put first.
            let mut best: [Option<((u64, bool), usize)>; CANDIDATES] = [None; CANDIDATES];
            for &gone in &gone {
                let (old, file) = (&self.gone[gone], &self.new[new]);
                let score = alike(old, file, HALF);
                let rank = (score, old.name() == file.name());
                let worst = best.iter_mut().min_by_key(|kept| kept.map(|(rank, _)| rank));
                let worst = worst.expect("there are some places");
                if score >= HALF && worst.is_none_or(|(kept, _)| kept < rank) {
                    *worst = Some((rank, gone));
                }
            }
            found.extend(best.into_iter().flatten().map(|(rank, gone)| (rank, gone, new)));
        }
        found.sort_by_key(|(rank, ..)| std::cmp::Reverse(*rank)); // stable: the order above settles what is equal
        for (_, gone, new) in found {
            if !self.taken[gone] && self.from[new].is_none() {
                self.pair(gone, new);
            }
        }
    }
}

impl<'a> Candidate<'a> {
    fn new(file: &'a Alone<'a>) -> Self {
        Self { file, content: OnceCell::new() }
    }

    fn name(&self) -> &'a str {
        self.file.path.rsplit('/').next().unwrap_or(self.file.path)
    }

    fn content(&self) -> Option<&Content> {
        let read = || (self.file.read)(self.file.path).filter(|bytes| bytes.len() <= MAX_ALIKE);
        self.content.get_or_init(|| read().map(|bytes| Content::of(&bytes))).as_ref()
    }
}

impl Content {
    fn of(bytes: &[u8]) -> Self {
        let is_text = !bytes.iter().take(8000).any(|byte| *byte == 0);
        let mut pieces = BTreeMap::new();
        let mut piece = Vec::with_capacity(PIECE);
        let mut add = |piece: &mut Vec<u8>| {
            let mut hasher = DefaultHasher::new();
            hasher.write(piece);
            *pieces.entry(hasher.finish()).or_insert(0) += piece.len() as u64;
            piece.clear();
        };
        for (at, byte) in bytes.iter().enumerate() {
            if is_text && *byte == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                continue; // another system's line endings are no difference
            }
            piece.push(*byte);
            if *byte == b'\n' || piece.len() == PIECE {
                add(&mut piece);
            }
        }
        if !piece.is_empty() {
            add(&mut piece);
        }
        Self { size: bytes.len() as u64, pieces: pieces.into_iter().collect() }
    }

    /// Bytes that both have.
    fn common(&self, other: &Self) -> u64 {
        let mut others = other.pieces.iter().peekable();
        let mut common = 0;
        for (hash, bytes) in &self.pieces {
            while others.next_if(|(other, _)| other < hash).is_some() {}
            if let Some((_, other)) = others.next_if(|(other, _)| other == hash) {
                common += bytes.min(other);
            }
        }
        common
    }
}

/// Names that only one of these has, with it; the others with nothing.
fn unique<'a>(files: impl Iterator<Item = (usize, &'a Candidate<'a>)>) -> BTreeMap<&'a str, Option<usize>> {
    let mut names = BTreeMap::new();
    for (at, file) in files {
        names.entry(file.name()).and_modify(|only| *only = None).or_insert(Some(at));
    }
    names
}

/// How much of the larger of two files the other one has as well; 0 when it can't be `least`.
fn alike(old: &Candidate<'_>, new: &Candidate<'_>, least: u64) -> u64 {
    let (Some(old), Some(new)) = (old.content(), new.content()) else { return 0 };
    let larger = old.size.max(new.size);
    if new.size == 0 || larger * (ALL - least) < old.size.abs_diff(new.size) * ALL {
        return 0;
    }
    old.common(new) * ALL / larger
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(gone: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<(String, String)> {
        let text = |files: &[(&str, &str)], path: &str| {
            files.iter().find(|(known, _)| *known == path).map(|(_, text)| text.as_bytes().to_vec())
        };
        let (old, fresh) = (|path: &str| text(gone, path), |path: &str| text(new, path));
        fn alone<'a>(files: &'a [(&str, &str)], read: &'a dyn Fn(&str) -> Option<Vec<u8>>) -> Vec<Alone<'a>> {
            files.iter().map(|(path, text)| Alone { path, id: Some(text), read }).collect()
        }
        let pairs = renames(&alone(gone, &old), &alone(new, &fresh));
        pairs.into_iter().map(|(old, at)| (gone[old].0.to_owned(), new[at].0.to_owned())).collect()
    }

    fn lines(from: usize, to: usize) -> String {
        (from..to).map(|line| format!("step {line} of the procedure\n")).collect()
    }

    fn pair(old: &str, new: &str) -> (String, String) {
        (old.to_owned(), new.to_owned())
    }

    #[test]
    fn half_in_common_is_a_rename_and_less_is_not() {
        let old = lines(10, 30);
        assert_eq!(found(&[("a.md", &old)], &[("b.md", &lines(20, 40))]), [pair("a.md", "b.md")]);
        assert_eq!(found(&[("a.md", &old)], &[("b.md", &lines(21, 41))]), []);
        assert_eq!(found(&[("a.md", "")], &[("b.md", &lines(20, 40))]), []);
    }

    #[test]
    fn equal_content_goes_to_the_same_name_first_and_to_one_file_only() {
        let text = lines(10, 30);
        assert_eq!(
            found(
                &[("a/x.md", &text), ("a/y.md", &text)],
                &[("b/y.md", &text), ("c.md", &text), ("d.md", &text)]
            ),
            [pair("a/y.md", "b/y.md"), pair("a/x.md", "c.md")]
        );
    }

    #[test]
    fn line_endings_of_another_system_are_no_difference() {
        let old = lines(10, 30);
        let new = old.replace('\n', "\r\n");
        assert_eq!(found(&[("a.md", &old)], &[("b.md", &new)]), [pair("a.md", "b.md")]);
    }

    #[test]
    fn what_cannot_be_read_is_never_alike() {
        let read = |_: &str| None;
        let file = |path| Alone { path, id: None, read: &read };
        assert_eq!(renames(&[file("a.md")], &[file("b.md")]), []);
    }
}
