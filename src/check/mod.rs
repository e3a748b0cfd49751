//! From a tree of files to a report: discover, read, parse, facts, judge.
//!
//! [`check`] is the one call behind every front end. Each document is judged by itself, on as many
//! threads as there are; the results are put together in the order of the paths, so that two runs give
//! the same bytes.

mod assemble;
mod change;
mod checked;
mod begin;
mod conceal;
mod diff;
mod document;
mod edited;
mod error;
mod evaluate;
mod firm;
mod gathered;
mod inputs;
mod inspect;
mod joined;
mod joins;
mod keep;
mod lacking;
mod library;
mod mistakes;
mod mutants;
mod notices;
mod plan;
mod prints;
mod remark;
mod selftest;
mod session;
mod summed;
mod survey;
mod today;
mod understand;
mod waivers;

use std::sync::Arc;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use jiff::tz::TimeZone;
use rayon::prelude::*;

use crate::config::{self, Settings, Written};
use crate::diagnostic::Report;
use crate::facts::{PrivateTerms, is_markdown, is_yaml, nearest};
use crate::policy::{Additions, Language, Mistake, PolicySet, document as yaml_document};
use crate::text::{Decoded, SourceFile, Span, decode};
use crate::workspace::{self, Listing, Skipped, Tree, Why};

use assemble::Assembly;
pub use begin::begin;
pub use change::Change;
pub use checked::Checked;
pub use diff::{compared, diff};
use document::Judge;
pub use error::Error;
pub use evaluate::{Evaluation, Shown, Unevaluated, evaluate};
pub use inspect::{
    InspectedClause, InspectedEvidence, InspectedHeading, InspectedSection, Inspection, inspect,
};
use library::Library;
pub use mutants::{MutantResult, run_mutants};
use remark::Judgement;
pub use selftest::{TestResult, run_tests};
pub use session::{Said, Session};
pub use today::{today, zone};

/// The firm's profile and settings.
pub const PROFILE: &str = "soplint.yaml";

/// The folder with the wordings that a firm keeps of its clauses.
const CLAUSES: &str = "clauses";

/// What a run is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The date as of which everything is judged, ISO 8601.
    pub as_of: String,
    /// Files and folders, relative to the root, to which the report is narrowed; empty for all.
    pub paths: Vec<Utf8PathBuf>,
    /// The kind of every document named by `paths`, whatever it says of itself.
    pub kind: Option<String>,
    /// Policies or packs to which the run is narrowed; empty for all.
    pub only: Vec<String>,
    /// The language of next steps, where a policy has them in it.
    pub language: Language,
    /// Whether findings say what their conditions were made of.
    pub explain: bool,
}

impl Options {
    /// Whether a policy is one of those to which the run is narrowed.
    fn wants(&self, policy: &str) -> bool {
        let pack = policy.split('/').next().unwrap_or_default();
        self.only.is_empty() || self.only.iter().any(|only| only == policy || only == pack)
    }
}

/// Everything that a run judges by, or every mistake in it.
#[derive(Debug)]
pub struct Prepared {
    /// The policies, kinds and words.
    pub set: PolicySet,
    /// What the firm sets.
    pub settings: Settings,
    /// `soplint.yaml`, if there is one.
    pub profile: Option<Arc<SourceFile>>,
    /// The zone of the firm's first office.
    pub zone: TimeZone,
    /// What the firm does not want to see in its repository.
    pub private: PrivateTerms,
}

/// What kept a run from being prepared.
#[derive(Debug)]
pub enum Unprepared {
    /// The tree can't be read.
    Tree(workspace::Error),
    /// Mistakes in policies or settings.
    Mistakes(Vec<Mistake>),
}

/// Judges a tree by its own settings and policies.
///
/// # Errors
/// See [`checked`].
pub fn check(tree: &dyn Tree, options: &Options) -> Result<Report, Error> {
    checked(tree, None, options).map(|checked| checked.report)
}

/// Judges a tree by its own settings and policies, or by those of another one, which it may not change.
///
/// Then mistakes in the tree's own are told too: whoever takes it over will be judged by them.
///
/// # Errors
/// When a tree as a whole can't be read. A file that can't be read is a finding; mistakes in policies
/// and settings are a report that holds nothing else.
pub fn checked(tree: &dyn Tree, by: Option<&dyn Tree>, options: &Options) -> Result<Checked, Error> {
    let listing = tree.list()?;
    let trusted = by.map(|by| Ok::<_, Error>((by, by.list()?))).transpose()?;
    let trusted = trusted.as_ref().map(|(by, listing)| (*by, listing));
    let (source, source_listing) = trusted.unwrap_or((tree, &listing));
    let mut checked = match prepared(source, source_listing)? {
        Ok(prepared) => {
            let (report, library) = judge(tree, &listing, &prepared, options, trusted)?;
            Checked { report, libraries: vec![library], prepared: vec![prepared] }
        }
        Err(mistakes) => Checked::alone(mistakes::report(mistakes, source.name(), &options.as_of)),
    };
    if trusted.is_some() && !checked.prepared.is_empty() {
        match prepared(tree, &listing)? {
            Ok(own) => checked.prepared.push(own),
            Err(mistakes) => mistakes::add(&mut checked.report, mistakes),
        }
    }
    Ok(Checked { report: conceal::covered(checked.report), ..checked })
}

/// Judges a tree by settings and policies that were read before: for many trees that differ little.
///
/// # Errors
/// When the tree as a whole can't be read, or the options name a kind or policy that there is not.
pub fn check_prepared(tree: &dyn Tree, prepared: &Prepared, options: &Options) -> Result<Report, Error> {
    judge(tree, &tree.list()?, prepared, options, None).map(|(report, _)| conceal::covered(report))
}

/// What a run judges by, or all mistakes in it.
fn prepared(tree: &dyn Tree, listing: &Listing) -> Result<Result<Prepared, Vec<Mistake>>, Error> {
    match prepare(tree, listing) {
        Ok(prepared) => Ok(Ok(prepared)),
        Err(Unprepared::Tree(error)) => Err(error.into()),
        Err(Unprepared::Mistakes(mistakes)) => Ok(Err(mistakes)),
    }
}

fn judge(
    tree: &dyn Tree,
    listing: &Listing,
    prepared: &Prepared,
    options: &Options,
    trusted: Option<(&dyn Tree, &Listing)>,
) -> Result<(Report, Library), Error> {
    let judge = Judge::asked(prepared, options)?;
    let paths: Vec<&Utf8PathBuf> = files(listing, options, &judge).collect();
    judge.joins.expect(paths.len());
    let mut judged: Vec<(&Utf8PathBuf, Judgement)> =
        paths.into_par_iter().map(|path| (path, judge.file(tree, path))).collect();
    let library = judge.library(&listing.paths, judged.iter().map(|(_, judgement)| judgement));
    let own = waivers::gather(tree, listing, &judge, &library.index);
    let held = trusted.map(|(by, listing)| waivers::gather(by, listing, &judge, &library.index));
    let accepted = held.as_ref().unwrap_or(&own);
    judge.conclude(&library, judged.iter_mut().map(|(_, judgement)| judgement), accepted, None);
    let mut assembly = Assembly::new(prepared, &judge, tree.name(), &options.as_of);
    assembly.know(library.sources());
    for (path, judgement) in judged {
        assembly.add(path, judgement);
    }
    around(&mut assembly, listing, options);
    let mut report = assembly.finish();
    if held.is_some() {
        waivers::untrusted(&mut report, &own, accepted);
    }
    waivers::apply(&mut report, accepted, options.paths.is_empty() && options.only.is_empty());
    Ok((report, library))
}

/// The files that may be documents, and are asked for; all, where those that are asked for join others.
fn files<'a>(
    listing: &'a Listing,
    options: &'a Options,
    judge: &'a Judge<'_>,
) -> impl Iterator<Item = &'a Utf8PathBuf> {
    let may_be = listing.paths.iter().filter(|path| is_markdown(path) || is_yaml(path));
    may_be.filter(|path| judge.joins.any() || shown(path, options))
}

/// Adds what is said of names that were left out, and of the settings.
fn around(assembly: &mut Assembly<'_>, listing: &Listing, options: &Options) {
    for skipped in listing
        .skipped
        .iter()
        .filter(|skipped| concerns(skipped) && shown(Utf8Path::new(&skipped.path), options))
    {
        assembly.skipped(skipped);
    }
    if options.only.is_empty() && shown(Utf8Path::new(PROFILE), options) {
        assembly.settings();
    }
}

/// Reads the settings and the policies of a tree.
///
/// # Errors
/// See [`Unprepared`].
pub fn prepare(tree: &dyn Tree, listing: &Listing) -> Result<Prepared, Unprepared> {
    let mut mistakes = Vec::new();
    let mut profile = None;
    let mut private = PrivateTerms::default();
    let mut written = Written::default();
    let has_profile = listing.paths.iter().any(|path| path == PROFILE)
        || listing.skipped.iter().any(|skipped| skipped.path == PROFILE);
    if has_profile {
        let file = text_file(tree, Utf8Path::new(PROFILE), &mut mistakes).map_err(Unprepared::Tree)?;
        if let Some(root) = yaml_document(&file, &mut mistakes) {
            private = conceal::terms(&file, &root, &mut mistakes);
            written = config::read(&file, &root, &mut mistakes);
        }
        profile = Some(file);
    }
    let mut files = Vec::new();
    let mut layers = Vec::new();
    if let Some(profile) = &profile {
        extended(tree, listing, profile, &written, &mut files, &mut layers, &mut mistakes)
            .map_err(Unprepared::Tree)?;
    }
    for path in listing.paths.iter().filter(|path| path.starts_with("policies") && is_yaml(path)) {
        files.push(text_file(tree, path, &mut mistakes).map_err(Unprepared::Tree)?);
    }
    let mut clauses = Vec::new();
    for path in listing.paths.iter().filter(|path| path.starts_with(CLAUSES) && is_markdown(path)) {
        clauses.push(text_file(tree, path, &mut mistakes).map_err(Unprepared::Tree)?);
    }
    if let Some(profile) = &profile {
        layers.push((written, Arc::clone(profile)));
    }
    let vocabulary = layers.iter().flat_map(|(written, _)| written.words()).collect();
    let set = match PolicySet::load(&Additions { files, vocabulary, clauses }) {
        Ok(set) => set,
        Err(more) => {
            mistakes.extend(more);
            return Err(Unprepared::Mistakes(mistakes));
        }
    };
    let settings = config::resolve(&layers, &set, &mut mistakes);
    if mistakes.is_empty() {
        Ok(Prepared { set, settings, profile, zone: zone(tree), private })
    } else {
        Err(Unprepared::Mistakes(mistakes))
    }
}

/// Reads the folders that a firm extends: each is laid out like its own, with `policies/` and the `lint:` of a
/// `soplint.yaml`, and lies in the same tree.
fn extended(
    tree: &dyn Tree,
    listing: &Listing,
    profile: &Arc<SourceFile>,
    written: &Written,
    files: &mut Vec<Arc<SourceFile>>,
    layers: &mut Vec<(Written, Arc<SourceFile>)>,
    mistakes: &mut Vec<Mistake>,
) -> Result<(), workspace::Error> {
    for (folder, span) in &written.extends {
        let base = Utf8Path::new(folder.trim_end_matches('/'));
        let plain = base.components().all(|part| matches!(part, Utf8Component::Normal(_)));
        let within = |path: &&Utf8PathBuf| plain && !base.as_str().is_empty() && path.starts_with(base);
        let policies = base.join("policies");
        let mut found = false;
        for path in listing.paths.iter().filter(within) {
            if path.starts_with(&policies) && is_yaml(path) {
                files.push(text_file(tree, path, mistakes)?);
                found = true;
            } else if *path == base.join(PROFILE) {
                let file = text_file(tree, path, mistakes)?;
                let root = yaml_document(&file, mistakes);
                let lent = root.map(|root| config::read(&file, &root, mistakes)).unwrap_or_default();
                if let Some((_, span)) = lent.extends.first() {
                    let message = "A folder that is extended can't extend another one.".to_owned();
                    mistakes.push(Mistake { file: Arc::clone(&file), span: *span, message, help: None });
                }
                layers.push((lent, file));
                found = true;
            }
        }
        if !found {
            mistakes.push(Mistake {
                file: Arc::clone(profile),
                span: *span,
                message: format!("No policies and no `lint:` were found in '{folder}'."),
                help: Some(
                    "Name a folder of this repository that has `policies/` or a `soplint.yaml`.".into(),
                ),
            });
        }
    }
    Ok(())
}

/// Whether policies or settings may stand in a file: the firm's own, or those of a folder that it extends.
fn is_setting(path: &Utf8Path) -> bool {
    path.file_name() == Some(PROFILE)
        || is_yaml(path) && path.components().any(|part| part.as_str() == "policies")
        || is_markdown(path) && path.starts_with(CLAUSES)
}

/// A file that must be readable for anything to be judged.
fn text_file(
    tree: &dyn Tree,
    path: &Utf8Path,
    mistakes: &mut Vec<Mistake>,
) -> Result<Arc<SourceFile>, workspace::Error> {
    let (text, unreadable) = match decode(tree.read(path)?) {
        Decoded::Text(text) | Decoded::Repaired { text, .. } => (text, None),
        Decoded::Unreadable { what, .. } => (String::new(), Some(what)),
    };
    let file = Arc::new(SourceFile::new(path, text));
    if let Some(what) = unreadable {
        let message = format!("This file is {what}. Save it as UTF-8 text.");
        mistakes.push(Mistake { file: Arc::clone(&file), span: Span::default(), message, help: None });
    }
    Ok(file)
}

/// The number of a document kind by its name.
///
/// # Errors
/// [`Error::Kind`].
pub fn kind(name: &str, set: &PolicySet) -> Result<usize, Error> {
    set.kinds.find(name).ok_or_else(|| {
        let names: Vec<_> = set.kinds.iter().map(|kind| kind.name.as_str()).collect();
        Error::Kind { name: name.to_owned(), near: meant(name, &names), known: names.join(", ") }
    })
}

/// Refuses a policy or pack that there is not: a narrowed run that judges nothing looks like a clean one.
///
/// # Errors
/// [`Error::Policy`].
pub fn known(only: &[String], set: &PolicySet) -> Result<(), Error> {
    let names: Vec<&str> = set.policies.iter().map(|policy| &*policy.id).chain(set.pack_names()).collect();
    match only.iter().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(Error::Policy { name: name.clone(), near: meant(name, &names) }),
        None => Ok(()),
    }
}

fn meant(name: &str, names: &[&str]) -> String {
    nearest(name, names.iter().copied()).map_or(String::new(), |near| format!(" Did you mean '{near}'?"))
}

fn shown(path: &Utf8Path, options: &Options) -> bool {
    options.paths.is_empty()
        || options.paths.iter().any(|wanted| wanted.as_str().is_empty() || path.starts_with(wanted))
}

/// Whether something that was left out of the listing may have been a document. Of a file that is only
/// announced (`git add -N`), nothing is in the tree: a commit would not hold it.
fn concerns(skipped: &Skipped) -> bool {
    let path = Utf8Path::new(&skipped.path);
    let ours = ["sops", "engagements", "records", "agreements", "policies", CLAUSES];
    let in_our_folder = path.components().next().is_some_and(|first| ours.contains(&first.as_str()));
    !matches!(skipped.why, Why::Repository | Why::NotStaged)
        && (in_our_folder || is_markdown(path) || is_yaml(path))
}
