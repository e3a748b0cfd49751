//! Which rules of evidence are asked for: there is a choice for each kind of document, and a number for each choice.

/// As many at most are told apart.
const CHOICES: usize = 64;

/// The choices that were met.
#[derive(Debug, Default)]
pub(super) struct Choices(Vec<Box<[bool]>>);

impl Choices {
    /// A choice's number; nothing where there are too many to tell apart.
    pub(super) fn number(&mut self, asked: &[bool]) -> Option<u8> {
        let known = self.0.iter().position(|known| **known == *asked);
        let place = known.or_else(|| {
            (self.0.len() < CHOICES).then(|| {
                self.0.push(asked.into());
                self.0.len() - 1
            })
        });
        place.and_then(|place| u8::try_from(place).ok())
    }
}
