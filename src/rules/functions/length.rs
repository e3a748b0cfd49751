//! Lengths of time that can be compared: "24 hours", "2 business days", "30 days".
//!
//! RULES 6.1 (the words accepted) and 7 (SOP-009: 1 business day = 8 business hours, 1 day = 24 hours).
//! Working time and calendar time are never compared: how long two business days take depends on when
//! they begin. Nor are 90 days and three months, which may be either way round.

use std::cmp::Ordering;

use crate::facts::{Duration, Unit};

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// How many of the unit; not negative.
    pub amount: f64,
    /// Of a business length: an hour of working time, 8 of them a day, 5 days a week.
    pub unit: Unit,
    /// Counted in the firm's working time.
    pub business: bool,
}

impl Length {
    /// `None` for an amount that is negative or no number, and for working time in months, quarters or years.
    #[must_use]
    pub fn new(amount: f64, unit: Unit, business: bool) -> Option<Self> {
        let long = matches!(unit, Unit::Month | Unit::Quarter | Unit::Year);
        (amount.is_finite() && amount >= 0.0 && !(business && long)).then_some(Self {
            amount,
            unit,
            business,
        })
    }

    /// That of a length of time in prose; `None` for "same day" and times of day, which have no amount.
    #[must_use]
    pub fn of(duration: &Duration) -> Option<Self> {
        Self::new(duration.amount?, duration.unit?, duration.business)
    }

    /// Reads a field such as `24 hours`, `1.5 hours`, `2 business days`, `90 calendar days`, `12 months`: a number in
    /// digits, perhaps `business` or `calendar`, a unit; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split(' ').collect();
        let (amount, business, unit) = match words[..] {
            [amount, unit] => (amount, false, unit),
            [amount, clock @ ("business" | "calendar"), unit] => (amount, clock == "business", unit),
            _ => return None,
        };
        let unit = match unit.strip_suffix('s').unwrap_or(unit) {
            "minute" => Unit::Minute,
            "hour" => Unit::Hour,
            "day" => Unit::Day,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "quarter" => Unit::Quarter,
            "year" => Unit::Year,
            _ => return None,
        };
        let plain = amount.starts_with(|c: char| c.is_ascii_digit())
            && amount.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        Self::new(plain.then(|| amount.parse().ok())??, unit, business)
    }

    /// In whole minutes, rounded: of working time where it is a business length. `None` for months, quarters and
    /// years, which are of no one length.
    #[must_use]
    pub fn minutes(self) -> Option<i64> {
        let unit = match (self.unit, self.business) {
            (Unit::Minute, _) => 1.0,
            (Unit::Hour, _) => 60.0,
            (Unit::Day, false) => 24.0 * 60.0,
            (Unit::Day, true) => 8.0 * 60.0,
            (Unit::Week, false) => 7.0 * 24.0 * 60.0,
            (Unit::Week, true) => 5.0 * 8.0 * 60.0,
            (Unit::Month | Unit::Quarter | Unit::Year, _) => return None,
        };
        Some((self.amount * unit).round() as i64)
    }

    /// Which of two is longer; `None` where that depends on when they begin.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if self.business != other.business {
            return None;
        }
        if let (Some(own), Some(other)) = (self.months(), other.months()) {
            return own.partial_cmp(&other);
        }
        let ((least, most), (other_least, other_most)) = (self.range(), other.range());
        if most < other_least {
            Some(Ordering::Less)
        } else if least > other_most {
            Some(Ordering::Greater)
        } else {
            (least == most && other_least == other_most).then_some(Ordering::Equal)
        }
    }

    fn months(self) -> Option<f64> {
        match self.unit {
            Unit::Month => Some(self.amount),
            Unit::Quarter => Some(self.amount * 3.0),
            Unit::Year => Some(self.amount * 12.0),
            _ => None,
        }
    }

    /// Minutes at least and at most: a month has 28 to 31 days, twelve of them 365 or 366.
    fn range(self) -> (i64, i64) {
        let Some(months) = self.months() else {
            let minutes = self.minutes().unwrap_or_default();
            return (minutes, minutes);
        };
        let days = |each: f64| (months * each * 24.0 * 60.0) as i64;
        if months >= 12.0 { (days(365.0 / 12.0), days(366.0 / 12.0)) } else { (days(28.0), days(31.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_compared_where_the_answer_never_changes() {
        use Ordering::{Equal, Greater, Less};
        for (left, right, expected) in [
            ("24 hours", "1 day", Some(Equal)),
            ("1 business day", "8 business hours", Some(Equal)),
            ("1 business week", "5 business days", Some(Equal)),
            ("90 minutes", "1.5 hours", Some(Equal)),
            ("60 minutes", "2 hours", Some(Less)),
            ("72 hours", "2 days", Some(Greater)),
            ("4 quarters", "1 year", Some(Equal)),
            ("11 months", "1 year", Some(Less)),
            ("30 days", "2 months", Some(Less)),
            ("30 days", "1 month", None),
            ("90 days", "3 months", None),
            ("366 days", "11 months", Some(Greater)),
            ("367 days", "12 months", Some(Greater)),
            ("2 business days", "48 hours", None),
            ("2 calendar days", "48 hours", Some(Equal)),
        ] {
            let [left, right] = [left, right].map(|text| Length::parse(text).expect(text));
            assert_eq!(left.compare(right), expected, "{left:?} {right:?}");
            assert_eq!(right.compare(left), expected.map(Ordering::reverse));
        }
        for text in [
            "",
            "24",
            "hours",
            "24 hrs",
            "-1 days",
            "1e3 days",
            "inf hours",
            "24  hours",
            ". hours",
            "2 business months",
        ] {
            assert_eq!(Length::parse(text), None, "{text}");
        }
    }
}
