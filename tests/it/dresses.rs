//! One SOP, seven ways to write it down: what is said of it does not hang on the dress.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the fixtures")]

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;
use soplint::check::{Options, check};

use crate::run::{AS_OF, fixtures, memory};

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Said {
    policy: String,
    outcome: String,
}

const DRESSES: [&str; 7] = ["bold", "es", "numbered", "pt", "synonyms", "table", "word"];

#[track_caller]
fn hold(story: &str) {
    let folder = fixtures().join("dresses").join(story);
    let expected: BTreeSet<Said> =
        serde_yaml::from_str(&fs::read_to_string(folder.join("expected.yaml")).unwrap()).unwrap();
    let options = Options { as_of: AS_OF.into(), only: vec!["sop".into()], ..Options::default() };
    let report = check(&memory(&folder), &options).unwrap();
    let documents: Vec<_> =
        report.documents.iter().filter_map(|path| path.strip_prefix("sops").ok()?.file_stem()).collect();
    assert_eq!(documents, DRESSES);
    let mut wrong = Vec::new();
    for dress in DRESSES {
        let path = format!("sops/{dress}.md");
        let of = report
            .diagnostics
            .iter()
            .filter(|d| report.sources.get(d.primary.at.source).path() == path.as_str());
        let said: BTreeSet<Said> = of
            .clone()
            .filter(|d| d.policy.starts_with("sop/"))
            .map(|d| Said { policy: d.policy.to_string(), outcome: d.outcome.name().into() })
            .collect();
        for more in said.difference(&expected) {
            let message = &of.clone().find(|d| *d.policy == *more.policy).unwrap().message;
            wrong.push(format!("{dress}: not expected: {} {}: {message}", more.policy, more.outcome));
        }
        wrong.extend(
            expected
                .difference(&said)
                .map(|less| format!("{dress}: expected: {} {}", less.policy, less.outcome)),
        );
    }
    assert!(wrong.is_empty(), "{story}\n{}", wrong.join("\n"));
}

#[test]
fn a_complete_sop_is_complete_in_every_dress() {
    hold("complete");
}

#[test]
fn a_section_that_is_gone_is_gone_in_every_dress() {
    hold("one-gone");
}

#[test]
fn a_vague_section_is_vague_in_every_dress() {
    hold("vague");
}
