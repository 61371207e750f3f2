//! What the embedded broker gives back.

use crate::round_trip::{ReadBack, round_trip};
use crate::ticks::{Ticks, block_on, labels};
use rushhour::run::{Options, Pace, Stop};
use rushhour::target::{Properties, Target};

#[test]
fn the_embedded_broker_gives_back_what_was_sent() {
    round_trip(&Target::Embedded(Properties::default()), "round-trip");
}

#[test]
fn a_key_goes_to_the_partition_that_a_java_producer_chooses() {
    let mut reader = ReadBack::new("keys");
    block_on(rushhour::run::run(
        Box::new(Ticks::new("keys", 1)),
        &Target::Embedded(Properties::default()),
        labels("keys"),
        Options { pace: Pace::Max, ..Options::default() },
        &mut reader,
        Stop::never(),
    ))
    .unwrap();
    assert_eq!(reader.records[0].key.as_deref(), Some("key-0"));
    assert_eq!(reader.records[0].partition, 1);
}
