//! Text for a terminal: made harmless, broken into lines, coloured.

use std::fmt::Display;

/// A character from a document, a file name or a message, made harmless: no escape sequence, no
/// change of the reading direction, no hidden line break, nothing that is there and not seen. One character in, one out.
pub(super) fn clean(c: char) -> char {
    match c {
        '\t' => '\t',
        '\0'..='\u{1f}' => {
            char::from_u32(0x2400 + c as u32).expect("the pictures of the controls start there")
        }
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' => char::REPLACEMENT_CHARACTER,
        // Those that join letters and emoji stay.
        '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

/// Several lines, made harmless. Line breaks stay.
pub(super) fn clean_text(text: &str) -> String {
    text.lines().map(clean_line).collect::<Vec<_>>().join("\n")
}

/// One line, made harmless. Line breaks and tabs become spaces.
#[must_use]
pub fn clean_line(text: &str) -> String {
    text.replace("\r\n", " ")
        .chars()
        .map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { clean(c) })
        .collect()
}

/// Columns that a character takes, rather too many than too few: a tab up to the next stop, and two
/// for what may be wide.
pub(super) fn columns(c: char) -> usize {
    match c as u32 {
        0x09 => 4,
        0..0x1100 | 0x2000..0x2e80 | 0xfffd => 1,
        _ => 2,
    }
}

/// Columns of a text.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Breaks a text at spaces into lines of `first` and then `rest` columns. A word that is longer than
/// a line stays whole, so that paths can be copied; one that only the first line has no room for
/// leaves it empty.
pub(super) fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let room = if lines.is_empty() { first } else { rest };
            let wide = width(word);
            let too_wide = if used > 0 { used + 1 + wide > room } else { wide > room && wide <= rest };
            if too_wide && (used > 0 || lines.is_empty()) {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += wide;
        }
        lines.push(line);
    }
    lines
}

/// Colours text, or leaves it as it is.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    pub(super) colour: bool,
}

impl Paint {
    pub(super) fn bold(self, text: impl Display) -> String {
        self.with("1", text)
    }

    pub(super) fn dim(self, text: impl Display) -> String {
        self.with("2", text)
    }

    pub(super) fn cyan(self, text: impl Display) -> String {
        self.with("36", text)
    }

    fn with(self, code: &str, text: impl Display) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
    }
}

/// A table: names on the left, numbers on the right, a dot for none. The first line is the heading.
pub(super) fn table(name: &str, heads: &[&str], rows: &[(String, Vec<usize>)], paint: Paint) -> Vec<String> {
    let left = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0).max(width(name));
    let pad = |text: &str| format!("  {text}{:1$}", "", left - width(text));
    let heading: String = heads.iter().map(|head| format!("   {head}")).collect();
    let mut lines = vec![paint.bold(format!("{}{heading}", pad(name)))];
    lines.extend(rows.iter().map(|(name, numbers)| {
        let cells: String = numbers
            .iter()
            .zip(heads)
            .map(|(number, head)| {
                let number = if *number == 0 { "·".to_owned() } else { number.to_string() };
                format!("   {number:>0$}", head.len())
            })
            .collect();
        pad(name) + &cells
    }));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_and_lines_are_short() {
        assert_eq!(wrap("one two  three", 7, 5), ["one two", "three"]);
        assert_eq!(wrap("a/long/path.yaml b", 4, 4), ["a/long/path.yaml", "b"]);
        assert_eq!(wrap("High-risk work", 8, 20), ["", "High-risk work"]);
        assert_eq!(wrap("a\nb", 9, 9), ["a", "b"]);
        assert_eq!(wrap("", 9, 9), [""]);
    }

    #[test]
    fn nothing_that_moves_the_cursor_or_turns_the_text_is_left() {
        assert_eq!(
            clean_line("a\u{1b}[2J\r\nb\tc\u{202e}d\u{9b}e\u{7f}"),
            "a\u{241b}[2J b c\u{fffd}d\u{fffd}e\u{2421}"
        );
        assert_eq!(clean_text("a\nb\u{7}"), "a\nb\u{2407}");
    }
}
