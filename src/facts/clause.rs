//! Clauses by topic: which passages state a duty, and whether the text takes it back.

use std::cmp::{Ordering, Reverse};

use crate::text::Span;

use super::context::parts_over;
use super::passage::Passage;
use super::reading::{Part, Reading};
use super::verdict::Force;
use super::vocabulary::{Owner, Telling};
use super::{Data, Duration, StatedDuration, Unit, Value};

/// Whether a clause obliges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Polarity {
    /// It does.
    Present,
    /// It says that nobody is obliged.
    Negated,
    /// It names the matter, and obliges nobody.
    Mentioned,
}

/// A passage about a topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Index of the topic in the vocabulary.
    pub topic: usize,
    /// The sentence or row.
    pub span: Span,
    /// Its text.
    pub text: String,
    /// Whether it obliges.
    pub polarity: Polarity,
    /// The length of time or the frequency in it that tells most about the topic.
    pub quantity: Option<Quantity>,
    /// How telling it is: more rules, words that govern, an amount.
    pub(crate) rank: u32,
    /// Concepts in whose sections it stands.
    pub sections: Vec<usize>,
}

/// A length of time in a clause, or a frequency as the time between two times.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// As it is stated.
    pub stated: StatedDuration,
    /// Its words.
    pub span: Span,
    /// In hours; of what has no number, as the vocabulary has it.
    pub hours: f64,
}

/// The facts of a clause that a policy can ask for: name, and what it is.
pub const CLAUSE_FIELDS: [(&str, &str); 3] = [
    ("text", "the words of the passage"),
    ("polarity", "present, negated or mentioned"),
    ("quantity", "the length of time or frequency in it that tells most"),
];

impl Clause {
    /// A fact by name.
    #[must_use]
    pub fn value(&self, field: &str) -> Value {
        match field {
            "text" => Value::at(Data::Text(self.text.clone()), self.span),
            "polarity" => Value::at(Data::Text(self.polarity.name().into()), self.span),
            "quantity" => match &self.quantity {
                Some(quantity) => Value::at(Data::Duration(Box::new(quantity.stated.clone())), quantity.span),
                None => Value::at(Data::Missing, self.span),
            },
            _ => Value::at(Data::Missing, self.span),
        }
    }
}

impl Polarity {
    pub(crate) fn of(force: Force) -> Self {
        match force {
            Force::Duty => Polarity::Present,
            Force::Denial => Polarity::Negated,
            Force::Mention => Polarity::Mentioned,
        }
    }

    /// As policies and `inspect` name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Polarity::Present => "present",
            Polarity::Negated => "negated",
            Polarity::Mentioned => "mentioned",
        }
    }
}

/// What a document says about one topic, all its passages taken together.
#[derive(Debug)]
pub struct Stance<'a> {
    /// The strongest that any passage says.
    pub polarity: Polarity,
    /// The passages that say so, the most telling first.
    pub passages: Vec<&'a Clause>,
    /// The amount of time that tells most, in the document's own words.
    pub quantity: Option<&'a str>,
}

impl<'a> Stance<'a> {
    /// What clauses say about a topic; nothing if none is about it.
    #[must_use]
    pub fn of(clauses: &'a [Clause], topic: usize, telling: Option<Telling>) -> Option<Self> {
        let of = |polarity| clauses.iter().filter(move |c| c.topic == topic && c.polarity == polarity);
        let strengths = [Polarity::Present, Polarity::Negated, Polarity::Mentioned];
        let polarity = strengths.into_iter().find(|polarity| of(*polarity).next().is_some())?;
        let mut passages: Vec<&Clause> = of(polarity).collect();
        let quantities = passages.iter().filter_map(|clause| clause.quantity.as_ref());
        let quantity = match telling {
            Some(telling) => quantities.min_by(|a, b| order(telling, a.hours, b.hours)),
            None => quantities.into_iter().next(),
        };
        let quantity = quantity.map(|quantity| quantity.stated.text.as_str());
        passages.sort_by_key(|clause| (Reverse(clause.rank), clause.span.start));
        Some(Self { polarity, passages, quantity })
    }
}

/// Which of two amounts tells more comes first.
fn order(telling: Telling, a: f64, b: f64) -> Ordering {
    match telling {
        Telling::LongestDuration => b.total_cmp(&a),
        Telling::ShortestDuration | Telling::MostFrequent => a.total_cmp(&b),
    }
}

/// All clauses, by topic and place; a passage counts once for each topic.
pub(crate) fn clauses(
    reading: &Reading<'_>,
    passages: &[Passage],
    sections_at: impl Fn(Span) -> Vec<usize>,
) -> Vec<Clause> {
    let mut found: Vec<Clause> = Vec::new();
    for passage in passages {
        let Owner::Topic(topic) = passage.owner else { continue };
        let (force, governed) = passage.force;
        let (polarity, rank) = (Polarity::of(force), 1 + u32::from(governed));
        let known =
            found.iter_mut().rev().find(|clause| clause.topic == topic && clause.span == passage.span);
        if let Some(clause) = known {
            clause.rank += 1;
            clause.polarity = clause.polarity.min(polarity);
            continue;
        }
        let quantity = quantity(reading, passage, topic);
        let rank = rank + u32::from(quantity.is_some());
        found.push(Clause {
            topic,
            span: passage.span,
            text: reading.quote(&passage.part),
            polarity,
            quantity,
            rank,
            sections: sections_at(passage.span),
        });
    }
    found.sort_by_key(|clause| (clause.topic, clause.span));
    found
}

/// The amount of time in a passage that tells most about its topic; of how often something is done, the heading, the
/// lead-in or the sentence before may tell as well: "Quarterly access review".
fn quantity(reading: &Reading<'_>, passage: &Passage, topic: usize) -> Option<Quantity> {
    let telling = reading.vocabulary.topics()[topic].quantity;
    let whole_row = passage.cells.iter().map(|cell| reading.whole(*cell));
    let parts: Vec<Part> =
        if passage.cells.is_empty() { vec![passage.part.clone()] } else { whole_row.collect() };
    let mut amounts = amounts(reading, &parts, telling);
    if amounts.is_empty() && telling == Some(Telling::MostFrequent) {
        let block = passage.part.block;
        let sentences = reading.sentences_of(block).map(|sentence| sentence.part);
        let before = sentences.filter(|one| one.range.end <= passage.part.range.start);
        let mut over = parts_over(reading, block);
        over.extend(before.last());
        amounts = self::amounts(reading, &over, telling);
    }
    let best = match telling {
        Some(telling) => amounts.into_iter().min_by(|a, b| order(telling, a.1, b.1)),
        None => amounts.into_iter().min_by_key(|(place, ..)| (place.block, place.range.start)),
    };
    best.map(|(place, hours, duration)| {
        // How often is told by the time from one time to the next.
        let every = (hours < f64::MAX).then_some(hours);
        let stated = StatedDuration {
            text: reading.quote(&place),
            within: reading.quote(&passage.part),
            clause: reading.quote(&passage.part),
            amount: duration.map_or(every, |duration| duration.amount),
            unit: duration.map_or(every.map(|_| Unit::Hour), |duration| duration.unit),
            business: duration.is_some_and(|duration| duration.business),
        };
        Quantity { stated, span: reading.span(&place), hours }
    })
}

/// The lengths of time in some parts that a topic asks for, each in hours.
fn amounts<'r>(
    reading: &'r Reading<'_>,
    parts: &[Part],
    telling: Option<Telling>,
) -> Vec<(Part, f64, Option<&'r Duration>)> {
    let mut amounts = Vec::new();
    for part in parts {
        for duration in reading.durations(part) {
            let each = reading.each_before(part, duration);
            let at = |start: u32| Part { block: part.block, range: start..duration.end };
            match (telling, each, duration.hours()) {
                (Some(Telling::MostFrequent), Some(start), Some(hours)) => {
                    amounts.push((at(start), hours, Some(duration)))
                }
                (Some(Telling::ShortestDuration | Telling::LongestDuration), None, Some(hours)) => {
                    amounts.push((at(duration.start), hours, Some(duration)));
                }
                (None, _, hours) => {
                    amounts.push((at(duration.start), hours.unwrap_or_default(), Some(duration)));
                }
                _ => {}
            }
        }
        if matches!(telling, Some(Telling::MostFrequent) | None) {
            for place in reading.places(part, reading.vocabulary.time.cadences) {
                let hours = reading.vocabulary.time.cadence_hours(reading.folded(&place));
                amounts.push((place, hours, None));
            }
        }
    }
    amounts
}
