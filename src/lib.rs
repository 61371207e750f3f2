//! Rushhour: declarative, reproducible event traffic for Kafka.

#[cfg(test)]
#[macro_use]
mod readme;

pub mod check;
pub mod cli;
pub mod compose;
pub mod diagnostic;
pub mod document;
pub mod expect;
pub mod formula;
pub mod measure;
pub mod pipeline;
pub mod plan;
pub mod random;
pub mod report;
pub mod run;
pub mod scenario;
pub mod schedule;
pub mod source;
pub mod target;
pub mod template;
pub mod traffic;
pub mod value;
