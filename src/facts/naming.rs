//! Which headings name which concepts, and why.

use std::collections::{BTreeMap, BTreeSet};

use crate::syntax::markdown::{BlockId, BlockKind, Heading, HeadingId, HeadingStyle, Markdown, Place};
use crate::text::Span;

use super::borne::{Borne, by_families, by_words};
use super::passage::Passage;
use super::reading::{Part, Reading};
use super::vocabulary::{InHeading, Owner};

/// Why a heading was taken for a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The author wrote `<!-- soplint: section=... -->` before it.
    Marker,
    /// Its words are one of the concept's labels.
    Label,
    /// It contains these words.
    Words(String),
    /// Its words may name it, and the text under it bears that out.
    Borne,
    /// It is the head of a column that holds such content.
    Column,
}

/// A heading that names a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Naming {
    pub(crate) heading: HeadingId,
    pub(crate) concept: usize,
    pub(crate) because: Because,
}

/// Every heading that names a concept, in document order. `passages` are all of the document, by place.
pub(crate) fn namings(reading: &Reading<'_>, passages: &[Passage]) -> Vec<Naming> {
    let markdown = reading.markdown;
    let markers = markers(reading);
    let row_heads = row_heads(reading);
    let attributes = attributes(reading);
    let title = document_title(markdown);
    let mut found = Vec::new();
    for (index, heading) in markdown.headings.iter().enumerate() {
        let id = HeadingId(index as u32);
        if let Some(concept) = markers.get(&id) {
            found.push(Naming { heading: id, concept: *concept, because: Because::Marker });
            continue;
        }
        let keys = || reading.keys(id);
        let mut named = |concepts: &[usize], because: Because| {
            found.extend(concepts.iter().map(|concept| Naming {
                heading: id,
                concept: *concept,
                because: because.clone(),
            }));
        };
        match heading.style {
            HeadingStyle::ColumnHead => {
                named(reading.vocabulary.column(keys()), Because::Column);
                let timed = reading.vocabulary.column_of_times(keys());
                if !timed.is_empty() && says_times(reading, heading) {
                    named(timed, Because::Column);
                }
            }
            HeadingStyle::RowHead => named(row_heads.get(&id).unwrap_or(&&[][..]), Because::Label),
            _ if !acts_as_heading(reading, heading)
                || is_defined(reading, heading)
                || attributes.contains(&id) => {}
            _ => {
                let labelled = reading.vocabulary.labelled(keys());
                let aspect = reading.vocabulary.aspect_of(keys());
                let item = is_listed(heading) || heading.style == HeadingStyle::ListTitle;
                if item && !aspect.is_empty() && aspect == labelled {
                    continue;
                }
                named(labelled, Because::Label);
                let is_title = Some(id) == title;
                let compound =
                    if labelled.is_empty() { compound(reading, keys(), is_title) } else { Vec::new() };
                named(&compound, Because::Label);
                let labelled = if labelled.is_empty() { &compound } else { labelled };
                if labelled.is_empty()
                    && (heading.style.stands_alone() || !heading.plain)
                    && Some(id) != title
                {
                    let borne = Borne { reading, passages, heading };
                    for (concept, words) in by_words(reading, heading, InHeading::Names) {
                        if borne.out(concept) {
                            named(&[concept], Because::Words(words));
                        }
                    }
                    let weak = reading.vocabulary.perhaps(keys());
                    for concept in weak.iter().filter(|concept| borne.out_in_full(**concept)) {
                        named(&[*concept], Because::Borne);
                    }
                }
            }
        }
    }
    let mut found = settle(reading, passages, title, found);
    by_hints(reading, passages, title, &mut found);
    found
}

/// Headings of concepts that no heading names so far: by words that hint at them, where most of the text below is
/// about it.
fn by_hints(reading: &Reading<'_>, passages: &[Passage], title: Option<HeadingId>, found: &mut Vec<Naming>) {
    let mut named = vec![false; reading.vocabulary.concepts().len()];
    found.iter().for_each(|naming| named[naming.concept] = true);
    for (index, heading) in reading.markdown.headings.iter().enumerate() {
        let id = HeadingId(index as u32);
        if !heading.style.stands_alone() || Some(id) == title {
            continue;
        }
        let borne = Borne { reading, passages, heading };
        for (concept, words) in by_words(reading, heading, InHeading::Hints) {
            if !named[concept] && borne.out_mostly(concept) {
                found.push(Naming { heading: id, concept, because: Because::Words(words) });
            }
        }
    }
    by_families_of_words(reading, passages, title, found);
    found.sort_by_key(|naming| (naming.heading, naming.concept));
}

/// Headings of concepts that no heading names so far, that name nothing else: by words so common that nearly all of
/// the text below must be about it.
fn by_families_of_words(
    reading: &Reading<'_>,
    passages: &[Passage],
    title: Option<HeadingId>,
    found: &mut Vec<Naming>,
) {
    let mut named = vec![false; reading.vocabulary.concepts().len()];
    found.iter().for_each(|naming| named[naming.concept] = true);
    let taken: BTreeSet<HeadingId> = found.iter().map(|naming| naming.heading).collect();
    for (index, heading) in reading.markdown.headings.iter().enumerate() {
        let id = HeadingId(index as u32);
        let opens = heading.style == HeadingStyle::RunIn
            && heading.place == Place::Top
            && !heading.plain
            && acts_as_heading(reading, heading);
        if !(heading.style.stands_alone() || opens)
            || Some(id) == title
            || taken.contains(&id)
            || reading.vocabulary.metadata_key(reading.keys(id)).is_some()
        {
            continue;
        }
        let borne = Borne { reading, passages, heading };
        for (concept, words) in by_families(reading, heading, reading.keys(id)) {
            if !named[concept] && borne.out_wholly(concept) {
                found.push(Naming { heading: id, concept, because: Because::Words(words.to_owned()) });
            }
        }
    }
}

/// In a section of another name, what opens an item of a list or stands over a column names a concept only where
/// the concept has no better place: "Response time." in a list of ways to report is no turnaround section where a
/// paragraph elsewhere says how long the work takes. The first column of such a table says what the section
/// goes through.
fn settle(
    reading: &Reading<'_>,
    passages: &[Passage],
    title: Option<HeadingId>,
    found: Vec<Naming>,
) -> Vec<Naming> {
    let markdown = reading.markdown;
    let of = |naming: &Naming| markdown.heading(naming.heading);
    let weak = |naming: &Naming| {
        let heading = of(naming);
        naming.because != Because::Marker && (heading.style == HeadingStyle::ColumnHead || is_listed(heading))
    };
    if !found.iter().any(weak) {
        return found;
    }
    // The heading that a place stands under, and what that names. The title of the document is no section.
    let own = |(index, heading): &(usize, &Heading)| {
        heading.style.stands_alone() && Some(HeadingId(*index as u32)) != title
    };
    let mut sections: Vec<(u32, HeadingId)> = markdown
        .headings
        .iter()
        .enumerate()
        .filter(own)
        .map(|(index, heading)| (heading.span.start, HeadingId(index as u32)))
        .collect();
    sections.sort_unstable();
    let elsewhere = |at: u32, concept: usize| {
        let under = sections.partition_point(|(start, _)| *start <= at).checked_sub(1);
        let under = under.map(|index| sections[index].1);
        let mut named = found.iter().filter(|naming| Some(naming.heading) == under).peekable();
        named.peek().is_some() && named.all(|naming| naming.concept != concept)
    };
    let stands = |naming: &Naming| {
        if !weak(naming) {
            return true;
        }
        let (heading, concept) = (of(naming), naming.concept);
        let foreign = elsewhere(heading.span.start, concept);
        if !foreign {
            return true;
        }
        if is_step(markdown, heading) {
            return false;
        }
        if heading.style == HeadingStyle::ColumnHead
            && (is_first_cell(markdown, heading.block) || is_of_moments(reading, naming))
        {
            return false;
        }
        let extents: Vec<Span> = found
            .iter()
            .filter(|other| other.concept == concept)
            .map(|other| markdown.extent(of(other)))
            .collect();
        let mut at_home = passages.iter().filter(|passage| {
            let start = passage.span.start;
            passage.owner == Owner::Concept(concept)
                && passage.is_done()
                && !extents.iter().any(|extent| extent.start <= start && start < extent.end)
                && !elsewhere(start, concept)
        });
        let named_at_home = found.iter().any(|other| {
            other.concept == concept && !(weak(other) && elsewhere(of(other).span.start, concept))
        });
        !named_at_home && at_home.next().is_none()
    };
    let standing: Vec<bool> = found.iter().map(stands).collect();
    let mut standing = standing.into_iter();
    let mut found = found;
    found.retain(|_| standing.next().unwrap_or(true));
    found
}

/// Lead-ins that say the same of several things, in one sentence each: "**Response time:** one hour" of every level of
/// severity. That is a row of a table without a table, and heads no section.
fn attributes(reading: &Reading<'_>) -> BTreeSet<HeadingId> {
    const SEVERAL: usize = 3;
    let short = |(_, heading): &(HeadingId, &Heading)| {
        let rest = Part { block: heading.block, range: heading.rest.clone() };
        heading.style == HeadingStyle::RunIn
            && !heading.plain
            && heading.body.is_empty()
            && reading.sentences(&rest).nth(1).is_none()
    };
    let headings = reading.markdown.headings.iter().enumerate();
    let short = headings.map(|(index, heading)| (HeadingId(index as u32), heading)).filter(short);
    let mut alike: BTreeMap<&str, Vec<HeadingId>> = BTreeMap::new();
    for (id, _) in short {
        if let Some(key) = reading.keys(id).first() {
            alike.entry(key).or_default().push(id);
        }
    }
    alike.into_values().filter(|several| several.len() >= SEVERAL).flatten().collect()
}

/// Whether a heading is a word that a glossary explains.
fn is_defined(reading: &Reading<'_>, heading: &Heading) -> bool {
    let over = heading.parent.filter(|_| !heading.style.stands_alone());
    let keys = over.map_or(&[][..], |over| reading.keys(over));
    keys.iter().any(|key| reading.vocabulary.force.glossaries.contains(key))
}

/// Whether a length of time stands under a heading.
fn says_times(reading: &Reading<'_>, heading: &Heading) -> bool {
    let mut parts = reading.markdown.section(heading).map(|(block, range)| Part { block, range });
    parts.any(|part| reading.durations(&part).next().is_some())
}

/// Whether a column says when things take place, and not how long they take: "When" over the checks of the work.
fn is_of_moments(reading: &Reading<'_>, naming: &Naming) -> bool {
    reading.vocabulary.column_of_moments(reading.keys(naming.heading)).contains(&naming.concept)
}

/// A lead-in of an item.
fn is_listed(heading: &Heading) -> bool {
    heading.style == HeadingStyle::RunIn && heading.place == Place::InList
}

/// Whether a lead-in opens a step of a numbered list: "4. **Approval.** The attorney approves" is a part of the
/// workflow that it stands in, and heads no section beside that.
fn is_step(markdown: &Markdown, heading: &Heading) -> bool {
    let list = markdown
        .block(heading.block)
        .parent
        .and_then(|item| markdown.block(item).parent.filter(|_| is_listed(heading)));
    list.is_some_and(|list| markdown.block(list).kind == BlockKind::List { ordered: true })
}

/// Whether a cell is the first of its row.
fn is_first_cell(markdown: &Markdown, cell: BlockId) -> bool {
    markdown.block(cell).parent.is_some_and(|row| markdown.children(row).next() == Some(cell))
}

/// What the parts of "Turnaround and deadlines" name. A document's title must begin with such a part:
/// "Calendar of hearings and deadlines" says what the work is, and not how long it takes.
fn compound(reading: &Reading<'_>, keys: &[String], is_title: bool) -> Vec<usize> {
    let parts = keys.iter().flat_map(|key| {
        let words: Vec<&str> = key.split(' ').collect();
        let parts = words.split(|word| ["and", "or", "y", "e"].contains(word)).map(|part| part.join(" "));
        let parts: Vec<String> = parts.collect();
        let names = |part: &String| !reading.vocabulary.labelled(std::slice::from_ref(part)).is_empty();
        if is_title && !parts.first().is_some_and(names) { Vec::new() } else { parts }
    });
    let mut found: Vec<usize> =
        parts.flat_map(|part| reading.vocabulary.labelled(&[part]).to_vec()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A lead-in is a heading when it opens a paragraph, an item of two sentences or more, or an item with
/// more below it; `Label: one sentence` in a list is only a label.
fn acts_as_heading(reading: &Reading<'_>, heading: &Heading) -> bool {
    if heading.style != HeadingStyle::RunIn {
        return true;
    }
    let rest = Part { block: heading.block, range: heading.rest.clone() };
    if heading.plain {
        return heading.place == Place::Top && !heading.rest.is_empty();
    }
    heading.place != Place::InList || !heading.body.is_empty() || reading.sentences(&rest).nth(1).is_some()
}

/// The first heading, if it stands above all others: it names the document, not a section of it.
fn document_title(markdown: &Markdown) -> Option<HeadingId> {
    let real = |heading: &&Heading| heading.style.is_markup();
    let first = markdown.headings.iter().find(real)?;
    let mut others = markdown.headings.iter().filter(real).skip(1).peekable();
    others.peek()?;
    let index = markdown.headings.iter().position(|heading| heading == first)?;
    others.all(|heading| heading.level > first.level).then_some(HeadingId(index as u32))
}

/// What the heads of rows name, in tables whose first column names sections: at least two concepts stand in it.
fn row_heads<'a>(reading: &Reading<'a>) -> BTreeMap<HeadingId, &'a [usize]> {
    let mut tables: BTreeMap<BlockId, Vec<(HeadingId, &[usize])>> = BTreeMap::new();
    for (index, heading) in reading.markdown.headings.iter().enumerate() {
        if heading.style != HeadingStyle::RowHead {
            continue;
        }
        let id = HeadingId(index as u32);
        let concepts = reading.vocabulary.labelled(reading.keys(id));
        if !concepts.is_empty()
            && let Some(table) = reading.holder(heading.block, |kind| *kind == BlockKind::Table)
        {
            tables.entry(table).or_default().push((id, concepts));
        }
    }
    let several = |heads: &[(HeadingId, &[usize])]| {
        let mut concepts = heads.iter().flat_map(|(_, concepts)| *concepts);
        concepts.next().is_some_and(|first| concepts.any(|other| other != first))
    };
    tables.into_values().filter(|heads| several(heads)).flatten().collect()
}

/// `<!-- soplint: section=escalation -->` before a heading.
fn markers(reading: &Reading<'_>) -> BTreeMap<HeadingId, usize> {
    let marker = |text: &str| {
        let id = text.trim().strip_prefix("soplint:")?.trim().strip_prefix("section=")?.trim().to_owned();
        reading.vocabulary.concept(&id)
    };
    let mut found = BTreeMap::new();
    for comment in &reading.markdown.comments {
        let Some(concept) = marker(&comment.text) else { continue };
        let after = reading.markdown.headings.iter().enumerate().filter(|(_, heading)| {
            !matches!(heading.style, HeadingStyle::RowHead | HeadingStyle::ColumnHead)
                && heading.span.start >= comment.span.end
        });
        if let Some((index, _)) = after.min_by_key(|(_, heading)| heading.span.start) {
            found.insert(HeadingId(index as u32), concept);
        }
    }
    found
}
