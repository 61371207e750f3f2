//! The accounts of every run add up, whatever happens to it: against a broker that refuses, with records that are late,
//! skipped or dropped, stopped anywhere. What was composed is counted beside the run, batch by batch.

mod ways;

use proptest::prelude::*;
use rdkafka::types::RDKafkaRespErr;
use rushhour::run::{Behind, Part, PartitionPart, Summary};
use rushhour::value::Duration;
use std::collections::BTreeMap;
use ways::{Composed, Way, run, usual, way};

fn dropped(part: &Part) -> u64 {
    part.disorder.map_or(0, |disorder| disorder.dropped)
}

/// One part by itself.
fn adds_up(name: &str, part: &Part) {
    assert_eq!(
        part.planned,
        part.acknowledged + part.failed + part.skipped + dropped(part),
        "{name}: {part:?}"
    );
    assert_eq!(part.composed + dropped(part), part.planned + part.unsent, "{name}: {part:?}");
    assert_eq!(
        part.failures.iter().map(|failure| failure.records).sum::<u64>(),
        part.failed,
        "{name}: {part:?}"
    );
    let handed_over = part.acknowledged + part.failed;
    assert!(
        part.late <= handed_over && part.acknowledged <= part.sent && part.sent <= handed_over,
        "{name}: {part:?}"
    );
}

/// The parts of a whole.
fn are_the_whole<'p>(name: &str, whole: &Part, parts: impl Iterator<Item = &'p Part>) {
    let parts: Vec<&Part> = parts.collect();
    let counts: [fn(&Part) -> u64; 8] = [
        |part| part.planned,
        |part| part.composed,
        |part| part.sent,
        |part| part.acknowledged,
        |part| part.failed,
        |part| part.late,
        |part| part.skipped,
        |part| part.unsent,
    ];
    for (number, count) in counts.into_iter().enumerate() {
        assert_eq!(
            parts.iter().map(|part| count(part)).sum::<u64>(),
            count(whole),
            "count {number} of {name}"
        );
    }
}

fn hold(summary: &Summary, composed: &Composed) {
    adds_up("all", &summary.total);
    are_the_whole("all", &summary.total, summary.streams.iter().map(|stream| &stream.part));
    for (number, stream) in (0..).zip(&summary.streams) {
        adds_up(&stream.name, &stream.part);
        are_the_whole(&stream.name, &stream.part, stream.phases.iter().map(|phase| &phase.part));
        for (position, phase) in (0..).zip(&stream.phases) {
            adds_up(&phase.name, &phase.part);
            let seen = composed.phases.get(&(number, position)).copied().unwrap_or(0);
            assert_eq!(phase.part.composed, seen, "{} was composed so often", phase.name);
        }
    }
    let of_topics =
        |count: fn(&Part) -> u64| summary.topics.iter().map(|topic| count(&topic.part)).sum::<u64>();
    assert_eq!(of_topics(|part| part.planned), summary.total.planned - dropped(&summary.total));
    for topic in &summary.topics {
        adds_up(&topic.name, &topic.part);
        assert_eq!(topic.part.composed, composed.topics.get(&topic.name).copied().unwrap_or(0));
        assert_eq!(topic.unassigned, None, "the partition of each is known");
        let parts: Vec<Part> = topic.partitions.values().map(whole).collect();
        parts.iter().for_each(|part| adds_up("a partition", part));
        are_the_whole(&topic.name, &topic.part, parts.iter());
    }
    let placed = summary.topics.iter().find(|topic| topic.name == "placed");
    let placed = placed.into_iter().flat_map(|topic| &topic.partitions);
    let placed: BTreeMap<i32, u64> = placed.map(|(number, part)| (*number, part.composed)).collect();
    assert_eq!(placed, composed.placed);
    assert_eq!((&summary.mismatches, &summary.surplus), (&vec![], &vec![]));
}

/// A partition as the part that it is.
fn whole(part: &PartitionPart) -> Part {
    let PartitionPart { planned, composed, sent, acknowledged, failed, late, skipped, unsent, .. } = *part;
    let failures = part.failures.clone();
    let (disorder, warmup, elapsed_s, rate) = (None, None, 0.0, None);
    Part {
        planned,
        composed,
        sent,
        acknowledged,
        failed,
        failures,
        late,
        skipped,
        unsent,
        disorder,
        warmup,
        elapsed_s,
        rate,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_accounts_of_any_run_add_up(way in way()) {
        let (summary, composed) = run(&way);
        hold(&summary, &composed);
    }
}

/// How many records were made for each partition.
fn made(summary: &Summary) -> BTreeMap<(&str, i32), u64> {
    let parts =
        summary.topics.iter().flat_map(|topic| topic.partitions.iter().map(|part| (&topic.name, part)));
    parts.map(|(topic, (number, part))| ((topic.as_str(), *number), part.composed)).collect()
}

#[test]
fn the_partition_of_a_record_that_is_not_sent_is_the_one_that_it_would_have_gone_to() {
    let (all, composed) = run(&usual());
    hold(&all, &composed);
    assert_eq!((all.total.acknowledged, made(&all).len()), (all.total.composed, 6));
    let behind = Behind::Skip { after: 100 * Duration::MILLISECOND };
    let (skipping, composed) = run(&Way { behind, takes: vec![0, 0, 0, 700], ..usual() });
    hold(&skipping, &composed);
    let denied = RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
    let (refused, composed) = run(&Way { errors: vec![denied; 5], ..usual() });
    hold(&refused, &composed);
    for other in [skipping, refused] {
        assert!(other.total.acknowledged < all.total.acknowledged);
        assert_eq!(made(&other), made(&all));
    }
}

#[test]
fn a_keyed_record_that_is_not_sent_has_no_partition_where_the_producer_alone_knows_it() {
    let behind = Behind::Skip { after: 100 * Duration::MILLISECOND };
    for partitioner in ["consistent_random", "fnv1a_random", "murmur2_random"] {
        let (summary, _) = run(&Way { behind, takes: vec![0, 0, 0, 700], partitioner, ..usual() });
        let topic = |name: &str| summary.topics.iter().find(|topic| topic.name == name).unwrap();
        assert!(topic("spread").part.skipped > 0 && topic("placed").part.skipped > 0);
        let unassigned = topic("spread").unassigned.as_ref();
        let keyed = unassigned.map(|part| (part.skipped > 0, part.acknowledged));
        assert_eq!(keyed, (partitioner != "murmur2_random").then_some((true, 0)), "{partitioner}");
        assert_eq!(topic("placed").unassigned, None, "an event names its own");
    }
}

#[test]
fn each_way_of_not_arriving_is_told_by_itself() {
    let slow = vec![0, 0, 0, 700];
    let (skipping, composed) =
        run(&Way { behind: Behind::Skip { after: 100 * Duration::MILLISECOND }, takes: slow, ..usual() });
    hold(&skipping, &composed);
    assert!(skipping.total.skipped > 0 && skipping.total.late == 0 && dropped(&skipping.total) > 0);

    let (stopped, composed) = run(&Way { max_bytes: Some(9_000), ..usual() });
    hold(&stopped, &composed);
    assert!(
        stopped.total.unsent > 0 && stopped.total.composed > stopped.total.planned - dropped(&stopped.total)
    );

    let denied = RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
    let (refused, composed) = run(&Way { errors: vec![denied; 5], ..usual() });
    hold(&refused, &composed);
    assert!(refused.total.failed > 0);
    for topic in refused.topics.iter().filter(|topic| topic.part.failed > 0) {
        let causes = &topic.part.failures;
        assert!(causes[0].cause.contains(&topic.name), "{topic:?}");
        let parts = topic.partitions.values().filter(|part| part.failed > 0);
        let known = parts.flat_map(|part| &part.failures).all(|failure| {
            causes.iter().any(|cause| cause.cause == failure.cause && cause.records >= failure.records)
        });
        assert!(known, "{topic:?}");
    }
}
