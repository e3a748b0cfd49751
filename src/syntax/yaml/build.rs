//! Events to nodes.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use super::lines::{self, BLANK, clip};
use super::node::Size;
use super::{Entry, Limits, Node, Scalar, Stream, Style, Value};
use super::{broken, duplicates};
use crate::syntax::{Problem, ProblemKind};
use crate::text::Span;

/// A text that is read again with some colons masked: what the parser sees, and the mask.
pub(super) struct Masked<'m> {
    /// As long as the text it stands for, and the same but for the mask.
    pub(super) text: &'m str,
    /// A character that the text does not have; it stands for a colon.
    pub(super) mask: char,
}

/// Reads a region of a source; also gives the value that broke it, if a colon in it did.
pub(super) fn build(
    source: &str,
    region: Span,
    masked: Option<&Masked<'_>>,
    limits: Limits,
) -> (Stream, Option<Span>) {
    let mut builder = Builder {
        source: source.get(..region.end as usize).unwrap_or(source),
        base: region.start as usize,
        limits,
        mask: masked.map(|masked| masked.mask),
        stack: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        unquoted: None,
        loose: 0,
        out: Stream::default(),
    };
    builder.read(masked.map_or(region.of(source), |masked| masked.text));
    builder.out.problems.sort_by_key(|problem| problem.span);
    (builder.out, builder.unquoted)
}

struct Builder<'s> {
    /// The file up to the end of what is read, so that offsets are the file's.
    source: &'s str,
    base: usize,
    limits: Limits,
    mask: Option<char>,
    stack: Vec<Frame>,
    anchors: HashMap<usize, (Node, Size)>,
    nodes: usize,
    /// The value with a colon that ended the reading.
    unquoted: Option<Span>,
    /// How many nodes there were when an alias with an unknown name came.
    loose: usize,
    out: Stream,
}

/// A map or list that is not complete.
struct Frame {
    anchor: usize,
    node: Node,
    flow: bool,
    /// A key that waits for its value.
    key: Option<Node>,
}

/// Reading cannot go on; the problem is already noted.
struct Stop;

impl Builder<'_> {
    fn read(&mut self, text: &str) {
        let options = granit_parser::options! {
            emit_unresolved_aliases: true,
            // The default of 96 makes a long comment before a nested block an error.
            max_buffered_comment_events: self.limits.nodes,
            flow_nesting_limit: self.limits.depth,
            block_nesting_limit: self.limits.depth,
        };
        for next in Parser::new_from_str_with_options(text, options) {
            let done = match next {
                Ok((event, at)) => {
                    let range = at.byte_range().unwrap_or(0..0);
                    self.event(event, Span::from(range).shifted(self.base))
                }
                Err(error) => {
                    self.break_off(&error);
                    Err(Stop)
                }
            };
            if done.is_err() {
                break;
            }
        }
        // After an error what was read is kept; of a map or list of which nothing was read it is not
        // even known that it is empty.
        while let Some(frame) = self.stack.pop() {
            let node = self.close(frame, None);
            if !matches!(&node.value, Value::Seq(items) if items.is_empty())
                && !matches!(&node.value, Value::Map(entries) if entries.is_empty())
            {
                self.add(node);
            }
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        self.nodes += usize::from(event.is_node());
        let tag = event.tag().map(|tag| Box::from([tag.handle(), tag.suffix()].concat()));
        let (anchor, node) = match event {
            Event::Comment(..) => {
                self.out.comments.push(span);
                return Ok(());
            }
            Event::Scalar(text, style, anchor, _) => {
                let style = Style::from(style);
                (anchor, self.scalar(self.unmasked(text), style, span, tag))
            }
            Event::SequenceStart(style, anchor, _) => {
                let start = self.first_dash(style).map_or(span.start, |at| at as u32);
                let span = Span { start, ..span };
                return self.open(anchor, Value::Seq(Vec::new()), style, span, tag);
            }
            Event::MappingStart(style, anchor, _) => {
                return self.open(anchor, Value::Map(Vec::new()), style, span, tag);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(frame) = self.stack.pop() else { return Err(Stop) };
                (frame.anchor, self.close(frame, Some(span)))
            }
            Event::Alias(id) => (0, self.alias(id, span)?),
            Event::UnresolvedAlias(name) => {
                self.loose = self.nodes;
                self.out.problems.push(broken::unknown_alias(self.source, &name, span));
                (0, Node::nothing(span))
            }
            _ => return Ok(()),
        };
        if anchor != 0 {
            let size = node.size();
            self.nodes += size.nodes; // the copy that is kept counts too: anchors can be nested
            if self.nodes <= self.limits.nodes {
                self.anchors.insert(anchor, (node.clone(), size));
            }
        }
        self.add(node);
        if self.nodes > self.limits.nodes {
            let message =
                format!("There are more than {} values here; the rest was not read.", self.limits.nodes);
            return Err(self.stop(ProblemKind::Limit, span, message));
        }
        Ok(())
    }

    fn scalar(&self, text: Box<str>, style: Style, mut span: Span, tag: Option<Box<str>>) -> Node {
        let bytes = self.source.as_bytes();
        let mut text = text;
        match style {
            // An absent value arrives as `~` with an empty span before the colon, or on a later line.
            Style::Plain if span.is_empty() => {
                text = Box::default();
                let key = self.stack.last().and_then(|frame| frame.key.as_ref());
                let at = span.start as usize;
                span = Span::at(match (key, bytes.get(at)) {
                    (Some(_), Some(b':')) => at + 1,
                    (None, Some(b':')) => at,
                    _ => self.source[..at].trim_end_matches(BLANK).len().max(self.base),
                });
            }
            Style::Literal | Style::Folded => {
                let start = span.start as usize;
                let content = span.of(self.source).trim_end_matches(BLANK).len();
                span.end = span.start + content as u32; // else: up to the next key
                if text.trim_matches(BLANK).is_empty() {
                    // The parser's span is on a later line, or at the end of the text on the header.
                    span = Span::at(self.source[..start + content].trim_end_matches(BLANK).len());
                }
            }
            Style::Plain | Style::SingleQuoted | Style::DoubleQuoted => {}
        }
        Node::new(span, Value::Scalar(Scalar::new(text, style))).tagged(tag)
    }

    /// A list that is not indented under its key is announced after its first dash.
    fn first_dash(&self, style: StructureStyle) -> Option<usize> {
        let key = self.stack.last().filter(|_| style == StructureStyle::Block)?.key.as_ref()?;
        let mut at = key.span.end as usize;
        loop {
            let rest = self.source.get(at..)?;
            at += rest.len() - rest.trim_start_matches(BLANK).len();
            let rest = &self.source[at..];
            at += match rest.chars().next()? {
                ':' => 1,
                '#' => rest.find(['\n', '\r'])?,
                '!' | '&' => rest.find(BLANK)?,
                '-' => return Some(at),
                _ => return None,
            };
        }
    }

    fn unmasked(&self, text: Cow<'_, str>) -> Box<str> {
        match self.mask {
            Some(mask) if text.contains(mask) => text.replace(mask, ":").into(),
            _ => text.into(),
        }
    }

    fn open(
        &mut self,
        anchor: usize,
        value: Value,
        style: StructureStyle,
        span: Span,
        tag: Option<Box<str>>,
    ) -> Result<(), Stop> {
        if self.stack.len() >= self.limits.depth {
            let message = format!("This is nested more than {} levels deep.", self.limits.depth);
            return Err(self.stop(ProblemKind::Limit, span, message));
        }
        let node = Node::new(span, value).tagged(tag);
        self.stack.push(Frame { anchor, node, flow: style == StructureStyle::Flow, key: None });
        Ok(())
    }

    /// A copy of what the alias names. Checked before copying: aliases make a small file a large tree.
    fn alias(&mut self, id: usize, span: Span) -> Result<Node, Stop> {
        let Some((node, size)) = self.anchors.get(&id) else {
            let around = self.stack.iter().find(|frame| frame.anchor == id).map(|frame| frame.node.span);
            let problem = Problem::new(
                ProblemKind::Alias,
                span,
                format!("`{}` stands inside the very value that it names.", clip(span.of(self.source))),
            );
            self.out.problems.push(match around {
                Some(around) => problem.related(around, "the value that it names"),
                None => problem,
            });
            return Ok(Node::nothing(span));
        };
        let too_many = self.nodes + size.nodes > self.limits.nodes;
        if too_many || self.stack.len() + size.height > self.limits.depth {
            let message = "The values behind this alias are too many or nested too deeply.";
            return Err(self.stop(ProblemKind::Limit, span, message.to_owned()));
        }
        self.nodes += size.nodes;
        Ok(node.alias(span))
    }

    fn add(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.out.documents.push(node),
            Some(frame) => match (&mut frame.node.value, frame.key.take()) {
                (Value::Seq(items), _) => items.push(node),
                (Value::Map(entries), Some(key)) => entries.push(Entry { key, value: node }),
                _ => frame.key = Some(node),
            },
        }
    }

    /// Ends a map or list: its span, and the keys that occur twice. A key whose value could not be read
    /// is dropped, for it is not known to have none.
    fn close(&mut self, mut frame: Frame, end: Option<Span>) -> Node {
        let last = match &frame.node.value {
            Value::Seq(items) => items.last().map(|item| item.span.end),
            Value::Map(entries) => entries.last().map(|e| e.value.span.end.max(e.key.span.end)),
            Value::Scalar(_) => None,
        };
        let last = last.unwrap_or(frame.node.span.end).max(frame.node.span.end);
        frame.node.span.end = match end {
            Some(end) if frame.flow => end.end.max(last), // the closing bracket
            _ => last,                                    // a block "ends" at the next token, lines below
        };
        if let Value::Map(entries) = &frame.node.value {
            duplicates::find(self.source, entries, &mut self.out.problems);
        }
        frame.node
    }

    fn stop(&mut self, kind: ProblemKind, at: Span, message: String) -> Stop {
        let span = if at.is_empty() { lines::line_rest(self.source, at.start as usize) } else { at };
        self.out.problems.push(Problem::new(kind, span, message).partial());
        Stop
    }

    fn break_off(&mut self, error: &granit_parser::ScanError) {
        let at = error.marker().byte_offset().unwrap_or(0) + self.base;
        let mut brackets = self.stack.iter().rev().filter(|frame| frame.flow).map(|frame| frame.node.span);
        let bracket = brackets.find(|span| span.of(self.source).starts_with(['[', '{']));
        self.unquoted = broken::unquoted(self.source, error.kind(), at, bracket);
        let problem = broken::explain(self.source, error.kind(), at, bracket);
        // `**Note** text` is an unknown alias first and an error then: one mistake, told once.
        match self.out.problems.iter_mut().rev().find(|problem| problem.kind == ProblemKind::Alias) {
            Some(alias) if self.loose == self.nodes => alias.partial = true,
            _ => self.out.problems.push(problem),
        }
    }
}

impl From<ScalarStyle> for Style {
    fn from(style: ScalarStyle) -> Self {
        match style {
            ScalarStyle::Plain => Self::Plain,
            ScalarStyle::SingleQuoted => Self::SingleQuoted,
            ScalarStyle::DoubleQuoted => Self::DoubleQuoted,
            ScalarStyle::Literal => Self::Literal,
            ScalarStyle::Folded => Self::Folded,
        }
    }
}
