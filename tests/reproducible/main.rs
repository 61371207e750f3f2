//! The promise of reproducibility, held over whole scenarios: a value is a function of seed, place and index,
//! and of nothing else.

#![expect(clippy::unwrap_used, reason = "in a test it is an assertion")]

mod abreast;
mod arithmetic;
mod disorder;
mod disorder_laws;
mod disorder_lines;
mod disordered;
mod edits;
mod formulas;
mod golden;
mod harness;
mod hash;
mod model;
mod order;
mod overlays;
mod places;
mod runs;
mod shares;
mod templates;
mod write;
