//! The run's books: every record is entered when it is handed over and again when its receipt comes. Written by
//! the sending thread and the target's, read by the driver: counters only, nothing is locked or allocated on
//! the way of a record that succeeds.

use super::arrival::Arrival;
use super::clock::Clock;
use super::count::count;
use super::entry::{Entry, Layout};
use super::failures::Failures;
use super::gauges::Gauges;
use super::latencies::Latencies;
use super::places::Places;
use super::shelf::Shelf;
use super::tally::{Tally, TopicTally};
use crate::compose::{Origin, Record, Unsent};
use crate::target::{Labels, Lost, Receipts, Ticket};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};

pub(super) struct Ledger {
    clock: Clock,
    /// The clock's time at the schedule's zero, once it is known.
    zero: OnceLock<i64>,
    /// The first cell of each stream, then their number: a cell is a phase of a stream, and the last cell of a
    /// stream takes what comes from a phase without a label.
    offsets: Vec<usize>,
    /// Of what counts; behind them as many of the warm-up, if there is one.
    cells: Vec<Tally>,
    /// The first instant of the schedule that is no longer warm-up.
    warmup: i64,
    layout: Layout,
    places: Places,
    pub(super) gauges: Gauges,
    topics: Shelf<TopicTally>,
    /// Both without the warm-up.
    pub(super) lag: Latencies,
    pub(super) acknowledgement: Latencies,
    /// By how much the latest record was late that should not have been.
    overdue: AtomicI64,
    delayed: AtomicI64,
    /// When the record is due that the target is offered next; none at the end of all times.
    offered: AtomicI64,
    /// The cell of that record.
    offered_cell: AtomicUsize,
    /// The cell of a record that the run ended before, and by how much it was late.
    left_behind: OnceLock<(usize, i64)>,
    is_backfill: AtomicBool,
    /// Records that were due behind the end of the run.
    left: AtomicU64,
    pub(super) failures: Failures,
    /// Due time of the latest record.
    position: AtomicI64,
    receipts: Arrival,
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
    /// What is due before `warmup`, nanoseconds of the schedule, is warm-up.
    pub(super) fn new(labels: &Labels, clock: Clock, warmup: i64, gauges: Gauges) -> Self {
        let offsets = offsets(labels);
        let parts = if warmup > 0 { 2 } else { 1 };
        // What comes from no stream of the labels has a cell, too.
        let cells = (offsets[offsets.len() - 1] + 1) * parts;
        let cells: Vec<Tally> = (0..cells).map(|_| Tally::default()).collect();
        Self {
            clock,
            zero: OnceLock::new(),
            layout: if gauges.deliver() { Layout::with_lag(cells.len()) } else { Layout::PLAIN },
            places: Places::default(),
            offsets,
            cells,
            warmup,
            gauges,
            topics: Shelf::default(),
            lag: Latencies::default(),
            acknowledgement: Latencies::default(),
            overdue: AtomicI64::new(0),
            delayed: AtomicI64::new(0),
            offered: AtomicI64::new(i64::MAX),
            offered_cell: AtomicUsize::new(0),
            left_behind: OnceLock::new(),
            is_backfill: AtomicBool::new(false),
            left: AtomicU64::new(0),
            failures: Failures::default(),
            position: AtomicI64::new(0),
            receipts: Arrival::default(),
        }
    }

    /// The ticket of a record that is handed over now, so many nanoseconds late.
    pub(super) fn ticket(&self, record: &Record<'_>, now: i64, late: Option<i64>) -> Ticket {
        let lag = late.filter(|_| self.layout.has_lag()).map(microseconds);
        let cell = self.cell(record.origin, record.due);
        let entry = Entry::new(cell, record.topic_id as usize, now, lag);
        self.layout.ticket(entry, &self.places)
    }

    /// Enters a record that the target took, or refused for good.
    pub(super) fn enter(&self, ticket: Ticket, record: &Record<'_>, now: i64, is_refused: bool) {
        let (cell, topic) = self.places_of(ticket);
        topic.name.get_or_init(|| record.topic.into());
        for tally in [cell, &topic.tally] {
            // Before it is planned: whoever reads in between sees no record sent that was not.
            if is_refused {
                count(&tally.refused);
            }
            if tally.plan(record.due) == tally.skipped.load(Ordering::Relaxed) + 1 {
                tally.first.store(now, Ordering::Relaxed);
            }
            tally.last.store(now, Ordering::Relaxed);
            if !record.marks.is_empty() {
                tally.disorder.enter(record.marks);
            }
        }
        self.position.store(record.due, Ordering::Relaxed);
    }

    /// Enters a record that was too late to be sent.
    #[cold]
    pub(super) fn skip(&self, ticket: Ticket, record: &Record<'_>) {
        let (cell, topic) = self.places_of(ticket);
        topic.name.get_or_init(|| record.topic.into());
        for tally in [cell, &topic.tally] {
            count(&tally.skipped);
            tally.plan(record.due);
        }
        self.position.store(record.due, Ordering::Relaxed);
    }

    /// Enters a record that was handed over later than the policy allows.
    #[cold]
    pub(super) fn exceed(&self, ticket: Ticket) {
        let (cell, topic) = self.places_of(ticket);
        count(&cell.late);
        count(&topic.tally.late);
    }

    /// Enters a record that was composed, and is not sent as the run ended before it.
    #[cold]
    pub(super) fn leave_unsent(&self, record: &Record<'_>) {
        let topic = self.topics.get(record.topic_id as usize);
        topic.name.get_or_init(|| record.topic.into());
        count(&self.cells[self.cell(record.origin, record.due)].unsent);
        count(&topic.tally.unsent);
    }

    /// Enters a record that was made to be dropped.
    #[cold]
    pub(super) fn drop_record(&self, dropped: &Unsent) {
        self.cells[self.cell(dropped.origin, dropped.due)].disorder.drop_record();
        self.position.store(dropped.due, Ordering::Relaxed);
    }

    /// Enters records that are due behind the end of the run.
    pub(super) fn leave(&self, records: usize) {
        self.left.fetch_add(records as u64, Ordering::Relaxed);
    }

    /// How many records were due behind the end of the run.
    pub(super) fn left(&self) -> u64 {
        self.left.load(Ordering::Relaxed)
    }

    /// Enters by how many nanoseconds a record is late that is handed over.
    pub(super) fn late(&self, record: &Record<'_>, nanoseconds: i64) {
        if record.due >= self.warmup {
            let lag = microseconds(nanoseconds);
            self.lag.record(lag);
            self.gauges.handed_over(self.cell(record.origin, record.due), lag);
        }
    }

    /// Enters by how many nanoseconds a record is late that must not be so late.
    #[cold]
    pub(super) fn overdue(&self, record: &Record<'_>, nanoseconds: i64) {
        if record.due >= self.warmup {
            self.overdue.fetch_max(nanoseconds, Ordering::Relaxed);
        }
    }

    /// The greatest lateness that was too great, in nanoseconds.
    pub(super) fn most_overdue(&self) -> Option<i64> {
        Some(self.overdue.load(Ordering::Relaxed)).filter(|overdue| *overdue > 0)
    }

    /// Enters that the schedule was moved.
    #[cold]
    pub(super) fn delay(&self, nanoseconds: i64) {
        self.delayed.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// By how many nanoseconds the schedule was moved altogether.
    pub(super) fn delayed(&self) -> i64 {
        self.delayed.load(Ordering::Relaxed)
    }

    /// The target is offered a record at the instant of the clock at which it is due, and perhaps again and again.
    #[inline]
    pub(super) fn offer(&self, record: &Record<'_>, due: i64) {
        // Whoever sees the cell sees that the record before is offered no more.
        self.offered_cell.store(self.cell(record.origin, record.due), Ordering::Release);
        self.offered.store(due, Ordering::Release);
    }

    /// The target has it, or is offered it no more.
    #[inline]
    pub(super) fn offer_no_more(&self) {
        self.offered.store(i64::MAX, Ordering::Relaxed);
    }

    /// The run ends before the target took a record that was due at a time.
    #[cold]
    pub(super) fn leave_behind(&self, record: &Record<'_>, late: i64) {
        let _ = self.left_behind.set((self.cell(record.origin, record.due), late));
    }

    /// Nanoseconds by which the record is late that the target does not take yet.
    pub(super) fn waiting(&self) -> i64 {
        self.late_since(self.offered.load(Ordering::Relaxed))
    }

    /// The same, where the record is of one of these cells.
    pub(super) fn waiting_in(&self, cells: &[usize]) -> i64 {
        let due = self.offered.load(Ordering::Acquire);
        let cell = self.offered_cell.load(Ordering::Acquire);
        let is_the_same = self.offered.load(Ordering::Relaxed) == due;
        if is_the_same && cells.contains(&cell) { self.late_since(due) } else { 0 }
    }

    /// Nanoseconds by which the record was late that the run ended before, where it is of one of these cells.
    pub(super) fn left_behind_in(&self, cells: &[usize]) -> i64 {
        self.left_behind.get().filter(|(cell, _)| cells.contains(cell)).map_or(0, |(_, late)| *late)
    }

    fn late_since(&self, due: i64) -> i64 {
        self.clock.now().saturating_sub(due).max(0)
    }

    /// Whether the wall clock is still to be caught up with.
    pub(super) fn set_backfill(&self, is_backfill: bool) {
        self.is_backfill.store(is_backfill, Ordering::Relaxed);
    }

    pub(super) fn is_backfill(&self) -> bool {
        self.is_backfill.load(Ordering::Relaxed)
    }

    /// Records that the target took and whose receipts are missing.
    pub(super) fn in_flight(&self) -> u64 {
        let open = |tally: &Tally| {
            let closed = [&tally.acknowledged, &tally.failed, &tally.skipped];
            let closed: u64 = closed.map(|counter| counter.load(Ordering::Relaxed)).iter().sum();
            tally.planned.load(Ordering::Relaxed).saturating_sub(closed)
        };
        self.cells.iter().map(open).sum()
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
        self.zero.get().map_or(0, |zero| self.receipts.latest() - zero)
    }

    pub(super) fn position(&self) -> i64 {
        self.position.load(Ordering::Relaxed)
    }

    /// The numbers of such cells of a stream, with those of the warm-up.
    pub(super) fn numbers_of(&self, stream: usize) -> impl Iterator<Item = [usize; 2]> {
        let measured = self.measured();
        (self.offsets[stream]..self.offsets[stream + 1]).map(move |cell| [cell, cell + measured])
    }

    /// Phases of a stream in the labels' order, then what came from none of them; without the warm-up.
    pub(super) fn cells_of(&self, stream: usize) -> &[Tally] {
        &self.cells[self.offsets[stream]..self.offsets[stream + 1]]
    }

    /// The same of the warm-up; none where there is none.
    pub(super) fn warmup_cells_of(&self, stream: usize) -> &[Tally] {
        self.warmup_cells().get(self.offsets[stream]..self.offsets[stream + 1]).unwrap_or_default()
    }

    /// All cells of the warm-up; none where there is none.
    pub(super) fn warmup_cells(&self) -> &[Tally] {
        &self.cells[self.measured()..]
    }

    /// How many cells come before those of the warm-up.
    fn measured(&self) -> usize {
        self.offsets[self.offsets.len() - 1] + 1
    }

    pub(super) fn cells(&self) -> &[Tally] {
        &self.cells
    }

    /// Topics that records were made for, with their numbers.
    pub(super) fn topics(&self) -> impl Iterator<Item = (usize, &str, &TopicTally)> {
        let named = self.topics.numbered();
        named.filter_map(|(number, topic)| topic.name.get().map(|name| (number, &**name, topic)))
    }

    /// Records that a partition of a topic has acknowledged.
    pub(super) fn acknowledged_by(&self, topic: &str, partition: i32) -> u64 {
        let count = self.topic(topic).zip(usize::try_from(partition).ok());
        count.map_or(0, |(topic, partition)| topic.partitions.get(partition).load(Ordering::Relaxed))
    }

    /// Records for a topic that were not acknowledged.
    pub(super) fn failed_for(&self, topic: &str) -> u64 {
        self.topic(topic).map_or(0, |topic| topic.tally.failed.load(Ordering::Relaxed))
    }

    fn topic(&self, topic: &str) -> Option<&TopicTally> {
        self.topics().find(|(_, name, _)| *name == topic).map(|(_, _, topic)| topic)
    }

    fn cell(&self, origin: Origin, due: i64) -> usize {
        let Origin { stream, phase, .. } = origin;
        let cell = match (self.offsets.get(stream as usize), self.offsets.get(stream as usize + 1)) {
            (Some(start), Some(end)) => (start + phase as usize).min(end - 1),
            _ => self.measured() - 1,
        };
        if due < self.warmup { cell + self.measured() } else { cell }
    }

    fn places_of(&self, ticket: Ticket) -> (&Tally, &TopicTally) {
        self.counters(self.layout.entry(ticket, &self.places))
    }

    fn counters(&self, entry: Entry) -> (&Tally, &TopicTally) {
        (&self.cells[entry.cell], self.topics.get(entry.topic))
    }
}

impl Receipts for Ledger {
    fn together(&self, hear: &mut dyn FnMut()) {
        self.receipts.together(hear);
    }

    fn has_acknowledged(&self, ticket: Ticket, partition: i32) -> bool {
        let (_, topic) = self.places_of(ticket);
        usize::try_from(partition).is_ok_and(|place| topic.partitions.get(place).load(Ordering::Relaxed) > 0)
    }

    fn acknowledged(&self, ticket: Ticket, partition: Option<i32>) {
        let entry = self.layout.entry(ticket, &self.places);
        let (cell, topic) = self.counters(entry);
        count(&cell.acknowledged);
        count(&topic.tally.acknowledged);
        if let Some(partition) = partition.and_then(|partition| usize::try_from(partition).ok()) {
            count(topic.partitions.get(partition));
        }
        let now = self.receipts.now(&self.clock);
        if entry.cell >= self.measured() {
            return;
        }
        let waited = entry.waited(now);
        self.acknowledgement.record(waited);
        self.gauges.acknowledged(entry.cell, waited, entry.lag());
    }

    fn failed(&self, ticket: Ticket, cause: &str, lost: &Lost<'_>) {
        let entry = self.layout.entry(ticket, &self.places);
        let (cell, topic) = self.counters(entry);
        cell.failed.fetch_add(1, Ordering::Relaxed);
        topic.tally.failed.fetch_add(1, Ordering::Relaxed);
        self.receipts.now(&self.clock);
        self.failures.enter(entry.cell, entry.topic, lost.partition(), cause);
    }
}

fn microseconds(nanoseconds: i64) -> u64 {
    u64::try_from(nanoseconds / 1_000).unwrap_or(0)
}
