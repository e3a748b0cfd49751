//! soplint reads the records that a law firm keeps of its outsourced work, and says what is not found in them.
//!
//! One call, [`check::check`], goes from a tree of files to a report; everything else is a way to make
//! the tree or to show the report. Modules stand here in the order in which data flows, and each
//! imports only from those above it (`tests/it/architecture.rs` holds them to it).
#![forbid(unsafe_code)]

pub mod text;
pub mod diagnostic;
pub mod syntax;
pub mod workspace;
pub mod facts;
pub mod rules;
pub mod policy;
pub mod config;
pub mod check;
pub mod render;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod cli;
