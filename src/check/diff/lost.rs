//! What the base judged and the change puts out of reach, with the line that did it.
//!
//! A document that loses its kind, a status set back to draft, a line in `.gitignore`, a policy that is
//! switched off: each makes findings go away without anything being mended. So each is an error. A
//! document that is deleted is none: nothing is left in the repository that should be judged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::{Outcome, Report, Severity};
use crate::facts::{Facts, Head, facts, is_markdown, is_yaml};
use crate::policy::Policy;
use crate::text::{SourceFile, Span};

use super::fields::{changed, mentions};
use super::naming::{Lost, applies, names, some};
use super::profile::{fact, first_line, place};
use super::said::Said;
use super::sides::judged;
use super::{Both, Sides, say, text};
use crate::check::document::Judge;

/// Adds what is no longer judged to the report of what is new.
pub(super) fn tell(sides: &Sides<'_>, both: &Both, report: &mut Report) {
    let head: BTreeMap<&str, usize> = sides
        .head
        .policies
        .iter()
        .enumerate()
        .map(|(place, (index, _))| (id(sides.head, *index), place))
        .collect();
    let mut telling = Telling { sides, report, switched_off: BTreeMap::new(), elsewhere: BTreeMap::new() };
    for (path, ended) in &both.old_ended {
        let path = Utf8Path::new(path);
        let now = both.new_ended.get(sides.now(path).as_str());
        if sides.base.is_none() && now == Some(ended) {
            continue;
        }
        let mut lost: Vec<Lost<'_>> = Vec::new();
        for (place, _) in ended.iter().filter(|(_, outcome)| judged(*outcome)) {
            let policy = &sides.before().prepared.set.policies[sides.before().policies[*place].0];
            let Some(place) = head.get(&*policy.id) else {
                telling.switched_off.entry(&policy.id).or_default().push(path);
                continue;
            };
            let now = now.and_then(|now| now.iter().find(|(other, _)| other == place));
            let now = now.map(|(_, outcome)| *outcome);
            if !now.is_some_and(judged) {
                lost.push((policy, now));
            }
        }
        if !lost.is_empty() {
            telling.document(path, &lost);
        }
    }
    telling.policies();
}

fn id<'a>(judge: &Judge<'a>, index: usize) -> &'a str {
    &judge.prepared.set.policies[index].id
}

struct Telling<'a> {
    sides: &'a Sides<'a>,
    report: &'a mut Report,
    /// By policies that judge nothing any more: the documents that they judged.
    switched_off: BTreeMap<&'a str, Vec<&'a Utf8Path>>,
    /// By policy: documents that did not change, and that it no longer judges.
    elsewhere: BTreeMap<&'a str, Vec<Utf8PathBuf>>,
}

impl<'a> Telling<'a> {
    /// A document that some policies no longer judge.
    fn document(&mut self, path: &'a Utf8Path, lost: &[Lost<'a>]) {
        let sides = self.sides;
        let now = sides.now(path);
        if !sides.new_listing.paths.iter().any(|listed| listed == now) {
            return self.gone(path);
        }
        let Some(after) = text(sides.after(), now) else { return self.unreadable(now) };
        let before = text(sides.base_tree(), path).unwrap_or_default();
        let heads = [Head::read(&before, is_markdown(path)), Head::read(&after, is_markdown(now))];
        let kinds = [
            sides.before().kind(path, heads[0].kind()).map(|kind| name(sides.before(), kind)),
            sides.head.kind(now, heads[1].kind()).map(|kind| name(sides.head, kind)),
        ];
        let file = Arc::new(SourceFile::new(now, after));
        if kinds[0] != kinds[1] {
            return self.other_kind(path, &file, &heads, &kinds, lost);
        }
        if !sides.touched.contains(now) {
            for (policy, _) in lost {
                self.elsewhere.entry(&policy.id).or_default().push(now.to_owned());
            }
            return;
        }
        let [old_head, new_head] = heads;
        let old_facts = understood(sides.before(), path, &before, old_head);
        let new_facts = understood(sides.head, now, file.text(), new_head);
        self.fields(&file, &old_facts, &new_facts, lost);
    }

    /// A document that is not there any more, and not because it was deleted.
    fn gone(&mut self, path: &Utf8Path) {
        if let Some(ignored) = self.sides.compared.newly_ignored(path) {
            let span = Span::new(ignored.line.start, ignored.line.end);
            let file = Arc::new(SourceFile::new(ignored.file, ignored.text));
            let message = format!("This line makes git ignore '{path}', which the base checked.");
            let help = "Take the line out, or delete the document in a change of its own.";
            return self.error(&file, span, message, help, path.to_string());
        }
        let skipped = &self.sides.new_listing.skipped;
        if let Some(skipped) = skipped.iter().find(|skipped| path.starts_with(&skipped.path)) {
            let file = Arc::new(SourceFile::new(path, ""));
            let message =
                format!("The base checked this document. Now it was not read, because {}.", skipped.why);
            let help = "Put the document itself back here.";
            self.error(&file, Span::default(), message, help, path.to_string());
        }
    }

    /// A document of which nothing can be told any more.
    fn unreadable(&mut self, now: &Utf8Path) {
        let report = &self.report;
        let told = report.diagnostics.iter().any(|found| {
            found.outcome == Outcome::CannotCheck && report.sources.get(found.primary.at.source).path() == now
        });
        if !told {
            let file = Arc::new(SourceFile::new(now, ""));
            let message =
                "The base checked this document. Now it is no text that soplint can read.".to_owned();
            self.error(&file, Span::default(), message, "Save it as UTF-8 text.", "unreadable".into());
        }
    }

    /// A document that is of another kind now, or of none.
    fn other_kind(
        &mut self,
        path: &Utf8Path,
        file: &Arc<SourceFile>,
        heads: &[Head; 2],
        kinds: &[Option<&str>; 2],
        lost: &[Lost<'_>],
    ) {
        let was = kinds[0].unwrap_or("document");
        let mut at = first_line(file.text());
        let declared = heads[1].kind_span();
        let now = file.path();
        let help = "Say its kind again, with `kind:` at its top; or say in the pull request why these checks should end.";
        let no_longer = format!(
            "{} no longer {}",
            names(lost),
            if lost.len() == 1 { "looks at it" } else { "look at it" }
        );
        let message = if let (Some(kind), Some(span)) = (kinds[1], declared) {
            at = span;
            format!(
                "The base checked this file as '{was}'; now it says that it is '{kind}', and {no_longer}."
            )
        } else if let Some(span) = declared {
            at = span;
            format!(
                "The base checked this file as '{was}'; no kind of document has this name, and {no_longer}."
            )
        } else if heads[0].kind().is_some() {
            format!(
                "The base checked this file as '{was}', because it said so. That line is gone, and {no_longer}."
            )
        } else if path != now {
            format!("The base checked this file as '{was}', at '{path}'. Where it is now, {no_longer}.")
        } else {
            let (settings, span) = place(self.sides, &["lint", "globs"]);
            let message = format!("The base checked '{now}' as '{was}'. With these settings, {no_longer}.");
            let help =
                "Name its folder in `globs` again; or say in the pull request why these checks should end.";
            return self.error(&settings, span, message, help, format!("globs {now}"));
        };
        let readable = is_markdown(now) || is_yaml(now);
        let help =
            if readable { help } else { "Give it back its name: soplint reads Markdown and YAML files." };
        self.error(file, at, message, help, was.to_owned());
    }

    /// A document of the same kind with other fields or other text.
    fn fields(&mut self, file: &Arc<SourceFile>, old: &Facts, new: &Facts, lost: &[Lost<'a>]) {
        let changed = changed(old, new);
        let mut by_field: BTreeMap<usize, Vec<Lost<'a>>> = BTreeMap::new();
        let (mut by_text, mut unread) = (Vec::new(), Vec::new());
        for lost in lost {
            let (policy, now) = *lost;
            let reads = changed.iter().position(|change| mentions(policy.file.text(), &change.key));
            match (now, reads) {
                (Some(Outcome::CannotCheck), _) => unread.push((policy, now)),
                (_, Some(at)) => by_field.entry(at).or_default().push((policy, now)),
                (_, None) if self.joins_what_changed(policy, file.path()) => {
                    self.elsewhere.entry(&policy.id).or_default().push(file.path().to_owned());
                }
                (_, None) => by_text.push((policy, now)),
            }
        }
        let help = "Put it back; or say in the pull request why these checks should end.";
        for (at, lost) in by_field {
            let change = &changed[at];
            let key = &change.path;
            let what = match &change.now {
                Some(text) => format!("'{key}' is now '{text}'"),
                None => format!("'{key}' is no longer given"),
            };
            let message =
                format!("{what}, and so {} no longer {} to this file.", names(&lost), applies(&lost));
            self.error(file, change.span, message, help, key.clone());
        }
        if !unread.is_empty() {
            let ids: BTreeSet<&str> = unread.iter().map(|(policy, _)| &*policy.id).collect();
            let here = |found: &&crate::diagnostic::Diagnostic| {
                self.report.sources.get(found.primary.at.source).path() == file.path()
            };
            let mut ours = self.report.diagnostics.iter().filter(here);
            let place =
                ours.clone().find(|found| ids.contains(&*found.policy)).map(|found| found.primary.at.span);
            let cause =
                ours.find(|found| found.severity == Severity::Error && found.policy.starts_with("soplint/"));
            let cause = cause.map(|found| found.fingerprint.clone());
            let message = format!("The base could be checked for {}; this file can't.", names(&unread));
            let help = "Mend what can't be read, so that it is checked again.";
            let said = Said {
                cause,
                ..error(file, place.unwrap_or(new.title), message, help, "cannot-check".into())
            };
            say(self.report, said);
        }
        if !by_text.is_empty() {
            let message = format!(
                "With its text as it is now, {} no longer {} to this file.",
                names(&by_text),
                applies(&by_text)
            );
            let help = "If that is not meant, look at what was taken out.";
            let said = error(file, new.title, message, help, "text".into());
            say(self.report, Said { severity: Severity::Note, outcome: Outcome::NotFound, ..said });
        }
    }

    /// Whether a policy reads documents other than this one that the change touches.
    fn joins_what_changed(&self, policy: &Policy, own: &Utf8Path) -> bool {
        let kind_of = |path: &Utf8Path| {
            let text = text(self.sides.after(), path)?;
            self.sides.head.kind(path, Head::read(&text, is_markdown(path)).kind())
        };
        let reads = &policy.reads;
        let mut others = self.sides.touched.iter().filter(|path| **path != own);
        (reads.others || !reads.kinds.is_empty())
            && others
                .any(|path| reads.others || kind_of(path).is_some_and(|kind| reads.kinds.contains(&kind)))
    }

    /// Policies that judge less than they did, though the documents are as they were.
    fn policies(&mut self) {
        let help =
            "Let it judge again; or make this change on its own, so that those who read it see what it ends.";
        for (id, documents) in std::mem::take(&mut self.switched_off) {
            let of = some(documents.iter().map(|path| path.as_str()), documents.len(), "document");
            let message = format!("'{id}' judged {of} in the base, and judges nothing now.");
            let (file, span) = place(self.sides, &["lint", "off", id]);
            self.error(&file, span, message, help, id.to_owned());
        }
        for (id, documents) in std::mem::take(&mut self.elsewhere) {
            let of = some(documents.iter().map(|path| path.as_str()), documents.len(), "document");
            let now = self.sides.head.prepared.set.find(id);
            let before = self.sides.before().prepared.set.find(id);
            let text = |policy: Option<&Policy>| policy.map(|policy| policy.file.text().to_owned());
            let message = format!(
                "'{id}' judged {of} in the base, and does not now. That does not come from what is written there."
            );
            match now.filter(|_| text(now) != text(before)) {
                Some(policy) => {
                    self.error(&Arc::clone(&policy.file), policy.declared, message, help, id.to_owned())
                }
                None => {
                    let (file, span) = fact(self.sides).unwrap_or_else(|| place(self.sides, &["lint"]));
                    self.error(&file, span, message, help, id.to_owned());
                }
            }
        }
    }

    fn error(
        &mut self,
        file: &Arc<SourceFile>,
        span: Span,
        message: String,
        help: &'static str,
        key: String,
    ) {
        say(self.report, error(file, span, message, help, key));
    }
}

fn error(file: &Arc<SourceFile>, span: Span, message: String, help: &'static str, key: String) -> Said {
    Said {
        policy: "soplint/no-longer-judged",
        severity: Severity::Error,
        outcome: Outcome::NotFound,
        file: Arc::clone(file),
        span,
        message,
        help,
        key,
        cause: None,
    }
}

fn name<'a>(judge: &Judge<'a>, kind: usize) -> &'a str {
    &judge.prepared.set.kinds.get(kind).name
}

fn understood(judge: &Judge<'_>, path: &Utf8Path, text: &str, head: Head) -> Facts {
    let set = &judge.prepared.set;
    let kind = judge.kind(path, head.kind()).map(|kind| set.kinds.get(kind));
    facts(text, head, kind, &set.vocabulary, None)
}
