//! Clauses by topic: which passages state a duty, and whether the text takes it back.

use crate::text::Span;

use super::passage::Passage;
use super::reading::Reading;
use super::vocabulary::Owner;
use super::{Data, Value};

/// Whether a clause obliges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// It does.
    Present,
    /// It says that nobody is obliged.
    Negated,
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
    /// The first length of time or frequency in it.
    pub quantity: Option<(String, Span)>,
    /// Concepts in whose sections it stands.
    pub sections: Vec<usize>,
}

/// The facts of a clause that a policy can ask for: name, and what it is.
pub const CLAUSE_FIELDS: [(&str, &str); 3] = [
    ("text", "the words of the passage"),
    ("polarity", "present or negated"),
    ("quantity", "the first length of time or frequency in it"),
];

impl Clause {
    /// A fact by name.
    #[must_use]
    pub fn value(&self, field: &str) -> Value {
        match field {
            "text" => Value::at(Data::Text(self.text.clone()), self.span),
            "polarity" => Value::at(Data::Text(self.polarity.name().into()), self.span),
            "quantity" => match &self.quantity {
                Some((text, span)) => Value::at(Data::Text(text.clone()), *span),
                None => Value::at(Data::Missing, self.span),
            },
            _ => Value::at(Data::Missing, self.span),
        }
    }
}

impl Polarity {
    /// As policies and `inspect` name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Polarity::Present => "present",
            Polarity::Negated => "negated",
        }
    }
}

/// All clauses, by topic and place; a passage counts once for each topic.
pub(crate) fn clauses(
    reading: &Reading<'_>,
    passages: &[Passage],
    sections_at: impl Fn(Span) -> Vec<usize>,
) -> Vec<Clause> {
    let mut found: Vec<Clause> = Vec::new();
    let lists = &reading.vocabulary.lists;
    for passage in passages {
        let Owner::Topic(topic) = passage.owner else { continue };
        if found.iter().rev().any(|clause| clause.topic == topic && clause.span == passage.span) {
            continue;
        }
        let negated = !reading.places(&passage.part, lists.no_duty).is_empty();
        let cadences = reading.places(&passage.part, reading.vocabulary.time.cadences);
        let durations = reading.durations(&passage.part).map(|d| d.start..d.end);
        let first =
            durations.chain(cadences.into_iter().map(|part| part.range)).min_by_key(|range| range.start);
        let quantity = first.map(|range| {
            let part = super::reading::Part { block: passage.part.block, range };
            (reading.quote(&part), reading.span(&part))
        });
        found.push(Clause {
            topic,
            span: passage.span,
            text: reading.quote(&passage.part),
            polarity: if negated { Polarity::Negated } else { Polarity::Present },
            quantity,
            sections: sections_at(passage.span),
        });
    }
    found.sort_by_key(|clause| (clause.topic, clause.span));
    found
}
