//! How far a passage has drifted from the wording that a firm keeps of a clause.
//!
//! Both are read as words: case, punctuation, quotation marks, emphasis, line breaks, hyphens, plurals and
//! the way a number is written ("thirty (30)", "30") make no difference. The nearest passage is found by
//! the words that it shares with the clause, and held against it word by word with the least number of
//! words changed, added and left out (edit distance over words, the ends of the passage free).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::syntax::markdown::{BlockId, BlockKind, Markdown};
use crate::text::Span;

/// What a word says as a number, if it is one.
pub(super) type Numbers<'a> = &'a dyn Fn(&str) -> Option<f64>;

/// The wording that a firm keeps of a clause.
#[derive(Clone, Debug)]
pub struct Canonical {
    words: Vec<Word>,
}

/// The passage nearest to a clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// From its first word to its last.
    pub span: Span,
    /// How many of the clause's words stand in it, from 0 to 1.
    pub kept: f64,
    /// What differs, in the order of the document; nothing where only the dress does.
    pub changes: Vec<Change>,
}

/// Words that differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The words of the document; for words left out, the word behind or before the gap.
    pub at: Span,
    /// What the clause says there; empty for words that were added.
    pub was: String,
    /// What the document says; empty for words that were left out.
    pub now: String,
    /// What the clause says there, with a few words to either side.
    pub clause: String,
}

/// A word as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    key: Key,
    /// As it is written.
    shown: String,
    /// What stands between it and the word before.
    gap: String,
    span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// Hundredths, so that 1.5 is a number too.
    Number(u64),
    Text(String),
}

/// A passage that keeps fewer of a clause's words is another clause.
const LEAST: f64 = 0.55;
/// How many words of a clause are shown to either side of a change.
const AROUND: usize = 3;
/// The longest clause that is compared, in words.
const LONGEST: usize = 600;

impl Canonical {
    /// The clause in a Markdown text: its paragraphs and items, without headings and code.
    pub(super) fn new(body: &Markdown, numbers: Numbers<'_>) -> Self {
        let mut words: Vec<Word> = leaves(body).flat_map(|id| words(body, id, numbers)).collect();
        words.truncate(LONGEST);
        Self { words }
    }

    /// Whether there is nothing to compare.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The passage of a document that is nearest to this clause, if one is near enough.
    pub(super) fn nearest(&self, body: &Markdown, numbers: Numbers<'_>) -> Option<Drift> {
        let blocks: Vec<Vec<Word>> = leaves(body).map(|id| words(body, id, numbers)).collect();
        let window = self.window(&blocks)?;
        let passage: Vec<&Word> = blocks[window].iter().flatten().collect();
        self.align(self.densest(&passage))
    }

    /// The run of blocks that shares most words with the clause; of equals the shortest.
    fn window(&self, blocks: &[Vec<Word>]) -> Option<Range<usize>> {
        let mut wanted: BTreeMap<&Key, usize> = BTreeMap::new();
        for word in &self.words {
            *wanted.entry(&word.key).or_default() += 1;
        }
        let mut best: Option<(usize, usize, Range<usize>)> = None;
        for from in 0..blocks.len() {
            let (mut left, mut shared, mut length) = (wanted.clone(), 0, 0);
            for (to, block) in blocks.iter().enumerate().skip(from) {
                for word in block {
                    if let Some(count) = left.get_mut(&word.key).filter(|count| **count > 0) {
                        *count -= 1;
                        shared += 1;
                    }
                }
                length += block.len();
                let better = best.as_ref().is_none_or(|(most, shortest, _)| {
                    shared > *most || shared == *most && length < *shortest
                });
                if better && shared > 0 {
                    best = Some((shared, length, from..to + 1));
                }
                if length > 2 * self.words.len() + 40 {
                    break;
                }
            }
        }
        let (shared, _, window) = best?;
        (shared as f64 >= LEAST * self.words.len() as f64).then_some(window)
    }

    /// Of a passage that is far longer than the clause the part that shares most words with it.
    fn densest<'a, 'p>(&self, passage: &'a [&'p Word]) -> &'a [&'p Word] {
        let width = 2 * self.words.len() + 40;
        if passage.len() <= 2 * width {
            return passage;
        }
        let wanted: BTreeSet<&Key> = self.words.iter().map(|word| &word.key).collect();
        let is_wanted: Vec<bool> = passage.iter().map(|word| wanted.contains(&word.key)).collect();
        let mut shared = is_wanted[..width].iter().filter(|wanted| **wanted).count();
        let (mut most, mut best) = (shared, 0);
        for from in 1..=passage.len() - width {
            shared += usize::from(is_wanted[from + width - 1]);
            shared -= usize::from(is_wanted[from - 1]);
            if shared > most {
                (most, best) = (shared, from);
            }
        }
        &passage[best..best + width]
    }

    /// The clause and a passage side by side.
    fn align(&self, passage: &[&Word]) -> Option<Drift> {
        let (rows, columns) = (self.words.len(), passage.len());
        let same = |row: usize, column: usize| self.words[row].key == passage[column].key;
        // cost[row][column]: the first `row` words of the clause against words that end before `column`.
        let mut cost = vec![vec![0_u32; columns + 1]; rows + 1];
        for row in 1..=rows {
            cost[row][0] = 2 * row as u32;
            for column in 1..=columns {
                let change = if same(row - 1, column - 1) { 0 } else { 3 };
                cost[row][column] = (cost[row - 1][column - 1] + change)
                    .min(cost[row - 1][column] + 2)
                    .min(cost[row][column - 1] + 2);
            }
        }
        let end = (0..=columns).min_by_key(|column| cost[rows][*column])?;
        let mut steps = Vec::new();
        let (mut row, mut column) = (rows, end);
        while row > 0 {
            let here = cost[row][column];
            let change = |row: usize, column: usize| if same(row - 1, column - 1) { 0 } else { 3 };
            let step = if column > 0 && here == cost[row - 1][column - 1] + change(row, column) {
                (row, column) = (row - 1, column - 1);
                if same(row, column) { Step::Same } else { Step::Both }
            } else if here == cost[row - 1][column] + 2 {
                row -= 1;
                Step::LeftOut
            } else {
                column -= 1;
                Step::Added
            };
            steps.push((step, row, column));
        }
        steps.reverse();
        let kept = steps.iter().filter(|(step, ..)| *step == Step::Same).count() as f64 / rows as f64;
        let covered = column..end;
        if kept < LEAST || covered.is_empty() {
            return None;
        }
        let span = passage[covered.start].span.cover(passage[covered.end - 1].span);
        Some(Drift { span, kept, changes: self.changes(passage, &steps, &covered) })
    }

    fn changes(
        &self,
        passage: &[&Word],
        steps: &[(Step, usize, usize)],
        covered: &Range<usize>,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for run in steps.chunk_by(|a, b| (a.0 == Step::Same) == (b.0 == Step::Same)) {
            let Some((first, ..)) = run.first() else { continue };
            if *first == Step::Same {
                continue;
            }
            let was = run.iter().filter(|(step, ..)| *step != Step::Added).map(|(_, row, _)| *row);
            let was: Vec<&Word> = was.map(|row| &self.words[row]).collect();
            let now = run.iter().filter(|(step, ..)| *step != Step::LeftOut);
            let now: Vec<&Word> = now.map(|(_, _, column)| passage[*column]).collect();
            let at = match (now.first(), now.last()) {
                (Some(first), Some(last)) => first.span.cover(last.span),
                _ => {
                    let behind = run.last().map_or(covered.start, |(_, _, column)| *column);
                    passage[behind.clamp(covered.start, covered.end - 1)].span
                }
            };
            let rows = run.iter().map(|(_, row, _)| *row);
            let from = rows.clone().min().unwrap_or_default().saturating_sub(AROUND);
            let to = rows.max().map_or(0, |row| row + 1 + AROUND).min(self.words.len());
            let clause: Vec<&Word> = self.words[from..to].iter().collect();
            let (was, now, clause) = (written(&was), written(&now), written(&clause));
            changes.push(Change { at, was, now, clause });
        }
        changes
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Same,
    Both,
    LeftOut,
    Added,
}

fn leaves(body: &Markdown) -> impl Iterator<Item = BlockId> {
    let prose = body
        .leaves()
        .filter(|(_, block)| !block.contents && !matches!(block.kind, BlockKind::Heading { .. }));
    prose.map(|(id, _)| id)
}

/// The words of a block.
fn words(body: &Markdown, id: BlockId, numbers: Numbers<'_>) -> Vec<Word> {
    let prose = &body.block(id).prose;
    let text = prose.text();
    let mut found: Vec<Word> = Vec::new();
    let (mut start, mut end) = (None, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inner = |at: usize| {
            matches!(c, '.' | ',')
                && text[..at].ends_with(|c: char| c.is_ascii_digit())
                && text[at + 1..].starts_with(|c: char| c.is_ascii_digit())
        };
        if c.is_alphanumeric() || c == '\'' && start.is_some() || at < text.len() && inner(at) {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            let shown = text[from..at].trim_end_matches('\'');
            // "(24)" keeps its brackets, as it is written behind "twenty-four".
            let bracketed = text[..from].ends_with('(')
                && text[from + shown.len()..].starts_with(')')
                && shown.bytes().all(|byte| byte.is_ascii_digit());
            let around = usize::from(bracketed);
            let (from, shown) = (from - around, &text[from - around..from + shown.len() + around]);
            let span = prose.source(from..from + shown.len());
            let gap: Vec<&str> = text[end..from].split_whitespace().collect();
            let (opens, closes) = (
                text[end..from].starts_with(char::is_whitespace),
                text[end..from].ends_with(char::is_whitespace),
            );
            let blank = |is: bool| if is && !gap.is_empty() { " " } else { "" };
            let gap = match (gap.is_empty(), end == 0 || opens) {
                (true, true) => " ".to_owned(),
                _ => format!("{}{}{}", blank(opens), gap.join(" "), blank(closes)),
            };
            end = from + shown.len();
            push(&mut found, (shown, gap), span, numbers);
        }
    }
    found
}

/// Words as they are written, with what stands between them.
fn written(words: &[&Word]) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push_str(&word.gap);
        }
        text.push_str(&word.shown);
    }
    text
}

/// Adds a word. "Thirty (30)" is one number, and so are "twenty-four" and 24.
fn push(found: &mut Vec<Word>, (shown, gap): (&str, String), span: Span, numbers: Numbers<'_>) {
    let lower = shown.trim_matches(['(', ')']).to_lowercase();
    // "A" and "an" are counted as one only before a unit; here they are words.
    let number = Some(&lower)
        .filter(|word| !matches!(word.as_str(), "a" | "an" | "un" | "una" | "um" | "uma"))
        .and_then(|word| numbers(word))
        .map(|value| (value * 100.0).round() as u64);
    let Some(number) = number else {
        found.push(Word { key: Key::Text(plain(&lower)), shown: shown.to_owned(), gap, span });
        return;
    };
    if let Some(last) = found.last_mut()
        && let Key::Number(before) = last.key
    {
        let tens = (2_000..10_000).contains(&before) && before % 1_000 == 0 && number < 1_000;
        let spelled = !last.shown.contains(|c: char| c.is_ascii_digit());
        if before == number || tens && spelled {
            last.key = Key::Number(if before == number { number } else { before + number });
            last.shown = format!("{}{gap}{shown}", last.shown);
            last.span = last.span.cover(span);
            return;
        }
    }
    found.push(Word { key: Key::Number(number), shown: shown.to_owned(), gap, span });
}

/// A word without its plural.
fn plain(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}
