//! Standard output and the terminal.

use std::io::{self, BufWriter, IsTerminal, Write};

use camino::Utf8PathBuf;

use crate::render::{Guard, Printed, Style, neutral};

use super::args::{Arguments, Colour};
use super::exit::Outcome;

/// What the terminal can show, and what was asked of it.
pub(super) struct Terminal {
    pub(super) colour: bool,
    pub(super) width: usize,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
    /// Whether the GitHub runner reads what is printed, and takes parts of it for commands.
    pub(super) runner: bool,
}

/// Lines longer than this are hard to read, however wide the window.
const WIDEST: usize = 120;

impl Terminal {
    pub(super) fn of(arguments: &Arguments) -> Self {
        let colour = match arguments.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let declined = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                io::stdout().is_terminal() && !declined && !dumb
            }
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let width = columns.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)));
        let width = width.unwrap_or(100).clamp(40, WIDEST);
        Self { colour, width, quiet: arguments.quiet, verbose: arguments.verbose, runner: runner() }
    }

    pub(super) fn style(&self, root: Option<Utf8PathBuf>) -> Style {
        Style {
            colour: self.colour,
            width: self.width,
            quiet: self.quiet,
            verbose: self.verbose,
            root,
            ..Style::default()
        }
    }

    /// Writes to standard output. That nobody reads to the end (`soplint | head`) is no error.
    pub(super) fn write(
        &self,
        printed: Printed,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let out = BufWriter::new(anstream::AutoStream::always(io::stdout().lock()));
        let mut out = Guard::new(out, if self.runner { printed } else { Printed::Safe });
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }

    /// Says why nothing could be done.
    pub(super) fn fail(&self, error: &anyhow::Error) -> Outcome {
        refuse(&format!("soplint: {error:#}\n"))
    }
}

fn runner() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// Writes to standard error, and that is the end of it.
pub(super) fn refuse(message: &str) -> Outcome {
    let message: String = message.chars().map(harmless).collect();
    let lines =
        message.split_inclusive('\n').map(|line| if runner() { neutral(line) } else { line.to_owned() });
    let message: String = lines.collect();
    let _ = io::stderr().write_all(message.as_bytes()); // nobody is left to be told where this fails
    Outcome::Failed
}

/// A message may hold a file's name, and a file's name may hold anything.
pub(super) fn harmless(c: char) -> char {
    let turns =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if (c.is_control() && c != '\n') || turns { '\u{fffd}' } else { c }
}
