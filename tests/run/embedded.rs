//! What the embedded broker gives back.

use crate::round_trip::{ReadBack, round_trip};
use crate::ticks::{Ticks, block_on, labels, run};
use rushhour::run::{Options, Pace, Stop};
use rushhour::target::{Properties, Target};
use std::time::Duration as Span;

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

#[test]
fn what_arrived_and_was_not_acknowledged_is_more_than_was_acknowledged_and_nobodys_fault() {
    let target = Target::Embedded([("test.mock.broker.rtt", "400")].into_iter().collect::<Properties>());
    let options = Options { pace: Pace::Max, drain: Span::from_millis(100), ..Options::default() };
    let summary = run(Ticks::new("late", 5), &target, options).unwrap();
    assert_eq!((summary.total.acknowledged, summary.total.failed), (0, 5));
    assert_eq!(summary.mismatches, []);
    assert_eq!(summary.surplus.iter().map(|partition| partition.held).sum::<u64>(), 5, "{summary:?}");
}
