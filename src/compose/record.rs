//! What is sent: one record, and batches of them in one reused buffer.

use super::marks::Marks;
use crate::value::Time;
use std::hint;
use std::ops::Range;
use std::sync::Arc;

/// One record as it goes to a target. Ids are positions in the plan's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    pub origin: Origin,
    /// When it is to be handed over: nanoseconds after the scenario's start.
    pub due: i64,
    /// The record's timestamp: event time, unless the event sets its own.
    pub timestamp: Time,
    pub topic: &'a str,
    /// The topic's number in [`Batch::topics`].
    pub topic_id: u32,
    pub partition: Option<i32>,
    pub key: Option<&'a [u8]>,
    /// `None` is a tombstone.
    pub payload: Option<&'a [u8]>,
    /// How much later than its event it is to be handed over, nanoseconds.
    pub delay: i64,
    /// What was done to it.
    pub marks: Marks,
    headers: Headers<'a>,
}

/// Where in the plan a record comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub stream: u32,
    /// The phase within its stream.
    pub phase: u32,
    pub event: u32,
    /// The arrival's number within its component, from 0.
    pub index: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Headers<'a> {
    ranges: &'a [(Range<usize>, Option<Range<usize>>)],
    bytes: &'a [u8],
}

impl<'a> Record<'a> {
    /// Names and values of the headers, in their order; a value may be null.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&'a str, Option<&'a [u8]>)> + use<'a> {
        let bytes = self.headers.bytes;
        self.headers.ranges.iter().map(move |(name, value)| {
            let name = std::str::from_utf8(&bytes[name.clone()]).expect("a header's name is text");
            (name, value.clone().map(|range| &bytes[range]))
        })
    }

    /// Bytes of key, payload and headers.
    pub fn size(&self) -> usize {
        let headers = self.headers().map(|(name, value)| name.len() + value.map_or(0, <[u8]>::len));
        self.key.map_or(0, <[u8]>::len) + self.payload.map_or(0, <[u8]>::len) + headers.sum::<usize>()
    }
}

/// Records that follow each other, their bytes side by side. Cleared and filled again: once grown it
/// allocates no more.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    pub(super) bytes: Vec<u8>,
    pub(super) entries: Vec<Entry>,
    pub(super) headers: Vec<(Range<usize>, Option<Range<usize>>)>,
    topics: Arc<[Arc<str>]>,
    dropped: Vec<Unsent>,
    left: Vec<Unsent>,
    announced: Announced,
}

/// Records that are being made and will be added next.
#[derive(Debug, Clone, Copy, Default)]
struct Announced {
    records: usize,
    /// When the first of them is due.
    first: Option<i64>,
}

/// A record that is not in the batch and is counted all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsent {
    pub origin: Origin,
    /// When it would have been handed over.
    pub due: i64,
}

/// Bytes of a line of a processor's cache.
const LINE: usize = 64;

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) origin: Origin,
    pub(super) due: i64,
    pub(super) timestamp: Time,
    pub(super) topic: u32,
    pub(super) partition: Option<i32>,
    pub(super) key: Option<Range<usize>>,
    pub(super) payload: Option<Range<usize>>,
    pub(super) headers: Range<usize>,
    pub(super) delay: i64,
    pub(super) marks: Marks,
}

/// What a record is besides its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Envelope {
    pub origin: Origin,
    pub due: i64,
    pub timestamp: Time,
    pub topic: u32,
    pub partition: Option<i32>,
}

impl Batch {
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.entries.clear();
        self.headers.clear();
        self.dropped.clear();
        self.left.clear();
        self.announced = Announced::default();
    }

    /// Counts a record that will be added, so that it is known how far the batch is filled.
    #[inline]
    pub(super) fn announce(&mut self, due: i64) {
        self.announced.records += 1;
        self.announced.first.get_or_insert(due);
    }

    /// All that were announced are added now.
    pub(super) fn begin_announced(&mut self) {
        self.announced = Announced::default();
    }

    /// Records.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds nothing, not even a record that is only counted.
    pub fn is_empty(&self) -> bool {
        self.steps() == 0 && self.left.is_empty()
    }

    /// Records, those that were dropped between them, and those that are being made.
    pub fn steps(&self) -> usize {
        self.entries.len() + self.dropped.len() + self.announced.records
    }

    /// Records that were made to be dropped, in the order of time.
    pub fn dropped(&self) -> &[Unsent] {
        &self.dropped
    }

    /// Records that are due behind the end of what is composed.
    pub fn left(&self) -> &[Unsent] {
        &self.left
    }

    /// Notes a record that was made to be dropped.
    pub fn drop_record(&mut self, origin: Origin, due: i64) {
        self.dropped.push(Unsent { origin, due });
    }

    pub(super) fn leave(&mut self, origin: Origin, due: i64) {
        self.left.push(Unsent { origin, due });
    }

    /// Bytes of all records together.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The names behind [`Record::topic_id`]: the plan's topics first, then those that records computed.
    pub fn topics(&self) -> &Arc<[Arc<str>]> {
        &self.topics
    }

    pub fn set_topics(&mut self, topics: Arc<[Arc<str>]>) {
        self.topics = topics;
    }

    /// Writes bytes behind the others and tells where they are.
    pub fn write(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Range<usize> {
        let start = self.bytes.len();
        write(&mut self.bytes);
        start..self.bytes.len()
    }

    /// Adds a header to the record that [`Batch::push`] will add next.
    pub fn push_header(&mut self, name: Range<usize>, value: Option<Range<usize>>) {
        self.headers.push((name, value));
    }

    /// Adds a record of bytes that were written before.
    pub fn push(&mut self, envelope: Envelope, key: Option<Range<usize>>, payload: Option<Range<usize>>) {
        let first_header = self.entries.last().map_or(0, |entry| entry.headers.end);
        self.entries.push(Entry {
            origin: envelope.origin,
            due: envelope.due,
            timestamp: envelope.timestamp,
            topic: envelope.topic,
            partition: envelope.partition,
            key,
            payload,
            headers: first_header..self.headers.len(),
            delay: 0,
            marks: Marks::NONE,
        });
    }

    /// Says of the last record what was done to it, and how much later than its event it goes out.
    pub fn mark_last(&mut self, marks: Marks, delay: i64) {
        if let Some(last) = self.entries.last_mut() {
            (last.marks, last.delay) = (marks, delay);
        }
    }

    /// When the first record is due, dropped or not; known while the batch is being filled.
    pub fn first_due(&self) -> Option<i64> {
        let dropped = self.dropped.first().map(|dropped| dropped.due);
        let announced = self.announced.first;
        self.entries.first().map(|entry| entry.due).into_iter().chain(dropped).chain(announced).min()
    }

    /// When the last record is due.
    pub fn last_due(&self) -> Option<i64> {
        self.entries.last().map(|entry| entry.due)
    }

    #[expect(clippy::inline_always, reason = "a record would be copied for each that is sent")]
    #[inline(always)]
    pub fn get(&self, position: usize) -> Option<Record<'_>> {
        self.entries.get(position).map(|entry| self.view(entry))
    }

    /// Brings records into the cache of the processor that runs this, where another one made them. Read one by one, when it is their
    /// turn, each would be waited for.
    pub fn bring(&self, positions: &[u32]) {
        let payloads = positions.iter().filter_map(|position| self.get(*position as usize)?.payload);
        let lines = payloads.flat_map(|payload| payload.iter().step_by(LINE).chain(payload.last()));
        hint::black_box(lines.fold(0, |sum, byte| sum ^ byte));
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = Record<'_>> {
        self.entries.iter().map(|entry| self.view(entry))
    }

    #[expect(clippy::inline_always, reason = "a record would be copied for each that is sent")]
    #[inline(always)]
    fn view(&self, entry: &Entry) -> Record<'_> {
        Record {
            origin: entry.origin,
            due: entry.due,
            timestamp: entry.timestamp,
            topic: &self.topics[entry.topic as usize],
            topic_id: entry.topic,
            partition: entry.partition,
            key: entry.key.clone().map(|range| &self.bytes[range]),
            payload: entry.payload.clone().map(|range| &self.bytes[range]),
            delay: entry.delay,
            marks: entry.marks,
            headers: Headers { ranges: &self.headers[entry.headers.clone()], bytes: &self.bytes },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(index: u64) -> Envelope {
        let origin = Origin { stream: 0, phase: 0, event: 0, index };
        Envelope { origin, due: 5, timestamp: Time(7), topic: 0, partition: None }
    }

    #[test]
    fn records_come_back_as_they_were_written() {
        let mut batch = Batch::default();
        batch.set_topics(Arc::from([Arc::from("orders")]));
        let key = batch.write(|out| out.extend_from_slice(b"k1"));
        let name = batch.write(|out| out.extend_from_slice(b"source"));
        let value = batch.write(|out| out.extend_from_slice(b"test"));
        batch.push_header(name, Some(value));
        let payload = batch.write(|out| out.extend_from_slice(b"{}"));
        batch.push(envelope(0), Some(key), Some(payload));
        batch.push(envelope(1), None, None);

        let records: Vec<Record> = batch.iter().collect();
        assert_eq!(records[0].topic, "orders");
        assert_eq!(records[0].key, Some(&b"k1"[..]));
        assert_eq!(records[0].payload, Some(&b"{}"[..]));
        assert_eq!(records[0].headers().collect::<Vec<_>>(), [("source", Some(&b"test"[..]))]);
        assert_eq!(records[0].size(), 14);
        assert_eq!((records[1].key, records[1].payload, records[1].headers().len()), (None, None, 0));
    }

    #[test]
    fn bringing_passes_over_what_has_no_payload_or_is_not_there() {
        let mut batch = Batch::default();
        batch.set_topics(Arc::from([Arc::from("orders")]));
        let long = batch.write(|out| out.resize(3 * LINE, b'x'));
        let empty = batch.write(|_| {});
        for payload in [Some(long), Some(empty), None] {
            batch.push(envelope(0), None, payload);
        }
        batch.bring(&[3, 2, 1, 0]);
    }
}
