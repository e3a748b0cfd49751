//! Dates and times as records must write them: ISO 8601, and a timestamp with its offset from UTC.

use jiff::civil;

/// `2026-07-01`, a day that exists.
pub(super) fn is_date(text: &str) -> bool {
    if text.len() != 10 || !looks_like_date(text) {
        return false;
    }
    let number = |digits: &str| digits.bytes().fold(0, |all, digit| 10 * all + i16::from(digit - b'0'));
    civil::Date::new(number(&text[..4]), number(&text[5..7]) as i8, number(&text[8..]) as i8).is_ok()
}

/// `2026-07-01T16:05-04:00`; seconds may be added, `Z` is an offset.
pub(super) fn is_timestamp(text: &str) -> bool {
    let Some((date, rest)) = text.split_once('T') else { return false };
    let Some(at) = rest.find(['Z', '+', '-']) else { return false };
    let (time, offset) = rest.split_at(at);
    is_date(date) && is_clock(time) && (offset == "Z" || offset.len() == 6 && is_time(&offset[1..]))
}

/// `16:05`.
pub(super) fn is_time(text: &str) -> bool {
    text.len() == 5 && is_clock(text)
}

/// Why a text is no date, to go behind "is not a usable date"; empty where the form alone says it.
pub(super) fn why_no_date(text: &str) -> &'static str {
    if text.len() == 10 && looks_like_date(text) { ": there is no such day" } else { "" }
}

/// The same for a timestamp.
pub(super) fn why_no_timestamp(text: &str) -> &'static str {
    let Some((date, rest)) = text.get(..10).zip(text.get(10..)) else { return "" };
    let time = rest.trim_start_matches(['T', 't', ' ']);
    if !is_date(date) || time.len() < 4 {
        ""
    } else if !time.contains(['Z', 'z', '+', '-']) {
        ": it does not say its offset from UTC"
    } else if !rest.starts_with('T') {
        ": a T belongs between the date and the time"
    } else {
        ""
    }
}

fn looks_like_date(text: &str) -> bool {
    let form = |(index, byte): (usize, u8)| {
        if index == 4 || index == 7 { byte == b'-' } else { byte.is_ascii_digit() }
    };
    text.bytes().enumerate().all(form)
}

/// `16:05` or `16:05:30`, with decimals of a second.
fn is_clock(text: &str) -> bool {
    // Nearly all are written like this; the library also knows seconds.
    if let [hours @ .., b':', tens, ones] = text.as_bytes()
        && let [b'0'..=b'1', b'0'..=b'9'] | [b'2', b'0'..=b'3'] = hours
        && let (b'0'..=b'5', b'0'..=b'9') = (tens, ones)
    {
        return true;
    }
    let ascii = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':' || byte == b'.');
    ascii && text.len() >= 5 && text.as_bytes()[2] == b':' && text.parse::<civil::Time>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_unambiguous_is_taken() {
        for text in ["2026-07-01", "2024-02-29"] {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "2026-02-30",
            "2026-7-1",
            "July 1, 2026",
            "2026-07-01 ",
            "20260701",
            "07/01/2026",
            "2026-07-01T10:00Z",
        ] {
            assert!(!is_date(text), "{text}");
        }
        for text in ["2026-07-01T16:05-04:00", "2026-07-01T16:05:30Z", "2026-07-01T16:05:30.5+05:30"] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in [
            "2026-08-10 09:00",
            "2026-08-10T09:00",
            "2026-08-10T25:00Z",
            "2026-08-10T09:00-4",
            "2026-02-30T09:00Z",
        ] {
            assert!(!is_timestamp(text), "{text}");
        }
        for (month, day) in (0..=99).flat_map(|month| (0..=99).map(move |day| (month, day))) {
            for year in ["0000", "1900", "2000", "2026", "9999"] {
                let text = format!("{year}-{month:02}-{day:02}");
                assert_eq!(is_date(&text), text.parse::<civil::Date>().is_ok(), "{text}");
            }
            let text = format!("{month:02}:{day:02}");
            assert_eq!(is_time(&text), text.parse::<civil::Time>().is_ok(), "{text}");
        }
        assert!(is_time("09:00") && !is_time("9:00") && !is_time("24:30"));
        assert_eq!(why_no_date("2026-02-30"), ": there is no such day");
        assert_eq!(why_no_timestamp("2026-08-10 09:00"), ": it does not say its offset from UTC");
    }
}
