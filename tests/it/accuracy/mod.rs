//! How often soplint agrees with a careful reader.
//!
//! The documents and labels in `benches/accuracy/` are ours; floors stand just under today's figures. Over
//! the real documents of `SOPLINT_SHARED`, and over any folder with labels that `SOPLINT_ACCURACY` names
//! (`benches/accuracy/score`), the same figures are printed beside two ordinary alternatives; where
//! `SOPLINT_LEFT_OUT` is set, also by folder and with a vocabulary that did not learn from the folder.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read the documents and print figures"
)]

/// Which headings name what.
mod headings;
/// What the reader found.
mod labels;
/// The vocabulary without one folder.
mod left_out;
/// Soplint and its alternatives.
mod reader;
/// Precision, recall and F1.
mod score;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use soplint::facts::Reader;

use crate::run::{files, shared};

use labels::Labelled;
use left_out::{Files, Folders};
use score::{Answer, CONCEPTS, Score};

/// Documents with their labels.
struct Set {
    labels: Vec<Labelled>,
    texts: Vec<String>,
}

impl Set {
    fn read(labels: &Path, documents: &Path) -> Self {
        let labels = labels::read(labels);
        let texts = labels.iter().map(|label| {
            let path = documents.join(&label.document);
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        });
        Self { texts: texts.collect(), labels }
    }

    fn answers(&self, read: impl Fn(&str) -> Answer) -> Vec<Answer> {
        self.texts.iter().map(|text| read(text)).collect()
    }

    fn folder(label: &Labelled) -> &str {
        label.document.split('/').next().unwrap_or_default()
    }

    /// The labels and answers of one folder.
    fn of_folder(&self, folder: &str, answers: &[Answer]) -> Score {
        let own = self.labels.iter().zip(answers).filter(|(label, _)| Self::folder(label) == folder);
        let (labels, answers): (Vec<_>, Vec<_>) = own.map(|(l, a)| (l.clone(), a.clone())).unzip();
        Score::of(&labels, &answers)
    }
}

fn vocabulary_files() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/vocabulary");
    let read = |(path, bytes): (PathBuf, Vec<u8>)| {
        let path = path.to_str().unwrap().replace('\\', "/");
        (path, serde_yaml::from_slice(&bytes).unwrap())
    };
    files(&root)
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|e| e == "yaml"))
        .map(read)
        .collect()
}

/// All figures of a set; returns those of soplint.
fn report(name: &str, set: &Set, documents: &Path, vocabulary: &Reader) -> Score {
    let answers = set.answers(|text| reader::soplint(text, vocabulary));
    let score = Score::of(&set.labels, &answers);
    eprintln!("{name}: {}", score.table());
    let patterns = reader::Patterns::new();
    let exact = Score::of(&set.labels, &set.answers(reader::exact_headings));
    let generous = Score::of(&set.labels, &set.answers(|text| patterns.read(text)));
    eprintln!("  exact headings             {}", exact.line());
    eprintln!("  one pattern for each       {}", generous.line());
    // Many readings of all documents: for those who ask.
    if std::env::var_os("SOPLINT_LEFT_OUT").is_none() {
        return score;
    }
    let mut folders = Folders::default();
    for (path, bytes) in
        files(documents).iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "md"))
    {
        let folder = path.components().next().unwrap().as_os_str().to_str().unwrap();
        folders.add(folder, &String::from_utf8_lossy(bytes));
    }
    let (files, mut unlearned) = (vocabulary_files(), Vec::new());
    if folders.names().count() > 1 {
        let labelled = |folder: &&str| set.labels.iter().any(|label| Set::folder(label) == *folder);
        for folder in folders.names().filter(labelled) {
            let (without, gone) = left_out::without(&files, &folders, folder);
            let own = set.of_folder(folder, &answers);
            let blind = set.answers(|text| reader::soplint(text, &without));
            let left_out = set.of_folder(folder, &blind);
            let of = set.labels.iter().zip(blind).filter(|(label, _)| Set::folder(label) == folder);
            unlearned.extend(of.map(|(label, answer)| (label.clone(), answer)));
            eprintln!("  {folder:<30} {:>3} documents  {}", own.documents, own.line());
            eprintln!("    left out ({gone} phrases fewer)           {}", left_out.line());
        }
        let (labels, blind): (Vec<_>, Vec<_>) = unlearned.into_iter().unzip();
        let blind = Score::of(&labels, &blind);
        eprintln!("each folder left out: {}", blind.table());
        if std::env::var_os("SOPLINT_DISAGREEMENTS").is_some() {
            eprintln!("{}", blind.disagreements.join("\n"));
        }
    }
    score
}

fn ours() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/accuracy")
}

/// A clause, and a text that looks like it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    topic: String,
    name: String,
    duty: String,
    other: String,
    says: String,
}

#[test]
fn our_documents_are_read_as_a_careful_reader_does() {
    let set = Set::read(&ours().join("labels.yaml"), &ours().join("documents"));
    let vocabulary = left_out::vocabulary(&vocabulary_files());
    let answers = set.answers(|text| reader::soplint(text, &vocabulary));
    let score = Score::of(&set.labels, &answers);
    let said = || format!("{}\n{}", score.table(), score.disagreements.join("\n"));
    assert!(set.labels.len() >= 40);
    assert!(score.sections.named.f1() >= 0.88, "{}", said());
    assert!(score.sections.covered.f1() >= 0.94, "{}", said());
    assert!(score.clauses.f1() >= 0.97, "{}", said());
    assert!(score.quantities.f1() >= 0.95, "{}", said());
    assert!(score.sections.alarm.rate() <= 0.05 && score.sections.assure.rate() <= 0.04, "{}", said());
    assert!(score.taken.rate() <= 0.05, "{}", said());
}

/// How many pairs a file has, and those that are read otherwise: what was wanted, what was found, and where.
fn pairs(file: &str) -> (usize, Vec<(String, String, String)>) {
    let pairs: Vec<Pair> = serde_yaml::from_str(&fs::read_to_string(ours().join(file)).unwrap()).unwrap();
    let vocabulary = left_out::vocabulary(&vocabulary_files());
    let says = |pair: &Pair, text: &str| {
        let answer = reader::soplint(&format!("# Terms\n\n{text}\n"), &vocabulary);
        let verdict = answer.clauses.get(&pair.topic).filter(|verdict| !verdict.is_absent());
        verdict.map_or("absent".to_owned(), |verdict| verdict.says.clone())
    };
    let mut wrong = Vec::new();
    for pair in &pairs {
        for (text, wanted) in [(&pair.duty, "present"), (&pair.other, pair.says.as_str())] {
            let found = says(pair, text);
            if found != wanted {
                wrong.push((wanted.to_owned(), found, format!("{} ({}): {text}", pair.topic, pair.name)));
            }
        }
    }
    (pairs.len(), wrong)
}

#[test]
fn documents_of_other_trades_are_read_as_well() {
    let set = Set::read(&ours().join("professions.yaml"), &ours().join("documents"));
    let vocabulary = left_out::vocabulary(&vocabulary_files());
    let score = Score::of(&set.labels, &set.answers(|text| reader::soplint(text, &vocabulary)));
    let said = || format!("{}\n{}", score.table(), score.disagreements.join("\n"));
    assert!(set.labels.len() >= 16);
    assert!(score.sections.named.f1() >= 0.80 && score.sections.covered.f1() >= 0.90, "{}", said());
    assert!(score.sections.assure.rate() <= 0.03 && score.taken.rate() <= 0.05, "{}", said());
    assert!(score.clauses.f1() >= 0.64, "{}", said());
}

#[test]
fn a_duty_is_told_from_what_looks_like_one() {
    let (count, wrong) = pairs("pairs.yaml");
    assert!(count >= 120);
    assert!(wrong.is_empty(), "{} of {count} pairs: {wrong:#?}", wrong.len());
}

#[test]
fn a_duty_is_told_from_what_looks_like_one_in_three_languages() {
    let (count, wrong) = pairs("pairs-more.yaml");
    assert!(count >= 60);
    let duties: Vec<_> =
        wrong.iter().filter(|(wanted, found, _)| [wanted, found].contains(&&"present".to_owned())).collect();
    assert!(duties.is_empty(), "{} of {count} pairs: {duties:#?}", duties.len());
    assert!(wrong.len() * 10 <= count, "{} of {count} pairs are called otherwise: {wrong:#?}", wrong.len());
}

#[test]
fn who_comes_is_missing_or_leaves_is_told_from_words_that_sound_alike() {
    let (count, wrong) = pairs("pairs-people.yaml");
    assert!(count >= 9);
    assert!(wrong.is_empty(), "{} of {count} pairs: {wrong:#?}", wrong.len());
}

#[test]
fn software_the_law_and_what_people_are_like_oblige_nobody() {
    let (count, wrong) = pairs("pairs-alike.yaml");
    assert!(count >= 95);
    assert!(wrong.is_empty(), "{} of {count} pairs: {wrong:#?}", wrong.len());
}

/// Sentences about one topic: those that oblige, and those that only look like it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    present: Vec<String>,
    other: Vec<String>,
}

/// Duties that are missed in a file of sentences, and others that are taken for duties; and how many there are of each.
fn sentences(file: &str, least: usize) -> [(Vec<String>, usize); 2] {
    let text = fs::read_to_string(ours().join(file)).unwrap();
    let topics: BTreeMap<String, Sentences> = serde_yaml::from_str(&text).unwrap();
    let vocabulary = left_out::vocabulary(&vocabulary_files());
    let (mut missed, mut taken) = (Vec::new(), Vec::new());
    let (mut duties, mut others) = (0, 0);
    for (topic, sentences) in &topics {
        assert!(sentences.present.len() >= least && sentences.other.len() >= least, "{topic}");
        for sentence in sentences.present.iter().chain(&sentences.other) {
            let answer = reader::soplint(&format!("# Terms\n\n{sentence}\n"), &vocabulary);
            let present = answer.clauses.get(topic).is_some_and(|verdict| verdict.says == "present");
            match (sentences.present.contains(sentence), present) {
                (true, false) => missed.push(format!("{topic}: {sentence}")),
                (false, true) => taken.push(format!("{topic}: {sentence}")),
                _ => {}
            }
        }
        duties += sentences.present.len();
        others += sentences.other.len();
    }
    [(missed, duties), (taken, others)]
}

#[test]
fn sentences_of_all_sorts_of_documents_are_read_as_they_are_meant() {
    // By file: how many sentences a topic has at least, and how many of a hundred duties may be missed and others
    // taken for duties.
    for (file, least, most) in [
        ("sentences.yaml", 15, [2, 2]),
        ("sentences-unusual.yaml", 18, [8, 3]),
        ("sentences-typical.yaml", 12, [6, 4]),
    ] {
        for ((wrong, of), most) in sentences(file, least).into_iter().zip(most) {
            assert!(wrong.len() * 100 <= of * most, "{file}: {} of {of}:\n{}", wrong.len(), wrong.join("\n"));
        }
    }
}

/// `benches/accuracy/score FOLDER LABELS` runs this.
#[test]
fn a_folder_with_labels_is_scored() {
    let Some(documents) = std::env::var_os("SOPLINT_ACCURACY").map(PathBuf::from) else { return };
    let labels = std::env::var_os("SOPLINT_LABELS").map_or(documents.join("labels.yaml"), PathBuf::from);
    let set = Set::read(&labels, &documents);
    let vocabulary = left_out::vocabulary(&vocabulary_files());
    let score = report(&documents.display().to_string(), &set, &documents, &vocabulary);
    eprintln!("{}", score.disagreements.join("\n"));
}

#[test]
fn real_documents_are_read_as_a_careful_reader_does() {
    let (Some(accuracy), Some(corpus)) = (shared("accuracy/dev/labels.yaml"), shared("corpus")) else {
        return;
    };
    let set = Set::read(&accuracy, &corpus);
    let score = report("real documents", &set, &corpus, &left_out::vocabulary(&vocabulary_files()));
    assert!(score.sections.named.f1() >= 0.96 && score.sections.covered.f1() >= 0.92, "{}", score.line());
    assert!(score.clauses.f1() >= 0.91 && score.quantities.f1() >= 0.95, "{}", score.line());
    assert!(score.taken.rate() <= 0.05, "{}", score.table());
    for concept in CONCEPTS {
        let figures = score.concepts[concept];
        assert!(figures.named.f1() >= 0.80 && figures.covered.f1() >= 0.80, "{concept}: {}", score.table());
    }
    assert!(score.sections.alarm.rate() <= 0.02 && score.sections.assure.rate() <= 0.03, "{}", score.table());
}
