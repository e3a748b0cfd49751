//! Both trees of a comparison, each file of which is judged once where it is the same in both.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::check::assemble::{Assembly, Ledger};
use crate::check::change::{Change, Earlier};
use crate::check::document::Judge;
use crate::check::library::Library;
use crate::check::remark::Judgement;
use crate::check::waivers::Waivers;
use crate::check::{Options, around, files, shown};
use crate::diagnostic::{Outcome, Report};
use crate::facts::{Document, is_markdown, is_yaml};
use crate::workspace::{Changes, Comparison, Listing, Tree};

use super::exceptions::Exceptions;

/// Two trees, and what judges them.
pub(super) struct Sides<'a> {
    pub(super) compared: &'a Comparison,
    /// What settings, policies and exceptions come from, where neither tree is trusted for that.
    pub(super) by: Option<(&'a dyn Tree, &'a Listing)>,
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
    /// Files of which the same is said on both sides; it is in `new` and `new_ended` alone.
    pub(super) alike: BTreeSet<String>,
    /// What was found out about the documents of either tree.
    pub(super) libraries: Vec<Library>,
    pub(super) exceptions: Exceptions,
}

/// A file, and what was said of it.
struct Judged<'a> {
    path: &'a Utf8Path,
    /// In the first tree. Where one judge judges both: only of files that differ, and of those of which something
    /// else may be said there.
    old: Option<Judgement>,
    /// In the second.
    new: Option<Judgement>,
    /// In the second, by what judges the first.
    tried: Option<Judgement>,
    /// Whether what is said in the second tree is said in the first as well.
    alike: bool,
}

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

    /// The documents that are not the same on both sides, as they were and as they are.
    fn pairs<'j>(judged: &'j [Judged<'_>]) -> Vec<Pair<'j>> {
        let mut pairs: BTreeMap<&Utf8Path, Pair<'j>> = BTreeMap::new();
        for Judged { path, old, new, .. } in judged.iter().filter(|one| !one.alike) {
            let [old, new] = [old, new].map(|one| one.as_ref()?.document.as_ref());
            let pair = pairs.entry(path).or_default();
            *pair = (old.or(pair.0), new.or(pair.1));
        }
        pairs.into_values().collect()
    }

    pub(super) fn judge(&self, options: &Options) -> Both {
        let files = self.files(options);
        for judge in [Some(self.head), self.base].into_iter().flatten() {
            judge.joins.expect(2 * files.len());
        }
        let mut judged: Vec<Judged<'_>> = files.par_iter().map(|file| self.alone(file)).collect();
        for Judged { path, old, new, tried, .. } in &mut judged {
            let hide = |path: &Utf8Path, judgement: &mut Option<Judgement>| {
                judgement.iter_mut().for_each(|judgement| judgement.hidden = !shown(path, options));
            };
            hide(self.now(path), old);
            hide(path, new);
            hide(path, tried);
        }

        let mut old = assembly(self.before(), self.base_tree(), options).compared(self.moved.clone());
        let mut new = assembly(self.head, self.after(), options).compared(BTreeMap::new());
        let mut tried = self.base.map(|base| assembly(base, self.after(), options));
        let library =
            self.head.library(&self.new_listing.paths, judged.iter().filter_map(|one| one.new.as_ref()));
        let exceptions = Exceptions::gather(
            self.by,
            (self.base_tree(), self.old_listing, self.compared.base.is_some()),
            (self.after(), self.new_listing, &library.index),
            self.head,
            &self.touched,
        );
        let accepted = &exceptions.accepted;
        let all = judged.iter_mut().filter_map(|one| one.new.as_mut());
        self.head.conclude(&library, all, accepted, None);
        new.know(library.sources());
        let mut libraries = match self.base {
            None => self.conclude_old(&mut judged, library, &mut old, accepted),
            Some(base) => {
                let after = library;
                let paths = &self.old_listing.paths;
                let library = base.library(paths, judged.iter().filter_map(|one| one.old.as_ref()));
                let all = judged.iter_mut().filter_map(|one| one.old.as_mut());
                base.conclude(&library, all, accepted, None);
                old.know(library.sources());
                vec![after, library]
            }
        };
        if let (Some(base), Some(tried)) = (self.base, &mut tried) {
            let library =
                base.library(&self.new_listing.paths, judged.iter().filter_map(|one| one.tried.as_ref()));
            let all = judged.iter_mut().filter_map(|one| one.tried.as_mut());
            base.conclude(&library, all, accepted, None);
            tried.know(library.sources());
            libraries.push(library);
        }
        let mut alike = BTreeSet::new();
        for one in judged {
            if one.alike {
                alike.insert(one.path.as_str().to_owned());
            }
            let additions =
                [(Some(&mut old), one.old), (Some(&mut new), one.new), (tried.as_mut(), one.tried)];
            for (assembly, judgement) in additions {
                if let (Some(assembly), Some(judgement)) = (assembly, judgement) {
                    assembly.add(one.path, judgement);
                }
            }
        }
        around(&mut old, self.old_listing, options);
        around(&mut new, self.new_listing, options);
        let (old_ended, old_failed) = old.ended();
        let (new_ended, new_failed) = new.ended();
        let old_failed: BTreeSet<&str> = old_failed.iter().map(|path| self.now(path).as_str()).collect();
        let failed =
            |path: &Utf8PathBuf| !old_failed.contains(path.as_str()) && !alike.contains(path.as_str());
        Both {
            failed: new_failed.iter().any(failed),
            old: old.finish(),
            new: new.finish(),
            tried: tried.map(Assembly::finish),
            old_ended,
            new_ended,
            alike,
            libraries,
            exceptions,
        }
    }

    /// Judges one file of either tree by the policies that need no other document.
    fn alone<'a>(&self, file: &File<'a>) -> Judged<'a> {
        let nothing = |path| Judged { path, old: None, new: None, tried: None, alike: false };
        match *file {
            File::Unchanged(path) => {
                let read = self.after().read(path);
                let tried = self.base.map(|base| match &read {
                    Ok(bytes) => base.bytes(path, Ok(bytes.clone())),
                    Err(_) => base.file(self.after(), path),
                });
                let new = Some(self.head.bytes(path, read));
                Judged { old: tried.clone(), new, tried, alike: self.base.is_none(), ..nothing(path) }
            }
            File::New(path) => {
                let tried = self.base.map(|base| base.file(self.after(), path));
                Judged { new: Some(self.head.file(self.after(), path)), tried, ..nothing(path) }
            }
            File::Old(path) => {
                Judged { old: Some(self.before().file(self.base_tree(), path)), ..nothing(path) }
            }
        }
    }

    /// Says of the first tree what is said there, where the same judge judged the second one: only of what differs,
    /// and of what that reaches. Takes the library of the second tree; gives all that there are in the end.
    fn conclude_old(
        &self,
        judged: &mut [Judged<'_>],
        mut after: Library,
        old: &mut Assembly<'_>,
        accepted: &Waivers,
    ) -> Vec<Library> {
        let pairs = Self::pairs(judged);
        let (index, kinds) = (&after.index, &self.head.prepared.set.kinds);
        let documents = pairs
            .iter()
            .flat_map(|(old, new)| Change::of(old.map(|one| &**one), new.map(|one| &**one), index, kinds));
        let same_paths = self.old_listing.paths == self.new_listing.paths;
        let paths = (!same_paths).then(Change::of_paths);
        let changes: Vec<Change> = documents.chain(paths).collect();
        let alike: Vec<usize> = (0..judged.len()).filter(|at| judged[*at].alike).collect();
        let said: Vec<&Judgement> = alike.iter().filter_map(|at| judged[*at].new.as_ref()).collect();
        let settled = self.head.settled(&said, index, &changes);
        let unchanged = said.iter().filter_map(|judgement| judgement.document.as_ref());
        let all = unchanged.chain(pairs.iter().filter_map(|(old, _)| *old)).cloned();
        let made = self.library_before(&mut after, &pairs, all);
        let library = made.as_ref().unwrap_or(&after);
        for (at, _) in alike.iter().zip(settled).filter(|(_, settled)| !settled) {
            let one = &mut judged[*at];
            one.old = one.new.as_ref().map(|judgement| self.head.alone_of(judgement));
            one.alike = false;
        }
        let (mut all, mut judgements, mut settled) = (Vec::new(), HashMap::new(), Vec::new());
        for Judged { old, new, alike, .. } in judged {
            let new = new.as_ref();
            if *alike {
                settled.extend(new);
            } else {
                let number = new.and_then(|new| Some(new.document.as_ref()?.number));
                judgements.extend(number.zip(new));
            }
            all.extend(old);
        }
        let earlier = Earlier { judgements, settled, changes };
        self.head.conclude(library, all.into_iter(), accepted, Some(&earlier));
        old.know(library.sources());
        std::iter::once(after).chain(made).collect()
    }

    /// Makes the library of the second tree that of the first, which for a few documents that are found as before
    /// needs no look at any other; where that can't be, gives a new one.
    fn library_before(
        &self,
        after: &mut Library,
        pairs: &[Pair<'_>],
        all: impl Iterator<Item = Arc<Document>>,
    ) -> Option<Library> {
        let kinds = &self.head.prepared.set.kinds;
        let replaced = self.old_listing.paths == self.new_listing.paths
            && pairs
                .iter()
                .all(|(old, new)| old.is_some_and(|old| new.is_some() && after.replace(old, kinds)));
        (!replaced).then(|| self.head.library_of(&self.old_listing.paths, all))
    }
}

/// A document as it was and as it is, each as far as there is one.
type Pair<'j> = (Option<&'j Arc<Document>>, Option<&'j Arc<Document>>);

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
