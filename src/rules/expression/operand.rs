//! What a condition was made of: its operands, each with the value that it had and where that stands.

use super::code::{Code, Op};
use super::eval::Machine;
use super::value::Place;

/// How many operands of one condition are told.
const MOST: usize = 16;

/// A part of a condition, and what it gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    /// As the policy writes it.
    pub expression: String,
    /// As a reader would write it.
    pub value: String,
    /// The most telling place.
    pub at: Option<Place>,
}

impl<'a> Machine<'a> {
    /// The operands of a condition that is written as `text`, for the subjects at hand: of `&&`, `||` and `!` those
    /// of each side; of a call its arguments as well. What a definition says inside is not taken apart.
    pub fn operands(&mut self, code: &'a Code, text: &str) -> Vec<Operand> {
        let mut found = Vec::new();
        self.take_apart(code, text, &mut found);
        found
    }

    fn take_apart(&mut self, code: &'a Code, text: &str, found: &mut Vec<Operand>) {
        match &code.op {
            Op::And(left, right) | Op::Or(left, right) | Op::Compare(_, left, right) => {
                self.take_apart(left, text, found);
                self.take_apart(right, text, found);
            }
            Op::Not(inner) => self.take_apart(inner, text, found),
            Op::Constant(_) => {}
            _ => self.operand(code, text, found),
        }
    }

    fn operand(&mut self, code: &'a Code, text: &str, found: &mut Vec<Operand>) {
        let range = code.span.range();
        let Some(expression) = text.get(range).map(str::trim) else { return };
        if found.len() >= MOST || found.iter().any(|known| known.expression == expression) {
            return;
        }
        let value = self.eval(code);
        let expression = expression.to_owned();
        found.push(Operand { expression, value: value.in_words(&self.subject), at: value.at });
        let call = if let Op::Counted(_, call) = &code.op { call } else { code };
        let parts: Vec<&'a Code> = match &call.op {
            Op::Call(_, arguments) | Op::Bound(_, arguments, _) => arguments.iter().collect(),
            Op::Arithmetic(_, left, right) | Op::Otherwise(left, right) => vec![left, right],
            Op::Each(_, range, ..) => vec![range],
            Op::Conditional(parts) => parts.iter().collect(),
            _ => Vec::new(),
        };
        for part in parts {
            self.take_apart(part, text, found);
        }
    }
}
