//! A record that is taken out of a batch with its bytes, to be put into another one later.

use super::event_id::COPY;
use super::marks::Marks;
use super::record::{Batch, Entry, Origin};
use std::ops::Range;

/// One record, its bytes its own.
#[derive(Debug, Clone)]
pub(super) struct Parcel {
    entry: Entry,
    /// The bytes of key, headers and payload; all ranges are within them.
    bytes: Box<[u8]>,
    headers: Vec<(Range<usize>, Option<Range<usize>>)>,
}

/// How full a batch was before a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    bytes: usize,
    headers: usize,
    entries: usize,
}

impl Parcel {
    pub(super) const fn due(&self) -> i64 {
        self.entry.due
    }

    pub(super) const fn origin(&self) -> Origin {
        self.entry.origin
    }

    /// The stream that sends it.
    pub(super) const fn stream(&self) -> usize {
        self.entry.origin.stream as usize
    }

    /// The same once more, so long behind.
    pub(super) fn copy(&self, after: i64) -> Self {
        let due = self.entry.due.saturating_add(after);
        let delay = self.entry.delay.saturating_add(after);
        let entry = Entry { due, delay, marks: Marks::DUPLICATE, ..self.entry.clone() };
        Self { entry, ..self.clone() }
    }

    /// The same, the name in its first header saying that it is a copy.
    pub(super) fn named_apart(mut self) -> Self {
        if let Some((_, Some(id))) = self.headers.first_mut() {
            let start = self.bytes.len();
            let named = [&self.bytes[..], &self.bytes[id.clone()], COPY].concat();
            *id = start..named.len();
            self.bytes = named.into();
        }
        self
    }

    /// The same, out before its time.
    pub(super) fn early(self, now: i64) -> Self {
        let Entry { due, delay, marks, .. } = self.entry;
        let delay = delay.saturating_sub(due.saturating_sub(now)).max(0);
        Self { entry: Entry { due: now, delay, marks: marks.with(Marks::EARLY), ..self.entry }, ..self }
    }

    /// What it takes in memory, with its place in a heap.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + self.bytes.len() + size_of_val(self.headers.as_slice())
    }
}

impl Batch {
    pub(super) fn mark(&self) -> Mark {
        Mark { bytes: self.bytes.len(), headers: self.headers.len(), entries: self.entries.len() }
    }

    /// A copy of the one record behind a mark.
    pub(super) fn parcel(&self, mark: Mark) -> Option<Parcel> {
        let entry = self.entries.get(mark.entries)?;
        let back = |range: &Range<usize>| range.start - mark.bytes..range.end - mark.bytes;
        let headers = &self.headers[entry.headers.clone()];
        let headers = headers.iter().map(|(name, value)| (back(name), value.as_ref().map(back))).collect();
        let entry = Entry {
            key: entry.key.as_ref().map(back),
            payload: entry.payload.as_ref().map(back),
            ..entry.clone()
        };
        Some(Parcel { entry, bytes: self.bytes[mark.bytes..].into(), headers })
    }

    /// Lets go of everything behind a mark.
    pub(super) fn forget(&mut self, mark: Mark) {
        self.bytes.truncate(mark.bytes);
        self.headers.truncate(mark.headers);
        self.entries.truncate(mark.entries);
    }

    /// Adds the record of a parcel.
    pub(super) fn append(&mut self, parcel: &Parcel) {
        let Mark { bytes, headers, .. } = self.mark();
        let ahead = |range: &Range<usize>| range.start + bytes..range.end + bytes;
        self.bytes.extend_from_slice(&parcel.bytes);
        let moved = parcel.headers.iter().map(|(name, value)| (ahead(name), value.as_ref().map(ahead)));
        self.headers.extend(moved);
        self.entries.push(Entry {
            key: parcel.entry.key.as_ref().map(ahead),
            payload: parcel.entry.payload.as_ref().map(ahead),
            headers: headers..self.headers.len(),
            ..parcel.entry.clone()
        });
    }
}
