//! What the smallest pieces of a check cost: an expression, a row that is joined, a byte of prose.
//!
//! Each figure is the least of several rounds, in nanoseconds, on whatever machine this is; nothing is asserted.
//! Set two of them against each other rather than against those of another day. `just bench-costs`.
#![allow(clippy::unwrap_used, reason = "a benchmark knows what is there")]
#![allow(clippy::disallowed_methods, reason = "it reads fixtures and looks at the clock")]
#![allow(clippy::print_stdout, reason = "its figures are for whoever runs it")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use jiff::civil::date;
use jiff::tz::TimeZone;

use soplint::facts::{Document, Head, Index, facts};
use soplint::policy::{Additions, PolicySet};
use soplint::rules::expression::{Code, Machine, Subject, Tables};
use soplint::rules::waiver::Register;
use soplint::syntax::markdown::{self, Block, BlockKind, Markdown, sentences};
use soplint::syntax::split;
use soplint::text::SourceFile;

const ROUNDS: usize = 7;
const ENGAGEMENTS: usize = 4_000;
const TASKS: usize = 5;

/// Nothing here is waived.
#[derive(Debug)]
struct Nobody;

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

/// Documents in memory, and what judges them.
struct Bench {
    set: PolicySet,
    index: Index,
    sop: Arc<Document>,
    engagement: Arc<Document>,
}

impl Bench {
    fn new() -> Self {
        let set = PolicySet::load(&Additions::default()).unwrap();
        let engagements: Vec<_> = (0..ENGAGEMENTS)
            .map(|at| document(&set, &format!("engagements/{at:05}.yaml"), &engagement(at)))
            .collect();
        let sop =
            document(&set, "sops/x.md", "---\nkind: sop\nid: SOP-1-1\nengagements: [ENG-7]\n---\n# X\n");
        let engagement = Arc::clone(&engagements[0]);
        let index = Index::new(engagements, [].into(), &set.kinds);
        Self { set, index, sop, engagement }
    }

    fn code(&self, text: &str, of: &Document) -> Code {
        self.set.code(text, "base", of.kind).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"))
    }

    /// Evaluates for one document, with tables that others may have made; returns the steps that it took.
    fn evaluate(&self, code: &Code, document: &Document, tables: &Tables) -> u64 {
        let subject = Subject {
            document,
            index: &self.index,
            tables,
            kinds: &self.set.kinds,
            vocabulary: &self.set.vocabulary,
            parameters: &BTreeMap::new(),
            as_of: date(2026, 10, 15),
            zone: const { &TimeZone::UTC },
            register: &Nobody,
            explain: false,
        };
        let mut machine = Machine::new(subject);
        black_box(machine.eval(code));
        machine.steps()
    }
}

fn engagement(at: usize) -> String {
    let tasks =
        (0..TASKS).map(|task| format!("  - {{type: document_review, sop: SOP-{at}-{task}, tier: high}}\n"));
    format!(
        "kind: engagement\nid: ENG-{at}\nstatus: active\nstart_date: 2026-01-05\nend_date: 2026-12-31\n\
         matters:\n  - {{id: M-{at}, jurisdictions: [NC], data_classes: [public]}}\ntasks:\n{}",
        tasks.collect::<String>()
    )
}

fn document(set: &PolicySet, path: &str, text: &str) -> Arc<Document> {
    let is_markdown = path.ends_with(".md");
    let head = Head::read(text, is_markdown);
    let kind = set.kinds.find(head.kind().unwrap()).unwrap();
    let facts = facts(text, head, Some(set.kinds.get(kind)), &set.vocabulary, None);
    Arc::new(Document::new(kind, facts, Arc::new(SourceFile::new(path, text))))
}

/// The least time of several rounds, divided by what one of them did.
fn least(mut round: impl FnMut() -> u64) -> f64 {
    let one = |_| {
        let start = Instant::now();
        let done = round();
        start.elapsed().as_nanos() as f64 / done as f64
    };
    (0..ROUNDS).map(one).fold(f64::INFINITY, f64::min)
}

fn say(figure: f64, unit: &str, what: &str) {
    println!("{figure:10.1} {unit:<20} {what}");
}

fn expressions(bench: &Bench) {
    let texts = [
        "doc.start_date <= as_of && doc.end_date >= as_of",
        "doc.tasks.all(t, t.tier in ['high', 'medium'] && present(t.sop))",
        "size(doc.matters.filter(m, 'NC' in m.jurisdictions)) == 1",
        "months(doc.start_date, doc.end_date, {min_days: 1, grace_days: 0}).all(m, m.start >= doc.start_date)",
        "(doc.title ?? doc.id) != 'x' && doc.status in ['active', 'suspended']",
    ];
    let codes: Vec<Code> = texts.iter().map(|text| bench.code(text, &bench.engagement)).collect();
    let tables = Tables::default();
    let each = least(|| {
        (0..400).flat_map(|_| &codes).map(|code| bench.evaluate(code, &bench.engagement, &tables)).sum()
    });
    say(each, "ns per expression", "evaluated, each part of a condition counted");
}

fn joins(bench: &Bench) {
    let rows = (ENGAGEMENTS * TASKS) as u64;
    let asked =
        |list: &str| bench.code(&format!("{list}.exists(e, e.tasks.exists(t, t.sop == doc.id))"), &bench.sop);
    let (looked_up, walked) =
        (asked("all_records('engagement')"), asked("(true ? all_records('engagement') : [])"));
    let made = least(|| {
        bench.evaluate(&looked_up, &bench.sop, &Tables::default());
        rows
    });
    say(made, "ns per row", "to make a table that all documents are joined by");
    let tables = Tables::default();
    bench.evaluate(&looked_up, &bench.sop, &tables);
    let found = least(|| (0..2_000).map(|_| bench.evaluate(&looked_up, &bench.sop, &tables).min(1)).sum());
    say(found, "ns per document", "to look one up in it, and hold the condition against what is found");
    // The last engagement's task, so that all are walked through.
    let last = format!("---\nkind: sop\nid: SOP-{}-0\n---\n# X\n", ENGAGEMENTS - 1);
    let last = document(&bench.set, "sops/last.md", &last);
    let walk = least(|| {
        bench.evaluate(&walked, &last, &tables);
        rows
    });
    say(walk, "ns per row", "walked through without a table");
}

fn prose(bench: &Bench) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/firms/passing/sops");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    let texts: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let kind = bench.set.kinds.get(bench.set.kinds.find("sop").unwrap());
    // Before any sentence is known.
    let (mut held, mut all) = (0, 0);
    for text in &texts {
        let facts = facts(text, Head::read(text, true), Some(kind), &bench.set.vocabulary, None);
        held += facts.wording.held;
        all += sentences_and_rows(&markdown::parse(text, split(text).1));
    }
    let head = least(|| {
        texts.iter().for_each(|text| drop(black_box(Head::read(text, true))));
        bytes as u64
    });
    let parsed = least(|| {
        texts.iter().for_each(|text| drop(black_box(markdown::parse(text, 0))));
        bytes as u64
    });
    let understood = least(|| {
        let understand =
            |text: &String| facts(text, Head::read(text, true), Some(kind), &bench.set.vocabulary, None);
        texts.iter().for_each(|text| drop(black_box(understand(text))));
        bytes as u64
    });
    say(parsed, "ns per byte", "of an SOP for the Markdown parser alone");
    say(
        understood - parsed - head,
        "ns per byte",
        "for its concepts and clauses, on top of that, once its sentences are known",
    );
    let skipped = 100.0 - 100.0 * held as f64 / all as f64;
    say(skipped, "% of sentences", "and rows that no rule of evidence had to be held against");
}

/// How many sentences, and rows of tables, could be evidence of something.
fn sentences_and_rows(body: &Markdown) -> usize {
    let of = |block: &Block| match block.kind {
        BlockKind::Row { header: false } => 1,
        BlockKind::Paragraph => sentences(block.prose.text()).count(),
        _ => 0,
    };
    body.blocks.iter().filter(|block| !block.contents).map(of).sum()
}

fn main() {
    let bench = Bench::new();
    expressions(&bench);
    joins(&bench);
    prose(&bench);
}
