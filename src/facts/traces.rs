//! What was met once, by so little of it that no text need be kept.

/// How many are told apart.
const TRACES: usize = 1 << 16;

/// By the first bits of a hash, some others of it. What takes a place drives out what had it, so that a few are
/// forgotten; hardly any is taken for one that was met.
#[derive(Debug)]
pub(super) struct Traces(Box<[u16]>);

impl Default for Traces {
    fn default() -> Self {
        Self(vec![0; TRACES].into())
    }
}

impl Traces {
    /// Whether what has a hash was met before, as far as is remembered; from now on it was.
    pub(super) fn meet(&mut self, hash: u64) -> bool {
        let trace = hash as u16 | 1;
        std::mem::replace(&mut self.0[(hash >> 48) as usize % TRACES], trace) == trace
    }
}
