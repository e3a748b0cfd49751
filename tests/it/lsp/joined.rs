//! Policies that join documents, in an editor: findings in other open files, and what an edit costs.

use std::path::Path;

use camino::Utf8Path;
use serde_json::json;
use soplint::check::{Options, Session, check};
use soplint::policy::Language;
use soplint::workspace::{MemoryTree, Tree, open};

use super::client::{AS_OF, Client, capabilities};
use super::{PLAIN, codes};
use crate::run::{PROFILE, Place};

/// Asks of every SOP that some engagement is active.
const POLICY: &str = "id: house/active-engagement
title: An engagement is active
severity: error
basis: practice
applies-to: sop
value:
  require: \"all_records('engagement').exists(e, e.status == 'active')\"
message: No active engagement was found.
help: Look at the engagements.
";

const SETTINGS: &str = "lint: {packs: [house]}\n";

const SOP: &str = "---\nkind: sop\nid: S-1\n---\n# Intake\n";

fn engagement(status: &str) -> String {
    format!("kind: engagement\nid: E-1\nstatus: {status}\n")
}

fn firm() -> Place {
    Place::repository()
        .with("soplint.yaml", format!("{PROFILE}{SETTINGS}"))
        .with("policies/house/active-engagement.yaml", POLICY)
        .with("sops/intake.md", SOP)
        .with("engagements/one.yaml", engagement("active"))
}

fn uri(place: &Place, path: &str) -> String {
    format!("file://{}", place.path(path).display())
}

#[test]
fn an_edit_is_felt_in_other_open_files() {
    let place = firm();
    let [sop, one] = ["sops/intake.md", "engagements/one.yaml"].map(|path| uri(&place, path));
    let mut client = Client::new(&capabilities(PLAIN, false, false));
    client.open(&sop, "markdown", SOP);
    assert!(client.diagnostics(&sop, 1).is_empty());
    client.open(&one, "yaml", &engagement("active"));
    client.diagnostics(&one, 1);
    // The SOP is told of anew, in the version that it has.
    for (version, status, found) in [(2, "draft", 1), (3, "active", 0), (4, "ended", 1)] {
        client.change(&one, version, json!([{ "text": engagement(status) }]));
        client.diagnostics(&one, version);
        assert_eq!(client.diagnostics(&sop, 1).len(), found, "{status}");
    }
    // What is on disk counts again when the file is closed.
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": one } }));
    assert_eq!(codes(&client.diagnostics(&sop, 1)), Vec::<&str>::new());
    assert_eq!(client.leave(), 0);
}

#[test]
fn who_pulls_is_asked_to_pull_again() {
    let place = firm();
    let [sop, one] = ["sops/intake.md", "engagements/one.yaml"].map(|path| uri(&place, path));
    let mut client = Client::new(&capabilities(PLAIN, true, true));
    let pull = |client: &mut Client, uri: &str| {
        let answer = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
        answer["items"].as_array().unwrap().len()
    };
    client.open(&sop, "markdown", SOP);
    client.open(&one, "yaml", &engagement("active"));
    assert_eq!((pull(&mut client, &sop), pull(&mut client, &one)), (0, 0));
    let before = client.heard.get("workspace/diagnostic/refresh").map_or(0, Vec::len);
    client.change(&one, 2, json!([{ "text": engagement("draft") }]));
    pull(&mut client, &one);
    assert_eq!(client.hear("workspace/diagnostic/refresh").len(), before + 1);
    assert_eq!(pull(&mut client, &sop), 1);
}

#[test]
fn a_file_that_changes_on_disk_is_felt_where_it_is_joined() {
    let place = firm();
    let sop = uri(&place, "sops/intake.md");
    let mut client = Client::new(&capabilities(PLAIN, false, true));
    client.open(&sop, "markdown", SOP);
    assert!(client.diagnostics(&sop, 1).is_empty());
    let changed = |client: &Client, path: &str, kind: u8| {
        let changes = json!([{ "uri": uri(&place, path), "type": kind }]);
        client.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    };
    place.write("engagements/one.yaml", engagement("draft"));
    changed(&client, "engagements/one.yaml", 2);
    assert_eq!(client.diagnostics(&sop, 1).len(), 1);
    place.write("engagements/two.yaml", engagement("active").replace("E-1", "E-2"));
    changed(&client, "engagements/two.yaml", 1);
    assert_eq!(client.diagnostics(&sop, 1).len(), 0);
    std::fs::remove_file(place.path("engagements/two.yaml")).unwrap();
    changed(&client, "engagements/two.yaml", 3);
    assert_eq!(client.diagnostics(&sop, 1).len(), 1);
    assert_eq!(client.leave(), 0);
}

/// A tree of 2,000 documents under all policies: an edit of one word judges few of them again.
#[test]
fn an_edit_costs_what_the_open_documents_cost() {
    let mut tree = MemoryTree::default();
    tree.insert("soplint.yaml", PROFILE).unwrap();
    for number in 0..1000 {
        let sop = SOP.replace("S-1", &format!("S-{number}"));
        tree.insert(format!("sops/{number}.md"), sop).unwrap();
        let one = engagement("active").replace("E-1", &format!("E-{number}"));
        tree.insert(format!("engagements/{number}.yaml"), one).unwrap();
    }
    let sop = SOP.replace("Intake", "Intakes").replace("S-1", "S-7");
    let draft = engagement("draft").replace("E-1", "E-7");
    edit_each(tree, &[("sops/7.md", sop), ("engagements/7.yaml", draft), ("sops/8.md", SOP.to_owned())]);
}

/// The same over the firm in the folder that `SOPLINT_TREE` names; without it, nothing.
#[test]
fn an_edit_in_a_firm_on_disk_costs_what_the_open_documents_cost() {
    let Some(folder) = std::env::var_os("SOPLINT_TREE") else { return };
    let tree = MemoryTree::over(open(Path::new(&folder)).unwrap().tree.into());
    let paths = tree.list().unwrap().paths;
    let edits = ["sops", "engagements", "records"].map(|folder| {
        let files = paths.iter().filter(|path| path.starts_with(folder));
        let read = |path| String::from_utf8(tree.read(path).unwrap()).unwrap();
        let (path, text) = files.map(|path| (path, read(path))).max_by_key(|(_, text)| text.len()).unwrap();
        let word = text.rfind(' ').unwrap() + 1;
        (
            path.as_str(),
            format!("{}Reworded{}", &text[..word], text[word..].trim_start_matches(char::is_alphanumeric)),
        )
    });
    edit_each(tree.clone(), &edits);
}

/// Opens the files, then edits one after the other, so that each has another text: less than a hundredth of all
/// pairs of a policy and a document is judged again for each, and what is said is what `check` says.
#[allow(clippy::print_stdout, reason = "the share is for whoever runs it")]
fn edit_each(mut tree: MemoryTree, edits: &[(&str, String)]) {
    let listing = tree.list().unwrap();
    let mut session = Session::new(&tree, &listing, Language::English);
    session.expect(listing.paths.clone());
    while session.waiting() > 0 {
        let _ = session.learn(&tree, AS_OF, 256);
    }
    for (path, _) in edits {
        let _ = session.judge(&tree, Utf8Path::new(path), AS_OF);
    }
    let options = Options { as_of: AS_OF.into(), ..Options::default() };
    let whole = check(&tree, &options).unwrap();
    let pairs: usize = whole.policies.iter().map(|policy| policy.subjects).sum();

    for (edited, text) in edits {
        tree.insert(edited, text.as_str()).unwrap();
        let before = session.judged();
        let said = session.judge(&tree, Utf8Path::new(edited), AS_OF);
        for (other, _) in edits.iter().filter(|(other, _)| other != edited) {
            if session.sees(Utf8Path::new(other), &said.changed) {
                let _ = session.judge(&tree, Utf8Path::new(other), AS_OF);
            }
        }
        let again = session.judged() - before;
        let share = again as f64 / pairs as f64 * 100.0;
        println!(
            "{edited}: {again} of {pairs} pairs of a policy and a document ({} documents) judged again, {share:.3} %",
            whole.documents.len()
        );
        assert!(again > 0 && again * 100 < pairs, "{again} of {pairs}");
    }
    let report = check(&tree, &options).unwrap();
    for (path, _) in edits {
        let said = session.judge(&tree, Utf8Path::new(path), AS_OF).report;
        let ours = |report: &soplint::diagnostic::Report| -> Vec<_> {
            let here = report
                .diagnostics
                .iter()
                .filter(|found| report.sources.get(found.primary.at.source).path() == *path);
            here.map(|found| (found.policy.clone(), found.message.clone(), found.primary.at.span)).collect()
        };
        assert_eq!(ours(&said), ours(&report), "{path}");
    }
}
