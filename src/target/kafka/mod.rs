//! Kafka through librdkafka, and the broker inside it. Never retries or orders anything itself: that is
//! librdkafka's work; a full queue is passed back to the run.

mod context;
mod embedded;
mod grouping;
mod poller;
mod properties;
mod topics;

pub use properties::Properties;

use super::{
    Connected, Handover, Holding, Labels, Setting, Sink, TargetError, Ticket, in_place, keyless_partition,
};
use crate::compose::{Batch, Record};
use context::{Context, Troubles};
use grouping::Grouping;
use poller::Poller;
use rdkafka::config::ClientConfig;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer, PurgeConfig};
use std::sync::Arc;
use std::time::Duration;

/// How long one wait for delivery reports lasts while draining.
const POLL: Duration = Duration::from_millis(5);
/// How long librdkafka may take to report what it gave up.
const PURGE: Duration = Duration::from_secs(5);

/// Offers of a record between two questions about its topic, and how many questions follow the first one. The
/// run offers it about once a millisecond.
const OFFERS: u32 = 100;
const QUESTIONS: u32 = 20;

/// Records in a row, without a wait between them, after which the sending thread serves the delivery reports.
const RECORDS_PER_TURN: u64 = 1_000;

/// How long a full queue is served before the record that it has no room for is offered again.
const FULL: Duration = Duration::from_millis(1);

const _: () = assert!(usize::BITS == 64, "a ticket travels through librdkafka in a pointer");

pub(super) struct Kafka {
    connection: Connection,
    poller: Poller,
    /// By topic id, as far as they were asked for.
    topics: Vec<Topic>,
    grouping: Grouping,
    /// Records since the run last had time to wait.
    unsettled: u64,
    is_embedded: bool,
}

/// A producer and what is needed to explain its silence.
struct Connection {
    producer: Arc<BaseProducer<Context>>,
    context: Context,
    servers: String,
    patience: Duration,
}

#[derive(Debug, Clone)]
enum Topic {
    /// How often a record for it was offered.
    Awaited {
        offers: u32,
    },
    Known {
        name: Arc<str>,
        partitions: i32,
    },
    Unusable {
        cause: String,
    },
}

impl Kafka {
    pub(super) async fn connect(properties: &Properties, setting: Setting) -> Result<Self, TargetError> {
        let servers = properties.servers().ok_or(TargetError::NoServers)?.to_owned();
        let config = properties.config()?;
        let labels = setting.labels.clone();
        let (connection, poller) = Connection::open(&config, servers, setting)?;
        if labels.topics.iter().any(|topic| topic.declared) {
            topics::create_missing(&config, &connection, &labels.topics).await?;
        }
        Self::with_topics(connection, poller, &labels, false).await
    }

    pub(super) async fn embedded(properties: &Properties, setting: Setting) -> Result<Self, TargetError> {
        let mut config = properties.without_connection().config()?;
        config.set("test.mock.num.brokers", "1");
        let labels = setting.labels.clone();
        let (mut connection, poller) = Connection::open(&config, String::new(), setting)?;
        connection.servers = embedded::create_topics(connection.producer.client(), &labels.topics)?;
        Self::with_topics(connection, poller, &labels, true).await
    }

    async fn with_topics(
        connection: Connection,
        poller: Poller,
        labels: &Labels,
        is_embedded: bool,
    ) -> Result<Self, TargetError> {
        if labels.topics.is_empty() {
            topics::reach(&connection, None).await?;
        }
        let mut topics = Vec::with_capacity(labels.topics.len());
        for topic in &labels.topics {
            let partitions = topics::partitions(&connection, &topic.name).await?;
            topics.push(Topic::Known { name: topic.name.as_str().into(), partitions });
        }
        // The first answer came over the connection to the bootstrap server, which librdkafka closes then. The answer
        // to another question makes it ask for its producer id at once; else it would do so half a second after it
        // was made, and the first records would wait for that.
        topics::reach(&connection, labels.topics.first()).await?;
        Ok(Self { connection, poller, topics, grouping: Grouping::default(), unsettled: 0, is_embedded })
    }

    /// The number of partitions of the record's topic; asks the brokers when a topic turns up that only a
    /// record has named. They may be creating it because of that: `None` says that the record is to be offered
    /// again.
    fn partitions(&mut self, record: &Record<'_>) -> Result<Option<i32>, String> {
        let id = record.topic_id as usize;
        if self.topics.len() <= id {
            self.topics.resize(id + 1, Topic::Awaited { offers: 0 });
        }
        if let Topic::Awaited { offers } = self.topics[id] {
            self.topics[id] = self.ask(record.topic, offers);
        }
        match &self.topics[id] {
            Topic::Known { partitions, .. } => Ok(Some(*partitions)),
            Topic::Unusable { cause } => Err(cause.clone()),
            Topic::Awaited { .. } => Ok(None),
        }
    }

    fn ask(&self, topic: &str, offers: u32) -> Topic {
        let offered = Topic::Awaited { offers: offers + 1 };
        if !offers.is_multiple_of(OFFERS) {
            return offered;
        }
        let unusable = |error: TargetError| Topic::Unusable { cause: error.to_string() };
        match topics::partitions_now(self.connection.producer.client(), topic) {
            Ok(Some(partitions)) => Topic::Known { name: topic.into(), partitions },
            Ok(None) if offers < QUESTIONS * OFFERS => offered,
            Ok(None) => unusable(TargetError::UnknownTopic { topic: topic.to_owned() }),
            Err(error) => unusable(error),
        }
    }
}

impl Connection {
    fn open(config: &ClientConfig, servers: String, setting: Setting) -> Result<(Self, Poller), TargetError> {
        let context = Context { receipts: setting.receipts, troubles: Troubles::default() };
        let producer: BaseProducer<Context> =
            config.create_with_context(context.clone()).map_err(properties::explain)?;
        let producer = Arc::new(producer);
        let poller = Poller::start(producer.clone());
        Ok((Self { producer, context, servers, patience: setting.patience }, poller))
    }

    /// Why the producer takes no record any more.
    fn fatal(&self, topic: &str) -> TargetError {
        use RDKafkaErrorCode::{ClusterAuthorizationFailed, TopicAuthorizationFailed};
        match self.producer.client().fatal_error() {
            // The right to write is asked for when the producer introduces itself.
            Some((ClusterAuthorizationFailed | TopicAuthorizationFailed, reason)) => {
                TargetError::Forbidden { what: format!("writing to the topic '{topic}'"), reason }
            }
            Some((_, reason)) => TargetError::Fatal { reason },
            None => TargetError::Fatal { reason: "librdkafka does not say why".to_owned() },
        }
    }
}

impl Sink for Kafka {
    fn connected(&self) -> Connected {
        let topics = self.topics.iter().filter_map(|topic| match topic {
            Topic::Known { name, partitions } => Some((name.to_string(), *partitions)),
            Topic::Awaited { .. } | Topic::Unusable { .. } => None,
        });
        Connected { servers: Some(self.connection.servers.clone()), topics: topics.collect() }
    }

    fn send(&mut self, record: &Record<'_>, ticket: Ticket) -> Result<Handover, TargetError> {
        let partitions = match self.partitions(record) {
            Ok(Some(partitions)) => partitions,
            Ok(None) => {
                self.settle()?;
                return Ok(Handover::Full);
            }
            Err(cause) => {
                self.connection.context.receipts.failed(ticket, &cause);
                return Ok(Handover::Refused);
            }
        };
        let message = BaseRecord {
            topic: record.topic,
            partition: keyless_partition(record, Some(partitions)),
            payload: record.payload,
            key: record.key,
            timestamp: Some(record.timestamp.millis()),
            headers: headers(record),
            delivery_opaque: opaque(ticket),
        };
        self.unsettled += 1;
        if self.unsettled.is_multiple_of(RECORDS_PER_TURN) {
            self.poller.take_over(Duration::ZERO);
        }
        match self.connection.producer.send(message) {
            Ok(()) => Ok(Handover::Taken),
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), _)) => {
                self.poller.take_over(FULL);
                Ok(Handover::Full)
            }
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::Fatal), _)) => {
                Err(self.connection.fatal(record.topic))
            }
            Err((error, _)) => {
                self.connection.context.receipts.failed(ticket, &context::cause(&error, record.topic));
                Ok(Handover::Refused)
            }
        }
    }

    fn arrange(&mut self, batch: &Batch, order: &mut Vec<u32>) {
        let partitions = self.topics.iter().map(|topic| match topic {
            Topic::Known { partitions, .. } => Some(*partitions),
            Topic::Awaited { .. } | Topic::Unusable { .. } => None,
        });
        if !self.grouping.arrange(batch, partitions, order) {
            in_place(batch, order);
        }
    }

    fn settle(&mut self) -> Result<(), TargetError> {
        self.unsettled = 0;
        self.poller.hand_back();
        Ok(())
    }

    fn drain(&mut self, patience: Duration) -> Result<bool, TargetError> {
        // From here on this thread serves the delivery reports.
        self.poller.stop();
        let producer = &self.connection.producer;
        for _ in 0..=patience.as_millis() / POLL.as_millis() {
            // Counts what is on its way and the reports that were not served yet; before flushing, as that
            // adds log lines to the same queue where `debug` is set.
            if producer.in_flight_count() == 0 {
                return Ok(true);
            }
            // Not to wait, but to end librdkafka's waiting for fuller batches.
            let _ = producer.flush(Duration::ZERO);
            producer.poll(POLL);
        }
        Ok(producer.in_flight_count() == 0)
    }

    fn abandon(&mut self) {
        self.poller.stop();
        let producer = &self.connection.producer;
        producer.purge(PurgeConfig::default().queue().inflight());
        for _ in 0..PURGE.as_millis() / POLL.as_millis() {
            if producer.in_flight_count() == 0 {
                return;
            }
            producer.poll(POLL);
        }
    }

    fn holdings(&mut self) -> Result<Vec<Holding>, TargetError> {
        if !self.is_embedded {
            return Ok(Vec::new());
        }
        embedded::holdings(self.connection.producer.client(), &self.connected().topics)
    }
}

fn headers(record: &Record<'_>) -> Option<OwnedHeaders> {
    let headers = record.headers();
    if headers.len() == 0 {
        return None;
    }
    let room = OwnedHeaders::new_with_capacity(headers.len());
    Some(headers.fold(room, |owned, (key, value)| owned.insert(Header { key, value })))
}

#[expect(clippy::cast_possible_truncation, reason = "a pointer has 64 bits, asserted above")]
fn opaque(ticket: Ticket) -> usize {
    ticket.0 as usize
}
