//! Ids and paths that lead nowhere, and ids that are given twice.

use std::sync::Arc;

use crate::diagnostic::Outcome;
use crate::facts::{IssueClass, Naming, Within, each_name};
use crate::syntax::yaml::Node;
use crate::text::Span;

use super::expression::Place;
use super::{Finding, Subject};

/// Tells what the document names and what is not there, and what it names as something else is named already.
pub(super) fn names(subject: &Subject<'_>, report: &[IssueClass], asked: Span) -> Vec<Finding> {
    let mut findings = Vec::new();
    let wants = |class| report.contains(&class);
    if !wants(IssueClass::Reference) && !wants(IssueClass::Duplicate) {
        return findings;
    }
    each_name(subject.document, subject.kinds, &mut |node, naming| {
        if wants(IssueClass::Reference) {
            findings.extend(nowhere(subject, node, naming, asked));
        }
        if wants(IssueClass::Duplicate) {
            findings.extend(twice(subject, node, naming, asked));
        }
    });
    findings
}

fn nowhere(subject: &Subject<'_>, node: &Node, naming: &Naming, asked: Span) -> Option<Finding> {
    let text = node.text().filter(|text| !text.is_empty())?;
    let ids = subject.index.ids(subject.kinds);
    if naming.means.is_empty() && !naming.is_path {
        return None;
    }
    let owner = subject.index.owner(subject.document);
    let known =
        naming.means.iter().filter_map(|space| Some((space, ids.of(space, text)?))).any(|(space, places)| {
            // An engagement is meant from anywhere; what belongs to one is meant from within it.
            space == "engagement"
                || owner.is_none()
                || !places.of_owner(None).is_empty()
                || !places.of_owner(owner).is_empty()
        });
    // Mostly it is the id of a document; to look among all paths takes the longest.
    if known
        || subject.index.find(&[], text).is_some()
        || subject.index.has_path(text)
        || ids.is_elsewhere(text)
    {
        return None;
    }
    let message = if naming.means.is_empty() {
        format!("No file or folder '{text}' was found in this repository.")
    } else {
        format!("No {} with the id '{text}' was found in this repository.", one_of(&naming.means))
    };
    let plain = Finding::plain(Outcome::NotFound, node.span, message, asked);
    Some(Finding { key: format!("reference {text}"), ..plain })
}

/// `person of the firm or member of the team`
fn one_of(names: &[String]) -> String {
    let words = names.iter().map(|name| match name.as_str() {
        "people" => "person of the firm".to_owned(),
        "member" => "member of the team".to_owned(),
        other => other.replace('-', " "),
    });
    words.collect::<Vec<_>>().join(" or ")
}

fn twice(subject: &Subject<'_>, node: &Node, naming: &Naming, asked: Span) -> Option<Finding> {
    let text = node.text().filter(|text| !text.is_empty())?;
    let (space, within) = (naming.declares.as_ref()?, naming.unique?);
    let own = subject.index.owner(subject.document);
    let places = subject.index.ids(subject.kinds).of(space, text)?;
    let first = match within {
        Within::Document => places.of_document(own, subject.document),
        Within::Engagement => places.of_owner(own).first(),
        Within::Repository => places.first(),
    }?;
    let is_first = first.document.number == subject.document.number && first.span == node.span;
    if is_first {
        return None;
    }
    let message = format!("The id '{text}' is given twice.");
    let related = vec![(Place::new(&Arc::clone(&first.document), first.span), "first given here".to_owned())];
    let plain = Finding::plain(Outcome::Conflict, node.span, message, asked);
    Some(Finding { related, key: format!("duplicate {text}"), ..plain })
}
