//! Headings made comparable: case, numbering, punctuation, accents, plurals and articles never matter.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that number a heading rather than name it.
const NUMBERED: [&str; 18] = [
    "step",
    "phase",
    "section",
    "part",
    "article",
    "chapter",
    "appendix",
    "annex",
    "paso",
    "fase",
    "etapa",
    "sección",
    "seccion",
    "parte",
    "artículo",
    "seção",
    "secao",
    "passo",
];

const ARTICLES: [&str; 14] =
    ["the", "our", "your", "a", "an", "el", "la", "los", "las", "o", "os", "as", "nuestro", "nossa"];

/// What a heading is compared by: the words in their plain form, and the same without a parenthesis if it has one.
pub(crate) fn keys(title: &str) -> Vec<String> {
    // Plain ASCII is its own normal form, and most headings are just that.
    let title = if title.is_ascii() { Cow::Borrowed(title) } else { title.nfkc().collect() };
    let title = strip_number(title.trim());
    let mut keys = vec![key(title)];
    if let (Some(open), true) = (title.find('('), title.contains(')')) {
        let close = title.rfind(')').unwrap_or(title.len());
        if open < close {
            keys.push(key(&format!("{} {}", &title[..open], &title[close + 1..])));
        }
    }
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    keys
}

/// Without `3.2`, `A.`, `IV)`, `Step 2:` in front.
pub(crate) fn strip_number(title: &str) -> &str {
    let mut rest = title.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != '[');
    for _ in 0..3 {
        let (word, after) = rest.split_once([' ', '\t', '\u{a0}']).unwrap_or((rest, ""));
        let after = after.trim_start();
        let bare = word.trim_end_matches(['.', ')', ':', '-', '–', '—']).trim_start_matches(['(', '§']);
        let numbering = bare.len() < word.len() && (is_letter(bare) || is_roman(bare)) || is_number(bare);
        let named = || {
            let next = after.split([' ', ':']).next().unwrap_or_default().trim_end_matches(['.', ')', ':']);
            (is_number(next) || is_letter(next) || is_roman(next))
                && NUMBERED.contains(&word.to_lowercase().as_str())
        };
        if after.is_empty() || !(numbering || named()) {
            break;
        }
        rest = after.trim_start_matches(['-', '–', '—', ':', '.', ' ']);
    }
    rest
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.len() < 6 && word.chars().all(|c| "IVXivx".contains(c))
}

fn key(title: &str) -> String {
    let is_plain = title.is_ascii() && !title.contains(['&', '\'']);
    let title = if is_plain { Cow::Borrowed(title) } else { Cow::Owned(plain(title)) };
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words = words.peekable();
    let mut key = String::with_capacity(title.len());
    while let Some(word) = words.next() {
        if !key.is_empty() {
            key.push(' ');
        }
        let start = key.len();
        key.push_str(word);
        key[start..].make_ascii_lowercase();
        key.truncate(start + singular(&key[start..]).len());
        if start == 0 && words.peek().is_some() && ARTICLES.contains(&key.as_str()) {
            key.clear();
        }
    }
    key
}

/// Lower case, without accents and apostrophes.
fn plain(title: &str) -> String {
    let mut plain = String::with_capacity(title.len());
    let letters = title.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.for_each(|c| match c {
        '&' => plain.push_str(" and "),
        '\u{2019}' | '\'' => {}
        c => plain.push(c),
    });
    plain
}

fn singular(word: &str) -> &str {
    if word.len() > 3 && !word.ends_with("ss") { word.strip_suffix('s').unwrap_or(word) } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoration_does_not_matter() {
        for title in [
            "Escalation Triggers",
            "3. Escalation triggers",
            "3.2 ESCALATION TRIGGERS:",
            "IV) The escalation trigger",
            "Step 4: Escalation triggers.",
            "Section 4 - Escalation Triggers",
            "(a) Escalation triggers",
            "🚨 Escalation triggers",
            "Escalation triggers (for reviewers)",
            "§ 7 Escalation triggers",
        ] {
            assert!(keys(title).contains(&"escalation trigger".to_owned()), "{title}: {:?}", keys(title));
        }
        assert_eq!(keys("Escalación & comunicación"), ["escalacion and comunicacion"]);
        assert_eq!(keys("A day in the life"), ["day in the life"]);
        assert_eq!(keys("5"), ["5"]);
        assert!(keys("—").is_empty());
    }
}
