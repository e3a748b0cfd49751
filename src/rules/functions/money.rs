//! Amounts of money, exact: whole cents, never a floating-point number.

use std::fmt;

/// US dollars, in cents. Records write dollars (`limit_usd: 2000000`, RULES 6.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Money {
    /// 100 to the dollar.
    pub cents: i64,
}

impl Money {
    /// Whole dollars; `None` beyond 92 quadrillion.
    #[must_use]
    pub fn dollars(dollars: i64) -> Option<Self> {
        Some(Self { cents: dollars.checked_mul(100)? })
    }

    /// Reads `2000000`, `2,000,000`, `$1,250.50`, `1250.5 USD`, `-40`: at most one sign of the currency, commas
    /// only between groups of three, at most two decimals. `None` for anything else, also for `2.000.000`,
    /// `1,5` and `2 million`: an amount that can be read two ways is not read.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let text = match text.strip_prefix('$') {
            Some(rest) => rest,
            None => text.strip_suffix("USD").map_or(text, str::trim_end),
        };
        let (whole, decimals) =
            text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
        let groups: Vec<&str> = whole.split(',').collect();
        let grouped = groups.len() == 1
            || (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3);
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !grouped || !groups.iter().all(|group| digits(group)) {
            return None;
        }
        let cents: i64 = match decimals {
            None => 0,
            Some(text) if digits(text) && text.len() <= 2 => format!("{text:0<2}").parse().ok()?,
            Some(_) => return None,
        };
        let cents = Self::dollars(groups.concat().parse().ok()?)?.cents.checked_add(cents)?;
        Some(Self { cents: if negative { -cents } else { cents } })
    }
}

impl fmt::Display for Money {
    /// `$2,000,000`, and `$1,250.50` where there are cents.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = (self.cents.unsigned_abs() / 100).to_string();
        let sign = if self.cents < 0 { "-" } else { "" };
        write!(f, "{sign}$")?;
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        match self.cents.unsigned_abs() % 100 {
            0 => Ok(()),
            cents => write!(f, ".{cents:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_one_way_or_not_at_all() {
        for (text, cents, shown) in [
            ("2000000", 200_000_000, "$2,000,000"),
            ("2,000,000", 200_000_000, "$2,000,000"),
            ("$1,250.50", 125_050, "$1,250.50"),
            ("1250.5 USD", 125_050, "$1,250.50"),
            ("0.07", 7, "$0.07"),
            ("-40", -4000, "-$40"),
            ("999", 99_900, "$999"),
        ] {
            let money = Money::parse(text);
            assert_eq!(money, Some(Money { cents }), "{text}");
            assert_eq!(money.expect("just seen").to_string(), shown);
        }
        for text in [
            "",
            "$",
            "1,5",
            "2.000.000",
            "20,00",
            "1,0000",
            ",100",
            "1.",
            "1.234",
            "2 million",
            "1e6",
            "€5",
            "$5 USD",
            "--5",
            "+5",
            "92233720368547758.08",
            "99999999999999999999",
        ] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
        assert_eq!(Money::dollars(i64::MAX), None);
        assert_eq!(Money { cents: i64::MIN }.to_string(), "-$92,233,720,368,547,758.08");
    }
}
