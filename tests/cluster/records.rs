//! Records that a topic does not take: the run goes on, counts them as failed, and says why once.

use crate::cluster::{Cluster, calm};
use crate::folder::Folder;
use crate::properties::Listener;
use crate::readme::is_explained;
use crate::scenario::{call, count, run, set, ticks};

/// The scenario with a line changed, and five of its events to `orders` of the calm broker.
#[track_caller]
fn refused(from: &str, to: &str, properties: &[(&str, &str)], cluster: &Cluster) {
    let folder = Folder::with("ticks.yaml", &ticks("limited", "").read("ticks.yaml").replace(from, to));
    let called = call(&folder, &[run(cluster, Listener::Plain, 5), set(properties)]).refused(6, "failed: ");
    is_explained(&called.err, &[("limited", "orders")]);
    assert_eq!(["planned", "acknowledged", "failed"].map(|member| count(&folder, member)), [5, 0, 5]);
}

#[test]
fn records_that_the_topic_does_not_take_have_failed_and_say_what_to_do() {
    let Some(cluster) = calm() else { return };
    cluster.create("limited", 1, &[("max.message.bytes", "2000")]);
    let long = format!("at: {}", "x".repeat(3_000));
    refused("at: =now", &long, &[("compression.type", "none")], cluster);
    // Too large for the producer already.
    refused("at: =now", &long, &[("message.max.bytes", "1500")], cluster);
    refused("events:", "start: 2100-01-01T00:00:00Z\nevents:", &[], cluster);
    assert_eq!(cluster.held("limited"), [0]);
}
