//! Where a policy weighs a warning at most: what somebody else has chosen, the firm can only answer for in part.

use crate::diagnostic::Severity;
use crate::rules::expression::Code;
use crate::rules::{self, Judged, Subject};

use super::Policy;
use super::mistake::Map;
use super::rule::Compiler;

/// Where a policy weighs a warning at most.
#[derive(Debug)]
pub struct Milder {
    /// Where it does, as a condition over the document.
    pub when: Code,
    /// The next step then, where it is another one.
    pub help: Option<String>,
}

impl Compiler<'_, '_> {
    /// Where a policy weighs a warning at most, and what the next step is then.
    pub(super) fn milder(&mut self, map: &mut Map<'_>) -> Option<Milder> {
        let node = map.get("milder")?;
        let mut inner = Map::new(&self.source.file, node, node.span, self.mistakes)?;
        inner.required("when", self.mistakes);
        let when = inner.get("when").and_then(|node| self.condition(node));
        let help = inner.text("help", self.mistakes).map(|(text, _)| text);
        inner.finish(self.mistakes);
        Some(Milder { when: when?, help })
    }
}

impl Policy {
    /// What was found, where it is to be weighed as a warning at most.
    pub(super) fn weighed(&self, mut judged: Judged, subject: &Subject<'_>) -> Judged {
        let Some(milder) = self.milder.as_ref().filter(|_| !judged.findings.is_empty()) else {
            return judged;
        };
        if rules::applies(&milder.when, subject, self.declared).unwrap_or(false) {
            for finding in &mut judged.findings {
                let own = finding.severity.unwrap_or(Severity::Warning);
                finding.severity = Some(own.min(Severity::Warning));
                finding.help = milder.help.clone().or(finding.help.take());
            }
        }
        judged
    }
}
