//! The known name that a misspelled one was probably meant to be.

/// The known name that looks most like a given one, if one does.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Slips of the finger leave most letters in place. A name that goes on after a known one was
    // probably meant to be part of it.
    const ALIKE: f64 = 0.65;
    let score = |other: &str| {
        let start: String = name.chars().take(other.chars().count()).collect();
        let alike = strsim::normalized_damerau_levenshtein;
        let score =
            alike(name, other).max(if start.len() < name.len() { 0.85 * alike(&start, other) } else { 0.0 });
        (score >= ALIKE).then_some(score)
    };
    let best = known.into_iter().filter_map(|other| Some((score(other)?, other)));
    best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))).map(|(_, other)| other)
}

/// How much of two texts is the same, from 0 to 1, if it is at least so much.
pub(crate) fn alike(a: &str, b: &str, least: f64) -> Option<f64> {
    // To compare is slow, so letters are counted first: those that only one of the two has must differ.
    let mut counts = [0_i32; 128];
    let mut places = 0_usize;
    for c in a.chars() {
        counts[c as usize % 128] += 1;
        places += 1;
    }
    let (mut common, mut others) = (0_usize, 0_usize);
    for c in b.chars() {
        let count = &mut counts[c as usize % 128];
        common += usize::from(*count > 0);
        *count -= 1;
        others += 1;
    }
    if (common as f64) < least * places.max(others) as f64 {
        return None;
    }
    Some(strsim::normalized_damerau_levenshtein(a, b)).filter(|score| *score >= least)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_of_the_finger_are_recognised() {
        assert_eq!(nearest("encyption", ["vpn", "encryption", "channels"]), Some("encryption"));
        assert_eq!(nearest("encyption_at_rest", ["vpn", "encryption", "channels"]), Some("encryption"));
        assert_eq!(nearest("actve", ["draft", "active"]), Some("active"));
        assert_eq!(nearest("sop/scop", ["sop", "sop/scope"]), Some("sop/scope"));
        assert_eq!(nearest("colour", ["draft", "active"]), None);
        assert_eq!(nearest("min_cyber_usd", ["min_section_words"]), None);
    }
}
