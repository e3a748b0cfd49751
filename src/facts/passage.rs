//! Evidence in prose: sentences, list items and table rows that answer a concept's or a topic's question.
//!
//! A rule of evidence holds for a passage if every one of its lists has a phrase there. A passage is a
//! sentence; in a table it is a row, read together with the heads of its columns. A rule with an act asks
//! for more and for less: its words must stand near the act, and what the act is done to may be said over
//! the passage, in the lead-in of its list or in the heading.

use std::ops::Range;

use crate::syntax::markdown::{BlockId, BlockKind};
use crate::text::Span;

use super::context;
use super::force::{Force, denies, forbidden, force, refused};
use super::marks::Marks;
use super::quantity::Duration;
use super::reading::{Part, Reading};
use super::statement::Act;
use super::title;
use super::vocabulary::{Evidence, Group, Hit, Owner};

/// A passage that a rule of evidence holds for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passage {
    pub(crate) owner: Owner,
    /// The rule's name, for those who want to know why.
    pub(crate) rule: u32,
    /// Where it begins: the sentence, or the first telling cell of a row.
    pub(crate) part: Part,
    pub(crate) span: Span,
    /// Where a rule's act stands, if it has one: each with its sentence or cell.
    pub(crate) acts: Vec<(Part, Part)>,
    /// The cells, where the passage is a row.
    pub(crate) cells: Vec<BlockId>,
    /// What it makes of its acts, and whether words say so.
    pub(crate) force: (Force, bool),
}

/// A row with more words than this holds whole clauses; its cells are then read by the sentence, as are
/// cells that hold blocks of their own.
const LONG_ROW: usize = 80;

/// How many words may stand between an act and what speaks against it by standing there.
const CLOSE: usize = 4;

/// Every sentence and row of a document that is about what is asked.
pub(crate) fn passages(reading: &Reading<'_>, asked: impl Fn(Owner) -> bool) -> Vec<Passage> {
    let opening = opening(reading);
    let rules = reading.vocabulary.evidence.iter().map(|rule| asked(rule.owner)).collect();
    let mut marks = Marks::new(reading.vocabulary.evidence_by_group.len(), rules);
    let mut found = Vec::new();
    for (id, block) in reading.markdown.leaves() {
        if block.contents || matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Cell { .. }) {
            continue;
        }
        if reading.holder(id, |kind| matches!(kind, BlockKind::Cell { .. })).is_some() {
            continue; // read with its row
        }
        in_block(reading, id, &opening, &mut marks, &mut found);
    }
    let (mut last_table, mut of_versions) = (None, false);
    for (index, block) in reading.markdown.blocks.iter().enumerate() {
        if block.kind == (BlockKind::Row { header: false }) && !block.contents {
            if last_table != block.parent {
                last_table = block.parent;
                of_versions = block.parent.is_some_and(|table| tells_versions(reading, table));
            }
            if of_versions {
                continue;
            }
            in_row(reading, BlockId(index as u32), &opening, &mut marks, &mut found);
        }
    }
    found
}

fn in_block(
    reading: &Reading<'_>,
    id: BlockId,
    opening: &[BlockId],
    marks: &mut Marks,
    found: &mut Vec<Passage>,
) {
    let whole = reading.whole(id);
    // Most blocks have nothing that any rule wants: look at the whole before looking at its sentences.
    marks.clear();
    marks.add(reading, &whole);
    if !marks.may_hold(reading) {
        return;
    }
    let mut over = over(reading, id);
    let fixed = over.len();
    for sentence in reading.sentences(&whole) {
        marks.clear();
        marks.add(reading, &sentence);
        marks.add_over(reading, &over);
        // "It must be encrypted": what it is, the sentence before says.
        over.truncate(fixed);
        over.push(sentence.clone());
        let span = reading.span(&sentence);
        for rule in marks.rules(reading) {
            let evidence = &reading.vocabulary.evidence[rule as usize];
            if evidence.opening && !opening.contains(&id) {
                continue;
            }
            let Some(acts) = acts(
                reading,
                evidence,
                Within { sentences: std::slice::from_ref(&sentence), heads: &[] },
                marks,
            ) else {
                continue;
            };
            let part = sentence.clone();
            let mut passage = Passage {
                owner: evidence.owner,
                rule,
                part,
                span,
                acts,
                cells: Vec::new(),
                force: (Force::Duty, false),
            };
            let Some(force) = passage.weigh(reading) else { continue };
            passage.force = force;
            found.push(passage);
        }
    }
}

/// What stands over a block.
fn over(reading: &Reading<'_>, id: BlockId) -> Vec<Part> {
    let mut over = context::lead_ins(reading, id);
    over.extend(context::heading(reading, id));
    over
}

/// What an act is looked for in: a sentence; or the sentences of a row, and the heads of its columns.
#[derive(Clone, Copy)]
struct Within<'a> {
    sentences: &'a [Part],
    heads: &'a [Part],
}

/// The acts of a rule in some sentences that have near what the rule asks to be near; nothing where there
/// is none. Rules without an act have none, and hold all the same.
fn acts(
    reading: &Reading<'_>,
    evidence: &Evidence,
    within: Within<'_>,
    marks: &Marks,
) -> Option<Vec<(Part, Part)>> {
    if !evidence.act {
        return Some(Vec::new());
    }
    let is_row = within.sentences.len() > 1;
    let mut found = Vec::new();
    for sentence in within.sentences {
        for words in unmasked(reading, evidence, sentence, &evidence.all[0]) {
            let distance = |other: &Range<u32>| {
                let from = words.end.min(other.end);
                let between =
                    Part { block: sentence.block, range: from..words.start.max(other.start).max(from) };
                reading.folded(&between).split_whitespace().count()
            };
            let against = |hit: &Hit| evidence.not_near.iter().any(|group| reading.is_of(*hit, *group));
            if !evidence.not_near.is_empty()
                && reading.hits(sentence).any(|hit| against(&hit) && distance(&(hit.start..hit.end)) <= CLOSE)
            {
                continue;
            }
            let near = |groups: &Vec<Group>| {
                let most = evidence.near.filter(|_| !is_row).unwrap_or(usize::MAX);
                let here = |part: &Part| unmasked(reading, evidence, part, groups);
                groups.iter().any(|group| marks.is_over(*group))
                    || here(sentence).iter().any(|range| distance(range) <= most)
                    || times(reading, sentence, groups).any(|range| distance(&range) <= most)
                    || is_row
                        && within.sentences.iter().chain(within.heads).any(|part| {
                            !here(part).is_empty() || times(reading, part, groups).next().is_some()
                        })
            };
            if evidence.all[1..].iter().all(near) {
                found.push((sentence.clone(), Part { block: sentence.block, range: words.clone() }));
            }
        }
    }
    // In a row the act may be the head of a column: then it is done to all of the row.
    let heads_act = || {
        let is_head = |head: &Part| !unmasked(reading, evidence, head, &evidence.all[0]).is_empty();
        is_row && !evidence.forbidden && within.heads.iter().any(is_head)
    };
    (!found.is_empty() || heads_act()).then_some(found)
}

/// Where phrases of some groups stand in a part, save those inside what the rule masks.
fn unmasked(reading: &Reading<'_>, evidence: &Evidence, part: &Part, groups: &[Group]) -> Vec<Range<u32>> {
    let of = |groups: &[Group], hit: Hit| groups.iter().any(|group| reading.is_of(hit, *group));
    let masks: Vec<Hit> = match evidence.mask.is_empty() {
        true => Vec::new(),
        false => reading.hits(part).filter(|hit| of(&evidence.mask, *hit)).collect(),
    };
    let counts = |hit: &Hit| !masks.iter().any(|mask| mask.start <= hit.start && hit.end <= mask.end);
    let hits = reading.hits(part).filter(|hit| of(groups, *hit)).filter(counts);
    hits.map(|hit| hit.start..hit.end).collect()
}

/// The lengths of time in a part that count for some groups.
fn times<'r>(
    reading: &'r Reading<'_>,
    part: &'r Part,
    groups: &[Group],
) -> impl Iterator<Item = Range<u32>> + use<'r> {
    let lists = &reading.vocabulary.lists;
    let (timed, again) = (groups.contains(&lists.duration), groups.contains(&lists.cadence));
    let counts = move |d: &&Duration| timed || again && reading.each_before(part, d).is_some();
    reading.durations(part).filter(counts).map(|d| d.start..d.end)
}

fn in_row(
    reading: &Reading<'_>,
    row: BlockId,
    opening: &[BlockId],
    marks: &mut Marks,
    found: &mut Vec<Passage>,
) {
    let end = reading.markdown.block(row).end;
    let cells: Vec<BlockId> = reading.markdown.leaves_in(row.0..end.0).map(|(id, _)| id).collect();
    let words = |cell: &BlockId| reading.folded(&reading.whole(*cell)).split(' ').count();
    let words: usize = cells.iter().map(words).sum();
    let whole_cells =
        cells.iter().all(|cell| matches!(reading.markdown.block(*cell).kind, BlockKind::Cell { .. }));
    if words > LONG_ROW || !whole_cells {
        for cell in cells {
            in_block(reading, cell, opening, marks, found);
        }
        return;
    }
    marks.clear();
    for cell in &cells {
        marks.add(reading, &reading.whole(*cell));
    }
    if marks.is_empty() {
        return;
    }
    let header = reading.markdown.block(row).parent.and_then(|table| {
        reading
            .markdown
            .children(table)
            .find(|row| reading.markdown.block(*row).kind == BlockKind::Row { header: true })
    });
    let heads = header.iter().flat_map(|header| {
        let end = reading.markdown.block(*header).end;
        reading.markdown.leaves_in(header.0..end.0).map(|(cell, _)| reading.whole(cell))
    });
    let heads: Vec<Part> = heads.collect();
    heads.iter().for_each(|head| marks.add(reading, head));
    let Some((part, span)) = row_label(reading, &cells) else { return };
    if marks.wants_context(reading) {
        marks.add_over(reading, &over(reading, row));
    }
    let sentences: Vec<Part> =
        cells.iter().flat_map(|cell| reading.sentences(&reading.whole(*cell))).collect();
    for rule in marks.rules(reading) {
        let evidence = &reading.vocabulary.evidence[rule as usize];
        let Some(acts) = acts(reading, evidence, Within { sentences: &sentences, heads: &heads }, marks)
            .filter(|_| !evidence.opening)
        else {
            continue;
        };
        let mut passage = Passage {
            owner: evidence.owner,
            rule,
            part: part.clone(),
            span,
            acts,
            cells: cells.clone(),
            force: (Force::Duty, false),
        };
        let Some(force) = passage.weigh(reading) else { continue };
        passage.force = force;
        found.push(passage);
    }
}

/// The paragraphs that a document opens with.
fn opening(reading: &Reading<'_>) -> Vec<BlockId> {
    const PARAGRAPHS: usize = 2;
    const WORDS: usize = 8;
    let telling = |(id, block): &(BlockId, &crate::syntax::markdown::Block)| {
        block.kind == BlockKind::Paragraph
            && !block.contents
            && block.parent.is_none()
            && reading.markdown.block(*id).prose.text().split_whitespace().nth(WORDS - 1).is_some()
    };
    reading.markdown.leaves().filter(telling).take(PARAGRAPHS).map(|(id, _)| id).collect()
}

impl Passage {
    /// Whether somebody does, or has to do, what it is about.
    pub(crate) fn is_done(&self) -> bool {
        self.force.0 == Force::Duty
    }

    /// What the passage makes of its acts, and whether words say so; without an act, whether it denies a duty.
    /// Nothing where the act counts only if it is forbidden, and neither that is said nor that it is allowed.
    fn weigh(&self, reading: &Reading<'_>) -> Option<(Force, bool)> {
        let rule = &reading.vocabulary.evidence[self.rule as usize];
        let denies = |part: &Part| denies(reading, part);
        if !rule.act {
            let denied = matches!(self.owner, Owner::Topic(_)) && denies(&self.part);
            return Some((if denied { Force::Denial } else { Force::Duty }, false));
        }
        let is_row = !self.cells.is_empty();
        if is_row && self.cells.iter().any(|cell| denies(&reading.whole(*cell))) {
            return Some((Force::Denial, false));
        }
        let lead = context::led(reading, self.part.block);
        let judged = self.acts.iter().map(|(part, words)| {
            let act = Act { part, words: words.range.clone(), positive: rule.positive, lead, cell: is_row };
            let (force, governor) = force(reading, &act);
            let force = match force {
                Force::Duty if rule.forbidden && !forbidden(reading, &act) => return None,
                // "Não fale de casos"
                Force::Mention if rule.forbidden && governor.is_none() && refused(reading, &act) => {
                    Force::Duty
                }
                Force::Mention if rule.forbidden && governor.is_none() => return None,
                force => force,
            };
            Some((force, governor.is_some()))
        });
        // Where no act stands in the row, it is the head of a column.
        let of_head = (Force::Duty, false);
        if self.acts.is_empty() { Some(of_head) } else { judged.flatten().max() }
    }
}

/// Whether a table lists the versions of its document: that says nothing of the work.
fn tells_versions(reading: &Reading<'_>, table: BlockId) -> bool {
    const COLUMNS: usize = 2;
    let markdown = reading.markdown;
    let Some(first) =
        markdown.children(table).find(|id| matches!(markdown.block(*id).kind, BlockKind::Row { .. }))
    else {
        return false;
    };
    let cells = markdown.leaves_in(first.0..markdown.block(first).end.0);
    let known = &reading.vocabulary.version_columns;
    let named =
        cells.filter(|(_, cell)| title::keys(cell.prose.text()).iter().any(|key| known.contains(key)));
    named.count() >= COLUMNS
}

/// What stands for a row: all of it where it is one line, else the first line of it that says something.
fn row_label(reading: &Reading<'_>, cells: &[BlockId]) -> Option<(Part, Span)> {
    let first = reading.whole(*cells.first()?);
    let whole = cells.iter().map(|cell| reading.span(&reading.whole(*cell))).reduce(Span::cover)?;
    if !whole.of(reading.source).contains('\n') {
        return Some((first, whole));
    }
    let lines = cells.iter().flat_map(|cell| reading.sentences(&reading.whole(*cell)));
    let telling = lines.into_iter().find(|line| reading.hits(line).next().is_some()).unwrap_or(first);
    let span = reading.span(&telling);
    Some((telling, span))
}
