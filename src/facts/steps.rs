//! Lists that go through stages of the work: what is said step by step, in no sentence, is evidence of a workflow.

use std::collections::BTreeSet;

use crate::syntax::markdown::{BlockId, BlockKind};

use super::passage::Passage;
use super::reading::{Part, Reading};
use super::substance::stages;
use super::verdict::Force;
use super::vocabulary::Owner;

/// A list with items for so many stages goes through the work.
const STAGES: usize = 3;

/// A passage for each list of stages and each rule that asks for one. A list under a heading of another name is about
/// that: checks, stage by stage.
pub(super) fn lists_of_stages(reading: &Reading<'_>, asked: impl Fn(Owner) -> bool) -> Vec<Passage> {
    let mut found = Vec::new();
    let wanted = reading.vocabulary.lists.stages;
    let rules = reading.vocabulary.evidence.iter().enumerate();
    let rules: Vec<(u32, Owner)> = rules
        .filter(|(_, rule)| rule.all[0].contains(&wanted) && asked(rule.owner))
        .map(|(index, rule)| (index as u32, rule.owner))
        .collect();
    if rules.is_empty() {
        return found;
    }
    for (index, block) in reading.markdown.blocks.iter().enumerate() {
        if !matches!(block.kind, BlockKind::List { .. }) || block.contents {
            continue;
        }
        let list = BlockId(index as u32);
        let Some(first) = first_of_stages(reading, list) else { continue };
        let over = reading.named_over(list);
        for (rule, owner) in &rules {
            if over.is_empty() || over.iter().any(|concept| Owner::Concept(*concept) == *owner) {
                found.push(Passage {
                    owner: *owner,
                    rule: *rule,
                    span: reading.span(&first),
                    part: first.clone(),
                    acts: Vec::new(),
                    cells: Vec::new(),
                    force: (Force::Duty, false),
                });
            }
        }
    }
    found
}

/// The first sentence of a list whose items begin with enough stages.
fn first_of_stages(reading: &Reading<'_>, list: BlockId) -> Option<Part> {
    let markdown = reading.markdown;
    let first_leaf = |item: BlockId| markdown.leaves_in(item.0..markdown.block(item).end.0).next();
    let leaves = || markdown.children(list).filter_map(first_leaf).map(|(block, _)| block);
    // Most lists go through something else: look at the words of their items before looking at sentences.
    let stages_of = reading.vocabulary.of_stages();
    leaves().filter(|block| reading.words(*block).may_have(stages_of)).nth(STAGES - 1)?;
    let openings = || leaves().filter_map(|block| reading.sentences_of(block).next());
    let mut named = BTreeSet::new();
    for opening in openings() {
        named.extend(stages(reading, &opening.part).take(1).map(|(stage, _)| stage.name.as_str()));
    }
    openings().next().map(|opening| opening.part).filter(|_| named.len() >= STAGES)
}
