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
fn settings_that_make_no_sense_are_told() {
    for (options, told) in [
        (json!({ "asOf": "soon" }), 1),
        (json!({ "asOf": AS_OF, "colour": 1 }), 1),
        (json!({ "asOf": null }), 0),
        (json!({ "configFrom": 1 }), 1),
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
