//! Ways to switch the gate off from inside a pull request: red with what they would hide, red without
//! them, and green for what only mends.

use serde_json::Value as Json;

use super::{commit, edit, firm, text, told};
use crate::run::Place;

/// A change that hides something, and what it would hide.
struct Trick {
    name: &'static str,
    /// The breakage alone.
    breakage: fn(&Place),
    /// What would hide it.
    trick: fn(&Place),
    /// What is told of the trick where each side is judged by its own settings.
    told: &'static str,
}

fn no_turnaround(place: &Place) {
    edit(place, "manual/summaries.md", "24 business hours", "soon");
}

fn no_letters(place: &Place) {
    edit(place, "procedures/letters.md", "24 business hours", "soon");
}

fn no_country(place: &Place) {
    edit(place, "engagements/heredia.yaml", "  country: CR\n", "");
}

fn no_escalation(place: &Place) {
    let text = text(place, "manual/summaries.md");
    let (start, _) = text.match_indices("**Escalation").next().unwrap();
    let end = start + 2 + text[start + 2..].find("\n**").unwrap();
    let end = end + text[end..].find("\n**").unwrap();
    let rest = format!("{}**Revision history**\n\nFirst made in May.\n{}", &text[..start], &text[end..]);
    place.write("manual/summaries.md", rest);
}

const TRICKS: [Trick; 9] = [
    Trick {
        name: "the kind is taken out",
        breakage: no_turnaround,
        trick: |place| edit(place, "manual/summaries.md", "kind: sop\n", ""),
        told: "error soplint/no-longer-judged manual/summaries.md",
    },
    Trick {
        name: "the kind is changed",
        breakage: no_turnaround,
        trick: |place| edit(place, "manual/summaries.md", "kind: sop\n", "kind: audit\n"),
        told: "error soplint/no-longer-judged manual/summaries.md",
    },
    Trick {
        name: "it moves out of the folders",
        breakage: no_letters,
        trick: |place| place.git(&["mv", "procedures/letters.md", "letters.md"]),
        told: "error soplint/no-longer-judged letters.md",
    },
    Trick {
        name: "git is told to ignore it",
        breakage: no_turnaround,
        trick: |place| {
            place.write(".gitignore", "/manual/\n");
            place.git(&["rm", "-r", "--quiet", "--cached", "manual"]);
        },
        told: "error soplint/no-longer-judged .gitignore",
    },
    Trick {
        name: "the engagement becomes a draft",
        breakage: no_country,
        trick: |place| edit(place, "engagements/heredia.yaml", "status: active", "status: draft"),
        told: "error soplint/no-longer-judged engagements/heredia.yaml",
    },
    Trick {
        name: "a marker over an unrelated heading",
        breakage: no_escalation,
        trick: |place| {
            let marker = "<!-- soplint: section=escalation -->\n\n**Revision history**";
            edit(place, "manual/summaries.md", "**Revision history**", marker);
        },
        told: "error soplint/new-marker manual/summaries.md",
    },
    Trick {
        name: "the policy is weakened",
        breakage: no_country,
        trick: |place| {
            let policy = "policies/house/vendor-country.yaml";
            edit(place, policy, "present(doc.vendor.country)", "present(doc.vendor.id)");
            edit(
                place,
                policy,
                "given: {status: active, vendor: {id: v}}",
                "given: {status: active, vendor: {country: CR}}",
            );
        },
        told: "error house/vendor-country engagements/heredia.yaml",
    },
    Trick {
        name: "the policy is switched off",
        breakage: no_country,
        trick: |place| {
            edit(
                place,
                "soplint.yaml",
                "lint:\n",
                "lint:\n  off: {house/vendor-country: \"We do not need this any more.\"}\n",
            );
        },
        told: "error soplint/no-longer-judged soplint.yaml",
    },
    Trick {
        name: "the glob goes",
        breakage: no_letters,
        trick: |place| edit(place, "soplint.yaml", "procedures/**", "other/**"),
        told: "error soplint/no-longer-judged soplint.yaml",
    },
];

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
fn no_trick_hides_a_breakage() {
    for Trick { name, breakage, trick, told: says } in TRICKS {
        let alone = firm();
        breakage(&alone);
        let (code, json) = judged(&alone, false);
        assert_eq!(code, 1, "{name}: the breakage alone: {json:#}");
        for gate in [false, true] {
            let both = firm();
            breakage(&both);
            trick(&both);
            let (code, json) = judged(&both, gate);
            let found = told(&json);
            assert_eq!(code, 1, "{name}: {found:?}");
            if !gate {
                assert!(found.contains(&says.to_owned()), "{name}: {found:?}");
            }
        }
    }
}

/// The words under the label are those that did it.
#[test]
fn the_line_that_did_it_is_shown() {
    let at = |trick: usize| {
        let place = firm();
        (TRICKS[trick].breakage)(&place);
        (TRICKS[trick].trick)(&place);
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
    let words = [1, 3, 4, 5, 7, 8].map(at);
    let expected = [
        "audit",
        "/manual/",
        "draft",
        "<!-- soplint: section=escalation -->",
        "house/vendor-country",
        "globs",
    ];
    assert_eq!(words, expected);
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
