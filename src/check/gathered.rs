//! What is known of the documents of one tree between edits: each judged by itself, and an index of them
//! for the policies that join.
//!
//! Reading a large repository takes a while, so it is done in pieces; until all of it is known, no
//! policy that joins documents is asked. An edit makes one document anew. Only documents that somebody
//! looks at are held against the policies that join, so an edit costs what the open documents cost.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use foldhash::quality::RandomState;
use rayon::prelude::*;

use crate::diagnostic::Outcome;
use crate::facts::{Document, Draft, Index, is_markdown, is_yaml};
use crate::rules::waiver::Waiver;
use crate::text::{SourceFile, Span};
use crate::workspace::Tree;

use super::change::Change;
use super::document::Judge;
use super::edited::Before;
use super::joins::LAST;
use super::library::Library;
use super::remark::{By, Judgement, Remark};
use super::survey::Survey;
use super::waivers::Waivers;
use super::{conceal, waivers};

/// The documents of a tree, as they were when they were last looked at.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    files: BTreeMap<Utf8PathBuf, File>,
    /// All paths of the tree, sorted, documents or not.
    paths: Arc<[Utf8PathBuf]>,
    /// Files to look at, the next one last.
    waiting: Vec<Utf8PathBuf>,
    library: Library,
    /// Documents with what policies say that join documents, as long as nothing changed that these see.
    joined: BTreeMap<Utf8PathBuf, Judgement>,
    /// The same before the last edit of such a document, where its fields are as they were.
    edited: BTreeMap<Utf8PathBuf, Before>,
    /// What single policies say of all documents.
    survey: Survey,
    /// What sensitive policies found in files by themselves, as it is spelled.
    sensitive: BTreeMap<Utf8PathBuf, Vec<String>>,
    /// Whether the index was made of all files once.
    complete: bool,
    /// For the hashes of files: another one in each session, so that nobody can write two that look the same.
    seed: RandomState,
    /// How many pairs of a policy and a document were judged, for whoever wants to know what an edit costs.
    pub(super) judged: usize,
}

#[derive(Debug)]
struct File {
    /// Of its bytes; of nothing where it could not be read.
    hash: u64,
    /// Without what policies say that join documents.
    judgement: Judgement,
    /// Where somebody looks at it.
    draft: Draft,
}

impl Gathered {
    /// Says which files there are. Those that are known are looked at again.
    pub(super) fn expect(&mut self, paths: Vec<Utf8PathBuf>) {
        let there: BTreeSet<&Utf8PathBuf> = paths.iter().collect();
        let before = self.files.len();
        self.files.retain(|path, _| there.contains(path));
        self.sensitive.retain(|path, _| there.contains(path));
        self.waiting =
            paths.iter().filter(|path| is_markdown(path) || is_yaml(path)).rev().cloned().collect();
        let mut sorted = paths;
        sorted.sort();
        let same = *self.paths == *sorted && before == self.files.len();
        self.paths = sorted.into();
        if !same && self.complete {
            self.complete = false; // the index holds what is gone, or knows nothing of what came
        }
    }

    /// Everything must be judged anew.
    pub(super) fn forget(&mut self) {
        self.files.clear();
        self.sensitive.clear();
        self.forget_joined();
        self.survey = Survey::default();
        self.library = Library::default();
        self.complete = false;
        self.waiting =
            self.paths.iter().filter(|path| is_markdown(path) || is_yaml(path)).rev().cloned().collect();
    }

    /// The files of the engagement to which a document belongs.
    pub(super) fn engagement(&self, path: &Utf8Path) -> Vec<Utf8PathBuf> {
        let document = self.files.get(path).and_then(|file| file.judgement.document.as_ref());
        let found = document.into_iter().flat_map(|document| self.library.index.engagement(document));
        found.map(|engagement| engagement.path().to_owned()).collect()
    }

    /// How many files wait to be looked at.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// A file may have changed.
    pub(super) fn touched(&mut self, path: &Utf8Path) {
        self.waiting.push(path.to_owned());
    }

    /// Looks at some of the files that wait. Whether that brought anything that policies may join.
    pub(super) fn learn(&mut self, judge: &Judge<'_>, tree: &dyn Tree, most: usize) -> bool {
        if !judge.joins.any() {
            self.waiting.clear();
            return false;
        }
        let some = self.waiting.split_off(self.waiting.len().saturating_sub(most));
        let read: Vec<(Utf8PathBuf, Option<File>)> = some
            .into_par_iter()
            .map(|path| {
                let file = read(judge, tree, &path, self.files.get(&path), None, &self.seed);
                (path, file)
            })
            .collect();
        let mut changed = false;
        for (path, file) in read {
            if let Some(file) = file {
                changed |= !self.put(judge, path, file).is_empty();
            }
        }
        if self.waiting.is_empty() && !self.complete {
            self.library = self.whole(judge);
            self.forget_joined();
            self.survey = Survey::default();
            (self.complete, changed) = (true, true);
        }
        changed
    }

    /// Takes one file up as it is now, which need not be known. Returns what others may now see
    /// differently: nothing where its bytes are as they were.
    pub(super) fn look(&mut self, judge: &Judge<'_>, tree: &dyn Tree, path: &Utf8Path) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut draft =
            self.files.get_mut(path).map(|file| std::mem::take(&mut file.draft)).unwrap_or_default();
        let file = read(judge, tree, path, self.files.get(path), Some(&mut draft), &self.seed);
        if let Some(file) = file {
            let file = File { draft, ..file };
            self.judged += file.judgement.outcomes.len();
            changes = self.put(judge, path.to_owned(), file);
        } else if let Some(file) = self.files.get_mut(path) {
            file.draft = draft;
        }
        changes
    }

    /// Judges a file that was taken up by all policies. Findings that are `accepted` are not open, where others
    /// are summed up.
    pub(super) fn judge(&mut self, judge: &Judge<'_>, path: &Utf8Path, accepted: &Waivers) -> Judgement {
        if !self.complete {
            return self.files[path].judgement.clone();
        }
        let judgement = self.joined(judge, path);
        self.summed(judge, judgement, accepted)
    }

    /// A document with what policies say that join it with others.
    fn joined(&mut self, judge: &Judge<'_>, path: &Utf8Path) -> Judgement {
        if let Some(known) = self.joined.get(path) {
            return known.clone();
        }
        let mut judgement = self.files[path].judgement.clone();
        let local = |document: &Document| Some(&self.files.get(document.path())?.judgement);
        let before = self.edited.remove(path);
        self.judged += judge.join_one(&mut judgement, &self.library, &local, before.as_ref());
        self.joined.insert(path.to_owned(), judgement.clone());
        judgement
    }

    /// The same, with what policies say that sum up what others found in the documents of its engagement.
    fn summed(&mut self, judge: &Judge<'_>, judgement: Judgement, accepted: &Waivers) -> Judgement {
        let Some(document) = judgement.document.clone() else { return judgement };
        if !judge.sums_up(document.kind) {
            return judgement;
        }
        let mut paths: Vec<Utf8PathBuf> = Vec::new();
        let owner = self.library.index.owner(&document);
        let kinds = 0..judge.prepared.set.kinds.iter().count();
        for (kind, owner) in kinds.filter_map(|kind| Some((kind, owner?))) {
            let others =
                self.library.index.of_owner(kind, owner).filter(|other| other.number != document.number);
            paths.extend(others.map(|other| other.path().to_owned()));
        }
        let mut together = vec![judgement];
        together.extend(paths.iter().map(|path| self.joined(judge, path)));
        judge.sum_up(&self.library, together.iter_mut(), &[], accepted);
        self.judged += 1;
        together.swap_remove(0)
    }

    /// What one policy says of all documents of the tree, with their files; nothing as long as not all of it is
    /// known.
    fn said_by(
        &mut self,
        judge: &Judge<'_>,
        place: usize,
        accepted: &Waivers,
    ) -> Vec<(Arc<SourceFile>, Remark)> {
        if !self.complete {
            return Vec::new();
        }
        let by_this = |remark: &&Remark| remark.by == By::Policy(place);
        match judge.joins.level(place) {
            0 => {
                let judgements = self.files.values().map(|file| &file.judgement);
                let said = judgements.filter_map(|one| Some((one.source.as_ref()?, &one.remarks)));
                said.flat_map(|(source, remarks)| {
                    remarks.iter().filter(by_this).map(|remark| (Arc::clone(source), remark.clone()))
                })
                .collect()
            }
            LAST => {
                let kinds = &judge.policy(place).applies_to;
                let documents = kinds.iter().flat_map(|kind| self.library.index.of_kind(*kind));
                let paths: Vec<Utf8PathBuf> = documents.map(|document| document.path().to_owned()).collect();
                let judged = paths.iter().map(|path| self.judge(judge, path, accepted));
                judged
                    .filter_map(|one| Some((one.source?, one.remarks)))
                    .flat_map(|(source, remarks)| {
                        let own: Vec<Remark> = remarks.iter().filter(by_this).cloned().collect();
                        own.into_iter().map(move |remark| (Arc::clone(&source), remark))
                    })
                    .collect()
            }
            _ => {
                let local = |document: &Document| Some(&self.files.get(document.path())?.judgement);
                let said = self.survey.of(judge, place, &self.library, &local);
                said.into_iter().map(|(source, remark)| (source, remark.clone())).collect()
            }
        }
    }

    /// Whether a waiver covers anything in the tree; true as long as not all of it is known.
    pub(super) fn is_of_use(&mut self, judge: &Judge<'_>, waiver: &Waiver, accepted: &Waivers) -> bool {
        let place = (0..judge.policies.len()).find(|place| *judge.policy(*place).id == *waiver.policy);
        let said = place.map(|place| self.said_by(judge, place, accepted)).unwrap_or_default();
        !self.complete
            || said.iter().any(|(file, remark)| waivers::covers(waiver, file, &remark.finding.subjects))
    }

    /// What sensitive policies found anywhere in the tree, as it is spelled there.
    pub(super) fn sensitive(&mut self, judge: &Judge<'_>, accepted: &Waivers) -> Vec<String> {
        let mut words: Vec<String> = self.sensitive.values().flatten().cloned().collect();
        let joined = |place: &usize| judge.joins.level(*place) > 0 && judge.policy(*place).sensitive;
        for place in (0..judge.policies.len()).filter(joined) {
            for (file, remark) in self.said_by(judge, place, accepted) {
                if remark.finding.outcome != Outcome::CannotCheck {
                    words.extend(conceal::words_at(&file, &[remark.finding.at]));
                }
            }
        }
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The files of other documents that findings point into, by the document's number.
    pub(super) fn pointed_at(&self, judgement: &Judgement) -> Vec<(u32, Arc<SourceFile>)> {
        let places = judgement.remarks.iter().flat_map(|remark| &remark.finding.related);
        let numbers: BTreeSet<u32> = places.map(|(place, _)| place.file).collect();
        let documents = numbers.into_iter().filter_map(|number| self.library.index.numbered(number));
        documents.map(|document| (document.number, Arc::clone(&document.source))).collect()
    }

    /// Whether what is said of a document may be otherwise after these changes.
    pub(super) fn sees(&self, judge: &Judge<'_>, path: &Utf8Path, changes: &[Change]) -> bool {
        let known = self.joined.get(path).or_else(|| self.files.get(path).map(|file| &file.judgement));
        let index = &self.library.index;
        known.is_some_and(|judgement| {
            judgement.document.as_ref().is_some_and(|document| {
                // An engagement may hold exceptions for all that belongs to it.
                let mut engagement = index.engagement(document);
                engagement.any(|found| changes.iter().any(|change| change.is_of(found)))
                    || !changes.is_empty() && judge.sums_up(document.kind)
            }) || judge.may_change(judgement, index, changes)
        })
    }

    /// Takes a file up. What others may see differently.
    fn put(&mut self, judge: &Judge<'_>, path: Utf8PathBuf, file: File) -> Vec<Change> {
        let sensitive = found_by_sensitive(judge, &file.judgement);
        if sensitive.is_empty() {
            self.sensitive.remove(&path);
        } else {
            self.sensitive.insert(path.clone(), sensitive);
        }
        let new = file.judgement.document.clone();
        let old = self.files.insert(path.clone(), file).and_then(|file| file.judgement.document);
        let (index, kinds) = (&self.library.index, &judge.prepared.set.kinds);
        let changes = Change::of(old.as_deref(), new.as_deref(), index, kinds);
        if !self.complete {
            return changes;
        }
        let before = self.joined.remove(&path);
        self.edited.remove(&path);
        let holds = |judgement: &Judgement| !judge.may_change(judgement, index, &changes);
        self.joined.retain(|_, judgement| holds(judgement));
        self.edited.retain(|_, before| holds(before.judgement()));
        if let (Some(before), Some(old), Some(new)) = (before, &old, &new) {
            let before = Before::new(before, old, new);
            self.edited.extend(before.map(|before| (path.clone(), before)));
        }
        self.survey.forget(judge, &self.library, &changes);
        if self.paths.binary_search(&path).is_err() {
            let mut paths = self.paths.to_vec();
            paths.push(path);
            paths.sort();
            self.paths = paths.into();
            self.library = self.whole(judge);
            self.forget_joined(); // whether there is a file of a name is asked too
            self.survey = Survey::default();
            return changes;
        }
        match (old, new) {
            (None, None) => {}
            (Some(_), Some(new)) if self.library.replace(&new, kinds) => {}
            _ => self.library = self.whole(judge),
        }
        changes
    }

    /// What was said in view of other documents may be otherwise.
    fn forget_joined(&mut self) {
        self.joined.clear();
        self.edited.clear();
    }

    fn whole(&self, judge: &Judge<'_>) -> Library {
        let documents = self.files.values().filter_map(|file| file.judgement.document.clone()).collect();
        Library::new(Index::new(documents, Arc::clone(&self.paths), &judge.prepared.set.kinds))
    }
}

/// What sensitive policies found in a file by itself, as it is spelled.
fn found_by_sensitive(judge: &Judge<'_>, judgement: &Judgement) -> Vec<String> {
    let found = judgement.remarks.iter().filter(|remark| {
        let sensitive = matches!(remark.by, By::Policy(place) if judge.policy(place).sensitive);
        sensitive && remark.finding.outcome != Outcome::CannotCheck
    });
    let places: Vec<Span> = found.map(|remark| remark.finding.at).collect();
    match &judgement.source {
        Some(file) if !places.is_empty() => conceal::words_at(file, &places),
        _ => Vec::new(),
    }
}

/// A file as it is now; `None` where it is as it is known.
fn read(
    judge: &Judge<'_>,
    tree: &dyn Tree,
    path: &Utf8Path,
    known: Option<&File>,
    draft: Option<&mut Draft>,
    seed: &RandomState,
) -> Option<File> {
    let bytes = tree.read(path);
    let hash = seed.hash_one(bytes.as_deref().unwrap_or_default());
    if known.is_some_and(|known| known.hash == hash && !known.judgement.failed) {
        return None;
    }
    Some(File { hash, judgement: judge.again(path, bytes, draft), draft: Draft::default() })
}
