//! Which documents differ between the two trees of a comparison.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8Path;

use crate::check::change::Change;
use crate::check::remark::Judgement;
use crate::facts::{Document, Index};

use super::{Judged, Sides};

impl Sides<'_> {
    /// The documents that are not the same on both sides.
    pub(super) fn changes(&self, judged: &[Judged<'_>], index: &Index) -> Vec<Change> {
        let document =
            |judgement: &Option<Judgement>| judgement.as_ref().and_then(|one| one.document.clone());
        let mut pairs: BTreeMap<&Utf8Path, [Option<Arc<Document>>; 2]> = BTreeMap::new();
        for (path, before, after, _) in judged {
            let (old, new) = (document(before), document(after));
            let both = old.as_ref().zip(new.as_ref());
            if both.is_some_and(|(old, new)| old.number == new.number) {
                continue;
            }
            let pair = pairs.entry(path).or_default();
            *pair = [old.or(pair[0].take()), new.or(pair[1].take())];
        }
        let kinds = &self.head.prepared.set.kinds;
        let pairs = pairs.into_values();
        let documents = pairs.flat_map(|[old, new]| Change::of(old.as_deref(), new.as_deref(), index, kinds));
        let paths = (self.old_listing.paths != self.new_listing.paths).then(Change::of_paths);
        documents.chain(paths).collect()
    }
}
