//! Labels: the words that a message quotes, or the nearest parent of what is not there.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the fixtures")]

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value as Json;

use crate::run::{Place, fixtures};

/// Policies whose message says in other words what the label shows, and which words those are.
const SAID_OTHERWISE: [(&str, &str); 26] = [
    ("aba/client-facing-guard", "the SOP of the task, which is 'its SOP'"),
    ("aba/client-funds", "a permission, which is 'can move client funds'"),
    ("data/baa-when-phi", "`true`, which is 'marked as holding health information'"),
    ("data/encryption-at-rest", "`false`, which is 'not recorded'"),
    ("data/in-house-parity", "`false`, which is 'not found for this engagement'"),
    ("data/rbac", "`*`, which is 'every matter'"),
    ("data/vpn", "`false`, which is 'not recorded'"),
    ("fl/limited-access", "`*`, which is 'more matters'"),
    ("fl/third-party-information", "`unknown`, which is 'may go abroad'"),
    ("geography/performed-from", "the country by its name"),
    (
        "geography/residency-actual",
        "`true`, which is 'the client's terms keep'; a country, which is 'elsewhere'",
    ),
    ("house/daily-word", "the section's first words"),
    ("house/every-month", "the first day of the work"),
    ("house/reviewed-in-time", "when the task was handed in, by its id"),
    ("metrics/from-day-one", "the first task, or the first day, by its date"),
    ("metrics/in-house-parity", "a number, as it is written"),
    ("metrics/monthly-meeting", "the folder of the minutes"),
    ("metrics/task-log-fields", "a time that can't be used, by its field"),
    ("onboarding/gate", "when work was given, by the id of the task"),
    ("records/client-data-in-repo", "what may not be shown"),
    ("sop/attorney-approval", "the tier that asks for it"),
    ("sop/communication-elements", "the section's first words, in which something is masked"),
    ("sop/turnaround-measurable", "the section's first words"),
    ("vendor/answers-documented", "`unknown`, which is 'no answer'"),
    ("vendor/competence-before-delegation", "when work was given, by the id of the task"),
    ("vendor/insurance-professional", "a sum, written as dollars"),
];

/// Others that stand for the id or the kind of what is spoken of.
const BY_ID: [&str; 2] = ["vendor/assessment-first", "vendor/attestation-current"];

/// The words under the primary label, and what follows them on their line.
fn labelled(text: &str, finding: &Json) -> Option<(String, String)> {
    let point = |end: &str, key: &str| finding["range"][end][key].as_u64().map(|n| n as usize);
    let (line, first) = (point("start", "line")?, point("start", "column")?);
    let (last_line, last) = (point("end", "line")?, point("end", "column")?);
    let words = text.lines().nth(line - 1).filter(|_| line == last_line)?;
    let of = |from: usize, to: usize| words.chars().skip(from - 1).take(to - from).collect::<String>();
    Some((of(first, last), words.chars().skip(last - 1).collect()))
}

/// Whether the label shows the nearest parent of what is not there: a key, an item by its first field, a heading,
/// or the document by its title or kind.
fn is_parent(text: &str, finding: &Json, words: &str, rest: &str) -> bool {
    let line = finding["range"]["start"]["line"].as_u64().unwrap() as usize;
    let whole = text.lines().nth(line - 1).unwrap();
    let heading = whole.trim_start().starts_with('#') || whole.starts_with("**");
    rest.trim_start().starts_with(':')
        || words.contains(": ")
        || heading
        || whole.starts_with("title:")
        || whole.starts_with("kind:")
}

#[test]
fn a_message_quotes_the_words_under_its_label_or_speaks_of_what_is_not_under_it() {
    let (mut quoted, mut parents) = (0, 0);
    let mut otherwise: BTreeSet<String> = BTreeSet::new();
    for firm in ["failing", "small", "many-states-open", "custom"] {
        let folder = fixtures().join("firms").join(firm);
        let (_, report) = Place::folder().copy(&folder).report(&[]);
        for finding in report["diagnostics"].as_array().unwrap() {
            if !matches!(finding["outcome"].as_str(), Some("not-found" | "conflict")) {
                continue;
            }
            let text = fs::read_to_string(folder.join(finding["path"].as_str().unwrap())).unwrap();
            let (policy, message) =
                (finding["policy"].as_str().unwrap(), finding["message"].as_str().unwrap());
            match labelled(&text, finding) {
                Some((words, _)) if message.contains(words.trim_matches(['\'', '"'])) => quoted += 1,
                Some((words, rest)) if is_parent(&text, finding, &words, &rest) => parents += 1,
                _ => drop(otherwise.insert(policy.to_owned())),
            }
        }
    }
    assert!(quoted > 150 && parents > 200, "{quoted} {parents}");
    let known: BTreeSet<String> =
        SAID_OTHERWISE.iter().map(|(policy, _)| *policy).chain(BY_ID).map(str::to_owned).collect();
    assert_eq!(otherwise, known);
}
