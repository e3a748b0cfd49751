//! The language server: what a client sees of it, in one process and over pipes.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![allow(clippy::disallowed_methods, reason = "tests make files and run the program")]

mod client;
mod edits;
mod elsewhere;
mod fixes;
mod joined;
mod process;
mod settings;

use serde_json::{Value, json};
use soplint::text::Encoding;

use client::{Client, Firm, capabilities};

const SOP: &str = "sops/phone-intake.md";

const PLAIN: &[&str] = &["utf-16"];

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap()).collect()
}

/// What is said of the words under "Turnaround", which give no time.
fn in_the_text(diagnostics: &[Value]) -> Option<&Value> {
    let says =
        |d: &&Value| d["message"].as_str().is_some_and(|text| text.starts_with("Turnaround is described"));
    diagnostics.iter().find(says)
}

fn hover_at(client: &mut Client, uri: &str, diagnostic: &Value) -> Value {
    client.ask(
        "textDocument/hover",
        json!({ "textDocument": { "uri": uri }, "position": diagnostic["range"]["start"] }),
    )
}

fn house_policy() -> String {
    let tests = "tests:\n  - {name: there, given: {}, body: 'Say good morning.', expect: found}\n  - {name: not there, given: {}, body: '# Calls', expect: not-found}\n";
    format!(
        "id: house/please\ntitle: Calls open politely\nseverity: warning\nbasis: practice\napplies-to: sop\nclause:\n  phrases:\n    any: [good morning]\nmessage: No greeting was found.\nhelp: Add it.\n{tests}"
    )
}

#[test]
fn a_session_from_start_to_end() {
    let mut client = Client::held();
    client.run();
    assert_eq!(client.ask("textDocument/hover", json!({})), -32002);
    client.tell("textDocument/didOpen", json!({}));
    let hello =
        client.ask("initialize", json!({ "capabilities": capabilities(&["utf-16", "utf-8"], true, true) }));
    assert_eq!(hello["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(hello["capabilities"]["textDocumentSync"]["change"], 2);
    assert_eq!(hello["capabilities"]["diagnosticProvider"]["interFileDependencies"], true);
    assert_eq!(client.ask("initialize", json!({})), -32600);
    client.tell("initialized", json!({}));
    assert_eq!(
        client.hear("client/registerCapability")[0]["registrations"][0]["method"],
        "workspace/didChangeWatchedFiles"
    );
    for params in [Value::Null, json!({}), json!([]), json!(7), json!({ "textDocument": 3, "position": {} })]
    {
        assert_eq!(client.ask("textDocument/hover", params.clone()), -32602, "{params}");
    }
    assert_eq!(client.ask("$/unknown", json!({})), -32601);
    client.tell("$/cancelRequest", json!({ "id": 777 }));
    for params in [json!({}), json!([]), Value::Null] {
        client.tell("textDocument/didChange", params);
    }
    assert!(client.ask("shutdown", json!({})).is_null());
    assert_eq!(client.ask("textDocument/hover", json!({})), -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.hang_up(), 0);
}

#[test]
fn who_leaves_without_a_word_gets_code_1() {
    let mut client = Client::held();
    client.run();
    assert_eq!(client.hang_up(), 1);
    let client = Client::new(&capabilities(PLAIN, false, false));
    assert_eq!(client.hang_up(), 1);
    let client = Client::new(&capabilities(PLAIN, false, false));
    client.tell("exit", Value::Null);
    assert_eq!(client.hang_up(), 1);
}

#[test]
fn findings_come_move_and_go() {
    let firm = Firm::new();
    let uri = firm.uri(SOP);
    let mut client = Client::new(&capabilities(PLAIN, false, false));
    client.open(&uri, "markdown", &firm.read(SOP));
    let first = client.diagnostics(&uri, 1);
    let turnaround = in_the_text(&first).unwrap();
    let line = turnaround["range"]["start"]["line"].as_u64().unwrap();

    let insert = |line: u64, text: &str| {
        let at = json!({ "line": line, "character": 0 });
        json!([{ "range": { "start": at, "end": at }, "text": text }])
    };
    client.change(&uri, 2, insert(line - 2, "\u{1f600}\n\n"));
    let moved = client.diagnostics(&uri, 2);
    assert_eq!(in_the_text(&moved).unwrap()["range"]["start"]["line"], line + 2);

    client.change(&uri, 3, insert(line + 2, "Within 24 business hours from assignment.\n\n"));
    let mended = client.diagnostics(&uri, 3);
    assert_eq!(in_the_text(&mended), None);
    assert!(mended.len() < first.len());

    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.ask("soplint/nothing", json!({}));
    let last = client.pushed.last().unwrap();
    assert_eq!((&last["uri"], &last["diagnostics"]), (&json!(uri), &json!([])));
    assert_eq!(client.leave(), 0);
}

#[test]
fn a_burst_of_edits_is_judged_once() {
    let firm = Firm::new();
    let (uri, other) = (firm.uri(SOP), firm.uri("records/ENG-2026-014/meetings/2026-08.md"));
    let mut client = Client::held();
    client.send("initialize", json!({ "capabilities": {} }));
    client.tell("initialized", json!({}));
    client.open(&other, "markdown", &firm.read("records/ENG-2026-014/meetings/2026-08.md"));
    client.open(&uri, "markdown", &firm.read(SOP));
    for version in 2..=300 {
        client.change(&uri, version, json!([{ "text": format!("# Draft {version}\n") }]));
    }
    client.run();
    client.diagnostics(&uri, 300);
    let versions: Vec<_> = client
        .pushed
        .iter()
        .map(|params| (params["uri"].as_str().unwrap(), params["version"].as_i64().unwrap()))
        .collect();
    assert_eq!(versions, [(other.as_str(), 1), (uri.as_str(), 300)], "one push for each document");
    client.change(&uri, 301, json!([{ "text": "# Other\n" }]));
    client.diagnostics(&uri, 301);
    assert_eq!(client.pushed.len(), 3, "an edit changes the findings of its own document alone");
}

#[test]
fn a_hover_says_why_and_the_policy_opens_where_it_is_a_file() {
    let firm = Firm::new();
    firm.write("policies/house/please.yaml", &house_policy());
    let uri = firm.uri(SOP);
    let mut client = Client::new(&capabilities(&["utf-8"], false, false));
    client.open(&uri, "markdown", &firm.read(SOP));
    let diagnostics = client.diagnostics(&uri, 1);
    let of = |code: &str| diagnostics.iter().find(|d| d["code"] == code).unwrap();

    let turnaround = in_the_text(&diagnostics).unwrap();
    let hover = hover_at(&mut client, &uri, turnaround);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert_eq!(hover["contents"]["kind"], "plaintext", "documents must not write Markdown here");
    assert_eq!(hover["range"], turnaround["range"]);
    for part in [
        "Turnaround is measurable (sop/turnaround-measurable)",
        "Why: Practice guidance",
        "Next step: Give hours",
    ] {
        assert!(text.contains(part), "{text}");
    }
    let nowhere = json!({ "textDocument": { "uri": uri }, "position": { "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 } });
    assert_eq!(client.ask("textDocument/hover", nowhere), Value::Null);

    let at = |d: &Value| json!({ "textDocument": { "uri": uri }, "position": d["range"]["start"] });
    let built_in = client.ask("textDocument/definition", at(turnaround));
    assert_eq!(built_in, Value::Null, "it comes with soplint, and lies in no file");
    let own = client.ask("textDocument/definition", at(of("house/please")));
    let own =
        own.as_array().unwrap().iter().find(|place| place["uri"] == firm.uri("policies/house/please.yaml"));
    assert_eq!(own.unwrap()["range"]["start"], json!({ "line": 5, "character": 0 }), "`clause:`");
    for d in &diagnostics {
        let related = d["relatedInformation"].as_array().unwrap();
        let built_in = related
            .iter()
            .find(|label| label["location"]["uri"].as_str().unwrap().contains("/policies/sop/"));
        assert_eq!(built_in, None, "an editor can't open it");
    }
    assert_eq!(client.leave(), 0);
}

#[test]
fn settings_and_policies_count_as_they_are_typed() {
    let firm = Firm::new();
    let (uri, settings) = (firm.uri(SOP), firm.uri("soplint.yaml"));
    let text = firm.read("soplint.yaml");
    let mut client = Client::new(&capabilities(PLAIN, false, false));
    client.open(&uri, "markdown", &firm.read(SOP));
    let before = client.diagnostics(&uri, 1);
    client.open(&settings, "yaml", &text);
    client.diagnostics(&settings, 1);

    let off = format!("{text}  off: {{sop/checkpoints: 'Each matter has its own list of contacts.'}}\n");
    client.change(&settings, 2, json!([{ "text": off }]));
    let after = client.diagnostics(&uri, 1);
    assert!(codes(&before).contains(&"sop/checkpoints") && !codes(&after).contains(&"sop/checkpoints"));

    client.change(&settings, 3, json!([{ "text": off.replace("sop/check", "sop/chekc") }]));
    let mistakes = client.diagnostics(&settings, 3);
    assert_eq!(codes(&mistakes), ["soplint/settings"]);
    assert_eq!(client.diagnostics(&uri, 1), after, "judged by the last settings without a mistake");
    assert!(!client.heard.contains_key("window/showMessage"), "the mistake can be seen where it is");

    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": settings } }));
    assert_eq!(codes(&client.diagnostics(&uri, 1)), codes(&before), "what is on disk shows through again");
    assert_eq!(client.leave(), 0);
}

#[test]
fn changes_on_disk_are_seen() {
    for watches in [true, false] {
        let firm = Firm::new();
        let uri = firm.uri(SOP);
        let mut client = Client::new(&capabilities(PLAIN, false, watches));
        client.open(&uri, "markdown", &firm.read(SOP));
        assert!(!codes(&client.diagnostics(&uri, 1)).contains(&"house/please"));
        let tell = |client: &Client, path: &str, kind: u8| {
            if watches {
                client.tell(
                    "workspace/didChangeWatchedFiles",
                    json!({ "changes": [{ "uri": firm.uri(path), "type": kind }] }),
                );
            } else {
                client.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
            }
        };
        firm.write("policies/house/please.yaml", &house_policy());
        tell(&client, "policies/house/please.yaml", 1);
        assert!(codes(&client.diagnostics(&uri, 1)).contains(&"house/please"));

        firm.write("policies/house/please.yaml", "id: house/please\n");
        tell(&client, "policies/house/please.yaml", 2);
        let shown = client.hear("window/showMessage");
        assert!(
            shown[0]["message"].as_str().unwrap().contains("policies/house/please.yaml, line 1"),
            "{shown:?}"
        );
        assert!(
            codes(&client.diagnostics(&uri, 1)).contains(&"house/please"),
            "judged by the last one without a mistake"
        );

        firm.write("sops/soplint.yaml", "kind: firm-profile\nlint: {packs: [records]}\n");
        if watches {
            tell(&client, "sops/soplint.yaml", 1);
        } else {
            client.tell(
                "textDocument/didSave",
                json!({ "textDocument": { "uri": firm.uri("sops/soplint.yaml") } }),
            );
        }
        let last = client.diagnostics(&uri, 1);
        assert!(!codes(&last).iter().any(|code| code.starts_with("sop/")), "another root: {last:?}");
        assert_eq!(client.leave(), 0);
    }
}

#[test]
fn broken_settings_from_the_start_are_no_silence() {
    let firm = Firm::new();
    firm.write("soplint.yaml", "lint: {packs: [spo]}\n");
    let uri = firm.uri(SOP);
    let mut client = Client::new(&capabilities(PLAIN, false, false));
    client.open(&uri, "markdown", &firm.read(SOP));
    let diagnostics = client.diagnostics(&uri, 1);
    assert_eq!(diagnostics.len(), 1);
    assert!(diagnostics[0]["message"].as_str().unwrap().starts_with("Nothing in this file was checked."));
    assert!(
        client.hear("window/showMessage")[0]["message"].as_str().unwrap().contains("soplint.yaml, line 1")
    );
}

#[test]
fn who_pulls_is_not_pushed() {
    let firm = Firm::new();
    let uri = firm.uri(SOP);
    let mut client = Client::new(&capabilities(PLAIN, true, true));
    client.open(&uri, "markdown", &firm.read(SOP));
    let pull = json!({ "textDocument": { "uri": uri } });
    let report = client.ask("textDocument/diagnostic", pull.clone());
    assert_eq!(report["kind"], "full");
    assert!(codes(report["items"].as_array().unwrap()).contains(&"sop/escalation-actionable"));
    firm.write(
        "soplint.yaml",
        &format!(
            "{}  off: {{sop/escalation-actionable: 'Each matter has its own list of contacts.'}}\n",
            firm.read("soplint.yaml")
        ),
    );
    client.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": firm.uri("soplint.yaml"), "type": 2 }] }),
    );
    client.hear("workspace/diagnostic/refresh");
    let report = client.ask("textDocument/diagnostic", pull);
    assert!(!codes(report["items"].as_array().unwrap()).contains(&"sop/escalation-actionable"));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(
        client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }))["items"],
        json!([])
    );
    assert_eq!(client.pushed, [] as [Value; 0]);
    assert_eq!(client.leave(), 0);
}

#[test]
fn documents_outside_any_folder() {
    let firm = Firm::new();
    let mut client = Client::new(&capabilities(PLAIN, false, false));
    let text = "---\nkind: sop\n---\n\n# Calls\n";
    client.open("untitled:Untitled-1", "markdown", text);
    assert!(codes(&client.diagnostics("untitled:Untitled-1", 1)).contains(&"sop/deliverable-standard"));
    for uri in [
        "git:/firm/sops/a.md?%7B%7D",
        "vscode-vfs://github/firm/sops/a.md",
        "file://server/share/a.md",
        "nonsense",
        "",
    ] {
        client.open(uri, "markdown", text);
        assert_eq!(
            client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }))["items"],
            json!([]),
            "{uri}"
        );
    }
    client.open("untitled:Untitled-2", "python", text);
    let new = firm.uri("sops/new folder/not-there-yet.md");
    client.open(&new, "markdown", "# Calls\n");
    assert!(codes(&client.diagnostics(&new, 1)).contains(&"sop/deliverable-standard"));
    assert!(
        client
            .pushed
            .iter()
            .all(|params| params["uri"] == new.as_str() || params["uri"] == "untitled:Untitled-1")
    );
    assert_eq!(client.leave(), 0);
}

#[test]
fn more_findings_than_anybody_reads_are_counted() {
    let mut client = Client::new(&capabilities(PLAIN, false, false));
    let text = format!("---\nkind: sop\n---\n\n# Calls\n\n{}", "TBD soon.\n\n".repeat(3000));
    client.open("untitled:1", "markdown", &text);
    let diagnostics = client.diagnostics("untitled:1", 1);
    assert_eq!(diagnostics.len(), 1001);
    let last = &diagnostics[1000];
    assert_eq!(last["code"], "soplint/not-shown");
    let hidden: usize = last["message"].as_str().unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!((2000..2100).contains(&hidden), "{hidden}");
    assert_eq!(client.leave(), 0);
}

#[test]
fn a_loose_file_is_judged_by_what_comes_with_soplint() {
    let firm = Firm::new();
    std::fs::remove_file(firm.root().join("soplint.yaml")).unwrap();
    firm.write("policies/house/please.yaml", "id: house/please\n");
    let mut client = Client::new(&capabilities(PLAIN, false, false));
    client.open(&firm.uri(SOP), "markdown", &firm.read(SOP));
    let diagnostics = client.diagnostics(&firm.uri(SOP), 1);
    assert!(codes(&diagnostics).contains(&"sop/placeholder"), "{diagnostics:?}");
    assert_eq!(client.leave(), 0);
}

#[test]
fn positions_are_in_the_unit_that_was_agreed_on() {
    let text = "---\nkind: sop\n---\n\n# \u{1f600}\u{1f600} TBD\n";
    for (encodings, unit, column) in
        [(PLAIN, Encoding::Utf16, 7), (&["utf-8", "utf-16"][..], Encoding::Utf8, 11)]
    {
        let mut client = Client::new(&capabilities(encodings, false, false));
        client.open("untitled:1", "markdown", text);
        let diagnostics = client.diagnostics("untitled:1", 1);
        let placeholder = diagnostics.iter().find(|d| d["code"] == "sop/placeholder").unwrap();
        assert_eq!(placeholder["range"]["start"]["character"], column, "{unit:?}");
    }
}
