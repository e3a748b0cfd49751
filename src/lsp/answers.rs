//! What the client asks of a finding: why, and where the policy stands.
//!
//! A hover is plain text, not Markdown: documents and policies have a say in it.

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Report};
use crate::policy::{Authority, Policy};
use crate::render::EditorRange;
use crate::text::{Encoding, Span};

use super::firm::Firm;

/// Why the findings at a byte offset were made, or `null`.
pub(super) fn hover(firm: &Firm, report: &Report, offset: usize, unit: Encoding) -> Value {
    let mut range = None;
    let mut parts: Vec<String> = Vec::new();
    for finding in at(report, offset) {
        let place = finding.primary.at;
        range.get_or_insert_with(|| EditorRange::new(report.sources.get(place.source), place.span, unit));
        let part = reasons(firm, finding);
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let Some(range) = range else { return Value::Null };
    let contents = MarkupContent { kind: MarkupKind::PlainText, value: parts.join("\n\n") };
    let hover = Hover { contents: Contents::MarkupContent(contents), range: None };
    let mut hover = json!(hover);
    hover["range"] = json!(range);
    hover
}

/// Where the policies stand that made the findings at a byte offset; `null` where they are in no file
/// that an editor could open.
pub(super) fn definition(firm: &Firm, report: &Report, offset: usize, unit: Encoding) -> Value {
    let mut places = Vec::new();
    for finding in at(report, offset) {
        let Some(policy) = firm.session().policy(&finding.policy) else { continue };
        let asked = finding.related.iter().rev().map(|label| label.at);
        let asked = asked
            .map(|at| (report.sources.get(at.source), at.span))
            .find(|(file, _)| file.path() == policy.file.path());
        let (file, span) = asked.unwrap_or((&policy.file, policy.declared));
        let place = firm
            .uri_of(file.path())
            .map(|uri| json!({ "uri": uri, "range": EditorRange::new(file, span, unit) }));
        if let Some(place) = place
            && !places.contains(&place)
        {
            places.push(place);
        }
    }
    if places.is_empty() { Value::Null } else { json!(places) }
}

fn at(report: &Report, offset: usize) -> impl Iterator<Item = &Diagnostic> {
    let holds = move |span: Span| span.start as usize <= offset && offset <= span.end as usize;
    report.diagnostics.iter().filter(move |finding| holds(finding.primary.at.span))
}

fn reasons(firm: &Firm, finding: &Diagnostic) -> String {
    let policy = firm.session().policy(&finding.policy);
    let mut lines = vec![match policy {
        Some(policy) => format!("{} ({})", policy.title, policy.id),
        None => format!("{} ({})", finding.message, finding.policy),
    }];
    if let Some(why) = &finding.why {
        lines.push(format!("Why: {why}"));
    }
    lines.extend(policy.into_iter().flat_map(|policy| authorities(firm, policy)));
    if let Some(help) = &finding.help {
        lines.push(format!("Next step: {help}"));
    }
    lines.join("\n")
}

/// What the authorities say. Of working practice the reason has said it all.
fn authorities<'a>(firm: &'a Firm, policy: &'a Policy) -> impl Iterator<Item = String> + 'a {
    let known = firm.session().policies().into_iter().flat_map(|set| &set.authorities);
    let line = |authority: &Authority| {
        let url = if authority.url.is_empty() { String::new() } else { format!(" {}", authority.url) };
        format!("{}: {}{url}", authority.cite, authority.says)
    };
    let outside = known.filter(|authority| !matches!(authority.force.as_str(), "practice" | "integrity"));
    outside.filter(|authority| policy.authority.iter().any(|id| **id == *authority.id)).map(line)
}
