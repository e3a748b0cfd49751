//! Zones, timestamps and times of day, as records write them.
//!
//! RULES 6.1 (timestamps carry an offset), 7 (GEO-002: a zone is an IANA id that names a place) and 6.4
//! (`submission_cutoff: "16:30 America/Bogota"`).

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
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

/// A timestamp: an instant, and the offset that it was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When it was.
    pub at: Timestamp,
    /// The date as written, in the timestamp's own offset.
    pub written: Date,
}

impl Moment {
    /// Reads `2026-07-01T16:05-04:00`; seconds and their decimals may be added, `Z` is an offset.
    /// `None` for anything else, also for a time without an offset.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T')?;
        // An offset is minutes at least, so that `-4` is not read for an hour's sake; no zone in brackets.
        let offset = time.find(['Z', '+', '-']).map(|at| &time[at..])?;
        let plain = offset == "Z" || offset.len() == 6 && offset.as_bytes()[3] == b':';
        let written = date.parse().ok().filter(|_| date.len() == 10)?;
        (plain && time.as_bytes().get(2) == Some(&b':'))
            .then(|| Some(Self { at: text.parse().ok()?, written }))?
    }

    /// The calendar date at that instant in a zone.
    #[must_use]
    pub fn date_in(self, zone: &TimeZone) -> Date {
        zone.to_datetime(self.at).date()
    }

    /// The time of day at that instant in a zone, and its date.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> (Date, Time) {
        let there = zone.to_datetime(self.at);
        (there.date(), there.time())
    }

    /// Whole minutes from this instant to another, rounded down; negative where the other is earlier.
    #[must_use]
    pub fn minutes_until(self, later: Self) -> i64 {
        (later.at.as_second() - self.at.as_second()).div_euclid(60)
    }
}

/// Reads `16:05`, from `00:00` to `23:59`; nothing else.
#[must_use]
pub fn time_of_day(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':').filter(|_| text.len() == 5)?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?;
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

/// Minutes since midnight by the clock on the wall, from 0 to 1439.
#[must_use]
pub fn minutes_of_day(time: Time) -> i32 {
    i32::from(time.hour()) * 60 + i32::from(time.minute())
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
    fn timestamps_keep_the_date_that_was_written() {
        let moment = Moment::parse("2026-07-01T23:30-04:00").expect("a timestamp");
        let manila = zone("Asia/Manila").expect("a zone");
        assert_eq!(moment.written.to_string(), "2026-07-01");
        assert_eq!(moment.date_in(&manila).to_string(), "2026-07-02");
        assert_eq!(moment.in_zone(&manila).1, Time::constant(11, 30, 0, 0));
        let later = Moment::parse("2026-07-02T04:00:59.5Z").expect("a timestamp");
        assert_eq!((moment.minutes_until(later), later.minutes_until(moment)), (30, -31));
        for text in [
            "2026-07-01T23:30",
            "2026-07-01 23:30-04:00",
            "2026-07-01T23:30-4",
            "2026-07-01T23-04:00",
            "2026-02-30T10:00Z",
            "2026-07-01",
            "20260701T2330Z",
            "2026-07-01T23:30-04:00[America/New_York]",
            "2026-07-01T10:00z",
            "",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_of_day_is_four_digits() {
        assert_eq!(time_of_day("16:30").map(minutes_of_day), Some(990));
        assert_eq!(time_of_day("00:00").map(minutes_of_day), Some(0));
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
