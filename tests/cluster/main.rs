//! The command against real brokers of Apache Kafka that these tests start, pause, kill and start again (`tests/kafka`): with
//! encryption and logins, through failures and outages.
//!
//! They need Java 17 and run where `RUSHHOUR_TEST_CLUSTER` names the folder with Kafka's jars
//! (`tests/kafka/kafka.sh jars` fetches them and prints it); elsewhere each one says that it is skipped. Time passes by
//! the run's own schedule: a broker is gone until the run has come to a record that is due so much later.

#![expect(clippy::unwrap_used, reason = "in a test it is an assertion")]

mod accounts;
#[path = "../cli/child.rs"]
#[expect(dead_code, reason = "shared with the tests of the command")]
mod child;
#[path = "../journeys/consumer.rs"]
mod consumer;
mod contents;
mod doubts;
#[path = "../cli/exposition.rs"]
#[expect(dead_code, reason = "shared with the tests of the command")]
mod exposition;
#[path = "../cli/folder.rs"]
#[expect(dead_code, reason = "shared with the tests of the command")]
mod folder;
#[path = "../kafka/mod.rs"]
mod kafka;
mod metrics;
#[cfg(feature = "oidc")]
mod oidc;
mod outages;
#[path = "../../src/readme.rs"]
#[expect(dead_code, unused_macros, reason = "shared with the tests of the crate")]
mod page;
#[path = "../hostile/processor_time.rs"]
mod processor_time;
mod readme;
mod records;
mod refusals;
mod resume;
mod rights;
#[path = "../run/round_trip.rs"]
mod round_trip;
mod scenario;
#[path = "../cli/scrape.rs"]
mod scrape;
mod secrecy;
mod security;
#[path = "../run/ticks.rs"]
#[expect(dead_code, reason = "shared with the tests of every target")]
mod ticks;
mod transactions;

use kafka::{certificates, client, cluster, properties};
