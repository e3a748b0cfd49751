//! Lengths of time as real documents write them: the words, and what they are worth.
#![allow(clippy::unwrap_used, reason = "a test reads the vocabulary")]

use soplint::facts::{Data, Head, facts};

use crate::durations_more::MORE;
use crate::run::vocabulary;

/// What stands in a sentence, and the length of time in it: its words, and how much that is. "time" is a deadline
/// without a length.
const TABLE: &[(&str, &str, &str)] = &[
    // Numbers, words, and both.
    ("It is due within 24 hours.", "24 hours", "24 hours"),
    ("It is due within twenty-four (24) hours.", "twenty-four (24) hours", "24 hours"),
    ("It is due within seventy-two (72) hours.", "seventy-two (72) hours", "72 hours"),
    (
        "It is due within three hundred sixty-five (365) days.",
        "three hundred sixty-five (365) days",
        "365 days",
    ),
    ("It is due within two weeks.", "two weeks", "2 weeks"),
    ("It is due in half an hour.", "half an hour", "0.5 hours"),
    ("It is due within an hour.", "an hour", "1 hours"),
    ("Acknowledge within 15 minutes.", "15 minutes", "15 minutes"),
    ("The SLA is 24h.", "24h", "24 hours"),
    ("The SLA is 3d.", "3d", "3 days"),
    ("The SLA is 60min.", "60min", "60 minutes"),
    ("There is a 90-day deadline.", "90-day", "90 days"),
    ("Respond within 1.5 hours.", "1.5 hours", "1.5 hours"),
    // Whose time it is.
    ("It is due within 48 business hours.", "48 business hours", "48 business hours"),
    ("It is due within five business days.", "five business days", "5 business days"),
    ("It is due within fourteen business (14) days.", "fourteen business (14) days", "14 business days"),
    ("It is due within 2 working days.", "2 working days", "2 business days"),
    ("It is due within 10 calendar days.", "10 calendar days", "10 days"),
    // Ranges: the longer end.
    ("It takes 1–2 business days.", "1–2 business days", "2 business days"),
    ("It takes 3-4 weeks.", "3-4 weeks", "4 weeks"),
    ("It takes 1 to 2 days.", "1 to 2 days", "2 days"),
    ("It takes two to three business days.", "two to three business days", "3 business days"),
    // Deadlines without a length.
    ("It is due the same business day.", "the same business day", "time"),
    ("It is due by 5 p.m. Eastern.", "by 5 p.m.", "time"),
    ("It is due no later than 17:00.", "no later than 17:00", "time"),
    ("It is due by close of business.", "close of business", "time"),
    ("It is due the next business day.", "next business day", "time"),
    ("It is due by the end of the week.", "end of the week", "time"),
    // Spanish.
    ("Se entrega dentro de dos días hábiles.", "dos días hábiles", "2 business days"),
    ("Se entrega en un plazo de veinticuatro (24) horas.", "veinticuatro (24) horas", "24 hours"),
    ("Se entrega en 48 horas hábiles.", "48 horas hábiles", "48 business hours"),
    ("Se responde en media hora.", "media hora", "0.5 hours"),
    ("Se entrega en treinta y seis horas.", "treinta y seis horas", "36 hours"),
    ("Se entrega en setenta y dos horas.", "setenta y dos horas", "72 hours"),
    ("Se entrega en 2 a 3 días.", "2 a 3 días", "3 days"),
    ("Se entrega a más tardar a las 17:00.", "a más tardar a las 17:00", "time"),
    ("Se entrega el mismo día hábil.", "el mismo día hábil", "time"),
    ("Se entrega al día siguiente.", "al día siguiente", "time"),
    // Portuguese.
    ("É entregue em até dois dias úteis.", "dois dias úteis", "2 business days"),
    ("É entregue no prazo de 24 horas úteis.", "24 horas úteis", "24 business hours"),
    ("É entregue em quarenta e oito horas.", "quarenta e oito horas", "48 hours"),
    ("É entregue em dezesseis horas.", "dezesseis horas", "16 hours"),
    ("É respondido em meia hora.", "meia hora", "0.5 hours"),
    ("É entregue até as 17h.", "até as 17h", "time"),
    ("É entregue no mesmo dia útil.", "no mesmo dia útil", "time"),
    ("É entregue no dia seguinte.", "no dia seguinte", "time"),
    // Not lengths of time.
    ("It is due as soon as possible.", "", ""),
    ("See chapter 3. Days later it came.", "", ""),
    ("The day shift reads the mail.", "", ""),
    ("Se entrega lo antes posible.", "", ""),
    ("É entregue o quanto antes.", "", ""),
];

#[test]
fn lengths_of_time_are_read_as_they_are_written() {
    let vocabulary = vocabulary();
    let turnaround = vocabulary.concept("turnaround").unwrap();
    let mut wrong = Vec::new();
    for (sentence, words, worth) in TABLE.iter().chain(MORE) {
        let text = format!("# Memo\n\n## Turnaround\n\n{sentence}\n");
        let facts = facts(&text, Head::read(&text, true), None, &vocabulary, None);
        let prose = facts.prose.unwrap();
        let found: Vec<(String, String)> = prose
            .section(turnaround)
            .list("durations")
            .unwrap()
            .iter()
            .map(|value| {
                let Data::Duration(stated) = &value.data else { panic!("{:?}", value.data) };
                let shown = value.at.unwrap().of(&text).to_owned();
                let clock = if stated.business { "business " } else { "" };
                let unit = stated.unit.map(|unit| format!("{unit:?}s").to_lowercase());
                let worth = stated.amount.zip(unit).map(|(amount, unit)| format!("{amount} {clock}{unit}"));
                (shown, worth.unwrap_or_else(|| "time".into()))
            })
            .collect();
        let wanted = Some(((*words).to_owned(), (*worth).to_owned())).filter(|(words, _)| !words.is_empty());
        if found != wanted.clone().into_iter().collect::<Vec<_>>() {
            wrong.push(format!("{sentence} wanted {wanted:?}, read {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), TABLE.len() + MORE.len(), wrong.join("\n"));
}
