//! Ways to switch the gate off from inside a pull request: red with what they would hide, red without
//! them, and green for what only mends.

use serde_json::Value as Json;

use super::tricks::{Trick, documents, files, settings};
use super::{commit, edit, firm, text, told};
use crate::run::Place;

/// Judged as a pull request is, a commit by the settings of its base, or as the hook does it, from the
/// index.
#[track_caller]
fn judged(place: &Place, gate: bool) -> (i32, Json) {
    place.git(&["add", "--all"]);
    if !gate {
        return place.report(&["--staged", "--diff", "main"]);
    }
    commit(place);
    place.report(&["--rev", "HEAD", "--diff", "main", "--config-from", "main"])
}

#[test]
fn nothing_that_a_document_says_hides_a_breakage() {
    none_hides_its_breakage(&documents::TRICKS);
}

#[test]
fn no_setting_hides_a_breakage() {
    none_hides_its_breakage(&settings::TRICKS);
}

#[test]
fn no_file_in_its_place_hides_a_breakage() {
    none_hides_its_breakage(&files::TRICKS);
}

#[track_caller]
fn none_hides_its_breakage(tricks: &[Trick]) {
    let mut through = Vec::new();
    for Trick { name, breakage, trick, told: says } in tricks {
        let alone = firm();
        breakage(&alone);
        let (code, json) = judged(&alone, false);
        if code != 1 {
            through.push(format!("{name}, the breakage alone: {code}, {:?}", told(&json)));
        }
        for gate in [false, true] {
            let both = firm();
            breakage(&both);
            trick(&both);
            let (code, json) = judged(&both, gate);
            let found = told(&json);
            if code == 0 || !gate && !found.iter().any(|found| found == says) {
                through.push(format!("{name}, gate {gate}: {code}, {found:?}"));
            }
        }
    }
    assert!(through.is_empty(), "{through:#?}");
}

/// The words under the label are those that did it.
#[test]
fn the_line_that_did_it_is_shown() {
    let tricks = || documents::TRICKS.iter().chain(&files::TRICKS).chain(&settings::TRICKS);
    let at = |name: &str| {
        let trick = tricks().find(|trick| trick.name == name).unwrap();
        let place = firm();
        (trick.breakage)(&place);
        (trick.trick)(&place);
        let (_, json) = judged(&place, false);
        let lost = json["diagnostics"].as_array().unwrap().iter();
        let mut lost = lost.filter(|found| {
            found["policy"].as_str().is_some_and(|policy| {
                policy.starts_with("soplint/no-longer") || policy.starts_with("soplint/new")
            })
        });
        let found = lost.next().unwrap().clone();
        let text = text(&place, found["path"].as_str().unwrap());
        let [start, end] = ["start", "end"].map(|key| found["span"][key].as_u64().unwrap() as usize);
        text[start..end].to_owned()
    };
    for (name, words) in [
        ("the kind is changed", "audit"),
        ("git is told to ignore it", "/manual/"),
        ("the engagement becomes a draft", "draft"),
        ("a marker over an unrelated heading", "<!-- soplint: section=escalation -->"),
        ("the policy is switched off", "house/vendor-country"),
        ("the glob goes", "globs"),
    ] {
        assert_eq!(at(name), words, "{name}");
    }
}

#[test]
fn a_change_that_only_mends_or_rewords_is_green() {
    let changes: [fn(&Place); 5] = [
        |place| edit(place, "manual/summaries.md", "and have a word", "and talk"),
        |place| edit(place, "manual/summaries.md", "**Scope**", "**What this covers**"),
        |place| edit(place, "engagements/heredia.yaml", "country: CR", "country: CO"),
        |place| place.git(&["mv", "manual/summaries.md", "manual/medical-records.md"]),
        |place| place.git(&["rm", "--quiet", "manual/summaries.md"]),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        for gate in [false, true] {
            let place = firm();
            if number == 0 {
                let text = text(&place, "manual/summaries.md");
                place.write(
                    "manual/summaries.md",
                    format!("{text}\nPlease read this again and have a word with your lawyer.\n"),
                );
            }
            change(&place);
            let (code, json) = judged(&place, gate);
            assert_eq!((code, told(&json)), (0, Vec::new()), "change {number}");
        }
    }
}

#[test]
fn a_marker_that_the_text_bears_out_is_listed_and_no_error() {
    let place = firm();
    let text = text(&place, "manual/summaries.md");
    let at = text.find("**Escalation").unwrap();
    let end = at + 2 + text[at + 2..].find("**").unwrap() + 2;
    place.write(
        "manual/summaries.md",
        format!("{}<!-- soplint: section=escalation -->\n\n**Stormy weather**{}", &text[..at], &text[end..]),
    );
    let (code, json) = judged(&place, false);
    assert_eq!((code, told(&json)), (0, vec!["note soplint/new-marker manual/summaries.md".to_owned()]));
}

#[test]
fn settings_that_are_not_trusted_are_named_and_their_mistakes_too() {
    let place = firm();
    edit(
        &place,
        "soplint.yaml",
        "lint:\n",
        "lint:\n  off: {house/vendor-country: \"We do not need this any more.\"}\n",
    );
    let (code, json) = judged(&place, true);
    assert_eq!((code, told(&json)), (0, vec!["warning soplint/settings-changed soplint.yaml".to_owned()]));
    edit(&place, "soplint.yaml", "house/vendor-country", "house/vendor-cuontry");
    let (code, json) = judged(&place, true);
    assert_eq!(code, 2);
    assert!(told(&json).contains(&"error soplint/settings soplint.yaml".to_owned()), "{json:#}");
    // Without a comparison, trusted settings judge all the same.
    let ran = place.check(&["--config-from", "main", "--rev", "main"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

/// The profile can't be moved to where its settings would speak of other files.
#[test]
fn the_root_stays_where_the_base_has_it() {
    let place = firm();
    place.git(&["mv", "soplint.yaml", "engagements/soplint.yaml"]);
    edit(&place, "engagements/heredia.yaml", "  country: CR\n", "");
    for gate in [false, true] {
        let (code, json) = judged(&place, gate);
        assert_ne!(code, 0, "{json:#}");
    }
}
