//! An open document: its text as the editor has it.

use std::path::PathBuf;

use camino::Utf8PathBuf;
use gen_lsp_types::{Position as Point, Range};
use serde::Deserialize;

use crate::diagnostic::Report;
use crate::text::{Encoding, LineIndex, Position};

/// A document that the client opened.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) version: i32,
    pub(super) text: String,
    /// Where it belongs; `None` for what is none of ours.
    pub(super) place: Option<Place>,
    /// Whether the text, or what it is judged by, changed since the last judgement.
    pub(super) stale: bool,
    /// The last judgement.
    pub(super) report: Option<Report>,
}

/// The root of a firm, empty for documents that lie in no folder, and the path below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) root: PathBuf,
    pub(super) path: Utf8PathBuf,
}

/// One change. The library's type takes a range that it can't read for none at all, and a few letters
/// for the whole text.
#[derive(Debug, Deserialize)]
pub(super) struct Change {
    #[serde(default)]
    range: Option<Range>,
    text: String,
}

impl Document {
    /// Applies changes in their order. Places that are not there are taken for the nearest that is, and
    /// a range whose end comes first is turned round: editors have sent both.
    pub(super) fn change(&mut self, changes: Vec<Change>, unit: Encoding) {
        self.stale = true;
        for Change { range, text } in changes {
            let Some(range) = range else {
                self.text = text;
                continue;
            };
            let index = LineIndex::new(&self.text);
            let [start, end] = [range.start, range.end].map(|point| offset(&index, &self.text, point, unit));
            self.text.replace_range(start.min(end)..start.max(end), &text);
        }
    }

    /// The byte offset of a place.
    pub(super) fn offset(&self, point: Point, unit: Encoding) -> usize {
        offset(&LineIndex::new(&self.text), &self.text, point, unit)
    }
}

fn offset(index: &LineIndex, text: &str, point: Point, unit: Encoding) -> usize {
    let at = Position { line: point.line as usize, column: point.character as usize };
    index.offset(text, at, unit) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, changes: serde_json::Value, unit: Encoding) -> String {
        let mut document =
            Document { version: 1, text: text.to_owned(), place: None, stale: false, report: None };
        document.change(serde_json::from_value(changes).expect("these are changes"), unit);
        document.text
    }

    fn range(start: [u32; 2], end: [u32; 2], text: &str) -> serde_json::Value {
        let point = |[line, character]: [u32; 2]| serde_json::json!({ "line": line, "character": character });
        serde_json::json!({ "range": { "start": point(start), "end": point(end) }, "text": text })
    }

    #[test]
    fn changes_in_both_units() {
        let text = "a\u{1f600}b\r\nsecond\r\n";
        for (unit, column) in [(Encoding::Utf16, 3), (Encoding::Utf8, 5)] {
            let changes =
                serde_json::json!([range([0, column], [0, column + 1], "B"), range([1, 0], [2, 0], "")]);
            assert_eq!(changed(text, changes, unit), "a\u{1f600}B\r\n");
        }
        assert_eq!(changed(text, serde_json::json!([{ "text": "new" }]), Encoding::Utf16), "new");
    }

    #[test]
    fn places_that_are_not_there() {
        let far = u32::MAX;
        for (change, expected) in [
            (range([0, 4], [0, 1], "-"), "o-\ntwo"),
            (range([9, 9], [99, 5], "!"), "one\ntwo!"),
            (range([0, far], [far, far], "."), "one."),
            (range([1, 0], [0, 0], ""), "two"),
        ] {
            assert_eq!(changed("one\ntwo", serde_json::json!([change]), Encoding::Utf16), expected);
        }
        assert_eq!(
            changed("\u{1f600}", serde_json::json!([range([0, 1], [0, 1], "x")]), Encoding::Utf16),
            "x\u{1f600}"
        );
        let bad = serde_json::json!([{ "range": { "start": { "line": -1, "character": 0 } }, "text": "x" }]);
        assert!(serde_json::from_value::<Vec<Change>>(bad).is_err());
    }
}
