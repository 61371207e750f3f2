//! What is on its way to the target, where more is to be known of a record at its receipt than the books hold: a place
//! for each, taken by the sending thread and given back by the receipts'. Where a record is acknowledged, nothing is
//! locked, looked up or allocated.

use super::failed_records::FailedRecords;
use super::journal::Notes;
use super::ledger::Ledger;
use super::ring::Ring;
use crate::compose::{Origin, Record};
use crate::target::{Labels, Lost, Receipts, Ticket};
use crate::value::Time;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Places: as many records may be on their way. librdkafka's own queue takes 100,000 unless it is told otherwise.
const PLACES: usize = 1 << 17;
/// Acknowledged records that the journal may have to be told of yet. Those that are on their way fit beside them.
const UNWRITTEN: usize = 1 << 17;

#[derive(Default)]
struct Place {
    ticket: AtomicU64,
    number: AtomicU64,
    index: AtomicU64,
    /// Nanoseconds of the record's timestamp.
    timestamp: AtomicI64,
    /// Stream and event.
    names: AtomicU64,
}

/// Passes receipts on to the books.
pub(super) struct Register {
    places: Box<[Place]>,
    /// Places of records that were acknowledged.
    free: Ring,
    /// Places of records that failed, possibly from several threads.
    given_up: Mutex<Vec<u64>>,
    ledger: Arc<Ledger>,
    labels: Arc<Labels>,
    failed: Option<FailedRecords>,
    journal: Option<Journaled>,
}

/// What the journal is to be told.
struct Journaled {
    notes: Arc<Notes>,
    /// Numbers of records that were acknowledged.
    acknowledged: Ring,
}

/// The sending thread's end of it.
pub(super) struct Entrance {
    register: Arc<Register>,
    /// How many places were ever taken: a run with little on its way uses few, and they stay in the processor's cache.
    used: usize,
    /// Of a record that the target did not take.
    spare: Option<u64>,
}

impl Register {
    pub(super) fn new(
        ledger: Arc<Ledger>,
        labels: Arc<Labels>,
        failed: Option<FailedRecords>,
        journal: Option<Arc<Notes>>,
    ) -> Self {
        Self {
            places: (0..PLACES).map(|_| Place::default()).collect(),
            free: Ring::new(PLACES),
            given_up: Mutex::default(),
            ledger,
            labels,
            failed,
            journal: journal.map(|notes| Journaled { notes, acknowledged: Ring::new(PLACES + UNWRITTEN) }),
        }
    }

    /// Adds the numbers of the records that were acknowledged since the last time.
    pub(super) fn collect(&self, numbers: &mut Vec<u64>) {
        if let Some(Journaled { acknowledged, .. }) = &self.journal {
            numbers.extend((0..acknowledged.len()).map_while(|_| acknowledged.take()));
        }
    }

    fn place(&self, Ticket(number): Ticket) -> &Place {
        let number = usize::try_from(number).expect("a ticket is the number of a place");
        &self.places[number]
    }

    /// The books' ticket of a record.
    fn known(place: &Place) -> Ticket {
        Ticket(place.ticket.load(Ordering::Relaxed))
    }

    fn origin(place: &Place) -> Origin {
        let names = place.names.load(Ordering::Relaxed);
        let [stream, event] = [names >> 32, names & u64::from(u32::MAX)]
            .map(|name| u32::try_from(name).expect("half of 64 bits"));
        Origin { stream, phase: 0, event, index: place.index.load(Ordering::Relaxed) }
    }

    #[cold]
    fn regained(&self) -> Option<u64> {
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

impl Journaled {
    /// Whether the record of a number may be handed over now: the file says so, and the news of it has room.
    #[inline]
    fn may_send(&self, number: u64) -> bool {
        let unwritten = self.acknowledged.len();
        if unwritten >= UNWRITTEN / 2 {
            self.notes.ask();
        }
        unwritten < UNWRITTEN && self.notes.may_send(number)
    }
}

impl Entrance {
    pub(super) fn new(register: Arc<Register>) -> Self {
        Self { register, used: 0, spare: None }
    }

    /// A place for a record that is to be handed over, so many records after the first; none where all are taken.
    #[inline]
    pub(super) fn enter(&mut self, ticket: Ticket, record: &Record<'_>, number: u64) -> Option<Ticket> {
        if self.register.journal.as_ref().is_some_and(|journal| !journal.may_send(number)) {
            return None;
        }
        let at = self.free_place()?;
        let (place, Origin { stream, event, index, .. }) = (self.register.place(Ticket(at)), record.origin);
        place.ticket.store(ticket.0, Ordering::Relaxed);
        place.number.store(number, Ordering::Relaxed);
        place.index.store(index, Ordering::Relaxed);
        place.timestamp.store(record.timestamp.0, Ordering::Relaxed);
        place.names.store(u64::from(stream) << 32 | u64::from(event), Ordering::Relaxed);
        Some(Ticket(at))
    }

    #[inline]
    fn free_place(&mut self) -> Option<u64> {
        if let Some(at) = self.spare.take().or_else(|| self.register.free.take()) {
            return Some(at);
        }
        if self.used < self.register.places.len() {
            self.used += 1;
            return Some(self.used as u64 - 1);
        }
        self.register.regained()
    }

    /// Gives back the place of a record that the target did not take.
    pub(super) fn leave(&mut self, Ticket(at): Ticket) {
        self.spare = Some(at);
    }
}

impl Receipts for Register {
    fn run(&self) -> Option<i64> {
        self.journal.as_ref()?.notes.began().map(|began| began.0)
    }

    fn number(&self, ticket: Ticket) -> Option<u64> {
        self.journal.as_ref()?;
        Some(self.place(ticket).number.load(Ordering::Relaxed))
    }

    fn has_acknowledged(&self, ticket: Ticket, partition: i32) -> bool {
        self.ledger.has_acknowledged(Self::known(self.place(ticket)), partition)
    }

    fn acknowledged(&self, ticket: Ticket, partition: Option<i32>) {
        let place = self.place(ticket);
        self.ledger.acknowledged(Self::known(place), partition);
        if let Some(Journaled { acknowledged, .. }) = &self.journal {
            acknowledged.add(place.number.load(Ordering::Relaxed));
        }
        self.free.add(ticket.0);
    }

    fn together(&self, hear: &mut dyn FnMut()) {
        self.ledger.together(hear);
    }

    fn failed(&self, ticket: Ticket, cause: &str, lost: &Lost<'_>) {
        let place = self.place(ticket);
        if let Some(failed) = &self.failed {
            let lost = lost.at(Time(place.timestamp.load(Ordering::Relaxed)));
            failed.write(Self::origin(place), &self.labels, &lost, cause);
        }
        let known = Self::known(place);
        self.given_up.lock().unwrap_or_else(PoisonError::into_inner).push(ticket.0);
        self.ledger.failed(known, cause, lost);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Batch, Envelope};
    use crate::run::Clock;
    use crate::run::gauges::Gauges;

    #[test]
    fn a_place_is_free_again_with_the_receipt_and_a_stuck_one_is_in_nobodys_way() {
        let labels = Arc::<Labels>::default();
        let ledger = Arc::new(Ledger::new(&labels, Clock::manual(), 0, Gauges::default()));
        let register = Arc::new(Register::new(ledger, labels, None, None));
        let mut entrance = Entrance::new(register.clone());
        let mut batch = Batch::default();
        batch.set_topics(Arc::from([Arc::from("orders")]));
        let origin = Origin { stream: 3, phase: 0, event: 7, index: u64::MAX };
        batch.push(Envelope { origin, due: 0, timestamp: Time(0), topic: 0, partition: None }, None, None);
        let record = batch.get(0).unwrap();
        let tickets: Vec<Ticket> = (0..PLACES as u64)
            .map(|number| entrance.enter(Ticket(number), &record, number).unwrap())
            .collect();
        assert_eq!(entrance.enter(Ticket(0), &record, 0), None, "all are taken");
        let place = register.place(tickets[9]);
        assert_eq!((Register::known(place), Register::origin(place)), (Ticket(9), origin));
        register.acknowledged(tickets[9], None);
        assert_eq!(entrance.enter(Ticket(77), &record, 5), Some(tickets[9]));
        entrance.leave(tickets[4]);
        assert_eq!(entrance.enter(Ticket(78), &record, 6), Some(tickets[4]));
        register.failed(tickets[8], "too large", &Lost::Line(b"{}"));
        assert_eq!(entrance.enter(Ticket(79), &record, 7), Some(tickets[8]));
        assert_eq!(entrance.enter(Ticket(80), &record, 8), None);
    }
}
