//! What a rule may look at: one document's facts, the parameters, and the date.

use std::collections::BTreeMap;

use crate::facts::{Clause, Data, Facts, Section, Value, Vocabulary};

use super::expression::Scope;

/// The value of a policy parameter, from the pack or from the firm.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The value.
    pub data: Data,
}

/// A document that is judged.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What it says.
    pub facts: &'a Facts,
    /// Its kind's name.
    pub kind: &'a str,
    /// What words mean.
    pub vocabulary: &'a Vocabulary,
    /// By name.
    pub parameters: &'a BTreeMap<String, Parameter>,
    /// The date as of which it is judged, ISO 8601.
    pub as_of: &'a str,
}

/// The names of an expression, for one subject.
pub(super) struct Bound<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) section: Option<&'a Section>,
    pub(super) clause: Option<&'a Clause>,
}

impl Scope for Bound<'_> {
    fn value(&self, path: &[&str]) -> Value {
        let title = self.subject.facts.title;
        match path {
            ["section", field] => {
                self.section.map_or(Value::at(Data::Missing, title), |section| section.value(field))
            }
            ["clause", field] => {
                self.clause.map_or(Value::at(Data::Missing, title), |clause| clause.value(field))
            }
            ["doc", "kind"] => Value::at(Data::Text(self.subject.kind.to_owned()), title),
            ["doc", rest @ ..] => self
                .subject
                .facts
                .fields
                .as_ref()
                .map_or(Value::at(Data::Missing, title), |fields| fields.value(rest)),
            ["params", name] => {
                let parameter = self.subject.parameters.get(*name);
                Value::loose(parameter.map_or(Data::Missing, |parameter| parameter.data.clone()))
            }
            ["as_of"] => Value::loose(Data::Text(self.subject.as_of.to_owned())),
            _ => Value::at(Data::Missing, title),
        }
    }
}
