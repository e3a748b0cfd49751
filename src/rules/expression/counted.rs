//! How many items of a source say the same as the judged document: looked up, where it is the number alone
//! that is asked for.
//!
//! `size(rows('supervision-log').filter(o, o.notes == note))` goes through all rows of an engagement, for each
//! note of each log: with many logs that is the square of them. What the rows say is the same whichever log is
//! judged, so they are counted once by what they say. Where a row says nothing that can be counted by, or could
//! not be read, the filter itself is asked, since it knows its doubts.

use std::collections::HashMap;
use std::sync::Arc;

use super::code::{Code, Fact, Guard, Holds, Op, Says, Source};
use super::eval::{Machine, STEPS};
use super::functions::Function;
use super::guarded::{STEPS_EACH, plain};
use super::key::Key;
use super::read::Items;
use super::syntax::{Comparison, Macro};
use super::tables::Count;

/// What a call counts by, where it counts the items of a list that a guard filters by one thing alone.
pub(super) fn read(function: &Function, arguments: &[Code]) -> Option<Arc<Guard>> {
    let [Code { op: Op::Guarded(guard, each), .. }] = arguments else { return None };
    let Op::Each(Macro::Filter, _, _, condition) = &each.op else { return None };
    let counts = matches!(function.name, "size" | "count");
    let one = matches!(condition.op, Op::Compare(Comparison::Equal, ..)) && same(guard).is_some();
    (counts && one).then(|| Arc::clone(guard))
}

/// What the items say, and what it is held against.
fn same(guard: &Guard) -> Option<(&Arc<Fact>, &Code, &Code)> {
    match &guard.holds {
        Holds::Fact(fact) => match &fact.says {
            Says::Same(own, given) => Some((fact, own, given)),
            _ => None,
        },
        _ => None,
    }
}

impl<'a> Machine<'a> {
    /// How many items say what is looked for; `None` where that can't be looked up.
    pub(super) fn counted(&mut self, guard: &'a Arc<Guard>) -> Option<i64> {
        // What came close is to be found among those that are left out.
        if self.explain {
            return None;
        }
        let (fact, own, given) = same(guard)?;
        let all = self.is_of_all(&guard.source);
        let owner = if all { "" } else { self.subject.index.owner(self.subject.document)? };
        let given = self.eval(given);
        let key = plain(&given.data)?;
        let entry = self.subject.tables.counts_of(fact, || fact.kinds(guard.source.kind));
        let count = entry.found.of(owner);
        let count = count.get_or_init(|| self.count(&guard.source, fact.slot, own));
        if count.exhausted {
            self.spend(self.limit as usize);
        }
        let by_key: &HashMap<Key<'_>, i64> = count.by_key.as_ref()?;
        Some(by_key.get(&key).copied().unwrap_or(0))
    }

    fn count(&mut self, source: &'a Source, slot: usize, own: &'a Code) -> Count {
        let mut machine = Machine::new(self.subject);
        machine.quiet = true;
        let list = machine.source(source);
        let items = Items::of(&list.data, self.subject.kinds).filter(|items| items.doubts().is_empty());
        let Some(items) = items else {
            self.shared += machine.steps();
            return Count::default();
        };
        machine.limit = STEPS + STEPS_EACH * items.len() as u64;
        let mut by_key = Some(HashMap::new());
        for at in 0..items.len() {
            machine.set(slot, items.get(at, self.subject.kinds));
            let says = machine.eval(own);
            let (Some(counts), Some(key)) = (&mut by_key, plain(&says.data)) else {
                by_key = None;
                break;
            };
            *counts.entry(key.into_owned()).or_insert(0) += 1;
        }
        self.shared += machine.steps();
        Count { by_key, exhausted: machine.is_exhausted() }
    }
}
