//! Client information that slipped into the records: told, and never shown.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the fixtures")]

use crate::run::{Place, Ran, fixtures};

/// What stands in the failing firm and in no output.
const PRIVATE: [&str; 5] = ["123-45-6789", "04/12/1988", "4111 1111 1111 1111", "Hollis Varga", "Lindqvist"];

const FORMATS: [&str; 7] = ["human", "concise", "json", "sarif", "github", "markdown", "lsp"];

fn firm() -> Place {
    Place::folder().copy(&fixtures().join("firms/failing"))
}

fn shows_nothing(what: &str, ran: &Ran) {
    assert!(ran.out.len() > 100, "{what}: {ran:?}");
    for private in PRIVATE {
        for text in [&ran.out, &ran.err] {
            assert!(
                !text.to_lowercase().contains(&private.to_lowercase()),
                "{what} shows {private}:\n{text}"
            );
        }
    }
}

#[test]
fn no_output_shows_it() {
    let firm = firm();
    for format in FORMATS {
        shows_nothing(format, &firm.check(&["-o", format]));
        shows_nothing(
            format,
            &firm.check(&["-o", format, "--verbose", "--only", "records", "--only", "sop"]),
        );
    }
    for file in ["sops/phone-intake.md", "engagements/ENG-2026-014-davao-intake-and-review.yaml"] {
        shows_nothing("inspect", &firm.soplint(&["inspect", file]));
        shows_nothing("inspect", &firm.soplint(&["inspect", "-o", "json", file]));
        shows_nothing("inspect", &firm.soplint(&["inspect", "--explain", file]));
    }
    shows_nothing("check --explain", &firm.check(&["--explain", "--only", "records", "--only", "sop"]));
    let engagement = "engagements/ENG-2026-014-davao-intake-and-review.yaml";
    for (expression, file) in
        [("doc.matters", engagement), ("doc.sections.communication.text", "sops/phone-intake.md")]
    {
        let ran = firm.soplint(&["eval", expression, file]);
        assert_eq!(ran.code, 0, "{ran:?}");
        shows_nothing("eval", &ran);
    }
}

#[test]
fn it_is_told_with_its_place_and_a_mask() {
    let ran = firm().check(&["--only", "records/client-data-in-repo"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("•••••••••••"), "{}", ran.out);
    let concise = firm().check(&["-o", "concise", "--only", "records/client-data-in-repo"]).out;
    for said in ["a Social Security number", "a date of birth", "a card number", "the name of a client"] {
        assert!(concise.contains(said), "{said}: {concise}");
    }
    let places: Vec<_> = concise.lines().filter(|line| line.contains("client-data-in-repo")).collect();
    // The profile's own list of names is no finding.
    assert_eq!(places.len(), 6, "{concise}");
    assert!(places.iter().all(|place| !place.starts_with("soplint.yaml")), "{concise}");
}

#[test]
fn other_findings_of_the_same_line_do_not_show_it() {
    let ran = firm().check(&["-o", "json", "--only", "sop"]);
    let quoted = "'Keep each other posted. TBD. Last time it was •••, SSN •••, •••.'";
    assert!(ran.out.contains(quoted), "{}", ran.out);
}

#[test]
fn mistakes_in_the_profile_do_not_show_its_list_of_names() {
    let firm = firm();
    let profile = std::fs::read_to_string(firm.path("soplint.yaml")).unwrap();
    firm.write(
        "soplint.yaml",
        profile.replace("approved_channels:", "lint: {packs: [no-such-pack]}\nchannels:"),
    );
    for format in FORMATS {
        let ran = firm.check(&["-o", format]);
        assert_eq!(ran.code, 2, "{ran:?}");
        shows_nothing(format, &ran);
    }
}

/// What is hidden in one file is no reason to cut the words of another, nor a part of a longer word.
#[test]
fn other_words_stay_whole() {
    let firm = Place::firm()
        .with("sops/a.md", "---\nkind: sop\nid: A\n---\n# Review\n\n## Turnaround\n\nSoon.\n")
        .with(
            "engagements/e.yaml",
            "kind: engagement\nid: E\nmatters: [{id: M-1, client_name: sta}]\ntitle: [sta\n",
        )
        .with(
            "engagements/f.yaml",
            "kind: engagement\nid: F\nmatters: [{id: M-2, client_name: turnaround}]\n",
        );
    let said = firm.check(&["-o", "concise"]).out;
    assert!(said.contains("No deliverable standard was found") && said.contains("turnaround"), "{said}");
    assert!(said.contains("the name of a client") && !said.contains("•••ndard"), "{said}");
}

#[test]
fn a_sensitive_policy_of_a_firm_s_own_shows_nothing_either() {
    let firm = Place::firm().with(
        "policies/house/code-names.yaml",
        "id: house/code-names\ntitle: Code names\nseverity: error\nbasis: integrity\nauthority: [tool]\n\
         applies-to: sop\nsensitive: true\nclause:\n  expect: absent\n  phrases: {any: [blue heron]}\n\
         message: \"The code name '{clause.text}' stands here.\"\nhelp: Remove it.\n",
    );
    firm.write(
        "sops/a.md",
        "---\nkind: sop\nid: A\n---\n\n# Review\n\n## Turnaround\n\nThe blue heron matter is soon.\n",
    );
    for format in FORMATS {
        let ran = firm.check(&["-o", format]);
        assert!(!ran.out.to_lowercase().contains("blue heron"), "{format}: {}", ran.out);
    }
    assert!(firm.check(&["-o", "concise"]).out.contains("The code name '•••' stands here."));
}
