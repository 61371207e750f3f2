//! What a consumer finds in Kafka is what it finds in the embedded broker.

use crate::cluster::calm;
use crate::consumer::{self, holds_together};
use crate::properties::Listener;
use crate::round_trip::round_trip;
use crate::ticks;
use rushhour::target::Target;

/// Event times are the scenario's, far from the clock: never refuse one, never delete one as expired.
const ANY_TIME: [(&str, &str); 2] =
    [("message.timestamp.after.max.ms", "9223372036854775807"), ("retention.ms", "-1")];

#[test]
fn a_real_kafka_gives_back_what_was_sent() {
    let Some(cluster) = calm() else { return };
    cluster.create("round-trip", ticks::PARTITIONS, &ANY_TIME);
    let servers = ("bootstrap.servers", cluster.servers(Listener::Plain));
    round_trip(&Target::Kafka([servers].into_iter().collect()), "round-trip");
}

#[test]
fn carts_and_sessions_of_the_clickstream_hold_together_in_a_real_kafka() {
    let Some(cluster) = calm() else { return };
    cluster.create("clicks-to-read", consumer::PARTITIONS, &ANY_TIME);
    holds_together(&cluster.servers(Listener::Plain), "clicks-to-read");
}
