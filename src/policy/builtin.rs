//! The policies, schemas and words that come with soplint.

include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// Whether expressions that come with soplint are checked as a firm's are, though they can't have changed: in the
/// builds that are tested. Elsewhere a pattern is made when it is first used.
pub(super) const IS_CHECKED: bool = cfg!(debug_assertions);

/// The file at a path below `policies/`.
pub(super) fn file(path: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
}

/// Files below a folder, with their paths relative to it.
pub(super) fn folder(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().filter_map(move |(name, text)| Some((name.strip_prefix(folder)?.strip_prefix('/')?, *text)))
}

/// Packs: every folder that has a `pack.yaml`; as paths below `policies/`, with their texts.
pub(super) fn packs() -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_pack = |name: &str| {
        name.split_once('/').is_some_and(|(pack, _)| file(&format!("{pack}/pack.yaml")).is_some())
    };
    FILES.iter().filter(move |(name, _)| is_pack(name)).copied()
}
