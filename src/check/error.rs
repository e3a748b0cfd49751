//! What keeps a run from beginning at all.

use crate::workspace;

/// Nothing could be judged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The tree can't be listed, or a file that everything depends on can't be read.
    #[error(transparent)]
    Tree(#[from] workspace::Error),
    /// A document kind that no schema has.
    #[error("There is no kind of document '{name}'.{near} The kinds are {known}.")]
    Kind {
        /// As it was given.
        name: String,
        /// " Did you mean 'sop'?", or nothing.
        near: String,
        /// All kinds.
        known: String,
    },
    /// A policy or pack that there is not.
    #[error("There is no policy or pack '{name}'.{near}")]
    Policy {
        /// As it was given.
        name: String,
        /// " Did you mean 'sop/scope'?", or nothing.
        near: String,
    },
}
