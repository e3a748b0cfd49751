//! The kind `value`: conditions over the document's fields, and over the documents that it can be joined with.

use super::run::Run;
use super::template::Template;
use super::{Block, Judged, Subject};

/// What a `value` policy asks.
#[derive(Debug)]
pub struct ValueRule {
    /// What must hold.
    pub block: Block,
    /// What was not found, for checks without words of their own.
    pub message: Template,
}

impl ValueRule {
    pub(super) fn judge(&self, subject: &Subject<'_>) -> Judged {
        Run::new(*subject).judge(&self.block, &self.message)
    }
}
