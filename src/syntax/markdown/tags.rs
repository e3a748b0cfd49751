//! HTML cut into tags, text and comments. A small reader that takes anything: what is no tag is text.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

/// A piece of HTML, by its bytes.
pub(super) enum Token<'t> {
    Text(Range<usize>),
    Tag(Tag<'t>, Range<usize>),
    Comment(Range<usize>),
    /// The inside of `<script>` and the like.
    Hidden,
    /// `<pre>` and all that is in it.
    Code(Range<usize>),
}

#[derive(Clone, Copy)]
pub(super) struct Tag<'t> {
    pub(super) name: &'t str,
    pub(super) closes: bool,
    /// What follows the name.
    rest: &'t str,
}

impl<'t> Tag<'t> {
    /// From `<name ...>`.
    pub(super) fn read(text: &'t str) -> Option<Self> {
        let inner = text.strip_prefix('<')?.trim_end_matches('>').trim_end_matches('/');
        let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
        let (name, rest) = inner.split_at(end);
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(Self { name, closes, rest })
    }

    pub(super) fn is(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }

    /// 1 to 6 for `h1` to `h6`.
    pub(super) fn heading(&self) -> Option<u8> {
        match self.name.as_bytes() {
            [b'h' | b'H', digit @ b'1'..=b'6'] => Some(digit - b'0'),
            _ => None,
        }
    }

    /// The value of an attribute.
    pub(super) fn value(&self, key: &str) -> Option<&'t str> {
        let mut rest = self.rest;
        loop {
            let (before, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let (value, next) = match after.as_bytes().first()? {
                quote @ (b'"' | b'\'') => after[1..].split_once(*quote as char)?,
                _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            if before
                .trim()
                .rsplit(char::is_whitespace)
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(key))
            {
                return Some(value);
            }
            rest = next;
        }
    }
}

pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// From here on there is no `>` that would end a tag.
    no_tags_from: usize,
    /// Quotes were found that do not match: they are ignored from then on.
    broken: bool,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, no_tags_from: usize::MAX, broken: false }
    }

    /// One past the `>` of the tag that begins at a byte; quoted values may hold one.
    fn tag_end(&mut self, from: usize) -> Option<usize> {
        if from >= self.no_tags_from {
            return None;
        }
        let bytes = if self.broken { &[] } else { self.text.as_bytes() };
        let mut quote = None;
        for (at, byte) in bytes.iter().enumerate().skip(from) {
            match (quote, byte) {
                (None, b'>') => return Some(at + 1),
                (None, b'"' | b'\'') if bytes[..at].trim_ascii_end().ends_with(b"=") => quote = Some(*byte),
                (Some(open), byte) if open == *byte => quote = None,
                _ => {}
            }
        }
        self.broken = true;
        let plain = self.text[from..].find('>').map(|length| from + length + 1);
        if plain.is_none() {
            self.no_tags_from = from;
        }
        plain
    }

    /// Goes past `</name`, and gives the place where it began, or the end of the text.
    fn skip_to_end_tag(&mut self, name: &str) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let is_end =
            |window: &[u8]| window.starts_with(b"</") && window[2..].eq_ignore_ascii_case(name.as_bytes());
        let found = rest.windows(name.len() + 2).position(is_end);
        let start = found.map_or(self.text.len(), |length| self.at + length);
        self.at = start;
        if found.is_some() {
            self.at = self.tag_end(start).unwrap_or(self.text.len());
        }
        start
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let from = self.at;
        let text = self.text;
        let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
        if let Some(comment) = rest.strip_prefix("<!--") {
            self.at = comment.find("-->").map_or(text.len(), |end| from + 4 + end + 3);
            return Some(Token::Comment(from..self.at));
        }
        if (rest.starts_with("<?") || rest.starts_with("<!"))
            && let Some(end) = self.tag_end(from)
        {
            self.at = end;
            return Some(Token::Hidden);
        }
        if rest.starts_with('<')
            && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
            && let Some(end) = self.tag_end(from)
            && let Some(tag) = Tag::read(&text[from..end])
        {
            self.at = end;
            if !tag.closes && tag.is(&["script", "style", "title", "template", "textarea", "noscript"]) {
                self.skip_to_end_tag(tag.name);
                return Some(Token::Hidden);
            }
            if !tag.closes && tag.is(&["pre"]) {
                self.skip_to_end_tag(tag.name);
                return Some(Token::Code(from..self.at));
            }
            return Some(Token::Tag(tag, from..end));
        }
        let more = rest.bytes().skip(1).position(|byte| byte == b'<').map_or(rest.len(), |length| length + 1);
        self.at = from + more;
        Some(Token::Text(from..self.at))
    }
}

/// The character that an entity at the beginning of a text stands for, and the entity's length.
pub(super) fn entity(text: &str) -> Option<(String, usize)> {
    // The longest name has 33 bytes with `&` and `;`.
    let length = text.bytes().take(34).position(|byte| byte == b';')? + 1;
    let shown = match &text[..length] {
        "&nbsp;" => "\u{a0}".to_owned(),
        "&amp;" => "&".to_owned(),
        // The parser knows them all, and has no other way to ask.
        other => Parser::new(other).find_map(|event| match event {
            Event::Text(shown) if *shown != *other && shown.chars().count() <= 2 => Some(shown.into_string()),
            _ => None,
        })?,
    };
    Some((shown, length))
}
