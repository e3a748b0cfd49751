//! Clauses in the texts of fields: found as in prose, with the same force, and at the words as they are written.
#![allow(clippy::unwrap_used, reason = "tests index what they made")]

use soplint::facts::{Clause, Head, Polarity, Stance, facts};

use crate::run::{fixtures, same_as, told, vocabulary};

/// What a YAML text says of a topic: the strongest, and the source under its first passage.
fn says(text: &str, topic: &str) -> Option<(Polarity, Vec<String>)> {
    let vocabulary = vocabulary();
    let facts = facts(text, Head::read(text, false), None, &vocabulary, None);
    assert!(facts.problems.is_empty(), "{:?} in {text}", facts.problems);
    let topic = vocabulary.topic(topic).unwrap();
    let stance = Stance::of(&facts.wording.clauses, topic, None)?;
    let words = |clause: &&Clause| clause.span.of(text).to_owned();
    Some((stance.polarity, stance.passages.iter().map(words).collect()))
}

#[track_caller]
fn hold(text: &str, topic: &str, polarity: Polarity, words: &str) {
    let (said, passages) = says(text, topic).unwrap_or_else(|| panic!("nothing in {text}"));
    assert_eq!(said, polarity, "{text}");
    assert!(passages.iter().any(|passage| passage == words), "{passages:?} in {text}");
    // The same with the line ends of Windows.
    if !text.contains('\r') {
        hold(&text.replace('\n', "\r\n"), topic, polarity, &words.replace('\n', "\r\n"));
    }
}

#[test]
fn every_style_of_scalar_is_read_and_shown_as_written() {
    for (text, words) in [
        (
            "id: e-1\nterms: |\n  The vendor must encrypt every laptop.\n  It must carry cover.\n",
            "The vendor must encrypt every laptop.",
        ),
        (
            "terms: >-\n  The vendor must\n  encrypt every laptop.\n",
            "The vendor must\n  encrypt every laptop.",
        ),
        (
            "terms: |\n  Scope — all “matters”.\n\n  The vendor must encrypt\n  every laptop.\n",
            "The vendor must encrypt\n  every laptop.",
        ),
        (
            "terms: \"The vendor must encrypt every \\u006captop. It works.\"\n",
            "The vendor must encrypt every \\u006captop.",
        ),
        ("terms: \"The vendor\n  must encrypt every laptop.\"\n", "The vendor\n  must encrypt every laptop."),
        (
            "terms: 'The vendor''s people must encrypt every laptop.'\n",
            "The vendor''s people must encrypt every laptop.",
        ),
        ("terms: The vendor must encrypt every laptop.\n", "The vendor must encrypt every laptop."),
        ("terms:\n  - Sign the agreement.\n  - Encrypt every laptop.\n", "Encrypt every laptop."),
        ("terms: [\"Encrypt every laptop.\", 'Tell us.']\n", "Encrypt every laptop."),
        (
            "a:\n  b:\n    - c: |\n        - **Disks.** The vendor must encrypt every laptop.\n",
            "The vendor must encrypt every laptop.",
        ),
        (
            "\u{feff}term: El proveedor debe cifrar todos los portátiles. \u{1f512}\n",
            "El proveedor debe cifrar todos los portátiles.",
        ),
        ("vendor_must:\n- use disk encryption on laptops\n", "use disk encryption on laptops"),
    ] {
        hold(text, "encryption-at-rest", Polarity::Present, words);
    }
}

#[test]
fn what_takes_a_duty_back_in_prose_takes_it_back_in_a_field() {
    let words = "The vendor need not encrypt its laptops.";
    hold(&format!("terms: |\n  {words}\n"), "encryption-at-rest", Polarity::Negated, words);
    let words = "The vendor may encrypt its laptops.";
    hold(&format!("terms: >\n  {words}\n"), "encryption-at-rest", Polarity::Mentioned, words);
    for key in ["not_required", "not-required", "no obligation to", "vendor_need_not"] {
        let text = format!("{key}:\n  - encrypt laptops\n");
        hold(&text, "encryption-at-rest", Polarity::Negated, "encrypt laptops");
    }
    for key in ["may", "optional", "recommended", "if", "examples", "such_as", "exceptions"] {
        let text = format!("{key}:\n  - Encrypt laptops.\n");
        let said = says(&text, "encryption-at-rest").map(|(polarity, _)| polarity);
        assert_ne!(said, Some(Polarity::Present), "{text}");
    }
    for key in ["superseded_terms", "previous", "rejected", "ejemplos", "proposed-changes"] {
        let text = format!("terms:\n  {key}:\n    - |\n      {}\n", "The vendor must encrypt its laptops.");
        hold(&text, "encryption-at-rest", Polarity::Mentioned, "The vendor must encrypt its laptops.");
    }
    hold(
        "vendor_must_not:\n  - encrypt the firm's laptops\n",
        "encryption-at-rest",
        Polarity::Negated,
        "encrypt the firm's laptops",
    );
}

#[test]
fn comments_keys_code_and_struck_words_are_no_clauses() {
    for text in [
        "id: e-1 # The vendor must encrypt every laptop.\n",
        "# The vendor must encrypt every laptop.\nid: e-1\n",
        "terms: # The vendor must encrypt every laptop.\n  - Tell us of everything.\n",
        "terms: |\n  Tell us.\n# The vendor must encrypt every laptop.\n",
        "terms: |\n  ~~The vendor must encrypt every laptop.~~\n",
        "terms: |\n  <!-- The vendor must encrypt every laptop. -->\n",
        "terms: |\n  `The vendor must encrypt every laptop.`\n",
        "terms: |\n  ```\n  The vendor must encrypt every laptop.\n  ```\n",
        "the_vendor_must_encrypt_every_laptop: false\n",
        "must encrypt every laptop: \"no\"\n",
        "note:\n  - disk encryption of laptops\n",
    ] {
        let said = says(text, "encryption-at-rest").map(|(polarity, _)| polarity);
        assert!(!matches!(said, Some(Polarity::Present | Polarity::Negated)), "{said:?} in {text}");
    }
}

#[test]
fn what_an_alias_stands_for_is_read_once_where_it_is_written() {
    let text = "a: &terms The vendor must encrypt every laptop.\nb: *terms\nc: {<<: {d: Tell us all.}}\n";
    let (_, passages) = says(text, "encryption-at-rest").unwrap();
    assert_eq!(passages, ["The vendor must encrypt every laptop."]);
}

#[test]
fn an_amount_has_its_own_words() {
    let vocabulary = vocabulary();
    let text = "terms: >\n  The vendor must report any incident within\n  twenty-four (24) hours.\n";
    let facts = facts(text, Head::read(text, false), None, &vocabulary, None);
    let topic = vocabulary.topic("incident-notice").unwrap();
    let clause = facts.wording.clauses.iter().find(|clause| clause.topic == topic).unwrap();
    assert_eq!(clause.quantity.as_ref().unwrap().span.of(text), "twenty-four (24) hours");
}

/// The firm of `fixtures/terms` asks for a clause in the terms of its engagements; what is said of three stands beside
/// them.
#[test]
fn a_policy_asks_for_a_clause_in_the_terms_of_an_engagement() {
    same_as(&fixtures().join("terms/expected.txt"), &told(&fixtures().join("terms")));
}
