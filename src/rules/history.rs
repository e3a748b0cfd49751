//! The kind `history`: what git shows of the rows of a list.
//!
//! Git's history is not read yet. What hangs on it says so; the other checks are held against the rows.

use super::run::Run;
use super::template::Template;
use super::{Block, Judged, Subject};

/// What a `history` policy asks.
#[derive(Debug)]
pub struct HistoryRule {
    /// The rows, and what must hold for each.
    pub block: Block,
    /// What was not found, for checks without words of their own.
    pub message: Template,
}

impl HistoryRule {
    pub(super) fn judge(&self, subject: &Subject<'_>) -> Judged {
        Run::new(*subject).judge(&self.block, &self.message)
    }
}
