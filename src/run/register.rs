//! What is on its way to the target, where more is to be known of a record at its receipt than the books hold: a place
//! for each, taken by the sending thread and given back by the receipts'. Nothing is locked, looked up or allocated.

use super::failed_records::FailedRecords;
use super::journal::Notes;
use super::ledger::Ledger;
use crate::compose::{Origin, Record};
use crate::target::{Labels, Lost, Receipts, Ticket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Places: as many records may be on their way. librdkafka's own queue takes 100,000 unless it is told otherwise.
const PLACES: usize = 1 << 17;

/// No record stands in the place.
const FREE: u64 = 0;
/// The record is acknowledged, and the journal does not know it yet.
const ACKNOWLEDGED: u64 = 1 << 63;

#[derive(Default)]
struct Place {
    /// `FREE`, or one more than the record's number.
    number: AtomicU64,
    ticket: AtomicU64,
    index: AtomicU64,
    /// Stream and event.
    names: AtomicU64,
}

/// Passes receipts on to the books.
pub(super) struct Register {
    places: Box<[Place]>,
    ledger: Arc<Ledger>,
    labels: Arc<Labels>,
    failed: Option<FailedRecords>,
    journal: Option<Arc<Notes>>,
}

/// The sending thread's end of it.
pub(super) struct Entrance {
    register: Arc<Register>,
    /// Where the search for a free place goes on.
    next: usize,
}

impl Register {
    pub(super) fn new(
        ledger: Arc<Ledger>,
        labels: Arc<Labels>,
        failed: Option<FailedRecords>,
        journal: Option<Arc<Notes>>,
    ) -> Self {
        Self { places: (0..PLACES).map(|_| Place::default()).collect(), ledger, labels, failed, journal }
    }

    /// Adds the numbers of the records that were acknowledged since the last time, and gives their places back.
    pub(super) fn collect(&self, numbers: &mut Vec<u64>) {
        for place in &self.places {
            let number = place.number.load(Ordering::Acquire);
            if number & ACKNOWLEDGED != 0 {
                numbers.push((number & !ACKNOWLEDGED) - 1);
                place.number.store(FREE, Ordering::Release);
            }
        }
    }

    fn place(&self, Ticket(number): Ticket) -> &Place {
        let number = usize::try_from(number).expect("a ticket is the number of a place");
        &self.places[number]
    }

    /// The books' ticket of a record, and where it comes from.
    fn entry(&self, ticket: Ticket) -> (Ticket, Origin) {
        let place = self.place(ticket);
        let names = place.names.load(Ordering::Relaxed);
        let [stream, event] = [names >> 32, names & u64::from(u32::MAX)]
            .map(|name| u32::try_from(name).expect("half of 64 bits"));
        let index = place.index.load(Ordering::Relaxed);
        (Ticket(place.ticket.load(Ordering::Relaxed)), Origin { stream, phase: 0, event, index })
    }
}

impl Entrance {
    pub(super) fn new(register: Arc<Register>) -> Self {
        Self { register, next: 0 }
    }

    /// A place for a record that is to be handed over, so many records after the first; none where all are taken.
    pub(super) fn enter(&mut self, ticket: Ticket, record: &Record<'_>, number: u64) -> Option<Ticket> {
        let journal = &self.register.journal;
        if journal.as_ref().is_some_and(|journal| !journal.may_send(number)) {
            return None;
        }
        let places = &self.register.places;
        let around = (self.next..places.len()).chain(0..self.next);
        let free = |at: &usize| places[*at].number.load(Ordering::Acquire) == FREE;
        let Some(at) = around.into_iter().find(free) else {
            if let Some(journal) = journal {
                journal.ask();
            }
            return None;
        };
        self.next = (at + 1) % places.len();
        let (place, Origin { stream, event, index, .. }) = (&places[at], record.origin);
        place.ticket.store(ticket.0, Ordering::Relaxed);
        place.index.store(index, Ordering::Relaxed);
        place.names.store(u64::from(stream) << 32 | u64::from(event), Ordering::Relaxed);
        place.number.store(number.saturating_add(1), Ordering::Release);
        Some(Ticket(at as u64))
    }

    /// Gives back the place of a record that the target did not take.
    pub(super) fn leave(&self, ticket: Ticket) {
        self.register.place(ticket).number.store(FREE, Ordering::Release);
    }
}

impl Receipts for Register {
    fn run(&self) -> Option<i64> {
        self.journal.as_ref()?.began().map(|began| began.0)
    }

    fn number(&self, ticket: Ticket) -> Option<u64> {
        self.journal.as_ref()?;
        self.place(ticket).number.load(Ordering::Relaxed).checked_sub(1)
    }

    fn acknowledged(&self, ticket: Ticket, partition: Option<i32>) {
        let (known, _) = self.entry(ticket);
        self.ledger.acknowledged(known, partition);
        let number = &self.place(ticket).number;
        let after = match self.journal {
            None => FREE,
            Some(_) => number.load(Ordering::Relaxed) | ACKNOWLEDGED,
        };
        number.store(after, Ordering::Release);
    }

    fn failed(&self, ticket: Ticket, cause: &str, lost: &Lost<'_>) {
        let (known, origin) = self.entry(ticket);
        if let Some(failed) = &self.failed {
            failed.write(origin, &self.labels, lost, cause);
        }
        self.place(ticket).number.store(FREE, Ordering::Release);
        self.ledger.failed(known, cause, lost);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Batch, Envelope};
    use crate::run::Clock;
    use crate::run::gauges::Gauges;
    use crate::value::Time;

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
        assert_eq!(register.entry(tickets[9]), (Ticket(9), origin));
        register.acknowledged(tickets[9], None);
        assert_eq!(entrance.enter(Ticket(77), &record, 5), Some(tickets[9]));
        entrance.leave(tickets[4]);
        assert_eq!(entrance.enter(Ticket(78), &record, 6), Some(tickets[4]));
    }
}
