//! The language server: findings in the editor while a record is written.
//!
//! One thread reads, and one loop takes message after message, judges when none is waiting, and answers
//! (`server.rs`). A client that reads nothing holds up the loop but not the reader, so the two never wait for
//! each other. Each open document belongs to a firm, the root that `soplint check` would find for it; what is
//! typed lies over the files on disk (`desk.rs`, `firm.rs`). Findings are shown for
//! open documents alone. Nothing but the protocol goes to standard output.

mod answers;
mod client;
mod desk;
mod document;
mod findings;
mod firm;
mod outbox;
mod params;
mod server;
mod transport;
mod uri;

pub use server::{Clock, serve};
pub use transport::stdio;
