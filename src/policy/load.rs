//! From files to a policy set: built-in ones and the firm's, templates filled in, everything compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8Path;

use crate::facts::vocabulary::Phrasing;
use crate::facts::{Kinds, Vocabulary};
use crate::syntax::yaml::Node;
use crate::text::SourceFile;

use super::{
    Additions, Mistake, Pack, Policy, PolicySet, authority, builtin, compile, coverage, document, names,
    needs, pack, rule, template,
};

/// A policy file, read as YAML, with the places that need no other file to be checked.
pub(super) struct Source {
    pub(super) file: Arc<SourceFile>,
    pub(super) node: Node,
    /// `pack/name`, from the path.
    pub(super) id: String,
    pub(super) builtin: bool,
    /// Where a template made it.
    pub(super) made: Option<Box<template::Made>>,
}

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
            let file = Arc::new(SourceFile::new(format!("policies/{path}"), text));
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
        sources.sort_by(|a, b| a.id.cmp(&b.id));
        Self { sources, packs }
    }

    pub(super) fn vocabulary(&self, additions: &Additions) -> Vocabulary {
        let phrasings: Vec<Phrasing> = self.sources.iter().filter_map(compile::phrasing).collect();
        Vocabulary::new(builtin::folder("vocabulary"), &additions.vocabulary, &phrasings)
            .expect("held by a test")
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
        let vocabulary = read.vocabulary(additions);
        let Read { sources, packs } = read;
        names::check(&packs, &kinds, &vocabulary, &mut mistakes);
        let used = sources.iter().filter_map(|source| source.id.split('/').next());
        let names = names::AllNames::new(&packs, used, &kinds, &vocabulary);
        let context = rule::Context {
            kinds: &kinds,
            vocabulary: &vocabulary,
            names: &names,
            authorities: &authorities,
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
        Ok(Self {
            policies,
            packs: packs.into_values().collect(),
            kinds,
            vocabulary,
            authorities,
            statements,
            checklist,
            additions: additions.clone(),
        })
    }
}

/// Files a policy or a pack under its path. A file in `policies/` without an `id` is none of ours, or a table
/// that a pack names. `others` are the firm's files; `None` for what comes with soplint.
fn add(
    file: &Arc<SourceFile>,
    others: Option<&[Arc<SourceFile>]>,
    sources: &mut Vec<Source>,
    packs: &mut BTreeMap<String, Pack>,
    mistakes: &mut Vec<Mistake>,
) {
    let Some((pack, name)) = inner(file.path()).and_then(|inner| inner.split_once('/')) else { return };
    let Some(stem) = name.strip_suffix(".yaml").filter(|stem| !stem.contains('/')) else { return };
    let mut own = Vec::new();
    let Some(node) = document(file, &mut own) else { return };
    if stem == "pack" {
        mistakes.append(&mut own);
        let beside = |name: &str| {
            let path = file.path().with_file_name(name);
            match others {
                Some(files) => files.iter().find(|file| file.path() == path).cloned(),
                None => Some(Arc::new(SourceFile::new(&path, builtin::file(inner(&path)?)?))),
            }
        };
        if let Some(found) = pack::read(pack, file, &node, &beside, mistakes) {
            packs.insert(pack.to_owned(), found);
        }
    } else if node.get("id").is_some() {
        mistakes.append(&mut own);
        let id = format!("{pack}/{stem}");
        let builtin = others.is_none();
        sources.push(Source { file: Arc::clone(file), node, id, builtin, made: None });
    }
}

/// The path of a policy file below its `policies/`: the firm's own, or that of a folder which it extends.
pub(super) fn inner(path: &Utf8Path) -> Option<&str> {
    let path = path.as_str();
    path.strip_prefix("policies/").or_else(|| Some(path.rsplit_once("/policies/")?.1))
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

fn duplicates(sources: &[Source], mistakes: &mut Vec<Mistake>) {
    let builtin: BTreeSet<&str> =
        sources.iter().filter(|source| source.builtin).map(|source| source.id.as_str()).collect();
    for source in sources.iter().filter(|source| !source.builtin && builtin.contains(source.id.as_str())) {
        let span = source.node.get("id").map_or(source.node.span, |node| node.span);
        let mut mistake =
            Mistake::new(&source.file, span, format!("A policy '{}' comes with soplint.", source.id));
        mistake.help =
            Some("Change it through `lint:` in soplint.yaml, or give this policy another name.".into());
        mistakes.push(mistake);
    }
    let mut known: BTreeMap<&str, &Source> = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.builtin) {
        if let Some(first) = known.insert(&source.id, source) {
            let span = source.node.get("id").map_or(source.node.span, |node| node.span);
            let message = format!("Another policy '{}' lies in {}.", source.id, first.file.path());
            mistakes.push(Mistake::new(&source.file, span, message));
        }
    }
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
