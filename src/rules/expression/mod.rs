//! Expressions: a subset of CEL over values that know where they stand.
//!
//! Text is read once ([`parse`]), held against the names and types that a policy may use
//! ([`Compiler`]), and evaluated for each subject ([`Machine`]). A value that a file does not have is
//! *unknown*, never an error, and `&&`, `||` and `!` follow Kleene's three-valued logic, so that nothing
//! is ever taken for granted. A `require` that fails says which places decided it, in whichever file.

mod arithmetic;
mod calling;
mod calls;
mod code;
mod compare;
mod compile;
mod counted;
mod each;
mod eval;
mod field;
pub mod functions;
mod guard;
mod guarded;
mod join;
mod key;
mod lex;
mod mistake;
mod names;
mod operand;
mod operators;
mod parse;
mod patterns;
mod read;
mod show;
mod sources;
mod subject;
mod syntax;
mod tables;
mod telling;
mod truth;
mod types;
mod value;

pub use calls::is_reserved;
pub use code::Code;
pub use compile::Compiler;
pub use eval::{Machine, STEPS};
pub use join::{Join, Matches};
pub use key::Key;
pub use mistake::Mistake;
pub use names::{Definition, Names, Reads};
pub use operand::Operand;
pub use parse::parse;
pub use patterns::{Pattern, Patterns};
pub use subject::{Parameter, Parameters, Subject};
pub use syntax::{Comparison, Expr, ExprKind, Literal, Macro, Name, Operation};
pub use tables::Tables;
pub use truth::Truth;
pub use types::Type;
pub use value::{Amount, Data, List, Moment, NodeRef, Others, Period, Place, Value};
