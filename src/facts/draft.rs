//! A document that is being edited: what was read of it last, for the next time.

use crate::syntax::markdown::{Markdown, parse, parse_again};

/// What is kept of a document between two edits. It changes no fact; it saves time.
#[derive(Debug, Default)]
pub struct Draft {
    text: String,
    body: Option<Markdown>,
}

impl Draft {
    /// Reads the body of the text as it is now, which begins at a byte. What is kept goes into it.
    pub(super) fn read(&mut self, text: &str, body: usize) -> Markdown {
        match self.body.take() {
            Some(earlier) => parse_again(text, body, &self.text, earlier),
            None => parse(text, body),
        }
    }

    /// Keeps what was read of a text.
    pub(super) fn keep(&mut self, text: &str, body: Option<Markdown>) {
        text.clone_into(&mut self.text);
        self.body = body;
    }
}
