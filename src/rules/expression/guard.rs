//! What a condition asks of the items of a list, seen from the document that is judged: so that those for
//! which it is plain that it does not hold are left out without a look at each.
//!
//! `records('engagement').exists(e, e.id in doc.engagements && e.tasks.exists(t, t.sop == doc.path))` asks of
//! each engagement whether *what it names* (`e.id`, `t.sop` of each task) is *what it is held against*
//! (`doc.engagements`, `doc.path`). The first is the same whichever document is judged, so a table of it is
//! made once ([`super::tables`]), and each document looks up in it. A guard says only *who is left out*; for
//! the others the whole condition is evaluated, so a guard need not know all of it. Left out are items for
//! which the condition is false, never those for which it is unknown.

use std::sync::Arc;

use crate::facts::Kinds;

use super::code::{Code, Fact, Guard, Holds, Op, Owner, Says, Source, kinds_of};
use super::field::Field;
use super::syntax::{Comparison, Macro};
use super::types::Type;

/// What a condition asks of the items of a source, in a local; nothing where it asks each of them
/// something that hangs on the judged document in a way that no table can answer.
///
/// `judged` are the kinds of the document that is judged.
pub(super) fn read(
    source: &Source,
    slot: usize,
    condition: &Code,
    judged: &[usize],
    kinds: &Kinds,
) -> Option<Guard> {
    if matches!(source.of, Owner::Given(_)) || judged.is_empty() {
        return None;
    }
    let reader = Reader { slot, judged, kinds };
    // The items of a source of rows lie in its documents, which the tables are of.
    let rows = source.rows.iter().map(|rows| {
        let of = Type::Document(Arc::from([source.kind]));
        let field = Field::new(rows, &of, kinds);
        let document = Box::new(Code { span: condition.span, op: Op::Local(slot) });
        (Code { span: condition.span, op: Op::Field(document, field) }, slot)
    });
    let holds = reader.read(condition, &rows.collect::<Vec<_>>())?;
    let mut sought = Vec::new();
    if reader.knows_all(condition) {
        holds.lookups(&mut sought);
    }
    let kinds = kinds_of([condition], source.kind);
    Some(Guard { source: source.clone(), holds, sought, kinds })
}

struct Reader<'r> {
    slot: usize,
    judged: &'r [usize],
    kinds: &'r Kinds,
}

impl Reader<'_> {
    fn read(&self, condition: &Code, within: &[(Code, usize)]) -> Option<Holds> {
        let fact =
            |says| Some(Holds::Fact(Arc::new(Fact { slot: self.slot, within: within.to_vec(), says })));
        match &condition.op {
            Op::And(a, b) => {
                let (a, b) = (self.read(a, within), self.read(b, within));
                match (a, b) {
                    (Some(a), Some(b)) => Some(Holds::Both(Box::new([a, b]))),
                    (one, other) => one.or(other),
                }
            }
            Op::Or(a, b) => {
                let both = [self.read(a, within)?, self.read(b, within)?];
                Some(Holds::Either(Box::new(both)))
            }
            _ if self.is_own(condition) => fact(Says::Condition(condition.clone())),
            Op::Compare(comparison @ (Comparison::Equal | Comparison::In), a, b) => {
                let is_in = *comparison == Comparison::In;
                if self.is_own(a) && self.is_given(b) {
                    let (own, given) = ((**a).clone(), (**b).clone());
                    fact(if is_in { Says::OneOf(own, given) } else { Says::Same(own, given) })
                } else if self.is_given(a) && self.is_own(b) {
                    let (own, given) = ((**b).clone(), (**a).clone());
                    fact(if is_in { Says::Has(own, given) } else { Says::Same(own, given) })
                } else {
                    None
                }
            }
            Op::Each(Macro::Exists, list, item, inner) if self.is_own(list) => {
                let within = [within, &[((**list).clone(), *item)]].concat();
                self.read(inner, &within)
            }
            _ => None,
        }
    }

    /// Whether what is read of a condition is all that it says, and whether something that is looked for holds
    /// never hangs on whether something else is.
    fn knows_all(&self, condition: &Code) -> bool {
        match &condition.op {
            _ if self.is_own(condition) => true,
            Op::And(a, b) => (self.is_own(a) && self.knows_all(b)) || (self.is_own(b) && self.knows_all(a)),
            Op::Or(a, b) => self.knows_all(a) && self.knows_all(b),
            Op::Each(Macro::Exists, list, _, inner) => self.is_own(list) && self.knows_all(inner),
            Op::Compare(..) => self.read(condition, &[]).is_some(),
            _ => false,
        }
    }

    /// Whether it is the same whichever document is judged.
    fn is_own(&self, code: &Code) -> bool {
        !code.any(&mut |op| match op {
            Op::Document => true,
            Op::Local(local) => *local < self.slot,
            Op::Source(Source { of: Owner::Own, kind, .. }) => {
                self.kinds.is_owned(*kind) && self.judged.iter().any(|judged| self.kinds.is_owned(*judged))
            }
            _ => false,
        })
    }

    /// Whether it is the same for all items.
    fn is_given(&self, code: &Code) -> bool {
        !code.uses(self.slot..usize::MAX)
    }
}

impl Holds {
    /// All that is looked up.
    fn lookups(&self, found: &mut Vec<Arc<Fact>>) {
        match self {
            Holds::Fact(fact) => found.extend(fact.given().map(|_| Arc::clone(fact))),
            Holds::Both(parts) | Holds::Either(parts) => parts.iter().for_each(|part| part.lookups(found)),
        }
    }
}
