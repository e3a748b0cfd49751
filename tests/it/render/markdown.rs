//! Markdown, read back by a Markdown parser: what is said in a report is shown and does nothing.

use std::sync::Arc;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use soplint::diagnostic::{Outcome, Report, Severity};
use soplint::render::{Format, Style};
use soplint::text::{Location, SourceFile, Span};

use super::sample::{empty, finding, label, sample};
use super::{style, text};

/// The cells of all tables, and everything else that a reader sees, with its gaps closed.
pub(super) struct Page {
    cells: Vec<String>,
    pub(super) rest: String,
}

/// Panics where there is any markup that the format does not write itself.
pub(super) fn read(markdown: &str) -> Page {
    let mut page = Page { cells: Vec::new(), rest: String::new() };
    let mut in_cell = false;
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Text(words) => {
                let words = words.replace('\u{200b}', "");
                match page.cells.last_mut() {
                    Some(cell) if in_cell => cell.push_str(&words),
                    _ => page.rest.push_str(&words),
                }
            }
            Event::Start(Tag::TableCell) => {
                in_cell = true;
                page.cells.push(String::new());
            }
            Event::End(TagEnd::TableCell) => in_cell = false,
            Event::Code(code) if &*code == "soplint check" => page.rest.push_str(&code),
            Event::SoftBreak => page.rest.push('\n'),
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::List(None)
                | Tag::Item
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::Strong,
            )
            | Event::End(_) => {}
            other => panic!("{other:?} in\n{:.2000}", markdown),
        }
    }
    page
}

/// What GitHub makes links and pictures of that CommonMark does not know, read in the text itself.
fn links(shown: &str) -> Vec<String> {
    let patterns = [
        r"@[A-Za-z0-9]",
        r"#[0-9]",
        r"(?i)\bgh-[0-9]",
        r"://",
        r"(?i)\bwww\.",
        r":[a-z0-9+_-]+:",
        r"\b[0-9a-fA-F]{7,64}\b",
        r"##\[",
    ];
    let found = patterns.iter().flat_map(|pattern| {
        let pattern = regex::Regex::new(pattern).expect("is a pattern");
        pattern.find_iter(shown).map(|found| found.as_str().to_owned()).collect::<Vec<_>>()
    });
    found.collect()
}

/// The text of the page with its gaps, as GitHub looks for mentions in it.
fn visible(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    let words = parser.map(|event| match event {
        Event::Text(words) => words.into_string(),
        Event::End(TagEnd::Strong) => String::new(),
        _ => "\n".into(),
    });
    // The parser splits text at escapes; only ends of blocks are breaks.
    words.collect::<Vec<_>>().concat()
}

fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(vec![
            "[a](http://b.c)",
            "![x](y)",
            "<img src=x onerror=y>",
            "</details>",
            "<!--",
            "-->",
            "@partners",
            "a@b.com",
            "#12",
            "owner/name#3",
            "GH-4",
            "https://example.com",
            "www.example.com",
            "mailto:a@b.c",
            ":tada:",
            "$x$",
            "$$",
            "`",
            "``",
            "|",
            "\\",
            "\\|",
            "*",
            "**",
            "_",
            "__",
            "~~",
            "~",
            "[^1]",
            "[x]",
            "[ ]",
            "- ",
            "1. ",
            "# ",
            "> ",
            "```\n",
            "\n\n",
            "\r\n",
            "\t",
            "&amp;",
            "&#64;",
            "&lt;",
            "&",
            "<",
            ">",
            "0123abc",
            "d6d3b09f",
            "::add-mask::x",
            "##[group]",
            "[[",
            "]]",
            "{{",
            "+++",
            "---",
            "===",
            "^",
            "^^",
            "||",
            ":",
            "//",
            "@",
            "#",
            "w",
            "ww",
            ".",
            "!",
            "[",
            "]",
            "(",
            ")",
            "\u{200b}",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
        "[ -~]{0,8}",
    ];
    prop::collection::vec(part, 0..9).prop_map(|parts| parts.concat())
}

/// As it is shown: on one line, without what steers a terminal.
fn shown(words: &str) -> String {
    let line = words.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ");
    let line = line.replace(['\u{200b}', '\u{2028}', '\u{2029}'], "\u{fffd}");
    line.trim().to_owned()
}

fn plain(words: &str) -> bool {
    !words.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn report(path: &str, message: &str, help: &str, policy: &str) -> Report {
    let mut report = empty();
    report.tree = help.into();
    report.packs.push(message.into());
    let source = report.sources.add(Arc::new(SourceFile::new(path, "text")));
    report.documents.push(path.into());
    let here = Location { source, span: Span::new(0, 4) };
    for outcome in [Outcome::NotFound, Outcome::CannotCheck] {
        let mut one = finding(policy, Severity::Error, outcome, message, label(here, message));
        one.help = Some(help.into());
        one.why = Some(message.into());
        report.diagnostics.push(one);
    }
    report
}

proptest! {
    #[test]
    fn words_are_shown_and_do_nothing(path in hostile(), message in hostile(), help in hostile(), policy in hostile()) {
        let report = report(&path, &message, &help, &policy);
        let markdown = text(Format::Markdown, &report, &style(80));
        let page = read(&markdown);
        prop_assert_eq!(links(&visible(&markdown)), Vec::<String>::new());
        let expected = [format!("{}, line 1", path), message, help, policy];
        prop_assert_eq!(page.cells.len(), 16);
        for row in [&page.cells[4..8], &page.cells[12..16]] {
            for (cell, words) in row.iter().zip(&expected) {
                if plain(words) {
                    prop_assert_eq!(cell.trim(), shown(words));
                }
            }
        }
    }
}

#[test]
fn the_sample_is_read_back() {
    let markdown = text(Format::Markdown, &sample(), &style(80));
    let page = read(&markdown);
    assert_eq!(page.cells.len(), (sample().diagnostics.len() + 4) * 4 + (sample().waived.len() + 1) * 6);
    assert!(page.cells.iter().any(|cell| cell == "No task scope found in “Intake calls”."));
    assert_eq!(links(&visible(&markdown)), [""; 0]);
    assert!(page.rest.contains("does not decide whether an arrangement complies"));
    let summary = text(Format::Markdown, &sample(), &Style { summary_only: true, ..style(80) });
    assert_eq!(read(&summary).cells.len(), 5 * 6);
}

#[test]
fn a_long_report_is_cut_and_says_so() {
    let report = {
        let mut report = report("a.md", &"many|words @all ".repeat(300), "b", "a/b");
        let one = report.diagnostics[0].clone();
        report.diagnostics = vec![one; 3_000];
        for (number, finding) in report.diagnostics.iter_mut().enumerate() {
            finding.policy = format!("a/{}-{number}", "b".repeat(1_000)).into();
            finding.severity = if number % 2 == 0 { Severity::Note } else { Severity::Error };
        }
        report
    };
    let markdown = text(Format::Markdown, &report, &style(80));
    assert!((700_000..=1 << 20).contains(&markdown.len()), "{}", markdown.len());
    let shown = read(&markdown).cells.len() / 4 - 1;
    assert!(shown > 100);
    assert!(markdown.contains(&format!("**{} more findings** are not shown here", 3_000 - shown)));
    assert!(!markdown.contains("### 1500 notes") && markdown.contains("### 1500 errors"));
    assert!(markdown.contains("more reasons") && markdown.ends_with("2026b.\n"));
}
