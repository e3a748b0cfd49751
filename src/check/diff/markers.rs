//! Markers that a change adds: `<!-- soplint: section=escalation -->` settles which section a heading
//! names, so a reviewer should see each new one, and one that the text does not bear out is an error.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::Utf8Path;

use crate::diagnostic::{Outcome, Report, Severity};
use crate::facts::{Because, Facts, Head, OutlineEntry, Placement, facts, is_markdown};
use crate::text::{SourceFile, Span};

use super::said::Said;
use super::{Sides, say, text};
use crate::check::document::Judge;

pub(super) fn tell(sides: &Sides<'_>, report: &mut Report) {
    let was = |path: &Utf8Path| sides.moved.iter().find(|(_, new)| *new == path).map(|(old, _)| old.clone());
    for path in sides.touched.iter().copied().filter(|path| is_markdown(path)) {
        let Some(after) = text(sides.after(), path).filter(|text| text.contains("soplint:")) else {
            continue;
        };
        let Some(new) = read(sides.head, path, &after) else { continue };
        let before = was(path).unwrap_or_else(|| path.to_owned());
        let old = text(sides.base_tree(), &before).and_then(|text| read(sides.before(), &before, &text));
        let had: BTreeSet<(usize, String)> =
            old.iter().flat_map(marked).map(|(concept, heading)| (concept, heading.title.clone())).collect();
        let file = Arc::new(SourceFile::new(path, after));
        for (concept, heading) in marked(&new) {
            if !had.contains(&(concept, heading.title.clone())) {
                say(report, said(sides, &file, &new, concept, heading));
            }
        }
    }
}

/// The facts of a document; `None` where the file is none.
fn read(judge: &Judge<'_>, path: &Utf8Path, text: &str) -> Option<Facts> {
    let head = Head::read(text, true);
    let set = &judge.prepared.set;
    let kind = judge.kind(path, head.kind())?;
    Some(facts(text, head, Some(set.kinds.get(kind)), &set.vocabulary, None))
}

/// Headings that a marker names, and the concept.
fn marked(facts: &Facts) -> impl Iterator<Item = (usize, &OutlineEntry)> {
    let outline = facts.prose.iter().flat_map(|prose| &prose.outline);
    outline.flat_map(|entry| {
        let marked = entry.concepts.iter().filter(|(_, because)| *because == Because::Marker);
        marked.map(move |(concept, _)| (*concept, entry))
    })
}

fn said(
    sides: &Sides<'_>,
    file: &Arc<SourceFile>,
    facts: &Facts,
    concept: usize,
    heading: &OutlineEntry,
) -> Said {
    let title = &sides.head.prepared.set.vocabulary.concepts()[concept].title;
    let comment = comment_before(file.text(), heading.span.start as usize);
    let borne_out = borne_out(sides.head, file, facts, concept, heading, comment);
    let (severity, outcome, message, help) = if borne_out {
        (
            Severity::Note,
            Outcome::Misplaced,
            format!("This marker is new: it makes the section '{}' count as '{title}'.", heading.title),
            "Look whether the section is about that.",
        )
    } else {
        (
            Severity::Error,
            Outcome::NotFound,
            format!(
                "This new marker says that the section '{}' is about '{title}'. Nothing about that was found in it.",
                heading.title
            ),
            "Put the marker above the section that is about it, or write that section.",
        )
    };
    Said {
        policy: "soplint/new-marker",
        severity,
        outcome,
        file: Arc::clone(file),
        span: comment,
        message,
        help,
        key: format!("{title} {}", heading.title),
        cause: None,
    }
}

/// Whether the text would speak of the concept there without the marker: by its heading, or by what
/// stands below it.
fn borne_out(
    judge: &Judge<'_>,
    file: &SourceFile,
    facts: &Facts,
    concept: usize,
    heading: &OutlineEntry,
    comment: Span,
) -> bool {
    let mut blank = file.text().to_owned();
    let range = comment.start as usize..comment.end as usize;
    blank.replace_range(range.clone(), &" ".repeat(range.len()));
    let Some(prose) = read(judge, file.path(), &blank).and_then(|facts| facts.prose) else { return false };
    let section = prose.section(concept);
    let extent = extent(facts, heading, file.text().len());
    match section.placement {
        // Another heading names it; what stands under that one was looked at alone.
        Placement::Section => {
            section.headings.iter().any(|named| extent.contains(named.span)) || !section.headings.is_empty()
        }
        Placement::Elsewhere => section.passages.iter().any(|passage| extent.contains(passage.span)),
        Placement::Absent => false,
    }
}

/// From a heading to the next one that is not below it.
fn extent(facts: &Facts, heading: &OutlineEntry, end: usize) -> Span {
    let outline = facts.prose.iter().flat_map(|prose| &prose.outline);
    let next = outline.filter(|entry| entry.span.start > heading.span.start && entry.level <= heading.level);
    let end = next.map(|entry| entry.span.start as usize).min().unwrap_or(end);
    Span::new(heading.span.start as usize, end)
}

/// The last marker before a heading.
fn comment_before(text: &str, heading: usize) -> Span {
    let before = &text[..heading];
    let found = before.rmatch_indices("<!--").find_map(|(start, _)| {
        let end = start + before[start..].find("-->")? + "-->".len();
        let marker = before[start..end].trim_start_matches("<!--").trim_start().starts_with("soplint:");
        marker.then(|| Span::new(start, end))
    });
    found.unwrap_or_else(|| Span::new(heading, heading))
}
