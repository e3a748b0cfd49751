//! Policies: YAML data to compiled rules, with every mistake told at once and at its place.
//!
//! A policy is one file, `policies/<pack>/<name>.yaml`. Those that come with soplint and those of a
//! firm are read by the same code; nothing that a built-in policy uses is out of a firm's reach.

mod asked;
mod authority;
mod block;
mod builtin;
mod compile;
mod coverage;
mod filing;
mod json_schema;
mod language;
mod load;
mod milder;
mod mistake;
mod mutant;
mod names;
mod needs;
mod opening;
mod pack;
mod records;
mod rule;
mod skeleton;
mod template;
mod test;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::diagnostic::{Outcome, Severity};
use crate::facts::vocabulary::Extension;
use crate::facts::{Asked, IssueClass, Kinds, Reader};
use crate::rules::expression::{Code, Patterns, Reads, Truth};
use crate::rules::{self, Ended, Judged, Parameter, Rule, Subject};
use crate::syntax::yaml::Node;
use crate::text::{SourceFile, Span};

pub use authority::Authority;
pub use coverage::{By, ChecklistItem, Group, Statement};
pub use json_schema::JSON_SCHEMAS;
pub use language::Language;
use load::Read;
pub use milder::Milder;
pub(crate) use mistake::Map;
pub use mistake::Mistake;
pub use mutant::{Mutant, Written};
pub use opening::{Opened, Opening};
pub use pack::{Pack, ParameterSpec, Stricter, Term};
pub(crate) use pack::{document, parameter};
pub use skeleton::policy_skeleton;
pub use test::{Expectation, PolicyTest};

/// One policy, ready to judge.
#[derive(Debug)]
pub struct Policy {
    /// `pack/name`.
    pub id: Arc<str>,
    /// What it asks, in a line.
    pub title: String,
    /// Before the firm's settings.
    pub severity: Severity,
    /// rule, opinion, statute, practice or integrity: what a message may claim.
    pub basis: String,
    /// Ids of authorities.
    pub authority: Vec<Arc<str>>,
    /// Why it asks, from the authorities.
    pub why: Option<String>,
    /// One next step.
    pub help: Option<String>,
    /// The same in other languages, where it has been written.
    pub help_in: Vec<(Language, String)>,
    /// The document kinds that it judges, as [`Kinds`] numbers them.
    pub applies_to: Vec<usize>,
    /// Whether what it finds may never be shown: an identity number, a client's name.
    pub sensitive: bool,
    /// Whether a firm may lower it or switch it off.
    pub waivable: bool,
    /// Where it does not hold, the policy does not concern the document.
    pub when: Option<Code>,
    /// Whether that reads what texts say: sections or clauses.
    pub when_reads_prose: bool,
    /// The beginning of that, which it may have in common with others.
    opening: Option<Arc<Opening>>,
    /// Where it weighs a warning at most.
    pub milder: Option<Milder>,
    /// Policies without which this one can say nothing, with their places in the file.
    pub needs: Vec<(String, Span)>,
    /// Policies on whose findings some of its own hang, with their places in the file.
    pub follows: Vec<(String, Span)>,
    /// What it reads besides the document that it judges.
    pub reads: Reads,
    /// What it asks.
    pub rule: Rule,
    /// Read with it; of one that comes with soplint when somebody asks for them.
    tests: OnceLock<Vec<PolicyTest>>,
    /// Its file.
    pub file: Arc<SourceFile>,
    /// The `id` in it.
    pub declared: Span,
    /// Whether it comes with soplint.
    pub builtin: bool,
}

/// Everything that a run judges by.
#[derive(Debug)]
pub struct PolicySet {
    /// By id.
    pub policies: Vec<Policy>,
    /// By name.
    pub packs: Vec<Pack>,
    /// The document kinds.
    pub kinds: Kinds,
    /// The words, and what sentences were found to say by them.
    pub vocabulary: Reader,
    /// By id.
    pub authorities: Vec<Authority>,
    /// What the practice guidance asks, in its order.
    pub statements: Vec<Statement>,
    /// The eight-point checklist, in its order.
    pub checklist: Vec<ChecklistItem>,
    /// For each kind, what some policy reads of the texts of such documents.
    asked: Vec<Asked>,
    /// What the firm added.
    additions: Additions,
}

/// What the firm adds.
#[derive(Clone, Debug, Default)]
pub struct Additions {
    /// Its own policy files.
    pub files: Vec<Arc<SourceFile>>,
    /// Its own words.
    pub vocabulary: Vec<Extension>,
    /// The clauses whose wording it keeps: `clauses/*.md`.
    pub clauses: Vec<Arc<SourceFile>>,
}

/// A policy file, read as YAML, with the places that need no other file to be checked.
struct Source {
    file: Arc<SourceFile>,
    node: Node,
    /// `pack/name`, from the path.
    id: String,
    builtin: bool,
    /// Where a template made it.
    made: Option<Box<template::Made>>,
}

impl Policy {
    /// Examples of what it says.
    pub fn tests(&self) -> &[PolicyTest] {
        self.tests.get_or_init(|| test::builtin(&self.file))
    }

    /// One next step in a language; in English, where it has not been written in that one.
    #[must_use]
    pub fn help(&self, language: Language) -> Option<&str> {
        let other = self.help_in.iter().find(|(known, _)| *known == language).map(|(_, text)| text.as_str());
        other.or(self.help.as_deref())
    }
}

/// What one kind of policy asks, and how it is written: a page for policy authors, in Markdown.
#[must_use]
pub fn kind_page(name: &str) -> Option<&'static str> {
    builtin::file(&format!("kinds/{name}.md"))
}

impl PolicySet {
    /// Which clauses and facts of sections some policy reads of documents of a kind.
    #[must_use]
    pub fn asked_of(&self, kind: usize) -> &Asked {
        &self.asked[kind]
    }

    /// An expression about documents of a kind, with the terms and limits of a pack.
    ///
    /// # Errors
    /// Its mistakes, in bytes of the expression.
    pub fn code(
        &self,
        expression: &str,
        pack: &str,
        kind: usize,
    ) -> Result<Code, Vec<rules::expression::Mistake>> {
        let patterns = Patterns::default();
        let names = names::PackNames::new(&self.packs, pack, &self.kinds, &self.vocabulary, &patterns);
        let names = names.of(vec![kind]);
        let parsed = rules::expression::parse(expression).map_err(|mistake| vec![mistake])?;
        let mut compiler = rules::expression::Compiler::new(&names);
        compiler.compile(&parsed, &rules::expression::Type::Any).map(|(code, _)| code)
    }

    /// By id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| &*policy.id == id)
    }

    /// The pack of a policy.
    #[must_use]
    pub fn pack_of(&self, policy: &Policy) -> Option<&Pack> {
        let name = policy.id.split('/').next()?;
        self.packs.iter().find(|pack| pack.name == name)
    }

    /// The names of all packs, sorted; a folder of policies is one, with or without a `pack.yaml`.
    #[must_use]
    pub fn pack_names(&self) -> BTreeSet<&str> {
        let folders = self.policies.iter().filter_map(|policy| policy.id.split('/').next());
        self.packs.iter().map(|pack| pack.name.as_str()).chain(folders).collect()
    }

    /// Every parameter that some pack has, with its default.
    #[must_use]
    pub fn defaults(&self) -> BTreeMap<String, Parameter> {
        let specs = self.packs.iter().flat_map(|pack| &pack.parameters);
        specs.map(|(name, spec)| (name.clone(), spec.default.clone())).collect()
    }
}

impl Policy {
    /// Judges one document; whether what it needs was found is for others to say. `opened` is what openings of
    /// policies came to for this document.
    #[must_use]
    pub fn judge<'p>(&'p self, subject: &Subject<'_>, opened: &mut Opened<'p>) -> Judged {
        let asked = self.when.as_ref().filter(|when| !opened.is_granted(when));
        let Some(when) = asked else { return self.weighed(self.rule.judge(subject), subject) };
        let opening = self.opening.as_ref().map(|opening| opened.holds(opening, subject));
        let unconcerned = || Judged { unasked: true, ..Judged::silent(Outcome::NotApplicable) };
        if opening == Some(Truth::False) {
            return unconcerned();
        }
        if opening == Some(Truth::True) && std::ptr::eq(when, when.first()) {
            return self.weighed(self.rule.judge(subject), subject);
        }
        match rules::applies(when, subject, self.declared) {
            Ok(true) => self.weighed(self.rule.judge(subject), subject),
            Ok(false) => unconcerned(),
            Err(undecided) => Judged { unasked: true, ..*undecided },
        }
    }

    /// Judges one document by how the policies of each of its groups ended.
    #[must_use]
    pub fn judge_by(&self, subject: &Subject<'_>, ended: &[Ended]) -> Judged {
        let Rule::Outcome(rule) = &self.rule else { return self.judge(subject, &mut Opened::default()) };
        match self.when.as_ref().map(|when| rules::applies(when, subject, self.declared)) {
            None | Some(Ok(true)) => rule.judge(subject, ended),
            Some(Ok(false)) => Judged::silent(Outcome::NotApplicable),
            Some(Err(undecided)) => *undecided,
        }
    }

    /// Whether it reads other documents than the one that it judges.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.reads.others || !self.needs.is_empty() || matches!(self.rule, Rule::Outcome(_))
    }

    /// Whether it is about the form of records alone: an exception from a policy is more than that.
    #[must_use]
    pub fn is_about_form(&self) -> bool {
        matches!(&self.rule, Rule::Schema(rule) if !rule.report.contains(&IssueClass::Waiver))
    }

    /// Whether it tells what is still to be written in a text.
    #[must_use]
    pub fn tells_placeholders(&self) -> bool {
        matches!(&self.rule, Rule::Clause(rule) if matches!(rule.topics, rules::Topics::Placeholders))
    }

    /// Whether it reads what texts say: sections or clauses.
    #[must_use]
    pub fn reads_prose(&self) -> bool {
        matches!(self.rule, Rule::Section(_) | Rule::Clause(_)) || self.reads.prose()
    }

    /// Whether it reads the document's fields, so that it can say nothing where they could not be read. Clauses
    /// stand in them where the document has no prose.
    #[must_use]
    pub fn reads_fields(&self, has_prose: bool) -> bool {
        let clauses = || matches!(self.rule, Rule::Clause(_)) || !self.reads.topics.is_empty();
        self.reads.fields || matches!(self.rule, Rule::Schema(_)) || !has_prose && clauses()
    }
}
