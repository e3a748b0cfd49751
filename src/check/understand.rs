//! One file as a document with its facts, without any policy: for policies' tests and for `eval`.

use std::sync::Arc;

use camino::Utf8Path;

use crate::facts::{
    Concealed, Decision, Document, Globs, Head, Kinds, PrivateTerms, Reader, conceal, facts, is_markdown,
};
use crate::text::SourceFile;

/// What files are understood by.
pub(super) struct Understanding<'a> {
    pub(super) kinds: &'a Kinds,
    pub(super) vocabulary: &'a Reader,
    /// The firm's globs, by the kind that they settle.
    pub(super) globs: &'a [(usize, Globs)],
    /// What may not be shown.
    pub(super) private: &'a PrivateTerms,
}

impl Understanding<'_> {
    /// `None` where the file is of no known kind.
    pub(super) fn document(&self, path: &Utf8Path, text: String) -> Option<Document> {
        let Concealed { text, found } = conceal(text, self.private);
        let head = Head::read(&text, is_markdown(path));
        let Decision::Kind(number, _) = self.kinds.decide(path, head.kind(), self.globs) else { return None };
        let mut facts = facts(&text, head, Some(self.kinds.get(number)), self.vocabulary, None);
        facts.keep_private(&found);
        Some(Document::new(number, facts, Arc::new(SourceFile::new(path, text))))
    }
}
