//! Figures of performance reviews: two whole numbers, compared exactly (RULES 5).

use std::cmp::Ordering;

/// So many of so many. The denominator is at least 1.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    numerator: i64,
    denominator: i64,
}

impl Ratio {
    /// `None` where the denominator is not above zero: of nothing there is no share.
    #[must_use]
    pub fn new(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator > 0).then_some(Self { numerator, denominator })
    }

    /// The nearest number, for arithmetic. Comparisons are exact without it.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// As percent with one decimal, halves away from zero: 19 of 20 is `95.0%`, 2 of 3 `66.7%`.
    #[must_use]
    pub fn percent(self) -> String {
        let (numerator, denominator) = (i128::from(self.numerator), i128::from(self.denominator));
        let thousandths = (numerator.abs() * 2000 + denominator) / (denominator * 2);
        let sign = if numerator < 0 && thousandths > 0 { "-" } else { "" };
        format!("{sign}{}.{}%", thousandths / 10, thousandths % 10)
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let cross = |a: i64, b: i64| i128::from(a) * i128::from(b);
        cross(self.numerator, other.denominator).cmp(&cross(other.numerator, self.denominator))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i64, denominator: i64) -> Ratio {
        Ratio::new(numerator, denominator).expect("of something")
    }

    #[test]
    fn figures_are_compared_exactly() {
        let target = ratio(95, 100);
        assert!(ratio(19, 20) == target && ratio(37, 39) < target && ratio(39, 41) > target);
        assert!(ratio(57, 60) >= target && ratio(1, 3) < ratio(333_334, 1_000_000));
        // Floating-point numbers can't tell these two from each other.
        assert!(ratio(i64::MAX - 1, i64::MAX) < ratio(1, 1));
        assert!(ratio(i64::MIN, 1) < ratio(i64::MAX, 1));
        assert!(Ratio::new(0, 0).is_none() && Ratio::new(1, -2).is_none());
    }

    #[test]
    fn percent_has_one_decimal() {
        for (numerator, denominator, percent) in [
            (19, 20, "95.0%"),
            (2, 3, "66.7%"),
            (1, 8, "12.5%"),
            (1, 16, "6.3%"),
            (1999, 2000, "100.0%"),
            (0, 7, "0.0%"),
            (-1, 3, "-33.3%"),
            (-1, 9999, "0.0%"),
        ] {
            assert_eq!(ratio(numerator, denominator).percent(), percent);
        }
        assert!((ratio(3, 4).as_f64() - 0.75).abs() < f64::EPSILON);
    }
}
