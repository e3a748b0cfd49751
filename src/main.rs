//! The `soplint` command: arguments in, exit code out.
use std::process::ExitCode;

fn main() -> ExitCode {
    soplint::cli::run().into()
}
