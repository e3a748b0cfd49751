//! For reading: each finding with the lines it speaks of, what to do, and why.
//!
//! What follows from another finding of the report is only named below that one. A run ends with the
//! counts and the closing line.

use std::collections::{BTreeMap, HashMap};
use std::io;

use crate::diagnostic::{Diagnostic, Fingerprint, Label, Operand, Outcome, Report, Safety, Severity, Waived};
use crate::text::{Encoding, Location};

use super::Style;
use super::closing::{closing, count, summary};
use super::snippet::{Heading, Mark, draw};
use super::terminal::{Paint, clean_line, clean_text, table, wrap};

/// More other places than this are only counted.
const PLACES: usize = 6;
/// More consequences than this are only counted.
const CONSEQUENCES: usize = 8;

pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page { report, style, paint: Paint { colour: style.colour }, out };
    if style.summary_only {
        page.counts()?;
    } else {
        page.findings()?;
        page.waived()?;
    }
    if !style.quiet {
        let text = summary(report);
        page.paragraph(&text, |paint, line| paint.bold(line))?;
        writeln!(page.out)?;
        page.paragraph(&closing(report, usize::MAX), |paint, line| paint.dim(line))?;
    }
    Ok(())
}

struct Page<'a> {
    report: &'a Report,
    style: &'a Style,
    paint: Paint,
    out: &'a mut dyn io::Write,
}

impl Page<'_> {
    fn findings(&mut self) -> io::Result<()> {
        let findings = &self.report.diagnostics;
        let roots = roots(findings);
        let mut consequences: BTreeMap<usize, Vec<&Diagnostic>> = BTreeMap::new();
        for (index, root) in roots.iter().enumerate().filter(|(index, root)| index != *root) {
            consequences.entry(*root).or_default().push(&findings[index]);
        }
        for (index, finding) in findings.iter().enumerate() {
            let cause = &findings[roots[index]];
            if self.style.verbose {
                self.finding(finding)?;
                if roots[index] != index {
                    let text = format!("follows from {} at {}", cause.policy, self.place(cause.primary.at));
                    self.said("note", &text)?;
                }
                writeln!(self.out)?;
            } else if roots[index] == index {
                self.finding(finding)?;
                self.consequences(finding, consequences.get(&index).map_or(&[], Vec::as_slice))?;
                writeln!(self.out)?;
            }
        }
        Ok(())
    }

    /// What is accepted for a time: what, where, until when and by whom.
    fn waived(&mut self) -> io::Result<()> {
        for Waived { finding, reason, approved_by, expires, at, .. } in &self.report.waived {
            let room = self.style.width.max(40);
            let text = format!("✓ waived[{}]: {}", finding.policy, finding.message);
            for line in wrap(&clean_text(&text), room, room) {
                writeln!(self.out, "{}", self.paint.dim(line))?;
            }
            self.said("at", &self.place(finding.primary.at))?;
            let place = self.place(*at);
            self.said("until", &format!("{expires}, approved by {approved_by} ({place}): {reason}"))?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn finding(&mut self, finding: &Diagnostic) -> io::Result<()> {
        let icon = match finding.severity {
            Severity::Error => '×',
            Severity::Warning => '⚠',
            Severity::Note => '☞',
        };
        let outcome = match finding.outcome {
            Outcome::NotFound => "",
            Outcome::CannotCheck => " (cannot check)",
            other => &format!(" ({})", other.name()),
        };
        let tag = format!("{icon} {}[{}]{outcome}:", finding.severity.name(), finding.policy);
        let here = finding.primary.at.source;
        let (near, far): (Vec<_>, Vec<_>) = finding.related.iter().partition(|label| label.at.source == here);
        let mut marks =
            vec![Mark { span: finding.primary.at.span, text: &finding.primary.text, primary: true }];
        let shown = near.iter().take(PLACES);
        marks.extend(shown.map(|label| Mark { span: label.at.span, text: &label.text, primary: false }));
        let heading = Heading { tag: &tag, severity: finding.severity, message: &finding.message };
        self.drawing(&heading, finding.primary.at, &marks, 1)?;
        if let Some(help) = &finding.help {
            self.said("help", help)?;
        }
        if let Some(why) = &finding.why {
            self.said("why", why)?;
        }
        if let Some(fix) = &finding.fix {
            let care = match fix.safety {
                Safety::Safe => "",
                Safety::Unsafe => "; read the change before you keep it",
            };
            let known = finding.help.as_ref().is_some_and(|help| help.trim_end_matches('.') == fix.title);
            let what = if known { String::new() } else { format!(": {}", fix.title) };
            self.said("fix", &format!("`soplint fix` can do this{care}{what}"))?;
        }
        self.operands(&finding.operands)?;
        // The line of the policy that asked comes last and is always shown.
        let (asked, others) = far.split_last().map_or((None, &[][..]), |(last, rest)| (Some(*last), rest));
        for label in others.iter().copied().take(PLACES).chain(asked) {
            self.note(label)?;
        }
        let more = near.len().saturating_sub(PLACES) + others.len().saturating_sub(PLACES);
        if more > 0 {
            let text = format!("{} not shown here", count(more, "more place"));
            self.said("note", &text)?;
        }
        Ok(())
    }

    /// What the condition was made of, each part with its value and place.
    fn operands(&mut self, operands: &[Operand]) -> io::Result<()> {
        for Operand { expression, value, at } in operands {
            let place = at.map_or(String::new(), |at| format!("  ({})", self.place(at)));
            self.said("with", &format!("{expression} = {value}{place}"))?;
        }
        Ok(())
    }

    /// A place in another file.
    fn note(&mut self, label: &Label) -> io::Result<()> {
        let heading = Heading { tag: "note:", severity: Severity::Note, message: &label.text };
        self.drawing(&heading, label.at, &[Mark { span: label.at.span, text: "", primary: true }], 0)
    }

    fn drawing(
        &mut self,
        heading: &Heading<'_>,
        at: Location,
        marks: &[Mark<'_>],
        context: usize,
    ) -> io::Result<()> {
        let file = self.report.sources.get(at.source);
        let drawn = draw(heading, file, marks, context, self.style).map_err(io::Error::other)?;
        self.out.write_all(drawn.as_bytes())
    }

    /// Names what follows from a finding: by policy, with the path where that is another one.
    fn consequences(&mut self, cause: &Diagnostic, all: &[&Diagnostic]) -> io::Result<()> {
        let (unmade, others): (Vec<&Diagnostic>, Vec<_>) =
            all.iter().partition(|finding| finding.outcome == Outcome::CannotCheck);
        for (findings, one, many, end) in [
            (unmade, "check", "checks", " could not be made because of this"),
            (others, "finding comes", "findings come", " from this"),
        ] {
            let number = findings.len();
            if number > 0 {
                let names = self.names(cause, &findings);
                self.said(
                    "also",
                    &format!("{number} further {}{end}: {names}", if number == 1 { one } else { many }),
                )?;
            }
        }
        Ok(())
    }

    fn names(&self, cause: &Diagnostic, findings: &[&Diagnostic]) -> String {
        let mut names: BTreeMap<(Option<&str>, &str), usize> = BTreeMap::new();
        for finding in findings {
            let file = finding.primary.at.source;
            let path =
                (file != cause.primary.at.source).then(|| self.report.sources.get(file).path().as_str());
            *names.entry((path, &finding.policy)).or_default() += 1;
        }
        let more = names.len().saturating_sub(CONSEQUENCES);
        let shown = names.into_iter().take(CONSEQUENCES).map(|((path, policy), number)| {
            let times = if number > 1 { format!(" ×{number}") } else { String::new() };
            path.map_or_else(
                || format!("{policy}{times}"),
                |path| format!("{policy}{times} ({})", clean_line(path)),
            )
        });
        let mut text = shown.collect::<Vec<_>>().join(", ");
        if more > 0 {
            text += &format!(" and {more} more");
        }
        text
    }

    fn place(&self, at: Location) -> String {
        let file = self.report.sources.get(at.source);
        let start = file.position(at.span.start, Encoding::CodePoints);
        format!("{}:{}:{}", clean_line(file.path().as_str()), start.line + 1, start.column + 1)
    }

    /// A paragraph under a finding, after a word that says what it is.
    fn said(&mut self, word: &str, text: &str) -> io::Result<()> {
        let room = self.style.width.max(40) - 8;
        for (index, line) in wrap(&clean_text(text), room, room).into_iter().enumerate() {
            match index {
                0 => writeln!(self.out, "{} {line}", self.paint.cyan(format!("{word:>6}:")))?,
                _ => writeln!(self.out, "        {line}")?,
            }
        }
        Ok(())
    }

    /// A paragraph at the end of the page.
    fn paragraph(&mut self, text: &str, paint: fn(Paint, String) -> String) -> io::Result<()> {
        let room = self.style.width.max(40);
        for line in wrap(text, room, room) {
            writeln!(self.out, "{}", paint(self.paint, line))?;
        }
        Ok(())
    }

    /// In the place of findings: how each policy with something to say ended.
    fn counts(&mut self) -> io::Result<()> {
        let heads = ["not found", "misplaced", "conflict", "cannot check", "waived"];
        let outcomes =
            [Outcome::NotFound, Outcome::Misplaced, Outcome::Conflict, Outcome::CannotCheck, Outcome::Waived];
        let rows: Vec<(String, Vec<usize>)> = self
            .report
            .policies
            .iter()
            .map(|tally| (clean_line(&tally.id), outcomes.map(|outcome| tally.count(outcome)).to_vec()))
            .filter(|(_, numbers)| numbers.iter().any(|number| *number > 0))
            .collect();
        if !rows.is_empty() {
            for line in table("policy", &heads, &rows, self.paint) {
                writeln!(self.out, "{line}")?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }
}

/// For each finding the one at the head of its chain of causes: itself where it has no cause in the
/// report, and one of the ring where causes run in a ring.
fn roots(findings: &[Diagnostic]) -> Vec<usize> {
    let mut by_name: HashMap<&Fingerprint, usize> = HashMap::new();
    for (index, finding) in findings.iter().enumerate() {
        by_name.entry(&finding.fingerprint).or_insert(index);
    }
    let cause = |index: usize| findings[index].cause.as_ref().and_then(|name| by_name.get(name).copied());
    let mut roots: Vec<Option<usize>> = vec![None; findings.len()];
    for start in 0..findings.len() {
        let mut chain = Vec::new();
        let mut at = start;
        while roots[at].is_none() {
            chain.push(at);
            roots[at] = Some(at); // stays so for the head, and ends the walk of a ring
            match cause(at) {
                Some(next) => at = next,
                None => break,
            }
        }
        let root = roots[at].unwrap_or(at);
        for index in chain {
            roots[index] = Some(root);
        }
    }
    roots.into_iter().enumerate().map(|(index, root)| root.unwrap_or(index)).collect()
}
