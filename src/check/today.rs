//! What day it is for a firm: the clock is the caller's, the zone is in the records.

use camino::Utf8Path;
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::syntax::yaml;
use crate::workspace::Tree;

use super::PROFILE;

/// The time zone of the firm's first office; UTC where `soplint.yaml` does not say one.
#[must_use]
pub fn zone(tree: &dyn Tree) -> TimeZone {
    let office = tree.read(Utf8Path::new(PROFILE)).ok().and_then(|bytes| {
        let text = String::from_utf8(bytes).ok()?;
        let stream = yaml::parse(&text, yaml::Limits::default());
        let office = stream.documents.first()?.get("offices")?.items()?.first()?.get("timezone")?;
        TimeZoneDatabase::bundled().get(office.text()?).ok()
    });
    office.unwrap_or(TimeZone::UTC)
}

/// The date at a moment in a zone, ISO 8601.
#[must_use]
pub fn today(zone: &TimeZone, now: Timestamp) -> String {
    now.to_zoned(zone.clone()).date().to_string()
}
