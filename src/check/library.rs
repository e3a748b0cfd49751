//! The documents of one tree that policies join, with what was found out about all of them.

use std::sync::Arc;

use crate::facts::{Document, Index, Kinds};
use crate::rules::expression::Tables;
use crate::text::SourceFile;

/// The documents that policies of others read, and tables of what they say.
#[derive(Debug, Default)]
pub(super) struct Library {
    pub(super) index: Index,
    pub(super) tables: Tables,
}

impl Library {
    pub(super) fn new(index: Index) -> Self {
        Self { index, tables: Tables::default() }
    }

    /// The files of the documents.
    pub(super) fn sources(&self) -> impl Iterator<Item = (u32, Arc<SourceFile>)> {
        self.index.documents().iter().map(|document| (document.number, Arc::clone(&document.source)))
    }

    /// Puts a document in the place of the one at its path, if it is found as that one was.
    pub(super) fn replace(&mut self, document: &Arc<Document>, kinds: &Kinds) -> bool {
        self.tables.forget(document.kind);
        self.index.replace(document, kinds)
    }
}
