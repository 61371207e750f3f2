//! Rushhour: declarative, reproducible event traffic for Kafka.

pub mod compose;
pub mod diagnostic;
pub mod formula;
pub mod random;
pub mod schedule;
pub mod source;
pub mod traffic;
pub mod value;
