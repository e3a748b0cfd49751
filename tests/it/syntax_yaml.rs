//! The YAML reader on any text, and on real files: every span re-reads to the value that it claims.
//!
//! Real files are read only where `SOPLINT_SHARED` names their folder.
#![allow(clippy::disallowed_methods, reason = "tests read real files and the environment")]
#![allow(clippy::print_stdout, reason = "how much was looked at is worth seeing")]

use std::path::{Path, PathBuf};

use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_oneof, proptest};
use serde::Deserialize;
use soplint::syntax::split;
use soplint::syntax::yaml::{Limits, Node, Scalar, Stream, Style, Value, from_node, parse, prose};
use soplint::text::Span;

/// What was looked at.
#[derive(Debug, Default)]
struct Tally {
    files: usize,
    scalars: usize,
    collections: usize,
    comments: usize,
    words: usize,
    failures: Vec<String>,
}

/// Larger collections are not read again: that would take time in size times depth.
const REREAD: usize = 2_000;

impl Tally {
    fn stream(&mut self, source: &str, documents: &[Node], comments: &[Span]) {
        self.files += 1;
        for comment in comments {
            let text = comment.of(source);
            let again = parse(text, Limits::default());
            if again.comments != [Span::new(0, text.len())] || !again.documents.is_empty() {
                self.failures.push(format!("comment {text:?}"));
            }
            self.comments += 1;
        }
        documents.iter().for_each(|node| self.node(source, node));
    }

    fn node(&mut self, source: &str, node: &Node) {
        assert!(source.get(node.span.range()).is_some(), "{:?} lies in the text", node.span);
        if node.definition().is_some() {
            let name = node.span.of(source);
            return assert!(name.starts_with('*') && !name.contains([' ', '\n']), "an alias: {name:?}");
        }
        match &node.value {
            Value::Scalar(scalar) => self.scalar(source, node, scalar),
            Value::Seq(items) => items.iter().for_each(|item| self.node(source, item)),
            Value::Map(entries) => entries.iter().for_each(|entry| {
                self.node(source, &entry.key);
                self.node(source, &entry.value);
            }),
        }
        if !matches!(node.value, Value::Scalar(_)) && node.span.len() <= REREAD && !is_loose(node) {
            self.collections += 1;
            let line = source[..node.span.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
            let column = source[line..node.span.start as usize].chars().filter(|c| *c != '\u{feff}').count();
            let written = node.span.of(source);
            let again = [format!("{}{written}", " ".repeat(column)), written.to_owned()];
            if !again.iter().any(|text| root(text).is_some_and(|root| same(&root, node))) {
                self.failures.push(format!("collection {written:?}"));
            }
        }
    }

    fn scalar(&mut self, source: &str, node: &Node, scalar: &Scalar) {
        self.scalars += 1;
        if !rereads(source, node, scalar) {
            self.failures.push(format!(
                "{:?} {:?} for {:?}",
                scalar.style(),
                node.span.of(source),
                scalar.text()
            ));
        }
        let prose = prose(source, node);
        assert_eq!(prose.text(), scalar.text());
        let mut at = 0;
        for word in scalar.text().split([' ', '\n', '\t']) {
            let range = at..at + word.len();
            at += word.len() + 1;
            if word.is_empty() {
                continue;
            }
            self.words += 1;
            let written = prose.source(range).of(source);
            let plainly = match scalar.style() {
                Style::SingleQuoted => written.replace("''", "'") == word,
                Style::DoubleQuoted if written.contains('\\') => {
                    root(&format!("\"{written}\"")).and_then(|node| node.text().map(|text| text == word))
                        == Some(true)
                }
                _ => written == word,
            };
            if !plainly {
                self.failures.push(format!("word {word:?} is said to be at {written:?}"));
            }
        }
    }

    #[track_caller]
    fn assert_sound(&self) {
        println!(
            "{} texts: {} scalars, {} collections, {} comments, {} words",
            self.files, self.scalars, self.collections, self.comments, self.words
        );
        assert!(
            self.failures.is_empty(),
            "{} failures: {:#?}",
            self.failures.len(),
            &self.failures[..self.failures.len().min(20)]
        );
    }
}

fn root(text: &str) -> Option<Node> {
    let Stream { documents, problems, .. } = parse(text, Limits::default());
    documents.into_iter().next().filter(|_| problems.iter().all(|problem| !problem.partial))
}

/// Whether the bytes of a scalar, read alone, are the scalar.
fn rereads(source: &str, node: &Node, scalar: &Scalar) -> bool {
    const BLANK: [char; 4] = [' ', '\n', '\r', '\t'];
    let written = node.span.of(source);
    let read = |text: &str| root(text).and_then(|node| node.text().map(str::to_owned));
    match scalar.style() {
        _ if node.span.is_empty() => scalar.text().trim_matches(BLANK).is_empty(),
        Style::Plain => {
            let mut around = [written.to_owned(), format!("[{written}]"), format!("- {written}")].into_iter();
            around.any(|text| {
                let node = root(&text);
                let inner =
                    node.as_ref().and_then(|node| node.items().map_or(Some(node), |items| items.first()));
                inner.and_then(Node::text) == Some(scalar.text())
            })
        }
        Style::SingleQuoted | Style::DoubleQuoted => read(written).as_deref() == Some(scalar.text()),
        Style::Literal | Style::Folded => {
            let line = source[..node.span.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
            let indent = (node.span.start as usize - line).to_string();
            let mark = if scalar.style() == Style::Literal { '|' } else { '>' };
            let indicator = if written.starts_with(' ') && indent.len() == 1 { indent.as_str() } else { "" };
            let header = format!("{mark}{indicator}-\n{}", &source[line..node.span.start as usize]);
            let again = read(&format!("{header}{written}"));
            again.is_some_and(|text| {
                text.trim_end_matches(BLANK) == scalar.text().trim_end_matches(BLANK).trim_start_matches('\n')
            }) || indent.len() > 1 && written.starts_with(' ')
        }
    }
}

/// Whether a node needs something from elsewhere in the text to be read.
fn is_loose(node: &Node) -> bool {
    node.definition().is_some()
        || node.tag().is_some()
        || match &node.value {
            Value::Scalar(_) => false,
            Value::Seq(items) => items.iter().any(is_loose),
            Value::Map(entries) => entries.iter().any(|entry| is_loose(&entry.key) || is_loose(&entry.value)),
        }
}

/// Equal but for places; a text at the end of the bytes may have lost its last line breaks.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Scalar(one), Value::Scalar(other)) => one.text().trim_end() == other.text().trim_end(),
        (Value::Seq(one), Value::Seq(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Map(one), Value::Map(other)) => {
            let pairs = one.iter().zip(other);
            one.len() == other.len()
                && pairs
                    .clone()
                    .all(|(one, other)| same(&one.key, &other.key) && same(&one.value, &other.value))
        }
        _ => false,
    }
}

/// Whatever is read, spans and problems fit the text.
fn assert_fits(source: &str) {
    let stream = parse(source, Limits::default());
    let blank = source.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty();
    for problem in &stream.problems {
        assert!(source.get(problem.span.range()).is_some(), "{problem:?} in {source:?}");
        assert!(blank || !problem.span.is_empty(), "{problem:?} in {source:?}");
        assert!(problem.related.as_ref().is_none_or(|(span, _)| source.get(span.range()).is_some()));
    }
    assert!(stream.problems.iter().filter(|problem| problem.partial).count() <= 1);
    assert!(stream.comments.iter().all(|comment| comment.of(source).starts_with('#')));
    let mut open: Vec<_> = stream.documents.iter().collect();
    while let Some(node) = open.pop() {
        assert!(source.get(node.span.range()).is_some(), "{node:?} in {source:?}");
        assert_eq!(prose(source, node).text(), node.text().unwrap_or(""));
        match &node.value {
            Value::Scalar(_) => {}
            Value::Seq(items) => open.extend(items),
            Value::Map(entries) => open.extend(entries.iter().flat_map(|entry| [&entry.key, &entry.value])),
        }
    }
    let (front, body) = split(source);
    assert!(source.is_char_boundary(body));
    if let Some(front) = front {
        assert!(front.content.end as usize <= body && source.get(front.span.range()).is_some());
        assert!(front.problems.iter().filter(|problem| problem.partial).count() <= 1);
    }
}

/// Pieces that mean something to YAML, in any order.
fn yamlish() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "a",
            "b: ",
            "key:",
            "- ",
            "\n",
            "\n  ",
            "\r\n",
            "\t",
            " ",
            "# c",
            "[",
            "]",
            "{",
            "}",
            ", ",
            ": ",
            "? ",
            "|",
            ">",
            "|2-",
            "'",
            "\"",
            "\\",
            "\\u00e9",
            "&x ",
            "*x",
            "!!str ",
            "!",
            "---\n",
            "...\n",
            "~",
            "<<: ",
            "%YAML 1.2",
            "\u{feff}",
            "é",
            "\u{1f600}",
            "\u{201c}",
            "\u{a0}",
            "1",
            "\n\n",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A document in block style with every style of scalar.
fn document() -> impl Strategy<Value = String> {
    let word = "[a-zé\u{2019}\u{1f600}][a-z0-9é ]{0,12}[a-z]";
    let scalar = prop_oneof![
        word.prop_map(|text| format!(" {text}\n")),
        word.prop_map(|text| format!(" '{text} it''s'  # why\n")),
        word.prop_map(|text| format!(" \"{text}\\t\\u00e9 \\\"x\\\"\"\n")),
        (word, word).prop_map(|(one, two)| format!(" {one}\n      {two}\n")),
        (word, word).prop_map(|(one, two)| format!(" |\n      {one}\n\n       {two}\n")),
        (word, word).prop_map(|(one, two)| format!(" >-\n      {one}\n      {two}\n\n      {one}\n")),
        (word, word).prop_map(|(one, two)| format!(" [{one}, '{two}', {{x: {one}}}, ]\n")),
        Just("\n".to_owned()),
    ];
    let entry = prop_oneof![
        scalar.clone().prop_map(|value| format!("KEY:{value}")),
        (scalar.clone(), scalar.clone()).prop_map(|(one, two)| format!("KEY:\n  one:{one}  two:{two}")),
        (scalar.clone(), scalar.clone(), scalar)
            .prop_map(|(one, two, three)| { format!("KEY:\n  -{one}  # c\n  - one:{two}    two:{three}") }),
    ];
    (prop::collection::vec(entry, 1..6), any::<bool>(), any::<bool>()).prop_map(|(entries, bom, crlf)| {
        let text: String =
            entries.iter().enumerate().map(|(at, entry)| entry.replace("KEY", &format!("k{at}"))).collect();
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        if bom { format!("\u{feff}{text}") } else { text }
    })
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(source in prop_oneof![any::<String>(), yamlish(), yamlish().prop_map(|text| format!("---\n{text}"))]) {
        assert_fits(&source);
    }

    #[test]
    fn every_node_of_a_document_rereads(source in document()) {
        let stream = parse(&source, Limits::default());
        prop_assert!(stream.problems.is_empty(), "{:?} in {source:?}", stream.problems);
        let mut tally = Tally::default();
        tally.stream(&source, &stream.documents, &stream.comments);
        prop_assert!(tally.failures.is_empty(), "{:?} in {source:?}", tally.failures);
    }
}

fn shared() -> Option<PathBuf> {
    std::env::var_os("SOPLINT_SHARED").map(PathBuf::from)
}

/// Path and text of the files below a folder of the shared data.
fn files(folder: &Path, extensions: &[&str]) -> Vec<(String, String)> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let wanted =
        walk.filter(|entry| entry.path().extension().is_some_and(|ext| extensions.iter().any(|e| ext == *e)));
    wanted
        .filter_map(|entry| {
            Some((entry.path().display().to_string(), std::fs::read_to_string(entry.path()).ok()?))
        })
        .collect()
}

fn real_files(shared: &Path, extensions: &[&str]) -> Vec<(String, String)> {
    let mut all = files(&shared.join("corpus"), extensions);
    all.extend(files(&shared.join("domain"), extensions));
    all
}

/// The same text as another editor would have saved or someone else typed it.
fn transforms(source: &str) -> Vec<String> {
    let plain = source.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    vec![
        source.to_owned(),
        plain.replace('\n', "\r\n"),
        format!("\u{feff}{plain}"),
        plain.replace(" the ", " the\t"),
        plain.replace(" and ", " \u{1f600} "),
        plain.replace(" of ", " \u{2019}of\u{201d}\u{a0}"),
    ]
}

#[test]
fn every_span_of_real_files_rereads() {
    let Some(shared) = shared() else { return };
    let mut tally = Tally::default();
    for (path, text) in real_files(&shared, &["yaml", "yml"]) {
        for (number, source) in transforms(&text).iter().enumerate() {
            if number > 1 && source.len() > 200_000 {
                continue; // one of them with CRLF is enough
            }
            let stream = parse(source, Limits::default());
            let before = tally.failures.len();
            tally.stream(source, &stream.documents, &stream.comments);
            tally.failures[before..]
                .iter_mut()
                .for_each(|failure| *failure = format!("{path} ({number}): {failure}"));
        }
    }
    for (path, text) in real_files(&shared, &["md"]) {
        for (number, source) in transforms(&text).iter().enumerate() {
            let (Some(front), body) = split(source) else { continue };
            assert!(body >= front.content.end as usize);
            let before = tally.failures.len();
            tally.stream(source, front.root.as_slice(), &front.comments);
            tally.failures[before..]
                .iter_mut()
                .for_each(|failure| *failure = format!("{path} ({number}): {failure}"));
        }
    }
    tally.assert_sound();
    assert!(tally.scalars > 200_000 && tally.collections > 50_000 && tally.words > 500_000);
}

#[test]
fn real_files_read_as_an_independent_reader_reads_them() {
    let Some(shared) = shared() else { return };
    let (mut compared, mut different) = (0, Vec::new());
    let mut texts = real_files(&shared, &["yaml", "yml"]);
    for (path, text) in real_files(&shared, &["md"]) {
        if let (Some(front), _) = split(&text) {
            texts.push((path, front.content.of(&text).to_owned()));
        }
    }
    for (path, text) in texts {
        let theirs: Result<Vec<serde_yaml::Value>, _> = serde_yaml::Deserializer::from_str(&text)
            .map(|document| {
                let mut value = serde_yaml::Value::deserialize(document)?;
                value.apply_merge()?;
                Ok::<_, serde_yaml::Error>(value)
            })
            .collect();
        let stream = parse(&text, Limits::default());
        match (theirs, stream.problems.first()) {
            (Err(_), Some(_)) => {}
            (Err(error), None) => different.push(format!("{path}: only the other reader objects: {error}")),
            (Ok(_), Some(problem)) => different.push(format!("{path}: only ours objects: {problem:?}")),
            (Ok(theirs), None) => {
                compared += 1;
                let ours: Vec<serde_yaml::Value> =
                    stream.documents.iter().map(|node| from_node(node).expect("any data")).collect();
                for (one, other) in ours.iter().zip(&theirs) {
                    if one != other {
                        different.push(format!("{path}: {}", first_difference(one, other)));
                    }
                }
                if ours.len() != theirs.len() {
                    different.push(format!("{path}: {} documents, not {}", ours.len(), theirs.len()));
                }
            }
        }
    }
    println!("{compared} texts compared");
    assert!(compared > 250);
    assert!(different.is_empty(), "{different:#?}");
}

/// The YAML project's own test suite: what its examples mean, and which of them are broken.
#[test]
fn the_examples_of_the_yaml_test_suite_mean_what_it_says() {
    #[derive(Deserialize)]
    struct Case {
        yaml: Option<String>,
        json: Option<String>,
        #[serde(default)]
        fail: bool,
    }
    let Some(shared) = shared() else { return };
    let (mut tally, mut compared, mut broken, mut different) = (Tally::default(), 0, 0, Vec::new());
    for (path, text) in files(&shared.join("corpus/yaml-robustness/yaml-test-suite"), &["yaml"]) {
        let name = path.rsplit('/').next().expect("a file name").to_owned();
        let cases: Vec<Case> = from_node(&root(&text).expect("a sound file")).expect("cases");
        for (number, case) in cases.iter().enumerate() {
            let Some(yaml) = &case.yaml else { continue };
            let marks = [
                ("\u{2423}", " "),
                ("\u{2014}", ""),
                ("\u{bb}", "\t"),
                ("\u{21b5}", ""),
                ("\u{2190}", "\r"),
                ("\u{21d4}", "\u{feff}"),
            ];
            let mut source = marks.iter().fold(yaml.clone(), |text, (mark, means)| text.replace(mark, means));
            if let Some(end) = source.find('\u{220e}') {
                source.truncate(end);
            }
            assert_fits(&source);
            let stream = parse(&source, Limits::default());
            let before = tally.failures.len();
            tally.stream(&source, &stream.documents, &stream.comments);
            tally.failures[before..]
                .iter_mut()
                .for_each(|failure| *failure = format!("{name} ({number}): {failure}"));
            if case.fail {
                broken += 1;
                if stream.problems.is_empty() {
                    different.push(format!("{name} ({number}): read, but is broken: {source:?}"));
                }
            } else if let Some(json) = &case.json {
                compared += 1;
                let theirs: Vec<serde_json::Value> = serde_json::Deserializer::from_str(json)
                    .into_iter()
                    .collect::<Result<_, _>>()
                    .expect("JSON");
                let ours: Result<Vec<serde_json::Value>, _> =
                    stream.documents.iter().map(from_node).collect();
                let equal = |ours: &[serde_json::Value]| {
                    ours.iter().map(ToString::to_string).eq(theirs.iter().map(ToString::to_string))
                };
                if !ours.as_deref().is_ok_and(equal) {
                    different.push(format!(
                        "{name} ({number}): {ours:?} is not {theirs:?}, {:?} in {source:?}",
                        stream.problems
                    ));
                }
            }
        }
    }
    println!("{compared} examples compared, {broken} are broken");
    assert!(compared > 40 && broken > 10 && different.is_empty(), "{different:#?}");
    tally.assert_sound();
}

fn first_difference(ours: &serde_yaml::Value, theirs: &serde_yaml::Value) -> String {
    use serde_yaml::Value::{Mapping, Sequence};
    match (ours, theirs) {
        (Sequence(one), Sequence(two)) if one.len() == two.len() => one
            .iter()
            .zip(two)
            .find(|(one, two)| one != two)
            .map_or(String::new(), |(one, two)| first_difference(one, two)),
        (Mapping(one), Mapping(two)) if one.len() == two.len() => one
            .iter()
            .zip(two)
            .find(|(one, two)| one != two)
            .map_or("order".into(), |((key, one), (other, two))| {
                format!("{key:?}/{other:?}: {}", first_difference(one, two))
            }),
        _ => format!("{ours:?} is not {theirs:?}"),
    }
}

#[test]
fn any_prefix_of_a_file_is_read_without_panic() {
    let source =
        "a: &x {b: [1, 'é', *x], ? c : |-\n  d}\n--- # e\n- !t \"\\u00e9\"\n- >+\n  f\n\n...\n**g: h: i\n";
    for (end, _) in source.char_indices() {
        assert_fits(&source[..end]);
    }
    let Some(shared) = shared() else { return };
    let all = files(&shared.join("domain/examples"), &["yaml", "yml", "md"]);
    for (_, text) in all.iter().filter(|(_, text)| text.len() < 3_000).take(12) {
        text.char_indices().for_each(|(end, _)| assert_fits(&text[..end]));
    }
}
