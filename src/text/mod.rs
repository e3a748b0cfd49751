//! Where things are: source files, byte spans in them, and lines and columns for the edge.
//!
//! Everywhere in soplint a position is a half-open range of UTF-8 bytes ([`Span`]) in one file
//! ([`SourceFile`]). Lines and columns are made from it only where something is shown. Text that
//! was cleaned for reading (Markdown prose, folded YAML) keeps a way back to its bytes ([`Prose`]).

mod alike;
mod line_index;
mod prose;
mod source;
mod span;

pub use alike::{common_end, common_start};
pub use line_index::{Encoding, LineIndex, Position};
pub use prose::Prose;
pub use source::{Decoded, Location, SourceFile, SourceId, Sources, decode};
pub use span::Span;
