//! Conditions over all documents of a kind, evaluated for those alone that their guard does not leave out.

use std::sync::{Arc, OnceLock};

use super::code::{Code, Fact, Guard, Holds, Op, Says, Source};
use super::eval::{Machine, STEPS};
use super::key::Key;
use super::read::{Items, document};
use super::syntax::Macro;
use super::tables::{Candidate, Entry, Table};
use super::{Data, Value};

/// Steps that a table may take for each document, besides those that any judgement may take.
pub(super) const STEPS_EACH: u64 = 1_000;

impl<'a> Machine<'a> {
    /// What is done with each item of a source, without those that a guard leaves out.
    pub(super) fn guarded(&mut self, guard: &'a Arc<Guard>, whole: &'a Code) -> Value<'a> {
        let Op::Each(each, _, slot, body) = &whole.op else { return self.eval(whole) };
        // What is found out for all documents is found out with its places.
        let quiet = std::mem::take(&mut self.quiet);
        let value = self.guarded_aloud(guard, whole, *each, *slot, body);
        self.quiet = quiet;
        value
    }

    fn guarded_aloud(
        &mut self,
        guard: &'a Arc<Guard>,
        whole: &'a Code,
        each: Macro,
        slot: usize,
        body: &'a Code,
    ) -> Value<'a> {
        // What came close to holding is to be found among those that are left out.
        if self.explain || !self.is_of_all(&guard.source) {
            return self.eval(whole);
        }
        let lists = each == Macro::Filter;
        let told = if lists { None } else { self.telling(guard, slot, body) };
        let Some(candidates) = told.or_else(|| {
            let open = self.open_to(&guard.holds, &guard.source, true)?;
            Some(open.into_iter().map(Candidate::asked).collect())
        }) else {
            return self.eval(whole);
        };
        let range = self.candidates(&guard.source, candidates);
        self.each_of(each, range, slot, body)
    }

    /// Candidates as a list, in their order.
    pub(super) fn candidates(&mut self, source: &Source, mut candidates: Vec<Candidate>) -> Value<'a> {
        let index = self.subject.index;
        candidates.sort_unstable_by_key(|candidate| (candidate.place, !candidate.is_asked));
        candidates.dedup_by_key(|candidate| candidate.place);
        let document = |one: Candidate| (index.nth(source.kind, one.place as usize), one.is_asked);
        self.list_some(source, candidates.into_iter().map(document))
    }

    /// The documents of a source, by number among those of its kind, for which something may hold, and those of
    /// which it is `unknown` whatever is looked for; `None` for all.
    pub(super) fn open_to(&mut self, holds: &'a Holds, source: &Source, unknown: bool) -> Option<Vec<u32>> {
        match holds {
            Holds::Fact(fact) => {
                let keys = self.wanted(fact)?;
                let entry = self.table_of(fact, source.kind);
                let table = entry.found.get().expect("is made");
                let mut found = table.open.clone();
                if unknown {
                    found.extend(&table.unknown);
                }
                found.extend(keys.iter().flat_map(|key| table.of(key)));
                self.spend(found.len());
                Some(found)
            }
            Holds::Both(both) => {
                let [a, b] = &**both;
                // To look something up costs less than to go through what holds anyway.
                let (first, second) = if b.looks_up() && !a.looks_up() { (b, a) } else { (a, b) };
                self.open_to(first, source, unknown).or_else(|| self.open_to(second, source, unknown))
            }
            Holds::Either(either) => {
                let [a, b] = &**either;
                let mut found = self.open_to(a, source, unknown)?;
                found.extend(self.open_to(b, source, unknown)?);
                Some(found)
            }
        }
    }

    /// What is looked for, each as a key; `None` where it is no key, and of a condition nothing.
    fn wanted(&mut self, fact: &'a Fact) -> Option<Vec<Key<'a>>> {
        let Some(given) = fact.given() else { return Some(Vec::new()) };
        let given = self.eval(given);
        if !matches!(fact.says, Says::OneOf(..)) {
            return Some(vec![plain(&given.data)?]);
        }
        let kinds = self.subject.kinds;
        let items = Items::of(&given.data, kinds).filter(|items| items.doubts().is_empty())?;
        (0..items.len()).map(|at| plain(&items.get(at, kinds).data)).collect()
    }

    /// What the documents of a kind say, made if it is not yet.
    pub(super) fn table_of(&mut self, fact: &'a Arc<Fact>, kind: usize) -> Arc<Entry<OnceLock<Table>>> {
        let entry = self.subject.tables.of_fact(fact, || fact.kinds(kind));
        if entry.found.get_or_init(|| self.table(fact, kind)).exhausted {
            self.spend(self.limit as usize);
        }
        entry
    }

    /// What the documents of a kind say.
    fn table(&mut self, fact: &'a Fact, kind: usize) -> Table {
        let index = self.subject.index;
        let count = index.count(kind);
        let mut table = Table::default();
        let mut machine = Machine::new(self.subject);
        machine.limit = STEPS + STEPS_EACH * count as u64;
        // It keeps what documents say, and not where.
        machine.quiet = true;
        for place in 0..count {
            let found = index.nth(kind, place);
            machine.set(fact.slot, document(found));
            let mut said = Said::default();
            machine.say(fact, &fact.within, &mut said);
            if said.open {
                table.open.push(place as u32);
            // What could not be read may be the very thing that is looked for.
            } else if said.unknown || found.facts.unread.is_some() {
                table.unknown.push(place as u32);
            }
            for key in said.keys {
                let places = table.by_key.entry(key).or_default();
                if places.last() != Some(&(place as u32)) {
                    places.push(place as u32);
                }
            }
        }
        table.exhausted = machine.is_exhausted();
        self.shared += machine.steps();
        table
    }

    fn say(&mut self, fact: &'a Fact, within: &'a [(Code, usize)], said: &mut Said) {
        let kinds = self.subject.kinds;
        if let [(list, slot), deeper @ ..] = within {
            let list = self.eval(list);
            let Some(items) = Items::of(&list.data, kinds) else {
                said.unknown = true;
                return;
            };
            said.unknown |= !items.doubts().is_empty();
            for at in 0..items.len() {
                self.set(*slot, items.get(at, kinds));
                self.say(fact, deeper, said);
            }
            return;
        }
        match &fact.says {
            Says::Condition(condition) => said.open |= self.eval(condition).truth() != super::Truth::False,
            Says::Same(own, _) | Says::OneOf(own, _) => {
                let own = self.eval(own);
                said.take(&own.data);
            }
            Says::Has(list, _) => {
                let list = self.eval(list);
                let Some(items) = Items::of(&list.data, kinds) else {
                    said.unknown = true;
                    return;
                };
                said.unknown |= !items.doubts().is_empty();
                (0..items.len()).for_each(|at| said.take(&items.get(at, kinds).data));
            }
        }
    }
}

/// What one document says.
#[derive(Default)]
struct Said {
    keys: Vec<Key<'static>>,
    /// Something of it is not known.
    unknown: bool,
    /// Something of it is no key; or, of a condition, it is not plainly false.
    open: bool,
}

impl Said {
    fn take(&mut self, data: &Data<'_>) {
        match plain(data) {
            Some(key) => self.keys.push(key.into_owned()),
            None if matches!(data, Data::Missing | Data::Malformed | Data::Unrecorded) => self.unknown = true,
            None => self.open = true,
        }
    }
}

impl Holds {
    /// Whether it holds what documents say against something else.
    fn looks_up(&self) -> bool {
        match self {
            Holds::Fact(fact) => !matches!(fact.says, Says::Condition(_)),
            Holds::Both(both) => both.iter().any(Holds::looks_up),
            Holds::Either(either) => either.iter().all(Holds::looks_up),
        }
    }
}

/// A scalar that is the same as another just where their keys are; a day may be the same as a moment.
pub(super) fn plain<'a>(data: &Data<'a>) -> Option<Key<'a>> {
    matches!(data, Data::Text(_) | Data::Int(_) | Data::Bool(_)).then(|| Key::of(data)).flatten()
}
