//! Paragraphs that open like a section, or are nothing but a title.

use std::ops::Range;

use super::Block;

/// How a paragraph may serve as a heading. Ranges are bytes of its prose text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// All of it is a title.
    Whole(Range<usize>),
    /// It begins with one; the rest may be empty only for a plain label (`Scope:`).
    LeadIn { title: Range<usize>, rest: Range<usize>, plain: bool },
}

const TITLE_WORDS: usize = 12;
const LABEL_WORDS: usize = 5;
const CAPITALS_WORDS: usize = 8;

/// Looks at how a paragraph begins.
pub(super) fn opening(source: &str, block: &Block) -> Option<Opening> {
    let text = block.prose.text();
    let from = number_length(text);
    let set_off = set_off(block, from);
    if let Some(title) = &set_off {
        let rest = after(text, title.end);
        if rest.is_empty() {
            // `**Scope: all matters**` is a label with its text, both bold.
            return label(text, from).filter(has_rest).or_else(|| whole(block, title.clone()));
        }
        if is_title(text, title, TITLE_WORDS) && is_apart(source, block, title, &rest) {
            return Some(Opening::LeadIn { title: trimmed(text, title.clone()), rest, plain: false });
        }
    }
    label(text, from).or_else(|| capitals(source, block, from))
}

/// How many words a text has, counted to a limit.
pub(super) fn words(text: &str, limit: usize) -> usize {
    text.split_whitespace().take(limit + 1).count()
}

/// The length of `2.`, `(a)`, `5.2`, a bullet or an emoji at the beginning, with the blank after it.
pub(super) fn number_length(text: &str) -> usize {
    let mut length = 0;
    for _ in 0..2 {
        let rest = &text[length..];
        if rest.bytes().take(6).all(|byte| byte.is_ascii_alphabetic()) {
            break;
        }
        let Some(end) = rest.char_indices().take(9).find(|(_, c)| *c == ' ').map(|(at, _)| at) else { break };
        let token = &rest[..end];
        let inner = token.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
        let letters = inner.bytes().filter(u8::is_ascii_alphabetic).count();
        let digits = inner.bytes().any(|byte| byte.is_ascii_digit());
        let numeral = letters == 0 || (letters <= 4 && inner.len() < token.len());
        let sign = !token.chars().any(char::is_alphanumeric);
        let number = numeral
            && inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
            && (digits || (letters > 0 && is_roman_or_letter(inner)));
        if !sign && !number {
            break;
        }
        length += end + 1;
    }
    length
}

fn is_roman_or_letter(word: &str) -> bool {
    word.len() == 1 || word.bytes().all(|byte| matches!(byte.to_ascii_lowercase(), b'i' | b'v' | b'x'))
}

/// The bold, underlined or italic words at the beginning; parts with only blanks between count as one.
fn set_off(block: &Block, from: usize) -> Option<Range<usize>> {
    let text = block.prose.text();
    let mut parts = block.strong.iter().map(|part| part.start as usize..part.end as usize);
    let mut title = parts.next().filter(|first| first.start <= from)?;
    for part in parts {
        let between = &text[title.end..part.start];
        if between.chars().any(char::is_alphanumeric) || between.len() > 8 {
            break;
        }
        title.end = part.end;
    }
    Some(title)
}

/// A title alone in its paragraph.
fn whole(block: &Block, title: Range<usize>) -> Option<Opening> {
    let text = block.prose.text();
    let shown = &text[title.clone()];
    let few = words(shown, TITLE_WORDS);
    let is_sentence = shown.trim_end().ends_with(['.', '!', ';']) && few > LABEL_WORDS + 1;
    // Notes under a heading (`*Last updated in July*`) are often italic, and long or dated.
    let inner = shown.trim_end().trim_end_matches(':');
    let is_note =
        block.italic && (few > LABEL_WORDS || inner.contains(|c: char| c.is_ascii_digit() || c == ':'));
    let fits = is_title(text, &title, TITLE_WORDS) && !is_sentence && !is_note;
    fits.then(|| Opening::Whole(trimmed(text, title)))
}

/// `Scope: this covers`.
fn label(text: &str, from: usize) -> Option<Opening> {
    /// The longest label in bytes.
    const LENGTH: usize = 60;
    let rest = text.get(from..).filter(|rest| rest.starts_with(char::is_uppercase))?;
    let (mut blanks, mut colon) = (0, None);
    for (at, byte) in rest.bytes().enumerate().take(LENGTH) {
        match byte {
            b':' => {
                colon = Some(from + at);
                break;
            }
            b' ' if blanks + 1 < LABEL_WORDS => blanks += 1,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | 0x80.. => {}
            b'&' | b'/' | b'\'' | b'-' | b'(' | b')' => {}
            _ => break,
        }
    }
    let colon = colon?;
    let ends = text[colon + 1..].chars().next().is_none_or(char::is_whitespace);
    let title = from..colon;
    let fits = ends && is_title(text, &title, LABEL_WORDS);
    fits.then(|| Opening::LeadIn { title: trimmed(text, title), rest: after(text, colon), plain: true })
}

/// `SCOPE OF WORK`, alone on its line.
fn capitals(source: &str, block: &Block, from: usize) -> Option<Opening> {
    let text = block.prose.text();
    let title = from..text.len();
    if text.contains(char::is_lowercase) || !is_title(text, &title, CAPITALS_WORDS) {
        return None;
    }
    let letters = text[from..].chars().filter(|c| c.is_uppercase()).count();
    let one_line = !block.span.of(source).contains(['\n', '\r']);
    // `TBD`, `N/A` and their like are no titles.
    (letters > 4 && one_line).then(|| Opening::Whole(trimmed(text, title)))
}

fn has_rest(opening: &Opening) -> bool {
    matches!(opening, Opening::LeadIn { rest, .. } if !rest.is_empty())
}

fn is_title(text: &str, title: &Range<usize>, limit: usize) -> bool {
    let shown = &text[title.clone()];
    words(shown, limit) <= limit && shown.contains(char::is_alphabetic)
}

/// Whether a set-off title is more than a stressed word: punctuation, a line break or a capital follows.
fn is_apart(source: &str, block: &Block, title: &Range<usize>, rest: &Range<usize>) -> bool {
    const MARKS: [char; 7] = [':', '.', '-', '\u{2013}', '\u{2014}', '?', '!'];
    let text = block.prose.text();
    let between = &text[title.end..rest.start];
    text[..title.end].trim_end().ends_with(MARKS)
        || between.contains(MARKS)
        || block.prose.source(title.end..rest.start).of(source).contains(['\n', '\r'])
        || (!block.italic && text[rest.clone()].starts_with(char::is_uppercase))
}

/// What follows a title, without the marks that set it apart.
fn after(text: &str, end: usize) -> Range<usize> {
    let marks = [' ', ':', '.', '-', '\u{2013}', '\u{2014}'];
    let rest = text[end..].trim_start_matches(marks);
    if rest.chars().any(char::is_alphanumeric) {
        text.len() - rest.len()..text.len()
    } else {
        text.len()..text.len()
    }
}

/// A title without blanks around it and marks after it.
fn trimmed(text: &str, title: Range<usize>) -> Range<usize> {
    let shown = &text[title.clone()];
    let start = title.start + (shown.len() - shown.trim_start().len());
    let marks = [' ', ':', '-', '\u{2013}', '\u{2014}'];
    let end = shown.trim_end_matches(marks);
    // The full stop stays after `B.V.`, but not after `5.2. Security.`
    let last = end.trim_end_matches('.').rsplit(' ').next().unwrap_or("");
    let is_short = last.contains('.') && last.contains(char::is_alphabetic);
    let end = title.start
        + if is_short { end.len() } else { end.trim_end_matches(['.', ' ']).trim_end_matches(marks).len() };
    start.min(end)..end
}
