//! The library from outside: one module for each part.

/// Markdown documents, made up and real.
mod syntax_markdown;
