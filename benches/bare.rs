//! The yardstick of producing: librdkafka fed with payloads that are there by the shortest loop there is.
//!
//! In: a broker's topic, properties, payloads (one or a ring of them), a number of records. Out: how many were acknowledged in what
//! time. It computes nothing on the way.

use rdkafka::ClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::producer::{BaseProducer, BaseRecord, DeliveryResult, Producer, ProducerContext};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const RECORDS_PER_POLL: u64 = 1_000;
/// `poll` takes all the time it is given, also when reports come sooner.
const SHORT: Duration = Duration::from_millis(1);

pub struct Load<'a> {
    /// In the form of `bootstrap.servers`.
    pub servers: &'a str,
    pub topic: &'a str,
    /// librdkafka's names.
    pub properties: &'a [(&'a str, &'a str)],
    /// Sent in turns.
    pub payloads: &'a [Box<[u8]>],
    pub records: u64,
}

pub struct Outcome {
    pub acknowledged: u64,
    pub failed: u64,
    /// From the first record handed over to the last report.
    pub elapsed: Duration,
}

#[derive(Default)]
struct Reports {
    acknowledged: AtomicU64,
    failed: AtomicU64,
}

impl Reports {
    fn count(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed) + self.failed.load(Ordering::Relaxed)
    }
}

impl ClientContext for Reports {}

impl ProducerContext for Reports {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let count = if result.is_ok() { &self.acknowledged } else { &self.failed };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// One thread sends and polls. A second one for polling (`ThreadedProducer`) was slower in three trials of four.
#[expect(clippy::disallowed_methods, reason = "what is measured here is time")]
pub fn produce(load: &Load) -> KafkaResult<Outcome> {
    let mut config = ClientConfig::new();
    for (name, value) in load.properties {
        config.set(*name, *value);
    }
    config.set("bootstrap.servers", load.servers);
    let producer: BaseProducer<Reports> = config.create_with_context(Reports::default())?;
    // The first answer comes over a connection that librdkafka closes then, the second one makes it ask for its
    // producer id: else the first records would wait half a second for that.
    for _ in 0..2 {
        producer.client().fetch_metadata(Some(load.topic), Duration::from_secs(10))?;
    }

    let start = Instant::now();
    for (number, payload) in (0..load.records).zip(load.payloads.iter().cycle()) {
        let mut record = BaseRecord::<(), [u8]>::to(load.topic).payload(&**payload);
        while let Err((error, refused)) = producer.send(record) {
            if error != KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull) {
                return Err(error);
            }
            producer.poll(SHORT);
            record = refused;
        }
        if number.is_multiple_of(RECORDS_PER_POLL) {
            producer.poll(Duration::ZERO);
        }
    }
    // Not `flush`, which would add up to its own interval of polling. Every record gets a report in the end.
    let reports = producer.context();
    while reports.count() < load.records {
        producer.poll(SHORT);
    }
    let elapsed = start.elapsed();
    Ok(Outcome {
        acknowledged: reports.acknowledged.load(Ordering::Relaxed),
        failed: reports.failed.load(Ordering::Relaxed),
        elapsed,
    })
}
