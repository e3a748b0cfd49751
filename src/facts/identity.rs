//! Numbers that identify a person or an account and do not belong in compliance records (RULES 7, REC-005).
//!
//! Each function gives the bytes of what it found, so that the caller can mask them; none of them copies a
//! number. A matter or invoice number that merely has as many digits is left alone.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Whether digits, which may be grouped by blanks or hyphens, end in the check digit of Luhn's formula
/// (ISO/IEC 7812-1). `false` for fewer than two digits and for anything else among them.
#[must_use]
pub fn luhn(text: &str) -> bool {
    let mut sum = 0;
    let mut count = 0;
    for byte in text.bytes().rev() {
        match byte {
            b'0'..=b'9' => {
                let digit = u32::from(byte - b'0') << (count % 2);
                sum += digit / 10 + digit % 10;
                count += 1;
            }
            b' ' | b'-' => {}
            _ => return false,
        }
    }
    count > 1 && sum % 10 == 0
}

/// Numbers of payment cards: as many digits as an issuer with that beginning uses, in groups or not, with a good
/// check digit.
pub(super) fn card_numbers(text: &str) -> impl Iterator<Item = Range<usize>> {
    static DIGITS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[0-9](?:[ -]?[0-9]){12,18}").expect("a fixed pattern"));
    DIGITS.find_iter(text).map(|found| found.range()).filter(|range| {
        let digits: String = text[range.clone()].chars().filter(char::is_ascii_digit).collect();
        stands_alone(text, range) && is_issued(&digits) && luhn(&digits)
    })
}

/// US Social Security and Individual Taxpayer Identification Numbers in groups of 3, 2 and 4, or as nine digits
/// behind a word that says what they are. Numbers that were never issued are left alone: areas 000 and 666, group
/// 00, serial 0000, an area from 900 on with a group that is no ITIN's, and the two that advertising made known.
pub fn social_security_numbers(text: &str) -> impl Iterator<Item = Range<usize>> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        let dash = "[-\u{2010}\u{2011}\u{2013} ]";
        let label = r"(?i:(?-u:\b)(?:ssn|itin|tin|social security (?:number|no\.?|#))[ :#]{0,3})";
        Regex::new(&format!("[0-9]{{3}}{dash}[0-9]{{2}}{dash}[0-9]{{4}}|{label}(?P<bare>[0-9]{{9}})"))
            .expect("a fixed pattern")
    });
    NUMBER.captures_iter(text).filter_map(|captures| {
        let range = captures.name("bare").or_else(|| captures.get(0))?.range();
        let shown = &text[range.clone()];
        let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
        let mut dashes = shown.chars().filter(|c| !c.is_ascii_digit());
        let even = dashes.next() == dashes.next();
        (even && stands_alone(text, &range) && is_social_security_number(&digits)).then_some(range)
    })
}

/// Dates behind words that make them a date of birth, in English, Spanish and Portuguese: the words and the date.
pub(super) fn birth_dates(text: &str) -> impl Iterator<Item = Range<usize>> {
    static BORN: LazyLock<Regex> = LazyLock::new(|| {
        let label = r"(?-u:\b)(?:d\.?o\.?b\.?|dates?[ _]of[ _]birth|birth[ _]?date|born(?: on)?|fecha[ _]de[ _]nacimiento|nacid[oa] el|data[ _]de[ _]nascimento|nascid[oa] em)";
        let months = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?";
        let numbers = r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}";
        let date =
            format!(r"(?:{numbers}|{months} [0-9]{{1,2}},? [0-9]{{4}}|[0-9]{{1,2}} {months} [0-9]{{4}})");
        Regex::new(&format!(r"(?i){label}[\s:*|()-]{{1,6}}{date}(?-u:\b)")).expect("a fixed pattern")
    });
    BORN.find_iter(text).map(|found| found.range())
}

/// Neither part of a longer number or word, nor of a chain such as `1-800-...`.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let joined = |c: char| {
        c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '\u{2010}' | '\u{2011}' | '\u{2013}')
    };
    let before = text[..range.start].chars().next_back();
    let mut after = text[range.end..].chars();
    let follows = match after.next() {
        // A full stop or slash ends a sentence or a line of choices unless more of the number comes.
        Some(c) if joined(c) => c.is_alphanumeric() || after.next().is_some_and(char::is_alphanumeric),
        _ => false,
    };
    !before.is_some_and(joined) && !follows
}

fn is_social_security_number(digits: &str) -> bool {
    let number = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok());
    let (Some(area), Some(group), Some(serial)) = (number(0..3), number(3..5), number(5..9)) else {
        return false;
    };
    let known = ["078051120", "219099999"].contains(&digits);
    match area {
        0 | 666 => false,
        1..900 => group != 0 && serial != 0 && !known,
        _ => matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99),
    }
}

/// Whether some issuer's cards begin so and are so long (ISO/IEC 7812 ranges of the large networks).
fn is_issued(digits: &str) -> bool {
    let Some(head) = digits.get(..4).and_then(|head| head.parse::<u32>().ok()) else { return false };
    matches!(
        (head, digits.len()),
        (4000..=4999, 13 | 16 | 19)
            | (5100..=5599 | 2221..=2720 | 3528..=3589, 16)
            | (3400..=3499 | 3700..=3799, 15)
            | (3000..=3059 | 3600..=3699 | 3800..=3999, 14)
            | (6011 | 6221..=6229 | 6440..=6599, 16..=19)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, found: impl Iterator<Item = Range<usize>>) -> Vec<&str> {
        found.map(|range| &text[range]).collect()
    }

    #[test]
    fn luhn_finds_one_wrong_digit_and_two_swapped() {
        for text in ["4111 1111 1111 1111", "79927398713", "5500-0000-0000-0004", "00"] {
            assert!(luhn(text), "{text}");
        }
        for text in ["4111 1111 1111 1112", "79927398731", "", "0", "4111a", "４１１１"] {
            assert!(!luhn(text), "{text}");
        }
    }

    #[test]
    fn card_numbers_are_those_that_an_issuer_gives_out() {
        for text in [
            "4111 1111 1111 1111",
            "4111111111111111",
            "5500-0000-0000-0004",
            "371449635398431",
            "6011 1111 1111 1117",
            "30569309025904",
        ] {
            let sentence = format!("“Card” {text}, thanks");
            assert_eq!(shown(&sentence, card_numbers(&sentence)), [text]);
        }
        for text in [
            "4111 1111 1111 1112",
            "invoice 9999999999999995",
            "X4111111111111111",
            "4111111111111111-2026",
            "ENG-4111111111111111",
            "1.4111111111111111",
            "0000000000000000",
            "2026-07-01 10:00 2026-07-01",
        ] {
            assert_eq!(shown(text, card_numbers(text)), [""; 0], "{text}");
        }
    }

    #[test]
    fn social_security_numbers_that_could_have_been_issued() {
        for (text, number) in [
            ("SSN 123-45-6789.", "123-45-6789"),
            ("(123 45 6789)", "123 45 6789"),
            ("nº 123–45–6789", "123–45–6789"),
            ("SSN: 123456789", "123456789"),
            ("Social Security Number 123456789", "123456789"),
            ("ITIN 912-70-1234", "912-70-1234"),
            ("899-99-9999", "899-99-9999"),
        ] {
            assert_eq!(shown(text, social_security_numbers(text)), [number], "{text}");
        }
        for text in [
            "000-12-3456",
            "666-12-3456",
            "912-12-3456",
            "123-00-4567",
            "123-45-0000",
            "078-05-1120",
            "219-09-9999",
            "123-45 6789",
            "123456789",
            "matter 123-45-67890",
            "1-123-45-6789",
            "123-45-6789-01",
            "M-123-45-6789",
            "***-**-6789",
            "555-123-4567",
        ] {
            assert_eq!(shown(text, social_security_numbers(text)), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_date_alone_is_nobodys_birthday() {
        for text in [
            "DOB: 04/12/1988",
            "D.O.B. 1988-04-12",
            "date of birth: April 12, 1988",
            "date_of_birth: 1988-04-12",
            "Born on 12 April 1988",
            "fecha de nacimiento: 12/04/1988",
            "**Data de nascimento:** 12.04.1988",
        ] {
            let found = shown(text, birth_dates(text));
            assert_eq!(found, [text.trim_start_matches('*')], "{text}");
        }
        for text in
            ["signed 2026-07-01", "born in 1988", "date of birth is never recorded here", "newborn 1/2/2026"]
        {
            assert_eq!(shown(text, birth_dates(text)), [""; 0], "{text}");
        }
    }
}
