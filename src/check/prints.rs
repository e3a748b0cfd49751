//! Names of findings that survive edits elsewhere, and what hangs on what.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use camino::Utf8Path;

use crate::diagnostic::{Fingerprint, Outcome};
use crate::text::Span;

use super::remark::{By, Remark};

/// One name for each remark. Equal remarks of one policy are told apart by their order in the file.
pub(super) fn fingerprints(
    remarks: &[Remark],
    path: &Utf8Path,
    name: impl Fn(By) -> (Arc<str>, bool),
) -> Vec<Fingerprint> {
    let mut seen: BTreeMap<(Arc<str>, &str), usize> = BTreeMap::new();
    let named = remarks.iter().map(|remark| {
        let (policy, sensitive) = name(remark.by);
        // What may not be shown can't be guessed from its fingerprint either.
        let key = if sensitive { "" } else { remark.finding.key.as_str() };
        let ordinal = seen.entry((Arc::clone(&policy), key)).or_default();
        *ordinal += 1;
        fingerprint(&policy, path, key, *ordinal - 1)
    });
    named.collect()
}

/// Neither line numbers nor bytes of the file go in, so that it survives edits elsewhere.
pub(super) fn fingerprint(policy: &str, path: &Utf8Path, key: &str, ordinal: usize) -> Fingerprint {
    let key = key.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut hash = blake3::Hasher::new();
    for part in [policy, path.as_str(), &key, &ordinal.to_string()] {
        hash.update(part.as_bytes());
        hash.update(&[0]);
    }
    Fingerprint(Arc::from(&hash.finalize().to_hex()[..16]))
}

/// The names of the file's own problems, in their order.
pub(super) fn problem_prints(remarks: &[Remark], prints: &[Fingerprint]) -> Vec<Fingerprint> {
    let problems = remarks
        .iter()
        .zip(prints)
        .filter(|(remark, _)| matches!(remark.by, By::Soplint(id, _) if id != "soplint/encoding"));
    problems.map(|(_, print)| print.clone()).collect()
}

/// For what could not be checked: what was said of the same words by a policy that looks at just them,
/// or else by the first that could not be checked either.
pub(super) fn shared_causes(remarks: &[Remark], prints: &[Fingerprint]) -> Vec<Option<Fingerprint>> {
    let open = |remark: &Remark| remark.finding.outcome == Outcome::CannotCheck;
    let mut by_place: HashMap<Span, &Fingerprint> = HashMap::new();
    let by_policy = |remark: &Remark| matches!(remark.by, By::Policy(_));
    let said = remarks.iter().zip(prints).filter(|(remark, _)| by_policy(remark));
    let (undecided, decided): (Vec<_>, Vec<_>) = said.partition(|(remark, _)| open(remark));
    for (remark, print) in decided.into_iter().chain(undecided) {
        by_place.entry(remark.finding.at).or_insert(print);
    }
    let cause = |remark: &Remark| by_place.get(&remark.finding.at).map(|print| (*print).clone());
    remarks.iter().map(|remark| cause(remark).filter(|_| open(remark) && by_policy(remark))).collect()
}
