//! What pandoc leaves in Markdown: `[words]{.underline}`, `[]{#_Toc1 .anchor}`, `{#id}` after a heading.
//!
//! The parser reads these as text. They are cut from a leaf's text once it is complete, since bold or
//! a line wrap may lie between the bracket and the brace.

use std::ops::Range;

use super::shown::Text;

/// Classes that only bold or underline; the words count as set off.
const STRONG: [&str; 3] = [".underline", ".ul", ".mark"];
/// Text that was deleted, and comments in the margin.
const GONE: [&str; 2] = [".deletion", ".comment-start"];

/// Cuts attributes, and the brackets they belong to; also a backslash at the end, where no line follows.
pub(super) fn strip(mut text: Text) -> Text {
    let whole = text.prose.text();
    let backslash = whole.ends_with('\\');
    let (mut cuts, mut strong) = (Vec::new(), Vec::new());
    let mut brackets: Vec<usize> = Vec::new();
    // The last bracketed range: its brackets are cut if attributes follow.
    let mut closed: Option<Range<usize>> = None;
    let mut at = 0;
    while let Some(found) = whole[at..].find(['[', ']', '{']) {
        let here = at + found;
        at = here + 1;
        match whole.as_bytes()[here] {
            b'[' => brackets.push(here),
            b']' => closed = brackets.pop().map(|open| open..here),
            _ => {
                let Some(list) = Attributes::read(&whole[here..]) else { continue };
                if whole[..here].ends_with('{') || whole[here + list.length..].starts_with('}') {
                    continue; // `{{.Name}}`, to be filled in
                }
                let owner = closed.clone().filter(|range| range.end + 1 == here);
                let after_image = whole[..here].ends_with('\u{fffc}');
                if !list.named && owner.is_none() && !after_image {
                    continue;
                }
                let end = here + list.length;
                if let Some(owner) = owner {
                    if list.has(&GONE) {
                        cuts.push(owner.start..end);
                    } else {
                        cuts.push(owner.start..owner.start + 1);
                        cuts.push(owner.end..end);
                        if list.has(&STRONG) && owner.len() > 1 {
                            strong.push(owner.start as u32 + 1..owner.end as u32);
                        }
                    }
                } else {
                    // A blank before `{#id}` at the end would stay behind.
                    let from = if end == whole.len() { whole[..here].trim_end().len() } else { here };
                    cuts.push(from..end);
                }
                at = end;
            }
        }
    }
    if backslash {
        cuts.push(whole.len() - 1..whole.len());
    }
    if cuts.is_empty() {
        return text;
    }
    let mut cuts = united(cuts);
    for cut in &mut cuts {
        let after_blank = cut.start == 0 || whole.as_bytes()[cut.start - 1] == b' ';
        cut.end += usize::from(after_blank && whole.as_bytes().get(cut.end) == Some(&b' '));
    }
    let shift = Shift::new(&cuts);
    text.strong.extend(strong);
    text.strong = separate(std::mem::take(&mut text.strong));
    for range in &mut text.strong {
        *range = shift.of(range.start)..shift.of(range.end);
    }
    text.strong.retain(|range| !range.is_empty());
    for link in &mut text.links {
        link.text = shift.of(link.text.start)..shift.of(link.text.end);
    }
    text.prose = text.prose.without(&cuts);
    text
}

/// `{#id .class key="value"}` at the beginning of a text.
struct Attributes<'t> {
    inside: &'t str,
    length: usize,
    /// Has an id or a class: then it can be nothing else.
    named: bool,
}

impl<'t> Attributes<'t> {
    /// The longest list that is looked at: longer braces are something else.
    const LIMIT: usize = 400;

    fn read(text: &'t str) -> Option<Self> {
        let bytes = text.as_bytes();
        let end = bytes.iter().take(Self::LIMIT).skip(1).position(|b| matches!(b, b'}' | b'{'))? + 1;
        let inside = text.get(1..end).filter(|_| bytes[end] == b'}')?;
        let (mut named, mut any, mut quoted) = (false, false, false);
        for word in inside.split(' ').filter(|word| !word.is_empty()) {
            let quotes = word.bytes().filter(|byte| *byte == b'"').count();
            if !quoted {
                let sign = word.strip_prefix(['.', '#']);
                named |= sign.is_some();
                let name = sign.or_else(|| word.split_once('=').map(|(key, _)| key))?;
                if name.is_empty() || !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                    return None;
                }
                any = true;
            }
            quoted ^= quotes % 2 == 1;
        }
        any.then_some(Self { inside, length: end + 1, named })
    }

    fn has(&self, classes: &[&str]) -> bool {
        self.inside.split(' ').any(|word| classes.contains(&word))
    }
}

/// Where offsets go when ranges before them are cut.
struct Shift<'c> {
    cuts: &'c [Range<usize>],
    /// Bytes cut before each cut.
    before: Vec<usize>,
}

impl<'c> Shift<'c> {
    fn new(cuts: &'c [Range<usize>]) -> Self {
        let before = cuts.iter().scan(0, |sum, cut| {
            let before = *sum;
            *sum += cut.len();
            Some(before)
        });
        Self { cuts, before: before.collect() }
    }

    fn of(&self, at: u32) -> u32 {
        let at = at as usize;
        let Some(last) = self.cuts.partition_point(|cut| cut.start < at).checked_sub(1) else {
            return at as u32;
        };
        let cut = &self.cuts[last];
        (at - self.before[last] - (at.min(cut.end) - cut.start)) as u32
    }
}

/// Sorts ranges and joins those that touch.
fn united(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// Sorts ranges and joins those that overlap.
fn separate(mut ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    ranges.sort_by_key(|range| range.start);
    let mut out: Vec<Range<u32>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}
