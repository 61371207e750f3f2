//! Records that go out later than they are made, until their time has come.
//!
//! In: records of a batch and when each is due. Out: the same records in the order of due, of one instant in the order
//! of their making. Bounded: what no longer fits goes out early.

use super::disorder::Fate;
use super::parcel::{Mark, Parcel};
use super::record::{Batch, Origin};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Bytes that are kept back at most: of records of 1 kB some 200,000, two minutes of 30,000 a second with 5 % late.
pub const MOST_HELD_BYTES: usize = 256 << 20;

pub(super) struct Held {
    waiting: BinaryHeap<Reverse<Waiting>>,
    /// Of all that wait.
    bytes: usize,
    most: usize,
    /// How many were made.
    made: u64,
    /// What is due earlier is passed over.
    from: i64,
    /// What is due from here on is left.
    limit: i64,
}

struct Waiting {
    due: i64,
    number: u64,
    parcel: Parcel,
}

impl Held {
    pub(super) const fn new(from: i64, limit: Option<i64>) -> Self {
        Self {
            waiting: BinaryHeap::new(),
            bytes: 0,
            most: MOST_HELD_BYTES,
            made: 0,
            from,
            limit: match limit {
                Some(limit) => limit,
                None => i64::MAX,
            },
        }
    }

    /// Nothing is handed over before.
    pub(super) const fn from(&self) -> i64 {
        self.from
    }

    /// When the first one is due, unless an arrival is due before it.
    #[inline]
    pub(super) fn next_due(&self, arrival: Option<i64>) -> Option<i64> {
        let Reverse(first) = self.waiting.peek()?;
        Some(first.due).filter(|due| arrival.is_none_or(|arrival| *due <= arrival))
    }

    /// Adds the first one to a batch.
    pub(super) fn release(&mut self, batch: &mut Batch) {
        if let Some(Waiting { parcel, .. }) = self.pop() {
            batch.append(&parcel);
        }
    }

    /// Notes a record that was dropped at `due`.
    pub(super) fn pass(&self, batch: &mut Batch, origin: Origin, due: i64) {
        if due >= self.from {
            batch.drop_record(origin, due);
        }
    }

    /// Takes the record behind a mark out of its batch, unless its time is that of its arrival, and keeps its copy.
    pub(super) fn settle(&mut self, batch: &mut Batch, mark: Mark, fate: &Fate, now: i64) {
        let goes_later = fate.due != now || now < self.from;
        if !goes_later && fate.copy.is_none() {
            return;
        }
        let Some(parcel) = batch.parcel(mark) else { return };
        if goes_later {
            batch.forget(mark);
        }
        let copy = fate.copy.map(|after| parcel.copy(after));
        if goes_later {
            self.add(batch, parcel, now);
        }
        if let Some(copy) = copy {
            self.add(batch, copy, now);
        }
    }

    /// Keeps a parcel until it is due.
    fn add(&mut self, batch: &mut Batch, parcel: Parcel, now: i64) {
        let due = parcel.due();
        if due < self.from {
            return;
        }
        if due >= self.limit {
            batch.leave(parcel.origin(), due);
            return;
        }
        self.bytes = self.bytes.saturating_add(parcel.size());
        self.waiting.push(Reverse(Waiting { due, number: self.made, parcel }));
        self.made += 1;
        while self.bytes > self.most
            && let Some(Waiting { parcel, .. }) = self.pop()
        {
            batch.append(&parcel.early(now.max(self.from)));
        }
    }

    fn pop(&mut self) -> Option<Waiting> {
        let Reverse(first) = self.waiting.pop()?;
        self.bytes = self.bytes.saturating_sub(first.parcel.size());
        Some(first)
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.due, self.number).cmp(&(other.due, other.number))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}
