//! Which documents tell why a condition over all of them is unknown, found out once for all that are judged.
//!
//! Where what is looked for is not known (`e.id in doc.engagements` of a document that names none), nothing
//! can hold; and a document that does not say what it is asked (an engagement without an id) never holds. What
//! is left of them is why nothing is known: the worst reason, and as many places as a value names. Both are the
//! same whichever document is judged, but for its own places. So the documents that add to them are found in
//! one walk, and the others, of which there may be as many as there are documents, are not looked at again.

use std::sync::Arc;

use super::Value;
use super::code::{Code, Guard, Source};
use super::eval::Machine;
use super::read::Items;
use super::subject::Subject;
use super::truth::{Truth, worse};
use super::value::{MOST, Place};

impl<'a> Machine<'a> {
    /// The documents that are enough to know whether a condition holds for one, by number among those of
    /// their kind; `None` where the judged document has more than one part in it.
    pub(super) fn telling(&mut self, guard: &Arc<Guard>, slot: usize, body: &Code) -> Option<Vec<u32>> {
        let (sought, judged) = (guard.sought.as_ref()?, self.subject.document);
        let given = self.eval(sought.given()?);
        // Only its own places differ from those of others.
        if judged.kind == guard.source.kind || given.places().any(|place| place.file != judged.number) {
            return None;
        }
        let entry = self.subject.tables.of_guard(guard);
        let telling = entry.found.of(&given.data);
        if !given.is_known() {
            let told = telling.get_or_init(|| {
                let all = 0..self.subject.index.count(guard.source.kind) as u32;
                let open = self.open_to(&guard.holds, &guard.source);
                self.reasons(&guard.source, open.unwrap_or_else(|| all.collect()), slot, body)
            });
            return Some(told.clone());
        }
        let keys = self.keys(sought, &given)?;
        let entry = self.table_of(sought, guard.source.kind);
        let table = entry.found.get().expect("is made");
        let mut found = table.open.clone();
        found.extend(keys.iter().flat_map(|key| table.of(key)));
        self.spend(found.len());
        // One that says what is looked for beside what is not known may hold.
        if found.iter().any(|place| table.unknown.binary_search(place).is_ok()) {
            found.extend(&table.unknown);
        } else {
            found.extend(
                telling.get_or_init(|| self.reasons(&guard.source, table.unknown.clone(), slot, body)),
            );
        }
        Some(found)
    }

    /// Those among documents that tell why a condition is unknown, which holds for none of them.
    fn reasons(&mut self, source: &Source, mut among: Vec<u32>, slot: usize, body: &Code) -> Vec<u32> {
        let Subject { index, kinds, document: judged, .. } = self.subject;
        among.sort_unstable();
        among.dedup();
        let list = self.list_of(source, &among);
        let Some(items) = Items::of(&list.data, kinds) else { return among };
        let mut reasons = Reasons::default();
        let mut files: Vec<u32> = Vec::new();
        for doubt in items.doubts() {
            if reasons.add(doubt, judged.number) {
                files.extend(doubt.at.map(|at| at.file));
            }
        }
        for at in 0..items.len() {
            let Some(holds) = self.of_item(&items, at, slot, body) else { break };
            if holds.truth() != Truth::False && reasons.add(&holds, judged.number) {
                files.extend(self.local(slot).at.map(|at| at.file));
            }
        }
        among.retain(|place| files.contains(&index.nth(source.kind, *place as usize).number));
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
