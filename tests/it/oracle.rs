//! Expressions, held against another implementation of CEL: the same text over the same document gives the
//! same value, as far as the language is a subset of CEL.
//!
//! Where CEL ends in an error (a key that is not there, a division by zero, a number that is too large), ours
//! is unknown or malformed; or it is a value that no filling in of what is not there would change.
#![allow(clippy::unwrap_used, reason = "tests know what is there")]

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use soplint::facts::{Document, Head, Index, Kinds, facts};
use soplint::policy::{Additions, PolicySet};
use soplint::rules::expression::{Compiler, Data, Machine, Names, Patterns, Subject, Tables, Type, parse};
use soplint::rules::waiver::Register;
use soplint::text::SourceFile;

/// Every sort of field, and one that no document has.
const SCHEMA: &str = r#"{
    "x-kind": "oracle", "x-form": ["yaml"], "x-folders": ["oracle/**"], "title": "Oracle", "type": "object",
    "properties": {
        "kind": {"const": "oracle"},
        "n": {"type": "integer"}, "m": {"type": "integer"}, "f": {"type": "number"},
        "s": {"type": "string"}, "t": {"type": "string"}, "b": {"type": "boolean"},
        "ns": {"type": "array", "items": {"type": "integer"}},
        "ss": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "object", "properties": {
            "k": {"type": "string"}, "v": {"type": "integer"}, "gone": {"type": "integer"}}}},
        "gone": {"type": "integer"}
    }
}"#;

#[derive(Debug)]
pub(crate) struct Nobody;

impl Register for Nobody {
    fn waivable(&self, _: &str) -> Option<bool> {
        None
    }

    fn policies(&self) -> Vec<&str> {
        Vec::new()
    }

    fn role(&self, _: &str) -> Option<&str> {
        None
    }
}

/// Numbers that an expression and its document are made from: few of them, so that a failing one shrinks.
struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl Choices<'_> {
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % limit
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }

    fn truth(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.of(&["true", "false", "doc.b", "has(doc.gone)", "has(doc.n)"]).into();
        }
        let d = depth - 1;
        match self.below(12) {
            0 => format!("({} {} {})", self.int(d), self.comparison(), self.int(d)),
            1 => format!("({} {} {})", self.text(d), self.comparison(), self.text(d)),
            2 => format!("({} {} {})", self.float(d), self.comparison(), self.int(d)),
            3 => format!("({} && {})", self.truth(d), self.truth(d)),
            4 => format!("({} || {})", self.truth(d), self.truth(d)),
            5 => format!("!{}", self.truth(d)),
            6 => format!("({} in {})", self.int(d), self.ints(d)),
            7 => format!("({} in {})", self.text(d), self.texts(d)),
            8 => {
                let name = self.of(&["all", "exists", "exists_one"]);
                format!("{}.{name}(i, i {} {})", self.ints(d), self.comparison(), self.int(d))
            }
            9 => {
                let name = self.of(&["contains", "startsWith", "endsWith", "matches"]);
                format!("{}.{name}({})", self.text(d), self.of(&["'a'", "'b'", "''", "'ab'", "'é'"]))
            }
            10 => format!(
                "doc.rows.{}(r, r.{} {} {})",
                self.of(&["all", "exists"]),
                self.of(&["v", "v", "gone"]),
                self.comparison(),
                self.int(d)
            ),
            _ => format!("({} {} {})", self.ints(d), self.of(&["==", "!="]), self.ints(d)),
        }
    }

    fn comparison(&mut self) -> &'static str {
        self.of(&["==", "!=", "<", "<=", ">", ">="])
    }

    fn int(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self
                .of(&["0", "1", "2", "-1", "7", "9223372036854775807", "doc.n", "doc.m", "doc.n", "doc.gone"])
                .into();
        }
        let d = depth - 1;
        match self.below(7) {
            0 => format!("({} {} {})", self.int(d), self.of(&["+", "-", "*", "/", "%"]), self.int(d)),
            1 => format!("size({})", self.text(d)),
            2 => format!("{}.size()", self.ints(d)),
            3 => format!("({} ? {} : {})", self.truth(d), self.int(d), self.int(d)),
            4 => format!("{}[{}]", self.ints(d), self.of(&["0", "1", "2"])),
            5 => format!("doc.rows[{}].{}", self.of(&["0", "1", "5"]), self.of(&["v", "gone"])),
            _ => self.int(0),
        }
    }

    fn float(&mut self, depth: usize) -> String {
        match self.below(3) {
            0 if depth > 0 => {
                format!("({} {} {})", self.float(depth - 1), self.of(&["+", "-", "*"]), self.float(depth - 1))
            }
            1 => "doc.f".into(),
            _ => self.of(&["0.5", "1.0", "-2.25"]).into(),
        }
    }

    fn text(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.of(&["'a'", "\"b\"", "''", "'é'", "'a\\'b'", "doc.s", "doc.t"]).into();
        }
        let d = depth - 1;
        match self.below(4) {
            0 => format!("({} + {})", self.text(d), self.text(d)),
            1 => format!("({} ? {} : {})", self.truth(d), self.text(d), self.text(d)),
            2 => format!("doc.ss[{}]", self.below(4)),
            _ => self.text(0),
        }
    }

    fn ints(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.of(&["doc.ns", "[1, 2]", "[0]", "doc.ns"]).into();
        }
        let d = depth - 1;
        match self.below(5) {
            0 => format!("({} + {})", self.ints(d), self.ints(d)),
            1 => format!("{}.filter(x, x {} {})", self.ints(d), self.comparison(), self.int(d)),
            2 => format!("{}.map(y, y {} {})", self.ints(d), self.of(&["+", "*", "-"]), self.int(d)),
            3 => "doc.rows.map(r, r.v)".into(),
            _ => format!("[{}, {}]", self.int(d), self.int(d)),
        }
    }

    fn texts(&mut self, depth: usize) -> String {
        match self.below(4) {
            0 if depth > 0 => format!("[{}, {}]", self.text(depth - 1), self.text(depth - 1)),
            1 if depth > 0 => format!("{}.filter(x, x != {})", self.texts(depth - 1), self.text(depth - 1)),
            2 => "doc.rows.map(r, r.k)".into(),
            _ => "doc.ss".into(),
        }
    }

    /// A document as YAML, and the same for CEL; then with each value in the place of `gone`.
    fn document(&mut self, fillings: [i64; 2]) -> (String, [cel::Value; 3]) {
        let mut yaml = String::from("kind: oracle\n");
        let mut int = || self.below(9) as i64 - 3;
        let (n, m, halves) = (int(), int(), int());
        let ns: Vec<i64> = (0..int().rem_euclid(4)).map(|_| int()).collect();
        let rows: Vec<(i64, i64)> = (0..int().rem_euclid(3)).map(|_| (int(), int())).collect();
        let b = int() > 1;
        let word = |n: i64| ["", "a", "b", "ab", "é", "b a"][n.rem_euclid(6) as usize];
        let (s, t) = (word(n), word(m));
        yaml += &format!("n: {n}\nm: {m}\nf: {:.1}\nb: {b}\ns: \"{s}\"\nt: \"{t}\"\n", halves as f64 / 2.0);
        yaml += &format!("ns: {ns:?}\nss: {:?}\nrows:\n", [s, t]);
        for (k, v) in &rows {
            yaml += &format!("  - {{k: \"{}\", v: {v}}}\n", word(*k));
        }
        if rows.is_empty() {
            yaml = yaml.replace("rows:\n", "rows: []\n");
        }
        let text = |text: &str| cel::Value::String(Arc::new(text.to_owned()));
        let ours = |gone: Option<i64>| {
            let filled = |entries: Vec<(&str, cel::Value)>| {
                let gone = gone.map(|gone| ("gone", cel::Value::Int(gone)));
                let all = entries.into_iter().chain(gone);
                cel::Value::from(all.map(|(key, value)| (key.to_owned(), value)).collect::<HashMap<_, _>>())
            };
            let row = |(k, v): &(i64, i64)| filled(vec![("k", text(word(*k))), ("v", cel::Value::Int(*v))]);
            filled(vec![
                ("n", cel::Value::Int(n)),
                ("m", cel::Value::Int(m)),
                ("f", cel::Value::Float(halves as f64 / 2.0)),
                ("b", cel::Value::Bool(b)),
                ("s", text(s)),
                ("t", text(t)),
                ("ns", ns.iter().map(|n| cel::Value::Int(*n)).collect::<Vec<_>>().into()),
                ("ss", vec![text(s), text(t)].into()),
                ("rows", rows.iter().map(row).collect::<Vec<_>>().into()),
            ])
        };
        let [low, high] = fillings.map(|gone| ours(Some(gone)));
        (yaml, [ours(None), low, high])
    }
}

/// What both make of one expression: ours as text, `None` where it is no value.
pub(crate) fn ours(expression: &str, yaml: &str) -> Result<Option<String>, String> {
    static KNOWN: LazyLock<(Kinds, PolicySet)> = LazyLock::new(|| {
        (Kinds::new([("oracle.json", SCHEMA)]).unwrap(), PolicySet::load(&Additions::default()).unwrap())
    });
    let (kinds, vocabulary) = (&KNOWN.0, &KNOWN.1.vocabulary);
    let kind = kinds.find("oracle").unwrap();
    let (parameters, definitions) = (BTreeMap::new(), BTreeMap::new());
    let names = Names {
        kinds,
        vocabulary,
        judged: vec![kind],
        parameters: &parameters,
        definitions: &definitions,
        patterns: &Patterns::default(),
    };
    let parsed = parse(expression).map_err(|mistake| mistake.message)?;
    let mut compiler = Compiler::new(&names);
    let (code, _) = compiler.compile(&parsed, &Type::Any).map_err(|all| format!("{all:?}"))?;
    let facts = facts(yaml, Head::read(yaml, false), Some(kinds.get(kind)), vocabulary, None);
    assert!(facts.issues.is_empty() && facts.problems.is_empty(), "{yaml}: {:?}", facts.issues);
    let document = Document::new(kind, facts, Arc::new(SourceFile::new("oracle/x.yaml", yaml)));
    let (index, limits, zone) = (Index::default(), BTreeMap::new(), TimeZone::UTC);
    let subject = Subject {
        document: &document,
        index: &index,
        tables: &Tables::default(),
        kinds,
        vocabulary,
        parameters: &limits,
        as_of: date(2026, 10, 15),
        zone: &zone,
        register: &Nobody,
        explain: false,
    };
    Ok(match Machine::new(subject).eval(&code).data {
        Data::Bool(value) => Some(format!("{value}")),
        Data::Int(value) => Some(format!("{value}")),
        Data::Float(value) => Some(format!("{value:?}")),
        Data::Text(text) => Some(format!("{text:?}")),
        Data::Missing | Data::Malformed => None,
        other => Some(format!("{other:?}")),
    })
}

fn theirs(expression: &str, document: cel::Value) -> Option<String> {
    let program = cel::Program::compile(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    let mut context = cel::Context::default();
    context.add_variable_from_value("doc", document);
    match program.execute(&context).ok()? {
        cel::Value::Bool(value) => Some(format!("{value}")),
        cel::Value::Int(value) => Some(format!("{value}")),
        cel::Value::Float(value) => Some(format!("{value:?}")),
        cel::Value::String(text) => Some(format!("{text:?}")),
        other => Some(format!("{other:?}")),
    }
}

proptest! {
    // More of them: PROPTEST_CASES=10000.
    // As many as PROPTEST_CASES asks for, and a thousand at the least.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(1_000), ..ProptestConfig::default() })]
    #[test]
    fn an_expression_is_worth_what_cel_says(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        let mut choices = Choices { bytes: bytes.iter() };
        let (yaml, [document, low, high]) = choices.document([-2, 5]);
        let expression = match choices.below(4) {
            0 => choices.int(3),
            1 => choices.text(3),
            _ => choices.truth(4),
        };
        let value = ours(&expression, &yaml).unwrap_or_else(|why| panic!("{expression}: {why}"));
        match (theirs(&expression, document), value) {
            (Some(theirs), ours) => prop_assert_eq!(ours, Some(theirs), "{} over\n{}", expression, yaml),
            (None, None) => {}
            (None, Some(ours)) => {
                let expression = expression.replace("has(doc.gone)", "false");
                for filled in [low, high] {
                    let theirs = theirs(&expression, filled).unwrap_or_else(|| ours.clone());
                    prop_assert_eq!(&ours, &theirs, "{} over\n{}", expression, yaml);
                }
            }
        }
    }
}
