//! How often two readers agree: precision, recall and F1, as `../shared/accuracy/score.py` counts them.

use std::collections::BTreeMap;
use std::fmt;

use super::labels::{Labelled, Verdict};

pub(super) const CONCEPTS: [&str; 5] = ["scope", "checkpoints", "escalation", "turnaround", "communication"];

pub(super) const TOPICS: [&str; 12] = [
    "nda-before-access",
    "encryption-at-rest",
    "encryption-in-transit",
    "least-privilege",
    "secure-remote-access",
    "incident-notice",
    "audit-cadence",
    "retention-deletion",
    "insurance",
    "subcontractors",
    "confidential-information",
    "conflict-of-interest",
];

/// The topics whose quantity a reader gives.
const MEASURED: [&str; 3] = ["incident-notice", "audit-cadence", "retention-deletion"];

/// What somebody says of one document, by concept and by topic.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub(super) sections: BTreeMap<String, Verdict>,
    pub(super) clauses: BTreeMap<String, Verdict>,
}

/// Right, wrongly found, and not found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) right: usize,
    pub(super) extra: usize,
    pub(super) missed: usize,
}

/// A few of so many.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Share {
    pub(super) of: usize,
    pub(super) count: usize,
}

/// The figures of one concept, or of all.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sections {
    /// There is a section of this name, at that line.
    pub(super) named: Counts,
    /// The document deals with it, in a section or elsewhere.
    pub(super) covered: Counts,
    /// Sections called absent: a false alarm for the author.
    pub(super) alarm: Share,
    /// Absences called a section: false assurance for the partner.
    pub(super) assure: Share,
}

/// The figures of a set of documents.
#[derive(Clone, Debug, Default)]
pub(super) struct Score {
    pub(super) documents: usize,
    pub(super) concepts: BTreeMap<&'static str, Sections>,
    pub(super) sections: Sections,
    pub(super) topics: BTreeMap<&'static str, Counts>,
    pub(super) clauses: Counts,
    /// Negated or only mentioned, and taken for present.
    pub(super) taken: Share,
    pub(super) quantities: Counts,
    /// One line for each disagreement.
    pub(super) disagreements: Vec<String>,
}

impl Counts {
    fn add(&mut self, wanted: bool, given: bool, hit: bool) {
        self.right += usize::from(hit);
        self.extra += usize::from(given && !hit);
        self.missed += usize::from(wanted && !hit);
    }

    pub(super) fn f1(self) -> f64 {
        let share = |all: usize| if all == 0 { 1.0 } else { self.right as f64 / all as f64 };
        let (precision, recall) = (share(self.right + self.extra), share(self.right + self.missed));
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            extra: self.extra + other.extra,
            missed: self.missed + other.missed,
        }
    }
}

impl Share {
    fn add(&mut self, counts: bool) {
        self.of += 1;
        self.count += usize::from(counts);
    }

    pub(super) fn rate(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.count as f64 / self.of as f64 }
    }

    fn plus(self, other: Self) -> Self {
        Self { of: self.of + other.of, count: self.count + other.count }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "F1 {:.3} ({} right, {} extra, {} missed)", self.f1(), self.right, self.extra, self.missed)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.count, self.of)
    }
}

impl Score {
    /// Holds answers against labels; each answer is for the label at its place.
    pub(super) fn of(labels: &[Labelled], answers: &[Answer]) -> Self {
        let mut score = Self { documents: labels.len(), ..Self::default() };
        for (label, answer) in labels.iter().zip(answers) {
            for concept in CONCEPTS {
                score.section(label, answer, concept);
            }
            for topic in TOPICS {
                score.clause(label, answer, topic);
            }
        }
        for figures in score.concepts.values() {
            score.sections.named = score.sections.named.plus(figures.named);
            score.sections.covered = score.sections.covered.plus(figures.covered);
            score.sections.alarm = score.sections.alarm.plus(figures.alarm);
            score.sections.assure = score.sections.assure.plus(figures.assure);
        }
        score.clauses = score.topics.values().fold(Counts::default(), |all, counts| all.plus(*counts));
        score
    }

    fn section(&mut self, label: &Labelled, answer: &Answer, concept: &'static str) {
        let label_of = label.sections.get(concept);
        let wanted = label_of.map_or_else(Verdict::default, |l| l.verdict(&["section", "elsewhere"]));
        let given = answer.sections.get(concept).cloned().unwrap_or_default();
        let figures = self.concepts.entry(concept).or_default();
        let hit = wanted.is("section") && given.is("section") && given.is_near(&wanted);
        figures.named.add(wanted.is("section"), given.is("section"), hit);
        let both = !wanted.is_absent() && !given.is_absent();
        figures.covered.add(!wanted.is_absent(), !given.is_absent(), both);
        if wanted.is("section") {
            figures.alarm.add(given.is_absent());
        }
        if wanted.is_absent() {
            figures.assure.add(given.is("section"));
        }
        if wanted.is("section") != given.is("section")
            || wanted.is("section") && !hit
            || wanted.is_absent() != given.is_absent()
        {
            self.disagree(label, concept, &wanted, &given);
        }
    }

    fn clause(&mut self, label: &Labelled, answer: &Answer, topic: &'static str) {
        let label_of = label.clauses.get(topic);
        let order = ["present", "negated", "mentioned"];
        let wanted = label_of.map_or_else(Verdict::default, |l| l.verdict(&order));
        let given = answer.clauses.get(topic).cloned().unwrap_or_default();
        let hit = wanted.is("present") && given.is("present") && given.is_near(&wanted);
        self.topics.entry(topic).or_default().add(wanted.is("present"), given.is("present"), hit);
        if wanted.is("negated") || wanted.is("mentioned") {
            self.taken.add(given.is("present"));
        }
        if wanted.is("present") != given.is("present") || wanted.is("present") && !hit {
            self.disagree(label, topic, &wanted, &given);
        }
        if MEASURED.contains(&topic) && wanted.is("present") {
            let amounts: &[String] = if given.is("present") { &given.quantities } else { &[] };
            let same = wanted.quantities.iter().any(|amount| amounts.contains(amount));
            self.quantities.add(!wanted.quantities.is_empty(), !amounts.is_empty(), same);
            if !(same || wanted.quantities.is_empty() && amounts.is_empty()) {
                let line =
                    format!("{}  {topic}: {:?} read as {amounts:?}", label.document, wanted.quantities);
                self.disagreements.push(line);
            }
        }
    }

    fn disagree(&mut self, label: &Labelled, name: &str, wanted: &Verdict, given: &Verdict) {
        let said = |verdict: &Verdict| match verdict.is_absent() {
            true => "absent".to_owned(),
            false => format!("{} {:?}", verdict.says, verdict.lines),
        };
        self.disagreements.push(format!(
            "{}  {name}: {}, read as {}",
            label.document,
            said(wanted),
            said(given)
        ));
    }

    /// All figures, for people.
    pub(super) fn table(&self) -> String {
        let mut table = format!("{} documents\n", self.documents);
        let all = ("all", &self.sections);
        for (name, figures) in self.concepts.iter().map(|(name, figures)| (*name, figures)).chain([all]) {
            let Sections { named, covered, alarm, assure } = figures;
            table +=
                &format!("  {name:<26} named {named}, covered {covered}, alarm {alarm}, assure {assure}\n");
        }
        let all = ("all clauses", &self.clauses);
        for (name, counts) in self.topics.iter().map(|(name, counts)| (*name, counts)).chain([all]) {
            table += &format!("  {name:<26} {counts}\n");
        }
        table
            + &format!(
                "  taken for present          {}\n  quantities                 {}\n",
                self.taken, self.quantities
            )
    }

    /// The four figures that sum it up.
    pub(super) fn line(&self) -> String {
        format!(
            "named {:.3}  covered {:.3}  clauses {:.3}  quantities {:.3}",
            self.sections.named.f1(),
            self.sections.covered.f1(),
            self.clauses.f1(),
            self.quantities.f1()
        )
    }
}
