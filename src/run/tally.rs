//! Counters of one part of the run: written by the sending thread and the target's, read by the driver.

use super::count::count;
use super::shelf::Shelf;
use crate::compose::{Disordered, Marks};
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
    /// Records that were handed over later than the policy allows.
    pub(super) late: AtomicU64,
    /// Records that were composed and are none of `planned`, as the run ended before them.
    pub(super) unsent: AtomicU64,
    /// What was done to records that were handed over, and those that were dropped, which are none of `planned`.
    pub(super) disorder: DisorderTally,
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

/// How often something was done to records on purpose.
#[derive(Default)]
pub(super) struct DisorderTally {
    late: AtomicU64,
    duplicated: AtomicU64,
    dropped: AtomicU64,
    corrupted: AtomicU64,
    held: AtomicU64,
    early: AtomicU64,
}

impl DisorderTally {
    /// Enters a record that is handed over.
    #[cold]
    pub(super) fn enter(&self, marks: Marks) {
        for (mark, counter) in [
            (Marks::LATE, &self.late),
            (Marks::DUPLICATE, &self.duplicated),
            (Marks::CORRUPT, &self.corrupted),
            (Marks::HELD, &self.held),
            (Marks::EARLY, &self.early),
        ] {
            if marks.has(mark) {
                count(counter);
            }
        }
    }

    pub(super) fn drop_record(&self) {
        count(&self.dropped);
    }

    pub(super) fn read(&self) -> Disordered {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Disordered {
            late: read(&self.late),
            duplicated: read(&self.duplicated),
            dropped: read(&self.dropped),
            corrupted: read(&self.corrupted),
            held: read(&self.held),
        }
    }

    /// Records that went out before their time.
    pub(super) fn early(&self) -> u64 {
        self.early.load(Ordering::Relaxed)
    }
}

#[derive(Default)]
pub(super) struct TopicTally {
    pub(super) name: OnceLock<Box<str>>,
    pub(super) tally: Tally,
    /// Acknowledged records by partition, where the target knows it.
    pub(super) partitions: Shelf<AtomicU64>,
}
