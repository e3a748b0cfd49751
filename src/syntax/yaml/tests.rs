//! The reader seen from outside: spans, meaning, mistakes, bounds, typed data.

use serde::Deserialize;

use super::{
    Limits, Node, Plain, ReadError, Spanned, Stream, Style, Value, from_node, parse, parse_at, prose,
};
use crate::syntax::{Problem, ProblemKind};
use crate::text::Span;

fn read(source: &str) -> Stream {
    parse(source, Limits::default())
}

#[track_caller]
fn sound(source: &str) -> Node {
    let stream = read(source);
    assert_eq!(stream.problems, []);
    stream.documents.into_iter().next().expect("a document")
}

#[track_caller]
fn one_problem(source: &str) -> (Stream, Problem) {
    let mut stream = read(source);
    assert_eq!(stream.problems.len(), 1, "{source:?}: {:?}", stream.problems);
    let problem = stream.problems.remove(0);
    (stream, problem)
}

/// One line per node: indentation, then the very bytes of its span.
fn outline(source: &str, node: &Node, depth: usize, out: &mut String) {
    let kind = match &node.value {
        Value::Scalar(_) => "",
        Value::Seq(_) => "seq ",
        Value::Map(_) => "map ",
    };
    *out += &format!("{}{kind}{:?}\n", "  ".repeat(depth), node.span.of(source));
    match &node.value {
        Value::Scalar(_) => {}
        Value::Seq(items) => items.iter().for_each(|item| outline(source, item, depth + 1, out)),
        Value::Map(entries) => {
            for entry in entries {
                outline(source, &entry.key, depth + 1, out);
                outline(source, &entry.value, depth + 2, out);
            }
        }
    }
}

#[test]
fn every_key_value_and_comment_has_its_bytes() {
    let source = "\u{feff}# é\r\na:\r\n  - 'it''s' # why\r\n  -\r\nb: {c: \"ñ\", d}\r\ne: |\r\n  one\r\n\r\n  two\r\n\r\nf:\r\n";
    let stream = read(source);
    let mut found = String::new();
    outline(source, &stream.documents[0], 0, &mut found);
    assert_eq!(
        found,
        r#"map "a:\r\n  - 'it''s' # why\r\n  -\r\nb: {c: \"ñ\", d}\r\ne: |\r\n  one\r\n\r\n  two\r\n\r\nf:"
  "a"
    seq "- 'it''s' # why\r\n  -"
      "'it''s'"
      ""
  "b"
    map "{c: \"ñ\", d}"
      "c"
        "\"ñ\""
      "d"
        ""
  "e"
    "one\r\n\r\n  two"
  "f"
    ""
"#
    );
    let comments: Vec<_> = stream.comments.iter().map(|comment| comment.of(source)).collect();
    assert_eq!(comments, ["# é", "# why"]);
    assert_eq!(stream.documents[0].get("e").and_then(Node::text), Some("one\n\ntwo\n"));
}

#[test]
fn a_list_starts_at_its_first_dash() {
    for (source, list) in [
        ("a:\n  - b\n  - c\nd: 1\n", "- b\n  - c"),
        ("a:\n- b\n- c\nd: 1\n", "- b\n- c"),
        ("a:\n- - b\n  - c\n", "- - b\n  - c"),
        ("a:\n- -5\n", "- -5"),
        ("'a' : &x !t # why\n- # c\n  b\n", "- # c\n  b"),
        ("a:\n-\n- b\n", "-\n- b"),
        ("? a\n: - b\n", "- b"),
        ("a: [b]\n", "[b]"),
    ] {
        let map = sound(source);
        assert_eq!(map.entries()[0].1.span.of(source), list, "{source:?}");
    }
}

#[test]
fn nothing_has_a_place_after_its_colon_or_dash() {
    for (source, at) in [
        ("key:\n", 4),
        ("key :  \nb: 1\n", 5),
        ("key: # none\n", 4),
        ("'key':", 6),
        ("? key\n", 5),
        ("? key\n:\n", 7),
        ("key: !!str\n", 10),
        ("key: &a\n", 7),
        ("{key: , b: 1}", 5),
        ("{key}", 4),
    ] {
        let map = sound(source);
        let value = map.get("key").expect("is there");
        assert_eq!((value.text(), value.span), (Some(""), Span::at(at)), "{source:?}");
    }
    let list = sound("-\n- \n- # why\n- x\n");
    let places: Vec<_> = list.items().expect("a list").iter().map(|item| item.span.start).collect();
    assert_eq!(places[..2], [1, 3]);
    let empty = sound("key: |\nnext: >-\n\n");
    let places: Vec<_> = empty.entries().iter().map(|(_, value)| value.span).collect();
    assert_eq!(places, [Span::at(6), Span::at(15)]);
}

#[test]
fn a_part_of_a_file_has_the_spans_of_the_file() {
    let source = "---\nsco\u{200b}pe: [a, é]\n---\nscope: b\n";
    let end = source.rfind("---").expect("is there");
    let stream = parse_at(source, Span::new(4, end), Limits::default());
    assert_eq!(stream.documents[0].span.of(source), "sco\u{200b}pe: [a, é]");
    let broken = parse_at("---\na: [\n---\nb: ]\n", Span::new(4, 9), Limits::default());
    assert_eq!((broken.problems.len(), broken.problems[0].span), (1, Span::new(7, 8)));
}

#[test]
fn the_first_of_equal_keys_counts_and_both_are_shown() {
    let many: String = (0..20).map(|i| format!("k{i}: 1\n")).collect();
    for filler in ["other: 1\n", &many] {
        let source = format!("status: draft\n{filler}status: active\n");
        let (stream, problem) = one_problem(&source);
        assert_eq!((problem.kind, problem.partial), (ProblemKind::DuplicateKey, false));
        assert_eq!(problem.span.start as usize, source.rfind("status").expect("is there"));
        assert_eq!(problem.related.map(|(span, _)| span), Some(Span::new(0, 6)));
        let map = &stream.documents[0];
        assert_eq!(map.get("status").and_then(Node::text), Some("draft"));
        let entries = map.entries();
        assert_eq!(entries.iter().filter(|(key, _)| key.text() == Some("status")).count(), 1);
        assert_eq!(entries[0].1.text(), Some("draft"));
        assert_eq!(entries.len() + 1, source.lines().count());
    }
}

#[test]
fn merge_keys_fill_in_and_never_override() {
    let map = sound("base: &b {x: 1, y: 2}\nmore: &m {y: 9, z: 3}\nuse:\n  <<: [*b, *m]\n  x: 7\n");
    let used = map.get("use").expect("is there");
    let entries: Vec<_> = used.entries().into_iter().map(|(key, value)| (key.text(), value.text())).collect();
    assert_eq!(entries, [(Some("x"), Some("7")), (Some("y"), Some("2")), (Some("z"), Some("3"))]);
    assert_eq!(used.get("y").and_then(Node::text), Some("2"));
    assert_eq!(used.get("<<"), None);
}

#[test]
fn an_alias_stands_where_it_is_used_and_knows_where_it_is_written() {
    let source = "a: &x 'it''s'\nb: *x\nc: &y [1, *x]\nd: *y\n";
    let map = sound(source);
    let b = map.get("b").expect("is there");
    assert_eq!((b.span.of(source), b.definition().map(|span| span.of(source))), ("*x", Some("'it''s'")));
    assert_eq!(prose(source, b).source(0..4).of(source), "it''s");
    assert_eq!(map.get("d").and_then(Node::items).map(<[Node]>::len), Some(2));

    let stream = read("a: &x [1, *x]\nb: *nowhere\nc: 3\n");
    assert_eq!(stream.problems.iter().map(|p| p.kind).collect::<Vec<_>>(), [ProblemKind::Alias; 2]);
    assert_eq!(stream.documents[0].get("c").and_then(Node::typed), Some(Plain::Int(3)));
}

#[test]
fn hostile_files_end_in_one_problem() {
    let (mut bomb, mut tower) =
        (String::from("a0: &a0 [lol, lol, lol]\n"), String::from("a0: &a0 [[[[[[[[[[x]]]]]]]]]]\n"));
    for i in 1..40 {
        bomb += &format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(", "));
        tower += &format!("a{i}: &a{i} [[[[[[[[[[*a{}]]]]]]]]]]\n", i - 1);
    }
    for text in [
        bomb,
        tower,
        format!("{}x{}{}", "&n [".repeat(60), ",1".repeat(300_000), "]".repeat(60)),
        format!("{}x", "- ".repeat(100_000)),
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- \n".repeat(600_000),
        "x".repeat(5 << 20),
        format!("\n\n  text: {}", "x".repeat(5 << 20)),
    ] {
        let (_, problem) = one_problem(&text);
        assert_eq!(problem.kind, ProblemKind::Limit);
        assert!(problem.partial && !problem.span.is_empty(), "{problem:?}");
    }
    let keys: String = (0..100_000).map(|i| format!("k{i}: {i}\n")).collect();
    let map = sound(&keys);
    assert_eq!(
        (map.entries().len(), map.get("k99999").and_then(Node::typed)),
        (100_000, Some(Plain::Int(99_999)))
    );
    let long = format!("a: |\n{}", "  word word\n".repeat(200_000));
    assert_eq!(sound(&long).get("a").and_then(Node::text).map(str::len), Some(2_000_000));
    let comments = format!("a:\n{}  b: 1\n", "# word\n".repeat(500));
    assert!(sound(&comments).get("a").and_then(|a| a.get("b")).is_some());
}

#[test]
fn scalars_mean_what_yaml_1_2_says_and_other_readings_are_named() {
    use Plain::{Bool, Float, Int, Null, Text};
    for (source, meaning, other) in [
        ("NO", Text("NO"), Some("a truth value")),
        ("yes", Text("yes"), Some("a truth value")),
        ("18:00", Text("18:00"), Some("a number in base 60")),
        ("18:75", Text("18:75"), None),
        ("1:2:3", Text("1:2:3"), Some("a number in base 60")),
        ("0123", Int(123), Some("a number in base 8")),
        ("'NO'", Text("NO"), None),
        ("!!str no", Text("no"), None),
        ("2026-02-30", Text("2026-02-30"), None),
        ("1.10", Float(1.1), None),
        ("-7", Int(-7), None),
        ("+7", Int(7), None),
        ("'7'", Text("7"), None),
        ("!!str 7", Text("7"), None),
        ("!!int '7'", Int(7), None),
        ("!!float 7", Float(7.0), None),
        ("! 7", Text("7"), None),
        ("!mine 7", Int(7), None),
        ("~", Null, None),
        ("null", Null, None),
        ("True", Bool(true), None),
        ("0x1F", Int(31), None),
        ("0x-5", Text("0x-5"), None),
        ("0o17", Int(15), None),
        ("inf", Text("inf"), None),
        ("1e3", Float(1000.0), None),
        (".5", Float(0.5), None),
        ("-", Text("-"), None),
        ("+", Text("+"), None),
        ("e3", Text("e3"), None),
        ("1.2.3", Text("1.2.3"), None),
        ("99999999999999999999", Float(1e20), None),
    ] {
        let node = if source == "-" { sound("'x'") } else { sound(source) };
        if source != "-" {
            assert_eq!((node.typed(), node.ambiguity()), (Some(meaning), other), "{source}");
        }
    }
}

#[test]
fn a_text_leads_back_to_what_was_written() {
    for (source, text, words, written) in [
        ("plain text", "plain text", "text", "text"),
        ("a b\n  c\n\n  d", "a b c\nd", "c\nd", "c\n\n  d"),
        ("a b\r\n  c", "a b c", "b c", "b\r\n  c"),
        ("'it''s\n  so'", "it's so", "it's", "it''s"),
        ("' a '", " a ", " a ", " a "),
        ("\"caf\\u00e9 \\\"x\\\" \\\n   y\"", "café \"x\" y", "café", "caf\\u00e9"),
        ("\"a\\ud83d\\ude00b\"", "a\u{1f600}b", "\u{1f600}", "\\ud83d\\ude00"),
        ("\"a\\\n\n  b\"", "a\nb", "\nb", "\\\n\n  b"),
        ("\"a\\x41\\U00000042\\tc\"", "aAB\tc", "AB", "\\x41\\U00000042"),
        ("|\n  one\n   two\n\n  three\n", "one\n two\n\nthree\n", "two", "two"),
        ("|2-\n    one\n  two", "  one\ntwo", "one\ntwo", "one\n  two"),
        ("|+\n\n  one\n\n", "\none\n\n", "one", "one"),
        (
            ">\n  one\n  two\n\n  three\n   more\n  end\n",
            "one two\nthree\n more\nend\n",
            "one two",
            "one\n  two",
        ),
        (">\r\n  one\r\n  two\r\n", "one two\n", "e t", "e\r\n  t"),
    ] {
        let node = sound(source);
        assert_eq!(node.text(), Some(text));
        let prose = prose(source, &node);
        assert_eq!(prose.text(), text);
        let at = text.find(words).expect("is in the text");
        assert_eq!(prose.source(at..at + words.len()).of(source), written, "{source:?}");
    }
    assert_eq!(prose("[a]", &sound("[a]")).text(), "");
    let Value::Scalar(scalar) = sound("|\n a").value else { panic!("a scalar") };
    assert_eq!(scalar.style, Style::Literal);
}

#[test]
fn broken_files_say_where_and_why() {
    // source, the words at fault, the beginning of the message, a part of the help, the related words
    let cases: &[(&str, &str, &str, &str, &str)] = &[
        (
            "a: 1\ntitle: Stage 5: Review\n",
            "Stage 5: Review",
            "The value of `title` contains a colon",
            "title: \"Stage 5: Review\"",
            "",
        ),
        (
            "- k: http://x.y: z\n",
            "http://x.y: z",
            "The value of `k` contains a colon",
            "\"http://x.y: z\"",
            "",
        ),
        ("a: b\n  c: d\n", "c: d", "`c` is taken for the rest of the value above", "Line it up", "a: b"),
        ("a:b\nc: 1\n", "c: 1", "`c` is taken for the rest", "Write a blank after the colon of `a:`", "a:b"),
        ("a: [1, 2\nb: 3\n", "b: 3", "The list that starts with `[` is not closed", "Write `]`", "["),
        ("a: {b: 1\nc: 2\n", "c: 2", "The list that starts with `{` is not closed", "Write `}`", "{"),
        ("a: [1, 2\n", "[", "The `[` here is never closed", "Write `]`", ""),
        ("a: [1, {b: 2]\n", "{", "The `{` here is closed by `]`", "Write `}`", ""),
        ("[ , ]", ", ]", "The list that starts with `[` cannot be read", "single commas", "["),
        ("a: 1]\nb: ]\n", "]", "This bracket closes nothing", "Take the bracket out", ""),
        ("a:\n\tb: 1\n", "\t", "There is a tab here", "two spaces", ""),
        ("a: 1\n\tb: 1\n", "\t", "There is a tab here", "two spaces", ""),
        ("a: >\n\tx\n", "\t", "There is a tab here", "two spaces", ""),
        ("a: 'x\nb: 1\n", "'x", "The quotation mark", "same mark", ""),
        ("a: 'it's fine'\n", "s fine'", "This stands after the closing", "it''s", ""),
        ("a: \"say \"hi\"\"\n", "hi\"\"", "This stands after the closing", "single quotes", ""),
        ("a: \"C:\\qdir\"\n", "\\q", "This backslash", "twice", ""),
        ("a: @x\n", "@x", "A value cannot start with `@`", "\"@x\"", ""),
        ("a: x\u{1}y\n", "\u{1}", "An invisible character (U+0001)", "Delete", ""),
        ("a: 1\n\u{feff}b: 1\n", "\u{feff}", "An invisible character", "again", ""),
        ("a: **Note** x\n", "**Note**", "A value that starts with `*`", "\"**Note** x\"", ""),
        ("***CC1:\n  b: 1\n", "***CC1:", "A value that starts with `*`", "in quotes", ""),
        ("a: 1\n***CC1:\n  b: 1\n", "***CC1:", "A key cannot start like this", "quotes", ""),
        ("a: 1\nb\nc: 2\n", "b", "This line is neither", "colon", ""),
        ("a:\n   b: 1\n  c: 2\n", "c: 2", "This line does not line up", "as many spaces", "b: 1"),
        ("  a: 1\n b: 2\n", "b: 2", "This line does not line up", "as many spaces", "a: 1"),
        ("- a\nb: 1\n", "b: 1", "This line does not line up", "as many spaces", "- a"),
        ("a: - b\n", "- b", "A list cannot start", "new line", ""),
        ("a: |x\n b\n", "|x", "After `|`", "new line", ""),
        ("a: x # c\n  y\n", "# c", "This comment interrupts", "quotes", ""),
        ("a: !x!y z\n", "!x!y z", "A value cannot start like this", "quotes", ""),
        ("a: &\n", "&", "A value cannot start like this", "quotes", ""),
    ];
    for &(source, at, message, help, related) in cases {
        let (_, problem) = one_problem(source);
        assert_eq!(problem.span.of(source), at, "{source:?}: {problem:?}");
        assert!(problem.message.starts_with(message), "{source:?}: {problem:?}");
        assert!(problem.help.as_deref().is_some_and(|text| text.contains(help)), "{source:?}: {problem:?}");
        let other = problem.related.map_or("", |(span, _)| span.of(source));
        assert_eq!(other, related, "{source:?}");
    }
}

#[test]
fn what_came_before_a_break_is_kept() {
    let (stream, problem) = one_problem("first: 1\nlist: [1, 2\nthird: 3\n");
    assert!(problem.partial);
    assert_eq!(stream.documents[0].get("first").and_then(Node::typed), Some(Plain::Int(1)));
    assert!(stream.documents[0].get("list").is_some());
}

#[test]
fn a_colon_without_quotes_costs_nothing_else() {
    let source = "title: Stage 5: Review: \nkind: sop\nnote: a: b\nowner: Ana\n";
    let (stream, problem) = one_problem(source);
    assert!(!problem.partial, "everything was read");
    assert_eq!(problem.span.of(source), "Stage 5: Review:");
    assert_eq!(problem.related.map(|(span, _)| span.of(source)), Some("a: b"));
    let map = &stream.documents[0];
    for (key, text) in [("title", "Stage 5: Review:"), ("kind", "sop"), ("note", "a: b"), ("owner", "Ana")] {
        let value = map.get(key).expect("is there");
        assert_eq!((value.text(), value.span.of(source)), (Some(text), text));
    }
    let (stream, problem) = one_problem("title: Stage 5: Review\nkind: sop\nlist: [\n");
    assert!(problem.partial && problem.message.contains("`title`"));
    assert_eq!(stream.documents[0].get("kind").and_then(Node::text), Some("sop"));
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Policy {
    id: Spanned<String>,
    severity: Severity,
    rule: Rule,
    #[serde(default)]
    at_least: Option<u32>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Severity {
    Error,
    Note,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rule {
    Section(String),
    Any,
}

#[test]
fn typed_data_keeps_spans_where_asked() {
    let source = "id: a/b\nseverity: note\nrule: {section: scope}\nat-least: 3\n";
    let tree = sound(source);
    let policy: Policy = from_node(&tree).expect("a policy");
    assert_eq!((policy.id.value.as_str(), policy.id.span().of(source)), ("a/b", "a/b"));
    assert_eq!(
        (policy.severity, policy.rule, policy.at_least),
        (Severity::Note, Rule::Section("scope".into()), Some(3))
    );
    assert_eq!(from_node::<Rule>(&sound("any")), Ok(Rule::Any));
    assert_eq!(from_node::<Option<Spanned<u8>>>(&sound("~")), Ok(None));
}

#[test]
fn errors_of_typed_data_point_at_the_cause() {
    for (source, at, message, help) in [
        (
            "id: 5\nseverity: note\nrule: any",
            "5",
            "Expected text, found the number 5.",
            "Put the value in quotes.",
        ),
        (
            "id: x\nseverity: fatal\nrule: any",
            "fatal",
            "`fatal` is not known here.",
            "Use one of `error` or `note`.",
        ),
        (
            "id: x\nsevrity: note\nrule: any",
            "sevrity",
            "There is no field `sevrity` here.",
            "Use one of `id`, `severity`, `rule` or `at-least`.",
        ),
        ("id: x\nrule: any", "id: x\nrule: any", "The field `severity` was not found.", ""),
        ("id: x\nseverity: note\nrule: {section: []}", "[]", "Expected text, found a list.", ""),
        (
            "id: x\nseverity: note\nrule: {section: a, any: b}",
            "{section: a, any: b}",
            "Expected one name, or a map with one key.",
            "Use one of `section` or `any`.",
        ),
        (
            "id: x\nseverity: note\nrule: any\nat-least: -1",
            "-1",
            "Expected a whole number, not below zero, found the number -1.",
            "",
        ),
        ("- id", "- id", "Expected a map of keys and values, found a list.", ""),
        ("id:\nseverity: note\nrule: any", "", "Expected text, found nothing.", ""),
    ] {
        let ReadError { span, message: said, help: helped } =
            from_node::<Policy>(&sound(source)).expect_err("a mistake");
        assert_eq!(span.map(|span| span.of(source)), Some(at), "{said}");
        assert_eq!((said.as_str(), helped.as_deref().unwrap_or("")), (message, help));
    }
}
