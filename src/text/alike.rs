//! How far two texts are the same, from either end: where an edit was.

/// So many bytes are compared in one go.
const CHUNK: usize = 32;

/// How many bytes two texts have in common from their beginning. This may be within a character.
#[must_use]
pub fn common_start(one: &str, other: &str) -> usize {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let chunks = one.chunks_exact(CHUNK).zip(other.chunks_exact(CHUNK));
    let from = chunks.take_while(|(one, other)| one == other).count() * CHUNK;
    from + one[from..].iter().zip(&other[from..]).take_while(|(one, other)| one == other).count()
}

/// How many bytes two texts have in common up to their end. This may be within a character.
#[must_use]
pub fn common_end(one: &str, other: &str) -> usize {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let chunks = one.rchunks_exact(CHUNK).zip(other.rchunks_exact(CHUNK));
    let from = chunks.take_while(|(one, other)| one == other).count() * CHUNK;
    let rest = one[..one.len() - from].iter().rev().zip(other[..other.len() - from].iter().rev());
    from + rest.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_between_what_is_common() {
        let text =
            "The vendor deletes all client files within thirty days, and says so in writing. ".repeat(3);
        for at in [0, 1, 31, 32, 33, 100, text.len()] {
            let edited = format!("{}!{}", &text[..at], &text[at..]);
            assert_eq!(common_start(&text, &edited), at);
            assert_eq!(common_end(&text, &edited), text.len() - at);
            assert_eq!(common_start(&edited, &text[..at]), at);
        }
        assert_eq!((common_start(&text, &text), common_end(&text, "")), (text.len(), 0));
    }
}
