//! Client information that does not belong in compliance records: found in the bytes of a file, and masked
//! before anything else reads them.
//!
//! Facts, findings, the index and every output are made of the masked text, so none of them can show what
//! was found, also where another finding quotes the same line. The mask takes as many bytes, characters and
//! UTF-16 units as what it hides: every place in the file stays true.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use regex::Regex;

use crate::text::Span;

use super::identity::{birth_dates, card_numbers, social_security_numbers};

/// What is shown instead of a masked text in a sentence.
pub const MASK: &str = "•••";

/// One piece of client information.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Private {
    /// Where.
    pub span: Span,
    /// What it looks like, with its article: "a card number".
    pub what: &'static str,
}

/// Words that the firm does not want to see in its repository: names of its clients.
#[derive(Debug, Default)]
pub struct PrivateTerms(Option<AhoCorasick>);

/// A text without client information.
#[derive(Debug)]
pub struct Concealed {
    /// As long as the text was, with the same line breaks.
    pub text: String,
    /// What was masked, by place.
    pub found: Vec<Private>,
}

impl PrivateTerms {
    /// Terms as whole words, in any case, also over a line's end. A term of one character is none.
    ///
    /// # Errors
    /// When there is too much of them to look for.
    pub fn new<'a>(terms: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let long = terms.into_iter().filter(|term| term.trim().chars().count() > 1);
        let mut patterns: Vec<String> = long.flat_map(spellings).collect();
        patterns.sort();
        patterns.dedup();
        if patterns.is_empty() {
            return Ok(Self(None));
        }
        let built = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns);
        built.map(|automaton| Self(Some(automaton))).map_err(|error| error.to_string())
    }

    fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let found = self.0.iter().flat_map(move |terms| terms.find_iter(text)).map(|found| found.range());
        found.filter(|range| is_whole(text, range.clone()))
    }
}

/// Whether a place in a text is no part of a longer word.
#[must_use]
pub fn is_whole(text: &str, place: Range<usize>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !letter(text[..place.start].chars().next_back()) && !letter(text[place.end..].chars().next())
}

/// A term as it may stand in a text: with any letter case beyond ASCII, and with a line's end in one of its
/// blanks.
fn spellings(term: &str) -> Vec<String> {
    let words: Vec<&str> = term.split_whitespace().collect();
    let mut written = vec![words.join(" ")];
    for gap in 1..words.len() {
        for end in ["\n", "\r\n"] {
            written.push(format!("{}{end}{}", words[..gap].join(" "), words[gap..].join(" ")));
        }
    }
    written.into_iter().flat_map(|text| [text.to_lowercase(), text.to_uppercase(), text]).collect()
}

/// Masks the client information in a text; hands the text back as it is where there is none.
#[must_use]
pub fn conceal(text: String, terms: &PrivateTerms) -> Concealed {
    let mut found = Vec::new();
    let mut add = |ranges: &mut dyn Iterator<Item = Range<usize>>, what| {
        found.extend(ranges.map(|range| Private { span: Span::new(range.start, range.end), what }));
    };
    if has_long_number(&text) {
        add(&mut social_security_numbers(&text), "a Social Security number");
        add(&mut card_numbers(&text), "a card number");
    }
    if speaks_of_birth(&text) {
        add(&mut birth_dates(&text), "a date of birth");
    }
    if text.contains("client_name") {
        add(&mut client_names(&text), "the name of a client");
    }
    add(&mut terms.find(&text), "the name of a client");
    if found.is_empty() {
        return Concealed { text, found };
    }
    found.sort_by_key(|private| (private.span.start, std::cmp::Reverse(private.span.end)));
    let mut end = 0;
    found.retain(|private| {
        let outside = private.span.end > end;
        end = end.max(private.span.end);
        outside
    });
    Concealed { text: masked(&text, found.iter().map(|private| private.span)), found }
}

/// A text in which the characters of some places, in order, say nothing.
#[must_use]
pub fn masked(text: &str, hidden: impl IntoIterator<Item = Span>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in hidden {
        let range = span.start as usize..(span.end as usize).max(at);
        out.push_str(&text[at..range.start.max(at)]);
        out.extend(text[range.start.max(at)..range.end].chars().map(cover));
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// A character that says nothing, and takes the same room in every encoding.
fn cover(c: char) -> char {
    match (c, c.len_utf8()) {
        ('\n' | '\r', _) => c,
        (_, 1) => 'x',
        (_, 2) => '×',
        (_, 3) => '•',
        _ => '𝕏',
    }
}

/// Whether one of the words stands in the text without which no date of birth is found.
fn speaks_of_birth(text: &str) -> bool {
    // Every such word begins with one of these. Few and short, without a case to ignore, they are looked
    // for many bytes at a time.
    static BEGINNINGS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        let beginnings = ["bir", "bor", "dob", "d.o", "nac", "nas"];
        let spelled = beginnings.iter().flat_map(|word| cases(word));
        AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(spelled).expect("fixed words")
    });
    const WORDS: [&str; 8] = ["birth", "born", "dob", "d.o.b", "nacim", "nacid", "nascim", "nascid"];
    let stands_at = |word: &&str, at: usize| {
        text.as_bytes()
            .get(at..at + word.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    };
    let mut from = 0;
    while let Some(found) = BEGINNINGS.find(Input::new(text).span(from..text.len())) {
        if WORDS.iter().any(|word| stands_at(word, found.start())) {
            return true;
        }
        from = found.start() + 1;
    }
    false
}

/// A word in every mixture of small and capital letters.
fn cases(word: &str) -> Vec<String> {
    word.chars().fold(vec![String::new()], |written, c| {
        let mut letters = vec![c, c.to_ascii_uppercase()];
        letters.dedup();
        written
            .iter()
            .flat_map(|before| letters.iter().map(move |letter| format!("{before}{letter}")))
            .collect()
    })
}

/// Whether digits stand in the text as numbers of persons and cards have them: nine in one piece; three, two
/// and four with something between; or thirteen in any pieces. Ids and dates have fewer.
fn has_long_number(text: &str) -> bool {
    let mut digits = Digits::default();
    let (chunks, rest) = text.as_bytes().as_chunks::<16>();
    let pieces = chunks.iter().map(|chunk| chunk.as_slice()).chain([rest]);
    pieces.into_iter().any(|piece| {
        // Most pieces have no digit. Two letters or more end any number: only one blank or hyphen, or dashes
        // beyond ASCII, may stand between its digits.
        let none = piece.iter().fold(true, |none, byte| none & !byte.is_ascii_digit());
        if none && (digits.all == 0 || piece.len() > 1 && piece.is_ascii()) {
            digits = Digits::default();
            return false;
        }
        piece.iter().any(|byte| digits.are_enough_with(*byte))
    })
}

/// The digits of one number, as far as it was read.
#[derive(Default)]
struct Digits {
    all: u32,
    /// Since the last blank or hyphen, and in the two pieces before.
    piece: u32,
    before: [u32; 2],
    gap: bool,
}

impl Digits {
    fn are_enough_with(&mut self, byte: u8) -> bool {
        match byte {
            b'0'..=b'9' => {
                self.all += 1;
                self.piece += 1;
                self.gap = false;
                let grouped = self.piece == 4 && self.before[1] == 2 && self.before[0] >= 3;
                return self.all == 13 || self.piece == 9 || grouped;
            }
            // One blank or hyphen; a dash of Word's is three bytes.
            b' ' | b'-' if !self.gap => {
                self.gap = true;
                self.end_piece();
            }
            0xe2 => self.end_piece(),
            0x80 | 0x90..=0x95 => {}
            _ => *self = Self::default(),
        }
        false
    }

    fn end_piece(&mut self) {
        self.before = [self.before[1], self.piece];
        self.piece = 0;
    }
}

/// The values of `client_name`, without their quotes.
fn client_names(text: &str) -> impl Iterator<Item = Range<usize>> {
    static VALUE: LazyLock<Regex> = LazyLock::new(|| {
        let key = r#"["']?client_name["']?[ \t]*:[ \t]+"#;
        let quoted = r#""(?P<double>[^"\n]+)"|'(?P<single>[^'\n]+)'"#;
        let first = r#"[^\s"'|>&*#,{}\[\]]"#;
        let pattern = format!(
            r"(?m)^[ \t]*(?:-[ \t]+)*{key}(?:{quoted}|(?P<line>{first}[^\r\n]*?)[ \t]*(?:[ \t]#.*)?\r?$)|{key}(?:{}|(?P<flow>{first}[^,}}\]\r\n]*))",
            quoted.replace("?P<double>", "?P<double2>").replace("?P<single>", "?P<single2>"),
        );
        Regex::new(&pattern).expect("a fixed pattern")
    });
    const GROUPS: [&str; 6] = ["double", "single", "line", "double2", "single2", "flow"];
    VALUE.captures_iter(text).filter_map(|captures| {
        let value = GROUPS.iter().find_map(|group| captures.name(group))?;
        let name = value.as_str().trim_end();
        let said = !["", "null", "~", "Null", "NULL"].contains(&name);
        said.then(|| value.start()..value.start() + name.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> PrivateTerms {
        PrivateTerms::new(["Roe Industries", "Müller"]).unwrap()
    }

    #[test]
    fn what_is_private_is_masked_and_every_place_stays_true() {
        let text = "a: \"SSN 123-45-6789\" # José MÜLLER, roe INDUSTRIES' card 4111 1111 1111 1111\nb: 1\n";
        let concealed = conceal(text.to_owned(), &terms());
        assert_eq!(
            concealed.text,
            "a: \"SSN xxxxxxxxxxx\" # José x×xxxx, xxxxxxxxxxxxxx' card xxxxxxxxxxxxxxxxxxx\nb: 1\n"
        );
        assert_eq!(concealed.text.len(), text.len());
        let units = |text: &str| (text.chars().count(), text.encode_utf16().count());
        assert_eq!(units(&concealed.text), units(text));
        let whats: Vec<_> = concealed.found.iter().map(|private| private.what).collect();
        assert_eq!(
            whats,
            ["a Social Security number", "the name of a client", "the name of a client", "a card number"]
        );
    }

    #[test]
    fn what_is_not_private_is_handed_back() {
        for text in [
            "assigned_at: 2026-07-02T09:15-04:00 2026-07-02",
            "DMS 118-0193-00412",
            "bar: FL-0093114",
            "Roes Industrieschule",
            "client_name: null\nclient_name: ~",
            "born in Ohio",
            "",
        ] {
            let concealed = conceal(text.to_owned(), &terms());
            assert_eq!((concealed.text.as_str(), concealed.found.len()), (text, 0), "{text}");
        }
    }

    #[test]
    fn the_name_of_a_client_is_masked_however_it_is_written() {
        for (text, masked) in [
            ("client_name: Roe & Sons, Inc\n", "client_name: xxxxxxxxxxxxxxx\n"),
            ("  - client_name: Roe # old\r\n", "  - client_name: xxx # old\r\n"),
            ("{client_name: 'Roe, Inc', id: 1}", "{client_name: 'xxxxxxxx', id: 1}"),
            ("{id: 1, client_name: Roe}", "{id: 1, client_name: xxx}"),
            ("\"client_name\": \"Roe\"", "\"client_name\": \"xxx\""),
        ] {
            assert_eq!(conceal(text.to_owned(), &PrivateTerms::default()).text, masked);
        }
    }
}
