//! Working hours as stretches of time, over clock changes (RULES 4.3).
//!
//! Hours are those on the wall: `21:00` to `06:00` ends on the next day. Where a clock change leaves a
//! time out, the shift begins as much later; where it shows a time twice, a shift begins with the first
//! and ends with the second.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::period::{add_days, days_between};
use super::workday::{Closed, Weekdays};

/// Seconds since 1970 in UTC.
pub(super) type Seconds = i64;
/// Seconds of a day without a clock change.
pub(super) const DAY: Seconds = 86_400;

/// When somebody works, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Of the place where the hours are kept.
    pub zone: TimeZone,
    /// Days on which a shift begins.
    pub days: Weekdays,
    /// By the clock on the wall.
    pub start: Time,
    /// By the clock on the wall; on the next day unless it is later than `start`.
    pub end: Time,
}

/// One day's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    /// The date on which it begins, where it is worked.
    pub day: Date,
    /// Never empty.
    pub time: Range<Seconds>,
}

impl Schedule {
    /// The shifts that begin from `first` to `last`, both included, save those on days that are closed.
    /// Only the list of holidays counts: on which days of the week somebody works, the schedule says.
    pub(super) fn shifts(&self, first: Date, last: Date, closed: &Closed, clock: &LocalClock) -> Vec<Shift> {
        let overnight = i64::from(self.end <= self.start);
        let (from, to) = (seconds_of_day(self.start), seconds_of_day(self.end) + overnight * DAY);
        let mut midnight = day_number(first) * DAY;
        let mut found = Vec::new();
        for (day, weekday) in first.series(jiff::ToSpan::days(1)).zip(first.weekday().cycle_forward()) {
            if day > last {
                break;
            }
            if self.days.contains(weekday) && !closed.is_holiday(day) {
                let time = clock.first(midnight + from)..clock.last(midnight + to);
                if !time.is_empty() {
                    found.push(Shift { day, time });
                }
            }
            midnight += DAY;
        }
        found
    }

    /// Minutes of working time between two instants, rounded down; 0 where the second is not later. Shifts that
    /// begin on a holiday are not worked. `None` beyond the calendar, and for spans of over ten years.
    #[must_use]
    pub fn working_minutes(&self, from: Timestamp, to: Timestamp, closed: &Closed) -> Option<i64> {
        if to <= from {
            return Some(0);
        }
        let first = add_days(self.zone.to_datetime(from).date(), -1)?;
        let last = self.zone.to_datetime(to).date();
        if days_between(first, last) > 3660 {
            return None;
        }
        let clock = LocalClock::new(&self.zone, first, last)?;
        let shifts = self.shifts(first, last, closed, &clock);
        let worked = shifts.iter().map(|shift| shared(&shift.time, &(from.as_second()..to.as_second())));
        Some(worked.sum::<Seconds>() / 60)
    }
}

/// How long two stretches have in common.
pub(super) fn shared(a: &Range<Seconds>, b: &Range<Seconds>) -> Seconds {
    (a.end.min(b.end) - a.start.max(b.start)).max(0)
}

/// Seconds since midnight.
fn seconds_of_day(time: Time) -> Seconds {
    Seconds::from(time.hour()) * 3600 + Seconds::from(time.minute()) * 60 + Seconds::from(time.second())
}

/// The number of a date, counted from 1970.
pub(super) fn day_number(day: Date) -> i64 {
    i64::from(days_between(jiff::civil::date(1970, 1, 1), day))
}

/// The clock on the wall of a zone over some days. It asks the zone data for the clock changes once, so that a
/// year of shifts costs no more than its arithmetic.
#[derive(Debug)]
pub(super) struct LocalClock {
    /// From when on each offset from UTC holds, by time; the first from ever.
    offsets: Vec<(Seconds, Seconds)>,
}

impl LocalClock {
    /// Good for times of day from two days before the first to three after the last. `None` beyond the calendar.
    pub(super) fn new(zone: &TimeZone, first: Date, last: Date) -> Option<Self> {
        let instant = |day: Date| Timestamp::from_second(day_number(day) * DAY).ok();
        let (from, to) = (instant(add_days(first, -4)?)?, instant(add_days(last, 5)?)?);
        let mut offsets = vec![(Seconds::MIN, Seconds::from(zone.to_offset(from).seconds()))];
        for change in zone.following(from).take_while(|change| change.timestamp() <= to) {
            let offset = Seconds::from(change.offset().seconds());
            // Some changes are of the name alone.
            if offsets.last().is_some_and(|(_, before)| *before != offset) {
                offsets.push((change.timestamp().as_second(), offset));
            }
        }
        Some(Self { offsets })
    }

    /// The instant at which the wall first shows a time; as much later where it never does.
    fn first(&self, wall: Seconds) -> Seconds {
        self.shows(wall).next().unwrap_or_else(|| self.skipped(wall))
    }

    /// The instant at which the wall last shows a time; as much later where it never does.
    pub(super) fn last(&self, wall: Seconds) -> Seconds {
        self.shows(wall).last().unwrap_or_else(|| self.skipped(wall))
    }

    /// The instants at which the wall shows a time: one, two where the clock was put back, none where it was
    /// put forward.
    fn shows(&self, wall: Seconds) -> impl Iterator<Item = Seconds> {
        self.offsets.iter().enumerate().filter_map(move |(index, (from, offset))| {
            let instant = wall - offset;
            let until = self.offsets.get(index + 1).map_or(Seconds::MAX, |(next, _)| *next);
            (*from..until).contains(&instant).then_some(instant)
        })
    }

    /// A time that was left out, by the offset that held before.
    fn skipped(&self, wall: Seconds) -> Seconds {
        let before =
            self.offsets.windows(2).find(|two| wall - two[0].1 >= two[1].0 && wall - two[1].1 < two[1].0);
        wall - before.map_or(0, |two| two[0].1)
    }

    /// The date that the wall shows at an instant, and how many seconds of it have passed by the wall.
    pub(super) fn reading(&self, at: Seconds) -> (i64, Seconds) {
        let index = self.offsets.partition_point(|(from, _)| *from <= at) - 1;
        let wall = at + self.offsets[index].1;
        (wall.div_euclid(DAY), wall.rem_euclid(DAY))
    }

    /// The instants between two midnights of the wall: the day of that number since 1970.
    pub(super) fn day(&self, number: i64) -> Range<Seconds> {
        self.first(number * DAY)..self.first((number + 1) * DAY)
    }

    /// The instant at which the wall last shows a time of day on a day of that number since 1970.
    pub(super) fn at(&self, number: i64, time: Time) -> Seconds {
        self.last(number * DAY + seconds_of_day(time))
    }
}

#[cfg(test)]
mod tests {
    use super::super::moment::{time_of_day, zone};
    use super::*;

    fn schedule(name: &str, days: &[&str], start: &str, end: &str) -> Schedule {
        Schedule {
            zone: zone(name).expect(name),
            days: Weekdays::parse(days.iter().copied()).expect("days"),
            start: time_of_day(start).expect(start),
            end: time_of_day(end).expect(end),
        }
    }

    #[test]
    fn shifts_follow_the_clock_on_the_wall() {
        const ALL: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        for (name, day, start, end, expected) in [
            ("America/New_York", "2026-01-15", "09:00", "18:00", "2026-01-15T14:00:00Z 2026-01-15T23:00:00Z"),
            ("Asia/Manila", "2026-01-15", "21:00", "06:00", "2026-01-15T13:00:00Z 2026-01-15T22:00:00Z"),
            // 02:30 does not exist; 01:30 exists twice.
            ("America/New_York", "2026-03-08", "02:30", "10:00", "2026-03-08T07:30:00Z 2026-03-08T14:00:00Z"),
            ("America/New_York", "2026-11-01", "01:30", "10:00", "2026-11-01T05:30:00Z 2026-11-01T15:00:00Z"),
            ("America/New_York", "2026-10-31", "22:00", "01:30", "2026-11-01T02:00:00Z 2026-11-01T06:30:00Z"),
            // Midnight does not exist.
            ("America/Santiago", "2026-09-06", "00:00", "08:00", "2026-09-06T04:00:00Z 2026-09-06T11:00:00Z"),
            ("Asia/Manila", "2026-01-15", "09:00", "09:00", "2026-01-15T01:00:00Z 2026-01-16T01:00:00Z"),
        ] {
            let schedule = schedule(name, &ALL, start, end);
            let day: Date = day.parse().expect("a date");
            let clock = LocalClock::new(&schedule.zone, day, day).expect("in the calendar");
            let shifts = schedule.shifts(day, day, &Closed::default(), &clock);
            let show = |second| Timestamp::from_second(second).expect("in the calendar").to_string();
            let [shift] = &shifts[..] else { panic!("{name} {day}: {shifts:?}") };
            let found = format!("{} {}", show(shift.time.start), show(shift.time.end));
            assert_eq!(found, expected, "{name} {day} {start} {end}");
        }
        // A shift that begins after the hour that is left out and ends before it has no time in it.
        let none = schedule("America/New_York", &["Sun"], "02:45", "03:15");
        let day = jiff::civil::date(2026, 3, 8);
        let clock = LocalClock::new(&none.zone, day, day).expect("in the calendar");
        assert_eq!(none.shifts(day, day, &Closed::default(), &clock), []);
    }

    #[test]
    fn working_minutes_leave_out_nights_weekends_and_holidays() {
        let office = schedule("America/New_York", &["Mon", "Tue", "Wed", "Thu", "Fri"], "09:00", "17:00");
        let closed = Closed::with_holidays([jiff::civil::date(2026, 7, 3)]);
        for (from, to, expected) in [
            ("2026-07-01T10:00-04:00", "2026-07-01T10:45-04:00", Some(45)),
            ("2026-07-01T16:30-04:00", "2026-07-02T09:15-04:00", Some(45)),
            ("2026-07-02T16:30-04:00", "2026-07-06T09:15-04:00", Some(45)),
            ("2026-07-04T10:00-04:00", "2026-07-04T12:00-04:00", Some(0)),
            ("2026-07-01T22:30+08:00", "2026-07-01T15:00Z", Some(30)),
            ("2026-07-02T10:00-04:00", "2026-07-01T10:00-04:00", Some(0)),
            ("2016-07-02T10:00-04:00", "2026-07-31T10:00-04:00", None),
        ] {
            let [start, end] = [from, to].map(|text| text.parse().expect("a timestamp"));
            assert_eq!(office.working_minutes(start, end, &closed), expected, "{from} to {to}");
        }
        let night = schedule("Asia/Manila", &["Mon"], "21:00", "06:00");
        let [start, end] = ["2026-07-07T05:00+08:00", "2026-07-07T08:00+08:00"]
            .map(|text| text.parse().expect("a timestamp"));
        assert_eq!(night.working_minutes(start, end, &closed), Some(60));
    }
}
