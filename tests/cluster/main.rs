//! The command against real brokers of Apache Kafka that these tests start, pause, kill and start again: with
//! encryption and logins, through failures and outages.
//!
//! They need Java 17 and run where `RUSHHOUR_TEST_CLUSTER` names the folder with Kafka's jars
//! (`tests/kafka/kafka.sh jars` fetches them and prints it); elsewhere each one says that it is skipped. Time passes by
//! the run's own schedule: a broker is gone until the run has come to a record that is due so much later.

#![expect(clippy::unwrap_used, reason = "in a test it is an assertion")]

mod accounts;
mod broker;
mod certificates;
#[path = "../cli/child.rs"]
#[expect(dead_code, reason = "shared with the tests of the command")]
mod child;
mod client;
mod cluster;
mod doubts;
#[path = "../cli/folder.rs"]
#[expect(dead_code, reason = "shared with the tests of the command")]
mod folder;
mod java;
mod keeper;
#[cfg(feature = "oidc")]
mod oidc;
mod outages;
#[path = "../hostile/processor_time.rs"]
mod processor_time;
mod properties;
mod readme;
mod records;
mod refusals;
mod resume;
mod rights;
mod scenario;
mod secrecy;
mod security;
mod transactions;
