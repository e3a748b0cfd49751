//! How a sentence names what was lost.

use crate::diagnostic::Outcome;
use crate::policy::Policy;

/// Names that a sentence lists before it counts.
const NAMED: usize = 3;

/// A policy and how it now ends, if it ends at all.
pub(super) type Lost<'a> = (&'a Policy, Option<Outcome>);

/// The policies, or the one.
pub(super) fn names(lost: &[Lost<'_>]) -> String {
    some(lost.iter().map(|(policy, _)| &*policy.id), lost.len(), "policy")
}

/// The verb that goes with them.
pub(super) fn applies(lost: &[Lost<'_>]) -> &'static str {
    if lost.len() == 1 { "applies" } else { "apply" }
}

/// `a, b, c and 4 more`, or the one.
pub(super) fn some<'a>(all: impl Iterator<Item = &'a str>, number: usize, noun: &str) -> String {
    let named: Vec<String> = all.take(NAMED).map(|name| format!("'{name}'")).collect();
    match number - named.len() {
        0 if number == 1 => format!("the {noun} {}", named[0]),
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
