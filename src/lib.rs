//! Rushhour: declarative, reproducible event traffic for Kafka.

pub mod compose;
pub mod diagnostic;
pub mod formula;
pub mod random;
pub mod report;
pub mod run;
pub mod source;
pub mod target;
pub mod value;
