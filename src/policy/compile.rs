//! One policy file to one policy.

use std::sync::{Arc, OnceLock};

use crate::diagnostic::Severity;
use crate::facts::vocabulary::Phrasing;
use crate::rules::expression;
use crate::syntax::yaml::Node;

use super::mistake::Map;
use super::rule::{Compiler, Context, SEVERITIES};
use super::{Authority, Mistake, Policy, Source, authority, builtin, language, test};

const BASES: [(&str, &str); 5] = [
    ("rule", "rule"),
    ("opinion", "opinion"),
    ("statute", "statute"),
    ("practice", "practice"),
    ("integrity", "integrity"),
];

/// The phrases that a `clause` policy looks for, which must be known before any document is read.
pub(super) fn phrasing(id: &str, node: &Node) -> Option<Phrasing> {
    let phrases = node.get("clause")?.get("phrases")?;
    let list = |key: &str| -> Vec<String> {
        let Some(node) = phrases.get(key) else { return Vec::new() };
        node.items()
            .unwrap_or(std::slice::from_ref(node))
            .iter()
            .filter_map(Node::text)
            .map(str::to_owned)
            .collect()
    };
    let (any, all) = (list("any"), list("all"));
    let mut groups: Vec<Vec<String>> = all.into_iter().map(|phrase| vec![phrase]).collect();
    if !any.is_empty() {
        groups.push(any);
    }
    (!groups.is_empty()).then(|| Phrasing { id: id.to_owned(), groups })
}

/// The file of the wording that a `clause` policy holds documents against, and the kinds of those.
pub(super) fn canonical(source: &Source) -> Option<(&str, Vec<String>)> {
    let file = source.node.get("clause")?.get("canonical")?.text()?;
    let kinds = source.node.get("applies-to")?;
    let kinds = kinds.items().unwrap_or(std::slice::from_ref(kinds)).iter().filter_map(Node::text);
    Some((file, kinds.map(str::to_owned).collect()))
}

/// Compiles a policy; `None` after mistakes.
pub(super) fn policy(source: &Source, context: &Context<'_>, mistakes: &mut Vec<Mistake>) -> Option<Policy> {
    let before = mistakes.len();
    let file = &source.file;
    let mut map = Map::new(file, &source.node, source.node.span, mistakes)?;
    let (id, id_node) = map.required("id", mistakes)?;
    map.place = id_node.span;
    if id != source.id {
        let message = format!("This policy lies in a file that makes its id '{}'.", source.id);
        mistakes.push(Mistake::new(file, id_node.span, message));
    }
    let title = map.required("title", mistakes).map(|(text, _)| text).unwrap_or_default();
    map.required("severity", mistakes);
    let severity = map.choice("severity", &SEVERITIES, mistakes).unwrap_or(Severity::Error);
    map.required("basis", mistakes);
    let basis = map.choice("basis", &BASES, mistakes).unwrap_or("practice");
    let authority = authorities(&mut map, context, mistakes);
    let applies_to = applies_to(&mut map, context, mistakes);
    let pack = source.id.split('/').next().unwrap_or_default();
    let of_pack = context.names.of(pack)?;
    let names = of_pack.of(applies_to.clone());
    let mut expressions = expression::Compiler::new(&names);
    expressions.trusted = source.builtin && !builtin::IS_CHECKED;
    let follows = Vec::new();
    let mut compiler =
        Compiler { context, names: &names, expressions, source, follows, subjects: None, mistakes };
    let lent = of_pack.applies_when.and_then(|condition| compiler.lent(condition, id_node.span));
    let own = compiler.when(&mut map);
    let words = if lent.is_some() { of_pack.condition() } else { map.get("when").and_then(Node::text) };
    let when = match (lent, own) {
        (Some(lent), Some(own)) => Some(lent.and(own)),
        (lent, own) => lent.or(own),
    };
    let when_reads_prose = compiler.expressions.reads.prose();
    let opening = when.as_ref().and_then(|when| {
        let first = when.first();
        let words = words?.get(first.span.range())?;
        let pack = Some(pack).filter(|_| of_pack.has_own_term_in(words));
        Some(context.openings.of(pack, words, first))
    });
    let rule = compiler.rule(&mut map);
    let follows = std::mem::take(&mut compiler.follows);
    let mut reads = std::mem::take(&mut compiler.expressions.reads);
    let milder = compiler.milder(&mut map);
    // What a finding weighs is no part of what is asked.
    compiler.expressions.reads.named.clear();
    reads.add(&compiler.expressions.reads);
    let needs = map.texts("needs", mistakes);
    let (help, help_in) = language::help(&mut map, mistakes);
    let sensitive = map.truth("sensitive", mistakes).unwrap_or(false);
    let waivable = map.truth("waivable", mistakes).unwrap_or(true);
    let tests = OnceLock::new();
    if !source.builtin {
        let read = map.get("tests").map_or(Vec::new(), |node| test::read(file, node, mistakes));
        tests.get_or_init(|| read);
    }
    let declared = id_node.span;
    map.finish(mistakes);
    let cited: Vec<&Authority> = authority.iter().filter_map(|id| find(context.authorities, id)).collect();
    if cited.len() == authority.len()
        && let Some(message) = authority::overclaim(basis, severity == Severity::Error, &cited)
    {
        let at = source.node.get("authority").map_or(declared, |node| node.span);
        mistakes.push(Mistake::new(file, at, message));
    }
    if mistakes.len() > before {
        return None;
    }
    let why = authority::why(basis, &cited);
    Some(Policy {
        id: Arc::from(id),
        title,
        severity,
        basis: basis.to_owned(),
        authority: authority.into_iter().map(Arc::from).collect(),
        why,
        help,
        help_in,
        applies_to,
        sensitive,
        waivable,
        when,
        when_reads_prose,
        opening,
        milder,
        needs,
        follows,
        reads,
        rule: rule?,
        tests,
        file: Arc::clone(file),
        declared,
        builtin: source.builtin,
    })
}

fn find<'a>(authorities: &'a [Authority], id: &str) -> Option<&'a Authority> {
    authorities
        .binary_search_by(|authority| authority.id.as_str().cmp(id))
        .ok()
        .map(|index| &authorities[index])
}

fn authorities(map: &mut Map<'_>, context: &Context<'_>, mistakes: &mut Vec<Mistake>) -> Vec<String> {
    let ids = map.texts("authority", mistakes);
    for (id, span) in &ids {
        if find(context.authorities, id).is_none() {
            let known = context.authorities.iter().map(|authority| authority.id.as_str());
            mistakes.push(Mistake::unknown(map.file, *span, id, known));
        }
    }
    ids.into_iter().map(|(id, _)| id).collect()
}

fn applies_to(map: &mut Map<'_>, context: &Context<'_>, mistakes: &mut Vec<Mistake>) -> Vec<usize> {
    let names = map.texts("applies-to", mistakes);
    if names.is_empty() {
        mistakes.push(Mistake::new(map.file, map.place, "'applies-to' is not given here."));
    }
    let mut found = Vec::new();
    for (name, span) in names {
        if name == "any" {
            found.extend(0..context.kinds.iter().count());
        } else if let Some(kind) = context.kinds.find(&name) {
            found.push(kind);
        } else {
            let known = context.kinds.iter().map(|kind| kind.name.as_str()).chain(["any"]);
            mistakes.push(Mistake::unknown(map.file, span, &name, known));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
