//! Checks: conditions that each have words of their own, or are gathered into one sentence.

use crate::diagnostic::Outcome;
use crate::text::Span;

use super::Finding;
use super::expression::{Expr, ExprKind, Scope, Truth};
use super::template::Template;

/// What a value that is not there means for a check, or a section that is not there for a policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IfMissing {
    /// What was asked for was not found.
    #[default]
    NotFound,
    /// Nothing can be said.
    CannotCheck,
    /// The policy does not concern this document.
    NotApplicable,
}

impl IfMissing {
    /// All, as policies name them.
    pub const ALL: [(&'static str, IfMissing); 3] = [
        ("not-found", IfMissing::NotFound),
        ("cannot-check", IfMissing::CannotCheck),
        ("not-applicable", IfMissing::NotApplicable),
    ];
}

/// One condition.
#[derive(Clone, Debug)]
pub struct Check {
    /// As the policy names it.
    pub name: String,
    /// Where it does not hold, the check is left out.
    pub when: Option<Expr>,
    /// What must hold.
    pub require: Expr,
    /// Its own words.
    pub message: Option<Template>,
    /// The words when a value that it needs is not there.
    pub missing: Option<Template>,
    /// How it is named in a gathered sentence.
    pub label: String,
    /// Where it is shown, if not where the condition failed.
    pub at: Option<Expr>,
    /// Its line in the policy's file.
    pub asked: Span,
}

/// The checks of a policy.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Where it does not hold, the policy does not concern the document.
    pub when: Option<Expr>,
    /// What a missing value means.
    pub if_missing: IfMissing,
    /// In the order of the policy.
    pub checks: Vec<Check>,
}

impl Plan {
    /// Whether the policy concerns the subject; `Err` where that can't be told.
    pub(super) fn applies(&self, scope: &dyn Scope) -> Result<bool, Outcome> {
        match self.when.as_ref().map(|when| when.judge(scope).truth) {
            None | Some(Truth::True) => Ok(true),
            Some(Truth::False) => Ok(false),
            Some(Truth::Unknown | Truth::Malformed) => Err(Outcome::CannotCheck),
        }
    }

    /// Runs the checks. Those without words of their own become one finding in the policy's words.
    pub(super) fn run(&self, scope: &dyn Scope, words: &Template) -> Vec<Finding> {
        let (mut findings, mut gathered) = (Vec::new(), Vec::new());
        for check in &self.checks {
            let mut undecided = false;
            match check.when.as_ref().map(|when| when.judge(scope).truth) {
                None | Some(Truth::True) => {}
                Some(Truth::False) => continue,
                Some(Truth::Unknown | Truth::Malformed) => undecided = true,
            }
            let judgement = check.require.judge(scope);
            let outcome = match judgement.truth {
                Truth::True => continue,
                _ if undecided => Outcome::CannotCheck,
                Truth::False => Outcome::NotFound,
                Truth::Malformed => Outcome::CannotCheck,
                Truth::Unknown => match self.if_missing {
                    IfMissing::NotFound => Outcome::NotFound,
                    IfMissing::CannotCheck => Outcome::CannotCheck,
                    IfMissing::NotApplicable => continue,
                },
            };
            let mut places = judgement.places.into_iter();
            let at = check
                .at
                .as_ref()
                .and_then(|at| at.value(scope).at)
                .or_else(|| places.next())
                .unwrap_or_default();
            let own = if judgement.truth == Truth::Unknown {
                check.missing.as_ref().or(check.message.as_ref())
            } else {
                check.message.as_ref()
            };
            match own {
                Some(own) => findings.push(Finding {
                    outcome,
                    message: own.fill(scope, &[&check.label]),
                    at,
                    label: String::new(),
                    related: places
                        .filter(|place| *place != at)
                        .map(|place| (place, String::new()))
                        .collect(),
                    asked: check.asked,
                    key: check.name.clone(),
                }),
                None => gathered.push((outcome, check, at)),
            }
        }
        findings.extend(gather(scope, words, &gathered));
        findings
    }

    /// Whether some check has no words of its own.
    #[must_use]
    pub fn gathers(&self) -> bool {
        self.checks.iter().any(|check| check.message.is_none())
    }

    /// Whether any condition or message reads `doc`.
    pub(super) fn reads_fields(&self) -> bool {
        let checks = self.checks.iter().flat_map(|check| check.when.iter().chain([&check.require]));
        self.when.iter().chain(checks).any(reads_fields)
    }
}

/// One finding for all that have no words of their own. What can't be told apart from what is not
/// there is left to be told when it can be read.
fn gather(scope: &dyn Scope, words: &Template, failed: &[(Outcome, &Check, Span)]) -> Option<Finding> {
    let outcome = failed.iter().map(|(outcome, ..)| *outcome).min()?;
    let (_, first, at) = failed.iter().find(|(other, ..)| *other == outcome)?;
    let labels: Vec<&str> = failed.iter().map(|(_, check, _)| check.label.as_str()).collect();
    let keys: Vec<&str> = failed.iter().map(|(_, check, _)| check.name.as_str()).collect();
    Some(Finding {
        outcome,
        message: words.fill(scope, &labels),
        at: *at,
        label: String::new(),
        related: Vec::new(),
        asked: first.asked,
        key: keys.join("+"),
    })
}

fn reads_fields(expr: &Expr) -> bool {
    let mut stack = vec![expr];
    while let Some(expr) = stack.pop() {
        match &expr.kind {
            ExprKind::Path(path)
                if path[0].0 == "doc" && path.get(1).is_none_or(|(name, _)| name != "kind") =>
            {
                return true;
            }
            ExprKind::Path(_) | ExprKind::Literal(_) => {}
            ExprKind::List(items) | ExprKind::Call(_, items) => stack.extend(items),
            ExprKind::Not(inner) => stack.push(inner),
            ExprKind::And(left, right) | ExprKind::Or(left, right) | ExprKind::Compare(_, left, right) => {
                stack.extend([&**left, &**right]);
            }
        }
    }
    false
}
