//! A report as bytes: one file per output format, all over the same [`Report`].
//!
//! `human` draws each finding with the lines it speaks of, `concise` gives one line for each,
//! `json` is for programs and `lsp` for editors, `sarif` for code scanning, `github` for annotations
//! and `markdown` for a job summary or a comment. Here byte spans become lines and columns: from 1 and
//! in code points, but in UTF-16 units for SARIF, and from 0 in these for editors. Nothing here knows
//! how a finding was made, asks what the terminal can do, or reads the environment.

mod closing;
mod concise;
mod explanation;
mod functions;
mod github;
mod guard;
mod human;
mod inspection;
mod json;
mod listing;
mod lsp;
mod markdown;
mod place;
mod sarif;
mod snippet;
mod terminal;
mod triage;

use std::io;

use camino::Utf8PathBuf;

use crate::diagnostic::Report;

pub use explanation::{Explanation, clean_page, explain};
pub use functions::functions_table;
pub use guard::{Guard, Printed, neutral};
pub use inspection::{inspection_human, inspection_json};
pub use listing::{Listing, listing_human, listing_json, listing_markdown};
pub use lsp::{EditorFinding, EditorRange, uri};
pub use terminal::clean_line;

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For reading: each finding with the lines it speaks of.
    Human,
    /// One line for each finding: `path:line:column: severity[policy] message`.
    Concise,
    /// One JSON object, version 1.
    Json,
    /// One line of JSON for each file: the parameters of `textDocument/publishDiagnostics`.
    Lsp,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands: annotations on GitHub.
    Github,
    /// Markdown, for a job summary or a comment.
    Markdown,
}

impl Format {
    const ALL: [Format; 7] = [
        Format::Human,
        Format::Concise,
        Format::Json,
        Format::Lsp,
        Format::Sarif,
        Format::Github,
        Format::Markdown,
    ];

    /// As written after `--output`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Lsp => "lsp",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Markdown => "markdown",
        }
    }

    /// What it looks like to a program that reads the log.
    #[must_use]
    pub fn printed(self) -> Printed {
        match self {
            Format::Human | Format::Concise => Printed::Text,
            Format::Json | Format::Lsp | Format::Sarif => Printed::Json,
            Format::Github | Format::Markdown => Printed::Safe,
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// All names, the default first.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::name)
    }
}

/// How a report is shown. `json` heeds none of it, `lsp` and `sarif` the paths alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour. The caller knows the terminal and `NO_COLOR`.
    pub colour: bool,
    /// Columns of the terminal; less than 40 counts as 40.
    pub width: usize,
    /// Findings and nothing else: no summary, no closing line, and nothing at all where there are none.
    pub quiet: bool,
    /// Every finding in full, also those that only follow from another one. Ends the first look.
    pub verbose: bool,
    /// Counts in the place of findings.
    pub summary_only: bool,
    /// One screen in the place of findings (`human` alone): the first look at a folder without
    /// configuration. Gives way to the three above.
    pub triage: bool,
    /// The absolute path of the root, for `lsp`. Without it a `uri` there is the path relative to the
    /// root, percent-encoded.
    pub root: Option<Utf8PathBuf>,
    /// From the top of the git repository to the root: `github` and `sarif` name files from there.
    pub below: Utf8PathBuf,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            colour: false,
            width: 100,
            quiet: false,
            verbose: false,
            summary_only: false,
            triage: false,
            root: None,
            below: Utf8PathBuf::new(),
        }
    }
}

/// Writes a report in a format.
///
/// `out` gets many small writes and should be buffered. Work grows linearly with the number of
/// findings.
///
/// # Errors
/// What `out` answers, a broken pipe included.
pub fn render(format: Format, report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Human if style.triage && !(style.quiet || style.verbose || style.summary_only) => {
            triage::write(report, style, out)
        }
        Format::Human => human::write(report, style, out),
        Format::Concise => concise::write(report, style, out),
        Format::Json => json::write(report, out),
        Format::Lsp => lsp::write(report, style.root.as_deref(), out),
        Format::Sarif => sarif::write(report, &style.below, out),
        Format::Github => github::write(report, style, out),
        Format::Markdown => markdown::write(report, style, out),
    }
}
