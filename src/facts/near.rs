//! The known name that a misspelled one was probably meant to be.

/// The known name that looks most like a given one, if one does.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Slips of the finger leave most letters in place. A name that goes on after a known one was
    // probably meant to be part of it.
    const ALIKE: f64 = 0.65;
    let score = |other: &str| {
        let start: String = name.chars().take(other.chars().count()).collect();
        let alike = strsim::normalized_damerau_levenshtein;
        let score = alike(name, other).max(if start.len() < name.len() { 0.85 * alike(&start, other) } else { 0.0 });
        (score >= ALIKE).then_some(score)
    };
    let best = known.into_iter().filter_map(|other| Some((score(other)?, other)));
    best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))).map(|(_, other)| other)
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
