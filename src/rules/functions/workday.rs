//! Business days: every day that is neither in the weekend nor a holiday.
//!
//! RULES 7 (SUP-009: business days between reviews; QM-003: three business days after the start) and
//! 5 (a milestone moves to the next working day).

use jiff::civil::{Date, Weekday};

use super::period::{add_days, days_between};

/// Days of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Saturday and Sunday.
    pub const WEEKEND: Self = Self(0b110_0000);

    /// No day.
    pub const NONE: Self = Self(0);

    /// With one more day.
    #[must_use]
    pub fn with(self, day: Weekday) -> Self {
        Self(self.0 | 1 << day.to_monday_zero_offset())
    }

    /// Whether the day is among them.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & 1 << day.to_monday_zero_offset() != 0
    }

    /// Reads `Mon`, `Tue`, `Wed`, `Thu`, `Fri`, `Sat`, `Sun`, as engagements write them (RULES 6.4);
    /// `None` where one is something else.
    pub fn parse<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        names.into_iter().try_fold(Self::NONE, |days, name| Some(days.with(weekday(name)?)))
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<T: IntoIterator<Item = Weekday>>(days: T) -> Self {
        days.into_iter().fold(Self::NONE, Self::with)
    }
}

/// The day of the week that `Mon` and its like name.
#[must_use]
pub fn weekday(name: &str) -> Option<Weekday> {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let index = NAMES.iter().position(|known| *known == name)?;
    Weekday::from_monday_zero_offset(i8::try_from(index).ok()?).ok()
}

/// Which days are no business days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    weekend: Weekdays,
    /// In order, each once.
    holidays: Vec<Date>,
}

impl Default for Closed {
    /// Saturdays and Sundays.
    fn default() -> Self {
        Self::new(Weekdays::WEEKEND, [])
    }
}

impl Closed {
    /// A weekend and holidays, in any order; a holiday that is named twice, or falls on a weekend, counts once.
    #[must_use]
    pub fn new(weekend: Weekdays, holidays: impl IntoIterator<Item = Date>) -> Self {
        let mut holidays: Vec<Date> = holidays.into_iter().collect();
        holidays.sort_unstable();
        holidays.dedup();
        Self { weekend, holidays }
    }

    /// Saturdays, Sundays and these holidays.
    #[must_use]
    pub fn with_holidays(holidays: impl IntoIterator<Item = Date>) -> Self {
        Self::new(Weekdays::WEEKEND, holidays)
    }

    /// Whether the day is a business day.
    #[must_use]
    pub fn is_open(&self, day: Date) -> bool {
        !self.weekend.contains(day.weekday()) && !self.is_holiday(day)
    }

    /// Whether the day is in the list of holidays.
    #[must_use]
    pub fn is_holiday(&self, day: Date) -> bool {
        self.holidays.binary_search(&day).is_ok()
    }
}

/// Business days from one date to another: those *after* `from`, up to and including `to`.
///
/// A day and itself are 0 apart, Friday and the next Monday 1. Negative where `to` is before `from`.
#[must_use]
pub fn business_days(from: Date, to: Date, closed: &Closed) -> i32 {
    if to < from {
        return -business_days(to, from, closed);
    }
    let days = days_between(from, to);
    let open = |day: Weekday| i32::from(!closed.weekend.contains(day));
    let weekly: i32 = from.weekday().cycle_forward().take(7).map(open).sum();
    let rest: i32 = from.weekday().cycle_forward().skip(1).take((days % 7) as usize).map(open).sum();
    let range = closed.holidays.partition_point(|day| *day <= from)
        ..closed.holidays.partition_point(|day| *day <= to);
    let holidays: i32 = closed.holidays[range].iter().map(|day| open(day.weekday())).sum();
    days / 7 * weekly + rest - holidays
}

/// The date so many business days later, or earlier where negative; 0 gives the date itself, open or not.
/// `None` beyond the calendar, or where no day is a business day.
#[must_use]
pub fn add_business_days(day: Date, count: i32, closed: &Closed) -> Option<Date> {
    if count == 0 {
        return Some(day);
    }
    // The count never falls as the date moves away, so that the first date that reaches it can be bisected.
    let reached = |away: i64| {
        let there = add_days(day, if count > 0 { away } else { -away })?;
        let passed = if count > 0 {
            business_days(day, there, closed)
        } else {
            // Days before `day` down to `there`, itself included.
            business_days(there.yesterday().ok()?, day.yesterday().ok()?, closed)
        };
        Some((there, passed >= count.abs()))
    };
    let (mut low, mut high) = (0, 1);
    while !reached(high)?.1 {
        (low, high) = (high, high * 2);
    }
    while high - low > 1 {
        let middle = i64::midpoint(low, high);
        if reached(middle)?.1 { high = middle } else { low = middle }
    }
    reached(high).map(|(date, _)| date)
}

/// The day itself where it is a business day, else the next one that is. `None` where there is none.
#[must_use]
pub fn next_business_day(day: Date, closed: &Closed) -> Option<Date> {
    if closed.is_open(day) { Some(day) } else { add_business_days(day, 1, closed) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    /// Independence Day (observed) and Labor Day of 2026, and a Saturday.
    fn firm() -> Closed {
        Closed::with_holidays(["2026-09-07", "2026-07-03", "2026-07-04", "2026-07-03"].map(day))
    }

    #[test]
    fn days_are_counted_after_the_first_up_to_the_last() {
        for (from, to, expected) in [
            ("2026-08-03", "2026-08-03", 0),
            ("2026-08-03", "2026-08-04", 1),
            ("2026-08-07", "2026-08-10", 1),
            ("2026-08-07", "2026-08-09", 0),
            ("2026-08-08", "2026-08-10", 1),
            ("2026-08-03", "2026-08-10", 5),
            ("2026-08-03", "2026-08-31", 20),
            ("2026-07-02", "2026-07-06", 1),
            ("2026-09-04", "2026-09-08", 1),
            ("2026-09-08", "2026-09-04", -1),
            ("2026-06-30", "2026-09-30", 64),
        ] {
            assert_eq!(business_days(day(from), day(to), &firm()), expected, "{from} to {to}");
        }
        let friday = Closed::new(Weekdays::parse(["Fri"]).expect("a day"), []);
        assert_eq!(business_days(day("2026-08-03"), day("2026-08-10"), &friday), 6);
    }

    #[test]
    fn a_date_some_business_days_away() {
        for (from, count, expected) in [
            ("2026-07-01", 3, "2026-07-07"),
            ("2026-08-07", 1, "2026-08-10"),
            ("2026-08-08", 1, "2026-08-10"),
            ("2026-08-08", 0, "2026-08-08"),
            ("2026-08-10", -1, "2026-08-07"),
            ("2026-08-09", -1, "2026-08-07"),
            ("2026-07-06", -2, "2026-07-01"),
            ("2026-08-03", 260, "2027-08-03"),
        ] {
            assert_eq!(add_business_days(day(from), count, &firm()), Some(day(expected)), "{from} {count}");
        }
        assert_eq!(next_business_day(day("2026-09-05"), &firm()), Some(day("2026-09-08")));
        assert_eq!(next_business_day(day("2026-09-08"), &firm()), Some(day("2026-09-08")));
        let never = Closed::new(Weekdays(0x7f), []);
        assert_eq!(add_business_days(day("2026-09-05"), 1, &never), None);
        assert_eq!(add_business_days(day("2026-09-05"), i32::MAX, &firm()), None);
        assert_eq!(add_business_days(day("2026-09-05"), i32::MIN + 1, &firm()), None);
    }

    #[test]
    fn days_of_the_week_are_written_one_way() {
        assert_eq!(Weekdays::parse(["Sat", "Sun"]), Some(Weekdays::WEEKEND));
        for name in ["monday", "MON", "Mo", ""] {
            assert_eq!(weekday(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn counting_in_one_step_is_counting_one_by_one(
            start in 0i64..4000, length in 0i64..200, weekend in 0u8..127, holidays in prop::collection::vec(0i64..4200, 0..30)
        ) {
            let at = |days| add_days(day("2020-01-01"), days).expect("near");
            let closed = Closed::new(Weekdays(weekend), holidays.into_iter().map(at));
            let counted = (1..=length).filter(|days| closed.is_open(at(start + days))).count();
            let (from, to) = (at(start), at(start + length));
            prop_assert_eq!(business_days(from, to, &closed), counted as i32);
            if counted > 0 {
                let there = add_business_days(from, counted as i32, &closed).expect("it was reached");
                prop_assert!(there <= to && closed.is_open(there));
                prop_assert_eq!(business_days(from, there, &closed), counted as i32);
                let back = add_business_days(to.tomorrow().expect("near"), -(counted as i32), &closed).expect("near");
                prop_assert!(back > from && closed.is_open(back));
            }
        }
    }
}
