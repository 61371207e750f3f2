//! The ways that a run can go: a scenario, a broker that may refuse, records that take their time, a stop anywhere; and what was composed,
//! counted beside the run, batch by batch.

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
use rushhour::run::{Behind, Clock, Options, Pace, Planned, Portion, Signal, Source, StopHandle, Summary};
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
pub struct Composed {
    pub phases: BTreeMap<(u32, u32), u64>,
    pub topics: BTreeMap<String, u64>,
    pub placed: BTreeMap<i32, u64>,
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
pub struct Way {
    pub pace: Pace,
    pub behind: Behind,
    pub takes: Vec<u16>,
    pub stop: Option<usize>,
    pub max_events: Option<u64>,
    pub max_bytes: Option<u64>,
    pub until: Option<i64>,
    pub warmup: i64,
    /// What the broker answers, one after another.
    pub errors: Vec<RDKafkaRespErr>,
    pub too_large: bool,
    pub partitioner: &'static str,
}

pub fn way() -> impl Strategy<Value = Way> {
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

pub fn run(way: &Way) -> (Summary, Composed) {
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

/// Nothing happens to it.
pub fn usual() -> Way {
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
