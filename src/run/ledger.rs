//! The run's books: every record is entered when it is handed over and again when its receipt comes. Written by
//! the sending thread and the target's, read by the driver: counters only, nothing is locked or allocated on
//! the way of a record that succeeds.

use super::clock::Clock;
use super::count::count;
use super::entry::{Entry, Layout};
use super::gauges::Gauges;
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
    layout: Layout,
    pub(super) gauges: Gauges,
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
    /// When they were due.
    pub(super) first_due: AtomicI64,
    pub(super) last_due: AtomicI64,
}

#[derive(Default)]
pub(super) struct TopicTally {
    pub(super) name: OnceLock<Box<str>>,
    pub(super) tally: Tally,
    /// Acknowledged records by partition, where the target knows it.
    pub(super) partitions: Shelf<AtomicU64>,
}

/// The first cell of each stream, then their number.
pub(super) fn offsets(labels: &Labels) -> Vec<usize> {
    let mut offsets = vec![0];
    for stream in &labels.streams {
        offsets.push(offsets[offsets.len() - 1] + stream.phases.len() + 1);
    }
    offsets
}

impl Ledger {
    pub(super) fn new(labels: &Labels, clock: Clock, gauges: Gauges) -> Self {
        let offsets = offsets(labels);
        let cells: Vec<Tally> = (0..=offsets[offsets.len() - 1]).map(|_| Tally::default()).collect();
        Self {
            clock,
            zero: OnceLock::new(),
            layout: if gauges.deliver() { Layout::with_lag(cells.len()) } else { Layout::PLAIN },
            offsets,
            cells,
            gauges,
            topics: Shelf::default(),
            lag: Latencies::default(),
            acknowledgement: Latencies::default(),
            causes: Mutex::default(),
            position: AtomicI64::new(0),
            last_receipt: AtomicI64::new(0),
        }
    }

    /// The ticket of a record that is handed over now, so many microseconds late.
    pub(super) fn ticket(&self, record: &Record<'_>, now: i64, lag: Option<u64>) -> Ticket {
        let lag = lag.filter(|_| self.layout.has_lag());
        self.layout.ticket(Entry::new(self.cell(record.origin), record.topic_id as usize, now, lag))
    }

    /// Enters by how many microseconds a record that is handed over is late.
    pub(super) fn late(&self, record: &Record<'_>, microseconds: u64) {
        self.lag.record(microseconds);
        self.gauges.handed_over(self.cell(record.origin), microseconds);
    }

    /// Enters a record that the target took, or refused for good.
    pub(super) fn enter(&self, ticket: Ticket, record: &Record<'_>, now: i64, is_refused: bool) {
        let (cell, topic) = self.places(ticket);
        topic.name.get_or_init(|| record.topic.into());
        for tally in [cell, &topic.tally] {
            if count(&tally.planned) == 1 {
                tally.first.store(now, Ordering::Relaxed);
                tally.first_due.store(record.due, Ordering::Relaxed);
            }
            tally.last_due.store(record.due, Ordering::Relaxed);
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
        let entry = self.layout.entry(ticket);
        (&self.cells[entry.cell], self.topics.get(entry.topic))
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
        let entry = self.layout.entry(ticket);
        let waited = entry.waited(now);
        self.acknowledgement.record(waited);
        self.gauges.acknowledged(entry.cell, waited, entry.lag());
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
