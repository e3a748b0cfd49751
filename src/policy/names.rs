//! The names that the expressions of a pack may use: its limits, its terms, and those of the base pack.

use std::collections::BTreeMap;

use crate::facts::{Kinds, Vocabulary};
use crate::rules::expression::{self, Compiler, Definition, Expr, Names, Patterns, Type};

use super::{Mistake, Pack, builtin};

/// The pack whose terms and limits every pack may use.
const BASE: &str = "base";

/// A pack among those of a set, which are sorted by name.
fn named<'a>(packs: &'a [Pack], name: &str) -> Option<&'a Pack> {
    packs.binary_search_by(|pack| pack.name.as_str().cmp(name)).ok().map(|at| &packs[at])
}

/// What the policies of one pack share.
pub(super) struct PackNames<'a> {
    parameters: BTreeMap<String, Type>,
    definitions: BTreeMap<String, &'a Definition>,
    kinds: &'a Kinds,
    vocabulary: &'a Vocabulary,
    patterns: &'a Patterns,
    /// The pack itself.
    own: Option<&'a Pack>,
    /// The condition that each policy of the pack begins with.
    pub(super) applies_when: Option<&'a Expr>,
}

impl<'a> PackNames<'a> {
    /// The names of a pack; of the base pack alone for a folder that is no pack.
    pub(super) fn new(
        packs: &'a [Pack],
        name: &str,
        kinds: &'a Kinds,
        vocabulary: &'a Vocabulary,
        patterns: &'a Patterns,
    ) -> Self {
        let (parameters, definitions) = (BTreeMap::new(), BTreeMap::new());
        let own = named(packs, name);
        let applies_when = own.and_then(|pack| pack.applies_when.as_ref());
        let mut names = Self { parameters, definitions, kinds, vocabulary, patterns, own, applies_when };
        for pack in [named(packs, BASE), own].into_iter().flatten() {
            let types = pack.parameters.iter().map(|(name, spec)| (name.clone(), spec.kind.clone()));
            names.parameters.extend(types);
            names.definitions.extend(pack.terms.iter().map(|(name, term)| (name.clone(), &term.says)));
        }
        names
    }

    /// The condition that each policy of the pack begins with, as it is written.
    pub(super) fn condition(&self) -> Option<&'a str> {
        self.own?.condition.as_deref()
    }

    /// Whether words may use a term that is the pack's own.
    pub(super) fn has_own_term_in(&self, words: &str) -> bool {
        let own = self.own.filter(|pack| pack.name != BASE);
        own.is_some_and(|pack| pack.terms.keys().any(|name| words.contains(name.as_str())))
    }

    /// The names of an expression about a document of one of these kinds.
    pub(super) fn of(&self, judged: Vec<usize>) -> Names<'_> {
        Names {
            kinds: self.kinds,
            vocabulary: self.vocabulary,
            judged,
            parameters: &self.parameters,
            definitions: &self.definitions,
            patterns: self.patterns,
        }
    }
}

/// Holds the terms of all packs against each other.
pub(super) fn check(
    packs: &[Pack],
    kinds: &Kinds,
    vocabulary: &Vocabulary,
    patterns: &Patterns,
    mistakes: &mut Vec<Mistake>,
) {
    let mut defaults: BTreeMap<&str, (&Pack, String)> = BTreeMap::new();
    for pack in packs {
        for (name, spec) in &pack.parameters {
            let default = format!("{:?}", spec.default.value.data);
            let (first, known) = defaults.entry(name).or_insert_with(|| (pack, default.clone()));
            if *known != default {
                let message = format!("The pack '{}' has a limit '{name}' with another default.", first.name);
                mistakes.push(Mistake::new(&pack.file, spec.place, message));
            }
        }
        let shared = named(packs, BASE).filter(|base| base.name != pack.name);
        let names = PackNames::new(packs, &pack.name, kinds, vocabulary, patterns);
        let names = names.of(Vec::new());
        let is_builtin = builtin::file(&format!("{}/pack.yaml", pack.name)).is_some();
        for (name, term) in &pack.terms {
            if shared.is_some_and(|base| base.terms.contains_key(name)) {
                let message = format!("The pack '{BASE}' says already what '{name}' means.");
                mistakes.push(Mistake::new(&pack.file, term.place, message));
            }
            if expression::is_reserved(name) {
                let message = format!("'{name}' has a meaning of its own; take another name.");
                mistakes.push(Mistake::new(&pack.file, term.place, message));
            }
            let Definition::Formula { arguments, body } = &term.says else { continue };
            if is_builtin && !builtin::IS_CHECKED {
                continue;
            }
            let mut compiler = Compiler::of_definition(&names);
            for argument in arguments {
                compiler.bind(argument, Type::Any);
            }
            if let Err(found) = compiler.compile(body, &Type::Any) {
                let inside = |mistake: &expression::Mistake| Mistake::inside(&pack.file, &term.node, mistake);
                mistakes.extend(found.iter().map(inside));
            }
        }
    }
}

/// The packs' names, each made once.
pub(super) struct AllNames<'a> {
    by_pack: BTreeMap<String, PackNames<'a>>,
}

impl<'a> AllNames<'a> {
    pub(super) fn new<'p>(
        packs: &'a [Pack],
        used: impl Iterator<Item = &'p str>,
        kinds: &'a Kinds,
        vocabulary: &'a Vocabulary,
        patterns: &'a Patterns,
    ) -> Self {
        let mut by_pack = BTreeMap::new();
        for name in used {
            let names = || PackNames::new(packs, name, kinds, vocabulary, patterns);
            by_pack.entry(name.to_owned()).or_insert_with(names);
        }
        Self { by_pack }
    }

    pub(super) fn of(&self, pack: &str) -> Option<&PackNames<'a>> {
        self.by_pack.get(pack)
    }
}
