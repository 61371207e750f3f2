//! Expectation lines (section 9 of the language): what must hold of a run.
//!
//! In: the text of one line. Out: its tree (`ast`). Never looks a name up, never measures.

pub mod ast;
mod bound;
mod field;
mod grammar;
mod habits;
mod line;
pub mod metric;
mod scope;

pub use line::parse_expectation;
