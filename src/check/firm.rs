//! The firm, as far as it decides who may accept a finding: its people and its policies.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::policy::PolicySet;
use crate::rules::waiver::Register;
use crate::syntax::yaml::{self, Node};

/// Who may approve, and what may be waived.
#[derive(Debug)]
pub(super) struct Firm<'a> {
    set: &'a PolicySet,
    /// Roles by person.
    people: Arc<People>,
}

/// The role of each person by id.
pub(super) type People = BTreeMap<String, String>;

impl<'a> Firm<'a> {
    /// `profile` is the text of `soplint.yaml`, where there is one.
    pub(super) fn new(set: &'a PolicySet, profile: Option<&str>) -> Self {
        Self::of(set, Arc::new(profile.map(people).unwrap_or_default()))
    }

    /// Of people that are known.
    pub(super) fn of(set: &'a PolicySet, people: Arc<People>) -> Self {
        Self { set, people }
    }
}

/// The people whom a `soplint.yaml` names.
pub(super) fn people(profile: &str) -> People {
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
