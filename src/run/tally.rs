//! Counters of one part of the run: written by the sending thread and the target's, read by the driver.

use super::count::count;
use super::shelf::Shelf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// Counts of one part of the run.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) planned: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) acknowledged: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) skipped: AtomicU64,
    /// When the first and the last record were handed over.
    pub(super) first: AtomicI64,
    pub(super) last: AtomicI64,
    /// When they were due.
    pub(super) first_due: AtomicI64,
    pub(super) last_due: AtomicI64,
}

impl Tally {
    /// Enters that a record was due; tells which one it was, from 1.
    pub(super) fn plan(&self, due: i64) -> u64 {
        let number = count(&self.planned);
        if number == 1 {
            self.first_due.store(due, Ordering::Relaxed);
        }
        self.last_due.store(due, Ordering::Relaxed);
        number
    }
}

#[derive(Default)]
pub(super) struct TopicTally {
    pub(super) name: OnceLock<Box<str>>,
    pub(super) tally: Tally,
    /// Acknowledged records by partition, where the target knows it.
    pub(super) partitions: Shelf<AtomicU64>,
}
