//! What sections and clauses are called and how they are worded: the data under `policies/vocabulary/`.
//!
//! A *concept* is what a section is about (scope, escalation); a *topic* is what a clause is about
//! (encryption, notice of an incident). Both are known by phrases. All phrases go into one
//! `Lexicon`, so that a document is read once however many there are.

mod families;
mod files;
mod force_words;
mod lexicon;
mod load;
mod shorthand;
mod time_words;
mod trie;

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;
use serde::Deserialize;

use crate::facts::drift::{Canonical, Drift};
use crate::syntax::markdown::Markdown;

use families::Families;
pub(crate) use force_words::{ForceWords, Role};
pub(crate) use lexicon::{Builder, FirstGroups, Group, Hit, Lexicon, fold, fold_into};
pub use load::{Extension, Phrasing};
pub use shorthand::alternatives;
pub(crate) use time_words::{Measure, TimeWords};

/// What a section is about.
#[derive(Debug)]
pub struct Concept {
    /// As policies name it.
    pub id: String,
    /// As messages name it.
    pub title: String,
    /// The question that such a section answers.
    pub question: String,
    /// The kinds of documents that it is asked of; none: any document.
    pub kinds: Vec<String>,
    /// Headings that name it, as written.
    pub labels: Vec<String>,
}

/// What a phrase does for a concept where it stands in a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InHeading {
    /// The heading names the concept, if the text below bears it out.
    Names,
    /// It may do so, if nothing else does.
    Hints,
    /// It does neither.
    Rejects,
}

impl Concept {
    /// Whether a document of this kind, or of none, may have such a section: "Quality" is one thing in
    /// an SOP and another in minutes.
    #[must_use]
    pub fn is_asked_of(&self, kind: Option<&str>) -> bool {
        self.kinds.is_empty() || kind.is_some_and(|kind| self.kinds.iter().any(|own| own == kind))
    }
}

/// What a clause is about.
#[derive(Debug)]
pub struct Topic {
    /// As policies name it.
    pub id: String,
    /// As messages name it.
    pub title: String,
    /// The question that such a clause answers.
    pub question: String,
    /// Concepts of the sections in which it usually stands.
    pub sections: Vec<String>,
    /// Which of several amounts of time tells most about it.
    pub quantity: Option<Telling>,
}

/// Which of several amounts of time tells most about a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Telling {
    /// How fast at least: notice of an incident.
    ShortestDuration,
    /// How long at most: retention.
    LongestDuration,
    /// How often at least: an audit.
    MostFrequent,
}

/// A stage of the work.
#[derive(Debug)]
pub struct Stage {
    /// As policies name it.
    pub name: String,
    /// As messages name it.
    pub label: String,
    pub(crate) words: Group,
}

/// Whom a rule of evidence speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// Index in [`Vocabulary::concepts`].
    Concept(usize),
    /// Index in [`Vocabulary::topics`].
    Topic(usize),
}

/// A passage is evidence if it has a phrase of one group from each list, and none of `not`.
#[derive(Debug)]
pub(crate) struct Evidence {
    pub(crate) owner: Owner,
    pub(crate) name: String,
    pub(crate) all: Vec<Vec<Group>>,
    pub(crate) not: Vec<Group>,
    /// What may not stand within a few words of the act.
    pub(crate) not_near: Vec<Group>,
    /// Whether the first list is an act, around which the passage's force is read.
    pub(crate) act: bool,
    /// Whether it counts only in the first paragraphs of a document.
    pub(crate) opening: bool,
    /// Phrases inside which nothing counts: the "incident" of "incident commander".
    pub(crate) mask: Vec<Group>,
    /// Whether all but the act may stand over the passage instead.
    pub(crate) context: bool,
    /// How many words may stand between the act and each of the others.
    pub(crate) near: Option<usize>,
    /// Whether a prohibition of the act takes the duty back.
    pub(crate) positive: bool,
    /// Whether it counts only where words oblige or order, and not where something is stated.
    pub(crate) bound: bool,
    /// Whether leave to do it counts as well.
    pub(crate) allowed: bool,
    /// Whether it counts only where the act is forbidden, or allowed within limits.
    pub(crate) forbidden: bool,
}

/// What makes text a placeholder.
#[derive(Debug)]
pub(crate) struct Placeholders {
    pub(crate) phrases: Group,
    pub(crate) exact: Group,
    pub(crate) exact_words: BTreeSet<String>,
    /// The bytes that these begin with.
    exact_beginnings: Vec<u8>,
    pub(crate) brackets: Vec<String>,
    pub(crate) whole: BTreeSet<String>,
}

impl Placeholders {
    /// Whether the value of a field is nothing but a placeholder: `TODO`, `TBD: ask Ana`, `<name of client>`.
    pub(crate) fn is_whole_value(&self, text: &str) -> bool {
        const LONGEST: usize = 60;
        if text.is_empty() || text.len() > LONGEST {
            return false;
        }
        let begins = text.bytes().next().is_some_and(|first| self.exact_beginnings.contains(&first));
        let opens = |word: &String| {
            text.strip_prefix(word.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':']))
        };
        let inner = [('<', '>'), ('[', ']')]
            .iter()
            .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
        begins && self.exact_words.iter().any(opens)
            || inner.is_some_and(|inner| self.opens(&fold(inner.trim())))
    }

    /// Whether what stands in brackets opens with a word that asks for something.
    pub(crate) fn opens(&self, folded: &str) -> bool {
        self.brackets.iter().any(|word| {
            let rest = folded.strip_prefix(word.as_str());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    }
}

/// Groups that facts are made of.
#[derive(Debug)]
pub(crate) struct Lists {
    pub(crate) roles: Group,
    pub(crate) channels: Group,
    pub(crate) vague_triggers: Group,
    pub(crate) vague_times: Group,
    pub(crate) trigger_words: Group,
    pub(crate) no_duty: Group,
    pub(crate) obligations: Group,
    pub(crate) permissions: Group,
    pub(crate) aims: Group,
    pub(crate) conditions: Group,
    pub(crate) negations: Group,
    /// Stands for "there is a length of time here".
    pub(crate) duration: Group,
    /// Stands for "there is a frequency here".
    pub(crate) cadence: Group,
    /// Stands for "this list goes through stages of the work".
    pub(crate) stages: Group,
}

/// The wording that a firm keeps of a clause.
#[derive(Debug)]
pub(crate) struct Kept {
    /// The policy that asks for it.
    pub(crate) policy: String,
    /// Where it is kept.
    pub(crate) file: String,
    /// The kinds of documents that are held against it; `any`: all.
    kinds: Vec<String>,
    pub(crate) wording: Canonical,
}

impl Kept {
    /// Whether documents of a kind are held against it.
    pub(crate) fn concerns(&self, kind: Option<&str>) -> bool {
        self.kinds.iter().any(|own| own == "any" || Some(own.as_str()) == kind)
    }
}

/// Concepts by what headings are compared by. Hashed fast: only what the vocabulary has is ever put in, so nobody can make
/// its keys collide.
type Labels = HashMap<String, Vec<usize>, FixedState>;

/// Everything that is known about words.
#[derive(Debug)]
pub struct Vocabulary {
    concepts: Vec<Concept>,
    topics: Vec<Topic>,
    stages: Vec<Stage>,
    stage_groups: FirstGroups,
    /// Comparable heading to the concepts that it names.
    labels: Labels,
    weak_labels: Labels,
    aspects: Labels,
    columns: Labels,
    columns_of_times: Labels,
    columns_of_moments: Labels,
    metadata: HashMap<String, String, FixedState>,
    pub(crate) families: Families,
    /// For each group, what its phrases do in headings, and for which concept.
    in_headings: Vec<Option<(usize, InHeading)>>,
    /// Heads of columns of a table that lists versions.
    pub(crate) version_columns: BTreeSet<String>,
    /// Headings of what a document tells of its versions.
    pub(crate) version_headings: BTreeSet<String>,
    pub(crate) evidence: Vec<Evidence>,
    /// For each group, the rules of evidence whose first list it is in.
    pub(crate) evidence_by_group: Vec<Vec<u32>>,
    pub(crate) lists: Lists,
    pub(crate) force: ForceWords,
    pub(crate) time: TimeWords,
    /// The wordings that policies hold documents against.
    kept: Vec<Kept>,
    pub(crate) placeholders: Placeholders,
    pub(crate) lexicon: Lexicon,
}

impl Vocabulary {
    /// All concepts, by id.
    #[must_use]
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// All topics of clauses, by id.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The stages of the work, in their order.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The groups that the words of all stages are in.
    pub(crate) fn of_stages(&self) -> FirstGroups {
        self.stage_groups
    }

    /// A concept by id.
    #[must_use]
    pub fn concept(&self, id: &str) -> Option<usize> {
        self.concepts.binary_search_by(|concept| concept.id.as_str().cmp(id)).ok()
    }

    /// The name of a rule of evidence.
    #[must_use]
    pub fn rule(&self, rule: u32) -> &str {
        &self.evidence[rule as usize].name
    }

    /// A topic by id.
    #[must_use]
    pub fn topic(&self, id: &str) -> Option<usize> {
        self.topics.binary_search_by(|topic| topic.id.as_str().cmp(id)).ok()
    }

    /// Whether some rule of evidence may hold because of a length of time or a frequency.
    pub(crate) fn opens_by_time(&self) -> bool {
        let times = [self.lists.duration, self.lists.cadence];
        times.iter().any(|list| !self.evidence_by_group[*list as usize].is_empty())
    }

    /// The wordings that policies hold documents against.
    pub(crate) fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// The file in which a wording is kept.
    pub(crate) fn kept_file(&self, kept: usize) -> &str {
        &self.kept[kept].file
    }

    /// The wording of a clause in a Markdown text: its paragraphs and items, without headings and code.
    #[must_use]
    pub fn wording(&self, body: &Markdown) -> Canonical {
        Canonical::new(body, &|word| self.time.number(word))
    }

    /// The passage of a document that is nearest to a wording, if one is near enough.
    #[must_use]
    pub fn nearest(&self, wording: &Canonical, body: &Markdown) -> Option<Drift> {
        wording.nearest(body, &|word| self.time.number(word))
    }

    /// Keeps a clause's wording for a policy over documents of some kinds.
    #[must_use]
    pub(crate) fn keeping(
        mut self,
        policy: String,
        file: String,
        kinds: Vec<String>,
        body: &Markdown,
    ) -> Self {
        let wording = self.wording(body);
        self.kept.push(Kept { policy, file, kinds, wording });
        self
    }

    /// The concepts that a heading names outright.
    pub(crate) fn labelled(&self, keys: &[String]) -> &[usize] {
        keys.iter().find_map(|key| self.labels.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The concepts that a heading may name, where the text under it is about them.
    pub(crate) fn perhaps(&self, keys: &[String]) -> &[usize] {
        keys.iter().find_map(|key| self.weak_labels.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The concepts that a heading names a part of: "Channels" in a list of how to communicate.
    pub(crate) fn aspect_of(&self, keys: &[String]) -> &[usize] {
        keys.iter().find_map(|key| self.aspects.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The concepts that a column of a table may stand for.
    pub(crate) fn column(&self, keys: &[String]) -> &[usize] {
        keys.iter().find_map(|key| self.columns.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The concepts that a column may stand for that says lengths of time.
    pub(crate) fn column_of_times(&self, keys: &[String]) -> &[usize] {
        keys.iter().find_map(|key| self.columns_of_times.get(key)).map_or(&[], Vec::as_slice)
    }

    /// Those of them that it stands for only in a section of no other name.
    pub(crate) fn column_of_moments(&self, keys: &[String]) -> &[usize] {
        keys.iter().find_map(|key| self.columns_of_moments.get(key)).map_or(&[], Vec::as_slice)
    }

    /// What a phrase does where it stands in a heading, and for which concepts.
    pub(crate) fn in_heading(&self, hit: Hit) -> impl Iterator<Item = (usize, InHeading)> {
        self.lexicon.groups(hit).iter().filter_map(|group| self.in_headings[*group as usize])
    }

    /// The front-matter key that a label in a leading table stands for.
    pub(crate) fn metadata_key(&self, keys: &[String]) -> Option<&str> {
        keys.iter().find_map(|key| self.metadata.get(key)).map(String::as_str)
    }
}
