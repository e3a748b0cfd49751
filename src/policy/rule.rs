//! What a policy asks: its kind, its conditions and its words, compiled.

use std::collections::BTreeMap;

use crate::facts::{IssueClass, Kinds, Vocabulary};
use crate::rules::expression::{self, Expr, Type};
use crate::rules::{
    Check, ClauseRule, IfMissing, KINDS, Plan, Rule, SchemaRule, SectionRule, Template, Topics, ValueRule,
};
use crate::syntax::yaml::Node;
use crate::text::Span;

use super::mistake::Map;
use super::names::PolicyNames;
use super::{Authority, Mistake, Pack, Source};

/// What a policy may name.
pub(super) struct Context<'a> {
    pub(super) kinds: &'a Kinds,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) packs: &'a BTreeMap<String, Pack>,
    pub(super) authorities: &'a [Authority],
}

/// Compiles the rule of one policy; mistakes are gathered.
pub(super) struct Compiler<'a, 'm> {
    pub(super) context: &'a Context<'a>,
    pub(super) names: PolicyNames<'a>,
    pub(super) source: &'a Source,
    pub(super) mistakes: &'m mut Vec<Mistake>,
}

impl Compiler<'_, '_> {
    fn mistake(&mut self, span: Span, message: impl Into<String>) {
        self.mistakes.push(Mistake::new(&self.source.file, span, message));
    }

    /// The one key that says what kind of rule it is.
    pub(super) fn rule(&mut self, map: &mut Map<'_>) -> Option<Rule> {
        let message = map.get("message").and_then(|node| self.template(node));
        let mut found = Vec::new();
        for (kind, _) in KINDS {
            if map.get(kind).is_some()
                && let Some(entry) = self.source.node.entry(kind)
            {
                found.push((kind, entry));
            }
        }
        if let [_, (kind, second), ..] = found.as_slice() {
            self.mistake(
                second.key.span,
                format!("A policy has one kind; this one has '{}' as well as '{kind}'.", found[0].0),
            );
        }
        let Some((kind, entry)) = found.first() else {
            let kinds: Vec<_> = KINDS.iter().map(|(kind, _)| *kind).collect();
            self.mistake(
                map.place,
                format!("This policy has no kind; it needs one of {}.", kinds.join(", ")),
            );
            return None;
        };
        let asked = entry.key.span;
        let mut inner = Map::new(&self.source.file, &entry.value, asked, self.mistakes)?;
        let rule = match *kind {
            "section" => self.section(&mut inner, message, asked),
            "clause" => self.clause(&mut inner, message, asked),
            "value" => self.value(&mut inner, message, asked),
            _ => self.schema(&mut inner, asked),
        };
        inner.finish(self.mistakes);
        rule
    }

    fn section(&mut self, map: &mut Map<'_>, message: Option<Template>, asked: Span) -> Option<Rule> {
        let concept =
            map.required("concept", self.mistakes).and_then(|(name, node)| self.concept(&name, node.span));
        let accepted = map.texts("accept-in", self.mistakes);
        let accept_in = accepted.iter().filter_map(|(name, span)| self.concept(name, *span)).collect();
        let mut plan = self.plan(map);
        plan.checks.extend(self.stages(map));
        self.markdown_only(asked);
        let used = plan.if_missing == IfMissing::NotFound || plan.gathers();
        let message = self.words(message, used, asked);
        Some(Rule::Section(SectionRule { concept: concept?, accept_in, plan, message, asked }))
    }

    fn clause(&mut self, map: &mut Map<'_>, message: Option<Template>, asked: Span) -> Option<Rule> {
        let mut topics = Vec::new();
        let mut placeholders = false;
        for (name, span) in map.texts("topic", self.mistakes) {
            if name == "placeholder" {
                placeholders = true;
            } else if let Some(topic) = self.context.vocabulary.topic(&name) {
                topics.push(topic);
            } else {
                let known = self
                    .context
                    .vocabulary
                    .topics()
                    .iter()
                    .map(|topic| topic.id.as_str())
                    .filter(|id| !id.contains('/'));
                self.mistakes.push(Mistake::unknown(
                    &self.source.file,
                    span,
                    &name,
                    known.chain(["placeholder"]),
                ));
            }
        }
        if let Some(phrases) = map.get("phrases") {
            let mut inner = Map::new(&self.source.file, phrases, asked, self.mistakes)?;
            let any = inner.texts("any", self.mistakes);
            let all = inner.texts("all", self.mistakes);
            inner.finish(self.mistakes);
            match self.context.vocabulary.topic(&self.source.id) {
                Some(own) if !(any.is_empty() && all.is_empty()) => topics.push(own),
                _ => self.mistake(phrases.span, "'phrases' has no phrase to look for."),
            }
        }
        let within = map.text("in", self.mistakes).and_then(|(text, node)| self.scope(&text, node.span));
        let expect = map.choice("expect", &[("present", false), ("absent", true)], self.mistakes);
        let plan = self.plan(map);
        self.markdown_only(asked);
        let topics = match (placeholders, topics.is_empty()) {
            (true, _) => Topics::Placeholders,
            (false, false) => Topics::Of(topics),
            (false, true) => {
                if self.mistakes.is_empty() {
                    self.mistake(asked, "A clause policy needs a 'topic' or 'phrases'.");
                }
                return None;
            }
        };
        let message = self.words(message, true, asked);
        Some(Rule::Clause(ClauseRule {
            topics,
            within,
            absent: expect.unwrap_or(false),
            plan,
            message,
            asked,
        }))
    }

    fn value(&mut self, map: &mut Map<'_>, message: Option<Template>, asked: Span) -> Option<Rule> {
        let plan = self.plan(map);
        let none = map.node.get("checks").is_none_or(|checks| checks.entries().is_empty());
        if none && map.node.get("require").is_none() {
            self.mistake(asked, "A value policy needs 'require' or 'checks'.");
        }
        let message = self.words(message, plan.gathers(), asked);
        Some(Rule::Value(ValueRule { plan, message }))
    }

    fn schema(&mut self, map: &mut Map<'_>, asked: Span) -> Option<Rule> {
        let mut report = Vec::new();
        for (name, span) in map.texts("report", self.mistakes) {
            match IssueClass::ALL.iter().find(|(known, _)| *known == name) {
                Some((_, class)) => report.push(*class),
                None => {
                    let known = IssueClass::ALL.iter().map(|(name, _)| *name);
                    self.mistakes.push(Mistake::unknown(&self.source.file, span, &name, known));
                }
            }
        }
        if report.is_empty()
            && map.node.get("report").is_none_or(|node| node.items().is_some_and(<[Node]>::is_empty))
        {
            self.mistake(asked, "'report' is not given here.");
        }
        Some(Rule::Schema(SchemaRule { report, asked }))
    }

    /// A policy about prose can't judge documents that have none.
    fn markdown_only(&mut self, asked: Span) {
        let without = self.names.kinds.iter().find(|kind| !kind.is_markdown()).map(|kind| kind.name.clone());
        if let Some(name) = without {
            self.mistake(asked, format!("Documents of kind '{name}' have no text with sections; this policy can never find anything there."));
        }
    }

    /// The policy's own words; only a policy whose checks all have words of their own can do without.
    fn words(&mut self, message: Option<Template>, used: bool, asked: Span) -> Template {
        if used && self.source.node.get("message").is_none() {
            self.mistake(asked, "'message' is not given in this policy.");
        }
        message.unwrap_or_default()
    }

    /// `section(incident)`: the concept in whose section a clause must stand.
    fn scope(&mut self, text: &str, span: Span) -> Option<usize> {
        let Some(name) = text.strip_prefix("section(").and_then(|rest| rest.strip_suffix(')')) else {
            self.mistake(
                span,
                "Write where the clause must stand as `section(scope)`, with the name of a concept.",
            );
            return None;
        };
        self.concept(name.trim(), span)
    }

    fn concept(&mut self, name: &str, span: Span) -> Option<usize> {
        let found = self.context.vocabulary.concept(name);
        if found.is_none() {
            let known = self.context.vocabulary.concepts().iter().map(|concept| concept.id.as_str());
            self.mistakes.push(Mistake::unknown(&self.source.file, span, name, known));
        }
        found
    }

    fn plan(&mut self, map: &mut Map<'_>) -> Plan {
        let when = map.get("when").and_then(|node| self.condition(node));
        let if_missing = map.choice("if-missing", &IfMissing::ALL, self.mistakes).unwrap_or_default();
        let mut checks = Vec::new();
        if map.node.get("require").is_some() {
            checks.extend(self.check("require", map));
        }
        if let Some(node) = map.get("checks") {
            for (key, value) in node.entries() {
                let name = key.text().unwrap_or_default();
                let Some(mut inner) = Map::new(&self.source.file, value, key.span, self.mistakes) else {
                    continue;
                };
                checks.extend(self.check(name, &mut inner));
                inner.finish(self.mistakes);
            }
        }
        Plan { when, if_missing, checks }
    }

    fn check(&mut self, name: &str, map: &mut Map<'_>) -> Option<Check> {
        map.required("require", self.mistakes);
        let require = map.get("require").and_then(|node| Some((self.condition(node)?, node.span)));
        let when =
            if name == "require" { None } else { map.get("when").and_then(|node| self.condition(node)) };
        let own = |this: &mut Self, node: Option<&Node>| node.and_then(|node| this.template(node));
        let message = if name == "require" { None } else { own(self, map.get("message")) };
        let missing = own(self, map.get("missing"));
        let at = map.get("at").and_then(|node| self.expression(node, &Type::Any));
        let label = map.text("label", self.mistakes).map_or_else(|| name.replace('-', " "), |(text, _)| text);
        let (require, asked) = require?;
        Some(Check { name: name.to_owned(), when, require, message, missing, label, at, asked })
    }

    /// `stages: {of: workflow-stages}`: one check for each stage.
    fn stages(&mut self, map: &mut Map<'_>) -> Vec<Check> {
        let Some(node) = map.get("stages") else { return Vec::new() };
        let Some(mut inner) = Map::new(&self.source.file, node, map.place, self.mistakes) else {
            return Vec::new();
        };
        inner.choice("of", &[("workflow-stages", ())], self.mistakes);
        inner.finish(self.mistakes);
        let stages = self.context.vocabulary.stages().iter().map(|stage| {
            let require = expression::parse(&format!("'{}' in section.stages", stage.name))
                .expect("a stage's name is a word");
            Check {
                name: stage.name.clone(),
                when: None,
                require,
                message: None,
                missing: None,
                label: stage.label.clone(),
                at: None,
                asked: node.span,
            }
        });
        stages.collect()
    }

    fn condition(&mut self, node: &Node) -> Option<Expr> {
        self.expression(node, &Type::Bool)
    }

    fn expression(&mut self, node: &Node, wanted: &Type) -> Option<Expr> {
        let file = &self.source.file;
        let Some(text) = node.text() else {
            self.mistake(node.span, "An expression is written as text.");
            return None;
        };
        match expression::parse(text) {
            Ok(expr) => {
                let mistakes = expression::check(&expr, &self.names, wanted);
                self.mistakes.extend(mistakes.iter().map(|mistake| Mistake::inside(file, node, mistake)));
                Some(expr)
            }
            Err(mistake) => {
                self.mistakes.push(Mistake::inside(file, node, &mistake));
                None
            }
        }
    }

    fn template(&mut self, node: &Node) -> Option<Template> {
        let Some(text) = node.text() else {
            self.mistake(node.span, "A message is written as text.");
            return None;
        };
        match Template::parse(text, &self.names) {
            Ok(template) => Some(template),
            Err(mistakes) => {
                let file = &self.source.file;
                self.mistakes.extend(mistakes.iter().map(|mistake| Mistake::inside(file, node, mistake)));
                None
            }
        }
    }
}
