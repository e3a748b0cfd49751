//! What soplint does at its boundaries, outermost last.

/// The trees: files on disk, in git, in memory.
mod workspace;
/// A report in every output format.
mod render;
