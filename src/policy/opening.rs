//! The condition with which policies begin. Many begin alike ("the engagement is live"), so what it comes to for a
//! document is found out once, and those that it does not concern need not be asked one by one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::rules::Subject;
use crate::rules::expression::{Code, Machine, Truth};

use super::Policy;

/// The first of the conditions that `&&` joins in the `when` of a policy.
#[derive(Debug)]
pub struct Opening {
    condition: Code,
}

/// The openings of the policies that are compiled together; those that say the same are the same one.
#[derive(Debug, Default)]
pub(super) struct Openings {
    /// By the pack whose terms it uses, and its words.
    known: RefCell<HashMap<(String, String), Arc<Opening>>>,
}

/// What openings come to for one document.
#[derive(Debug, Default)]
pub struct Opened<'p> {
    known: Vec<(&'p Opening, Truth)>,
    /// Whole conditions that are known to hold.
    granted: Vec<&'p Code>,
}

impl Openings {
    /// The opening that is written so, with the terms of a pack of its own or those that all packs have.
    pub(super) fn of(&self, pack: Option<&str>, words: &str, condition: &Code) -> Arc<Opening> {
        let key = (pack.unwrap_or_default().to_owned(), words.to_owned());
        let mut known = self.known.borrow_mut();
        let new = || Arc::new(Opening { condition: condition.clone() });
        Arc::clone(known.entry(key).or_insert_with(new))
    }
}

impl<'p> Opened<'p> {
    /// Whether an opening holds for the document that these are of.
    pub(super) fn holds(&mut self, opening: &'p Opening, subject: &Subject<'_>) -> Truth {
        if let Some((_, truth)) = self.known.iter().find(|(known, _)| std::ptr::eq(*known, opening)) {
            return *truth;
        }
        let truth = Machine::new(*subject).truth(&opening.condition);
        self.known.push((opening, truth));
        truth
    }

    /// Takes the condition of a policy as one that holds for the document.
    pub fn grant(&mut self, policy: &'p Policy) {
        self.granted.extend(&policy.when);
    }

    pub(super) fn is_granted(&self, condition: &Code) -> bool {
        self.granted.iter().any(|granted| std::ptr::eq(*granted, condition))
    }
}
