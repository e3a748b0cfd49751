//! The open documents and their firms: what is stale, and what is said of each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use gen_lsp_types::{FileChangeType, Position, Range};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::check::{PROFILE, Said};
use crate::diagnostic::Report;
use crate::text::Encoding;
use crate::workspace::{self, locate};

use super::document::{Change, Document, Place};
use super::findings::Findings;
use super::firm::{Firm, Stale, Wishes};
use super::uri::file_path;

/// Everything that is open.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// By URI, in the client's spelling.
    documents: BTreeMap<String, Document>,
    /// By root; one without a path for documents that lie in no folder.
    firms: BTreeMap<PathBuf, Firm>,
    pub(super) wishes: Wishes,
}

/// An answer to a question about a place: the firm, the findings, the byte offset, the unit of columns.
pub(super) type Answer = fn(&Firm, &Report, usize, Encoding) -> Value;

/// What a look at settings, policies and the calendar brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refreshed {
    Nothing,
    /// Something, and findings that were told may no longer hold.
    Changed {
        told: bool,
    },
}

impl Desk {
    /// Opens a document.
    ///
    /// # Errors
    /// Why nothing can be said of it.
    pub(super) fn open(
        &mut self,
        uri: String,
        language: &str,
        version: i32,
        text: String,
    ) -> Result<(), workspace::Error> {
        let place = self.place(&uri, language);
        let found = place.as_ref().ok().cloned().flatten();
        if let Some((firm, path)) = self.firm_mut(found.as_ref()) {
            firm.lay(path, &text);
        }
        self.documents
            .insert(uri, Document { version, text, stale: found.is_some(), place: found, report: None });
        place.map(drop)
    }

    /// Changes the text of an open document.
    pub(super) fn change(&mut self, uri: &str, version: i32, changes: Vec<Change>, unit: Encoding) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.version = version;
        document.change(changes, unit);
        if let Some(Place { root, path }) = &document.place
            && let Some(firm) = self.firms.get_mut(root)
        {
            firm.lay(path, &document.text);
        }
    }

    /// Closes a document, and says whether it was open.
    pub(super) fn close(&mut self, uri: &str) -> bool {
        let Some(document) = self.documents.remove(uri) else { return false };
        if let Some((firm, path)) = self.firm_mut(document.place.as_ref()) {
            firm.lift(path);
        }
        if file_path(uri).is_none() {
            self.firms.remove(Path::new(uri));
        }
        true
    }

    /// A document was saved.
    pub(super) fn saved(&mut self, uri: &str) {
        if file_path(uri).is_some_and(|file| is_profile(&file)) {
            self.find_roots();
        }
    }

    /// Files changed on disk, by URI.
    pub(super) fn changed_on_disk(&mut self, changes: impl Iterator<Item = (String, FileChangeType)>) {
        let mut roots_moved = false;
        for (file, kind) in changes.filter_map(|(uri, kind)| Some((file_path(&uri)?, kind))) {
            roots_moved |= kind != FileChangeType::Changed && is_profile(&file);
            let Some(file) = real(&file) else {
                self.look_at_disk(); // its folder is gone
                continue;
            };
            for firm in self.firms.values_mut() {
                if let Some(path) = firm.path_of(&file) {
                    firm.touched(&path, Stale::Disk);
                }
            }
        }
        if roots_moved {
            self.find_roots();
        }
    }

    /// Settings and policies on disk may have changed.
    pub(super) fn look_at_disk(&mut self) {
        for firm in self.firms.values_mut() {
            firm.stale = Stale::Disk;
        }
    }

    /// Reads settings and policies again where they may have changed, and looks at the calendar. What
    /// was judged by others is stale.
    pub(super) fn refresh(&mut self, now: Timestamp) -> Refreshed {
        let mut changed = Vec::new();
        for (root, firm) in &mut self.firms {
            let read = firm.refresh();
            let as_of = self.wishes.as_of.clone().unwrap_or_else(|| firm.session().today(now));
            if read || firm.as_of != as_of {
                firm.as_of = as_of;
                changed.push(root.clone());
            }
        }
        if changed.is_empty() {
            return Refreshed::Nothing;
        }
        let mut told = false;
        for document in self.documents.values_mut() {
            if document.place.as_ref().is_some_and(|place| changed.contains(&place.root)) {
                told |= document.report.is_some();
                document.stale = true;
            }
        }
        Refreshed::Changed { told }
    }

    /// Why some documents are not judged by the settings and policies as they stand. `None` where the
    /// mistakes can be seen in an open document.
    pub(super) fn hidden_trouble(&self) -> Option<String> {
        let shown = |root: &Path, firm: &Firm| {
            let here = self
                .documents
                .values()
                .filter_map(|document| document.place.as_ref())
                .filter(|place| place.root == root);
            let wrong =
                |path: &Utf8Path| firm.session().mistakes().iter().any(|mistake| mistake.file.path() == path);
            here.map(|place| &place.path).any(|path| wrong(path))
        };
        self.firms
            .iter()
            .filter(|(root, firm)| !shown(root, firm))
            .find_map(|(_, firm)| firm.session().trouble())
    }

    /// A document whose findings are not those of its text.
    pub(super) fn stale(&self) -> Option<String> {
        self.documents.iter().find(|(_, document)| document.stale).map(|(uri, _)| uri.clone())
    }

    /// Looks at some files of a firm that wait for it. `None` where there are none; else whether findings
    /// that were told may no longer hold.
    pub(super) fn learn(&mut self) -> Option<bool> {
        let root = self.firms.iter().find(|(_, firm)| firm.is_learning())?.0.clone();
        Some(self.learn_of(&root))
    }

    fn learn_of(&mut self, root: &Path) -> bool {
        let mut told = false;
        if self.firms.get_mut(root).is_some_and(Firm::learn) {
            let here =
                |document: &&mut Document| document.place.as_ref().is_some_and(|place| place.root == root);
            for document in self.documents.values_mut().filter(here) {
                told |= document.report.is_some();
                document.stale = true;
            }
        }
        told
    }

    /// Judges a document if it is stale, and gives its version then, and whether findings of others that
    /// were told may no longer hold.
    pub(super) fn judge(&mut self, uri: &str) -> Option<(i32, bool)> {
        let root = self.documents.get(uri).filter(|document| document.stale)?.place.as_ref();
        let nearly = root
            .map(|place| &place.root)
            .filter(|root| self.firms.get(*root).is_some_and(Firm::is_nearly_known));
        let mut told = nearly.cloned().is_some_and(|root| self.learn_of(&root));
        let document = self.documents.get_mut(uri)?;
        document.stale = false; // first: if judging fails, it would fail again and again
        document.report = None;
        let version = document.version;
        let Some(Place { root, path }) = document.place.clone() else { return Some((version, told)) };
        let Some(firm) = self.firms.get_mut(&root) else { return Some((version, told)) };
        let Said { report, changed } = firm.judge(&path);
        document.report = Some(report);
        for other in self.documents.values_mut().filter(|other| !other.stale) {
            let sees = |place: &&Place| {
                place.root == root && place.path != path && firm.session().sees(&place.path, &changed)
            };
            if other.place.as_ref().filter(sees).is_some() {
                told |= other.report.is_some();
                other.stale = true;
            }
        }
        Some((version, told))
    }

    /// The findings of the last judgement, as the protocol has them.
    pub(super) fn diagnostics(&self, uri: &str, unit: Encoding) -> Value {
        self.findings(uri, unit).map_or_else(|| json!([]), |findings| findings.diagnostics())
    }

    /// Changes that would mend findings in a range.
    pub(super) fn fixes(&self, uri: &str, range: Range, unit: Encoding, versioned: bool) -> Value {
        let Some((document, findings)) = self.documents.get(uri).zip(self.findings(uri, unit)) else {
            return json!([]);
        };
        let [start, end] = [range.start, range.end].map(|point| document.offset(point, unit));
        findings.fixes(start.min(end)..start.max(end), versioned)
    }

    fn findings<'a>(&'a self, uri: &'a str, unit: Encoding) -> Option<Findings<'a>> {
        let (document, firm, path, report) = self.judged(uri)?;
        Some(Findings { firm, report, path, uri, version: document.version, unit })
    }

    /// Answers a question about a place in a document.
    pub(super) fn at(&self, uri: &str, position: Position, unit: Encoding, answer: Answer) -> Value {
        let Some((document, firm, _, report)) = self.judged(uri) else { return Value::Null };
        answer(firm, report, document.offset(position, unit), unit)
    }

    fn judged(&self, uri: &str) -> Option<(&Document, &Firm, &Utf8Path, &Report)> {
        let document = self.documents.get(uri)?;
        let Place { root, path } = document.place.as_ref()?;
        Some((document, self.firms.get(root)?, path, document.report.as_ref()?))
    }

    fn firm_mut<'a>(&mut self, place: Option<&'a Place>) -> Option<(&mut Firm, &'a Utf8Path)> {
        let Place { root, path } = place?;
        Some((self.firms.get_mut(root)?, path))
    }

    /// Where a document belongs; nowhere, if it is none of ours. Opens the firm with its first document.
    fn place(&mut self, uri: &str, language: &str) -> Result<Option<Place>, workspace::Error> {
        let Some(file) = file_path(uri) else {
            // Written in the editor and not saved yet. What other schemes show is not in the working tree.
            let name = match (uri.split_once(':').map(|(scheme, _)| scheme), language) {
                (Some("untitled"), "markdown") => "untitled.md",
                (Some("untitled"), "yaml") => "untitled.yaml",
                _ => return Ok(None),
            };
            // Each on its own: they would lie over each other.
            let root = PathBuf::from(uri);
            self.firms.entry(root.clone()).or_insert_with(|| Firm::nowhere(&self.wishes));
            return Ok(Some(Place { root, path: name.into() }));
        };
        let (opened, path) = locate(&file)?;
        let root = opened.root.clone();
        if !self.firms.contains_key(&root) {
            let firm = Firm::new(opened, &self.wishes)?;
            self.firms.insert(root.clone(), firm);
        }
        Ok(Some(Place { root, path }))
    }

    /// A `soplint.yaml` came or went: documents may have another root.
    fn find_roots(&mut self) {
        let documents = self.documents.iter().filter(|(uri, _)| file_path(uri).is_some());
        let before: Vec<_> = documents.map(|(uri, document)| (uri.clone(), document.place.clone())).collect();
        for (uri, old) in before {
            let new = self.place(&uri, "").unwrap_or(None);
            if new == old {
                continue;
            }
            if let Some((firm, path)) = self.firm_mut(old.as_ref()) {
                firm.lift(path);
            }
            let Some(document) = self.documents.get_mut(&uri) else { continue };
            if let Some(Place { root, path }) = &new
                && let Some(firm) = self.firms.get_mut(root)
            {
                firm.lay(path, &document.text);
            }
            document.stale = true;
            document.place = new;
        }
    }
}

fn is_profile(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == PROFILE)
}

/// A path as roots are written: links in its folder resolved. The file itself may be gone.
fn real(file: &Path) -> Option<PathBuf> {
    Some(file.parent()?.canonicalize().ok()?.join(file.file_name()?))
}
