//! Drift from a firm's own wording: every changed number and modal is found, and dress is no change.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read the fixtures and print figures"
)]

use regex::{Captures, Regex};
use soplint::facts::{Drift, Vocabulary};
use soplint::syntax::markdown;

use crate::run::{Place, files, fixtures, same_as, shared, told, vocabulary};

/// The clauses of the fixtures: name, and text without its heading.
fn library() -> Vec<(String, String)> {
    let clauses = files(&fixtures().join("clauses")).into_iter().map(|(path, bytes)| {
        let text = String::from_utf8(bytes).unwrap();
        let body = text.split_once("\n\n").unwrap().1.trim().to_owned();
        (path.file_stem().unwrap().to_str().unwrap().to_owned(), body)
    });
    clauses.collect()
}

fn drift(canonical: &str, document: &str, vocabulary: &Vocabulary) -> Option<Drift> {
    let wording = vocabulary.wording(&markdown::parse(canonical, 0));
    vocabulary.nearest(&wording, &markdown::parse(document, 0))
}

/// A clause among other text, as it stands in a procedure.
fn among_others(clause: &str, library: &[(String, String)], but: &str) -> String {
    let others = library.iter().filter(|(name, _)| name != but).take(3);
    let others: Vec<&str> = others.map(|(_, text)| text.as_str()).collect();
    format!("# Terms\n\n{}\n\n## Here\n\n{clause}\n\n{}\n\n{}\n", others[0], others[1], others[2])
}

/// Each number and each modal of a text in turn, replaced; with the word that replaced it.
fn variants(text: &str) -> Vec<(String, String)> {
    let numbers = Regex::new(r"\b(?:[a-z]+(?:-[a-z]+)? \(([0-9]+)\)|[0-9][0-9,.]*[0-9]|[0-9])").unwrap();
    let modals = Regex::new(r"\b(must|shall|should|will|may)\b").unwrap();
    let mut found = Vec::new();
    let mut add = |range: std::ops::Range<usize>, new: &str| {
        found.push((format!("{}{new}{}", &text[..range.start], &text[range.end..]), new.to_owned()));
    };
    for number in numbers.find_iter(text) {
        let digits: String = number.as_str().chars().filter(char::is_ascii_digit).collect();
        let value: u64 = digits.parse().unwrap();
        for new in [value * 2 + 1, value + 3, value * 7 + 4, value * 100 + 9] {
            add(number.range(), &new.to_string());
        }
    }
    for modal in modals.find_iter(text) {
        for new in ["must", "shall", "should", "may", "can"].into_iter().filter(|new| *new != modal.as_str())
        {
            add(modal.range(), new);
        }
    }
    found
}

#[test]
fn every_changed_number_and_modal_is_found_under_the_label() {
    let (vocabulary, library) = (vocabulary(), library());
    let (mut count, mut missed) = (0, Vec::new());
    for (name, clause) in &library {
        for (changed, new) in variants(clause) {
            count += 1;
            let document = among_others(&changed, &library, name);
            let found = drift(clause, &document, &vocabulary);
            let shown = found.as_ref().is_some_and(|drift| {
                matches!(&drift.changes[..], [change] if change.at.of(&document) == new && change.now == new)
            });
            if !shown {
                missed.push(format!("{name}, '{new}': {:?}", found.map(|drift| drift.changes)));
            }
        }
    }
    assert!(count >= 300, "{count}");
    assert!(missed.is_empty(), "{} of {count}:\n{}", missed.len(), missed.join("\n"));
}

/// What changes the look of a text and not its words.
type Dress = Box<dyn Fn(&str) -> String>;

#[test]
fn dress_is_no_change() {
    let (vocabulary, library) = (vocabulary(), library());
    let wrapped = |text: &str| {
        let words: Vec<&str> = text.split(' ').collect();
        words.chunks(9).map(|line| line.join(" ")).collect::<Vec<_>>().join("\n")
    };
    let replaced = |pattern: &str, by: &dyn Fn(&Captures<'_>) -> String, text: &str| {
        Regex::new(pattern).unwrap().replace_all(text, |c: &Captures<'_>| by(c)).into_owned()
    };
    let spelled = move |text: &str| {
        let text = replaced(r"twenty-four \(24\)|\b24\b", &|_| "24".into(), text);
        let text = replaced(r"thirty \(30\)|\b30\b", &|_| "thirty (30)".into(), &text);
        replaced(r"two \(2\)| 2 ", &|c| if c[0].ends_with(' ') { " two ".into() } else { "2".into() }, &text)
    };
    let dresses: Vec<(&str, Dress)> = vec![
        ("as it is", Box::new(str::to_owned)),
        ("wrapped", Box::new(wrapped)),
        ("upper case", Box::new(|text| text.to_uppercase())),
        (
            "bold modals",
            Box::new(|text| text.replace(" must ", " **must** ").replace(" shall ", " *shall* ")),
        ),
        ("smart quotes", Box::new(|text| text.replace('\'', "\u{2019}"))),
        (
            "hard blanks",
            Box::new(|text| text.replace(" days", "\u{a0}days").replace(" hours", "\u{a0}hours")),
        ),
        (
            "hyphens",
            Box::new(|text| text.replace(" business days", "-business days").replace(" minutes", "-minute")),
        ),
        ("numbers spelled", Box::new(spelled)),
        ("a quotation", Box::new(|text| format!("> {text}"))),
        ("an item", Box::new(|text| format!("- {text}"))),
        ("a number", Box::new(|text| format!("4.2. {text}"))),
        ("sentence by sentence", Box::new(|text| text.replace(". ", ".\n\n"))),
        ("semicolons", Box::new(|text| text.replace(", and ", "; and "))),
        ("a comment inside", Box::new(|text| text.replacen(" must ", " <!-- old: may --> must ", 1))),
        ("struck words inside", Box::new(|text| text.replacen(" shall ", " ~~may~~ shall ", 1))),
        ("HTML", Box::new(|text| format!("<p>{text}</p>"))),
        ("links", Box::new(|text| text.replacen("the firm", "[the firm](https://example.com)", 1))),
        ("CRLF", Box::new(move |text| wrapped(text).replace('\n', "\r\n"))),
        ("a cell", Box::new(|text| format!("| Clause |\n|---|\n| {text} |"))),
        ("plurals of units", Box::new(|text| text.replace("1 business day ", "1 business days "))),
        ("two blanks", Box::new(|text| text.replace(". ", ".  "))),
        ("a lead-in", Box::new(|text| format!("**Rule.** {text}"))),
        ("a full stop more", Box::new(|text| format!("{text}."))),
        ("code before", Box::new(|text| format!("```\nmay\n```\n\n{text}"))),
        ("curly and dash", Box::new(|text| text.replace(" or ", " or \u{200b}"))),
    ];
    let (mut count, mut loud) = (0, Vec::new());
    for (name, clause) in &library {
        for (dress, put_on) in &dresses {
            count += 1;
            let document = among_others(&put_on(clause), &library, name);
            match drift(clause, &document, &vocabulary) {
                Some(drift) if drift.changes.is_empty() => {}
                other => loud.push(format!("{name}, {dress}: {:?}", other.map(|drift| drift.changes))),
            }
        }
    }
    assert!(count >= 300, "{count}");
    assert!(loud.is_empty(), "{} of {count}:\n{}", loud.len(), loud.join("\n"));
}

#[test]
fn another_clause_is_no_drift() {
    let (vocabulary, library) = (vocabulary(), library());
    let (_, insurance) = library.iter().find(|(name, _)| name == "insurance").unwrap();
    let document =
        "# Travel\n\nBook through the portal. Economy under six hours.\n\nExpenses are due in 30 days.\n";
    assert_eq!(drift(insurance, document, &vocabulary), None);
}

/// What changed in real repositories: the bundle, the commit, the old words and the new ones.
const HISTORY: [(&str, &str, &str, &str); 7] = [
    ("sourcegraph-legal-ops", "9824f29", "5", "10"),
    ("sourcegraph-legal-ops", "cfa42b6", "90", "180"),
    ("sourcegraph-legal-ops", "bf94a17", "shall", "should"),
    ("sourcegraph-legal-ops", "b147c92", "3", "1"),
    ("sourcegraph-legal-ops", "48475ea", "2", "4"),
    ("github-site-policy", "0b0f385", "24 hour", "1 business day"),
    ("tailscale-security-policies", "77cc609", "should", "must"),
];

#[test]
fn what_was_weakened_and_tightened_in_real_histories_is_found() {
    let Some(history) = shared("corpus/history") else { return };
    let vocabulary = vocabulary();
    for (bundle, commit, was, now) in HISTORY {
        let place = Place::folder();
        let bundle = history.join(format!("{bundle}.bundle"));
        place.git(&["clone", "--quiet", "--no-checkout", bundle.to_str().unwrap(), "clone"]);
        let git = |args: &[&str]| {
            let out = std::process::Command::new("git")
                .current_dir(place.path("clone"))
                .args(args)
                .output()
                .unwrap();
            String::from_utf8_lossy(&out.stdout).into_owned()
        };
        let changed =
            git(&["diff", "--name-only", "--diff-filter=M", &format!("{commit}^"), commit, "--", "*.md"]);
        let mut seen = Vec::new();
        for path in changed.lines() {
            let (old, new) =
                (git(&["show", &format!("{commit}^:{path}")]), git(&["show", &format!("{commit}:{path}")]));
            let gone = |line: &&str| line.split_whitespace().count() > 3 && !new.contains(*line);
            let lines: Vec<&str> = old.lines().collect();
            for (index, line) in lines.iter().enumerate().filter(|(_, line)| gone(line)) {
                let row = line.trim_start().starts_with('|');
                let short = line.split_whitespace().count() < 8;
                let around = index.saturating_sub(6)..(index + 4).min(lines.len());
                let canonical = match (row, short) {
                    (true, _) => lines[around].join(" ").replace(['|', '-'], " "),
                    (_, true) => lines[around].join("\n"),
                    _ => (*line).to_owned(),
                };
                if let Some(drift) = drift(&canonical, &new, &vocabulary) {
                    seen.extend(drift.changes.into_iter().map(|change| (change.was, change.now)));
                }
            }
        }
        let found =
            seen.iter().any(|(a, b)| a.to_lowercase().contains(was) && b.to_lowercase().contains(now));
        assert!(found, "{commit}: {was} -> {now} not among {seen:?}");
        eprintln!("{commit}: {was} -> {now} found among {} changes", seen.len());
    }
}

/// The firm of `fixtures/wording` keeps a clause; what is said of its three SOPs stands beside them.
#[test]
fn a_policy_holds_documents_against_the_wording_that_a_firm_keeps() {
    same_as(&fixtures().join("wording/expected.txt"), &told(&fixtures().join("wording")));
}
