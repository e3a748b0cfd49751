//! For a job summary or a comment on GitHub: tables of findings, the most severe first.
//!
//! The only markup is that of this file. Whatever a document, a file name or a policy says goes through
//! [`text`] and is shown as it was written, whatever it would mean in Markdown or to GitHub.

use std::collections::BTreeMap;
use std::io;

use crate::diagnostic::{Diagnostic, Outcome, Report, Severity, Waived};
use crate::text::Encoding;

use super::Style;
use super::closing::{closing, count, summary};
use super::place::{Region, by_weight};
use super::terminal::clean_line;

/// Bytes that the findings may take. GitHub drops a summary of more than 1 MiB (1,048,576 bytes) whole;
/// what follows the findings, and what other tools write into the same summary, needs room too.
const ROOM: usize = 800_000;
/// Bytes that the reasons may take.
const REASONS: usize = 100_000;
/// Characters of a cell.
const CELL: usize = 2_000;
/// What a check is called that could not be made.
const UNMADE: &str = "check that could not be made";
/// Packs that the closing line names.
const PACKS: usize = 40;

pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    if !style.quiet {
        writeln!(out, "## soplint\n\n{}\n", text(&summary(report)))?;
    }
    if style.summary_only {
        counts(report, out)?;
    } else {
        findings(report, out)?;
    }
    if !style.quiet {
        writeln!(out, "{}", text(&closing(report, PACKS)))?;
    }
    Ok(())
}

fn findings(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let (unmade, found): (Vec<_>, Vec<_>) =
        by_weight(report).into_iter().partition(|finding| finding.outcome == Outcome::CannotCheck);
    let of = |severity| found.iter().copied().filter(|f| f.severity == severity).collect::<Vec<_>>();
    let groups = [
        ("error", of(Severity::Error)),
        ("warning", of(Severity::Warning)),
        ("note", of(Severity::Note)),
        (UNMADE, unmade),
    ];
    let all = report.diagnostics.len();
    let (mut room, mut shown) = (ROOM, 0);
    for (noun, group) in groups.iter().filter(|(_, group)| !group.is_empty()) {
        let title = match (*noun, group.len()) {
            (UNMADE, 2..) => format!("{} checks that could not be made", group.len()),
            (noun, number) => count(number, noun),
        };
        let head =
            format!("### {title}\n\n| Where | Finding | Next step | Policy |\n| --- | --- | --- | --- |\n");
        let mut table = head.clone();
        for finding in group {
            let row = row(report, finding);
            if table.len() + row.len() > room {
                room = 0;
                break;
            }
            table += &row;
            shown += 1;
        }
        if table != head {
            writeln!(out, "{table}")?;
        }
        room = room.saturating_sub(table.len());
    }
    if shown < all {
        let (more, is) = (count(all - shown, "more finding"), if all - shown == 1 { "is" } else { "are" });
        writeln!(
            out,
            "**{more}** {is} not shown here, since GitHub takes no more; `soplint check` shows all {all}.\n"
        )?;
    }
    waived(report, room, out)?;
    reasons(report, out)
}

/// What is accepted for a time.
fn waived(report: &Report, mut room: usize, out: &mut dyn io::Write) -> io::Result<()> {
    if report.waived.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {} accepted by waiver\n", count(report.waived.len(), "finding"))?;
    writeln!(out, "| Where | Finding | Until | Approved by | Reason | Policy |")?;
    writeln!(out, "| --- | --- | --- | --- | --- | --- |")?;
    for (number, Waived { finding, reason, approved_by, expires, .. }) in report.waived.iter().enumerate() {
        let place = place(report, finding);
        let [message, until, by, reason, policy] =
            [&finding.message, expires, approved_by, reason, &*finding.policy].map(cell);
        let row = format!("| {place} | {message} | {until} | {by} | {reason} | {policy} |\n");
        if row.len() > room {
            let left = report.waived.len() - number;
            writeln!(out, "\n**{}** not shown here.", count(left, "more waived finding"))?;
            break;
        }
        room -= row.len();
        out.write_all(row.as_bytes())?;
    }
    writeln!(out)
}

fn row(report: &Report, finding: &Diagnostic) -> String {
    let cells = [
        place(report, finding),
        cell(&finding.message),
        cell(finding.help.as_deref().unwrap_or_default()),
        cell(&finding.policy),
    ];
    format!("| {} |\n", cells.join(" | "))
}

fn place(report: &Report, finding: &Diagnostic) -> String {
    let file = report.sources.get(finding.primary.at.source);
    let line = Region::new(file, finding.primary.at.span, Encoding::CodePoints).start.line;
    format!("{}, line {line}", cell(file.path().as_str()))
}

/// Why the policies that found something ask for it.
fn reasons(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut reasons: BTreeMap<&str, &str> = BTreeMap::new();
    for finding in &report.diagnostics {
        if let Some(why) = &finding.why {
            reasons.entry(&finding.policy).or_insert(why);
        }
    }
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(out, "### Why this is asked\n")?;
    let (mut room, all) = (REASONS, reasons.len());
    for (number, (policy, why)) in reasons.into_iter().enumerate() {
        let line = format!("- Policy {}: {}\n", cell(policy), cell(why));
        if line.len() > room {
            writeln!(out, "- … and {}", count(all - number, "more reason"))?;
            break;
        }
        room -= line.len();
        out.write_all(line.as_bytes())?;
    }
    writeln!(out)
}

/// In the place of findings: how each policy with something to say ended.
fn counts(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let outcomes =
        [Outcome::NotFound, Outcome::Misplaced, Outcome::Conflict, Outcome::CannotCheck, Outcome::Waived];
    let told: Vec<_> = report
        .policies
        .iter()
        .filter(|tally| outcomes.iter().any(|outcome| tally.count(*outcome) > 0))
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    writeln!(out, "| Policy | not found | misplaced | conflict | cannot check | waived |")?;
    writeln!(out, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    let mut room = ROOM;
    for (number, tally) in told.iter().enumerate() {
        let numbers = outcomes.map(|outcome| tally.count(outcome).to_string()).join(" | ");
        let row = format!("| {} | {numbers} |\n", cell(&tally.id));
        if row.len() > room {
            writeln!(out, "\n**{} not shown here.**", count(told.len() - number, "more policy line"))?;
            break;
        }
        room -= row.len();
        out.write_all(row.as_bytes())?;
    }
    writeln!(out)
}

/// [`text`] of a length that fits a table.
fn cell(words: &str) -> String {
    match words.char_indices().nth(CELL) {
        Some((at, _)) => text(&words[..at]) + "…",
        None => text(words),
    }
}

/// Breaks what GitHub would make a link of, without a sign that a reader sees. Dependabot and Renovate
/// break mentions in this way.
const GAP: &str = "&#8203;";

/// Words as Markdown that shows these words on one line and does nothing else: no markup, no HTML, no
/// link, no mention, no reference to an issue or a commit, no emoji, no formula, no workflow command.
/// Must not be the first thing on a line.
pub(super) fn text(words: &str) -> String {
    let words = clean_line(words);
    let mut out = String::with_capacity(words.len() + words.len() / 8);
    // Characters of a word that reads like a commit, from its start or from the last gap.
    let mut commit = None;
    for (at, c) in words.char_indices() {
        let (before, after) = (&words[..at], &words[at + c.len_utf8()..]);
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '|' => out += "&#124;",
            '$' => out += "&#36;",
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '^' | '=' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        if !is_word(c) {
            commit = None;
        } else if !before.ends_with(is_word) {
            commit = is_commit(c, after).then_some(0);
        }
        let splits = match c {
            // @name, name@example.com, #12, owner/name#12
            '@' | '#' => true,
            // https://example.com, :tada:
            ':' => after.starts_with(|next: char| next.is_ascii_alphanumeric() || "/+-_".contains(next)),
            // GH-12
            '-' => ends_with_word(before, "gh") && after.starts_with(|next: char| next.is_ascii_digit()),
            // www.example.com
            'w' | 'W' => after.starts_with('.') && ends_with_word(before, "ww"),
            _ => commit == Some(SHORTEST_COMMIT - 2),
        };
        commit = commit.map(|length| if splits { 0 } else { length + 1 });
        if splits {
            out += GAP;
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// Whether a text ends with these letters, in whatever case.
fn ends_with_word(text: &str, letters: &str) -> bool {
    let start = text.len().checked_sub(letters.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(letters))
}

/// Digits by which GitHub knows a commit; fewer are only a word.
const SHORTEST_COMMIT: usize = 7;

/// Whether a word that starts with `first` is what git calls a commit by.
fn is_commit(first: char, rest: &str) -> bool {
    let rest = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
    rest.len() + 1 >= SHORTEST_COMMIT
        && first.is_ascii_hexdigit()
        && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        for (words, written) in [
            ("Answer within “two rings”.", "Answer within “two rings”."),
            ("sops/a_b.md", "sops/a\\_b.md"),
            ("[x](http://a.b)\n# c", "\\[x\\](http:&#8203;//a.b) #&#8203; c"),
            ("<b>&amp;|", "&lt;b&gt;&amp;amp;&#124;"),
            ("@team, #12, GH-12", "@&#8203;team, #&#8203;12, GH-&#8203;12"),
            ("WWW.example.com :tada:", "WWW&#8203;.example.com :&#8203;tada:"),
            ("0123abc 2026-10-15 decades", "0123ab&#8203;c 2026-10-15 decades"),
            ("at 10:30", "at 10:&#8203;30"),
        ] {
            assert_eq!(text(words), written);
        }
    }
}
