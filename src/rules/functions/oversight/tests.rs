//! The vectors of RULES 4.3, single days at clock changes, and 500 pairs computed by another program.

use super::super::moment::{time_of_day, zone};
use super::super::workday::Weekdays;
use super::*;

const WEEK: [&str; 5] = ["Mon", "Tue", "Wed", "Thu", "Fri"];

/// `America/New_York 09:00-18:00`, Monday to Friday.
fn schedule(text: &str) -> Schedule {
    let (name, hours) = text.split_once(' ').expect("a zone and hours");
    let (start, end) = hours.split_once('-').expect("two times");
    let [start, end] = [start, end].map(|time| time_of_day(time).expect(text));
    Schedule { zone: zone(name).expect(name), days: Weekdays::parse(WEEK).expect("days"), start, end }
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn year() -> (Date, Date) {
    (day("2026-01-01"), day("2026-12-31"))
}

fn share(member: &str, supervisor: &str, span: (Date, Date), clock: SameDayClock) -> SameDay {
    same_day_share(&schedule(member), &[schedule(supervisor)], span, &Closed::default(), 30, clock)
        .expect("works")
}

const NEW_YORK: &str = "America/New_York 09:00-18:00";
const LOS_ANGELES: &str = "America/Los_Angeles 09:00-18:00";
const BOGOTA: &str = "America/Bogota 08:00-17:00";

#[test]
fn the_vectors_of_a_year() {
    for (supervisor, member, minutes, shares, waits) in [
        (NEW_YORK, BOGOTA, "480-540", "95-100", "0.0 0.0"),
        (NEW_YORK, "America/Mexico_City 08:00-17:00", "480-540", "84-95", "0.0 0.0"),
        (NEW_YORK, "America/Argentina/Buenos_Aires 09:00-18:00", "420-480", "100-100", "0.0 0.5"),
        (NEW_YORK, "America/Santiago 09:00-18:00", "420-540", "95-100", "0.0 0.1"),
        (NEW_YORK, "America/Bogota 14:00-23:00", "180-240", "29-40", "10.8 58.5"),
        (NEW_YORK, "America/Phoenix 08:00-17:00", "420-480", "73-84", "0.0 14.3"),
        (NEW_YORK, "Europe/Warsaw 09:00-17:00", "120-180", "100-100", "2.0 5.2"),
        (NEW_YORK, "Asia/Kolkata 09:30-18:30", "0-0", "89-100", "4.9 8.5"),
        (NEW_YORK, "Asia/Kolkata 13:30-22:30", "180-240", "100-100", "0.9 4.5"),
        (NEW_YORK, "Asia/Manila 09:00-18:00", "0-0", "56-67", "7.9 11.5"),
        (NEW_YORK, "Asia/Manila 21:00-06:00", "480-540", "95-100", "0.0 0.0"),
        (LOS_ANGELES, BOGOTA, "300-360", "100-100", "0.0 2.5"),
        (LOS_ANGELES, "Europe/Warsaw 09:00-17:00", "0-0", "100-100", "5.0 8.2"),
        (LOS_ANGELES, "Asia/Manila 21:00-06:00", "300-360", "100-100", "0.0 2.5"),
    ] {
        let (person, lawyers) = (schedule(member), [schedule(supervisor)]);
        let live = overlap_minutes(&person, &lawyers, year(), &Closed::default()).expect("works");
        assert_eq!(format!("{}-{}", live.min, live.max), minutes, "{supervisor}, {member}");
        let same = share(member, supervisor, year(), SameDayClock::Supervisor);
        let [low, high] = [same.min, same.max].map(|share| (share.as_f64() * 100.0).round());
        assert_eq!(format!("{low}-{high}"), shares, "{supervisor}, {member}");
        let wait = escalation_wait(&person, &lawyers, year(), &Closed::default()).expect("works");
        // Ties go to the even digit, as the table's own program has it.
        let hours = |minutes: Option<i64>| format!("{:.1}", minutes.expect("somebody comes") as f64 / 60.0);
        assert_eq!(
            format!("{} {}", hours(wait.median), hours(wait.ninetieth)),
            waits,
            "{supervisor}, {member}"
        );
    }
}

#[test]
fn single_days_around_clock_changes() {
    const WARSAW: &str = "Europe/Warsaw 09:00-17:00";
    const SANTIAGO: &str = "America/Santiago 09:00-18:00";
    for (supervisor, member, date, expected) in [
        (NEW_YORK, BOGOTA, "2026-03-06", 480),
        (NEW_YORK, BOGOTA, "2026-03-09", 540),
        (NEW_YORK, BOGOTA, "2026-10-30", 540),
        (NEW_YORK, BOGOTA, "2026-11-02", 480),
        (NEW_YORK, WARSAW, "2026-03-06", 120),
        (NEW_YORK, WARSAW, "2026-03-10", 180),
        (NEW_YORK, WARSAW, "2026-03-27", 180),
        (NEW_YORK, WARSAW, "2026-03-30", 120),
        (NEW_YORK, WARSAW, "2026-10-26", 180),
        (NEW_YORK, WARSAW, "2026-11-02", 120),
        (NEW_YORK, SANTIAGO, "2026-01-15", 420),
        (NEW_YORK, SANTIAGO, "2026-03-20", 480),
        (NEW_YORK, SANTIAGO, "2026-05-15", 540),
        (NEW_YORK, SANTIAGO, "2026-09-15", 480),
        (NEW_YORK, SANTIAGO, "2026-11-16", 420),
    ] {
        let span = (day(date), day(date));
        let live = overlap_minutes(&schedule(member), &[schedule(supervisor)], span, &Closed::default());
        assert_eq!(live.map(|live| (live.min, live.max)), Some((expected, expected)), "{member}, {date}");
    }
    for (one, other) in [
        (LOS_ANGELES, "America/Tijuana 09:00-18:00"),
        ("America/Denver 09:00-18:00", "America/Ciudad_Juarez 09:00-18:00"),
    ] {
        let live = overlap_minutes(&schedule(other), &[schedule(one)], year(), &Closed::default());
        assert_eq!(live.map(|live| (live.min, live.max)), Some((540, 540)), "{other}");
    }
}

#[test]
fn the_worst_day_is_named() {
    let live = overlap_minutes(
        &schedule(BOGOTA),
        &[schedule(NEW_YORK)],
        (day("2026-07-01"), day("2027-06-30")),
        &Closed::default(),
    );
    let worst = Overlap { min: 480, max: 540, min_on: day("2026-11-02") };
    assert_eq!(live, Some(worst));
    let closed = Closed::with_holidays([day("2026-11-02")]);
    let live = overlap_minutes(
        &schedule(BOGOTA),
        &[schedule(NEW_YORK)],
        (day("2026-07-01"), day("2027-06-30")),
        &closed,
    );
    assert_eq!(live, Some(Overlap { min_on: day("2026-11-03"), ..worst }));
    let weekend = (day("2026-07-04"), day("2026-07-05"));
    assert_eq!(overlap_minutes(&schedule(BOGOTA), &[schedule(NEW_YORK)], weekend, &closed), None);
    let alone = overlap_minutes(&schedule(BOGOTA), &[], (day("2026-07-01"), day("2026-07-01")), &closed);
    assert_eq!(alone, Some(Overlap { min: 0, max: 0, min_on: day("2026-07-01") }));
}

#[test]
fn several_supervisors_count_together() {
    let morning = schedule("America/New_York 09:00-13:00");
    let afternoon = schedule("America/New_York 12:00-18:00");
    let span = (day("2026-07-01"), day("2026-07-01"));
    let both = overlap_minutes(&schedule(BOGOTA), &[morning, afternoon], span, &Closed::default());
    assert_eq!(both.map(|live| live.min), Some(540));
}

#[test]
fn the_cutoff_is_the_earliest_of_the_days_last_times() {
    let cutoff = |span, zone_id: &str| {
        let same = share(BOGOTA, NEW_YORK, span, SameDayClock::Supervisor);
        same.cutoff_in(&zone(zone_id).expect("a zone")).expect("there is one").to_string()
    };
    let summer = (day("2026-07-01"), day("2026-07-31"));
    let winter = (day("2026-01-05"), day("2026-01-30"));
    assert_eq!(cutoff(summer, "America/Bogota"), "16:30 America/Bogota");
    assert_eq!(cutoff(winter, "America/Bogota"), "17:00 America/Bogota");
    assert_eq!(cutoff(year(), "America/Bogota"), "16:30 America/Bogota");
    assert_eq!(cutoff(summer, "America/New_York"), "17:30 America/New_York");
    let same = share(BOGOTA, NEW_YORK, year(), SameDayClock::Supervisor);
    for (declared, late) in [
        ("16:30 America/Bogota", None),
        ("16:31 America/Bogota", Some("2026-03-09")),
        ("07:00 America/Bogota", None),
        // In New York's own zone one time is good all year round.
        ("17:00 America/New_York", None),
        ("17:30 America/New_York", None),
        ("17:31 America/New_York", Some("2026-03-09")),
    ] {
        let declared = ZonedTime::parse(declared).expect(declared);
        assert_eq!(same.too_late_on(&declared), late.map(day), "{declared}");
    }
    // A night shift's cut-off lies after midnight, and 23:00 is before it.
    let night = share("Asia/Manila 21:00-06:00", NEW_YORK, summer, SameDayClock::Supervisor);
    assert_eq!(
        night.cutoff_in(&zone("Asia/Manila").expect("a zone")).expect("one").to_string(),
        "05:30 Asia/Manila"
    );
    for (declared, late) in
        [("05:30", false), ("05:31", true), ("23:00", false), ("06:30", false), ("20:00", false)]
    {
        let declared = ZonedTime::parse(&format!("{declared} Asia/Manila")).expect(declared);
        assert_eq!(night.too_late_on(&declared).is_some(), late, "{declared}");
    }
}

#[test]
fn the_same_day_by_other_clocks() {
    let summer = (day("2026-07-01"), day("2026-07-01"));
    for (member, clock, expected, cutoff) in [
        // 09:00 to 18:00 in New York is 21:00 to 06:00 in Manila: of a Manila day, six hours after midnight and
        // three before the next. In the last half hour of the day no buffer is left.
        ("Asia/Manila 09:00-18:00", SameDayClock::Member, "100.0%", "18:00"),
        ("Asia/Manila 21:00-06:00", SameDayClock::Member, "95.4%", "06:00"),
        ("Asia/Manila 09:00-18:00", SameDayClock::Elapsed(12 * 60), "94.4%", "18:00"),
        ("Asia/Manila 09:00-18:00", SameDayClock::Elapsed(4 * 60), "5.6%", "18:00"),
        ("Asia/Manila 09:00-18:00", SameDayClock::Elapsed(29), "0.0%", ""),
        ("America/Bogota 08:00-17:00", SameDayClock::Elapsed(30), "95.4%", "16:30"),
    ] {
        let same = share(member, NEW_YORK, summer, clock);
        assert_eq!(same.min.percent(), expected, "{member}, {clock:?}");
        let zone = schedule(member).zone;
        let shown = same.cutoff_in(&zone).map(|time| time.to_string()).unwrap_or_default();
        assert_eq!(shown.split(' ').next(), Some(cutoff), "{member}, {clock:?}");
    }
}

#[test]
fn five_hundred_pairs_agree_with_a_second_program() {
    let rows = include_str!("../../../../fixtures/overlap/pairs.tsv").lines();
    let mut count = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [sup, sup_from, sup_to, own, own_from, own_to, min, max, low, high, median, ninetieth] =
            cells[..]
        else {
            panic!("{row}");
        };
        let lawyers = [schedule(&format!("{sup} {sup_from}-{sup_to}"))];
        let person = schedule(&format!("{own} {own_from}-{own_to}"));
        let closed = Closed::default();
        let live = overlap_minutes(&person, &lawyers, year(), &closed).expect("works");
        assert_eq!([live.min.to_string(), live.max.to_string()], [min, max], "{row}");
        let same =
            same_day_share(&person, &lawyers, year(), &closed, 30, SameDayClock::Supervisor).expect("works");
        assert_eq!([same.min, same.max].map(|share| format!("{:.6}", share.as_f64())), [low, high], "{row}");
        let wait = escalation_wait(&person, &lawyers, year(), &closed).expect("works");
        let minutes = |wait: Option<i64>| wait.expect("somebody comes").to_string();
        assert_eq!([minutes(wait.median), minutes(wait.ninetieth)], [median, ninetieth], "{row}");
        count += 1;
    }
    assert_eq!(count, 500);
}
