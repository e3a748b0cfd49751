//! Policies and expressions that nobody would write: none may stop the program, point outside its file, or
//! take more than its share of work. `just fuzz` goes on for as long as it is told.
#![allow(clippy::unwrap_used, reason = "tests know what is there")]
#![allow(clippy::disallowed_methods, reason = "how long to go on is asked of the environment")]
#![allow(clippy::print_stderr, reason = "whoever lets it go on wants to know how far it went")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use soplint::policy::{Additions, PolicySet};
use soplint::text::SourceFile;
use soplint::workspace::{Folder, Tree};

use crate::oracle::ours;

/// A few numbers after each other, the same in every run that starts with the same one.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    pub(crate) fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// Goes on for as many rounds, or for as many seconds as `SOPLINT_FUZZ` says; says how many rounds it were.
pub(crate) fn rounds(some: usize, mut round: impl FnMut(&mut Dice)) {
    let seconds =
        std::env::var("SOPLINT_FUZZ").ok().and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let seed = seconds.map_or(2026, |_| std::process::id().into());
    let (start, mut dice, mut done) = (Instant::now(), Dice(seed), 0);
    while seconds.map_or(done < some, |seconds| start.elapsed() < seconds) {
        round(&mut dice);
        done += 1;
    }
    eprintln!("{done} rounds, from {seed}");
}

/// A policy with some of its words, lines and signs taken out, said twice, or put in the place of others.
fn spoiled(dice: &mut Dice, policies: &[String]) -> String {
    const SIGNS: [&str; 24] = [
        ": ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "'",
        "\"",
        "&a ",
        "*a",
        "<<: ",
        "|\n",
        "\t",
        "\r\n",
        "\u{feff}",
        "é",
        "😀",
        "$x",
        "(",
        "&&",
        "~",
        "!!int ",
        "999999999999999999999",
        "\u{0}",
    ];
    let mut text = dice.of(policies).clone();
    for _ in 0..=dice.below(6) {
        let cut = |dice: &mut Dice, text: &str| {
            let at = dice.below(text.len() + 1);
            (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap()
        };
        let (from, other) = (cut(dice, &text), dice.of(policies).clone());
        let end =
            text[from..].find(*dice.of::<&str>(&["\n", " ", ":"])).map_or(text.len(), |length| from + length);
        let piece = {
            let start = cut(dice, &other);
            let end = other[start..].find('\n').map_or(other.len(), |length| start + length);
            other[start..end].to_owned()
        };
        match dice.below(5) {
            0 => text.replace_range(from..end, ""),
            1 => text.insert_str(from, &piece),
            2 => text.insert_str(from, dice.of::<&str>(&SIGNS)),
            3 => text.replace_range(from..end, &piece),
            _ => {
                let word = text[from..end].to_owned();
                text.insert_str(from, &word.repeat(dice.below(40)));
            }
        }
    }
    text
}

fn policies() -> Vec<String> {
    let tree = Folder::new(concat!(env!("CARGO_MANIFEST_DIR"), "/policies"));
    let listing = tree.list().unwrap();
    let files = listing.paths.iter().filter(|path| path.components().count() == 2);
    let texts = files.filter(|path| path.extension() == Some("yaml")).map(|path| tree.read(path).unwrap());
    texts.map(|bytes| String::from_utf8(bytes).unwrap()).filter(|text| text.starts_with("id:")).collect()
}

#[test]
fn no_policy_is_too_bad_to_be_told_so() {
    let policies = policies();
    assert!(policies.len() > 20, "{}", policies.len());
    rounds(8, |dice| {
        let text = spoiled(dice, &policies);
        let own = if dice.below(3) == 0 { "own/pack.yaml" } else { "own/policy.yaml" };
        let path = Utf8Path::new("policies").join(own);
        let files = vec![Arc::new(SourceFile::new(path, text))];
        let Err(mistakes) = PolicySet::load(&Additions { files, ..Additions::default() }) else { return };
        for mistake in mistakes {
            let text = mistake.file.text();
            assert!(text.get(mistake.span.range()).is_some(), "{:?} in\n{text}", mistake.span);
            assert!(!mistake.message.is_empty());
        }
    });
}

#[test]
fn no_expression_stops_the_program() {
    const WORDS: [&str; 52] = [
        "doc",
        "doc.n",
        "doc.ns",
        "doc.ss",
        "doc.rows",
        "doc.s",
        "doc.gone",
        "as_of",
        ".",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "?",
        "??",
        "==",
        "!=",
        "<",
        ">=",
        "&&",
        "||",
        "!",
        "-",
        "+",
        "*",
        "/",
        "%",
        "in",
        "'a'",
        "\"",
        "'é",
        "1",
        "0",
        "9223372036854775807",
        "1.5",
        "true",
        "null",
        ".filter(x, ",
        ".map(x, ",
        ".all(y, ",
        "x",
        "size(",
        "days(",
        "matches(doc.s, '(a*)*b')",
        "min(",
        "date(",
        "sum(",
        ".exists(z, ",
    ];
    let yaml = "kind: oracle\nn: 2\nns: [1, 2, 3]\nss: [a, é]\ns: aaaaaaaaaaaaaaaaaaaaaaaa\nrows: [{k: a, v: 1}, {k: b}]\n";
    rounds(4_000, |dice| {
        let mut text = String::new();
        for _ in 0..dice.below(24) {
            text += *dice.of::<&str>(&WORDS);
            text += *dice.of::<&str>(&["", " ", ""]);
        }
        // What it is worth is another test's business.
        let _ = ours(&text, yaml);
    });
}
