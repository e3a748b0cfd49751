//! What is said of an SOP when one of its sections is taken out: that it is not there, or elsewhere only where a reader
//! would point at the words that are left. False assurance is the worst mistake, and this is where it would show.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the fixtures")]

use std::collections::BTreeMap;

use serde::Deserialize;
use soplint::facts::{Facts, Head, Placement, Reader, Section, facts};
use soplint::syntax::markdown::{Heading, HeadingStyle, Markdown, parse};

use crate::run::{files, fixtures, vocabulary};

/// The sections that every SOP has.
const REQUIRED: [&str; 5] = ["scope", "checkpoints", "escalation", "turnaround", "communication"];

/// What a reader still finds of a concept when its section is gone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Left {
    document: String,
    gone: String,
    /// Another section of that name.
    #[serde(default)]
    section: Vec<String>,
    /// The words that a reader would point at, one for each passage that may be shown.
    #[serde(default)]
    elsewhere: Vec<String>,
}

/// Every SOP of our own, by path.
fn documents() -> BTreeMap<String, String> {
    let root = fixtures().parent().unwrap().to_path_buf();
    let folders = [
        "fixtures/sops",
        "fixtures/languages/sops",
        "fixtures/dresses/complete/sops",
        "fixtures/firms/passing/sops",
        "fixtures/firms/small/sops",
        "fixtures/firms/custom/sops",
        "fixtures/firms/many-states-open/sops",
        "benches/accuracy/documents",
    ];
    let read = |folder: &str| {
        let named = |(path, bytes): (std::path::PathBuf, Vec<u8>)| {
            (format!("{folder}/{}", path.to_str().unwrap().replace('\\', "/")), bytes)
        };
        files(&root.join(folder)).into_iter().map(named).collect::<Vec<_>>()
    };
    let all = folders.iter().flat_map(|folder| read(folder));
    all.filter(|(path, _)| path.ends_with(".md"))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect()
}

fn read(text: &str, vocabulary: &Reader) -> Facts {
    facts(text, Head::read(text, true), None, vocabulary, None)
}

fn section<'a>(facts: &'a Facts, vocabulary: &Reader, concept: &str) -> &'a Section {
    let index = vocabulary.concepts().iter().position(|known| known.id == concept).unwrap();
    facts.prose.as_ref().unwrap().section(index)
}

/// Where the body begins behind a front matter.
fn body(text: &str) -> usize {
    if text.starts_with("---\n") { text.find("\n---\n").map_or(0, |at| at + "\n---\n".len()) } else { 0 }
}

/// A text without the lines of the sections that name a concept. Nothing where a column does: it can't be cut out
/// by the line.
fn without(text: &str, section: &Section) -> Option<String> {
    let markdown: Markdown = parse(text, body(text));
    let named = |heading: &&Heading| section.headings.iter().any(|named| named.span == heading.span);
    let mut cut: Vec<(usize, usize)> = Vec::new();
    for heading in markdown.headings.iter().filter(named) {
        if heading.style == HeadingStyle::ColumnHead {
            return None;
        }
        let extent = markdown.extent(heading);
        let from = markdown.block(heading.block).span.start.min(extent.start) as usize;
        let start = text[..from].rfind('\n').map_or(0, |at| at + 1);
        let end =
            text[extent.end as usize..].find('\n').map_or(text.len(), |at| extent.end as usize + at + 1);
        cut.push((start, end));
    }
    cut.sort_unstable();
    let (mut left, mut at) = (String::new(), 0);
    for (start, end) in cut {
        left.push_str(&text[at..start.max(at)]);
        at = end.max(at);
    }
    left.push_str(&text[at..]);
    Some(left)
}

#[test]
fn a_section_that_was_taken_out_is_found_nowhere_else_unless_a_reader_finds_it_there() {
    let vocabulary = vocabulary();
    let known = std::fs::read_to_string(fixtures().join("removed.yaml")).unwrap();
    let known: Vec<Left> = serde_yaml::from_str(&known).unwrap();
    let (mut taken_out, mut gone) = (0, 0);
    let mut wrong = Vec::new();
    for (path, text) in documents() {
        let whole = read(&text, &vocabulary);
        for concept in REQUIRED {
            let there = section(&whole, &vocabulary, concept);
            let left = known.iter().find(|left| left.document == path && left.gone == concept);
            let cut = if there.placement == Placement::Section { without(&text, there) } else { None };
            let Some(cut) = cut else {
                if left.is_some() {
                    wrong.push(format!("{path}: {concept} is in the list, but has no section"));
                }
                continue;
            };
            taken_out += 1;
            let facts = read(&cut, &vocabulary);
            let now = section(&facts, &vocabulary, concept);
            gone += usize::from(now.placement == Placement::Absent);
            let (headings, passages): (Vec<&str>, Vec<&str>) = (
                now.headings.iter().map(|heading| heading.title.as_str()).collect(),
                now.passages.iter().map(|passage| passage.text.as_str()).collect(),
            );
            let nothing = Vec::new();
            let (sections, words) =
                left.map_or((&nothing, &nothing), |left| (&left.section, &left.elsewhere));
            let named = headings.iter().filter(|title| !sections.iter().any(|known| known == *title));
            let found =
                passages.iter().filter(|text| !words.iter().any(|known| text.contains(known.as_str())));
            let others: Vec<_> = named.chain(found).collect();
            if !others.is_empty() {
                wrong.push(format!("{path}: {concept} is {:?}: {others:#?}", now.placement));
            }
            if left.is_some() && now.placement == Placement::Absent {
                wrong.push(format!("{path}: {concept} is not found, where a reader finds {words:?}"));
            }
        }
    }
    assert!(taken_out >= 150, "{taken_out}");
    assert!(wrong.is_empty(), "{} of {taken_out}, {gone} gone:\n{}", wrong.len(), wrong.join("\n"));
}
