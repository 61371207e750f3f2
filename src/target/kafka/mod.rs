//! Kafka through librdkafka, and the broker inside it. Never retries or orders anything itself: that is
//! librdkafka's work; a full queue is passed back to the run.

mod checks;
mod connection;
mod context;
mod directory;
mod embedded;
mod event_times;
mod grouping;
mod growth;
mod offsets;
mod partitioner;
mod poller;
mod properties;
mod questions;
mod secrets;
mod token;
mod topics;
mod transactions;
mod troubles;

pub use properties::Properties;

use super::{
    Connected, Handover, Holding, Labels, Lost, Opening, Ranges, Setting, Sink, TargetError, Ticket,
    Transactional, in_place, keyless_partition,
};
use crate::compose::{Batch, Record};
use connection::Connection;
use directory::{Directory, Made};
use grouping::Grouping;
use partitioner::Partitioner;
use poller::Poller;
use rdkafka::config::ClientConfig;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer, PurgeConfig};
use std::time::Duration;
use transactions::Transactions;

/// How long one wait for delivery reports lasts while draining.
const POLL: Duration = Duration::from_millis(5);
/// How long librdkafka may take to report what it gave up.
const PURGE: Duration = Duration::from_secs(5);

/// Records in a row, without a wait between them, after which the sending thread serves the delivery reports.
const RECORDS_PER_TURN: u64 = 1_000;

const _: () = assert!(usize::BITS == 64, "a ticket travels through librdkafka in a pointer");

pub(super) struct Kafka {
    connection: Connection,
    poller: Poller,
    directory: Directory,
    partitioner: Partitioner,
    grouping: Grouping,
    /// Records since the run last had time to wait.
    unsettled: u64,
    transactions: Option<Transactions>,
    is_embedded: bool,
}

impl Kafka {
    pub(super) async fn connect(properties: &Properties, setting: Setting) -> Result<Self, TargetError> {
        let servers = properties.servers().ok_or(TargetError::NoServers)?.to_owned();
        let config = properties.config(setting.transactional.as_ref())?;
        let (labels, distance, cluster) = (setting.labels.clone(), setting.distance, setting.cluster.clone());
        let (transactional, opening) = (setting.transactional.clone(), setting.opening);
        let (connection, poller) = Connection::open(&config, servers, setting)?;
        if let Some(known) = cluster {
            questions::reach(&connection, None).await?;
            connection.hold_cluster(known)?;
        }
        if let Opening::GoOn { held } = opening
            && held > 0
            && !labels.has_other_topics
        {
            let records = topics::held(&config, &connection, &labels.topics).await?;
            if let Some(records) = records.filter(|records| *records < held) {
                return Err(TargetError::OtherTopics { servers: connection.servers, records, held });
            }
        }
        let made = if labels.topics.iter().any(|topic| topic.declared) {
            topics::create_missing(&config, &connection, &labels.topics).await?
        } else {
            Vec::new()
        };
        let made = Made::Some(made);
        let kafka =
            Self::with_topics(&config, connection, poller, &labels, transactional.as_ref(), made).await?;
        if let Some(distance) = distance {
            let doubts = event_times::doubts(&config, &kafka.connection, &labels.topics, distance).await;
            doubts.iter().for_each(|doubt| tracing::warn!("{doubt}"));
        }
        Ok(kafka)
    }

    pub(super) async fn embedded(properties: &Properties, setting: Setting) -> Result<Self, TargetError> {
        let mut config = properties.without_connection().config(setting.transactional.as_ref())?;
        config.set("test.mock.num.brokers", "1");
        let (labels, transactional) = (setting.labels.clone(), setting.transactional.clone());
        let (mut connection, poller) = Connection::open(&config, String::new(), setting)?;
        connection.servers = embedded::create_topics(connection.producer.client(), &labels.topics)?;
        Self::with_topics(&config, connection, poller, &labels, transactional.as_ref(), Made::All).await
    }

    async fn with_topics(
        config: &ClientConfig,
        connection: Connection,
        poller: Poller,
        labels: &Labels,
        transactional: Option<&Transactional>,
        made: Made,
    ) -> Result<Self, TargetError> {
        if labels.topics.is_empty() || transactional.is_some() {
            questions::reach(&connection, None).await?;
        }
        let is_embedded = matches!(made, Made::All);
        // Before the end offsets are read, which go on where an earlier producer's transaction is ended.
        let first = labels.topics.first().map(|topic| topic.name.as_str()).filter(|_| !is_embedded);
        let transactions = match transactional {
            Some(transactional) => Some(Transactions::open(config, &connection, transactional, first).await?),
            None => None,
        };
        let mut directory = Directory::new(labels.allowed.clone(), made);
        for topic in &labels.topics {
            let partitions = questions::partitions(&connection, &topic.name).await?;
            directory.add(questions::before(&connection, &topic.name, partitions).await);
        }
        // The first answer came over the connection to the bootstrap server, which librdkafka closes then. The answer
        // to another question makes it ask for its producer id at once; else it would do so half a second after it
        // was made, and the first records would wait for that.
        questions::reach(&connection, labels.topics.first()).await?;
        let (partitioner, grouping) = (Partitioner::of(config), Grouping::default());
        Ok(Self {
            connection,
            poller,
            directory,
            partitioner,
            grouping,
            unsettled: 0,
            transactions,
            is_embedded,
        })
    }
}

impl Kafka {
    #[cold]
    fn refuse(&self, record: &Record<'_>, ticket: Ticket, cause: &str) {
        let lost = Lost::of(record, self.partition(record));
        self.connection.context.receipts.failed(ticket, cause, &lost);
    }
}

impl Sink for Kafka {
    fn connected(&self) -> Connected {
        let topics = self.directory.known().map(|topic| (topic.name.to_string(), topic.partitions));
        Connected {
            servers: Some(self.connection.servers.clone()),
            cluster: self.connection.cluster(),
            topics: topics.collect(),
            transactional_id: self.connection.transactional_id.clone(),
        }
    }

    fn partition(&self, record: &Record<'_>) -> Option<i32> {
        self.partitioner.partition(record, self.directory.partitions_of(record.topic_id))
    }

    fn committed(&self) -> Ranges {
        self.transactions.as_ref().map(|transactions| transactions.committed.clone()).unwrap_or_default()
    }

    fn send(&mut self, record: &Record<'_>, ticket: Ticket) -> Result<Handover, TargetError> {
        let partitions = match self.directory.look_up(record, &self.connection) {
            Ok(Some(partitions)) => partitions,
            Ok(None) => {
                self.settle()?;
                return Ok(Handover::Full);
            }
            Err(cause) => {
                self.refuse(record, ticket, &cause);
                return Ok(Handover::Refused);
            }
        };
        self.unsettled += 1;
        if self.unsettled.is_multiple_of(RECORDS_PER_TURN) {
            self.poller.take_over();
        }
        if let Some(transactions) = &self.transactions
            && !transactions.lets_in()?
        {
            self.poller.hand_back();
            return Ok(Handover::Full);
        }
        let message = BaseRecord {
            topic: record.topic,
            partition: keyless_partition(record, Some(partitions)),
            payload: record.payload,
            key: record.key,
            timestamp: Some(record.timestamp.millis()),
            headers: headers(record),
            delivery_opaque: opaque(ticket),
        };
        let sent = self.connection.producer.send(message);
        if let Some(transactions) = &self.transactions {
            transactions.let_in();
        }
        match sent {
            Ok(()) => {
                if let Some(transactions) = &mut self.transactions {
                    transactions.enter(record);
                }
                Ok(Handover::Taken)
            }
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), _)) => {
                self.poller.take_over();
                Ok(Handover::Full)
            }
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::Fatal), _)) => {
                Err(self.connection.fatal(record.topic))
            }
            // The transaction cannot go on, which committing it brings to light.
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::State), _))
                if self.transactions.is_some() =>
            {
                self.hasten()?;
                Ok(Handover::Full)
            }
            Err((error, _)) => {
                let cause = context::cause(&error, record.topic);
                self.refuse(record, ticket, &cause);
                Ok(Handover::Refused)
            }
        }
    }

    fn arrange(&mut self, batch: &Batch, order: &mut Vec<u32>) {
        if !self.grouping.arrange(batch, self.directory.partitions(), order) {
            in_place(batch, order);
        }
    }

    fn settle(&mut self) -> Result<(), TargetError> {
        self.unsettled = 0;
        self.poller.hand_back();
        Ok(())
    }

    fn hasten(&mut self) -> Result<(), TargetError> {
        if let Some(transactions) = &self.transactions {
            transactions.commit();
        }
        self.settle()
    }

    fn drain(&mut self, patience: Duration) -> Result<bool, TargetError> {
        // From here on this thread serves the delivery reports.
        self.poller.stop();
        if let Some(transactions) = &self.transactions
            && !transactions.end(patience)?
        {
            return Ok(false);
        }
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
        if let Some(transactions) = &mut self.transactions {
            transactions.abandon();
        }
        let producer = &self.connection.producer;
        producer.purge(PurgeConfig::default().queue().inflight());
        for _ in 0..PURGE.as_millis() / POLL.as_millis() {
            if producer.in_flight_count() == 0 {
                break;
            }
            producer.poll(POLL);
        }
        if let Some(transactions) = &self.transactions {
            transactions.give_up_late(&*self.connection.context.receipts);
        }
    }

    fn holdings(&mut self, acknowledged: &dyn Fn(&str, i32) -> u64) -> Vec<Holding> {
        let extras = self.transactions.as_ref().map(Transactions::extras).unwrap_or_default();
        // The embedded broker does not mark the ends of transactions.
        let marked_in = u64::from(!self.is_embedded);
        let producer = &self.connection.producer;
        let read = || Ok(extras.without(self.directory.growth(producer.client())?, marked_in));
        let holdings = growth::settled(read, || producer.poll(growth::PAUSE), acknowledged);
        if extras.doubtful() > 0 {
            tracing::warn!(
                "the end offsets of {} are not compared with what was acknowledged: transactions were aborted there, and \
                 nobody tells how many of their records came so far",
                topics::partition_count(extras.doubtful())
            );
        }
        holdings
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
