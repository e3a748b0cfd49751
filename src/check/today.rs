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
    let text = tree.read(Utf8Path::new(PROFILE)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| office(&text)).unwrap_or(TimeZone::UTC)
}

/// The zone of the first office in the text of a firm profile.
pub(super) fn office(profile: &str) -> Option<TimeZone> {
    let stream = yaml::parse(profile, yaml::Limits::default());
    let office = stream.documents.first()?.get("offices")?.items()?.first()?.get("timezone")?;
    TimeZoneDatabase::bundled().get(office.text()?).ok()
}

/// The date at a moment in a zone, ISO 8601.
#[must_use]
pub fn today(zone: &TimeZone, now: Timestamp) -> String {
    now.to_zoned(zone.clone()).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::MemoryTree;

    #[test]
    fn the_first_office_says_which_day_it_is() {
        let now = "2026-12-31T23:30:00Z".parse().expect("this is a time");
        for (profile, expected) in [
            ("offices: [{timezone: Asia/Manila}, {timezone: America/New_York}]", "2027-01-01"),
            ("offices: [{timezone: America/New_York}]", "2026-12-31"),
            ("offices: [{timezone: Nowhere/Atall}]", "2026-12-31"),
            ("offices: none", "2026-12-31"),
            ("{", "2026-12-31"),
        ] {
            let mut tree = MemoryTree::default();
            tree.insert(PROFILE, profile).expect("the path is plain");
            assert_eq!(today(&zone(&tree), now), expected, "{profile}");
        }
    }
}
