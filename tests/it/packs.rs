//! What a firm's pack says for all of its policies, and what policies need of each other.
#![allow(clippy::unwrap_used, reason = "tests know what is there")]

use crate::run::Place;

/// What the command wrote, and its exit code.
fn said(place: &Place, arguments: &[&str]) -> (String, i32) {
    let ran = place.soplint(arguments);
    (ran.out + &ran.err, ran.code)
}

/// A pack of a firm, and a policy that says of itself only what the pack does not.
fn lent(condition: &str, defaults: &str) -> Place {
    let pack = format!(
        "title: Ours\nversion: \"1\"\nas-of: 2026-10-01\napplies-when: \"{condition}\"\ndefaults: {{{defaults}}}\n"
    );
    let policy = "id: house/named\ntitle: It has a name\nauthority: [article]\nvalue:\n  require: present(doc.title)\n  message: It has no name.\n\
        tests:\n  - {name: a, given: {status: active, title: X}, expect: found}\n  - {name: b, given: {status: active, title: null}, expect: not-found}\n\
        \x20 - {name: c, given: {status: draft, title: null}, expect: not-applicable}\n";
    Place::folder()
        .with("policies/house/pack.yaml", pack)
        .with("policies/house/named.yaml", policy)
        .with("engagements/a.yaml", "kind: engagement\nid: A\nstatus: active\n")
        .with("engagements/b.yaml", "kind: engagement\nid: B\nstatus: draft\n")
}

#[test]
fn a_pack_says_once_what_holds_for_its_policies() {
    let sound = "severity: note, basis: practice, applies-to: engagement, authority: [mr-5.3]";
    let place = lent("doc.status == 'active'", sound);
    let ran = place.check(&["--only", "house", "-o", "concise"]);
    assert!(ran.out.starts_with("engagements/a.yaml:1:1: note[house/named] It has no name.\n"), "{ran:?}");
    assert_eq!(ran.out.matches("house/named").count(), 1, "{ran:?}");
    assert_eq!(place.soplint(&["test", "house"]).code, 0);
    let (out, _) = said(&place, &["explain", "house/named"]);
    assert!(out.contains("Practice guidance") && !out.contains("Rule 5.3"), "its own word holds: {out}");
    assert!(out.contains("Where       doc.status == 'active' (of the pack)"), "{out}");
}

#[test]
fn what_a_pack_lends_is_held_to_the_same_rules() {
    let sound = "severity: note, basis: practice, applies-to: engagement";
    for (condition, defaults, says) in [
        ("doc.statsu == 'active'", sound, "In 'applies-when' of the pack: 'statsu' is not known here."),
        ("doc.status ==", sound, "policies/house/pack.yaml:4"),
        ("true", "severity: grave, basis: practice, applies-to: engagement", "grave"),
        (
            "true",
            "severity: note, basis: practice, applies-to: engagement, help: x",
            "'help' is not known here",
        ),
        ("true", "severity: note, basis: practice", "'applies-to' is not given here"),
    ] {
        let ran = lent(condition, defaults).check(&["-o", "concise"]);
        assert!(ran.code == 2 && ran.out.contains(says), "{says}: {ran:?}");
    }
    let own = Place::folder().with(
        "policies/sop/pack.yaml",
        "title: x\nversion: \"1\"\nas-of: 2026-01-01\napplies-when: \"false\"\n",
    );
    let ran = own.check(&["-o", "concise"]);
    assert!(ran.code == 2 && ran.out.contains("A pack 'sop' comes with soplint."), "{ran:?}");
}

#[test]
fn what_is_needed_blocks_only_those_of_whom_it_was_not_found() {
    let policy = |name: &str, more: &str, field: &str| {
        format!(
            "id: house/{name}\ntitle: The {field}\nseverity: error\nbasis: practice\nauthority: [article]\napplies-to: engagement\n{more}value:\n\
            \x20 for-each: {{m: doc.team}}\n  require: present(m.{field})\n  message: \"{{m.id}}: no {field} was found.\"\n\
            tests:\n  - {{name: a, given: {{team: [{{id: x, {field}: y}}]}}, expect: found}}\n  - {{name: b, given: {{team: [{{id: x}}]}}, expect: not-found}}\n"
        )
    };
    let place = Place::folder()
        .with("policies/house/first.yaml", policy("first", "", "role"))
        .with("policies/house/second.yaml", policy("second", "needs: [house/first]\n", "name"))
        .with(
            "engagements/e.yaml",
            "kind: engagement\nid: E\nteam:\n  - {id: ana}\n  - {id: bea, role: writer}\n  - {id: cy, role: writer, name: Cy}\n",
        );
    let (_, report) = place.report(&["--only", "house"]);
    let mut said: Vec<_> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            let message = text("message");
            let told = message.split_once("could not be checked").map_or(message.as_str(), |(_, rest)| rest);
            (text("policy"), text("outcome"), told.to_owned(), finding["cause"].is_string())
        })
        .collect();
    said.sort();
    let expected = [
        ("house/first", "not-found", "ana: no role was found.", false),
        ("house/second", "cannot-check", " before this is settled: The role.", true),
        ("house/second", "not-found", "bea: no name was found.", false),
    ];
    let expected = expected.map(|(policy, outcome, message, hangs)| {
        (policy.to_owned(), outcome.to_owned(), message.to_owned(), hangs)
    });
    assert_eq!(said, expected);
}
