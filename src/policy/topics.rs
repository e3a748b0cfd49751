//! Of which topics policies read clauses, so that no text is searched for what nobody asks.

use super::Policy;

/// For each kind and each topic whether some policy reads clauses about it in such documents: of the
/// documents that it judges, and of those to which its expressions lead.
pub(super) fn by_kind(policies: &[Policy], kinds: usize, topics: usize) -> Vec<Vec<bool>> {
    let mut asked = vec![vec![false; topics]; kinds];
    for policy in policies {
        for kind in policy.applies_to.iter().chain(&policy.reads.kinds) {
            policy.reads.topics.iter().for_each(|topic| asked[*kind][*topic] = true);
        }
    }
    asked
}
