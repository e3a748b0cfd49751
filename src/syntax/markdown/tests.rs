//! What documents of every kind come to: blocks, prose and outline.

use super::{BlockKind, HeadingStyle, Markdown, Place, parse};

/// A document as lines: `kind text`, indented by nesting.
fn blocks(source: &str) -> Vec<String> {
    let markdown = parse(source, 0);
    let mut depths: Vec<usize> = Vec::new();
    let shown = markdown.blocks.iter().map(|block| {
        let depth = block.parent.map_or(0, |parent| depths[parent.0 as usize] + 1);
        depths.push(depth);
        let name = match block.kind {
            BlockKind::Heading { level, style } => format!("{style:?}{level}"),
            BlockKind::Paragraph => "p".to_owned(),
            BlockKind::List { ordered } => if ordered { "ol" } else { "ul" }.to_owned(),
            BlockKind::Item { task } => task.map_or("li".to_owned(), |done| format!("li[{done}]")),
            BlockKind::Row { header } => if header { "head" } else { "row" }.to_owned(),
            BlockKind::Cell { column } => format!("cell{column}"),
            other => format!("{other:?}").to_lowercase(),
        };
        let text =
            if block.prose.text().is_empty() { String::new() } else { format!(" {}", block.prose.text()) };
        format!("{}{name}{text}", "  ".repeat(depth))
    });
    shown.collect()
}

fn prose(source: &str) -> String {
    parse(source, 0).leaves().map(|(_, block)| block.prose.text().to_owned()).collect::<Vec<_>>().join(" / ")
}

/// The candidates as `Style level title: text of the section`.
fn outline(source: &str) -> Vec<String> {
    let markdown = parse(source, 0);
    markdown
        .headings
        .iter()
        .map(|heading| {
            let section = section(&markdown, heading);
            format!("{:?}{} {}: {section}", heading.style, heading.level, markdown.title(heading))
        })
        .collect()
}

fn section(markdown: &Markdown, heading: &super::Heading) -> String {
    let parts = markdown
        .section(heading)
        .map(|(id, range)| &markdown.block(id).prose.text()[range.start as usize..range.end as usize]);
    parts.collect::<Vec<_>>().join(" / ")
}

#[test]
fn nothing_hides_a_phrase() {
    let cases = [
        (
            "*em*phasis **bo**ld [li\nnk](x \"t\") <https://a.example>",
            "emphasis bold li nk https://a.example",
        ),
        ("a\u{a0}b  c\td\u{202f}e &nbsp; f&amp;g &eacute;", "a b c d e f&g é"),
        ("co\u{ad}un\u{200b}sel\u{2019}s \u{201c}x\u{201d} non\u{2011}public", "counsel's \"x\" non-public"),
        ("esc\\*aped \\'q\\' \\\"r\\\" \\... and\\\nso on\\", "esc*aped 'q' \"r\" ... and so on"),
        (
            "twenty-four `x` hours ~~gone~~ <s>gone</s><del>gone</del> <!-- gone --> stay",
            "twenty-four \u{fffc} hours stay",
        ),
        ("![gone](x.png){width=\"6.5in\"} stays[^1]\n\n[^1]: note", "\u{fffc} stays / note"),
        ("<span class=\"x\">Ti</span>tle<br>next <b>b</b>", "Title\nnext b"),
        ("> one\ntwo\n> three", "one two three"),
        ("[]{#_Toc123 .anchor}Scope [of]{.underline} [work]{.smallcaps}", "Scope of work"),
        (
            "see []{#a} here, [old]{.deletion author=\"A B\" date=\"2026\"} new, {{ x|d('7') }}",
            "see here, new, {{ x|d('7') }}",
        ),
        ("# {{.Name}} rules", "{{.Name}} rules"),
        ("# Run `make` now {#run .x}", "Run make now"),
        ("# **[]{#_Toc1}Scope** ##", "Scope"),
        ("    let x = 1;\n\n```\ncode\n```\n\n<pre>\ncode\n</pre>\n<script>x</script>", ""),
        (
            "a. Plans must:\n\n    i. Restore all data.\n\n    ii. Be *tested*.",
            "a. Plans must: / i. Restore all data. / ii. Be tested.",
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(prose(source), expected, "{source}");
    }
}

#[test]
fn blocks_nest_and_end_where_their_words_end() {
    let source = "# A\n\n- [x] one\n  more\n- two\n  1. deep\n\n     loose\n\n\n> q\n>\n\n| a | b |\n|---|---|\n|  | d |\n\n---\n";
    let expected = [
        "Atx1 A",
        "ul",
        "  li[true]",
        "    p one more",
        "  li",
        "    p two",
        "    ol",
        "      li",
        "        p deep",
        "        p loose",
        "quote",
        "  p q",
        "table",
        "  head",
        "    cell0 a",
        "    cell1 b",
        "  row",
        "    cell0",
        "    cell1 d",
        "rule",
    ];
    assert_eq!(blocks(source), expected);
    let markdown = parse(source, 0);
    let spans: Vec<&str> = markdown.blocks.iter().map(|block| block.span.of(source)).collect();
    assert_eq!(spans[1], "- [x] one\n  more\n- two\n  1. deep\n\n     loose");
    assert_eq!(spans[3], "one\n  more");
    assert_eq!(spans[18], "d");
}

#[test]
fn html_gives_blocks() {
    let source = "<h2 class=\"a>b\">A &amp; B</h2>\n<table><thead><tr><th>When</th><th colspan=2>Who</th></tr></thead>\n\
        <tr><td>Now<br/>or &lt;1h</td><td><p>Ana</p><ul><li>or Bo</li></ul></td><td>\n\n**Markdown** too\n\n</td></tr></table>\n\
        <div><p>One <b>two</b><p>Three</div>\n<!-- soplint: section=scope -->\ntext < more\n";
    let expected = [
        "Html2 A & B",
        "table",
        "  head",
        "    cell0 When",
        "    cell1 Who",
        "  row",
        "    cell0 Now\nor <1h",
        "    cell1 Ana\nor Bo",
        "    cell2",
        "      p Markdown too",
        "p One two",
        "p Three",
        "p text < more",
    ];
    assert_eq!(blocks(source), expected);
    let markdown = parse(source, 0);
    assert_eq!(markdown.comments[0].text, "soplint: section=scope");
    assert_eq!(markdown.comments[0].span.of(source), "<!-- soplint: section=scope -->");
}

#[test]
fn a_heading_is_never_lost_in_html_that_stays_open() {
    assert_eq!(blocks("<table><tr><td>x\n\n# A\n\ny"), ["table", "  row", "    cell0 x", "Atx1 A", "p y"]);
    assert_eq!(blocks("<p>a <b\n\n# A"), ["p a <b", "Atx1 A"]);
}

#[test]
fn grid_tables() {
    let source = "> +-------+-----------+\n> | When  | **Who**   |\n> +=======+===========+\n> | Day   | Ana       |\n\
        > | one   | Böll      |\n> +-------+-----------+\n> | \u{201c}a\u{201d}   | -   x     |\n> |       | -   y     |\n> +-------+-----------+\n";
    let expected = [
        "quote",
        "  table",
        "    head",
        "      cell0 When",
        "      cell1 Who",
        "    row",
        "      cell0 Day one",
        "      cell1 Ana Böll",
        "    row",
        "      cell0 \"a\"",
        "      cell1 x y",
    ];
    assert_eq!(blocks(source), expected);
    let spanned = "+---+---+\n| a     |\n+---+---+\n| b | c |\n|   +---+\n|   | d |\n+---+---+";
    let expected =
        ["table", "  row", "    cell0 a", "  row", "    cell0 b", "    cell1 c", "  row", "    cell1 d"];
    assert_eq!(blocks(spanned), expected);
    assert_eq!(blocks("+-- just text"), ["p +-- just text"]);
}

#[test]
fn a_grid_line_that_was_edited_without_moving_its_bars_keeps_its_cells() {
    let source = "+-----+-----+\n| one | two |\n+=====+=====+\n| much longer | x |\n+-----+-----+";
    assert_eq!(blocks(source)[4..], ["  row", "    cell0 much longer", "    cell1 x"]);
}

#[test]
fn dashed_tables() {
    let source = "Text.\n\n  When      Who\n  --------- -------\n  Day one   Ana\n  1. Now    Bo\n\nNext.\n";
    let expected = [
        "p Text.",
        "table",
        "  head",
        "    cell0 When",
        "    cell1 Who",
        "  row",
        "    cell0 Day one",
        "    cell1 Ana",
        "  row",
        "    cell0 Now",
        "    cell1 Bo",
        "p Next.",
    ];
    assert_eq!(blocks(source), expected);
    let several = "  ---------------------\n  When       Who\n             asks\n  ---------- ----------\n  Day        Ana and\n  one        Bo\n\n  Day two    Cy\n  ---------------------\n\n# A";
    let expected = [
        "table",
        "  head",
        "    cell0 When",
        "    cell1 Who asks",
        "  row",
        "    cell0 Day one",
        "    cell1 Ana and Bo",
        "  row",
        "    cell0 Day two",
        "    cell1 Cy",
        "Atx1 A",
    ];
    assert_eq!(blocks(several), expected);
    let headless = "--- ----\na   b\nc   d\n--- ----\n";
    assert_eq!(blocks(headless).len(), 7);
    for other in ["```\nA   B\n--- ---\n1   2\n```\n", "Title\n-----\n\n--- ---\n\ntext", "a\nb\n--- ---\nc"]
    {
        assert!(!blocks(other).contains(&"table".to_owned()), "{other}");
    }
}

#[test]
fn real_headings_nest_by_level() {
    let source =
        "# T\n\nintro\n\n## A\n\na\n\n> ## Q\n>\n> q\n\n- # L\n\n  l\n\nB\n-\n\nb\n\n### C\n\nc\n\n# U\n";
    let expected = [
        "Atx1 T: intro / A / a / Q / q / L / l / B / b / C / c",
        "Atx2 A: a / Q / q / L / l",
        "Atx2 Q: q",
        "Atx1 L: l",
        "Setext2 B: b / C / c",
        "Atx3 C: c",
        "Atx1 U: ",
    ];
    assert_eq!(outline(source), expected);
    let markdown = parse(source, 0);
    let places: Vec<Place> = markdown.headings.iter().map(|heading| heading.place).collect();
    assert_eq!(places[1..4], [Place::Top, Place::InQuote, Place::InList]);
    let parents: Vec<Option<u32>> =
        markdown.headings.iter().map(|heading| heading.parent.map(|id| id.0)).collect();
    assert_eq!(parents, [None, Some(0), Some(1), Some(1), Some(0), Some(4), None]);
    let (b, _) = markdown.leaves().find(|(_, block)| block.prose.text() == "b").expect("is there");
    assert_eq!(markdown.enclosing_heading(b).map(|id| markdown.title(markdown.heading(id))), Some("B"));
}

#[test]
fn bold_paragraphs_head_sections() {
    let source = "# T\n\n**2. Scope**\n\na\n\nSCOPE OF WORK\n\nb\n\n[Quality]{.underline}:\n\nc\n\n1. **Turnaround**\n\nd\n\n2. **Contact**\n\ne\n\n## Z\n\nTBD\n";
    let expected = [
        "Atx1 T: 2. Scope / a / SCOPE OF WORK / b / Quality: / c / Turnaround / d / Contact / e / Z / TBD",
        "Bold2 2. Scope: a",
        "Bold2 SCOPE OF WORK: b",
        "Bold2 Quality: c",
        "Bold2 Turnaround: d",
        "Bold2 Contact: e",
        "Atx2 Z: TBD",
    ];
    assert_eq!(outline(source), expected);
    let none = "**All staff of the vendor must encrypt every laptop.**\n\n- **one**\n- **two**\n\n*Updated 2026*\n\n**2.6**\ttext";
    assert_eq!(outline(none), [""; 0]);
}

#[test]
fn lead_ins_head_their_paragraph() {
    let cases: [(&str, &[&str]); 13] = [
        ("**Example B.V.** Main Street 1", &["RunIn1 Example B.V.: Main Street 1"]),
        ("**Scope.** This covers all.", &["RunIn1 Scope: This covers all."]),
        ("*Escalation*: ask Ana.", &["RunIn1 Escalation: ask Ana."]),
        ("**5.2. Security**.  Keep **it** safe.", &["RunIn1 5.2. Security: Keep it safe."]),
        ("* **Access Controls**: by role\n  * a\n  * b", &["RunIn1 Access Controls: by role / a / b"]),
        ("**Scope**\nthis covers", &["RunIn1 Scope: this covers"]),
        ("(a) **Scope:** this", &["RunIn1 Scope: this"]),
        ("Scope: this covers", &["RunIn1 Scope: this covers"]),
        ("**Triggers**: ask when:\n\n- a\n- b\n\nc", &["RunIn1 Triggers: ask when: / a / b"]),
        ("Escalation triggers:\n\n- a", &["RunIn1 Escalation triggers: a"]),
        ("**Each associate** shall sign.", &[]),
        ("Office hours are 10:30 to 6: always, see http://x", &[]),
        ("**Scope: all matters**", &["RunIn1 Scope: all matters"]),
    ];
    for (source, expected) in cases {
        assert_eq!(outline(source), expected, "{source}");
    }
    assert!(parse("Scope: x", 0).headings[0].plain && !parse("**Scope**: x", 0).headings[0].plain);
}

#[test]
fn items_and_tables_give_candidates() {
    assert_eq!(
        outline("1. Escalation\n   1. Ask Ana.\n\n   More.\n2. Next\n"),
        ["ListTitle1 Escalation: Ask Ana. / More."]
    );
    let table =
        "| No. | Trigger | Escalate to |\n|---|---|---|\n| 1 | Leak | **Ana** |\n| 2 | Delay | Bo |\n";
    let expected = [
        "ColumnHead1 No.: 1 / 2",
        "ColumnHead1 Trigger: Leak / Delay",
        "ColumnHead1 Escalate to: Ana / Bo",
        "RowHead1 Leak: Ana",
        "RowHead1 Delay: Bo",
    ];
    assert_eq!(outline(table), expected);
    let word = "|  |  |\n|---|---|\n| **Trigger** | **Contact** |\n| Leak | Ana |\n";
    assert_eq!(
        outline(word),
        ["ColumnHead1 Trigger: Leak", "ColumnHead1 Contact: Ana", "RowHead1 Leak: Ana"]
    );
    let html = "<table><tr><td>\n\n**Scope**\n\n</td><td>all</td></tr></table>";
    assert_eq!(outline(html), ["RowHead1 Scope: all"]);
}

#[test]
fn a_table_of_contents_heads_nothing() {
    let body = "\n\n# 1. Scope\n\n# 2. Quality\n\n# 3. Contact\n";
    let contents = [
        "- [Scope](#scope)\n  - [Quality](#q)\n- [Contact](#c)",
        "[1. Scope [2](#_Toc1)](#_Toc1)\n\n[**2. Quality** [3](#_Toc2)](#_Toc2)\n\n[3. Contact [4](#_Toc3)](#_Toc3)",
        "Scope ........ 4\n\nQuality ...... 5\n\nContact ....... 7",
        "**Contents**\n\nScope 3\n\nQuality 4\n\nContact 5",
        "# Índice\n\n- Scope\n- Quality\n- Contact\n",
        "**Table of contents**\n\n[Scope](#a)\\\n[Quality](#b)\\\n[Contact](#c)",
    ];
    for text in contents {
        let source = format!("{text}{body}");
        let markdown = parse(&source, 0);
        let marked =
            markdown.blocks.iter().filter(|block| block.contents && !block.prose.text().is_empty()).count();
        assert!(marked == 3 || (marked == 1 && text.contains('\\')), "{marked}: {text}");
        let titles: Vec<&str> = markdown.headings.iter().map(|heading| markdown.title(heading)).collect();
        assert!(
            titles.ends_with(&["1. Scope", "2. Quality", "3. Contact"]) && titles.len() <= 4,
            "{titles:?}"
        );
    }
    for other in [
        "- [Scope](#s), which covers all of the work that we do here\n- b\n- c",
        "- [a](x)\n- [b](y)\n- [c](z)",
    ] {
        assert!(parse(other, 0).blocks.iter().all(|block| !block.contents), "{other}");
    }
}

#[test]
fn comments_are_kept_wherever_they_stand() {
    let source = "a <!-- one -->\n\n- <!-- two -->\n\n> <!--\n> three\n> -->\n\n| <!-- four --> |\n|---|\n";
    let markdown = parse(source, 0);
    let texts: Vec<&str> = markdown.comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, ["one", "two", "three", "four"]);
}

#[test]
fn offsets_count_from_the_start_of_the_file() {
    let source = "\u{feff}---\nk: v\n---\n# Scope &amp; more\n";
    let body = source.find('#').expect("is there");
    let markdown = parse(source, body);
    let heading = &markdown.headings[0];
    assert_eq!((heading.style, heading.span.of(source)), (HeadingStyle::Atx, "Scope &amp; more"));
    assert_eq!(markdown.title(heading), "Scope & more");
    assert!(parse(source, 1).blocks.is_empty() && parse(source, 999).blocks.is_empty());
}

#[test]
fn deep_and_long_texts_need_neither_stack_nor_patience() {
    let texts = [
        "> ".repeat(50_000) + "x",
        (0..1_400).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect(),
        format!("|{}\n|{}\n|{}\n", "a|".repeat(2_000), "-|".repeat(2_000), "b|".repeat(2_000)),
        "*a _b ".repeat(20_000),
        "<table><tr><td>".repeat(20_000),
        "<a =\">\" ".repeat(20_000),
        "<b><!--".repeat(20_000),
        "[".repeat(50_000) + &"]{.x}".repeat(20_000),
        "-- --\n\n".repeat(20_000),
        "a\n-- --\nb\n".repeat(20_000),
        "+-+\n|\n".repeat(20_000),
        format!("+{}\n{}", "-+".repeat(20_000), "|\n".repeat(20_000)),
        "&a".repeat(50_000),
        format!("- {}", "- ".repeat(20_000)),
        "**a**\n\n".repeat(20_000),
        "1. **a**\n\nb\n\n".repeat(20_000),
    ];
    let check = move || {
        for text in &texts {
            let markdown = parse(text, 0);
            for heading in &markdown.headings {
                assert!(markdown.title(heading).len() <= text.len());
            }
        }
    };
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(check).expect("a thread starts");
    thread.join().expect("none overflowed");
}
