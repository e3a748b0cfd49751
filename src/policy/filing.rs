//! Files of policies and packs, each under the name that its path gives it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8Path;

use crate::text::SourceFile;

use super::{Mistake, Pack, Source, builtin, document, pack, pack::part, test};

/// Files a policy or a pack under its path. A file in `policies/` without an `id` is none of ours, or a table
/// that a pack names. `others` are the firm's files; `None` for what comes with soplint.
pub(super) fn add(
    file: &Arc<SourceFile>,
    others: Option<&[Arc<SourceFile>]>,
    sources: &mut Vec<Source>,
    packs: &mut BTreeMap<String, Pack>,
    mistakes: &mut Vec<Mistake>,
) {
    let Some((pack, name)) = inner(file.path()).and_then(|inner| inner.split_once('/')) else { return };
    let Some(stem) = name.strip_suffix(".yaml").filter(|stem| !stem.contains('/')) else { return };
    let mut own = Vec::new();
    let read = match others {
        Some(_) => document(file, &mut own),
        // What comes with soplint has its tests last, and they are read when somebody asks for them.
        None => part(file, test::before(file.text()), &mut own),
    };
    let Some(node) = read else { return };
    if stem == "pack" {
        mistakes.append(&mut own);
        if others.is_some() && builtin::file(&format!("{pack}/pack.yaml")).is_some() {
            let at = node.entries().first().map_or(node.span, |(key, _)| key.span);
            let mut mistake = Mistake::new(file, at, format!("A pack '{pack}' comes with soplint."));
            mistake.help = Some(
                "Change its limits through `lint:` in soplint.yaml, or give your pack another name.".into(),
            );
            mistakes.push(mistake);
            return;
        }
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

pub(super) fn duplicates(sources: &[Source], mistakes: &mut Vec<Mistake>) {
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
