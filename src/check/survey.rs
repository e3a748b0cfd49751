//! What single policies say of all documents of a tree, for an editor: it holds every document against the
//! policies that join only where somebody looks at it, and yet an exception may be of no use any more wherever
//! its finding would be, and what a sensitive policy found is hidden everywhere.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::facts::Document;
use crate::text::SourceFile;

use super::change::{Change, points_into};
use super::document::Judge;
use super::library::Library;
use super::remark::{Judgement, Remark};

/// What policies that join documents say of each, as long as nothing changed that they see.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// By the policy's place, then by the document's number.
    said: BTreeMap<usize, HashMap<u32, Vec<Remark>>>,
}

impl Survey {
    /// What one policy that joins documents says of all of them. `local` is as for [`Judge::join_one`].
    pub(super) fn of<'l>(
        &mut self,
        judge: &Judge<'_>,
        place: usize,
        library: &Library,
        local: &dyn Fn(&Document) -> Option<&'l Judgement>,
    ) -> Vec<(Arc<SourceFile>, &Remark)> {
        let known = self.said.entry(place).or_default();
        let kinds = &judge.policy(place).applies_to;
        let documents = || kinds.iter().flat_map(|kind| library.index.of_kind(*kind));
        for document in documents() {
            known.entry(document.number).or_insert_with(|| judge.join_by(place, document, library, local));
        }
        let said = documents().flat_map(|document| {
            let remarks = known.get(&document.number).into_iter().flatten();
            remarks.map(|remark| (Arc::clone(&document.source), remark))
        });
        said.collect()
    }

    /// Drops what may be otherwise after these changes.
    pub(super) fn forget(&mut self, judge: &Judge<'_>, library: &Library, changes: &[Change]) {
        for (place, known) in &mut self.said {
            known.retain(|number, remarks| {
                library.index.numbered(*number).is_some_and(|document| {
                    !changes.iter().any(|change| change.is_of(document))
                        && !judge.is_affected(*place, library.index.owner(document), changes)
                        && !points_into(remarks, changes)
                })
            });
        }
    }
}
