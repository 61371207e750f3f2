//! Records that go out later than they are made, until their time has come.
//!
//! In: records of a batch and when each is due. Out: the same records in the order of due, of one instant in the order
//! of their making. Bounded: what no longer fits goes out early.

use super::disorder::Fate;
use super::parcel::{Mark, Parcel};
use super::record::{Batch, Origin};
use crate::value::Owned;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Bytes that are kept back at most: 200,000 records of 1 kB, as many as wait where 5 % of 60,000 a second are late by
/// a minute.
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
    /// The only stream whose records go out; the others are made for what is recalled of them.
    shown: Option<usize>,
    /// Whether the first header of each record is its name.
    names_records: bool,
    /// Of what went out since it was last asked for.
    released: Vec<Remembered>,
}

/// A value that is recalled once its record went out: the field's number, when that was, and the value.
pub(super) type Remembered = (usize, i64, Owned);

struct Waiting {
    due: i64,
    number: u64,
    parcel: Parcel,
    /// What can be recalled of it.
    remembered: Vec<(usize, Owned)>,
}

impl Held {
    pub(super) fn new(from: i64, limit: Option<i64>) -> Self {
        Self {
            waiting: BinaryHeap::new(),
            bytes: 0,
            most: MOST_HELD_BYTES,
            made: 0,
            from,
            limit: limit.unwrap_or(i64::MAX),
            shown: None,
            names_records: false,
            released: Vec::new(),
        }
    }

    /// The same, of records whose first header is their name.
    pub(super) fn of_named(self, names_records: bool) -> Self {
        Self { names_records, ..self }
    }

    /// Lets the records of that stream alone go out.
    pub(super) const fn show(&mut self, stream: usize) {
        self.shown = Some(stream);
    }

    /// Whether the records of a stream are made and do not go out.
    #[inline]
    pub(super) fn hides(&self, stream: usize) -> bool {
        self.shown.is_some_and(|shown| shown != stream)
    }

    /// Whether a record waits that will go out.
    pub(super) fn has_shown(&self) -> bool {
        self.waiting.iter().any(|Reverse(waiting)| !self.hides(waiting.parcel.stream()))
    }

    /// Nothing is handed over before.
    pub(super) const fn from(&self) -> i64 {
        self.from
    }

    /// Nothing is handed over then or later.
    pub(super) const fn limit(&self) -> i64 {
        self.limit
    }

    /// What can be recalled of the records that went out since this was last asked.
    #[inline]
    pub(super) fn released(&mut self) -> std::vec::Drain<'_, Remembered> {
        self.released.drain(..)
    }

    /// When the first one is due, unless an arrival is due before it.
    #[inline]
    pub(super) fn next_due(&self, arrival: Option<i64>) -> Option<i64> {
        let Reverse(first) = self.waiting.peek()?;
        Some(first.due).filter(|due| arrival.is_none_or(|arrival| *due <= arrival))
    }

    /// Adds the first one to a batch.
    pub(super) fn release(&mut self, batch: &mut Batch) {
        if let Some(Waiting { parcel, .. }) = self.pop(None)
            && !self.hides(parcel.stream())
        {
            batch.append(&parcel);
        }
    }

    /// Notes a record that was dropped at `due`.
    pub(super) fn pass(&self, batch: &mut Batch, origin: Origin, due: i64) {
        if due >= self.from && !self.hides(origin.stream as usize) {
            batch.drop_record(origin, due);
        }
    }

    /// Takes the record of a stream behind a mark out of its batch, unless its time is that of its arrival, and keeps
    /// its copy.
    pub(super) fn settle(
        &mut self,
        batch: &mut Batch,
        (stream, mark): (usize, Mark),
        fate: &Fate,
        now: i64,
        remembered: Vec<(usize, Owned)>,
    ) {
        let goes_later = fate.due != now || now < self.from;
        let parcel = if goes_later || fate.copy.is_some() { batch.parcel(mark) } else { None };
        if goes_later || self.hides(stream) {
            batch.forget(mark);
        }
        let Some(parcel) = parcel else { return };
        let copy = fate.copy.map(|after| parcel.copy(after));
        let copy = if self.names_records { copy.map(Parcel::named_apart) } else { copy };
        if goes_later {
            self.add(batch, parcel, remembered, now);
        }
        if let Some(copy) = copy {
            self.add(batch, copy, Vec::new(), now);
        }
    }

    /// Keeps a parcel until it is due.
    fn add(&mut self, batch: &mut Batch, parcel: Parcel, remembered: Vec<(usize, Owned)>, now: i64) {
        let due = parcel.due();
        if due < self.from {
            return;
        }
        if due >= self.limit {
            if !self.hides(parcel.stream()) {
                batch.leave(parcel.origin(), due);
            }
            return;
        }
        self.bytes = self.bytes.saturating_add(parcel.size());
        self.waiting.push(Reverse(Waiting { due, number: self.made, parcel, remembered }));
        self.made += 1;
        while self.bytes > self.most
            && let Some(Waiting { parcel, .. }) = self.pop(Some(now))
        {
            if !self.hides(parcel.stream()) {
                batch.append(&parcel.early(now.max(self.from)));
            }
        }
    }

    /// Takes out the first one, which goes out then, or when it is due.
    fn pop(&mut self, early: Option<i64>) -> Option<Waiting> {
        let Reverse(mut first) = self.waiting.pop()?;
        let due = early.unwrap_or(first.due);
        self.released.extend(first.remembered.drain(..).map(|(field, value)| (field, due, value)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Envelope, Marks, Record};
    use crate::value::Time;
    use std::sync::Arc;

    fn batch() -> Batch {
        let mut batch = Batch::default();
        batch.set_topics(Arc::from([Arc::from("t")]));
        batch
    }

    /// Makes a record at `now` that goes out at `due`, with a payload of 1,000 bytes.
    fn make(held: &mut Held, batch: &mut Batch, (index, now): (u64, i64), due: i64, copy: Option<i64>) {
        let mark = batch.mark();
        let key = batch.write(|out| out.extend_from_slice(format!("key {index}").as_bytes()));
        let name = batch.write(|out| out.extend_from_slice(b"name"));
        batch.push_header(name, None);
        let payload = batch.write(|out| out.extend_from_slice(&[b'0'; 1_000]));
        let origin = Origin { stream: 0, phase: 0, event: 0, index };
        let envelope = Envelope { origin, due, timestamp: Time(now), topic: 0, partition: None };
        batch.push(envelope, Some(key), Some(payload));
        batch.mark_last(Marks::LATE, due - now);
        held.settle(batch, (0, mark), &Fate { copy, ..Fate::none(due) }, now, Vec::new());
    }

    fn shown(record: &Record) -> (u64, i64, i64, bool) {
        (record.origin.index, record.due, record.delay, record.marks.has(Marks::EARLY))
    }

    #[test]
    fn records_come_back_whole_by_due_then_by_their_making() {
        let (mut held, mut made) = (Held::new(0, None), batch());
        for (index, due) in [(0, 30), (1, 20), (2, 30), (3, 1)] {
            make(&mut held, &mut made, (index, 1), due, None);
        }
        assert_eq!(made.iter().map(|record| record.origin.index).collect::<Vec<_>>(), [3]);
        assert_eq!(
            (held.next_due(Some(19)), held.next_due(Some(20)), held.next_due(None)),
            (None, Some(20), Some(20))
        );
        let mut out = batch();
        while held.next_due(None).is_some() {
            held.release(&mut out);
        }
        let records: Vec<Record> = out.iter().collect();
        assert_eq!(
            records.iter().map(shown).collect::<Vec<_>>(),
            [(1, 20, 19, false), (0, 30, 29, false), (2, 30, 29, false)]
        );
        assert_eq!(records[1].key, Some(&b"key 0"[..]));
        assert_eq!(records[1].headers().collect::<Vec<_>>(), [("name", None)]);
        assert_eq!(records[1].payload.map(<[u8]>::len), Some(1_000));
        assert_eq!(held.bytes, 0);
    }

    #[test]
    fn what_no_longer_fits_goes_out_early_the_first_one_first() {
        let (mut held, mut out) = (Held::new(0, None), batch());
        held.most = 4_000;
        for (index, due) in [(0, 90), (1, 70), (2, 80), (3, 60)] {
            make(&mut held, &mut out, (index, 5), due, None);
        }
        assert_eq!(out.iter().map(|record| shown(&record)).collect::<Vec<_>>(), [(3, 5, 0, true)]);
        assert!(held.bytes <= held.most);
        assert_eq!(held.next_due(None), Some(70));
    }

    #[test]
    fn what_is_due_outside_is_passed_over_or_left() {
        let (mut held, mut out) = (Held::new(10, Some(100)), batch());
        for (index, due, copy) in [(0, 5, Some(4)), (1, 5, Some(5)), (2, 99, Some(1)), (3, 200, None)] {
            make(&mut held, &mut out, (index, 5), due, copy);
        }
        assert!(out.iter().len() == 0);
        assert_eq!(
            out.left().iter().map(|unsent| (unsent.origin.index, unsent.due)).collect::<Vec<_>>(),
            [(2, 100), (3, 200)]
        );
        held.release(&mut out);
        held.release(&mut out);
        let released: Vec<_> = out
            .iter()
            .map(|record| (record.origin.index, record.due, record.marks.has(Marks::DUPLICATE)))
            .collect();
        assert_eq!(released, [(1, 10, true), (2, 99, false)]);
        assert_eq!(held.next_due(None), None);
    }
}
