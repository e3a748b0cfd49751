//! What a policy reads and nothing can be made of: whatever else it found, it says so.
//!
//! A condition may hold although a part of it can't be told: one of two things is enough, or a list that is not
//! there has nothing in it that fails. Where what it read is not as the schema says, or is something that says
//! nothing by not being there, that it holds is no assurance.

use crate::diagnostic::{Outcome, Severity};
use crate::facts::{Document, Lack};
use crate::policy::Policy;
use crate::rules::expression::Place;
use crate::rules::{Finding, Judged, Rule, Subject, Unchecked};
use crate::text::Span;

/// How many fields one finding names.
const NAMED: usize = 3;

/// Adds to what a policy says of a document that it reads what nothing can be made of, if it does not say so.
pub(super) fn lacking(policy: &Policy, subject: &Subject<'_>, judged: Judged) -> Judged {
    let Subject { document, kinds, .. } = *subject;
    // Whom a policy does not concern, of that nothing need be known; whether it concerns nobody, is to be known.
    let concerned = judged.outcome != Outcome::NotApplicable || judged.nobody;
    if !concerned || matches!(policy.rule, Rule::Schema(_) | Rule::Outcome(_)) {
        return judged;
    }
    let read = |document: &Document, lack: &&Lack| {
        policy.reads.names_field(document.kind, lack.of, &lack.name)
            && lack.asked_by.as_deref() != Some(&*policy.id)
    };
    let own: Vec<&Lack> = document.lacks(kinds).iter().filter(|lack| read(document, lack)).collect();
    let unchecked = |at: &Span| {
        let open = |finding: &&Finding| finding.outcome == Outcome::CannotCheck || finding.at == *at;
        judged.findings.iter().any(|finding| open(&finding))
    };
    let finding = match own.first() {
        Some(first) => (!unchecked(&first.at)).then(|| tell(policy, document, document, &own)),
        None if judged.findings.iter().any(|finding| finding.outcome == Outcome::CannotCheck) => None,
        None => others(policy, subject).find_map(|other| {
            let lacks: Vec<&Lack> = other.lacks(kinds).iter().filter(|lack| read(other, lack)).collect();
            (!lacks.is_empty()).then(|| tell(policy, document, other, &lacks))
        }),
    };
    let Some(finding) = finding else { return judged };
    let Judged { mut findings, steps, exhausted, nobody, .. } = judged;
    findings.push(finding);
    Judged { steps, exhausted, nobody, ..Judged::of(findings) }
}

/// The documents that a policy reads besides the one that is judged: those of the same engagement, and the only
/// one of its kind.
fn others<'d>(policy: &'d Policy, subject: &Subject<'d>) -> impl Iterator<Item = &'d Document> {
    let Subject { document, index, .. } = *subject;
    let owner = (!policy.reads.kinds.is_empty()).then(|| index.owner(document)).flatten();
    let near = policy
        .reads
        .kinds
        .iter()
        .flat_map(move |kind| owner.into_iter().flat_map(move |owner| index.of_owner(*kind, owner)));
    let only = policy.reads.far.iter().filter(move |kind| index.count(**kind) == 1);
    let only = only.map(move |kind| index.nth(*kind, 0)).filter(move |other| index.owner(other).is_none());
    near.chain(only).filter(move |other| other.number != document.number)
}

/// Says of a document that it could not be judged, because of what is lacking in it or in another one.
fn tell(policy: &Policy, document: &Document, lacking: &Document, lacks: &[&Lack]) -> Finding {
    let here = lacking.number == document.number;
    let malformed = lacks.iter().any(|lack| lack.malformed);
    let mut names: Vec<String> = Vec::new();
    for lack in lacks.iter().filter(|lack| lack.malformed == malformed) {
        let name = format!("'{}'", lack.name);
        if !names.contains(&name) && names.len() < NAMED {
            names.push(name);
        }
    }
    let names = names.join(" and ");
    let place = if here { String::new() } else { format!(" in {}", lacking.path()) };
    let why = if malformed {
        format!("what stands under {names}{place} can't be used.")
    } else {
        format!("nothing is recorded under {names}{place}.")
    };
    let first = lacks.iter().find(|lack| lack.malformed == malformed).expect("it is one of them");
    let at = if here { first.at } else { document.facts.title };
    let mut finding = Finding::unchecked(Unchecked::InPart, at, why, policy.declared);
    finding.key = format!("lacks {names} {}", if here { "" } else { lacking.path().as_str() });
    if !here {
        finding.related.push((Place::new(lacking, first.at), "needed for it".into()));
    }
    finding.severity = Some(Severity::Note);
    finding.awaits = first.asked_by.clone().map(|policy| (lacking.number, policy));
    finding
}
