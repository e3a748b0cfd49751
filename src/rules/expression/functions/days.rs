//! Dates, moments, lengths of time, periods.

use crate::facts::Unit;
use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;

use super::super::arithmetic::day;
use super::super::value::{Amount, Moment, Period};
use super::{Data, Function, Give, Run, Subject, Value, Want, as_number, as_text};

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
        run: Run::Known(|subject, arguments| periods(subject, arguments, 1)),
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
        run: Run::Known(|subject, arguments| periods(subject, arguments, 3)),
    },
    Function {
        name: "business_days",
        takes: &[("from", Want::Day), ("to", Want::Day), ("holidays", Want::List)],
        optional: 1,
        many: false,
        gives: Give::Number,
        says: "Mondays to Fridays after the first day up to the second, without holidays",
        example: ("business_days(date('2026-07-02'), date('2026-07-07'), [date('2026-07-03')])", "2"),
        run: Run::Known(business_days),
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

fn periods<'a>(subject: &Subject<'a>, arguments: &[Value<'a>], months: i8) -> Option<Value<'a>> {
    const MOST: usize = 1200;
    let (from, to) = (day(&arguments[0].data)?, day(&arguments[1].data)?);
    let option = |name: &str| {
        let options = arguments.get(2)?;
        Some(super::super::read::field(options, name, subject.kinds)).filter(Value::is_known)
    };
    let least = option("min_days").map_or(Some(1.0), |value| as_number(&value.data))? as i64;
    let grace = option("grace_days").map(|value| as_number(&value.data));
    let whole = option("whole").is_some_and(|value| matches!(value.data, Data::Bool(true)));
    let mut found = Vec::new();
    let mut next = Period::around(from, months)?;
    while next.start <= to {
        let (start, end) = (next.start.max(from), next.end.min(to));
        let inside = i64::from((end - start).get_days()) + 1;
        let long_ago = match grace {
            Some(grace) => i64::from((subject.as_of - next.end).get_days()) > grace? as i64,
            None => true,
        };
        if inside >= least && long_ago && (!whole || (start, end) == (next.start, next.end)) {
            found.push(Value { data: Data::Period(next), at: arguments[0].at, more: Vec::new() });
        }
        if found.len() > MOST {
            return None;
        }
        next = Period::around(next.end.tomorrow().ok()?, months)?;
    }
    Some(super::list(found, &arguments[0]))
}

/// The dates of a list; the first that is none, if there is one.
pub(super) fn holidays<'a>(subject: &Subject<'a>, list: &Value<'a>) -> Result<Vec<Date>, Value<'a>> {
    let date =
        |item: Value<'a>| day(&item.data).ok_or_else(|| Value { data: super::unknown(item.truth()), ..item });
    super::items(subject, list)?.into_iter().map(date).collect()
}

fn business_days<'a>(subject: &Subject<'a>, arguments: &[Value<'a>]) -> Option<Value<'a>> {
    let (from, to) = (day(&arguments[0].data)?, day(&arguments[1].data)?);
    let mut holidays = match arguments.get(2).map(|list| holidays(subject, list)) {
        Some(Ok(days)) => days,
        Some(Err(doubt)) => return Some(doubt),
        None => Vec::new(),
    };
    holidays.sort_unstable();
    holidays.dedup();
    let weekday = |day: Date| day.weekday().to_monday_zero_offset() < 5;
    let span = i64::from((to - from).get_days()).max(0);
    let weeks = span / 7;
    let rest =
        (1..=span % 7).filter_map(|days| from.checked_add(jiff::Span::new().days(weeks * 7 + days)).ok());
    let all = weeks * 5 + rest.filter(|day| weekday(*day)).count() as i64;
    let off = holidays.iter().filter(|day| from < **day && **day <= to && weekday(**day)).count() as i64;
    Some(Value::made(Data::Int(all - off), &arguments[..2]))
}
