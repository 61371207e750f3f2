//! What a run may still send.

use crate::compose::{Batch, Record};

#[derive(Debug, Clone, Copy)]
pub(super) struct Quota {
    events: u64,
    /// Not counted where there is no limit.
    bytes: Option<u64>,
}

impl Quota {
    pub(super) fn new(events: Option<u64>, bytes: Option<u64>) -> Self {
        Self { events: events.unwrap_or(u64::MAX), bytes }
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.events == 0 || self.bytes == Some(0)
    }

    pub(super) fn has_room_for(&self, batch: &Batch) -> bool {
        self.events >= batch.steps() as u64 && self.bytes.is_none_or(|bytes| bytes >= batch.size() as u64)
    }

    /// Counts a record of the schedule that was not sent.
    pub(super) fn pass(&mut self) {
        self.events = self.events.saturating_sub(1);
    }

    /// Counts a record that was sent.
    pub(super) fn spend(&mut self, record: &Record<'_>) {
        self.pass();
        if let Some(bytes) = &mut self.bytes {
            *bytes = bytes.saturating_sub(record.size() as u64);
        }
    }
}
