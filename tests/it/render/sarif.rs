//! SARIF: what GitHub requires, and positions that lead back to the words. The official schema and
//! validator run in a slow recipe of their own.

use std::sync::Arc;

use serde_json::{Value, json};
use soplint::diagnostic::{Outcome, Report, Severity};
use soplint::render::Format;
use soplint::text::{Location, SourceFile, Span};

use super::markdown::read;
use super::sample::{empty, finding, label, sample};
use super::{many, style, text};

fn run(report: &Report) -> Value {
    let mut log: Value = serde_json::from_str(&text(Format::Sarif, report, &style(80))).expect("is JSON");
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"].as_array().expect("is a list").len(), 1);
    log["runs"][0].take()
}

fn items(value: &Value) -> &Vec<Value> {
    value.as_array().expect("is a list")
}

/// No text is empty, which GitHub refuses.
fn said(value: &Value) -> &str {
    let text = value["text"].as_str().expect("is text");
    assert!(!text.is_empty());
    text
}

/// What a region covers, counted as SARIF counts: in UTF-16 units, from 1.
fn covered(text: &str, region: &Value) -> String {
    let number = |key: &str| region[key].as_u64().expect("is a number") as usize;
    let text: Vec<u16> = text.strip_prefix('\u{feff}').unwrap_or(text).encode_utf16().collect();
    let (mut line, mut column, mut taken) = (1, 1, Vec::new());
    for (at, unit) in text.iter().enumerate() {
        if (line, column) >= (number("startLine"), number("startColumn"))
            && (line, column) < (number("endLine"), number("endColumn"))
        {
            taken.push(*unit);
        }
        let ends = *unit == 10 || *unit == 13 && text.get(at + 1) != Some(&10);
        (line, column) = if ends { (line + 1, 1) } else { (line, column + 1) };
    }
    String::from_utf16(&taken).expect("is not cut inside a character")
}

#[test]
fn every_result_says_what_github_requires() {
    let report = sample();
    let run = run(&report);
    let rules = items(&run["tool"]["driver"]["rules"]);
    let results = items(&run["results"]);
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert_eq!(results.len(), report.diagnostics.len() + report.waived.len());
    let (found, waived) = results.split_at(report.diagnostics.len());
    assert!(found.iter().all(|result| result.get("suppressions").is_none()));
    assert!(waived.iter().all(|result| result["suppressions"][0]["status"] == "accepted"));
    for rule in rules {
        for key in ["shortDescription", "fullDescription"] {
            assert!(said(&rule[key]).chars().count() <= 1024 && said(&rule[key]).ends_with(['.', '…']));
        }
        assert!(!said(&rule["help"]).is_empty() && rule["help"]["markdown"] != "");
        assert!(
            rule["name"].as_str().expect("is text").chars().all(char::is_alphanumeric)
                && rule["name"] != rule["id"]
        );
        assert!(
            ["note", "warning", "error"]
                .contains(&rule["defaultConfiguration"]["level"].as_str().expect("is text"))
        );
    }
    for (result, finding) in results.iter().zip(&report.diagnostics) {
        let rule = &rules[result["ruleIndex"].as_u64().expect("is a number") as usize];
        assert_eq!(
            (&rule["id"], rule["id"].as_str()),
            (&result["ruleId"], Some(finding.policy.replace('\u{1b}', "␛").as_str()))
        );
        assert_eq!(result["level"], finding.severity.name());
        assert_eq!(result["properties"]["outcome"], finding.outcome.name());
        assert_eq!(result["partialFingerprints"]["soplint/v1"], &*finding.fingerprint.0);
        said(&result["message"]);
        let file = report.sources.get(finding.primary.at.source);
        let place = &result["locations"][0]["physicalLocation"];
        let words = finding.primary.at.span.of(file.text()).trim_end_matches(['\r', '\n']);
        assert_eq!(covered(file.text(), &place["region"]), words);
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    }
}

#[test]
fn a_policy_that_judged_nothing_is_a_rule_too() {
    let run = run(&sample());
    let rules = items(&run["tool"]["driver"]["rules"]);
    assert!(rules.is_sorted_by(|a, b| a["id"].as_str() < b["id"].as_str()));
    let quiet = rules.iter().find(|rule| rule["id"] == "firm/quiet").expect("is there");
    let markdown = quiet["help"]["markdown"].as_str().expect("is text");
    assert!(read(markdown).rest.contains("See [the list](https://example.com) of @partners <b>|</b> #12"));
    assert!(!markdown.contains("@p") && !markdown.contains("://"), "{markdown}");
    let scope = rules.iter().find(|rule| rule["id"] == "sop/scope").expect("is there");
    let help = said(&scope["help"]);
    assert!(
        help.contains("Next step: Add a section")
            && help.contains("Why: practice")
            && help.contains("article, mr-5.3")
    );
}

#[test]
fn only_what_is_in_the_repository_is_a_place() {
    let run = run(&sample());
    let related = |policy: &str| {
        let result =
            items(&run["results"]).iter().find(|result| result["ruleId"] == policy).expect("is there");
        result["relatedLocations"].as_array().map_or(Vec::new(), |all| {
            all.iter().map(|place| place["physicalLocation"]["artifactLocation"]["uri"].clone()).collect()
        })
    };
    assert_eq!(
        related("sop/escalation"),
        [json!("sops/intake-calls.md"), json!("policies/sop/escalation.yaml")]
    );
    assert_eq!(related("sop/scope"), [json!(null); 0]);
    let uris = text(Format::Sarif, &sample(), &style(80));
    assert!(uris.contains("\"uri\":\"sops/a%1B%5B2J%E2%80%AE%0Ab.md\""), "{uris}");
}

#[test]
fn a_run_that_is_not_complete_says_why() {
    assert_eq!(
        run(&sample())["invocations"],
        json!([{ "executionSuccessful": true, "toolExecutionNotifications": [] }])
    );
    let mut report = sample();
    report.incomplete = true;
    let invocation = &run(&report)["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(items(&invocation["toolExecutionNotifications"]).len(), 1);
    let source = report.sources.add(Arc::new(SourceFile::new("sops/pipe.md", "")));
    let here = Location { source, span: Span::at(0) };
    let unread = "This was not read [see](1).";
    report.diagnostics.push(finding(
        "soplint/unreadable",
        Severity::Warning,
        Outcome::CannotCheck,
        unread,
        label(here, ""),
    ));
    let run = run(&report);
    let notes = items(&run["invocations"][0]["toolExecutionNotifications"]);
    assert_eq!(notes.len(), 1);
    assert_eq!(said(&notes[0]["message"]), "This was not read \\[see\\](1).");
    assert_eq!(notes[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "sops/pipe.md");
    let rule = notes[0]["associatedRule"]["index"].as_u64().expect("is a number") as usize;
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "soplint/unreadable");
}

#[test]
fn more_results_than_github_takes_are_cut_and_counted() {
    let mut report = many(25_010);
    report.diagnostics[25_009].severity = Severity::Error;
    report.diagnostics[25_009].cause = None;
    let run = run(&report);
    assert_eq!(items(&run["results"]).len(), 25_000);
    assert_eq!(run["results"][0]["level"], "error");
    let note = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert!(said(&note["message"]).starts_with("10 more findings"));
}

#[test]
fn a_report_without_findings_is_a_run() {
    let run = run(&empty());
    assert_eq!((run["results"].clone(), run["tool"]["driver"]["rules"].clone()), (json!([]), json!([])));
}
