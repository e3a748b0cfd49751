//! Conditions over all documents of a kind: looked up in tables, they give what a walk over each gives; and
//! what an index knows after an edit is what it knows when all is read anew.
#![allow(clippy::unwrap_used, reason = "tests know what is there")]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use soplint::facts::{Declared, Document, Head, Index, each_name, facts};
use soplint::policy::{Additions, PolicySet};
use soplint::rules::expression::{Code, Machine, Parameters, Subject, Tables};
use soplint::text::SourceFile;

use crate::oracle::Nobody;

static SET: LazyLock<PolicySet> = LazyLock::new(|| PolicySet::load(&Additions::default()).unwrap());

/// Each condition, looked up and walked through.
static COMPILED: LazyLock<Vec<[Code; 2]>> = LazyLock::new(|| {
    let kind = SET.kinds.find("sop").unwrap();
    // What may be one list or another is walked through.
    let lists = ["all_records('engagement')", "(true ? all_records('engagement') : [])"];
    let code = |text: String| SET.code(&text, "base", kind).unwrap();
    CONDITIONS.iter().map(|text| lists.map(|list| code(text.replace("ALL", list)))).collect()
});

/// Conditions over engagements, `ALL` in the place of the list. With and without a table they must agree.
const CONDITIONS: [&str; 27] = [
    "ALL.exists(e, e.id in doc.engagements)",
    "ALL.exists(e, e.id in (doc.engagements ?? []) || (e.tasks ?? []).exists(t, (t.sop ?? '') in [doc.path, doc.id]))",
    "ALL.exists(e, e.id in doc.engagements && e.matters.exists(m, 'NC' in m.jurisdictions))",
    "ALL.exists(e, e.matters.exists(m, 'NC' in m.jurisdictions) && e.status == 'active')",
    "ALL.exists(e, e.tasks.exists(t, t.sop == doc.id && t.type == doc.owner))",
    "ALL.exists(e, doc.id == e.title || e.status != 'active')",
    "ALL.exists_one(e, e.id in doc.engagements)",
    "ALL.exists_one(e, e.tasks.exists(t, t.sop == doc.id))",
    "size(ALL.filter(e, e.tasks.exists(t, t.sop == doc.path))) > 0",
    "join(ALL.filter(e, e.id in doc.engagements).map(e, e.status ?? ''))",
    "size(ALL.filter(e, e.title == doc.owner)) > 1",
    "count(ALL.filter(e, (e.status ?? 'a') == doc.owner)) == 1",
    "size(ALL.filter(e, doc.id == (e.title ?? ''))) + size(ALL.filter(e, (e.status ?? 3) == (doc.tier ?? 3))) < 3",
    "size(ALL.filter(e, (e.title ?? '') == (doc.owner ?? '')))",
    "ALL.filter(e, doc.owner in e.tasks.map(t, t.sop))",
    "ALL.exists(e, e.tasks.exists(t, doc.owner in t.members))",
    "ALL.exists(e, e.tasks.exists(t, e.status == 'active' && doc.owner in t.members))",
    "ALL.exists(e, document('engagement', e.id).status == doc.tier)",
    "(doc.engagements ?? []).all(id, ALL.exists(e, e.id == id && e.status == 'active'))",
    "doc.engagements.exists(id, ALL.exists(e, e.tasks.exists(t, t.type == id && t.sop in [doc.id, null])))",
    "ALL.exists(e, e.team.exists(m, m.id == doc.version))",
    "ALL.filter(e, e.id == doc.id && !(e.status in ['draft']))",
    "ALL.exists(e, e.matters.exists(m, 'NC' in m.jurisdictions) && doc.owner == e.title)",
    "ALL.exists_one(e, e.status == 'active' && e.title in doc.engagements)",
    "ALL.exists(e, e.status == 'active' && (e.title == doc.owner || e.tasks.exists(t, t.sop == doc.id)))",
    "ALL.exists(e, e.title == doc.owner || e.id in (doc.engagements ?? []) && e.matters.exists(m, 'NC' in m.jurisdictions))",
    "ALL.exists(e, (doc.engagements ?? doc.id) in e.tasks.map(t, t.sop))",
];

fn engagement() -> impl Strategy<Value = String> {
    let name = || prop_oneof!["[a-c]", Just("SOP-1".to_owned()), Just("sops/x.md".to_owned())];
    let field = |key: &'static str, value: BoxedStrategy<String>| {
        prop_oneof![
            1 => Just(String::new()),
            1 => Just(format!("{key}: null\n")),
            1 => Just(format!("{key}: 3\n")),
            1 => Just(format!("{key}: [[]]\n")),
            6 => value.prop_map(move |value| format!("{key}: {value}\n")),
        ]
    };
    let list = |item: BoxedStrategy<String>| {
        proptest::collection::vec(item, 0..3).prop_map(|items| format!("[{}]", items.join(", "))).boxed()
    };
    let task = (name(), name(), list(name().boxed()))
        .prop_map(|(id, sop, members)| format!("{{type: {id}, sop: {sop}, members: {members}}}"));
    let task = prop_oneof![4 => task, 1 => Just("{sop: null}".to_owned()), 1 => Just("a".to_owned())];
    let matter = prop_oneof![
        Just("{jurisdictions: [NC, a]}".to_owned()),
        Just("{jurisdictions: []}".to_owned()),
        Just("{id: a}".to_owned()),
    ];
    let broken = prop_oneof![12 => Just(""), 1 => Just("broken: [\n")];
    (
        field("id", name().boxed()),
        field("title", name().boxed()),
        field("status", prop_oneof![Just("active".to_owned()), Just("draft".to_owned())].boxed()),
        field("tasks", list(task.boxed())),
        field("matters", list(matter.boxed())),
        field("vendor", name().prop_map(|id| format!("{{id: {id}}}")).boxed()),
        field("team", list(name().prop_map(|id| format!("{{id: {id}}}")).boxed())),
        broken,
    )
        .prop_map(|(id, title, status, tasks, matters, vendor, team, broken)| {
            format!("kind: engagement\n{id}{title}{status}{tasks}{matters}{vendor}{team}{broken}")
        })
}

fn sop() -> impl Strategy<Value = String> {
    let name = || prop_oneof!["[a-c]", Just("SOP-1".to_owned()), Just("null".to_owned())];
    let engagements = prop_oneof![
        1 => Just(String::new()),
        1 => Just("engagements: a\n".to_owned()),
        4 => proptest::collection::vec(name(), 0..3).prop_map(|all| format!("engagements: [{}]\n", all.join(", "))),
    ];
    (name(), name(), engagements).prop_map(|(id, owner, engagements)| {
        format!("---\nkind: sop\nid: {id}\nowner: {owner}\ntier: active\nversion: a\n{engagements}---\n# X\n")
    })
}

/// Conditions over the rows of an engagement's supervision logs, looked up and walked through.
static OF_ROWS: LazyLock<Vec<[Code; 2]>> = LazyLock::new(|| {
    let kind = SET.kinds.find("supervision-log").unwrap();
    let lists = ["rows('supervision-log')", "(true ? rows('supervision-log') : [])"];
    let code = |text: String| SET.code(&text, "base", kind).unwrap();
    ROWS.iter().map(|text| lists.map(|list| code(text.replace("ROWS", list)))).collect()
});

const ROWS: [&str; 4] = [
    "size(ROWS.filter(o, (o.notes ?? '') == (doc.timezone ?? '')))",
    "count(ROWS.filter(o, doc.timezone == o.notes)) > 1",
    "doc.entries.all(v, size(ROWS.filter(o, o.notes == v.notes)) == 1)",
    "size(ROWS.filter(o, (o.notes ?? '') == 'a')) == size(doc.entries)",
];

fn log() -> impl Strategy<Value = String> {
    let entry = prop_oneof![
        6 => "[a-c]".prop_map(|notes| format!("{{id: x, notes: {notes}}}")),
        1 => Just("{id: x}".to_owned()),
        1 => Just("{notes: [a]}".to_owned()),
        1 => Just("a".to_owned()),
    ];
    let owner = prop_oneof![6 => "ENG-[1-2]", 1 => Just("null".to_owned())];
    let broken = prop_oneof![12 => Just(""), 1 => Just("broken: [\n")];
    (owner, "[a-c]", proptest::collection::vec(entry, 0..4), broken).prop_map(
        |(owner, zone, entries, broken)| {
            let entries = entries.join(", ");
            format!(
                "kind: supervision-log\nengagement: {owner}\ntimezone: {zone}\nentries: [{entries}]\n{broken}"
            )
        },
    )
}

fn document(path: &str, text: &str) -> Arc<Document> {
    let head = Head::read(text, path.ends_with(".md"));
    let name = match path.split('/').next().unwrap() {
        "sops" => "sop",
        "logs" => "supervision-log",
        _ => "engagement",
    };
    let kind = SET.kinds.find(name).unwrap();
    let facts = facts(text, head, Some(SET.kinds.get(kind)), &SET.vocabulary, None);
    Arc::new(Document::new(kind, facts, Arc::new(SourceFile::new(path, text))))
}

fn subject<'a>(
    document: &'a Document,
    index: &'a Index,
    tables: &'a Tables,
    parameters: &'a Parameters,
) -> Subject<'a> {
    Subject {
        document,
        index,
        tables,
        kinds: &SET.kinds,
        vocabulary: &SET.vocabulary,
        parameters,
        as_of: date(2026, 10, 15),
        zone: const { &TimeZone::UTC },
        register: &Nobody,
        explain: false,
    }
}

/// Holds what is looked up against what is walked through.
fn agree(subject: Subject<'_>, condition: &str, codes: &[Code; 2]) -> Result<(), TestCaseError> {
    let [a, b] = codes.each_ref().map(|code| Machine::new(subject).eval(code));
    let said = |value: &soplint::rules::expression::Value<'_>| {
        format!("{:?} {:?} {:?}", value.truth(), value.show(&subject), value.places().collect::<Vec<_>>())
    };
    prop_assert_eq!(said(&a), said(&b), "{}", condition);
    Ok(())
}

#[test]
fn a_log_does_not_pay_for_the_rows_of_the_others() {
    let text = |at: usize| {
        format!(
            "kind: supervision-log\nengagement: ENG-1\nentries: [{{id: x, notes: n{at}}}, {{id: y, notes: ok}}]\n"
        )
    };
    let logs: Vec<_> = (0..300).map(|at| document(&format!("logs/{at}.yaml"), &text(at))).collect();
    let index = Index::new(logs.clone(), [].into(), &SET.kinds);
    let (tables, parameters) = (Tables::default(), BTreeMap::new());
    let steps = logs.iter().map(|log| {
        let mut machine = Machine::new(subject(log, &index, &tables, &parameters));
        machine.eval(&OF_ROWS[2][0]);
        machine.steps()
    });
    let steps: Vec<u64> = steps.collect();
    assert!(steps[0] > 600, "the first counts the rows: {}", steps[0]);
    assert!(steps[1..].iter().all(|steps| *steps < 50), "{:?}", steps[1..].iter().max());
}

/// Where each id that a document names is declared, as numbers and places.
fn ids(index: &Index) -> Vec<String> {
    let ids = index.ids(&SET.kinds);
    let mut all = Vec::new();
    for document in index.documents() {
        let owner = index.owner(document);
        each_name(document, &SET.kinds, &mut |node, naming| {
            for space in naming.declares.iter().chain(&naming.means) {
                let places = ids.of(space, node.text().unwrap());
                let first = places.and_then(|places| places.first());
                let own = places.and_then(|places| places.of_document(owner, document));
                let near = places.map_or(&[][..], |places| places.of_owner(owner));
                let far = places.map_or(&[][..], |places| places.of_owner(None));
                let place = |one: &Declared| (one.document.number, one.span, one.owner.clone());
                let found = [first, own].into_iter().flatten().chain(near).chain(far).map(place);
                all.push(format!("{space} {:?} {:?}", node.text(), found.collect::<Vec<_>>()));
            }
        });
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_gives_what_a_walk_gives(
        engagements in prop_oneof![
            proptest::collection::vec(engagement(), 0..6),
            // More than one value names.
            proptest::collection::vec(engagement(), 12..24),
        ],
        sops in proptest::collection::vec(sop(), 1..7),
    ) {
        let sops: Vec<_> = ["x", "y", "z", "u", "v", "w"].iter().zip(&sops).map(|(name, text)| {
            document(&format!("sops/{name}.md"), text)
        }).collect();
        let others = engagements.iter().enumerate().map(|(at, text)| document(&format!("engagements/{at}.yaml"), text));
        let index = Index::new(others.collect(), [].into(), &SET.kinds);
        let (tables, parameters) = (Tables::default(), BTreeMap::new());
        for (condition, codes) in CONDITIONS.iter().zip(&*COMPILED) {
            for sop in &sops {
                agree(subject(sop, &index, &tables, &parameters), condition, codes)?;
            }
        }
    }

    #[test]
    fn rows_that_are_counted_once_are_as_many_as_a_walk_finds(logs in proptest::collection::vec(log(), 1..7)) {
        let logs: Vec<_> =
            logs.iter().enumerate().map(|(at, text)| document(&format!("logs/{at}.yaml"), text)).collect();
        let index = Index::new(logs.clone(), [].into(), &SET.kinds);
        let (tables, parameters) = (Tables::default(), BTreeMap::new());
        for (condition, codes) in ROWS.iter().zip(&*OF_ROWS) {
            for log in &logs {
                agree(subject(log, &index, &tables, &parameters), condition, codes)?;
            }
        }
    }

    #[test]
    fn ids_are_the_same_after_an_edit_as_when_all_is_read_anew(
        texts in proptest::collection::vec(engagement(), 1..6),
        edits in proptest::collection::vec((0..6_usize, engagement()), 1..8),
    ) {
        let path = |at: usize| format!("engagements/{at}.yaml");
        let mut documents: Vec<_> = texts.iter().enumerate().map(|(at, text)| document(&path(at), text)).collect();
        let mut index = Index::new(documents.clone(), [].into(), &SET.kinds);
        ids(&index);
        for (at, text) in &edits {
            let at = at % documents.len();
            documents[at] = document(&path(at), text);
            let anew = Index::new(documents.clone(), [].into(), &SET.kinds);
            if !index.replace(&documents[at], &SET.kinds) {
                index = Index::new(documents.clone(), [].into(), &SET.kinds);
                ids(&index);
            }
            prop_assert_eq!(ids(&index), ids(&anew));
        }
    }
}
