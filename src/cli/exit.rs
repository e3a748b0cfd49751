//! Exit codes, the same whatever the output format.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 0: nothing at or above the threshold.
    Clean,
    /// 1: findings.
    Findings,
    /// 2: soplint could not do its work, or not all of it.
    Failed,
    /// 1: the editor left without asking the language server to shut down.
    #[cfg(feature = "lsp")]
    Deserted,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
            Outcome::Failed => ExitCode::from(2),
            #[cfg(feature = "lsp")]
            Outcome::Deserted => ExitCode::from(1),
        }
    }
}
