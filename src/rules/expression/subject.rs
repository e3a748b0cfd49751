//! What a rule may look at: one document, the others that it joins, the limits, and the date.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::facts::{Document, Index, Kinds, Vocabulary};
use crate::text::{SourceFile, Span};

use super::{Tables, Value};
use crate::rules::waiver::Register;

/// The value of a limit, and what the firm wrote to set it.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The value.
    pub value: Value<'static>,
    /// Bytes in the firm's settings, if it stands there.
    pub set: Option<Span>,
    /// The file that sets it, and where, be it the firm's or one that it extends; the pack's default without one.
    pub written: Option<(Arc<SourceFile>, Span)>,
}

/// The values of the limits that a firm may set, by name.
pub type Parameters = BTreeMap<String, Value<'static>>;

/// A document that is judged.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The document.
    pub document: &'a Document,
    /// The documents that it can be joined with.
    pub index: &'a Index,
    /// What was found out about all of these, once.
    pub tables: &'a Tables,
    /// What documents are.
    pub kinds: &'a Kinds,
    /// What words mean.
    pub vocabulary: &'a Vocabulary,
    /// The limits.
    pub parameters: &'a Parameters,
    /// The date as of which it is judged.
    pub as_of: Date,
    /// The zone of the firm's first office.
    pub zone: &'a TimeZone,
    /// Who may accept a finding, and which.
    pub register: &'a dyn Register,
    /// Whether findings say what their conditions were made of.
    pub explain: bool,
}
