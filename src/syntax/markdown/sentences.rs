//! Sentences of prose.

use std::ops::Range;

/// Words before a full stop that does not end a sentence.
const ABBREVIATIONS: [&str; 40] = [
    "e.g", "i.e", "nos", "inc", "v", "vs", "dr", "mr", "mrs", "ms", "u.s", "u.k", "ltd", "llc", "corp", "co",
    "art", "sec", "para", "paras", "cf", "al", "ca", "approx", "dept", "est", "fig", "jr", "sr", "st", "esq",
    "hon", "prof", "ext", "tel", "incl", "cl", "ch", "pp", "núm",
];

/// The longest of them, and of the words that are told apart below.
const LONGEST: usize = 6;

/// The sentences of a text, as ranges of its bytes without blanks around them. They end at `.`, `!`,
/// `?` before a blank and at line breaks, unless that is an abbreviation's, a list number's or an initial's; not at `;` or `:`.
pub fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        from += text[from..].len() - text[from..].trim_start().len();
        if from == text.len() {
            return None;
        }
        let start = from;
        let end = marks(text, start).find_map(|(at, mark)| end_at(text, start, at, mark));
        from = end.unwrap_or(text.len());
        Some(start..start + text[start..from].trim_end().len())
    })
}

/// The marks that may end a sentence, from a byte on.
fn marks(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut from = from;
    let beginnings = std::iter::from_fn(move || {
        let at = from + next_beginning(&text.as_bytes()[from..])?;
        from = at + 1;
        Some(at)
    });
    beginnings.filter_map(|at| {
        let is_ascii = text.as_bytes()[at].is_ascii();
        let mark = text.get(at..at + if is_ascii { 1 } else { 3 })?;
        (is_ascii || matches!(mark, "。" | "！" | "？")).then_some((at, mark))
    })
}

/// What a mark may begin with.
const BEGINNINGS: [u8; 6] = [b'\n', b'.', b'!', b'?', 0xe3, 0xef];

/// The same for each byte.
static BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let mut at = 0;
    while at < BEGINNINGS.len() {
        begins[BEGINNINGS[at] as usize] = true;
        at += 1;
    }
    begins
};

/// Where a mark may begin first: to look at bytes is much faster than to look at characters, and to look at many
/// without an early exit lets the machine take them as one.
fn next_beginning(bytes: &[u8]) -> Option<usize> {
    const CHUNK: usize = 16;
    let is_beginning = |byte: &u8| BEGINNINGS.iter().fold(false, |any, first| any | (byte == first));
    let (chunks, _) = bytes.as_chunks::<CHUNK>();
    let none = |chunk: &&[u8; CHUNK]| !chunk.iter().fold(false, |any, byte| any | is_beginning(byte));
    let passed = chunks.iter().take_while(none).count() * CHUNK;
    bytes[passed..].iter().position(|byte| BEGINS[usize::from(*byte)]).map(|at| passed + at)
}

/// Where the sentence ends that may end at this mark.
fn end_at(text: &str, start: usize, at: usize, mark: &str) -> Option<usize> {
    let after = at + mark.len();
    // Prose has a line break only where the author asked for one.
    if mark == "\n" {
        return Some(after);
    }
    // Quotes and brackets that close behind the mark still belong to the sentence.
    let closing = |c: &char| matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '.' | '!' | '?');
    let end = after + text[after..].chars().take(8).take_while(closing).map(char::len_utf8).sum::<usize>();
    let rest = &text[end..];
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) && mark.is_ascii() {
        return None;
    }
    let next = rest.trim_start().chars().next();
    if mark == "." && end == after && next.is_some() && !is_end(&text[start..at], next) {
        return None;
    }
    Some(end)
}

/// Whether a full stop after these words, before this character, ends a sentence.
fn is_end(words: &str, next: Option<char>) -> bool {
    let last =
        words.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '\'' | '[')).next().unwrap_or("");
    let is_first = last.len() == words.trim_start_matches(['(', '"', '[']).len();
    if next.is_some_and(char::is_lowercase) {
        return false;
    }
    // `2. Scope`, `a. Scope`, `iv. Scope` at the start are numbers of what follows.
    if is_first && last.len() <= 6 && is_number(last) {
        return false;
    }
    // `J. Smith`; but `Annex A. The` is not told apart.
    let mut letters = last.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && letter.is_uppercase()
    {
        return false;
    }
    // Most sentences end with a word that is longer than any abbreviation.
    if last.is_ascii() && last.trim_end_matches('.').len() > LONGEST {
        return true;
    }
    let lower = last.to_lowercase();
    match lower.trim_end_matches('.') {
        "no" => next.is_none_or(|c| !c.is_ascii_digit()),
        // After a time of day a capital begins the next sentence; after `Inc.` it may be a name.
        "a.m" | "p.m" => next.is_some_and(char::is_uppercase),
        lower => !ABBREVIATIONS.contains(&lower),
    }
}

fn is_number(word: &str) -> bool {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let roman = word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'I' | b'V' | b'X'));
    let letter = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    digits || roman || letter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_says() {
        let cases: [(&str, &[&str]); 12] = [
            ("One. Two! Three?", &["One.", "Two!", "Three?"]),
            ("Use a VPN, e.g. Tailscale. Log off.", &["Use a VPN, e.g. Tailscale.", "Log off."]),
            ("Acme Inc. Staff must sign.", &["Acme Inc. Staff must sign."]),
            ("Within 1.5 hours of No. 7 v. Smith.", &["Within 1.5 hours of No. 7 v. Smith."]),
            ("By 5 p.m. Then stop.", &["By 5 p.m.", "Then stop."]),
            ("Until 5 p.m. local time; then stop.", &["Until 5 p.m. local time; then stop."]),
            ("2. Scope of work. It covers all.", &["2. Scope of work.", "It covers all."]),
            ("Ask Dr. Vega in the U.S. Office.", &["Ask Dr. Vega in the U.S. Office."]),
            ("He said \"stop.\" We did.", &["He said \"stop.\"", "We did."]),
            ("No. That is all.", &["No.", "That is all."]),
            ("  padded  ", &["padded"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = sentences(text).map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
