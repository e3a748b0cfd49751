//! The readers that are compared: soplint with a given vocabulary, and two ordinary alternatives.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use soplint::facts::{Head, Placement, Reader, Stance, facts};
use soplint::text::{LineIndex, Span};

use super::labels::{Verdict, quantities};
use super::score::Answer;

/// At most so many places are given for a topic, as by `soplint inspect`.
const SHOWN: usize = 5;

/// What soplint says of a text.
pub(super) fn soplint(text: &str, vocabulary: &Reader) -> Answer {
    let facts = facts(text, Head::read(text, true), None, vocabulary, None);
    let Some(prose) = &facts.prose else { return Answer::default() };
    let index = LineIndex::new(text);
    let lines = |spans: &mut dyn Iterator<Item = Span>| {
        spans.map(|span| index.line_of(span.start) + 1).collect::<Vec<usize>>()
    };
    let sections = vocabulary.concepts().iter().zip(prose.sections()).map(|(concept, section)| {
        let (says, lines) = match section.placement {
            Placement::Section => ("section", lines(&mut section.headings.iter().map(|h| h.span))),
            Placement::Elsewhere => ("elsewhere", lines(&mut section.passages.iter().map(|p| p.span))),
            Placement::Absent => ("", Vec::new()),
        };
        (concept.id.clone(), Verdict { says: says.to_owned(), lines, quantities: Vec::new() })
    });
    let clauses = vocabulary.topics().iter().enumerate().filter_map(|(index, topic)| {
        let stance = Stance::of(&facts.wording.clauses, index, topic.quantity)?;
        let verdict = Verdict {
            says: stance.polarity.name().to_owned(),
            lines: lines(&mut stance.passages.iter().map(|clause| clause.span).take(SHOWN)),
            quantities: stance.quantity.map(quantities).unwrap_or_default(),
        };
        Some((topic.id.clone(), verdict))
    });
    Answer { sections: sections.collect(), clauses: clauses.collect() }
}

/// What a linter says that asks for headings by their exact words: those of the article that soplint stands on.
pub(super) fn exact_headings(text: &str) -> Answer {
    let asked = [
        ("scope", "Scope"),
        ("checkpoints", "Quality Checkpoints"),
        ("escalation", "Escalation Triggers"),
        ("turnaround", "Turnaround"),
        ("communication", "Communication"),
    ];
    let mut sections = BTreeMap::new();
    for (concept, heading) in asked {
        let is_it = |line: &str| line.starts_with('#') && line.trim_start_matches('#').trim() == heading;
        let lines = text.lines().zip(1..).filter(|(line, _)| is_it(line)).map(|(_, number)| number);
        sections.insert(concept.to_owned(), verdict("section", lines.collect()));
    }
    Answer { sections, clauses: BTreeMap::new() }
}

/// What one generous pattern for each concept and topic says: in a heading it names a section, in a line of
/// prose it is text about it.
#[derive(Debug)]
pub(super) struct Patterns {
    concepts: Vec<(&'static str, Regex)>,
    topics: Vec<(&'static str, Regex)>,
    amount: Regex,
}

impl Patterns {
    pub(super) fn new() -> Self {
        let compile = |(name, pattern): &(&'static str, &str)| {
            (*name, RegexBuilder::new(pattern).case_insensitive(true).build().expect("a fixed pattern"))
        };
        let concepts = [
            (
                "scope",
                r"\bscope\b|\bapplicab|\bappl(y|ies) to\b|\bcoverage\b|\bcovers?\b|\beligib|\baudience\b",
            ),
            (
                "checkpoints",
                r"\bquality\b|\bcheck(s|ed|point|list)?\b|\breview|\bapprov|\bverif|\btest(s|ed|ing)?\b|\binspect",
            ),
            (
                "escalation",
                r"\bescalat|\bexception|\braise\b|\breport(s|ed|ing)?\b|\bwhen to (ask|stop|call)",
            ),
            (
                "turnaround",
                r"\bturnaround\b|\bSLAs?\b|\bdeadline|\btimeline|\bresponse time|\bwithin \S+ (business |working )?(minutes?|hours?|days?|weeks?)|\bimmediately\b",
            ),
            (
                "communication",
                r"\bcommunicat|\bnotif|\binform(s|ed)?\b|\bcontact|\bchannel|\bslack\b|\bemail\b",
            ),
        ];
        let topics = [
            ("nda-before-access", r"\bNDAs?\b|non-?disclosure|confidentiality agreement"),
            (
                "encryption-at-rest",
                r"encrypt.{0,60}(at rest|disk|device|laptop|backup|stor)|(at rest|disk|device|laptop|backup|stor).{0,60}encrypt",
            ),
            (
                "encryption-in-transit",
                r"encrypt.{0,60}(transit|transmi|email|network)|(transit|transmi|email|network).{0,60}encrypt|\bTLS\b",
            ),
            (
                "least-privilege",
                r"least privilege|need[- ]to[- ]know|role-based|job function|authorized (users|personnel|persons)",
            ),
            ("secure-remote-access", r"\bVPN\b|remote access|virtual private"),
            (
                "incident-notice",
                r"(incident|breach).{0,80}(report|notif)|(report|notif).{0,80}(incident|breach)",
            ),
            (
                "audit-cadence",
                r"(audit|review|assess|test).{0,80}(annual|year|quarter|month|regular|periodic)|(annual|year|quarter|month|regular|periodic).{0,80}(audit|review|assess|test)",
            ),
            ("retention-deletion", r"\bretain|\bretention|\bdelet|\bdestr|\bdispos|\berase"),
            ("insurance", r"\binsurance\b"),
            ("subcontractors", r"\bsubcontract|\bsub-?processor|third[- ]part(y|ies)|\bvendor"),
            ("confidential-information", r"\bconfidential"),
            ("conflict-of-interest", r"conflicts? of interest|conflicts? check"),
        ];
        let amount = r"\S+( \(\d+\))? (business |calendar )?(hours?|days?|months?|years?)|annual(ly)?|quarterly|monthly|weekly|daily";
        Self {
            concepts: concepts.iter().map(compile).collect(),
            topics: topics.iter().map(compile).collect(),
            amount: compile(&("", amount)).1,
        }
    }

    pub(super) fn read(&self, text: &str) -> Answer {
        let lines_of = |pattern: &Regex, wanted: &dyn Fn(&str) -> bool| -> Vec<usize> {
            let lines = text.lines().zip(1..).filter(|(line, _)| wanted(line) && pattern.is_match(line));
            lines.map(|(_, number)| number).collect()
        };
        let mut answer = Answer::default();
        for (concept, pattern) in &self.concepts {
            let headings = lines_of(pattern, &|line| line.starts_with('#'));
            let found = if headings.is_empty() {
                verdict("elsewhere", lines_of(pattern, &|line| !line.starts_with('#')))
            } else {
                verdict("section", headings)
            };
            answer.sections.insert((*concept).to_owned(), found);
        }
        for (topic, pattern) in &self.topics {
            let mut found = verdict("present", lines_of(pattern, &|_| true));
            let first = found.lines.first().and_then(|line| text.lines().nth(line - 1));
            let amount = first.and_then(|line| self.amount.find(line));
            found.quantities = amount.map(|amount| quantities(amount.as_str())).unwrap_or_default();
            found.lines.truncate(SHOWN);
            answer.clauses.insert((*topic).to_owned(), found);
        }
        answer
    }
}

fn verdict(says: &str, lines: Vec<usize>) -> Verdict {
    let says = if lines.is_empty() { String::new() } else { says.to_owned() };
    Verdict { says, lines, quantities: Vec::new() }
}
