//! Dates, moments, lengths of time, periods.

use crate::facts::Unit;
use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;

use crate::rules::functions::period::{self, Asked, TooMany};
use crate::rules::functions::workday::{self, Closed};

use super::super::arithmetic::day;
use super::super::value::{Amount, Moment, Period};
use super::{Data, Function, Give, Others, Run, Subject, Value, Want, as_number, as_text};

pub(super) static ALL: &[Function] = &[
    amount("minutes", ("minutes(90)", "90 minutes"), |_, arguments| of(arguments, Unit::Minute)),
    amount("hours", ("hours(72)", "3 days"), |_, arguments| of(arguments, Unit::Hour)),
    amount("days", ("date('2026-01-31') + days(1)", "2026-02-01"), |_, arguments| of(arguments, Unit::Day)),
    amount("weeks", ("weeks(2)", "14 days"), |_, arguments| of(arguments, Unit::Week)),
    amount("months", ("date('2026-03-31') - months(1)", "2026-02-28"), |_, arguments| {
        of(arguments, Unit::Month)
    }),
    amount("years", ("date('2024-02-29') + years(1)", "2025-02-28"), |_, arguments| {
        of(arguments, Unit::Year)
    }),
    Function {
        name: "business_hours",
        takes: &[("n", Want::Number)],
        optional: 0,
        many: false,
        gives: Give::Amount,
        says: "so many hours of business time, 8 to a day",
        example: ("business_hours(16)", "2 business days"),
        run: Run::Known(|_, arguments| {
            let amount = Amount::of(as_number(&arguments[0].data)?, Unit::Hour, true)?;
            Some(Value::made(Data::Amount(amount), arguments))
        }),
    },
    Function {
        name: "date",
        takes: &[("x", Want::Any), ("zone", Want::Text)],
        optional: 1,
        many: false,
        gives: Give::Date,
        says: "the day of a moment on the clock with which it is written, or in a zone; the date that a text is",
        example: ("date('2026-07-01T23:30-04:00', 'Asia/Manila')", "2026-07-02"),
        run: Run::Known(date),
    },
    Function {
        name: "month",
        takes: &[("day", Want::Day)],
        optional: 0,
        many: false,
        gives: Give::Period,
        says: "the month in which a day lies",
        example: ("month(date('2026-07-15'))", "2026-07"),
        run: Run::Known(|_, arguments| around(arguments, 1)),
    },
    Function {
        name: "quarter",
        takes: &[("day", Want::Day)],
        optional: 0,
        many: false,
        gives: Give::Period,
        says: "the quarter in which a day lies",
        example: ("quarter(date('2026-07-15'))", "2026-Q3"),
        run: Run::Known(|_, arguments| around(arguments, 3)),
    },
    Function {
        name: "period",
        takes: &[("text", Want::Any)],
        optional: 0,
        many: false,
        gives: Give::Period,
        says: "the month or quarter that a text names",
        example: ("period('2026-Q3').end", "2026-09-30"),
        run: Run::Known(|_, arguments| {
            let data = match &arguments[0].data {
                Data::Text(text) => Data::Period(Period::parse(text)?),
                Data::Period(period) => Data::Period(*period),
                _ => return None,
            };
            Some(Value::made(data, arguments))
        }),
    },
    Function {
        name: "months",
        takes: &[("from", Want::Day), ("to", Want::Day), ("options", Want::Map)],
        optional: 1,
        many: false,
        gives: Give::Periods,
        says: "the months of which at least min_days lie between two days, whole ones with whole, and that ended \
               more than grace_days ago",
        example: ("join(months(date('2026-06-20'), date('2026-08-10'), {min_days: 15}), ' ')", "2026-07"),
        run: Run::Known(|subject, arguments| periods(subject, arguments, period::months)),
    },
    Function {
        name: "quarters",
        takes: &[("from", Want::Day), ("to", Want::Day), ("options", Want::Map)],
        optional: 1,
        many: false,
        gives: Give::Periods,
        says: "the same with quarters",
        example: (
            "join(quarters(date('2026-02-01'), date('2026-09-30'), {whole: true}), ' ')",
            "2026-Q2 2026-Q3",
        ),
        run: Run::Known(|subject, arguments| periods(subject, arguments, period::quarters)),
    },
    Function {
        name: "business_days",
        takes: &[("from", Want::Day), ("to", Want::Day), ("holidays", Want::List)],
        optional: 1,
        many: false,
        gives: Give::Number,
        says: "Mondays to Fridays after the first day up to the second, without holidays; negative where the second is earlier",
        example: ("business_days(date('2026-07-02'), date('2026-07-07'), [date('2026-07-03')])", "2"),
        run: Run::Known(business_days),
    },
    Function {
        name: "add_business_days",
        takes: &[("day", Want::Day), ("n", Want::Number), ("holidays", Want::List)],
        optional: 1,
        many: false,
        gives: Give::Date,
        says: "the day so many business days later, or earlier where negative",
        example: ("add_business_days(date('2026-07-02'), 2, [date('2026-07-03')])", "2026-07-07"),
        run: Run::Known(add_business_days),
    },
    Function {
        name: "next_business_day",
        takes: &[("day", Want::Day), ("holidays", Want::List)],
        optional: 1,
        many: false,
        gives: Give::Date,
        says: "the day itself where it is a business day, else the next one",
        example: ("next_business_day(date('2026-07-04'))", "2026-07-06"),
        run: Run::Known(next_business_day),
    },
];

const fn amount(
    name: &'static str,
    example: (&'static str, &'static str),
    run: for<'a, 's> fn(&'s Subject<'a>, &'s [Value<'a>]) -> Option<Value<'a>>,
) -> Function {
    let says = "a length of time, to add to a date or to compare with another";
    let takes = &[("n", Want::Number)];
    Function {
        name,
        takes,
        optional: 0,
        many: false,
        gives: Give::Amount,
        says,
        example,
        run: Run::Known(run),
    }
}

fn of<'a>(arguments: &[Value<'a>], unit: Unit) -> Option<Value<'a>> {
    let amount = Amount::of(as_number(&arguments[0].data)?, unit, false)?;
    Some(Value::made(Data::Amount(amount), arguments))
}

fn date<'a>(_: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let parsed;
    let of = match &arguments[0].data {
        Data::Text(text) => {
            parsed = match Moment::parse(text) {
                Some(moment) => Data::Moment(moment),
                None => Data::Date(text.parse().ok()?),
            };
            &parsed
        }
        data => data,
    };
    let found = match (of, arguments.get(1)) {
        (Data::Moment(moment), Some(zone)) => {
            let zone = TimeZoneDatabase::bundled().get(as_text(&zone.data)?).ok()?;
            moment.at.to_zoned(zone).date()
        }
        (data, _) => day(data)?,
    };
    Some(Value::made(Data::Date(found), &arguments[..1]))
}

fn around<'a>(arguments: &[Value<'a>], months: i8) -> Option<Value<'a>> {
    let period = Period::around(day(&arguments[0].data)?, months)?;
    Some(Value::made(Data::Period(period), arguments))
}

fn periods<'a>(
    subject: &Subject<'a>,
    arguments: &[Value<'a>],
    each: fn(Date, Date, Date, Asked) -> Result<Vec<period::Period>, TooMany>,
) -> Option<Value<'a>> {
    let (from, to) = (day(&arguments[0].data)?, day(&arguments[1].data)?);
    let option = |name: &str| {
        let options = arguments.get(2)?;
        Some(super::super::read::field(options, name, subject.kinds)).filter(Value::is_known)
    };
    let days = |name: &str| option(name).map(|value| as_number(&value.data).map(|days| days as i32));
    let asked = Asked {
        min_days: days("min_days").unwrap_or(Some(1))?,
        whole: option("whole").is_some_and(|value| matches!(value.data, Data::Bool(true))),
        grace_days: days("grace_days").map_or(Some(None), |days| days.map(Some))?,
    };
    let found = each(from, to, subject.as_of, asked).ok()?;
    let period = |period: period::Period| Value {
        data: Data::Period(Period { start: period.start(), end: period.end() }),
        at: arguments[0].at,
        more: Others::NONE,
    };
    Some(super::list(found.into_iter().map(period).collect(), &arguments[0]))
}

/// The dates of a list; the first that is none, if there is one.
pub(super) fn holidays<'a>(subject: &Subject<'a>, list: &Value<'a>) -> Result<Vec<Date>, Value<'a>> {
    let date =
        |item: Value<'a>| day(&item.data).ok_or_else(|| Value { data: super::unknown(item.truth()), ..item });
    super::items(subject, list)?.into_iter().map(date).collect()
}

/// Mondays to Fridays without the holidays that an argument lists.
fn closed<'a>(subject: &Subject<'a>, list: Option<&Value<'a>>) -> Result<Closed, Value<'a>> {
    Ok(Closed::with_holidays(list.map_or(Ok(Vec::new()), |list| holidays(subject, list))?))
}

fn business_days<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let (from, to) = (day(&arguments[0].data)?, day(&arguments[1].data)?);
    let closed = match closed(subject, arguments.get(2)) {
        Ok(closed) => closed,
        Err(doubt) => return Some(doubt),
    };
    let days = i64::from(workday::business_days(from, to, &closed));
    Some(Value::made(Data::Int(days), &arguments[..2]))
}

fn add_business_days<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let (from, count) = (day(&arguments[0].data)?, as_number(&arguments[1].data)?);
    let closed = match closed(subject, arguments.get(2)) {
        Ok(closed) => closed,
        Err(doubt) => return Some(doubt),
    };
    // A number of days without a fraction, within what a calendar has.
    let count = (count.fract() == 0.0 && count.abs() < 1e6).then_some(count as i32)?;
    let there = workday::add_business_days(from, count, &closed)?;
    Some(Value::made(Data::Date(there), &arguments[..2]))
}

fn next_business_day<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let closed = match closed(subject, arguments.get(1)) {
        Ok(closed) => closed,
        Err(doubt) => return Some(doubt),
    };
    let there = workday::next_business_day(day(&arguments[0].data)?, &closed)?;
    Some(Value::made(Data::Date(there), &arguments[..1]))
}
