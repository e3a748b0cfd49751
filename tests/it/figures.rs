//! Figures that a review reports, counted again from the log; certificates beside their renewals.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the fixtures")]

use serde_json::Value as Json;

use crate::run::{Place, fixtures};

const LOG: &str = "records/ENG-2026-003/task-log/2026-Q3.yaml";
const ENGAGEMENT: &str = "engagements/ENG-2026-003-heredia-discovery-support.yaml";

/// The findings on the passing firm, a file of which says something else in one place.
fn with(file: &str, edit: impl Fn(&str) -> String) -> Vec<Json> {
    let folder = fixtures().join("firms/passing");
    let place = Place::folder().copy(&folder);
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    place.write(file, edit(&text));
    let (_, mut report) = place.report(&[]);
    let mut findings = std::mem::take(report["diagnostics"].as_array_mut().unwrap());
    let needs_git = ["sop/approval-current", "supervision/contemporaneous"];
    findings.retain(|finding| !needs_git.iter().any(|policy| finding["policy"] == *policy));
    findings
}

/// Marks one task as substantively revised.
fn revised(text: &str, id: &str) -> String {
    let (before, after) = text.split_once(&format!("task_id: {id}\n")).unwrap();
    let after = after.replacen("substantive_revision: false", "substantive_revision: true", 1);
    format!("{before}task_id: {id}\n{after}")
}

#[test]
fn one_more_task_that_was_substantively_revised() {
    let findings = with(LOG, |text| revised(text, "DE-01"));
    let found: Vec<&Json> =
        findings.iter().filter(|finding| finding["policy"] == "metrics/recompute").collect();
    let [finding] = found[..] else { panic!("{findings:#?}") };
    let message = finding["message"].as_str().unwrap();
    assert!(message.contains("the review says 28/29, the task log gives 27/29"), "{message}");
    let folder = fixtures().join("firms/passing");
    let log = std::fs::read_to_string(folder.join(LOG)).unwrap();
    let line = log.lines().position(|line| line.ends_with("task_id: DE-01")).unwrap() + 1;
    let labelled =
        finding["related"].as_array().unwrap().iter().any(|label| {
            label["path"] == LOG && label["range"]["start"]["line"].as_u64() == Some(line as u64)
        });
    assert!(labelled, "{finding:#}");
    assert_eq!(with(LOG, str::to_owned), Vec::<Json>::new(), "and back");
}

#[test]
fn an_expired_certificate_beside_its_renewal() {
    const NOW: &str =
        "  - {type: cyber, carrier: \"Mutual Cordillera\", limit_usd: 2500000, expires: 2027-02-28,";
    let before = NOW.replace("2027-02-28", "2026-02-28").replace("2500000", "1000000");
    let before = format!(
        "{before} verified: 2025-06-15, verified_by: fnolan, evidence: agreements/poas-insurance.md}}\n"
    );
    let both = |text: &str| text.replacen(NOW, &format!("{before}{NOW}"), 1);
    assert_eq!(with(ENGAGEMENT, both), Vec::<Json>::new());
    let expired = with(ENGAGEMENT, |text| text.replacen(NOW, &NOW.replace("2027-02-28", "2026-02-28"), 1));
    let policies: Vec<&str> = expired.iter().map(|finding| finding["policy"].as_str().unwrap()).collect();
    assert_eq!(policies, ["vendor/insurance-cyber"]);
}
