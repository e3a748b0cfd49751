//! Neighbours: what follows what, so that the distance between two can be asked about.
//!
//! Both give positions in the list, so that the caller can say where each of the two stands.

use jiff::civil::Date;

/// Each entry with the one after it, as listed: 0 and 1, 1 and 2, and so on. Nothing for fewer than two.
pub fn pairs(length: usize) -> impl Iterator<Item = (usize, usize)> {
    (1..length).map(|next| (next - 1, next))
}

/// Each entry with the one that follows it in time; entries of one day in the order of the list.
/// Nothing for fewer than two. RULES 7, SUP-009: the gap between consecutive entries of a log, which
/// may stand in several files in any order.
#[must_use]
pub fn gaps(dates: &[Date]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..dates.len()).collect();
    order.sort_by_key(|index| dates[*index]);
    order.windows(2).map(|two| (two[0], two[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_a_list_and_in_time() {
        let dates = ["2026-08-20", "2026-08-03", "2026-08-20", "2026-08-10"]
            .map(|text| text.parse().expect("a date"));
        assert_eq!(gaps(&dates), [(1, 3), (3, 0), (0, 2)]);
        assert_eq!(pairs(3).collect::<Vec<_>>(), [(0, 1), (1, 2)]);
        assert_eq!((gaps(&dates[..1]).len(), pairs(0).count(), pairs(1).count()), (0, 0, 0));
    }
}
