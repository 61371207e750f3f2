//! Formulas: what is computed or drawn, from text to operations.

mod arithmetic;
pub mod ast;
pub mod check;
pub mod compile;
mod display;
pub mod draws;
pub mod faults;
pub mod forms;
pub mod functions;
mod grammar;
pub mod histories;
pub mod lanes;
pub mod lookups;
pub mod machine;
pub mod number;
mod parser;
mod pick;
pub mod program;
pub mod rendered;
pub mod signature;
mod step;
pub mod typed;
pub mod weights;

pub use parser::{parse, parse_key};

use signature::Signature;

/// The signatures of all draws, functions and special forms.
pub fn reference() -> impl Iterator<Item = &'static Signature> {
    let forms = forms::ALL.iter().map(|form| &form.signature);
    let functions = functions::ALL.iter().map(|function| &function.signature);
    draws::ALL.iter().map(|draw| &draw.signature).chain(forms).chain(functions)
}

/// The names of everything that draws.
pub fn drawing_names() -> impl Iterator<Item = &'static str> {
    draws::ALL.iter().map(|draw| draw.signature.name).chain(["choice", "pick", "times", "unique"])
}
