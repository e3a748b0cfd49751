//! One document at a time, judged by settings and policies that were read once: for an editor.
//!
//! A session says of a document what [`check`](super::check) says of it in the same tree. An edit may change
//! the findings of other documents: those that join the one that was edited. An edit of a policy or of
//! `soplint.yaml` changes those of all.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diagnostic::Report;
use crate::facts::{is_markdown, is_yaml};
use crate::policy::{Mistake, Policy, PolicySet};
use crate::text::{Decoded, Encoding, SourceFile, Span, decode};
use crate::workspace::{Listing, Tree};

use super::assemble::Assembly;
use super::document::Judge;
use super::shelf::Shelf;
use super::{
    Options, PROFILE, Prepared, Unprepared, conceal, joined, mistakes, prepare, today, waivers, zone,
};

/// What documents of one tree are judged by, kept between edits.
#[derive(Debug)]
pub struct Session {
    /// The last settings and policies without a mistake.
    prepared: Option<Prepared>,
    /// Why those on disk are not the ones in use.
    trouble: Option<Unprepared>,
    /// Settings and policies as they were read.
    inputs: Vec<(Utf8PathBuf, Option<Vec<u8>>)>,
    zone: TimeZone,
    /// The documents of the tree; empty until one is judged that joins others.
    shelf: Mutex<Shelf>,
    /// What lies in the tree.
    paths: Vec<Utf8PathBuf>,
}

impl Session {
    /// Reads settings and policies. `listing` is that of the tree; documents are read when one of them is judged.
    #[must_use]
    pub fn new(tree: &dyn Tree, listing: &Listing) -> Self {
        let mut session = Self {
            prepared: None,
            trouble: None,
            inputs: Vec::new(),
            zone: TimeZone::UTC,
            shelf: Mutex::default(),
            paths: Vec::new(),
        };
        session.paths.clone_from(&listing.paths);
        session.read(tree, listing, inputs(tree, listing));
        session
    }

    /// Reads settings and policies again, if a byte of them changed, and says whether one did. With
    /// mistakes in them, documents are judged by the last ones without. Documents are looked at again, too.
    pub fn refresh(&mut self, tree: &dyn Tree, listing: &Listing) -> bool {
        self.paths.clone_from(&listing.paths);
        self.shelf().look_again(&listing.paths);
        let inputs = inputs(tree, listing);
        let changed = inputs != self.inputs;
        if changed {
            self.read(tree, listing, inputs);
        }
        changed
    }

    /// A file is not as it was, or is gone, or is new.
    pub fn touch(&self, path: &Utf8Path) {
        self.shelf().touch(path);
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether all documents are judged by what stands in this file.
    #[must_use]
    pub fn rests_on(path: &Utf8Path) -> bool {
        path == PROFILE || path == waivers::FILE || (path.starts_with("policies") && is_yaml(path))
    }

    /// Everything about one file, which need not be in the listing. A panic of the engine is a finding.
    #[must_use]
    pub fn judge(&self, tree: &dyn Tree, path: &Utf8Path, as_of: &str) -> Report {
        conceal::covered(self.judged(tree, path, as_of))
    }

    fn judged(&self, tree: &dyn Tree, path: &Utf8Path, as_of: &str) -> Report {
        let own: Vec<Mistake> =
            self.mistakes().iter().filter(|mistake| mistake.file.path() == path).cloned().collect();
        if !own.is_empty() {
            return mistakes::report(own, tree.name(), as_of);
        }
        let Some(prepared) = &self.prepared else {
            let unjudged = self.trouble().map(|why| unjudged(tree, path, &why));
            return mistakes::report(unjudged.into_iter().collect(), tree.name(), as_of);
        };
        let options = Options { as_of: as_of.to_owned(), ..Options::default() };
        let judge = Judge::new(prepared, &options, None);
        let mut assembly = Assembly::new(prepared, &judge, tree.name(), as_of);
        let mut beside = Vec::new();
        if is_markdown(path) || is_yaml(path) {
            if judge.joins.any() {
                beside = self.together(&judge, tree, path, &mut assembly);
            } else {
                assembly.add(path, judge.file(tree, path));
            }
        }
        if path == PROFILE && self.trouble.is_none() {
            assembly.settings();
        }
        let mut report = assembly.finish();
        // Those of other engagements reach no further than these.
        beside.extend([Utf8PathBuf::from(waivers::FILE), path.to_owned()]);
        beside.sort();
        beside.dedup();
        let accepted = beside.iter().flat_map(|file| waivers::of_file(tree, file, &judge));
        waivers::apply(&mut report, &accepted.collect(), false);
        report
    }

    /// Judges a document with those that it is judged together with, and gives the paths of the others.
    fn together(
        &self,
        judge: &Judge<'_>,
        tree: &dyn Tree,
        path: &Utf8Path,
        assembly: &mut Assembly<'_>,
    ) -> Vec<Utf8PathBuf> {
        let mut shelf = self.shelf();
        judge.joins.expect(self.paths.len());
        shelf.touch(path);
        shelf.bring_up(judge, tree, judge.as_of());
        if shelf.get(path).is_none() {
            // It can't be read, which is a finding.
            assembly.add(path, judge.file(tree, path));
            return Vec::new();
        }
        let index = shelf.index(judge);
        let mut all = shelf.around(path, &index);
        drop(shelf);
        judge.conclude(&index, all.iter_mut().map(|(_, judgement)| judgement));
        assembly.know(joined::sources(&index));
        let mut beside = Vec::new();
        for (other, mut judgement) in all {
            judgement.hidden = other != path;
            assembly.add(&other, judgement);
            beside.push(other);
        }
        beside
    }

    /// The date in the firm's first office.
    #[must_use]
    pub fn today(&self, now: Timestamp) -> String {
        today(&self.zone, now)
    }

    /// Mistakes in settings and policies, by file and place.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        match &self.trouble {
            Some(Unprepared::Mistakes(mistakes)) => mistakes,
            _ => &[],
        }
    }

    /// Why documents are not judged by what stands in the settings and policies, in one or two sentences.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        let first = match self.trouble.as_ref()? {
            Unprepared::Tree(error) => return Some(error.to_string()),
            Unprepared::Mistakes(mistakes) => mistakes.first()?,
        };
        let line = first.file.position(first.span.start, Encoding::CodePoints).line + 1;
        Some(format!("There is a mistake in {}, line {line}: {}", first.file.path(), first.message))
    }

    /// The policies in use.
    #[must_use]
    pub fn policies(&self) -> Option<&PolicySet> {
        self.prepared.as_ref().map(|prepared| &prepared.set)
    }

    /// A policy in use.
    #[must_use]
    pub fn policy(&self, id: &str) -> Option<&Policy> {
        self.policies()?.find(id)
    }

    fn read(&mut self, tree: &dyn Tree, listing: &Listing, inputs: Vec<(Utf8PathBuf, Option<Vec<u8>>)>) {
        self.inputs = inputs;
        match prepare(tree, listing) {
            Ok(prepared) => {
                self.zone = zone(tree);
                self.prepared = Some(prepared);
                *self.shelf() = Shelf::of(&listing.paths);
                self.trouble = None;
            }
            Err(trouble) => self.trouble = Some(trouble),
        }
    }
}

fn inputs(tree: &dyn Tree, listing: &Listing) -> Vec<(Utf8PathBuf, Option<Vec<u8>>)> {
    let left_out =
        listing.skipped.iter().map(|skipped| Utf8Path::new(&skipped.path)).filter(|path| *path == PROFILE);
    let paths = listing.paths.iter().map(Utf8PathBuf::as_path).filter(|path| Session::rests_on(path));
    paths.chain(left_out).map(|path| (path.to_owned(), tree.read(path).ok())).collect()
}

/// No settings without a mistake were ever read: silence would look like a clean document.
fn unjudged(tree: &dyn Tree, path: &Utf8Path, why: &str) -> Mistake {
    let text = match tree.read(path).map(decode) {
        Ok(Decoded::Text(text) | Decoded::Repaired { text, .. }) => text,
        _ => String::new(),
    };
    Mistake {
        file: Arc::new(SourceFile::new(path, text)),
        span: Span::at(0),
        message: format!("Nothing in this file was checked. {why}"),
        help: Some("Mend the settings or policies; then it is checked.".into()),
    }
}
