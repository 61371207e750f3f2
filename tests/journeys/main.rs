//! Journeys, held by readers of what they send: carts, sessions and clocks are rebuilt from the records alone.

#![expect(clippy::unwrap_used, reason = "in a test it is an assertion")]

#[path = "../draws/chi_square.rs"]
mod chi_square;
mod clicks;
mod consumer;
mod cut;
mod edits;
mod embedded;
mod expectations;
mod frequencies;
mod gallery;
#[path = "../reproducible/harness.rs"]
#[expect(dead_code, reason = "independent records need more of it")]
mod harness;
mod model;
mod order;
mod reader;
mod timeouts;
mod walks;
