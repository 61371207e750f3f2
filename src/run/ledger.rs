//! The run's books: every record is entered when it is handed over and again when its receipt comes. Written by
//! the sending thread and the target's, read by the driver: counters only, nothing is locked or allocated on
//! the way of a record that succeeds.

use super::clock::Clock;
use super::count::count;
use super::latencies::Latencies;
use super::shelf::Shelf;
use crate::compose::{Origin, Record};
use crate::target::{Labels, Receipts, Ticket};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Different causes of failure that are kept.
const CAUSES: usize = 20;

pub(super) struct Ledger {
    clock: Clock,
    /// The clock's time at the schedule's zero, once it is known.
    zero: OnceLock<i64>,
    /// The first cell of each stream, then their number: a cell is a phase of a stream, and the last cell of a
    /// stream takes what comes from a phase without a label.
    offsets: Vec<usize>,
    cells: Vec<Tally>,
    topics: Shelf<TopicTally>,
    pub(super) lag: Latencies,
    pub(super) acknowledgement: Latencies,
    causes: Mutex<Vec<(String, u64)>>,
    /// Due time of the latest record.
    position: AtomicI64,
    /// The clock's time at the latest receipt.
    last_receipt: AtomicI64,
}

/// Counts of one part of the run.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) planned: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) acknowledged: AtomicU64,
    pub(super) failed: AtomicU64,
    /// When the first and the last record were handed over.
    pub(super) first: AtomicI64,
    pub(super) last: AtomicI64,
}

#[derive(Default)]
pub(super) struct TopicTally {
    pub(super) name: OnceLock<Box<str>>,
    pub(super) tally: Tally,
    /// Acknowledged records by partition, where the target knows it.
    pub(super) partitions: Shelf<AtomicU64>,
}

/// Where a record is entered, and when it was handed over; the ticket is this in 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// What lies beyond the 65,536th shares its counters with it.
    cell: u16,
    topic: u16,
    /// In units of 8 microseconds; wraps after 9 hours, longer than any record is waited for.
    handed_over: u32,
}

/// Nanoseconds in a unit of [`Entry::handed_over`].
const UNIT: i64 = 8_000;

impl Entry {
    fn ticket(self) -> Ticket {
        Ticket(u64::from(self.cell) << 48 | u64::from(self.topic) << 32 | u64::from(self.handed_over))
    }

    #[expect(clippy::cast_possible_truncation, reason = "takes the ticket's fields apart")]
    fn of(Ticket(bits): Ticket) -> Self {
        Self { cell: (bits >> 48) as u16, topic: (bits >> 32) as u16, handed_over: bits as u32 }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a counter that wraps")]
fn units(nanoseconds: i64) -> u32 {
    (nanoseconds / UNIT) as u32
}

impl Ledger {
    pub(super) fn new(labels: &Labels, clock: Clock) -> Self {
        let mut offsets = vec![0];
        for stream in &labels.streams {
            offsets.push(offsets[offsets.len() - 1] + stream.phases.len() + 1);
        }
        let cells = (0..=offsets[offsets.len() - 1]).map(|_| Tally::default()).collect();
        Self {
            clock,
            zero: OnceLock::new(),
            offsets,
            cells,
            topics: Shelf::default(),
            lag: Latencies::default(),
            acknowledgement: Latencies::default(),
            causes: Mutex::default(),
            position: AtomicI64::new(0),
            last_receipt: AtomicI64::new(0),
        }
    }

    /// The ticket of a record that is handed over now.
    pub(super) fn ticket(&self, record: &Record<'_>, now: i64) -> Ticket {
        let cell = u16::try_from(self.cell(record.origin)).unwrap_or(u16::MAX);
        let topic = u16::try_from(record.topic_id).unwrap_or(u16::MAX);
        Entry { cell, topic, handed_over: units(now) }.ticket()
    }

    /// Enters a record that the target took, or refused for good.
    pub(super) fn enter(&self, ticket: Ticket, record: &Record<'_>, now: i64, is_refused: bool) {
        let (cell, topic) = self.places(ticket);
        topic.name.get_or_init(|| record.topic.into());
        for tally in [cell, &topic.tally] {
            if count(&tally.planned) == 1 {
                tally.first.store(now, Ordering::Relaxed);
            }
            tally.last.store(now, Ordering::Relaxed);
            if is_refused {
                count(&tally.refused);
            }
        }
        self.position.store(record.due, Ordering::Relaxed);
    }

    /// Begins the schedule now, unless it has begun; tells the clock's time at its zero.
    pub(super) fn begin(&self) -> i64 {
        *self.zero.get_or_init(|| self.clock.now())
    }

    /// Nanoseconds since the schedule's zero; 0 before.
    pub(super) fn elapsed(&self) -> i64 {
        self.zero.get().map_or(0, |zero| self.clock.now() - zero)
    }

    /// Nanoseconds from the schedule's zero to the latest receipt.
    pub(super) fn settled(&self) -> i64 {
        self.zero.get().map_or(0, |zero| self.last_receipt.load(Ordering::Relaxed) - zero)
    }

    pub(super) fn position(&self) -> i64 {
        self.position.load(Ordering::Relaxed)
    }

    /// Phases of a stream in the labels' order, then what came from none of them.
    pub(super) fn cells_of(&self, stream: usize) -> &[Tally] {
        &self.cells[self.offsets[stream]..self.offsets[stream + 1]]
    }

    pub(super) fn cells(&self) -> &[Tally] {
        &self.cells
    }

    /// Topics that records went to.
    pub(super) fn topics(&self) -> impl Iterator<Item = (&str, &TopicTally)> {
        self.topics.iter().filter_map(|topic| topic.name.get().map(|name| (&**name, topic)))
    }

    /// Why records failed and how many did, the first cause first.
    pub(super) fn causes(&self) -> Vec<(String, u64)> {
        self.causes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn cell(&self, origin: Origin) -> usize {
        let stream = origin.stream as usize;
        match (self.offsets.get(stream), self.offsets.get(stream + 1)) {
            (Some(start), Some(end)) => (start + origin.phase as usize).min(end - 1),
            _ => self.cells.len() - 1,
        }
    }

    fn places(&self, ticket: Ticket) -> (&Tally, &TopicTally) {
        let entry = Entry::of(ticket);
        (&self.cells[usize::from(entry.cell)], self.topics.get(entry.topic.into()))
    }
}

impl Receipts for Ledger {
    fn acknowledged(&self, ticket: Ticket, partition: Option<i32>) {
        let (cell, topic) = self.places(ticket);
        count(&cell.acknowledged);
        count(&topic.tally.acknowledged);
        if let Some(partition) = partition.and_then(|partition| usize::try_from(partition).ok()) {
            count(topic.partitions.get(partition));
        }
        let now = self.clock.now();
        self.last_receipt.store(now, Ordering::Relaxed);
        let waited = units(now).wrapping_sub(Entry::of(ticket).handed_over);
        self.acknowledgement.record(u64::from(waited) * UNIT.unsigned_abs() / 1_000);
    }

    fn failed(&self, ticket: Ticket, cause: &str) {
        let (cell, topic) = self.places(ticket);
        cell.failed.fetch_add(1, Ordering::Relaxed);
        topic.tally.failed.fetch_add(1, Ordering::Relaxed);
        self.last_receipt.store(self.clock.now(), Ordering::Relaxed);
        let mut causes = self.causes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = causes.iter_mut().find(|(known, _)| known == cause) {
            *count += 1;
        } else if causes.len() < CAUSES {
            causes.push((cause.to_owned(), 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_keeps_what_it_is_given() {
        let entry = Entry { cell: 513, topic: u16::MAX, handed_over: 0x8000_0001 };
        assert_eq!(Entry::of(entry.ticket()), entry);
    }

    #[test]
    fn the_wait_for_an_acknowledgement_survives_the_wrap_of_its_counter() {
        let hours = 9 * 3_600 * 1_000_000_000_i64;
        for handed_over in [0, hours, 2 * hours] {
            let waited = units(handed_over + 16_000_000).wrapping_sub(units(handed_over));
            assert_eq!(waited, 2_000, "16 ms after {handed_over}");
        }
    }
}
