//! Changes that an editor offers for a finding: made, the finding is gone.

use serde_json::{Value, json};

use super::client::{AS_OF, Client, Firm};
use crate::run::fixtures;

const SOP: &str = "sops/phone-intake.md";

fn client(chooses: bool, versions: bool) -> Client {
    let literal = json!({ "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } });
    let capabilities = json!({
        "general": { "positionEncodings": ["utf-16"] },
        "textDocument": if chooses { json!({ "codeAction": literal }) } else { json!({}) },
        "workspace": { "workspaceEdit": { "documentChanges": versions } },
    });
    let mut client = Client::held();
    client.run();
    let settings = json!({ "asOf": AS_OF });
    let hello =
        client.ask("initialize", json!({ "capabilities": capabilities, "initializationOptions": settings }));
    let kinds = &hello["capabilities"]["codeActionProvider"]["codeActionKinds"];
    assert_eq!(kinds == &json!(["quickfix"]), chooses, "{hello}");
    client.tell("initialized", json!({}));
    client
}

/// A complete procedure, one section of which stands under a heading that says nothing; with line ends of Windows.
fn misnamed() -> String {
    let sop = std::fs::read_dir(fixtures().join("firms/passing/sops")).unwrap();
    let mut sops: Vec<_> = sop.map(|entry| entry.unwrap().path()).collect();
    sops.sort();
    let texts = sops.iter().map(|path| std::fs::read_to_string(path).unwrap());
    let text = texts.into_iter().find(|text| text.contains("\n## Escalation")).unwrap();
    let at = text.find("\n## Escalation").unwrap() + 1;
    let end = at + text[at..].find('\n').unwrap();
    format!("{}## \u{1f600} Odds and ends{}", &text[..at], &text[end..]).replace('\n', "\r\n")
}

fn actions(client: &mut Client, uri: &str, range: &Value, context: Value) -> Vec<Value> {
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
    client.ask("textDocument/codeAction", params).as_array().unwrap().clone()
}

#[test]
fn a_misplaced_section_is_marked_where_the_editor_says_so() {
    for versions in [false, true] {
        let firm = Firm::new();
        let uri = firm.uri(SOP);
        let mut client = client(true, versions);
        client.open(&uri, "markdown", &misnamed());
        let found = client.diagnostics(&uri, 1);
        let misplaced = |all: &[Value]| {
            let said = |d: &&Value| d["message"].as_str().unwrap().contains("not in a section of that name");
            all.iter().filter(said).cloned().collect::<Vec<_>>()
        };
        let of = misplaced(&found);
        assert_eq!(of.len(), 1, "{found:?}");
        let range = &of[0]["range"];
        let start = json!({ "start": range["start"], "end": range["start"] });
        let offered = actions(&mut client, &uri, &start, json!({ "diagnostics": [] }));
        assert_eq!(offered.len(), 1, "{offered:?}");
        assert_eq!((&offered[0]["kind"], &offered[0]["diagnostics"]), (&json!("quickfix"), &json!(of)));
        assert!(offered[0]["title"].as_str().unwrap().contains("Odds and ends"), "{offered:?}");
        for (context, count) in [
            (json!({ "only": ["quickfix"] }), 1),
            (json!({ "only": [""] }), 1),
            (json!({ "only": ["refactor", "source.fixAll"] }), 0),
        ] {
            assert_eq!(actions(&mut client, &uri, &start, context.clone()).len(), count, "{context}");
        }
        let top = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 1 } });
        assert!(actions(&mut client, &uri, &top, json!({})).is_empty());

        let edit = &offered[0]["edit"];
        let edits = if versions {
            let [change] = edit["documentChanges"].as_array().unwrap().as_slice() else { panic!("{edit}") };
            assert_eq!(change["textDocument"], json!({ "uri": uri, "version": 1 }));
            &change["edits"]
        } else {
            &edit["changes"][&uri]
        };
        let changes: Vec<Value> = (edits.as_array().unwrap().iter())
            .map(|edit| json!({ "range": edit["range"], "text": edit["newText"] }))
            .collect();
        assert!(!changes.is_empty());
        client.change(&uri, 2, json!(changes));
        let left = client.diagnostics(&uri, 2);
        assert_eq!((misplaced(&left).len(), left.len()), (0, found.len() - 1), "{left:?}");
        assert!(actions(&mut client, &uri, &start, json!({})).is_empty());
        assert_eq!(client.leave(), 0);
    }
}

#[test]
fn who_knows_only_commands_is_offered_nothing() {
    let mut client = client(false, true);
    // It may ask all the same, of what is not open as well.
    let params = json!({ "textDocument": { "uri": "file:///nowhere.md" }, "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } } });
    assert_eq!(client.ask("textDocument/codeAction", params), json!([]));
    assert_eq!(client.ask("textDocument/codeAction", json!({})), -32602);
    assert_eq!(client.leave(), 0);
}
