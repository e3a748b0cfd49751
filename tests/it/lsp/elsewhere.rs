//! What an open file is told because of others: exceptions of which nothing is left to accept, and words that a
//! sensitive policy found in another file. Both as `check` tells them, after each edit.

use serde_json::json;
use soplint::check::{Options, check};
use soplint::text::Encoding;
use soplint::workspace::{MemoryTree, open};

use super::PLAIN;
use super::client::{AS_OF, Client, capabilities, facts};
use crate::run::Place;

const FIRM: &str =
    "kind: firm-profile\nfirm: Haldane LLP\npeople:\n  - {id: hp, role: partner}\nlint:\n  packs: [house]\n";
const SOP: &str =
    "---\nkind: sop\nid: S-1\ntitle: Heron intake\n---\n# Intake\n\nThe blue heron matter is urgent.\n";
const ENGAGEMENT: &str = "kind: engagement\nid: ENG-1\nstatus: draft\ntitle: Heron intake\nmeetings: The blue heron matter is urgent.\n";

fn policy(name: &str, kind: &str, rule: &str, more: &str, message: &str) -> String {
    format!(
        "id: house/{name}\ntitle: A title\nseverity: error\nbasis: practice\napplies-to: {kind}\n{more}{rule}\nmessage: \"{message}\"\nhelp: Mend it.\n"
    )
}

fn waivers(policies: &[(&str, &str)]) -> String {
    let one = |(policy, subject): &(&str, &str)| {
        format!(
            "  - {{policy: {policy}, subject: {subject}, reason: it follows with the signed letter, approved_by: hp, approved: 2026-09-01, expires: 2026-12-31}}\n"
        )
    };
    format!("kind: waivers\nwaivers:\n{}", policies.iter().map(one).collect::<String>())
}

/// Open files, held against `check` after every edit.
struct Editor {
    place: Place,
    client: Client,
    open: Vec<(&'static str, String)>,
    version: i32,
}

impl Editor {
    fn new(place: Place, paths: &[&'static str]) -> Self {
        let client = Client::new(&capabilities(PLAIN, false, false));
        let read = |path: &&'static str| (*path, std::fs::read_to_string(place.path(path)).unwrap());
        let open: Vec<(&str, String)> = paths.iter().map(read).collect();
        for (path, text) in &open {
            client.open(&format!("file://{}", place.path(path).display()), "yaml", text);
        }
        Self { place, client, open, version: 1 }
    }

    fn uri(&self, path: &str) -> String {
        format!("file://{}", self.place.path(path).display())
    }

    /// Puts one word in the place of another.
    fn edit(&mut self, path: &str, from: &str, to: &str) {
        let file = self.open.iter_mut().find(|(open, _)| *open == path).unwrap();
        assert!(file.1.contains(from), "{from}");
        file.1 = file.1.replace(from, to);
        let text = file.1.clone();
        self.version += 1;
        self.client.change(&self.uri(path), self.version, json!([{ "text": text }]));
    }

    /// What each open file is told: what `check` says of it.
    fn told(&mut self) -> Vec<(String, String)> {
        let mut tree = MemoryTree::over(open(&self.place.path("")).unwrap().tree.into());
        for (path, text) in &self.open {
            tree.insert(path, text.as_str()).unwrap();
        }
        let report = check(&tree, &Options { as_of: AS_OF.to_owned(), ..Options::default() }).unwrap();
        let mut all = Vec::new();
        for (path, text) in self.open.clone() {
            let document = json!({ "textDocument": { "uri": self.uri(path) } });
            let given = self.client.ask("textDocument/diagnostic", document);
            let hints = |d: &&serde_json::Value| d["severity"] != 4; // what is accepted
            let given: Vec<_> = given["items"].as_array().unwrap().iter().filter(hints).cloned().collect();
            let own =
                report.diagnostics.iter().filter(|d| report.sources.get(d.primary.at.source).path() == path);
            let due: Vec<_> = own
                .map(|d| {
                    let help = d.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
                    let span = d.primary.at.span;
                    (
                        d.policy.to_string(),
                        format!("{}{help}", d.message),
                        span.start as usize,
                        span.end as usize,
                    )
                })
                .collect();
            assert_eq!(facts(&given, &text, Encoding::Utf16), due, "{path}");
            all.extend(due.into_iter().map(|(policy, message, ..)| (policy, message)));
        }
        all
    }

    fn unused(&mut self) -> usize {
        self.told().iter().filter(|(policy, _)| policy == "soplint/waiver-unused").count()
    }
}

#[test]
fn an_exception_that_nothing_needs_any_more_is_told_where_it_stands() {
    let active = "all_records('engagement').exists(e, e.status == 'active')";
    let place = Place::repository()
        .with("soplint.yaml", FIRM)
        .with(
            "policies/house/notes.yaml",
            policy("notes", "engagement", "value:\n  require: '!present(doc.meetings)'", "", "Notes."),
        )
        .with(
            "policies/house/active.yaml",
            policy("active", "sop", &format!("value:\n  require: \"{active}\""), "", "None."),
        )
        .with("sops/intake.md", SOP)
        .with("engagements/one.yaml", ENGAGEMENT)
        .with(
            "waivers.yaml",
            waivers(&[("house/notes", "ENG-1"), ("house/active", "S-1"), ("house/active", "S-9")]),
        );
    let [waivers, sop, one] = ["waivers.yaml", "sops/intake.md", "engagements/one.yaml"];
    let mut editor = Editor::new(place, &[waivers, sop, one]);
    assert_eq!(editor.unused(), 1, "there is no S-9");
    editor.edit(waivers, "S-9", "S-1");
    assert_eq!(editor.unused(), 0);
    // What is alone in a document, and what joins others.
    editor.edit(one, "meetings:", "meeting:");
    assert_eq!(editor.unused(), 1);
    editor.edit(one, "status: draft", "status: active");
    assert_eq!(editor.unused(), 3);
    editor.edit(one, "status: active", "status: ended");
    assert_eq!(editor.unused(), 1);
    editor.edit(sop, "id: S-1", "id: S-2");
    assert_eq!(editor.unused(), 3);
    editor.edit(waivers, "S-1", "sops/intake.md");
    editor.edit(one, "meeting:", "meetings:");
    assert_eq!(editor.unused(), 0);
    assert_eq!(editor.client.leave(), 0);
}

#[test]
fn what_a_sensitive_policy_finds_in_one_file_is_hidden_in_all() {
    let word = "clause:\n  expect: absent\n  phrases: {any: [blue heron]}";
    let title = "value:\n  require: doc.title != 'Heron intake' || all_records('engagement').exists(e, e.status == 'active')";
    let quote = |field: &str| format!("value:\n  require: \"!present(doc.{field})\"");
    let place = Place::repository()
        .with("soplint.yaml", FIRM)
        .with("policies/house/word.yaml", policy("word", "sop", word, "sensitive: true\n", "A code name."))
        .with("policies/house/title.yaml", policy("title", "sop", title, "sensitive: true\n", "A title."))
        .with(
            "policies/house/notes.yaml",
            policy("notes", "engagement", &quote("meetings"), "", "Notes: {doc.meetings}."),
        )
        .with(
            "policies/house/named.yaml",
            policy("named", "engagement", &quote("title"), "", "Title: {doc.title}."),
        )
        .with("sops/intake.md", SOP)
        .with("engagements/one.yaml", ENGAGEMENT);
    let [sop, one] = ["sops/intake.md", "engagements/one.yaml"];
    let mut editor = Editor::new(place, &[sop, one]);
    let shown = |editor: &mut Editor| {
        let told = editor.told();
        ["heron matter", "Heron intake"].map(|word| told.iter().any(|(_, message)| message.contains(word)))
    };
    assert_eq!(shown(&mut editor), [false, false]);
    editor.edit(one, "status: draft", "status: active");
    assert_eq!(shown(&mut editor), [false, true], "nothing is found at the title any more");
    editor.edit(sop, "blue heron", "grey heron");
    assert_eq!(shown(&mut editor), [true, true]);
    editor.edit(one, "status: active", "status: ended");
    assert_eq!(shown(&mut editor), [true, false]);
    editor.edit(sop, "grey heron", "blue heron");
    assert_eq!(shown(&mut editor), [false, false]);
    assert_eq!(editor.client.leave(), 0);
}
