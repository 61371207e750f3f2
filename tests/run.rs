//! Runs of a made-up schedule against every target: what arrives, what the books say, what errors say.

#![expect(clippy::unwrap_used, reason = "in a test it is an assertion")]

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Headers, Message};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use rushhour::compose::{Batch, Envelope, Origin};
use rushhour::run::{
    Clock, Ending, Event, Observer, Options, Pace, Portion, RunError, Signal, Source, Stop, StopHandle,
    Summary,
};
use rushhour::target::{Labels, PhaseLabel, Properties, StreamLabel, Target, TargetError, TopicSpec};
use rushhour::value::{Duration, Time};
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::Duration as Span;

const START: Time = Time(1_767_225_600 * Duration::SECOND);
const PARTITIONS: i32 = 3;

/// Ten records a second, alternating between a keyed and a keyless one in two phases of a second each.
struct Ticks {
    topic: String,
    next: u64,
    count: u64,
    clock: Option<(Clock, Duration)>,
}

impl Ticks {
    fn new(topic: &str, count: u64) -> Self {
        Self { topic: topic.to_owned(), next: 0, count, clock: None }
    }

    /// Composing every record takes so long on the clock.
    fn slow(topic: &str, count: u64, clock: &Clock, each: Duration) -> Self {
        Self { clock: Some((clock.clone(), each)), ..Self::new(topic, count) }
    }
}

fn due(index: u64) -> i64 {
    i64::try_from(index).unwrap() * 100 * Duration::MILLISECOND
}

fn payload(index: u64) -> String {
    format!(r#"{{"number":{index}}}"#)
}

impl Source for Ticks {
    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool {
        batch.set_topics(Arc::from([Arc::from(self.topic.as_str())]));
        while self.next < self.count && portion.has_room(batch, due(self.next)) {
            let index = self.next;
            self.next += 1;
            if let Some((clock, each)) = &self.clock {
                clock.advance(*each);
            }
            let key = index
                .is_multiple_of(2)
                .then(|| batch.write(|out| out.extend_from_slice(format!("key-{}", index % 10).as_bytes())));
            let name = batch.write(|out| out.extend_from_slice(b"source"));
            let value = batch.write(|out| out.extend_from_slice(b"web"));
            batch.push_header(name, Some(value));
            let payload = batch.write(|out| out.extend_from_slice(payload(index).as_bytes()));
            let phase = u32::from(due(index) >= Duration::SECOND);
            let origin = Origin { stream: 0, phase, event: 0, index };
            let timestamp = Time(START.0 + due(index));
            let envelope = Envelope { origin, due: due(index), timestamp, topic: 0, partition: None };
            batch.push(envelope, key, Some(payload));
        }
        self.next < self.count
    }
}

fn labels(topic: &str) -> Arc<Labels> {
    let phase = |name: &str| PhaseLabel { name: name.to_owned(), ..PhaseLabel::default() };
    let stream = StreamLabel { name: "ticks".to_owned(), phases: vec![phase("first"), phase("second")] };
    let topic = TopicSpec {
        name: topic.to_owned(),
        partitions: Some(PARTITIONS),
        replication: Some(1),
        config: BTreeMap::new(),
        declared: true,
    };
    let (streams, topics) = (vec![stream], vec![topic]);
    Arc::new(Labels { scenario: "test".to_owned(), streams, events: vec!["tick".to_owned()], topics })
}

/// Time passes as fast as it is waited for.
fn unhurried() -> Options {
    Options { clock: Clock::manual(), ..Options::default() }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn run(source: Ticks, target: &Target, options: Options) -> Result<Summary, RunError> {
    let labels = labels(&source.topic);
    block_on(rushhour::run::run(Box::new(source), target, labels, options, &mut (), Stop::never()))
}

#[test]
fn every_record_is_planned_sent_and_acknowledged_once() {
    let summary = run(Ticks::new("ticks", 25), &Target::Null, unhurried()).unwrap();
    let total = &summary.total;
    assert_eq!((total.planned, total.sent, total.acknowledged, total.failed), (25, 25, 25, 0));
    let phases: Vec<u64> = summary.streams[0].phases.iter().map(|phase| phase.part.acknowledged).collect();
    assert_eq!(phases, [10, 15]);
    assert_eq!(summary.topics[0].part.planned, 25);
    assert_eq!(summary.ending, Ending::Complete);
    assert!(summary.is_success());
}

#[test]
fn the_summary_holds_the_same_figures_for_the_whole_and_for_each_part() {
    let summary = run(Ticks::new("ticks", 25), &Target::Null, unhurried()).unwrap();
    let mut json = Vec::new();
    rushhour::report::write_summary(&summary, &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let (stream, topic) = (&json["streams"][0], &json["topics"][0]);
    for part in [&json, stream, &stream["phases"][1], topic] {
        for figure in ["planned", "sent", "acknowledged", "failed", "elapsed_s", "rate"] {
            assert!(part[figure].is_number(), "{figure} of {part}");
        }
    }
    assert_eq!((&json["planned"], &stream["phases"][1]["planned"]), (&25.into(), &15.into()));
    for percentile in ["p50", "p90", "p99", "p99.9", "max"] {
        assert!(json["lag_ms"][percentile].is_number(), "{percentile}");
    }
}

#[test]
fn the_run_lasts_as_long_as_it_was_told_and_the_rate_is_the_planned_one() {
    let options = Options { until: Some(2 * Duration::SECOND), ..unhurried() };
    let total = run(Ticks::new("ticks", 1_000), &Target::Null, options).unwrap().total;
    assert_eq!((total.planned, total.elapsed_s, total.rate), (20, 2.0, Some(10.0)));
}

#[test]
fn a_faster_pace_shortens_the_clock_not_the_schedule() {
    let options = Options { pace: Pace::Times(4.0), until: Some(2 * Duration::SECOND), ..unhurried() };
    let total = run(Ticks::new("ticks", 1_000), &Target::Null, options).unwrap().total;
    assert_eq!((total.planned, total.elapsed_s), (20, 0.5));
}

#[test]
fn the_most_events_are_a_limit() {
    let options = Options { max_events: Some(7), pace: Pace::Max, ..unhurried() };
    let summary = run(Ticks::new("ticks", 1_000), &Target::Null, options).unwrap();
    assert_eq!(summary.total.planned, 7);
    assert_eq!(summary.lag_ms, None, "nothing is due at a time");
}

#[test]
fn records_on_time_have_no_lag() {
    let lag = run(Ticks::new("ticks", 50), &Target::Null, unhurried()).unwrap().lag_ms.unwrap();
    assert!(lag.max < 0.01, "{lag:?}");
}

#[test]
fn a_source_that_is_too_slow_shows_as_lag() {
    let clock = Clock::manual();
    let source = Ticks::slow("ticks", 50, &clock, Duration(Duration::SECOND));
    let summary = run(source, &Target::Null, Options { clock, ..Options::default() }).unwrap();
    // The last record is due after 4.9 s and composed after 50 s, of which at most the 9 batches that were
    // composed before the first record was sent lie before the schedule's zero.
    let lag = summary.lag_ms.unwrap();
    assert!(lag.max > 10_000.0, "{lag:?}");
    assert_eq!(summary.total.acknowledged, 50);
}

#[test]
fn a_file_holds_one_json_line_for_each_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    let summary = run(Ticks::new("ticks", 2), &Target::File(path.clone()), unhurried()).unwrap();
    assert_eq!(summary.total.acknowledged, 2);
    assert_eq!(
        fs::read_to_string(path).unwrap(),
        concat!(
            r#"{"at":"2026-01-01T00:00:00.000Z","stream":"ticks","event":"tick","index":1,"topic":"ticks","#,
            r#""partition":null,"key":"key-0","headers":{"source":"web"},"payload":{"number":0}}"#,
            "\n",
            r#"{"at":"2026-01-01T00:00:00.100Z","stream":"ticks","event":"tick","index":2,"topic":"ticks","#,
            r#""partition":1,"key":null,"headers":{"source":"web"},"payload":{"number":1}}"#,
            "\n",
        )
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_its_records_have_failed() {
    let error = run(Ticks::new("ticks", 5), &Target::File("/dev/full".into()), unhurried()).unwrap_err();
    let RunError::Target { error: TargetError::WriteFile { .. }, summary } = &error else {
        panic!("{error:?}");
    };
    assert!(error.to_string().contains("No space left"), "{error}");
    assert_eq!(summary.total.planned, summary.total.failed);
    assert!(!summary.is_success());
}

/// Stops a run as soon as a number of records is acknowledged.
struct StopAt(u64, Option<StopHandle>);

impl Observer for StopAt {
    fn on(&mut self, event: &Event<'_>) {
        if let Event::Progress(progress) = event
            && progress.acknowledged >= self.0
            && let Some(handle) = self.1.take()
        {
            handle.stop(Signal::Terminate);
        }
    }
}

#[test]
fn a_stopped_run_accounts_for_what_it_sent() {
    let (handle, stop) = StopHandle::new();
    let options = Options { pace: Pace::Max, tick: Span::from_millis(1), ..unhurried() };
    let source = Ticks::new("ticks", u64::MAX / Duration::SECOND.unsigned_abs());
    let summary = block_on(rushhour::run::run(
        Box::new(source),
        &Target::Null,
        labels("ticks"),
        options,
        &mut StopAt(1_000, Some(handle)),
        stop,
    ))
    .unwrap();
    assert_eq!(summary.ending, Ending::Interrupted(Signal::Terminate));
    assert!(summary.total.planned >= 1_000);
    assert_eq!(summary.total.planned, summary.total.acknowledged);
}

#[test]
fn stopping_does_not_wait_for_the_next_due_time() {
    let (handle, stop) = StopHandle::new();
    // The second record is due after a quarter of an hour.
    let options = Options { pace: Pace::Times(0.0001), tick: Span::from_millis(1), ..Options::default() };
    let summary = block_on(rushhour::run::run(
        Box::new(Ticks::new("ticks", 10)),
        &Target::Null,
        labels("ticks"),
        options,
        &mut StopAt(1, Some(handle)),
        stop,
    ))
    .unwrap();
    assert_eq!(summary.ending, Ending::Interrupted(Signal::Terminate));
    assert_eq!((summary.total.planned, summary.total.acknowledged), (1, 1));
}

/// Stops a run once it is connected, and again when it says that it is stopping.
struct StopTwice(StopHandle);

impl Observer for StopTwice {
    fn on(&mut self, event: &Event<'_>) {
        if matches!(event, Event::Connected { .. } | Event::Stopping(_)) {
            self.0.stop(Signal::Interrupt);
        }
    }
}

#[test]
fn a_second_signal_leaves_at_once() {
    let (handle, stop) = StopHandle::new();
    let options = Options { pace: Pace::Times(0.0001), ..Options::default() };
    let error = block_on(rushhour::run::run(
        Box::new(Ticks::new("ticks", 10)),
        &Target::Null,
        labels("ticks"),
        options,
        &mut StopTwice(handle),
        stop,
    ))
    .unwrap_err();
    assert!(matches!(error, RunError::Left { signal: Signal::Interrupt }), "{error:?}");
}

#[test]
fn a_wrong_port_is_named_within_the_deadline() {
    let properties = [("bootstrap.servers", "127.0.0.1:1")].into_iter().collect();
    let options = Options { connect: Span::from_secs(2), ..unhurried() };
    let error = run(Ticks::new("ticks", 1), &Target::Kafka(properties), options).unwrap_err();
    assert!(
        matches!(&error, RunError::Connect(TargetError::ConnectionRefused { servers, .. }) if servers == "127.0.0.1:1"),
        "{error:?}"
    );
    assert!(error.to_string().contains("--to embedded"), "{error}");
}

#[test]
fn a_wrong_property_is_named_before_connecting() {
    let properties = [("bootstrap.servers", "127.0.0.1:1"), ("acks", "most")].into_iter().collect();
    let error = run(Ticks::new("ticks", 1), &Target::Kafka(properties), unhurried()).unwrap_err();
    assert!(
        matches!(&error, RunError::Connect(TargetError::Property { name, .. }) if name == "acks"),
        "{error}"
    );
}

#[test]
fn kafka_without_servers_says_what_to_do() {
    let error = run(Ticks::new("ticks", 1), &Target::Kafka(Properties::default()), unhurried()).unwrap_err();
    assert!(matches!(error, RunError::Connect(TargetError::NoServers)));
}

/// A mock broker of its own, so that the target has to connect to it.
fn broker() -> (MockCluster<'static, DefaultProducerContext>, String) {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("ticks", PARTITIONS, 1).unwrap();
    let servers = cluster.bootstrap_servers();
    (cluster, servers)
}

fn kafka(servers: &str, properties: &[(&str, &str)]) -> Target {
    Target::Kafka([("bootstrap.servers", servers)].iter().chain(properties).copied().collect())
}

#[test]
fn a_listener_without_encryption_is_not_mistaken_for_a_slow_one() {
    let (_cluster, servers) = broker();
    let target = kafka(&servers, &[("security.protocol", "ssl")]);
    let options = Options { connect: Span::from_secs(10), ..unhurried() };
    let error = run(Ticks::new("ticks", 1), &target, options).unwrap_err();
    assert!(matches!(error, RunError::Connect(TargetError::Tls { .. })), "{error}");
}

#[test]
fn a_refused_login_shows_no_password() {
    let (_cluster, servers) = broker();
    let login = [
        ("security.protocol", "sasl_plaintext"),
        ("sasl.mechanism", "PLAIN"),
        ("sasl.username", "ann"),
        ("sasl.password", "hunter2"),
    ];
    let error = run(Ticks::new("ticks", 1), &kafka(&servers, &login), unhurried()).unwrap_err();
    assert!(matches!(error, RunError::Connect(TargetError::Authentication { .. })), "{error}");
    assert!(!format!("{error:?}").contains("hunter2"), "{error}");
}

#[test]
fn a_topic_without_rights_is_named() {
    let (cluster, servers) = broker();
    cluster.topic_error("ticks", RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED).unwrap();
    let error = run(Ticks::new("ticks", 1), &kafka(&servers, &[]), unhurried()).unwrap_err();
    assert!(matches!(error, RunError::Connect(TargetError::Forbidden { .. })), "{error}");
    assert!(error.to_string().contains("'ticks'"), "{error}");
}

#[test]
fn a_record_that_the_broker_refuses_has_failed_and_says_why() {
    let (cluster, servers) = broker();
    cluster.request_errors(
        RDKafkaApiKey::Produce,
        &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR],
    );
    let target = kafka(&servers, &[("enable.idempotence", "false"), ("batch.num.messages", "1")]);
    let options = Options { pace: Pace::Max, ..Options::default() };
    let summary = run(Ticks::new("ticks", 5), &target, options).unwrap();
    assert_eq!((summary.total.planned, summary.total.acknowledged, summary.total.failed), (5, 4, 1));
    assert!(!summary.is_success());
    assert_eq!(summary.failures.len(), 1);
    assert!(summary.failures[0].cause.contains("too large"), "{:?}", summary.failures);
}

#[test]
fn what_is_not_acknowledged_in_time_has_failed() {
    let (cluster, servers) = broker();
    // The producer tries again and again, longer than this test lasts.
    let errors = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS; 1_000];
    cluster.request_errors(RDKafkaApiKey::Produce, &errors);
    let options = Options { pace: Pace::Max, drain: Span::from_millis(200), ..Options::default() };
    let summary = run(Ticks::new("ticks", 5), &kafka(&servers, &[]), options).unwrap();
    assert_eq!((summary.total.planned, summary.total.acknowledged, summary.total.failed), (5, 0, 5));
    assert_eq!(summary.failures[0].cause, "not acknowledged in time");
    assert_eq!(summary.failures[0].records, 5);
}

#[test]
fn a_full_queue_makes_records_late_and_loses_none() {
    let (cluster, servers) = broker();
    cluster.broker_round_trip_time(1, Span::from_millis(20)).unwrap();
    let target = kafka(&servers, &[("queue.buffering.max.messages", "3")]);
    let options = Options { pace: Pace::Max, ..Options::default() };
    let summary = run(Ticks::new("ticks", 50), &target, options).unwrap();
    assert_eq!((summary.total.planned, summary.total.acknowledged, summary.total.failed), (50, 50, 0));
    assert!(summary.total.elapsed_s > 0.02, "more than a queue's worth was waited for");
}

/// Reads everything back before the target closes.
struct ReadBack {
    topic: String,
    servers: String,
    records: Vec<Received>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Received {
    payload: String,
    key: Option<String>,
    header: (String, String),
    millis: Option<i64>,
    partition: i32,
}

impl Observer for ReadBack {
    fn on(&mut self, event: &Event<'_>) {
        match event {
            Event::Connected { found, .. } => {
                self.servers = found.servers.clone().unwrap();
                assert_eq!(found.topics, [(self.topic.clone(), PARTITIONS)]);
            }
            Event::Finished(summary) => self.read(summary.total.acknowledged),
            Event::Progress(_) | Event::Stopping(_) => {}
        }
    }
}

impl ReadBack {
    fn read(&mut self, count: u64) {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", &self.servers)
            .set("group.id", "test")
            .create()
            .unwrap();
        let mut partitions = TopicPartitionList::new();
        for partition in 0..PARTITIONS {
            partitions.add_partition_offset(&self.topic, partition, Offset::Beginning).unwrap();
        }
        consumer.assign(&partitions).unwrap();
        for _ in 0..count {
            let message = consumer.poll(Span::from_secs(30)).expect("a record in time").unwrap();
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            let header = message.headers().unwrap().get(0);
            self.records.push(Received {
                payload: text(message.payload().unwrap()),
                key: message.key().map(text),
                header: (header.key.to_owned(), text(header.value.unwrap())),
                millis: message.timestamp().to_millis(),
                partition: message.partition(),
            });
        }
    }
}

fn round_trip(target: &Target, topic: &str) {
    const COUNT: u64 = 500;
    let mut reader = ReadBack { topic: topic.to_owned(), servers: String::new(), records: Vec::new() };
    let summary = block_on(rushhour::run::run(
        Box::new(Ticks::new(topic, COUNT)),
        target,
        labels(topic),
        Options { pace: Pace::Max, ..Options::default() },
        &mut reader,
        Stop::never(),
    ))
    .unwrap();
    assert_eq!((summary.total.planned, summary.total.acknowledged), (COUNT, COUNT));
    assert_eq!(summary.mismatches, []);
    assert_eq!(summary.topics[0].partitions.values().sum::<u64>(), COUNT);

    // Where a key decides, the partition is the partitioner's choice: the same for each key.
    let mut of_key = BTreeMap::new();
    for record in &reader.records {
        if let Some(key) = &record.key {
            assert_eq!(*of_key.entry(key.clone()).or_insert(record.partition), record.partition);
        }
    }
    let mut expected: Vec<Received> = (0..COUNT)
        .map(|index| {
            let key = index.is_multiple_of(2).then(|| format!("key-{}", index % 10));
            let even = i32::try_from(index % 3).unwrap();
            Received {
                payload: payload(index),
                partition: key.as_ref().map_or(even, |key| of_key[key]),
                key,
                header: ("source".to_owned(), "web".to_owned()),
                millis: Some(Time(START.0 + due(index)).millis()),
            }
        })
        .collect();
    expected.sort();
    reader.records.sort();
    assert_eq!(reader.records, expected);
}

#[test]
fn the_embedded_broker_gives_back_what_was_sent() {
    round_trip(&Target::Embedded(Properties::default()), "round-trip");
}

#[test]
fn a_real_kafka_gives_back_what_was_sent() {
    let Ok(servers) = std::env::var("RUSHHOUR_TEST_KAFKA") else {
        return;
    };
    let topic = format!("rushhour-test-{}", Clock::wall().0);
    round_trip(&Target::Kafka([("bootstrap.servers", servers)].into_iter().collect()), &topic);
}

#[test]
fn a_key_goes_to_the_partition_that_a_java_producer_chooses() {
    let mut reader = ReadBack { topic: "keys".to_owned(), servers: String::new(), records: Vec::new() };
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
