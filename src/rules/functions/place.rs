//! Places by their codes: ISO 3166-1 alpha-2 (`CO`) and ISO 3166-2 (`US-NC`).
//!
//! Which codes there are is data of the schemas and packs; here is only how they are built.

/// Whether a place lies in a country: the country itself, or a part of it (`US-NC` in `US`). A territory with
/// a code of its own is a place of its own: `PR` is not in `US` (RULES 3.6). `None` where one of the two is no
/// code of that form, in capitals.
#[must_use]
pub fn within_country(place: &str, country: &str) -> Option<bool> {
    let (own, part) = place.split_once('-').map_or((place, None), |(own, part)| (own, Some(part)));
    let is_country = |code: &str| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_part = |code: &str| {
        (1..=3).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    (is_country(own) && part.is_none_or(is_part) && is_country(country)).then(|| own == country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_lies_in_its_country() {
        for (place, country, expected) in [
            ("US", "US", Some(true)),
            ("US-NC", "US", Some(true)),
            ("CO-DC", "CO", Some(true)),
            ("GB-1A2", "GB", Some(true)),
            ("CO", "US", Some(false)),
            ("PR", "US", Some(false)),
            ("us", "US", None),
            ("USA", "US", None),
            ("US-", "US", None),
            ("US-ABCD", "US", None),
            ("us-east", "US", None),
            ("US", "US-NC", None),
            ("", "US", None),
        ] {
            assert_eq!(within_country(place, country), expected, "{place} in {country}");
        }
    }
}
