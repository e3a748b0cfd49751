//! Zones and times of day, as records write them.
//!
//! RULES 7 (GEO-002: a zone is an IANA id that names a place) and 6.4
//! (`submission_cutoff: "16:30 America/Bogota"`).

use std::fmt;

use jiff::civil::Time;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// What an IANA zone id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneName {
    /// A place: `America/Bogota`, `Japan`. It follows the clock changes of that place.
    Place,
    /// An abbreviation: `EST`, `CST6CDT`. It says an offset or a rule, but not whose.
    Abbreviation,
    /// A fixed offset: `UTC`, `Etc/GMT+5`.
    Offset,
    /// In no way a zone, or in another spelling: `Bogota`, `america/bogota`.
    Unknown,
}

/// What kind of name this is, by the zone data in the binary. Case counts, as it does for other readers.
#[must_use]
pub fn zone_name(name: &str) -> ZoneName {
    const OFFSETS: [&str; 9] =
        ["GMT", "GMT+0", "GMT-0", "GMT0", "Greenwich", "UCT", "UTC", "Universal", "Zulu"];
    const ABBREVIATIONS: [&str; 12] = [
        "CET", "CST6CDT", "EET", "EST", "EST5EDT", "HST", "MET", "MST", "MST7MDT", "PST8PDT", "WET",
        "Factory",
    ];
    if zone(name).is_none() {
        ZoneName::Unknown
    } else if name.starts_with("Etc/") || OFFSETS.contains(&name) {
        ZoneName::Offset
    } else if ABBREVIATIONS.contains(&name) {
        ZoneName::Abbreviation
    } else {
        ZoneName::Place
    }
}

/// The zone of an IANA id in the zone data in the binary; `None` where there is none of that spelling.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    let zone = TimeZoneDatabase::bundled().get(name).ok()?;
    // The database also finds names in the wrong case.
    (zone.iana_name() == Some(name)).then_some(zone)
}

/// Reads `16:05`, from `00:00` to `23:59`; nothing else.
#[must_use]
pub fn time_of_day(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':').filter(|_| text.len() == 5)?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?;
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

/// A time of day somewhere: `16:30 America/Bogota`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZonedTime {
    /// By the clock on the wall.
    pub time: Time,
    /// Whose wall.
    pub zone: TimeZone,
}

impl ZonedTime {
    /// Reads a time of day, one blank and a zone; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (time, name) = text.split_once(' ')?;
        Some(Self { time: time_of_day(time)?, zone: zone(name)? })
    }
}

impl fmt::Display for ZonedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.time.hour(), self.time.minute())?;
        self.zone.iana_name().map_or(Ok(()), |name| write!(f, " {name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_names_a_place() {
        for (name, kind) in [
            ("America/Bogota", ZoneName::Place),
            ("America/Argentina/Buenos_Aires", ZoneName::Place),
            ("US/Eastern", ZoneName::Place),
            ("Japan", ZoneName::Place),
            ("EST", ZoneName::Abbreviation),
            ("EST5EDT", ZoneName::Abbreviation),
            ("UTC", ZoneName::Offset),
            ("Etc/GMT+5", ZoneName::Offset),
            ("america/bogota", ZoneName::Unknown),
            ("Bogota", ZoneName::Unknown),
            ("EDT", ZoneName::Unknown),
            ("-05:00", ZoneName::Unknown),
            ("", ZoneName::Unknown),
            ("America/New York", ZoneName::Unknown),
        ] {
            assert_eq!(zone_name(name), kind, "{name}");
        }
    }

    #[test]
    fn every_name_without_a_region_is_known_for_what_it_is() {
        let places = TimeZoneDatabase::bundled()
            .available()
            .map(|name| name.to_string())
            .filter(|name| !name.contains('/') && zone_name(name) == ZoneName::Place)
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(
            places,
            "Cuba Egypt Eire GB GB-Eire Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya Navajo NZ NZ-CHAT \
             Poland Portugal PRC ROC ROK Singapore Turkey W-SU"
        );
    }

    #[test]
    fn a_time_of_day_is_four_digits() {
        assert_eq!(time_of_day("16:30"), Some(Time::constant(16, 30, 0, 0)));
        assert_eq!(time_of_day("00:00"), Some(Time::midnight()));
        for text in ["9:00", "24:00", "12:60", "4 pm", "16:30:00", "+1:30", "1６:0", ""] {
            assert_eq!(time_of_day(text), None, "{text}");
        }
        let cutoff = ZonedTime::parse("16:30 America/Bogota").expect("a time and a zone");
        assert_eq!(cutoff.to_string(), "16:30 America/Bogota");
        for text in ["16:30", "16:30 Bogota", "16:30  America/Bogota", "4 America/Bogota"] {
            assert_eq!(ZonedTime::parse(text), None, "{text}");
        }
    }
}
