//! YAML 1.2 to a tree in which every key, value and comment has a byte span; total, and bounded.
//!
//! `granit-parser` gives events and [`parse`] turns them into [`Node`]s without recursion. A broken
//! text yields what was read before the break and one [`Problem`](super::Problem) that says where and
//! why. [`from_node`] reads typed data from the same tree, so that no second YAML reader exists that
//! could understand a file differently.

mod broken;
mod build;
mod characters;
mod duplicates;
mod lines;
mod node;
mod parse;
mod prose;
mod read;
mod schema;
mod straight;
mod stream;

pub use node::{Entry, Node, Scalar, Style, Value};
pub use parse::{parse, parse_at};
pub use prose::prose;
pub use read::{ReadError, Spanned, from_node};
pub use schema::Plain;
pub use stream::{Limits, Stream};

#[cfg(test)]
mod straight_tests;
#[cfg(test)]
mod tests;
