//! What soplint says: findings, their severity and outcome, and the report that holds them.
//!
//! Nothing here knows how a finding was made or how it will be shown.

mod finding;
mod fix;
mod report;

pub use finding::{Diagnostic, Fingerprint, Label, Operand, Outcome, Severity, Waived};
pub use fix::{Edit, Fix, Safety};
pub use report::{ConceptTally, Diff, Fixed, PolicyInfo, PolicyTally, Report, Summary};
