//! Markdown: every span means what it says, for any text and for every real document.
#![expect(clippy::disallowed_methods, reason = "reads the real documents that the environment names")]

use std::path::PathBuf;

use proptest::prelude::{ProptestConfig, proptest};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use soplint::syntax::markdown::{BlockKind, HeadingStyle, Markdown, parse, sentences};

/// What was looked at.
#[derive(Debug, Default)]
struct Counts {
    documents: usize,
    blocks: usize,
    characters: usize,
    copied: usize,
    headings: usize,
    candidates: usize,
    plain_titles: usize,
    items: usize,
    cells: usize,
    comments: usize,
    contents: usize,
    letters: usize,
}

/// Checks all that holds for any text.
fn check(source: &str, body: usize, counts: &mut Counts) -> Markdown {
    let markdown = parse(source, body);
    for (index, block) in markdown.blocks.iter().enumerate() {
        let bytes = source.get(block.span.range()).expect("a block has bytes");
        assert!(block.span.start as usize >= body || block.span.is_empty());
        assert!(!bytes.ends_with('\n'), "no line end after {block:?}: {bytes:?}");
        assert!(block.end.0 as usize > index && block.end.0 as usize <= markdown.blocks.len());
        if let Some(parent) = block.parent {
            let around = markdown.block(parent);
            assert!((parent.0 as usize) < index && block.end <= around.end);
            assert!(around.span.contains(block.span), "{:?} in {:?}: {source:?}", block, around);
        }
        let prose = &block.prose;
        for (at, c) in prose.text().char_indices() {
            let span = prose.source(at..at + c.len_utf8());
            let bytes = source.get(span.range()).expect("a character has bytes");
            assert!(
                block.span.contains(span) && !bytes.is_empty(),
                "{c:?} at {span:?} in {block:?}: {source:?}"
            );
            counts.copied += usize::from(bytes.chars().eq([c]));
            counts.characters += 1;
        }
        for range in block.strong.iter().chain(block.links.iter().map(|link| &link.text)) {
            assert!(prose.text().get(range.start as usize..range.end as usize).is_some());
        }
        assert!(block.strong.windows(2).all(|pair| pair[0].end <= pair[1].start));
        let ranges: Vec<_> = sentences(prose.text()).collect();
        assert!(ranges.iter().all(|range| !prose.text()[range.clone()].trim().is_empty()));
        assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
        counts.contents += usize::from(block.contents);
    }
    for heading in &markdown.headings {
        let title = markdown.title(heading);
        let bytes = source.get(heading.span.range()).expect("a title has bytes");
        assert!(title.is_empty() || !bytes.is_empty());
        assert!(markdown.block(heading.block).span.contains(heading.span));
        assert!(heading.body.start <= heading.body.end && heading.body.end as usize <= markdown.blocks.len());
        assert!(heading.body.is_empty() || heading.body.start > heading.block.0);
        assert!((1..=7).contains(&heading.level));
        counts.candidates += 1;
    }
    for comment in &markdown.comments {
        assert!(comment.span.of(source).starts_with("<!--"));
        counts.comments += 1;
    }
    counts.blocks += markdown.blocks.len();
    markdown
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_text_is_read(source in "\\PC{0,80}", body in 0_usize..8) {
        check(&source, body, &mut Counts::default());
    }

    #[test]
    fn any_markup_is_read(parts in proptest::collection::vec(proptest::sample::select(PARTS.to_vec()), 0..40)) {
        let source = parts.concat();
        let found = check(&source, 0, &mut Counts::default());
        check(&source.replace('\n', "\r\n"), 0, &mut Counts::default());
        let real = found.headings.iter().filter(|heading| is_real(heading.style)).count();
        assert!(real >= oracle(&source).titles.len() || source.contains("-- --"), "{source:?}");
    }
}

/// Pieces that mean something to Markdown, to HTML or to pandoc.
const PARTS: [&str; 62] = [
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    " ",
    "  ",
    "    ",
    "\t",
    "# ",
    "## ",
    "- ",
    "1. ",
    "> ",
    "* ",
    "**",
    "*",
    "_",
    "`",
    "```\n",
    "~~",
    "[",
    "](#a)",
    "](x)",
    "![",
    "]{.underline}",
    "[]{#_Toc1 .anchor}",
    "{#id}",
    "\\",
    "\\'",
    "&amp;",
    "&nbsp;",
    "\u{ad}",
    "\u{200b}",
    "\u{a0}",
    "\u{2019}",
    "😀",
    "é",
    "word",
    "Scope",
    "Scope: x",
    "a.",
    "| a | b |\n",
    "|---|---|\n",
    "+---+---+\n",
    "+===+===+\n",
    "| x | y |\n",
    "--- ----\n",
    "---------\n",
    "aa  bb\n",
    "---\n",
    "===\n",
    "<b>",
    "</b>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<h2>",
    "<!-- c -->",
    "<br>",
];

fn is_real(style: HeadingStyle) -> bool {
    matches!(style, HeadingStyle::Atx | HeadingStyle::Setext | HeadingStyle::Html)
}

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_FOOTNOTES);

/// What the parser itself says of a document.
#[derive(Default)]
struct Oracle {
    titles: Vec<String>,
    items: usize,
    cells: usize,
}

fn oracle(text: &str) -> Oracle {
    let (mut found, mut open, mut hidden) = (Oracle::default(), None::<String>, 0);
    for event in Parser::new_ext(text, OPTIONS) {
        match (event, &mut open) {
            (Event::Start(Tag::Heading { .. }), _) => open = Some(String::new()),
            (Event::End(TagEnd::Heading(_)), _) => found.titles.extend(open.take()),
            (Event::Start(Tag::Image { .. } | Tag::Strikethrough), _) => hidden += 1,
            (Event::End(TagEnd::Image | TagEnd::Strikethrough), _) => hidden -= 1,
            (Event::Text(text) | Event::Code(text), Some(title)) if hidden == 0 => title.push_str(&text),
            (Event::Start(Tag::Item), _) => found.items += 1,
            (Event::Start(Tag::TableCell), _) => found.cells += 1,
            _ => {}
        }
    }
    found
}

/// Letters and digits only: what no folding changes.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn outline(markdown: &Markdown) -> Vec<(HeadingStyle, u8, &str)> {
    markdown.headings.iter().map(|heading| (heading.style, heading.level, markdown.title(heading))).collect()
}

fn prose(markdown: &Markdown) -> Vec<&str> {
    markdown.blocks.iter().map(|block| block.prose.text()).collect()
}

/// Where the front matter ends.
fn body(text: &str) -> usize {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let open = ["---\n", "---\r\n"].iter().find(|open| text[start..].starts_with(**open));
    let Some(open) = open else { return 0 };
    text[start + open.len()..].find("\n---").map_or(0, |end| {
        let end = start + open.len() + end + 4;
        end + text[end..].find('\n').map_or(text.len() - end, |line| line + 1)
    })
}

fn documents() -> Vec<(PathBuf, String)> {
    let Ok(shared) = std::env::var("SOPLINT_SHARED") else { return Vec::new() };
    let all = ["corpus", "domain/examples"].map(|folder| PathBuf::from(&shared).join(folder));
    let entries = all.into_iter().flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name());
    let paths = entries.filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let markdown = paths.filter(|path| path.extension().is_some_and(|end| end == "md"));
    markdown.filter_map(|path| Some((path.clone(), std::fs::read_to_string(path).ok()?))).collect()
}

fn compare_with_oracle(name: &str, text: &str, counts: &mut Counts) {
    let body = body(text);
    let markdown = check(text, body, counts);
    let skip = body + if text[body..].starts_with('\u{feff}') { 3 } else { 0 };
    let expected = oracle(&text[skip..]);
    let written = markdown
        .headings
        .iter()
        .filter(|heading| matches!(heading.style, HeadingStyle::Atx | HeadingStyle::Setext));
    let mut titles = Vec::new();
    for heading in written {
        let title = markdown.title(heading);
        titles.push(letters(title));
        let line = markdown.block(heading.block).span.of(text);
        let cleaned = line.trim_start_matches('#').trim().trim_end_matches('#').trim();
        let is_plain =
            !cleaned.contains(['*', '_', '`', '[', '<', '&', '\\', '{', '~', '!', '\t', '\n', '\r']);
        if heading.style == HeadingStyle::Atx && is_plain && cleaned.is_ascii() && !cleaned.contains("  ") {
            assert_eq!(title, cleaned, "{name}");
            assert_eq!(heading.span.of(text), cleaned, "{name}");
            counts.plain_titles += 1;
        }
    }
    let without_ids = |title: &String| letters(title.split("{#").next().unwrap_or(title));
    assert_eq!(titles, expected.titles.iter().map(without_ids).collect::<Vec<_>>(), "{name}");
    let items = markdown.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Item { .. })).count();
    assert_eq!(items, expected.items, "{name}");
    let cells = markdown.blocks.iter().filter(|block| {
        let row = || block.parent.and_then(|row| markdown.block(row).parent);
        let drawn = |table| markdown.block(table).span.of(text).starts_with(['<', '+']);
        matches!(block.kind, BlockKind::Cell { .. }) && row().is_some_and(|table| !drawn(table))
    });
    let cells = cells.count();
    assert_eq!(cells, expected.cells, "{name}");
    nothing_is_lost(name, &text[skip..], skip, &markdown, counts);
    counts.documents += 1;
    counts.headings += titles.len();
    counts.items += items;
    counts.cells += cells;
}

/// Every letter that the parser shows outside of code and pictures is in some block's prose.
fn nothing_is_lost(name: &str, text: &str, offset: usize, markdown: &Markdown, counts: &mut Counts) {
    let mut shown = vec![false; text.len() + offset];
    for block in &markdown.blocks {
        for (at, c) in block.prose.text().char_indices() {
            shown[block.prose.source(at..at + c.len_utf8()).range()].fill(true);
        }
    }
    let mut hidden = 0;
    for (event, at) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { .. } | Tag::Strikethrough | Tag::CodeBlock(_)) => hidden += 1,
            Event::End(TagEnd::Image | TagEnd::Strikethrough | TagEnd::CodeBlock) => hidden -= 1,
            Event::InlineHtml(tag) if ["<code>", "<s>", "<del>"].contains(&&*tag) => hidden += 1,
            Event::InlineHtml(tag) if ["</code>", "</s>", "</del>"].contains(&&*tag) => hidden -= 1,
            Event::Text(words) if hidden == 0 && *words == text[at.clone()] => {
                for (letter, c) in text[at.clone()].char_indices().filter(|(_, c)| c.is_alphanumeric()) {
                    let place = offset + at.start + letter;
                    // What follows `{#` are attributes.
                    let attributes = || {
                        let from = text[..at.end].rfind(['\n', '}']).map_or(0, |end| end + 1);
                        text[from..at.end].contains("{#")
                    };
                    assert!(shown[place] || attributes(), "{name}: {c:?} of {:?} at {place}", &text[at]);
                    counts.letters += 1;
                }
            }
            _ => {}
        }
    }
}

#[test]
fn real_documents_say_what_the_parser_says() {
    let documents = documents();
    for (name, change) in TRANSFORMS {
        let mut counts = Counts::default();
        for (path, text) in &documents {
            compare_with_oracle(&format!("{name} {}", path.display()), &change(text), &mut counts);
        }
        println!("{name}: {counts:?}");
    }
}

type Transform = fn(&str) -> String;

const TRANSFORMS: [(&str, Transform); 6] = [
    ("as they are", str::to_owned),
    ("crlf", |text| text.replace('\n', "\r\n")),
    ("bom", |text| format!("\u{feff}{}", text.trim_start_matches('\u{feff}'))),
    ("tabs", |text| text.replace("# ", "#\t").replace(". ", ".\t")),
    ("emoji", |text| text.replace(" the ", " 😀 the ").replace("# ", "# 🚀 ")),
    ("quotes", |text| text.replace('\'', "\u{2019}").replace(" a ", "\u{a0}\u{201c}a\u{201d} ")),
];

#[test]
fn line_ends_and_a_mark_at_the_start_change_nothing() {
    for (path, text) in documents() {
        let text = text.replace("\r\n", "\n").trim_start_matches('\u{feff}').to_owned();
        let plain = parse(&text, body(&text));
        for other in [text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            let found = parse(&other, body(&other));
            assert_eq!(outline(&found), outline(&plain), "{}", path.display());
            for (found, plain) in prose(&found).iter().zip(prose(&plain)) {
                assert_eq!(*found, plain, "{}", path.display());
            }
        }
    }
}
