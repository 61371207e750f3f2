//! How fast a run is against a bare librdkafka loop with the same settings and payload, into the same kind of
//! mock broker, in turns; then to `null` with its memory. `cargo run --release --example throughput [RECORDS]`.

use rdkafka::ClientConfig;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseRecord, DefaultProducerContext, Producer, ThreadedProducer};
use rushhour::compose::{Batch, Envelope, Origin};
use rushhour::run::{Options, Pace, Portion, Source, Stop, Summary};
use rushhour::target::{Labels, PhaseLabel, Properties, StreamLabel, Target, TopicSpec};
use rushhour::value::Time;
use std::error::Error;
use std::fs;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

const TOPIC: &str = "throughput";
const PARTITIONS: i32 = 4;
const START: Time = Time(1_767_225_600_000_000_000);
/// The best of these counts: now and then librdkafka waits half a second for its producer id, in either loop.
const ROUNDS: usize = 6;

/// The size of a user event of the first seed program.
const PAYLOAD: &[u8] = br#"{"event_id":"48213377120","event_source":"user","user_id":"48213","product_id":"550123","category":"electronics","event_type":"purchase","quantity":3,"price":1249.99,"revenue":3749.97,"timestamp":"2026-01-01T00:00:00.000Z"}"#;

struct Fixed {
    left: u64,
    next: u64,
    topics: Arc<[Arc<str>]>,
}

impl Source for Fixed {
    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool {
        batch.set_topics(self.topics.clone());
        while self.left > 0 && portion.has_room(batch, 0) {
            let payload = batch.write(|out| out.extend_from_slice(PAYLOAD));
            let origin = Origin { stream: 0, phase: 0, event: 0, index: self.next };
            batch.push(
                Envelope { origin, due: 0, timestamp: START, topic: 0, partition: None },
                None,
                Some(payload),
            );
            self.next += 1;
            self.left -= 1;
        }
        self.left > 0
    }
}

fn run(target: &Target, records: u64) -> Result<Summary, Box<dyn Error>> {
    let phases = vec![PhaseLabel { name: "flat out".to_owned(), ..PhaseLabel::default() }];
    let labels = Labels {
        streams: vec![StreamLabel { name: "fixed".to_owned(), phases }],
        topics: vec![TopicSpec {
            name: TOPIC.to_owned(),
            partitions: Some(PARTITIONS),
            ..TopicSpec::default()
        }],
        ..Labels::default()
    };
    let source = Fixed { left: records, next: 0, topics: Arc::from([Arc::from(TOPIC)]) };
    let options = Options { pace: Pace::Max, ..Options::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    Ok(runtime.block_on(async {
        rushhour::run::run(Box::new(source), target, Arc::new(labels), options, &mut (), Stop::never()).await
    })?)
}

/// Records per second, with a thread of its own for the delivery reports, which is faster than polling between
/// records.
#[expect(clippy::disallowed_methods, reason = "it is the loop that somebody would write without this crate")]
fn bare(records: u64) -> Result<f64, Box<dyn Error>> {
    let producer: ThreadedProducer<DefaultProducerContext> = ClientConfig::new()
        .set("test.mock.num.brokers", "1")
        .set("acks", "all")
        .set("enable.idempotence", "true")
        .set("compression.type", "lz4")
        .set("linger.ms", "5")
        .set("queue.buffering.max.messages", "100000")
        .set("queue.buffering.max.kbytes", "131072")
        .create()?;
    producer.client().mock_cluster().ok_or("no mock broker")?.create_topic(TOPIC, PARTITIONS, 1)?;
    producer.client().fetch_metadata(Some(TOPIC), Duration::from_secs(5))?;
    let began = Instant::now();
    for index in 0..records {
        let partition = i32::try_from(index % 4)?;
        let mut record =
            BaseRecord::<(), [u8]>::to(TOPIC).payload(PAYLOAD).partition(partition).timestamp(START.millis());
        while let Err((error, back)) = producer.send(record) {
            if error != KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull) {
                return Err(error.into());
            }
            thread::sleep(Duration::from_millis(1));
            record = back;
        }
    }
    producer.flush(Duration::from_mins(1))?;
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = records as f64 / began.elapsed().as_secs_f64();
    Ok(rate)
}

/// Most memory that this process has held, in megabytes, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

fn main() -> Result<(), Box<dyn Error>> {
    let records: u64 = std::env::args().nth(1).map_or(Ok(2_000_000), |text| text.parse())?;
    for share in [1, 10] {
        let total = run(&Target::Null, records * share / 2)?.total;
        let memory = peak_memory().map_or_else(|| "unknown".to_owned(), |most| format!("{most} MB"));
        println!("null: {} records, {:.0}/s, peak memory {memory}", total.planned, total.rate.unwrap_or(0.0));
    }
    let (mut best_bare, mut best_run) = (0.0_f64, 0.0_f64);
    for _ in 0..ROUNDS {
        best_bare = best_bare.max(bare(records)?);
        let summary = run(&Target::Embedded(Properties::default()), records)?;
        assert!(summary.is_success(), "{summary:?}");
        best_run = best_run.max(summary.total.rate.unwrap_or(0.0));
    }
    println!("embedded: {best_run:.0}/s, bare loop {best_bare:.0}/s, ratio {:.2}", best_run / best_bare);
    Ok(())
}
