//! How many words a text has.

/// How many words a text has, with blanks of any kind between them.
pub(crate) fn count_words(text: &str) -> usize {
    let bytes = text.as_bytes();
    if !text.is_ascii() && may_have_wide_blank(bytes) {
        return text.split_whitespace().count();
    }
    // A word begins at whatever follows a blank. Without a branch and in numbers of one byte, the machine can take many
    // bytes at once.
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let Some((first, rest)) = bytes.split_first() else { return 0 };
    const MOST: usize = u8::MAX as usize;
    let begun = |(before, bytes): (&[u8], &[u8])| {
        let pairs = before.iter().zip(bytes);
        pairs.map(|(before, byte)| u8::from(blank(before) & !blank(byte))).sum::<u8>()
    };
    let others = bytes.chunks(MOST).zip(rest.chunks(MOST)).map(begun);
    usize::from(!blank(first)) + others.map(usize::from).sum::<usize>()
}

/// Whether there may be a blank beyond ASCII, such as one that does not break the line. Quotation marks, dashes and
/// accents, which most texts have, are none.
fn may_have_wide_blank(text: &[u8]) -> bool {
    let begins = |a: u8, b: u8| match a {
        0xc2 => b == 0x85 || b == 0xa0,
        0xe1 => b == 0x9a,
        0xe3 => b == 0x80,
        _ => false,
    };
    let general = |b: u8, c: u8| match b {
        0x80 => matches!(c, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf),
        0x81 => c == 0x9f,
        _ => false,
    };
    text.iter().enumerate().filter(|(_, byte)| **byte >= 0xc2).any(|(at, byte)| match text[at..] {
        [0xe2, b, c, ..] => general(b, c),
        [_, b, ..] => begins(*byte, b),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::count_words;

    #[test]
    fn words_are_counted_as_the_standard_library_splits_them() {
        for text in
            ["", " ", "a", " a  b\tc\nd \u{b}e\u{c}f\r", "é\u{a0}b c", "a-b, (c)", " “two” – words ", "。、"]
        {
            assert_eq!(count_words(text), text.split_whitespace().count(), "{text:?}");
        }
        for length in 250..1030 {
            let text = "a bc d  ".repeat(length).split_at(length).0.to_owned();
            assert_eq!(count_words(&text), text.split_whitespace().count(), "{text:?}");
        }
        for blank in ('\0'..='\u{ffff}').filter(|c| c.is_whitespace()) {
            for text in
                [format!("a{blank}b"), format!("{blank}“é”{blank}{blank}c{blank}"), format!("{blank}")]
            {
                assert_eq!(count_words(&text), text.split_whitespace().count(), "{text:?}");
            }
        }
    }
}
