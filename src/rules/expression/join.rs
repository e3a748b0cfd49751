//! Keyed joins: which candidates have, in some field, the same values as a subject.

use std::collections::HashMap;

use crate::facts::Kinds;

use super::code::Code;
use super::eval::Machine;
use super::key::Key;
use super::read::Items;
use super::{Data, Value};

/// Candidates by the value of one of their fields.
#[derive(Debug)]
pub struct Join<'a> {
    candidates: Vec<Value<'a>>,
    /// Places in `candidates`, in their order.
    by_key: HashMap<Key<'a>, Vec<u32>>,
    /// Candidates whose field is not there or can't be used, and why.
    open: Vec<(u32, Value<'a>)>,
    /// What may be a candidate.
    doubts: Vec<Value<'a>>,
}

/// The candidates that a join finds for one subject.
#[derive(Debug, Default)]
pub struct Matches<'a> {
    /// Those whose first field is the same.
    pub found: Vec<Value<'a>>,
    /// What may be among them.
    pub doubts: Vec<Value<'a>>,
}

impl<'a> Matches<'a> {
    /// All items of a list. `None` for what is no list.
    #[must_use]
    pub fn all(list: &Value<'a>, kinds: &'a Kinds) -> Option<Self> {
        let items = Items::of(&list.data, kinds)?;
        let found = (0..items.len()).map(|at| items.get(at, kinds)).collect();
        Some(Self { found, doubts: items.doubts().to_vec() })
    }
}

impl<'a> Join<'a> {
    /// Sorts the items of a list by what an expression gives for each. `None` for what is no list.
    pub fn new(
        machine: &mut Machine<'a>,
        list: &Value<'a>,
        slot: usize,
        field: Option<&'a Code>,
    ) -> Option<Self> {
        let kinds = machine.subject.kinds;
        let items = Items::of(&list.data, kinds)?;
        let mut join = Self {
            candidates: (0..items.len()).map(|at| items.get(at, kinds)).collect(),
            by_key: HashMap::new(),
            open: Vec::new(),
            doubts: items.doubts().to_vec(),
        };
        let Some(field) = field else { return Some(join) };
        for at in 0..join.candidates.len() {
            let number = at as u32;
            machine.set(slot, join.candidates[at].clone());
            let value = machine.eval(field);
            if let Some(key) = Key::of(&value.data) {
                join.by_key.entry(key).or_default().push(number);
            } else if let Some(several) = Items::of(&value.data, kinds) {
                // `e.tasks`: the candidate is found under each of them.
                for key in (0..several.len()).filter_map(|at| Key::of(&several.get(at, kinds).data)) {
                    let places = join.by_key.entry(key).or_default();
                    if places.last() != Some(&number) {
                        places.push(number);
                    }
                }
                machine.spend(several.len());
            } else if matches!(value.data, Data::Malformed | Data::Unrecorded) {
                join.open.push((number, value));
            }
        }
        Some(join)
    }

    /// The candidates that have this value; all, where there is no field to join on.
    #[must_use]
    pub fn matches(&self, machine: &Machine<'a>, value: Option<&Value<'a>>) -> Matches<'a> {
        let Some(value) = value else {
            return Matches { found: self.candidates.clone(), doubts: self.doubts.clone() };
        };
        let mut doubts = self.doubts.clone();
        doubts.extend(self.open.iter().map(|(_, why)| why.clone()));
        let kinds = machine.subject.kinds;
        let keys: Vec<Key<'a>> = match (Key::of(&value.data), Items::of(&value.data, kinds)) {
            (Some(key), _) => vec![key],
            (None, Some(several)) => {
                (0..several.len()).filter_map(|at| Key::of(&several.get(at, kinds).data)).collect()
            }
            (None, None) => Vec::new(),
        };
        let mut places: Vec<u32> =
            keys.iter().filter_map(|key| self.by_key.get(key)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        let found = places.into_iter().map(|at| self.candidates[at as usize].clone()).collect();
        Matches { found, doubts }
    }
}
