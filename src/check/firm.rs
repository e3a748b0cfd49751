//! The firm, as far as it decides who may accept a finding: its people and its policies.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::policy::PolicySet;
use crate::rules::waiver::{Defect, Register, Waiver, waivers};
use crate::syntax::yaml::{self, Node};

use super::Prepared;

/// Who may approve, and what may be waived.
pub(super) struct Firm<'a> {
    set: &'a PolicySet,
    /// Roles by person.
    people: BTreeMap<String, String>,
}

impl<'a> Firm<'a> {
    pub(super) fn new(prepared: &'a Prepared) -> Self {
        let people = prepared.profile.as_ref().map(|profile| people(profile.text())).unwrap_or_default();
        Self { set: &prepared.set, people }
    }

    /// The waivers of one document; none but engagements and `waivers.yaml` have any.
    pub(super) fn waivers(&self, root: &Node, kind: &str, as_of: &str) -> Vec<Result<Waiver, Defect>> {
        let Ok(as_of) = as_of.parse::<Date>() else { return Vec::new() };
        match (kind, root.get("id").and_then(Node::text)) {
            ("waivers", _) => waivers(root, None, self, as_of),
            ("engagement", Some(id)) => waivers(root, Some(id), self, as_of),
            // Without an id nothing says what they reach.
            _ => Vec::new(),
        }
    }
}

fn people(profile: &str) -> BTreeMap<String, String> {
    let stream = yaml::parse(profile, yaml::Limits::default());
    let people = stream.documents.first().and_then(|root| root.get("people")?.items()).unwrap_or_default();
    let person =
        |node: &Node| Some((node.get("id")?.text()?.to_owned(), node.get("role")?.text()?.to_owned()));
    people.iter().filter_map(person).collect()
}

impl Register for Firm<'_> {
    fn waivable(&self, policy: &str) -> Option<bool> {
        self.set.find(policy).map(|policy| policy.waivable)
    }

    fn policies(&self) -> Vec<&str> {
        self.set.policies.iter().map(|policy| &*policy.id).collect()
    }

    fn role(&self, person: &str) -> Option<&str> {
        self.people.get(person).map(String::as_str)
    }
}
