//! What an editor may set: the day, and the commit that settings and policies come from.

use serde_json::{Value, json};

use super::client::{AS_OF, Client, capabilities};
use super::{PLAIN, codes};
use crate::run::{PROFILE, Place};

#[test]
fn settings_can_come_from_a_commit() {
    let place = Place::repository()
        .with("soplint.yaml", format!("{PROFILE}lint: {{packs: [sop]}}\n"))
        .with("sops/intake.md", "---\nkind: sop\n---\n# Intake\n")
        .commit();
    let off = "lint: {packs: [sop], off: {sop/scope: We do not need this any more.}}\n";
    place.write("soplint.yaml", format!("{PROFILE}{off}"));
    let uri = format!("file://{}", place.path("sops/intake.md").display());
    for (settings, asks) in
        [(json!({ "asOf": AS_OF }), false), (json!({ "asOf": AS_OF, "configFrom": "HEAD" }), true)]
    {
        let mut client = Client::with(&capabilities(PLAIN, false, false), &settings);
        client.open(&uri, "markdown", "---\nkind: sop\n---\n# Intake\n");
        let found = client.diagnostics(&uri, 1);
        assert_eq!(codes(&found).contains(&"sop/scope"), asks, "{found:?}");
        assert_eq!(client.leave(), 0);
    }
    let mut client = Client::with(&capabilities(PLAIN, false, false), &json!({ "configFrom": "nowhere" }));
    client.open(&uri, "markdown", "# Intake\n");
    client.ask("soplint/nothing", json!({}));
    let told = &client.heard["window/showMessage"];
    assert!(told[0]["message"].as_str().unwrap().contains("`nowhere` does not name a commit"), "{told:?}");
}

#[test]
fn next_steps_are_told_in_the_language_of_who_types() {
    let place = Place::firm().with(
        "policies/house/name.yaml",
        "id: house/name\ntitle: A name\nseverity: error\nbasis: practice\nauthority: [tool]\napplies-to: sop\n\
         section: {concept: scope}\nmessage: No scope.\nhelp: {en: Add a scope., es: Añada el alcance.}\n",
    );
    let uri = format!("file://{}", place.path("sops/intake.md").display());
    for (language, step) in [("en", "Add a scope."), ("es", "Añada el alcance."), ("pt", "Add a scope.")] {
        let settings = json!({ "asOf": AS_OF, "lang": language });
        let mut client = Client::with(&capabilities(PLAIN, false, false), &settings);
        client.open(&uri, "markdown", "---\nkind: sop\n---\n# Intake\n");
        let found = client.diagnostics(&uri, 1);
        let ours = found.iter().find(|found| found["code"] == "house/name").unwrap();
        assert!(ours["message"].as_str().unwrap().ends_with(step), "{ours}");
        assert_eq!(client.leave(), 0);
    }
}

/// An exception stands in the file of the engagement, and reaches its records; those of a trusted commit count
/// alone.
#[test]
fn exceptions_count_as_they_do_in_a_check() {
    let engagement = "kind: engagement\nid: ENG-1\nstatus: active\n";
    let waiver = "waivers: [{policy: own/summary, subject: INC-1, reason: the summary follows with the letter, \
                  approved_by: hp, approved: 2026-09-01, expires: 2026-12-31}]\n";
    let incident = "kind: incident\nid: INC-1\nengagement: ENG-1\n";
    let place = Place::repository()
        .with("soplint.yaml", "kind: firm-profile\nfirm: Haldane LLP\npeople: [{id: hp, role: partner}]\n")
        .with(
            "policies/own/summary.yaml",
            "id: own/summary\ntitle: Summary\nseverity: error\nbasis: practice\nauthority: [article]\n\
             applies-to: incident\nvalue:\n  checks:\n    there: {require: present(doc.summary), message: No summary.}\n",
        )
        .with("engagements/one.yaml", engagement)
        .with("records/ENG-1/incidents/one.yaml", incident)
        .commit();
    let uri = |path: &str| format!("file://{}", place.path(path).display());
    for (settings, counts) in
        [(json!({ "asOf": AS_OF }), true), (json!({ "asOf": AS_OF, "configFrom": "HEAD" }), false)]
    {
        let mut client = Client::with(&capabilities(PLAIN, false, false), &settings);
        let record = uri("records/ENG-1/incidents/one.yaml");
        client.open(&record, "yaml", incident);
        let accepted = |found: &[Value]| {
            let ours = found.iter().find(|found| found["code"] == "own/summary").expect("is asked for");
            ours["message"].as_str().unwrap().starts_with("Accepted until 2026-12-31")
        };
        assert!(!accepted(&client.diagnostics(&record, 1)));
        client.open(&uri("engagements/one.yaml"), "yaml", &format!("{engagement}{waiver}"));
        client.diagnostics(&uri("engagements/one.yaml"), 1);
        assert_eq!(accepted(&client.diagnostics(&record, 1)), counts);
        assert_eq!(client.leave(), 0);
    }
}

#[test]
fn settings_that_make_no_sense_are_told() {
    for (options, told) in [
        (json!({ "asOf": "soon" }), 1),
        (json!({ "asOf": AS_OF, "colour": 1 }), 1),
        (json!({ "asOf": null }), 0),
        (json!({ "configFrom": 1 }), 1),
        (json!({ "lang": "es" }), 0),
        (json!({ "lang": "la" }), 1),
        (Value::Null, 0),
    ] {
        let mut client = Client::held();
        client.run();
        client.ask("initialize", json!({ "capabilities": {}, "initializationOptions": options }));
        client.tell("initialized", json!({}));
        client.ask("soplint/nothing", json!({}));
        assert_eq!(client.heard.get("window/showMessage").map_or(0, Vec::len), told, "{options}");
    }
}
