//! A document to begin with, from what judges where it will lie.

use camino::Utf8Path;

use crate::diagnostic::Outcome;
use crate::policy::{Language, Policy};

use super::document::Judge;
use super::remark::By;
use super::{Options, Prepared};

/// A document of a kind (as [`Kinds`](crate::facts::Kinds) numbers them) for `path`, in which everything is
/// still to be filled in. Clauses have a place in it where some policy says of an empty text that they are not there.
#[must_use]
pub fn begin(prepared: &Prepared, kind: usize, path: &Utf8Path, language: Language) -> String {
    let set = &prepared.set;
    let judging: Vec<&Policy> =
        set.policies.iter().filter(|policy| prepared.settings.severity(policy).is_some()).collect();
    let blank = set.skeleton(kind, &judging, None, language);
    let options = Options::default();
    let judge = Judge::new(prepared, &options, Some(kind));
    let judgement = judge.bytes(path, Ok(blank.into_bytes()));
    let missed = judgement.remarks.iter().filter(|remark| remark.finding.outcome == Outcome::NotFound);
    let asking = missed.filter_map(|remark| match remark.by {
        By::Policy(place) => Some(&*judge.policy(place).id),
        By::Soplint(..) => None,
    });
    set.skeleton(kind, &judging, Some(&asking.collect()), language)
}
