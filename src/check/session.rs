//! One document at a time, judged by settings and policies that were read once: for an editor.
//!
//! A session says of a document what [`check`](super::check) says of it in the same tree, as soon as it
//! has looked at all of that tree ([`Session::learn`]); until then, policies that join documents say
//! nothing. An edit changes the findings of its own document, and of those that policies join with it
//! ([`Session::sees`]); an edit of a policy or of `lint` in `soplint.yaml` changes those of all.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diagnostic::Report;
use crate::facts::{Index, is_markdown, is_yaml};
use crate::policy::{Language, Mistake, Policy, PolicySet};
use crate::text::{Decoded, Encoding, SourceFile, Span, decode};
use crate::workspace::{Listing, Tree};

use super::assemble::Assembly;
use super::change::Change;
use super::document::Judge;
use super::gathered::Gathered;
use super::inputs::{Input, inputs, rests_on, same_settings};
use super::plan::Plan;
use super::waivers::Waivers;
use super::{Options, PROFILE, Prepared, Unprepared, conceal, mistakes, prepare, today, waivers, zone};

/// What documents of one tree are judged by, kept between edits.
#[derive(Debug)]
pub struct Session {
    /// The last settings and policies without a mistake.
    prepared: Option<Prepared>,
    /// What follows from them.
    plan: Option<Plan>,
    /// Why those on disk are not the ones in use.
    trouble: Option<Unprepared>,
    /// Settings and policies as they were read.
    inputs: Vec<Input>,
    zone: TimeZone,
    /// The documents of the tree, judged by the settings in use as of a date.
    gathered: Gathered,
    as_of: String,
    language: Language,
    /// A commit from which settings, policies and exceptions come, instead of the tree.
    trusted: Option<Box<dyn Tree>>,
    /// Files with exceptions, which may be of no use any more after any change.
    excepting: BTreeSet<Utf8PathBuf>,
    /// What sensitive policies found in all of the tree, when it was last asked for.
    sensitive: Vec<String>,
}

/// What was said of a document, and what that changes for others.
#[derive(Debug)]
pub struct Said {
    /// Everything about the document.
    pub report: Report,
    /// What others may now see differently, for [`Session::sees`]; nothing where the document is as it was.
    pub changed: Vec<Change>,
}

impl Session {
    /// Reads settings and policies. `listing` is that of the tree; only paths for which
    /// [`Session::rests_on`] holds are looked at. Next steps are told in `language`.
    #[must_use]
    pub fn new(tree: &dyn Tree, listing: &Listing, language: Language) -> Self {
        let mut session = Self::empty(language);
        session.read(tree, listing, inputs(tree, listing));
        session
    }

    /// Judges by the settings, policies and exceptions of another tree, which the judged one may not change.
    #[must_use]
    pub fn by(trusted: Box<dyn Tree>, language: Language) -> Self {
        let listing = trusted.list().unwrap_or_default();
        let mut session = Self::new(&*trusted, &listing, language);
        session.trusted = Some(trusted);
        session
    }

    fn empty(language: Language) -> Self {
        Self {
            prepared: None,
            plan: None,
            trouble: None,
            inputs: Vec::new(),
            zone: TimeZone::UTC,
            gathered: Gathered::default(),
            as_of: String::new(),
            language,
            trusted: None,
            excepting: BTreeSet::new(),
            sensitive: Vec::new(),
        }
    }

    /// Reads settings and policies again, if a byte of them changed, and says whether one did. With
    /// mistakes in them, documents are judged by the last ones without.
    pub fn refresh(&mut self, tree: &dyn Tree, listing: &Listing) -> bool {
        if self.trusted.is_some() {
            return false; // a commit does not change
        }
        let inputs = inputs(tree, listing);
        if inputs == self.inputs {
            return false;
        }
        let before = std::mem::take(&mut self.inputs);
        if self.trouble.is_none() && same_settings(&before, &inputs) && zone(tree) == self.zone {
            // Facts of the firm changed, which are judged like any document.
            self.inputs = inputs;
            self.reread(tree);
            return true;
        }
        self.read(tree, listing, inputs);
        true
    }

    /// Whether all documents are judged by what stands in this file.
    #[must_use]
    pub fn rests_on(path: &Utf8Path) -> bool {
        rests_on(path)
    }

    /// Says which files there are, and that each may have changed. `paths` are those of the tree.
    pub fn expect(&mut self, paths: Vec<Utf8PathBuf>) {
        self.gathered.expect(paths);
    }

    /// One file may have changed.
    pub fn touched(&mut self, path: &Utf8Path) {
        self.gathered.touched(path);
    }

    /// How many files are left to look at; none while nothing can be judged.
    #[must_use]
    pub fn waiting(&self) -> usize {
        if self.prepared.is_some() { self.gathered.waiting() } else { 0 }
    }

    /// Looks at up to `most` files that may have changed, and says whether documents may now be judged
    /// otherwise.
    pub fn learn(&mut self, tree: &dyn Tree, as_of: &str, most: usize) -> bool {
        self.as_of(as_of);
        let Some(prepared) = &self.prepared else { return false };
        let options = self.options();
        let judge = by(self.plan.as_ref(), prepared, &options);
        self.gathered.learn(&judge, tree, most)
    }

    /// Everything about one file, which need not be in the listing. A panic of the engine is a finding.
    #[must_use]
    pub fn judge(&mut self, tree: &dyn Tree, path: &Utf8Path, as_of: &str) -> Said {
        self.as_of(as_of);
        let alone = |report| Said { report, changed: Vec::new() };
        let own: Vec<Mistake> =
            self.mistakes().iter().filter(|mistake| mistake.file.path() == path).cloned().collect();
        if !own.is_empty() {
            return alone(mistakes::report(own, tree.name(), as_of));
        }
        let Some(prepared) = &self.prepared else {
            let unjudged = self.trouble().map(|why| unjudged(tree, path, &why));
            return alone(mistakes::report(unjudged.into_iter().collect(), tree.name(), as_of));
        };
        let options = self.options();
        let judge = by(self.plan.as_ref(), prepared, &options);
        let is_document = is_markdown(path) || is_yaml(path);
        let mut changed = if is_document { self.gathered.look(&judge, tree, path) } else { Vec::new() };
        // Those of other engagements reach no further than these.
        let mut files = self.gathered.engagement(path);
        files.extend([waivers::FILE.into(), path.to_owned()]);
        files.sort();
        files.dedup();
        let stand_in = |tree: &dyn Tree| -> Waivers {
            files.iter().flat_map(|file| waivers::of_file(tree, file, &judge, &Index::default())).collect()
        };
        let own = stand_in(tree);
        let held = self.trusted.as_deref().map(stand_in);
        let accepted = held.as_ref().unwrap_or(&own);
        let mut assembly = Assembly::new(prepared, &judge, tree.name(), as_of);
        if is_document {
            let judgement = self.gathered.judge(&judge, path, accepted);
            assembly.know(self.gathered.pointed_at(&judgement));
            assembly.add(path, judgement);
        }
        if path == PROFILE && self.trouble.is_none() {
            assembly.settings();
        }
        let mut report = assembly.finish();
        if held.is_some() {
            let here = own.iter().filter(|(_, file)| file.path() == path).cloned();
            waivers::untrusted(&mut report, &here.collect(), accepted);
        }
        waivers::apply(&mut report, accepted, false);
        // An exception is told where it stands, as it stands there now.
        let here = accepted.iter().filter(|(_, file)| file.path() == path);
        let here: Vec<_> = match &held {
            None => here.collect(),
            Some(_) => here.filter_map(|(waiver, _)| waivers::same_in(&own, waiver)).collect(),
        };
        let unused = here.iter().filter(|(waiver, _)| !self.gathered.is_of_use(&judge, waiver, accepted));
        let unused: Vec<_> = unused.copied().collect();
        waivers::tell_unused(&mut report, unused.into_iter());
        if here.is_empty() {
            self.excepting.remove(path);
        } else {
            self.excepting.insert(path.to_owned());
        }
        let sensitive = self.gathered.sensitive(&judge, accepted);
        if sensitive != self.sensitive {
            self.sensitive = sensitive;
            changed.push(Change::of_words());
        }
        Said { report: conceal::covered_with(report, &self.sensitive), changed }
    }

    /// Whether what is said of a document may be otherwise after these changes.
    #[must_use]
    pub fn sees(&self, path: &Utf8Path, changes: &[Change]) -> bool {
        let Some(prepared) = self.prepared.as_ref().filter(|_| !changes.is_empty()) else { return false };
        if self.excepting.contains(path) || changes.iter().any(Change::is_everywhere) {
            return true;
        }
        let options = self.options();
        let judge = by(self.plan.as_ref(), prepared, &options);
        self.gathered.sees(&judge, path, changes)
    }

    fn options(&self) -> Options {
        Options { as_of: self.as_of.clone(), language: self.language, ..Options::default() }
    }

    /// How many pairs of a policy and a document were judged again since the session began, other than
    /// those of [`Session::learn`].
    #[must_use]
    pub fn judged(&self) -> usize {
        self.gathered.judged
    }

    /// On another day all is judged anew.
    fn as_of(&mut self, as_of: &str) {
        if self.as_of != as_of {
            as_of.clone_into(&mut self.as_of);
            self.gathered.forget();
        }
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

    /// Takes up a `soplint.yaml` that sets the same as before.
    fn reread(&mut self, tree: &dyn Tree) {
        let Some(prepared) = &mut self.prepared else { return };
        if let Ok(Decoded::Text(text) | Decoded::Repaired { text, .. }) =
            tree.read(Utf8Path::new(PROFILE)).map(decode)
        {
            prepared.profile = Some(Arc::new(SourceFile::new(PROFILE, text)));
        }
        self.plan = self.prepared.as_ref().map(|prepared| Plan::new(prepared, &self.options()));
    }

    fn read(&mut self, tree: &dyn Tree, listing: &Listing, inputs: Vec<Input>) {
        self.inputs = inputs;
        match prepare(tree, listing) {
            Ok(prepared) => {
                self.zone = zone(tree);
                self.plan = Some(Plan::new(&prepared, &self.options()));
                self.prepared = Some(prepared);
                self.trouble = None;
                self.gathered.forget();
            }
            Err(trouble) => self.trouble = Some(trouble),
        }
    }
}

/// What judges by these settings and policies.
fn by<'a>(plan: Option<&Plan>, prepared: &'a Prepared, options: &'a Options) -> Judge<'a> {
    let plan = plan.cloned().unwrap_or_else(|| Plan::new(prepared, options));
    Judge::by(prepared, options, None, plan)
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
