//! Real brokers of Apache Kafka for tests: one or three, with every kind of listener, which a test can pause, kill and start
//! again. `kafka.sh` makes what they need and starts each; what a test begins here ends with it, however it ends.

pub mod broker;
pub mod certificates;
pub mod client;
pub mod cluster;
pub mod jars;
pub mod keeper;
pub mod properties;

/// The one thing that knows how Kafka is started.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kafka/kafka.sh");
