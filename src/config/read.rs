//! `lint:` from YAML, with every mistake at its place.

use std::sync::Arc;

use crate::diagnostic::Severity;
use crate::facts::vocabulary::Extension;
use crate::policy::{Map, Mistake};
use crate::syntax::yaml::{self, Node};
use crate::text::{SourceFile, Span};

use super::Written;

/// How much a firm must say when it switches a policy off, in characters.
const REASON: usize = 10;

/// Reads the `lint:` map of a `soplint.yaml`.
pub fn read(file: &Arc<SourceFile>, root: &Node, mistakes: &mut Vec<Mistake>) -> Written {
    let mut written = Written::default();
    let Some(entry) = root.entry("lint").filter(|entry| !entry.value.is_null()) else { return written };
    let Some(mut map) = Map::new(file, &entry.value, entry.key.span, mistakes) else { return written };
    written.extends = map.texts("extends", mistakes);
    if map.get("packs").is_some() {
        written.packs = Some(map.texts("packs", mistakes));
    }
    for (kind, node, place) in entries(file, map.get("globs"), mistakes) {
        let globs = texts(file, node, mistakes);
        written.globs.push((kind, place, globs));
    }
    for (policy, node, place) in entries(file, map.get("severities"), mistakes) {
        match node.text().map(|text| (text, Severity::from_name(text))) {
            Some((_, Some(severity))) => written.severities.push((policy, place, severity)),
            Some((text, None)) => {
                mistakes.push(Mistake::unknown(file, node.span, text, ["error", "warning", "note"]));
            }
            None => mistakes.push(Mistake::new(file, place, "A severity is error, warning or note.")),
        }
    }
    for (policy, node, place) in entries(file, map.get("off"), mistakes) {
        let reason = node.text().unwrap_or("");
        if reason.trim().chars().count() < REASON {
            let mut mistake =
                Mistake::new(file, place, format!("'{policy}' is switched off without a reason."));
            mistake.help = Some(format!("Write the reason behind it, in at least {REASON} characters."));
            mistakes.push(mistake);
        }
        written.off.push((policy, place));
    }
    for (name, node, place) in entries(file, map.get("parameters"), mistakes) {
        written.parameters.push((name, place, node.clone()));
    }
    for (concept, node, place) in entries(file, map.get("vocabulary"), mistakes) {
        let Some(mut inner) = Map::new(file, node, place, mistakes) else { continue };
        let plain = |texts: Vec<(String, _)>| texts.into_iter().map(|(text, _)| text).collect();
        let labels = plain(inner.texts("labels", mistakes));
        let reject = plain(inner.texts("reject", mistakes));
        inner.finish(mistakes);
        written.vocabulary.push((Extension { concept, labels, reject }, place));
    }
    map.finish(mistakes);
    written
}

/// What decides how documents are judged in the text of a `soplint.yaml`, each with its place: where two texts
/// have the same, they judge the same. All of the text where it can't be read whole, or where an alias may stand
/// for something elsewhere.
#[must_use]
pub fn decisive(text: &str) -> Vec<(u32, &str)> {
    let stream = yaml::parse(text, yaml::Limits::default());
    if !stream.problems.is_empty() {
        return vec![(0, text)];
    }
    let root = stream.documents.first();
    let entries = DECISIVE.iter().filter_map(|name| Some(root?.entry(name)?.value.span));
    let found: Vec<(u32, &str)> = entries.map(|span| (span.start, span.of(text))).collect();
    if found.iter().any(|(_, words)| may_refer(words)) { vec![(0, text)] } else { found }
}

/// Whether an anchor or an alias may begin in a text; a glob has its stars elsewhere or in quotes.
fn may_refer(words: &str) -> bool {
    words.match_indices(['*', '&']).any(|(at, _)| {
        let before = words[..at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || "[{,:".contains(c))
    })
}

/// What is set, and what may not be shown. All else are facts, which are judged like any document.
const DECISIVE: [&str; 2] = ["lint", "client_name_terms"];

/// The entries of a map of the firm's own keys.
fn entries<'a>(
    file: &Arc<SourceFile>,
    node: Option<&'a Node>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<(String, &'a Node, Span)> {
    let Some(node) = node else { return Vec::new() };
    if Map::new(file, node, node.span, mistakes).is_none() {
        return Vec::new();
    }
    let entry = |(key, value): (&'a Node, &'a Node)| Some((key.text()?.to_owned(), value, key.span));
    node.entries().into_iter().filter_map(entry).collect()
}

fn texts(file: &Arc<SourceFile>, node: &Node, mistakes: &mut Vec<Mistake>) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for item in node.items().unwrap_or(std::slice::from_ref(node)) {
        match item.text() {
            Some(text) => found.push((text.to_owned(), item.span)),
            None => mistakes.push(Mistake::new(file, item.span, "Here stands a glob or a list of globs.")),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::decisive;

    #[test]
    fn facts_decide_nothing_and_aliases_anything() {
        let text = |people: &str, globs: &str| {
            format!("people: {people}\nlint:\n  globs: {{sop: [{globs}]}}\nclient_name_terms: [Roe]\n")
        };
        let words =
            |text: &str| decisive(text).into_iter().map(|(_, words)| words.to_owned()).collect::<Vec<_>>();
        let quoted = "\"procedures/**\", a/*.md";
        assert_eq!(words(&text("[a]", quoted)), words(&text("[b, c]", quoted)));
        assert_ne!(words(&text("[a]", quoted)), words(&text("[a]", "b/*.md")));
        assert_ne!(words(&text("&x [a]", "*x")), words(&text("&x [b]", "*x")));
        assert_ne!(words("client_name_terms: [Roe]\n"), words("client_name_terms: []\n"));
        assert_eq!(words("lint: [\n"), ["lint: [\n"]);
    }
}
