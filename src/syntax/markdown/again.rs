//! Reading a body again after an edit: blocks that the edit can't have reached are kept, and moved to where they
//! stand now.
//!
//! A heading with `#` in the first column, in no list or quotation, ends all that is open above it, and nothing above
//! it depends on what comes below (CommonMark 0.31, sections 4.2, 5.1 and 5.2). So the text between two such
//! headings reads the same alone. What does not hold to that is read anew as a whole: a text with definitions of
//! links or footnotes, which count everywhere, and one with tables drawn with dashes.

use std::ops::Range;

use crate::text::{common_end, common_start};

use super::blocks::{self, Read};
use super::{Block, BlockId, BlockKind, HeadingStyle, Markdown, finish};

/// The part of a text that is not as it was, and the same part before.
struct Part {
    /// The first block that goes, and the first that stays again.
    gone: Range<usize>,
    /// Its bytes in the text.
    text: Range<usize>,
    /// The comments before this byte stay.
    comments: usize,
    /// Where the heading that stays begins, and how far it is read along, as the witness that it still is one.
    witness: Option<(usize, usize)>,
    /// By how much the bytes behind it have moved.
    by: i64,
}

/// As [`parse`](super::parse), where `earlier` was made of the text `before`.
#[must_use]
pub fn parse_again(source: &str, body: usize, before: &str, earlier: Markdown) -> Markdown {
    match replaced(source, body, before, earlier) {
        Some(read) => finish(source, body, read),
        None => super::parse(source, body),
    }
}

/// All blocks and comments, most of them kept; nothing where too little can be.
fn replaced(source: &str, body: usize, before: &str, earlier: Markdown) -> Option<Read> {
    const DEFINITION: &str = "]:";
    if earlier.drawn || source.contains(DEFINITION) || before.contains(DEFINITION) {
        return None;
    }
    let part = part(source, body, before, &earlier)?;
    let read_to = part.witness.map_or(part.text.end, |(_, end)| end);
    let mut new = blocks::read_plain(source, part.text.start..read_to)?;
    if let Some((at, _)) = part.witness {
        let witness = new.blocks.pop().filter(is_cut)?;
        if witness.span.start as usize != at {
            return None;
        }
        new.comments.retain(|comment| (comment.span.start as usize) < at);
    }
    let Markdown { mut blocks, mut comments, .. } = earlier;
    let behind = part.gone.start + new.blocks.len();
    for block in &mut new.blocks {
        block.renumber(part.gone.start as i64);
    }
    for block in &mut blocks[part.gone.end..] {
        block.renumber(behind as i64 - part.gone.end as i64);
        block.shift(part.by);
    }
    blocks.splice(part.gone.clone(), new.blocks);
    // What a table of contents is depends on the headings of all of the text.
    blocks.iter_mut().for_each(|block| block.contents = false);
    let stay = (part.text.end as i64 - part.by) as u32;
    let first = comments.partition_point(|comment| (comment.span.start as usize) < part.comments);
    let last = comments.partition_point(|comment| comment.span.start < stay).max(first);
    comments[last..].iter_mut().for_each(|comment| comment.span = comment.span.moved(part.by));
    comments.splice(first..last, new.comments);
    Some(Read { blocks, comments, drawn: false })
}

/// The part between the last heading before an edit and the first one behind it, with at least one of them.
fn part(source: &str, body: usize, before: &str, earlier: &Markdown) -> Option<Part> {
    let prefix = common_start(before, source);
    let suffix = common_end(before, source).min(before.len().min(source.len()) - prefix);
    let by = source.len() as i64 - before.len() as i64;
    let cuts = || {
        let all = earlier.blocks.iter().enumerate().filter(|(_, block)| is_cut(block));
        all.filter(|(_, block)| begins_line(before, block.span.start as usize))
    };
    let line_end = |text: &str, from: usize| text[from..].find('\n').map(|length| from + length + 1);
    let above = cuts().take_while(|(_, block)| {
        line_end(before, block.span.start as usize).is_some_and(|end| end <= prefix)
    });
    let above = above.last().map(|(index, block)| (index, block.span.start as usize));
    let above = above.filter(|_| earlier.body == body);
    let (first, from) = above.unwrap_or((0, body));
    // The end of the line before it is the same as well: it still begins a line.
    let stays =
        cuts().find(|(index, block)| *index > first && block.span.start as usize > before.len() - suffix);
    if first == 0 && stays.is_none() {
        return None;
    }
    let (gone, end, witness) = match stays {
        Some((index, block)) => {
            let at = (block.span.start as i64 + by) as usize;
            let end = line_end(source, at).unwrap_or(source.len());
            (first..index, at, Some((at, end)))
        }
        None => (first..earlier.blocks.len(), source.len(), None),
    };
    Some(Part { gone, text: from..end, comments: above.map_or(0, |(_, start)| start), witness, by })
}

/// Whether a block is a heading that may end what is above it.
fn is_cut(block: &Block) -> bool {
    block.parent.is_none() && matches!(block.kind, BlockKind::Heading { style: HeadingStyle::Atx, .. })
}

fn begins_line(source: &str, at: usize) -> bool {
    at == 0 || source.as_bytes()[at - 1] == b'\n'
}

impl Block {
    /// Moves the numbers of the blocks around and in it.
    fn renumber(&mut self, by: i64) {
        let moved = |id: BlockId| BlockId((i64::from(id.0) + by) as u32);
        self.parent = self.parent.map(moved);
        self.end = moved(self.end);
    }

    /// Moves it in the source.
    fn shift(&mut self, by: i64) {
        self.span = self.span.moved(by);
        self.prose.shift(by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::markdown::parse;

    /// How many blocks are read anew for an edit of one text into another; nothing where all are.
    fn read_anew(before: &str, source: &str) -> Option<usize> {
        let earlier = parse(before, 0);
        let count = part(source, 0, before, &earlier).map(|part| part.gone.len());
        replaced(source, 0, before, earlier).and(count)
    }

    #[test]
    fn one_section_is_read_anew() {
        let text = "# A\n\none\n\n## B\n\n- two\n- three\n\n## C\n\nfour\n";
        assert_eq!(parse(text, 0).blocks.len(), 10);
        assert_eq!(read_anew(text, &text.replace("two", "to do")), Some(6));
        assert_eq!(read_anew(text, &text.replace("four", "")), Some(2));
        assert_eq!(read_anew(text, &text.replace("one", "")), Some(2));
        // What may reach over a heading is read as a whole.
        assert_eq!(read_anew(text, &text.replace("- two", "<!-- two")), None);
        assert_eq!(read_anew(text, &text.replace("two\n", "two\n\n```\n")), None);
        assert_eq!(read_anew(text, &text.replace("four", "[two]: four")), None);
    }
}
