//! Headings of many trades: which of them name a concept, and which only sound like it.

use std::collections::BTreeMap;
use std::fs;

use soplint::facts::Reader;

use super::{left_out, ours, reader, vocabulary_files};

/// A heading, and what stands under it.
type Case = (String, String);

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    named: Vec<Case>,
    other: Vec<Case>,
}

/// How many headings of one half were taken for the concept, and those that were read otherwise than meant.
#[derive(Default)]
struct Half {
    named: usize,
    wrongly: usize,
    disagreements: Vec<String>,
}

fn is_named((heading, text): &Case, concept: &str, vocabulary: &Reader) -> bool {
    let document = format!(
        "# Procedure 7\n\nThe office is in Mill Lane.\n\n## {heading}\n\n{text}\n\n## Annex\n\nThe forms are blue.\n"
    );
    let answer = reader::soplint(&document, vocabulary);
    answer
        .sections
        .get(concept)
        .is_some_and(|verdict| verdict.says == "section" && verdict.lines.contains(&5))
}

/// What is named in each half, the one that was looked at and the one that was kept aside.
fn halves(concept: &str, cases: &Cases, vocabulary: &Reader) -> [Half; 2] {
    let mut halves = [Half::default(), Half::default()];
    for (meant, cases) in [(true, &cases.named), (false, &cases.other)] {
        for (index, case) in cases.iter().enumerate() {
            let half = &mut halves[index % 2];
            let named = is_named(case, concept, vocabulary);
            half.named += usize::from(meant && named);
            half.wrongly += usize::from(!meant && named);
            if named != meant {
                half.disagreements.push(format!(
                    "{} is {}",
                    case.0,
                    if named { "named" } else { "not named" }
                ));
            }
        }
    }
    halves
}

#[test]
fn a_heading_names_what_it_and_the_text_under_it_are_about() {
    let text = fs::read_to_string(ours().join("headings.yaml")).unwrap();
    let concepts: BTreeMap<String, Cases> = serde_yaml::from_str(&text).unwrap();
    let vocabulary = left_out::vocabulary(&vocabulary_files());
    let (mut named, mut wrongly) = ([0, 0], [0, 0]);
    for (concept, cases) in &concepts {
        assert!(cases.named.len() == 40 && cases.other.len() == 40, "{concept}");
        let halves = halves(concept, cases, &vocabulary);
        for (index, half) in halves.iter().enumerate() {
            named[index] += half.named;
            wrongly[index] += half.wrongly;
            let which = ["looked at", "kept aside"][index];
            eprintln!(
                "{concept:<14} {which:<11} {:>2} of 20 named, {} of 20 wrongly",
                half.named, half.wrongly
            );
        }
        if std::env::var_os("SOPLINT_DISAGREEMENTS").is_some() {
            eprintln!("  {}", halves[0].disagreements.join("\n  "));
        }
    }
    eprintln!("all: of 100 each, named {named:?}, wrongly {wrongly:?}");
    assert!(named[0] >= 84 && named[1] >= 88, "{named:?} of 100 are named");
    assert!(wrongly[0] <= 5 && wrongly[1] <= 9, "{wrongly:?} of 100 are named wrongly");
}
