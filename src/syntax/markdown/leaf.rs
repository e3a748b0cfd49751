//! The text of one leaf block while it is put together from inline events.
//!
//! Here lies what the prose is: what a reader sees, with everything folded that could hide a phrase
//! (runs of blanks, curly quotes, soft hyphens) and without what is no evidence (code, struck-out words).

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::text::{Prose, Span};

use super::Link;
use super::attributes;
use super::excerpt::Excerpt;
use super::lead_in::number_length;
use super::shown::Text;

/// Stands for inline code and images.
const OBJECT: &str = "\u{fffc}";

#[derive(Debug, Default)]
pub(super) struct Leaf {
    prose: Prose,
    strong: Vec<Range<u32>>,
    links: Vec<Link>,
    /// Code is text, as in headings.
    shows_code: bool,
    /// It has a `{`, and may have attributes.
    braces: bool,
    /// How many bold parts are open, and where the outermost began.
    bold: u32,
    bold_from: u32,
    italic: u32,
    italic_from: u32,
    opens_italic: bool,
    /// How many struck-out parts and images are open.
    hidden: u32,
    link: Option<Link>,
    /// The open `<span>`s, and which of them are bold.
    spans: Vec<bool>,
}

impl Leaf {
    /// `bytes` is about how long the text will be; code is text or left out.
    pub(super) fn new(bytes: usize, shows_code: bool) -> Self {
        Self { prose: Prose::with_capacity(bytes), shows_code, ..Self::default() }
    }

    /// Takes in an inline event of Markdown. HTML tags and block events are the caller's.
    pub(super) fn event(&mut self, view: &Excerpt<'_>, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Text(shown) => self.shown(view, &shown, at),
            Event::SoftBreak | Event::HardBreak => self.blank(view.span(at)),
            Event::Code(shown) if self.shows_code => {
                let raw = &view.text()[at.clone()];
                let inner = raw.trim_matches('`').trim();
                let from = at.start + raw.find(inner).unwrap_or(0);
                if inner == shown.trim() {
                    self.shown(view, inner, from..from + inner.len());
                } else {
                    self.shown(view, &shown, at);
                }
            }
            Event::Code(_) => self.object(view.span(at)),
            Event::Start(Tag::Strong) => self.start_bold(),
            Event::End(TagEnd::Strong) => self.end_bold(),
            Event::Start(Tag::Emphasis) => self.start_italic(),
            Event::End(TagEnd::Emphasis) => self.end_italic(),
            Event::Start(Tag::Strikethrough) => self.hide(),
            Event::End(TagEnd::Strikethrough | TagEnd::Image) => self.show(),
            Event::Start(Tag::Image { .. }) => {
                self.object(view.span(at));
                self.hide();
            }
            Event::Start(Tag::Link { dest_url, .. }) => self.start_link(Some(&dest_url)),
            Event::End(TagEnd::Link) => self.end_link(),
            _ => {}
        }
    }

    /// Adds words that stand at a range of the view.
    pub(super) fn shown(&mut self, view: &Excerpt<'_>, shown: &str, at: Range<usize>) {
        if self.hidden > 0 {
            return;
        }
        let exact = view.text().get(at.clone()) == Some(shown) && view.is_whole(&at);
        // The parser counts blanks at the end of a heading to an entity before them.
        let blanks = |text: &str| text.len() - text.trim_end().len();
        let extra = if exact || shown.trim_end().is_empty() { 0 } else { blanks(&view.text()[at.clone()]) };
        let span = view.span(at.start..at.end - extra);
        if exact { self.copied(span, shown) } else { self.stands_for(span, shown) }
    }

    /// Adds a blank, unless the text just had one.
    pub(super) fn blank(&mut self, span: Span) {
        if self.hidden == 0 && self.can_break() {
            self.prose.push_for(span, " ");
        }
    }

    /// Adds a line break that the author asked for (`<br>`): a cell may hold a whole list, line by line.
    pub(super) fn line(&mut self, span: Span) {
        if self.hidden == 0 && self.can_break() {
            self.prose.push_for(span, "\n");
        }
    }

    /// Adds the mark for something that is seen, but is no text.
    pub(super) fn object(&mut self, span: Span) {
        if self.hidden == 0 && !self.shows_code {
            self.prose.push_for(span, OBJECT);
        }
    }

    pub(super) fn start_bold(&mut self) {
        if self.bold == 0 {
            self.bold_from = self.prose.text().len() as u32;
        }
        self.bold += 1;
    }

    pub(super) fn end_bold(&mut self) {
        if self.bold == 1 {
            self.mark(self.bold_from);
        }
        self.bold = self.bold.saturating_sub(1);
    }

    pub(super) fn start_italic(&mut self) {
        // A number may stand before it: `a. *Exceptions*` is written for a list that Markdown does not know.
        let opens = || number_length(self.prose.text()) == self.prose.text().len();
        if self.italic == 0 && opens() {
            self.italic_from = self.prose.text().len() as u32;
        }
        self.italic += u32::from(self.italic > 0 || opens());
    }

    pub(super) fn end_italic(&mut self) {
        let from = self.italic_from;
        if self.italic == 1 && self.bold == 0 && self.strong.first().is_none_or(|first| first.start > from) {
            self.mark(from);
            self.opens_italic = true;
        }
        self.italic = self.italic.saturating_sub(1);
    }

    /// Opens a `<span>`, which some authors make their headings of.
    pub(super) fn start_span(&mut self, bold: bool) {
        self.spans.push(bold);
        if bold {
            self.start_bold();
        }
    }

    pub(super) fn end_span(&mut self) {
        if self.spans.pop() == Some(true) {
            self.end_bold();
        }
    }

    pub(super) fn hide(&mut self) {
        self.hidden += 1;
    }

    pub(super) fn show(&mut self) {
        self.hidden = self.hidden.saturating_sub(1);
    }

    pub(super) fn finish(mut self) -> Text {
        self.end_link();
        while self.bold > 0 {
            self.end_bold();
        }
        while self.italic > 0 {
            self.end_italic();
        }
        let Self { prose, strong, links, opens_italic: italic, braces, .. } = self;
        let mut text = Text { prose, strong, italic, links };
        if braces || text.prose.text().ends_with('\\') {
            text = attributes::strip(text);
        }
        text.prose.trim_end();
        let end = text.prose.text().len() as u32;
        let clip = |range: &mut Range<u32>| *range = range.start.min(end)..range.end.min(end);
        text.strong.iter_mut().for_each(clip);
        text.strong.retain(|range| !range.is_empty());
        text.links.iter_mut().for_each(|link| clip(&mut link.text));
        text
    }

    /// Opens a link, unless it leads nowhere or one is open.
    pub(super) fn start_link(&mut self, target: Option<&str>) {
        if let (Some(target), None) = (target, &self.link) {
            let from = self.prose.text().len() as u32;
            self.link = Some(Link { text: from..from, target: target.to_owned() });
        }
    }

    pub(super) fn end_link(&mut self) {
        if let Some(mut link) = self.link.take() {
            link.text.end = self.prose.text().len() as u32;
            self.links.push(link);
        }
    }

    /// Keeps a range up to here as bold. An inner italic one that opened the text may be within it.
    fn mark(&mut self, from: u32) {
        let to = self.prose.text().len() as u32;
        while self.strong.last().is_some_and(|last| last.start >= from) {
            self.strong.pop();
        }
        let from = self.strong.last().map_or(from, |last| from.max(last.end));
        if from < to {
            self.strong.push(from..to);
        }
    }

    fn can_break(&self) -> bool {
        !self.prose.text().is_empty() && !self.prose.text().ends_with([' ', '\n'])
    }

    /// Text that equals the source, folded piece by piece where it has to be.
    fn copied(&mut self, span: Span, shown: &str) {
        let (bytes, mut from, mut at) = (shown.as_bytes(), 0, 0);
        let start = span.start as usize;
        let mut after_blank = !self.can_break();
        while at < bytes.len() {
            if let Some(chunk) = bytes[at..].first_chunk::<CHUNK>()
                && is_plain(chunk)
                && !(after_blank && chunk[0] == b' ')
            {
                (after_blank, at) = (chunk[CHUNK - 1] == b' ', at + CHUNK);
                continue;
            }
            let stop = (at + CHUNK).min(bytes.len());
            while at < stop {
                let byte = bytes[at];
                if byte.is_ascii_graphic() || (byte == b' ' && !after_blank) {
                    self.braces |= byte == b'{';
                    (after_blank, at) = (byte == b' ', at + 1);
                    continue;
                }
                let c = shown[at..].chars().next().expect("at is before the end");
                let next = at + c.len_utf8();
                if let Some(plain) = folded(c) {
                    self.prose.push_exact(Span::new(start + from, start + at), &shown[from..at]);
                    if plain != " " || !after_blank {
                        self.prose.push_for(Span::new(start + at, start + next), plain);
                    }
                    after_blank = plain == " " || (plain.is_empty() && after_blank);
                    from = next;
                } else {
                    after_blank = false;
                }
                at = next;
            }
        }
        self.prose.push_exact(Span::new(start + from, span.end as usize), &shown[from..]);
    }

    /// Text that stands for a range of the source: entities and the like.
    fn stands_for(&mut self, span: Span, shown: &str) {
        let mut plain = String::with_capacity(shown.len());
        let mut after_blank = !self.can_break();
        for c in shown.chars() {
            let before = plain.len();
            match folded(c) {
                Some(" ") if after_blank => {}
                Some(text) => plain.push_str(text),
                None => plain.push(c),
            }
            if plain.len() > before {
                after_blank = plain.ends_with(' ');
            }
        }
        self.braces |= plain.contains('{');
        self.prose.push_for(span, &plain);
    }
}

/// How many bytes are looked at in one go. Nearly all text is plain.
const CHUNK: usize = 16;

/// Whether nothing in a chunk needs a closer look: no early exit, so that the machine can take it as one.
fn is_plain(chunk: &[u8; CHUNK]) -> bool {
    let mut odd = 0;
    for byte in chunk {
        odd |= u8::from(byte.wrapping_sub(0x20) > 0x5a);
    }
    for (byte, next) in chunk.iter().zip(&chunk[1..]) {
        odd |= u8::from(*byte == b' ') & u8::from(*next == b' ');
    }
    odd == 0
}

/// What a character becomes in prose where it differs.
fn folded(c: char) -> Option<&'static str> {
    Some(match c {
        // Invisible, and so between the letters of a phrase without anyone's notice.
        '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => "",
        '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' => "",
        '\u{2018}'..='\u{201b}' | '\u{2032}' => "'",
        '\u{201c}'..='\u{201f}' | '\u{2033}' => "\"",
        '\u{2010}' | '\u{2011}' => "-",
        ' ' | '\t' | '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{a0}' | '\u{1680}' => " ",
        '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
        _ => return None,
    })
}
