//! Expressions: a subset of CEL over values that know where they stand.
//!
//! Text is read once ([`parse`]), held against the names and types that a policy may use
//! ([`Compiler`]), and evaluated for each subject ([`Machine`]). A value that a file does not have is
//! *unknown*, never an error, and `&&`, `||` and `!` follow Kleene's three-valued logic, so that nothing
//! is ever taken for granted. A `require` that fails says which places decided it, in whichever file.

mod arithmetic;
mod code;
mod compare;
mod compile;
mod each;
mod eval;
pub mod functions;
mod join;
mod lex;
mod names;
mod parse;
mod read;
mod show;
mod subject;
mod syntax;
mod types;
mod value;

pub use code::Code;
pub use compile::{Compiler, is_reserved};
pub use eval::{Machine, STEPS, Truth};
pub use join::{Join, Key, Matches};
pub use names::{Definition, Mistake, Names, Reads};
pub use parse::parse;
pub use subject::{Parameter, Parameters, Subject};
pub use syntax::{Comparison, Expr, ExprKind, Literal, Macro, Name, Operation};
pub use types::Type;
pub use value::{Amount, Data, List, Moment, NodeRef, Period, Place, Value};
