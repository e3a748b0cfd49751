//! Why a text is not YAML, in the words of someone who writes no programs, at the place that is wrong.

use granit_parser::ErrorKind;

use super::lines::{char_at, clip, line_above, line_of, line_rest};
use crate::syntax::{Problem, ProblemKind};
use crate::text::Span;

/// The problem for an error of the parser at a byte offset of the source. `bracket` is the innermost
/// `[` or `{` that is open there.
pub(super) fn explain(source: &str, error: &ErrorKind, at: usize, bracket: Option<Span>) -> Problem {
    let rest = line_rest(source, at);
    let line = line_of(source, rest.start as usize);
    let problem = |span, message: &str| Problem::new(ProblemKind::YamlSyntax, span, message).partial();
    if let (Some(bracket), true) = (bracket, in_brackets(error)) {
        return in_flow(source, bracket, rest, line);
    }
    match error {
        ErrorKind::RecursionLimitExceeded | ErrorKind::TooManyComments => {
            Problem::new(ProblemKind::Limit, rest, "This is nested too deeply; the rest was not read.")
                .partial()
        }
        error if is_tab(error) || (is_layout(error) && tab_before(source, line)) => {
            let message = "There is a tab here; only spaces may indent a line.";
            problem(tab(source, at, line), message).help("Put two spaces in place of the tab.")
        }
        ErrorKind::MappingValueNotAllowed => colon(source, at, line),
        ErrorKind::UnclosedFlowCollection { open } => {
            problem(char_at(source, at), &format!("The `{open}` here is never closed."))
                .help(format!("Write `{}` where the list ends, or put the text in quotes.", closing(*open)))
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            problem(char_at(source, at), &format!("The `{open}` here is closed by `{close}`."))
                .help(format!("Write `{}` where the list ends.", closing(*open)))
        }
        ErrorKind::UnexpectedCharacter { character } => character_at(source, *character, at, rest),
        ErrorKind::BomInsideDocument => problem(char_at(source, at), "An invisible character stands here.")
            .help("Delete the beginning of the line and type it again."),
        ErrorKind::BlockSequenceEntryNotAllowed if line.start < rest.start => {
            problem(rest, "A list cannot start on the same line as its key.")
                .help("Start the list on a new line. If this is text, put it in quotes.")
        }
        ErrorKind::SimpleKeyExpected if line.of(source).starts_with(['*', '&', '!']) => {
            problem(line, "A key cannot start like this without quotation marks.")
                .help("Put the key in quotes.")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => problem(
            line,
            "This line is neither `key: value` nor a part of the value above.",
        )
        .help("Write a colon and a blank after the key, or indent the line if it continues the value above."),
        error if is_layout(error) => lines_up(source, line),
        error if is_escape(error) => {
            problem(escape(source, rest), "This backslash has no meaning inside double quotes.")
                .help("Put the value in single quotes, or write the backslash twice.")
        }
        error => match in_words(error) {
            Some((message, help)) => problem(rest, message).help(help),
            None => problem(rest, &format!("This cannot be read as YAML ({error}).")),
        },
    }
}

/// Message and help for the errors that need nothing from the text.
fn in_words(error: &ErrorKind) -> Option<(&'static str, &'static str)> {
    Some(match error {
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("This bracket closes nothing.", "Take the bracket out, or put the text in quotes.")
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "The quotation mark at the start of this is never closed.",
            "Write the same mark at the end of the value, or take this one out.",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "This stands after the closing quotation mark.",
            "Inside single quotes write an apostrophe twice ('it''s'), or put the value in double quotes.",
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "This stands after the closing quotation mark.",
            "Inside double quotes write a quotation mark as \\\", or put the whole value in single quotes.",
        ),
        ErrorKind::MissingAnchorOrAliasName
        | ErrorKind::UndeclaredTagHandle
        | ErrorKind::MissingTagUri
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MappingKeyNotAllowed => {
            ("A value cannot start like this without quotation marks.", "Put the value in quotes.")
        }
        ErrorKind::InvalidBlockScalarHeader => (
            "After `|` or `>` the text must start on the next line.",
            "Start the text on a new line, indented, or put it in quotes.",
        ),
        ErrorKind::CommentInterceptedScalar => (
            "This comment interrupts the text, which goes on below.",
            "Put the text in quotes if the `#` belongs to it, or move the comment to a line of its own.",
        ),
        _ => return None,
    })
}

fn is_tab(error: &ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
    )
}

/// Errors that come of a line that starts in the wrong column.
fn is_layout(error: &ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::MappingValueNotAllowed
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::ExpectedDocumentStart
            | ErrorKind::BlockSequenceEntryNotAllowed
            | ErrorKind::InvalidIndentation
            | ErrorKind::InvalidBlockScalarIndent
            | ErrorKind::InvalidQuotedScalarIndent
    )
}

fn is_escape(error: &ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate
            | ErrorKind::InvalidUnicodeEscape
    )
}

/// An alias to a name that nothing has.
pub(super) fn unknown_alias(source: &str, name: &str, span: Span) -> Problem {
    let text = line_rest(source, span.start as usize).of(source);
    let (text, colon) = text.strip_suffix(':').map_or((text, ""), |key| (key, ":"));
    let name = clip(name.trim_end_matches(':'));
    let message = format!(
        "A value that starts with `*` stands for one marked `&{name}`, and none is marked so before."
    );
    Problem::new(ProblemKind::Alias, span, message).help(match quoted(text) {
        Some(quoted) => format!("If this is text, put it in quotes: {quoted}{colon}"),
        None => "If this is text, put it in quotes.".to_owned(),
    })
}

/// The value that is not in quotes and has a colon, where that is what is wrong.
pub(super) fn unquoted(source: &str, error: &ErrorKind, at: usize, bracket: Option<Span>) -> Option<Span> {
    if *error != ErrorKind::MappingValueNotAllowed || bracket.is_some() {
        return None;
    }
    value_with_colon(source, at, line_of(source, at)).map(|(_, value)| value)
}

/// Key and value of a line, if a colon at `at` stands inside the value.
fn value_with_colon(source: &str, at: usize, line: Span) -> Option<(&str, Span)> {
    let (key, value) = source.get(line.start as usize..at)?.split_once(": ")?;
    let start = at - value.trim_start().len();
    Some((key.trim_start_matches(['-', ' ', '\t']), Span { start: start as u32, end: line.end }))
}

/// `title: Stage 5: Review`, or a line that is taken for the rest of the value above.
fn colon(source: &str, at: usize, line: Span) -> Problem {
    let problem = |span, message: String| Problem::new(ProblemKind::YamlSyntax, span, message).partial();
    if let Some((key, value)) = value_with_colon(source, at, line) {
        let message = format!("The value of `{}` contains a colon and is not in quotes.", clip(key));
        return problem(value, message).help(match quoted(value.of(source)) {
            Some(quoted) => format!("Put the value in quotes: {}: {quoted}", clip(key)),
            None => "Put the value in quotes.".to_owned(),
        });
    }
    let key = clip(source.get(line.start as usize..at).unwrap_or(""));
    let message = format!("`{key}` is taken for the rest of the value above, not for a key.");
    let problem = problem(line, message);
    let Some(above) = line_above(source, line) else { return problem };
    let help = match above.of(source).split_once(':') {
        Some((key, rest)) if !rest.is_empty() && !rest.starts_with(' ') => {
            format!("Write a blank after the colon of `{}:`.", clip(key))
        }
        _ => {
            "Line it up with the keys above. If it belongs to the value above, put that in quotes.".to_owned()
        }
    };
    problem.help(help).related(above, "the value above")
}

fn in_brackets(error: &ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::InvalidColonPlacement
            | ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::ExpectedNodeContent
            | ErrorKind::UnexpectedEof
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::BlockEntryInFlowCollection
            | ErrorKind::FlowMappingValueAdjacentCollection
            | ErrorKind::PlainScalarStartsWithDashFlowIndicator
            | ErrorKind::InvalidFlowScalarIndent
            | ErrorKind::SimpleKeyExpected
            | ErrorKind::InvalidSimpleKey
    )
}

/// Inside `[` or `{`: on a later line the bracket was most likely never closed.
fn in_flow(source: &str, bracket: Span, rest: Span, line: Span) -> Problem {
    let open = bracket.of(source).chars().next().unwrap_or('[');
    let close = closing(open);
    let problem = |span, message: String| Problem::new(ProblemKind::YamlSyntax, span, message).partial();
    let problem = if bracket.start < line.start {
        problem(line, format!("The list that starts with `{open}` is not closed before this line."))
            .help(format!("Write `{close}` where the list ends. If `{open}` is the start of a text, put the text in quotes."))
    } else {
        problem(rest, format!("The list that starts with `{open}` cannot be read from here on."))
            .help("Part the entries with single commas, and put any text with , : [ ] { } in it in quotes.")
    };
    problem.related(bracket, format!("`{open}` stands here"))
}

fn lines_up(source: &str, line: Span) -> Problem {
    let message = "This line does not line up with the lines it belongs to.";
    let problem = Problem::new(ProblemKind::YamlSyntax, line, message)
        .help("Give it as many spaces in front as the other keys, or list items, of its group.")
        .partial();
    match line_above(source, line) {
        Some(above) => problem.related(above, "the line above"),
        None => problem,
    }
}

/// `@`, `` ` `` and `%` at the start of a value, or a control character in the middle.
fn character_at(source: &str, character: char, at: usize, rest: Span) -> Problem {
    let found = at + source[at..].find(character).unwrap_or(0);
    let problem = |span, message: String| Problem::new(ProblemKind::YamlSyntax, span, message).partial();
    if character.is_control() {
        let span = char_at(source, found);
        let message = format!("An invisible character (U+{:04X}) stands here.", u32::from(character));
        return problem(span, message).help("Delete it.");
    }
    problem(rest, format!("A value cannot start with `{character}`.")).help(match quoted(rest.of(source)) {
        Some(quoted) => format!("Put it in quotes: {quoted}"),
        None => "Put it in quotes.".to_owned(),
    })
}

fn tab_before(source: &str, line: Span) -> bool {
    let start = source[..line.start as usize].rfind(['\n', '\r']).map_or(0, |found| found + 1);
    source[start..line.start as usize].contains('\t')
}

fn tab(source: &str, at: usize, line: Span) -> Span {
    let start = source[..line.start as usize].rfind('\n').map_or(0, |found| found + 1);
    let found = source[start..].find('\t').map(|found| start + found).filter(|found| *found < at);
    match found.or_else(|| source[at..].find('\t').map(|found| at + found)) {
        Some(found) => Span::new(found, found + source[found..].bytes().take_while(|b| *b == b'\t').count()),
        None => line,
    }
}

/// The first backslash sequence of a quoted value that YAML does not know, or all of the value.
fn escape(source: &str, value: Span) -> Span {
    let bytes = &source.as_bytes()[value.start as usize..];
    let mut at = 1;
    while at + 1 < bytes.len() && bytes[at] != b'"' {
        if bytes[at] != b'\\' {
            at += 1;
        } else if b"0abt\tnvfre \"/\\N_LPxuU\r\n".contains(&bytes[at + 1]) {
            at += 2;
        } else {
            let start = value.start as usize + at;
            let next = source[start + 1..].chars().next().map_or(0, char::len_utf8);
            return Span::new(start, start + 1 + next);
        }
    }
    value
}

fn closing(open: char) -> char {
    if open == '{' { '}' } else { ']' }
}

/// A value in quotes, if it is short enough to be shown.
fn quoted(value: &str) -> Option<String> {
    let plain = !value.contains(['"', '\\']);
    let shown = if plain { format!("\"{value}\"") } else { format!("'{}'", value.replace('\'', "''")) };
    (value.chars().count() <= 60 && !value.contains('\n')).then_some(shown)
}
