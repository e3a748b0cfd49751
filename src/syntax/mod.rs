//! Source text to structure with spans. Each reader is total: it never panics and never gives up.

pub mod markdown;
