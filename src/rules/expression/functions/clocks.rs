//! Working hours on two clocks: what a person and a reviewer share, and how long an answer took.
//!
//! A person is a map with `timezone` and `hours: {days, start, end}`, as in the firm profile and in an
//! engagement's team. Where one of these is not there the result is unknown; where it can't be read, malformed.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::rules::functions::hours::Schedule;
use crate::rules::functions::moment::{ZonedTime, time_of_day, zone};
use crate::rules::functions::oversight::{self, SameDayClock};
use crate::rules::functions::period::year_from;
use crate::rules::functions::workday::{Closed, Weekdays};

use super::super::arithmetic::day;
use super::super::read::field;
use super::days::holidays;
use super::{Data, Function, Give, Run, Subject, Value, Want, as_number, as_text, items, number, unknown};

pub(super) static ALL: &[Function] = &[
    Function {
        name: "overlap_minutes",
        takes: &[
            ("member", Want::Map),
            ("reviewer", Want::Map),
            ("from", Want::Day),
            ("holidays", Want::List),
        ],
        optional: 0,
        many: false,
        gives: Give::Overlap,
        says: "minutes that two people are at work together on each day of a year that the first works: \
               `min`, `max`, and `min_on`, the first day of the least",
        example: (
            "overlap_minutes({timezone: 'America/Bogota', hours: {days: ['Mon'], start: '08:00', end: '17:00'}}, \
             {timezone: 'America/New_York', hours: {days: ['Mon'], start: '09:00', end: '18:00'}}, \
             date('2026-01-01'), []).min",
            "480",
        ),
        run: Run::Known(overlap),
    },
    Function {
        name: "same_day_share",
        takes: &[
            ("member", Want::Map),
            ("reviewer", Want::Map),
            ("from", Want::Day),
            ("holidays", Want::List),
            ("options", Want::Map),
        ],
        optional: 0,
        many: false,
        gives: Give::SameDay,
        says: "how much of the first person's day the second can review on the same date, over a year: shares `min` \
               and `max`, `min_on`, `cutoff`, and `too_late_on`, the first day on which the option `cutoff` is too late. \
               Further options: buffer (minutes), clock (supervisor, member or elapsed), hours (for elapsed)",
        example: (
            "same_day_share({timezone: 'America/Bogota', hours: {days: ['Mon'], start: '08:00', end: '17:00'}}, \
             {timezone: 'America/New_York', hours: {days: ['Mon'], start: '09:00', end: '18:00'}}, \
             date('2026-01-01'), [], {buffer: 30, clock: 'supervisor', hours: 12}).cutoff",
            "16:30 America/Bogota",
        ),
        run: Run::Known(same_day),
    },
    Function {
        name: "business_minutes",
        takes: &[
            ("from", Want::Moment),
            ("to", Want::Moment),
            ("person", Want::Map),
            ("holidays", Want::List),
        ],
        optional: 0,
        many: false,
        gives: Give::Number,
        says: "minutes of a person's working time between two moments",
        example: (
            "business_minutes(doc.at, doc.at + hours(12), {timezone: 'America/New_York', \
             hours: {days: ['Thu'], start: '09:00', end: '18:00'}}, [])",
            "150",
        ),
        run: Run::Known(business_minutes),
    },
    Function {
        name: "escalation_wait",
        takes: &[
            ("member", Want::Map),
            ("reviewer", Want::Map),
            ("from", Want::Day),
            ("holidays", Want::List),
        ],
        optional: 0,
        many: false,
        gives: Give::Wait,
        says: "minutes until the second person is at work, at any time of the first one's work over a year: \
               `median`, and `ninetieth`, which nine tenths of the time is enough",
        example: (
            "escalation_wait({timezone: 'Asia/Kolkata', hours: {days: ['Mon'], start: '09:30', end: '18:30'}}, \
             {timezone: 'America/New_York', hours: {days: ['Mon'], start: '09:00', end: '18:00'}}, \
             date('2026-01-01'), []).median",
            "295",
        ),
        run: Run::Known(wait),
    },
    Function {
        name: "minute",
        takes: &[("moment", Want::Moment)],
        optional: 0,
        many: false,
        gives: Give::Number,
        says: "the minute of the hour, on the clock with which a moment is written",
        example: ("minute(doc.at)", "30"),
        run: Run::Known(|_, arguments| {
            let Data::Moment(moment) = &arguments[0].data else { return None };
            let minute = moment.offset.to_datetime(moment.at).minute();
            Some(Value::made(Data::Int(i64::from(minute)), arguments))
        }),
    },
];

fn overlap<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let both = match Both::of(subject, arguments) {
        Ok(both) => both,
        Err(doubt) => return Some(doubt),
    };
    let found = oversight::overlap_minutes(
        &both.member,
        std::slice::from_ref(&both.reviewer),
        both.span,
        &both.closed,
    );
    Some(match found {
        Some(found) => both.map(&[
            ("min", Data::Int(found.min)),
            ("max", Data::Int(found.max)),
            ("min_on", Data::Date(found.min_on)),
        ]),
        None => both.nothing(),
    })
}

fn same_day<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let both = match Both::of(subject, arguments) {
        Ok(both) => both,
        Err(doubt) => return Some(doubt),
    };
    let option = |name: &str| field(&arguments[4], name, subject.kinds);
    let minutes = |name: &str| as_number(&option(name).data).map(|number| number as i64);
    let clock = match option("clock").data {
        Data::Text(name) if name == "member" => SameDayClock::Member,
        Data::Text(name) if name == "elapsed" => SameDayClock::Elapsed(minutes("hours")?.saturating_mul(60)),
        Data::Text(name) if name == "supervisor" => SameDayClock::Supervisor,
        _ => return None,
    };
    let reviewer = [both.reviewer.clone()];
    let found = oversight::same_day_share(
        &both.member,
        &reviewer,
        both.span,
        &both.closed,
        minutes("buffer")?,
        clock,
    );
    let Some(found) = found else { return Some(both.nothing()) };
    let text = |time: ZonedTime| {
        let name = time.zone.iana_name().unwrap_or_default();
        Data::Text(Cow::Owned(format!("{} {name}", time.time.strftime("%H:%M"))))
    };
    let cutoff = option("cutoff");
    let too_late = match as_text(&cutoff.data).map(ZonedTime::parse) {
        Some(Some(cutoff)) => found.too_late_on(&cutoff).map_or(Data::Missing, Data::Date),
        Some(None) => Data::Malformed,
        None => unknown(cutoff.truth()),
    };
    Some(both.map(&[
        ("min", number(found.min.as_f64())),
        ("max", number(found.max.as_f64())),
        ("min_on", Data::Date(found.min_on)),
        ("cutoff", found.cutoff_in(&both.member.zone).map_or(Data::Missing, text)),
        ("too_late_on", too_late),
    ]))
}

fn wait<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let both = match Both::of(subject, arguments) {
        Ok(both) => both,
        Err(doubt) => return Some(doubt),
    };
    let reviewer = [both.reviewer.clone()];
    let Some(found) = oversight::escalation_wait(&both.member, &reviewer, both.span, &both.closed) else {
        return Some(both.nothing());
    };
    let minutes = |wait: Option<i64>| wait.map_or(Data::Missing, Data::Int);
    Some(both.map(&[("median", minutes(found.median)), ("ninetieth", minutes(found.ninetieth))]))
}

fn business_minutes<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let instant = |value: &Value<'a>| -> Option<Timestamp> {
        if let Data::Moment(moment) = &value.data { Some(moment.at) } else { None }
    };
    let schedule = match schedule(subject, &arguments[2]) {
        Ok((schedule, _)) => schedule,
        Err(doubt) => return Some(doubt),
    };
    let closed = match holidays(subject, &arguments[3]) {
        Ok(days) => Closed::with_holidays(days),
        Err(doubt) => return Some(doubt),
    };
    let minutes = schedule.working_minutes(instant(&arguments[0])?, instant(&arguments[1])?, &closed)?;
    Some(Value::made(Data::Int(minutes), [&arguments[1], &arguments[0]]))
}

/// Two people over a year.
struct Both<'a> {
    member: Schedule,
    reviewer: Schedule,
    span: (Date, Date),
    closed: Closed,
    /// What their hours are read from.
    sources: Vec<Value<'a>>,
}

impl<'a> Both<'a> {
    fn of(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Result<Self, Value<'a>> {
        let (member, mut sources) = schedule(subject, &arguments[0])?;
        let (reviewer, more) = schedule(subject, &arguments[1])?;
        sources.extend(more);
        let closed = Closed::with_holidays(holidays(subject, &arguments[3])?);
        let span = day(&arguments[2].data).and_then(year_from);
        let span = span.ok_or_else(|| Value { data: Data::Malformed, ..arguments[2].clone() })?;
        Ok(Self { member, reviewer, span, closed, sources })
    }

    fn map(&self, fields: &[(&'static str, Data<'a>)]) -> Value<'a> {
        let field = |(name, data): &(&'static str, Data<'a>)| {
            (Cow::Borrowed(*name), Value::made(data.clone(), &self.sources))
        };
        Value::made(Data::Map(fields.iter().map(field).collect()), &self.sources)
    }

    /// The first person works on no day.
    fn nothing(&self) -> Value<'a> {
        Value::made(Data::Missing, &self.sources)
    }
}

/// When a person works, and where that is written.
fn schedule<'a>(subject: &Subject<'a>, person: &Value<'a>) -> Result<(Schedule, Vec<Value<'a>>), Value<'a>> {
    let read = |of: &Value<'a>, name: &str| {
        let found = field(of, name, subject.kinds);
        if found.is_known() { Ok(found) } else { Err(Value { data: unknown(found.truth()), ..found }) }
    };
    let malformed = |of: &Value<'a>| Value { data: Data::Malformed, ..of.clone() };
    let zone_of = read(person, "timezone")?;
    let hours = read(person, "hours")?;
    let (start, end, days) = (read(&hours, "start")?, read(&hours, "end")?, read(&hours, "days")?);
    let time = |of: &Value<'a>| -> Result<Time, Value<'a>> {
        let found = match &of.data {
            Data::Time(time) => Some(*time),
            data => as_text(data).and_then(time_of_day),
        };
        found.ok_or_else(|| malformed(of))
    };
    let listed = items(subject, &days)?;
    let names: Option<Vec<&str>> = listed.iter().map(|day| as_text(&day.data)).collect();
    let schedule = Schedule {
        zone: as_text(&zone_of.data).and_then(zone).ok_or_else(|| malformed(&zone_of))?,
        days: names.and_then(Weekdays::parse).ok_or_else(|| malformed(&days))?,
        start: time(&start)?,
        end: time(&end)?,
    };
    Ok((schedule, vec![hours, zone_of]))
}
