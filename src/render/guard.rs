//! The last door before the screen: whatever a command prints, nothing in it steers a terminal or the GitHub
//! runner, also where the command forgot to see to it.

use std::io;

use super::terminal::clean;

/// One line that the runner takes for text: a backslash stands before what it would take for a command.
#[must_use]
pub fn neutral(line: &str) -> String {
    let mut line = line.replace("##[", "##\\[");
    let start = line.len() - line.trim_start().len();
    if line[start..].starts_with("::") {
        line.insert(start, '\\');
    }
    line
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// Text in colour, which any word may stand in.
    Text,
    /// The same without colour.
    Plain,
    /// JSON: what steers can only stand inside a string.
    Json,
    /// Made for the runner, or without anything that steers.
    Safe,
}

/// Passes on what is written, with all that would steer a terminal made harmless, and what the GitHub runner
/// would take for a command where it listens. JSON stays the same value. Holds back a line until it ends, or
/// until the next flush.
#[derive(Debug)]
pub struct Guard<W: io::Write> {
    out: W,
    printed: Printed,
    runner: bool,
    line: Vec<u8>,
}

impl<W: io::Write> Guard<W> {
    /// Before an output; `runner` says whether the GitHub runner listens. Must be flushed at the end.
    #[must_use]
    pub fn new(out: W, printed: Printed, runner: bool) -> Self {
        Self { out, printed, runner, line: Vec::new() }
    }

    fn pass(&mut self) -> io::Result<()> {
        // Most lines have nothing in them that steers.
        let is_plain = || {
            let steers = |byte: &u8| !matches!(byte, b'\n' | b' '..=b'~');
            self.line.chunks(64).all(|chunk| !chunk.iter().fold(false, |any, byte| any | steers(byte)))
        };
        let plain = self.printed == Printed::Safe || is_plain();
        if self.printed == Printed::Safe || plain && !self.runner {
            self.out.write_all(&self.line)?;
            self.line.clear();
            return Ok(());
        }
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        let safe = match self.printed {
            Printed::Safe => text.into_owned(),
            _ if plain => text.into_owned(),
            Printed::Text => steady(&text, true),
            Printed::Plain => steady(&text, false),
            Printed::Json => escaped(&text),
        };
        let safe = match self.printed {
            Printed::Json if self.runner => safe.replace("##[", "#\\u0023["),
            Printed::Text | Printed::Plain if self.runner => neutral(&safe),
            _ => safe,
        };
        self.out.write_all(safe.as_bytes())
    }
}

impl<W: io::Write> io::Write for Guard<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The runner ends a line at a lone carriage return too.
        for part in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") || part.ends_with(b"\r") {
                self.pass()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass()?;
        self.out.flush()
    }
}

/// A text in which nothing but its line ends, and its colours where it has any, moves a terminal.
fn steady(text: &str, colours: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = colour(rest).filter(|_| colours).unwrap_or(c.len_utf8());
        match c {
            '\n' => out.push(c),
            _ if length > c.len_utf8() => out.push_str(&rest[..length]),
            _ => out.push(clean(c)),
        }
        rest = &rest[length..];
    }
    out
}

/// How long a sequence is that sets a colour, if the text begins with one.
fn colour(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("\u{1b}[")?;
    let end = inner.find(|c: char| !(c.is_ascii_digit() || c == ';'))?;
    inner[end..].starts_with('m').then_some("\u{1b}[".len() + end + 1)
}

/// JSON in which what steers is written as an escape; outside a string it can't stand.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if matches!(c, '\n' | '\r') || clean(c) == c {
            out.push(c);
        } else {
            out.push_str(&format!("\\u{:04x}", c as u32));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn printed(text: &str, printed: Printed, runner: bool) -> String {
        let mut out = Vec::new();
        let mut guard = Guard::new(&mut out, printed, runner);
        guard.write_all(text.as_bytes()).unwrap();
        guard.flush().unwrap();
        drop(guard);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn colours_pass_and_nothing_else_that_moves_a_terminal() {
        let text = "\u{1b}[31;1mred\u{1b}[0m \u{1b}[2J\u{1b}]0;x\u{7} a\u{202e}b\r::error::x\n";
        assert_eq!(
            printed(text, Printed::Text, true),
            "\u{1b}[31;1mred\u{1b}[0m \u{241b}[2J\u{241b}]0;x\u{2407} a\u{fffd}b\u{240d}\\::error::x\n"
        );
    }

    #[test]
    fn without_colours_none_pass() {
        assert_eq!(printed("\u{1b}[31mred", Printed::Plain, false), "\u{241b}[31mred");
    }

    #[test]
    fn json_stays_the_same_value() {
        let json = serde_json::json!({"a": "\u{9b}2J\u{202e}\u{200b} é😀 ##[error]\u{1b}"});
        let safe = printed(&json.to_string(), Printed::Json, true);
        assert!(safe.contains("\\u009b2J\\u202e\\u200b é😀 #\\u0023[error]"), "{safe}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), json);
    }
}
