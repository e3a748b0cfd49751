//! Values as a reader would write them in a sentence.

use super::read::Items;
use super::subject::Subject;
use super::value::Moment;
use super::{Data, Value};

/// How many items of a list a sentence names.
const MOST: usize = 12;

impl Value<'_> {
    /// The value as a reader would write it; a list as its items. Nothing for what is not there.
    #[must_use]
    pub fn show(&self, subject: &Subject<'_>) -> String {
        match &self.data {
            Data::Missing | Data::Unrecorded => String::new(),
            Data::Malformed => self.written(subject).unwrap_or_default(),
            Data::Bool(value) => value.to_string(),
            Data::Int(value) => value.to_string(),
            Data::Float(value) => {
                let text = format!("{value:.4}");
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            }
            Data::Text(text) => text.to_string(),
            Data::Date(day) => day.to_string(),
            Data::Moment(moment) => Moment::to_string(moment),
            Data::Time(time) => format!("{:02}:{:02}", time.hour(), time.minute()),
            Data::Amount(amount) => amount.to_string(),
            Data::Period(period) => period.to_string(),
            Data::Stated(stated) => stated.text.clone(),
            Data::Document(document) => {
                document.text("id").or(document.text("title")).unwrap_or(document.path().as_str()).to_owned()
            }
            Data::Section(section, _) => section.value("gist").show(),
            Data::Clause(clause, _) => clause.text.clone(),
            Data::Node(_) | Data::List(_) | Data::Map(_) => self.show_items(subject),
        }
    }

    /// The value for who writes policies: what is not there, or can't be used, is said in words.
    #[must_use]
    pub fn in_words(&self, subject: &Subject<'_>) -> String {
        match &self.data {
            Data::Missing => "(not there)".to_owned(),
            Data::Malformed => "(there, but not usable)".to_owned(),
            Data::Unrecorded => "(in git's history, which is not read)".to_owned(),
            Data::Text(text) => format!("'{text}'"),
            Data::Document(document) => document.path().to_string(),
            _ => match self.show(subject) {
                text if text.is_empty() => match Items::of(&self.data, subject.kinds) {
                    Some(items)
                        if items.len() == 0
                            && !matches!(&self.data, Data::Node(at) if at.node.items().is_none()) =>
                    {
                        "(an empty list)".to_owned()
                    }
                    _ => "(a group of fields)".to_owned(),
                },
                text => text,
            },
        }
    }

    /// What names it in a record or a waiver: of a map its id, or else what comes next to one.
    #[must_use]
    pub fn known_as(&self, subject: &Subject<'_>) -> String {
        match &self.data {
            Data::Node(at) if at.node.items().is_none() => {
                let names = ["id", "task_id", "type", "name", "title"].into_iter();
                let found =
                    names.filter_map(|name| at.node.entry(name)?.value.text()).find(|text| !text.is_empty());
                found.unwrap_or("").to_owned()
            }
            Data::Map(entries) => {
                let named = entries.iter().find(|(key, _)| matches!(&**key, "id" | "name"));
                if let Some((_, name)) = named {
                    return name.show(subject);
                }
                let shown = entries.iter().map(|(_, value)| value.show(subject));
                shown.collect::<Vec<_>>().join(" ")
            }
            _ => self.show(subject),
        }
    }

    /// What stands where a value can't be read: the reader sees the words at fault.
    fn written(&self, subject: &Subject<'_>) -> Option<String> {
        let place = self.at?;
        let own = place.file == subject.document.number;
        let other = || subject.index.numbered(place.file).map(|document| &**document);
        let found = if own { subject.document } else { other()? };
        let text = place.span.of(found.source.text()).trim_matches(['"', '\'']);
        (!text.contains('\n')).then(|| text.to_owned())
    }

    fn show_items(&self, subject: &Subject<'_>) -> String {
        let is_list = match &self.data {
            Data::Node(at) => at.node.items().is_some(),
            data => matches!(data, Data::List(_)),
        };
        let Some(items) = Items::of(&self.data, subject.kinds).filter(|_| is_list) else {
            return self.name();
        };
        let named = (0..items.len().min(MOST)).map(|at| items.get(at, subject.kinds));
        let mut texts: Vec<_> =
            named.map(|item| item.show(subject)).filter(|text| !text.is_empty()).collect();
        if items.len() > MOST {
            texts.push(format!("and {} more", items.len() - MOST));
        }
        texts.join(", ")
    }

    /// The words by which others refer to it: a map's ids and what it is called, a text itself.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        match &self.data {
            Data::Text(text) => vec![text.to_string()],
            Data::Period(period) => vec![period.to_string()],
            Data::Document(document) => {
                let id = document.text("id").map(str::to_owned);
                id.into_iter().chain([document.path().to_string()]).collect()
            }
            Data::Node(at) => {
                let names = ["id", "task_id", "type", "name"].into_iter();
                let texts = names.filter_map(|name| at.node.entry(name)?.value.text());
                texts.filter(|text| !text.is_empty()).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The words by which a map is known.
    fn name(&self) -> String {
        let Data::Node(at) = &self.data else { return String::new() };
        let names = ["name", "id", "title", "type"].into_iter();
        let found = names.filter_map(|name| at.node.entry(name)?.value.text()).find(|text| !text.is_empty());
        found.unwrap_or("").to_owned()
    }
}
