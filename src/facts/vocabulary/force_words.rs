//! How a sentence obliges: what is looked for around the words that govern an act.

use std::collections::{BTreeSet, HashMap};
use std::ops::BitOr;

use aho_corasick::AhoCorasick;
use foldhash::fast::FixedState;

use crate::facts::title;

use super::files::{ForceFile, spelled};
use super::lexicon::fold;

/// What a word does in a sentence. One word may do several things, so it is looked up once for all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Role(u64);

impl Role {
    /// "only", "nobody": what is permitted to these alone is forbidden to all others.
    pub(crate) const ONLY: Self = Self(1);
    /// Opens a clause in the sentence; a negation behind it says little of what follows the clause.
    pub(crate) const SUBORDINATING: Self = Self(1 << 1);
    /// Makes a prohibition of an obligation.
    pub(crate) const TURNS: Self = Self(1 << 2);
    /// May stand before the verb of an order.
    pub(crate) const FILLER: Self = Self(1 << 3);
    /// A form of "to be".
    pub(crate) const BE: Self = Self(1 << 4);
    /// A verb that states a practice, whatever its object.
    pub(crate) const FINITE: Self = Self(1 << 5);
    /// No subject of a verb behind it.
    pub(crate) const NO_SUBJECT: Self = Self(1 << 6);
    /// No object of a verb before it.
    pub(crate) const NO_OBJECT: Self = Self(1 << 7);
    /// A verb that may open an order.
    pub(crate) const ORDER: Self = Self(1 << 8);
    /// The same, and a noun as well.
    pub(crate) const AMBIGUOUS_ORDER: Self = Self(1 << 9);
    /// A form of such a verb: "reviews".
    pub(crate) const AMBIGUOUS: Self = Self(1 << 16);
    /// Tells that something happened.
    pub(crate) const PAST: Self = Self(1 << 17);
    /// Does what nobody should.
    pub(crate) const HOSTILE: Self = Self(1 << 18);
    /// A verb of a lead-in that lays down what follows.
    pub(crate) const PROMISES: Self = Self(1 << 19);
    /// A word of a heading that lays down what stands below.
    pub(crate) const DEMANDS: Self = Self(1 << 20);
    /// Asks for what stands before it: "approval required".
    pub(crate) const DEMANDED: Self = Self(1 << 22);
    /// Speaks of what the sentence before named.
    pub(crate) const REFERS_BACK: Self = Self(1 << 23);
    /// A verb that sends its reader elsewhere.
    pub(crate) const REFERS: Self = Self(1 << 21);
    /// An order that only its object makes something of.
    pub(crate) const LIGHT_ORDER: Self = Self(1 << 10);
    /// Joins a verb to another one.
    pub(crate) const JOINS: Self = Self(1 << 11);
    /// "the", "all": a noun follows.
    pub(crate) const DETERMINER: Self = Self(1 << 12);
    /// A participle that does not end in "-ed".
    pub(crate) const PARTICIPLE: Self = Self(1 << 13);
    /// A form of a verb that states or orders.
    pub(crate) const VERB: Self = Self(1 << 14);
    /// As the key of a field: what stands below it binds nobody.
    const UNBINDING: Self = Self(1 << 15);

    /// A law, a rule or a standard: "the Act".
    pub(crate) const LAW: Self = Self(1 << 24);
    /// What a law does that asks for something: "requires".
    pub(crate) const ASKS: Self = Self(1 << 25);
    /// Those whose text it is: "we", "us".
    pub(crate) const OURS: Self = Self(1 << 26);
    /// An order to find something out.
    pub(crate) const LOOKS: Self = Self(1 << 27);
    /// What something holds is said with it: "includes".
    pub(crate) const HOLDS: Self = Self(1 << 28);
    /// A word of a heading over definitions.
    pub(crate) const DEFINES: Self = Self(1 << 29);
    /// A text or a course.
    pub(crate) const TEXT: Self = Self(1 << 30);
    /// Says of an act that it is done: "carried out".
    pub(crate) const CARRIED_OUT: Self = Self(1 << 31);
    /// A word of the head of a column, in tables that describe.
    pub(crate) const DESCRIBES: Self = Self(1 << 32);

    fn shares(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Role {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The words and phrases of `force.yaml`.
#[derive(Debug)]
pub(crate) struct ForceWords {
    /// Hashed fast: only what the vocabulary has is ever put in, so nobody can make its keys collide.
    roles: HashMap<String, Role, FixedState>,
    /// What turns the thought.
    breaks: AhoCorasick,
    pub(crate) asked: Vec<String>,
    pub(crate) conditional_ends: Vec<String>,
    /// Announces what stands below.
    pointers: AhoCorasick,
    /// What a definition has near its beginning.
    defines: AhoCorasick,
    /// What a purpose begins with.
    pub(crate) purpose: Vec<String>,
    /// Headings over definitions, as they are compared.
    pub(crate) glossaries: BTreeSet<String>,
    /// What makes a condition of the act behind a prohibition, each between blanks: "no access without".
    pub(crate) unless: Vec<String>,
    /// How a sentence begins that takes duties back.
    pub(crate) disclaims: Vec<String>,
    /// How a verb ends that lays down what will be done: "notificará".
    future_endings: Vec<String>,
}

impl ForceWords {
    /// Sorts the words by what they do.
    ///
    /// # Errors
    /// When there is too much of them to look for.
    pub(super) fn new(file: ForceFile) -> Result<Self, String> {
        debug_assert_eq!(file.id, "force");
        let mut roles: HashMap<String, Role, FixedState> = HashMap::default();
        let mut add = |word: String, role: Role| {
            let known = roles.entry(word).or_default();
            *known = *known | role;
        };
        // Spanish and Portuguese verbs are listed in every form; English ones get their endings here.
        for verb in file.finite.iter().chain(&file.orders) {
            let stem = verb.strip_suffix('y').map(|stem| format!("{stem}ies"));
            let forms = [verb.clone(), format!("{verb}s"), format!("{verb}es")];
            forms.into_iter().chain(stem).for_each(|form| add(form, Role::VERB));
        }
        for verb in &file.ambiguous_orders {
            let forms = [verb.clone(), format!("{verb}s"), format!("{verb}es")];
            forms.into_iter().for_each(|form| add(form, Role::AMBIGUOUS));
        }
        for (words, role) in [
            (file.only, Role::ONLY),
            (file.subordinating, Role::SUBORDINATING),
            (file.turns, Role::TURNS),
            (file.fillers, Role::FILLER),
            (file.be, Role::BE),
            (file.finite, Role::FINITE),
            (file.no_subject, Role::NO_SUBJECT),
            (file.no_object, Role::NO_OBJECT),
            (file.orders, Role::ORDER),
            (file.ambiguous_orders, Role::AMBIGUOUS_ORDER),
            (file.light_orders, Role::LIGHT_ORDER),
            (file.joins, Role::JOINS),
            (file.determiners, Role::DETERMINER),
            (file.participles, Role::PARTICIPLE),
            (file.unbinding, Role::UNBINDING),
            (file.past, Role::PAST),
            (file.hostile, Role::HOSTILE),
            (file.promises, Role::PROMISES),
            (file.demands, Role::DEMANDS),
            (file.demanded, Role::DEMANDED),
            (file.refers, Role::REFERS),
            (file.refers_back, Role::REFERS_BACK),
            (file.looks, Role::LOOKS),
            (file.describing, Role::DESCRIBES),
            (file.carried_out, Role::CARRIED_OUT),
            (file.texts, Role::TEXT),
            (file.holds, Role::HOLDS),
            (file.defining, Role::DEFINES),
            (file.law, Role::LAW),
            (file.asks, Role::ASKS),
            (file.ours, Role::OURS),
        ] {
            words.into_iter().for_each(|word| add(word, role));
        }
        let any = |words: &[String]| AhoCorasick::new(words).map_err(|error| error.to_string());
        Ok(Self {
            roles,
            breaks: any(&file.breaks)?,
            asked: spelled(file.asked.iter().map(String::as_str)).collect(),
            conditional_ends: file.conditional_ends,
            pointers: any(&file.pointers)?,
            defines: any(&file.defines)?,
            purpose: file.purpose,
            glossaries: file.glossaries.iter().flat_map(|heading| title::keys(heading)).collect(),
            unless: file.unless.iter().map(|word| format!(" {} ", fold(word))).collect(),
            disclaims: file.disclaims,
            future_endings: file.future_endings,
        })
    }

    /// Whether a word does one of some things.
    pub(crate) fn is(&self, word: &str, some: Role) -> bool {
        self.roles.get(word).is_some_and(|role| role.shares(some))
    }

    /// Whether a word is a verb in the future tense, with which Spanish and Portuguese contracts oblige.
    pub(crate) fn is_future(&self, word: &str) -> bool {
        const SHORTEST: usize = 6;
        word.len() > SHORTEST && self.future_endings.iter().any(|ending| word.ends_with(ending.as_str()))
    }

    /// The part of a sentence around a place, from one turn of the thought to the next.
    pub(crate) fn clause(&self, sentence: &str, start: usize, end: usize) -> (usize, usize) {
        let (mut from, mut to) = (0, sentence.len());
        for turn in self.breaks.find_overlapping_iter(sentence) {
            if turn.end() <= start {
                from = from.max(turn.end());
            } else if turn.start() >= end {
                to = to.min(turn.start());
            }
        }
        (from, to)
    }

    /// Whether the beginning of a sentence says what a word means.
    pub(crate) fn defines(&self, head: &str) -> bool {
        self.defines.is_match(head)
    }

    /// Whether a text announces what stands below it.
    pub(crate) fn points_down(&self, folded: &str) -> bool {
        self.pointers.is_match(folded)
    }

    /// Whether the key of a field says that what stands below it binds nobody.
    pub(crate) fn unbinds(&self, folded: &str) -> bool {
        folded.split(|c: char| !c.is_alphanumeric()).any(|word| self.is(word, Role::UNBINDING))
    }

    /// Whether an obligation is a prohibition.
    pub(crate) fn turns(&self, obligation: &str) -> bool {
        obligation.split_whitespace().any(|word| self.is(word, Role::TURNS))
    }
}
