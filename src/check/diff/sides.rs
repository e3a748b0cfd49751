//! Both trees of a comparison, each file of which is judged once where it is the same in both.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::check::assemble::{Assembly, Ledger};
use crate::check::change::{Change, Earlier};
use crate::check::document::Judge;
use crate::check::remark::Judgement;
use crate::check::waivers::Waivers;
use crate::check::{Options, around, files, shown};
use crate::diagnostic::{Outcome, Report};
use crate::facts::{Document, Index, is_markdown, is_yaml};
use crate::workspace::{Changes, Comparison, Listing, Tree};

/// Two trees, and what judges them.
pub(super) struct Sides<'a> {
    pub(super) compared: &'a Comparison,
    /// The exceptions that count on both sides.
    pub(super) accepted: &'a Waivers,
    pub(super) old_listing: &'a Listing,
    pub(super) new_listing: &'a Listing,
    pub(super) head: &'a Judge<'a>,
    /// Where the base has settings or policies of its own.
    pub(super) base: Option<&'a Judge<'a>>,
    /// Where renamed files of the base now lie.
    pub(super) moved: &'a BTreeMap<Utf8PathBuf, Utf8PathBuf>,
    /// Files of the second tree that are not as in the first.
    pub(super) touched: BTreeSet<&'a Utf8Path>,
}

/// What was found on both sides.
pub(super) struct Both {
    pub(super) old: Report,
    pub(super) new: Report,
    /// The second tree, judged by the settings and policies of the first.
    pub(super) tried: Option<Report>,
    pub(super) old_ended: Ledger,
    pub(super) new_ended: Ledger,
    /// Whether something could not be read that could be in the base.
    pub(super) failed: bool,
}

/// A file, and what was said of it in the first tree, in the second, and of the second by what judges the first.
type Judged<'a> = (&'a Utf8Path, Option<Judgement>, Option<Judgement>, Option<Judgement>);

/// One file of either tree.
enum File<'a> {
    Unchanged(&'a Utf8Path),
    New(&'a Utf8Path),
    Old(&'a Utf8Path),
}

impl Sides<'_> {
    pub(super) fn base_tree(&self) -> &dyn Tree {
        &*self.compared.before.tree
    }

    pub(super) fn after(&self) -> &dyn Tree {
        &*self.compared.after.tree
    }

    /// What judges the base.
    pub(super) fn before(&self) -> &Judge<'_> {
        self.base.unwrap_or(self.head)
    }

    /// Where a file of the base lies now.
    pub(super) fn now<'p>(&'p self, path: &'p Utf8Path) -> &'p Utf8Path {
        self.moved.get(path).map_or(path, Utf8PathBuf::as_path)
    }

    /// Whether a policy still looks at a file of the base, or there is no such file any more.
    pub(super) fn still_judged(&self, ended: &Ledger, path: &Utf8Path, policy: &str) -> bool {
        let now = self.now(path);
        let Some(ended) = ended.get(now.as_str()) else {
            return !self.new_listing.paths.iter().any(|listed| listed == now);
        };
        let ours = |place: usize| *self.head.prepared.set.policies[self.head.policies[place].0].id == *policy;
        policy.starts_with("soplint/")
            || ended.iter().any(|(place, outcome)| ours(*place) && judged(*outcome))
    }

    /// Every file of both trees that may be a document, the unchanged ones once.
    fn files<'a>(&'a self, options: &'a Options) -> Vec<File<'a>> {
        let held: BTreeSet<&str> = self.old_listing.paths.iter().map(|path| path.as_str()).collect();
        let unchanged = |path: &Utf8Path| held.contains(path.as_str()) && !self.touched.contains(path);
        let mut all: Vec<File<'_>> = files(self.new_listing, options, self.head)
            .map(|path| if unchanged(path) { File::Unchanged(path) } else { File::New(path) })
            .collect();
        let changes = &self.compared.changes;
        let gone = changes.renamed.iter().map(|(old, _)| old).chain(&changes.deleted).chain(&changes.changed);
        let gone = gone.filter(|path| held.contains(path.as_str()) && (is_markdown(path) || is_yaml(path)));
        let read = |path: &&Utf8PathBuf| self.before().joins.any() || shown(self.now(path), options);
        all.extend(gone.filter(read).map(|path| File::Old(path)));
        all
    }

    /// The documents that are not the same on both sides.
    fn changes(&self, judged: &[Judged<'_>], index: &Index) -> Vec<Change> {
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

    pub(super) fn judge(&self, options: &Options) -> Both {
        let one = |file: &File<'_>| match *file {
            File::Unchanged(path) => {
                let read = self.after().read(path);
                let again = self.base.map(|base| match &read {
                    Ok(bytes) => base.bytes(path, Ok(bytes.clone())),
                    Err(_) => base.file(self.after(), path),
                });
                let new = self.head.bytes(path, read);
                let old = again.clone().unwrap_or_else(|| new.clone());
                (Some(old), Some(new), again)
            }
            File::New(path) => {
                let tried = self.base.map(|base| base.file(self.after(), path));
                (None, Some(self.head.file(self.after(), path)), tried)
            }
            File::Old(path) => (Some(self.before().file(self.base_tree(), path)), None, None),
        };
        let files = self.files(options);
        for judge in [Some(self.head), self.base].into_iter().flatten() {
            judge.joins.expect(2 * files.len());
        }
        let mut judged: Vec<Judged<'_>> = files
            .par_iter()
            .map(|file| {
                let (File::Unchanged(path) | File::New(path) | File::Old(path)) = *file;
                let (old, new, tried) = one(file);
                (path, old, new, tried)
            })
            .collect();

        let mut old = assembly(self.before(), self.base_tree(), options).compared(self.moved.clone());
        let mut new = assembly(self.head, self.after(), options).compared(BTreeMap::new());
        let mut tried = self.base.map(|base| assembly(base, self.after(), options));
        let hide = |path: &Utf8Path, judgement: &mut Option<Judgement>| {
            if let Some(judgement) = judgement {
                judgement.hidden = !shown(path, options);
            }
        };
        for (path, before, after, under) in &mut judged {
            hide(self.now(path), before);
            hide(path, after);
            hide(path, under);
        }
        let new_library =
            self.head.library(&self.new_listing.paths, judged.iter().filter_map(|one| one.2.as_ref()));
        let all = judged.iter_mut().filter_map(|one| one.2.as_mut());
        self.head.conclude(&new_library, all, self.accepted, None);
        new.know(new_library.sources());
        let old_library =
            self.before().library(&self.old_listing.paths, judged.iter().filter_map(|one| one.1.as_ref()));
        let changes = self.changes(&judged, &new_library.index);
        let (mut all, mut known) = (Vec::new(), HashMap::new());
        for (_, before, after, _) in &mut judged {
            all.extend(before);
            let number = after.as_ref().and_then(|after| Some(after.document.as_ref()?.number));
            known.extend(number.zip(after.as_ref()));
        }
        let earlier = Earlier { judgements: known, changes };
        // Judged by others, nothing that was said of the second tree says anything of the first.
        let earlier = Some(&earlier).filter(|_| self.base.is_none());
        self.before().conclude(&old_library, all.into_iter(), self.accepted, earlier);
        old.know(old_library.sources());
        if let (Some(base), Some(tried)) = (self.base, &mut tried) {
            let library =
                base.library(&self.new_listing.paths, judged.iter().filter_map(|one| one.3.as_ref()));
            let all = judged.iter_mut().filter_map(|one| one.3.as_mut());
            base.conclude(&library, all, self.accepted, None);
            tried.know(library.sources());
        }
        for (path, before, after, under) in judged {
            let additions = [(Some(&mut old), before), (Some(&mut new), after), (tried.as_mut(), under)];
            for (assembly, judgement) in additions {
                if let (Some(assembly), Some(judgement)) = (assembly, judgement) {
                    assembly.add(path, judgement);
                }
            }
        }
        around(&mut old, self.old_listing, options);
        around(&mut new, self.new_listing, options);
        let (old_ended, old_failed) = old.ended();
        let (new_ended, new_failed) = new.ended();
        let old_failed: BTreeSet<&Utf8Path> = old_failed.iter().map(|path| self.now(path)).collect();
        Both {
            failed: new_failed.iter().any(|path| !old_failed.contains(path.as_path())),
            old: old.finish(),
            new: new.finish(),
            tried: tried.map(Assembly::finish),
            old_ended,
            new_ended,
        }
    }
}

fn assembly<'a>(judge: &'a Judge<'a>, tree: &dyn Tree, options: &Options) -> Assembly<'a> {
    Assembly::new(judge.prepared, judge, tree.name(), &options.as_of)
}

/// Files of the second tree that the first does not have so.
pub(super) fn touched(changes: &Changes) -> BTreeSet<&Utf8Path> {
    let renamed = changes.renamed.iter().map(|(_, new)| new);
    changes.changed.iter().chain(&changes.added).chain(renamed).map(Utf8PathBuf::as_path).collect()
}

/// Whether a policy looked at the subject and came to an end.
pub(super) fn judged(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::NotApplicable | Outcome::CannotCheck)
}
