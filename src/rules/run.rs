//! Holds a block against its subjects.

use std::collections::HashMap;
use std::rc::Rc;

use crate::diagnostic::Outcome;

use super::expression::{Code, Data, Join, Machine, Matches, Place, Subject, Truth, Value};
use super::finding::{Finding, HISTORY, Judged};
use super::plan::{Block, Find, IfMissing, IfNone, Step};
use super::template::Template;
use super::verdict::{Failure, Verdict};

/// How many candidates that a join refused are shown.
pub(super) const REFUSED: usize = 3;

/// Runs the blocks of one policy for one document.
pub(super) struct Run<'a> {
    pub(super) machine: Machine<'a>,
    /// The subjects at hand, outermost first.
    pub(super) trail: Vec<Value<'a>>,
    joins: HashMap<*const Find, Option<Rc<Join<'a>>>>,
}

impl<'a> Run<'a> {
    pub(super) fn new(subject: Subject<'a>) -> Self {
        Self { machine: Machine::new(subject), trail: Vec::new(), joins: HashMap::new() }
    }

    pub(super) fn subject(&self) -> Subject<'a> {
        self.machine.subject
    }

    /// Runs a kind's own block; `words` gather what has none of its own.
    pub(super) fn judge(mut self, block: &'a Block, words: &'a Template) -> Judged {
        let mut verdict = self.block(block, words);
        // One word on the history of a file is enough.
        let mut told = false;
        verdict.findings.retain(|finding| finding.key != HISTORY || !std::mem::replace(&mut told, true));
        let judged = if !verdict.asked && verdict.findings.is_empty() {
            Judged::silent(Outcome::NotApplicable)
        } else {
            Judged::of(verdict.findings)
        };
        let (steps, exhausted) = (self.machine.steps(), self.machine.is_exhausted());
        Judged { nobody: verdict.nobody, steps, exhausted, ..judged }
    }

    /// The findings of a kind's own block.
    pub(super) fn findings(&mut self, block: &'a Block, words: &'a Template) -> (bool, Vec<Finding>) {
        let verdict = self.block(block, words);
        (verdict.asked, verdict.findings)
    }

    fn block(&mut self, block: &'a Block, words: &'a Template) -> Verdict {
        self.step(block, 0, words)
    }

    fn step(&mut self, block: &'a Block, index: usize, words: &'a Template) -> Verdict {
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
                let value = self.machine.told(code, |truth| !truth.is_known());
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
                let Some(all) = Matches::all(&value, self.subject().kinds) else {
                    return self.no_list(block, index, code, &value);
                };
                self.best(block, index, *slot, all.found, &all.doubts, &[], code, words)
            }
            Step::Find(find) => self.find(block, index, find, words),
        }
    }

    fn each(
        &mut self,
        block: &'a Block,
        index: usize,
        slot: usize,
        code: &'a Code,
        words: &'a Template,
    ) -> Verdict {
        let value = self.machine.eval(code);
        let Some(all) = Matches::all(&value, self.subject().kinds) else {
            return self.no_list(block, index, code, &value);
        };
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

    fn find(&mut self, block: &'a Block, index: usize, find: &'a Find, words: &'a Template) -> Verdict {
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
            let doubtful = |truth| matches!(truth, Truth::Malformed | Truth::Unrecorded);
            let counts = find.refine.as_ref().map(|refine| self.machine.told(refine, doubtful));
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
        block: &'a Block,
        index: usize,
        slot: usize,
        candidates: Vec<Value<'a>>,
        doubts: &[Value<'a>],
        refused: &[Place],
        source: &'a Code,
        words: &'a Template,
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
        self.trail.push(item.clone());
        self.machine.set(slot, item);
    }

    /// The value from which subjects come is no list: it is not there, or can't be used.
    fn no_list(&mut self, block: &'a Block, index: usize, source: &'a Code, value: &Value<'a>) -> Verdict {
        match value.data {
            Data::Missing => self.nobody(block, index, source, &[]),
            _ => Verdict { asked: true, findings: vec![self.undecided(block, value)], ..Verdict::default() },
        }
    }

    /// What a subject is joined by is not there.
    fn unknown_key(&mut self, block: &'a Block, key: &Value<'a>) -> Verdict {
        if key.truth() != Truth::Unknown || block.if_missing == IfMissing::CannotCheck {
            return Verdict { asked: true, findings: vec![self.undecided(block, key)], ..Verdict::default() };
        }
        if block.if_missing == IfMissing::NotApplicable {
            return Verdict::default();
        }
        let own = block.missing.as_ref();
        match own.or(match &block.if_none {
            Some(IfNone::Say(words, _)) => Some(words),
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
    fn ask(&mut self, block: &'a Block, words: &'a Template) -> Verdict {
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
            verdict.nobody |= of_check.nobody;
            verdict.findings.extend(of_check.findings);
            verdict.gathered.extend(of_check.gathered);
        }
        verdict.asked = asked;
        self.close(block, inner, verdict)
    }

    /// Gathers what has no words of its own, where this block is the one to say it.
    fn close(&mut self, block: &'a Block, words: &'a Template, mut verdict: Verdict) -> Verdict {
        let speaks = block.name.is_empty() || (!block.checks.is_empty() && block.message.is_some());
        if speaks && !verdict.gathered.is_empty() {
            let failures = std::mem::take(&mut verdict.gathered);
            verdict.findings.extend(self.gather(block, words, &failures));
        }
        verdict
    }

    fn require(&mut self, block: &'a Block, require: &'a Code, verdict: &mut Verdict) {
        if self.machine.truth(require) == Truth::True {
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
        let operands = if self.subject().explain {
            self.machine.operands(require, &block.condition)
        } else {
            Vec::new()
        };
        let words = match value.truth() {
            // The policy's words would claim what nobody can tell.
            Truth::Malformed | Truth::Unknown
                if outcome == Outcome::CannotCheck
                    && block.message.is_some()
                    && (block.missing.is_none() || value.truth() == Truth::Malformed) =>
            {
                let finding = Finding { operands, ..self.undecided(block, &value) };
                verdict.findings.push(Finding { at, key: self.finding_key(block), ..finding });
                return;
            }
            Truth::Unknown => block.missing.as_ref().or(block.message.as_ref()),
            _ => block.message.as_ref(),
        };
        match words {
            Some(words) => {
                let message = words.fill(&mut self.machine, &[&block.label]);
                let finding = self.finding(block, outcome, message, at, related);
                verdict.findings.push(Finding { operands, ..finding });
            }
            None => verdict.gathered.push(Failure {
                outcome,
                name: self.key(&block.name),
                label: block.label.clone(),
                at,
                related,
                asked: block.asked,
                operands,
            }),
        }
    }
}
