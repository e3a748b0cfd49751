//! A document that is being edited: what was read of it last, for the next time.

use crate::syntax::markdown::{Markdown, parse, parse_again};

use super::Head;

/// What is kept of a Markdown document between two edits. It changes no fact; it saves time.
#[derive(Debug, Default)]
pub struct Draft {
    /// What was read last.
    text: String,
    body: Option<Markdown>,
    /// Front matter between fences in which nothing is wrong, and the text from the top to the end of it.
    front: Option<(String, Head)>,
}

impl Draft {
    /// The head of the document as it is now.
    #[must_use]
    pub fn head(&mut self, text: &str) -> Head {
        if let Some((front, head)) = &self.front
            && text.starts_with(front)
        {
            return head.clone();
        }
        let head = Head::read(text, true);
        let kept = text.get(..head.body.unwrap_or_default()).filter(|front| {
            let fenced = front.trim_start_matches('\u{feff}').starts_with("---") && front.ends_with('\n');
            fenced && head.problems.is_empty()
        });
        self.front = kept.map(|front| (front.to_owned(), head.clone()));
        head
    }

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
