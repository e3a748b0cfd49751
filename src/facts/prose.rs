//! What the body of a Markdown document says: its sections by concept, its outline, what is still to be written.

use crate::syntax::markdown::{HeadingStyle, Markdown};
use crate::text::Span;

use super::asked::Asked;
use super::naming::Because;
use super::passage::Passage;
use super::placeholder::Placeholder;
use super::reader::Reader;
use super::reading::Reading;
use super::section::Section;
use super::section_facts::SectionFacts;
use super::vocabulary::{Owner, Vocabulary};
use super::wording::Wording;
use super::{naming, paperwork, passage, placeholder, section, steps};

/// What the body of a Markdown document says.
#[derive(Debug)]
pub struct ProseFacts {
    /// By concept, as the vocabulary numbers them.
    sections: Vec<Said>,
    /// By place.
    pub placeholders: Vec<Placeholder>,
    /// Headings in document order, for a near miss and for `inspect`.
    pub outline: Vec<OutlineEntry>,
}

/// What is known of one concept's section.
#[derive(Debug)]
enum Said {
    /// There is none: most of a vocabulary's concepts are in no document.
    Nothing,
    Something(Box<Section>),
    /// Nobody reads it again.
    Forgotten,
}

impl Said {
    fn section(&self) -> Option<&Section> {
        match self {
            Self::Nothing => Some(&section::ABSENT),
            Self::Something(section) => Some(section),
            Self::Forgotten => None,
        }
    }
}

impl ProseFacts {
    /// What it says about a concept, as the vocabulary numbers them. It must not have been forgotten.
    #[must_use]
    pub fn section(&self, concept: usize) -> &Section {
        self.sections[concept].section().expect("what is read again is not forgotten")
    }

    /// What it says about each concept, as the vocabulary numbers them, before anything is forgotten.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter_map(Said::section)
    }

    /// Lets go of what it says about concepts of which nothing is kept, and of all facts of the others that are
    /// not among those that are.
    pub fn forget_sections(&mut self, kept: impl Fn(usize) -> Option<SectionFacts>) {
        for (concept, said) in self.sections.iter_mut().enumerate() {
            match (kept(concept), &mut *said) {
                (None, _) => *said = Said::Forgotten,
                (Some(facts), Said::Something(section)) => section.forget(facts),
                (Some(_), Said::Nothing | Said::Forgotten) => {}
            }
        }
    }
}

/// A heading of the document's outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineEntry {
    /// 1 to 6.
    pub level: u8,
    /// Its words.
    pub title: String,
    /// Their bytes.
    pub span: Span,
    /// How it is written.
    pub style: HeadingStyle,
    /// The concepts that it was taken for, as the vocabulary numbers them, and why.
    pub concepts: Vec<(usize, Because)>,
}

/// The facts of a body, and what it says in so many words. `asked` says which clauses and facts of sections are
/// wanted; `None`: all.
pub(super) fn prose(
    text: &str,
    body: &Markdown,
    reader: &Reader,
    kind: Option<&str>,
    asked: Option<&Asked>,
) -> (ProseFacts, Wording) {
    let vocabulary: &Vocabulary = reader;
    let is_asked = |concept: usize| vocabulary.concepts()[concept].is_asked_of(kind);
    let of_use = |owner: Owner| match owner {
        Owner::Topic(topic) => asked.is_none_or(|asked| asked.topic(topic)),
        Owner::Concept(_) => true,
    };
    let (reading, mut passages, held) = reader.with(|boilerplate| {
        let reading = Reading::new(text, body, vocabulary, boilerplate);
        let (mut passages, held) = passage::passages(&reading, of_use, boilerplate);
        passages.extend(steps::lists_of_stages(&reading, of_use));
        passages.retain(|passage| {
            !matches!(passage.owner, Owner::Concept(_))
                || !paperwork::is_of_the_document(&reading, passage, boilerplate)
        });
        (reading, passages, held)
    });
    passages.sort_by_key(|passage| (passage.span.start, passage.owner, passage.rule));
    let mut namings = naming::namings(&reading, &passages);
    namings.retain(|naming| is_asked(naming.concept));
    passages.retain(|passage| !matches!(passage.owner, Owner::Concept(concept) if !is_asked(concept)));
    let of = |concept: usize| -> Vec<&Passage> {
        passages
            .iter()
            .filter(|passage| passage.owner == Owner::Concept(concept) && passage.is_done())
            .collect()
    };
    let extents: Vec<(usize, Span)> =
        namings.iter().map(|naming| (naming.concept, body.extent(body.heading(naming.heading)))).collect();
    let sections_at = |span: Span| {
        extents.iter().filter(|(_, extent)| extent.contains(span)).map(|(concept, _)| *concept).collect()
    };
    let concepts = 0..vocabulary.concepts().len();
    let section = |concept| {
        let facts = asked.map_or(SectionFacts::ALL, |asked| asked.facts(concept));
        let section = section::section(&reading, concept, facts, &namings, &of(concept), &sections_at);
        section.map_or(Said::Nothing, |section| Said::Something(Box::new(section)))
    };
    let sections: Vec<Said> = concepts.map(section).collect();
    let wording = Wording::of(&reading, &passages, held, kind, sections_at);
    let empty: Vec<(Span, String)> =
        sections.iter().filter_map(Said::section).flat_map(|section| section.empty.clone()).collect();
    let placeholders = placeholder::placeholders(&reading, &empty);
    let outline = outline(body, &namings);
    (ProseFacts { sections, placeholders, outline }, wording)
}

fn outline(body: &Markdown, namings: &[naming::Naming]) -> Vec<OutlineEntry> {
    let entries = body.headings.iter().enumerate().filter_map(|(index, heading)| {
        let first = namings.partition_point(|naming| (naming.heading.0 as usize) < index);
        let own = namings[first..].iter().take_while(|naming| naming.heading.0 as usize == index);
        let concepts: Vec<_> = own.map(|naming| (naming.concept, naming.because.clone())).collect();
        (heading.style.stands_alone() || !concepts.is_empty()).then(|| OutlineEntry {
            level: heading.level,
            title: body.title(heading).trim().to_owned(),
            span: heading.span,
            style: heading.style,
            concepts,
        })
    });
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|entry| entry.span);
    entries
}
