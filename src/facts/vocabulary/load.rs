//! From files to a vocabulary.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::facts::{Unit, title};
use crate::syntax::yaml;

use super::families;
use super::files::{
    ConceptFile, EvidenceFile, ForceFile, MetadataFile, PlaceholdersFile, Prohibition, StagesFile, TimeFile,
    TopicFile, WordsFile, every, spelled,
};
use super::time_words::Measure;
use super::{
    Builder, Concept, Evidence, FirstGroups, ForceWords, Group, InHeading, Labels, Lists, Owner,
    Placeholders, Stage, TimeWords, Topic, Vocabulary, fold,
};

/// What a firm adds to a concept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extension {
    /// The concept.
    pub concept: String,
    /// More headings that name it.
    pub labels: Vec<String>,
    /// Headings that do not, whatever words they have.
    pub reject: Vec<String>,
}

/// A topic that a policy brings along: a passage is about it if it has a phrase of each group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrasing {
    /// The policy's id, which is the topic's too.
    pub id: String,
    /// Alternatives.
    pub groups: Vec<Vec<String>>,
}

/// The files, sorted by what they hold.
#[derive(Default)]
struct Files {
    concepts: Vec<ConceptFile>,
    topics: Vec<TopicFile>,
    words: BTreeMap<String, WordsFile>,
    stages: Option<StagesFile>,
    force: Option<ForceFile>,
    time: Option<TimeFile>,
    metadata: Option<MetadataFile>,
    placeholders: Option<PlaceholdersFile>,
}

impl Vocabulary {
    /// Reads the files under a vocabulary's folder (paths relative to it), and adds what a firm and its policies add.
    ///
    /// # Errors
    /// The first file that is not as it should be, and why.
    pub fn new<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        extensions: &[Extension],
        phrasings: &[Phrasing],
    ) -> Result<Self, String> {
        let mut sorted = Files::default();
        for (path, text) in files {
            sorted.add(path, text).map_err(|why| format!("{path}: {why}"))?;
        }
        let own = phrasings.iter().map(|phrasing| TopicFile {
            id: phrasing.id.clone(),
            title: phrasing.id.clone(),
            question: String::new(),
            sections: Vec::new(),
            quantity: None,
            evidence: vec![EvidenceFile::phrases(phrasing.groups.clone())],
        });
        sorted.topics.extend(own);
        sorted.build(extensions)
    }
}

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, String> {
    let stream = yaml::parse(text, yaml::Limits::default());
    let node = stream.documents.first().ok_or("it is empty")?;
    yaml::from_node(node).map_err(|error| {
        let at = error.span.map_or("", |span| span.of(text)).lines().next().unwrap_or("");
        format!("{error} (at '{at}')")
    })
}

impl Files {
    fn add(&mut self, path: &str, text: &str) -> Result<(), String> {
        match path.split_once('/') {
            Some(("concepts", _)) => self.concepts.push(read(text)?),
            Some(("clauses", _)) => self.topics.push(read(text)?),
            Some(("words", _)) => {
                let words: WordsFile = read(text)?;
                self.words.insert(words.id.clone(), words);
            }
            _ => match path {
                "stages.yaml" => self.stages = Some(read(text)?),
                "force.yaml" => self.force = Some(read(text)?),
                "time.yaml" => self.time = Some(read(text)?),
                "metadata.yaml" => self.metadata = Some(read(text)?),
                "placeholders.yaml" => self.placeholders = Some(read(text)?),
                _ => return Err("this is no file of a vocabulary".into()),
            },
        }
        Ok(())
    }

    fn build(mut self, extensions: &[Extension]) -> Result<Vocabulary, String> {
        let mut builder = Builder::default();
        let words = self.groups(&mut builder);
        let lists = lists(&words, &mut builder)?;
        let rules = Rules { words: &words, lists: &lists };
        let time = self.time.as_ref().ok_or("time.yaml is not there")?;
        let time_words = time_words(time, &mut builder);
        let placeholders =
            placeholders(self.placeholders.as_ref().ok_or("placeholders.yaml is not there")?, &mut builder);
        let stages = self.stages.take().ok_or("stages.yaml is not there")?;
        debug_assert_eq!(stages.id, "workflow-stages");
        let stages = stages.stages.into_iter().map(|stage| Stage {
            words: builder.group(every(&stage.words)),
            label: stage.label.get("en").unwrap_or(&stage.name).clone(),
            name: stage.name,
        });
        let stages: Vec<Stage> = stages.collect();

        let mut evidence = Vec::new();
        let (mut labels, mut weak_labels) = (Labels::default(), Labels::default());
        let (mut aspects, mut columns) = (Labels::default(), Labels::default());
        let (mut columns_of_times, mut columns_of_moments) = (Labels::default(), Labels::default());
        self.concepts.sort_by(|a, b| a.id.cmp(&b.id));
        let mut concepts = Vec::new();
        let (mut families, mut in_headings) = (families::Builder::default(), BTreeMap::new());
        for (index, file) in std::mem::take(&mut self.concepts).into_iter().enumerate() {
            let own: Vec<_> = extensions.iter().filter(|extension| extension.concept == file.id).collect();
            let named: Vec<String> = own
                .iter()
                .flat_map(|e| &e.labels)
                .cloned()
                .chain(every(&file.labels).map(str::to_owned))
                .collect();
            enter(&mut labels, named.iter().map(String::as_str), index);
            enter(&mut weak_labels, every(&file.weak_labels), index);
            enter(&mut aspects, every(&file.aspects), index);
            enter(&mut columns, every(&file.columns), index);
            enter(&mut columns_of_times, every(&file.columns_of_times), index);
            enter(&mut columns_of_times, every(&file.columns_of_moments), index);
            enter(&mut columns_of_moments, every(&file.columns_of_moments), index);
            let reject = every(&file.reject).chain(own.iter().flat_map(|e| &e.reject).map(String::as_str));
            in_headings.insert(builder.group(every(&file.words)), (index, InHeading::Names));
            in_headings.insert(builder.group(reject), (index, InHeading::Rejects));
            in_headings.insert(builder.group(every(&file.hints)), (index, InHeading::Hints));
            families.add(index, &file.families);
            for rule in file.evidence {
                evidence.push(rules.read(rule, Owner::Concept(index), &mut builder)?);
            }
            concepts.push(Concept {
                id: file.id,
                title: file.title,
                question: file.question,
                kinds: file.kinds,
                labels: named,
            });
        }
        self.topics.sort_by(|a, b| a.id.cmp(&b.id));
        let mut topics = Vec::new();
        for (index, file) in std::mem::take(&mut self.topics).into_iter().enumerate() {
            let mut names = BTreeSet::new();
            for rule in file.evidence {
                if !names.insert(rule.name.clone()) {
                    return Err(format!("the topic '{}' has two rules '{}'", file.id, rule.name));
                }
                evidence.push(rules.read(rule, Owner::Topic(index), &mut builder)?);
            }
            topics.push(Topic {
                id: file.id,
                title: file.title,
                question: file.question,
                sections: file.sections,
                quantity: file.quantity,
            });
        }
        let metadata = self.metadata.ok_or("metadata.yaml is not there")?;
        debug_assert_eq!(metadata.id, "metadata");
        let keys = metadata
            .keys
            .iter()
            .flat_map(|key| every(&key.labels).flat_map(title::keys).map(|label| (label, key.key.clone())));
        let keys = keys.collect();
        let groups = builder.groups() as Group;
        let mut evidence_by_group = vec![Vec::new(); builder.groups()];
        for (index, rule) in evidence.iter().enumerate() {
            for group in &rule.all[0] {
                evidence_by_group[*group as usize].push(index as u32);
            }
        }
        let mut wanted = vec![false; builder.groups()];
        for group in evidence.iter().flat_map(|rule: &Evidence| rule.all.iter().flatten().chain(&rule.not)) {
            wanted[*group as usize] = true;
        }
        let lexicon = builder.build(
            |group, marks| {
                let derived = [(time_words.cadences, lists.cadence), (time_words.immediate, lists.duration)];
                let derived = derived.into_iter().filter(|(from, _)| *from == group).map(|(_, to)| to);
                marks.extend([group].into_iter().chain(derived).filter(|group| wanted[*group as usize]));
            },
            |group| !evidence_by_group[group as usize].is_empty(),
        );
        Ok(Vocabulary {
            concepts,
            topics,
            stage_groups: FirstGroups::some_of(stages.iter().map(|stage| stage.words)),
            stages,
            labels,
            weak_labels,
            aspects,
            columns,
            columns_of_times,
            columns_of_moments,
            metadata: keys,
            families: families.build(),
            in_headings: (0..groups).map(|group| in_headings.get(&group).copied()).collect(),
            evidence,
            evidence_by_group,
            lists,
            version_columns: every(&metadata.version_columns).flat_map(title::keys).collect(),
            version_headings: every(&metadata.version_headings).flat_map(title::keys).collect(),
            force: ForceWords::new(self.force.ok_or("force.yaml is not there")?)?,
            time: time_words,
            placeholders,
            kept: Vec::new(),
            lexicon,
        })
    }

    /// A group for each word list, so that `@roles` is the same group wherever it is named.
    fn groups(&self, builder: &mut Builder) -> BTreeMap<String, Group> {
        let lists = self.words.values();
        lists.map(|list| (list.id.clone(), builder.group(every(&list.phrases)))).collect()
    }
}

fn lists(groups: &BTreeMap<String, Group>, builder: &mut Builder) -> Result<Lists, String> {
    let list =
        |name: &str| groups.get(name).copied().ok_or_else(|| format!("there is no word list '{name}'"));
    Ok(Lists {
        roles: list("roles")?,
        channels: list("channels")?,
        vague_triggers: list("vague-triggers")?,
        vague_times: list("vague-times")?,
        trigger_words: list("trigger-words")?,
        no_duty: list("no-duty")?,
        obligations: list("obligations")?,
        permissions: list("permissions")?,
        aims: list("aims")?,
        conditions: list("conditions")?,
        negations: list("negations")?,
        duration: builder.group([]),
        cadence: builder.group([]),
        stages: builder.group([]),
    })
}

/// Turns what a rule says into groups of the lexicon.
struct Rules<'a> {
    words: &'a BTreeMap<String, Group>,
    lists: &'a Lists,
}

impl Rules<'_> {
    fn read(&self, rule: EvidenceFile, owner: Owner, builder: &mut Builder) -> Result<Evidence, String> {
        let asked =
            [&rule.act, &rule.about].into_iter().chain(&rule.all).filter(|members| !members.is_empty());
        let all: Vec<_> = asked.map(|members| self.groups(members, builder)).collect::<Result<_, _>>()?;
        if all.is_empty() {
            return Err(format!("the evidence '{}' asks for nothing", rule.name));
        }
        Ok(Evidence {
            owner,
            name: rule.name,
            all,
            not: self.groups(&rule.not, builder)?,
            not_near: self.groups(&rule.not_near, builder)?,
            act: !rule.act.is_empty(),
            opening: rule.opening,
            mask: self.groups(&rule.mask, builder)?,
            context: rule.context,
            near: rule.near.map(|words| words as usize),
            positive: rule.prohibition == Prohibition::Denial,
            bound: rule.bound,
            allowed: rule.allowed,
            forbidden: rule.prohibition == Prohibition::Required,
        })
    }

    /// `@list` stands for a word list, `#duration` and `#cadence` for what is read as one, `#stages` for a list of them.
    fn groups(&self, members: &[String], builder: &mut Builder) -> Result<Vec<Group>, String> {
        let mut groups = Vec::new();
        let own = |member: &&String| !member.starts_with(['@', '#']);
        if members.iter().any(|member| own(&member)) {
            groups.push(builder.group(members.iter().filter(own).map(String::as_str)));
        }
        for member in members.iter().filter(|member| !own(member)) {
            groups.push(match member.as_str() {
                "#duration" => self.lists.duration,
                "#cadence" => self.lists.cadence,
                "#stages" => self.lists.stages,
                list => {
                    *self.words.get(&list[1..]).ok_or_else(|| format!("there is no word list '{list}'"))?
                }
            });
        }
        Ok(groups)
    }
}

fn enter<'a>(map: &mut Labels, labels: impl IntoIterator<Item = &'a str>, concept: usize) {
    for key in labels.into_iter().filter_map(|label| title::keys(label).into_iter().next()) {
        let concepts = map.entry(key).or_default();
        if concepts.last() != Some(&concept) {
            concepts.push(concept);
        }
    }
}

fn time_words(file: &TimeFile, builder: &mut Builder) -> TimeWords {
    let unit = |name: &str| match name {
        "minute" => Some(Unit::Minute),
        "hour" => Some(Unit::Hour),
        "day" => Some(Unit::Day),
        "week" => Some(Unit::Week),
        "month" => Some(Unit::Month),
        "quarter" => Some(Unit::Quarter),
        "year" => Some(Unit::Year),
        _ => None,
    };
    // One-letter units stand right behind their number ("24h"); as words they would be found everywhere. But
    // "24 h" is how Spanish and Portuguese write it.
    let long = |word: &&str| word.chars().count() > 1 || *word == "h";
    let units = file.units.iter().filter_map(|words| {
        let group = builder.group(every(&words.words).filter(long));
        let (unit, times) = (unit(&words.name)?, words.times.unwrap_or(1.0));
        Some(Measure { words: group, unit, times, business: words.business })
    });
    let units = units.collect();
    let clocks = file
        .clocks
        .iter()
        .flat_map(|clock| spelled(every(&clock.words)).map(|word| (word, clock.name == "business")));
    let named = |words: &[super::files::NamedWords]| -> Vec<String> {
        words.iter().flat_map(|words| every(&words.words)).map(str::to_owned).collect()
    };
    let cadences = file.cadences.iter();
    let cadence_hours =
        cadences.clone().flat_map(|cadence| every(&cadence.words).map(|word| (fold(word), cadence.hours)));
    let cadences = cadences.flat_map(|cadence| every(&cadence.words)).chain(every(&file.ambiguous_cadences));
    let day_words = named(&file.day_words);
    let numbers = file.numbers.values().flatten().filter(|(word, _)| !word.contains([' ', '-']));
    TimeWords {
        units,
        clocks: clocks.collect(),
        day_words: builder.group(day_words.iter().map(String::as_str)),
        due_by: builder.group(every(&file.due_by)),
        immediate: builder.group(every(&file.immediate)),
        cadences: builder.group(cadences),
        cadence_hours: cadence_hours.collect(),
        each: every(&file.each).map(fold).collect(),
        and_a_half: every(&file.and_a_half).map(|words| format!(" {}", fold(words))).collect(),
        numbers: numbers
            .flat_map(|(word, value)| spelled([word.as_str()]).map(|word| (word, *value)))
            .collect(),
    }
}

fn placeholders(file: &PlaceholdersFile, builder: &mut Builder) -> Placeholders {
    debug_assert_eq!(file.id, "placeholders");
    let beginnings: BTreeSet<u8> =
        file.case_sensitive.iter().filter_map(|word| word.bytes().next()).collect();
    Placeholders {
        phrases: builder.group(every(&file.phrases)),
        exact: builder.group(file.case_sensitive.iter().map(String::as_str)),
        exact_words: file.case_sensitive.iter().cloned().collect(),
        exact_beginnings: beginnings.into_iter().collect(),
        brackets: every(&file.brackets).map(fold).collect(),
        whole: every(&file.whole_section).map(|text| fold(text).trim().to_owned()).collect(),
    }
}
