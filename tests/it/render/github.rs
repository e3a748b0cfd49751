//! Workflow commands, read back as the GitHub runner reads them.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use soplint::diagnostic::{Outcome, Report, Severity};
use soplint::render::{Format, Guard, Printed, Style, neutral};
use soplint::text::{Location, SourceFile, Span};

use super::sample::{empty, finding, label, sample};
use super::{style, text};

/// What the runner obeys.
const NAMES: [&str; 17] = [
    "internal-set-repo-path",
    "set-env",
    "set-output",
    "save-state",
    "add-mask",
    "add-path",
    "add-matcher",
    "remove-matcher",
    "debug",
    "warning",
    "error",
    "notice",
    "group",
    "endgroup",
    "echo",
    "stop-commands",
    "token", // once it was given to `stop-commands`
];

/// An order to the runner.
#[derive(Debug, PartialEq)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) properties: BTreeMap<String, String>,
    pub(crate) data: String,
}

fn unescaped(text: &str, marks: &[(&str, &str)]) -> String {
    marks.iter().fold(text.to_owned(), |text, (mark, c)| text.replace(mark, c))
}

/// One line, as `ActionCommand` of the runner reads it, written in both ways.
pub(crate) fn command(line: &str) -> Option<Command> {
    let data = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
    let property = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
    let known = |name: &str| NAMES.contains(&name.to_ascii_lowercase().as_str());
    let new = line.trim_start().strip_prefix("::").and_then(|rest| rest.split_once("::"));
    if let Some((info, rest)) = new {
        let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
        if known(name) {
            let properties = properties.trim().split(',').filter_map(|pair| pair.split_once('='));
            return Some(Command {
                name: name.to_ascii_lowercase(),
                properties: properties.map(|(k, v)| (k.into(), unescaped(v, &property))).collect(),
                data: unescaped(rest, &data),
            });
        }
    }
    let (_, old) = line.split_once("##[")?;
    let (info, rest) = old.split_once(']')?;
    let name = info.split(' ').next().unwrap_or_default();
    known(name).then(|| Command {
        name: name.to_ascii_lowercase(),
        properties: BTreeMap::new(),
        data: rest.into(),
    })
}

/// Everything that a step prints, line by line; a lone carriage return ends a line too.
fn commands(printed: &str) -> Vec<Command> {
    printed.split(['\n', '\r']).filter_map(command).collect()
}

/// What somebody would write who wants to be obeyed.
fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(vec![
            "::",
            "##[",
            "]",
            "%0A",
            "%0D",
            "%25",
            "%3A",
            "%2C",
            "%",
            ":",
            ",",
            "=",
            "\n",
            "\r",
            "\r\n",
            " ",
            "\u{2028}",
            "\u{85}",
            "\u{3000}",
            "\u{feff}",
            "\u{1b}[0m",
            "::add-mask::x",
            "##[add-mask]e",
            "::stop-commands::token",
            "##[stop-commands]token",
            "::error file=x::y",
            "::set-output name=a::b",
            "#",
            "[",
            "title=",
            "file=",
            "::token::",
        ])
        .prop_map(str::to_owned),
        prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned),
        "\\PC{0,4}",
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

/// A finding whose every word is hostile.
fn report(words: &[String; 5], severities: &[Severity]) -> Report {
    let [path, content, message, help, policy] = words;
    let mut report = empty();
    report.tree.clone_from(help);
    report.packs.push(policy.clone());
    let source = report.sources.add(Arc::new(SourceFile::new(format!("a/{path}"), content.as_str())));
    report.documents.push(format!("a/{path}").into());
    for severity in severities {
        let here = Location { source, span: Span::new(0, content.len()) };
        let mut one =
            finding(&format!("a/{policy}"), *severity, Outcome::NotFound, message, label(here, content));
        one.help = Some(help.clone());
        one.why = Some(content.clone());
        report.diagnostics.push(one);
    }
    report
}

fn severities() -> impl Strategy<Value = Vec<Severity>> {
    prop::collection::vec(
        prop::sample::select(vec![Severity::Error, Severity::Warning, Severity::Note]),
        0..35,
    )
}

fn words() -> impl Strategy<Value = [String; 5]> {
    [hostile(), hostile(), hostile(), hostile(), hostile()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn exactly_our_commands_come_out(words in words(), severities in severities()) {
        let report = report(&words, &severities);
        let printed = text(Format::Github, &report, &style(80));
        let read = commands(&printed);
        let count = |severity| severities.iter().filter(|s| **s == severity).count();
        let numbers = [Severity::Error, Severity::Warning, Severity::Note].map(count);
        let over = numbers.iter().any(|number| *number > 10);
        let [errors, warnings, notes] = numbers;
        let shown = [errors.min(10), warnings.min(10), notes.min(if over { 9 } else { 10 })];
        let expected = ["error", "warning", "notice"].iter().zip(shown).flat_map(|(name, n)| vec![*name; n]);
        let expected: Vec<&str> = expected.chain(over.then_some("notice")).collect();
        prop_assert_eq!(read.iter().map(|command| command.name.as_str()).collect::<Vec<_>>(), expected);
        // One line for each, the counts and the closing line.
        prop_assert_eq!(printed.lines().count(), read.len() + 2);
        for command in &read[..read.len() - usize::from(over)] {
            let path = &command.properties["file"];
            prop_assert!(path.starts_with("a/"));
            if !words[0].contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r') || c == '\u{2028}') {
                prop_assert!(*path == format!("a/{}", words[0]), "{path:?}");
            }
            for line in command.data.lines() {
                prop_assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line:?}");
            }
            prop_assert!(command.properties.len() == 6 || !command.properties.contains_key("col"));
            let known = |key: &String| ["file", "line", "endLine", "col", "endColumn", "title"].contains(&key.as_str());
            prop_assert!(command.properties.keys().all(known));
        }
        if over {
            let left = severities.len() - shown.iter().sum::<usize>();
            let more = &read[read.len() - 1];
            prop_assert_eq!(&more.properties["title"], "soplint");
            prop_assert!(more.data.starts_with(&format!("{left} more finding")), "{}", more.data);
        }
    }

    #[test]
    fn no_other_format_is_obeyed(words in words(), severities in severities()) {
        let report = report(&words, &severities);
        for format in Format::names().filter_map(Format::from_name).filter(|format| *format != Format::Github) {
            let plain = text(format, &report, &style(80));
            let mut printed = Vec::new();
            let mut guard = Guard::new(&mut printed, format.printed(), true);
            for part in plain.as_bytes().chunks(7) {
                guard.write_all(part).expect("memory takes everything");
            }
            guard.flush().expect("memory takes everything");
            let printed = String::from_utf8(printed).expect("output is UTF-8");
            prop_assert_eq!(commands(&printed), []);
            if format.printed() == Printed::Json {
                let read = |text: &str| serde_json::Deserializer::from_str(text)
                    .into_iter::<serde_json::Value>().collect::<Result<Vec<_>, _>>().expect("is JSON");
                prop_assert_eq!(read(&plain), read(&printed));
            }
        }
    }

    #[test]
    fn no_line_is_obeyed(line in hostile()) {
        for line in line.split(['\n', '\r']) {
            prop_assert_eq!(command(&neutral(line)), None);
        }
    }
}

/// The reading above is the one of the model that was written from the runner's sources.
#[test]
#[allow(clippy::disallowed_methods, reason = "a slow check that runs where the model is at hand")]
fn the_model_of_the_runner_agrees() {
    let Some(shared) = std::env::var_os("SOPLINT_SHARED") else { return };
    let model = std::path::Path::new(&shared).join("integrations/ghcmd.py");
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut printed = String::new();
    for _ in 0..300 {
        let mut draw = || hostile().new_tree(&mut runner).expect("is made").current();
        let words: [String; 5] = std::array::from_fn(|_| draw());
        printed += &text(Format::Github, &report(&words, &[Severity::Error, Severity::Note]), &style(80));
        printed += &format!("{}\n", words[0]);
    }
    let mut child = std::process::Command::new("python3")
        .arg(model)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("python3 starts");
    let mut stdin = child.stdin.take().expect("is piped");
    let written = printed.clone();
    let writer = std::thread::spawn(move || stdin.write_all(written.as_bytes()));
    let output = child.wait_with_output().expect("python3 ends");
    writer.join().expect("does not panic").expect("python3 reads");
    // The model shows the name of each command second.
    let theirs: Vec<String> = String::from_utf8(output.stdout)
        .expect("is UTF-8")
        .lines()
        .map(|line| line.split('\'').nth(3).expect("is there").to_ascii_lowercase())
        .collect();
    // What a stopped runner waits for is a command too, and none that the model knows.
    let ours: Vec<String> =
        commands(&printed).into_iter().map(|command| command.name).filter(|name| name != "token").collect();
    assert!(ours.len() > 600, "{}", ours.len());
    assert_eq!(ours, theirs);
}

#[test]
fn the_most_severe_come_first_and_consequences_last() {
    let read = commands(&text(Format::Github, &sample(), &style(80)));
    let names: Vec<&str> = read.iter().map(|command| command.name.as_str()).collect();
    assert!(
        names.is_sorted_by_key(|name| ["error", "warning", "notice"].iter().position(|level| level == name))
    );
    let last = read.iter().rfind(|command| command.name == "warning").expect("is there");
    assert_eq!(last.properties["title"], "aba/consent-scope (cannot check)");
}

#[test]
fn columns_stand_only_where_the_runner_keeps_them() {
    for command in commands(&text(Format::Github, &sample(), &style(80))) {
        if !command.properties.contains_key("file") {
            continue; // what is said of the run as a whole
        }
        let number = |key: &str| command.properties[key].parse::<usize>().expect("is a number");
        let one_line = number("line") == number("endLine");
        assert_eq!(one_line, command.properties.contains_key("col"), "{command:?}");
        assert!(!one_line || number("col") <= number("endColumn"), "{command:?}");
    }
}

#[test]
fn what_is_left_over_is_counted_and_placed() {
    let mut report = empty();
    for (path, number) in [("a.md", 12), ("b.md", 5), ("c.md", 1), ("d.md", 1), ("e.md", 1)] {
        let source = report.sources.add(Arc::new(SourceFile::new(path, "text")));
        let here = Location { source, span: Span::new(0, 4) };
        let one = finding("a/b", Severity::Error, Outcome::NotFound, "m", label(here, ""));
        report.diagnostics.extend(vec![one; number]);
    }
    let printed = text(Format::Github, &report, &Style { quiet: true, ..style(80) });
    assert_eq!(printed.lines().count(), 11);
    assert!(
        printed.ends_with(
            "::notice title=soplint::10 more findings are not shown here: 5 in b.md, 2 in a.md, 1 in c.md, \
             2 in 2 other files. The job summary and `soplint check` show them.\n"
        ),
        "{printed}"
    );
}

#[test]
fn a_long_message_is_cut_where_the_runner_would() {
    let mut report = empty();
    let source = report.sources.add(Arc::new(SourceFile::new("a.md", "")));
    let here = Location { source, span: Span::at(0) };
    let long = "😀%".repeat(5_000);
    report.diagnostics.push(finding("a/b", Severity::Error, Outcome::NotFound, &long, label(here, "")));
    let data = &commands(&text(Format::Github, &report, &style(80)))[0].data;
    assert!((3_900..4_096).contains(&data.encode_utf16().count()) && data.ends_with('…'));
}
