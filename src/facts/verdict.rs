//! What a sentence makes of its acts, and all that this hangs on beside its own words.

use std::ops::Range;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Which of the groups that it lacks stand over it: a bit for each, in their order.
    pub(crate) over: Box<[u64]>,
}

/// A rule of evidence that holds for a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) rule: u32,
    pub(crate) force: (Force, bool),
    /// Where the rule's acts stand, in bytes of the sentence.
    pub(crate) acts: Box<[Range<u32>]>,
}
