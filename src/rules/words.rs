//! What a block says: findings with their words and places.

use crate::diagnostic::{Outcome, Severity};
use crate::text::Span;

use super::expression::{Code, Data, Place, Truth, Value};
use super::finding::{Finding, HISTORY, Unchecked};
use super::plan::{Block, IfNone};
use super::reason;
use super::run::{REFUSED, Run};
use super::template::Template;
use super::verdict::{Failure, Verdict};

/// How many related places one finding names.
const RELATED: usize = 8;

/// How much of a subject's name is kept, in bytes.
const LONGEST: usize = 80;

impl<'a> Run<'a> {
    /// There was nobody to ask about.
    pub(super) fn nobody(
        &mut self,
        block: &'a Block,
        index: usize,
        code: &'a Code,
        refused: &[Place],
    ) -> Verdict {
        let said = block.if_none.as_ref().filter(|_| block.none_at == index);
        let (outcome, words, at) = match said {
            None | Some(IfNone::NotApplicable) => {
                return Verdict { nobody: said.is_none(), ..Verdict::default() };
            }
            Some(IfNone::Say(words, at)) => (Outcome::NotFound, Some(words), at.as_ref()),
            Some(IfNone::CannotCheck(words)) => (Outcome::CannotCheck, words.as_ref(), None),
        };
        self.machine.explain = true;
        let own = at.or(block.at.as_ref()).map(|at| self.machine.eval(at));
        let source = self.machine.eval(code);
        self.machine.explain = false;
        let mut places: Vec<Place> = own.iter().flat_map(Value::places).take(1).collect();
        places.extend(source.at);
        if let Data::List(list) = &source.data {
            places.extend(list.near.iter().take(REFUSED));
        }
        let (at, mut related) = self.place(&places);
        related.retain(|place| source.at != Some(*place));
        related.extend(refused);
        let message = match words {
            Some(words) => words.fill(&mut self.machine, &[]),
            None => reason::nothing(&self.subject(), source.at),
        };
        let unchecked = (outcome == Outcome::CannotCheck).then_some(Unchecked::Because);
        let close = |place| (place, "this comes closest to it".to_owned());
        let finding = self.finding(block, outcome, message, at, related.into_iter().map(close).collect());
        let operands = block.sources.get(index).filter(|_| self.subject().explain);
        let operands = operands.map_or_else(Vec::new, |text| self.machine.operands(code, text));
        let finding = Finding { operands, unchecked, ..finding };
        Verdict { asked: true, findings: vec![finding], ..Verdict::default() }
    }

    /// The places that the policy names itself.
    pub(super) fn relate(&mut self, block: &'a Block, at: Span, related: &mut Vec<(Place, String)>) {
        for (code, words) in &block.related {
            let value = self.machine.eval(code);
            let own = Place { file: self.subject().document.number, span: at };
            for place in self.machine.places_of(&value).into_iter().filter(|place| *place != own) {
                related.retain(|(known, _)| *known != place);
                if related.len() < RELATED {
                    related.push((place, words.clone()));
                }
            }
        }
    }

    /// One finding for all that have no words of their own. What can't be told apart from what is not
    /// there is left to be told when it can be read.
    pub(super) fn gather(
        &mut self,
        block: &'a Block,
        words: &'a Template,
        failed: &[Failure],
    ) -> Option<Finding> {
        let outcome = failed.iter().map(|failure| failure.outcome).min()?;
        let first = failed.iter().find(|failure| failure.outcome == outcome)?;
        let mut labels: Vec<&str> = Vec::new();
        for failure in failed {
            if !labels.contains(&failure.label.as_str()) {
                labels.push(&failure.label);
            }
        }
        let names: Vec<&str> = failed.iter().map(|failure| failure.name.as_str()).collect();
        let message = words.fill(&mut self.machine, &labels);
        Some(Finding {
            outcome,
            message,
            unchecked: None,
            at: first.at,
            label: String::new(),
            related: if failed.len() == 1 { first.related.clone() } else { Vec::new() },
            asked: first.asked,
            key: names.join("+"),
            subjects: self.subjects(),
            severity: block.severity,
            help: block.help.clone(),
            mend: None,
            operands: failed.iter().flat_map(|failure| failure.operands.clone()).collect(),
            awaits: None,
        })
    }

    pub(super) fn finding(
        &self,
        block: &'a Block,
        outcome: Outcome,
        message: String,
        at: Span,
        related: Vec<(Place, String)>,
    ) -> Finding {
        let key = self.finding_key(block);
        Finding {
            outcome,
            message,
            unchecked: None,
            at,
            label: String::new(),
            related: related.into_iter().take(RELATED).collect(),
            asked: block.asked,
            key,
            subjects: self.subjects(),
            severity: block.severity,
            help: block.help.clone(),
            mend: None,
            operands: Vec::new(),
            awaits: block.follows.clone().map(|policy| (self.subject().document.number, policy)),
        }
    }

    pub(super) fn finding_key(&self, block: &'a Block) -> String {
        self.key(if block.name.is_empty() { "require" } else { &block.name })
    }

    /// The ids of the subjects at hand.
    fn subjects(&self) -> Vec<String> {
        self.trail.iter().flat_map(Value::ids).collect()
    }

    /// The check and the subjects at hand.
    pub(super) fn key(&self, name: &str) -> String {
        let mut key = name.to_owned();
        for at_hand in &self.trail {
            let known_as = at_hand.known_as(&self.subject());
            let end = (0..=LONGEST.min(known_as.len())).rev().find(|end| known_as.is_char_boundary(*end));
            key.push(' ');
            key.push_str(&known_as[..end.unwrap_or(0)]);
        }
        key
    }

    /// A value on which it hangs whether something is asked at all is not there, or can't be used.
    pub(super) fn undecided(&self, block: &'a Block, value: &Value<'a>) -> Finding {
        if value.truth() == Truth::Unrecorded {
            return self.unrecorded(block, value);
        }
        let places: Vec<_> = value.places().collect();
        let (at, related) = self.place(&places);
        let why = reason::reason(&self.subject(), value);
        let related = related.into_iter().map(|place| (place, "needed for it".to_owned())).collect();
        let key = self.key(&format!("{} undecided", block.name));
        let unchecked = Some(Unchecked::Because);
        Finding { key, unchecked, ..self.finding(block, Outcome::CannotCheck, why, at, related) }
    }

    /// It hangs on git's history.
    pub(super) fn unrecorded(&self, block: &'a Block, value: &Value<'a>) -> Finding {
        let places: Vec<_> = value.places().collect();
        let (at, _) = self.place(&places);
        let why = "soplint does not read the history of files in git yet.".to_owned();
        let severity = Some(Severity::Note);
        Finding {
            key: HISTORY.to_owned(),
            severity,
            unchecked: Some(Unchecked::InPart),
            ..self.finding(block, Outcome::CannotCheck, why, at, Vec::new())
        }
    }

    /// The first place in the document that is judged, or else of the subject at hand, or its title; and the others.
    pub(super) fn place(&self, places: &[Place]) -> (Span, Vec<Place>) {
        let document = self.subject().document;
        let here = |place: &&Place| place.file == document.number;
        let trail = self.trail.iter().rev().filter_map(|at_hand| at_hand.at.as_ref());
        let at = places.iter().find(here).or_else(|| trail.clone().find(here));
        let span = at.map_or(document.facts.title, |place| place.span);
        let own = Place { file: document.number, span };
        let mut others: Vec<Place> = Vec::new();
        for place in places.iter().chain(trail.filter(|place| place.file != document.number)) {
            if *place != own && !others.contains(place) {
                others.push(*place);
            }
        }
        (span, others)
    }
}
