//! Holds a block against its subjects.

use std::collections::HashMap;
use std::rc::Rc;

use crate::diagnostic::Outcome;
use crate::text::Span;

use super::expression::{Code, Data, Join, Machine, Place, Subject, Truth, Value};
use super::plan::{Block, Find, IfMissing, IfNone, Step};
use super::template::Template;
use super::{Finding, Judged};

/// How many related places one finding names.
const RELATED: usize = 8;
/// How many candidates that a join refused are shown.
const REFUSED: usize = 3;

/// Runs the blocks of one policy for one document.
pub(super) struct Run<'a> {
    pub(super) machine: Machine<'a>,
    /// The subjects at hand, outermost first: by what they are known, and where they stand.
    trail: Vec<(String, Option<Place>)>,
    joins: HashMap<*const Find, Option<Rc<Join<'a>>>>,
}

/// How a block ended.
#[derive(Default)]
pub(super) struct Verdict {
    /// Whether anybody was asked about.
    asked: bool,
    findings: Vec<Finding>,
    /// Failures without words of their own.
    gathered: Vec<Failure>,
}

/// A failed check that has no words of its own.
struct Failure {
    outcome: Outcome,
    name: String,
    label: String,
    at: Span,
    related: Vec<(Place, String)>,
    asked: Span,
}

impl Verdict {
    fn add(&mut self, other: Verdict) {
        self.asked |= other.asked;
        self.findings.extend(other.findings);
        self.gathered.extend(other.gathered);
    }

    /// How much is wrong.
    fn weight(&self) -> (usize, usize) {
        let worst = |outcome: Outcome| usize::from(outcome == Outcome::NotFound);
        let hard = self.findings.iter().map(|finding| worst(finding.outcome)).sum::<usize>()
            + self.gathered.iter().map(|failure| worst(failure.outcome)).sum::<usize>();
        (self.findings.len() + self.gathered.len(), hard)
    }

    fn is_clean(&self) -> bool {
        self.asked && self.findings.is_empty() && self.gathered.is_empty()
    }
}

impl<'a> Run<'a> {
    pub(super) fn new(subject: Subject<'a>) -> Self {
        Self { machine: Machine::new(subject), trail: Vec::new(), joins: HashMap::new() }
    }

    fn subject(&self) -> Subject<'a> {
        self.machine.subject
    }

    /// Runs a kind's own block; `words` gather what has none of its own.
    pub(super) fn judge(mut self, block: &Block, words: &Template) -> Judged {
        let verdict = self.block(block, words);
        let steps = self.machine.steps();
        let mut judged = if !verdict.asked && verdict.findings.is_empty() {
            Judged::silent(Outcome::NotApplicable)
        } else {
            Judged::of(verdict.findings)
        };
        judged.steps = steps;
        judged.exhausted = self.machine.is_exhausted();
        judged
    }

    /// The findings of a kind's own block.
    pub(super) fn findings(&mut self, block: &Block, words: &Template) -> (bool, Vec<Finding>) {
        let verdict = self.block(block, words);
        (verdict.asked, verdict.findings)
    }

    fn block(&mut self, block: &Block, words: &Template) -> Verdict {
        self.step(block, 0, words)
    }

    fn step(&mut self, block: &Block, index: usize, words: &Template) -> Verdict {
        if self.machine.is_exhausted() {
            return Verdict::default();
        }
        let Some(step) = block.steps.get(index) else { return self.ask(block, words) };
        match step {
            Step::Let(slot, code) => {
                let value = self.machine.eval(code);
                self.machine.set(*slot, value);
                self.step(block, index + 1, words)
            }
            Step::When(code) => {
                let value = self.machine.eval(code);
                match value.truth() {
                    Truth::True => self.step(block, index + 1, words),
                    Truth::False => Verdict::default(),
                    _ if block.if_missing == IfMissing::NotApplicable => Verdict::default(),
                    _ => Verdict {
                        asked: true,
                        findings: vec![self.undecided(block, &value)],
                        ..Verdict::default()
                    },
                }
            }
            Step::Each(slot, code) => self.each(block, index, *slot, code, words),
            Step::Any(slot, code) => {
                let value = self.machine.eval(code);
                let Some(join) = Join::new(&mut self.machine, &value, *slot, None) else {
                    return self.no_list(block, index, code, &value);
                };
                let all = join.matches(&self.machine, None);
                self.best(block, index, *slot, all.found, &all.doubts, &[], code, words)
            }
            Step::Find(find) => self.find(block, index, find, words),
        }
    }

    fn each(&mut self, block: &Block, index: usize, slot: usize, code: &Code, words: &Template) -> Verdict {
        let value = self.machine.eval(code);
        let Some(join) = Join::new(&mut self.machine, &value, slot, None) else {
            return self.no_list(block, index, code, &value);
        };
        let all = join.matches(&self.machine, None);
        let mut verdict = Verdict::default();
        if all.found.is_empty() && all.doubts.is_empty() {
            return self.nobody(block, index, code, &[]);
        }
        for doubt in &all.doubts {
            if block.if_missing != IfMissing::NotApplicable || matches!(doubt.data, Data::Malformed) {
                verdict.asked = true;
                verdict.findings.push(self.undecided(block, doubt));
            }
        }
        for item in all.found {
            self.enter(slot, item);
            verdict.add(self.step(block, index + 1, words));
            self.trail.pop();
        }
        verdict
    }

    fn find(&mut self, block: &Block, index: usize, find: &Find, words: &Template) -> Verdict {
        let known = self.joins.get(&std::ptr::from_ref(find)).cloned();
        let join = match known.filter(|_| find.shared) {
            Some(join) => join,
            None => {
                let list = self.machine.eval(&find.within);
                let field = find.on.first().map(|(_, right)| right);
                let join = Join::new(&mut self.machine, &list, find.slot, field).map(Rc::new);
                if join.is_none() && !matches!(list.data, Data::Missing) {
                    return self.no_list(block, index, &find.within, &list);
                }
                if find.shared {
                    self.joins.insert(std::ptr::from_ref(find), join.clone());
                }
                join
            }
        };
        let Some(join) = join else { return self.nobody(block, index, &find.within, &[]) };
        let first = find.on.first().map(|(left, _)| self.machine.eval(left));
        if let Some(first) = first.as_ref().filter(|first| !first.is_known()) {
            return self.unknown_key(block, first);
        }
        let mut matches = join.matches(&self.machine, first.as_ref());
        let mut refused = Vec::new();
        let mut found = Vec::new();
        'candidates: for candidate in std::mem::take(&mut matches.found) {
            let place = candidate.at;
            self.machine.set(find.slot, candidate);
            for (left, right) in find.on.iter().skip(1) {
                match self.machine.same(left, right) {
                    Truth::True => {}
                    Truth::Malformed | Truth::Unrecorded => {
                        matches.doubts.push(self.machine.eval(right));
                        continue 'candidates;
                    }
                    _ => continue 'candidates,
                }
            }
            let counts = find.refine.as_ref().map(|refine| self.machine.eval(refine));
            match counts.as_ref().map(Value::truth) {
                None | Some(Truth::True) => found.push(self.machine.local(find.slot)),
                Some(Truth::False | Truth::Unknown) => refused.extend(place),
                Some(_) => matches.doubts.extend(counts),
            }
        }
        refused.truncate(REFUSED);
        self.best(block, index, find.slot, found, &matches.doubts, &refused, &find.within, words)
    }

    /// One must pass; the one that fails least is shown.
    #[expect(
        clippy::too_many_arguments,
        reason = "for-any and find end alike, and each part is one of their own"
    )]
    fn best(
        &mut self,
        block: &Block,
        index: usize,
        slot: usize,
        candidates: Vec<Value<'a>>,
        doubts: &[Value<'a>],
        refused: &[Place],
        source: &Code,
        words: &Template,
    ) -> Verdict {
        let mut best: Option<Verdict> = None;
        for candidate in candidates {
            self.enter(slot, candidate);
            let verdict = self.step(block, index + 1, words);
            self.trail.pop();
            if verdict.is_clean() {
                return verdict;
            }
            let better = |best: &Verdict| verdict.weight() < best.weight();
            if verdict.asked && best.as_ref().is_none_or(better) {
                best = Some(verdict);
            }
        }
        match (best, doubts.first()) {
            // What can't be read may be the very one that is looked for.
            (_, Some(doubt)) => {
                Verdict { asked: true, findings: vec![self.undecided(block, doubt)], ..Verdict::default() }
            }
            (Some(best), None) => best,
            (None, None) => self.nobody(block, index, source, refused),
        }
    }

    /// The item becomes the subject at hand.
    fn enter(&mut self, slot: usize, item: Value<'a>) {
        let mut known_as = item.show(&self.subject());
        if known_as.len() > 80 {
            let end = (0..=80).rev().find(|end| known_as.is_char_boundary(*end)).unwrap_or(0);
            known_as.truncate(end);
        }
        self.trail.push((known_as, item.at));
        self.machine.set(slot, item);
    }

    /// There was nobody to ask about.
    fn nobody(&mut self, block: &Block, index: usize, source: &Code, refused: &[Place]) -> Verdict {
        let said = block.if_none.as_ref().filter(|_| block.none_at == index);
        let (outcome, words, at) = match said {
            None | Some(IfNone::NotApplicable) => return Verdict::default(),
            Some(IfNone::Say(words, at)) => (Outcome::NotFound, Some(words), at.as_ref()),
            Some(IfNone::CannotCheck) => (Outcome::CannotCheck, None, None),
        };
        self.machine.explain = true;
        let own = at.or(block.at.as_ref()).map(|at| self.machine.eval(at));
        let source = self.machine.eval(source);
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
            None => "This could not be checked, because there is nothing to check it with.".into(),
        };
        let close = |place| (place, "this comes closest to it".to_owned());
        let finding = self.finding(block, outcome, message, at, related.into_iter().map(close).collect());
        Verdict { asked: true, findings: vec![finding], ..Verdict::default() }
    }

    /// The value from which subjects come is no list: it is not there, or can't be used.
    fn no_list(&mut self, block: &Block, index: usize, source: &Code, value: &Value<'a>) -> Verdict {
        match value.data {
            Data::Missing => self.nobody(block, index, source, &[]),
            _ => Verdict { asked: true, findings: vec![self.undecided(block, value)], ..Verdict::default() },
        }
    }

    /// What a subject is joined by is not there.
    fn unknown_key(&mut self, block: &Block, key: &Value<'a>) -> Verdict {
        if key.truth() != Truth::Unknown || block.if_missing == IfMissing::CannotCheck {
            return Verdict { asked: true, findings: vec![self.undecided(block, key)], ..Verdict::default() };
        }
        if block.if_missing == IfMissing::NotApplicable {
            return Verdict::default();
        }
        let own = block.missing.clone();
        match own.or_else(|| match &block.if_none {
            Some(IfNone::Say(words, _)) => Some(words.clone()),
            _ => None,
        }) {
            Some(own) => {
                let places: Vec<_> = key.places().collect();
                let (at, related) = self.place(&places);
                let message = own.fill(&mut self.machine, &[]);
                let related = related.into_iter().map(|place| (place, String::new())).collect();
                let finding = self.finding(block, Outcome::NotFound, message, at, related);
                Verdict { asked: true, findings: vec![finding], ..Verdict::default() }
            }
            None => Verdict { asked: true, findings: vec![self.undecided(block, key)], ..Verdict::default() },
        }
    }

    /// The subject at hand is asked about.
    fn ask(&mut self, block: &Block, words: &Template) -> Verdict {
        let mut verdict = Verdict { asked: true, ..Verdict::default() };
        if let Some(require) = &block.require {
            self.require(block, require, &mut verdict);
        }
        if block.checks.is_empty() {
            return self.close(block, words, verdict);
        }
        let inner = block.message.as_ref().unwrap_or(words);
        let mut asked = block.require.is_some();
        for check in &block.checks {
            let of_check = self.block(check, inner);
            asked |= of_check.asked;
            verdict.findings.extend(of_check.findings);
            verdict.gathered.extend(of_check.gathered);
        }
        verdict.asked = asked;
        self.close(block, inner, verdict)
    }

    /// Gathers what has no words of its own, where this block is the one to say it.
    fn close(&mut self, block: &Block, words: &Template, mut verdict: Verdict) -> Verdict {
        let speaks = block.name.is_empty() || (!block.checks.is_empty() && block.message.is_some());
        if speaks && !verdict.gathered.is_empty() {
            let failures = std::mem::take(&mut verdict.gathered);
            verdict.findings.extend(self.gather(block, words, &failures));
        }
        verdict
    }

    fn require(&mut self, block: &Block, require: &Code, verdict: &mut Verdict) {
        if self.machine.eval(require).truth() == Truth::True {
            return;
        }
        self.machine.explain = true;
        let value = self.machine.eval(require);
        self.machine.explain = false;
        let outcome = match value.truth() {
            Truth::True => return,
            Truth::False => Outcome::NotFound,
            Truth::Unknown => match block.if_missing.outcome() {
                Outcome::NotApplicable => {
                    verdict.asked = !block.checks.is_empty();
                    return;
                }
                outcome => outcome,
            },
            Truth::Malformed => Outcome::CannotCheck,
            Truth::Unrecorded => {
                verdict.findings.push(self.unrecorded(block, &value));
                return;
            }
        };
        let own = block.at.as_ref().map(|at| self.machine.eval(at));
        let places: Vec<Place> =
            own.iter().flat_map(|own| own.places().take(1)).chain(value.places()).collect();
        let (at, others) = self.place(&places);
        let mut related: Vec<_> = others.into_iter().map(|place| (place, String::new())).collect();
        self.relate(block, at, &mut related);
        let words = match value.truth() {
            Truth::Unknown => block.missing.as_ref().or(block.message.as_ref()),
            _ => block.message.as_ref(),
        };
        match words {
            Some(words) => {
                let message = words.fill(&mut self.machine, &[&block.label]);
                let finding = self.finding(block, outcome, message, at, related);
                verdict.findings.push(finding);
            }
            None => verdict.gathered.push(Failure {
                outcome,
                name: self.key(&block.name),
                label: block.label.clone(),
                at,
                related,
                asked: block.asked,
            }),
        }
    }

    /// The places that the policy names itself.
    fn relate(&mut self, block: &Block, at: Span, related: &mut Vec<(Place, String)>) {
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
    fn gather(&mut self, block: &Block, words: &Template, failed: &[Failure]) -> Option<Finding> {
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
            at: first.at,
            label: String::new(),
            related: if failed.len() == 1 { first.related.clone() } else { Vec::new() },
            asked: first.asked,
            key: names.join("+"),
            severity: block.severity,
            help: block.help.clone(),
        })
    }

    fn finding(
        &self,
        block: &Block,
        outcome: Outcome,
        message: String,
        at: Span,
        related: Vec<(Place, String)>,
    ) -> Finding {
        let key = self.key(if block.name.is_empty() { "require" } else { &block.name });
        Finding {
            outcome,
            message,
            at,
            label: String::new(),
            related: related.into_iter().take(RELATED).collect(),
            asked: block.asked,
            key,
            severity: block.severity,
            help: block.help.clone(),
        }
    }

    /// The check and the subjects at hand.
    fn key(&self, name: &str) -> String {
        let trail = self.trail.iter().map(|(known_as, _)| known_as.as_str());
        std::iter::once(name).chain(trail).collect::<Vec<_>>().join(" ")
    }

    /// A value on which it hangs whether something is asked at all is not there, or can't be used.
    fn undecided(&self, block: &Block, value: &Value<'a>) -> Finding {
        if value.truth() == Truth::Unrecorded {
            return self.unrecorded(block, value);
        }
        let places: Vec<_> = value.places().collect();
        let (at, related) = self.place(&places);
        let why = if value.truth() == Truth::Unknown { "is not there" } else { "can't be used" };
        let message = format!("This could not be checked, because a value that it needs {why}.");
        let related = related.into_iter().map(|place| (place, "needed for it".to_owned())).collect();
        let key = self.key(&format!("{} undecided", block.name));
        Finding { key, ..self.finding(block, Outcome::CannotCheck, message, at, related) }
    }

    /// It hangs on git's history.
    fn unrecorded(&self, block: &Block, value: &Value<'a>) -> Finding {
        let places: Vec<_> = value.places().collect();
        let (at, _) = self.place(&places);
        let message =
            "This could not be checked, because it needs the history of the file in git.".to_owned();
        let key = format!("{} history", block.name);
        Finding { key, ..self.finding(block, Outcome::CannotCheck, message, at, Vec::new()) }
    }

    /// The first place in the document that is judged, or else of the subject at hand, or its title; and the others.
    fn place(&self, places: &[Place]) -> (Span, Vec<Place>) {
        let document = self.subject().document;
        let here = |place: &&Place| place.file == document.number;
        let trail = self.trail.iter().rev().filter_map(|(_, place)| place.as_ref());
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
