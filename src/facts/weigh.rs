//! What a passage makes of its acts: each act is weighed once, however many rules ask for it.

use std::ops::Range;

use crate::syntax::markdown::BlockId;

use super::forbidden::{forbidden, refused};
use super::force::{denies, force};
use super::reading::{Part, Reading};
use super::row::Row;
use super::statement::Act;
use super::verdict::{Force, Lead};
use super::vocabulary::{Evidence, Owner};

/// Weighs the acts of one sentence or row.
pub(super) struct Scales<'r> {
    reading: &'r Reading<'r>,
    /// The cells, where the passage is a row.
    cells: &'r [BlockId],
    /// Whether the row only describes what is found elsewhere: then a bare name in it asks for nothing.
    describes: bool,
    /// What stands over the passage makes of it.
    lead: Option<Lead>,
    /// Whether the passage at hand says that nobody has to do something.
    denied: Option<bool>,
    /// The acts of the passage at hand that were weighed.
    known: Vec<Weighed>,
}

/// An act that was weighed.
struct Weighed {
    block: BlockId,
    words: Range<u32>,
    positive: bool,
    bound: bool,
    allowed: bool,
    /// What the passage makes of it, and whether words say so.
    force: (Force, bool),
}

impl<'r> Scales<'r> {
    pub(super) fn of_sentence(reading: &'r Reading<'r>, lead: Option<Lead>) -> Self {
        Self { reading, cells: &[], describes: false, lead, denied: None, known: Vec::new() }
    }

    pub(super) fn of_row(reading: &'r Reading<'r>, lead: Option<Lead>, row: &'r Row<'r>) -> Self {
        let describes = row.describes();
        Self { reading, cells: &row.cells, describes, lead, denied: None, known: Vec::new() }
    }

    /// What a passage makes of a rule's acts, each given with its sentence or cell, and whether words say
    /// so; without an act, whether it denies a duty. Nothing where the act counts only if it is forbidden, and
    /// neither that is said nor that it is allowed.
    pub(super) fn weigh(
        &mut self,
        rule: &Evidence,
        part: &Part,
        acts: &[(Part, Part)],
    ) -> Option<(Force, bool)> {
        if !rule.act {
            let denied = matches!(rule.owner, Owner::Topic(_)) && denies(self.reading, part);
            return Some((if denied { Force::Denial } else { Force::Duty }, false));
        }
        if self.is_denied_row() {
            return Some((Force::Denial, false));
        }
        // Where no act stands in the row, it is the head of a column.
        let of_head = (if rule.bound || self.describes { Force::Mention } else { Force::Duty }, false);
        let judged = acts.iter().map(|(part, words)| self.act(part, &words.range, rule));
        if acts.is_empty() { Some(of_head) } else { judged.flatten().max() }
    }

    fn act(&mut self, part: &Part, words: &Range<u32>, rule: &Evidence) -> Option<(Force, bool)> {
        let (positive, bound, allowed) = (rule.positive, rule.bound, rule.allowed);
        let cell = !self.cells.is_empty() && !self.describes && !self.is_label(part);
        let act = Act { part, words: words.clone(), positive, bound, allowed, lead: self.lead, cell };
        let (force, governed) = self.force(&act);
        let force = match force {
            Force::Duty if rule.forbidden && !forbidden(self.reading, &act) => return None,
            // "Não fale de casos"
            Force::Mention if rule.forbidden && !governed && refused(self.reading, &act) => Force::Duty,
            Force::Mention if rule.forbidden && !governed => return None,
            force => force,
        };
        Some((force, governed))
    }

    fn force(&mut self, act: &Act<'_>) -> (Force, bool) {
        let same = |one: &&Weighed| {
            (one.block, &one.words, one.positive, one.bound, one.allowed)
                == (act.part.block, &act.words, act.positive, act.bound, act.allowed)
        };
        if let Some(known) = self.known.iter().find(same) {
            return known.force;
        }
        let (force, governor) = force(self.reading, act);
        let force = (force, governor.is_some());
        let (block, words) = (act.part.block, act.words.clone());
        let (positive, bound, allowed) = (act.positive, act.bound, act.allowed);
        self.known.push(Weighed { block, words, positive, bound, allowed, force });
        force
    }

    /// Whether a part is what its row is about, and the row gives no time for it: "Breach notification" beside the
    /// page that deals with it, but not "Security assessment" beside "yearly".
    fn is_label(&self, part: &Part) -> bool {
        let reading = self.reading;
        let timed = |cell: &BlockId| {
            let cell = reading.whole(*cell);
            reading.durations(&cell).next().is_some()
                || !reading.places(&cell, reading.vocabulary.time.cadences).is_empty()
        };
        self.cells.len() > 1 && part.block == self.cells[0] && !self.cells.iter().any(timed)
    }

    fn is_denied_row(&mut self) -> bool {
        let denied = |cell: &BlockId| denies(self.reading, &self.reading.whole(*cell));
        *self.denied.get_or_insert_with(|| self.cells.iter().any(denied))
    }
}
