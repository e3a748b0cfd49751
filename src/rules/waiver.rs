//! Waivers: exceptions from a policy that somebody with the standing to do so accepted, for a time.
//!
//! They stand under `waivers` in an engagement, for what concerns that engagement, and in `waivers.yaml` at the
//! root, for anything. Each names one policy and one subject, a reason, who approved it and when, and when it
//! ends (RULES 6.4 and 7, REC-004). One that lacks any of this, or goes beyond it, does not count at all. Whether
//! it counts and what is wrong with it is decided here and nowhere else.

use std::fmt;

use jiff::civil::Date;

use crate::facts::nearest;
use crate::syntax::yaml::Node;
use crate::text::Span;

use super::functions::period::add_months;

/// Characters of a reason, at least.
const REASON: usize = 20;
/// How long an exception may last, in months.
const MONTHS: i64 = 12;

/// An exception that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The one policy.
    pub policy: String,
    /// What it is about: a finding must be about all of these. Never empty.
    pub subject: Vec<String>,
    /// The engagement in which it stands, and beyond which it does not reach; `None` in `waivers.yaml`.
    pub engagement: Option<String>,
    /// Why.
    pub reason: String,
    /// The id of a partner.
    pub approved_by: String,
    /// When it was approved.
    pub approved: Date,
    /// The last day on which it counts.
    pub expires: Date,
    /// The policy's name in it.
    pub span: Span,
}

/// Why an exception does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Names the exception among others: its policy and subject.
    pub key: String,
    /// In one or more sentences.
    pub message: String,
    /// The words at fault, the first first, each with a few words about it.
    pub places: Vec<(Span, String)>,
}

/// What an exception is held against.
pub trait Register: fmt::Debug + Sync {
    /// Whether there is such a policy, and whether it may be waived.
    fn waivable(&self, policy: &str) -> Option<bool>;
    /// The ids of all policies.
    fn policies(&self) -> Vec<&str>;
    /// The role of a person of the firm, `None` for anybody else.
    fn role(&self, person: &str) -> Option<&str>;
}

/// The exceptions under `waivers` of a document of a kind, in its order. Only engagements with an id, and
/// `waivers.yaml`, have any.
pub fn waivers(root: &Node, kind: &str, register: &dyn Register, as_of: Date) -> Vec<Result<Waiver, Defect>> {
    let engagement = match (kind, root.get("id").and_then(Node::text)) {
        ("waivers", _) => None,
        ("engagement", Some(id)) => Some(id),
        // Without an id nothing says what they reach.
        _ => return Vec::new(),
    };
    let Some(list) = root.get("waivers").and_then(Node::items) else { return Vec::new() };
    list.iter().map(|entry| Reader { entry, register, as_of, said: Vec::new() }.waiver(engagement)).collect()
}

struct Reader<'a> {
    entry: &'a Node,
    register: &'a dyn Register,
    as_of: Date,
    /// Where, a few words for that place, and the same as a part of a sentence.
    said: Vec<(Span, &'static str, String)>,
}

impl<'a> Reader<'a> {
    fn waiver(mut self, engagement: Option<&str>) -> Result<Waiver, Defect> {
        let policy = self.text("policy");
        let subject = self.subject();
        let reason = self.text("reason");
        let approved_by = self.text("approved_by");
        let (approved, expires) = (self.date("approved"), self.date("expires"));
        let missing = [
            ("policy", policy.is_none()),
            ("subject", subject.is_empty()),
            ("reason", reason.is_none()),
            ("approved_by", approved_by.is_none()),
            ("approved", approved.is_none() && self.silent("approved")),
            ("expires", expires.is_none() && self.silent("expires")),
        ];
        let missing: Vec<&str> =
            missing.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            let at = policy.map_or(self.entry.span, |(_, span)| span);
            self.say(at, "this exception", format!("it does not give {}", listed(&missing)));
        }
        if let Some((policy, span)) = policy {
            self.policy(policy, span);
        }
        if let Some((_, span)) = subject.iter().find(|(text, _)| text.contains('*')) {
            self.say(
                *span,
                "wider than one subject",
                "its subject is not one person, matter, task or file".into(),
            );
        }
        if let Some((text, span)) = reason.filter(|(text, _)| text.trim().chars().count() < REASON) {
            let count = text.trim().chars().count();
            self.say(
                span,
                "too short",
                format!("its reason has {count} characters, and {REASON} are asked for"),
            );
        }
        if let Some((person, span)) = approved_by {
            match self.register.role(person) {
                Some("partner") => {}
                Some(_) => {
                    self.say(span, "not a partner", format!("'{person}' is not a partner of the firm"))
                }
                None => {
                    self.say(span, "not found", format!("no partner '{person}' was found in soplint.yaml"))
                }
            }
        }
        self.dates(approved, expires);
        let (
            Some((policy, span)),
            Some((reason, _)),
            Some((approved_by, _)),
            Some((approved, _)),
            Some((expires, _)),
            true,
        ) = (policy, reason, approved_by, approved, expires, self.said.is_empty())
        else {
            return Err(self.defect(policy, &subject));
        };
        Ok(Waiver {
            policy: policy.to_owned(),
            subject: subject.into_iter().map(|(text, _)| text.to_owned()).collect(),
            engagement: engagement.map(str::to_owned),
            reason: reason.trim().to_owned(),
            approved_by: approved_by.to_owned(),
            approved,
            expires,
            span,
        })
    }

    fn policy(&mut self, policy: &str, span: Span) {
        match self.register.waivable(policy) {
            Some(true) => {}
            Some(false) => {
                self.say(span, "can't be waived", format!("'{policy}' is a policy without exceptions"));
            }
            None if policy.contains('*') || self.is_pack(policy) => {
                self.say(span, "a whole pack", "it names more than one policy".into());
            }
            None => {
                let near = nearest(policy, self.register.policies());
                let hint = match near {
                    Some(near) => format!("; perhaps '{near}' is meant"),
                    None if is_code(policy) => "; write it as `soplint list` does, such as data/vpn".into(),
                    None => String::new(),
                };
                self.say(span, "no such policy", format!("there is no policy '{policy}'{hint}"));
            }
        }
    }

    fn is_pack(&self, name: &str) -> bool {
        let pack = name.trim_end_matches('/');
        self.register.policies().iter().any(|policy| policy.split('/').next() == Some(pack))
    }

    fn dates(&mut self, approved: Option<(Date, Span)>, expires: Option<(Date, Span)>) {
        if let Some((day, span)) = approved.filter(|(day, _)| *day > self.as_of) {
            self.say(span, "after today's date", format!("it is approved only on {day}"));
        }
        let Some((end, span)) = expires else { return };
        if end < self.as_of {
            return self.say(span, "in the past", format!("it ended on {end}"));
        }
        let Some((start, approval)) = approved else { return };
        if end < start {
            self.say(
                span,
                "before the approval",
                format!("it ends on {end}, before its approval on {start}"),
            );
        } else if add_months(start, MONTHS).is_none_or(|last| end > last) {
            let text = format!("it ends on {end}, more than {MONTHS} months after its approval on {start}");
            self.say(span, "more than 12 months", text);
            self.said.push((approval, "the approval", String::new()));
        }
    }

    /// A text that is there and not empty.
    fn text(&self, key: &str) -> Option<(&'a str, Span)> {
        let node = self.entry.get(key)?;
        node.text().filter(|text| !node.is_null() && !text.trim().is_empty()).map(|text| (text, node.span))
    }

    /// One text, or several.
    fn subject(&self) -> Vec<(&'a str, Span)> {
        let Some(node) = self.entry.get("subject").filter(|node| !node.is_null()) else { return Vec::new() };
        let items = node.items().unwrap_or(std::slice::from_ref(node)).iter();
        items
            .filter_map(|item| Some((item.text()?, item.span)))
            .filter(|(text, _)| !text.trim().is_empty())
            .collect()
    }

    /// A date that is there and that there is.
    fn date(&mut self, key: &'static str) -> Option<(Date, Span)> {
        let (text, span) = self.text(key)?;
        match text.parse().ok().filter(|_| text.len() == 10) {
            Some(day) => Some((day, span)),
            None => {
                self.say(span, "no usable date", format!("'{text}' is not a usable date"));
                None
            }
        }
    }

    fn silent(&self, key: &str) -> bool {
        self.text(key).is_none()
    }

    fn say(&mut self, at: Span, label: &'static str, part: String) {
        self.said.push((at, label, part));
    }

    fn defect(self, policy: Option<(&str, Span)>, subject: &[(&str, Span)]) -> Defect {
        let name = policy.map_or("", |(policy, _)| policy);
        let subject: Vec<&str> = subject.iter().map(|(text, _)| *text).collect();
        let parts: Vec<&str> =
            self.said.iter().map(|(_, _, part)| part.as_str()).filter(|part| !part.is_empty()).collect();
        let to = if name.is_empty() { String::new() } else { format!(" to '{name}'") };
        Defect {
            key: format!("{name} {}", subject.join(" ")),
            message: format!("This exception{to} does not count: {}.", parts.join("; ")),
            places: self.said.into_iter().map(|(span, label, _)| (span, label.to_owned())).collect(),
        }
    }
}

/// `DAT-004`, as the catalogue of rules has it.
fn is_code(text: &str) -> bool {
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_uppercase());
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('-').is_some_and(|(pack, number)| letters(pack) && digits(number))
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;

    #[derive(Debug)]
    struct Firm;

    impl Register for Firm {
        fn waivable(&self, policy: &str) -> Option<bool> {
            match policy {
                "data/vpn" | "data/rbac" => Some(true),
                "records/date" => Some(false),
                _ => None,
            }
        }

        fn policies(&self) -> Vec<&str> {
            vec!["data/vpn", "data/rbac", "records/date"]
        }

        fn role(&self, person: &str) -> Option<&str> {
            match person {
                "hpruitt" => Some("partner"),
                "dwhitcomb" => Some("attorney"),
                _ => None,
            }
        }
    }

    const GOOD: [(&str, &str); 6] = [
        ("policy", "data/vpn"),
        ("subject", "crestrepo"),
        ("reason", "zero-trust gateway in its place until March"),
        ("approved_by", "hpruitt"),
        ("approved", "2026-07-01"),
        ("expires", "2027-07-01"),
    ];

    /// The good exception with one value changed, or taken out.
    fn read(key: &str, value: Option<&str>) -> (String, Result<Waiver, Defect>) {
        let lines = GOOD.iter().filter_map(|(name, good)| {
            let value = if *name == key { value? } else { good };
            Some(format!("\n    {name}: {value}"))
        });
        let text = format!("id: ENG-2026-007\nwaivers:\n  - x: 1{}\n", lines.collect::<String>());
        let stream = yaml::parse(&text, yaml::Limits::default());
        let as_of = jiff::civil::date(2026, 10, 15);
        let mut found = waivers(&stream.documents[0], "engagement", &Firm, as_of);
        assert_eq!(found.len(), 1);
        (text, found.remove(0))
    }

    #[test]
    fn an_exception_counts_when_all_of_it_is_there() {
        let waiver = read("", None).1.expect("it counts");
        assert_eq!((waiver.policy.as_str(), waiver.subject), ("data/vpn", vec!["crestrepo".to_owned()]));
        assert_eq!(waiver.engagement.as_deref(), Some("ENG-2026-007"));
        for (key, value) in
            [("subject", "[crestrepo, M-25-0193]"), ("expires", "2026-10-15"), ("approved", "2026-10-15")]
        {
            assert!(read(key, Some(value)).1.is_ok(), "{key}: {value}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        for (key, value, at, says) in [
            ("policy", None, "x: 1", "it does not give policy"),
            (
                "policy",
                Some("data/vpnn"),
                "data/vpnn",
                "there is no policy 'data/vpnn'; perhaps 'data/vpn' is meant",
            ),
            ("policy", Some("DAT-004"), "DAT-004", "write it as `soplint list` does"),
            ("policy", Some("data"), "data", "it names more than one policy"),
            ("policy", Some("data/*"), "data/*", "it names more than one policy"),
            ("policy", Some("records/date"), "records/date", "'records/date' is a policy without exceptions"),
            ("subject", None, "data/vpn", "it does not give subject"),
            ("subject", Some("''"), "data/vpn", "it does not give subject"),
            ("subject", Some("[]"), "data/vpn", "it does not give subject"),
            ("subject", Some("'*'"), "'*'", "its subject is not one person, matter, task or file"),
            ("reason", Some("slow"), "slow", "its reason has 4 characters, and 20 are asked for"),
            ("approved_by", Some("dwhitcomb"), "dwhitcomb", "'dwhitcomb' is not a partner of the firm"),
            ("approved_by", Some("nobody"), "nobody", "no partner 'nobody' was found in soplint.yaml"),
            ("approved", Some("2026-10-16"), "2026-10-16", "it is approved only on 2026-10-16"),
            ("approved", Some("July 1"), "July 1", "'July 1' is not a usable date"),
            ("approved", Some("~"), "data/vpn", "it does not give approved"),
            ("expires", Some("2026-10-14"), "2026-10-14", "it ended on 2026-10-14"),
            (
                "expires",
                Some("2027-07-02"),
                "2027-07-02",
                "more than 12 months after its approval on 2026-07-01",
            ),
            ("expires", Some("9999-12-31"), "9999-12-31", "more than 12 months"),
        ] {
            let (text, found) = read(key, value);
            let defect = found.expect_err(key);
            let place = defect.places[0].0.of(&text);
            assert!(
                place.starts_with(at) && defect.message.contains(says),
                "{key}: {value:?}: '{place}': {}",
                defect.message
            );
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let text =
            "waivers:\n  - {policy: data/vpn, reason: \"slow\", approved_by: kvoss}\n  - just words\n  -\n";
        let stream = yaml::parse(text, yaml::Limits::default());
        let found = waivers(&stream.documents[0], "waivers", &Firm, jiff::civil::date(2026, 10, 15));
        let messages: Vec<_> = found.into_iter().map(|one| one.expect_err("not whole").message).collect();
        assert_eq!(
            messages[0],
            "This exception to 'data/vpn' does not count: it does not give subject, approved and expires; its reason \
             has 4 characters, and 20 are asked for; no partner 'kvoss' was found in soplint.yaml."
        );
        assert_eq!(messages.len(), 3);
        let none = yaml::parse("waivers: none\n", yaml::Limits::default());
        assert_eq!(waivers(&none.documents[0], "waivers", &Firm, jiff::civil::date(2026, 10, 15)), []);
    }
}
