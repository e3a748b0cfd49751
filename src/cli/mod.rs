//! The command line: arguments to calls, results to standard output, and the exit code.
//!
//! This is where the environment, the clock and the terminal are looked at, and nowhere else.
#![allow(clippy::disallowed_methods, reason = "the command line reads the environment and the clock")]

mod args;
mod check;
mod eval;
mod exit;
mod explain;
mod files;
mod init;
mod inspect;
mod list;
#[cfg(feature = "lsp")]
mod lsp;
mod new;
mod output;
mod policies;
mod schema;
mod test;

use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::anyhow;
use clap::Parser;

use args::{Arguments, Command};
pub use exit::Outcome;

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> Outcome {
    // A panic is told in plain words, below or as a finding on one document; its trace would only frighten.
    std::panic::set_hook(Box::new(|_| {}));
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let failed = error.use_stderr();
            if !failed {
                let _ = error.print(); // nobody is left to be told where this fails
                return Outcome::Clean;
            }
            return output::refuse(&error.render().to_string());
        }
    };
    let terminal = output::Terminal::of(&arguments);
    let threads = arguments.threads.unwrap_or(0);
    let mut pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    if threads == 1 {
        // A process that never starts a thread has the cheaper allocator: it takes no locks.
        pool = pool.use_current_thread();
    }
    if let Err(error) = pool.build_global() {
        return terminal.fail(&error.into());
    }
    let command = arguments.command.unwrap_or(Command::Check(arguments.check));
    let result = catch_unwind(AssertUnwindSafe(|| match &command {
        Command::Check(command) => check::run(command, &terminal),
        Command::Inspect(command) => inspect::run(command, &terminal),
        Command::Test(command) => test::run(command, &terminal),
        Command::List(command) => list::run(command, &terminal),
        Command::New(command) => new::run(command, &terminal),
        Command::Init(command) => init::run(command, &terminal),
        Command::Explain(command) => explain::run(command, &terminal),
        Command::Schema(command) => schema::run(command, &terminal),
        Command::Eval(command) => eval::run(command, &terminal),
        #[cfg(feature = "lsp")]
        Command::Lsp => Ok(lsp::run()),
    }));
    let result =
        result.unwrap_or_else(|_| Err(anyhow!("It failed; this is a mistake in soplint. Please report it.")));
    result.unwrap_or_else(|error| terminal.fail(&error))
}
