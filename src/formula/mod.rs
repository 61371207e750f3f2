//! Formulas: what is computed or drawn, from text to operations.

pub mod ast;
mod display;
mod grammar;
pub mod number;
mod parser;
pub mod signature;

pub use parser::{parse, parse_key};
