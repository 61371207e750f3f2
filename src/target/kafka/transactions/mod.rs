//! Records in transactions: the sending thread's end.
//!
//! In: records that librdkafka took, and the time that a transaction stays open. Out: receipts when a transaction is
//! committed. Never makes the sending thread wait.

mod committer;
mod extras;
mod held;
mod memory;
mod numbers;
mod opening;
mod patience;
mod signals;

pub(super) use extras::Extras;

use super::super::{Ranges, Receipts, TargetError, Transactional};
use super::connection::Connection;
use crate::compose::Record;
use committer::{Committer, Count};
use held::{Fate, Held};
use memory::Memory;
use patience::Patience;
use rdkafka::config::ClientConfig;
use signals::Signals;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What a transaction takes at most, as it is kept until the commit: then it ends before its time.
const MOST_RECORDS: u64 = 100_000;
const MOST_BYTES: u64 = 64 << 20;

pub(super) struct Transactions {
    signals: Arc<Signals>,
    held: Arc<Held>,
    /// By earlier runs.
    pub(super) committed: Ranges,
    thread: Option<JoinHandle<()>>,
    /// The number of the transaction that was open when the last record was taken, and what it took.
    number: u64,
    records: u64,
    bytes: u64,
}

/// What makes a connection one that sends in transactions.
#[derive(Clone)]
pub(super) struct Transacting {
    pub(super) settings: Transactional,
    pub(super) held: Arc<Held>,
}

impl Transacting {
    pub(super) fn new(settings: Transactional) -> Self {
        Self { settings, held: Arc::default() }
    }
}

impl Transactions {
    /// Ends what an earlier producer of the same id left open, and opens the first transaction.
    /// What a run that goes on is to know stands beside the topic, where there is one.
    pub(super) async fn open(
        config: &ClientConfig,
        connection: &Connection,
        Transacting { settings, held }: &Transacting,
        topic: Option<&str>,
    ) -> Result<Self, TargetError> {
        let id = &settings.id;
        opening::open(connection, id).await?;
        let memory = match topic.filter(|_| settings.is_remembered) {
            Some(topic) => {
                Some(Memory::open(config, connection, id, topic, connection.context.receipts.run()).await?)
            }
            None => None,
        };
        let committed = memory.as_ref().map(|memory| memory.numbers.clone()).unwrap_or_default();
        let held = held.clone();
        let signals = Arc::new(Signals::new(connection.halted.clone()));
        let committer = Committer {
            producer: connection.producer.clone(),
            held: held.clone(),
            receipts: connection.context.receipts.clone(),
            signals: signals.clone(),
            every: settings.every,
            patience: Patience::of(config, connection.steady.clone()),
            id: id.clone(),
            memory,
            count: Count::default(),
        };
        signals.open();
        let thread = thread::Builder::new().spawn(move || committer.work());
        let thread = thread.map_err(|error| committer::threadless(&error))?;
        Ok(Self { signals, held, committed, thread: Some(thread), number: 0, records: 0, bytes: 0 })
    }

    /// Whether a record can be sent now, which [`Transactions::let_in`] then ends; else it is to be offered again.
    pub(super) fn lets_in(&self) -> Result<bool, TargetError> {
        if self.signals.enter() {
            return Ok(true);
        }
        self.signals.wait_for_end(Duration::ZERO).map(|_| false)
    }

    /// librdkafka took a record, or did not.
    pub(super) fn let_in(&self) {
        self.signals.entered();
    }

    /// Enters a record that librdkafka took.
    pub(super) fn enter(&mut self, record: &Record<'_>) {
        let number = self.signals.number();
        if number != self.number {
            (self.number, self.records, self.bytes) = (number, 0, 0);
        }
        self.records += 1;
        self.bytes = self.bytes.saturating_add(record.size() as u64);
        if self.records >= MOST_RECORDS || self.bytes >= MOST_BYTES {
            self.commit();
        }
    }

    /// Ends the open transaction before its time.
    pub(super) fn commit(&self) {
        self.signals.ask();
    }

    /// Ends the last transaction, and waits at most so long for that; true when it has ended.
    pub(super) fn end(&self, patience: Duration) -> Result<bool, TargetError> {
        self.signals.end();
        self.signals.wait_for_end(patience)
    }

    /// Aborts what is not committed.
    pub(super) fn abandon(&mut self) {
        self.signals.give_up();
        if let Some(thread) = self.thread.take() {
            // The signals tell of its panic.
            let _ = thread.join();
        }
    }

    /// Gives up records that were heard of when it was over.
    pub(super) fn give_up_late(&self, receipts: &dyn Receipts) {
        self.held.give_up(committer::TOO_LATE, Fate::Unknown, receipts);
    }

    pub(super) fn extras(&self) -> Extras {
        self.held.extras()
    }
}

impl Drop for Transactions {
    fn drop(&mut self) {
        self.abandon();
    }
}
