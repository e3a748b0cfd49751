//! Sentences that were met before: firms write from templates, and in an editor all but one sentence of a document
//! is as it was before the last edit.
//!
//! What a sentence says by itself follows from its text and the vocabulary alone: which phrases and lengths of time
//! stand in it, and which rules of evidence hold for it in a [`Situation`]. So it is kept for the next time, by the
//! text itself and with places counted from its first byte. Nobody can tell from any fact whether a sentence was
//! kept or read anew.
//!
//! A sentence is kept when it is met for the second time, so that one that is never met again takes no room. All
//! that is kept takes at most [`ROOM`] bytes; a collection that fills its share is emptied before the next document.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::{FixedState, RandomState};

use super::choices::Choices;
use super::quantity::Duration;
use super::title;
use super::traces::Traces;
use super::verdict::{Id, Lead, Outlook, RowSituation, RowVerdict, Situation, Verdict};
use super::vocabulary::{FirstGroups, Group, Hit, Lexicon};

/// How many bytes all collections may take together.
pub(super) const ROOM: usize = 32 << 20;
/// Longer sentences are read anew each time, in bytes.
const LONGEST: usize = 2_000;
/// In as many situations at most it is kept what a sentence says.
const SITUATIONS: usize = 8;

/// Sentences by their texts.
#[derive(Debug, Default)]
pub(crate) struct Boilerplate {
    /// Seeded anew in each collection, so that nobody can write sentences that all hash the same.
    seed: RandomState,
    /// By the hash of the text: of two texts that share it, the first is kept.
    found: HashMap<u64, Found, FixedState>,
    sentences: Vec<Sentence>,
    rows: HashMap<RowSituation, Box<[RowVerdict]>, RandomState>,
    /// Of sentences that were met once.
    traces: Traces,
    choices: Choices,
    bytes: usize,
    room: usize,
}

/// Whether a sentence was met before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Met {
    /// It is kept: the first groups of its phrases, and whether some rule of evidence may hold for it.
    Kept(Id, FirstGroups, bool),
    /// It was, and may be kept under this hash.
    Again(u64),
    Never,
}

/// What stands in a sentence. That is asked for wherever the sentence stands, so it lies in the table itself: to go on
/// to other places in memory would take longer than all that is done there.
#[derive(Debug)]
struct Found {
    id: Id,
    text: Box<str>,
    hits: Box<[Hit]>,
    durations: Box<[Duration]>,
    groups: FirstGroups,
    opens: bool,
}

/// What rules make of a sentence.
#[derive(Debug)]
struct Sentence {
    hash: u64,
    /// The groups that its phrases count for, each once.
    marks: Box<[Group]>,
    outlook: Outlook,
    /// What a heading of these words is compared by, once there was one.
    keys: Option<Arc<[String]>>,
    /// What it makes of what it leads in, once somebody asked: in prose, and where keys stand for lead-ins.
    leads: [Option<Option<Lead>>; 2],
    said: Vec<(Situation, Box<[Verdict]>)>,
}

impl Boilerplate {
    /// Takes at most about so many bytes: what fills them is emptied first.
    pub(super) fn make_room(&mut self, room: usize) {
        if self.bytes >= room {
            self.found.clear();
            self.sentences.clear();
            self.rows.clear();
            self.bytes = 0;
        }
        self.room = room;
    }

    /// Looks for a sentence that begins at a byte, and remembers that it was met. Of one that is kept, what was found
    /// in it is added.
    pub(crate) fn meet(
        &mut self,
        text: &str,
        at: u32,
        hits: &mut Vec<Hit>,
        durations: &mut Vec<Duration>,
    ) -> Met {
        if text.len() > LONGEST {
            return Met::Never;
        }
        let hash = self.seed.hash_one(text);
        if let Some(found) = self.found.get(&hash) {
            if *found.text != *text {
                return Met::Never;
            }
            hits.extend(found.hits.iter().map(|hit| hit.shifted(at)));
            durations.extend(found.durations.iter().map(|duration| duration.shifted(at)));
            return Met::Kept(found.id, found.groups, found.opens);
        }
        let met = self.traces.meet(hash);
        if met && self.bytes < self.room { Met::Again(hash) } else { Met::Never }
    }

    /// Keeps what was found in a sentence, and whether rules may hold for it. Places are those in its text.
    pub(crate) fn keep(
        &mut self,
        hash: u64,
        text: &str,
        hits: &[Hit],
        durations: &[Duration],
        opens: bool,
        lexicon: &Lexicon,
    ) -> Id {
        let mut marks: Vec<Group> = hits.iter().flat_map(|hit| lexicon.marks(*hit)).copied().collect();
        marks.sort_unstable();
        marks.dedup();
        let id = Id(self.sentences.len() as u32);
        self.bytes += size_of::<Sentence>() + text.len() + size_of_val(hits) + size_of_val(durations);
        self.bytes += size_of_val(marks.as_slice()) + 2 * size_of::<(u64, Found)>();
        let outlook = Outlook::Unknown;
        let (marks, keys, leads) = (marks.into(), None, [None; 2]);
        self.sentences.push(Sentence { hash, marks, outlook, keys, leads, said: Vec::new() });
        let groups = hits.iter().fold(FirstGroups::default(), |all, hit| all.or(hit.groups));
        let (text, hits, durations) = (text.into(), hits.into(), durations.into());
        self.found.insert(hash, Found { id, text, hits, durations, groups, opens });
        id
    }

    fn sentence(&self, id: Id) -> &Sentence {
        &self.sentences[id.0 as usize]
    }

    /// The groups that a sentence's phrases count for.
    pub(crate) fn marks(&self, id: Id) -> &[Group] {
        &self.sentence(id).marks
    }

    /// What a heading is compared by that is a kept sentence, of this text.
    pub(crate) fn keys(&mut self, id: Id, text: &str) -> Arc<[String]> {
        let keys = &mut self.sentences[id.0 as usize].keys;
        let keys = keys.get_or_insert_with(|| {
            let keys: Arc<[String]> = title::keys(text).into();
            self.bytes += keys.iter().map(|key| key.len() + size_of::<String>()).sum::<usize>();
            keys
        });
        Arc::clone(keys)
    }

    /// What a sentence makes of what it leads in, as it is found out for the first time.
    pub(crate) fn lead(
        &mut self,
        id: Id,
        of_fields: bool,
        find: impl FnOnce() -> Option<Lead>,
    ) -> Option<Lead> {
        *self.sentences[id.0 as usize].leads[usize::from(of_fields)].get_or_insert_with(find)
    }

    /// What may come of a sentence.
    pub(crate) fn outlook(&self, id: Id) -> &Outlook {
        &self.sentence(id).outlook
    }

    /// Says what may come of a sentence.
    pub(crate) fn foresee(&mut self, id: Id, outlook: Outlook) {
        let sentence = &mut self.sentences[id.0 as usize];
        match &outlook {
            Outlook::Nothing => {
                self.found.entry(sentence.hash).and_modify(|found| found.opens = false);
            }
            Outlook::Open { lacks, .. } => self.bytes += size_of_val(&**lacks),
            Outlook::Unknown => {}
        }
        sentence.outlook = outlook;
    }

    /// A number for a choice of rules; nothing where there are too many to tell apart.
    pub(crate) fn choice(&mut self, asked: &[bool]) -> Option<u8> {
        self.choices.number(asked)
    }

    /// The rules that hold for a sentence in a situation, if that is kept.
    pub(crate) fn verdicts(&self, id: Id, situation: &Situation) -> Option<&[Verdict]> {
        let mut said = self.sentence(id).said.iter();
        said.find(|(known, _)| known == situation).map(|(_, verdicts)| &**verdicts)
    }

    /// Keeps which rules hold for a sentence in a situation.
    pub(crate) fn learn(&mut self, id: Id, situation: Situation, verdicts: Vec<Verdict>) {
        let said = &mut self.sentences[id.0 as usize].said;
        if said.len() == SITUATIONS || self.bytes >= self.room {
            return;
        }
        let acts: usize = verdicts.iter().map(|verdict| size_of_val(&*verdict.acts)).sum();
        self.bytes += size_of::<(Situation, Box<[Verdict]>)>() + size_of_val(verdicts.as_slice()) + acts;
        self.bytes += situation.over.heap();
        said.push((situation, verdicts.into()));
    }

    /// The rules that hold for a row in a situation, if that is kept.
    pub(crate) fn row(&self, situation: &RowSituation) -> Option<&[RowVerdict]> {
        self.rows.get(situation).map(|verdicts| &**verdicts)
    }

    /// Keeps which rules hold for a row in a situation.
    pub(crate) fn learn_row(&mut self, situation: RowSituation, verdicts: Vec<RowVerdict>) {
        if self.bytes < self.room {
            let acts: usize = verdicts.iter().map(|verdict| size_of_val(&*verdict.acts)).sum();
            self.bytes += 2 * size_of::<(RowSituation, Box<[RowVerdict]>)>() + size_of_val(&*situation.texts);
            self.bytes += size_of_val(verdicts.as_slice()) + acts;
            self.rows.insert(situation, verdicts.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::facts::passage::{Passage, passages};
    use crate::facts::quantity::durations;
    use crate::facts::reading::{Part, Reading};
    use crate::facts::{Owner, Reader};
    use crate::policy::{Additions, PolicySet};
    use crate::syntax::markdown::{BlockId, HeadingId, parse};

    static VOCABULARY: LazyLock<Reader> =
        LazyLock::new(|| PolicySet::load(&Additions::default()).unwrap().vocabulary);

    const SENTENCES: [&str; 26] = [
        "Encrypt every laptop.",
        "**Laptops** must be *encrypted* at rest.",
        "It must be encrypted.",
        "They need not encrypt client data at rest",
        "The vendor may share it only with the client!",
        "[Report an incident](incidents.md)",
        "[Report an incident within 24 hours](incidents.md) to the attorney.",
        "Incidents are reported within twenty-four (24) hours, i.e. by 5 p.m. 😀",
        "Who reports an incident within two\nbusiness days?",
        "Data is deleted “within 30 days” after the matter closes.",
        "No data is kept for more than\u{a0}12 months...",
        "He said \"delete the data within 7 days.\" We did.",
        "Access is reviewed every 3 months, or each quarter.",
        "If data is deleted, tell us at once.",
        "Escalate to the supervising attorney – within 1 hour.",
        "`code` is not read. Backups are encrypted.",
        "Se debe cifrar la información en 48 horas.",
        "Reviews happen within 5<br>days.",
        "No. 5 applies within 10 days",
        "Never disclose confidential information.",
        "Client data:",
        "The vendor must not:",
        "Staff shall comply with the following:",
        "Attackers encrypt the disk in 2 hours。次に within 3 days.",
        "Within",
        "24h",
    ];
    const LINES: [&str; 11] = [
        "",
        "",
        "- ",
        "- ",
        "1. ",
        "## ",
        "> ",
        "| Step | Due |\n|---|---|\n| Review within 2 days | ",
        "| Laptops | Encrypt |\n|---|---|\n| [Disk](disk.md) | Always |\n| Phones | ",
        "| Laptops | Encrypt |\n|---|---|\n| Phones | ",
        "The vendor must not:\n\n| Who | What |\n|---|---|\n| Staff | Share client data |\n| Vendors | ",
    ];

    fn text(lines: &[(usize, Vec<usize>)], end: &str) -> String {
        let line = |(line, words): &(usize, Vec<usize>)| {
            let words: Vec<&str> = words.iter().map(|sentence| SENTENCES[*sentence]).collect();
            let gap = if LINES[*line].starts_with("- ") { "\n" } else { "\n\n" };
            format!("{}{}{gap}", LINES[*line], words.join(" "))
        };
        lines.iter().map(line).collect::<String>().replace('\n', end)
    }

    /// What stands in each block, the passages, and what headings are compared by.
    type Read = (Vec<(Vec<Hit>, Vec<Duration>, Vec<Part>)>, Vec<Passage>, Vec<Vec<String>>);

    fn read(text: &str, boilerplate: &mut Boilerplate) -> Read {
        read_as(false, text, boilerplate)
    }

    fn read_as(of_fields: bool, text: &str, boilerplate: &mut Boilerplate) -> Read {
        let markdown = parse(text, 0);
        let reads = if of_fields { Reading::of_fields } else { Reading::new };
        let reading = reads(text, &markdown, &VOCABULARY, boilerplate);
        let topics = |owner| matches!(owner, Owner::Topic(topic) if topic % 5 > 0);
        let (found, _) = passages(&reading, |owner| !topics(owner), boilerplate);
        let blocks = (0..markdown.blocks.len() as u32).map(|id| {
            let whole = reading.whole(BlockId(id));
            let (hits, durations) = (reading.hits(&whole), reading.durations(&whole));
            let sentences = reading.sentences_of(BlockId(id)).map(|sentence| sentence.part);
            (hits.collect(), durations.cloned().collect(), sentences.collect())
        });
        let keys = (0..markdown.headings.len() as u32).map(|id| reading.keys(HeadingId(id)).to_vec());
        (blocks.collect(), found, keys.collect())
    }

    /// What is found in each block where it is read in one go.
    fn in_one_go(text: &str) -> Vec<(Vec<Hit>, Vec<Duration>, Vec<Part>)> {
        let markdown = parse(text, 0);
        let reading = Reading::new(text, &markdown, &VOCABULARY, &mut Boilerplate::default());
        let blocks = (0..markdown.blocks.len() as u32).map(|id| {
            let whole = reading.whole(BlockId(id));
            let folded = reading.folded(&whole);
            let (mut hits, mut found) = (Vec::new(), Vec::new());
            VOCABULARY.lexicon.find(folded, &mut hits);
            durations(folded, &hits, &VOCABULARY.time, &VOCABULARY.lexicon, &mut found);
            (hits, found, reading.sentences(&whole).collect())
        });
        blocks.collect()
    }

    fn roomy() -> Boilerplate {
        Boilerplate { room: ROOM, ..Boilerplate::default() }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_kept_sentence_says_what_it_says_when_it_is_read(
            lines in prop::collection::vec(
                (0..LINES.len(), prop::collection::vec(0..SENTENCES.len(), 1..5)),
                1..10,
            ),
            others in prop::collection::vec(
                (0..LINES.len(), prop::collection::vec(0..SENTENCES.len(), 1..5)),
                1..10,
            ),
            windows in any::<bool>(),
        ) {
            let end = if windows { "\r\n" } else { "\n" };
            let (text, other) = (text(&lines, end), text(&others, end));
            let fresh = read(&text, &mut Boilerplate::default());
            prop_assert_eq!(&fresh.0, &in_one_go(&text), "{}", &text);
            // Met in other surroundings first, and then again and again.
            let mut known = roomy();
            for before in [&other, &other, &other, &text, &text, &text] {
                read(before, &mut known);
            }
            prop_assert!(!known.sentences.is_empty());
            prop_assert_eq!(fresh, read(&text, &mut known), "{}", &text);
            let fresh = read_as(true, &text, &mut Boilerplate::default());
            for _ in 0..2 {
                prop_assert_eq!(&fresh, &read_as(true, &text, &mut known), "{}", &text);
            }
        }
    }

    #[test]
    fn a_row_of_kept_cells_is_kept() {
        let mut known = roomy();
        let table = "Staff must do this:\n\n| What | How |\n|---|---|\n| Doubts | Escalate to the supervising attorney. |\n";
        let found: Vec<Read> = (0..4).map(|_| read(table, &mut known)).collect();
        assert!(!found[0].1.is_empty() && found.iter().all(|read| *read == found[0]), "{found:?}");
        let [verdicts] = &known.rows.values().collect::<Vec<_>>()[..] else { panic!("{:?}", known.rows) };
        assert_eq!(verdicts.len(), found[0].1.len());
    }

    #[test]
    fn what_is_met_once_takes_no_room_and_what_is_kept_has_an_end() {
        let mut known = roomy();
        let sentence = |number: usize| format!("Encrypt disk {number} within {number} days.");
        (0..10_000).for_each(|number| drop(read(&sentence(number), &mut known)));
        assert!(known.sentences.len() < 1_000, "{}", known.sentences.len());
        known.room = 100_000;
        for number in (0..2_000).flat_map(|number| [number; 3]) {
            read(&sentence(number), &mut known);
        }
        assert!((100_000..110_000).contains(&known.bytes), "{}", known.bytes);
        known.make_room(100_000);
        assert_eq!((known.bytes, known.sentences.len(), known.found.len()), (0, 0, 0));
    }
}
