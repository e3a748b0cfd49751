//! What is done with each item of a list: `all`, `exists`, `exists_one`, `filter`, `map`.

use std::sync::Arc;

use super::code::{Code, Op};
use super::eval::Machine;
use super::read::Items;
use super::syntax::Macro;
use super::truth::{Truth, unknown, worse};
use super::value::{List, Place};
use super::{Data, Others, Value};

/// How many items that came close are shown.
const NEAR: usize = 3;

impl<'a> Machine<'a> {
    pub(super) fn each(&mut self, each: Macro, range: &'a Code, slot: usize, body: &'a Code) -> Value<'a> {
        let range = self.eval(range);
        self.each_of(each, range, slot, body)
    }

    /// The same, of a list.
    pub(super) fn each_of(
        &mut self,
        each: Macro,
        range: Value<'a>,
        slot: usize,
        body: &'a Code,
    ) -> Value<'a> {
        let kinds = self.subject.kinds;
        let Some(items) = Items::of(&range.data, kinds) else {
            return Value { data: unknown(range.truth()), ..range };
        };
        match each {
            Macro::Filter => self.filter(&items, slot, body, &range),
            Macro::Map => self.map(&items, slot, body, &range),
            Macro::All | Macro::Exists | Macro::ExistsOne => self.quantify(each, &items, slot, body, range),
        }
    }

    /// What the body gives for an item, which is in the local then; nothing past the limit of steps.
    pub(super) fn of_item(
        &mut self,
        items: &Items<'a>,
        at: usize,
        slot: usize,
        body: &'a Code,
    ) -> Option<Value<'a>> {
        if self.is_exhausted() {
            return None;
        }
        let item = items.get(at, self.subject.kinds);
        self.set(slot, item);
        Some(self.eval(body))
    }

    /// The same; its places only where they are `telling`.
    fn weighed(
        &mut self,
        items: &Items<'a>,
        at: usize,
        slot: usize,
        body: &'a Code,
        telling: impl Fn(Truth) -> bool,
    ) -> Option<Value<'a>> {
        if self.is_exhausted() {
            return None;
        }
        let item = items.get(at, self.subject.kinds);
        self.set(slot, item);
        Some(self.told(body, telling))
    }

    fn filter(&mut self, items: &Items<'a>, slot: usize, body: &'a Code, range: &Value<'a>) -> Value<'a> {
        let mut list = List { doubts: items.doubts().to_vec(), ..List::default() };
        let telling = |truth: Truth| !truth.is_known();
        for at in 0..items.len() {
            let Some(holds) = self.weighed(items, at, slot, body, telling) else {
                return Value::loose(Data::Malformed);
            };
            match holds.truth() {
                Truth::True => list.items.push(self.local(slot)),
                Truth::False => {}
                other => list.doubts.push(Value { data: unknown(other), ..holds }),
            }
        }
        if self.explain && list.items.is_empty() {
            list.near = self.near(items, slot, body);
        }
        Value { data: Data::List(Arc::new(list)), at: range.at, more: Others::NONE }
    }

    fn map(&mut self, items: &Items<'a>, slot: usize, body: &'a Code, range: &Value<'a>) -> Value<'a> {
        let mut list = List { doubts: items.doubts().to_vec(), ..List::default() };
        for at in 0..items.len() {
            let Some(gives) = self.of_item(items, at, slot, body) else {
                return Value::loose(Data::Malformed);
            };
            list.items.push(gives);
        }
        Value { data: Data::List(Arc::new(list)), at: range.at, more: Others::NONE }
    }

    fn quantify(
        &mut self,
        each: Macro,
        items: &Items<'a>,
        slot: usize,
        body: &'a Code,
        range: Value<'a>,
    ) -> Value<'a> {
        let mut open: Option<Value<'a>> = None;
        let mut held: Option<Value<'a>> = None;
        let doubt = |open: &mut Option<Value<'a>>, value: Value<'a>| match open {
            Some(known) => {
                let worst = worse(known.truth(), value.truth());
                known.data = unknown(worst);
                known.cite(&value);
            }
            None => *open = Some(Value { data: unknown(value.truth()), ..value }),
        };
        for value in items.doubts() {
            doubt(&mut open, value.clone());
        }
        // One that does not decide says nothing by itself.
        let idle = if each == Macro::All { Truth::True } else { Truth::False };
        for at in 0..items.len() {
            let Some(holds) = self.weighed(items, at, slot, body, |truth| truth != idle) else {
                return Value::loose(Data::Malformed);
            };
            match (each, holds.truth()) {
                (Macro::All, Truth::False) => return self.about_item(slot, holds),
                (Macro::Exists, Truth::True) => return holds,
                (Macro::ExistsOne, Truth::True) if held.is_some() => {
                    return Value { data: Data::Bool(false), ..self.about_item(slot, holds) };
                }
                (Macro::ExistsOne, Truth::True) => held = Some(holds),
                (_, Truth::True | Truth::False) => {}
                _ => doubt(&mut open, holds),
            }
        }
        if let Some(open) = open {
            return open;
        }
        let data = Data::Bool(match each {
            Macro::All => true,
            Macro::ExistsOne => held.is_some(),
            _ => false,
        });
        let mut value = Value { data, at: range.at, more: range.more };
        if self.explain && matches!(value.data, Data::Bool(false)) {
            let near = match &range.data {
                Data::List(list) if list.items.is_empty() => list.near.clone(),
                _ => self.near(items, slot, body),
            };
            for place in near {
                value.mention(place);
            }
        }
        value
    }

    /// A condition that has no place of its own is shown at the item.
    fn about_item(&self, slot: usize, mut value: Value<'a>) -> Value<'a> {
        if value.at.is_none() {
            value.at = self.local(slot).at;
        }
        value
    }

    /// The items for which the most of the conditions hold that `&&` joins, if any does.
    fn near(&mut self, items: &Items<'a>, slot: usize, body: &'a Code) -> Vec<Place> {
        let mut parts = Vec::new();
        conjuncts(body, &mut parts);
        let mut best: Vec<(usize, Place)> = Vec::new();
        for at in 0..items.len() {
            let item = items.get(at, self.subject.kinds);
            let place = item.at;
            self.set(slot, item);
            let score = parts.iter().filter(|part| self.eval(part).truth() == Truth::True).count();
            if let (Some(place), true) = (place, score > 0) {
                best.push((score, place));
            }
        }
        let most = best.iter().map(|(score, _)| *score).max().unwrap_or(0);
        best.into_iter().filter(|(score, _)| *score == most).take(NEAR).map(|(_, place)| place).collect()
    }
}

fn conjuncts<'c>(code: &'c Code, parts: &mut Vec<&'c Code>) {
    if let Op::And(left, right) = &code.op {
        conjuncts(left, parts);
        conjuncts(right, parts);
    } else {
        parts.push(code);
    }
}
