//! Formulas: what is computed or drawn, from text to operations.

pub mod ast;
pub mod draws;
pub mod functions;
pub mod signature;
