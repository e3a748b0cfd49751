//! Functions and patterns, applied to what was evaluated.

use std::sync::Arc;

use regex::Regex;

use super::eval::Machine;
use super::functions::Function;
use super::patterns::Pattern;
use super::read::Items;
use super::truth::unknown;
use super::{Data, Value};

impl<'a> Machine<'a> {
    pub(super) fn matches(&mut self, text: &Value<'a>, regex: &Regex) -> Value<'a> {
        let data = match &text.data {
            Data::Text(text) => {
                self.spend(text.len() / 64);
                Data::Bool(regex.is_match(text))
            }
            Data::Int(number) => Data::Bool(regex.is_match(&number.to_string())),
            _ => unknown(text.truth()),
        };
        Value { data, at: text.at, more: text.more.clone() }
    }

    /// Calls a function with the arguments from one on.
    pub(super) fn call(&mut self, function: &'static Function, first: usize) -> Value<'a> {
        let length = |value: &Value<'a>| match &value.data {
            Data::Text(text) => text.len() / 64,
            data => Items::steps(data),
        };
        self.spend(self.arguments[first..].iter().map(length).sum());
        if self.is_exhausted() {
            return Value::loose(Data::Malformed);
        }
        let arguments = &self.arguments[first..];
        if function.name == "matches" && arguments.iter().all(Value::is_known) {
            let Data::Text(pattern) = &arguments[1].data else { return Value::loose(Data::Malformed) };
            let made = self.patterns.entry(pattern.to_string());
            let made = Arc::clone(made.or_insert_with(|| Arc::new(Pattern::new(pattern))));
            let (text, pattern) = (arguments[0].clone(), arguments[1].clone());
            return match made.regex() {
                Some(regex) => self.matches(&text, regex),
                None => Value { data: Data::Malformed, ..pattern },
            };
        }
        function.run(&self.subject, arguments)
    }
}
