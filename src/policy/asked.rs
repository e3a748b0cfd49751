//! What policies read of documents of each kind, so that no text is searched for what nobody asks.

use crate::facts::{Asked, SectionFacts, Vocabulary};

use super::Policy;

/// For each kind which clauses and facts of sections some policy reads of such documents: of the documents that it
/// judges, and of those to which its expressions lead.
pub(super) fn by_kind(policies: &[Policy], kinds: usize, vocabulary: &Vocabulary) -> Vec<Asked> {
    let mut asked = vec![Asked::new(vocabulary.topics().len(), vocabulary.concepts().len()); kinds];
    for policy in policies {
        let reads = &policy.reads;
        let facts = SectionFacts::named(&reads.sections);
        for kind in policy.applies_to.iter().chain(&reads.kinds) {
            let asked = &mut asked[*kind];
            reads.topics.iter().for_each(|topic| asked.add_topic(*topic));
            reads.concepts.iter().for_each(|concept| asked.add_facts(*concept, facts));
        }
    }
    asked
}
