//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diagnostic::Severity;
use crate::policy::{By, Language};
use crate::render::Format;

/// Checks a law firm's records of outsourced work: SOPs in Markdown, engagements and logs in YAML.
#[derive(Debug, Parser)]
#[command(name = "soplint", version, about, max_term_width = 100, args_conflicts_with_subcommands = true)]
#[command(
    after_help = "Exit codes: 0 nothing at or above the threshold; 1 findings; 2 soplint could not do its work."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    /// `check` is the default, and needs no naming.
    #[command(flatten)]
    pub(super) check: Check,

    /// Colour: `auto` looks at the terminal and at NO_COLOR.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(super) color: Colour,

    /// Findings alone: no summary and no closing line.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,

    /// Every finding in full, also those that hang on another one.
    #[arg(long, short, global = true)]
    pub(super) verbose: bool,

    /// How many threads to use; as many as there are processors, if not given.
    #[arg(long, global = true, value_name = "N")]
    pub(super) threads: Option<usize>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check a folder (the default).
    Check(Check),
    /// Show what soplint understood of files: kind, headings, sections, clauses.
    Inspect(Inspect),
    /// Run the tests inside policies.
    Test(Test),
    /// List the policies that judge here.
    List(List),
    /// Begin a document or a policy.
    New(New),
    /// Set soplint up in a repository.
    Init(Init),
    /// Explain a policy, a kind of policy, or the functions of its expressions.
    Explain(Explain),
    /// Print a JSON Schema for YAML editors.
    Schema(Schema),
    /// Evaluate an expression of the policy language for one document.
    Eval(Eval),
    /// Show findings in an editor: a language server on standard input and output.
    #[cfg(feature = "lsp")]
    Lsp,
}

#[derive(Debug, Default, Args)]
pub(super) struct Check {
    /// Files or folders to report on; all of the repository, if not given.
    pub(super) paths: Vec<PathBuf>,

    /// Check what is staged: what the next commit will hold, whatever the files on disk say.
    #[arg(long, conflicts_with = "rev")]
    pub(super) staged: bool,

    /// Check a commit, branch or tag, without a checkout.
    #[arg(long, value_name = "REV")]
    pub(super) rev: Option<String>,

    /// Report only what is new since a commit, branch or tag: since the point where this branch left it.
    /// Compares the files on disk, what is staged (`--staged`), or a commit (`--rev`).
    #[arg(long, value_name = "BASE")]
    pub(super) diff: Option<String>,

    /// Compare with BASE itself, not with the point where this branch left it.
    #[arg(long, requires = "diff")]
    pub(super) no_merge_base: bool,

    /// Take settings, policies and waivers from a commit that is trusted, and not from what is checked.
    #[arg(long, value_name = "REV")]
    pub(super) config_from: Option<String>,

    /// The date as of which everything is judged, as in 2026-10-15; today in the firm's first office, if not given.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<String>,

    /// Take every file given for this kind of document, whatever it says of itself.
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Option<String>,

    /// Only this policy or pack; may be given several times.
    #[arg(long, value_name = "POLICY")]
    pub(super) only: Vec<String>,

    /// Show what the conditions of the findings were made of, with values and places.
    #[arg(long, requires = "only")]
    pub(super) explain: bool,

    /// The language of next steps: en, es or pt. Where a policy has none in it, in English.
    #[arg(long, value_name = "LANGUAGE", value_parser = language, default_value = "en")]
    pub(super) lang: Language,

    /// How to show the findings: human, concise, json, lsp, sarif, github or markdown. With `=FILE` into a file,
    /// as in `sarif=out.sarif`; may be given several times.
    #[arg(long, short, value_name = "FORMAT[=FILE]", value_parser = output, default_value = "human")]
    pub(super) output: Vec<Output>,

    /// The mildest finding that makes the exit code 1.
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    pub(super) fail_level: FailLevel,

    /// A table of the policies instead of the findings.
    #[arg(long)]
    pub(super) summary: bool,
}

#[derive(Debug, Args)]
pub(super) struct Inspect {
    /// Markdown or YAML files.
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,

    /// Take the files for this kind of document, where they say nothing of themselves.
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Option<String>,

    /// Show every passage that counted, for or against, with the rule of evidence that it counted by.
    #[arg(long)]
    pub(super) explain: bool,

    /// How to show it.
    #[arg(long, short, value_enum, default_value_t = InspectFormat::Human, value_name = "FORMAT")]
    pub(super) output: InspectFormat,
}

#[derive(Debug, Args)]
pub(super) struct Test {
    /// Policies or packs; all, if not given.
    pub(super) only: Vec<String>,

    /// Change each number, comparison, name and phrase of the policies in turn, and list the changes that no
    /// test notices.
    #[arg(long)]
    pub(super) mutants: bool,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Policies or packs; all, if not given.
    pub(super) only: Vec<String>,

    /// Arrange them, and show what has no policy: pack, authority, kind, statement (of the practice guidance)
    /// or checklist.
    #[arg(long, value_name = "WHAT", value_parser = by)]
    pub(super) by: Option<By>,

    /// How to show it.
    #[arg(long, short, value_enum, default_value_t = ListFormat::Human, value_name = "FORMAT")]
    pub(super) output: ListFormat,
}

#[derive(Debug, Args)]
pub(super) struct New {
    /// A kind of document, as in sop or engagement; or policy.
    pub(super) what: String,

    /// The file to write, or a policy's id, as in house/first; nothing that is there is written over.
    pub(super) name: Option<PathBuf>,

    /// What kind of policy: section, clause, value, schema, history or outcome.
    #[arg(long, value_name = "KIND", default_value = "value")]
    pub(super) kind: String,

    /// The language of what to write where: en, es or pt.
    #[arg(long, value_name = "LANGUAGE", value_parser = language, default_value = "en")]
    pub(super) lang: Language,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// Write a git hook that checks what is staged, and reports what the commit causes.
    #[arg(long, required = true)]
    pub(super) hook: bool,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A policy, as in sop/scope.
    #[arg(required_unless_present_any = ["kind", "functions"])]
    pub(super) policy: Option<String>,

    /// A kind of policy: section, clause, value, schema, history or outcome.
    #[arg(long, value_name = "KIND", conflicts_with = "policy")]
    pub(super) kind: Option<String>,

    /// The functions that expressions can call, as a table.
    #[arg(long, conflicts_with_all = ["policy", "kind"])]
    pub(super) functions: bool,
}

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// A kind of document, as in engagement; or policy, pack or lint.
    pub(super) name: String,
}

#[derive(Debug, Args)]
pub(super) struct Eval {
    /// As a policy would write it, as in 'doc.tasks.filter(t, t.tier == "high")'.
    pub(super) expression: String,

    /// The document that `doc` stands for; the others are those of its repository or folder.
    pub(super) file: PathBuf,

    /// The pack whose terms and limits it may use.
    #[arg(long, value_name = "PACK", default_value = "base")]
    pub(super) pack: String,

    /// The date that `as_of` stands for; today in the firm's first office, if not given.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectFormat {
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Human,
    Json,
    Markdown,
}

/// [`Severity`], as the command line takes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FailLevel {
    #[default]
    Error,
    Warning,
    Note,
}

impl FailLevel {
    pub(super) fn severity(self) -> Severity {
        match self {
            FailLevel::Error => Severity::Error,
            FailLevel::Warning => Severity::Warning,
            FailLevel::Note => Severity::Note,
        }
    }
}

/// A format, and where a report in it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) format: Format,
    /// Standard output, if not given.
    pub(super) file: Option<PathBuf>,
}

impl Default for Output {
    fn default() -> Self {
        Self { format: Format::Human, file: None }
    }
}

fn output(text: &str) -> Result<Output, String> {
    let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
    let names = || Format::names().collect::<Vec<_>>().join(", ");
    let format = Format::from_name(name).ok_or_else(|| format!("the formats are {}", names()))?;
    match file {
        Some("") => Err(format!("name a file, as in {name}=report.txt")),
        Some("-") | None => Ok(Output { format, file: None }),
        Some(file) => Ok(Output { format, file: Some(file.into()) }),
    }
}

fn by(text: &str) -> Result<By, String> {
    let found = By::ALL.iter().find(|(name, _)| *name == text).map(|(_, by)| *by);
    let names = || By::ALL.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| format!("it is one of {}", names()))
}

fn language(text: &str) -> Result<Language, String> {
    let names = || Language::ALL.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    Language::from_name(text).ok_or_else(|| format!("it is one of {}", names()))
}

fn date(text: &str) -> Result<String, String> {
    let date: jiff::civil::Date = text.parse().map_err(|_| "a date is written as 2026-10-15".to_owned())?;
    Ok(date.to_string())
}
