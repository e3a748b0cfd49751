//! Every phrase of the vocabulary, so that a text is read once whatever there is to find.
//!
//! A phrase is a few words in lower case; a word that ends in `*` takes any ending. Case, hyphens and
//! runs of blanks do not matter. Words are whole: `act` does not find "action". How phrases are written
//! short, `shorthand` says.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::shorthand::alternatives;
use super::trie::Trie;

/// A set of phrases that mean the same to somebody: one alternative list of a rule, or a word list.
pub(crate) type Group = u32;

/// One place where a phrase of some groups stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index of the phrase, for [`Lexicon::groups`].
    pub(crate) phrase: u32,
    /// Bytes in the folded text, which are the bytes in the text itself.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The groups of the phrase.
    pub(crate) groups: FirstGroups,
    /// Whether some rule of evidence may hold because of it.
    pub(crate) opens: bool,
}

/// Which of the first 64 groups something belongs to. The word lists that facts are made of come before
/// the vocabulary's rules, so that most questions are answered without a look at the phrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FirstGroups(u64);

#[derive(Debug)]
struct Phrase {
    /// What follows the part that the trie finds: an ending of any letters, then this text.
    tail: Vec<String>,
    /// Whether the last word takes any ending.
    open: bool,
    groups: Vec<Group>,
    first_groups: FirstGroups,
    /// The groups that rules of evidence ask for.
    marks: Vec<Group>,
    opens: bool,
}

/// The phrases, ready to be found.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// What phrases begin with, up to the first `*`.
    starts: Trie,
    /// For each start the phrases that begin with it.
    by_start: Vec<Vec<u32>>,
    phrases: Vec<Phrase>,
    /// Whether some phrase may go on behind the end of a sentence: "approx. five".
    crosses: bool,
}

impl Hit {
    /// The same, of a text that begins at a byte of another one.
    pub(crate) fn shifted(self, by: u32) -> Self {
        Self { start: self.start + by, end: self.end + by, ..self }
    }
}

impl FirstGroups {
    fn of(groups: &[Group]) -> Self {
        Self(groups.iter().filter_map(|group| 1_u64.checked_shl(*group)).fold(0, |all, bit| all | bit))
    }

    /// What [`FirstGroups::may_share`] compares with: a group behind the first 64 may be any.
    pub(crate) fn some_of(groups: impl IntoIterator<Item = Group>) -> Self {
        let bit = |group| 1_u64.checked_shl(group).unwrap_or(u64::MAX);
        Self(groups.into_iter().map(bit).fold(0, |all, bit| all | bit))
    }

    /// Whether something may belong to one of some groups.
    pub(crate) fn may_share(self, some: Self) -> bool {
        self.0 & some.0 != 0 || some.0 == u64::MAX
    }

    /// Both together.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a group may be among the groups that these are the first of.
    pub(crate) fn may_have(self, group: Group) -> bool {
        1_u64.checked_shl(group).is_none_or(|bit| self.0 & bit != 0)
    }
}

/// Collects phrases by group.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    /// Each with its first bytes, by which most are told apart, and a group to which it belongs.
    phrases: Vec<(u64, String, Group)>,
    next: Group,
}

impl Builder {
    /// A new group of phrases; phrases may belong to several groups.
    pub(crate) fn group<'a>(&mut self, phrases: impl IntoIterator<Item = &'a str>) -> Group {
        let group = self.next;
        self.next += 1;
        for phrase in phrases.into_iter().flat_map(alternatives) {
            let mut key = fold(&phrase);
            if !is_plain(&key) {
                key = key.split_whitespace().collect::<Vec<_>>().join(" ");
            }
            self.phrases.extend(bare(&key).into_iter().chain([key]).map(|key| (head(&key), key, group)));
        }
        group
    }

    /// How many groups there are.
    pub(crate) fn groups(&self) -> usize {
        self.next as usize
    }

    /// `marks` says of each group for which groups of rules of evidence it counts, and `opens` of each of these
    /// whether rules hold because of it.
    pub(crate) fn build(
        mut self,
        marks: impl Fn(Group, &mut Vec<Group>),
        opens: impl Fn(Group) -> bool,
    ) -> Lexicon {
        self.phrases.sort_unstable();
        self.phrases.dedup();
        let mut starts: Vec<(&str, u32)> = Vec::with_capacity(self.phrases.len());
        let mut phrases = Vec::with_capacity(self.phrases.len());
        let mut crosses = false;
        let same = self.phrases.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1);
        for same in same.filter(|same| !same[0].1.trim_matches('*').is_empty()) {
            let text = same[0].1.as_str();
            let groups: Vec<Group> = same.iter().map(|(.., group)| *group).collect();
            crosses |= may_cross(text);
            let open = text.ends_with('*');
            let mut parts = text.trim_end_matches('*').split('*');
            starts.push((parts.next().unwrap_or_default(), phrases.len() as u32));
            let first_groups = FirstGroups::of(&groups);
            let mut marked = Vec::new();
            groups.iter().for_each(|group| marks(*group, &mut marked));
            let opens = marked.iter().any(|group| opens(*group));
            let tail = parts.map(str::to_owned).collect();
            phrases.push(Phrase { tail, open, groups, first_groups, marks: marked, opens });
        }
        // Phrases are sorted, so starts nearly are.
        starts.sort();
        let alike = || starts.chunk_by(|(a, _), (b, _)| a == b);
        let by_start = alike().map(|alike| alike.iter().map(|(_, phrase)| *phrase).collect()).collect();
        let starts = Trie::new(alike().map(|alike| alike[0].0));
        Lexicon { starts, by_start, phrases, crosses }
    }
}

/// The first bytes of a text as a number, in the order of the texts.
fn head(text: &str) -> u64 {
    let mut first = [0; 8];
    let bytes = text.as_bytes();
    let length = bytes.len().min(first.len());
    first[..length].copy_from_slice(&bytes[..length]);
    u64::from_be_bytes(first)
}

/// Whether a folded phrase has single blanks between its words, and no others, as nearly all have.
fn is_plain(phrase: &str) -> bool {
    let bytes = phrase.as_bytes();
    let blank = |byte: u8| byte == b' ';
    bytes.iter().all(|byte| (0x20..0x7f).contains(byte))
        && !bytes.windows(2).any(|two| blank(two[0]) && blank(two[1]))
        && !bytes.first().copied().is_some_and(blank)
        && !bytes.last().copied().is_some_and(blank)
}

/// Whether a sentence may end within a phrase: it has a mark that ends one, and more behind it.
fn may_cross(phrase: &str) -> bool {
    let inner = phrase.find(['.', '!', '?']).is_some_and(|at| phrase[at..].contains(' '));
    inner || phrase.contains(['。', '！', '？'])
}

/// A phrase as it is typed in capitals or on an English keyboard: "DIAS HABILES", "nao deve". `None` where it
/// has no accents, or would be another word without them ("é" and "e", "está" and "esta").
pub(crate) fn bare(phrase: &str) -> Option<String> {
    if phrase.is_ascii() || phrase.chars().count() < 3 || phrase == "está" {
        return None;
    }
    let bare: String = phrase.nfd().filter(|c| !is_combining_mark(*c)).collect();
    (bare != phrase).then_some(bare)
}

impl Lexicon {
    /// Adds every phrase in a folded text, by place.
    pub(crate) fn find(&self, folded: &str, hits: &mut Vec<Hit>) {
        let mut at = 0;
        while at < folded.len() {
            self.find_at(folded, at, hits);
            at = next_word(folded, at);
        }
    }

    /// The phrases that begin at a byte.
    fn find_at(&self, folded: &str, at: usize, hits: &mut Vec<Hit>) {
        let first = hits.len();
        self.starts.prefixes(&folded.as_bytes()[at..], |start, length| {
            for &phrase in &self.by_start[start] {
                let found = &self.phrases[phrase as usize];
                if let Some(end) = found.end(folded, at + length) {
                    let (start, end) = (at as u32, end as u32);
                    hits.push(Hit { phrase, start, end, groups: found.first_groups, opens: found.opens });
                }
            }
        });
        if hits.len() > first + 1 {
            hits[first..].sort_unstable_by_key(|hit| (hit.end, hit.phrase));
        }
    }

    /// Whether some phrase may go on behind the end of a sentence, so that sentences can't be read by themselves.
    pub(crate) fn crosses_sentences(&self) -> bool {
        self.crosses
    }

    /// Whether the phrase belongs to a group.
    pub(crate) fn has(&self, hit: Hit, group: Group) -> bool {
        hit.groups.may_have(group) && (group < 64 || self.groups(hit).contains(&group))
    }

    /// The groups of rules of evidence for which a phrase counts.
    pub(crate) fn marks(&self, hit: Hit) -> &[Group] {
        &self.phrases[hit.phrase as usize].marks
    }

    /// The groups that a phrase belongs to.
    pub(crate) fn groups(&self, hit: Hit) -> &[Group] {
        &self.phrases[hit.phrase as usize].groups
    }
}

impl Phrase {
    /// Where the phrase ends, if what stands behind its first part is the rest of it.
    fn end(&self, folded: &str, mut at: usize) -> Option<usize> {
        for part in &self.tail {
            at += ending(&folded[at..]);
            at += folded[at..].starts_with(part.as_str()).then_some(part.len())?;
        }
        if self.open {
            return Some(at + ending(&folded[at..]));
        }
        (!folded[at..].chars().next().is_some_and(is_letter)).then_some(at)
    }
}

/// Where a word may begin next: behind the first character that is no letter.
fn next_word(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        at += bytes[at..].iter().take_while(|byte| LETTER[usize::from(**byte)]).count();
        match bytes.get(at) {
            None => return at,
            Some(byte) if byte.is_ascii() => return at + 1,
            Some(_) => {
                let c = text[at..].chars().next().expect("a character begins here");
                at += c.len_utf8();
                if !is_letter(c) {
                    return at;
                }
            }
        }
    }
}

/// [`is_letter`] for ASCII.
static LETTER: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        letters[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    letters
};

fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
}

fn ending(text: &str) -> usize {
    text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())
}

/// Lower case, hyphens and tabs as blanks; every byte stays where it was.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = Vec::with_capacity(text.len());
    fold_into(text, &mut folded);
    String::from_utf8(folded).expect("characters took the place of others as long")
}

/// Adds a folded text to others; what was UTF-8 stays it.
pub(crate) fn fold_into(text: &str, all: &mut Vec<u8>) {
    let from = all.len();
    // In place, one byte at a time and without a branch, so that the machine can take many at once.
    all.extend_from_slice(text.as_bytes());
    for byte in &mut all[from..] {
        *byte = match *byte {
            b'-' | b'\t' | b'\n' | b'\r' => b' ',
            byte => byte.to_ascii_lowercase(),
        };
    }
    if text.is_ascii() {
        return;
    }
    let mut at = 0;
    while let Some(next) = text.as_bytes()[at..].iter().position(|byte| !byte.is_ascii()) {
        at += next;
        let c = text[at..].chars().next().expect("a character begins here");
        let mut lower = c.to_lowercase();
        if let (Some(only), None) = (lower.next(), lower.next())
            && only.len_utf8() == c.len_utf8()
        {
            only.encode_utf8(&mut all[from + at..]);
        }
        at += c.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_whole_and_with_endings() {
        let mut builder = Builder::default();
        let one = builder.group(["escalat*", "hand* over to", "need-to-know"]);
        let two = builder.group(["act", "éval*"]);
        let lexicon = builder.build(|_, _| (), |_| true);
        let found = |text: &str| {
            let (folded, mut hits) = (fold(text), Vec::new());
            lexicon.find(&folded, &mut hits);
            hits.iter()
                .map(|hit| {
                    (text[hit.start as usize..hit.end as usize].to_owned(), lexicon.groups(*hit).to_vec())
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("Escalation, de-escalating"),
            [("Escalation".into(), vec![one]), ("escalating".into(), vec![one])]
        );
        assert_eq!(found("He handed over to her; handover"), [("handed over to".into(), vec![one])]);
        assert_eq!(
            found("NEED to-know action act's ÉVALUER"),
            [("NEED to-know".into(), vec![one]), ("act".into(), vec![two]), ("ÉVALUER".into(), vec![two])]
        );
    }
}
