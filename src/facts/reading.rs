//! A Markdown document read once for words: for each block its folded text and the phrases in it.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use crate::syntax::markdown::{Block, BlockId, BlockKind, HeadingId, HeadingStyle, Markdown, sentences};
use crate::text::Span;

use super::boilerplate::{Boilerplate, Met};
use super::quantity::{self, Duration};
use super::title;
use super::verdict::Id;
use super::vocabulary::{FirstGroups, Group, Hit, Vocabulary, fold_into};

/// The words of a document.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) source: &'a str,
    pub(crate) markdown: &'a Markdown,
    pub(crate) vocabulary: &'a Vocabulary,
    /// The folded text of all blocks, one after the other.
    folded: String,
    /// One for each block; nothing is found in blocks without prose and in tables of contents.
    words: Vec<Words>,
    /// Of all blocks; by place within each.
    hits: Vec<Hit>,
    durations: Vec<Duration>,
    pieces: Vec<Piece>,
    /// By heading, what it is compared by.
    keys: Vec<OnceCell<Arc<[String]>>>,
    /// Whether what introduces a list is a key, which names what follows and orders nothing.
    pub(crate) of_fields: bool,
}

/// What Markdown's prose has for code and images.
const OBJECT: char = '\u{fffc}';

/// The words of one block.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// In the reading's folded text.
    folded: Range<usize>,
    /// In the reading's lists.
    hits: Range<usize>,
    durations: Range<usize>,
    pieces: Range<usize>,
    /// All of it is one piece, however many sentences it has.
    lined: bool,
    /// Of all hits.
    groups: FirstGroups,
    /// Whether some rule of evidence may hold for a sentence of it.
    opens: bool,
}

/// What is read in one go: a sentence, or all of a block that has lines of its own.
#[derive(Debug)]
struct Piece {
    /// Bytes of the block's prose text.
    range: Range<u32>,
    kept: Option<Id>,
    /// Whether some rule of evidence may hold for it.
    opens: bool,
}

/// A sentence of a block.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    pub(crate) part: Part,
    /// What is kept of it.
    pub(crate) kept: Option<Id>,
    /// Whether some rule of evidence may hold for it: few sentences have a phrase that any rule begins with.
    pub(crate) opens: bool,
}

impl Words {
    /// Whether there is nothing here that the vocabulary knows.
    pub(crate) fn are_strange(&self) -> bool {
        self.hits.is_empty() && self.durations.is_empty()
    }

    /// Whether some rule of evidence may hold for a sentence of it.
    pub(crate) fn open(&self) -> bool {
        self.opens
    }

    /// Whether a phrase of some groups may stand here.
    pub(crate) fn may_have(&self, some: FirstGroups) -> bool {
        self.groups.may_share(some)
    }
}

/// A part of a block's prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) block: BlockId,
    /// Bytes of the block's prose text.
    pub(crate) range: Range<u32>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(
        source: &'a str,
        markdown: &'a Markdown,
        vocabulary: &'a Vocabulary,
        boilerplate: &mut Boilerplate,
    ) -> Self {
        let mut folded = Vec::with_capacity(source.len());
        let fold = |block: &Block| {
            let from = folded.len();
            fold_into(block.prose.text(), &mut folded);
            Words { folded: from..folded.len(), ..Words::default() }
        };
        let words: Vec<Words> = markdown.blocks.iter().map(fold).collect();
        let folded = String::from_utf8(folded).expect("characters took the place of others as long");
        let mut reading = Self {
            source,
            markdown,
            vocabulary,
            folded,
            words,
            // About one phrase in twenty bytes, and a sentence in eighty.
            hits: Vec::with_capacity(source.len() / 20),
            durations: Vec::new(),
            pieces: Vec::with_capacity(source.len() / 80),
            keys: vec![OnceCell::new(); markdown.headings.len()],
            of_fields: false,
        };
        for (index, block) in markdown.blocks.iter().enumerate().filter(|(_, block)| !block.contents) {
            reading.read(index, block.prose.text(), boilerplate);
        }
        for (index, heading) in markdown.headings.iter().enumerate() {
            let title = Part { block: heading.block, range: heading.title.clone() };
            if let Some(kept) = reading.kept(&title) {
                reading.keys[index] = OnceCell::from(boilerplate.keys(kept, reading.text(&title)));
            }
        }
        reading
    }

    /// Finds what stands in a block.
    fn read(&mut self, block: usize, text: &str, boilerplate: &mut Boilerplate) {
        let first = (self.hits.len(), self.durations.len(), self.pieces.len());
        let (mut groups, mut opens) = (FirstGroups::default(), false);
        let from = self.words[block].folded.start;
        let of_times = self.vocabulary.opens_by_time();
        let mut piece = |range: Range<usize>| {
            let (text, folded) = (&text[range.clone()], &self.folded[from + range.start..from + range.end]);
            let (at, end) = (range.start as u32, range.end as u32);
            let lexicon = &self.vocabulary.lexicon;
            let met = boilerplate.meet(text, at, &mut self.hits, &mut self.durations);
            let (kept, opens_here) = if let Met::Kept(id, of_known, opens) = met {
                groups = groups.or(of_known);
                (Some(id), opens)
            } else {
                let (hit, duration) = (self.hits.len(), self.durations.len());
                lexicon.find(folded, &mut self.hits);
                let hits = &mut self.hits[hit..];
                quantity::durations(folded, hits, &self.vocabulary.time, lexicon, &mut self.durations);
                let durations = &mut self.durations[duration..];
                groups = hits.iter().fold(groups, |all, hit| all.or(hit.groups));
                let opens = hits.iter().any(|hit| hit.opens) || of_times && !durations.is_empty();
                let kept = match met {
                    Met::Again(hash) => Some(boilerplate.keep(hash, text, hits, durations, opens, lexicon)),
                    _ => None,
                };
                hits.iter_mut().for_each(|hit| *hit = hit.shifted(at));
                durations.iter_mut().for_each(|duration| *duration = duration.shifted(at));
                (kept, opens)
            };
            opens |= opens_here;
            self.pieces.push(Piece { range: at..end, kept, opens: opens_here });
        };
        // A phrase may run on over a line's end, which ends a sentence all the same.
        let lined = self.vocabulary.lexicon.crosses_sentences() || text.contains('\n');
        if lined {
            piece(0..text.len());
        } else {
            sentences(text).for_each(piece);
        }
        let words = &mut self.words[block];
        words.hits = first.0..self.hits.len();
        words.durations = first.1..self.durations.len();
        words.pieces = first.2..self.pieces.len();
        (words.lined, words.groups, words.opens) = (lined, groups, opens);
    }

    /// The same for a body that was made of fields.
    pub(crate) fn of_fields(
        source: &'a str,
        markdown: &'a Markdown,
        vocabulary: &'a Vocabulary,
        boilerplate: &mut Boilerplate,
    ) -> Self {
        Self { of_fields: true, ..Self::new(source, markdown, vocabulary, boilerplate) }
    }

    /// The concepts that the heading over a block names outright.
    pub(crate) fn named_over(&self, block: BlockId) -> &'a [usize] {
        let Some(heading) = self.markdown.enclosing_heading(block) else { return &[] };
        match self.markdown.heading(heading).style {
            HeadingStyle::ColumnHead | HeadingStyle::RowHead => &[],
            _ => self.vocabulary.labelled(self.keys(heading)),
        }
    }

    /// What a heading is compared by.
    pub(crate) fn keys(&self, heading: HeadingId) -> &[String] {
        let title = || self.markdown.title(self.markdown.heading(heading));
        self.keys[heading.0 as usize].get_or_init(|| title::keys(title()).into())
    }

    /// What a block's words would be compared by if they were a heading.
    pub(crate) fn keys_of(&self, block: BlockId, boilerplate: &mut Boilerplate) -> Arc<[String]> {
        let whole = self.whole(block);
        match self.kept(&whole) {
            Some(kept) => boilerplate.keys(kept, self.text(&whole)),
            None => title::keys(self.text(&whole)).into(),
        }
    }

    /// Whether a character stands anywhere in the document's prose.
    pub(crate) fn has(&self, c: char) -> bool {
        self.folded.contains(c)
    }

    pub(crate) fn words(&self, block: BlockId) -> &Words {
        &self.words[block.0 as usize]
    }

    /// The phrases that lie in a part.
    pub(crate) fn hits(&self, part: &Part) -> impl Iterator<Item = Hit> {
        let hits = &self.hits[self.words(part.block).hits.clone()];
        let from = hits.partition_point(|hit| hit.start < part.range.start);
        let range = part.range.clone();
        hits[from..]
            .iter()
            .take_while({
                let end = range.end;
                move |hit| hit.start < end
            })
            .filter(move |hit| hit.end <= range.end)
            .copied()
    }

    /// The places of a group's phrases in a part, without those inside a longer one.
    pub(crate) fn places(&self, part: &Part, group: Group) -> Vec<Part> {
        let mut found: Vec<Part> = Vec::new();
        if !self.words(part.block).groups.may_have(group) {
            return found;
        }
        for hit in self.hits(part).filter(|hit| self.vocabulary.lexicon.has(*hit, group)) {
            let inside = |last: &Part| hit.start < last.range.end;
            match found.last_mut() {
                Some(last) if inside(last) => last.range.end = last.range.end.max(hit.end),
                _ => found.push(Part { block: part.block, range: hit.start..hit.end }),
            }
        }
        found
    }

    /// Whether a phrase is of a group, or a frequency where the group stands for one.
    pub(crate) fn is_of(&self, hit: Hit, group: Group) -> bool {
        let (lexicon, lists) = (&self.vocabulary.lexicon, &self.vocabulary.lists);
        lexicon.has(hit, group)
            || group == lists.cadence && lexicon.has(hit, self.vocabulary.time.cadences)
            || group == lists.duration && lexicon.has(hit, self.vocabulary.time.immediate)
    }

    /// The lengths of time in a part.
    pub(crate) fn durations(&self, part: &Part) -> impl Iterator<Item = &Duration> {
        let range = part.range.clone();
        let durations = &self.durations[self.words(part.block).durations.clone()];
        durations.iter().filter(move |d| range.start <= d.start && d.end <= range.end)
    }

    /// Where "every" begins that stands before a length of time and makes a frequency of it.
    pub(crate) fn each_before(&self, part: &Part, duration: &Duration) -> Option<u32> {
        let before = self.folded(&Part { block: part.block, range: part.range.start..duration.start });
        let before = before.trim_end();
        let each = &self.vocabulary.time.each;
        let ends = |word: &&String| {
            before.ends_with(word.as_str())
                && !before[..before.len() - word.len()].ends_with(char::is_alphanumeric)
        };
        let longest = each.iter().filter(ends).max_by_key(|word| word.len())?;
        Some(part.range.start + (before.len() - longest.len()) as u32)
    }

    /// A block's whole prose.
    pub(crate) fn whole(&self, block: BlockId) -> Part {
        Part { block, range: 0..self.markdown.block(block).prose.text().len() as u32 }
    }

    /// The sentences of a part.
    pub(crate) fn sentences(&self, part: &Part) -> impl Iterator<Item = Part> + use<'a> {
        let (block, start) = (part.block, part.range.start);
        let shift = move |range: Range<usize>| start + range.start as u32..start + range.end as u32;
        sentences(self.text(part)).map(move |range| Part { block, range: shift(range) })
    }

    /// The sentences of a block.
    pub(crate) fn sentences_of(&self, block: BlockId) -> impl Iterator<Item = Sentence> + use<'_, 'a> {
        let words = self.words(block);
        let (pieces, lines) = match words.lined {
            true => (0..0, Some(self.sentences(&self.whole(block)))),
            false => (words.pieces.clone(), None),
        };
        let own = self.pieces[pieces].iter().map(move |piece| {
            let part = Part { block, range: piece.range.clone() };
            Sentence { part, kept: piece.kept, opens: piece.opens }
        });
        let line = |part: Part| {
            let by_time = || self.vocabulary.opens_by_time() && self.durations(&part).next().is_some();
            let opens = self.hits(&part).any(|hit| hit.opens) || by_time();
            Sentence { kept: self.kept(&part), opens, part }
        };
        own.chain(lines.into_iter().flatten().map(line))
    }

    /// What is kept of a part that was read in one go.
    pub(crate) fn kept(&self, part: &Part) -> Option<Id> {
        let pieces = &self.pieces[self.words(part.block).pieces.clone()];
        let at = pieces.binary_search_by_key(&part.range.start, |piece| piece.range.start).ok()?;
        pieces[at].kept.filter(|_| pieces[at].range.end == part.range.end)
    }

    pub(crate) fn text(&self, part: &Part) -> &'a str {
        &self.markdown.block(part.block).prose.text()[part.range.start as usize..part.range.end as usize]
    }

    /// A part as a message quotes it: code is not read, but a reader must see it.
    pub(crate) fn quote(&self, part: &Part) -> String {
        let mut quote = String::with_capacity(self.text(part).trim().len());
        self.quote_into(part, &mut quote);
        quote
    }

    /// Adds such a quotation to a text.
    pub(crate) fn quote_into(&self, part: &Part, quote: &mut String) {
        let text = self.text(part).trim();
        if text.is_ascii() || !text.contains(OBJECT) {
            return quote.push_str(text);
        }
        let prose = &self.markdown.block(part.block).prose;
        let start = part.range.start as usize + (self.text(part).len() - self.text(part).trim_start().len());
        for (at, c) in text.char_indices() {
            let source = prose.source(start + at..start + at + c.len_utf8()).of(self.source);
            match c {
                OBJECT if source.starts_with('`') => quote.push_str(source.trim_matches('`').trim()),
                OBJECT => quote.push('…'),
                c => quote.push(c),
            }
        }
    }

    pub(crate) fn folded(&self, part: &Part) -> &str {
        let from = self.words(part.block).folded.start;
        &self.folded[from + part.range.start as usize..from + part.range.end as usize]
    }

    /// The source of a part.
    pub(crate) fn span(&self, part: &Part) -> Span {
        let text = self.text(part);
        let start = part.range.start as usize + (text.len() - text.trim_start().len());
        let end = part.range.start as usize + text.trim_end().len();
        self.markdown.block(part.block).prose.source(start..end.max(start))
    }

    /// The item or row that a block lies in, if any.
    pub(crate) fn holder(&self, block: BlockId, wanted: impl Fn(&BlockKind) -> bool) -> Option<BlockId> {
        let mut at = Some(block);
        // Lists nest, so this could be long: nobody's procedure goes deeper than this.
        for _ in 0..8 {
            let id = at?;
            if wanted(&self.markdown.block(id).kind) {
                return Some(id);
            }
            at = self.markdown.block(id).parent;
        }
        None
    }
}
