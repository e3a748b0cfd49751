//! What expressions give, as a table: every operator, macro and function over what is there, what is missing,
//! what is malformed, and what is of another type.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use soplint::facts::{Document, Head, Index, Kinds, facts};
use soplint::policy::{Additions, PolicySet};
use soplint::rules::expression::{
    Code, Compiler, Data, Definition, List, Machine, Mistake, Names, Parameters, Patterns, STEPS, Subject,
    Tables, Truth, Type, Value, functions, parse,
};
use soplint::text::SourceFile;

use crate::oracle::Nobody;

static SET: LazyLock<PolicySet> =
    LazyLock::new(|| PolicySet::load(&Additions::default()).expect("what comes with soplint loads"));

const SCHEMA: &str = r#"{"x-kind": "log", "x-form": ["yaml"], "x-folders": [], "x-rows": "rows", "type": "object", "properties": {
    "kind": {"const": "log"}, "id": {"type": "string"}, "engagement": {"type": "string"},
    "five": {"type": "integer"}, "half": {"type": "number"}, "word": {"type": "string", "enum": ["low", "high"]},
    "text": {"type": "string"}, "yes": {"type": "boolean"}, "day": {"type": "string", "format": "date"},
    "at": {"type": "string", "format": "date-time"}, "month": {"type": "string", "format": "period"},
    "clock": {"type": "string", "format": "time"}, "bad": {"type": "string", "format": "date"},
    "gone": {"type": "string"}, "none": {"type": ["string", "null"]}, "no_day": {"type": "string", "format": "date"},
    "list": {"type": "array", "items": {"type": "string"}}, "empty": {"type": "array", "items": {"type": "integer"}},
    "either": {"type": ["string", "array"], "items": {"type": "string"}},
    "rows": {"type": "array", "items": {"type": "object", "properties": {
        "id": {"type": "string"}, "n": {"type": "integer"}, "on": {"type": "string", "format": "date"},
        "kind": {"type": "string"}}, "additionalProperties": false}},
    "map": {"type": "object", "additionalProperties": {"type": "integer"}}},
  "additionalProperties": false}"#;

const DOCUMENT: &str = "kind: log
id: L-1
five: 5
half: 0.5
word: high
text: The bond, sent.
yes: true
day: 2026-07-15
at: 2026-07-15T23:30-04:00
month: 2026-07
clock: '18:30'
bad: 2026-02-30
none: null
list: [a, b]
empty: []
either: none
rows:
  - {id: r1, n: 1, on: 2026-07-01}
  - {id: r2, n: 2, on: 2026-07-10}
  - {id: r3, on: 2026-07-20}
map: {a: 1, b: 2}
";

struct World {
    kinds: Kinds,
    document: Document,
    index: Index,
    tables: Tables,
    parameters: Parameters,
    types: BTreeMap<String, Type>,
    definitions: BTreeMap<String, Definition>,
}

impl World {
    fn new() -> Self {
        let kinds = Kinds::new([("log.json", SCHEMA)]).expect("is a schema");
        let facts = facts(DOCUMENT, Head::read(DOCUMENT, false), Some(kinds.get(0)), &SET.vocabulary, None);
        let file = Arc::new(SourceFile::new("records/log.yaml", DOCUMENT));
        let words = ["low", "middle", "high"].map(|word| Value::loose(Data::Text(word.into())));
        let scale = List { items: words.into(), ..List::default() };
        let twice =
            Definition::Formula { arguments: vec!["n".into()], body: parse("n + n").expect("is sound") };
        let own = Definition::Formula { arguments: Vec::new(), body: parse("own + 1").expect("is sound") };
        Self {
            document: Document::new(0, facts, file),
            kinds,
            index: Index::default(),
            tables: Tables::default(),
            parameters: Parameters::from([("limit".to_owned(), Value::loose(Data::Int(4)))]),
            types: BTreeMap::from([("limit".to_owned(), Type::Number)]),
            definitions: BTreeMap::from([
                ("demo".to_owned(), Definition::Scale(Value::loose(Data::List(Arc::new(scale))))),
                ("twice".to_owned(), twice),
                ("own".to_owned(), own),
            ]),
        }
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            document: &self.document,
            index: &self.index,
            tables: &self.tables,
            kinds: &self.kinds,
            vocabulary: &SET.vocabulary,
            parameters: &self.parameters,
            as_of: Date::constant(2026, 10, 15),
            zone: const { &TimeZone::UTC },
            register: &Nobody,
            explain: false,
        }
    }

    fn compile(&self, text: &str) -> Result<(Code, Type), Vec<Mistake>> {
        let definitions = self.definitions.iter().map(|(name, term)| (name.clone(), term)).collect();
        let names = Names {
            kinds: &self.kinds,
            vocabulary: &SET.vocabulary,
            judged: vec![0],
            parameters: &self.types,
            definitions: &definitions,
            patterns: &Patterns::default(),
        };
        let expr = parse(text).map_err(|mistake| vec![mistake])?;
        Compiler::new(&names).compile(&expr, &Type::Any)
    }

    /// What an expression gives: as shown, or why nothing is known.
    #[track_caller]
    fn gives(&self, text: &str) -> String {
        let (code, _) = self.compile(text).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"));
        let value = Machine::new(self.subject()).eval(&code);
        match value.data {
            Data::Missing => "unknown".into(),
            Data::Malformed => "malformed".into(),
            Data::Unrecorded => "unrecorded".into(),
            _ => value.show(&self.subject()),
        }
    }

    /// The words at the places that decided.
    #[track_caller]
    fn places(&self, text: &str) -> Vec<&str> {
        let (code, _) = self.compile(text).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"));
        let mut machine = Machine::new(self.subject());
        machine.explain = true;
        machine.eval(&code).places().map(|place| place.span.of(DOCUMENT)).collect()
    }
}

#[test]
fn truth_table() {
    let world = World::new();
    for line in include_str!("../../fixtures/expressions/truth-table.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (text, wanted) = line.rsplit_once("=>").unwrap_or_else(|| panic!("{line}: no =>"));
        assert_eq!(world.gives(text.trim()), wanted.trim(), "{}", text.trim());
    }
}

#[test]
fn examples_of_functions_give_what_they_say() {
    let world = World::new();
    for function in functions::all() {
        let (text, wanted) = function.example;
        assert_eq!(world.gives(text), wanted, "{text}");
        assert!(text.contains(function.name), "the example of {} does not use it", function.name);
    }
}

#[test]
fn what_decided_is_named_first() {
    let world = World::new();
    for (text, words) in [
        // a < b: the first operand that stands in the document, then the others.
        ("doc.five < params.limit", vec!["5"]),
        ("doc.five == doc.half", vec!["5", "0.5"]),
        ("doc.word in doc.list", vec!["high", "list"]),
        // A && B: the false side's. A || B: the first side's, then the second's.
        ("doc.five == 5 && doc.word == 'low'", vec!["high"]),
        ("doc.five == 6 || doc.word == 'low'", vec!["5", "high"]),
        // !A: what made A true.
        ("!(doc.five == 5)", vec!["5"]),
        ("!doc.list.exists(x, x == 'b')", vec!["b"]),
        // all: the first that fails. exists: the list's key.
        ("doc.list.all(x, x == 'a')", vec!["b"]),
        ("doc.list.exists(x, x == 'c')", vec!["list"]),
        ("size(doc.empty) > 0", vec!["empty"]),
        // Those that came close.
        ("doc.rows.exists(r, r.id == 'r2' && r.on < date('2026-01-01'))", vec!["rows", "id: r2"]),
        // present: the nearest parent of the missing one.
        ("present(doc.five, doc.gone)", vec!["kind"]),
        ("present(doc.none)", vec!["none"]),
        ("present(doc.rows[2].n)", vec!["id: r3"]),
        // What is not there is what a reader must see.
        ("doc.five < doc.rows[2].n", vec!["id: r3", "5"]),
        ("doc.bad < doc.day", vec!["2026-02-30", "2026-07-15"]),
    ] {
        assert_eq!(world.places(text), words, "{text}");
    }
}

#[test]
fn mistakes_are_found_before_there_is_a_document() {
    let world = World::new();
    for (text, at, says) in [
        ("doc.fife == 5", "fife", "Did you mean 'five'?"),
        ("doc.rows[0].m == 1", "m", "not known here"),
        ("doc.rows.all(r, r.idd == 'x')", "idd", "Did you mean 'id'?"),
        ("doc.five == 'a'", "doc.five == 'a'", "a number with text"),
        ("doc.day == '2026-01-01'", "doc.day == '2026-01-01'", "a date with text"),
        ("doc.word == 'hihg'", "'hihg'", "Did you mean 'high'?"),
        ("doc.word in ['low', 'hgih']", "'hgih'", "Did you mean 'high'?"),
        ("doc.five && true", "doc.five", "a truth value is needed"),
        ("!doc.text", "doc.text", "a truth value is needed"),
        ("doc.list < doc.list", "doc.list < doc.list", "compares"),
        ("doc.text + 1", "doc.text + 1", "has no meaning"),
        ("params.limt > 1", "limt", "Did you mean 'limit'?"),
        ("siz(doc.list)", "siz", "Did you mean 'size'?"),
        ("size(doc.five)", "doc.five", "a list or text"),
        ("size(doc.list, 1)", "size", "size(list)"),
        ("twice(1, 2)", "twice(1, 2)", "twice(n)"),
        ("twice", "twice", "twice(n)"),
        ("twice('a') - 1", "twice('a') - 1", "has no meaning"),
        ("own", "own", "uses definitions in definitions too deep"),
        ("records('lgo')", "'lgo'", "Did you mean 'log'?"),
        ("records(doc.id)", "records", "records('kind')"),
        ("doc.text.matches('(')", "'('", "can't be used"),
        ("doc.text.matches('(a{1000}){1000}')", "'(a{1000}){1000}'", "too large"),
        ("doc.five.x", "x", "has no fields"),
        ("doc.five.all(x, x)", "doc.five", "a list is needed"),
    ] {
        let mistakes = world.compile(text).expect_err(text);
        let first = &mistakes[0];
        assert_eq!(first.span.of(text), at, "{text}: {}", first.message);
        assert!(first.message.contains(says), "{text}: {}", first.message);
    }
}

#[test]
fn steps_are_bounded() {
    let mut world = World::new();
    let many: Vec<_> = (0..3000).map(|n| Value::loose(Data::Int(n))).collect();
    let many = Value::loose(Data::List(Arc::new(List { items: many, ..List::default() })));
    world.definitions.insert("many".into(), Definition::Table(many, Type::list(Type::Number)));
    let text = "many.all(a, many.all(b, many.all(c, a + b + c >= 0)))";
    let (code, _) = world.compile(text).expect("is sound");
    let mut machine = Machine::new(world.subject());
    assert_eq!(machine.eval(&code).truth(), Truth::Malformed);
    assert!(machine.is_exhausted());
    assert!(machine.steps() < STEPS + 10_000, "{}", machine.steps());
}
