//! What is told shows no client information, whoever tells it.
//!
//! Documents are judged without it ([`conceal`]), so what is said of them does not have it. A report also
//! points into the profile and into other versions of a file, and a firm's own policies may be sensitive;
//! so all that a report can show is gone through once more, at the end.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Label, Report};
use crate::facts::{MASK, PrivateTerms, conceal, masked};
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
pub(super) fn covered(mut report: Report) -> Report {
    let terms = profile_terms(&report);
    let sensitive: Vec<(SourceId, Span)> = report
        .diagnostics
        .iter()
        .chain(report.waived.iter().map(|waived| &waived.finding))
        .chain(report.diff.iter().flat_map(|diff| &diff.kept))
        .filter(|d| report.policies.iter().any(|tally| tally.id == d.policy && tally.info.sensitive))
        .map(|d| (d.primary.at.source, d.primary.at.span))
        .collect();
    let mut words: Vec<String> = Vec::new();
    let mut changed = Vec::new();
    for (id, file) in report.sources.iter() {
        let found = conceal(file.text().to_owned(), &terms).found.into_iter().map(|private| private.span);
        let own = sensitive.iter().filter(|(source, _)| *source == id).map(|(_, span)| *span);
        let mut hidden: Vec<Span> = found.chain(own).chain(file.hidden().iter().copied()).collect();
        if hidden.is_empty() {
            continue;
        }
        hidden.sort_unstable();
        let covered = masked(file.text(), hidden.iter().copied());
        words.extend(
            hidden.iter().flat_map(|span| [span.of(file.text()), span.of(&covered)]).map(str::to_owned),
        );
        changed.push((id, Arc::new(SourceFile::covered(file.path(), covered, hidden))));
    }
    for (id, file) in changed {
        report.sources.replace(id, file);
    }
    words.retain(|word| word.trim().chars().count() > 1);
    words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
    if !words.is_empty() {
        let helps: Vec<(Arc<str>, Option<String>)> =
            report.policies.iter().map(|tally| (Arc::clone(&tally.id), tally.info.help.clone())).collect();
        let kept = report.diff.iter_mut().flat_map(|diff| &mut diff.kept);
        for diagnostic in report.diagnostics.iter_mut().chain(kept) {
            // A policy's own words hold nobody's name, and must not hang on who is named elsewhere.
            let own = helps.iter().any(|(id, help)| *id == diagnostic.policy && *help == diagnostic.help);
            let help = diagnostic.help.take();
            silence(diagnostic, &words);
            diagnostic.help = help;
            if !own {
                diagnostic.help.iter_mut().for_each(|help| hide(help, &words));
            }
        }
        for fixed in report.diff.iter_mut().flat_map(|diff| &mut diff.fixed) {
            hide(&mut fixed.message, &words);
        }
        for waived in &mut report.waived {
            silence(&mut waived.finding, &words);
            hide(&mut waived.reason, &words);
        }
    }
    report
}

/// Of every profile that the report points into: it may be another than the one that judged.
fn profile_terms(report: &Report) -> PrivateTerms {
    let profiles = report.sources.iter().filter(|(_, file)| file.path() == PROFILE);
    let roots = profiles.flat_map(|(_, file)| yaml::parse(file.text(), yaml::Limits::default()).documents);
    let terms: Vec<String> =
        roots.flat_map(|root| listed(&root).map(str::to_owned).collect::<Vec<_>>()).collect();
    PrivateTerms::new(terms.iter().map(String::as_str)).unwrap_or_default()
}

fn hide(text: &mut String, words: &[String]) {
    for word in words.iter().filter(|word| !word.is_empty()) {
        if text.contains(word.as_str()) {
            *text = text.replace(word.as_str(), MASK);
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
