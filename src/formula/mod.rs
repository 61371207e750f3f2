//! Formulas: what is computed or drawn, from text to operations.

mod arithmetic;
pub mod ast;
mod call;
pub mod check;
pub mod compile;
pub mod draws;
pub mod forms;
pub mod functions;
pub mod lookups;
pub mod machine;
pub mod number;
mod pick;
pub mod program;
pub mod signature;
pub mod typed;
pub mod weights;
