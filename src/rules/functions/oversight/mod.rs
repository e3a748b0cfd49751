//! Whether promised oversight is possible on the clock: what the working hours of two people in two zones
//! have in common, day by day (RULES 4.3, SUP-005).
//!
//! A shift of the member is judged by the date on which it begins. Days in the list of holidays are left
//! out for both. Clock changes count, each in its own zone. All of it is exact to the second, save that
//! shares and waits are taken at every fifth minute of a shift, as RULES 4.3 has it.

use std::ops::Range;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::hours::{DAY, LocalClock, Schedule, Seconds, Shift, day_number, shared};
use super::moment::ZonedTime;
use super::period::add_days;
use super::ratio::Ratio;
use super::workday::Closed;

/// Between two points at which a share or a wait is taken.
const STEP: Seconds = 300;
/// How far around a day another zone's shifts can reach it, in days.
const AROUND: i64 = 3;
/// How long somebody may wait for the next shift before it counts as never, in days.
const PATIENCE: i64 = 45;

/// Live overlap, in minutes a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// On the worst day.
    pub min: i64,
    /// On the best day.
    pub max: i64,
    /// The first of the worst days: usually a clock change.
    pub min_on: Date,
}

/// Whose date "the same day" is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameDayClock {
    /// The date on which the supervisor's shift begins, in the supervisor's zone.
    Supervisor,
    /// The date in the member's zone.
    Member,
    /// No date: within so many minutes.
    Elapsed(i64),
}

/// How much of a day's work can be reviewed on the same day.
#[derive(Clone, Debug)]
pub struct SameDay {
    /// On the worst day, from 0 to 1.
    pub min: Ratio,
    /// On the best day.
    pub max: Ratio,
    /// The first of the worst days.
    pub min_on: Date,
    /// Each shift, with the last instant at which what is submitted can still be reviewed.
    days: Vec<(Shift, Option<Seconds>)>,
}

/// How long somebody waits for a supervisor who is at work, in minutes; `None` where it is over 45 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Half of the time it is at most so long.
    pub median: Option<i64>,
    /// Nine tenths of the time it is at most so long.
    pub ninetieth: Option<i64>,
}

/// The minutes that a member shares with supervisors (any one of them, where there are several) on each day
/// from `first` to `last` on which the member works. `None` where there is no such day.
#[must_use]
pub fn overlap_minutes(
    member: &Schedule,
    supervisors: &[Schedule],
    (first, last): (Date, Date),
    closed: &Closed,
) -> Option<Overlap> {
    let present = present(supervisors, (first, last), AROUND, closed)?;
    let mut overlap: Option<Overlap> = None;
    for shift in shifts(member, (first, last), closed)? {
        let seconds: Seconds = meeting(&present, &shift.time).map(|time| shared(time, &shift.time)).sum();
        let minutes = seconds / 60;
        let so_far = overlap.get_or_insert(Overlap { min: minutes, max: minutes, min_on: shift.day });
        so_far.max = so_far.max.max(minutes);
        if minutes < so_far.min {
            (so_far.min, so_far.min_on) = (minutes, shift.day);
        }
    }
    overlap
}

/// The share of each of the member's shifts from `first` to `last` during which a submission still has
/// `buffer` minutes of a supervisor's time on the same day. `None` where the member works on no day.
#[must_use]
pub fn same_day_share(
    member: &Schedule,
    supervisors: &[Schedule],
    (first, last): (Date, Date),
    closed: &Closed,
    buffer: i64,
    clock: SameDayClock,
) -> Option<SameDay> {
    let buffer = buffer.clamp(0, PATIENCE * 1440) * 60;
    let times = reviewable(member, supervisors, (first, last), closed, buffer, clock)?;
    let mut found: Option<SameDay> = None;
    for shift in shifts(member, (first, last), closed)? {
        let (mut good, mut latest) = (0, None);
        for time in meeting(&times, &shift.time) {
            good += points(&shift.time, time.end) - points(&shift.time, time.start);
            latest = Some((time.end - 1).min(shift.time.end));
        }
        let share = Ratio::new(good, points(&shift.time, shift.time.end))?;
        let so_far = found.get_or_insert_with(|| SameDay {
            min: share,
            max: share,
            min_on: shift.day,
            days: Vec::new(),
        });
        so_far.max = so_far.max.max(share);
        if share < so_far.min {
            (so_far.min, so_far.min_on) = (share, shift.day);
        }
        so_far.days.push((shift, latest));
    }
    found
}

impl SameDay {
    /// The time of day in a zone up to which work can be submitted on every day: the earliest of the days'
    /// last times. `None` where no day has one.
    #[must_use]
    pub fn cutoff_in(&self, zone: &TimeZone) -> Option<ZonedTime> {
        let clock = self.clock(zone)?;
        let reading = |(shift, latest): &(Shift, Option<Seconds>)| {
            // By the start of the shift's date, so that 02:00 of a night shift comes after its 23:00.
            let (first, _) = clock.reading(shift.time.start);
            let (day, seconds) = clock.reading((*latest)?);
            Some((day - first) * DAY + seconds)
        };
        let minutes = self.days.iter().filter_map(reading).min()?.rem_euclid(DAY) / 60;
        let [hour, minute] = [minutes / 60, minutes % 60].map(|part| i8::try_from(part).ok());
        Some(ZonedTime { time: Time::new(hour?, minute?, 0, 0).ok()?, zone: zone.clone() })
    }

    /// The first date on which what is submitted by a cut-off can't be reviewed on the same day. `None` where
    /// the cut-off is good on every day on which anything can be reviewed at all.
    #[must_use]
    pub fn too_late_on(&self, cutoff: &ZonedTime) -> Option<Date> {
        let clock = self.clock(&cutoff.zone)?;
        let late = |shift: &Shift, latest: Seconds| {
            let (day, _) = clock.reading(shift.time.start);
            let at = clock.at(day, cutoff.time);
            // A night shift's cut-off may be in its second half.
            let next = clock.at(day + 1, cutoff.time);
            let at = if at < shift.time.start && next <= shift.time.end { next } else { at };
            at.min(shift.time.end) > latest
        };
        self.days
            .iter()
            .find(|(shift, latest)| latest.is_some_and(|latest| late(shift, latest)))
            .map(|(shift, _)| shift.day)
    }

    fn clock(&self, zone: &TimeZone) -> Option<LocalClock> {
        let [(first, _), .., (last, _)] = &self.days[..] else {
            let (only, _) = self.days.first()?;
            return LocalClock::new(zone, only.day, only.day);
        };
        LocalClock::new(zone, first.day, last.day)
    }
}

/// How long a member at work waits until a supervisor is at work, over every fifth minute of the shifts from
/// `first` to `last`. `None` where the member works on no day.
#[must_use]
pub fn escalation_wait(
    member: &Schedule,
    supervisors: &[Schedule],
    (first, last): (Date, Date),
    closed: &Closed,
) -> Option<Wait> {
    let present = present(supervisors, (first, last), PATIENCE, closed)?;
    let mut waits = Vec::new();
    for shift in shifts(member, (first, last), closed)? {
        let mut next = present.partition_point(|time| time.end <= shift.time.start);
        for at in shift.time.step_by(STEP as usize) {
            while present.get(next).is_some_and(|time| time.end <= at) {
                next += 1;
            }
            waits.push(present.get(next).map_or(Seconds::MAX, |time| (time.start - at).max(0)));
        }
    }
    let count = waits.len();
    if count == 0 {
        return None;
    }
    let mut at = |index: usize| {
        let wait = *waits.select_nth_unstable(index).1;
        (wait <= PATIENCE * DAY).then_some(wait / 60)
    };
    Some(Wait { median: at(count / 2), ninetieth: at(count * 9 / 10) })
}

fn shifts(schedule: &Schedule, (first, last): (Date, Date), closed: &Closed) -> Option<Vec<Shift>> {
    let clock = LocalClock::new(&schedule.zone, first, last)?;
    Some(schedule.shifts(first, last, closed, &clock))
}

/// When at least one of them is at work, from some days before `first`, to `after` days after `last`.
fn present(
    people: &[Schedule],
    (first, last): (Date, Date),
    after: i64,
    closed: &Closed,
) -> Option<Vec<Range<Seconds>>> {
    let span = (add_days(first, -AROUND)?, add_days(last, after)?);
    let mut times = Vec::new();
    for person in people {
        times.extend(shifts(person, span, closed)?.into_iter().map(|shift| shift.time));
    }
    Some(united(times))
}

/// Stretches in order, those that touch made one.
fn united(mut times: Vec<Range<Seconds>>) -> Vec<Range<Seconds>> {
    times.sort_unstable_by_key(|time| time.start);
    let mut found: Vec<Range<Seconds>> = Vec::with_capacity(times.len());
    for time in times.into_iter().filter(|time| !time.is_empty()) {
        match found.last_mut() {
            Some(before) if time.start <= before.end => before.end = before.end.max(time.end),
            _ => found.push(time),
        }
    }
    found
}

/// Those of some stretches, in order, that have time in common with another.
fn meeting<'a>(
    times: &'a [Range<Seconds>],
    other: &Range<Seconds>,
) -> impl Iterator<Item = &'a Range<Seconds>> {
    let (start, end) = (other.start, other.end);
    let from = times.partition_point(|time| time.end <= start);
    times[from..].iter().take_while(move |time| time.start < end)
}

/// How many of a shift's points come before an instant.
fn points(shift: &Range<Seconds>, before: Seconds) -> i64 {
    (before.clamp(shift.start, shift.end) - shift.start + STEP - 1) / STEP
}

/// The instants at which a submission has `buffer` seconds of supervisor time left "on the same day".
fn reviewable(
    member: &Schedule,
    supervisors: &[Schedule],
    (first, last): (Date, Date),
    closed: &Closed,
    buffer: Seconds,
    clock: SameDayClock,
) -> Option<Vec<Range<Seconds>>> {
    let span = (add_days(first, -AROUND)?, add_days(last, AROUND)?);
    // One past the last second at which the buffer still fits.
    let until = |end: Seconds| end - buffer + 1;
    let times = match clock {
        SameDayClock::Supervisor => {
            let mut times = Vec::new();
            for supervisor in supervisors {
                let clock = LocalClock::new(&supervisor.zone, span.0, span.1)?;
                for shift in supervisor.shifts(span.0, span.1, closed, &clock) {
                    let day = clock.day(day_number(shift.day));
                    if shift.time.end - shift.time.start >= buffer {
                        times.push(day.start..day.end.min(until(shift.time.end)));
                    }
                }
            }
            times
        }
        SameDayClock::Member => {
            let present = present(supervisors, (first, last), AROUND, closed)?;
            let clock = LocalClock::new(&member.zone, span.0, span.1)?;
            let last_with_buffer = |day: Range<Seconds>| {
                let mut missing = buffer;
                let within: Vec<_> = meeting(&present, &day).collect();
                for time in within.into_iter().rev() {
                    let length = shared(time, &day);
                    if length >= missing {
                        return Some(day.start..(time.end.min(day.end) - missing + 1).min(day.end));
                    }
                    missing -= length;
                }
                None
            };
            (day_number(first) - 1..=day_number(last) + 2)
                .filter_map(|day| last_with_buffer(clock.day(day)))
                .collect()
        }
        SameDayClock::Elapsed(minutes) => {
            let patience = minutes.clamp(0, PATIENCE * 1440) * 60;
            let times = present(supervisors, (first, last), AROUND + PATIENCE, closed)?.into_iter();
            times
                .filter(|time| patience >= buffer && time.end - time.start >= buffer)
                .map(|time| time.start + buffer - patience..until(time.end))
                .collect()
        }
    };
    Some(united(times))
}

#[cfg(test)]
mod tests;
