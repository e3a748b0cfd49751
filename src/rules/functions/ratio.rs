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

    /// A decimal number as it is written, `0.95`, `-1`, `0.300`; so that a target is what the firm wrote and
    /// not the nearest binary number. At most 15 decimals; `None` for anything else.
    #[must_use]
    pub fn decimal(text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = whole.strip_prefix('-').unwrap_or(whole);
        let plain = !unsigned.is_empty() && digits(unsigned) && digits(decimals);
        if !plain || decimals.len() > 15 || text.ends_with('.') {
            return None;
        }
        let numerator = format!("{whole}{decimals}").parse().ok()?;
        Self::new(numerator, 10i64.pow(decimals.len() as u32))
    }

    /// The nearest number, for arithmetic. Comparisons are exact without it.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// As percent with one decimal, halves away from zero: 19 of 20 is `95.0%`, 2 of 3 `66.7%`.
    #[must_use]
    pub fn percent(self) -> String {
        format!("{}%", self.rounded(1000, 1))
    }

    /// With two decimals, halves away from zero: 6 of 20 is `0.30`.
    #[must_use]
    pub fn two_decimals(self) -> String {
        self.rounded(100, 2)
    }

    /// The ratio times `scale`, rounded, with a point before the last `decimals` digits.
    fn rounded(self, scale: i128, decimals: usize) -> String {
        let (numerator, denominator) = (i128::from(self.numerator), i128::from(self.denominator));
        let rounded = (numerator.abs() * scale * 2 + denominator) / (denominator * 2);
        let sign = if numerator < 0 && rounded > 0 { "-" } else { "" };
        let unit = 10i128.pow(decimals as u32);
        format!("{sign}{}.{:0decimals$}", rounded / unit, rounded % unit)
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
        let target = Ratio::decimal("0.95").expect("a number");
        assert!(ratio(19, 20) == target && ratio(37, 39) < target && ratio(39, 41) > target);
        assert!(ratio(57, 60) >= target && ratio(1, 3) < ratio(333_334, 1_000_000));
        // Floating-point numbers can't tell these two from each other.
        assert!(ratio(i64::MAX - 1, i64::MAX) < ratio(1, 1));
        assert!(ratio(i64::MIN, 1) < ratio(i64::MAX, 1));
        assert!(Ratio::new(0, 0).is_none() && Ratio::new(1, -2).is_none());
        assert_eq!(Ratio::decimal("-0.30"), Ratio::new(-3, 10));
        for text in ["", ".", "1.", ".5", "1e3", "0x1", "1,5", "+1", "--1", "0.1234567890123456"] {
            assert!(Ratio::decimal(text).is_none(), "{text}");
        }
    }

    #[test]
    fn percent_has_one_decimal() {
        for (numerator, denominator, percent, decimals) in [
            (19, 20, "95.0%", "0.95"),
            (2, 3, "66.7%", "0.67"),
            (1, 8, "12.5%", "0.13"),
            (1, 16, "6.3%", "0.06"),
            (1999, 2000, "100.0%", "1.00"),
            (0, 7, "0.0%", "0.00"),
            (6, 20, "30.0%", "0.30"),
            (-1, 3, "-33.3%", "-0.33"),
            (-1, 9999, "0.0%", "0.00"),
        ] {
            let shown = ratio(numerator, denominator);
            assert_eq!((&*shown.percent(), &*shown.two_decimals()), (percent, decimals));
        }
        assert!((ratio(3, 4).as_f64() - 0.75).abs() < f64::EPSILON);
    }
}
