//! Standard output and the terminal.

use std::io::{self, BufWriter, IsTerminal, Write};

use camino::Utf8PathBuf;

use crate::render::{Guard, Printed, Style};

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
        let printed = if printed == Printed::Text && !self.colour { Printed::Plain } else { printed };
        let mut out = Guard::new(out, printed, self.runner);
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
    // A message may hold a file's name, and a file's name may hold anything.
    let mut out = Guard::new(io::stderr(), Printed::Plain, runner());
    let _ = out.write_all(message.as_bytes()).and_then(|()| out.flush()); // nobody is left to be told where this fails
    Outcome::Failed
}
