//! What a policy asks: its kind, its conditions and its words, compiled.

use crate::diagnostic::Severity;
use std::sync::Arc;

use crate::facts::{IssueClass, Kinds, Vocabulary};
use crate::rules::expression::{self, Code, Names, Type};
use crate::rules::{
    Block, ClauseRule, IfMissing, KINDS, Rule, SchemaRule, SectionRule, Template, Topics, ValueRule,
};
use crate::syntax::yaml::Node;
use crate::text::{SourceFile, Span};

use super::mistake::Map;
use super::names::AllNames;
use super::opening::Openings;
use super::{Authority, Mistake, Source};

/// What a policy may name.
pub(super) struct Context<'a> {
    pub(super) kinds: &'a Kinds,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) names: &'a AllNames<'a>,
    pub(super) authorities: &'a [Authority],
    /// The firm's clauses.
    pub(super) clauses: &'a [Arc<SourceFile>],
    pub(super) openings: &'a Openings,
}

/// Compiles the rule of one policy; mistakes are gathered.
pub(super) struct Compiler<'a, 'm> {
    pub(super) context: &'a Context<'a>,
    pub(super) names: &'a Names<'a>,
    pub(super) expressions: expression::Compiler<'a>,
    pub(super) source: &'a Source,
    /// Policies on whose findings those of this one hang, with their places.
    pub(super) follows: Vec<(String, Span)>,
    /// The first variable that differs from subject to subject.
    pub(super) subjects: Option<usize>,
    pub(super) mistakes: &'m mut Vec<Mistake>,
}

impl Compiler<'_, '_> {
    /// Where the policy does not hold, it does not concern the document.
    pub(super) fn when(&mut self, map: &mut Map<'_>) -> Option<Code> {
        map.get("when").and_then(|node| self.condition(node))
    }

    /// The condition of the pack; a mistake in it is told at each policy that it does not fit.
    pub(super) fn lent(&mut self, condition: &expression::Expr, place: Span) -> Option<Code> {
        match self.expressions.compile(condition, &Type::Truth) {
            Ok((code, _)) => Some(code),
            Err(found) => {
                for mistake in found {
                    self.mistake(place, format!("In 'applies-when' of the pack: {}", mistake.message));
                }
                None
            }
        }
    }

    pub(super) fn mistake(&mut self, span: Span, message: impl Into<String>) {
        self.mistakes.push(Mistake::new(&self.source.file, span, message));
    }

    /// The one key that says what kind of rule it is.
    pub(super) fn rule(&mut self, map: &mut Map<'_>) -> Option<Rule> {
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
            let _ = map.get("message");
            self.mistake(
                map.place,
                format!("This policy has no kind; it needs one of {}.", kinds.join(", ")),
            );
            return None;
        };
        let asked = entry.key.span;
        match *kind {
            "section" => drop(self.expressions.bind("section", Type::Section)),
            "clause" => drop(self.expressions.bind("clause", Type::Clause)),
            "outcome" => drop(self.expressions.bind("open", Type::list(Type::text()))),
            "history" => self.expressions.history = true,
            _ => {}
        }
        let message = map.get("message").and_then(|node| self.template(node));
        let mut inner = Map::new(&self.source.file, &entry.value, asked, self.mistakes)?;
        let rule = match *kind {
            "section" => self.section(&mut inner, message, asked),
            "clause" => self.clause(&mut inner, message, asked),
            "value" => self.value(&mut inner, message, asked),
            "history" => self.history(&mut inner, message, asked),
            "outcome" => self.outcome(&mut inner, message, asked),
            _ => self.schema(&mut inner, asked),
        };
        inner.finish(self.mistakes);
        rule
    }

    fn section(&mut self, map: &mut Map<'_>, message: Option<Template>, asked: Span) -> Option<Rule> {
        let several = map.texts("concepts", self.mistakes);
        let mut concepts: Vec<usize> =
            several.iter().filter_map(|(name, span)| self.concept(name, *span)).collect();
        if several.is_empty() {
            let one = map.required("concept", self.mistakes);
            concepts.extend(one.and_then(|(name, node)| self.concept(&name, node.span)));
        } else if let Some(node) = map.node.get("checks").or(map.node.get("require")) {
            self.mistake(
                node.span,
                "With several concepts, a section policy asks only whether each is there.",
            );
        }
        self.expressions.reads.concepts.extend(&concepts);
        let accepted = map.texts("accept-in", self.mistakes);
        let accept_in = accepted.iter().filter_map(|(name, span)| self.concept(name, *span)).collect();
        let mut block = self.kind_block(map, asked);
        let order = self.stages(map, &mut block);
        self.expressions.reads.sections.extend(order.as_ref().map(|_| "stages".to_owned()));
        self.markdown_only(asked);
        let used = block.if_missing == IfMissing::NotFound || block.gathers();
        let message = self.words(message, used, asked);
        let (&concept, also) = concepts.split_first()?;
        let also = also.to_vec();
        Some(Rule::Section(SectionRule { concept, also, accept_in, block, order, message, asked }))
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
        let canonical = self.canonical(map);
        let within = map.text("in", self.mistakes).and_then(|(text, node)| self.scope(&text, node.span));
        let expect = map.choice("expect", &[("present", false), ("absent", true)], self.mistakes);
        let block = self.kind_block(map, asked);
        if placeholders || within.is_some() {
            self.markdown_only(asked);
        }
        if canonical.is_some() && !block.steps.is_empty() {
            self.mistake(asked, "A policy with 'canonical' compares words, and checks nothing more.");
        }
        let topics = match (canonical, placeholders, topics.is_empty()) {
            (Some(kept), ..) => Topics::Kept(kept),
            (None, true, _) => Topics::Placeholders,
            (None, false, false) => {
                self.expressions.reads.topics.extend(&topics);
                Topics::Of(topics)
            }
            (None, false, true) => {
                if self.mistakes.is_empty() {
                    self.mistake(asked, "A clause policy needs a 'topic', 'phrases' or 'canonical'.");
                }
                return None;
            }
        };
        let message = self.words(message, true, asked);
        Some(Rule::Clause(ClauseRule {
            topics,
            within,
            absent: expect.unwrap_or(false),
            block,
            message,
            asked,
        }))
    }

    /// The wording that documents are held against, as the vocabulary numbers it.
    fn canonical(&mut self, map: &mut Map<'_>) -> Option<usize> {
        let (path, node) = map.text("canonical", self.mistakes)?;
        let kept = self.context.vocabulary.kept();
        match kept.iter().position(|kept| kept.policy == self.source.id) {
            Some(index) if !kept[index].wording.is_empty() => {
                let alone =
                    ["topic", "phrases", "in", "expect"].into_iter().find(|key| map.get(key).is_some());
                if let Some(key) = alone {
                    self.mistake(node.span, format!("'canonical' and '{key}' can't be asked for together."));
                }
                return Some(index);
            }
            Some(_) => self.mistake(node.span, format!("'{path}' has no wording to compare with.")),
            None => {
                let known = self.context.clauses.iter().map(|file| file.path().as_str());
                self.mistakes.push(Mistake::unknown(&self.source.file, node.span, &path, known));
            }
        }
        None
    }

    fn value(&mut self, map: &mut Map<'_>, message: Option<Template>, asked: Span) -> Option<Rule> {
        let block = self.kind_block(map, asked);
        self.asks(map, asked);
        let message = self.words(message, block.gathers(), asked);
        Some(Rule::Value(ValueRule { block, message }))
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
        if [IssueClass::Reference, IssueClass::Duplicate].iter().any(|class| report.contains(class)) {
            // Anything may be what is meant.
            self.expressions.reads.others = true;
            self.expressions.reads.names = true;
            self.expressions.reads.kinds.extend(0..self.context.kinds.iter().count());
        }
        Some(Rule::Schema(SchemaRule { report, asked }))
    }

    /// A policy about prose can't judge documents that have none.
    fn markdown_only(&mut self, asked: Span) {
        let kinds = self.names.judged.iter().map(|kind| self.context.kinds.get(*kind));
        let without = kinds.clone().find(|kind| !kind.is_markdown()).map(|kind| kind.name.clone());
        if let Some(name) = without {
            self.mistake(asked, format!("Documents of kind '{name}' have no text with sections; this policy can never find anything there."));
        }
    }

    /// The policy's own words; only a policy whose checks all have words of their own can do without.
    pub(super) fn words(&mut self, message: Option<Template>, used: bool, asked: Span) -> Template {
        let own = [self.source.node.get("message"), self.kind_message()];
        if used && own.iter().all(Option::is_none) {
            self.mistake(asked, "'message' is not given in this policy.");
        }
        message.unwrap_or_default()
    }

    /// The message that stands in the kind itself.
    fn kind_message(&self) -> Option<&Node> {
        KINDS.iter().find_map(|(kind, _)| self.source.node.get(kind)?.get("message"))
    }

    /// A kind that says nothing else must say what it asks.
    fn asks(&mut self, map: &Map<'_>, asked: Span) {
        let none = map.node.get("checks").is_none_or(|checks| checks.entries().is_empty());
        if none && ["require", "find", "for-any"].iter().all(|key| map.node.get(key).is_none()) {
            self.mistake(asked, "This needs 'require', 'checks', or somebody to look for with 'find'.");
        }
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

    /// `stages: {of: workflow-stages, in-order: true}`: one check for each stage, and whether their order counts.
    fn stages(&mut self, map: &mut Map<'_>, block: &mut Block) -> Option<Template> {
        let words = map.get("out-of-order");
        let node = map.get("stages")?;
        let mut inner = Map::new(&self.source.file, node, map.place, self.mistakes)?;
        inner.choice("of", &[("workflow-stages", ())], self.mistakes);
        let ordered = inner.truth("in-order", self.mistakes).unwrap_or(false);
        inner.finish(self.mistakes);
        for stage in self.context.vocabulary.stages() {
            let require = expression::parse(&format!("'{}' in section.stages", stage.name))
                .expect("a stage's name is a word");
            let (require, _) =
                self.expressions.compile(&require, &Type::Truth).expect("a section has stages");
            block.checks.push(Block {
                name: stage.name.clone(),
                label: stage.label.clone(),
                asked: node.span,
                require: Some(require),
                ..Block::default()
            });
        }
        if !ordered {
            return None;
        }
        let depth = self.expressions.depth();
        self.expressions.bind("stage", Type::text());
        self.expressions.bind("earlier", Type::text());
        let template = match words {
            Some(words) => self.template(words),
            None => {
                self.mistake(
                    node.span,
                    "'out-of-order' is not given: what is said where the order is another?",
                );
                None
            }
        };
        self.expressions.unbind(depth);
        template
    }

    pub(super) fn condition(&mut self, node: &Node) -> Option<Code> {
        self.expression(node, &Type::Truth).map(|(code, _)| code)
    }

    pub(super) fn expression(&mut self, node: &Node, wanted: &Type) -> Option<(Code, Type)> {
        let file = &self.source.file;
        let text = match node.text() {
            Some(text) if !node.is_null() => text,
            _ => {
                self.mistake(node.span, "An expression is written as text.");
                return None;
            }
        };
        let compiled = expression::parse(text)
            .map_err(|mistake| vec![mistake])
            .and_then(|expr| self.expressions.compile(&expr, wanted));
        let tell = |mistakes: Vec<expression::Mistake>| {
            self.mistakes.extend(mistakes.iter().map(|mistake| Mistake::inside(file, node, mistake)));
        };
        compiled.map_err(tell).ok()
    }

    pub(super) fn template(&mut self, node: &Node) -> Option<Template> {
        let Some(text) = node.text() else {
            self.mistake(node.span, "A message is written as text.");
            return None;
        };
        // What is only shown decides nothing.
        let named = self.expressions.reads.named.clone();
        let parsed = Template::parse(text, &mut self.expressions);
        self.expressions.reads.named = named;
        match parsed {
            Ok(template) => Some(template),
            Err(mistakes) => {
                let file = &self.source.file;
                self.mistakes.extend(mistakes.iter().map(|mistake| Mistake::inside(file, node, mistake)));
                None
            }
        }
    }
}

/// The severities, as policies name them.
pub(super) const SEVERITIES: [(&str, Severity); 3] =
    [("error", Severity::Error), ("warning", Severity::Warning), ("note", Severity::Note)];
