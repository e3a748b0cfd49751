//! The facts of a section that a policy can ask for, and sets of them: what nobody asks for need not be found.

/// The facts of a section that a policy can ask for: name, whether it is a list, and what it is.
pub const SECTION_FIELDS: [(&str, bool, &str); 14] = [
    ("heading", false, "the words of its heading"),
    ("gist", false, "all of a short section; of a long one its heading"),
    ("text", false, "all of its words; an item or a row of a table on a line of its own"),
    ("words", false, "how many words stand in it"),
    ("items", true, "list items"),
    ("rows", true, "rows of tables, without the head"),
    ("durations", true, "lengths of time and deadlines"),
    ("roles", true, "persons and posts that can decide or answer"),
    ("cadences", true, "frequencies"),
    ("vague_times", true, "words that promise speed and give no time"),
    ("channels", true, "ways to reach somebody"),
    ("stages", true, "stages of the work, at the head of an item, row or clause"),
    ("triggers", true, "events on which to act"),
    ("outcome", false, "found, misplaced or not-found"),
];

/// The same, in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SectionFact {
    Heading,
    Gist,
    Text,
    Words,
    Items,
    Rows,
    Durations,
    Roles,
    Cadences,
    VagueTimes,
    Channels,
    Stages,
    Triggers,
    Outcome,
}

/// Some facts of a section. Those that every section has are always among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionFacts(u16);

impl SectionFacts {
    /// All.
    pub const ALL: Self = Self(u16::MAX);

    /// Those that cost nothing to find.
    const ALWAYS: Self = Self::of(&[SectionFact::Heading, SectionFact::Gist, SectionFact::Outcome]);

    /// Those that are no lists.
    const SINGLE: Self = Self(Self::ALWAYS.0 | Self::of(&[SectionFact::Text, SectionFact::Words]).0);

    /// Those that hang on where items of lists and rows of tables begin.
    const OF_ENTRIES: Self =
        Self::of(&[SectionFact::Items, SectionFact::Rows, SectionFact::Stages, SectionFact::Triggers]);

    const fn of(facts: &[SectionFact]) -> Self {
        let (mut all, mut at) = (0, 0);
        while at < facts.len() {
            all |= 1 << facts[at] as u16;
            at += 1;
        }
        Self(all)
    }

    /// Those with these names; others are no facts of a section.
    pub fn named<'n>(names: impl IntoIterator<Item = &'n String>) -> Self {
        names.into_iter().fold(Self::default(), |all, name| all.or(Self(bit(name))))
    }

    /// All that are in one or the other.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn has(self, fact: SectionFact) -> bool {
        self.0 & (1 << fact as u16) != 0
    }

    pub(super) fn has_lists(self) -> bool {
        self.0 & !Self::SINGLE.0 != 0
    }

    pub(super) fn has_of_entries(self) -> bool {
        self.0 & Self::OF_ENTRIES.0 != 0
    }

    /// Whether a name is that of a fact that is among them, or of no fact.
    pub(super) fn knows(self, field: &str) -> bool {
        self == Self::ALL || bit(field) & !self.0 == 0
    }
}

impl Default for SectionFacts {
    fn default() -> Self {
        Self::ALWAYS
    }
}

/// A fact by its name, as a bit; none where there is no such fact.
fn bit(field: &str) -> u16 {
    SECTION_FIELDS.iter().position(|(name, ..)| *name == field).map_or(0, |at| 1 << at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_and_their_names_are_in_one_order() {
        let names = SECTION_FIELDS.map(|(name, ..)| name.replace('_', ""));
        let facts = [
            SectionFact::Heading,
            SectionFact::Gist,
            SectionFact::Text,
            SectionFact::Words,
            SectionFact::Items,
            SectionFact::Rows,
            SectionFact::Durations,
            SectionFact::Roles,
            SectionFact::Cadences,
            SectionFact::VagueTimes,
            SectionFact::Channels,
            SectionFact::Stages,
            SectionFact::Triggers,
            SectionFact::Outcome,
        ];
        assert_eq!(facts.map(|fact| format!("{fact:?}").to_lowercase()), names);
        let some = SectionFacts::named(&["roles".to_owned(), "no_such".to_owned()]);
        assert!(some.has(SectionFact::Roles) && some.has(SectionFact::Gist) && !some.has(SectionFact::Text));
        assert!(some.knows("roles") && some.knows("no_such") && !some.knows("text"));
        assert!(some.has_lists() && !some.has_of_entries() && !SectionFacts::default().has_lists());
    }
}
