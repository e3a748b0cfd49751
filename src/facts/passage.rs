//! Evidence in prose: sentences, list items and table rows that answer a concept's or a topic's question.
//!
//! A rule of evidence holds for a passage if every one of its lists has a phrase there. A passage is a
//! sentence; in a table it is a row, read together with the heads of its columns. A rule with an act asks
//! for more and for less: its words must stand near the act, and what the act is done to may be said over
//! the passage, in the lead-in of its list or in the heading.

use std::ops::Range;

use crate::syntax::markdown::{BlockId, BlockKind};
use crate::text::Span;

use super::acts::{Within, acts};
use super::boilerplate::Boilerplate;
use super::context::Above;
use super::hearsay::is_link;
use super::marks::Marks;
use super::reading::{Part, Reading, Sentence};
use super::row::{Row, tells_versions};
use super::verdict::{Bits, CellAct, Force, Id, Outlook, RowSituation, RowVerdict, Situation, Verdict};
use super::vocabulary::{Group, Owner, Role};
use super::weigh::Scales;

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

/// Every sentence and row of a document that is about what is asked; and how many had to be held against
/// rules of evidence.
pub(crate) fn passages(
    reading: &Reading<'_>,
    asked: impl Fn(Owner) -> bool,
    boilerplate: &mut Boilerplate,
) -> (Vec<Passage>, usize) {
    let rules: Vec<bool> = reading.vocabulary.evidence.iter().map(|rule| asked(rule.owner)).collect();
    let mut search = Search {
        reading,
        opening: opening(reading),
        choice: boilerplate.choice(&rules),
        boilerplate,
        marks: Marks::new(reading.vocabulary.evidence_by_group.len(), rules),
        above: None,
        found: Vec::new(),
        held: 0,
    };
    for (id, block) in reading.markdown.leaves() {
        if block.contents || matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Cell { .. }) {
            continue;
        }
        if reading.holder(id, |kind| matches!(kind, BlockKind::Cell { .. })).is_some() {
            continue; // read with its row
        }
        search.in_block(id);
    }
    let (mut last_table, mut of_versions) = (None, false);
    for (index, block) in reading.markdown.blocks.iter().enumerate() {
        if block.kind == (BlockKind::Row { header: false }) && !block.contents {
            if last_table != block.parent {
                last_table = block.parent;
                of_versions =
                    block.parent.is_some_and(|table| tells_versions(reading, table, search.boilerplate));
            }
            if of_versions {
                continue;
            }
            search.in_row(BlockId(index as u32));
        }
    }
    (search.found, search.held)
}

/// A search for passages, as far as it has come.
struct Search<'r, 'b> {
    reading: &'r Reading<'r>,
    /// The paragraphs that the document opens with.
    opening: Vec<BlockId>,
    boilerplate: &'b mut Boilerplate,
    /// The number of the choice of rules that is asked for, if it has one.
    choice: Option<u8>,
    marks: Marks,
    /// What stands over the last block that was looked at.
    above: Option<Above>,
    found: Vec<Passage>,
    /// How many sentences and rows were held against rules.
    held: usize,
}

impl<'r> Search<'r, '_> {
    fn in_block(&mut self, id: BlockId) {
        let reading = self.reading;
        // Most blocks have nothing that any rule wants: look at the whole before looking at its sentences.
        if !reading.words(id).open() {
            return;
        }
        let mut before: Option<Part> = None;
        for sentence in reading.sentences_of(id) {
            if sentence.opens {
                self.in_sentence(&sentence, before.as_ref());
            }
            before = Some(sentence.part);
        }
    }

    /// `before` is the sentence before.
    fn in_sentence(&mut self, sentence: &Sentence, before: Option<&Part>) {
        let reading = self.reading;
        let Sentence { part, kept, .. } = sentence;
        let (Some(kept), Some(choice)) = (*kept, self.choice) else { return self.judge(part, before) };
        let Some(situation) = self.situation(part, before, kept, choice) else { return };
        if let Some(verdicts) = self.boilerplate.verdicts(kept, &situation) {
            let span = reading.span(part);
            self.found.extend(verdicts.iter().map(|verdict| passage(reading, part, span, verdict)));
            return;
        }
        let first = self.found.len();
        self.judge(part, before);
        let verdicts = self.found[first..].iter().map(|passage| Verdict::of(passage, part.range.start));
        self.boilerplate.learn(kept, situation, verdicts.collect());
    }

    /// Holds a sentence against the rules.
    fn judge(&mut self, sentence: &Part, before: Option<&Part>) {
        let reading = self.reading;
        self.marks.clear();
        self.marks.add(reading, sentence, self.boilerplate);
        if !self.marks.may_hold(reading) {
            return;
        }
        let Self { opening, boilerplate, marks, above, found, held, .. } = self;
        let above = Above::over(above, reading, sentence.block, boilerplate);
        // "It must be encrypted": what it is, the sentence before says.
        let before = before.filter(|_| refers_back(reading, sentence));
        marks.add_over(reading, above.parts.iter().chain(before), boilerplate);
        let rules = marks.rules(reading);
        *held += usize::from(!rules.is_empty());
        let mut scales = Scales::of_sentence(reading, above.lead);
        for rule in rules {
            let evidence = &reading.vocabulary.evidence[rule as usize];
            if evidence.opening && !opening.contains(&sentence.block) {
                continue;
            }
            let within = Within { sentences: std::slice::from_ref(sentence), heads: &[] };
            let Some(acts) = acts(reading, evidence, within, marks) else { continue };
            let Some(force) = scales.weigh(evidence, sentence, &acts) else { continue };
            found.push(Passage {
                owner: evidence.owner,
                rule,
                span: reading.span(sentence),
                force,
                part: sentence.clone(),
                acts,
                cells: Vec::new(),
            });
        }
    }

    /// All that decides, besides its text, which rules hold for a kept sentence; nothing where none does in any
    /// situation.
    fn situation(
        &mut self,
        sentence: &Part,
        before: Option<&Part>,
        kept: Id,
        choice: u8,
    ) -> Option<Situation> {
        let reading = self.reading;
        let Self { opening, boilerplate, marks, above, .. } = self;
        if matches!(boilerplate.outlook(kept), Outlook::Unknown) {
            marks.clear();
            marks.add(reading, sentence, boilerplate);
            let open = |lacks: Vec<Group>| Outlook::Open {
                lacks: lacks.into(),
                refers_back: refers_back(reading, sentence),
            };
            boilerplate.foresee(kept, marks.lacks(reading).map_or(Outlook::Nothing, open));
        }
        if matches!(boilerplate.outlook(kept), Outlook::Nothing) {
            return None;
        }
        let above = Above::over(above, reading, sentence.block, boilerplate);
        let Outlook::Open { lacks, refers_back } = boilerplate.outlook(kept) else { return None };
        let before = before.filter(|_| *refers_back);
        let over = if lacks.is_empty() {
            Bits::default()
        } else {
            marks.clear();
            marks.add_over(reading, above.parts.iter().chain(before), boilerplate);
            Bits::of(lacks, |group| marks.is_over(*group))
        };
        Some(Situation {
            choice,
            opening: opening.contains(&sentence.block),
            linked: is_link(reading, sentence),
            of_fields: reading.of_fields,
            lead: above.lead,
            over,
        })
    }

    fn in_row(&mut self, id: BlockId) {
        let reading = self.reading;
        let row = Row::of(reading, id);
        if row.holds_clauses() {
            row.cells.into_iter().for_each(|cell| self.in_block(cell));
            return;
        }
        if row.is_strange() {
            return;
        }
        let Some((part, span)) = row.label() else { return };
        let situation = self.row_situation(&row, id, &part);
        let known = situation.as_ref().and_then(|situation| self.boilerplate.row(situation));
        if let Some(verdicts) = known {
            self.found.extend(verdicts.iter().map(|verdict| of_row(reading, &row, &part, span, verdict)));
            return;
        }
        let first = self.found.len();
        self.judge_row(&row, id, &part, span);
        if let Some(situation) = situation {
            let verdicts = self.found[first..].iter().map(RowVerdict::of);
            self.boilerplate.learn_row(situation, verdicts.collect());
        }
    }

    /// All that decides which rules hold for a row of kept texts, where it is on one line.
    fn row_situation(&mut self, row: &Row<'_>, id: BlockId, label: &Part) -> Option<RowSituation> {
        let reading = self.reading;
        let choice = self.choice?;
        let lead = Above::over(&mut self.above, reading, label.block, self.boilerplate).lead;
        let above = Above::over(&mut self.above, reading, id, self.boilerplate);
        let texts = row.kept(&above.parts)?;
        let over = (above.parts.len(), row.heads.len());
        let is_whole = *label == reading.whole(label.block) && row.cells.first() == Some(&label.block);
        is_whole.then_some(RowSituation { choice, of_fields: reading.of_fields, lead, over, texts })
    }

    /// Holds a row against the rules.
    fn judge_row(&mut self, row: &Row<'_>, id: BlockId, part: &Part, span: Span) {
        let reading = self.reading;
        let Self { boilerplate, marks, .. } = self;
        marks.clear();
        for cell in &row.cells {
            marks.add(reading, &reading.whole(*cell), boilerplate);
        }
        row.heads.iter().for_each(|head| marks.add(reading, head, boilerplate));
        if !marks.may_hold(reading) {
            return;
        }
        if marks.wants_context(reading) {
            let above = Above::over(&mut self.above, reading, id, boilerplate);
            marks.add_over(reading, &above.parts, boilerplate);
        }
        let rules = self.marks.rules(reading);
        if rules.is_empty() {
            return;
        }
        let lead = Above::over(&mut self.above, reading, part.block, self.boilerplate).lead;
        let Self { marks, found, held, .. } = self;
        *held += 1;
        let sentences = row.cells.iter().flat_map(|cell| reading.sentences_of(*cell));
        let sentences: Vec<Part> = sentences.map(|sentence| sentence.part).collect();
        let mut scales = Scales::of_row(reading, lead, row);
        for rule in rules {
            let evidence = &reading.vocabulary.evidence[rule as usize];
            let within = Within { sentences: &sentences, heads: &row.heads };
            let acts = acts(reading, evidence, within, marks).filter(|_| !evidence.opening);
            let Some(acts) = acts else { continue };
            let Some(force) = scales.weigh(evidence, part, &acts) else { continue };
            found.push(Passage {
                owner: evidence.owner,
                rule,
                force,
                part: part.clone(),
                span,
                acts,
                cells: row.cells.clone(),
            });
        }
    }
}

/// A passage that a rule is known to hold for.
fn passage(reading: &Reading<'_>, sentence: &Part, span: Span, verdict: &Verdict) -> Passage {
    let (block, start) = (sentence.block, sentence.range.start);
    let act = |words: &Range<u32>| {
        (sentence.clone(), Part { block, range: start + words.start..start + words.end })
    };
    Passage {
        owner: reading.vocabulary.evidence[verdict.rule as usize].owner,
        rule: verdict.rule,
        part: sentence.clone(),
        span,
        acts: verdict.acts.iter().map(act).collect(),
        cells: Vec::new(),
        force: verdict.force,
    }
}

/// The same for a row.
fn of_row(reading: &Reading<'_>, row: &Row<'_>, part: &Part, span: Span, verdict: &RowVerdict) -> Passage {
    let act = |act: &CellAct| {
        let block = row.cells[act.cell];
        (Part { block, range: act.sentence.clone() }, Part { block, range: act.words.clone() })
    };
    Passage {
        owner: reading.vocabulary.evidence[verdict.rule as usize].owner,
        rule: verdict.rule,
        part: part.clone(),
        span,
        acts: verdict.acts.iter().map(act).collect(),
        cells: row.cells.clone(),
        force: verdict.force,
    }
}

impl RowVerdict {
    /// That of a passage which is a row.
    fn of(passage: &Passage) -> Self {
        let place = |cell: BlockId| passage.cells.iter().position(|own| *own == cell);
        let acts = passage.acts.iter().filter_map(|(sentence, words)| {
            let cell = place(sentence.block)?;
            Some(CellAct { cell, sentence: sentence.range.clone(), words: words.range.clone() })
        });
        Self { rule: passage.rule, force: passage.force, acts: acts.collect() }
    }
}

impl Verdict {
    /// That of a passage which is a sentence and begins at a byte.
    fn of(passage: &Passage, start: u32) -> Self {
        let acts = passage.acts.iter().map(|(_, words)| words.range.start - start..words.range.end - start);
        Self { rule: passage.rule, force: passage.force, acts: acts.collect() }
    }
}

/// The paragraphs that a document opens with, before its sixth heading: none of them stands in a section of another name.
fn opening(reading: &Reading<'_>) -> Vec<BlockId> {
    const PARAGRAPHS: usize = 2;
    const WORDS: usize = 8;
    const HEADINGS: usize = 5;
    let mut headings: Vec<u32> = reading
        .markdown
        .headings
        .iter()
        .filter(|heading| heading.style.is_markup())
        .map(|heading| heading.span.start)
        .collect();
    headings.sort_unstable();
    let end = headings.get(HEADINGS).copied().unwrap_or(u32::MAX);
    let telling = |(id, block): &(BlockId, &crate::syntax::markdown::Block)| {
        block.kind == BlockKind::Paragraph
            && !block.contents
            && block.parent.is_none()
            && block.span.start < end
            && reading.markdown.block(*id).prose.text().split_whitespace().nth(WORDS - 1).is_some()
            && reading.named_over(*id).is_empty()
    };
    reading.markdown.leaves().filter(telling).take(PARAGRAPHS).map(|(id, _)| id).collect()
}

impl Passage {
    /// Whether somebody does, or has to do, what it is about.
    pub(crate) fn is_done(&self) -> bool {
        self.force.0 == Force::Duty
    }
}

/// Whether a sentence speaks of what the one before it named: "it", "such papers", "the same".
fn refers_back(reading: &Reading<'_>, sentence: &Part) -> bool {
    let mut words = reading.folded(sentence).split(|c: char| !c.is_alphanumeric());
    words.any(|word| reading.vocabulary.force.is(word, Role::REFERS_BACK))
}
