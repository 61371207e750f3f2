//! Formulas: what is computed or drawn, from text to operations.

pub mod ast;
pub mod functions;
pub mod signature;
