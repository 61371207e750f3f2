//! The accounts of every run add up, whatever happens to it: against a broker that refuses, with records that are late,
//! skipped or dropped, stopped anywhere. What was composed is counted beside the run, batch by batch.

use crate::kafka::kafka;
use crate::ticks::block_on;
use proptest::prelude::*;
use rdkafka::mocking::MockCluster;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use rushhour::check::Options as CheckOptions;
use rushhour::compose::Batch;
use rushhour::diagnostic::Diagnostics;
use rushhour::pipeline::compile;
use rushhour::plan::{DEFAULT_START, Plan};
use rushhour::run::{
    Behind, Clock, Options, Pace, Part, PartitionPart, Planned, Portion, Signal, Source, StopHandle, Summary,
};
use rushhour::scenario::Environment;
use rushhour::source::Source as Text;
use rushhour::target::{Labels, PhaseLabel, StreamLabel, TopicSpec};
use rushhour::value::{Duration, Time};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration as Span;

const PARTITIONS: i32 = 3;
const SCENARIO: &str = "
scenario: accounts
events:
  keyed: { key: =text(event.index % 11), payload: { number: =event.index } }
  placed: { partition: =event.index % 3, payload: { number: =event.index } }
  bare: { payload: { number: =event.index } }
  click: { key: =text(session.id), payload: { step: =session.step } }
journeys:
  visit:
    steps:
      look: { emit: click, wait: =uniform(100ms..900ms), next: 'look 80%, end' }
traffic:
  mixed:
    emit: keyed 60%, bare 40%
    topic: spread
    phases: [ first: hold 100/s for 5s, second: hold 200/s for 5s ]
    overlays: [ sale: burst 150 at 3s ]
    disorder: { drop: 10%, duplicate: 5% after 0s..1s, late: 5% by 1s..2s }
  fixed:
    emit: placed
    topic: placed
    phases: [ steady: hold 90/s for 10s ]
  visits:
    emit: sessions of visit
    topic: spread
    phases: [ all: hold 20/s for 10s ]
";
const STREAMS: [(&str, &[&str]); 3] =
    [("mixed", &["first", "second", "sale"]), ("fixed", &["steady"]), ("visits", &["all"])];
const TOPICS: [&str; 2] = ["spread", "placed"];

/// What was composed: by stream and phase, by topic, and by the partition that a record of `placed` names.
#[derive(Debug, Default)]
struct Composed {
    phases: BTreeMap<(u32, u32), u64>,
    topics: BTreeMap<String, u64>,
    placed: BTreeMap<i32, u64>,
}

/// The plan's records, that take their time, and the end of the run with one of the batches.
struct Counting {
    planned: Planned,
    composed: Arc<Mutex<Composed>>,
    clock: Clock,
    /// Milliseconds that each batch takes, one after another and then again.
    takes: Vec<u16>,
    batches: usize,
    stop: Option<(usize, StopHandle)>,
}

impl Source for Counting {
    fn begin(&mut self, wall: Time) -> Time {
        self.planned.begin(wall)
    }

    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool {
        let goes_on = self.planned.fill(batch, portion);
        let mut composed = self.composed.lock().unwrap();
        for record in batch.iter() {
            *composed.phases.entry((record.origin.stream, record.origin.phase)).or_default() += 1;
            *composed.topics.entry(record.topic.to_owned()).or_default() += 1;
            if let Some(partition) = record.partition {
                *composed.placed.entry(partition).or_default() += 1;
            }
        }
        let takes = self.takes.get(self.batches % self.takes.len().max(1)).copied().unwrap_or(0);
        self.clock.advance(Duration(i64::from(takes) * Duration::MILLISECOND));
        self.batches += 1;
        if let Some((_, handle)) = self.stop.take_if(|(batch, _)| *batch <= self.batches) {
            handle.stop(Signal::Interrupt);
        }
        goes_on
    }
}

/// A run in every way that a run can go.
#[derive(Debug, Clone)]
struct Way {
    pace: Pace,
    behind: Behind,
    takes: Vec<u16>,
    stop: Option<usize>,
    max_events: Option<u64>,
    max_bytes: Option<u64>,
    until: Option<i64>,
    warmup: i64,
    /// What the broker answers, one after another.
    errors: Vec<RDKafkaRespErr>,
    too_large: bool,
    partitioner: &'static str,
}

fn way() -> impl Strategy<Value = Way> {
    use RDKafkaRespErr::{
        RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE as TOO_LARGE, RD_KAFKA_RESP_ERR_NO_ERROR as NONE,
        RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS as AGAIN,
        RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED as DENIED,
    };
    let behind = prop_oneof![
        Just(Behind::default()),
        Just(Behind::CatchUp { at_most: Some(50 * Duration::MILLISECOND) }),
        Just(Behind::Skip { after: 100 * Duration::MILLISECOND }),
        Just(Behind::Delay { after: 100 * Duration::MILLISECOND }),
    ];
    let errors = prop::collection::vec(
        prop_oneof![6 => Just(NONE), 2 => Just(TOO_LARGE), 1 => Just(DENIED), 1 => Just(AGAIN)],
        0..40,
    );
    let limits = (
        prop::option::weighted(0.4, 1..40_usize),
        prop::option::weighted(0.2, 1..3_000_u64),
        prop::option::weighted(0.2, 1..60_000_u64),
        prop::option::weighted(0.2, 1..9_000_i64),
    );
    let pace = prop_oneof![3 => Just(Pace::REAL), 1 => Just(Pace::Times(7.0)), 1 => Just(Pace::Max)];
    let takes = prop::collection::vec(prop_oneof![3 => Just(0_u16), 1 => 0..900_u16], 0..12);
    (pace, behind, takes, limits, errors, 0..3_i64, any::<bool>()).prop_map(
        |(pace, behind, takes, (stop, max_events, max_bytes, until), errors, warmup, too_large)| Way {
            pace,
            behind,
            takes,
            stop,
            max_events,
            max_bytes,
            until: until.map(|until| until * Duration::MILLISECOND),
            warmup: warmup * Duration::SECOND,
            errors,
            too_large,
            partitioner: "murmur2_random",
        },
    )
}

fn labels() -> Arc<Labels> {
    let phase = |name: &&str| PhaseLabel { name: (*name).to_owned(), ..PhaseLabel::default() };
    let streams = STREAMS.map(|(name, phases)| StreamLabel {
        name: name.to_owned(),
        phases: phases.iter().map(phase).collect(),
    });
    let topics = TOPICS.map(|name| TopicSpec { name: name.to_owned(), ..TopicSpec::default() });
    Arc::new(Labels { streams: streams.to_vec(), topics: topics.to_vec(), ..Labels::default() })
}

fn run(way: &Way) -> (Summary, Composed) {
    let mut diagnostics = Diagnostics::default();
    let text = Text::new("accounts.yaml", SCENARIO);
    let checked = compile(&text, &Environment::default(), &CheckOptions::default(), &mut diagnostics);
    let plan = Plan::new(checked.expect("a scenario without errors"), 1, DEFAULT_START);
    let cluster = MockCluster::new(1).unwrap();
    TOPICS.iter().for_each(|topic| cluster.create_topic(topic, PARTITIONS, 1).unwrap());
    cluster.request_errors(RDKafkaApiKey::Produce, &way.errors);
    let small = if way.too_large { "1000" } else { "1000000" };
    let properties =
        [("enable.idempotence", "false"), ("retry.backoff.ms", "1"), ("batch.num.messages", "20")];
    let properties: Vec<(&str, &str)> = properties
        .into_iter()
        .chain([("queue.buffering.max.messages", small), ("partitioner", way.partitioner)])
        .collect();
    let (clock, composed) = (Clock::manual(), Arc::default());
    let (handle, stop) = StopHandle::new();
    let source = Counting {
        planned: Planned::new(Arc::new(plan), 0, way.until, way.max_events),
        composed: Arc::clone(&composed),
        clock: clock.clone(),
        takes: way.takes.clone(),
        batches: 0,
        stop: way.stop.map(|batch| (batch, handle)),
    };
    let options = Options {
        clock,
        pace: way.pace,
        behind: way.behind,
        max_events: way.max_events,
        max_bytes: way.max_bytes,
        until: way.until,
        warmup: way.warmup,
        drain: Span::from_secs(2),
        drain_stopped: Span::from_millis(50),
        ..Options::default()
    };
    let target = kafka(&cluster.bootstrap_servers(), &properties);
    let mut nobody = ();
    let ran = rushhour::run::run(Box::new(source), &target, labels(), options, &mut nobody, stop);
    let summary = block_on(ran).unwrap();
    (summary, Arc::into_inner(composed).unwrap().into_inner().unwrap())
}

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

fn usual() -> Way {
    Way {
        pace: Pace::REAL,
        behind: Behind::default(),
        takes: Vec::new(),
        stop: None,
        max_events: None,
        max_bytes: None,
        until: None,
        warmup: 0,
        errors: Vec::new(),
        too_large: false,
        partitioner: "murmur2_random",
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
