//! The known name that a misspelled one was probably meant to be.

/// The known name that looks most like a given one, if one does.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Slips of the finger leave most letters in place. A name that goes on after a known one was
    // probably meant to be part of it.
    const ALIKE: f64 = 0.65;
    let score = |other: &str| {
        let start: String = name.chars().take(other.chars().count()).collect();
        let of_start = Some(start).filter(|start| start.len() < name.len());
        let of_start =
            of_start.and_then(|start| alike(&start, other, ALIKE / 0.85)).map(|score| 0.85 * score);
        alike(name, other, ALIKE)
            .into_iter()
            .chain(of_start)
            .max_by(f64::total_cmp)
            .filter(|score| *score >= ALIKE)
    };
    let best = known.into_iter().filter_map(|other| Some((score(other)?, other)));
    best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))).map(|(_, other)| other)
}

/// How much of two texts is the same, from 0 to 1, if it is at least so much.
pub(crate) fn alike(a: &str, b: &str, least: f64) -> Option<f64> {
    // To compare is slow. At most as many letters can be the same as the shorter one has, or as occur in both.
    let (a_length, b_length) = (a.chars().count(), b.chars().count());
    let enough = |same: usize| same as f64 >= least * a_length.max(b_length) as f64;
    if !enough(a_length.min(b_length)) || !enough(common(a, b)) {
        return None;
    }
    Some(strsim::normalized_damerau_levenshtein(a, b)).filter(|score| *score >= least)
}

/// How many characters two texts have in common, or a few more.
fn common(a: &str, b: &str) -> usize {
    let mut counts = [0_u32; 128];
    for c in a.chars() {
        counts[c as usize % 128] += 1;
    }
    let has = |c: char| {
        let count = &mut counts[c as usize % 128];
        *count = count.checked_sub(1)?;
        Some(())
    };
    b.chars().filter_map(has).count()
}

#[cfg(test)]
mod tests {
    use super::{alike, nearest};

    #[test]
    fn slips_of_the_finger_are_recognised() {
        assert_eq!(nearest("encyption", ["vpn", "encryption", "channels"]), Some("encryption"));
        assert_eq!(nearest("encyption_at_rest", ["vpn", "encryption", "channels"]), Some("encryption"));
        assert_eq!(nearest("actve", ["draft", "active"]), Some("active"));
        assert_eq!(nearest("sop/scop", ["sop", "sop/scope"]), Some("sop/scope"));
        assert_eq!(nearest("colour", ["draft", "active"]), None);
        assert_eq!(nearest("min_cyber_usd", ["min_section_words"]), None);
    }

    #[test]
    fn no_close_pair_is_passed_over() {
        let words = [
            "escalation",
            "escalations",
            "esclation",
            "quality",
            "qualty control",
            "calidad",
            "über",
            "uber",
        ];
        for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (a, b))) {
            let score = strsim::normalized_damerau_levenshtein(a, b);
            assert_eq!(alike(a, b, 0.7), (score >= 0.7).then_some(score), "{a} {b}");
        }
    }
}
