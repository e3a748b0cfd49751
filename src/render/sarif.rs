//! SARIF 2.1.0, as GitHub code scanning reads it: every policy as a rule, every finding as a result on
//! a line of its own.
//!
//! Columns count UTF-16 units. No line of a document is quoted; a message may hold a word of it.

use std::collections::BTreeMap;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Label, Outcome, PolicyTally, Report, Severity, Waived};
use crate::text::{Encoding, Location};

use super::closing::{closing, count};
use super::markdown;
use super::place::{Region, by_weight, encoded, from_top};
use super::terminal::{clean_line, clean_text};

/// Results that GitHub takes for one run.
const RESULTS: usize = 25_000;
/// Characters of a name, and of a description.
const NAME: usize = 255;
const DESCRIPTION: usize = 1_024;
/// The base of all paths.
const ROOT: &str = "%SRCROOT%";

pub(super) fn write(report: &Report, below: &Utf8Path, out: &mut dyn io::Write) -> io::Result<()> {
    let run = Run::new(report, below);
    let version = env!("CARGO_PKG_VERSION");
    let about = json!({ "text": closing(report, usize::MAX) });
    writeln!(
        out,
        "{{\n\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n\"version\": \"2.1.0\","
    )?;
    writeln!(out, "\"runs\": [{{\n\"tool\": {{\"driver\": {{\n\"name\": \"soplint\",")?;
    writeln!(out, "\"version\": \"{version}\",\n\"semanticVersion\": \"{version}\",")?;
    writeln!(out, "\"fullDescription\": {about},")?;
    list(out, "rules", run.rules.iter().map(|(id, tally)| rule(id, *tally)))?;
    writeln!(
        out,
        "}}}},\n\"columnKind\": \"utf16CodeUnits\",\n\"newlineSequences\": [\"\\r\\n\", \"\\n\", \"\\r\"],"
    )?;
    writeln!(out, "\"automationDetails\": {{\"id\": \"soplint/\"}},")?;
    let base = json!({ ROOT: { "description": { "text": "The root of the repository." } } });
    writeln!(out, "\"originalUriBaseIds\": {base},\n\"invocations\": [{}],", run.invocation())?;
    let results = run.results().into_iter().map(|(finding, state)| run.result(finding, state));
    list(out, "results", results.chain(run.waived().map(|waived| run.suppressed(waived))))?;
    writeln!(out, "}}]\n}}")
}

/// An item on each line, written one by one.
fn list(out: &mut dyn io::Write, key: &str, items: impl Iterator<Item = Value>) -> io::Result<()> {
    write!(out, "\"{key}\": [")?;
    for (index, item) in items.enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &item)?;
    }
    writeln!(out, "\n]")
}

/// What the results refer to.
struct Run<'a> {
    report: &'a Report,
    /// From the top of the repository, which paths start from, to the root of the report.
    below: &'a Utf8Path,
    /// Every policy, those that found nothing too, and what soplint says of files as such.
    /// By id.
    rules: Vec<(&'a str, Option<&'a PolicyTally>)>,
    /// The files of policies that come with soplint: they are not in the repository.
    builtin: Vec<Utf8PathBuf>,
}

impl<'a> Run<'a> {
    fn new(report: &'a Report, below: &'a Utf8Path) -> Self {
        let mut rules: BTreeMap<&str, Option<&PolicyTally>> =
            told(report).map(|finding| (&*finding.policy, None)).collect();
        rules.extend(report.policies.iter().map(|tally| (&*tally.id, Some(tally))));
        let builtin = report.policies.iter().filter(|tally| tally.info.builtin);
        let mut builtin: Vec<_> =
            builtin.map(|tally| Utf8PathBuf::from(format!("policies/{}.yaml", tally.id))).collect();
        builtin.sort();
        Self { report, below, rules: rules.into_iter().collect(), builtin }
    }

    /// Those that GitHub takes, in the order of the report; the most severe where there are more. Where
    /// trees were compared, what the base had as well comes last: code scanning takes a finding that is
    /// not in the file for mended.
    fn results(&self) -> Vec<(&'a Diagnostic, Option<&'static str>)> {
        let all = &self.report.diagnostics;
        let findings = if all.len() > RESULTS { by_weight(self.report) } else { all.iter().collect() };
        let new = self.report.diff.as_ref().map(|_| "new");
        let findings = findings.into_iter().map(|finding| (finding, new));
        let kept = kept(self.report).iter().map(|finding| (finding, Some("unchanged")));
        findings.chain(kept).take(RESULTS).collect()
    }

    /// What is accepted for a time, as far as there is room behind the results.
    fn waived(&self) -> impl Iterator<Item = &'a Waived> {
        let before = self.report.diagnostics.len() + kept(self.report).len();
        self.report.waived.iter().take(RESULTS.saturating_sub(before))
    }

    fn suppressed(&self, waived: &Waived) -> Value {
        let Waived { finding, reason, approved_by, approved, expires, at } = waived;
        let mut result = self.result(finding, None);
        let text = format!("{reason} (approved by {approved_by} on {approved}, until {expires})");
        let place = self.location(&Label { at: *at, text: String::new() });
        result["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": words(&text),
            "location": place,
        }]);
        result["properties"]["outcome"] = Outcome::Waived.name().into();
        result
    }

    fn result(&self, finding: &Diagnostic, state: Option<&str>) -> Value {
        let mut text = finding.message.clone();
        if let Some(help) = &finding.help {
            text += &format!("\nNext step: {help}");
        }
        let mut result = json!({
            "ruleId": clean_line(&finding.policy),
            "ruleIndex": self.index(finding),
            "level": finding.severity.name(),
            "message": { "text": words(&text) },
            "locations": [self.location(&finding.primary)],
        });
        let related: Vec<Value> = finding
            .related
            .iter()
            .filter(|label| !self.is_builtin(label))
            .map(|label| self.location(label))
            .collect();
        if !related.is_empty() {
            result["relatedLocations"] = related.into();
        }
        if let Some(state) = state {
            result["baselineState"] = state.into();
        }
        result["partialFingerprints"] = json!({ "soplint/v1": &*finding.fingerprint.0 });
        result["properties"] = json!({ "outcome": finding.outcome.name() });
        if let Some(cause) = &finding.cause {
            result["properties"]["cause"] = (*cause.0).into();
        }
        result
    }

    fn index(&self, finding: &Diagnostic) -> usize {
        self.rules.binary_search_by(|(id, _)| (*id).cmp(&finding.policy)).expect("every policy became a rule")
    }

    fn is_builtin(&self, label: &Label) -> bool {
        let path = self.report.sources.get(label.at.source).path();
        self.builtin.binary_search_by(|builtin| builtin.as_path().cmp(path)).is_ok()
    }

    fn location(&self, label: &Label) -> Value {
        let Location { source, span } = label.at;
        let file = self.report.sources.get(source);
        let Region { start, end } = Region::new(file, span, Encoding::Utf16);
        let mut location = json!({
            "physicalLocation": {
                "artifactLocation": artifact(from_top(self.below, file.path()).as_str().into()),
                "region": {
                    "startLine": start.line,
                    "startColumn": start.column,
                    "endLine": end.line,
                    "endColumn": end.column,
                },
            },
        });
        if !label.text.is_empty() {
            location["message"] = json!({ "text": words(&label.text) });
        }
        location
    }

    /// How the run went. What kept it from being complete is told here too.
    fn invocation(&self) -> Value {
        let report = self.report;
        let mut notes: Vec<Value> = Vec::new();
        if report.incomplete {
            notes.extend(report.diagnostics.iter().filter(|finding| stands_in_the_way(finding)).map(
                |finding| {
                    json!({
                        "level": "error",
                        "message": { "text": words(&finding.message) },
                        "locations": [self.location(&finding.primary)],
                        "associatedRule": { "id": clean_line(&finding.policy), "index": self.index(finding) },
                    })
                },
            ));
            if notes.is_empty() {
                let text = "This run is not complete: something could not be read or done.";
                notes.push(json!({ "level": "error", "message": { "text": text } }));
            }
            notes.truncate(RESULTS);
        }
        let more = told(report).count().saturating_sub(RESULTS);
        if more > 0 {
            let text =
                format!("{} not in this file; `soplint check` shows all.", count(more, "more finding"));
            notes.push(json!({ "level": "warning", "message": { "text": text } }));
        }
        json!({ "executionSuccessful": !report.incomplete, "toolExecutionNotifications": notes })
    }
}

/// Whether a finding says that a file was not judged, or that nothing was.
fn stands_in_the_way(finding: &Diagnostic) -> bool {
    match &*finding.policy {
        "soplint/settings" | "soplint/policy" => true,
        other => other.starts_with("soplint/") && finding.outcome == Outcome::CannotCheck,
    }
}

/// Everything that the file tells.
fn told(report: &Report) -> impl Iterator<Item = &Diagnostic> {
    let waived = report.waived.iter().map(|waived| &waived.finding);
    report.diagnostics.iter().chain(kept(report)).chain(waived)
}

/// What the base had as well, where trees were compared.
fn kept(report: &Report) -> &[Diagnostic] {
    report.diff.as_ref().map_or(&[], |diff| &diff.kept)
}

fn artifact(path: &Utf8Path) -> Value {
    json!({ "uri": encoded(path.as_str()), "uriBaseId": ROOT })
}

fn rule(id: &str, tally: Option<&PolicyTally>) -> Value {
    let Some(PolicyTally { info, .. }) = tally else { return remark(id) };
    let title = sentence(&info.title);
    let mut full = title.clone();
    let mut help = Vec::new();
    if let Some(why) = &info.why {
        full += &format!(" {}", sentence(why));
    }
    for (lead, text) in [("Next step", &info.help), ("Why", &info.why)] {
        if let Some(text) = text {
            help.push((lead, text.clone()));
        }
    }
    if !info.authority.is_empty() {
        help.push(("Authority", info.authority.join(", ")));
    }
    help.push(("Basis", info.basis.clone()));
    let pack = id.split('/').next().unwrap_or_default();
    let plain: Vec<String> =
        help.iter().map(|(lead, text)| format!("{lead}: {}", clean_line(text))).collect();
    let marked: Vec<String> =
        help.iter().map(|(lead, text)| format!("**{lead}:** {}", markdown::text(text))).collect();
    json!({
        "id": clean_line(id),
        "name": name(id),
        "shortDescription": { "text": shortened(&title, DESCRIPTION) },
        "fullDescription": { "text": shortened(&full, DESCRIPTION) },
        "help": { "text": plain.join("\n"), "markdown": marked.join("\n\n") },
        "defaultConfiguration": { "level": info.severity.name() },
        "properties": {
            "tags": [clean_line(pack), clean_line(&info.basis)],
            "problem.severity": weight(info.severity),
            "authority": info.authority.iter().map(|id| clean_line(id)).collect::<Vec<_>>(),
        },
    })
}

/// The rule behind what soplint says of a file as such, which no policy asks for.
fn remark(id: &str) -> Value {
    let what = id.rsplit('/').next().unwrap_or_default().replace('-', " ");
    let title = sentence(&format!("A file or setting that could not be used as it is ({what})"));
    let help = "Next step: each finding says what to do. What hangs on this could not be checked.";
    json!({
        "id": clean_line(id),
        "name": name(id),
        "shortDescription": { "text": shortened(&title, DESCRIPTION) },
        "fullDescription": { "text": shortened(&title, DESCRIPTION) },
        "help": { "text": help, "markdown": help },
        "defaultConfiguration": { "level": "error" },
        "properties": { "tags": ["soplint"], "problem.severity": "error" },
    })
}

/// What GitHub calls a severity.
fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "recommendation",
    }
}

/// `sop/scope` as `SopScope`.
fn name(id: &str) -> String {
    let words = id.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<Vec<_>>()
        })
        .take(NAME)
        .collect();
    if name.is_empty() { "Policy".to_owned() } else { name }
}

/// With a full stop.
fn sentence(text: &str) -> String {
    let text = clean_line(text.trim());
    if text.ends_with(['.', '!', '?']) { text } else { text + "." }
}

fn shortened(text: &str, characters: usize) -> String {
    let text = clean_line(text);
    match text.char_indices().nth(characters) {
        Some(_) => text.chars().take(characters - 1).collect::<String>() + "…",
        None => text,
    }
}

/// A message that is only read: a `[word](target)` in it stays words and does not become a link.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut slashes = 0;
    for c in clean_text(text).chars() {
        if matches!(c, '[' | ']') {
            // A reader takes two backslashes for one, but only before a bracket.
            out.extend(std::iter::repeat_n('\\', slashes + 1));
        }
        slashes = if c == '\\' { slashes + 1 } else { 0 };
        out.push(c);
    }
    if out.is_empty() { "…".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_no_link() {
        assert_eq!(words("See [this](1)."), "See \\[this\\](1).");
        assert_eq!(words("a\\[b\\\\]c\\d"), "a\\\\\\[b\\\\\\\\\\]c\\d");
    }

    #[test]
    fn names_are_words_run_together() {
        assert_eq!(name("sop/escalation-actionable"), "SopEscalationActionable");
        assert_eq!(name("//"), "Policy");
        assert_eq!(name(&"é".repeat(300)).chars().count(), NAME);
    }
}
