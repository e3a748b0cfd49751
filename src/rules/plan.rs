//! What a policy asks, compiled: whom it asks about, and what must hold for each.

use crate::diagnostic::{Outcome, Severity};
use crate::text::Span;

use super::expression::Code;
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

    /// What it comes to.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        match self {
            IfMissing::NotFound => Outcome::NotFound,
            IfMissing::CannotCheck => Outcome::CannotCheck,
            IfMissing::NotApplicable => Outcome::NotApplicable,
        }
    }
}

/// Subjects and what must hold for each: a rule kind's own block, or a check.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// As the policy names the check; empty for the kind's own.
    pub name: String,
    /// How it is named in a gathered sentence.
    pub label: String,
    /// Its line in the policy's file.
    pub asked: Span,
    /// Whom it asks about, in the order of the file.
    pub steps: Vec<Step>,
    /// Where each step takes them from, as the policy writes it.
    pub sources: Vec<String>,
    /// What it says where it finds nobody to ask about.
    pub if_none: Option<IfNone>,
    /// The step of which that is said.
    pub none_at: usize,
    /// What a missing value means.
    pub if_missing: IfMissing,
    /// What must hold.
    pub require: Option<Code>,
    /// The same, as the policy writes it.
    pub condition: String,
    /// More that must hold.
    pub checks: Vec<Block>,
    /// Its own words.
    pub message: Option<Template>,
    /// The words when a value that it needs is not there.
    pub missing: Option<Template>,
    /// Where it is shown, if not where the condition failed.
    pub at: Option<Code>,
    /// More places, each with words.
    pub related: Vec<(Code, String)>,
    /// Where it weighs less than the policy.
    pub severity: Option<Severity>,
    /// The next step, where it is not the policy's.
    pub help: Option<String>,
    /// A policy on whose finding about the same document what is said here hangs.
    pub follows: Option<String>,
}

/// One step towards a subject.
#[derive(Clone, Debug)]
pub enum Step {
    /// A name for a value, in the local with this number.
    Let(usize, Code),
    /// Every item of a list, in this local; all must pass.
    Each(usize, Code),
    /// Every item of a list, in this local; one must pass.
    Any(usize, Code),
    /// Others are left out.
    When(Code),
    /// Those that are joined; one must pass.
    Find(Box<Find>),
}

/// A keyed join.
#[derive(Clone, Debug)]
pub struct Find {
    /// The candidates.
    pub within: Code,
    /// Whether they are the same for every subject.
    pub shared: bool,
    /// The local of a candidate.
    pub slot: usize,
    /// What must be the same: of the subject, and of the candidate. The first is looked up, the others are compared.
    pub on: Vec<(Code, Code)>,
    /// What else must hold for a candidate to count.
    pub refine: Option<Code>,
}

/// What a block says where it finds nobody to ask about.
#[derive(Clone, Debug)]
pub enum IfNone {
    /// Words, and a place of its own.
    Say(Template, Option<Code>),
    /// Nothing was asked.
    NotApplicable,
    /// Nothing can be said; in words of its own, if it has any.
    CannotCheck(Option<Template>),
}

impl Block {
    /// Whether some check has no words of its own, so that they are gathered.
    #[must_use]
    pub fn gathers(&self) -> bool {
        self.message.is_none() && (self.require.is_some() || self.checks.iter().any(Block::gathers))
    }
}
