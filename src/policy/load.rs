//! From files to a policy set: built-in ones and the firm's, templates filled in, everything compiled.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::facts::vocabulary::Phrasing;
use crate::facts::{Kinds, Reader, Vocabulary};
use crate::rules::expression::Patterns;
use crate::syntax::yaml::{Entry, Node, Value};
use crate::syntax::{self, markdown};
use crate::text::SourceFile;

use super::filing::{add, duplicates, inner};
use super::opening::Openings;
use super::{
    Additions, Mistake, Pack, Policy, PolicySet, Source, asked, authority, builtin, compile, coverage, names,
    needs, rule, template,
};

/// What all files of policies hold, before anything of it is compiled.
pub(super) struct Read {
    pub(super) sources: Vec<Source>,
    pub(super) packs: BTreeMap<String, Pack>,
}

impl Read {
    pub(super) fn of(additions: &Additions, mistakes: &mut Vec<Mistake>) -> Self {
        let mut sources = Vec::new();
        let mut packs = BTreeMap::new();
        let mut templates = template::builtins(mistakes);
        for (path, text) in builtin::packs() {
            let nobody = Vec::new(); // what comes with soplint names no client
            let file = Arc::new(SourceFile::covered(format!("policies/{path}"), text, nobody));
            add(&file, None, &mut sources, &mut packs, mistakes);
        }
        for file in &additions.files {
            let same = inner(file.path()).and_then(builtin::file);
            // A repository may keep a copy of what comes with soplint, as soplint's own does.
            if same.is_none_or(|text| text != file.text()) {
                add(file, Some(&additions.files), &mut sources, &mut packs, mistakes);
            }
        }
        template::add_all(&additions.files, &mut templates, mistakes);
        duplicates(&sources, mistakes);
        sources.retain_mut(|source| template::expand(source, &templates, mistakes));
        for source in &mut sources {
            let pack = source.id.split('/').next().and_then(|name| packs.get(name));
            pack.into_iter().for_each(|pack| lend(pack, source));
        }
        sources.sort_by(|a, b| a.id.cmp(&b.id));
        Self { sources, packs }
    }

    /// The words; with another node in place of that of one source, where one is given.
    pub(super) fn vocabulary(&self, additions: &Additions, changed: Option<(usize, &Node)>) -> Vocabulary {
        let phrasings: Vec<Phrasing> = self
            .sources
            .iter()
            .enumerate()
            .filter_map(|(at, source)| {
                let node = changed.filter(|(index, _)| *index == at).map_or(&source.node, |(_, node)| node);
                compile::phrasing(&source.id, node)
            })
            .collect();
        let vocabulary = Vocabulary::new(builtin::folder("vocabulary"), &additions.vocabulary, &phrasings)
            .expect("held by a test");
        let kept = self.sources.iter().filter_map(|source| {
            let (path, kinds) = compile::canonical(source)?;
            let file = additions.clauses.iter().find(|file| file.path() == path)?;
            Some((source.id.clone(), path.to_owned(), kinds, file))
        });
        kept.fold(vocabulary, |vocabulary, (policy, path, kinds, file)| {
            let body = markdown::parse(file.text(), syntax::split(file.text()).1);
            vocabulary.keeping(policy, path, kinds, &body)
        })
    }
}

impl PolicySet {
    /// Reads the built-in policies and those of the firm.
    ///
    /// # Errors
    /// Every mistake in every file. Nothing is judged by half a policy set.
    pub fn load(additions: &Additions) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let kinds = Kinds::new(builtin::folder("schemas")).expect("held by a test");
        let authorities =
            authority::read(builtin::file("authorities.yaml").unwrap_or("")).expect("held by a test");
        let statements =
            coverage::read(builtin::file("statements.yaml").unwrap_or("")).expect("held by a test");
        let checklist =
            coverage::read(builtin::file("checklist.yaml").unwrap_or("")).expect("held by a test");
        let read = Read::of(additions, &mut mistakes);
        let vocabulary = read.vocabulary(additions, None);
        let Read { sources, packs } = read;
        let packs: Vec<Pack> = packs.into_values().collect();
        let patterns = Patterns::default();
        names::check(&packs, &kinds, &vocabulary, &patterns, &mut mistakes);
        let used = sources.iter().filter_map(|source| source.id.split('/').next());
        let names = names::AllNames::new(&packs, used, &kinds, &vocabulary, &patterns);
        let context = rule::Context {
            kinds: &kinds,
            vocabulary: &vocabulary,
            names: &names,
            authorities: &authorities,
            clauses: &additions.clauses,
            openings: &Openings::default(),
        };
        let policies: Vec<Policy> =
            sources.iter().filter_map(|source| compiled(source, &context, &mut mistakes)).collect();
        if mistakes.is_empty() {
            needs::check(&policies, &mut mistakes);
        }
        if !mistakes.is_empty() {
            mistakes.sort_by(|a, b| a.file.path().cmp(b.file.path()).then(a.span.cmp(&b.span)));
            return Err(mistakes);
        }
        let asked = asked::by_kind(&policies, kinds.iter().count(), &vocabulary);
        Ok(Self {
            policies,
            asked,
            packs,
            kinds,
            vocabulary: Reader::new(vocabulary),
            authorities,
            statements,
            checklist,
            additions: additions.clone(),
        })
    }
}

/// Gives a policy of a pack what it does not say itself. A mistake in that is shown at the policy's id.
fn lend(pack: &Pack, source: &mut Source) {
    let place = source.node.get("id").map_or(source.node.span, |id| id.span);
    let missing = |entry: &&Entry| entry.key.text().is_some_and(|key| source.node.entry(key).is_none());
    let lent: Vec<Entry> =
        pack.defaults.iter().filter(missing).map(|entry| template::placed_entry(entry, place)).collect();
    if let Value::Map(entries) = &mut source.node.value {
        entries.extend(lent);
    }
}

fn compiled(source: &Source, context: &rule::Context<'_>, mistakes: &mut Vec<Mistake>) -> Option<Policy> {
    let before = mistakes.len();
    let policy = compile::policy(source, context, mistakes);
    if let Some(made) = &source.made {
        made.locate(&mut mistakes[before..], |mirror| {
            let mut again = Vec::new();
            compile::policy(mirror, context, &mut again);
            again
        });
    }
    policy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_soplint_loads() {
        let set = PolicySet::load(&Additions::default()).unwrap_or_else(|mistakes| {
            let lines: Vec<_> = mistakes
                .iter()
                .map(|m| format!("{}: '{}': {}", m.file.path(), m.span.of(m.file.text()), m.message))
                .collect();
            panic!("{}", lines.join("\n"))
        });
        assert!(set.policies.len() >= 19, "{}", set.policies.len());
        assert!(set.policies.is_sorted_by(|a, b| a.id < b.id));
        assert_eq!(set.kinds.iter().count(), 21);
    }
}
