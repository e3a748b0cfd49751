//! What soplint understood of one file, without judging it.

use std::sync::Arc;

use camino::Utf8Path;

use crate::facts::{
    Because, Concealed, Decision, Facts, Head, How, Owner, Placement, Stance, Value, conceal, facts,
    is_markdown,
};
use crate::syntax::Problem;
use crate::text::{SourceFile, Span};

use super::Prepared;

/// One file as soplint understands it.
#[derive(Debug)]
pub struct Inspection {
    /// The file.
    pub source: Arc<SourceFile>,
    /// Its kind, and how that was decided; or why it has none.
    pub kind: Result<(String, How), &'static str>,
    /// Headings, in document order.
    pub outline: Vec<InspectedHeading>,
    /// By concept.
    pub sections: Vec<InspectedSection>,
    /// By topic.
    pub clauses: Vec<InspectedClause>,
    /// By concept and topic, in the order of the document: each passage that counted, with its rule and
    /// what was made of it.
    pub evidence: Vec<InspectedEvidence>,
    /// Top-level fields, by key: the value as text, and its place.
    pub fields: Vec<(String, Value)>,
    /// What is wrong with the file as such.
    pub problems: Vec<Problem>,
}

/// A heading.
#[derive(Debug)]
pub struct InspectedHeading {
    /// 1 to 6.
    pub level: u8,
    /// Its words.
    pub title: String,
    /// Their bytes.
    pub span: Span,
    /// The concepts that it was taken for, and why.
    pub concepts: Vec<(String, String)>,
}

/// What is said about a concept.
#[derive(Debug)]
pub struct InspectedSection {
    /// The concept.
    pub concept: String,
    /// `section`, `elsewhere` or `absent`.
    pub verdict: &'static str,
    /// Its headings, or the passages that deal with it, best first; each with the reason.
    pub places: Vec<(Span, String)>,
}

/// A passage that counted for or against a concept or topic.
#[derive(Debug)]
pub struct InspectedEvidence {
    /// The concept or topic.
    pub of: String,
    /// The rule of evidence in `policies/vocabulary/`.
    pub rule: String,
    /// The sentence or row.
    pub place: Span,
    /// `present` counts for it; `negated` and `mentioned` do not.
    pub polarity: &'static str,
}

/// What is said about a topic.
#[derive(Debug)]
pub struct InspectedClause {
    /// The topic.
    pub topic: String,
    /// `present`, `negated`, `mentioned` or `absent`.
    pub verdict: &'static str,
    /// The passages.
    pub places: Vec<Span>,
    /// The length of time or frequency among them that tells most.
    pub quantity: Option<String>,
}

/// At most this many passages are shown for a topic.
const SHOWN: usize = 5;

/// Reads one file; `kind` counts where nothing else says what it is.
#[must_use]
pub fn inspect(
    prepared: &Prepared,
    source: &Arc<SourceFile>,
    path: &Utf8Path,
    kind: Option<usize>,
) -> Inspection {
    let Concealed { text, found } = conceal(source.text().to_owned(), &prepared.private);
    let hidden = found.iter().map(|private| private.span).collect();
    let source = &Arc::new(SourceFile::covered(source.path(), text, hidden));
    let head = Head::read(source.text(), is_markdown(path));
    let set = &prepared.set;
    let decision = match (set.kinds.decide(path, head.kind(), &prepared.settings.globs), kind) {
        (Decision::Open | Decision::Foreign | Decision::Unknown(_), Some(kind)) => {
            Decision::Kind(kind, How::Flag)
        }
        (decision, _) => decision,
    };
    let (kind, index) = match decision {
        Decision::Kind(index, how) => (Ok((set.kinds.get(index).name.clone(), how)), Some(index)),
        Decision::Unknown(_) => (Err("it names a kind that no schema has"), None),
        Decision::Open | Decision::Foreign => (Err("nothing says what kind of document this is"), None),
    };
    let facts = facts(source.text(), head, index.map(|index| set.kinds.get(index)), &set.vocabulary, None);
    Inspection {
        source: Arc::clone(source),
        kind,
        outline: outline(prepared, &facts),
        sections: sections(prepared, &facts, index.map(|index| set.kinds.get(index).name.as_str())),
        clauses: clauses(prepared, &facts),
        evidence: evidence(prepared, &facts),
        fields: fields(&facts),
        problems: facts.problems,
    }
}

fn outline(prepared: &Prepared, facts: &Facts) -> Vec<InspectedHeading> {
    let entries = facts.prose.iter().flat_map(|prose| &prose.outline);
    let concept = |(concept, because): &(usize, Because)| {
        (prepared.set.vocabulary.concepts()[*concept].id.clone(), reason(because))
    };
    let heading = entries.map(|entry| InspectedHeading {
        level: entry.level,
        title: entry.title.clone(),
        span: entry.span,
        concepts: entry.concepts.iter().map(concept).collect(),
    });
    heading.collect()
}

fn reason(because: &Because) -> String {
    match because {
        Because::Marker => "a marker before it says so".into(),
        Because::Label => "its words are a known name".into(),
        Because::Words(words) => format!("it contains '{words}'"),
        Because::Borne => "its words may name it, and the text under it is about it".into(),
        Because::Column => "a column of that name".into(),
    }
}

fn sections(prepared: &Prepared, facts: &Facts, kind: Option<&str>) -> Vec<InspectedSection> {
    let Some(prose) = &facts.prose else { return Vec::new() };
    let concepts = prepared.set.vocabulary.concepts().iter().zip(prose.sections());
    let section = concepts.filter(|(concept, _)| concept.is_asked_of(kind)).map(|(concept, section)| {
        let headings = section.headings.iter().map(|heading| (heading.span, reason(&heading.because)));
        let passages = section.passages.iter().map(|passage| (passage.span, passage.rule.clone()));
        let (verdict, places) = match section.placement {
            Placement::Section => ("section", headings.collect()),
            Placement::Elsewhere => ("elsewhere", passages.collect()),
            Placement::Absent => ("absent", Vec::new()),
        };
        InspectedSection { concept: concept.id.clone(), verdict, places }
    });
    section.collect()
}

fn clauses(prepared: &Prepared, facts: &Facts) -> Vec<InspectedClause> {
    let topics =
        prepared.set.vocabulary.topics().iter().enumerate().filter(|(_, topic)| !topic.id.contains('/'));
    let clause = topics.map(|(index, topic)| {
        let stance = Stance::of(&facts.wording.clauses, index, topic.quantity);
        let places = stance.iter().flat_map(|stance| &stance.passages).map(|c| c.span).take(SHOWN);
        InspectedClause {
            topic: topic.id.clone(),
            verdict: stance.as_ref().map_or("absent", |stance| stance.polarity.name()),
            places: places.collect(),
            quantity: stance.and_then(|stance| stance.quantity.map(str::to_owned)),
        }
    });
    clause.collect()
}

fn evidence(prepared: &Prepared, facts: &Facts) -> Vec<InspectedEvidence> {
    let vocabulary = &prepared.set.vocabulary;
    let name = |owner: Owner| match owner {
        Owner::Concept(concept) => vocabulary.concepts()[concept].id.clone(),
        Owner::Topic(topic) => vocabulary.topics()[topic].id.clone(),
    };
    let weighed = facts.wording.weighed.iter();
    let mut evidence: Vec<_> = weighed
        .map(|weighed| InspectedEvidence {
            of: name(weighed.owner),
            rule: vocabulary.rule(weighed.rule).to_owned(),
            place: weighed.span,
            polarity: weighed.polarity.name(),
        })
        .collect();
    evidence.sort_by(|a, b| (&a.of, a.place).cmp(&(&b.of, b.place)));
    evidence
}

fn fields(facts: &Facts) -> Vec<(String, Value)> {
    let Some(fields) = &facts.fields else { return Vec::new() };
    let keys = fields.root().entries().into_iter().filter_map(|(key, _)| key.text());
    keys.map(|key| (key.to_owned(), fields.value(&[key]))).collect()
}
