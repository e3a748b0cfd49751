//! What a change causes: new, kept and gone, through renames; and that the judged can't switch off the judge.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests make files and read them")]

/// The gate holds against each way to switch it off.
mod gate;
/// The ways.
mod tricks;
/// Against two whole checks.
mod whole;
/// New, kept and gone.
mod changes;

use std::fs;

use serde_json::Value as Json;

use crate::run::{PROFILE, Place, complete_sop};

/// A policy of the firm's own that looks at active engagements alone.
const POLICY: &str = "id: house/vendor-country
title: The vendor's country is known
severity: error
basis: practice
applies-to: engagement
value:
  when: running(doc)
  require: present(doc.vendor.country)
message: The vendor's country was not found.
help: Write it under `vendor`.
tests:
  - name: it is there
    given: {status: active, vendor: {country: CR}}
    expect: found
  - name: it is not
    given: {status: active, vendor: {id: v}}
    expect: not-found
    at: vendor
  - name: a draft is left alone
    given: {status: draft}
    expect: not-applicable
";

/// A short policy, of an id, what it asks and when.
fn policy(id: &str, rule: &str) -> String {
    format!(
        "id: {id}\ntitle: A title\nseverity: error\nbasis: practice\nauthority: [article]\napplies-to: engagement\n\
         value:\n  {rule}\nmessage: Something was not found.\n"
    )
}

const PACK: &str = "title: The firm's own
version: \"1\"
as-of: 2026-10-01
params:
  longest_title: {type: number, default: 3, says: words of a title}
define:
  running(d): d.status == 'active'
";

const ENGAGEMENT: &str = "kind: engagement\nid: ENG-2026-003\ntitle: Review\nstatus: active\n\
    vendor:\n  id: poas-legal\n  legal_name: Poas\n  country: CR\n";

const PARTNER: &str = "  - {id: partner, name: Ada Brandt, role: partner}\n";

const SETTINGS: &str = "client_name_terms: [Oakhurst]\nlint:\n  packs: [sop, house, shared]\n  extends: shared/standard\n  \
    globs: {sop: [\"procedures/**\"]}\n";

/// A firm in order, with one SOP that says what it is, one that a glob makes one, an engagement and a
/// policy of its own, in one commit on `main`; the branch `change` is checked out.
fn firm() -> Place {
    let sop = String::from_utf8(complete_sop()).unwrap();
    let silent = sop.replacen("kind: sop\n", "", 1).replacen("SOP-MED-102", "SOP-MED-103", 1);
    let place = Place::repository()
        .with("soplint.yaml", format!("{PROFILE}{PARTNER}{SETTINGS}"))
        .with("manual/summaries.md", &sop)
        .with("procedures/letters.md", silent)
        .with("engagements/heredia.yaml", ENGAGEMENT)
        .with("policies/house/vendor-country.yaml", POLICY)
        .with("policies/house/pack.yaml", PACK)
        .with(
            "policies/house/title.yaml",
            policy("house/title", "require: words(doc.title) <= params.longest_title"),
        )
        .with(
            "policies/house/name.yaml",
            policy(
                "house/name",
                "{when: \"'NC' in firm.jurisdictions\", require: present(doc.vendor.legal_name)}",
            ),
        )
        .with(
            "shared/standard/policies/shared/title.yaml",
            policy("shared/title", "require: present(doc.title)"),
        )
        .commit();
    place.git(&["switch", "--quiet", "--create", "change"]);
    place
}

fn text(place: &Place, path: &str) -> String {
    fs::read_to_string(place.path(path)).unwrap()
}

/// Replaces a text in a file, which must hold it.
#[track_caller]
fn edit(place: &Place, path: &str, from: &str, to: &str) {
    let text = text(place, path);
    assert!(text.contains(from), "{path} does not hold {from:?}");
    place.write(path, text.replacen(from, to, 1));
}

fn commit(place: &Place) {
    place.git(&["add", "--all"]);
    let who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    place.git(&[&who[..], &["commit", "--quiet", "--allow-empty", "-m", "change"]].concat());
}

/// `policy path: message`, by path.
fn told(json: &Json) -> Vec<String> {
    let list = json["diagnostics"].as_array().unwrap().iter();
    let word = |found: &Json, key: &str| found[key].as_str().unwrap().to_owned();
    list.map(|found| format!("{} {} {}", word(found, "severity"), word(found, "policy"), word(found, "path")))
        .collect()
}
