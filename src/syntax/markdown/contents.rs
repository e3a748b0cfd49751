//! Tables of contents: lists and paragraphs that repeat the headings, as Word exports have them.
//!
//! Their entries name sections but head none, so their blocks are marked and give no candidates.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Block, BlockKind};

/// Fewer entries than this are cross-references.
const ENTRIES: usize = 3;

/// Titles over a table of contents.
const TITLES: [&str; 14] = [
    "contents",
    "table of contents",
    "toc",
    "on this page",
    "in this document",
    "índice",
    "indice",
    "contenido",
    "contenidos",
    "tabla de contenido",
    "tabla de contenidos",
    "sumário",
    "sumario",
    "conteúdo",
];

/// Marks the blocks that belong to a table of contents.
pub(super) fn mark(source: &str, blocks: &mut [Block]) {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    // A run of paragraphs that are entries, one after the other.
    let mut run: Option<(Range<usize>, usize)> = None;
    let mut titles: Option<BTreeSet<String>> = None;
    let mut under_title = false;
    while at < blocks.len() {
        let block = &blocks[at];
        let mut next = at + 1;
        let mut entries = 0;
        match block.kind {
            BlockKind::Heading { .. } => under_title = is_title(block),
            BlockKind::List { .. } => {
                next = block.end.0 as usize;
                let inner = &blocks[at..next];
                if is_list(inner, Entry::of)
                    || (under_title
                        && is_list(inner, |block| {
                            Entry::of(block)
                                || has_page(block.prose.text())
                                || titles
                                    .get_or_insert_with(|| all_titles(blocks))
                                    .contains(&plain(block.prose.text()))
                        }))
                {
                    found.push(at..next);
                }
            }
            BlockKind::Paragraph => {
                if is_title(block) {
                    under_title = true;
                } else {
                    entries = paragraph_entries(source, block, under_title);
                    let strong = block.strong.first().is_some_and(|first| first.start == 0);
                    under_title &= entries > 0 || !strong;
                }
            }
            _ => {}
        }
        if entries > 0 {
            let (range, count) = run.take().unwrap_or((at..at, 0));
            run = Some((range.start..next, count + entries));
        } else if let Some((range, count)) = run.take()
            && count >= ENTRIES
        {
            found.push(range);
        }
        at = next;
    }
    found.extend(run.filter(|(_, count)| *count >= ENTRIES).map(|(range, _)| range));
    for range in found {
        blocks[range].iter_mut().for_each(|block| block.contents = true);
    }
}

struct Entry;

impl Entry {
    /// Whether most of a block is a link within the document, or dots lead to a page number.
    fn of(block: &Block) -> bool {
        let text = block.prose.text();
        let linked: usize = anchors(block).map(|link| link.len()).sum();
        linked > 0 && linked * 10 >= text.len() * 6 || has_anchor_around(block) || has_dots(text)
    }
}

/// `[1. Scope [2](#_Toc1)](#_Toc1)`: the parser links only the page number, and leaves the rest as text.
fn has_anchor_around(block: &Block) -> bool {
    let text = block.prose.text();
    text.starts_with('[') && text.ends_with(')') && text.contains("](#") && anchors(block).next().is_some()
}

/// `Scope ........ 4`, `Scope … 4`.
fn has_dots(text: &str) -> bool {
    if !text.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let words = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let lead = words.trim_end_matches(['.', ' ', '\u{2026}', '_']);
    let dots = &words[lead.len()..];
    words.len() < text.len()
        && !lead.is_empty()
        && (dots.contains("...") || dots.contains(". . .") || dots.contains('\u{2026}'))
}

/// `Scope 4`: words and a small number.
fn has_page(text: &str) -> bool {
    let words = text.trim_end_matches(|c: char| c.is_ascii_digit());
    (1..=3).contains(&(text.len() - words.len()))
        && words.ends_with(' ')
        && words.contains(char::is_alphabetic)
}

fn anchors(block: &Block) -> impl Iterator<Item = &Range<u32>> {
    block.links.iter().filter(|link| link.target.starts_with('#')).map(|link| &link.text)
}

/// How many entries a paragraph holds: one, or one on each of its lines.
fn paragraph_entries(source: &str, block: &Block, under_title: bool) -> usize {
    let text = block.prose.text();
    if text.is_empty() {
        return 0;
    }
    if Entry::of(block) {
        return anchors(block).count().max(1);
    }
    let lines = || block.span.of(source).lines().map(str::trim).filter(|line| !line.is_empty());
    let paged = |line: &str| has_dots(line) || (under_title && has_page(line.trim_end_matches(['\\', ' '])));
    let short = |line: &str| line.len() < 120;
    if lines().all(|line| paged(line) && short(line)) { lines().count() } else { 0 }
}

/// Whether most paragraphs of a list are entries, and enough of them.
fn is_list(blocks: &[Block], mut is_entry: impl FnMut(&Block) -> bool) -> bool {
    let (mut entries, mut others) = (0, 0);
    for block in blocks.iter().filter(|block| !block.prose.text().is_empty()) {
        if block.kind == BlockKind::Paragraph && is_entry(block) { entries += 1 } else { others += 1 }
    }
    entries >= ENTRIES && entries >= others * 2
}

fn is_title(block: &Block) -> bool {
    let text = block.prose.text();
    text.len() < 40 && begins_as_title(text) && TITLES.contains(&plain(text).as_str())
}

/// Whether the first word is that of a title, as far as a glance tells: few paragraphs and headings get any further.
fn begins_as_title(text: &str) -> bool {
    const FIRST: [&str; 8] = ["con", "tab", "toc", "on", "in", "í", "Í", "sum"];
    let Some(first) = text.find(char::is_alphabetic) else { return false };
    let start = &text.as_bytes()[first..];
    FIRST
        .iter()
        .any(|word| start.get(..word.len()).is_some_and(|has| has.eq_ignore_ascii_case(word.as_bytes())))
}

fn all_titles(blocks: &[Block]) -> BTreeSet<String> {
    let is_heading = |block: &&Block| {
        matches!(block.kind, BlockKind::Heading { .. })
            || (block.kind == BlockKind::Paragraph
                && block.strong.first().is_some_and(|first| first.start == 0))
    };
    blocks.iter().filter(is_heading).map(|block| plain(block.prose.text())).collect()
}

/// Words only, in lower case, without the number in front and the page behind.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.contains(char::is_alphabetic));
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    words.join(" ")
}
