//! Templates and the policies made of them, and every mistake in either.

use super::*;
use crate::policy::{Additions, PolicySet};

/// Loads files beside what comes with soplint; the mistakes, each with the words that it points at.
fn load(files: &[(&str, &str)]) -> Result<PolicySet, Vec<String>> {
    let file = |(path, text): &(&str, &str)| Arc::new(SourceFile::new(*path, *text));
    let additions = Additions { files: files.iter().map(file).collect(), ..Additions::default() };
    PolicySet::load(&additions).map_err(|mistakes| {
        let show = |m: &Mistake| format!("{}: '{}': {}", m.file.path(), m.span.of(m.file.text()), m.message);
        mistakes.iter().map(show).collect()
    })
}

const TEMPLATE: &str = "says: a field is there\nwith:\n  field: {says: the field}\n  kinds: {says: kinds, default: [sop]}\n\
    applies-to: $kinds\nseverity: error\nvalue:\n  checks:\n    there: {require: present(doc.$field), \
    message: \"No $field for $$5 was found in {doc.title}.\"}\nhelp: Add '$field'.\n";

fn policy(more: &str) -> String {
    format!("id: own/owner\ntitle: Owner\nbasis: practice\nauthority: [article]\ntemplate: there\n{more}")
}

const AT: &str = "policies/templates/there.yaml";
const OWN: &str = "policies/own/owner.yaml";

#[test]
fn a_policy_is_its_template_with_what_it_gives_and_its_own_keys() {
    let text = policy("with: {field: owner}\nseverity: note\n");
    let set = load(&[(AT, TEMPLATE), (OWN, &text)]).expect("sound");
    let made = set.find("own/owner").expect("it is there");
    assert_eq!(made.severity, crate::diagnostic::Severity::Note);
    assert_eq!(made.help.as_deref(), Some("Add 'owner'."));
    assert_eq!(made.applies_to, [set.kinds.find("sop").expect("a kind")]);
    let text = policy("with: {field: owner, kinds: [sop, engagement]}\n");
    let set = load(&[(AT, TEMPLATE), (OWN, &text)]).expect("sound");
    assert_eq!(set.find("own/owner").expect("it is there").applies_to.len(), 2);
}

#[test]
fn what_a_policy_gives_is_held_against_what_is_asked_for() {
    for (text, expected) in [
        (
            policy(""),
            "policies/own/owner.yaml: 'there': The template 'there' needs 'field', which 'with' does not give.",
        ),
        (
            policy("with: {field: owner, feild: x}\n"),
            "policies/own/owner.yaml: 'feild': 'feild' is not known here. Did you mean 'field'?",
        ),
        (
            policy("with: {field: [owner]}\n"),
            "policies/own/owner.yaml: '[owner]': 'field' stands inside a text of the template, so it takes text.",
        ),
        (
            policy("with: {field: owner}\n").replace("template: there", "template: ther"),
            "policies/own/owner.yaml: 'ther': 'ther' is not known here. Did you mean 'there'?",
        ),
        (
            policy("with: {field: owner, kinds: [sopp]}\n"),
            "policies/own/owner.yaml: 'sopp': 'sopp' is not known here. Did you mean 'sop'?",
        ),
    ] {
        let mistakes = load(&[(AT, TEMPLATE), (OWN, &text)]).expect_err("a mistake");
        assert_eq!(mistakes.last().map(String::as_str), Some(expected), "{text}");
    }
}

#[test]
fn mistakes_inside_a_template_are_told_where_it_is_used() {
    let text = policy("with: {field: ownr}\n");
    let mistakes = load(&[(AT, TEMPLATE), (OWN, &text)]).expect_err("no such field");
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    let expected = "policies/own/owner.yaml: 'there': In the template 'there', line 9: ";
    assert!(mistakes[0].starts_with(expected), "{mistakes:?}");
}

#[test]
fn a_template_is_held_to_its_own_words() {
    for (template, expected) in [
        (TEMPLATE.replace("says: a field is there\n", ""), "'says' is not given here."),
        (
            TEMPLATE.replace("Add '$field'", "Add '$feild'"),
            "'feild' is not known here. Did you mean 'field'?",
        ),
        (TEMPLATE.replace("$kinds", "[sop]"), "Nothing in this template uses '$kinds'."),
        (format!("{TEMPLATE}id: x/y\n"), "A template has no 'id'; the policies that use it have."),
        (TEMPLATE.replace("  kinds:", "  Kinds:"), "A name has small letters, digits and _."),
    ] {
        let mistakes = load(&[(AT, &template)]).expect_err("a mistake");
        assert!(mistakes.iter().any(|m| m.starts_with(AT) && m.ends_with(expected)), "{mistakes:?}");
    }
}

#[test]
fn what_a_template_makes_is_bounded() {
    let body = "$text $text\n  ".repeat(1000);
    let template = format!("says: x\nwith: {{text: {{says: x}}}}\nhelp: >-\n  {body}\n");
    let text = policy(&format!("with: {{text: {}}}\n", "long ".repeat(10_000)));
    let mistakes = load(&[(AT, &template), (OWN, &text)]).expect_err("too large");
    assert_eq!(
        mistakes,
        ["policies/own/owner.yaml: 'there': What this template makes here is larger than 1 MB."]
    );
}

#[test]
fn names_in_a_text() {
    let show = |text| {
        pieces(text)
            .map(|piece| piece.map_or_else(|name| format!("<{name}>"), str::to_owned))
            .collect::<Vec<_>>()
            .join("|")
    };
    for (text, expected) in [
        ("$state", "<state>"),
        ("abroad('$state')", "abroad('|<state>|')"),
        ("$a_1$b", "<a_1>|<b>"),
        ("costs $$5 or $5", "costs |$|5 or |$5"),
        ("^x$", "^x|$"),
        ("", ""),
        ("$$state", "$|state"),
    ] {
        assert_eq!(show(text), expected, "{text}");
    }
}
