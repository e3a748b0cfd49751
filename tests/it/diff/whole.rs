//! Whatever is changed: a comparison, which judges what both trees share once, says what two checks say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use soplint::check::{Options, check, diff};
use soplint::diagnostic::{Diagnostic, Report, Severity};
use soplint::workspace::{Against, Base, compare};

use crate::run::{AS_OF, Place, files, fixtures};

/// A change of one file; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Edit {
    /// A line becomes one of another file, of the same key where that has one.
    Line(usize, usize, usize),
    LineGone(usize, usize),
    FileGone(usize),
    Copied(usize),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let any = || 0..usize::MAX;
    let edit = prop_oneof![
        6 => (any(), any(), any()).prop_map(|(file, line, other)| Edit::Line(file, line, other)),
        3 => (any(), any()).prop_map(|(file, line)| Edit::LineGone(file, line)),
        1 => any().prop_map(Edit::FileGone),
        1 => any().prop_map(Edit::Copied),
    ];
    prop::collection::vec(edit, 1..4)
}

/// A firm with much in order and much that is not, or one with policies of its own.
fn firm(custom: bool) -> Place {
    let firms = fixtures().join("firms");
    let place = Place::repository();
    if custom {
        return place.copy(&firms.join("custom")).commit();
    }
    let place = place.copy(&firms.join("passing"));
    for folder in ["engagements", "records", "sops"] {
        for (path, bytes) in files(&firms.join("failing").join(folder)) {
            place.write(PathBuf::from(folder).join(path), bytes);
        }
    }
    place.commit()
}

/// Documents of a firm; settings and policies are another matter.
fn documents(place: &Place) -> Vec<PathBuf> {
    let all = files(&place.path("")).into_iter().map(|(path, _)| path);
    let ours = ["engagements", "records", "sops", "agreements"];
    let mut documents: Vec<PathBuf> =
        all.filter(|path| ours.iter().any(|folder| path.starts_with(folder))).collect();
    documents.sort();
    documents
}

fn apply(place: &Place, edit: &Edit) {
    let documents = documents(place);
    let path = |number: usize| documents[number % documents.len()].clone();
    let read = |number: usize| fs::read_to_string(place.path("").join(path(number))).unwrap();
    let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
    match *edit {
        Edit::Line(file, line, other) => {
            let mut own = lines(&read(file));
            let at = line % own.len();
            let key = own[at].split(':').next().unwrap().to_owned();
            let others = lines(&read(other));
            let alike = others.iter().find(|line| line.split(':').next() == Some(&key) && **line != own[at]);
            own[at] = alike.unwrap_or(&others[other % others.len()]).clone();
            place.write(path(file), own.concat());
        }
        Edit::LineGone(file, line) => {
            let mut own = lines(&read(file));
            own.remove(line % own.len());
            place.write(path(file), own.concat());
        }
        Edit::FileGone(file) => fs::remove_file(place.path("").join(path(file))).unwrap(),
        Edit::Copied(file) => {
            let path = path(file);
            let copy =
                path.with_file_name(format!("copy-of-{}", path.file_name().unwrap().to_str().unwrap()));
            place.write(copy, read(file));
        }
    }
}

/// How severe each finding is, by fingerprint and what is said.
fn weights<'r>(all: impl Iterator<Item = &'r Diagnostic>) -> BTreeMap<String, (Severity, String)> {
    all.map(|found| (found.fingerprint.to_string(), (found.severity, found.message.clone()))).collect()
}

/// What is said of the change itself.
fn is_of_the_change(found: &Diagnostic) -> bool {
    ["soplint/no-longer-judged", "soplint/new-marker", "soplint/new-waiver", "soplint/settings-changed"]
        .contains(&&*found.policy)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_comparison_says_what_two_checks_say(edits in edits(), custom in prop::bool::weighted(0.3)) {
        let place = firm(custom);
        edits.iter().for_each(|edit| apply(&place, edit));
        place.git(&["add", "--all"]);
        let compared = compare(&place.path(""), "HEAD", Base::Exact, Against::Index).unwrap();
        let options = Options { as_of: AS_OF.to_owned(), ..Options::default() };
        let whole = |report: &Report| weights(report.diagnostics.iter());
        let before = whole(&check(&*compared.before.tree, &options).unwrap());
        let after = check(&*compared.after.tree, &options).unwrap();
        let said = diff(&compared, None, &options).unwrap();
        let told = said.diff.as_ref().unwrap();

        let all = told.kept.iter().chain(said.diagnostics.iter().filter(|found| !is_of_the_change(found)));
        prop_assert_eq!(weights(all), whole(&after));
        for found in &told.kept {
            let was = before.get(&*found.fingerprint.to_string());
            // A file that git takes for renamed has its findings under its old name there.
            let renamed = compared.changes.renamed.iter().any(|(_, new)| said.sources.get(found.primary.at.source).path() == new);
            prop_assert!(renamed || was.is_some_and(|(severity, _)| *severity >= found.severity), "{found:?}");
        }
        let after = whole(&after);
        let gone: BTreeSet<&String> = before.keys().filter(|print| !after.contains_key(*print)).collect();
        let fixed: Vec<String> = told.fixed.iter().map(|fixed| fixed.fingerprint.to_string()).collect();
        let fixed: BTreeSet<&String> = fixed.iter().collect();
        if compared.changes.renamed.is_empty() {
            prop_assert!(fixed.is_subset(&gone), "{fixed:?} {gone:?}");
            if !said.diagnostics.iter().any(is_of_the_change) {
                prop_assert_eq!(fixed, gone);
            }
        }
    }
}
