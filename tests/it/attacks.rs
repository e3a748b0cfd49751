//! Policies that nobody would wish for: a pull request may hold any, and each is bounded and told at its place.
#![allow(clippy::disallowed_methods, reason = "tests make files")]

use soplint::check::{Options, check};
use soplint::diagnostic::{Outcome, Report};
use soplint::workspace::MemoryTree;

const HEAD: &str = "title: A\nseverity: error\nbasis: practice\nauthority: [article]\napplies-to: engagement\nhelp: x\nmessage: x\n";

fn judged(files: &[(&str, String)]) -> Report {
    let mut tree = MemoryTree::default();
    tree.insert("soplint.yaml", "kind: firm-profile\nfirm: F\n").expect("is plain");
    let engagement = "kind: engagement\nid: ENG-1\nstatus: active\ntasks: [{type: a}, {type: b}]\n";
    tree.insert("engagements/a.yaml", engagement).expect("is plain");
    for (path, text) in files {
        tree.insert(*path, text.clone()).expect("is plain");
    }
    let options = Options { as_of: "2026-10-15".into(), ..Options::default() };
    check(&tree, &options).expect("can be read")
}

/// A policy with one mistake: the run ends with exit code 2, and the mistake has a place in the policy's file.
#[track_caller]
fn refused(id: &str, rule: &str, says: &str) {
    let path = format!("policies/firm/{id}.yaml");
    let report = judged(&[(&path, format!("id: firm/{id}\n{HEAD}{rule}"))]);
    assert!(report.incomplete, "{id}");
    let told = report.diagnostics.iter().find(|found| found.message.contains(says));
    let told = told.unwrap_or_else(|| panic!("{id}: {:?}", report.diagnostics.first().map(|d| &d.message)));
    let at = told.primary.at;
    assert_eq!(report.sources.get(at.source).path(), path.as_str(), "{id}");
    assert!(!at.span.is_empty() && at.span.len() < 200, "{id}: {:?}", at.span);
}

#[test]
fn what_can_be_told_when_it_is_loaded() {
    refused(
        "deep",
        &format!("value: {{require: \"{}true{}\"}}\n", "(".repeat(500), ")".repeat(500)),
        "nested too deep",
    );
    refused("chain", &format!("value: {{require: \"doc{} == 1\"}}\n", ".a".repeat(500)), "nested too deep");
    refused("long", &format!("value: {{require: \"'{}' == ''\"}}\n", "x".repeat(1 << 20)), "too long");
    refused("pattern", "value: {require: \"doc.id.matches('((a{100}){100}){100}')\"}\n", "too large");
    refused("needs", "needs: [firm/needs]\nvalue: {require: \"true\"}\n", "needs itself");
    refused(
        "sums",
        "outcome: {of: [firm/sums], require: none_open('error')}\n",
        "sums up other policies itself",
    );
    let circle =
        |a: &str, b: &str| format!("id: firm/{a}\n{HEAD}needs: [firm/{b}]\nvalue: {{require: \"true\"}}\n");
    let report =
        judged(&[("policies/firm/a.yaml", circle("a", "b")), ("policies/firm/b.yaml", circle("b", "a"))]);
    assert!(
        report.incomplete && report.diagnostics.iter().all(|found| found.message.contains("needs itself"))
    );
    let pack =
        "title: P\nversion: '1'\nas-of: 2026-01-01\ndefine: {a: b, b: a, t(x): \"t(x) + t(x)\"}\n".to_owned();
    let report = judged(&[("policies/firm/pack.yaml", pack)]);
    assert!(report.incomplete && report.diagnostics.iter().any(|found| found.message.contains("or itself")));
    let levels = (1..9).map(|n| format!("d{n}: \"d{0} + d{0} + d{0} + d{0} + d{0} + d{0}\"", n - 1));
    let levels: Vec<_> = std::iter::once("d0: \"1\"".to_owned()).chain(levels).collect();
    let pack = format!("title: P\nversion: '1'\nas-of: 2026-01-01\ndefine: {{{}}}\n", levels.join(", "));
    let report = judged(&[("policies/firm/pack.yaml", pack)]);
    assert!(report.incomplete, "a definition that doubles at each level is too long in the end");
}

#[test]
fn what_shows_only_when_it_runs() {
    let numbers = (0..500).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let pack = format!("title: P\nversion: '1'\nas-of: 2026-01-01\ndefine: {{many: [{numbers}]}}\n");
    for (id, rule) in [
        ("loops", "value: {require: \"many.all(a, many.all(b, many.all(c, a + b + c >= 0)))\"}\n"),
        ("subjects", "value: {for-each: {a: many, b: many, c: many}, require: a + b + c >= 0}\n"),
        (
            "joins",
            "value: {for-each: {a: many, b: many}, find: {in: many, as: c, on: {'1': '1'}, where: c < 0}, if-none: no, require: c > a}\n",
        ),
    ] {
        let path = format!("policies/firm/{id}.yaml");
        let policy = format!("id: firm/{id}\n{HEAD}{rule}");
        let report = judged(&[("policies/firm/pack.yaml", pack.clone()), (&path, policy)]);
        assert!(report.incomplete, "{id}: exit code 2");
        let of_it: Vec<_> =
            report.diagnostics.iter().filter(|found| *found.policy == format!("firm/{id}")).collect();
        let [only] = of_it.as_slice() else { panic!("{id}: {of_it:?}") };
        assert_eq!(only.outcome, Outcome::CannotCheck, "{id}");
        assert_eq!(report.sources.get(only.primary.at.source).path(), path.as_str(), "{id}");
        assert!(report.diagnostics.len() > 1, "the other policies judge all the same");
    }
}
