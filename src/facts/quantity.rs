//! Lengths of time and frequencies in prose: "twenty-four (24) hours", "same business day", "every Friday".
//!
//! The lexicon finds the words for units; the number is read backwards from there. Calendar and
//! business time are kept apart. What is not clearly an amount is left alone.

use std::sync::LazyLock;

use regex::Regex;

use super::Unit;
use super::vocabulary::{FirstGroups, Hit, Lexicon, Measure, TimeWords, Vocabulary};

/// A length of time, or a time of day by which something is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Duration {
    /// First byte in the text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// How many units; of a range the larger. `None` for "same day" and times of day.
    pub amount: Option<f64>,
    /// `None` where there is no amount.
    pub unit: Option<Unit>,
    /// Counted in the firm's working time.
    pub business: bool,
}

/// How far back a number may stand, in bytes.
const REACH: usize = 64;

/// The durations of a folded text that was not read yet.
pub(crate) fn stated(folded: &str, vocabulary: &Vocabulary) -> Vec<Duration> {
    let mut hits = Vec::new();
    vocabulary.lexicon.find(folded, &mut hits);
    let mut found = Vec::new();
    durations(folded, &hits, &vocabulary.time, &vocabulary.lexicon, &mut found);
    found
}

/// Adds the durations of a folded text to others, by place. `hits` are those of the lexicon, by place.
pub(crate) fn durations(
    folded: &str,
    hits: &[Hit],
    words: &TimeWords,
    lexicon: &Lexicon,
    all: &mut Vec<Duration>,
) {
    let first = all.len();
    let units = words.units.iter().map(|measure| measure.words);
    let timed = FirstGroups::some_of(units.chain([words.due_by, words.day_words]));
    for hit in hits.iter().filter(|hit| hit.groups.may_share(timed)) {
        let measureless =
            |end: u32| Duration { start: hit.start, end, amount: None, unit: None, business: false };
        if lexicon.has(*hit, words.due_by)
            && let Some(time) = CLOCK_TIME.find(&folded[hit.end as usize..])
        {
            all.push(measureless(hit.end + time.end() as u32));
        }
        if lexicon.has(*hit, words.day_words) {
            all.push(measureless(hit.end));
        } else if let Some(measure) = words.measure(*hit, lexicon)
            && let Some(duration) = amount_before(folded, *hit, measure, words)
        {
            all.push(duration);
        }
    }
    if may_be_compact(folded) {
        compact(folded, all);
    }
    if folded.contains('+') {
        all.extend(AFTER_TRADE.captures_iter(folded).filter_map(|captures| {
            let (whole, days) = (captures.get_match(), captures.get(1)?.as_str().parse().ok()?);
            let (start, end) = (whole.start() as u32, whole.end() as u32);
            Some(Duration { start, end, amount: Some(days), unit: Some(Unit::Day), business: true })
        }));
    }
    if all.len() < first + 2 {
        return;
    }
    let mut found = all.split_off(first);
    found.sort_by_key(|duration| (duration.start, std::cmp::Reverse(duration.end)));
    let mut end = 0;
    found.retain(|duration| {
        let keep = duration.start >= end;
        end = end.max(duration.end);
        keep
    });
    all.append(&mut found);
}

fn amount_before(folded: &str, hit: Hit, measure: Measure, words: &TimeWords) -> Option<Duration> {
    let from = floor(folded, (hit.start as usize).saturating_sub(REACH));
    let mut before = tokens(folded, from, hit.start as usize);
    let mut business = measure.business;
    let mut end = hit.end as usize;
    // In Spanish and Portuguese the clock stands behind the unit: "dos días hábiles".
    let behind = folded[end..].trim_start();
    let word = &behind[..behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len())];
    if behind.len() < folded.len() - end
        && let Some(working) = words.clocks.get(word)
    {
        business = *working;
        end = folded.len() - behind.len() + word.len();
    }
    while let Some((word, _, _)) = before.last()
        && let Some(working) = words.clocks.get(*word)
    {
        business |= working;
        before.pop();
    }
    // "an hour and a half", and "one and a half hours"
    let mut more = 0.0;
    if let Some(half) = words.and_a_half.iter().find(|half| folded[end..].starts_with(half.as_str())) {
        more = 0.5;
        end += half.len();
    } else if let [.., ("and", ..), ("a", ..), ("half", ..)] = before[..] {
        more = 0.5;
        before.truncate(before.len() - 3);
    }
    // "a couple of days"
    if let [.., (count, ..), ("of" | "de", ..)] = before[..]
        && words.numbers.contains_key(count)
    {
        before.pop();
    }
    // "fourteen business (14) days": the clock may stand before the number in brackets, too.
    let (value, start) = number(&mut before, words)?;
    while let Some((word, _, _)) = before.last()
        && let Some(working) = words.clocks.get(*word)
        && before.len() > 1
        && words.number(before[before.len() - 2].0).is_some()
    {
        business |= working;
        before.pop();
    }
    let mut start = start;
    // "twenty-four (24)" and "2 to 4", "2-4", "one to two (1-2)": the first number belongs to it.
    loop {
        if let [.., (first, ..), ("to" | "a" | "or" | "–" | "y" | "o" | "and" | "e" | "ou", ..)] = before[..]
            && words.number(first).is_some()
        {
            before.pop();
        }
        let Some((_, earlier)) = number(&mut before, words) else { break };
        start = earlier;
    }
    let (amount, unit) = (Some((value + more) * measure.times), Some(measure.unit));
    Some(Duration { start: start as u32, end: end as u32, amount, unit, business })
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Takes a number off the end of the tokens: digits, or number words; with where it starts.
fn number(before: &mut Vec<(&str, usize, usize)>, words: &TimeWords) -> Option<(f64, usize)> {
    let &(word, start, _) = before.last()?;
    let value = words.number(word)?;
    before.pop();
    // "twenty four", "treinta y seis": tens before a unit.
    let joined = usize::from(matches!(before.last(), Some(("y" | "e", _, _))));
    if (1.0..10.0).contains(&value)
        && let Some(&(tens, tens_start, _)) = before.len().checked_sub(1 + joined).map(|at| &before[at])
        && !tens.starts_with(|c: char| c.is_ascii_digit())
        && let Some(more) = words.number(tens)
        && more >= 20.0
        && !word.starts_with(|c: char| c.is_ascii_digit())
    {
        before.truncate(before.len() - 1 - joined);
        return Some((more + value, tens_start));
    }
    if matches!(word, "a" | "an" | "un" | "una" | "um" | "uma") {
        return article(before, start, matches!(word, "a" | "an"));
    }
    Some((value, start))
}

/// What an article counts before a unit. "Within an hour" is a length of time, "an hour" alone may be anything.
/// In Spanish and Portuguese the article is the number one as well, so it may stand first.
fn article(before: &mut Vec<(&str, usize, usize)>, start: usize, english: bool) -> Option<(f64, usize)> {
    const LEADS: [&str; 13] = [
        "within", "in", "under", "than", "every", "en", "dentro", "em", "until", "até", "ate", "máximo",
        "maximo",
    ];
    const TERMS: [&str; 6] = ["plazo", "prazo", "máximo", "maximo", "menos", "dentro"];
    let Some(&(lead, lead_start, _)) = before.last() else { return (!english).then_some((1.0, start)) };
    if english && lead == "half" {
        before.pop();
        return Some((0.5, lead_start));
    }
    let term = before.len().checked_sub(2).map(|at| before[at].0);
    let opens = LEADS.contains(&lead) || lead == "de" && term.is_some_and(|term| TERMS.contains(&term));
    opens.then_some((1.0, start))
}

/// Words, numbers and dashes with their bytes; brackets are dropped, other punctuation begins anew.
fn tokens(text: &str, from: usize, to: usize) -> Vec<(&str, usize, usize)> {
    let mut found: Vec<(&str, usize, usize)> = Vec::new();
    let mut at = from;
    while at < to {
        let rest = &text[at..to];
        let Some(c) = rest.chars().next() else { break };
        if c.is_alphanumeric() {
            let inner = |(index, c): (usize, char)| {
                let decimal =
                    (c == '.' || c == ',') && rest[index + 1..].starts_with(|d: char| d.is_ascii_digit());
                !(c.is_alphanumeric() || decimal && rest[..index].ends_with(|d: char| d.is_ascii_digit()))
            };
            let length = rest.char_indices().find(|pair| inner(*pair)).map_or(rest.len(), |(index, _)| index);
            found.push((&rest[..length], at, at + length));
            at += length;
            continue;
        }
        match c {
            ' ' | '\u{a0}' | '(' | ')' | '[' | ']' | '~' | '*' => {}
            '–' | '—' => found.push(("–", at, at + c.len_utf8())),
            _ => found.clear(),
        }
        at += c.len_utf8();
    }
    found
}

/// `24h`, `60min`, `3d`: a number and a unit without a blank.
static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)([0-9]{1,4})(h|hrs?|m|mins?|d|w|wks?)(?-u:\b)").expect("a fixed pattern")
});

/// `T+2`: so many business days after the day of the trade, the order, the filing.
static AFTER_TRADE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)[td]\+([0-9]{1,2})(?-u:\b)").expect("a fixed pattern"));

/// ` 5 p.m.`, ` 5:30 pm`, ` 17:00`, ` 17h`, ` 5 de la tarde`, ` 17 horas`, behind "by" or "before".
static CLOCK_TIME: LazyLock<Regex> = LazyLock::new(|| {
    let times = r"[0-9]{1,2}(?::[0-9]{2})? ?[ap](?:\.m\.?|m(?-u:\b))|[0-9]{1,2}:[0-9]{2}(?-u:\b)|[0-9]{1,2}h(?-u:\b)|[0-9]{1,2} o['’]clock|(?:[01]?[0-9]|2[0-3])\.[03]0(?-u:\b)";
    let spanish = r"[0-9]{1,2}(?::[0-9]{2})? d(?:e l)?a (?:ma[nñ]ana|manh[aã]|tarde|noche|noite)|[0-9]{1,2} (?:horas|hs)";
    Regex::new(&format!("^ (?:{spanish}|{times})")).expect("a fixed pattern")
});

/// Whether a digit stands before the first letter of a unit anywhere: few texts have that, and to look
/// for it, without an early exit, costs the machine next to nothing.
fn may_be_compact(folded: &str) -> bool {
    let bytes = folded.as_bytes();
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    pairs.fold(false, |seen, (digit, unit)| {
        seen | (digit.is_ascii_digit() & matches!(unit, b'h' | b'm' | b'd' | b'w'))
    })
}

fn compact(folded: &str, found: &mut Vec<Duration>) {
    for captures in COMPACT.captures_iter(folded) {
        let (whole, [amount, unit]) = (captures.get_match(), captures.extract::<2>().1);
        let part_of_more = folded[..whole.start()].ends_with(['.', ',', '/'])
            || folded[whole.end()..].starts_with(['/', '.'])
                && folded[whole.end() + 1..].starts_with(char::is_alphanumeric);
        let unit = match unit.as_bytes()[0] {
            b'h' => Unit::Hour,
            b'm' => Unit::Minute,
            b'd' => Unit::Day,
            _ => Unit::Week,
        };
        if !part_of_more {
            let (start, end) = (whole.start() as u32, whole.end() as u32);
            found.push(Duration {
                start,
                end,
                amount: amount.parse().ok(),
                unit: Some(unit),
                business: false,
            });
        }
    }
}

impl Duration {
    /// The same, of a text that begins at a byte of another one.
    pub(crate) fn shifted(&self, by: u32) -> Self {
        Self { start: self.start + by, end: self.end + by, ..*self }
    }

    /// Its length in hours of the clock, if it has one: to compare, not to compute with.
    #[must_use]
    pub fn hours(&self) -> Option<f64> {
        let unit = match self.unit? {
            Unit::Minute => 1.0 / 60.0,
            Unit::Hour => 1.0,
            Unit::Day => 24.0,
            Unit::Week => 24.0 * 7.0,
            Unit::Month => 24.0 * 30.0,
            Unit::Quarter => 24.0 * 91.0,
            Unit::Year => 24.0 * 365.0,
        };
        Some(self.amount? * unit)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::facts::vocabulary::{Builder, fold};

    fn read(text: &str) -> Vec<(String, Option<f64>, bool)> {
        let mut builder = Builder::default();
        let units = [
            (builder.group(["minute", "minutes", "minutos"]), Unit::Minute),
            (builder.group(["hour", "hours", "hora", "horas"]), Unit::Hour),
            (builder.group(["day", "days", "días", "dias"]), Unit::Day),
            (builder.group(["week", "weeks"]), Unit::Week),
        ];
        let numbers = [
            ("a", 1.0),
            ("an", 1.0),
            ("one", 1.0),
            ("two", 2.0),
            ("four", 4.0),
            ("una", 1.0),
            ("uma", 1.0),
            ("media", 0.5),
            ("seis", 6.0),
            ("treinta", 30.0),
            ("fourteen", 14.0),
            ("twenty", 20.0),
        ];
        let clocks = [("business", true), ("calendar", false), ("hábiles", true)];
        let words = TimeWords {
            units: units.map(|(words, unit)| Measure { words, unit, times: 1.0, business: false }).to_vec(),
            day_words: builder.group(["same business day", "within the hour"]),
            due_by: builder.group(["by", "before", "antes de las"]),
            immediate: builder.group([]),
            cadences: builder.group([]),
            cadence_hours: BTreeMap::new(),
            each: Vec::new(),
            and_a_half: Vec::new(),
            clocks: clocks.into_iter().map(|(word, working)| (word.to_owned(), working)).collect(),
            numbers: numbers.into_iter().map(|(word, value)| (word.to_owned(), value)).collect(),
        };
        let lexicon = builder.build(|_, _| (), |_| true);
        let (folded, mut hits) = (fold(text), Vec::new());
        lexicon.find(&folded, &mut hits);
        let mut found = Vec::new();
        durations(&folded, &hits, &words, &lexicon, &mut found);
        found
            .iter()
            .map(|d| (text[d.start as usize..d.end as usize].to_owned(), d.amount, d.business))
            .collect()
    }

    #[test]
    fn lengths_of_time_are_read_with_their_exact_words() {
        for (text, words, amount, business) in [
            ("due within 24 hours of receipt", "24 hours", Some(24.0), false),
            ("Twenty-four (24) hours", "Twenty-four (24) hours", Some(24.0), false),
            ("fourteen business (14) days", "fourteen business (14) days", Some(14.0), true),
            ("48 business hours", "48 business hours", Some(48.0), true),
            ("in 2–4 weeks", "2–4 weeks", Some(4.0), false),
            ("1 to 2 calendar days", "1 to 2 calendar days", Some(2.0), false),
            ("a 90-day period", "90-day", Some(90.0), false),
            ("within an hour", "an hour", Some(1.0), false),
            ("en treinta y seis horas", "treinta y seis horas", Some(36.0), false),
            ("respondidas em até uma hora", "uma hora", Some(1.0), false),
            ("en un plazo de una hora", "una hora", Some(1.0), false),
            ("Una hora.", "Una hora", Some(1.0), false),
            ("within half an hour", "half an hour", Some(0.5), false),
            ("en media hora", "media hora", Some(0.5), false),
            ("dos... 2 días hábiles", "2 días hábiles", Some(2.0), true),
            ("SLA: 24h for rush", "24h", Some(24.0), false),
            ("by 5 p.m. Eastern", "by 5 p.m.", None, false),
            ("antes de las 5 de la tarde", "antes de las 5 de la tarde", None, false),
            ("before 17:00 each day", "before 17:00", None, false),
            ("reviewed the same business day", "same business day", None, false),
        ] {
            assert_eq!(read(text), [(words.to_owned(), amount, business)], "{text}");
        }
        for text in [
            "the day shift",
            "an hour of need",
            "hablar de una hora",
            "chapter 3. Days later",
            "24hours-a",
            "a1.2d",
            "10m/s",
            "by 2026",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
