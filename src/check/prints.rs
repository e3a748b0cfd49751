//! Names of findings that survive edits elsewhere, and what hangs on what.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use camino::Utf8Path;

use crate::diagnostic::{Fingerprint, Outcome};
use crate::rules::expression::Place;
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

/// What findings hang on by their place: what a policy about the form of records (`of_form`) says of the same
/// words; and of what could not be checked at one place, the first. What could not be checked may hang on any of
/// its places in the document, which has this `number` where others know it.
pub(super) fn shared_causes(
    remarks: &[Remark],
    prints: &[Fingerprint],
    of_form: impl Fn(By) -> bool,
    number: Option<u32>,
) -> Vec<Option<Fingerprint>> {
    let open = |remark: &Remark| remark.finding.outcome == Outcome::CannotCheck;
    let by_policy = |remark: &Remark| matches!(remark.by, By::Policy(_));
    let (mut form, mut unchecked) = (HashMap::new(), HashMap::new());
    for (remark, print) in remarks.iter().zip(prints).filter(|(remark, _)| by_policy(remark)) {
        let at: Span = remark.finding.at;
        if of_form(remark.by) && !open(remark) && !at.is_empty() {
            form.entry(at).or_insert(print);
        } else if open(remark) {
            unchecked.entry(at).or_insert(print);
        }
    }
    let cause = |remark: &Remark| {
        let at = &remark.finding.at;
        let is_own = |place: &Place| number.is_none_or(|number| place.file == number);
        let related = remark.finding.related.iter().map(|(place, _)| place);
        let others = related.filter(|place| open(remark) && is_own(place)).map(|place| &place.span);
        let mut places = std::iter::once(at).chain(others);
        let by_form = places.find_map(|at| form.get(at)).filter(|_| !of_form(remark.by));
        by_form.or_else(|| unchecked.get(at).filter(|_| open(remark))).map(|print| (**print).clone())
    };
    remarks.iter().map(|remark| cause(remark).filter(|_| by_policy(remark))).collect()
}

/// What findings hang on by name: a placeholder whose line names the policies that wait for it. `of_text` are
/// the policies that tell placeholders in a document of this text.
pub(super) fn named_causes(
    remarks: &[Remark],
    prints: &[Fingerprint],
    of_text: impl Fn(By) -> bool,
    text: &str,
) -> BTreeMap<String, Fingerprint> {
    let mut named = BTreeMap::new();
    for (remark, print) in remarks.iter().zip(prints).filter(|(remark, _)| of_text(remark.by)) {
        let rest = &text[remark.finding.at.range().start..];
        let line = rest.lines().next().unwrap_or_default();
        let ids = line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '-')));
        for id in ids.filter(|id| id.contains('/')) {
            named.entry(id.to_owned()).or_insert_with(|| print.clone());
        }
    }
    named
}
