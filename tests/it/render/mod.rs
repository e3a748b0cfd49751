//! One sample report in every output format, held as files in `fixtures/render`, and what must be
//! true of any report: JSON keeps its keys, positions agree with the bytes, and nothing that a
//! document says can steer a terminal.

pub(crate) mod github;
mod markdown;
mod outputs;
mod sample;
mod sarif;

use std::io;
use std::sync::Arc;

use serde_json::Value;
use soplint::diagnostic::{ConceptTally, Fingerprint, Outcome, Report, Severity};
use soplint::render::{Format, Style, render};
use soplint::text::{Location, SourceFile, Span};

use sample::{INTAKE, empty, finding, label, sample};

fn text(format: Format, report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    render(format, report, style, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("output is UTF-8")
}

/// Compares with a file in `fixtures/render`; escape sequences stand there as `␛`.
fn hold(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../fixtures/render");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text.replace('\u{1b}', "␛")));
}

fn style(width: usize) -> Style {
    Style { width, ..Style::default() }
}

#[test]
fn the_sample_in_every_format() {
    let report = sample();
    hold("sample.human-80", &text(Format::Human, &report, &style(80)));
    hold("sample.human-100-colour", &text(Format::Human, &report, &Style { colour: true, ..style(100) }));
    hold("sample.human-verbose", &text(Format::Human, &report, &Style { verbose: true, ..style(80) }));
    hold("sample.human-summary", &text(Format::Human, &report, &Style { summary_only: true, ..style(80) }));
    hold("sample.human-triage", &text(Format::Human, &report, &Style { triage: true, ..style(80) }));
    hold("sample.concise", &text(Format::Concise, &report, &style(80)));
    hold("sample.json", &text(Format::Json, &report, &style(80)));
    hold("sample.lsp", &text(Format::Lsp, &report, &style(80)));
    hold("sample.sarif", &text(Format::Sarif, &report, &style(80)));
    hold("sample.github", &text(Format::Github, &report, &style(80)));
    hold("sample.markdown", &text(Format::Markdown, &report, &style(80)));
    hold(
        "sample.markdown-summary",
        &text(Format::Markdown, &report, &Style { summary_only: true, ..style(80) }),
    );
    let nothing = Report { documents: vec![INTAKE.into()], ..empty() };
    hold("nothing.human", &text(Format::Human, &nothing, &style(80)));
    hold("nothing.json", &text(Format::Json, &nothing, &style(80)));
    hold("nothing.sarif", &text(Format::Sarif, &nothing, &style(80)));
    hold("nothing.github", &text(Format::Github, &nothing, &style(80)));
    hold("nothing.markdown", &text(Format::Markdown, &nothing, &style(80)));
    hold("nothing.triage", &text(Format::Human, &empty(), &Style { triage: true, ..style(80) }));
}

#[test]
fn every_format_has_a_name() {
    let names: Vec<&str> = Format::names().collect();
    assert_eq!(names, ["human", "concise", "json", "lsp", "sarif", "github", "markdown"]);
    assert!(names.iter().all(|name| Format::from_name(name).is_some_and(|format| format.name() == *name)));
    assert_eq!(Format::from_name("html"), None);
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("is an object").keys().map(String::as_str).collect()
}

/// The byte offset of a line and a column in code points, both from 1.
fn offset(text: &str, point: &Value) -> u64 {
    let number = |key: &str| point[key].as_u64().expect("is a number");
    let (mut line, mut column) = (1, 1);
    for (at, c) in text.char_indices() {
        if (line, column) == (number("line"), number("column")) {
            return at as u64;
        }
        let breaks = c == '\n' || c == '\r' && !text[at + 1..].starts_with('\n');
        (line, column) = if breaks { (line + 1, 1) } else { (line, column + 1) };
    }
    assert_eq!((line, column), (number("line"), number("column")));
    text.len() as u64
}

#[test]
fn json_keeps_its_keys_and_its_positions_agree() {
    let report = sample();
    let json: Value = serde_json::from_str(&text(Format::Json, &report, &style(80))).expect("is JSON");
    assert_eq!(
        keys(&json),
        ["version", "soplint", "as_of", "tree", "diagnostics", "waived", "policies", "summary"]
    );
    assert_eq!(json["version"], 1);
    assert_eq!(
        keys(&json["summary"]),
        ["documents", "errors", "warnings", "notes", "cannot_check", "waived"]
    );
    let policy = [
        "id",
        "subjects",
        "found",
        "misplaced",
        "not_found",
        "conflict",
        "cannot_check",
        "not_applicable",
        "waived",
    ];
    assert_eq!(keys(&json["policies"][0]), policy);

    let place = |place: &Value| {
        let (_, file) =
            report.sources.iter().find(|(_, file)| place["path"] == file.path().as_str()).expect("is a file");
        for end in ["start", "end"] {
            assert_eq!(offset(file.text(), &place["range"][end]), place["span"][end], "{place}");
        }
    };
    let findings = json["diagnostics"].as_array().expect("is a list");
    assert_eq!(findings.len(), report.diagnostics.len());
    for (finding, diagnostic) in findings.iter().zip(&report.diagnostics) {
        assert_eq!(
            keys(finding),
            [
                "policy",
                "severity",
                "outcome",
                "path",
                "span",
                "range",
                "message",
                "help",
                "why",
                "authority",
                "related",
                "fix",
                "fingerprint",
                "cause"
            ]
        );
        assert_eq!(finding["message"], diagnostic.message.as_str());
        assert_eq!(finding["span"]["start"], diagnostic.primary.at.span.start);
        place(finding);
        for related in finding["related"].as_array().expect("is a list") {
            assert_eq!(keys(related), ["path", "span", "range", "message"]);
            place(related);
        }
    }
    let fix = &findings.last().expect("is there")["fix"];
    assert_eq!(keys(fix), ["title", "safety", "edits"]);
    assert_eq!(keys(&fix["edits"][0]), ["path", "span", "range", "replacement"]);
    place(&fix["edits"][0]);
}

#[test]
fn editors_get_utf_16_and_a_uri() {
    let root = Style { root: Some("/srv/a firm".into()), ..Style::default() };
    let lines = text(Format::Lsp, &sample(), &root);
    let files: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("is JSON")).collect();
    let file =
        files.iter().find(|file| file["uri"] == "file:///srv/a%20firm/sops/a%C3%B1o-r%C3%A9sum%C3%A9.md");
    let finding = &file.expect("is there")["diagnostics"][1];
    let range = &finding["range"];
    let width = range["end"]["character"].as_u64().expect("is there")
        - range["start"]["character"].as_u64().expect("is there");
    assert_eq!(width as usize, "“asks 👩‍👩‍👧 somebody”".encode_utf16().count());
    assert_eq!(finding["severity"], 2);
}

/// Every look that a terminal may be given.
fn looks() -> Vec<(Format, Style)> {
    let change = [
        |_: &mut Style| {},
        |style: &mut Style| style.verbose = true,
        |style: &mut Style| style.summary_only = true,
        |style: &mut Style| style.triage = true,
    ];
    let mut looks = Vec::new();
    for format in [Format::Human, Format::Concise, Format::Github, Format::Markdown] {
        for (change, width) in change.into_iter().zip([80, 40, 0, 120]) {
            let mut style = style(width);
            change(&mut style);
            looks.push((format, style));
        }
    }
    looks
}

#[test]
fn nothing_that_a_document_says_steers_the_terminal() {
    let mut report = sample();
    let nasty = "\u{1b}[2J\u{9b}31m\u{202e}\u{2066}\u{200f}\u{61c}\r\u{7}\u{8}\u{7f}\u{2028}\u{85}";
    let words = format!("a{nasty}\nb");
    report.packs.push(words.clone());
    report.tree.clone_from(&words);
    report.time_zones = Some(words.clone());
    report.concepts[0].title.clone_from(&words);
    report.policies[0].id = words.as_str().into();
    let source = report.sources.add(Arc::new(SourceFile::new(format!("{words}.yaml"), words.as_str())));
    let here = Location { source, span: Span::new(0, words.len()) };
    let cause = report.diagnostics[11].fingerprint.clone();
    let all = report.diagnostics.len();
    for (index, diagnostic) in report.diagnostics.iter_mut().enumerate() {
        diagnostic.message.push_str(nasty);
        diagnostic.primary.text.push_str(nasty);
        diagnostic.related.push(label(here, &words));
        diagnostic.help = Some(words.clone());
        diagnostic.why = Some(words.clone());
        if let Some(fix) = &mut diagnostic.fix {
            fix.title.push_str(nasty);
        }
        if index + 1 < all && index % 2 == 0 {
            diagnostic.cause = Some(cause.clone());
            diagnostic.primary.at = here;
        }
    }
    for (format, style) in looks() {
        let shown = text(format, &report, &style);
        let bad = |c: char| {
            c.is_control() && c != '\n'
                || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!shown.contains(bad), "{format:?} {style:?}\n{shown:?}");
        if format == Format::Concise {
            let findings = if style.summary_only { 0 } else { all + report.waived.len() };
            assert_eq!(shown.lines().count(), findings + 2, "{shown}");
        }
    }
}

#[test]
fn lines_are_no_wider_than_the_terminal() {
    for width in [60, 80, 100] {
        for verbose in [false, true] {
            let shown = text(Format::Human, &sample(), &Style { verbose, ..style(width) });
            for line in shown.lines().filter(|line| !line.contains("─[")) {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn a_run_for_people_says_what_it_does_not_decide() {
    let report = sample();
    for (format, style) in looks() {
        let shown = text(format, &report, &style).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            shown
                .contains("does not decide whether an arrangement complies with any rule. As of 2026-10-15;")
        );
        assert!(shown.ends_with("time-zone data 2026b."), "{shown}");
    }
    let bare = Report { packs: Vec::new(), time_zones: None, ..empty() };
    assert!(text(Format::Concise, &bare, &style(80)).ends_with("with any rule. As of 2026-10-15.\n"));
}

#[test]
fn quiet_is_findings_alone() {
    let quiet = Style { quiet: true, triage: true, ..style(80) };
    for format in [Format::Human, Format::Concise, Format::Github, Format::Markdown] {
        assert_eq!(text(format, &empty(), &quiet), "");
        let shown = text(format, &sample(), &quiet);
        assert!(shown.contains("sop/scope") && !shown.contains("As of"), "{shown}");
    }
}

#[test]
fn the_first_look_is_one_screen() {
    let mut report = sample();
    report.packs = (0..24).map(|n| format!("supervision-{n} 2026-10")).collect();
    report.documents = (0..12_345).map(|n| format!("sops/{n}.md").into()).collect();
    for concept in &mut report.concepts {
        *concept = ConceptTally {
            title: "Confidentiality and error tracking".into(),
            found: 0,
            misplaced: 4321,
            not_found: 8024,
        };
    }
    report.concepts.extend(report.concepts.clone());
    let shown = text(Format::Human, &report, &Style { triage: true, ..style(80) });
    assert!(shown.lines().count() <= 24, "{}\n{shown}", shown.lines().count());
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
}

#[test]
fn every_finding_is_seen_whatever_its_cause() {
    let mut report = sample();
    let names: Vec<Fingerprint> = report.diagnostics.iter().map(|d| d.fingerprint.clone()).collect();
    let (all, last) = (names.len(), names.len() - 1);
    // In a ring, in a chain that ends in a ring, on itself, and on something that is not in the report.
    for (index, diagnostic) in report.diagnostics.iter_mut().enumerate() {
        diagnostic.policy = format!("a/policy-{index:02}-").into();
        diagnostic.cause = Some(match index {
            0..3 => names[(index + 1) % 3].clone(),
            3..6 => names[index - 1].clone(),
            6 => names[6].clone(),
            _ if index == last => Fingerprint("of another run".into()),
            _ => names[last].clone(),
        });
    }
    let shown = text(Format::Human, &report, &style(80));
    for index in 0..all {
        assert_eq!(shown.matches(&format!("a/policy-{index:02}-")).count(), 1, "{index}\n{shown}");
    }
    assert!(
        shown.contains("[a/policy-06-]")
            && shown.contains("[a/policy-11-]")
            && !shown.contains("[a/policy-07-]")
    );
    let verbose = text(Format::Human, &report, &Style { verbose: true, ..style(80) });
    assert!((0..all).all(|index| verbose.contains(&format!("[a/policy-{index:02}-]"))), "{verbose}");
}

#[test]
fn any_place_in_any_text_is_drawn() {
    let long = format!("{}needle{}\n", "é".repeat(70_000), "x".repeat(70_000));
    let texts = [
        "",
        "\n",
        "x",
        "\u{feff}x\n",
        "\r\n",
        "é\nü",
        "a\r\nb\r\n\r\nc",
        "\ra\r\rb",
        "\t\tx\ty\n",
        "日本語 text 👩‍👩‍👧 end\n",
        "a\n\n\nb\n\n\n\n\nc\nd",
        &long,
    ];
    for content in texts {
        let mut report = empty();
        let source = report.sources.add(Arc::new(SourceFile::new("a.md", content)));
        let last = content.len() + 2;
        let ends = (0..=last).filter(|n| *n < 24 || n % 39_983 == 0 || n + 4 > last).collect::<Vec<_>>();
        let place = |start, end| Location { source, span: Span::new(start, end) };
        for (index, &start) in ends.iter().enumerate() {
            for &end in &ends[index..] {
                let mut one = finding(
                    "a/b",
                    Severity::Error,
                    Outcome::NotFound,
                    "m",
                    label(place(start, end), "here it is, in words"),
                );
                one.related.push(label(place(start / 2, end), "and here"));
                one.related.push(label(place(end, end), ""));
                report.diagnostics.push(one);
            }
        }
        for width in [0, 80] {
            let shown = text(Format::Human, &report, &style(width));
            assert_eq!(shown.matches("× error[a/b]: m\n").count(), report.diagnostics.len());
            assert!(!shown.contains("Failed to read"), "{content:?}\n{shown}");
        }
    }
    let mut report = empty();
    let source = report.sources.add(Arc::new(SourceFile::new("a.md", long.as_str())));
    let start = long.find("needle").expect("is there");
    let here = Location { source, span: Span::new(start, start + 6) };
    report.diagnostics.push(finding("a/b", Severity::Error, Outcome::NotFound, "m", label(here, "here")));
    let shown = text(Format::Human, &report, &style(80));
    let line = shown.lines().position(|line| line.contains("éneedlex")).expect("is drawn");
    let column = |line: &str, part: &str| {
        line.chars().count() - line[line.find(part).expect("is there")..].chars().count()
    };
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(column(lines[line], "needle"), column(lines[line + 1], "───┬──"), "{shown}");
    assert!(shown.contains("[a.md:1:70001]"));
}

fn many(number: usize) -> Report {
    let mut report = empty();
    let source =
        report.sources.add(Arc::new(SourceFile::new("a.md", "some words in a line\n".repeat(number))));
    report.diagnostics = (0..number)
        .map(|n| {
            let here = Location { source, span: Span::new(n * 21 + 5, n * 21 + 10) };
            let mut one = finding("a/b", Severity::Warning, Outcome::NotFound, "m", label(here, "here"));
            one.cause =
                (n > 0 && n % 2 == 0).then(|| Fingerprint(format!("a/b-{}", (n - 2) * 21 + 5).into()));
            one
        })
        .collect();
    report
}

#[test]
fn twenty_thousand_findings_in_one_file() {
    let report = many(20_000);
    let shown = text(Format::Human, &report, &style(80));
    assert_eq!(shown.matches("⚠ warning[a/b]: m\n").count(), 10_001);
    assert!(shown.contains("9999 further findings come from this: a/b ×9999\n"));
    assert_eq!(text(Format::Concise, &report, &style(80)).lines().count(), 20_002);
    assert_eq!(text(Format::Json, &report, &style(80)).lines().count(), 20_013);
    assert_eq!(text(Format::Lsp, &report, &style(80)).lines().count(), 1);
    assert_eq!(text(Format::Sarif, &report, &style(80)).matches("\n{\"ruleId\":").count(), 20_000);
    assert_eq!(text(Format::Github, &report, &style(80)).lines().count(), 10 + 1 + 2);
    assert!(text(Format::Markdown, &report, &style(80)).len() < 1 << 20);
}

/// Takes some bytes and then no more.
struct Pipe(usize);

impl io::Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_told_to_the_caller() {
    let report = sample();
    for format in Format::names().filter_map(Format::from_name) {
        for room in [0, 100, 1000] {
            let error = render(format, &report, &style(80), &mut Pipe(room)).expect_err("the pipe is closed");
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        }
    }
}
