//! The README, held to the program: what it shows is what comes out, and what it names is there.
//!
//! In a copy of `fixtures/firms/failing`, YAML blocks that begin with the comment of a path are
//! written to that path, and `console` blocks are run. A line `...` stands for any lines.
//! `INSTA_UPDATE=always` writes what came out into the README, but into no block with `...`.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![allow(clippy::disallowed_methods, reason = "tests make files and run the program")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use soplint::render::Format;
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn readme() -> String {
    fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap()
}

/// What a command wrote, errors last, and its exit code.
fn soplint<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> (String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soplint"));
    let out = command.args(arguments).current_dir(folder).env_clear().env("COLUMNS", "100").output().unwrap();
    let text = [out.stdout, out.stderr].concat();
    (String::from_utf8(text).unwrap(), out.status.code().unwrap())
}

/// Both firms, side by side, outside any repository.
fn firms() -> TempDir {
    let folder = TempDir::new().unwrap();
    for firm in ["failing", "passing"] {
        copy(&Path::new(ROOT).join("fixtures/firms").join(firm), &folder.path().join(firm));
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// Fenced blocks: the word after the fence, and the text.
fn blocks(markdown: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = markdown;
    while let Some(start) = rest.find("\n```").filter(|start| rest.len() > start + 4) {
        let (language, after) = rest[start + 4..].split_once('\n').expect("a fence ends its line");
        let end = after.find("```").expect("a block is closed");
        found.push((language, &after[..end]));
        rest = &after[end + 3..];
    }
    found
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

#[test]
fn transcripts_are_what_comes_out() {
    let folder = firms();
    let firm = folder.path().join("failing");
    let readme = readme();
    let mut updated = readme.clone();
    let mut ran = 0;
    for (language, block) in blocks(&readme) {
        if let Some(path) = block
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# policies/"))
            .filter(|_| language == "yaml")
        {
            let path = firm.join("policies").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, block).unwrap();
        }
        if language != "console" {
            continue;
        }
        let mut code = 0;
        let mut actual = String::new();
        for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            actual += &format!("$ {command}\n");
            match words(command).as_slice() {
                ["echo", "$?"] => actual += &format!("{code}\n"),
                ["soplint", arguments @ ..] => {
                    let (text, ended) = soplint(&firm, arguments.iter().copied());
                    code = ended;
                    actual += &text;
                    ran += 1;
                }
                other => panic!("not a command of soplint: {other:?}"),
            }
        }
        let elided = block.lines().any(|line| line == "...");
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") && !elided {
            updated = updated.replacen(block, &actual, 1);
        } else {
            assert!(matches(block, &actual), "the README shows\n{block}\nand this came out\n{actual}");
        }
    }
    assert!(ran >= 4, "only {ran} commands were run");
    if updated != readme {
        fs::write(Path::new(ROOT).join("README.md"), updated).unwrap();
    }
}

/// Whether a text is what is shown, where `...` on a line of its own stands for any lines.
fn matches(shown: &str, actual: &str) -> bool {
    let mut parts = shown.split("...\n");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = actual.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        let at = if parts.peek().is_none() {
            rest.len().checked_sub(part.len()).filter(|_| rest.ends_with(part))
        } else {
            rest.find(part)
        };
        let Some(at) = at else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[test]
fn the_first_command_finds_the_gaps() {
    let readme = readme();
    let command = blocks(&readme)
        .into_iter()
        .find_map(|(_, block)| block.strip_prefix("cargo run --locked -- "))
        .unwrap();
    let (text, code) = soplint(Path::new(ROOT), words(command));
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("error[sop/turnaround-measurable]") && text.contains("documents"), "{text}");
    assert!(text.contains("It does not give legal advice"), "{text}");
}

#[test]
fn the_settings_shown_are_settings() {
    let readme = readme();
    let settings =
        blocks(&readme).into_iter().find(|(_, block)| block.starts_with("# soplint.yaml")).unwrap().1;
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("soplint.yaml"), settings).unwrap();
    fs::create_dir(folder.path().join("procedures")).unwrap();
    fs::write(
        folder.path().join("procedures/a.md"),
        "# Calls\n\n## Stormy weather\n\nAsk when a caller is in custody.\n",
    )
    .unwrap();
    let (text, code) = soplint(folder.path(), ["check", "--output", "concise"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("error[sop/scope]") && !text.contains("error[sop/escalation]"), "{text}");
    assert!(!text.contains("soplint.yaml:"), "{text}");
}

#[test]
fn the_headings_shown_are_known() {
    let readme = readme();
    let folder = TempDir::new().unwrap();
    let mut rows = 0;
    for line in readme.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, _, concept, headings, _] = cells.as_slice() else { continue };
        let Some(concept) = concept.strip_prefix('`').and_then(|concept| concept.strip_suffix('`')) else {
            continue;
        };
        rows += 1;
        for heading in headings.split("; ") {
            fs::write(folder.path().join("a.md"), format!("# Calls\n\n## {heading}\n\nSome words.\n"))
                .unwrap();
            let (text, _) = soplint(folder.path(), ["inspect", "--kind", "sop", "a.md"]);
            assert!(
                text.contains(&format!("{heading}  -> {concept}")),
                "{heading} is not taken for {concept}:\n{text}"
            );
        }
    }
    assert_eq!(rows, 6);
    let marker = blocks(&readme).into_iter().find(|(language, _)| *language == "markdown").unwrap().1;
    fs::write(folder.path().join("a.md"), format!("# Calls\n\n{marker}\nSome words.\n")).unwrap();
    let (text, _) = soplint(folder.path(), ["inspect", "--kind", "sop", "a.md"]);
    assert!(text.contains("Stormy weather  -> escalation"), "{text}");
}

/// Every command, flag and format of the program is named, and nothing else.
#[test]
fn commands_flags_and_formats_are_those_there_are() {
    let readme = readme();
    let folder = TempDir::new().unwrap();
    let (help, _) = soplint(folder.path(), ["--help"]);
    let listed =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let mut flags = help.clone();
    for command in
        listed.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help")
    {
        assert!(
            [' ', '`'].iter().any(|end| readme.contains(&format!("| `soplint {command}{end}"))),
            "{command} is not in the README"
        );
        flags += &soplint(folder.path(), [command, "--help"]).0;
    }
    let named = |text: &str| -> BTreeSet<String> {
        let starts = text.match_indices("--").map(|(at, _)| &text[at + 2..]);
        let name =
            |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect::<String>();
        starts.map(name).filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase())).collect()
    };
    let cargo = ["locked", "path", "hook-stage", "no-verify"].map(str::to_owned);
    let known = named(&flags);
    let unknown: Vec<_> =
        named(&readme).into_iter().filter(|flag| !known.contains(flag) && !cargo.contains(flag)).collect();
    assert!(unknown.is_empty(), "no such flags: {unknown:?}");
    for format in Format::names() {
        assert!(readme.contains(&format!("\n| `{format}` | ")), "{format} is not in the README");
    }
    for code in 0..=2 {
        assert!(readme.contains(&format!("\n| {code} | ")), "exit code {code} is not in the README");
    }
}
