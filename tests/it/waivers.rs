//! Findings that a partner accepted for a time: which waivers count, what they cover, and that every output
//! shows what they cover.
#![allow(clippy::unwrap_used, reason = "tests know what is there")]

use serde_json::Value as Json;

use crate::run::{AS_OF, Place};
use crate::settings::said_of;

const FIRM: &str = "kind: firm-profile\nfirm: Haldane LLP\npeople:\n  - {id: hp, role: partner}\n  - {id: dw, role: attorney}\n\
    lint:\n  packs: [own]\n";
const ENGAGEMENT: &str = "kind: engagement\nid: ENG-1\nstatus: active\n";
const POLICY: &str = "id: own/title\ntitle: Title\nseverity: error\nbasis: practice\nauthority: [article]\napplies-to: engagement\n\
    value:\n  checks:\n    there: {require: present(doc.title), message: No title was found.}\n";
const GOOD: &str = "policy: own/title, subject: ENG-1, reason: the title follows with the signed letter, approved_by: hp, \
    approved: 2026-09-01, expires: 2026-12-31";

fn firm() -> Place {
    Place::folder()
        .with("soplint.yaml", FIRM)
        .with("policies/own/title.yaml", POLICY)
        .with("engagements/e.yaml", ENGAGEMENT)
}

fn with_waiver(waiver: &str) -> Place {
    firm().with("waivers.yaml", format!("kind: waivers\nwaivers:\n  - {{{waiver}}}\n"))
}

/// Exit code, the policies of the findings, and those of the findings that are accepted.
fn ended(place: &Place) -> (i32, Vec<String>, Vec<String>) {
    let (code, report) = place.report(&[]);
    let policies = |list: &Json| -> Vec<String> {
        list.as_array().unwrap().iter().map(|found| found["policy"].as_str().unwrap().to_owned()).collect()
    };
    (code, policies(&report["diagnostics"]), policies(&report["waived"]))
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn what_is_accepted_fails_no_run_and_is_shown_in_every_output() {
    let place = with_waiver(GOOD);
    assert_eq!(ended(&firm()), (1, strings(&["own/title"]), vec![]));
    assert_eq!(ended(&place), (0, vec![], strings(&["own/title"])));
    let (_, report) = place.report(&[]);
    let waived = &report["waived"][0];
    assert_eq!((&waived["outcome"], &waived["severity"]), (&"waived".into(), &"error".into()));
    assert_eq!(
        (&waived["waiver"]["path"], &waived["waiver"]["expires"]),
        (&"waivers.yaml".into(), &"2026-12-31".into())
    );
    assert_eq!(report["summary"]["waived"], 1);
    let tally =
        report["policies"].as_array().unwrap().iter().find(|tally| tally["id"] == "own/title").unwrap();
    assert_eq!((&tally["waived"], &tally["not_found"]), (&1.into(), &0.into()));
    for (format, words) in [
        ("human", "✓ waived[own/title]: No title was found."),
        ("human", "until: 2026-12-31, approved by hp (waivers.yaml:3:14)"),
        ("concise", "waived[own/title] No title was found. (until 2026-12-31)"),
        (
            "github",
            "::notice title=soplint::1 finding accepted by waiver: own/title in engagements/e.yaml until 2026-12-31.",
        ),
        ("markdown", "### 1 finding accepted by waiver"),
        ("markdown", "| 2026-12-31 | hp | the title follows"),
        ("sarif", "\"justification\":\"the title follows"),
        ("sarif", "\"suppressions\":[{\"kind\":\"external\",\"status\":\"accepted\""),
        ("lsp", "Accepted until 2026-12-31 by hp: the title follows"),
    ] {
        let ran = place.check(&["-o", format]);
        assert_eq!(ran.code, 0, "{format}");
        assert!(ran.out.contains(words), "{format}: '{words}' not in\n{}", ran.out);
    }
}

#[test]
fn a_waiver_reaches_no_further_than_it_says() {
    let two = || firm().with("engagements/f.yaml", ENGAGEMENT.replace("ENG-1", "ENG-2"));
    let in_engagement = |waiver: &str| format!("{ENGAGEMENT}waivers:\n  - {{{waiver}}}\n");
    for (files, open) in [
        (vec![("waivers.yaml", format!("kind: waivers\nwaivers: [{{{GOOD}}}]\n"))], 1),
        (
            vec![(
                "waivers.yaml",
                format!("kind: waivers\nwaivers: [{{{}}}]\n", GOOD.replace("ENG-1", "engagements/e.yaml")),
            )],
            1,
        ),
        (vec![("engagements/e.yaml", in_engagement(GOOD))], 1),
        // An engagement can't accept what concerns another one, and one finding is not about both.
        (vec![("engagements/e.yaml", in_engagement(&GOOD.replace("ENG-1", "ENG-2")))], 2),
        (
            vec![(
                "waivers.yaml",
                format!("kind: waivers\nwaivers: [{{{}}}]\n", GOOD.replace("ENG-1", "[ENG-1, ENG-2]")),
            )],
            2,
        ),
        (
            vec![(
                "waivers.yaml",
                format!("kind: waivers\nwaivers: [{{{}}}]\n", GOOD.replace("ENG-1", "ENG-1*")),
            )],
            2,
        ),
        // Nor does a file that lies elsewhere count, nor a record that calls itself an engagement.
        (vec![("other/waivers.yaml", format!("waivers: [{{{GOOD}}}]\n"))], 2),
        (vec![("records/e.yaml", in_engagement(GOOD))], 3),
    ] {
        let place = two();
        for (path, text) in &files {
            place.write(path, text);
        }
        let (_, report) = place.report(&[]);
        let found = report["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|found| found["policy"] == "own/title")
            .count();
        assert_eq!(found, open, "{files:?}\n{report:#}");
    }
}

#[test]
fn a_waiver_that_is_not_whole_does_not_count_and_says_why() {
    for (from, to, says) in [
        (", approved: 2026-09-01", "", "it does not give approved"),
        ("hp", "dw", "'dw' is not a partner of the firm"),
        ("2026-12-31", "2026-10-14", "it ended on 2026-10-14"),
        ("2026-12-31", "2027-09-02", "more than 12 months after its approval"),
        ("own/title", "own", "it names more than one policy"),
        ("own/title", "records/date", "'records/date' is a policy without exceptions"),
        ("subject: ENG-1, ", "", "it does not give subject"),
    ] {
        let place = with_waiver(&GOOD.replace(from, to));
        let (code, found, waived) = ended(&place);
        assert_eq!((code, waived.len()), (1, 0), "{says}");
        assert!(
            found.contains(&"own/title".to_owned()) && found.contains(&"records/waiver".to_owned()),
            "{found:?}"
        );
        let (_, report) = place.report(&[]);
        assert!(said_of(&report, "waivers.yaml").iter().any(|message| message.contains(says)), "{report:#}");
    }
}

#[test]
fn a_waiver_without_a_finding_is_told_in_a_whole_run() {
    let place = with_waiver(GOOD);
    place.write("engagements/e.yaml", format!("{ENGAGEMENT}title: Support\n"));
    assert_eq!(ended(&place), (0, strings(&["soplint/waiver-unused"]), vec![]));
    let narrowed = place.check(&["--only", "records"]);
    assert!(!narrowed.out.contains("waiver-unused"), "{}", narrowed.out);
}

#[test]
fn a_waiver_is_the_word_of_the_tree_that_is_judged_unless_another_is_trusted() {
    let place = Place::repository()
        .with("soplint.yaml", FIRM)
        .with("policies/own/title.yaml", POLICY)
        .with("engagements/e.yaml", ENGAGEMENT)
        .commit();
    place.write("waivers.yaml", format!("kind: waivers\nwaivers:\n  - {{{GOOD}}}\n"));
    assert_eq!(place.check(&[]).code, 0);
    let trusted = place.check(&["--config-from", "HEAD", "-o", "concise"]);
    assert_eq!(trusted.code, 1, "{}", trusted.out);
    assert!(trusted.out.contains("note[soplint/waiver-untrusted]"), "{}", trusted.out);
    // A finding that was there before is as new as it was, whatever the exception.
    let new = place.check(&["--diff", "HEAD", "-o", "concise"]);
    assert!(new.code == 0 && new.out.contains("warning[soplint/new-waiver]"), "{}", new.out);
    // With the exception in the base it covers what a change causes.
    let place = place.commit();
    let trusted = place.check(&["--config-from", "HEAD"]);
    assert_eq!(trusted.code, 0, "{AS_OF}: {}", trusted.out);
}

#[test]
fn what_is_accepted_is_not_open_where_outcomes_are_summed_up() {
    let list = "id: own/list\ntitle: List\nseverity: note\nbasis: practice\nauthority: [article]\napplies-to: engagement\n\
        outcome:\n  groups: {naming: [own/title]}\n  require: none_open('error')\n  message: \"Open: {open}.\"\n";
    let open = firm().with("policies/own/list.yaml", list);
    assert_eq!(ended(&open), (1, strings(&["own/list", "own/title"]), vec![]));
    let accepted = with_waiver(GOOD).with("policies/own/list.yaml", list);
    assert_eq!(ended(&accepted), (0, vec![], strings(&["own/title"])));
}
