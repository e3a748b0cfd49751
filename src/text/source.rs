//! Files that were read, and bytes to text.

use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

use super::{Encoding, LineIndex, Position, Span};

/// One file: its path in the repository, and its text.
#[derive(Debug)]
pub struct SourceFile {
    path: Utf8PathBuf,
    text: String,
    /// What may not be shown, by place; `None` where nobody looked. The text has something else there already, of
    /// the same length.
    hidden: Option<Vec<Span>>,
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// `path` is relative to the root, with `/`.
    #[must_use]
    pub fn new(path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), hidden: None, lines: OnceLock::new() }
    }

    /// A file in which the words in `hidden`, sorted by place, have been covered.
    #[must_use]
    pub fn covered(path: impl Into<Utf8PathBuf>, text: impl Into<String>, hidden: Vec<Span>) -> Self {
        Self { path: path.into(), text: text.into(), hidden: Some(hidden), lines: OnceLock::new() }
    }

    /// The places that have been covered.
    #[must_use]
    pub fn hidden(&self) -> &[Span] {
        self.hidden.as_deref().unwrap_or_default()
    }

    /// Whether what may not be shown has been looked for, though it may not have been there.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.hidden.is_some()
    }

    /// Whether the words at a byte have been covered.
    #[must_use]
    pub fn hides(&self, offset: usize) -> bool {
        let hidden = self.hidden();
        let next = hidden.partition_point(|span| span.range().end <= offset);
        hidden.get(next).is_some_and(|span| span.range().contains(&offset))
    }

    /// Relative to the root, with `/`.
    #[must_use]
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Made on first use: most files have nothing to show.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Line and column, both from 0, of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32, unit: Encoding) -> Position {
        self.lines().position(&self.text, offset, unit)
    }
}

/// A file in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

impl SourceId {
    /// Its number among those of the collection, from 0 in the order in which they were added.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A span in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Which file.
    pub source: SourceId,
    /// Where in it.
    pub span: Span,
}

/// The files that a report points into: documents, policies and configuration.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<SourceFile>>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, file: Arc<SourceFile>) -> SourceId {
        self.files.push(file);
        SourceId(u32::try_from(self.files.len() - 1).expect("fewer than 4 billion files"))
    }

    /// Puts another file, of the same length, in the place of one.
    pub fn replace(&mut self, id: SourceId, file: Arc<SourceFile>) {
        self.files[id.0 as usize] = file;
    }

    /// The file behind an id that this collection gave.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Arc<SourceFile> {
        &self.files[id.0 as usize]
    }

    /// All files in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Arc<SourceFile>)> {
        self.files.iter().enumerate().map(|(index, file)| (SourceId(index as u32), file))
    }
}

/// Bytes as text.
#[derive(Debug, PartialEq, Eq)]
pub enum Decoded {
    /// Valid UTF-8.
    Text(String),
    /// Not UTF-8. Each bad byte became one `?`, so that offsets stay true to the file.
    Repaired {
        /// The text with replacements.
        text: String,
        /// The first bad byte.
        first: Span,
        /// How many bytes were bad.
        count: usize,
    },
    /// Not text in any encoding that soplint reads: UTF-16, or binary data.
    Unreadable {
        /// What it seems to be, for the message.
        what: &'static str,
        /// The plain letters at its beginning, to guess by whose it is. Their places are not those in the file.
        gist: String,
    },
}

/// Decodes the bytes of a file. A byte order mark stays in the text, so that offsets are the file's.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return unreadable("UTF-16 text", &bytes);
    }
    let mut bytes = match String::from_utf8(bytes) {
        Ok(text) if has_nul(text.as_bytes()) => return unreadable("binary data", text.as_bytes()),
        Ok(text) => return Decoded::Text(text),
        Err(error) => error.into_bytes(),
    };
    if has_nul(&bytes) {
        return unreadable("binary data", &bytes);
    }
    let (mut at, mut first, mut count) = (0, None, 0);
    while let Err(error) = std::str::from_utf8(&bytes[at..]) {
        let bad = at + error.valid_up_to();
        let length = error.error_len().unwrap_or(bytes.len() - bad);
        bytes[bad..bad + length].fill(b'?');
        first.get_or_insert(bad);
        count += length;
        at = bad + length;
    }
    let first = first.unwrap_or(0);
    let text = String::from_utf8(bytes).expect("every bad byte was replaced");
    Decoded::Repaired { text, first: Span::new(first, first + 1), count }
}

/// Whether there is a zero byte among the first: no text has one.
fn has_nul(bytes: &[u8]) -> bool {
    beginning(bytes).contains(&0)
}

fn unreadable(what: &'static str, bytes: &[u8]) -> Decoded {
    let plain = beginning(bytes).iter().filter(|byte| byte.is_ascii() && **byte != 0);
    Decoded::Unreadable { what, gist: plain.map(|byte| char::from(*byte)).collect() }
}

fn beginning(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(8192)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_bytes_keep_their_places() {
        assert_eq!(decode("é".into()), Decoded::Text("é".into()));
        let decoded = decode(b"caf\xe9 \xf0\x9f x".to_vec());
        assert_eq!(decoded, Decoded::Repaired { text: "caf? ?? x".into(), first: Span::new(3, 4), count: 3 });
        let unreadable = |what, gist: &str| Decoded::Unreadable { what, gist: gist.into() };
        assert_eq!(decode(b"\xff\xfea\0".to_vec()), unreadable("UTF-16 text", "a"));
        assert_eq!(decode(b"a\0b\xe9".to_vec()), unreadable("binary data", "ab"));
    }
}
