//! What is told shows no client information, whoever tells it.
//!
//! Documents are judged without it ([`conceal`]), so what is said of them does not have it. A report also
//! points into the profile and into other versions of a file, and a firm's own policies may be sensitive;
//! so all that a report can show is gone through once more, at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Label, Outcome, Report};
use crate::facts::{MASK, PrivateTerms, conceal, is_whole, masked};
use crate::policy::Mistake;
use crate::syntax::yaml::{self, Node};
use crate::text::{SourceFile, SourceId, Span};

use super::PROFILE;

/// The terms that a firm's profile does not want to see in the repository.
pub(super) fn terms(file: &Arc<SourceFile>, root: &Node, mistakes: &mut Vec<Mistake>) -> PrivateTerms {
    let Some(list) = root.get("client_name_terms") else { return PrivateTerms::default() };
    PrivateTerms::new(listed(root)).unwrap_or_else(|why| {
        let message = format!("These terms can't be looked for: {why}.");
        mistakes.push(Mistake { file: Arc::clone(file), span: list.span, message, help: None });
        PrivateTerms::default()
    })
}

fn listed(root: &Node) -> impl Iterator<Item = &str> {
    root.get("client_name_terms").and_then(Node::items).into_iter().flatten().filter_map(Node::text)
}

/// A report in whose files what may not be shown is covered, and in all that it says.
///
/// What a finding says is held against the files that it points into: so it reads the same whatever else was
/// judged with it. What a firm's own sensitive policy found is looked for everywhere.
pub(super) fn covered(report: Report) -> Report {
    covered_with(report, &[])
}

/// The same of a part of all findings, where sensitive policies found these words elsewhere.
pub(super) fn covered_with(mut report: Report, elsewhere: &[String]) -> Report {
    let (terms, none) = (profile_terms(&report), PrivateTerms::default());
    let own = found_by_own(&report);
    let mut everywhere = elsewhere.to_vec();
    let mut within: BTreeMap<SourceId, Vec<String>> = BTreeMap::new();
    let mut changed = Vec::new();
    for (id, file) in report.sources.iter() {
        // A file that was judged, or comes with soplint, was gone through with at least as much in mind.
        let found = if terms.is_none() && file.is_covered() {
            Vec::new()
        } else {
            conceal(file.text().to_owned(), terms.as_ref().unwrap_or(&none)).found
        };
        let found = found.into_iter().map(|private| private.span);
        let own = own.iter().filter(|(source, span)| *source == id && !file.hides(span.start as usize));
        let own: Vec<Span> = own.map(|(_, span)| *span).collect();
        let mut hidden: Vec<Span> = found.chain(file.hidden().iter().copied()).collect();
        let covered = masked_at(file.text(), hidden.iter().chain(&own).copied().collect());
        let spelled = |span: &Span| [span.of(file.text()), span.of(&covered)].map(str::to_owned);
        everywhere.extend(own.iter().flat_map(spelled));
        let words = longest_first(hidden.iter().flat_map(spelled).collect());
        hidden.extend(own);
        if hidden.is_empty() {
            continue;
        }
        hidden.sort_unstable();
        within.insert(id, words);
        changed.push((id, Arc::new(SourceFile::covered(file.path(), covered, hidden))));
    }
    for (id, file) in changed {
        report.sources.replace(id, file);
    }
    if !within.is_empty() || !everywhere.is_empty() {
        silence_all(&mut report, &within, &longest_first(everywhere));
    }
    report
}

/// The words at places of a judged file, as they stand there and as they are shown.
pub(super) fn words_at(file: &SourceFile, places: &[Span]) -> Vec<String> {
    let own: Vec<Span> = places.iter().copied().filter(|span| !file.hides(span.start as usize)).collect();
    let covered = masked_at(file.text(), file.hidden().iter().chain(&own).copied().collect());
    own.iter().flat_map(|span| [span.of(file.text()), span.of(&covered)].map(str::to_owned)).collect()
}

/// What sensitive policies found.
fn found_by_own(report: &Report) -> Vec<(SourceId, Span)> {
    let kept = report.diff.iter().flat_map(|diff| &diff.kept);
    let all = report.diagnostics.iter().chain(report.waived.iter().map(|waived| &waived.finding)).chain(kept);
    let sensitive = |id: &str| report.policies.iter().any(|tally| *tally.id == *id && tally.info.sensitive);
    // Where nothing could be checked, nothing was found.
    all.filter(|d| sensitive(&d.policy) && d.outcome != Outcome::CannotCheck)
        .map(|d| (d.primary.at.source, d.primary.at.span))
        .collect()
}

fn masked_at(text: &str, mut hidden: Vec<Span>) -> String {
    hidden.sort_unstable();
    masked(text, hidden)
}

/// Words to look for: a word before those that are part of it.
fn longest_first(mut words: Vec<String>) -> Vec<String> {
    words.retain(|word| word.trim().chars().count() > 1);
    words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
    words
}

fn silence_all(report: &mut Report, within: &BTreeMap<SourceId, Vec<String>>, everywhere: &[String]) {
    let helps: Vec<(Arc<str>, Option<String>)> =
        report.policies.iter().map(|tally| (Arc::clone(&tally.id), tally.info.help.clone())).collect();
    let words = |diagnostic: &Diagnostic, also: Option<SourceId>| {
        let places = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
        let sources: BTreeSet<SourceId> = places.map(|label| label.at.source).chain(also).collect();
        let local = sources.iter().filter_map(|source| within.get(source)).flatten();
        longest_first(local.chain(everywhere).cloned().collect())
    };
    let kept = report.diff.iter_mut().flat_map(|diff| &mut diff.kept);
    for diagnostic in report.diagnostics.iter_mut().chain(kept) {
        // A policy's own words hold nobody's name, and must not hang on who is named elsewhere.
        let own = helps.iter().any(|(id, help)| *id == diagnostic.policy && *help == diagnostic.help);
        let words = words(diagnostic, None);
        let help = diagnostic.help.take();
        silence(diagnostic, &words);
        diagnostic.help = help;
        if !own {
            diagnostic.help.iter_mut().for_each(|help| hide(help, &words));
        }
    }
    // The files of these are not part of the report.
    let all = longest_first(within.values().flatten().chain(everywhere).cloned().collect());
    for fixed in report.diff.iter_mut().flat_map(|diff| &mut diff.fixed) {
        hide(&mut fixed.message, &all);
    }
    for waived in &mut report.waived {
        let words = words(&waived.finding, Some(waived.at.source));
        silence(&mut waived.finding, &words);
        hide(&mut waived.reason, &words);
    }
}

/// Of every profile that the report points into: it may be another than the one that judged. `None` where they name
/// none.
fn profile_terms(report: &Report) -> Option<PrivateTerms> {
    let profiles = report.sources.iter().filter(|(_, file)| file.path() == PROFILE);
    let roots = profiles.flat_map(|(_, file)| yaml::parse(file.text(), yaml::Limits::default()).documents);
    let terms: Vec<String> =
        roots.flat_map(|root| listed(&root).map(str::to_owned).collect::<Vec<_>>()).collect();
    let terms = Some(terms).filter(|terms| !terms.is_empty())?;
    PrivateTerms::new(terms.iter().map(String::as_str)).ok()
}

fn hide(text: &mut String, words: &[String]) {
    for word in words {
        let whole = |(start, _): &(usize, &str)| is_whole(text, *start..*start + word.len());
        let found: Vec<usize> = text.match_indices(word.as_str()).filter(whole).map(|(at, _)| at).collect();
        for start in found.into_iter().rev() {
            text.replace_range(start..start + word.len(), MASK);
        }
    }
}

fn silence(diagnostic: &mut Diagnostic, words: &[String]) {
    let hide = |text: &mut String| hide(text, words);
    hide(&mut diagnostic.message);
    diagnostic.help.iter_mut().for_each(hide);
    for operand in &mut diagnostic.operands {
        hide(&mut operand.value);
        hide(&mut operand.expression);
    }
    let labels = std::iter::once(&mut diagnostic.primary).chain(&mut diagnostic.related);
    labels.for_each(|Label { text, .. }| hide(text));
    for edit in diagnostic.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
        hide(&mut edit.replacement);
    }
}
