//! Which documents tell why a condition over all of them is unknown, found out once for all that are judged.
//!
//! Where what is looked for is not known (`e.id in doc.engagements` of a document that names none), it is found
//! nowhere; and in a document that does not say what it is asked (an engagement without an id), nothing is found.
//! What is left of them is why nothing is known: the worst reason, and as many places as a value names. Both are
//! the same whichever document is judged, but for its own places. So the documents that add to them are found in
//! one walk, and the others, of which there may be as many as there are documents, are not looked at again.

use std::sync::Arc;

use super::Value;
use super::code::{Code, Guard, Source};
use super::eval::Machine;
use super::read::Items;
use super::subject::Subject;
use super::tables::Candidate;
use super::truth::{Truth, worse};
use super::value::{MOST, Place};

impl<'a> Machine<'a> {
    /// The documents that are enough to know whether a condition holds for one; `None` where it can't be told
    /// from what is looked for alone.
    pub(super) fn telling(
        &mut self,
        guard: &'a Arc<Guard>,
        slot: usize,
        body: &'a Code,
    ) -> Option<Vec<Candidate>> {
        let judged = self.subject.document;
        if guard.sought.is_empty() || judged.kind == guard.source.kind {
            return None;
        }
        let given: Vec<Value<'a>> =
            guard.sought.iter().filter_map(|fact| fact.given()).map(|given| self.eval(given)).collect();
        // Only its own places differ from those of others.
        if given.iter().flat_map(Value::places).any(|place| place.file != judged.number) {
            return None;
        }
        let entry = self.subject.tables.of_guard(guard, || guard.kinds.clone());
        let telling = match &given[..] {
            all if all.iter().all(Value::is_known) => entry.found.of(&all[0].data),
            [one] => {
                let told = entry.found.of(&one.data).get_or_init(|| {
                    let all = 0..self.subject.index.count(guard.source.kind) as u32;
                    let open = self.open_to(&guard.holds, &guard.source, true);
                    self.reasons(&guard.source, open.unwrap_or_else(|| all.collect()), slot, body)
                });
                return Some(told.clone());
            }
            _ => return None,
        };
        let found = self.open_to(&guard.holds, &guard.source, false)?;
        let mut unknown = Vec::new();
        for fact in &guard.sought {
            let entry = self.table_of(fact, guard.source.kind);
            let table = entry.found.get().expect("is made");
            // One that says what is looked for beside what is not known may hold.
            if found.iter().any(|place| table.unknown.binary_search(place).is_ok()) {
                return None;
            }
            if telling.get().is_none() {
                unknown.extend(&table.unknown);
            }
        }
        let told = telling.get_or_init(|| self.reasons(&guard.source, unknown, slot, body));
        Some(found.into_iter().map(Candidate::asked).chain(told.iter().copied()).collect())
    }

    /// Those among documents that tell whether a condition holds, or why that is unknown.
    fn reasons(&mut self, source: &Source, among: Vec<u32>, slot: usize, body: &'a Code) -> Vec<Candidate> {
        let Subject { index, kinds, document: judged, .. } = self.subject;
        let mut among: Vec<Candidate> = among.into_iter().map(Candidate::asked).collect();
        among.sort_unstable();
        among.dedup();
        let list = self.candidates(source, among.clone());
        let Some(items) = Items::of(&list.data, kinds) else { return among };
        let mut reasons = Reasons::default();
        let (mut unread, mut asked): (Vec<u32>, Vec<u32>) = Default::default();
        let mut held = 0;
        for doubt in items.doubts() {
            if reasons.add(doubt, judged.number) {
                unread.extend(doubt.at.map(|at| at.file));
            }
        }
        for at in 0..items.len() {
            let Some(holds) = self.of_item(&items, at, slot, body) else { break };
            let tells = match holds.truth() {
                Truth::False => false,
                // It holds whatever is looked for; with a second one all is decided.
                Truth::True => true,
                _ => reasons.add(&holds, judged.number),
            };
            if tells {
                asked.extend(self.local(slot).at.map(|at| at.file));
            }
            held += usize::from(holds.truth() == Truth::True);
            if held == 2 {
                break;
            }
        }
        among.retain_mut(|candidate| {
            let number = index.nth(source.kind, candidate.place as usize).number;
            candidate.is_asked = asked.contains(&number);
            candidate.is_asked || unread.contains(&number)
        });
        among
    }
}

/// What is known so far of why nothing is known.
#[derive(Default)]
struct Reasons {
    worst: Option<Truth>,
    places: Vec<Place>,
}

impl Reasons {
    /// Whether a value adds to it; places in the judged document do not.
    fn add(&mut self, value: &Value<'_>, judged: u32) -> bool {
        let worst = self.worst.map_or(value.truth(), |known| worse(known, value.truth()));
        let mut adds = self.worst.replace(worst) != Some(worst);
        for place in value.places().filter(|place| place.file != judged) {
            if self.places.len() <= MOST && !self.places.contains(&place) {
                self.places.push(place);
                adds = true;
            }
        }
        adds
    }
}
