//! Everything that is tested from outside.

/// A report in every output format.
mod render;
