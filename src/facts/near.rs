//! The known name that a misspelled one was probably meant to be.

/// The known name that looks most like a given one, if one does.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const ALIKE: f64 = 0.84;
    let scored = known.into_iter().map(|other| (strsim::jaro_winkler(name, other), other));
    let best = scored.filter(|(score, _)| *score >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_of_the_finger_are_recognised() {
        assert_eq!(nearest("encyption", ["vpn", "encryption", "channels"]), Some("encryption"));
        assert_eq!(nearest("actve", ["draft", "active"]), Some("active"));
        assert_eq!(nearest("colour", ["draft", "active"]), None);
    }
}
