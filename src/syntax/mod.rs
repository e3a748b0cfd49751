//! Texts to trees in which everything has its bytes: YAML, Markdown, and the front matter of Markdown.
//!
//! Reading never fails and never panics. What is wrong with a file as such is a [`Problem`] beside
//! the part of the tree that could be read.

mod front_matter;
pub mod markdown;
mod problem;
pub mod yaml;

pub use front_matter::{FrontMatter, split};
pub use problem::{Problem, ProblemKind};
