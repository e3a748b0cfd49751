//! What is new, what is kept and what is gone, on disk, in the index and in commits.

use super::{commit, edit, firm, told};
use crate::run::Place;

fn diff(place: &Place, args: &[&str]) -> (i32, Vec<String>, [usize; 3]) {
    let (code, json) = place.report(&[&["--diff", "main"], args].concat());
    let diff = &json["diff"];
    let count = |key: &str| diff[key].as_array().unwrap().len();
    let new = diff["new"].as_u64().unwrap() as usize;
    (code, told(&json), [new, count("kept"), count("fixed")])
}

#[test]
fn only_what_the_change_causes_is_told() {
    let place = firm();
    assert_eq!(place.check(&[]).code, 0, "the firm is in order");
    place.git(&["switch", "--quiet", "main"]);
    edit(&place, "engagements/heredia.yaml", "  country: CR\n", "");
    commit(&place);
    place.git(&["switch", "--quiet", "--create", "next"]);
    // Two are of the vendor, and two say that the history of an SOP is not read.
    assert_eq!(diff(&place, &[]), (0, vec![], [0, 4, 0]));

    // A finding more, on disk, staged, committed.
    edit(&place, "manual/summaries.md", "24 business hours", "soon");
    let (code, on_disk, counts) = diff(&place, &[]);
    assert_eq!((code, counts), (1, [on_disk.len(), 4, 0]));
    assert!(on_disk.iter().all(|found| found.ends_with("manual/summaries.md")), "{on_disk:?}");
    assert_eq!(diff(&place, &["--staged"]).2, [0, 4, 0]);
    place.git(&["add", "--all"]);
    assert_eq!(diff(&place, &["--staged"]).1, on_disk);
    assert_eq!(diff(&place, &["--rev", "HEAD"]).2, [0, 4, 0]);
    commit(&place);
    assert_eq!(diff(&place, &["--rev", "HEAD"]).1, on_disk);

    // An old finding goes away, and a file moves without becoming new.
    edit(&place, "engagements/heredia.yaml", "  id: poas-legal\n", "  id: poas-legal\n  country: CR\n");
    edit(&place, "manual/summaries.md", "soon", "24 business hours");
    place.git(&["mv", "procedures/letters.md", "procedures/all-letters.md"]);
    commit(&place);
    assert_eq!(diff(&place, &[]), (0, vec![], [0, 3, 1]));
    let said = place.check(&["--diff", "main"]).out;
    assert!(said.contains("Nothing new since ") && said.contains("1 gone."), "{said}");
}

#[test]
fn a_finding_moves_with_its_file() {
    let place = firm();
    place.git(&["switch", "--quiet", "main"]);
    edit(&place, "manual/summaries.md", "24 business hours", "soon");
    edit(&place, "manual/summaries.md", "Scope", "About us");
    commit(&place);
    place.git(&["switch", "--quiet", "--create", "next"]);
    let before = diff(&place, &[]);
    assert!(before.2[1] > 0);
    place.git(&["mv", "manual/summaries.md", "manual/records.md"]);
    edit(&place, "manual/records.md", "Medical record summaries", "Summaries of medical records");
    commit(&place);
    assert_eq!(diff(&place, &[]), before);
}

#[test]
fn the_base_is_where_the_branch_began() {
    let place = firm();
    edit(&place, "manual/summaries.md", "24 business hours", "soon");
    commit(&place);
    // `main` goes on, and mends what this branch never saw.
    place.git(&["switch", "--quiet", "main"]);
    place.write("procedures/more.md", "# More\n");
    commit(&place);
    place.git(&["switch", "--quiet", "change"]);
    let (code, _, counts) = diff(&place, &[]);
    assert_eq!(code, 1);
    assert_eq!(counts[2], 0, "what main added since is not gone here");
    let exact = diff(&place, &["--no-merge-base"]).2;
    assert!(exact[2] > 0 && exact[0] == counts[0], "what `main` added is not here: {exact:?}");
}

#[test]
fn a_policy_that_asks_for_more_makes_findings_in_files_that_nobody_touched() {
    let place = firm();
    edit(
        &place,
        "policies/house/vendor-country.yaml",
        "present(doc.vendor.country)",
        "present(doc.vendor.relationship)",
    );
    let (code, found, _) = diff(&place, &[]);
    assert_eq!((code, found), (1, vec!["error house/vendor-country engagements/heredia.yaml".into()]));
}

#[test]
fn the_first_commit_is_all_new() {
    let place = firm();
    place.git(&["switch", "--quiet", "--orphan", "fresh"]);
    let none = place.report(&["--staged", "--diff", "HEAD"]);
    assert_eq!((none.0, none.1["diff"]["base"].is_null()), (0, true));
    place.write("sops/intake.md", "---\nkind: sop\n---\n# Intake\n");
    place.git(&["add", "--all"]);
    let (code, json) = place.report(&["--staged", "--diff", "HEAD"]);
    assert_eq!(code, 1);
    assert!(told(&json).iter().all(|found| found.ends_with("sops/intake.md")));
}

#[test]
fn what_kept_a_file_from_being_read_before_does_not_fail_every_change() {
    let place = firm();
    place.git(&["switch", "--quiet", "main"]);
    place.write("sops/old.md", b"\xff\xfe#\0 \0O\0l\0d\0");
    commit(&place);
    place.git(&["switch", "--quiet", "--create", "next"]);
    assert_eq!(place.check(&[]).code, 2);
    assert_eq!(diff(&place, &[]).0, 0);
    place.write("sops/new.md", b"\xff\xfe#\0 \0N\0e\0w\0");
    assert_eq!(diff(&place, &[]).0, 2);
}

#[test]
fn a_base_that_is_not_there_is_named() {
    let place = firm();
    let ran = place.check(&["--diff", "mian"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("Did you mean `main`?"), "{}", ran.err);
    assert_eq!(place.check(&["--config-from", "mian"]).code, 2);
    assert_eq!(place.check(&["--no-merge-base"]).code, 2);
}
