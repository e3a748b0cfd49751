//! What ARCHITECTURE.md promises, held against the sources: layers, docs, sizes, paths.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read the sources")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Top-level modules, and how far right each stands; modules of one number do not see each other.
const LAYERS: [(&str, u8); 12] = [
    ("text", 0),
    ("diagnostic", 1),
    ("syntax", 2),
    ("workspace", 2),
    ("facts", 3),
    ("rules", 4),
    ("policy", 5),
    ("config", 6),
    ("check", 7),
    ("render", 8),
    ("lsp", 9),
    ("cli", 10),
];

/// Who may go to disk and git: everything else gets its text handed in.
const MAY_IMPORT_WORKSPACE: [&str; 3] = ["check", "lsp", "cli"];

/// Files of more lines than [`LONG`], and why they are not two files.
const LONG_FILES: [(&str, &str); 4] = [
    ("src/facts/section.rs", "one fact in all its parts, each a few lines"),
    ("src/syntax/yaml/tests.rs", "examples"),
    ("tests/it/syntax_yaml.rs", "examples"),
    ("tests/it/render/mod.rs", "examples"),
];
const LONG: usize = 400;

/// A source file with the words of its code, without comments, texts and `#[cfg(test)]` items.
struct Source {
    /// From the repository's root, with `/`.
    path: String,
    /// `src/facts/vocabulary/load.rs` is `[facts, vocabulary, load]`; `src/facts/mod.rs` is `[facts]`.
    module: Vec<String>,
    text: String,
    words: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<Source> {
    let files =
        walkdir::WalkDir::new(root().join(folder)).sort_by_file_name().into_iter().map(Result::unwrap);
    let paths =
        files.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|e| e == "rs"));
    paths.map(|path| source(folder, &path)).collect()
}

fn source(folder: &str, path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap();
    let inner: PathBuf = path.strip_prefix(root().join(folder)).unwrap().with_extension("");
    let mut module: Vec<String> = inner.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    let path = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
    let words = without_tests(words(&text));
    Source { path, module, text, words }
}

/// Rust's words and signs: enough of a lexer for paths and braces.
fn words(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let next = |offset: usize| chars.get(at + offset).copied().unwrap_or('\0');
        match chars[at] {
            '/' if next(1) == '/' => at += chars[at..].iter().take_while(|c| **c != '\n').count(),
            '/' if next(1) == '*' => {
                at += 2;
                while at < chars.len() && !(chars[at] == '*' && chars.get(at + 1) == Some(&'/')) {
                    at += 1;
                }
                at += 2;
            }
            'r' if next(1) == '"' || (next(1) == '#' && (next(2) == '"' || next(2) == '#')) => {
                let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
                let close: String = format!("\"{}", "#".repeat(hashes));
                let rest: String = chars[at + 2 + hashes..].iter().collect();
                let length = rest.find(&close).map_or(rest.len(), |end| rest[..end + close.len()].len());
                at += 2 + hashes + rest[..length].chars().count();
            }
            '"' => {
                at += 1;
                while at < chars.len() && chars[at] != '"' {
                    at += if chars[at] == '\\' { 2 } else { 1 };
                }
                at += 1;
            }
            '\'' if next(1) == '\\' => {
                at += 3 + chars[at + 3..].iter().take_while(|c| **c != '\'').count() + 1
            }
            '\'' if next(2) == '\'' => at += 3,
            c if c.is_alphanumeric() || c == '_' => {
                let word: String =
                    chars[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                at += word.chars().count();
                found.push(word);
            }
            ':' if next(1) == ':' => {
                found.push("::".into());
                at += 2;
            }
            c => {
                if !c.is_whitespace() {
                    found.push(c.into());
                }
                at += 1;
            }
        }
    }
    found
}

/// Drops every item behind `#[cfg(test)]`: up to its closing brace, or to its semicolon.
fn without_tests(words: Vec<String>) -> Vec<String> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if !words[at..].iter().take(MARK.len()).eq(MARK.iter()) {
            kept.push(words[at].clone());
            at += 1;
            continue;
        }
        let mut depth = 0;
        for word in &words[at + MARK.len()..] {
            at += 1;
            match word.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 && (word == "}" || word == ";") {
                break;
            }
        }
        at += MARK.len();
    }
    kept
}

/// Every path that begins with `crate`, `super` or `soplint`, also those inside `{...}`, word by word.
fn paths(words: &[String]) -> Vec<Vec<&str>> {
    let starts = (0..words.len()).filter(|&at| {
        let inside = at > 0 && words[at - 1] == "::";
        !inside
            && ["crate", "super", "soplint"].contains(&words[at].as_str())
            && words.get(at + 1).is_some_and(|w| w == "::")
    });
    let mut found = Vec::new();
    for start in starts {
        // Each open brace keeps the path before it.
        let mut stack: Vec<Vec<&str>> = Vec::new();
        let mut path: Vec<&str> = vec![&words[start]];
        for word in &words[start + 1..] {
            match word.as_str() {
                "::" => {}
                "{" if !stack.is_empty() || path.len() > 1 || words[start + 2] == "{" => {
                    stack.push(path.clone())
                }
                "," | "}" if !stack.is_empty() => {
                    let before = stack.last().unwrap().clone();
                    if path != before {
                        found.push(path);
                    }
                    path = before;
                    if word == "}" {
                        stack.pop();
                        path = stack.last().cloned().unwrap_or_default();
                    }
                    if stack.is_empty() {
                        break;
                    }
                }
                "self" if !stack.is_empty() => found.push(path.clone()),
                "as" | "*" if !stack.is_empty() => {}
                name if name.chars().all(|c| c.is_alphanumeric() || c == '_') => path.push(name),
                _ => break,
            }
        }
        if stack.is_empty() && !path.is_empty() {
            found.push(path);
        }
    }
    found
}

/// A path from the crate's root; `None` where it leads to another crate.
fn resolve<'a>(source: &'a Source, path: &[&'a str]) -> Vec<&'a str> {
    let supers = path.iter().take_while(|part| **part == "super").count();
    let keep = source.module.len().saturating_sub(supers);
    let start = if supers > 0 { &source.module[..keep] } else { &[] };
    start.iter().map(String::as_str).chain(path.iter().skip(supers.max(1)).copied()).collect()
}

fn layer(name: &str) -> Option<u8> {
    LAYERS.iter().find(|(module, _)| *module == name).map(|(_, layer)| *layer)
}

#[test]
fn data_flows_one_way() {
    let mut wrong = Vec::new();
    for source in rust_files("src") {
        let Some(own) = source.module.first() else { continue };
        let own_layer =
            layer(own).unwrap_or_else(|| panic!("{}: '{own}' has no place among the layers", source.path));
        for path in paths(&source.words) {
            let supers = path.iter().take_while(|part| **part == "super").count();
            if supers >= source.module.len() {
                wrong.push(format!(
                    "{}: `{}` leaves its top-level module; write `crate::`",
                    source.path,
                    path.join("::")
                ));
                continue;
            }
            let target = resolve(&source, &path);
            let Some(target) = target.first().filter(|target| **target != own) else { continue };
            match layer(target) {
                None => wrong.push(format!(
                    "{}: `{}` names no module of the layers",
                    source.path,
                    path.join("::")
                )),
                Some(layer) if layer >= own_layer => {
                    wrong.push(format!("{}: '{own}' imports '{target}'", source.path))
                }
                Some(_) if *target == "workspace" && !MAY_IMPORT_WORKSPACE.contains(&own.as_str()) => {
                    wrong.push(format!("{}: '{own}' goes to disk", source.path));
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Within a folder: `a` uses `b` where it names `super::b`, or a name that `mod.rs` takes from `b`.
#[test]
fn no_modules_of_a_folder_import_each_other() {
    let sources = rust_files("src");
    // For each folder, the names that its `mod.rs` brings in, with the module that each comes from.
    let mut from: BTreeMap<&[String], BTreeMap<&str, &str>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.path.ends_with("/mod.rs")) {
        let names = from.entry(&source.module).or_default();
        for statement in source.words.split(|word| word == ";") {
            let Some(at) = statement.iter().position(|word| word == "use") else { continue };
            let Some(module) = statement.get(at + 1) else { continue };
            let known = sources.iter().any(|other| {
                other
                    .module
                    .split_last()
                    .is_some_and(|(last, parent)| last == module && parent == source.module)
            });
            for name in statement[at + 2..].iter().filter(|_| known) {
                names.insert(name, module);
            }
        }
    }
    let mut edges: BTreeMap<(&[String], &str), BTreeSet<&str>> = BTreeMap::new();
    for source in &sources {
        for path in paths(&source.words) {
            let target = resolve(source, &path);
            // The folder in which the two ways part.
            let shared = source.module.iter().zip(&target).take_while(|(a, b)| a == *b).count();
            let (Some(own), Some(name)) = (source.module.get(shared), target.get(shared)) else { continue };
            let folder = &source.module[..shared];
            let is_module = sources.iter().any(|other| {
                other.module.starts_with(folder) && other.module.get(shared).is_some_and(|m| m == name)
            });
            let module = if is_module {
                Some(*name)
            } else {
                from.get(folder).and_then(|names| names.get(name)).copied()
            };
            if let Some(module) = module.filter(|module| module != own && shared > 0) {
                edges.entry((folder, own)).or_default().insert(module);
            }
        }
    }
    let mut cycles = BTreeSet::new();
    for (folder, start) in edges.keys() {
        let (mut stack, mut seen) = (vec![*start], BTreeSet::new());
        while let Some(module) = stack.pop() {
            for next in edges.get(&(*folder, module)).into_iter().flatten() {
                if next == start {
                    cycles.insert(format!("{}: {start} <- {module}", folder.join("/")));
                } else if seen.insert(*next) {
                    stack.push(next);
                }
            }
        }
    }
    assert!(
        cycles.is_empty(),
        "modules that need each other:\n{}",
        cycles.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn the_words_of_a_source_are_read_as_rust_reads_them() {
    let text = "use crate::{text::{Span, self}, facts}; // crate::not\n#[cfg(test)] mod tests { use crate::render; }\n\
        let a = ['\"', '\\'']; let b = \"crate::no\"; let c: &'static str = r#\"crate::\"no\"#; super::super::x();";
    let words = without_tests(words(text));
    let paths: Vec<_> = paths(&words).iter().map(|path| path.join(" ")).collect();
    assert_eq!(paths, ["crate text Span", "crate text", "crate facts", "super super x"]);
}

#[test]
fn every_file_says_what_it_is() {
    let sources: Vec<Source> = ["src", "tests"].into_iter().flat_map(rust_files).collect();
    let silent: Vec<_> =
        sources.iter().filter(|source| !source.text.starts_with("//! ")).map(|source| &source.path).collect();
    assert!(sources.len() > 100 && silent.is_empty(), "{silent:?}");
}

#[test]
fn long_files_are_few_and_known() {
    let sources: Vec<Source> = ["src", "tests"].into_iter().flat_map(rust_files).collect();
    for source in &sources {
        let lines = source.text.lines().count();
        let known = LONG_FILES.iter().any(|(path, _)| *path == source.path);
        assert!(lines <= LONG || known, "{} has {lines} lines; make it two files", source.path);
    }
    for (path, _) in LONG_FILES {
        assert!(sources.iter().any(|source| source.path == path), "{path} is gone; take it off the list");
    }
}

#[test]
fn the_paths_that_architecture_names_exist() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there");
    let quoted = text.split('`').skip(1).step_by(2);
    let folders = ["src/", "policies/", "tests/", "fixtures/"];
    for quoted in quoted.filter(|quoted| folders.iter().any(|folder| quoted.starts_with(folder))) {
        // `policies/<pack>/*.yaml` is a pattern: what stands before it is a path.
        let plain = quoted.split(['<', '*', '{', '…', ' ', '(']).next().unwrap_or(quoted);
        let path = if plain.len() < quoted.len() {
            plain.rsplit_once('/').map_or("", |(folder, _)| folder)
        } else {
            plain
        };
        let path = path.split("::").next().unwrap_or(path);
        assert!(root().join(path).exists(), "ARCHITECTURE.md names `{quoted}`, which is not there");
    }
}
