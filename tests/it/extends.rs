//! `extends`: the policies and settings of another folder of the same repository.
#![allow(clippy::unwrap_used, reason = "tests know what is there")]

use crate::run::Place;
use crate::settings::said_of;

const POLICY: &str = "id: house/title\ntitle: Title\nseverity: error\nbasis: practice\nauthority: [article]\napplies-to: engagement\n\
    value:\n  require: present(doc.title)\n  message: No title was found.\n";

/// A firm that takes over `shared/standard`, with settings of its own.
fn firm(lint: &str, lent: &str) -> Place {
    Place::folder()
        .with(
            "soplint.yaml",
            format!("kind: firm-profile\nfirm: Haldane LLP\nlint:\n  packs: [house]\n{lint}"),
        )
        .with("engagements/e.yaml", "kind: engagement\nid: ENG-1\n")
        .with("shared/standard/policies/house/title.yaml", POLICY)
        .with("shared/standard/soplint.yaml", lent)
}

/// The severity of the finding, and the exit code.
fn weight(place: &Place) -> (i32, String) {
    let (code, report) = place.report(&[]);
    let found =
        report["diagnostics"].as_array().unwrap().iter().find(|found| found["policy"] == "house/title");
    (code, found.map_or("", |found| found["severity"].as_str().unwrap()).to_owned())
}

#[test]
fn what_is_taken_over_holds_and_the_firms_own_word_wins() {
    let note = "lint:\n  severities: {house/title: note}\n";
    let extends = "  extends: shared/standard\n";
    assert_eq!(weight(&firm(extends, "")), (1, "error".into()));
    assert_eq!(weight(&firm(extends, note)), (0, "note".into()));
    let own = format!("{extends}  severities: {{house/title: warning}}\n");
    assert_eq!(weight(&firm(&own, note)), (0, "warning".into()));
    let off = "lint:\n  off: {house/title: titles are kept in the matter index}\n";
    assert_eq!(weight(&firm(extends, off)), (0, String::new()));
    // The folder is nobody's documents by itself.
    let (_, report) = firm(extends, note).report(&[]);
    assert_eq!(report["summary"]["documents"], 2, "{report:#}");
}

#[test]
fn mistakes_are_told_where_they_stand() {
    for (lint, lent, path, says) in [
        (
            "  extends: shared/standrd\n",
            "",
            "soplint.yaml",
            "No policies and no `lint:` were found in 'shared/standrd'.",
        ),
        ("  extends: ../shared\n", "", "soplint.yaml", "were found in '../shared'"),
        ("  extends: /etc\n", "", "soplint.yaml", "were found in '/etc'"),
        ("  extends: ''\n", "", "soplint.yaml", "were found in ''"),
        (
            "  extends: shared/standard\n",
            "lint:\n  extends: other\n",
            "shared/standard/soplint.yaml",
            "A folder that is extended can't extend another one.",
        ),
        (
            "  extends: shared/standard\n",
            "lint:\n  severities: {house/titel: note}\n",
            "shared/standard/soplint.yaml",
            "'house/titel' is not known here. Did you mean 'house/title'?",
        ),
    ] {
        let place = firm(lint, lent);
        let (code, report) = place.report(&[]);
        assert_eq!(code, 2, "{lint}");
        assert!(said_of(&report, path).iter().any(|message| message.contains(says)), "{says}: {report:#}");
    }
    let twice = firm("  extends: shared/standard\n", "").with("policies/house/title.yaml", POLICY);
    let (code, report) = twice.report(&[]);
    let said = said_of(&report, "policies/house/title.yaml");
    assert_eq!(
        (code, said),
        (2, vec!["Another policy 'house/title' lies in shared/standard/policies/house/title.yaml."])
    );
}
