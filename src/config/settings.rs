//! From what is written to what holds: names are looked up, globs compiled, limits typed.

use std::sync::Arc;

use crate::diagnostic::Severity;
use crate::facts::{Globs, nearest};
use crate::policy::{Mistake, PolicySet, parameter};
use crate::rules::Parameter;
use crate::text::SourceFile;

use super::{Settings, Written};

/// Holds what is written against the policies that there are: that of the folders which the firm extends first,
/// its own last, which wins.
pub fn resolve(
    layers: &[(Written, Arc<SourceFile>)],
    set: &PolicySet,
    mistakes: &mut Vec<Mistake>,
) -> Settings {
    let mut settings = Settings { parameters: set.defaults(), ..Settings::default() };
    for (index, (written, file)) in layers.iter().enumerate() {
        layer(&mut settings, written, file, index + 1 == layers.len(), set, mistakes);
    }
    settings
}

fn layer(
    settings: &mut Settings,
    written: &Written,
    file: &Arc<SourceFile>,
    own: bool,
    set: &PolicySet,
    mistakes: &mut Vec<Mistake>,
) {
    let before = settings.globs.len();
    if let Some(packs) = &written.packs {
        let known = set.pack_names();
        for (name, span) in packs.iter().filter(|(name, _)| !known.contains(name.as_str())) {
            mistakes.push(Mistake::unknown(file, *span, name, known.iter().copied()));
        }
        settings.packs = Some(packs.iter().map(|(name, _)| name.clone()).collect());
    }
    for (kind, span, globs) in &written.globs {
        let Some(index) = set.kinds.find(kind) else {
            mistakes.push(Mistake::unknown(
                file,
                *span,
                kind,
                set.kinds.iter().map(|kind| kind.name.as_str()),
            ));
            continue;
        };
        match Globs::new(globs.iter().map(|(glob, _)| glob.as_str())) {
            Ok(compiled) => settings.globs.push((index, compiled)),
            Err((at, why)) => {
                mistakes.push(Mistake::new(file, globs[at].1, format!("This is no glob: {why}.")))
            }
        }
    }
    // The first that matches decides.
    settings.globs.rotate_left(before);
    let ids = || set.policies.iter().map(|policy| &*policy.id);
    for (id, span, severity) in &written.severities {
        match set.find(id) {
            None => mistakes.push(Mistake::unknown(file, *span, id, ids())),
            Some(policy) if !policy.waivable && *severity < policy.severity => {
                mistakes.push(Mistake::new(
                    file,
                    *span,
                    format!("'{id}' can't be lowered: records that can't be read prove nothing."),
                ));
            }
            Some(_) => drop(settings.severities.insert(id.clone(), *severity)),
        }
    }
    for (id, span) in &written.off {
        match set.find(id) {
            None => mistakes.push(Mistake::unknown(file, *span, id, ids())),
            Some(policy) if !policy.waivable => {
                mistakes.push(Mistake::new(
                    file,
                    *span,
                    format!("'{id}' can't be switched off: records that can't be read prove nothing."),
                ));
            }
            Some(_) => settings.off.push(id.clone()),
        }
    }
    for (extension, span) in &written.vocabulary {
        if set.vocabulary.concept(&extension.concept).is_none() {
            let known = set.vocabulary.concepts().iter().map(|concept| concept.id.as_str());
            mistakes.push(Mistake::unknown(file, *span, &extension.concept, known));
        }
    }
    parameters(settings, written, file, own, set, mistakes);
}

fn parameters(
    settings: &mut Settings,
    written: &Written,
    file: &Arc<SourceFile>,
    own: bool,
    set: &PolicySet,
    mistakes: &mut Vec<Mistake>,
) {
    for (name, span, node) in &written.parameters {
        let spec = set.packs.iter().find_map(|pack| pack.parameters.get(name));
        let Some(spec) = spec else {
            if !own {
                mistakes.push(Mistake::unknown(
                    file,
                    *span,
                    name,
                    settings.parameters.keys().map(String::as_str),
                ));
                continue;
            }
            let near = nearest(name, settings.parameters.keys().map(String::as_str)).map(str::to_owned);
            settings.unread.push((name.clone(), *span, near));
            continue;
        };
        match parameter(node, &spec.kind) {
            Some(value) => {
                // Only the firm's own file is shown beside a finding.
                let written = Some((Arc::clone(file), node.span));
                let value = Parameter { set: own.then_some(node.span), written, ..value };
                settings.parameters.insert(name.clone(), value);
            }
            None => mistakes.push(Mistake::new(
                file,
                node.span,
                format!("'{name}' takes another type of value: {}.", spec.says),
            )),
        }
    }
}

impl Settings {
    /// The severity of a policy here; `None` where it does not judge.
    #[must_use]
    pub fn severity(&self, policy: &crate::policy::Policy) -> Option<Severity> {
        let pack = policy.id.split('/').next().unwrap_or_default();
        let chosen = self.packs.as_ref().is_none_or(|packs| packs.iter().any(|name| name == pack));
        let off = self.off.iter().any(|id| **id == *policy.id);
        let severity = self.severities.get(&*policy.id).copied().unwrap_or(policy.severity);
        (!off && (chosen || !policy.waivable)).then_some(severity)
    }
}
