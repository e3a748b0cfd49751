//! After any edit, what is kept of a document's last reading makes no difference to what is read.

use soplint::facts::{Draft, Head};
use soplint::syntax::markdown::{Markdown, parse, parse_again};
use soplint::syntax::split;

use crate::fuzz::{Dice, rounds};
use crate::run::{files, fixtures, shared};

/// What may change how the text around it is read.
const PIECES: [&str; 40] = [
    "a",
    "word ",
    "\n",
    "\n\n",
    "\r\n",
    "# ",
    "## Scope\n",
    "\n# Title\n",
    "\n## Escalation\n\n",
    "===\n",
    "---\n",
    "- ",
    "\n- item\n",
    "1. ",
    "> ",
    "> # quoted\n",
    "```\n",
    "~~~",
    "    ",
    "\t",
    "<!--",
    "-->",
    "<!-- note -->",
    "<div>\n",
    "</div>",
    "<table><tr><td>",
    "<script>",
    "<h2>Turnaround</h2>",
    "| a | b |\n|---|---|\n| c | d |\n",
    "+---+---+\n| a | b |\n+---+---+\n",
    "\n----- -----\na     b\n----- -----\n",
    "[a]: b\n",
    "[^1]",
    "\\",
    "**",
    "`",
    "é",
    "’",
    "🙂",
    "\u{feff}",
];

/// Markdown files, of which each is some thousand bytes at most.
fn texts() -> Vec<String> {
    let mut all = files(&fixtures());
    all.extend(shared("corpus").map(|folder| files(&folder)).unwrap_or_default());
    let markdown = all.into_iter().filter(|(path, bytes)| {
        path.extension().is_some_and(|extension| extension == "md") && bytes.len() < 30_000
    });
    markdown.filter_map(|(_, bytes)| String::from_utf8(bytes).ok()).collect()
}

/// A text with one piece of it taken out, put in, or put in the place of another.
fn edited(text: &str, dice: &mut Dice) -> String {
    let boundary = |at: usize| (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    // Most of what people change is near where a line begins or ends.
    let mut from = boundary(dice.below(text.len() + 1));
    if dice.below(3) == 0 {
        from = text[from..].find('\n').map_or(text.len(), |length| from + length + dice.below(2));
    }
    let long = if dice.below(8) == 0 { 400 } else { 4 };
    let to = if dice.below(2) == 0 { from } else { boundary((from + dice.below(long)).min(text.len())) };
    let piece = if dice.below(4) == 0 { "" } else { dice.of(&PIECES) };
    format!("{}{piece}{}", &text[..from], &text[to..])
}

#[test]
fn blocks_that_are_kept_are_those_that_would_be_read() {
    let texts = texts();
    assert!(texts.len() > 20);
    rounds(400, |dice| {
        let mut before = dice.of(&texts).clone();
        let body = |text: &str| split(text).1;
        let mut kept: Markdown = parse(&before, body(&before));
        for _ in 0..8 {
            let text = edited(&before, dice);
            let body = body(&text);
            kept = parse_again(&text, body, &before, kept);
            let anew = parse(&text, body);
            assert!(kept == anew, "{before:?}\nbecame\n{text:?}\n{kept:#?}\nand not\n{anew:#?}");
            before = text;
        }
    });
}

#[test]
fn a_head_that_is_kept_is_the_one_that_would_be_read() {
    const FIRST: [&str; 4] =
        ["", "---\n", "---\r\ntitle: Intake\r\n---\r\n", "---\ntitle: Intake\nowner: a\n---\n"];
    let texts = texts();
    rounds(400, |dice| {
        let mut draft = Draft::default();
        let mut text = format!("{}{}", dice.of(&FIRST), dice.of(&texts));
        for _ in 0..8 {
            let kept = format!("{:?}", draft.head(&text));
            assert_eq!(kept, format!("{:?}", Head::read(&text, true)), "{text:?}");
            // Most edits are near the top.
            let top = (0..=dice.below(200).min(text.len())).rev().find(|at| text.is_char_boundary(*at));
            let top = if dice.below(4) == 0 { text.len() } else { top.unwrap_or(0) };
            text = format!("{}{}", edited(&text[..top], dice), &text[top..]);
        }
    });
}
