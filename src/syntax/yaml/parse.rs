//! The way in: limits, parts of files, and a second try where a colon without quotes broke the first.

use super::build::{self, Masked};
use super::{Limits, Stream, lines, straight};
use crate::syntax::{Problem, ProblemKind};
use crate::text::Span;

/// Reads a whole file. A byte order mark is skipped, and counted in the spans.
#[must_use]
pub fn parse(source: &str, limits: Limits) -> Stream {
    parse_at(source, Span::new(0, source.len().min(u32::MAX as usize)), limits)
}

/// Reads a part of a larger file; all spans are offsets in the whole file.
#[must_use]
pub fn parse_at(source: &str, region: Span, limits: Limits) -> Stream {
    let text = region.of(source);
    if text.len() > limits.bytes {
        let message = format!("This is larger than {} KB, so it was not read.", limits.bytes >> 10);
        let span = lines::line_rest(source, region.start as usize);
        let problem = Problem::new(ProblemKind::Limit, span, message).partial();
        return Stream { problems: vec![problem], ..Stream::default() };
    }
    if let Some(stream) = straight::read(source, region, limits) {
        return stream;
    }
    let (stream, unquoted) = build::build(source, region, None, limits);
    match unquoted {
        Some(value) if text.len() <= RETRY_BYTES => again(source, region, limits, stream, value),
        _ => stream,
    }
}

/// How often, and up to what size, a text is read again.
const RETRIES: usize = 16;
const RETRY_BYTES: usize = 256 << 10;

/// `title: Stage 5: Review` is no YAML, yet everyone knows what it means. The mistake is told, and the
/// text is read as if the value were in quotes, so that the rest of it still counts.
fn again(source: &str, region: Span, limits: Limits, broken: Stream, mut value: Span) -> Stream {
    let mut text = region.of(source).to_owned();
    let Some(mask) = ['_', '~', '^', '=', ';', '+', '$'].into_iter().find(|mask| !text.contains(*mask))
    else {
        return broken;
    };
    let mut told = broken.problems.into_iter().find(|problem| problem.partial);
    let mut best = Stream { problems: Vec::new(), ..broken };
    for _ in 0..RETRIES {
        let from = (value.start - region.start) as usize;
        let quoted = masked(&text[from..from + value.len()], mask);
        text.replace_range(from..from + value.len(), &quoted);
        let (stream, unquoted) = build::build(source, region, Some(&Masked { text: &text, mask }), limits);
        let whole = stream.problems.iter().all(|problem| !problem.partial);
        best = stream;
        match (unquoted, &mut told) {
            (Some(next), Some(told)) if next.start > value.start => {
                told.related.get_or_insert((next, "so does this value".to_owned()));
                value = next;
            }
            (_, Some(told)) => {
                told.partial = !whole;
                break;
            }
            (_, None) => break,
        }
    }
    best.problems.retain(|problem| !problem.partial);
    best.problems.extend(told);
    best.problems.sort_by_key(|problem| problem.span);
    best
}

/// The value with its colons masked, those only that part a key from a value.
fn masked(value: &str, mask: char) -> String {
    let mut out = value.to_owned();
    for (at, _) in value.match_indices(':') {
        if value[at + 1..].is_empty() || value[at + 1..].starts_with([' ', '\t']) {
            out.replace_range(at..=at, mask.encode_utf8(&mut [0; 4]));
        }
    }
    out
}
