//! The documents of a tree, found by kind, id, path and engagement, so that a policy joins them
//! without reading any text.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

use super::kind::OWNER;
use super::{Document, Ids, Kinds};

/// Documents that policies of other documents read.
#[derive(Debug, Default)]
pub struct Index {
    /// By number.
    documents: Vec<Arc<Document>>,
    /// All paths of the tree, sorted; of documents or not.
    paths: Arc<[Utf8PathBuf]>,
    /// Below: places in `documents`, in their order.
    by_kind: HashMap<usize, Vec<u32>>,
    by_owner: HashMap<String, HashMap<usize, Vec<u32>>>,
    by_id: HashMap<String, Vec<u32>>,
    by_path: HashMap<Utf8PathBuf, u32>,
    /// By the document's own number.
    by_number: HashMap<u32, u32>,
    owner_kind: Option<usize>,
    /// Made when somebody asks for them.
    ids: OnceLock<Ids>,
}

impl Index {
    /// An index of documents. `paths` are those of the whole tree, sorted.
    #[must_use]
    pub fn new(mut documents: Vec<Arc<Document>>, paths: Arc<[Utf8PathBuf]>, kinds: &Kinds) -> Self {
        documents.sort_by(|a, b| a.path().cmp(b.path()));
        debug_assert!(paths.is_sorted());
        let mut index = Self { paths, owner_kind: kinds.find(OWNER), ..Self::default() };
        for (place, document) in documents.iter().enumerate() {
            let place = place as u32;
            index.by_kind.entry(document.kind).or_default().push(place);
            if let Some(owner) = index.owner(document) {
                if !index.by_owner.contains_key(owner) {
                    index.by_owner.insert(owner.to_owned(), HashMap::new());
                }
                let kinds = index.by_owner.get_mut(owner).expect("was put there");
                kinds.entry(document.kind).or_default().push(place);
            }
            if let Some(id) = document.text("id") {
                index.by_id.entry(id.to_owned()).or_default().push(place);
            }
            index.by_path.insert(document.path().to_owned(), place);
            index.by_number.insert(document.number, place);
        }
        index.documents = documents;
        index
    }

    /// Puts a document in the place of the one at its path, if it is found as that one was. If not, the
    /// index is as it was, and must be made anew.
    pub fn replace(&mut self, document: &Arc<Document>, kinds: &Kinds) -> bool {
        let Some(place) = self.by_path.get(document.path()) else { return false };
        let old = &self.documents[*place as usize];
        let found_alike = old.kind == document.kind
            && old.text("id") == document.text("id")
            && self.owner(old) == self.owner(document);
        if found_alike {
            if let Some(ids) = self.ids.get_mut() {
                let owner = document.text(if Some(document.kind) == self.owner_kind { "id" } else { OWNER });
                ids.replace(old, document, owner, kinds);
            }
            self.by_number.remove(&old.number);
            self.by_number.insert(document.number, *place);
            self.documents[*place as usize] = Arc::clone(document);
        }
        found_alike
    }

    /// The document with a number.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<&Arc<Document>> {
        self.by_number.get(&number).map(|place| &self.documents[*place as usize])
    }

    /// The document at a path.
    #[must_use]
    pub fn at_path(&self, path: &Utf8Path) -> Option<&Document> {
        self.by_path.get(path).map(|place| &*self.documents[*place as usize])
    }

    /// All documents.
    #[must_use]
    pub fn documents(&self) -> &[Arc<Document>] {
        &self.documents
    }

    /// The documents of a kind.
    pub fn of_kind(&self, kind: usize) -> impl Iterator<Item = &Document> {
        self.at(self.by_kind.get(&kind))
    }

    /// The documents of a kind that belong to an engagement.
    pub fn of_owner(&self, kind: usize, owner: &str) -> impl Iterator<Item = &Document> {
        self.at(self.by_owner.get(owner).and_then(|kinds| kinds.get(&kind)))
    }

    /// The first document that has this id or lies at this path, of one of the kinds; of any, if none is given.
    #[must_use]
    pub fn find(&self, kinds: &[usize], name: &str) -> Option<&Document> {
        let fits = |document: &&Document| kinds.is_empty() || kinds.contains(&document.kind);
        let by_path = || self.at_path(Utf8Path::new(name)).filter(fits);
        self.at(self.by_id.get(name)).find(fits).or_else(by_path)
    }

    /// The engagement to which a document belongs: its own id if it is one.
    #[must_use]
    pub fn owner<'d>(&self, document: &'d Document) -> Option<&'d str> {
        document.text(if Some(document.kind) == self.owner_kind { "id" } else { OWNER })
    }

    /// The engagement to which a document belongs; more than one, where they have the same id.
    pub fn engagement(&self, document: &Document) -> impl Iterator<Item = &Document> {
        let owner = self.owner(document);
        self.owner_kind.zip(owner).into_iter().flat_map(|(kind, owner)| self.of_owner(kind, owner))
    }

    /// How many documents of a kind there are.
    #[must_use]
    pub fn count(&self, kind: usize) -> usize {
        self.by_kind.get(&kind).map_or(0, Vec::len)
    }

    /// The document with this number among those of its kind, counted from 0.
    ///
    /// # Panics
    /// Where there are not so many.
    #[must_use]
    pub fn nth(&self, kind: usize, at: usize) -> &Document {
        &self.documents[self.by_kind[&kind][at] as usize]
    }

    /// The ids that the documents declare.
    pub fn ids(&self, kinds: &Kinds) -> &Ids {
        self.ids.get_or_init(|| Ids::new(self.documents.iter().map(|one| (one, self.owner(one))), kinds))
    }

    /// Whether a file or a folder lies there.
    #[must_use]
    pub fn has_path(&self, path: &str) -> bool {
        let wanted = Utf8Path::new(path.trim_end_matches('/'));
        // Mostly it is a document that is named.
        if self.by_path.contains_key(wanted) {
            return true;
        }
        let is_before: &dyn Fn(&Utf8PathBuf) -> bool = if is_plain(wanted.as_str()) {
            &|known| is_before(known.as_str(), wanted.as_str())
        } else {
            &|known| known.as_path() < wanted
        };
        let next = self.paths.partition_point(is_before);
        self.paths.get(next).is_some_and(|known| known.starts_with(wanted))
    }

    fn at<'s>(&'s self, places: Option<&'s Vec<u32>>) -> impl Iterator<Item = &'s Document> {
        places.into_iter().flatten().map(|place| &*self.documents[*place as usize])
    }
}

/// Whether a path has nothing in it that is left out when paths are compared: `a//b` is `a/b`.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|part| !part.is_empty() && part != ".")
}

/// Whether a plain path comes before another one in the order of paths, part by part; this takes a fraction of the
/// time that it takes to go through the parts.
fn is_before(path: &str, other: &str) -> bool {
    let differs = path.bytes().zip(other.bytes()).find(|(a, b)| a != b);
    match differs {
        Some((a, b)) => b != b'/' && (a == b'/' || a < b),
        None => path.len() < other.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_paths_are_ordered_as_paths_are() {
        let paths = ["a", "a/b", "a-b", "a.b/c", "a/b/c", "a/b-c", "ab", "b", "\u{e9}", "a/b.md", "a0"];
        for (a, b) in paths.iter().flat_map(|a| paths.iter().map(move |b| (*a, *b))) {
            assert_eq!(is_before(a, b), Utf8Path::new(a) < Utf8Path::new(b), "{a} {b}");
        }
        assert!(is_plain("a/b.md") && !is_plain("a//b") && !is_plain("./a") && !is_plain("a/./b"));
    }
}
