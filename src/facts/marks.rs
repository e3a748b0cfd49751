//! Which groups of phrases occur in a passage and over it, and which rules of evidence hold for that.

use super::boilerplate::Boilerplate;
use super::reading::{Part, Reading};
use super::vocabulary::{Evidence, Group};

/// Which groups of phrases occur in the passage at hand, and which over it.
pub(super) struct Marks {
    seen: Vec<Place>,
    list: Vec<Group>,
    /// Which rules are about what is asked.
    asked: Vec<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Nowhere,
    Over,
    Here,
}

impl Marks {
    /// `asked` says of each rule of evidence whether it is about what is asked.
    pub(super) fn new(groups: usize, asked: Vec<bool>) -> Self {
        Self { seen: vec![Place::Nowhere; groups], list: Vec::new(), asked }
    }

    pub(super) fn clear(&mut self) {
        for group in self.list.drain(..) {
            self.seen[group as usize] = Place::Nowhere;
        }
    }

    pub(super) fn is_over(&self, group: Group) -> bool {
        self.seen[group as usize] == Place::Over
    }

    pub(super) fn mark(&mut self, group: Group, place: Place) {
        let seen = &mut self.seen[group as usize];
        if *seen == Place::Nowhere {
            self.list.push(group);
        }
        *seen = place.max(*seen);
    }

    pub(super) fn add(&mut self, reading: &Reading<'_>, part: &Part, boilerplate: &Boilerplate) {
        self.add_at(reading, part, Place::Here, boilerplate);
        let mut durations = reading.durations(part).peekable();
        if durations.peek().is_some() {
            self.mark(reading.vocabulary.lists.duration, Place::Here);
            // "every 24 months"
            if durations.any(|duration| reading.each_before(part, duration).is_some()) {
                self.mark(reading.vocabulary.lists.cadence, Place::Here);
            }
        }
    }

    pub(super) fn add_over<'p>(
        &mut self,
        reading: &Reading<'_>,
        parts: impl IntoIterator<Item = &'p Part>,
        boilerplate: &Boilerplate,
    ) {
        for part in parts {
            self.add_at(reading, part, Place::Over, boilerplate);
        }
    }

    fn add_at(&mut self, reading: &Reading<'_>, part: &Part, place: Place, boilerplate: &Boilerplate) {
        if let Some(kept) = reading.kept(part) {
            return boilerplate.marks(kept).iter().for_each(|group| self.mark(*group, place));
        }
        for hit in reading.hits(part) {
            for group in reading.vocabulary.lexicon.marks(hit) {
                self.mark(*group, place);
            }
        }
    }

    /// The groups that would make a difference to rules of any owner if they stood over the passage; nothing where no
    /// rule holds for it, whatever stands there.
    pub(super) fn lacks(&self, reading: &Reading<'_>) -> Option<Vec<Group>> {
        let vocabulary = reading.vocabulary;
        let rules = self.here().flat_map(|group| &vocabulary.evidence_by_group[*group as usize]);
        let rules = rules.map(|rule| &vocabulary.evidence[*rule as usize]);
        if !rules.clone().any(|rule| self.may_fit(rule)) {
            return None;
        }
        let others = rules.filter(|rule| rule.act && rule.context).flat_map(|rule| &rule.all[1..]).flatten();
        let here = |group: &Group| self.seen[*group as usize] == Place::Here;
        let mut lacks: Vec<Group> = others.copied().filter(|group| !here(group)).collect();
        lacks.sort_unstable();
        lacks.dedup();
        Some(lacks)
    }

    /// Whether some rule may hold for a part of this, with what stands over it.
    pub(super) fn may_hold(&self, reading: &Reading<'_>) -> bool {
        self.candidates(reading).any(|rule| self.may_fit(rule))
    }

    /// Whether a rule whose first list has a phrase here may hold, with what stands over the passage. What speaks
    /// against it may stand in another sentence than what speaks for it.
    fn may_fit(&self, rule: &Evidence) -> bool {
        rule.act && rule.context || self.has_all(rule)
    }

    /// Whether some rule lacks what may stand over the passage.
    pub(super) fn wants_context(&self, reading: &Reading<'_>) -> bool {
        self.candidates(reading).any(|rule| rule.act && rule.context && !self.holds(rule))
    }

    pub(super) fn candidates<'r>(
        &'r self,
        reading: &'r Reading<'_>,
    ) -> impl Iterator<Item = &'r Evidence> + 'r {
        self.numbers(reading).map(|rule| &reading.vocabulary.evidence[rule as usize])
    }

    /// The rules whose first list has a phrase here; those with several come several times.
    fn numbers<'r>(&'r self, reading: &'r Reading<'_>) -> impl Iterator<Item = u32> + 'r {
        let rules = self.here().flat_map(|group| &reading.vocabulary.evidence_by_group[*group as usize]);
        rules.copied().filter(|rule| self.asked[*rule as usize])
    }

    fn here(&self) -> impl Iterator<Item = &Group> + Clone {
        self.list.iter().filter(|group| self.seen[**group as usize] == Place::Here)
    }

    pub(super) fn holds(&self, rule: &Evidence) -> bool {
        self.has_all(rule) && !self.has_any(&rule.not, Place::Here)
    }

    fn has_any(&self, groups: &[Group], least: Place) -> bool {
        groups.iter().any(|group| self.seen[*group as usize] >= least)
    }

    /// Whether a phrase of each list that the rule asks for is there.
    fn has_all(&self, rule: &Evidence) -> bool {
        let (first, others) = rule.all.split_first().expect("a rule asks for something");
        let least = if rule.act && rule.context { Place::Over } else { Place::Here };
        self.has_any(first, Place::Here) && others.iter().all(|groups| self.has_any(groups, least))
    }

    /// The rules that hold, each once.
    pub(super) fn rules(&self, reading: &Reading<'_>) -> Vec<u32> {
        let vocabulary = reading.vocabulary;
        let mut candidates: Vec<u32> = self.numbers(reading).collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.retain(|rule| self.holds(&vocabulary.evidence[*rule as usize]));
        candidates
    }
}
