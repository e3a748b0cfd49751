//! Characters that mean nothing to YAML.

/// Whether a text has only characters of which none is white space, a line break or forbidden to the
/// parser, save the blank and the line feed.
pub(super) fn are_ordinary(text: &str) -> bool {
    let control = |byte: &u8| (*byte < b' ') & (*byte != b'\n') | (*byte == 0x7f);
    if text.as_bytes().iter().fold(false, |any, byte| any | control(byte)) {
        return false;
    }
    let odd = ['\u{2028}', '\u{2029}', '\u{feff}', '\u{fffe}', '\u{ffff}'];
    let ordinary = |c: char| !('\u{80}'..='\u{a0}').contains(&c) && !odd.contains(&c);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        let mut chars = rest[at..].chars();
        if !chars.next().is_some_and(ordinary) {
            return false;
        }
        rest = chars.as_str();
    }
    true
}

/// Whether a byte never means anything, wherever it stands in a text but at its beginning: letters,
/// digits, some marks between them, and all bytes beyond ASCII.
pub(super) fn is_letter(byte: &u8) -> bool {
    LETTERS[usize::from(*byte)]
}

static LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let c = byte as u8;
        letters[byte] = c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'.' | b'/') || !c.is_ascii();
        byte += 1;
    }
    letters
};
