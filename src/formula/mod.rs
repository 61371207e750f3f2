//! Formulas: what is computed or drawn, from text to operations.

pub mod ast;
pub mod number;
mod parse;
pub mod signature;

pub use parse::parse;
