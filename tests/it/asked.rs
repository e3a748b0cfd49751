//! What is found of a document for policies alone is what is found of it when all is asked for.
#![allow(clippy::unwrap_used, reason = "tests know what is there")]
#![allow(clippy::disallowed_methods, reason = "it reads fixtures")]

use std::path::Path;

use soplint::facts::{Facts, Head, SECTION_FIELDS, facts};
use soplint::policy::{Additions, PolicySet};

/// The Markdown files below a folder.
fn texts(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, found);
        } else if path.extension().is_some_and(|end| end == "md") {
            found.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn what_is_asked_is_found_as_if_all_were() {
    let set = PolicySet::load(&Additions::default()).unwrap();
    let mut all = Vec::new();
    texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/firms"), &mut all);
    let (mut known, mut unknown) = (0, 0);
    for text in &all {
        let read = |alone: bool| -> Option<Facts> {
            let head = Head::read(text, true);
            let kind = set.kinds.find(head.kind()?)?;
            let asked = alone.then(|| set.asked_of(kind));
            Some(facts(text, head, Some(set.kinds.get(kind)), &set.vocabulary, asked))
        };
        let (Some(whole), Some(part)) = (read(false), read(true)) else { continue };
        let (Some(whole_prose), Some(prose)) = (&whole.prose, &part.prose) else { continue };
        for (whole, part) in whole_prose.sections().zip(prose.sections()) {
            assert_eq!(whole.placement, part.placement);
            assert_eq!(whole.headings, part.headings);
            assert_eq!(whole.passages, part.passages);
            for (name, ..) in SECTION_FIELDS {
                if part.is_known(name) {
                    assert_eq!(whole.value(name), part.value(name), "{name}");
                    known += usize::from(!matches!(name, "heading" | "gist" | "outcome"));
                } else {
                    unknown += 1;
                }
            }
        }
        assert_eq!(whole_prose.outline, prose.outline);
        assert_eq!(whole_prose.placeholders, prose.placeholders);
        for clause in &part.wording.clauses {
            assert!(whole.wording.clauses.contains(clause), "{}", clause.text);
        }
    }
    assert!(known > 100 && unknown > 100, "{known} and {unknown} facts in {} texts", all.len());
}
