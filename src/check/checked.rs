//! A report together with what it was made from, for whoever decides when that goes.

use crate::diagnostic::Report;

use super::Prepared;
use super::library::Library;

/// A report, with all that it was made from: the documents that policies join, and what they were judged by.
#[derive(Debug)]
pub struct Checked {
    /// What was found.
    pub report: Report,
    /// One for each tree, or for each judge of one.
    pub(super) libraries: Vec<Library>,
    pub(super) prepared: Vec<Prepared>,
}

impl Checked {
    /// The report of a run that kept nothing else.
    #[must_use]
    pub fn alone(report: Report) -> Self {
        Self { report, libraries: Vec::new(), prepared: Vec::new() }
    }

    /// Leaves everything to the end of the process, which frees it at once. To take apart the documents of a large
    /// tree one by one takes a tenth of a run; so this is for a command that has nothing left to do.
    pub fn leave(self) {
        let Self { report, libraries, prepared } = self;
        std::mem::forget((report, libraries, prepared));
    }
}
