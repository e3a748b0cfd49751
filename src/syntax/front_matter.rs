//! The YAML at the top of a Markdown file, and where the text begins.
//!
//! Besides `---` to `---`, three everyday cases are understood: a closing fence that was forgotten, an
//! opening fence that was never written (`name: ...` from the first line on, then `---`), and a `---`
//! that is only a rule across the page.

use super::yaml::{self, Limits, Node, Value};
use super::{Problem, ProblemKind};
use crate::text::Span;

/// Front matter as read.
#[derive(Debug)]
pub struct FrontMatter {
    /// With its fences, without the line break after the closing one.
    pub span: Span,
    /// Between the fences.
    pub content: Span,
    /// A map, or nothing where nothing could be read.
    pub root: Option<Node>,
    /// Each with its `#`.
    pub comments: Vec<Span>,
    /// What is wrong with it; at most one of them ended the reading.
    pub problems: Vec<Problem>,
}

/// Cuts the front matter off a Markdown file; all offsets are the file's.
///
/// The second value is the byte at which the body starts: 0 without front matter, even after a byte
/// order mark. A body always exists, also behind front matter that is broken or not closed.
#[must_use]
pub fn split(source: &str) -> (Option<FrontMatter>, usize) {
    let start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some(first) = Lines::new(source, start).next() else { return (None, 0) };
    let found = if first.text(source) == "---" {
        let close = Lines::new(source, first.next).find(|line| matches!(line.text(source), "---" | "..."));
        fenced(source, first, close).or_else(|| unclosed(source, first))
    } else {
        without_opening(source, start)
    };
    match found {
        Some((front, body)) => (Some(front), body),
        None => (None, 0),
    }
}

/// A line, without its line break and the blanks at its end.
#[derive(Clone, Copy)]
struct Line {
    span: Span,
    /// Where the next one starts.
    next: usize,
}

impl Line {
    fn text(self, source: &str) -> &str {
        self.span.of(source)
    }
}

struct Lines<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Lines<'s> {
    fn new(source: &'s str, at: usize) -> Self {
        Self { source, at }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let rest = self.source.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = rest.bytes().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let line_break = if rest[end..].starts_with("\r\n") { 2 } else { usize::from(end < rest.len()) };
        let span = Span::new(self.at, self.at + rest[..end].trim_end_matches([' ', '\t']).len());
        self.at += end + line_break;
        Some(Line { span, next: self.at })
    }
}

/// `---` to `---` or `...`.
fn fenced(source: &str, open: Line, close: Option<Line>) -> Option<(FrontMatter, usize)> {
    let close = close?;
    let content = Span::new(open.next, close.span.start as usize);
    if !plausible(source, content) {
        return None;
    }
    let front = read(source, open.span.cover(close.span), content);
    if front.problems.iter().any(|problem| problem.partial)
        && text_begins(source, content).is_some_and(|text| text.surely)
    {
        return None; // the `---` found is a rule somewhere in the text
    }
    let other =
        front.root.as_ref().is_some_and(|root| !matches!(root.value, Value::Map(_)) && !root.is_null());
    (!other || !front.problems.is_empty()).then_some((front, close.next))
}

/// Fields without a closing fence: they end where the text seems to begin.
fn unclosed(source: &str, open: Line) -> Option<(FrontMatter, usize)> {
    let mut written = Lines::new(source, open.next).skip_while(|line| line.text(source).starts_with('#'));
    if !is_field(written.next()?.text(source)) {
        return None;
    }
    let rest = Span::new(open.next, source.len());
    let body = text_begins(source, rest).map_or(source.len(), |text| text.at);
    let content = Span::new(open.next, body);
    let end = body - (source[..body].len() - source[..body].trim_end().len());
    let mut front = read(source, Span::new(open.span.start as usize, end), content);
    front.problems.retain(|problem| !problem.partial);
    let message = "The front matter that starts here has no end.";
    let problem = Problem::new(ProblemKind::FrontMatter, open.span, message)
        .help("Write `---` on a line of its own after the last field.")
        .partial();
    let problem = match Lines::new(source, body).next() {
        Some(line) if !line.span.is_empty() => problem.related(line.span, "the text seems to begin here"),
        _ => problem,
    };
    front.problems.insert(0, problem);
    Some((front, body))
}

/// Two fields or more from the first line on, nothing but fields and what belongs to them, then `---`.
/// To CommonMark this is one paragraph that `---` turns into a heading, which nobody means.
fn without_opening(source: &str, start: usize) -> Option<(FrontMatter, usize)> {
    let mut fields = 0;
    for line in Lines::new(source, start) {
        let text = line.text(source);
        if text == "---" && fields >= 2 {
            let content = Span::new(start, line.span.start as usize);
            return Some((read(source, content.cover(line.span), content), line.next));
        }
        let belongs = text.starts_with([' ', '\t']) || text.starts_with("- ");
        if is_field(text) && !key(text)?.contains(' ') {
            fields += 1;
        } else if fields == 0 || !belongs {
            return None;
        }
    }
    None
}

fn read(source: &str, span: Span, content: Span) -> FrontMatter {
    let mut stream = yaml::parse_at(source, content, Limits::default());
    for problem in &mut stream.problems {
        if problem.kind == ProblemKind::YamlSyntax {
            problem.kind = ProblemKind::FrontMatter;
        }
    }
    let root = stream.documents.into_iter().next();
    FrontMatter { span, content, root, comments: stream.comments, problems: stream.problems }
}

/// Whether what stands between two fences can be meant as front matter: it starts with a field, or a
/// field stands in it and no blank line follows the first fence.
fn plausible(source: &str, content: Span) -> bool {
    let inside = &source[..content.end as usize];
    let mut texts = Lines::new(inside, content.start as usize).map(|line| line.text(inside)).peekable();
    let close_up = texts.peek().is_some_and(|text| !text.is_empty());
    let mut written = texts.filter(|text| !text.is_empty() && !text.starts_with('#')).peekable();
    match written.peek() {
        None => content.of(source).trim().is_empty(),
        Some(first) if is_field(first) || first.starts_with('{') => true,
        Some(_) => {
            close_up && written.any(|text| is_field(text) && key(text).is_some_and(|key| !key.contains(' ')))
        }
    }
}

/// Where text seems to begin.
struct TextBegins {
    at: usize,
    /// At a heading or after a blank line; else it may as well be a broken field.
    surely: bool,
}

/// Where lines stop to look like fields.
fn text_begins(source: &str, content: Span) -> Option<TextBegins> {
    let inside = &source[..content.end as usize];
    let mut lines = Lines::new(inside, content.start as usize).peekable();
    let mut after_blank = false;
    while let Some(line) = lines.next() {
        let text = line.text(inside);
        let before_blank = lines.peek().is_none_or(|next| next.span.is_empty());
        let heading = text.trim_start_matches('#').starts_with(' ') && text.starts_with('#');
        let text_starts = if text.is_empty() {
            after_blank = true;
            continue;
        } else if heading {
            after_blank || before_blank || text.starts_with("##")
        } else if text.starts_with([' ', '\t', '#', ']', '}']) {
            false
        } else if text.starts_with("- ") || text == "-" {
            after_blank
        } else if is_field(text) {
            after_blank && key(text).is_some_and(|key| key.contains(' '))
        } else {
            true
        };
        if text_starts {
            return Some(TextBegins { at: line.span.start as usize, surely: heading || after_blank });
        }
        after_blank = false;
    }
    None
}

/// Whether a line is `key:` or `key: value`, from its first character on.
fn is_field(line: &str) -> bool {
    key(line).is_some()
}

/// The key of a line that is a field. Keys are short and start like a word.
fn key(line: &str) -> Option<&str> {
    let end = line.match_indices(':').map(|(at, _)| at).find(|at| {
        let after = &line[at + 1..];
        after.is_empty() || after.starts_with([' ', '\t'])
    })?;
    let key = line[..end].trim_end();
    let bare = key.trim_matches(['"', '\'']);
    let wordlike = bare.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let few = key.len() <= 64 && key.split(' ').count() <= 5;
    (wordlike && few && !bare.contains(['*', '`', '[', '(', '<', '"'])).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fields by name and text, the words at fault of each problem, the body.
    fn seen(source: &str) -> (Vec<(String, String)>, Vec<String>, &str) {
        let (front, body) = split(source);
        let Some(front) = front else { return (Vec::new(), Vec::new(), &source[body..]) };
        assert!(front.span.contains(front.content) || front.span.end <= front.content.end);
        let entries = front.root.as_ref().map(Node::entries).unwrap_or_default();
        let text = |node: &Node| node.text().unwrap_or("...").to_owned();
        let fields = entries.into_iter().map(|(key, value)| (text(key), text(value))).collect();
        let problems = front.problems.iter().map(|problem| {
            assert_eq!(problem.kind, ProblemKind::FrontMatter, "{problem:?}");
            assert!(problem.help.is_some());
            problem.span.of(source).to_owned()
        });
        (fields, problems.collect(), &source[body..])
    }

    #[test]
    fn front_matter_is_cut_off_and_the_body_stays() {
        /// Source, fields, problems, body.
        type Case =
            (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str], &'static str);
        let cases: &[Case] = &[
            ("---\na: 1\n---\nText\n", &[("a", "1")], &[], "Text\n"),
            ("\u{feff}--- \r\na: 1\r\n...\t\r\n\r\nText", &[("a", "1")], &[], "\r\nText"),
            ("---\n# only\na: 1\n\nb: 2\n---", &[("a", "1"), ("b", "2")], &[], ""),
            ("---\n{a: 1}\n---\nx", &[("a", "1")], &[], "x"),
            ("---\n---\nText\n", &[], &[], "Text\n"),
            ("---\n\n---\nText\n", &[], &[], "Text\n"),
            ("Text\n---\na: 1\n---\n", &[], &[], "Text\n---\na: 1\n---\n"),
            ("# Title\n", &[], &[], "# Title\n"),
            ("", &[], &[], ""),
            ("\u{feff}# Title\n", &[], &[], "\u{feff}# Title\n"),
            // a rule across the page
            (
                "---\n\nSome text: more\nand more\n\n---\nx\n",
                &[],
                &[],
                "---\n\nSome text: more\nand more\n\n---\nx\n",
            ),
            ("---\nText\n---\nx\n", &[], &[], "---\nText\n---\nx\n"),
            ("---\n- a\n- b\n---\n", &[], &[], "---\n- a\n- b\n---\n"),
            ("---\n\n# Title\n", &[], &[], "---\n\n# Title\n"),
            ("---", &[], &[], "---"),
            // broken
            (
                "---\ntitle: A: B\nkind: sop\n---\nx\n",
                &[("title", "A: B"), ("kind", "sop")],
                &["A: B"],
                "x\n",
            ),
            ("---\nkind: sop\nlist: [a\n---\nx\n", &[("kind", "sop")], &["["], "x\n"),
            ("---\nsop\nkind: a\n---\nx\n", &[], &["kind: a"], "x\n"),
            // not closed
            (
                "---\ntitle: x\ntags:\n- a\n\n# Scope\n\nText\n",
                &[("title", "x"), ("tags", "...")],
                &["---"],
                "# Scope\n\nText\n",
            ),
            ("---\ntitle: x\nText begins.\n", &[("title", "x")], &["---"], "Text begins.\n"),
            (
                "---\ntitle: x\n\nText begins.\n\n---\nMore\n",
                &[("title", "x")],
                &["---"],
                "Text begins.\n\n---\nMore\n",
            ),
            ("---\ntitle: x\n## Scope\nText\n---\n", &[("title", "x")], &["---"], "## Scope\nText\n---\n"),
            ("---\ntitle: x\nkind: sop\n", &[("title", "x"), ("kind", "sop")], &["---"], ""),
            ("---\n# note\ntitle: x\n\nIn short: text\n", &[("title", "x")], &["---"], "In short: text\n"),
            // never opened
            ("name: A\nids:\n- b\n  c: 1\n---\n# T\n", &[("name", "A"), ("ids", "...")], &["c: 1"], "# T\n"),
            ("id: \"a\"\nname: B\n---\r\nx\n", &[("id", "a"), ("name", "B")], &[], "x\n"),
            ("Title: one\n---\nx\n", &[], &[], "Title: one\n---\nx\n"),
            ("name: A\nkind: b\n\nText\n---\n", &[], &[], "name: A\nkind: b\n\nText\n---\n"),
            ("In short: x\nkind: y\n---\n", &[], &[], "In short: x\nkind: y\n---\n"),
        ];
        for (source, fields, problems, body) in cases {
            let (found, at, rest) = seen(source);
            let found: Vec<_> = found.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            assert_eq!((found.as_slice(), rest), (*fields, *body), "{source:?}");
            assert_eq!(at, *problems, "{source:?}");
        }
    }

    #[test]
    fn spans_are_those_of_the_file() {
        let source = "\u{feff}---\r\né: [1, 'x'] # why\r\n--- \r\nText";
        let (front, body) = split(source);
        let front = front.expect("has front matter");
        assert_eq!(front.span.of(source), "---\r\né: [1, 'x'] # why\r\n---");
        assert_eq!(front.content.of(source), "é: [1, 'x'] # why\r\n");
        assert_eq!(front.comments.iter().map(|span| span.of(source)).collect::<Vec<_>>(), ["# why"]);
        assert_eq!(front.root.expect("a map").get("é").map(|node| node.span.of(source)), Some("[1, 'x']"));
        assert_eq!(&source[body..], "Text");
    }

    #[test]
    fn a_missing_end_is_shown_with_where_the_text_seems_to_begin() {
        let source = "---\ntitle: x\n\n# Scope\n";
        let problem = split(source).0.expect("has front matter").problems.remove(0);
        assert!(problem.partial);
        assert_eq!(problem.related.map(|(span, _)| span.of(source)), Some("# Scope"));
    }
}
