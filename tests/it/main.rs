//! What soplint does at its boundaries, outermost last.

/// YAML and front matter: every node re-reads from its span.
mod syntax_yaml;
/// Markdown: every block and every word leads back to its bytes.
mod syntax_markdown;
/// The trees: files on disk, in git, in memory.
mod workspace;
/// The index, revisions and what differs between them, against git's own answers.
mod git;
/// What a change causes, and whether it can hide that.
mod diff;
/// The hook, and commits with it.
mod hook;
/// The steps of the GitHub Action.
mod action;
/// A report in every output format.
mod render;
/// Folders whose policies and settings a firm takes over.
mod extends;
/// Policies and expressions that nobody would write.
mod fuzz;
/// Expressions, against another implementation of CEL.
mod oracle;
/// The README, held to the program.
mod readme;
/// The built command, and folders for it to run in.
mod run;
/// Policies that nobody would wish for.
mod attacks;
/// Conditions over all documents, by table and by walk.
mod joins;
/// Expressions over documents, as a table.
mod edited;
mod expressions;
/// The sources: layers, docs, sizes, paths.
mod architecture;
/// What is found of a document for policies alone.
mod asked;
/// The policies, schemas and words that come with soplint.
mod policies;
/// What policy authors work with: explain, eval, schemas, mutants.
mod authoring;
/// Figures, counted again; certificates and their renewals.
mod figures;
/// What the labels of findings show.
mod labels;
/// What packs say for their policies.
mod packs;
/// Documents and policies to begin with.
mod begin;
/// What the policies stand for, as tables.
mod coverage;
/// Two whole firms, and one change at a time.
mod firms;
/// Hundreds of single changes to a firm, with what is said of each.
mod mutations;
/// Damaged fields, one at a time.
mod silence;
/// Client information in the records.
mod private;
/// The same SOP in seven dresses.
mod dresses;
/// The same in Spanish and Portuguese.
mod languages;
/// Lengths of time.
mod durations;
/// More of them.
mod durations_more;
/// What is said when a required section is taken out.
mod removed;
/// Changes that soplint offers.
mod mends;
/// The command line: exit codes, formats, narrowing.
mod cli;
/// `soplint.yaml` and a firm's own policies, whole and broken.
mod settings;
/// What a partner accepted for a time.
mod waivers;
/// Files that nobody would wish for.
mod hostile;
/// What is printed steers nothing.
mod shown;
/// Real documents, and documents of any bytes.
mod corpus;
/// Clauses in the texts of YAML fields.
mod fields;
/// The wording of a firm's clauses, and what became of it.
mod drift;
/// Agreement with a careful reader, in figures.
mod accuracy;
/// The language server, as a client sees it.
#[cfg(feature = "lsp")]
mod lsp;
