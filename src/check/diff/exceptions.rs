//! Which exceptions count where two trees are compared.

use std::collections::{BTreeSet, HashSet};

use camino::Utf8Path;

use crate::check::document::Judge;
use crate::check::waivers::{self, Waivers};
use crate::facts::Index;
use crate::workspace::{Listing, Tree};

/// The exceptions of both sides.
pub(super) struct Exceptions {
    /// Those of the second tree.
    pub(super) own: Waivers,
    /// Those of the first, or of what is trusted.
    pub(super) others: Waivers,
    /// Those that count.
    pub(super) accepted: Waivers,
}

impl Exceptions {
    /// Gathers them. `old` is the first tree, and whether there is such a commit; `new` the second, and the documents
    /// that were read of it; `touched` are the files that the second does not have as the first. `trusted` is where
    /// settings come from, if from neither.
    pub(super) fn gather(
        trusted: Option<(&dyn Tree, &Listing)>,
        old: (&dyn Tree, &Listing, bool),
        new: (&dyn Tree, &Listing, &Index),
        judge: &Judge<'_>,
        touched: &BTreeSet<&Utf8Path>,
    ) -> Self {
        let (old, old_listing, is_commit) = old;
        let (new, new_listing, read) = new;
        let own = waivers::gather(new, new_listing, judge, read);
        let nothing = Index::default();
        let others = match trusted {
            Some((by, listing)) => waivers::gather(by, listing, judge, &nothing),
            None => {
                let held: HashSet<&str> = new_listing.paths.iter().map(|path| path.as_str()).collect();
                let same = |path: &Utf8Path| held.contains(path.as_str()) && !touched.contains(path);
                waivers::gather_other(old, old_listing, judge, &nothing, &own, same)
            }
        };
        // Nothing excuses itself: an exception counts from the change after the one that adds it.
        let accepted = match trusted {
            Some(_) => others.clone(),
            None if is_commit => waivers::in_both(&own, &others),
            None => own.clone(),
        };
        Self { own, others, accepted }
    }
}
