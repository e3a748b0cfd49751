//! What a document says about one concept: its section, or the passages that deal with it elsewhere.

use std::collections::BTreeSet;

use crate::syntax::markdown::{BlockId, BlockKind, Heading, HeadingId, HeadingStyle, Place};
use crate::text::Span;

use super::naming::{Because, Naming};
use super::passage::Passage;
use super::reading::{Part, Reading};
use super::section_facts::{SectionFact, SectionFacts};
use super::substance::{lines, stages, stated, triggers};
use super::vocabulary::FirstGroups;
use super::word_count::count_words;
use super::{Data, Value};

/// Where a concept's content stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Under a heading that names it.
    Section,
    /// In passages under other headings.
    Elsewhere,
    /// Nowhere.
    Absent,
}

/// A heading that was taken for the concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedHeading {
    /// Its words.
    pub span: Span,
    /// The same, as text.
    pub title: String,
    /// Why.
    pub because: Because,
}

/// A passage that deals with the concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPassage {
    /// The sentence or row.
    pub span: Span,
    /// Its words; of a row those of its first cell.
    pub text: String,
    /// The rule of evidence that holds for it.
    pub rule: String,
    /// Concepts in whose sections it stands.
    pub sections: Vec<usize>,
}

/// What is said about one concept.
#[derive(Clone, Debug)]
pub struct Section {
    /// Where.
    pub placement: Placement,
    /// The headings that name it, in document order.
    pub headings: Vec<NamedHeading>,
    /// Where it is not under such a heading: the passages, best first.
    pub passages: Vec<FoundPassage>,
    /// For content elsewhere: the heading under which most of it stands.
    pub under: Option<(Span, String)>,
    /// Where a marker would make a section of what stands under that heading, if it names nothing else: the
    /// beginning of its line.
    pub marker_at: Option<Span>,
    /// Each heading under which nothing at all stands.
    pub empty: Vec<(Span, String)>,
    words: usize,
    heading: Value,
    gist: Value,
    text: Value,
    items: Vec<Value>,
    rows: Vec<Value>,
    durations: Vec<Value>,
    roles: Vec<Value>,
    cadences: Vec<Value>,
    vague_times: Vec<Value>,
    channels: Vec<Value>,
    stages: Vec<Value>,
    triggers: Vec<Value>,
    /// What is known of it: the rest nobody asked for, or nobody reads again.
    known: SectionFacts,
}

/// A section of at most this many words, in one piece, is its own gist.
const SHORT: usize = 25;

impl Section {
    /// A fact that is a list, by name. It must be known.
    #[must_use]
    pub fn list(&self, field: &str) -> Option<&[Value]> {
        self.knows(field);
        Some(match field {
            "items" => &self.items,
            "rows" => &self.rows,
            "durations" => &self.durations,
            "roles" => &self.roles,
            "cadences" => &self.cadences,
            "vague_times" => &self.vague_times,
            "channels" => &self.channels,
            "stages" => &self.stages,
            "triggers" => &self.triggers,
            _ => return None,
        })
    }

    /// Where its gist stands.
    #[must_use]
    pub fn gist_at(&self) -> Option<Span> {
        self.gist.at
    }

    /// A fact that is words of the document, by name, with its place. It must be known.
    #[must_use]
    pub fn words(&self, field: &str) -> Option<(&Data, Option<Span>)> {
        self.knows(field);
        match field {
            "heading" => Some((&self.heading.data, self.heading.at)),
            "gist" => Some((&self.gist.data, self.gist.at)),
            "text" => Some((&self.text.data, self.gist.at)),
            _ => None,
        }
    }

    /// A fact by name. A list has the place of the gist.
    #[must_use]
    pub fn value(&self, field: &str) -> Value {
        if let Some(items) = self.list(field) {
            return Value { data: Data::List(items.to_vec()), at: self.gist.at };
        }
        if let Some((data, at)) = self.words(field) {
            return Value { data: data.clone(), at };
        }
        match field {
            "words" => Value { data: Data::Int(self.words as i64), at: self.gist.at },
            "outcome" => {
                let outcome = match self.placement {
                    Placement::Section => "found",
                    Placement::Elsewhere => "misplaced",
                    Placement::Absent => "not-found",
                };
                Value { data: Data::Text(outcome.into()), at: self.gist.at }
            }
            _ => Value { data: Data::Missing, at: self.gist.at },
        }
    }
}

impl Section {
    /// Lets go of all facts but some.
    pub(super) fn forget(&mut self, but: SectionFacts) {
        let lists = [
            (SectionFact::Items, &mut self.items),
            (SectionFact::Rows, &mut self.rows),
            (SectionFact::Durations, &mut self.durations),
            (SectionFact::Roles, &mut self.roles),
            (SectionFact::Cadences, &mut self.cadences),
            (SectionFact::VagueTimes, &mut self.vague_times),
            (SectionFact::Channels, &mut self.channels),
            (SectionFact::Stages, &mut self.stages),
            (SectionFact::Triggers, &mut self.triggers),
        ];
        for (fact, list) in lists {
            if !but.has(fact) {
                *list = Vec::new();
            }
        }
        if !but.has(SectionFact::Text) {
            self.text = NOTHING;
        }
        self.known = self.known.and(but);
    }

    /// Whether a fact was asked for, and is not forgotten.
    #[must_use]
    pub fn is_known(&self, field: &str) -> bool {
        self.known.knows(field)
    }

    /// A fact that is not known may not be taken for one that the document does not have.
    fn knows(&self, field: &str) {
        assert!(self.is_known(field), "what is read was asked for, and is not forgotten: {field}");
    }
}

/// Of a concept of which a document says nothing.
pub(super) static ABSENT: Section = Section {
    placement: Placement::Absent,
    headings: Vec::new(),
    passages: Vec::new(),
    under: None,
    marker_at: None,
    empty: Vec::new(),
    words: 0,
    heading: NOTHING,
    gist: NOTHING,
    text: NOTHING,
    items: Vec::new(),
    rows: Vec::new(),
    durations: Vec::new(),
    roles: Vec::new(),
    cadences: Vec::new(),
    vague_times: Vec::new(),
    channels: Vec::new(),
    stages: Vec::new(),
    triggers: Vec::new(),
    known: SectionFacts::ALL,
};

const NOTHING: Value = Value { data: Data::Missing, at: None };

/// What a document says about a concept, if it says anything; of its facts those that are `asked`. `passages` are
/// those of this concept.
pub(crate) fn section(
    reading: &Reading<'_>,
    concept: usize,
    asked: SectionFacts,
    namings: &[Naming],
    passages: &[&Passage],
    sections_at: &dyn Fn(Span) -> Vec<usize>,
) -> Option<Section> {
    let named: Vec<&Naming> = namings.iter().filter(|naming| naming.concept == concept).collect();
    let headings: Vec<NamedHeading> = named.iter().map(|naming| named_heading(reading, naming)).collect();
    let placement = match (named.is_empty(), passages.is_empty()) {
        (false, _) => Placement::Section,
        (true, false) => Placement::Elsewhere,
        (true, true) => return None,
    };
    let content = if named.is_empty() {
        Content::of_passages(reading, &at_home(passages, sections_at))
    } else {
        Content::of_headings(reading, &named)
    };
    let mut section = Section {
        placement,
        passages: found_passages(reading, passages, placement, sections_at),
        marker_at: content.heading.and_then(|heading| marker_at(reading, heading, namings)),
        under: content.under,
        empty: if named.is_empty() { Vec::new() } else { empty_headings(reading, &named) },
        heading: headings.first().map_or(NOTHING, |h| Value::at(Data::Text(h.title.clone()), h.span)),
        headings,
        known: asked,
        ..ABSENT.clone()
    };
    section.fill(reading, &content.parts, &named);
    Some(section)
}

fn named_heading(reading: &Reading<'_>, naming: &Naming) -> NamedHeading {
    let heading = reading.markdown.heading(naming.heading);
    NamedHeading {
        span: heading.span,
        title: reading.markdown.title(heading).trim().to_owned(),
        because: naming.because.clone(),
    }
}

/// The passages that stand in no section of another name, if there are any: those others are about that.
fn at_home<'a>(passages: &[&'a Passage], sections_at: &dyn Fn(Span) -> Vec<usize>) -> Vec<&'a Passage> {
    let own: Vec<&Passage> =
        passages.iter().copied().filter(|passage| sections_at(passage.span).is_empty()).collect();
    if own.is_empty() { passages.to_vec() } else { own }
}

/// Best first: passages in no section of another name, those that several rules hold for, then by place; five at most.
fn found_passages(
    reading: &Reading<'_>,
    passages: &[&Passage],
    placement: Placement,
    sections_at: &dyn Fn(Span) -> Vec<usize>,
) -> Vec<FoundPassage> {
    if placement != Placement::Elsewhere {
        return Vec::new();
    }
    let mut found: Vec<(usize, FoundPassage)> = Vec::new();
    for passage in passages {
        match found.iter_mut().find(|(_, other)| other.span == passage.span) {
            Some((rules, _)) => *rules += 1,
            None => {
                let rule = reading.vocabulary.evidence[passage.rule as usize].name.clone();
                let text = reading.quote(&passage.part);
                found.push((
                    1,
                    FoundPassage { span: passage.span, text, rule, sections: sections_at(passage.span) },
                ));
            }
        }
    }
    found.sort_by_key(|(rules, passage)| {
        (!passage.sections.is_empty(), std::cmp::Reverse(*rules), passage.span.start)
    });
    found.truncate(5);
    found.into_iter().map(|(_, passage)| passage).collect()
}

fn empty_headings(reading: &Reading<'_>, named: &[&Naming]) -> Vec<(Span, String)> {
    let empty = named.iter().filter_map(|naming| {
        let heading = reading.markdown.heading(naming.heading);
        let nothing = heading.style.stands_alone() && heading.body.is_empty() && heading.rest.is_empty();
        nothing.then(|| (heading.span, reading.markdown.title(heading).trim().to_owned()))
    });
    empty.collect()
}

/// The beginning of a heading's line, where a marker can stand: the heading is a block of its own, names nothing
/// else, and is not what the document is called by.
fn marker_at(reading: &Reading<'_>, id: HeadingId, namings: &[Naming]) -> Option<Span> {
    let own = |heading: &Heading| {
        matches!(heading.style, HeadingStyle::Atx | HeadingStyle::Setext | HeadingStyle::Bold)
            && heading.place == Place::Top
    };
    let heading = reading.markdown.heading(id);
    let names = namings.iter().any(|naming| naming.heading == id);
    let is_title =
        heading.level == 1 && reading.markdown.headings.iter().find(|other| own(other)) == Some(heading);
    if names || is_title || !own(heading) {
        return None;
    }
    let block = reading.markdown.block(heading.block).span.start.min(heading.span.start);
    let line = reading.source[..block as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    reading.source[line..block as usize].trim().is_empty().then(|| Span::at(line))
}

/// The text that belongs to a concept.
struct Content {
    parts: Vec<Part>,
    under: Option<(Span, String)>,
    heading: Option<HeadingId>,
}

impl Content {
    fn of_headings(reading: &Reading<'_>, named: &[&Naming]) -> Self {
        let (mut parts, mut seen) = (Vec::new(), BTreeSet::new());
        for naming in named {
            let heading = reading.markdown.heading(naming.heading);
            for (block, range) in reading.markdown.section(heading) {
                let is_heading = matches!(reading.markdown.block(block).kind, BlockKind::Heading { .. });
                if is_heading || range.is_empty() {
                    continue;
                }
                // What a cell is about, the first cell of its row says.
                let key = (heading.style == HeadingStyle::ColumnHead)
                    .then(|| reading.markdown.block(block).parent)
                    .flatten()
                    .and_then(|row| reading.markdown.children(row).next())
                    .map(|cell| reading.whole(cell))
                    .filter(|key| !key.range.is_empty());
                for part in key.into_iter().chain([Part { block, range }]) {
                    if seen.insert((part.block, part.range.start)) {
                        parts.push(part);
                    }
                }
            }
        }
        Self { parts, under: None, heading: None }
    }

    /// All that stands directly under the heading that has most of the passages.
    fn of_passages(reading: &Reading<'_>, passages: &[&Passage]) -> Self {
        let under = |passage: &Passage| reading.markdown.enclosing_heading(passage.part.block);
        let mut counts: Vec<(Option<HeadingId>, usize)> = Vec::new();
        for passage in passages {
            let heading = under(passage);
            match counts.iter_mut().find(|(other, _)| *other == heading) {
                Some((_, count)) => *count += 1,
                None => counts.push((heading, 1)),
            }
        }
        let most = counts.iter().rev().max_by_key(|(_, count)| *count).and_then(|(heading, _)| *heading);
        let Some(most) = most else {
            let mut parts: Vec<Part> =
                passages.iter().map(|passage| reading.whole(passage.part.block)).collect();
            parts.dedup();
            return Self { parts, under: None, heading: None };
        };
        let heading = reading.markdown.heading(most);
        let direct = reading.markdown.section(heading).filter(|(block, _)| {
            reading.markdown.enclosing_heading(*block) == Some(most)
                && !matches!(reading.markdown.block(*block).kind, BlockKind::Heading { .. })
        });
        let parts = direct.map(|(block, range)| Part { block, range }).collect();
        let under = Some((heading.span, reading.markdown.title(heading).trim().to_owned()));
        Self { parts, under, heading: Some(most) }
    }
}

impl Section {
    fn fill(&mut self, reading: &Reading<'_>, parts: &[Part], named: &[&Naming]) {
        let (lists, known) = (&reading.vocabulary.lists, self.known);
        let value = |part: &Part| Value::at(Data::Text(reading.quote(part)), reading.span(part));
        if known.has(SectionFact::Text) {
            self.text = Value::loose(Data::Text(whole(reading, parts)));
        }
        if parts.len() == 1 || known.has(SectionFact::Words) {
            self.words = parts.iter().map(|part| count_words(reading.text(part))).sum();
        }
        self.gist = match parts {
            [only] if self.words <= SHORT => value(only),
            _ => self.heading_or_passage(),
        };
        if !known.has_lists() {
            return;
        }
        let own_rows: BTreeSet<BlockId> = named
            .iter()
            .map(|naming| reading.markdown.heading(naming.heading))
            .filter(|heading| heading.style == HeadingStyle::RowHead)
            .filter_map(|heading| reading.holder(heading.block, |kind| matches!(kind, BlockKind::Row { .. })))
            .collect();
        let (mut items, mut rows) = (BTreeSet::new(), BTreeSet::new());
        let groups = [
            (SectionFact::Roles, lists.roles),
            (SectionFact::Channels, lists.channels),
            (SectionFact::Cadences, reading.vocabulary.time.cadences),
            (SectionFact::VagueTimes, lists.vague_times),
        ];
        let any = FirstGroups::some_of(groups.map(|(_, group)| group));
        for part in parts {
            if reading.words(part.block).may_have(any) {
                let lists = [&mut self.roles, &mut self.channels, &mut self.cadences, &mut self.vague_times];
                for ((_, group), found) in groups.iter().zip(lists).filter(|((fact, _), _)| known.has(*fact))
                {
                    found.extend(reading.places(part, *group).iter().map(value));
                }
            }
            if known.has(SectionFact::Durations) {
                self.durations
                    .extend(reading.durations(part).map(|duration| stated(reading, part, duration)));
            }
            if !known.has_of_entries() {
                continue;
            }
            let mut entry = part.clone();
            let mut listed = false;
            if let Some(item) = reading.holder(part.block, |kind| matches!(kind, BlockKind::Item { .. })) {
                listed = true;
                if known.has(SectionFact::Items) && items.insert(item) {
                    self.items.push(value(part));
                }
            } else if let Some(row) =
                reading.holder(part.block, |kind| *kind == BlockKind::Row { header: false })
            {
                if own_rows.contains(&row) || !own_rows.is_empty() {
                    let lines = lines(reading, part);
                    if lines.len() > 1 || !own_rows.contains(&row) {
                        if known.has(SectionFact::Items) {
                            self.items.extend(lines.iter().map(value));
                        }
                        listed = true;
                    }
                    for line in &lines {
                        if known.has(SectionFact::Stages) {
                            self.stages.extend(named_stages(reading, line));
                        }
                        if known.has(SectionFact::Triggers) {
                            self.triggers.extend(triggers(reading, line, listed));
                        }
                    }
                    continue;
                }
                listed = true;
                if rows.insert(row) {
                    if known.has(SectionFact::Rows) {
                        self.rows.push(value(part));
                    }
                } else {
                    entry.range = 0..0; // a row is one trigger, not one for each cell
                }
            }
            if known.has(SectionFact::Stages) {
                self.stages.extend(named_stages(reading, part));
            }
            if known.has(SectionFact::Triggers) && !entry.range.is_empty() {
                self.triggers.extend(triggers(reading, part, listed));
            }
        }
    }

    /// What stands for a section that is too long to quote: its heading, or else its most telling passage.
    fn heading_or_passage(&self) -> Value {
        match (&self.heading.at, self.passages.first()) {
            (None, Some(passage)) => Value::at(Data::Text(passage.text.clone()), passage.span),
            _ => self.heading.clone(),
        }
    }
}

/// The stages of the work that a part names.
fn named_stages<'r>(reading: &'r Reading<'_>, part: &'r Part) -> impl Iterator<Item = Value> + use<'r> {
    let stages = stages(reading, part);
    stages.map(|(stage, words)| Value::at(Data::Text(stage.name.clone()), reading.span(&words)))
}

/// The words of several parts; the cells of a row stay on one line.
fn whole(reading: &Reading<'_>, parts: &[Part]) -> String {
    let row = |part: &Part| reading.holder(part.block, |kind| matches!(kind, BlockKind::Row { .. }));
    let mut text = String::with_capacity(parts.iter().map(|part| part.range.len() + " | ".len()).sum());
    let mut before = None;
    for part in parts {
        let own = row(part);
        if !text.is_empty() {
            text.push_str(if own.is_some() && own == before { " | " } else { "\n" });
        }
        reading.quote_into(part, &mut text);
        before = own;
    }
    text.shrink_to_fit();
    text
}
