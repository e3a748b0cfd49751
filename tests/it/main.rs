//! What soplint does at its boundaries, outermost last.

/// YAML and front matter: every node re-reads from its span.
mod syntax_yaml;
/// Markdown: every block and every word leads back to its bytes.
mod syntax_markdown;
/// The trees: files on disk, in git, in memory.
mod workspace;
/// A report in every output format.
mod render;
/// The README, held to the program.
mod readme;
/// The language server, as a client sees it.
#[cfg(feature = "lsp")]
mod lsp;
