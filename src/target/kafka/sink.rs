//! Records on their way to Kafka, from the first to the end offsets. A full queue is passed back to the run.

use super::super::{
    Connected, Handover, Holding, Lost, Ranges, Sink, TargetError, Ticket, in_place, keyless_partition,
};
use super::transactions::Transactions;
use super::watchdog::Watchdog;
use super::{Kafka, context, growth, topics};
use crate::compose::{Batch, Record};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer, PurgeConfig};
use std::time::Duration;

/// How long one wait for delivery reports lasts while draining.
const POLL: Duration = Duration::from_millis(5);
/// How long librdkafka may take to report what it gave up.
const PURGE: Duration = Duration::from_secs(5);

/// Records in a row, without a wait between them, after which the sending thread serves the delivery reports.
const RECORDS_PER_TURN: u64 = 1_000;

/// librdkafka takes no timestamp to be now, and Kafka knows none before.
pub(super) const TOO_EARLY: &str =
    "its event time is not after 1970-01-01T00:00:00Z, and Kafka keeps no others";

const _: () = assert!(usize::BITS == 64, "a ticket travels through librdkafka in a pointer");

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
            transactional_id: self.connection.transactional_id().map(str::to_owned),
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
        if record.timestamp.millis() <= 0 {
            self.refuse(record, ticket, TOO_EARLY);
            return Ok(Handover::Refused);
        }
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
        if self.watchdog.as_ref().is_some_and(Watchdog::has_found) {
            return Err(TargetError::BrokersLost { servers: self.connection.servers.clone() });
        }
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
        let read = || {
            let growth = self.directory.growth(producer.client())?;
            Ok(extras.without(growth, marked_in, acknowledged))
        };
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
