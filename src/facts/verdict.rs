//! What a sentence makes of its acts, and all that this hangs on beside its own words.

use std::ops::Range;

use super::vocabulary::Group;

/// What a passage makes of its act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Force {
    /// It names the act, and obliges nobody.
    Mention,
    /// It says that nobody has to.
    Denial,
    /// Somebody has to, or it is stated as the practice.
    Duty,
}

/// What the lead-in of a list says of everything below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Lead {
    /// "The vendor must:"
    Duty,
    /// "Staff must not:"
    Prohibition,
    /// "The vendor need not:", "We do not:"
    Denial,
    /// "The vendor may:", "when one of these holds:"
    Mention,
}

/// A kept sentence, as long as the document is read for which it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Id(pub(super) u32);

/// What may come of a sentence, by its own words.
#[derive(Debug)]
pub(crate) enum Outlook {
    /// Nobody has looked.
    Unknown,
    /// No rule of evidence holds for it, wherever it stands.
    Nothing,
    /// Some may.
    Open {
        /// The groups that make a difference where they stand over it.
        lacks: Box<[Group]>,
        /// Whether the sentence before counts for that.
        refers_back: bool,
    },
}

/// All that decides, besides its text, which rules of evidence hold for a sentence.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Situation {
    /// Which rules are asked for.
    pub(crate) choice: u8,
    /// Whether it stands in the first paragraphs of its document.
    pub(crate) opening: bool,
    /// Whether it is nothing but a link.
    pub(crate) linked: bool,
    /// Whether keys stand for lead-ins.
    pub(crate) of_fields: bool,
    /// What stands over it makes of it.
    pub(crate) lead: Option<Lead>,
    /// Which of the groups that it lacks stand over it, in their order.
    pub(crate) over: Bits,
}

/// Answers to many questions, in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits {
    first: u64,
    /// Few sentences lack more groups than the first has room for.
    others: Box<[u64]>,
}

impl Bits {
    pub(crate) fn of<T>(questions: &[T], holds: impl Fn(&T) -> bool) -> Self {
        let word = |some: &[T]| some.iter().fold(0, |bits, one| bits << 1 | u64::from(holds(one)));
        let (first, others) = questions.split_at(questions.len().min(64));
        Self { first: word(first), others: others.chunks(64).map(word).collect() }
    }

    /// How many bytes it takes beside its own.
    pub(crate) fn heap(&self) -> usize {
        size_of_val(&*self.others)
    }
}

/// A rule of evidence that holds for a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) rule: u32,
    pub(crate) force: (Force, bool),
    /// Where the rule's acts stand, in bytes of the sentence.
    pub(crate) acts: Box<[Range<u32>]>,
}

/// All that decides which rules of evidence hold for a row that stands on one line.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct RowSituation {
    /// Which rules are asked for.
    pub(crate) choice: u8,
    /// Whether keys stand for lead-ins.
    pub(crate) of_fields: bool,
    /// What stands over its table makes of it.
    pub(crate) lead: Option<Lead>,
    /// How many of the texts stand over its table, and how many over its columns. The others are its cells.
    pub(crate) over: (usize, usize),
    pub(crate) texts: Box<[Id]>,
}

/// A rule of evidence that holds for a row.
#[derive(Debug)]
pub(crate) struct RowVerdict {
    pub(crate) rule: u32,
    pub(crate) force: (Force, bool),
    pub(crate) acts: Box<[CellAct]>,
}

/// Where a rule's act stands in a row.
#[derive(Debug)]
pub(crate) struct CellAct {
    /// The place of the cell in the row.
    pub(crate) cell: usize,
    /// Bytes of its text: those of the sentence, and those of the act.
    pub(crate) sentence: Range<u32>,
    pub(crate) words: Range<u32>,
}
