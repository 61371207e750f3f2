//! The clickstream in the embedded broker.

use crate::consumer::{PARTITIONS, holds_together};
use rdkafka::mocking::MockCluster;

#[test]
fn carts_and_sessions_of_the_clickstream_hold_together() {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("clicks-to-read", PARTITIONS, 1).unwrap();
    holds_together(&cluster.bootstrap_servers(), "clicks-to-read");
}
