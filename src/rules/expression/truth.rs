//! Three-valued logic, and why a value is not known.

use super::{Data, Value};

/// The result of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// A value that it needs is not there.
    Unknown,
    /// A value that it needs is there and cannot be used.
    Malformed,
    /// It hangs on git's history, which was not read.
    Unrecorded,
}

impl Truth {
    /// Whether it is known.
    #[must_use]
    pub fn is_known(self) -> bool {
        matches!(self, Truth::True | Truth::False)
    }
}

impl Value<'_> {
    /// As a condition.
    #[must_use]
    pub fn truth(&self) -> Truth {
        match self.data {
            Data::Bool(true) => Truth::True,
            Data::Bool(false) => Truth::False,
            Data::Missing => Truth::Unknown,
            Data::Unrecorded => Truth::Unrecorded,
            _ => Truth::Malformed,
        }
    }
}

/// What is not known, as data.
pub(super) fn unknown<'a>(truth: Truth) -> Data<'a> {
    match truth {
        Truth::Unknown => Data::Missing,
        Truth::Unrecorded => Data::Unrecorded,
        _ => Data::Malformed,
    }
}

/// The one that says more about why nothing is known.
pub(super) fn worse(a: Truth, b: Truth) -> Truth {
    let order = [Truth::Malformed, Truth::Unrecorded, Truth::Unknown];
    order.into_iter().find(|truth| *truth == a || *truth == b).unwrap_or(b)
}

/// What two operands give where one of them is not known; the one that is not there is shown first, since
/// that is what a reader must see.
pub(super) fn undecided<'a>(left: &Value<'a>, right: &Value<'a>) -> Option<Value<'a>> {
    let (first, second) = match (left.is_known(), right.is_known()) {
        (true, true) => return None,
        (true, false) => (right, left),
        (false, _) => (left, right),
    };
    Some(Value::made(unknown(open(left, right)), [first, second]))
}

/// Why two operands decide nothing, of which one is not known at least.
pub(super) fn open(left: &Value<'_>, right: &Value<'_>) -> Truth {
    match (left.is_known(), right.is_known()) {
        (true, _) => right.truth(),
        (false, true) => left.truth(),
        (false, false) => worse(left.truth(), right.truth()),
    }
}
