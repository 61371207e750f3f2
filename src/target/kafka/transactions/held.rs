//! Records of the open transaction whose delivery was reported: their receipts are given when it is known what became
//! of the transaction.
//!
//! In: delivery reports, and how the transaction ended. Out: receipts, and by how many offsets partitions grew that hold
//! no acknowledged record. A record that fails by itself is no longer held.

use super::super::super::{Lost, Message as Content, Receipts, Ticket};
use super::extras::Extras;
use crate::value::{Duration as Offset, Time};
use rdkafka::error::RDKafkaErrorCode;
use rdkafka::message::{BorrowedHeaders, BorrowedMessage, Headers, Message};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Default)]
pub(in super::super) struct Held(Mutex<State>);

#[derive(Default)]
struct State {
    records: Vec<Delivered>,
    /// Keys, payloads and headers, one behind the other.
    bytes: Vec<u8>,
    /// By the numbers that records know them by.
    topics: Vec<Arc<str>>,
    /// Where records of the transaction failed by themselves.
    failed: BTreeSet<(u32, i32)>,
    /// Why the first one did.
    failure: Option<String>,
    /// Why the transaction is being aborted.
    abortion: Option<String>,
    extras: Extras,
}

struct Delivered {
    ticket: Ticket,
    topic: u32,
    partition: i32,
    /// Milliseconds.
    timestamp: i64,
    /// Where its key begins.
    at: usize,
    /// How many stand behind its payload.
    headers: usize,
}

/// How a transaction ended that was not committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Aborted,
    /// Nobody tells whether it was committed.
    Unknown,
}

/// librdkafka numbers records, and notices only when the next ones are refused that a broker misses those of a record that
/// failed.
pub(super) const GAP: &str = "its transaction was aborted, as a record of the one before it failed";

impl Held {
    /// Keeps a record that a broker has, with all that it was given.
    pub(in super::super) fn deliver(&self, ticket: Ticket, message: &BorrowedMessage<'_>) {
        let state = &mut *self.state();
        let (topic, at) = (state.topic(message.topic()), state.bytes.len());
        put(message.key(), &mut state.bytes);
        put(message.payload(), &mut state.bytes);
        let mut headers = 0;
        for header in message.headers().into_iter().flat_map(BorrowedHeaders::iter) {
            put(Some(header.key.as_bytes()), &mut state.bytes);
            put(header.value, &mut state.bytes);
            headers += 1;
        }
        let (partition, timestamp) = (message.partition(), message.timestamp().to_millis().unwrap_or(0));
        state.records.push(Delivered { ticket, topic, partition, timestamp, at, headers });
    }

    /// A transaction is open, and all before it have ended.
    pub(super) fn begin(&self) {
        self.state().abortion = None;
    }

    /// Enters a record that failed: the transaction cannot be committed. Tells its cause, which is that of the abortion
    /// where the record was given up because of one.
    pub(in super::super) fn fail(
        &self,
        message: &BorrowedMessage<'_>,
        code: RDKafkaErrorCode,
        own: String,
    ) -> String {
        let state = &mut *self.state();
        let topic = state.topic(message.topic());
        state.failed.insert((topic, message.partition()));
        if matches!(code, RDKafkaErrorCode::PurgeQueue | RDKafkaErrorCode::PurgeInflight) {
            return state.abortion.clone().unwrap_or_else(|| GAP.to_owned());
        }
        state.failure.get_or_insert_with(|| own.clone());
        own
    }

    /// Why the first record failed that did so by itself.
    pub(super) fn failure(&self) -> Option<String> {
        self.state().failure.clone()
    }

    /// From here on, what is given up is given up for this cause.
    pub(super) fn begin_abortion(&self, cause: &str) {
        self.state().abortion = Some(cause.to_owned());
    }

    /// The numbers of the transaction's records, where they have some.
    pub(super) fn numbers(&self, receipts: &dyn Receipts) -> Vec<u64> {
        self.state().records.iter().filter_map(|record| receipts.number(record.ticket)).collect()
    }

    /// The transaction was committed: its records are acknowledged. Tells whether there were any.
    pub(super) fn commit(&self, receipts: &dyn Receipts) -> bool {
        let state = &mut *self.state();
        for record in &state.records {
            receipts.acknowledged(record.ticket, Some(record.partition));
        }
        let places = state.places();
        places.iter().for_each(|(topic, partition)| state.extras.mark(topic, *partition));
        state.clear()
    }

    /// The transaction was not committed: its records have failed. Tells whether there were any, also such that failed by
    /// themselves.
    pub(super) fn give_up(&self, cause: &str, fate: Fate, receipts: &dyn Receipts) -> bool {
        let state = &mut *self.state();
        for record in &state.records {
            let topic = &state.topics[record.topic as usize];
            receipts.failed(record.ticket, cause, &record.content(topic, &state.bytes));
            state.extras.add(topic, record.partition, 1);
        }
        let places = state.places();
        places.iter().for_each(|(topic, partition)| state.extras.mark(topic, *partition));
        if fate == Fate::Unknown {
            places.iter().for_each(|(topic, partition)| state.extras.doubt(topic, *partition));
        }
        // Perhaps a broker has them, perhaps its partition was not even part of the transaction.
        for (topic, partition) in &state.failed {
            state.extras.doubt(&state.topics[*topic as usize], *partition);
        }
        state.clear()
    }

    /// By how many offsets partitions grew without a record that was acknowledged.
    pub(in super::super) fn extras(&self) -> Extras {
        self.state().extras.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn topic(&mut self, name: &str) -> u32 {
        // The reports of a partition come together.
        if let Some(last) = self.records.last().filter(|last| &*self.topics[last.topic as usize] == name) {
            return last.topic;
        }
        let known = self.topics.iter().position(|topic| &**topic == name);
        let number = known.unwrap_or_else(|| {
            self.topics.push(name.into());
            self.topics.len() - 1
        });
        u32::try_from(number).expect("fewer topics than 2^32 are held in memory")
    }

    /// Where the transaction's records are.
    fn places(&self) -> Vec<(Arc<str>, i32)> {
        let mut places: Vec<(u32, i32)> = Vec::new();
        for Delivered { topic, partition, .. } in &self.records {
            if places.last() != Some(&(*topic, *partition)) {
                places.push((*topic, *partition));
            }
        }
        places.sort_unstable();
        places.dedup();
        let named = |(topic, partition)| (self.topics[topic as usize].clone(), partition);
        places.into_iter().map(named).collect()
    }

    /// Tells whether there was anything.
    fn clear(&mut self) -> bool {
        let is_empty = self.records.is_empty() && self.failed.is_empty();
        self.records.clear();
        self.bytes.clear();
        self.failed.clear();
        self.failure = None;
        !is_empty
    }
}

impl Delivered {
    fn content<'b>(&self, topic: &'b str, bytes: &'b [u8]) -> Lost<'b> {
        let mut rest = &bytes[self.at..];
        let (key, payload) = (take(&mut rest), take(&mut rest));
        let header = |_| {
            let name = take(&mut rest).unwrap_or_default();
            (str::from_utf8(name).expect("it was a text"), take(&mut rest))
        };
        let headers = (0..self.headers).map(header).collect();
        let timestamp = Time(self.timestamp.saturating_mul(Offset::MILLISECOND));
        let message = Content { timestamp, topic, partition: Some(self.partition), key, payload };
        Lost::Message { message, headers }
    }
}

/// The length, or one that none has, then the bytes.
fn put(bytes: Option<&[u8]>, out: &mut Vec<u8>) {
    let length = bytes.map_or(u64::MAX, |bytes| bytes.len() as u64);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(bytes.unwrap_or_default());
}

fn take<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, behind) = rest.split_first_chunk().expect("a length stands before everything");
    *rest = behind;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok().filter(|length| *length < usize::MAX)?;
    let (bytes, behind) = rest.split_at(length);
    *rest = behind;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Holding;

    /// Hears nothing.
    struct Nobody;

    impl Receipts for Nobody {
        fn acknowledged(&self, _ticket: Ticket, _partition: Option<i32>) {}
        fn failed(&self, _ticket: Ticket, _cause: &str, _lost: &Lost<'_>) {}
    }

    /// A transaction of two records in partition 0 and one in partition 1.
    fn held() -> Held {
        let mut state = State::default();
        for partition in [0, 1, 0] {
            let (topic, at) = (state.topic("orders"), state.bytes.len());
            (0..2).for_each(|_| put(None, &mut state.bytes));
            let ticket = Ticket(0);
            state.records.push(Delivered { ticket, topic, partition, timestamp: 0, at, headers: 0 });
        }
        Held(Mutex::new(state))
    }

    /// How many records are acknowledged of ten offsets, by partition.
    fn told(held: &Held) -> Vec<(i32, u64)> {
        let growth =
            |partition| Holding { topic: "orders".to_owned(), partition, records: 10, is_exclusive: true };
        let known = held.extras().without((0..3).map(growth).collect(), 1, &|_, _| 10);
        known.iter().map(|holding| (holding.partition, holding.records)).collect()
    }

    #[test]
    fn what_a_transaction_leaves_in_its_partitions_is_told_by_how_it_ended() {
        let committed = held();
        assert!(committed.commit(&Nobody));
        assert_eq!(told(&committed), [(0, 9), (1, 9), (2, 10)], "a mark in each");
        let aborted = held();
        assert!(aborted.give_up("", Fate::Aborted, &Nobody));
        assert!(!aborted.give_up("", Fate::Aborted, &Nobody), "an empty one");
        assert_eq!(told(&aborted), [(0, 7), (1, 8), (2, 10)], "and its records");
        let unknown = held();
        unknown.give_up("", Fate::Unknown, &Nobody);
        assert_eq!(told(&unknown), [(2, 10)]);
        let refused = held();
        refused.state().failed.insert((0, 2));
        refused.give_up("", Fate::Aborted, &Nobody);
        assert_eq!(told(&refused), [(0, 7), (1, 8)], "perhaps it is there");
    }

    #[test]
    fn a_failure_is_that_of_its_own_transaction() {
        let held = held();
        held.state().failure = Some("too large".to_owned());
        assert_eq!(held.failure().as_deref(), Some("too large"));
        held.give_up("", Fate::Aborted, &Nobody);
        assert_eq!(held.failure(), None);
    }
}
