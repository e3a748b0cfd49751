//! What the policies stand for: the statements of the practice guidance, the items of the checklist, the
//! authorities, the kinds of documents; and the other way round, what stands behind each.

use serde::Deserialize;

use crate::syntax::yaml;

use super::{Policy, PolicySet};

/// Something that the practice guidance asks or says, in our words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Its line in the source, with a letter for a part of it.
    pub id: String,
    /// must, should, consider or fact.
    pub strength: String,
    /// What it says.
    pub says: String,
    /// The policies that ask it, by id.
    pub policies: Vec<String>,
}

/// An item of the eight-point checklist.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// Its name.
    pub id: String,
    /// The statement that it comes from.
    pub statement: String,
    /// What it asks.
    pub says: String,
    /// The policies behind it, by id.
    pub policies: Vec<String>,
}

/// What a list of policies is arranged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The pack that a policy lies in.
    Pack,
    /// The rules, opinions and statutes that policies rest on.
    Authority,
    /// The documents that policies judge.
    Kind,
    /// The statements of the practice guidance.
    Statement,
    /// The items of the checklist.
    Checklist,
}

/// What some policies stand for.
#[derive(Debug)]
pub struct Group<'a> {
    /// Its name, as policies and data files write it.
    pub id: &'a str,
    /// What it is, in a line.
    pub title: String,
    /// The policies, by id; may be empty.
    pub policies: Vec<&'a Policy>,
}

impl By {
    /// All, with their names.
    pub const ALL: [(&'static str, By); 5] = [
        ("pack", By::Pack),
        ("authority", By::Authority),
        ("kind", By::Kind),
        ("statement", By::Statement),
        ("checklist", By::Checklist),
    ];

    /// As written after `--by`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, by)| *by == self).expect("all are listed").0
    }
}

/// Reads a data file that is a list.
///
/// # Errors
/// Why it can't be read.
pub(super) fn read<T: for<'a> Deserialize<'a>>(text: &str) -> Result<Vec<T>, String> {
    let stream = yaml::parse(text, yaml::Limits::default());
    let node = stream.documents.first().ok_or("the file is empty")?;
    yaml::from_node(node).map_err(|error| error.to_string())
}

impl PolicySet {
    /// All policies, arranged. A policy is in every group that it belongs to; a group without policies is
    /// listed too, since that is what a reader of such a table looks for.
    #[must_use]
    pub fn arranged(&self, by: By) -> Vec<Group<'_>> {
        let all = |wanted: &dyn Fn(&Policy) -> bool| -> Vec<&Policy> {
            self.policies.iter().filter(|policy| wanted(policy)).collect()
        };
        let named = |ids: &[String]| all(&|policy| ids.iter().any(|id| **id == *policy.id));
        match by {
            By::Pack => {
                let title = |name: &str| self.packs.iter().find(|pack| pack.name == name);
                let groups = self.pack_names().into_iter().map(|name| Group {
                    id: name,
                    title: title(name).map_or(String::new(), |pack| {
                        format!("{} (version {}, as of {})", pack.title, pack.version, pack.as_of)
                    }),
                    policies: all(&|policy| policy.id.split('/').next() == Some(name)),
                });
                groups.filter(|group| !group.policies.is_empty()).collect()
            }
            By::Authority => {
                let groups = self.authorities.iter().map(|authority| Group {
                    id: &authority.id,
                    title: authority.cited(),
                    policies: all(&|policy| policy.authority.iter().any(|id| **id == *authority.id)),
                });
                groups.collect()
            }
            By::Kind => {
                let groups = self.kinds.iter().enumerate().map(|(index, kind)| Group {
                    id: &kind.name,
                    title: kind.title.clone(),
                    policies: all(&|policy| policy.applies_to.contains(&index)),
                });
                groups.collect()
            }
            By::Statement => {
                let groups = self.statements.iter().map(|statement| Group {
                    id: &statement.id,
                    title: format!("{} ({})", statement.says, statement.strength),
                    policies: named(&statement.policies),
                });
                groups.collect()
            }
            By::Checklist => {
                let groups = self.checklist.iter().map(|item| Group {
                    id: &item.id,
                    title: item.says.clone(),
                    policies: named(&item.policies),
                });
                groups.collect()
            }
        }
    }
}
