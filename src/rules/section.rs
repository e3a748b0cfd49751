//! The kind `section`: a section about a concept is there, under a heading that names it, and says enough.

use crate::diagnostic::Outcome;
use crate::facts::vocabulary::Stage;
use crate::facts::{self, Placement, ProseFacts, Section, alike};
use crate::text::Span;

use super::expression::{Data, Machine, Place, Value};
use super::run::Run;
use super::template::Template;
use super::{Block, Finding, IfMissing, Judged, Mend, Subject};

/// What a `section` policy asks.
#[derive(Debug)]
pub struct SectionRule {
    /// The concept, as the vocabulary numbers it.
    pub concept: usize,
    /// More concepts that are asked for in the same words; then nothing more is asked of any.
    pub also: Vec<usize>,
    /// Concepts in whose sections the content may stand as well.
    pub accept_in: Vec<usize>,
    /// What must hold for the section; `if_missing` says what it means that there is none.
    pub block: Block,
    /// Where the order of the stages counts: what is said of one that stands too early. The locals 1 and 2
    /// are the stage and the one that comes before it.
    pub order: Option<Template>,
    /// What was not found.
    pub message: Template,
    /// The line in the policy's file.
    pub asked: Span,
}

impl SectionRule {
    pub(super) fn judge(&self, subject: &Subject<'_>) -> Judged {
        let document = subject.document;
        let Some(prose) = &document.facts.prose else { return Judged::silent(Outcome::CannotCheck) };
        if !self.also.is_empty() {
            return self.judge_all(subject, prose);
        }
        let section = prose.section(self.concept);
        let mut run = Run::new(*subject);
        let at = section.gist_at().unwrap_or(document.facts.title);
        run.machine.set(0, Value::at(Data::Section(section, document), Place::new(document, at)));
        if section.placement == Placement::Absent {
            return match self.block.if_missing {
                IfMissing::NotFound => Judged::of(vec![self.absent(subject, section, &mut run.machine)]),
                other => Judged::silent(other.outcome()),
            };
        }
        let (asked, mut findings) = run.findings(&self.block, &self.message);
        findings.extend(self.out_of_order(subject, section, &mut run.machine));
        if !asked && findings.is_empty() && !self.block.steps.is_empty() {
            return Judged::silent(Outcome::NotApplicable);
        }
        let (steps, exhausted) = (run.machine.steps(), run.machine.is_exhausted());
        let asks_for_section = self.block.if_missing == IfMissing::NotFound;
        if !asks_for_section || section.placement == Placement::Section || self.accepted(section) {
            return Judged { steps, exhausted, ..Judged::of(findings) };
        }
        // Text under another heading that says too little is no section that says too little.
        let finding = if findings.is_empty() {
            self.misplaced(subject, section, self.concept)
        } else {
            self.absent(subject, section, &mut run.machine)
        };
        Judged { steps, exhausted, ..Judged::of(vec![finding]) }
    }

    /// One finding for all concepts that are nowhere, and one for each that stands elsewhere. A heading
    /// with nothing under it is no section.
    fn judge_all(&self, subject: &Subject<'_>, prose: &ProseFacts) -> Judged {
        let mut machine = Run::new(*subject).machine;
        let (mut findings, mut nowhere, mut related) = (Vec::new(), Vec::new(), Vec::new());
        for concept in std::iter::once(&self.concept).chain(&self.also) {
            let section = prose.section(*concept);
            let title = subject.vocabulary.concepts()[*concept].title.to_lowercase();
            match section.placement {
                Placement::Section if section.empty.len() < section.headings.len() => {}
                Placement::Section => {
                    let bare = section.empty.iter().map(|(span, _)| Place::new(subject.document, *span));
                    related.extend(bare.map(|place| (place, "nothing stands under this heading".to_owned())));
                    nowhere.push(title);
                }
                Placement::Elsewhere => findings.push(self.misplaced(subject, section, *concept)),
                Placement::Absent => {
                    let near = near_miss(subject, *concept).map(|span| {
                        (Place::new(subject.document, span), "this looks most like it".to_owned())
                    });
                    related.extend(near);
                    nowhere.push(title);
                }
            }
        }
        if !nowhere.is_empty() {
            let labels: Vec<&str> = nowhere.iter().map(String::as_str).collect();
            let message = self.message.fill(&mut machine, &labels);
            findings.push(Finding {
                label: "looked for it in all of this document".into(),
                related,
                key: "section".into(),
                ..Finding::plain(Outcome::NotFound, subject.document.facts.title, message, self.asked)
            });
        }
        Judged::of(findings)
    }

    /// Whether the content stands in a section where it is welcome, too.
    fn accepted(&self, section: &Section) -> bool {
        section
            .passages
            .iter()
            .any(|passage| passage.sections.iter().any(|concept| self.accept_in.contains(concept)))
    }

    fn absent<'a>(&'a self, subject: &Subject<'_>, section: &Section, machine: &mut Machine<'a>) -> Finding {
        let here = |span| Place::new(subject.document, span);
        let close = section
            .passages
            .iter()
            .take(2)
            .map(|passage| (here(passage.span), "this comes closest to it".to_owned()));
        let near = near_miss(subject, self.concept)
            .map(|span| (here(span), "the heading that looks most like it".to_owned()));
        Finding {
            label: "looked for it in all of this document".into(),
            related: close.chain(near).collect(),
            key: "section".into(),
            ..Finding::plain(
                Outcome::NotFound,
                subject.document.facts.title,
                self.message.fill(machine, &[]),
                self.asked,
            )
        }
    }

    /// The first stage that stands nowhere behind the one before it. A stage may be named more than once:
    /// it is in its place if one of the times is.
    fn out_of_order<'a>(
        &'a self,
        subject: &Subject<'_>,
        section: &Section,
        machine: &mut Machine<'a>,
    ) -> Option<Finding> {
        let words = self.order.as_ref()?;
        let found = section.list("stages")?;
        let named =
            |fact: &facts::Value, name: &str| matches!(&fact.data, facts::Data::Text(text) if text == name);
        let mut last: Option<(&Stage, Span)> = None;
        let mut wrong = None;
        for stage in subject.vocabulary.stages() {
            let named = found.iter().filter(|fact| named(fact, &stage.name)).filter_map(|fact| fact.at);
            let mut places: Vec<Span> = named.collect();
            places.sort_unstable();
            let behind = |place: &&Span| last.is_none_or(|(_, before)| before < **place);
            match (places.iter().find(behind), places.first(), last) {
                (Some(place), ..) => last = Some((stage, *place)),
                (None, Some(place), Some(before)) => {
                    wrong = Some((before, (stage, *place)));
                    break;
                }
                _ => {}
            }
        }
        let ((earlier, before), (stage, at)) = wrong?;
        machine.set(1, Value::loose(Data::Text(stage.label.clone().into())));
        machine.set(2, Value::loose(Data::Text(earlier.label.clone().into())));
        let message = words.fill(machine, &[]);
        let related = vec![(Place::new(subject.document, before), "this comes first".to_owned())];
        let finding = Finding::plain(Outcome::NotFound, at, message, self.asked);
        Some(Finding { related, key: "order".into(), ..finding })
    }

    fn misplaced(&self, subject: &Subject<'_>, section: &Section, concept: usize) -> Finding {
        let named = &subject.vocabulary.concepts()[concept];
        let title = named.title.to_lowercase();
        let facts = &subject.document.facts;
        let here = |span| Place::new(subject.document, span);
        let best = section.passages.first().map_or(facts.title, |passage| passage.span);
        let mut related: Vec<_> = section
            .passages
            .iter()
            .skip(1)
            .take(2)
            .map(|passage| (here(passage.span), "and this".to_owned()))
            .collect();
        let line_end = if subject.document.source.text().contains("\r\n") { "\r\n" } else { "\n" };
        let mend = section.under.as_ref().zip(section.marker_at).map(|((_, heading), at)| Mend {
            title: format!("Mark '{heading}' as the section about {title}"),
            at,
            replacement: format!("<!-- soplint: section={} -->{line_end}", named.id),
        });
        let help = mend.as_ref().map(|mend| {
            let heading = section.under.as_ref().map_or("", |(_, heading)| heading.as_str());
            let (name, marker) = (&named.labels[0], mend.replacement.trim_end());
            format!("Rename the heading '{heading}' to '{name}', or write {marker} on a line of its own before it.")
        });
        let under =
            section.under.as_ref().map(|(span, _)| (here(*span), "it stands under this heading".to_owned()));
        related.extend(under);
        Finding {
            label: "found here".into(),
            related,
            mend,
            help,
            key: if self.also.is_empty() { "section".into() } else { named.id.clone() },
            ..Finding::plain(
                Outcome::Misplaced,
                best,
                format!("Text about {title} was found, but not in a section of that name."),
                self.asked,
            )
        }
    }
}

/// The heading that looks most like one of the concept's labels, and was not taken for it:
/// most of its letters are the same.
fn near_miss(subject: &Subject<'_>, concept: usize) -> Option<Span> {
    const ALIKE: f64 = 0.7;
    let facts = &subject.document.facts;
    let prose = facts.prose.as_ref()?;
    let labels: Vec<String> =
        subject.vocabulary.concepts()[concept].labels.iter().map(|label| label.to_lowercase()).collect();
    let candidates =
        prose.outline.iter().filter(|entry| entry.concepts.is_empty() && entry.span != facts.title);
    let scored = candidates.filter_map(|entry| {
        let heading = entry.title.to_lowercase();
        let score = labels.iter().filter_map(|label| alike(&heading, label, ALIKE)).max_by(f64::total_cmp)?;
        Some((score, entry.span))
    });
    scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, span)| span)
}
