//! Calendar periods: `2026-07`, `2026-Q3`, `2026`; and those in which something ought to have happened.
//!
//! RULES 5 (reviews each quarter, meetings each month, audits each whole quarter) and 7.0 (closed
//! period, grace). A period runs from its first day to its last, both included.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

/// A month, quarter or year of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// `2026-07`: the year, and the month from 1 to 12.
    Month(i16, i8),
    /// `2026-Q3`: the year, and the quarter from 1 to 4.
    Quarter(i16, i8),
    /// `2026`.
    Year(i16),
}

/// Which periods are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// At least so many of the period's days lie in the span, both ends included.
    pub min_days: i32,
    /// Only periods that lie in the span as a whole.
    pub whole: bool,
    /// The period's last day is more than so many days ago; 0 asks for closed periods. `None` asks for those that
    /// are not over as well.
    pub grace_days: Option<i32>,
}

impl Default for Asked {
    /// Periods with at least one day in the span.
    fn default() -> Self {
        Self { min_days: 1, whole: false, grace_days: None }
    }
}

/// A span of more periods than anybody keeps records for: a year was mistyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

/// A hundred years of months.
const MOST: usize = 1200;

impl Period {
    /// Reads `2026-07`, `2026-Q3` or `2026`; nothing else. `None` for anything that is not one of these.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let year = digits(year).then(|| year.parse().ok())??;
        match rest.as_bytes() {
            [] => Some(Self::Year(year)),
            [b'-', b'Q', quarter @ b'1'..=b'4'] => Some(Self::Quarter(year, (quarter - b'0') as i8)),
            [b'-', b'0'..=b'1', b'0'..=b'9'] => {
                let month = rest[1..].parse().ok()?;
                (1..=12).contains(&month).then_some(Self::Month(year, month))
            }
            _ => None,
        }
    }

    /// The month in which a day lies.
    #[must_use]
    pub fn month_of(day: Date) -> Self {
        Self::Month(day.year(), day.month())
    }

    /// The quarter in which a day lies.
    #[must_use]
    pub fn quarter_of(day: Date) -> Self {
        Self::Quarter(day.year(), (day.month() - 1) / 3 + 1)
    }

    /// The first day.
    #[must_use]
    pub fn start(self) -> Date {
        match self {
            Self::Month(year, month) => jiff::civil::date(year, month, 1),
            Self::Quarter(year, quarter) => jiff::civil::date(year, quarter * 3 - 2, 1),
            Self::Year(year) => jiff::civil::date(year, 1, 1),
        }
    }

    /// The last day.
    #[must_use]
    pub fn end(self) -> Date {
        match self {
            Self::Month(..) => self.start().last_of_month(),
            Self::Quarter(year, quarter) => jiff::civil::date(year, quarter * 3, 1).last_of_month(),
            Self::Year(year) => jiff::civil::date(year, 12, 31),
        }
    }

    /// Whether a day lies in it. A timestamp's day is to be taken in the firm's office zone (RULES 5).
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.start() <= day && day <= self.end()
    }

    /// How many days it has.
    #[must_use]
    pub fn days(self) -> i32 {
        days_between(self.start(), self.end()) + 1
    }

    /// The one after it; `None` at the end of the calendar.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let day = self.end().tomorrow().ok()?;
        Some(match self {
            Self::Month(..) => Self::month_of(day),
            Self::Quarter(..) => Self::quarter_of(day),
            Self::Year(year) => Self::Year(year + 1),
        })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// The calendar months of a span that are asked for, in order. `from` and `to` are both included;
/// nothing where `to` is before `from`.
///
/// # Errors
/// [`TooMany`] for a span of over a hundred years.
pub fn months(from: Date, to: Date, as_of: Date, asked: Asked) -> Result<Vec<Period>, TooMany> {
    periods(Period::month_of(from), from, to, as_of, asked)
}

/// The calendar quarters of a span that are asked for; see [`months`].
///
/// # Errors
/// [`TooMany`] for a span of over a hundred years.
pub fn quarters(from: Date, to: Date, as_of: Date, asked: Asked) -> Result<Vec<Period>, TooMany> {
    periods(Period::quarter_of(from), from, to, as_of, asked)
}

fn periods(first: Period, from: Date, to: Date, as_of: Date, asked: Asked) -> Result<Vec<Period>, TooMany> {
    let mut found = Vec::new();
    let mut steps = 0;
    let mut next = Some(first);
    while let Some(period) = next.filter(|period| period.start() <= to) {
        // Periods come by their end: none after this one is old enough.
        if asked.grace_days.is_some_and(|grace| days_between(period.end(), as_of) <= grace) {
            break;
        }
        steps += 1;
        if steps > MOST {
            return Err(TooMany);
        }
        let inside = days_between(from.max(period.start()), to.min(period.end())) + 1;
        let least = if asked.whole { period.days() } else { asked.min_days.max(1) };
        if inside >= least {
            found.push(period);
        }
        next = period.next();
    }
    Ok(found)
}

/// Days from one date to another: 1 from a day to the next, negative where the second is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    // At most 7.3 million: the calendar has 19,999 years.
    i32::try_from(from.duration_until(to).as_secs() / 86_400).unwrap_or_default()
}

/// The date so many days later, or earlier where negative. `None` beyond the calendar.
#[must_use]
pub fn add_days(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The same day of the month so many months later, or the month's last day where it has no such day:
/// one month after 2026-01-31 is 2026-02-28. `None` beyond the calendar.
#[must_use]
pub fn add_months(day: Date, months: i64) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// The 365 days that begin with a day, as its first and its last: the span of RULES 4.3.
/// `None` beyond the calendar.
#[must_use]
pub fn year_from(day: Date) -> Option<(Date, Date)> {
    Some((day, day.checked_add(364.days()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn shown(periods: Result<Vec<Period>, TooMany>) -> String {
        let periods = periods.expect("a short span");
        periods.iter().map(Period::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn periods_are_read_as_records_write_them() {
        for (text, start, end, days) in [
            ("2026-07", "2026-07-01", "2026-07-31", 31),
            ("2024-02", "2024-02-01", "2024-02-29", 29),
            ("2026-Q1", "2026-01-01", "2026-03-31", 90),
            ("2026-Q4", "2026-10-01", "2026-12-31", 92),
            ("2026", "2026-01-01", "2026-12-31", 365),
        ] {
            let period = Period::parse(text).expect(text);
            assert_eq!((period.start(), period.end(), period.days()), (day(start), day(end), days), "{text}");
            assert_eq!(period.to_string(), text);
            assert!(period.contains(day(start)) && period.contains(day(end)));
            assert!(!period.contains(day(end).tomorrow().expect("there is one")));
        }
        for text in ["", "26-07", "2026-7", "2026-00", "2026-13", "2026-Q0", "2026-Q5", "2026-q3", "2026 Q3"]
        {
            assert_eq!(Period::parse(text), None, "{text}");
        }
        for text in ["2026-07-01", "+026", "2026-", "２０２６", "2026-Q3 "] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }

    #[test]
    fn months_count_once_they_are_long_enough_in_the_span_and_long_enough_over() {
        let meeting = Asked { min_days: 15, grace_days: Some(10), ..Asked::default() };
        for (from, to, as_of, expected) in [
            ("2026-07-01", "2026-10-15", "2026-10-15", "2026-07 2026-08 2026-09"),
            // Fifteen days of July, fourteen days of July.
            ("2026-07-17", "2026-10-15", "2026-09-11", "2026-07 2026-08"),
            ("2026-07-18", "2026-10-15", "2026-09-11", "2026-08"),
            // Ten days after the end of August are grace; the eleventh is not.
            ("2026-07-01", "2026-10-15", "2026-09-10", "2026-07"),
            ("2026-12-01", "2027-02-14", "2027-06-01", "2026-12 2027-01"),
            ("2026-12-01", "2027-02-15", "2027-06-01", "2026-12 2027-01 2027-02"),
            ("2026-07-10", "2026-07-24", "2026-12-31", "2026-07"),
            ("2026-07-10", "2026-07-23", "2026-12-31", ""),
            ("2026-07-10", "2026-07-01", "2026-12-31", ""),
            ("2026-07-10", "2026-12-31", "2026-07-01", ""),
        ] {
            let found = months(day(from), day(to), day(as_of), meeting);
            assert_eq!(shown(found), expected, "{from} to {to} as of {as_of}");
        }
        let closed = Asked { grace_days: Some(0), ..Asked::default() };
        let span = (day("2026-07-31"), day("2026-10-31"), day("2026-10-31"));
        assert_eq!(shown(months(span.0, span.1, span.2, closed)), "2026-07 2026-08 2026-09");
        assert_eq!(
            shown(months(span.0, span.1, span.2, Asked::default())),
            "2026-07 2026-08 2026-09 2026-10"
        );
    }

    #[test]
    fn quarters_may_be_asked_for_whole() {
        let review = Asked { min_days: 30, grace_days: Some(30), ..Asked::default() };
        let audit = Asked { whole: true, grace_days: Some(30), ..Asked::default() };
        let span = (day("2026-06-01"), day("2027-04-29"), day("2027-08-01"));
        assert_eq!(shown(quarters(span.0, span.1, span.2, review)), "2026-Q2 2026-Q3 2026-Q4 2027-Q1");
        assert_eq!(shown(quarters(span.0, span.1, span.2, audit)), "2026-Q3 2026-Q4 2027-Q1");
        assert_eq!(shown(quarters(span.0, day("2027-04-30"), span.2, review)).split(' ').count(), 5);
    }

    #[test]
    fn a_mistyped_year_ends_early() {
        let found = months(day("0206-07-01"), day("2026-07-01"), day("2026-10-15"), Asked::default());
        assert_eq!(found, Err(TooMany));
        let closed = Asked { grace_days: Some(0), ..Asked::default() };
        let far = months(day("2026-07-01"), day("9999-12-31"), day("2026-09-15"), closed);
        assert_eq!(shown(far), "2026-07 2026-08");
    }

    #[test]
    fn a_month_later_is_never_in_the_month_after() {
        for (from, months, expected) in [
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2026-03-31", -1, "2026-02-28"),
            ("2026-07-01", 12, "2027-07-01"),
        ] {
            assert_eq!(add_months(day(from), months), Some(day(expected)), "{from} {months}");
        }
        assert_eq!((add_months(day("2026-01-01"), i64::MAX), add_days(Date::MAX, 1)), (None, None));
        assert_eq!(days_between(day("2026-03-01"), day("2026-02-27")), -2);
        assert_eq!(days_between(Date::MIN, Date::MAX), 7_304_483);
        assert_eq!(year_from(day("2026-01-01")), Some((day("2026-01-01"), day("2026-12-31"))));
    }
}
