//! The kinds `history` and `outcome`, compiled.

use crate::rules::expression::Type;
use crate::rules::{Group, HistoryRule, OutcomeRule, Rule, Step, Template};
use crate::syntax::yaml::Value;
use crate::text::Span;

use super::mistake::Map;
use super::rule::{Compiler, SEVERITIES};

impl Compiler<'_, '_> {
    /// `rows: EXPR`, each as `row`, known by its field `key`; then a block.
    pub(super) fn history(
        &mut self,
        map: &mut Map<'_>,
        message: Option<Template>,
        asked: Span,
    ) -> Option<Rule> {
        map.required("rows", self.mistakes);
        let rows = map.get("rows").and_then(|node| Some((self.expression(node, &Type::Any)?, node.span)));
        let item = rows.as_ref().map(|((_, of), span)| {
            self.expressions.item(of).unwrap_or_else(|| {
                self.mistake(*span, format!("This gives {}; a list is needed here.", of.name()));
                Type::Any
            })
        });
        let slot = self.expressions.bind("row", item.unwrap_or_default());
        self.subjects.get_or_insert(slot);
        if let Some((name, node)) = map.required("key", self.mistakes) {
            // What tells a row from others must be one of its fields.
            let field = crate::rules::expression::parse(&format!("row.{name}"));
            let known = field
                .map_err(|_| ())
                .and_then(|field| self.expressions.compile(&field, &Type::Any).map_err(|_| ()));
            if known.is_err() {
                self.mistake(node.span, format!("'{name}' is not a field of the rows."));
            }
        }
        let mut block = self.kind_block(map, asked);
        let first = map.node.get("checks").is_none() && map.node.get("require").is_none();
        if first {
            self.mistake(asked, "This needs 'require' or 'checks'.");
        }
        let ((rows, _), _) = rows?;
        block.steps.insert(0, Step::Each(slot, rows));
        block.none_at += 1;
        let message = self.words(message, block.gathers(), asked);
        Some(Rule::History(HistoryRule { block, message }))
    }

    /// `groups: {name: [policies]}` or `of: [policies]`, and `require: none_open('error')`.
    pub(super) fn outcome(
        &mut self,
        map: &mut Map<'_>,
        message: Option<Template>,
        asked: Span,
    ) -> Option<Rule> {
        let mut groups = Vec::new();
        let of = map.texts("of", self.mistakes);
        if !of.is_empty() {
            groups.push(Group { name: String::new(), policies: of });
        }
        if let Some(node) = map.get("groups") {
            if !matches!(node.value, Value::Map(_)) {
                self.mistake(node.span, "'groups' takes named lists of policies.");
            }
            for (key, value) in node.entries() {
                let items = value.items().unwrap_or(std::slice::from_ref(value));
                let policies = items.iter().filter_map(|item| Some((item.text()?.to_owned(), item.span)));
                groups.push(Group {
                    name: key.text().unwrap_or_default().to_owned(),
                    policies: policies.collect(),
                });
            }
        }
        if groups.is_empty() {
            self.mistake(asked, "This needs 'of' or 'groups': the policies whose outcomes it looks at.");
        }
        let mut floor = None;
        if let Some((text, node)) = map.required("require", self.mistakes) {
            let inner = text.trim().strip_prefix("none_open(").and_then(|rest| rest.strip_suffix(')'));
            let name = inner.map(|name| name.trim().trim_matches(['\'', '"']));
            floor = name.and_then(|name| SEVERITIES.iter().find(|(known, _)| *known == name));
            if floor.is_none() {
                self.mistake(node.span, "Write `none_open('error')`, with error, warning or note.");
            }
        }
        let own = map.get("message").and_then(|node| self.template(node));
        let message = own.or(message);
        let message = self.words(message, true, asked);
        let (_, floor) = *floor?;
        Some(Rule::Outcome(OutcomeRule { groups, floor, message, asked }))
    }
}
