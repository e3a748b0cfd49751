//! What is written in a code: amounts of money, places, zones, numbers with a check digit.

use crate::facts::{luhn, social_security_numbers};
use crate::rules::functions::moment::{ZoneName, zone_name};
use crate::rules::functions::money::Money;
use crate::rules::functions::place::within_country;

use super::{Data, Function, Give, Run, Value, Want, as_text, number};

pub(super) static ALL: &[Function] = &[
    Function {
        name: "money",
        takes: &[("text", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Number,
        says: "the dollars that a text says, to the cent",
        example: ("money('$1,250.50')", "1250.5"),
        run: Run::Known(|_, arguments| {
            let money = Money::parse(as_text(&arguments[0].data)?)?;
            Some(Value::made(number(money.cents as f64 / 100.0), arguments))
        }),
    },
    Function {
        name: "usd",
        takes: &[("dollars", Want::Number)],
        optional: 0,
        many: false,
        gives: Give::Text,
        says: "a number of dollars as a reader would write it",
        example: ("usd(2000000)", "$2,000,000"),
        run: Run::Known(|_, arguments| {
            let money = match &arguments[0].data {
                Data::Int(dollars) => Money::dollars(*dollars)?,
                Data::Float(dollars) if dollars.abs() < 1e12 => {
                    Money { cents: (dollars * 100.0).round() as i64 }
                }
                _ => return None,
            };
            Some(Value::made(Data::Text(money.to_string().into()), arguments))
        }),
    },
    Function {
        name: "within_country",
        takes: &[("place", Want::Text), ("country", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "a place by its code, such as US-NC, is the country or a part of it",
        example: ("within_country('US-NC', 'US')", "true"),
        run: Run::Known(|_, arguments| {
            let (place, country) = (as_text(&arguments[0].data)?, as_text(&arguments[1].data)?);
            Some(Value::made(Data::Bool(within_country(place, country)?), arguments))
        }),
    },
    Function {
        name: "zone_kind",
        takes: &[("zone", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Text,
        says: "what a zone is called by: place, abbreviation or offset; unknown for what is no zone",
        example: ("zone_kind('EST')", "abbreviation"),
        run: Run::Known(|_, arguments| {
            let kind = match zone_name(as_text(&arguments[0].data)?) {
                ZoneName::Place => "place",
                ZoneName::Abbreviation => "abbreviation",
                ZoneName::Offset => "offset",
                ZoneName::Unknown => "unknown",
            };
            Some(Value::made(Data::Text(kind.into()), arguments))
        }),
    },
    Function {
        name: "luhn",
        takes: &[("text", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "the digits end in the check digit that cards have",
        example: ("luhn('4111 1111 1111 1111')", "true"),
        run: Run::Known(|_, arguments| {
            Some(Value::made(Data::Bool(luhn(as_text(&arguments[0].data)?)), arguments))
        }),
    },
    Function {
        name: "ssn",
        takes: &[("text", Want::Text)],
        optional: 0,
        many: false,
        gives: Give::Truth,
        says: "a Social Security or taxpayer number that could have been issued stands in the text",
        example: ("ssn('000-12-3456')", "false"),
        run: Run::Known(|_, arguments| {
            let found = social_security_numbers(as_text(&arguments[0].data)?).next().is_some();
            Some(Value::made(Data::Bool(found), arguments))
        }),
    },
];
