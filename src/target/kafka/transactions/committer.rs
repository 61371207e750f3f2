//! The thread that commits: the sending one never waits for it, but offers its record again while no transaction is open.
//!
//! A commit that can be tried again is, until the run gives up. One that cannot aborts the transaction: all its records
//! have failed. Either way the next transaction is opened behind it.

use super::super::super::{Receipts, TargetError};
use super::super::connection::stopped;
use super::super::context::{Context, FENCED};
use super::held::{Fate, GAP, Held};
use super::memory::{self, Memory};
use super::patience::Patience;
use super::signals::{Closing, Signals};
use crate::target::Ranges;
use rdkafka::TopicPartitionList;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaError};
use rdkafka::producer::{BaseProducer, Producer};
use std::io;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

/// One try to commit or to abort: how soon it is noticed that the run gives up.
const TRY: Duration = Duration::from_millis(200);
/// A question so often, which opens a connection that was idle, makes librdkafka look for a coordinator, too.
const LOOK: Duration = Duration::from_secs(12);
/// How long one wait for delivery reports lasts.
const POLL: Duration = Duration::from_millis(5);
/// Waits for the report of a record that failed.
const REPORTS: u32 = 20;
/// How librdkafka says that a broker refuses records, as it misses others before them.
const SKIPPED: &str = "skipped sequence numbers";
/// Tries to abort after giving up.
const LAST_TRIES: u32 = 10;

/// A record that was given up for the end of the run.
pub(super) const TOO_LATE: &str = "its transaction was not committed in time";

pub(super) struct Committer {
    pub(super) producer: Arc<BaseProducer<Context>>,
    pub(super) held: Arc<Held>,
    pub(super) receipts: Arc<dyn Receipts>,
    pub(super) signals: Arc<Signals>,
    pub(super) every: Duration,
    /// How long a transaction may be about to end.
    pub(super) patience: Patience,
    pub(super) id: String,
    pub(super) memory: Option<Memory>,
    pub(super) count: Count,
}

/// Why a transaction is not committed.
enum Obstacle {
    /// It can be aborted, and another one opened.
    Abortable(String),
    /// It can be aborted, but no other one would do better.
    Lasting(TargetError),
    /// The producer can do nothing more.
    Final(TargetError),
    /// The run gives up.
    Time,
}

/// Transactions that held anything.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) committed: u64,
    pub(super) aborted: u64,
    /// No broker told what became of them.
    pub(super) unknown: u64,
}

impl Committer {
    /// From an open transaction to the end of the last one.
    pub(super) fn work(mut self) {
        let closing = Closing::new(self.signals.clone());
        let error = loop {
            let is_last = self.signals.wait(self.every);
            if let Err(error) = self.finish() {
                break Some(error);
            }
            if is_last || self.signals.gives_up() {
                break None;
            }
            if let Err(error) = self.producer.begin_transaction() {
                break Some(self.stopped(&error.to_string()));
            }
            self.held.begin();
            self.signals.open();
        };
        let Count { committed, aborted, unknown } = self.count;
        let rest = if unknown > 0 { format!(", {unknown} without an answer") } else { String::new() };
        tracing::info!("transactions: {committed} committed, {aborted} aborted{rest}");
        closing.ended(error);
    }

    /// Commits the transaction, or aborts it.
    fn finish(&mut self) -> Result<(), TargetError> {
        if let Some(cause) = self.deliver() {
            return self.abort(&cause);
        }
        let new = || Ranges::of(&mut self.held.numbers(&*self.receipts));
        let remembered = self.memory.as_ref().map(|memory| Ranges::union([memory.numbers.clone(), new()]));
        if let Err(obstacle) = remembered.as_ref().map_or(Ok(()), |numbers| self.remember(numbers)) {
            return self.miss(obstacle);
        }
        match self.commit() {
            Ok(()) => {
                self.count.committed += u64::from(self.held.commit(&*self.receipts));
                if let Some((memory, numbers)) = self.memory.as_mut().zip(remembered) {
                    memory.numbers = numbers;
                }
                Ok(())
            }
            Err(Obstacle::Time) => {
                let cause = format!("{TOO_LATE}, but may have been later");
                self.held.begin_abortion(&cause);
                self.give_up(&cause);
                Ok(())
            }
            Err(obstacle) => self.miss(obstacle),
        }
    }

    /// Ends a transaction that is not committed.
    fn miss(&mut self, obstacle: Obstacle) -> Result<(), TargetError> {
        match obstacle {
            Obstacle::Time => self.abort(TOO_LATE),
            Obstacle::Abortable(reason) => self.abort(&reason),
            Obstacle::Lasting(error) => self.abort(&error.to_string()).and(Err(error)),
            Obstacle::Final(error) => Err(self.lose(error)),
        }
    }

    fn commit(&self) -> Result<(), Obstacle> {
        self.insist(|| self.judge(self.producer.commit_transaction(TRY)))
    }

    /// Lets the transaction tell a run that goes on what is committed with it.
    fn remember(&self, numbers: &Ranges) -> Result<(), Obstacle> {
        let memory = self.memory.as_ref().filter(|memory| memory.numbers != *numbers);
        let Some((memory, run)) = memory.zip(self.receipts.run()) else { return Ok(()) };
        // Such rights as a record lacked are not those that are asked for here.
        if let Some(trouble) = self.trouble() {
            return Err(Obstacle::Abortable(trouble.to_string()));
        }
        let offsets = memory.offsets(run, numbers);
        self.insist(|| {
            let told = self.send(offsets.clone(), memory.group())?;
            let refused = told.as_ref().err().and_then(KafkaError::rdkafka_error_code);
            match refused.and_then(|code| memory::refusal(code, &self.id, memory.topic())) {
                Some(error) => Err(Obstacle::Lasting(error)),
                None => self.judge(told),
            }
        })
    }

    /// librdkafka may not come back before it has found another coordinator for the group: then nobody waits for it.
    fn send(
        &self,
        offsets: TopicPartitionList,
        group: Arc<ConsumerGroupMetadata>,
    ) -> Result<KafkaResult<()>, Obstacle> {
        let (producer, (told, is_told)) = (self.producer.clone(), mpsc::channel());
        // A try that ends too soon has the transaction aborted, as where a new coordinator has yet to load the group.
        let longer = self.patience.length + LOOK;
        let ask = move || told.send(producer.send_offsets_to_transaction(&offsets, &group, longer));
        let asking = thread::Builder::new().spawn(ask);
        asking.map_err(|error| Obstacle::Lasting(threadless(&error)))?;
        let (begun, mut waited) = (self.patience.begin(), Duration::ZERO);
        loop {
            match is_told.recv_timeout(TRY) {
                Ok(answer) => return Ok(answer),
                Err(_) if self.patience.silence(begun).is_some() || self.signals.gives_up() => {
                    return Ok(Err(KafkaError::Canceled));
                }
                Err(_) => waited += TRY,
            }
            if waited >= LOOK {
                waited = Duration::ZERO;
                let _ = self.producer.client().fetch_metadata(None, TRY);
            }
        }
    }

    /// Tries until it succeeds, cannot, or the run gives up.
    fn insist(&self, attempt: impl Fn() -> Result<bool, Obstacle>) -> Result<(), Obstacle> {
        let begun = self.patience.begin();
        while !attempt()? {
            if let Some(silence) = self.patience.silence(begun) {
                return Err(Obstacle::Final(self.stopped(&silence)));
            }
            if self.signals.gives_up() {
                return Err(Obstacle::Time);
            }
        }
        Ok(())
    }

    /// Whether a try succeeded; else it may the next time.
    fn judge(&self, tried: KafkaResult<()>) -> Result<bool, Obstacle> {
        match tried {
            Ok(()) => Ok(true),
            Err(KafkaError::Transaction(error)) if error.txn_requires_abort() && !error.is_fatal() => {
                Err(Obstacle::Abortable(error.to_string()))
            }
            Err(KafkaError::Transaction(error)) if error.is_fatal() || !error.is_retriable() => {
                Err(Obstacle::Final(self.stopped(&error.to_string())))
            }
            Err(error) => {
                tracing::debug!("a transaction is not committed yet: {error}");
                Ok(false)
            }
        }
    }

    /// Waits until every record of the transaction was reported; else why it is to be aborted.
    fn deliver(&self) -> Option<String> {
        while self.producer.in_flight_count() > 0 {
            if let Some(trouble) = self.trouble() {
                return Some(trouble.to_string());
            }
            if self.signals.gives_up() {
                return Some(TOO_LATE.to_owned());
            }
            // Not to wait, but to end librdkafka's waiting for fuller batches.
            let _ = self.producer.flush(Duration::ZERO);
            self.producer.poll(POLL);
        }
        None
    }

    /// Why the open transaction cannot go on: librdkafka tells it who wants to open another one.
    fn trouble(&self) -> Option<RDKafkaError> {
        match self.producer.begin_transaction() {
            Err(KafkaError::Transaction(error)) => {
                Some(error).filter(|error| error.txn_requires_abort() || error.is_fatal())
            }
            _ => None,
        }
    }

    fn abort(&mut self, reason: &str) -> Result<(), TargetError> {
        let cause = self.cause(reason);
        self.held.begin_abortion(&cause);
        let (begun, mut left) = (self.patience.begin(), LAST_TRIES);
        loop {
            match self.producer.abort_transaction(TRY) {
                Ok(()) => {
                    let had_records = self.held.give_up(&cause, Fate::Aborted, &*self.receipts);
                    self.count.aborted += u64::from(had_records);
                    tracing::warn!("a transaction was aborted: {reason}");
                    return Ok(());
                }
                Err(KafkaError::Transaction(error)) if error.is_fatal() || !error.is_retriable() => {
                    let error = self.stopped(&error.to_string());
                    return Err(self.lose(error));
                }
                Err(error) => tracing::debug!("a transaction is not aborted yet: {error}"),
            }
            if let Some(silence) = self.patience.silence(begun) {
                let error = self.stopped(&silence);
                return Err(self.lose(error));
            }
            if self.signals.gives_up() {
                left -= 1;
                if left == 0 {
                    self.give_up(&cause);
                    return Ok(());
                }
            }
            // Nobody else may be there to hear of what was given up. The last tries take their time where librdkafka takes none.
            self.producer.poll(if left < LAST_TRIES { TRY } else { POLL });
        }
    }

    /// Why the records of a transaction that is to be aborted have failed.
    fn cause(&self, reason: &str) -> String {
        if reason == TOO_LATE {
            return TOO_LATE.to_owned();
        }
        if reason.contains(SKIPPED) {
            return GAP.to_owned();
        }
        // What the transaction cannot go on because of is perhaps not reported yet.
        let reported = (0..REPORTS).find_map(|_| {
            self.producer.poll(POLL);
            self.held.failure()
        });
        match reported {
            Some(failure) => format!("its transaction was aborted, as another record failed: {failure}"),
            None => format!("its transaction was aborted: {reason}"),
        }
    }

    /// The producer can do nothing more: the records of the transaction have failed.
    fn lose(&mut self, error: TargetError) -> TargetError {
        let cause = match &error {
            TargetError::Fenced { .. } => FENCED.to_owned(),
            error => error.to_string(),
        };
        // Also that of records which are not reported yet.
        self.held.begin_abortion(&cause);
        self.give_up(&cause);
        error
    }

    /// The records of the transaction have failed, as far as anybody tells.
    fn give_up(&mut self, cause: &str) {
        let had_records = self.held.give_up(cause, Fate::Unknown, &*self.receipts);
        self.count.unknown += u64::from(had_records);
    }

    fn stopped(&self, reason: &str) -> TargetError {
        stopped(self.producer.client(), Some(&self.id), reason)
    }
}

/// The run cannot go on without another thread.
pub(super) fn threadless(error: &io::Error) -> TargetError {
    TargetError::Fatal { reason: format!("the system gives it no thread: {error}") }
}

#[cfg(test)]
mod tests {
    use super::{GAP, TOO_LATE};
    use crate::readme;

    #[test]
    fn why_a_transaction_is_not_committed_is_explained_in_the_readme() {
        for cause in [GAP, TOO_LATE] {
            readme::shows(cause);
        }
    }
}
