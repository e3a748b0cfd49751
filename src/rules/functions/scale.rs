//! Ordered scales: `low < medium < high`, `annual < quarterly < monthly`. The words are data of a pack.

/// Where a word stands in a scale, from 0; `None` where it is not in it. Words are compared as written.
#[must_use]
pub fn rank<S: AsRef<str>>(scale: &[S], word: &str) -> Option<usize> {
    scale.iter().position(|step| step.as_ref() == word)
}

/// The higher of two words; `None` where one of them is not in the scale.
#[must_use]
pub fn higher<'a, S: AsRef<str>>(scale: &[S], a: &'a str, b: &'a str) -> Option<&'a str> {
    Some(if rank(scale, b)? > rank(scale, a)? { b } else { a })
}

/// The lower of two words; `None` where one of them is not in the scale.
#[must_use]
pub fn lower<'a, S: AsRef<str>>(scale: &[S], a: &'a str, b: &'a str) -> Option<&'a str> {
    Some(if rank(scale, b)? < rank(scale, a)? { b } else { a })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_their_order() {
        let risk = ["low", "medium", "high"];
        assert_eq!((rank(&risk, "low"), rank(&risk, "high"), rank(&risk, "High")), (Some(0), Some(2), None));
        assert_eq!(higher(&risk, "medium", "low"), Some("medium"));
        assert_eq!(higher(&risk, "medium", "high"), Some("high"));
        assert_eq!(lower(&risk, "medium", "high"), Some("medium"));
        assert_eq!((higher(&risk, "medium", "severe"), lower(&risk, "none", "low")), (None, None));
    }
}
