//! Rushhour: declarative, reproducible event traffic for Kafka.

pub mod compose;
pub mod diagnostic;
pub mod document;
pub mod formula;
pub mod random;
pub mod source;
pub mod value;
