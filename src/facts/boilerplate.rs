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
use std::sync::{Mutex, PoisonError};

use foldhash::fast::{FixedState, RandomState};

use super::quantity::Duration;
use super::verdict::{Situation, Verdict};
use super::vocabulary::{FirstGroups, Group, Hit, Lexicon};

/// How many bytes all collections may take together.
const ROOM: usize = 32 << 20;
/// Longer sentences are read anew each time, in bytes.
const LONGEST: usize = 2_000;
/// In as many situations at most it is kept what a sentence says.
const SITUATIONS: usize = 8;
/// As many choices of rules at most are told apart: there is one for each kind of document.
const CHOICES: usize = 64;
/// How many sentences that were met once are remembered, by a trace of each.
const TRACES: usize = 1 << 16;

/// The collections of one vocabulary: as many as documents were read at the same time.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<Collections>);

#[derive(Debug, Default)]
struct Collections {
    idle: Vec<Boilerplate>,
    made: usize,
}

impl Shelf {
    /// Reads with a collection that nobody else reads with meanwhile. After a panic it is not used again.
    pub(crate) fn with<T>(&self, read: impl FnOnce(&mut Boilerplate) -> T) -> T {
        let collections = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (idle, made) = {
            let mut collections = collections();
            let idle = collections.idle.pop();
            collections.made += usize::from(idle.is_none());
            (idle, collections.made)
        };
        let mut boilerplate = idle.unwrap_or_default();
        boilerplate.make_room(ROOM / made);
        let read = read(&mut boilerplate);
        collections().idle.push(boilerplate);
        read
    }
}

/// Sentences by their texts.
#[derive(Debug)]
pub(crate) struct Boilerplate {
    /// Seeded anew in each collection, so that nobody can write sentences that all hash the same.
    seed: RandomState,
    /// By the hash of the text: of two texts that share it, the first is kept.
    by_hash: HashMap<u64, Id, FixedState>,
    sentences: Vec<Sentence>,
    /// By the first bits of a hash, some others of it: who was met once.
    traces: Vec<u16>,
    choices: Vec<Box<[bool]>>,
    bytes: usize,
    room: usize,
}

/// A kept sentence, as long as the document is read for which it was found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Id(u32);

/// Whether a sentence was met before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Met {
    Kept(Id),
    /// It was, and may be kept under this hash.
    Again(u64),
    Never,
}

#[derive(Debug)]
struct Sentence {
    text: Box<str>,
    hits: Box<[Hit]>,
    durations: Box<[Duration]>,
    groups: FirstGroups,
    /// Whether some rule of evidence may hold for it.
    opens: bool,
    /// The groups that its phrases count for, each once.
    marks: Box<[Group]>,
    /// What may stand over it and make a difference, and whether the sentence before counts for that; not found out
    /// yet where it is `None`.
    lacks: Option<(Box<[Group]>, bool)>,
    said: Vec<(Situation, Box<[Verdict]>)>,
}

impl Default for Boilerplate {
    fn default() -> Self {
        Self {
            seed: RandomState::default(),
            by_hash: HashMap::default(),
            sentences: Vec::new(),
            traces: vec![0; TRACES],
            choices: Vec::new(),
            bytes: 0,
            room: 0,
        }
    }
}

impl Boilerplate {
    fn make_room(&mut self, room: usize) {
        if self.bytes >= room {
            self.by_hash.clear();
            self.sentences.clear();
            self.bytes = 0;
        }
        self.room = room;
    }

    /// Looks for a sentence, and remembers that it was met.
    pub(crate) fn meet(&mut self, text: &str) -> Met {
        if text.len() > LONGEST {
            return Met::Never;
        }
        let hash = self.seed.hash_one(text);
        if let Some(&id) = self.by_hash.get(&hash) {
            return if *self.sentence(id).text == *text { Met::Kept(id) } else { Met::Never };
        }
        let trace = hash as u16 | 1;
        let met = std::mem::replace(&mut self.traces[(hash >> 48) as usize % TRACES], trace);
        if met == trace && self.bytes < self.room { Met::Again(hash) } else { Met::Never }
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
        self.bytes += size_of_val(marks.as_slice()) + 2 * size_of::<(u64, Id)>();
        self.sentences.push(Sentence {
            text: text.into(),
            hits: hits.into(),
            durations: durations.into(),
            groups: hits.iter().fold(FirstGroups::default(), |all, hit| all.or(hit.groups)),
            opens,
            marks: marks.into(),
            lacks: None,
            said: Vec::new(),
        });
        self.by_hash.insert(hash, id);
        id
    }

    fn sentence(&self, id: Id) -> &Sentence {
        &self.sentences[id.0 as usize]
    }

    /// Adds what was found in a kept sentence that begins at a byte; gives the first groups of its phrases, and
    /// whether rules may hold for it.
    pub(crate) fn recall(
        &self,
        id: Id,
        at: u32,
        hits: &mut Vec<Hit>,
        durations: &mut Vec<Duration>,
    ) -> (FirstGroups, bool) {
        let sentence = self.sentence(id);
        hits.extend(sentence.hits.iter().map(|hit| hit.shifted(at)));
        durations.extend(sentence.durations.iter().map(|duration| duration.shifted(at)));
        (sentence.groups, sentence.opens)
    }

    /// The groups that a sentence's phrases count for.
    pub(crate) fn marks(&self, id: Id) -> &[Group] {
        &self.sentence(id).marks
    }

    /// Whether some rule may hold for a sentence.
    pub(crate) fn opens(&self, id: Id) -> bool {
        self.sentence(id).opens
    }

    /// Remembers that no rule holds for a sentence, wherever it stands.
    pub(crate) fn close(&mut self, id: Id) {
        self.sentences[id.0 as usize].opens = false;
    }

    /// What makes a difference where it stands over a sentence, and whether the sentence before it counts for that,
    /// once both are known.
    pub(crate) fn lacks(&self, id: Id) -> Option<(&[Group], bool)> {
        self.sentence(id).lacks.as_ref().map(|(lacks, refers_back)| (&**lacks, *refers_back))
    }

    /// A number for a choice of rules; nothing where there are too many to tell apart.
    pub(crate) fn choice(&mut self, asked: &[bool]) -> Option<u8> {
        let known = self.choices.iter().position(|known| **known == *asked);
        let place = known.or_else(|| {
            (self.choices.len() < CHOICES).then(|| {
                self.choices.push(asked.into());
                self.choices.len() - 1
            })
        });
        place.and_then(|place| u8::try_from(place).ok())
    }

    /// The rules that hold for a sentence in a situation, if that is kept.
    pub(crate) fn verdicts(&self, id: Id, situation: &Situation) -> Option<&[Verdict]> {
        let mut said = self.sentence(id).said.iter();
        said.find(|(known, _)| known == situation).map(|(_, verdicts)| &**verdicts)
    }

    /// Says what makes a difference where it stands over a sentence, and whether the sentence before counts for it.
    pub(crate) fn lack(&mut self, id: Id, lacks: Vec<Group>, refers_back: bool) {
        self.bytes += size_of_val(lacks.as_slice());
        self.sentences[id.0 as usize].lacks = Some((lacks.into(), refers_back));
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
    use crate::syntax::markdown::{BlockId, parse};

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
    const LINES: [&str; 8] =
        ["", "", "- ", "- ", "1. ", "## ", "> ", "| Step | Due |\n|---|---|\n| Review within 2 days | "];

    fn text(lines: &[(usize, Vec<usize>)], end: &str) -> String {
        let line = |(line, words): &(usize, Vec<usize>)| {
            let words: Vec<&str> = words.iter().map(|sentence| SENTENCES[*sentence]).collect();
            let gap = if LINES[*line].starts_with("- ") { "\n" } else { "\n\n" };
            format!("{}{}{gap}", LINES[*line], words.join(" "))
        };
        lines.iter().map(line).collect::<String>().replace('\n', end)
    }

    type Found = (Vec<(Vec<Hit>, Vec<Duration>, Vec<Part>)>, Vec<Passage>);

    fn read(text: &str, boilerplate: &mut Boilerplate) -> Found {
        let markdown = parse(text, 0);
        let reading = Reading::new(text, &markdown, &VOCABULARY, boilerplate);
        let topics = |owner| matches!(owner, Owner::Topic(topic) if topic % 5 > 0);
        let (found, _) = passages(&reading, |owner| !topics(owner), boilerplate);
        let blocks = (0..markdown.blocks.len() as u32).map(|id| {
            let whole = reading.whole(BlockId(id));
            let (hits, durations) = (reading.hits(&whole), reading.durations(&whole));
            let sentences = reading.sentences_of(BlockId(id)).map(|sentence| sentence.part);
            (hits.collect(), durations.cloned().collect(), sentences.collect())
        });
        (blocks.collect(), found)
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
        }
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
        assert_eq!((known.bytes, known.sentences.len(), known.by_hash.len()), (0, 0, 0));
    }
}
