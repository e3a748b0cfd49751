//! What `soplint inspect` shows: for people with lines and reasons, for programs as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::check::{InspectedSection, Inspection};
use crate::facts::{Data, How};
use crate::text::{SourceFile, Span};

use super::terminal::clean_line;

/// All files as one JSON object; `paths` as they were given.
///
/// # Errors
/// What the writer says.
pub fn inspection_json(
    inspections: &[(String, Inspection)],
    explain: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let documents =
        inspections.iter().map(|(path, inspection)| document(path, inspection, explain)).collect();
    serde_json::to_writer_pretty(&mut *out, &Documents { documents })?;
    writeln!(out)
}

#[derive(Serialize)]
struct Documents<'a> {
    documents: Vec<Document<'a>>,
}

#[derive(Serialize)]
struct Document<'a> {
    path: &'a str,
    kind: Option<&'a str>,
    decided_by: String,
    outline: Vec<HeadingDto<'a>>,
    sections: BTreeMap<&'a str, SectionDto>,
    clauses: BTreeMap<&'a str, ClauseDto<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<EvidenceDto<'a>>,
}

#[derive(Serialize)]
struct EvidenceDto<'a> {
    of: &'a str,
    line: usize,
    rule: &'a str,
    polarity: &'static str,
}

#[derive(Serialize)]
struct HeadingDto<'a> {
    line: usize,
    level: u8,
    title: &'a str,
    concepts: Vec<&'a str>,
}

#[derive(Serialize)]
struct SectionDto {
    verdict: &'static str,
    lines: Vec<usize>,
    because: Vec<String>,
}

#[derive(Serialize)]
struct ClauseDto<'a> {
    verdict: &'static str,
    lines: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<&'a str>,
}

fn document<'a>(path: &'a str, inspection: &'a Inspection, explain: bool) -> Document<'a> {
    let source = &inspection.source;
    let headings = inspection.outline.iter().map(|heading| HeadingDto {
        line: line(source, heading.span),
        level: heading.level,
        title: &heading.title,
        concepts: heading.concepts.iter().map(|(concept, _)| concept.as_str()).collect(),
    });
    let sections = inspection.sections.iter().map(|section| {
        let dto = SectionDto {
            verdict: section.verdict,
            lines: lines(source, section.places.iter().map(|(span, _)| *span)),
            because: section.places.iter().map(|(_, why)| why.clone()).collect(),
        };
        (section.concept.as_str(), dto)
    });
    let clauses = inspection.clauses.iter().map(|clause| {
        let lines = lines(source, clause.places.iter().copied());
        (
            clause.topic.as_str(),
            ClauseDto { verdict: clause.verdict, lines, quantity: clause.quantity.as_deref() },
        )
    });
    let evidence = inspection.evidence.iter().filter(|_| explain).map(|passage| EvidenceDto {
        of: &passage.of,
        line: line(source, passage.place),
        rule: &passage.rule,
        polarity: passage.polarity,
    });
    Document {
        path,
        kind: inspection.kind.as_ref().ok().map(|(name, _)| name.as_str()),
        decided_by: decided(inspection),
        outline: headings.collect(),
        sections: sections.collect(),
        clauses: clauses.collect(),
        evidence: evidence.collect(),
    }
}

/// One file for people.
///
/// # Errors
/// What the writer says.
pub fn inspection_human(
    path: &str,
    inspection: &Inspection,
    explain: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let source = &inspection.source;
    writeln!(out, "{}", clean_line(path))?;
    match &inspection.kind {
        Ok((name, _)) => writeln!(out, "  kind       {name}: {}", clean_line(&decided(inspection)))?,
        Err(why) => writeln!(out, "  kind       open: {why}")?,
    }
    for problem in &inspection.problems {
        writeln!(out, "  problem    line {}: {}", line(source, problem.span), clean_line(&problem.message))?;
    }
    if !inspection.fields.is_empty() {
        writeln!(out, "\n  Fields")?;
    }
    for (key, value) in &inspection.fields {
        let place = value.at.map_or(0, |span| line(source, span));
        writeln!(out, "  {place:>5}  {}: {}", clean_line(key), shown(&value.data, &value.show()))?;
    }
    if !inspection.outline.is_empty() {
        writeln!(out, "\n  Headings")?;
    }
    for heading in &inspection.outline {
        let indent = "  ".repeat(usize::from(heading.level.saturating_sub(1)));
        let concepts: Vec<_> = heading
            .concepts
            .iter()
            .map(|(concept, why)| format!("{concept} ({})", clean_line(why)))
            .collect();
        let taken = if concepts.is_empty() { String::new() } else { format!("  -> {}", concepts.join("; ")) };
        writeln!(out, "  {:>5}  {indent}{}{taken}", line(source, heading.span), clean_line(&heading.title))?;
    }
    if !inspection.sections.is_empty() {
        writeln!(out, "\n  Sections")?;
    }
    for section in &inspection.sections {
        writeln!(out, "  {:<16} {}", section.concept, places(source, section))?;
    }
    let clauses: Vec<_> = inspection.clauses.iter().filter(|clause| clause.verdict != "absent").collect();
    if !clauses.is_empty() {
        writeln!(out, "\n  Clauses")?;
    }
    for clause in clauses {
        let lines = join(&lines(source, clause.places.iter().copied()));
        let quantity =
            clause.quantity.as_ref().map_or(String::new(), |text| format!(", '{}'", clean_line(text)));
        writeln!(out, "  {:<26} {} in line {lines}{quantity}", clause.topic, clause.verdict)?;
    }
    if explain {
        explained(inspection, out)?;
    }
    Ok(())
}

/// What counted for each concept and topic, and what did not.
fn explained(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    let source = &inspection.source;
    for of in inspection.evidence.chunk_by(|a, b| a.of == b.of) {
        writeln!(out, "\n  Evidence of {}", of[0].of)?;
        for passage in of {
            let made = match passage.polarity {
                "present" => "counts",
                "negated" => "says that nobody has to",
                _ => "only mentions it",
            };
            let words: String =
                passage.place.of(source.text()).split_whitespace().collect::<Vec<_>>().join(" ");
            let short: String = words.chars().take(60).collect();
            let more = if short.len() < words.len() { "…" } else { "" };
            let place = line(source, passage.place);
            writeln!(out, "  {place:>5}  {} ({made}): {}{more}", passage.rule, clean_line(&short))?;
        }
    }
    Ok(())
}

fn places(source: &SourceFile, section: &InspectedSection) -> String {
    let lines = join(&lines(source, section.places.iter().map(|(span, _)| *span)));
    match (section.verdict, section.places.first()) {
        ("section", _) => format!("section, line {lines}"),
        (_, Some((_, why))) => format!("elsewhere, line {lines} ({why})"),
        (_, None) => "not found".into(),
    }
}

fn decided(inspection: &Inspection) -> String {
    match &inspection.kind {
        Ok((_, How::Declared)) => "the file says so".into(),
        Ok((_, How::Glob(glob))) => format!("the glob '{glob}' of soplint.yaml"),
        Ok((_, How::Folder(glob))) => format!("it lies in '{glob}'"),
        Ok((_, How::Flag)) => "the command line".into(),
        Err(why) => (*why).to_owned(),
    }
}

fn shown(data: &Data, text: &str) -> String {
    match data {
        Data::Missing => "(nothing)".into(),
        Data::Malformed => "(can't be used)".into(),
        Data::Map(entries) => format!("({} fields)", entries.len()),
        Data::List(items) if items.iter().any(|item| matches!(item.data, Data::Map(_))) => {
            format!("({} entries)", items.len())
        }
        _ => clean_line(text),
    }
}

fn line(source: &SourceFile, span: Span) -> usize {
    source.lines().line_of(span.start) + 1
}

/// Each once, in the order given.
fn lines(source: &SourceFile, spans: impl Iterator<Item = Span>) -> Vec<usize> {
    let mut found = Vec::new();
    for number in spans.map(|span| line(source, span)) {
        if !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

fn join(lines: &[usize]) -> String {
    lines.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}
